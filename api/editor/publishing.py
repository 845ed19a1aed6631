"""A proposal on its way: begun, looked at whole, handed in, sent back, published by a second person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.catalogues import proposals
from api.catalogues.checking import read, wrong_with, wrong_with_changes
from api.catalogues.current import current_catalogue
from api.catalogues.models import Proposal
from api.catalogues.searching import title_of
from api.catalogues.service import catalogue_of, sources_of
from api.catalogues.words import in_words
from api.clock import today
from api.console.frame import page
from api.console.session import ActingEditor, LoggedInEditor
from api.database import Database
from api.dependencies import DatabaseOf
from api.editor.reading import differences, finding_row, row_of
from api.errors import AppError
from api.staff.people import Editor
from forms.changes import changes

router = APIRouter(prefix="/console/catalogue/proposals", include_in_schema=False)
_FileName = Annotated[str, Form(max_length=80)]


@router.post("")
async def begin(
    who: ActingEditor,
    database: DatabaseOf,
    title: Annotated[str, Form(max_length=200)] = "",
    why: Annotated[str, Form(max_length=2000)] = "",
    like: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Begin a proposal; with `like` it begins as that version was."""
    async with database.transaction() as session:
        made = await proposals.begin(session, title, why, who.name, like or None)
        record(session, who, made, "begun")
    return RedirectResponse(f"/console/catalogue/proposals/{made.id}", status_code=303)


@router.get("/{proposal_id}")
async def show(request: Request, who: LoggedInEditor, database: DatabaseOf, proposal_id: UUID) -> Response:
    """A proposal: what it changes, what is wrong with it, and what can be done next."""
    return await _page(request, who, database, proposal_id)


@router.post("/{proposal_id}/take-away")
async def take_away(
    request: Request, who: ActingEditor, database: DatabaseOf, proposal_id: UUID, name: _FileName
) -> Response:
    """Take a path away."""
    return await _change(
        request, who, database, proposal_id, "taken_away", lambda s: proposals.take_away(s, proposal_id, name, who.name)
    )


@router.post("/{proposal_id}/put-back")
async def put_back(
    request: Request, who: ActingEditor, database: DatabaseOf, proposal_id: UUID, name: _FileName
) -> Response:
    """Leave a file as it was."""
    return await _change(
        request, who, database, proposal_id, "put_back", lambda s: proposals.put_back(s, proposal_id, name, who.name)
    )


@router.post("/{proposal_id}/catch-up")
async def catch_up(
    request: Request,
    who: ActingEditor,
    database: DatabaseOf,
    proposal_id: UUID,
    keep: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Bring the proposal onto what was published meanwhile."""
    return await _change(
        request,
        who,
        database,
        proposal_id,
        "caught_up",
        lambda s: proposals.catch_up(s, proposal_id, set(keep or ()), who.name),
    )


@router.post("/{proposal_id}/hand-in")
async def hand_in(request: Request, who: ActingEditor, database: DatabaseOf, proposal_id: UUID) -> Response:
    """Ask a second person to publish it."""
    return await _change(request, who, database, proposal_id, "handed_in", lambda s: proposals.hand_in(s, proposal_id))


@router.post("/{proposal_id}/take-back")
async def take_back(request: Request, who: ActingEditor, database: DatabaseOf, proposal_id: UUID) -> Response:
    """Go on writing."""
    return await _change(
        request, who, database, proposal_id, "taken_back", lambda s: proposals.take_back(s, proposal_id)
    )


@router.post("/{proposal_id}/send-back")
async def send_back(
    request: Request,
    who: ActingEditor,
    database: DatabaseOf,
    proposal_id: UUID,
    remark: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """The second person wants something changed."""
    return await _change(
        request,
        who,
        database,
        proposal_id,
        "sent_back",
        lambda s: proposals.send_back(s, proposal_id, remark, who.name),
    )


@router.post("/{proposal_id}/drop")
async def drop(request: Request, who: ActingEditor, database: DatabaseOf, proposal_id: UUID) -> Response:
    """Give the proposal up."""
    return await _change(
        request, who, database, proposal_id, "dropped", lambda s: proposals.drop(s, proposal_id, who.name)
    )


@router.post("/{proposal_id}/publish")
async def publish(request: Request, who: ActingEditor, database: DatabaseOf, proposal_id: UUID) -> Response:
    """Make it today's catalogue."""

    async def published(session: AsyncSession) -> Proposal:
        await proposals.publish(session, proposal_id, who.name)
        return await proposals.proposal_of(session, proposal_id)

    return await _change(request, who, database, proposal_id, "published", published)


async def _change(
    request: Request,
    who: Editor,
    database: Database,
    proposal_id: UUID,
    what: str,
    change: Callable[[AsyncSession], Awaitable[Proposal]],
) -> Response:
    try:
        async with database.transaction() as session:
            record(session, who, await change(session), what)
    except AppError as refusal:
        return await _page(request, who, database, proposal_id, error=refusal.message_for_citizen)
    return RedirectResponse(f"/console/catalogue/proposals/{proposal_id}", status_code=303)


def record(session: AsyncSession, who: Editor, proposal: Proposal, what: str) -> None:
    """Put a change of a proposal into the audit log."""
    audit.record(session, who.actor, "write", "catalogue", proposal.id, None, fields=[what])


async def _page(
    request: Request, who: Editor, database: Database, proposal_id: UUID, error: str | None = None
) -> Response:
    """The proposal's page. After a refusal everything is looked at that may have led to it."""
    async with database.transaction() as session:
        proposal = await proposals.proposal_of(session, proposal_id)
        behind = await proposals.overtaken(session, proposal)
        base = await sources_of(session, proposal.base)
        sources = await proposals.sources_in(session, proposal)
        old = await catalogue_of(session, proposal.base)
    if error or proposal.state == "waiting":
        wrong = await asyncio.to_thread(wrong_with, sources)
    else:
        wrong = await asyncio.to_thread(wrong_with_changes, sources, proposal.changed)
    # Of a catalogue in which something is wrong neither plans nor differences can be told.
    new = None if wrong else await asyncio.to_thread(read, sources)
    return page(
        request,
        "proposal.html",
        who,
        error=error,
        proposal=row_of(proposal),
        current=current_catalogue().version,
        own=who.name in proposal.writers,
        behind=behind,
        findings=[finding_row(each) for each in wrong],
        words=list(in_words(changes(old, new, today()))) if new else [],
        changed=differences(base, sources),
        files=[
            {"name": name, "title": title_of(name, text), "changed": name in proposal.changed}
            for name, text in sources.items()
        ],
        paths=sorted((path.id, path.name) for path in new.paths.values()) if new else [],
    )
