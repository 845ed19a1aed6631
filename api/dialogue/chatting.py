"""Everything that is not about a form: greetings, requests for a person, complaints, emergencies, other matters."""

from __future__ import annotations

from datetime import datetime

from api.catalogues.current import current_catalogue
from api.clock import CHINA
from api.conversations import service as conversations
from api.database import now
from api.dialogue import proving
from api.dialogue.asking import ask_again, left_to_ask
from api.dialogue.following import offer_resume
from api.dialogue.submitting import ask_consent
from api.dialogue.turn import Turn, button_of
from api.drafts import service as drafts
from api.settings import settings
from api.texts import say
from forms.engine import is_complete
from forms.working_days import is_working_day

_UNCLEAR_BEFORE_FLAG = 2


def on_duty(at: datetime) -> bool:
    """Whether staff is there to answer: on working days, within the hours of the settings."""
    moment = at.astimezone(CHINA)
    begins, _, ends = settings().staff_hours.partition("-")
    return is_working_day(moment.date()) and begins <= f"{moment:%H:%M}" < ends


async def greet(turn: Turn) -> None:
    """Greet back; an open question comes back too."""
    await offer_resume(turn)


async def help_(turn: Turn) -> None:
    """Say what can be done here, and how to say it."""
    asked = turn.conversation.asked
    if asked is not None and asked["kind"] == "material":
        turn.reply("chat.help_upload", hotline=settings().hotline)
    else:
        paths = list(current_catalogue().paths.values())
        turn.reply(
            "chat.help",
            count=len(paths),
            paths="、".join(path.name for path in paths if path.common),
            guide=f"{settings().own_url}/guide",
        )
    await ask_again(turn)


async def human(turn: Turn) -> None:
    """The citizen wants a person."""
    _flag(turn, "human")
    key = "chat.human" if on_duty(now()) else "chat.human_later"
    turn.reply(key, hotline=settings().hotline, city=settings().city, hours=settings().staff_hours)
    await ask_again(turn)


async def complaint(turn: Turn) -> None:
    """The citizen complains: record it, and say who can be called."""
    _flag(turn, "complaint")
    turn.reply("chat.complaint", hotline=settings().hotline)
    await ask_again(turn)


async def abuse(turn: Turn) -> None:
    """The citizen is angry: stay calm, offer a person."""
    _flag(turn, "abuse")
    turn.reply("chat.abuse", hotline=settings().hotline)
    await ask_again(turn)


async def urgent(turn: Turn) -> None:
    """Danger to life: the emergency numbers at once; what was being asked only after that."""
    _flag(turn, "urgent")
    turn.reply("chat.urgent")
    if turn.conversation.asked is not None:
        turn.note(say("chat.urgent_over"))
        await ask_again(turn)


async def thanks_bye(turn: Turn) -> None:
    """Thanks or good-bye."""
    turn.reply("chat.thanks_bye")
    await ask_again(turn)


async def smalltalk(turn: Turn) -> None:
    """Small talk: one line, then back to the matter."""
    turn.reply("chat.smalltalk")
    await ask_again(turn)


async def other_government(turn: Turn) -> None:
    """A government matter that is not handled here: say where to go."""
    turn.reply("chat.other_government", hotline=settings().hotline, city=settings().city)
    await ask_again(turn)


async def not_government(turn: Turn) -> None:
    """None of a government's business."""
    turn.reply("chat.not_government")
    await ask_again(turn)


async def unclear(turn: Turn) -> None:
    """Not understood. Twice in a row, and a person should look."""
    turn.conversation.failures += 1
    if turn.conversation.failures >= _UNCLEAR_BEFORE_FLAG:
        _flag(turn, "not_understood")
    turn.reply("chat.unclear")
    await ask_again(turn)


async def repeat(turn: Turn) -> None:
    """Put the open question again; without one, say the last thing once more."""
    if turn.conversation.asked is not None and turn.conversation.confirming is None:
        await ask_again(turn)
        if turn.replies:
            return
    last = await conversations.last_bot_messages(turn.session, turn.conversation.id)
    for message in last[-1:]:
        turn.speak(message.text, buttons=message.buttons, card=message.card)
    if not last:
        turn.reply("chat.nothing_to_repeat", buttons=[button_of("opening.buttons_apply")])


async def review(turn: Turn) -> None:
    """Show everything that has been filled in."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        turn.reply("review.nothing")
        return
    if left_to_ask(turn, current):
        turn.reply("review.here", card={"type": "review"})
    await ask_again(turn)


async def submit(turn: Turn) -> None:
    """Submit from the conversation, once everything is there and the citizen agrees to what is shared."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        turn.reply("review.nothing")
        return
    left = left_to_ask(turn, current)
    if left:
        turn.reply("review.not_yet", left=left)
    if is_complete(current.seen(turn.today)) and proving.is_needed(turn):
        await proving.ask_mobile(turn, then="submit")
    elif is_complete(current.seen(turn.today)):
        await ask_consent(turn, current)
    else:
        await ask_again(turn)


def _flag(turn: Turn, reason: str) -> None:
    conversations.flag(turn.session, turn.conversation, reason, turn.seq)
