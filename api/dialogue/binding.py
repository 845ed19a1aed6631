"""Going on elsewhere: what was begun on one channel is found on every other, once both have proved to be one person."""

from __future__ import annotations

from api.conversations import service as conversations
from api.conversations.citizens import masked
from api.dialogue import following, owing, proving, submitting, supplementing
from api.dialogue.asking import ask_again
from api.dialogue.turn import Turn
from api.drafts import service as drafts
from api.identity import service as identity
from forms.engine import is_complete


async def bind(turn: Turn) -> None:
    """The citizen wants to go on elsewhere, or to find here what they began elsewhere."""
    citizen = await conversations.citizen_of(turn.session, turn.conversation)
    if citizen is not None and turn.sender is not None and identity.has_proved(turn.sender):
        turn.reply("proof.already", mobile=masked(citizen.mobile))
        await ask_again(turn)
    else:
        await proving.ask_mobile(turn, then="go_on")


async def take(turn: Turn) -> None:
    """Take the answer to one of the questions by which somebody proves who they are, and go on with what was wanted."""
    wanted = proving.wanted(turn)
    outcome = await proving.take(turn)
    if outcome == "declined":
        await ask_again(turn)
    elif outcome == "proved":
        await _go_on(turn, wanted)


async def _go_on(turn: Turn, wanted: proving.Wanted) -> None:
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if wanted == "status":
        await following.status(turn)
    elif wanted == "supplement":
        if not await supplementing.ask_supplement(turn):
            await owing.tell_owed(turn)
    elif wanted == "submit" and current is not None and is_complete(current.seen(turn.today)):
        await submitting.ask_consent(turn, current)
    else:
        await following.resume(turn)
