"""From the evidence of one message to one decision. Pure: no Rasa, no files, no clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from components import cues
from components.labels import CONTROL, OUTSIDE, SOCIAL, YES_NO, Kind, kind_of
from components.turn import FREE_TEXT, NUMERIC, SIGNS, SPELT, Asked, Candidate, Context, Decision, Evidence

if TYPE_CHECKING:
    from components.policy import Policy

_SENTENCE = 8  # characters; a shorter message that asks nothing is hardly another matter
_CHATTER = SOCIAL | {"not_government"}
_CHAT = 7  # characters; a shorter message may be a name of anything
_SURELY_CHAT = 0.75
_OFFERED = 3
_FEWEST_OFFERED = 2
# While a question is open, 好的 and 不用 are answers, and `urgent` and `correct` are judged before.
_INTERRUPTIONS = CONTROL - {"urgent", "correct"}
_CONFIRMED = frozenset({"cancel", "restart", "resume"})
_SAID_BY_OPTIONS = frozenset({"cancel", "submit", "review", "restart", "resume", "back", "status"})
# 我这边停了, 没交, 我这边接着申请: words of these intents that an option may hold
_LONG_OPTION = 3  # characters; 有国内个人 asks for no person, 找人工 is none of the options
_ANGRY = frozenset({"complaint", "abuse"})  # near each other, and neither is an answer
_SURE_OF_MATTER = 0.5  # from here on a message is about a path, whatever else is said in it
_SMALL_REST = 4  # characters such as 我的店, 大概 around facts


def decide(evidence: Evidence, context: Context, policy: Policy) -> Decision:
    """Urgent always wins; then an open question is answered or interrupted; else the best reading, if good enough."""
    if _is_alarm(evidence, context, policy):
        decision = _intent("urgent", max(evidence.of("urgent"), policy.urgent))
    else:
        decision = (
            _voice(evidence, context)
            or (_intent("cancel", 1.0) if cues.withdraws_one(evidence.text) else None)
            or (_intent("seen", 1.0) if cues.asks_who_saw(evidence.text) else None)
            or (_intent("bind", 1.0) if cues.goes_on_elsewhere(evidence.text) else None)
            or (_confirmation(evidence, policy) if context.confirming else None)
            or (_while_asked(evidence, context, context.asked, policy) if context.asked else None)
            or _while_open(evidence, context, policy)
        )
    return decision if decision.candidates else replace(decision, candidates=_candidates(evidence, policy))


def _is_alarm(evidence: Evidence, context: Context, policy: Policy) -> bool:
    """The word list always; the classifier at once where the message hints at danger, else only when it is sure."""
    if cues.is_danger(evidence.text):
        return True
    if context.asked is not None and cues.is_mostly_option(evidence.text, context.asked.words):
        return False  # 埋了, 我这边不砸: the option, whatever else the word may hint at
    hinted = cues.hints_at_danger(evidence.text)
    if context.asked is None:
        return evidence.of("urgent") >= (policy.urgent if hinted else policy.open.urgent_unmarked)
    if not hinted and cues.names_option(evidence.text, context.asked.words):
        return False
    return evidence.of("urgent") >= (policy.asked.urgent if hinted else policy.asked.urgent_unmarked)


def _voice(evidence: Evidence, context: Context) -> Decision | None:
    """To be spoken to otherwise, unless that is said in passing (俺眼花，想给俺娘办残疾证) or is an option's words."""
    voice = cues.voice_wanted(evidence.text)
    topic, sure = evidence.best()
    if voice is None or (kind_of(topic) == "path" and sure >= _SURE_OF_MATTER):
        return None
    if context.asked is not None and cues.is_mostly_option(evidence.text, context.asked.words):
        return None
    return Decision("voice", "voice", voice, None, 1.0)


def _confirmation(evidence: Evidence, policy: Policy) -> Decision | None:
    """Yes or no to 真的不办了吗, or the same said once more; anything else counts as if it had not been asked."""
    if cues.is_yes(evidence.text):
        return _intent("affirm", 1.0)
    if cues.is_no(evidence.text):
        return _intent("deny", 1.0)
    topic, sure = evidence.best(among=YES_NO | _CONFIRMED)
    return _intent(topic, sure) if sure >= policy.asked.yes_no and topic == evidence.best()[0] else None


def _while_asked(evidence: Evidence, context: Context, asked: Asked, policy: Policy) -> Decision:
    if cues.is_option(evidence.text, asked.words):
        return _inform(1.0)
    return (
        _fitting_fact(evidence, asked)
        or _correction(evidence, asked, policy)
        or _plain_answer(evidence, asked)
        or (_upload(evidence) if asked.kind == "material" else None)
        or _interruption(evidence, asked, policy)
        or _question(evidence, context, policy)
        or _yes_no_answer(evidence, asked, policy)
        or _small_talk(evidence, asked)
        or _answer_with_words(evidence, asked)
        or _something_else(evidence, context, asked, policy)
        or _inform(max(evidence.of("inform"), 0.5))
    )


def _correction(evidence: Evidence, asked: Asked, policy: Policy) -> Decision | None:
    sure = max(evidence.of("correct"), policy.asked.control)
    if cues.names_mistake(evidence.text):
        return _intent("correct", sure)
    if cues.contradicts(evidence.text):
        answers = cues.names_option(evidence.text, asked.words) or cues.is_about(evidence.text, asked.words)
        return None if answers else _intent("correct", sure)
    if cues.begins_with_option(evidence.text, asked.words):
        return None  # 不是，身份证号…: where 不是 is one of the answers, it takes nothing back
    threshold = policy.asked.correction if evidence.facts else _control_threshold(asked, policy)
    is_best = evidence.best(among=CONTROL)[0] == "correct"
    return _intent("correct", sure) if is_best and evidence.of("correct") >= threshold else None


def _upload(evidence: Evidence) -> Decision | None:
    if cues.cannot_upload(evidence.text):
        return _intent("help", max(evidence.of("help"), 0.9))
    if cues.uploads_later(evidence.text):
        return _intent("skip", max(evidence.of("skip"), 0.9))
    return _inform(0.9) if cues.lacks_thing(evidence.text) else None


def _plain_answer(evidence: Evidence, asked: Asked) -> Decision | None:
    """Facts and next to nothing else, a bare number, a bare yes or no: no classifier is needed."""
    if asked.kind == "yes_no" and cues.is_yes_or_no(evidence.text):
        return _inform(1.0)
    if asked.kind in NUMERIC and cues.is_number(evidence.text):
        return _inform(1.0)
    if asked.kind in SIGNS and cues.is_sign(evidence.text):
        return _inform(1.0)
    if asked.kind == "org_name" and cues.names_business(evidence.text):
        return _inform(0.9)
    return None


def _fitting_fact(evidence: Evidence, asked: Asked) -> Decision | None:
    """What was asked for and little else; a long number may have more beside it (110105…，你核对一下)."""
    if cues.names_mistake(evidence.text) or cues.contradicts(evidence.text):
        return None
    fits = any(asked.answered_by(kind) for kind in evidence.facts)
    alone = evidence.outside_facts <= _SMALL_REST or asked.kind in SPELT
    return _inform(0.95) if fits and alone else None


def _interruption(evidence: Evidence, asked: Asked, policy: Policy) -> Decision | None:
    topic, sure = evidence.best(among=_INTERRUPTIONS)
    if topic == "skip" and asked.kind == "yes_no" and cues.is_yes_or_no(evidence.text):
        return None
    if not cues.has_cue(topic, evidence.text):
        return None
    if topic in _SAID_BY_OPTIONS and cues.is_mostly_option(evidence.text, asked.words):
        return None
    long_options = tuple(word for word in asked.words if len(word) >= _LONG_OPTION)
    if topic == "human" and cues.is_mostly_option(evidence.text, long_options):
        return None
    answers = cues.names_option(evidence.text, asked.words) or any(asked.answered_by(k) for k in evidence.facts)
    if topic in _ANGRY:
        sure = sum(evidence.of(each) for each in _ANGRY)
    needed = policy.asked.outside if answers else _control_threshold(asked, policy)
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
    if not marked and not (cues.wishes(evidence.text) or cues.names_matter(evidence.text)):
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


def _something_else(  # noqa: PLR0911 - one line a rule, first that fits
    evidence: Evidence, context: Context, asked: Asked, policy: Policy
) -> Decision | None:
    """Another matter, or something outside; not for names and addresses unless hardly anything else is possible."""
    topic, sure = evidence.best()
    if context.path and cues.switches(evidence.text) and not cues.is_mostly_option(evidence.text, asked.words):
        switched = _switched(evidence, context.path, policy)
        if switched is not None:
            return switched
    if kind_of(topic) == "path":
        wanted = cues.wishes(evidence.text) and not cues.names_option(evidence.text, asked.words)
        named = wanted and topic != context.path and sure >= policy.asked.other_path and not evidence.facts
        return _apply(topic, sure) if named and evidence.aspect() is None else None
    asks_or_wishes = cues.is_question(evidence.text) or cues.wishes(evidence.text)
    if topic in OUTSIDE and not (asks_or_wishes or (asked.kind not in FREE_TEXT and len(evidence.text) >= _SENTENCE)):
        return None  # the name of a bank or an office is an answer where any words may be one
    if topic in SOCIAL and not cues.has_cue(topic, evidence.text):
        return None
    if topic in OUTSIDE | SOCIAL and sure >= policy.asked.outside and not _told(evidence):
        return _as_read(topic, sure)
    if topic == "deny" and cues.denies_something(evidence.text):
        return None
    if topic in YES_NO and asked.kind not in FREE_TEXT and sure >= policy.asked.outside and not evidence.facts:
        return _intent(topic, sure)
    return None


def _switched(evidence: Evidence, path: str, policy: Policy) -> Decision | None:
    """The path that is wanted instead of the one under way.

    A part of the message may name it clearly where the whole, which names both, leans to the one that is given up.
    """
    other, share = _other_path(evidence, path)
    if share >= policy.asked.other_path and evidence.of(other) >= policy.open.clarify:
        return _apply(other, share)
    parts = [evidence.best(), *(Evidence(each.text, each.topics, each.aspects).best() for each in evidence.pieces)]
    named = [(sure, topic) for topic, sure in parts if kind_of(topic) == "path" and topic != path]
    sure, topic = max(named, default=(0.0, ""))
    return _apply(topic, sure) if sure >= policy.open.piece else None


def _other_path(evidence: Evidence, path: str) -> tuple[str, float]:
    """The likeliest path besides the one under way, with its share of what that one does not take."""
    others = {t: p for t, p in evidence.topics.items() if kind_of(t) == "path" and t != path}
    best = max(others, key=lambda topic: others[topic], default="")
    rest = 1.0 - evidence.of(path)
    return best, others[best] / rest if best and rest > 0 else 0.0


def _small_talk(evidence: Evidence, asked: Asked) -> Decision | None:
    """Chat where any words or a number would be an answer, if it is hardly one: 今天天气真好 is nobody's name."""
    topic = evidence.best()[0]
    chat = sum(evidence.of(each) for each in _CHATTER)
    if topic not in _CHATTER or chat < _SURELY_CHAT:
        return None
    if asked.kind in FREE_TEXT or asked.kind == "date":
        return None if _holds_answer(evidence) else _as_read(topic, chat)
    if asked.kind in NUMERIC and not _told(evidence) and not cues.may_tell_amount(evidence.text):
        return _as_read(topic, chat)
    return None


def _told(evidence: Evidence) -> bool:
    """Whether the message gives a fact; a day may as well be chat: 今天天气真好."""
    return any(kind != "date" for kind in evidence.facts)


def _holds_answer(evidence: Evidence) -> bool:
    """Whether there is something in the message that chat has not: a fact, a number, or next to no words."""
    return _told(evidence) or any(char.isdigit() for char in evidence.text) or len(evidence.text) < _CHAT


def _while_open(  # noqa: PLR0911 - one line a rule, first that fits
    evidence: Evidence, context: Context, policy: Policy
) -> Decision:
    candidates = _candidates(evidence, policy)
    topic, sure, lead = _best_reading(evidence)
    acts = sure >= policy.open.act and lead >= policy.open.lead
    if context.path and cues.names_mistake(evidence.text) and not (acts and kind_of(topic) == "path"):
        return _intent("correct", max(evidence.of("correct"), policy.open.act))
    if context.path and cues.contradicts(evidence.text):
        return _intent("correct", max(evidence.of("correct"), policy.open.act))
    if cues.goes_ahead(evidence.text):
        return _intent("affirm", max(evidence.of("affirm"), policy.open.act))
    wish = _wish_among_facts(evidence, policy)
    grievance = topic == "complaint" or topic in OUTSIDE  # 我是退役军人，安置一直没落实: none of it is a wish
    open_to_wish = topic in {"inform", *SOCIAL, *YES_NO} or not (acts or grievance)
    if wish and kind_of(topic) != "path" and open_to_wish:
        return wish
    if _mostly_facts(evidence) and (context.path or kind_of(topic) != "path"):
        return _inform(0.9)
    if cues.is_yes_or_no(evidence.text) and topic in YES_NO:
        return _intent(topic, max(sure, policy.open.act))
    if acts:
        return _reading(topic, sure, evidence, context)
    if evidence.facts and topic == "inform":
        return _inform(sure)
    if sure >= policy.open.clarify and len(candidates) >= _FEWEST_OFFERED:
        best = candidates[0]
        return Decision("clarify", best.kind, best.id, None, best.confidence, "clarify", candidates)
    return Decision("unclear", "none", None, None, sure, "reject", candidates)


def _wish_among_facts(evidence: Evidence, policy: Policy) -> Decision | None:
    """The path that a part of the message wants, where the message also gives facts."""
    if not evidence.facts:
        return None
    found = []
    for piece in evidence.pieces:
        part = Evidence(piece.text, piece.topics, piece.aspects)
        topic, sure = part.best()
        wanted = cues.wishes(piece.text) or part.aspect() is None
        if kind_of(topic) == "path" and sure >= policy.open.piece and wanted:
            found.append((sure, _apply(topic, sure) if part.aspect() is None else _ask(topic, part.aspect(), sure)))
    return max(found, key=lambda item: item[0])[1] if found else None


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
