"""The reviewer's pages: conversations that need a person, taking over, answering, handing back."""

# ruff: noqa: FAST003 - the conversation's id is a parameter of what `Acting` depends on

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api import takeover
from api.attention import service as attention
from api.audit import service as audit
from api.catalogues.current import current_catalogue
from api.clock import today
from api.console.canned import filled_in
from api.console.conversation_page import conversation_shown
from api.console.frame import page
from api.console.reasons import REASONS_TO_LOOK
from api.console.session import ActingReviewer, LoggedInReviewer
from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.database import Database, now
from api.dependencies import DatabaseOf
from api.dialogue.asking import ask_again
from api.dialogue.editing import edit
from api.dialogue.turn import Turn
from api.drafts import service as drafts
from api.errors import AppError, NotFoundError, UnprocessableError
from api.jobs.app import defer
from api.settings import settings
from api.staff import accounts
from api.staff.people import Reviewer
from api.texts import say
from api.texts.voices import speak_as
from forms.values import show_value

router = APIRouter(prefix="/console/conversations", include_in_schema=False)
Change = Callable[[AsyncSession, Conversation], Awaitable[None]]
"""What is done to a conversation; raises AppError where it cannot be done."""


@router.get("")
async def queue(
    request: Request,
    who: LoggedInReviewer,
    database: DatabaseOf,
    reason: str = "",
    assigned: str = "",
    label: str = "",
    case_no: str = "",
    q: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Conversations that need a person, what has to be looked at first at the beginning; with `q` those saying it."""
    wanted, words, error = attention.Wanted(reason, assigned, label, case_no.strip()), q.strip(), None
    async with database.transaction() as session:
        try:
            if words:
                waiting = await attention.queue_with_words(session, wanted, words)
                audit.record(session, who.actor, "read", "messages", "queue", None)
            else:
                waiting = await attention.queue(session, wanted)
        except AppError as refusal:
            waiting, error = [], refusal.message_for_citizen
        counts = await attention.counts(session)
        labels = await attention.labels_in_use(session)
        reviewers = await accounts.names_of(session, "reviewer")
    return page(
        request,
        "queue.html",
        who,
        error=error,
        words=words,
        rows=[_waiting(each) for each in waiting],
        reasons=REASONS_TO_LOOK,
        counts=counts,
        labels=labels,
        reviewers=reviewers,
        wanted=wanted,
        most=attention.MOST,
    )


def _waiting(each: attention.Waiting) -> dict[str, Any]:
    paths = current_catalogue().paths
    return {
        "id": each.conversation_id,
        "reason": REASONS_TO_LOOK.get(each.reason, each.reason),
        "flags": each.flags,
        "waited": int((now() - each.since).total_seconds() // 60),
        "target": int((each.due - each.since).total_seconds() // 60),
        "late": each.due < now(),
        "taken_by": each.taken_by.rpartition("/")[2] if each.taken_by else "",
        "assigned_to": each.assigned_to or "",
        "labels": each.labels,
        "path": paths[each.path_id].name if each.path_id in paths else "",
    }


@router.get("/{conversation_id}")
async def show(
    request: Request, conversation_id: UUID, who: LoggedInReviewer, database: DatabaseOf, *, reveal: bool = False
) -> Response:
    """One conversation, with what was understood. Long numbers are masked until they are revealed; that is recorded."""
    return await _page(request, who, database, conversation_id, reveal=reveal)


@dataclass(frozen=True, slots=True)
class _Acting:
    """A reviewer who does something to a conversation from its page."""

    request: Request
    conversation_id: UUID
    who: Reviewer
    database: Database

    async def do(self, change: Change, *, back: str | None = None, tell: bool = False, **written: str) -> Response:
        """Change something in one transaction and go back to the page (or to `back`); a refusal is said on it.

        The conversation is held meanwhile. With `tell` the citizen hears of it wherever they are. What was `written` is
        in its box again after a refusal.
        """
        try:
            async with self.database.transaction() as session:
                conversation = await conversations.locked(session, self.conversation_id)
                speak_as(conversation.voice)
                await change(session, conversation)
                if tell:
                    await defer(session, "announce", conversation_id=str(conversation.id))
        except AppError as refusal:
            error = refusal.message_for_citizen
            return await _page(
                self.request, self.who, self.database, self.conversation_id, error=error, written=written
            )
        return RedirectResponse(back or f"{router.prefix}/{self.conversation_id}", status_code=303)


def _acting(request: Request, conversation_id: UUID, who: ActingReviewer, database: DatabaseOf) -> _Acting:
    return _Acting(request, conversation_id, who, database)


Acting = Annotated[_Acting, Depends(_acting)]


@router.post("/{conversation_id}/assign")
async def assign(acting: Acting, name: Annotated[str, Form()] = "") -> Response:
    """Make the conversation somebody's to look after, or nobody's."""

    async def change(session: AsyncSession, conversation: Conversation) -> None:
        if name and name not in await accounts.names_of(session, "reviewer"):
            raise NotFoundError("no_account")
        await attention.assign(session, conversation.id, name or None)

    return await acting.do(change)


@router.post("/{conversation_id}/labels")
async def label(acting: Acting, labels: Annotated[str, Form(max_length=400)] = "") -> Response:
    """Label the conversation; no label takes away those it has."""
    return await acting.do(lambda session, conversation: attention.label(session, conversation.id, labels))


@router.post("/{conversation_id}/notes")
async def note(acting: Acting, text: Annotated[str, Form()] = "") -> Response:
    """Write something down for the others; the citizen does not see it in the chat."""

    async def change(session: AsyncSession, conversation: Conversation) -> None:
        attention.note(session, conversation.id, text, acting.who.name)
        audit.record(session, acting.who.actor, "write", "note", conversation.id, conversation.id)

    return await acting.do(change, note=text)


@router.post("/{conversation_id}/take")
async def take(acting: Acting) -> Response:
    """Take the conversation over."""

    async def change(session: AsyncSession, conversation: Conversation) -> None:
        await takeover.take_over(session, conversation.id, acting.who.actor, say("staff.taken"))

    return await acting.do(change, tell=True)


@router.post("/{conversation_id}/reply")
async def answer(acting: Acting, text: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Say something to the citizen, wherever they are."""

    async def change(session: AsyncSession, conversation: Conversation) -> None:
        await takeover.reply(session, conversation.id, acting.who.actor, text)

    return await acting.do(change, tell=True, reply=text)


@router.post("/{conversation_id}/fill")
async def fill(
    acting: Acting,
    field: Annotated[str, Form(max_length=100)] = "",
    value: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Fill in a field of the draft for the citizen, who is told; checked like their own answers."""

    async def change(session: AsyncSession, conversation: Conversation) -> None:
        await takeover.in_hand(session, conversation.id, acting.who.actor)
        errors = await edit(Turn(session, conversation, None, today()), {field: value}, "staff")
        if errors:
            raise UnprocessableError("field_unusable", why=errors[field])
        current = await drafts.require_open(session, conversation.id)
        asked = current.path.field(field)
        told = show_value(asked, current.draft.answers[field].value)
        conversations.say_as_system(session, conversation, say("staff.filled", label=asked.label, value=told))
        audit.record(session, acting.who.actor, "write", "draft", current.row.id, conversation.id, fields=[field])

    return await acting.do(change, tell=True, value=value)


@router.post("/{conversation_id}/hand-back")
async def hand_back(acting: Acting, summary: Annotated[str, Form(max_length=300)] = "") -> Response:
    """Give the conversation back to the bot, which asks again what was open."""

    async def change(session: AsyncSession, conversation: Conversation) -> None:
        said = f"：{summary.strip().rstrip('。')}" if summary.strip() else ""
        await takeover.hand_back(session, conversation.id, acting.who.actor, say("staff.handed_back", summary=said))
        await ask_again(Turn(session, conversation, None, today()))

    return await acting.do(change, back=router.prefix, tell=True, summary=summary)


@router.post("/{conversation_id}/resolve")
async def resolve(acting: Acting) -> Response:
    """Nothing (more) is to be done about the flags of a conversation."""

    async def change(session: AsyncSession, conversation: Conversation) -> None:
        await takeover.resolve(session, conversation.id, acting.who.actor)

    return await acting.do(change, back=router.prefix)


async def _page(
    request: Request,
    who: Reviewer,
    database: Database,
    conversation_id: UUID,
    *,
    reveal: bool = False,
    error: str | None = None,
    written: Mapping[str, str] | None = None,
) -> Response:
    """The page, with what was written to the citizen or into a note where that was refused."""
    async with database.transaction() as session:
        conversation = await conversations.read(session, conversation_id)
        shown = await conversation_shown(session, who, conversation, reveal=reveal)
        reviewers = await accounts.names_of(session, "reviewer")
        what = ["revealed"] if reveal else []
        audit.record(session, who.actor, "read", "conversation", conversation.id, conversation.id, fields=what)
    own = {"hotline": settings().hotline, "city": settings().city}
    canned = filled_in({**own, **shown["known"]})
    return page(
        request,
        "conversation.html",
        who,
        error=error,
        written=written or {},
        reviewers=reviewers,
        reveal=reveal,
        canned=canned,
        **shown,
    )
