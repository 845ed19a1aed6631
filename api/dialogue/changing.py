"""Changes of mind: correct, go back, skip, start over, cancel, switch to another path."""

from __future__ import annotations

from api.dialogue import answering, starting
from api.dialogue.asking import ask_again, ask_next, ask_supplement
from api.dialogue.turn import Turn, button
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.texts import say
from forms.draft import Draft
from forms.engine import next_question, open_fields
from forms.model import Field
from forms.requirements import situation


async def correct(turn: Turn) -> None:
    """An earlier answer was wrong: take the new value, or ask for the field that was named."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        turn.reply("confirm.nothing_to_cancel")
        return
    before = current.seen(turn.today)
    outcome = answering.absorb(turn, current, asked=None, correcting=True)
    if outcome.learnt or outcome.refused:
        await answering.respond(turn, current, before, outcome)
        return
    named = _named_field(current, turn.text)
    if named is None or not _would_be_asked(turn, current, named.id):
        turn.reply("chat.correct_what")
        await ask_next(turn, current)
    else:
        await _reopen(turn, current, named)


async def back(turn: Turn) -> None:
    """Open the question before this one again."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    given = [name for name in current.draft.answers if _would_be_asked(turn, current, name)] if current else []
    if current is None or not given:
        turn.reply("chat.nothing_to_go_back")
        return
    await _reopen(turn, current, current.catalogue.fields[given[-1]])


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
    library = current.catalogue.fields if question.kind == "field" else current.catalogue.materials
    entry = library[question.id]
    drafts.store(current, current.draft.with_skipped(question.id))
    turn.reply("ack.skipped", label=entry.label if isinstance(entry, Field) else entry.name)
    turn.conversation.failures, turn.conversation.asked = 0, None
    await ask_next(turn, current)


async def ask_to_cancel(turn: Turn) -> None:
    """Ask once whether the draft is really to be given up."""
    await _ask_to_confirm(turn, "cancel", button(say("confirm.yes_cancel")), button(say("confirm.no_keep")))


async def ask_to_restart(turn: Turn) -> None:
    """Ask once whether everything is to be filled in anew."""
    await _ask_to_confirm(turn, "restart", button(say("confirm.yes")), button(say("confirm.no")))


async def affirm(turn: Turn) -> None:
    """Yes: to what was to be confirmed, or to the open question."""
    confirming = turn.conversation.confirming
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if confirming is None or current is None:
        turn.conversation.confirming = None
        await answering.affirm_or_deny_answer(turn)
        return
    turn.conversation.confirming = None
    await _confirmed(turn, current, confirming)


async def deny(turn: Turn) -> None:
    """No: keep the draft, or the answer to the open question."""
    if turn.conversation.confirming is None:
        await answering.affirm_or_deny_answer(turn)
        return
    turn.conversation.confirming = None
    turn.reply("confirm.kept")
    await ask_again(turn)


async def cancel(turn: Turn) -> None:
    """Give up the draft; said twice it needs no further confirmation."""
    confirming = turn.conversation.confirming
    if confirming is not None and confirming["what"] == "cancel":
        await affirm(turn)
    else:
        await ask_to_cancel(turn)


async def _confirmed(turn: Turn, current: OpenDraft, confirming: dict[str, str]) -> None:
    turn.conversation.asked = None
    if confirming["what"] == "restart":
        drafts.store(current, Draft(current.path.id, uploads=current.draft.uploads))
        turn.reply("confirm.restarted")
        await ask_next(turn, current)
        return
    drafts.close(current, "cancelled")
    await turn.session.flush()
    if confirming["what"] == "switch":
        await starting.begin(turn, confirming["path"])
    else:
        turn.reply("confirm.cancelled", path=current.path.name)


async def _ask_to_confirm(turn: Turn, what: str, yes: dict[str, str], no: dict[str, str]) -> None:
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        turn.reply("confirm.nothing_to_cancel")
        return
    turn.conversation.confirming = {"what": what}
    turn.reply(f"confirm.{what}", path=current.path.name, buttons=[yes, no])


async def _reopen(turn: Turn, current: OpenDraft, field: Field) -> None:
    """Ask this field again."""
    drafts.store(current, current.draft.without_answer(field.id))
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
        for field in [current.catalogue.fields[field_id]]
        for name in (field.label, *field.cues)
        if name in text
    ]
    return max(named, key=lambda entry: entry[0])[1] if named else None
