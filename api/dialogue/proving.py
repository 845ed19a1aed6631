"""The two questions by which somebody proves who they are: a mobile number, and the one-time code sent to it."""

from __future__ import annotations

import re
from typing import Any, Literal

from api.catalogues.current import current_catalogue
from api.conversations import service as conversations
from api.conversations.citizens import masked
from api.dialogue.turn import Buttons, Turn, button, button_of
from api.drafts import service as drafts
from api.errors import AppError
from api.identity import codes
from api.identity import service as identity
from api.identity.joining import Joined
from api.texts import plainly, say
from forms.model import Kind
from forms.values import Unusable
from forms.values.identity import parse_mobile

MOBILE, CODE = "proof_mobile", "proof_code"
KINDS = {MOBILE: "mobile", CODE: "integer"}
"""The two questions, and what kind of answer the understanding may expect."""
Wanted = Literal["go_on", "submit", "status", "supplement"]
"""What the proof is for."""
_EXAMPLE = "13805381234"
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_GAPS = re.compile(r"(?<=\d)[\s\-]+(?=\d)")
_AGAIN = re.compile(r"收不到|没收到|没有收到|重新?发|再发|再来一个|过期|resend|again", re.IGNORECASE)
_OTHER = re.compile(r"换.{0,2}号|号码?.{0,4}(?:错|不对)|别的号|(?:an)?other number", re.IGNORECASE)
_NOT_NOW = re.compile(r"先不|不核对|不验证|不绑|不用|算了|以后再|not now|later", re.IGNORECASE)


def words() -> list[str]:
    """What is an answer to either question although it is no number."""
    return [plainly(f"proof.{name}_button") for name in ("again", "other", "not_now")]


def is_asked(turn: Turn) -> bool:
    """Whether the open question is one of the two."""
    asked = turn.conversation.asked
    return bool(asked and asked["kind"] in KINDS)


def is_needed(turn: Turn) -> bool:
    """Whether whoever acts has still to prove who they are."""
    return turn.sender is not None and not identity.is_proved(turn.sender)


def wanted(turn: Turn) -> Wanted:
    """What the open question's proof is for."""
    after: Wanted = (turn.conversation.asked or {}).get("then", "go_on")
    return after


async def ask_mobile(turn: Turn, then: Wanted) -> None:
    """Ask for the number."""
    turn.conversation.asked = {"kind": MOBILE, "id": MOBILE, "task": None, "then": then}
    known = await _number_at_hand(turn)
    use = [button(say("proof.use_button", mobile=masked(known)), known)] if known else []
    turn.reply(f"proof.ask_{then}", buttons=[*use, *_buttons("not_now")])


async def ask_again(turn: Turn) -> None:
    """Put the open one of the two questions again."""
    if _is_code_asked(turn):
        turn.reply("proof.code_again", buttons=_buttons("again", "other", "not_now"))
    else:
        await ask_mobile(turn, wanted(turn))


async def take(turn: Turn) -> Literal["proved", "declined", "asked"]:
    """Take a number, a code, or the wish for another one; tells whether the questions are over, and how."""
    if _NOT_NOW.search(turn.text):
        turn.conversation.asked = None
        turn.reply("proof.declined")
        return "declined"
    if _OTHER.search(turn.text):
        await ask_mobile(turn, wanted(turn))
    elif _is_code_asked(turn):
        return await _take_code(turn)
    else:
        await _take_mobile(turn)
    return "asked"


async def prove(turn: Turn, mobile: str) -> None:
    """The number is theirs: from here on the turn goes on in the citizen's own conversation.

    Raises ConflictError when whoever acts is known by another number.
    """
    if turn.sender is None:
        return
    here, seq = turn.conversation.id, turn.seq
    proof = await identity.prove(turn.session, turn.conversation, turn.sender, mobile)
    turn.conversation = proof.conversation
    turn.conversation.asked = None
    turn.note(say("proof.done"))
    if proof.joined is not None:
        if seq is not None:
            turn.message = await conversations.message(turn.session, here, seq)
        _tell_joined(turn, proof.joined)


def _tell_joined(turn: Turn, joined: Joined) -> None:
    turn.note(say("proof.joined"))
    waiting = current_catalogue().paths.get(joined.put_aside or "")
    if waiting is not None:
        turn.note(say("proof.aside", path=waiting.name))


async def _take_mobile(turn: Turn) -> None:
    try:
        mobile = parse_mobile(turn.text)
    except Unusable as refusal:
        details: dict[str, Any] = {"example": _EXAMPLE, **refusal.details}
        turn.reply(f"refusals.{refusal.code}", buttons=_buttons("not_now"), **details)
        return
    await _send(turn, mobile)


async def _take_code(turn: Turn) -> Literal["proved", "asked"]:
    if turn.sender is None:
        return "asked"
    if _AGAIN.search(turn.text):
        mobile = await codes.sent_to(turn.session, turn.sender)
        await (_send(turn, mobile) if mobile else ask_mobile(turn, wanted(turn)))
        return "asked"
    said = _CODE.search(_GAPS.sub("", turn.text))
    if said is None:
        turn.reply("proof.code_again", buttons=_buttons("again", "other", "not_now"))
        return "asked"
    checked = await codes.check(turn.session, turn.sender, said.group())
    if isinstance(checked, AppError):
        turn.speak(checked.message_for_citizen, buttons=_buttons("again", "other", "not_now"))
        return "asked"
    try:
        await prove(turn, checked.mobile)
    except AppError as refusal:
        await ask_mobile(turn, wanted(turn))
        turn.replies[-1].text = f"{refusal.message_for_citizen}\n{turn.replies[-1].text}"
        return "asked"
    return "proved"


async def _send(turn: Turn, mobile: str) -> None:
    if turn.sender is None:
        return
    try:
        await codes.send(turn.session, turn.sender, mobile)
    except AppError as refusal:
        turn.speak(refusal.message_for_citizen, buttons=_buttons("again", "other", "not_now"))
        return
    turn.conversation.asked = {"kind": CODE, "id": CODE, "task": None, "then": wanted(turn)}
    minutes = int(codes.VALID.total_seconds() // 60)
    buttons = _buttons("again", "other", "not_now")
    turn.reply("proof.sent", mobile=masked(mobile), minutes=minutes, buttons=buttons)


def _is_code_asked(turn: Turn) -> bool:
    return bool(turn.conversation.asked and turn.conversation.asked["kind"] == CODE)


def _buttons(*names: str) -> Buttons:
    return [button_of(f"proof.{name}_button") for name in names]


async def _number_at_hand(turn: Turn) -> str | None:
    """The number that the citizen has given in the open draft."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        return None
    given = current.draft.answers
    mobiles = (f for use in current.path.fields if (f := current.path.field(use.field)).kind is Kind.MOBILE)
    return next((str(given[field.id].value) for field in mobiles if field.id in given), None)
