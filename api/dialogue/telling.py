"""Telling what an answer did: what was learnt, refused, and how the plan changed."""

from __future__ import annotations

from api.dialogue.cards import plan_card
from api.dialogue.turn import Turn
from api.drafts.service import OpenDraft
from api.texts import say
from api.texts.quantities import limit_text
from forms.engine import Learnt, Outcome, Refused
from forms.model import Field, Kind, Path
from forms.planner import NO_CHANGE, PlanChange, PlannedItem, compare, plan
from forms.requirements import Situation
from forms.values import show_value


def tell_learnt(turn: Turn, path: Path, outcome: Outcome) -> None:
    """Note in one short line everything that was understood."""
    if outcome.learnt:
        facts = "；".join(_learnt(path.field(learnt.field_id), learnt) for learnt in outcome.learnt)
        turn.note(say("ack.learnt", facts=facts))


def tell_refused(turn: Turn, path: Path, refused: tuple[Refused, ...]) -> None:
    """For each unusable value note what is wrong, and a correct example."""
    for each in refused:
        place = each.refusal.details.get("place")
        if place and each.field_id != turn.asked_field:
            turn.note(say("ack.hint", place=place))
        else:
            turn.note(refusal_text(path.field(each.field_id), each.refusal.code, each.refusal.details))


def refusal_text(field: Field, code: str, details: dict[str, str]) -> str:
    """The sentence for a refusal."""
    return say(f"refusals.{code}", **{"example": field.example, **details})


def tell_changes(turn: Turn, current: OpenDraft, before: Situation, *, corrected: bool) -> None:
    """What was added or dropped, and how the time changed; the picture when the situation has become clear."""
    after = current.seen(turn.today)
    change = _change(before, after, turn)
    changes = change_lines(change) if corrected else needed_lines(change)
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


def _change(before: Situation, after: Situation, turn: Turn) -> PlanChange:
    """How the plan changed. As long as the same items surely apply it did not, and nothing needs planning."""
    if before.certain == after.certain:
        return NO_CHANGE
    return compare(plan(before, turn.today), plan(after, turn.today))


def change_lines(change: PlanChange) -> list[dict[str, str]]:
    """The change of a plan in words, each with its kind."""
    lines = []
    if change.added:
        lines.append({"kind": "added", "text": say("change.added", items="、".join(map(_item, change.added)))})
    if change.removed:
        names = "、".join(item.name for item in change.removed)
        lines.append({"kind": "removed", "text": say("change.removed", items=names)})
    if change.days:
        key = "change.longer" if change.days > 0 else "change.shorter"
        lines.append({"kind": "days", "text": say(key, days=abs(change.days))})
    return lines


def needed_lines(change: PlanChange) -> list[dict[str, str]]:
    """What has turned out to be needed, while the situation is still being asked."""
    if not change.added:
        return []
    return [{"kind": "added", "text": say("change.needed", items="、".join(map(_item, change.added)))}]


def send_plan(turn: Turn, current: OpenDraft, key: str) -> None:
    """The picture of the plan as it stands."""
    turn.note(say(key))
    turn.speak_notes(card=plan_card(current.seen(turn.today), turn.today))


def _item(item: PlannedItem) -> str:
    return say("change.added_item", name=item.name, department=item.department, days=limit_text(item.promised))


def _learnt(field: Field, learnt: Learnt) -> str:
    value = show_value(field, learnt.value)
    if learnt.previous is None and field.kind is Kind.YES_NO:
        return value
    if learnt.previous is None:
        return say("ack.fact", label=field.label, value=value)
    return say("ack.corrected", label=field.label, value=value, previous=show_value(field, learnt.previous))
