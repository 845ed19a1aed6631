"""Opening, changing and reading drafts. The rules are in `forms`; here they meet the database."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.catalogues.current import current_catalogue
from api.catalogues.service import catalogue_of
from api.drafts import repository
from api.drafts.files import AcceptedFile
from api.drafts.models import DraftRow, Upload
from api.errors import NotFoundError
from forms.draft import Answer, Draft, counts_of, use_of
from forms.model import Catalogue, Path
from forms.requirements import Situation, situation
from forms.rows import with_rows


@dataclass(slots=True)
class OpenDraft:
    """A draft together with the catalogue version that it was begun under."""

    row: DraftRow
    catalogue: Catalogue
    plain_path: Path
    draft: Draft

    @property
    def path(self) -> Path:
        """The draft's path, with every row of its lists."""
        return with_rows(self.plain_path, counts_of(self.draft))

    def seen(self, today: date) -> Situation:
        """The draft's situation on a day."""
        return situation(self.catalogue, self.plain_path, self.draft, today)


async def begin(session: AsyncSession, conversation_id: UUID, path_id: str) -> OpenDraft:
    """Open a new draft for a path of today's catalogue; KeyError if there is no such path."""
    catalogue = current_catalogue()
    path = catalogue.paths[path_id]
    row = DraftRow(
        conversation_id=conversation_id,
        path_id=path_id,
        catalogue_version=catalogue.version,
        version=1,
        status="open",
        answers={},
        hints={},
        skipped=[],
    )
    repository.add(session, row)
    await session.flush()
    return OpenDraft(row, catalogue, path, Draft(path_id))


async def find_open(session: AsyncSession, conversation_id: UUID) -> OpenDraft | None:
    """The conversation's open draft."""
    row = await repository.open_draft(session, conversation_id)
    return None if row is None else await _loaded(session, row)


async def read_open(session: AsyncSession, conversation_id: UUID) -> OpenDraft | None:
    """The conversation's open draft for somebody who only looks on, without holding it."""
    row = await repository.open_draft(session, conversation_id, held=False)
    return None if row is None else await _loaded(session, row)


async def path_under_way(session: AsyncSession, conversation_id: UUID) -> Path | None:
    """The path of the conversation's open draft, with every row of its lists; nothing is held."""
    row = await repository.open_draft(session, conversation_id, held=False)
    if row is None:
        return None
    return (await _with_catalogue(session, row, uploads={})).path


async def require_open(session: AsyncSession, conversation_id: UUID) -> OpenDraft:
    """The conversation's open draft; raises NotFoundError."""
    found = await find_open(session, conversation_id)
    if found is None:
        raise NotFoundError("no_open_draft")
    return found


async def find_latest(session: AsyncSession, conversation_id: UUID) -> OpenDraft | None:
    """The conversation's newest draft, open or submitted."""
    row = await repository.latest_draft(session, conversation_id)
    return None if row is None else await _loaded(session, row)


async def put_aside(session: AsyncSession, conversation_id: UUID) -> list[OpenDraft]:
    """The drafts that wait while another one is open, the newest first."""
    return [await _loaded(session, row) for row in await repository.drafts_aside(session, conversation_id)]


def take_up(waiting: OpenDraft) -> None:
    """Open a draft again that was put aside; no other may be open."""
    waiting.row.status = "open"


async def move(session: AsyncSession, conversation_id: UUID, into: UUID) -> None:
    """Give all drafts of one conversation to another; at most one of both may be open."""
    await repository.move(session, conversation_id, into)


async def load(session: AsyncSession, draft_id: UUID) -> OpenDraft:
    """A draft by its id; raises NotFoundError."""
    row = await repository.get(session, draft_id)
    if row is None:
        raise NotFoundError("no_open_draft")
    return await _loaded(session, row)


def store(session: AsyncSession, current: OpenDraft, changed: Draft) -> None:
    """Write a changed draft back; the version counts up."""
    if changed == current.draft:
        return
    before = current.draft.answers
    touched = {name for name in {*before, *changed.answers} if before.get(name) != changed.answers.get(name)}
    if touched:
        audit.record(
            session, audit.CITIZEN, "write", "draft", current.row.id, current.row.conversation_id, fields=touched
        )
    current.draft = changed
    current.row.answers = {
        name: {"value": answer.value, "source": answer.source} for name, answer in changed.answers.items()
    }
    current.row.hints = dict(changed.hints)
    current.row.skipped = list(changed.skipped)
    current.row.version += 1


def close(current: OpenDraft, status: str) -> None:
    """End a draft, `submitted` or `cancelled`, or put it `aside`."""
    current.row.status = status


async def hand_in(session: AsyncSession, current: OpenDraft, material_id: str, file: AcceptedFile) -> Upload:
    """Store a file for a material. The very same file handed in twice is stored once."""
    sha256 = hashlib.sha256(file.content).hexdigest()
    for known in await repository.uploads(session, current.row.id):
        if known.material_id == material_id and known.sha256 == sha256:
            return known
    upload = Upload(
        draft_id=current.row.id,
        material_id=material_id,
        file_name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=sha256,
        content=file.content,
    )
    repository.add(session, upload)
    await session.flush()
    whose = current.row.conversation_id
    audit.record(session, audit.CITIZEN, "write", "file", upload.id, whose, fields=[material_id])
    await _count_uploads(session, current)
    return upload


async def carry_over(session: AsyncSession, earlier: OpenDraft, current: OpenDraft) -> tuple[list[str], list[str]]:
    """Take into a new draft what the citizen said and handed in for another path and this one wants as well.

    Returns the fields and the materials that were taken. What was derived is derived anew.
    """
    carried = current.draft
    for name, answer in earlier.draft.answers.items():
        use = use_of(current.path, name)
        same = use is not None and use.fixed is None and _means_the_same(earlier.path, current.path, name)
        if same and answer.source == "citizen":
            carried = carried.with_answer(name, answer.value)
    store(session, current, carried)
    wanted = {use.material for use in current.path.materials}
    files = [upload for upload in await repository.uploads(session, earlier.row.id) if upload.material_id in wanted]
    for each in files:
        whole = await repository.upload(session, each.id)
        if whole is not None:
            file = AcceptedFile(whole.file_name, whole.media_type, whole.content)
            await hand_in(session, current, whole.material_id, file)
    return list(carried.answers), list(dict.fromkeys(upload.material_id for upload in files))


def _means_the_same(earlier: Path, later: Path, name: str) -> bool:
    """Whether an answer to a field of this name is one in both paths: of one kind, with the same choices."""
    before, after = earlier.field(name), later.field(name)
    return (before.kind, [o.value for o in before.options]) == (after.kind, [o.value for o in after.options])


async def take_back(session: AsyncSession, current: OpenDraft, upload_id: UUID) -> None:
    """Remove a file from the draft; raises NotFoundError when it is not the draft's."""
    upload = await repository.upload(session, upload_id)
    if upload is None or upload.draft_id != current.row.id:
        raise NotFoundError("no_upload")
    whose = current.row.conversation_id
    audit.record(session, audit.CITIZEN, "remove", "file", upload.id, whose, fields=[upload.material_id])
    await repository.remove(session, upload)
    await session.flush()
    await _count_uploads(session, current)


async def read_upload(session: AsyncSession, upload_id: UUID, reader: str) -> tuple[Upload, UUID]:
    """A file with its content, and the conversation that it belongs to; raises NotFoundError.

    That `reader` (see `api.audit.models`) has read it is recorded.
    """
    upload = await upload_content(session, upload_id)
    return upload, await record_reading(session, upload, reader)


async def upload_content(session: AsyncSession, upload_id: UUID) -> Upload:
    """A file with its content; raises NotFoundError. Whoever reads it has to be recorded."""
    upload = await repository.upload(session, upload_id)
    if upload is None:
        raise NotFoundError("no_upload")
    return upload


async def record_reading(session: AsyncSession, upload: Upload, reader: str) -> UUID:
    """Record that `reader` has read a file; returns the conversation that the file belongs to."""
    row = await repository.get(session, upload.draft_id)
    if row is None:
        raise NotFoundError("no_upload")
    audit.record(session, reader, "read", "file", upload.id, row.conversation_id, fields=[upload.material_id])
    return row.conversation_id


async def uploads_of(session: AsyncSession, draft_id: UUID) -> Sequence[Upload]:
    """The files of a draft."""
    return await repository.uploads(session, draft_id)


async def all_of(session: AsyncSession, conversation_id: UUID) -> Sequence[DraftRow]:
    """All drafts of a conversation, oldest first."""
    return await repository.drafts_of(session, conversation_id)


async def erase(session: AsyncSession, conversation_id: UUID, keep_files: Collection[UUID]) -> dict[str, int]:
    """Delete drafts and files, except files to keep; of a draft that became a case only an empty row stays."""
    rows = await repository.drafts_of(session, conversation_id)
    files = await repository.remove_files(session, [row.id for row in rows], keep_files)
    unsubmitted = [row for row in rows if row.status != "submitted"]
    for row in rows:
        row.answers, row.hints = {}, {}
    await session.flush()
    await repository.remove_drafts(session, [row.id for row in unsubmitted])
    return {"drafts": len(unsubmitted), "files": files}


async def _count_uploads(session: AsyncSession, current: OpenDraft) -> None:
    counts = await repository.upload_counts(session, current.row.id)
    current.draft = Draft(
        current.draft.path_id, current.draft.answers, current.draft.hints, current.draft.skipped, counts
    )
    current.row.version += 1


async def _loaded(session: AsyncSession, row: DraftRow) -> OpenDraft:
    return await _with_catalogue(session, row, await repository.upload_counts(session, row.id))


async def _with_catalogue(session: AsyncSession, row: DraftRow, uploads: dict[str, int]) -> OpenDraft:
    catalogue = await catalogue_of(session, row.catalogue_version)
    draft = Draft(
        path_id=row.path_id,
        answers={name: Answer(entry["value"], entry["source"]) for name, entry in row.answers.items()},
        hints=row.hints,
        skipped=tuple(row.skipped),
        uploads=uploads,
    )
    return OpenDraft(row, catalogue, catalogue.paths[row.path_id], draft)
