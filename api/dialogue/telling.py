"""Telling what an answer did: what was learnt, refused, and how the plan changed."""

from __future__ import annotations

from api.dialogue.cards import plan_card
from api.dialogue.turn import Turn
from api.drafts.service import OpenDraft
from api.texts import say
from api.texts.plan_changes import change_lines, needed_lines
from api.texts.refusals import refusal_text
from forms.engine import Learnt, Outcome, Refused
from forms.facts import AGENT
from forms.model import Field, Kind, Path
from forms.planner import NO_CHANGE, compare, plan
from forms.requirements import Situation
from forms.values import show_value


def tell_learnt(turn: Turn, path: Path, outcome: Outcome) -> None:
    """Note in one short line everything that was understood."""
    if outcome.learnt:
        facts = "；".join(_learnt(path.field(learnt.field_id), learnt) for learnt in outcome.learnt)
        turn.note(say("ack.learnt", facts=facts))
    if any(learnt.value is True and learnt.field_id in _tells_of_agent(path) for learnt in outcome.learnt):
        turn.note(say("ack.agent"))


def _tells_of_agent(path: Path) -> frozenset[str]:
    """The questions whose yes means that somebody applies for another, whose name is asked for then."""
    agent = path.uses.get(f"{AGENT}_name")
    return frozenset(agent.when.names) if agent else frozenset()


def tell_refused(turn: Turn, path: Path, refused: tuple[Refused, ...]) -> None:
    """For each unusable value note what is wrong, and a correct example."""
    for each in refused:
        place = each.refusal.details.get("place")
        if place and each.field_id != turn.asked_field:
            turn.note(say("ack.hint", place=place))
        else:
            turn.note(refusal_text(path.field(each.field_id), each.refusal.code, each.refusal.details))


def tell_changes(turn: Turn, current: OpenDraft, before: Situation, *, corrected: bool) -> None:
    """What was added or dropped, and how the time changed; the picture when the situation has become clear."""
    after = current.seen(turn.today)
    change = NO_CHANGE
    if corrected or before.certain != after.certain:  # else no item can have been added, and nothing needs planning
        change = compare(plan(before, turn.today), plan(after, turn.today))
    changes = change_lines(change, after.catalogue) if corrected else needed_lines(change)
    for line in changes:
        turn.note(line["text"])
    known = {notice.id for notice in before.notices()}
    for notice in after.notices():
        if notice.id not in known:
            turn.note(say("change.notice", text=notice.text, basis=notice.basis))
    if before.open_names() and not after.open_names():
        turn.note(say("start.plan_settled"))
        turn.speak_notes(card=plan_card(after, turn.today, changes if corrected else ()))
    elif corrected and changes:
        turn.speak_notes(card=plan_card(after, turn.today, changes))


def send_plan(turn: Turn, current: OpenDraft, key: str) -> None:
    """The picture of the plan as it stands."""
    turn.note(say(key))
    turn.speak_notes(card=plan_card(current.seen(turn.today), turn.today))


def _learnt(field: Field, learnt: Learnt) -> str:
    value = show_value(field, learnt.value)
    if learnt.previous is None and field.kind is Kind.YES_NO:
        return value
    if learnt.previous is None:
        return say("ack.fact", label=field.label, value=value)
    return say("ack.corrected", label=field.label, value=value, previous=show_value(field, learnt.previous))
