"""Where is my application: at a glance, and per department."""

from __future__ import annotations

from api.cases import service as cases
from api.dialogue.asking import ask_again, left_to_ask
from api.dialogue.cards import glance, status_card
from api.dialogue.supplementing import ask_supplement
from api.dialogue.turn import Turn, button_of
from api.drafts import service as drafts


async def status(turn: Turn) -> None:
    """Tell where the newest case is, per department, and by when; or how far the draft has come."""
    found = await cases.status_of(turn.session, turn.conversation.id)
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if not found and current is None:
        turn.reply("status.none")
        return
    if found:
        case, tasks, catalogue = found[0]
        turn.speak(glance(case, tasks, catalogue), card=status_card(case, tasks, catalogue))
        if len(found) > 1:
            turn.reply("status.more", count=len(found) - 1)
    if current is not None:
        turn.reply(
            "status.draft", path=current.path.name, done=len(current.draft.answers), left=left_to_ask(turn, current)
        )
        await ask_again(turn)
    else:
        await ask_supplement(turn)


async def resume(turn: Turn) -> None:
    """Go on where the citizen stopped."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        if not await ask_supplement(turn):
            turn.reply("chat.nothing_to_resume")
        return
    turn.reply("start.already", path=current.path.name)
    await ask_again(turn)


async def offer_resume(turn: Turn) -> None:
    """A greeting in the middle: greet back, and put the open question again."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    turn.reply("chat.greet" if current is None else "chat.greet_again")
    if current is not None:
        await ask_again(turn)
    elif not await ask_supplement(turn):
        turn.replies[-1].buttons = [button_of("opening.buttons_apply"), button_of("opening.buttons_help")]
