"""What is open on a screen of the staff follows what happens: server-sent events, which htmx takes on the page.

A stream tells at its beginning, and after every notice of the database, either that something has changed, for pages
that then ask for their own part anew, or what it is. It ends when the log-in ends, and after a while by itself; the
page connects again and is told what it has missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.attention import service as attention
from api.audit import service as audit
from api.console.conversation_page import conversation_shown
from api.console.frame import rendered
from api.console.session import LoggedInClerk, LoggedInCoordinator, LoggedInReviewer, StaffToken
from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.database import Database
from api.dependencies import DatabaseOf
from api.errors import NotAuthenticatedError
from api.notices import ALL_TASKS, QUEUE, Hub, tasks_of
from api.staff import service as staff
from api.staff.people import Staff

router = APIRouter(prefix="/console", include_in_schema=False)
LONGEST = 900.0
"""Seconds after which a stream ends by itself, so that none is forgotten by whatever lies between."""
_TURN_OF_A_MINUTE = 30.0
"""Seconds without news after which a page is drawn anew all the same: it shows how long something has waited."""
_NEW_DAY = 600.0
"""The same for lists whose terms are days, and whose every reading is recorded."""
_STILL_LOOKING = 4.0
_AROUND = ("conversation_around.html", "conversation_draft.html")
_CHANGED = ServerSentEvent(event="changed", raw_data="")


@dataclass(frozen=True, slots=True)
class Screen:
    """A page that somebody of the staff has open."""

    who: Staff
    token: str
    database: Database
    hub: Hub

    async def changes(self, where: UUID | str, *, pause: float, at_least: float) -> AsyncIterator[None]:
        """Once at the beginning, then after each notice, `pause` seconds apart, and `at_least` every so many."""
        end = time.monotonic() + LONGEST
        with self.hub.watch(where) as watch:
            while await self._is_logged_in():
                yield
                if time.monotonic() >= end:
                    return
                await asyncio.sleep(pause)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(watch.changed(), at_least)

    async def _is_logged_in(self) -> bool:
        try:
            async with self.database.transaction() as session:
                who = await staff.staff_of(session, self.token)
        except NotAuthenticatedError:
            return False
        return type(who) is type(self.who)


def _hub(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


HubOf = Annotated[Hub, Depends(_hub)]


@router.get("/conversations/live", response_class=EventSourceResponse)
async def queue(
    who: LoggedInReviewer, database: DatabaseOf, hub: HubOf, token: StaffToken = None
) -> AsyncIterator[ServerSentEvent]:
    """That the queue has changed."""
    screen = Screen(who, token or "", database, hub)
    async for _ in screen.changes(QUEUE, pause=0.3, at_least=_TURN_OF_A_MINUTE):
        yield _CHANGED


@router.get("/tasks/live", response_class=EventSourceResponse)
async def tasks(
    who: LoggedInClerk, database: DatabaseOf, hub: HubOf, token: StaffToken = None
) -> AsyncIterator[ServerSentEvent]:
    """That something has come to the clerk's department, or has gone on."""
    screen = Screen(who, token or "", database, hub)
    async for _ in screen.changes(tasks_of(who.department_id), pause=1, at_least=_NEW_DAY):
        yield _CHANGED


@router.get("/desk/live", response_class=EventSourceResponse)
async def desk(
    who: LoggedInCoordinator, database: DatabaseOf, hub: HubOf, token: StaffToken = None
) -> AsyncIterator[ServerSentEvent]:
    """That some department's tasks have changed; at most every two seconds, for the desk counts all of them."""
    screen = Screen(who, token or "", database, hub)
    async for _ in screen.changes(ALL_TASKS, pause=2, at_least=_TURN_OF_A_MINUTE):
        yield _CHANGED


async def _conversation(conversation_id: UUID, who: LoggedInReviewer, database: DatabaseOf) -> Conversation:
    """The conversation, or the one that it has gone into; NotFoundError before the stream has begun."""
    del who
    async with database.transaction() as session:
        return await conversations.read(session, conversation_id)


@router.get("/conversations/{conversation_id}/live", response_class=EventSourceResponse)
async def conversation(
    opened: Annotated[Conversation, Depends(_conversation)],
    who: LoggedInReviewer,
    database: DatabaseOf,
    hub: HubOf,
    token: StaffToken = None,
    after: int = 0,
    last_event_id: Annotated[int | None, Header()] = None,
    *,
    reveal: bool = False,
) -> AsyncIterator[ServerSentEvent]:
    """What is said after message `after`, the draft as it grows, and who else has the page open or takes over."""
    screen, sent, before = Screen(who, token or "", database, hub), max(after, last_event_id or 0), ""
    holder, seen = opened.taken_by, None
    try:
        async for _ in screen.changes(opened.id, pause=0.2, at_least=_STILL_LOOKING):
            async with database.transaction() as session:
                found = await conversations.read(session, opened.id)
                others = await attention.look(session, opened.id, who.name)
                now_seen = (found.id, found.last_seq, found.taken_by, others)
                if now_seen == seen:
                    continue  # most of the time somebody only goes on looking
                seen = now_seen
                shown = await conversation_shown(session, who, found, after=sent, reveal=reveal)
                shown["others"] = others
                if shown["messages"]:
                    what = ["revealed"] if reveal else []
                    audit.record(session, who.actor, "read", "messages", opened.id, opened.id, fields=what)
            said = rendered("conversation_said.html", **shown)
            around = "".join(rendered(each, fresh=True, **shown) for each in _AROUND)
            if shown["messages"] or around != before:
                # The messages were read last: there may be more of them than the conversation knew of when it was read.
                sent, before = shown["messages"][-1]["seq"] if shown["messages"] else sent, around
                yield ServerSentEvent(raw_data=f"{said}\n{around}", id=str(sent))
            if (found.taken_by, found.id) != (holder, opened.id):
                holder = found.taken_by
                yield ServerSentEvent(event="taken", raw_data=holder or "")
            if found.id != opened.id:
                return  # it has gone into the citizen's own, which the page asks for next
    finally:
        with anyio.move_on_after(2, shield=True):
            async with database.transaction() as session:
                await attention.look_away(session, opened.id, who.name)
