"""Opening a conversation and choosing a path."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import service as cases
from api.catalogues.current import current_catalogue
from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.database import now
from api.dialogue import answering
from api.dialogue.asking import ask_again, ask_next
from api.dialogue.cards import glance, status_card
from api.dialogue.telling import send_plan, tell_learnt, tell_refused
from api.dialogue.turn import Candidate, Turn, button, button_of
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.settings import settings
from api.texts import has, plainly, say
from api.texts.translation import translated
from api.texts.voices import speak_as
from forms.engine import Reply, apply

_UNSURE_BEFORE_FLAG = 2
_AWAY = timedelta(minutes=30)
"""After this long away a returning citizen is told where they stopped."""


async def open_conversation(session: AsyncSession, channel: str, sender: str) -> Conversation:
    """Greet a newcomer once; tell a returning citizen where they stopped."""
    conversation = await conversations.open_conversation(session, channel, sender)
    speak_as(conversation.voice)
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
                buttons=[button_of("status.resume_button")],
            )
        else:
            await _tell_open_case(session, conversation)
    return conversation


async def _tell_open_case(session: AsyncSession, conversation: Conversation) -> None:
    """A citizen who comes back while departments are at work wants to know how far they are."""
    under_way = [found for found in await cases.status_of(session, conversation.id) if found[0].closed_at is None]
    for case, tasks, catalogue in under_way[:1]:
        conversations.speak(
            session,
            conversation,
            say("opening.case", glance=glance(case, tasks, catalogue)),
            card=status_card(case, tasks, catalogue),
            buttons=_opening_buttons(),
        )


def _opening_buttons() -> list[dict[str, str]]:
    return [button_of(f"opening.buttons_{name}") for name in ("apply", "status", "help")]


async def start_path(turn: Turn) -> None:
    """The citizen wants a path: open its draft with everything the message already says, and show the plan."""
    path_id = turn.understanding.id or ""
    confirming, turn.conversation.confirming = turn.conversation.confirming, None
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None and current.path.id == path_id:
        await _go_on(turn, current)
    elif current is not None and confirming == {"what": "switch", "path": path_id}:
        await switch(turn, current, path_id)
    elif path_id not in current_catalogue().paths:
        turn.reply("start.not_yet", hotline=settings().hotline)
        await ask_again(turn)
    elif current is not None:
        turn.conversation.confirming = {"what": "switch", "path": path_id}
        turn.reply(
            "start.switch",
            path=current.path.name,
            other=current_catalogue().paths[path_id].name,
            buttons=[button(say("confirm.yes_switch"), path_wish(path_id)), button_of("confirm.no_keep")],
        )
    else:
        await begin(turn, path_id)


async def switch(turn: Turn, current: OpenDraft, path_id: str) -> None:
    """Put a draft aside for another path; what was said or handed in and is wanted there too goes along."""
    drafts.close(current, "aside")
    await turn.session.flush()
    await begin(turn, path_id, current)


async def begin(turn: Turn, path_id: str, earlier: OpenDraft | None = None) -> None:
    """Open a draft, take in what was said, show the plan, ask the first question."""
    waiting = await drafts.put_aside(turn.session, turn.conversation.id)
    known = next((each for each in waiting if each.path.id == path_id), None)
    if known is not None:
        drafts.take_up(known)
        turn.note(say("start.taken_up", path=known.path.name))
    current = known or await drafts.begin(turn.session, turn.conversation.id, path_id)
    if earlier is not None:
        await _carry_over(turn, earlier, current)
    outcome = apply(current.path, current.draft, Reply(turn.text, turn.understanding.facts), turn.today)
    drafts.store(turn.session, current, outcome.draft)
    if known is None:
        turn.note(say("start.unknown_departments", path=current.path.name))
    tell_learnt(turn, current.path, outcome)
    tell_refused(turn, current.path, outcome.refused)
    send_plan(turn, current, "start.plan")
    await ask_next(turn, current)


async def _carry_over(turn: Turn, earlier: OpenDraft, current: OpenDraft) -> None:
    fields, materials = await drafts.carry_over(turn.session, earlier, current)
    if fields:
        turn.note(say("start.carried", labels="、".join(current.path.field(name).label for name in fields)))
    if materials:
        names = "、".join(current.catalogue.materials[name].name for name in materials)
        turn.note(say("start.carried_files", names=names))


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
    """Several paths are possible: let the citizen choose. Unsure twice in a row, and a person should look."""
    turn.conversation.failures += 1
    if turn.conversation.failures >= _UNSURE_BEFORE_FLAG:
        conversations.flag(turn.session, turn.conversation, "unsure", turn.seq)
    choices = [choice for c in turn.understanding.candidates if (choice := _choice(c)) is not None]
    if not choices:
        turn.reply("chat.unclear")
        return
    turn.reply("start.clarify", buttons=choices)


def _choice(candidate: Candidate) -> dict[str, str] | None:
    """A button in the citizen's words for something that the message may mean."""
    if candidate.kind == "path":
        known = candidate.id in current_catalogue().paths
        return (
            button(translated(current_catalogue().paths[candidate.id].name), path_wish(candidate.id)) if known else None
        )
    key = f"intents.{candidate.id}"
    return button_of(key) if has(key) else None


def path_wish(path_id: str) -> str:
    """What a citizen would say to apply for a path of today's catalogue."""
    path = current_catalogue().paths[path_id]
    return path.wish or plainly("start.wish", path=path.name)
