"""From the evidence of one message to one decision. Pure: no Rasa, no files, no clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from components import cues
from components.labels import CONTROL, OUTSIDE, SOCIAL, YES_NO, Kind, kind_of
from components.turn import FREE_TEXT, NUMERIC, Asked, Candidate, Context, Decision, Evidence

if TYPE_CHECKING:
    from components.policy import Policy

_OFFERED = 3
_FEWEST_OFFERED = 2
# While a question is open, 好的 and 不用 are answers, and `urgent` and `correct` are judged before.
_INTERRUPTIONS = CONTROL - {"urgent", "correct"}
_SMALL_REST = 4  # characters such as 我的店, 大概 around facts


def decide(evidence: Evidence, context: Context, policy: Policy) -> Decision:
    """Urgent always wins; then an open question is answered or interrupted; else the best reading, if good enough."""
    alarm = policy.asked.urgent if context.asked else policy.urgent
    if evidence.of("urgent") >= alarm or cues.is_danger(evidence.text):
        decision = _intent("urgent", max(evidence.of("urgent"), policy.urgent))
    elif context.asked:
        decision = _while_asked(evidence, context, context.asked, policy)
    else:
        decision = _while_open(evidence, context, policy)
    return decision if decision.candidates else replace(decision, candidates=_candidates(evidence, policy))


def _while_asked(evidence: Evidence, context: Context, asked: Asked, policy: Policy) -> Decision:
    if cues.is_option(evidence.text, asked.words):
        return _inform(1.0)
    return (
        _correction(evidence, asked, policy)
        or _plain_answer(evidence, asked)
        or _interruption(evidence, asked, policy)
        or _question(evidence, context, policy)
        or _yes_no_answer(evidence, asked, policy)
        or _answer_with_words(evidence, asked)
        or _something_else(evidence, context, asked, policy)
        or _inform(max(evidence.of("inform"), 0.5))
    )


def _correction(evidence: Evidence, asked: Asked, policy: Policy) -> Decision | None:
    sure = evidence.of("correct")
    if cues.names_mistake(evidence.text):
        # 不是, 租的 to a yes-or-no question is an answer; 改成 may be what a change of a company is about.
        hint = 0.0 if evidence.facts or asked.kind not in {"yes_no", "choice", "choices"} else policy.asked.correction
        if sure >= hint / 2:
            return _intent("correct", max(sure, policy.asked.control))
    threshold = policy.asked.correction if evidence.facts else _control_threshold(asked, policy)
    is_best = evidence.best(among=CONTROL)[0] == "correct"
    return _intent("correct", sure) if is_best and sure >= threshold else None


def _plain_answer(evidence: Evidence, asked: Asked) -> Decision | None:
    """Facts and next to nothing else, a bare number, a bare yes or no: no classifier is needed."""
    if asked.kind == "yes_no" and cues.is_yes_or_no(evidence.text):
        return _inform(1.0)
    if asked.kind in NUMERIC and cues.is_number(evidence.text):
        return _inform(1.0)
    fits = any(asked.answered_by(kind) for kind in evidence.facts)
    return _inform(0.95) if fits and evidence.outside_facts <= _SMALL_REST else None


def _interruption(evidence: Evidence, asked: Asked, policy: Policy) -> Decision | None:
    topic, sure = evidence.best(among=_INTERRUPTIONS)
    if topic == "skip" and asked.kind == "yes_no" and cues.is_yes_or_no(evidence.text):
        return None
    answers = cues.names_option(evidence.text, asked.words) or any(asked.answered_by(k) for k in evidence.facts)
    needed = policy.asked.other_path if answers else _control_threshold(asked, policy)
    return _intent(topic, sure) if sure >= needed else None


def _control_threshold(asked: Asked, policy: Policy) -> float:
    return policy.asked.control_free_text if asked.kind in FREE_TEXT else policy.asked.control


def _question(evidence: Evidence, context: Context, policy: Policy) -> Decision | None:
    """A question about a matter; probability from `ask` and from the paths counts together."""
    aspect = evidence.aspect()
    path, path_sure = evidence.best(kind="path")
    sure = evidence.of("ask") + (path_sure if aspect else 0.0)
    marked = cues.is_question(evidence.text)
    if sure < (policy.asked.question if marked else policy.asked.question_unmarked):
        return None
    about = path if path_sure >= policy.asked.question else context.path
    return _ask(about, evidence.aspect(question=True), sure)


def _yes_no_answer(evidence: Evidence, asked: Asked, policy: Policy) -> Decision | None:
    sure = evidence.of("affirm") + evidence.of("deny")
    return _inform(sure) if asked.kind == "yes_no" and sure >= policy.asked.yes_no else None


def _answer_with_words(evidence: Evidence, asked: Asked) -> Decision | None:
    if cues.names_option(evidence.text, asked.words):
        return _inform(0.9)
    return _inform(0.9) if any(asked.answered_by(kind) for kind in evidence.facts) else None


def _something_else(evidence: Evidence, context: Context, asked: Asked, policy: Policy) -> Decision | None:
    """Another matter, or something outside; not for names and addresses unless hardly anything else is possible."""
    topic, sure = evidence.best()
    if kind_of(topic) == "path":
        named = topic != context.path and sure >= policy.asked.other_path and not evidence.facts
        return _apply(topic, sure) if named and evidence.aspect() is None else None
    if topic in OUTSIDE | SOCIAL and sure >= policy.asked.outside and not evidence.facts:
        return _as_read(topic, sure)
    if topic in YES_NO and asked.kind not in FREE_TEXT and sure >= policy.asked.outside and not evidence.facts:
        return _intent(topic, sure)
    return None


def _while_open(evidence: Evidence, context: Context, policy: Policy) -> Decision:
    candidates = _candidates(evidence, policy)
    topic, sure, lead = _best_reading(evidence)
    if _mostly_facts(evidence) and kind_of(topic) != "path":
        return _inform(0.9)
    if cues.is_yes_or_no(evidence.text) and topic in YES_NO:
        return _intent(topic, max(sure, policy.open.act))
    if sure >= policy.open.act and lead >= policy.open.lead:
        return _reading(topic, sure, evidence, context)
    if evidence.facts and topic == "inform":
        return _inform(sure)
    if sure >= policy.open.clarify and len(candidates) >= _FEWEST_OFFERED:
        best = candidates[0]
        return Decision("clarify", best.kind, best.id, None, best.confidence, "clarify", candidates)
    return Decision("unclear", "none", None, None, sure, "reject", candidates)


def _mostly_facts(evidence: Evidence) -> bool:
    """Facts and little else, and no question about them (今天能办吗 is one)."""
    rest = evidence.outside_facts
    little = rest <= _SMALL_REST and rest < len(evidence.text) - rest
    return bool(evidence.facts) and little and not cues.is_question(evidence.text)


def _best_reading(evidence: Evidence) -> tuple[str, float, float]:
    """The best topic, its probability and its lead; a path that is asked about gets what `ask` has, or the reverse."""
    ranked = [*evidence.ranked(), ("", 0.0), ("", 0.0), ("", 0.0)]
    (first, sure), (second, runner_up), (_, third) = ranked[:3]
    kinds = {kind_of(first), kind_of(second)}
    asks = "ask" in {first, second} and "path" in kinds and evidence.aspect() is not None
    return (first, sure + runner_up, sure + runner_up - third) if asks else (first, sure, sure - runner_up)


def _reading(topic: str, sure: float, evidence: Evidence, context: Context) -> Decision:
    aspect = evidence.aspect()
    if topic == "ask":
        return _ask(context.path, evidence.aspect(question=True), sure)
    if kind_of(topic) == "path":
        return _apply(topic, sure) if aspect is None else _ask(topic, aspect, sure)
    return _as_read(topic, sure)


def _candidates(evidence: Evidence, policy: Policy) -> tuple[Candidate, ...]:
    likely = [(topic, p) for topic, p in evidence.ranked() if p >= policy.open.candidate]
    return tuple(Candidate(kind_of(topic), topic, p) for topic, p in likely[:_OFFERED])


def _apply(path: str, sure: float) -> Decision:
    return Decision("apply", "path", path, None, sure)


def _ask(path: str | None, aspect: str | None, sure: float) -> Decision:
    return Decision("ask", "path" if path else "intent", path or "ask", aspect, sure)


def _inform(sure: float) -> Decision:
    return _intent("inform", sure)


def _intent(topic: str, sure: float) -> Decision:
    return Decision(topic, "intent", topic, None, sure)


def _as_read(topic: str, sure: float) -> Decision:
    kind: Kind = kind_of(topic)
    return Decision(topic, kind, topic, None, sure)
