"""Opening a conversation and choosing a path."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.database import now
from api.dialogue import answering
from api.dialogue.asking import ask_again, ask_next
from api.dialogue.telling import send_plan, tell_learnt, tell_refused
from api.dialogue.turn import Candidate, Turn, button
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.settings import settings
from api.texts import has, say
from forms.engine import Reply, apply
from forms.loader import default_catalogue

_AWAY = timedelta(minutes=30)
"""After this long away a returning citizen is told where they stopped."""


async def open_conversation(session: AsyncSession, channel: str, sender: str) -> Conversation:
    """Greet a newcomer once; tell a returning citizen where they stopped."""
    conversation = await conversations.open_conversation(session, channel, sender)
    if conversation.last_seq == 0:
        conversations.speak(
            session, conversation, say("opening.greeting", city=settings().city), buttons=_opening_buttons()
        )
    elif now() - conversation.last_message_at > _AWAY:
        current = await drafts.find_open(session, conversation.id)
        if current is not None:
            conversations.speak(
                session,
                conversation,
                say("opening.resumed", path=current.path.name),
                buttons=[button(say("status.resume_button"))],
            )
    return conversation


def _opening_buttons() -> list[dict[str, str]]:
    return [button(say(f"opening.buttons_{name}")) for name in ("apply", "status", "help")]


async def start_path(turn: Turn) -> None:
    """The citizen wants a path: open its draft with everything the message already says, and show the plan."""
    path_id = turn.understanding.id or ""
    confirming, turn.conversation.confirming = turn.conversation.confirming, None
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None and current.path.id == path_id:
        await _go_on(turn, current)
    elif current is not None and confirming == {"what": "switch", "path": path_id}:
        drafts.close(current, "cancelled")
        await turn.session.flush()
        await begin(turn, path_id)
    elif path_id not in default_catalogue().paths:
        turn.reply("start.not_yet", hotline=settings().hotline)
        await ask_again(turn)
    elif current is not None:
        turn.conversation.confirming = {"what": "switch", "path": path_id}
        turn.reply(
            "start.switch",
            path=current.path.name,
            other=default_catalogue().paths[path_id].name,
            buttons=[button(say("confirm.yes_switch"), path_wish(path_id)), button(say("confirm.no_keep"))],
        )
    else:
        await begin(turn, path_id)


async def begin(turn: Turn, path_id: str) -> None:
    """Open a draft, take in what was said, show the plan, ask the first question."""
    current = await drafts.begin(turn.session, turn.conversation.id, path_id)
    outcome = apply(current.path, current.draft, Reply(turn.text, turn.understanding.facts), turn.today)
    drafts.store(current, outcome.draft)
    turn.note(say("start.unknown_departments", path=current.path.name))
    tell_learnt(turn, current.path, outcome)
    tell_refused(turn, current.path, outcome.refused)
    send_plan(turn, current, "start.plan")
    await ask_next(turn, current)


async def _go_on(turn: Turn, current: OpenDraft) -> None:
    """The path is being applied for already; the message may still hold facts."""
    before = current.seen(turn.today)
    outcome = answering.absorb(turn, current, asked=None)
    if outcome.learnt:
        await answering.respond(turn, current, before, outcome)
    else:
        turn.reply("start.already", path=current.path.name)
        await ask_next(turn, current)


async def clarify(turn: Turn) -> None:
    """Several paths are possible: let the citizen choose."""
    choices = [choice for c in turn.understanding.candidates if (choice := _choice(c)) is not None]
    if not choices:
        turn.reply("chat.unclear")
        return
    turn.reply("start.clarify", buttons=choices)


def _choice(candidate: Candidate) -> dict[str, str] | None:
    """A button in the citizen's words for something that the message may mean."""
    if candidate.kind == "path":
        known = candidate.id in default_catalogue().paths
        return button(default_catalogue().paths[candidate.id].name, path_wish(candidate.id)) if known else None
    key = f"intents.{candidate.id}"
    return button(say(key)) if has(key) else None


def path_wish(path_id: str) -> str:
    """What a citizen would say to apply for a path of today's catalogue."""
    path = default_catalogue().paths[path_id]
    return path.wish or say("start.wish", path=path.name)
