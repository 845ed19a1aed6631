"""The only door to the tables of drafts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from api.drafts.models import DraftRow, Upload

# What every turn asks for is written once: putting a statement together costs as much as running it.
_OPEN = (
    select(DraftRow)
    .where(DraftRow.conversation_id == bindparam("conversation_id"), DraftRow.status == "open")
    .execution_options(populate_existing=True)
)
_OPEN_HELD = _OPEN.with_for_update()
_UPLOAD_COUNTS = (
    select(Upload.material_id, func.count())
    .where(Upload.draft_id == bindparam("draft_id"))
    .group_by(Upload.material_id)
)


async def open_draft(session: AsyncSession, conversation_id: UUID, *, held: bool = True) -> DraftRow | None:
    """The conversation's open draft, locked by this transaction unless it is only to be read."""
    return await session.scalar(_OPEN_HELD if held else _OPEN, {"conversation_id": conversation_id})


async def latest_draft(session: AsyncSession, conversation_id: UUID) -> DraftRow | None:
    """The conversation's newest draft that is open or was submitted, locked by this transaction."""
    return await session.scalar(
        select(DraftRow)
        .where(DraftRow.conversation_id == conversation_id, DraftRow.status.in_(("open", "submitted")))
        .order_by(DraftRow.created_at.desc())
        .limit(1)
        .with_for_update()
    )


async def drafts_aside(session: AsyncSession, conversation_id: UUID) -> Sequence[DraftRow]:
    """The drafts that were put aside, the newest first, locked by this transaction."""
    found = select(DraftRow).where(DraftRow.conversation_id == conversation_id, DraftRow.status == "aside")
    return (await session.scalars(found.order_by(DraftRow.updated_at.desc()).with_for_update())).all()


async def move(session: AsyncSession, conversation_id: UUID, into: UUID) -> None:
    """Give all drafts of one conversation to another."""
    await session.execute(
        update(DraftRow)
        .where(DraftRow.conversation_id == conversation_id)
        .values(conversation_id=into, updated_at=DraftRow.updated_at)
        .execution_options(synchronize_session="fetch")
    )


async def get(session: AsyncSession, draft_id: UUID) -> DraftRow | None:
    """A draft by its id."""
    return await session.get(DraftRow, draft_id)


async def uploads(session: AsyncSession, draft_id: UUID) -> Sequence[Upload]:
    """The files of a draft, oldest first, without their content."""
    return (await session.scalars(select(Upload).where(Upload.draft_id == draft_id).order_by(Upload.created_at))).all()


async def upload_counts(session: AsyncSession, draft_id: UUID) -> dict[str, int]:
    """How many files each material has."""
    return dict((await session.execute(_UPLOAD_COUNTS, {"draft_id": draft_id})).all())


async def upload(session: AsyncSession, upload_id: UUID) -> Upload | None:
    """One file with its content."""
    return await session.scalar(select(Upload).where(Upload.id == upload_id).options(undefer(Upload.content)))


def add(session: AsyncSession, entity: DraftRow | Upload) -> None:
    """Store a draft or a file with this transaction."""
    session.add(entity)


async def remove(session: AsyncSession, entity: Upload) -> None:
    """Remove a file."""
    await session.delete(entity)


async def drafts_of(session: AsyncSession, conversation_id: UUID) -> Sequence[DraftRow]:
    """All drafts of a conversation, oldest first."""
    found = select(DraftRow).where(DraftRow.conversation_id == conversation_id).order_by(DraftRow.created_at)
    return (await session.scalars(found)).all()


async def remove_files(session: AsyncSession, draft_ids: Collection[UUID], keep: Collection[UUID]) -> int:
    """Delete the files of these drafts except those to keep; how many."""
    gone = delete(Upload).where(Upload.draft_id.in_(draft_ids), Upload.id.not_in(keep)).returning(1)
    return len((await session.execute(gone)).all())


async def remove_drafts(session: AsyncSession, draft_ids: Collection[UUID]) -> None:
    """Delete drafts."""
    await session.execute(delete(DraftRow).where(DraftRow.id.in_(draft_ids)))
