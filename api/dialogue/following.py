"""Where is my application: at a glance, and per department."""

from __future__ import annotations

from api.cases import service as cases
from api.dialogue import owing, proving, rating
from api.dialogue.asking import ask_again, left_to_ask
from api.dialogue.cards import glance, status_card
from api.dialogue.supplementing import ask_supplement
from api.dialogue.turn import Buttons, Turn, button_of
from api.drafts import service as drafts


async def status(turn: Turn) -> None:
    """Tell where the newest case is, per department, and by when; or how far the draft has come."""
    found = await cases.status_of(turn.session, turn.conversation.id)
    if found and proving.is_needed(turn):
        await proving.ask_mobile(turn, then="status")
        return
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if not found and current is None:
        turn.reply("status.none", buttons=_elsewhere(turn))
        return
    if found:
        case, tasks, catalogue = found[0]
        turn.speak(glance(case, tasks, catalogue), card=status_card(case, tasks, catalogue))
        if len(found) > 1:
            turn.reply("status.more", count=len(found) - 1)
        await owing.tell_owed(turn)
    if current is not None:
        turn.reply(
            "status.draft", path=current.path.name, done=len(current.draft.answers), left=left_to_ask(turn, current)
        )
        await ask_again(turn)
    elif not await ask_supplement(turn):
        rating.ask_again(turn)


async def resume(turn: Turn) -> None:
    """Go on where the citizen stopped."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        await _resume_other(turn)
        return
    turn.reply("start.already", path=current.path.name)
    await ask_again(turn)


async def _resume_other(turn: Turn) -> None:
    """Without an open draft: what departments want to have, else a draft that was put aside."""
    if await ask_supplement(turn):
        return
    waiting = await drafts.put_aside(turn.session, turn.conversation.id)
    if waiting:
        drafts.take_up(waiting[0])
        turn.reply("start.already", path=waiting[0].path.name)
        await ask_again(turn)
    elif found := await cases.status_of(turn.session, turn.conversation.id):
        case, tasks, catalogue = found[0]
        turn.speak(glance(case, tasks, catalogue), card=status_card(case, tasks, catalogue))
    else:
        turn.reply("chat.nothing_to_resume", buttons=_elsewhere(turn))


def _elsewhere(turn: Turn) -> Buttons:
    """To somebody who may have begun on another channel, the way to what they have there."""
    return [button_of("proof.find_button")] if turn.conversation.citizen_id is None else []


async def offer_resume(turn: Turn) -> None:
    """A greeting in the middle: greet back, and put the open question again."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    turn.reply("chat.greet" if current is None else "chat.greet_again")
    if current is not None:
        await ask_again(turn)
    elif not await ask_supplement(turn):
        turn.replies[-1].buttons = [button_of("opening.buttons_apply"), button_of("opening.buttons_help")]
