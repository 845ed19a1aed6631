"""The citizen's draft over HTTP: review, edit in place, hand in files, submit."""

from __future__ import annotations

import contextlib
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.catalogues.current import current_catalogue
from api.clock import today
from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.conversations.schemas import MessageOut
from api.dependencies import DatabaseOf
from api.dialogue import handing_in, scanning, submitting
from api.dialogue.consents import Consent
from api.dialogue.editing import edit
from api.dialogue.turn import Turn
from api.drafts import service as drafts
from api.drafts.files import accept
from api.errors import AppError, NotFoundError
from api.metrics import submissions
from api.recognition import reader
from api.settings import settings
from api.web.review import review_of
from api.web.visitor import CHANNEL, Visitor

router = APIRouter(prefix="/api/v1/draft", tags=["citizen"])
_LEFT_TO_THE_CITIZEN = frozenset(
    {"consent_missing", "draft_changed", "draft_incomplete", "proof_needed", "no_open_draft", "too_often"}
)
"""Why a submission is refused although nothing is wrong: the page tells what is still to be done."""


class Edits(BaseModel):
    """New values by field id, as the citizen writes them."""

    answers: dict[str, str]


class Submission(BaseModel):
    """The version that the citizen has seen, and their consent to sharing."""

    version: int
    consent: bool
    """That everything is true and may be used for this application."""
    departments: list[str] = []
    """The departments that may see what they need: all that the review lists."""
    sensitive: bool = False
    """The separate consent to the sensitive part, where the review has one."""


async def _turn(session: AsyncSession, visitor: str) -> Turn:
    conversation, sender = await conversations.locked_of_sender(session, CHANNEL, visitor)
    return Turn(session, conversation, None, today(), sender=sender)


@router.get("")
async def review(visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """Everything that was filled in, who will see it, and what is missing."""
    async with database.transaction() as session:
        turn = await _turn(session, visitor)
        return await _review(session, turn.conversation)


@router.patch("")
async def change(edits: Edits, visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """Change answers in place. What cannot be used is refused with a sentence; the rest is kept."""
    async with database.transaction() as session:
        turn = await _turn(session, visitor)
        errors = await edit(turn, edits.answers)
        await session.flush()
        body = await _review(session, turn.conversation)
        return {**body, "errors": errors, "messages": [MessageOut.of(m) for m in turn.replies]}


@router.post("/uploads", status_code=201)
async def hand_in(
    material: Annotated[str, Form()], file: Annotated[UploadFile, File()], visitor: Visitor, database: DatabaseOf
) -> dict[str, Any]:
    """Hand in a file for a material, of the draft or of a supplement."""
    limit = settings().upload_max_bytes
    accepted = accept(file.filename or "", await file.read(limit + 1), limit)
    # Read before the transaction: reading takes a second, and must not hold the conversation's lock.
    worth_reading = handing_in.is_read(current_catalogue(), material)
    reading = await reader.read(accepted.content, accepted.media_type) if worth_reading else None
    async with database.transaction() as session:
        turn = await _turn(session, visitor)
        upload = await handing_in.hand_in(turn, material, accepted, reading)
        return {
            "upload": {
                "id": str(upload.id),
                "name": upload.file_name,
                "size": upload.size,
                "media_type": upload.media_type,
                "material": upload.material_id,
            },
            "messages": [MessageOut.of(message) for message in turn.replies],
        }


@router.post("/scans")
async def scan(file: Annotated[UploadFile, File()], visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """Read a photo of a card, licence or contract and offer what it says as answers."""
    limit = settings().upload_max_bytes
    accepted = accept(file.filename or "", await file.read(limit + 1), limit)
    reading = await reader.read(accepted.content, accepted.media_type)
    async with database.transaction() as session:
        turn = await _turn(session, visitor)
        await scanning.scan(turn, accepted, reading)
        return {"messages": [MessageOut.of(message) for message in turn.replies]}


@router.get("/uploads/{upload_id}")
async def read_upload(upload_id: UUID, visitor: Visitor, database: DatabaseOf) -> Response:
    """A file of one's own."""
    async with database.transaction() as session:
        conversation = await conversations.find_conversation(session, CHANNEL, visitor)
        upload, owner = await drafts.read_upload(session, upload_id, audit.CITIZEN)
        if owner != conversation.id:
            raise NotFoundError("no_upload")
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
        return Response(upload.content, media_type=upload.media_type, headers=headers)


@router.delete("/uploads/{upload_id}", status_code=204)
async def take_back(upload_id: UUID, visitor: Visitor, database: DatabaseOf) -> None:
    """Remove a file from the draft."""
    async with database.transaction() as session:
        turn = await _turn(session, visitor)
        await drafts.take_back(session, await drafts.require_open(session, turn.conversation.id), upload_id)


@router.post("/submit")
async def submit(submission: Submission, visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """Submit the draft. Sending it again gives the same case number; a person looks after what cannot be submitted."""
    consent = Consent(
        truth=submission.consent, departments=frozenset(submission.departments), sensitive=submission.sensitive
    )
    try:
        async with database.transaction(writes_last=True) as session:
            turn = await _turn(session, visitor)
            case = await submitting.submit(turn, submission.version, consent)
            answer = {"case_no": case.case_no, "messages": [MessageOut.of(message) for message in turn.replies]}
    except Exception as failure:
        if not (isinstance(failure, AppError) and failure.code in _LEFT_TO_THE_CITIZEN):
            with contextlib.suppress(Exception):  # what went wrong is what the citizen is told, not this
                async with database.transaction() as session:
                    turn = await _turn(session, visitor)
                    conversations.flag(session, turn.conversation, "submission_failed")
        raise
    if turn.replies:  # nothing is said of a submission that had been made before
        submissions.labels(case.path_id).inc()
    return answer


async def _review(session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
    current = await drafts.require_open(session, conversation.id)
    audit.record(session, audit.CITIZEN, "read", "draft", current.row.id, conversation.id)
    return review_of(current, await drafts.uploads_of(session, current.row.id), today())
