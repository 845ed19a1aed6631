"""Telling what an answer did: what was learnt, refused, and how the plan changed."""

from __future__ import annotations

from api.dialogue.cards import limit_text, plan_card
from api.dialogue.turn import Turn, button
from api.drafts.service import OpenDraft
from api.texts import say
from forms.engine import Learnt, Outcome, Refused
from forms.model import Catalogue, Field, Kind, Limit
from forms.planner import Plan, PlanChange, PlannedItem, compare, plan
from forms.requirements import Situation
from forms.values import show_value


def tell_learnt(turn: Turn, catalogue: Catalogue, outcome: Outcome) -> None:
    """One short line with everything that was understood."""
    if outcome.learnt:
        facts = "，".join(_learnt(catalogue.fields[learnt.field_id], learnt) for learnt in outcome.learnt)
        turn.reply("ack.learnt", facts=facts)


def tell_refused(turn: Turn, catalogue: Catalogue, refused: tuple[Refused, ...]) -> None:
    """For each unusable value: what is wrong, and a correct example."""
    for each in refused:
        place = each.refusal.details.get("place")
        if place and each.field_id != turn.asked_field:
            turn.reply("ack.hint", place=place)
        else:
            turn.speak(refusal_text(catalogue.fields[each.field_id], each.refusal.code, each.refusal.details))


def refusal_text(field: Field, code: str, details: dict[str, str]) -> str:
    """The sentence for a refusal."""
    return say(f"refusals.{code}", **{"example": field.example, **details})


def tell_changes(turn: Turn, current: OpenDraft, before: Situation, *, corrected: bool) -> None:
    """What was added or dropped, and how the time changed; the picture when the situation has become clear."""
    after = current.seen(turn.today)
    old, new = plan(before, turn.today), plan(after, turn.today)
    change = compare(old, new)
    settled_now = bool(before.open_names()) and not after.open_names()
    lines = change_lines(change) if corrected else needed_lines(change)
    if settled_now:
        card = plan_card(current.catalogue, new, _as_changes(lines))
        turn.speak("\n".join([*lines, say("start.plan_settled")]), card=card)
    elif corrected and lines:
        turn.speak("\n".join(lines), card=plan_card(current.catalogue, new, _as_changes(lines)))
    elif lines:
        turn.speak("\n".join(lines), buttons=[button(say("change.look"))])
    known = {notice.id for notice in before.notices()}
    for notice in after.notices():
        if notice.id not in known:
            turn.reply("change.notice", text=notice.text, basis=notice.basis)


def change_lines(change: PlanChange) -> list[str]:
    """The change of a plan in words."""
    lines = []
    if change.added:
        lines.append(say("change.added", items="、".join(_item(item) for item in change.added)))
    if change.removed:
        lines.append(say("change.removed", items="、".join(item.name for item in change.removed)))
    if change.days:
        lines.append(say("change.longer" if change.days > 0 else "change.shorter", days=abs(change.days)))
    return lines


def needed_lines(change: PlanChange) -> list[str]:
    """What has turned out to be needed, while the situation is still being asked."""
    return [say("change.needed", items="、".join(_item(item) for item in change.added))] if change.added else []


def send_plan(turn: Turn, current: OpenDraft, key: str) -> Plan:
    """The picture of the plan as it stands."""
    planned = plan(current.seen(turn.today), turn.today)
    turn.reply(key, card=plan_card(current.catalogue, planned))
    return planned


def _as_changes(lines: list[str]) -> list[dict[str, str]]:
    return [{"kind": "change", "text": line} for line in lines]


def _item(item: PlannedItem) -> str:
    limit = Limit.model_validate({"days": item.promised_days, "unit": item.promised_unit})
    return say("change.added_item", name=item.name, department=item.department, days=limit_text(limit))


def _learnt(field: Field, learnt: Learnt) -> str:
    value = show_value(field, learnt.value)
    if learnt.previous is None and field.kind is Kind.YES_NO:
        return value
    if learnt.previous is None:
        return say("ack.fact", label=field.label, value=value)
    return say("ack.corrected", label=field.label, value=value, previous=show_value(field, learnt.previous))
