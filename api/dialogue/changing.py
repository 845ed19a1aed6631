"""Changes of mind: correct, go back, skip, start over, cancel, switch to another path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.cases import service as cases
from api.dialogue import answering, starting, submitting, withdrawing
from api.dialogue.asking import ask_again, ask_next
from api.dialogue.supplementing import ask_supplement
from api.dialogue.turn import Turn, button_of
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.settings import settings
from forms.corrections import correction
from forms.draft import Draft
from forms.engine import Learnt, Outcome, next_question, open_fields
from forms.model import Field, Value
from forms.requirements import situation

_NOT_MEANT = {"scanned": "scan.not_used", "submit": "submitting.kept", "withdraw": "withdraw.kept"}
"""What is said when something that was to be confirmed is turned down, where it is not the usual."""


async def correct(turn: Turn) -> None:
    """An earlier answer was wrong: take the new value, or ask for the field that was named."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        await nothing_open(turn)
        return
    before = current.seen(turn.today)
    outcome = _corrected(turn, current) or answering.absorb(turn, current, asked=None, correcting=True)
    if outcome.learnt or outcome.refused:
        await answering.respond(turn, current, before, outcome)
        return
    asked = turn.asked_field
    if asked is not None and asked not in current.draft.answers:
        # 不对，姓名应该是…: what is corrected was not understood at all, and the question is still open.
        outcome = answering.absorb(turn, current, asked=asked, correcting=True)
        if outcome.learnt:
            await answering.respond(turn, current, before, outcome)
            return
    named = _named_field(current, turn.text)
    if named is None or not _would_be_asked(turn, current, named.id):
        turn.reply("chat.correct_what")
        await ask_next(turn, current)
    else:
        await _reopen(turn, current, named)


def _corrected(turn: Turn, current: OpenDraft) -> Outcome | None:
    """The one answer that the message plainly corrects, taken into the draft."""
    last = next((n for n, a in reversed(list(current.draft.answers.items())) if a.source == "citizen"), None)
    outcome = correction(current.path, current.draft, turn.text, turn.understanding.facts, turn.today, last)
    if outcome is not None:
        drafts.store(turn.session, current, outcome.draft)
    return outcome


async def back(turn: Turn) -> None:
    """Open the question before this one again."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    given = [name for name in current.draft.answers if _would_be_asked(turn, current, name)] if current else []
    if current is None or not given:
        turn.reply("chat.nothing_to_go_back")
        return
    await _reopen(turn, current, current.path.field(given[-1]))


async def skip(turn: Turn) -> None:
    """Put the open question off until the end."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        if not await ask_supplement(turn):
            turn.reply("confirm.nothing_to_cancel")
        return
    question = next_question(current.catalogue, current.path, current.draft, turn.today, turn.asked_in_draft)
    if question is None:
        await ask_again(turn)
        return
    drafts.store(turn.session, current, current.draft.with_skipped(question.id))
    label = (
        current.path.field(question.id).label
        if question.kind == "field"
        else current.catalogue.materials[question.id].name
    )
    following = next_question(current.catalogue, current.path, current.draft, turn.today)
    if following is not None and following.id == question.id:
        turn.reply("ack.only_one_left", label=label)
        return
    turn.reply("ack.skipped", label=label)
    turn.conversation.failures, turn.conversation.asked = 0, None
    await ask_next(turn, current)


async def cancel(turn: Turn) -> None:
    """Give up the draft, or withdraw the case, after asking once; said twice it needs no further confirmation."""
    without_draft = await drafts.find_open(turn.session, turn.conversation.id) is None
    if without_draft and await withdrawing.offer(turn):
        return
    await _confirm_once(turn, "cancel", button_of("confirm.yes_cancel"), button_of("confirm.no_keep"))


async def restart(turn: Turn) -> None:
    """Fill in everything anew, after asking once."""
    await _confirm_once(turn, "restart", button_of("confirm.yes_restart"), button_of("confirm.no_keep"))


async def affirm(turn: Turn) -> None:
    """Yes: to what was to be confirmed, or to the open question."""
    confirming, turn.conversation.confirming = turn.conversation.confirming, None
    if confirming is None:
        await answering.affirm_or_deny_answer(turn)
    else:
        await _confirmed(turn, confirming)


async def deny(turn: Turn) -> None:
    """No: keep the draft, or the answer to the open question."""
    confirming, turn.conversation.confirming = turn.conversation.confirming, None
    if confirming is None:
        await answering.affirm_or_deny_answer(turn)
    elif confirming["what"] == "begin":
        turn.reply("chat.confirm_nothing")
    else:
        turn.reply(_NOT_MEANT.get(confirming["what"], "confirm.kept"))
        if confirming["what"] != "submit":
            await ask_again(turn)


async def _confirmed(turn: Turn, confirming: dict[str, Any]) -> None:
    """Do what was to be confirmed."""
    if confirming["what"] == "withdraw":
        await withdrawing.confirmed(turn, confirming)
        return
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None and confirming["what"] == "replace":
        await _replace(turn, current, {confirming["field"]: confirming["value"]})
        return
    if current is not None and confirming["what"] == "scanned":
        await _replace(turn, current, confirming["values"])
        return
    if current is not None and confirming["what"] == "submit":
        await submitting.agreed(turn, current, confirming)
        return
    turn.conversation.asked = None
    if confirming["what"] == "begin" or current is None:
        await starting.begin(turn, confirming.get("path", ""))
    elif confirming["what"] == "switch":
        await starting.switch(turn, current, confirming["path"])
    elif confirming["what"] == "restart":
        drafts.store(turn.session, current, Draft(current.path.id, uploads=current.draft.uploads))
        turn.reply("confirm.restarted")
        await ask_next(turn, current)
    else:
        drafts.close(current, "cancelled")
        turn.reply("confirm.cancelled", path=current.path.name)


async def _replace(turn: Turn, current: OpenDraft, values: Mapping[str, Value]) -> None:
    """Take the values that were asked back about."""
    before = current.seen(turn.today)
    changed, learnt = current.draft, []
    for field_id, value in values.items():
        previous = changed.answers[field_id].value if field_id in changed.answers else None
        changed = changed.with_answer(field_id, value)
        learnt.append(Learnt(field_id, value, previous))
    drafts.store(turn.session, current, changed)
    await answering.respond(turn, current, before, Outcome(changed, tuple(learnt)))


async def _confirm_once(turn: Turn, what: str, yes: dict[str, str], no: dict[str, str]) -> None:
    """Ask whether it is meant; when it was just asked, it is meant."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    confirming = turn.conversation.confirming
    if current is None:
        await nothing_open(turn)
    elif confirming is not None and confirming["what"] == what:
        turn.conversation.confirming = None
        await _confirmed(turn, confirming)
    else:
        turn.conversation.confirming = {"what": what}
        turn.reply(f"confirm.{what}", path=current.path.name, buttons=[yes, no])


async def nothing_open(turn: Turn) -> None:
    """There is no draft to change; say what can be done about what has been submitted."""
    submitted = await cases.status_of(turn.session, turn.conversation.id)
    if submitted:
        case, _tasks, catalogue = submitted[0]
        path = catalogue.paths[case.path_id].name
        turn.reply("confirm.submitted_already", path=path, case_no=case.case_no, hotline=settings().hotline)
    else:
        turn.reply("confirm.nothing_to_cancel")


async def _reopen(turn: Turn, current: OpenDraft, field: Field) -> None:
    """Ask this field again."""
    drafts.store(turn.session, current, current.draft.without_answer(field.id))
    turn.reply("ack.reopened", label=field.label)
    turn.conversation.failures = 0
    turn.conversation.asked = {"kind": "field", "id": field.id, "task": None}
    await ask_next(turn, current)


def _would_be_asked(turn: Turn, current: OpenDraft, field_id: str) -> bool:
    """Whether the field comes up again once its answer is taken back: not when nobody needs it or it is derived."""
    reopened = current.draft.without_answer(field_id)
    seen = situation(current.catalogue, current.path, reopened, turn.today)
    return any(use.field == field_id for use in open_fields(seen))


def _named_field(current: OpenDraft, text: str) -> Field | None:
    """The answered field that the message names, by its label or one of its cues; the longest name wins."""
    named = [
        (len(name), field)
        for field_id in current.draft.answers
        for field in [current.path.field(field_id)]
        for name in (field.label, *field.cues)
        if name in text
    ]
    return max(named, key=lambda entry: entry[0])[1] if named else None
