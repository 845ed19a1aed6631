"""The reviewer's pages for making the understanding better: corrected messages, trained models, promotion, rollback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.audit import service as audit
from api.clock import CHINA
from api.console.frame import page
from api.console.labels import name_of
from api.console.session import ActingReviewer, LoggedInReviewer
from api.conversations import service as conversations
from api.database import Database
from api.dependencies import DatabaseOf
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.errors import AppError, UnprocessableError
from api.improving import service as improving
from api.improving import serving
from api.improving.models import Candidate
from api.jobs.app import defer
from api.staff.people import Reviewer
from forms.draft import use_of
from forms.values import show_value

router = APIRouter(prefix="/console", include_in_schema=False)
_STATES = {
    "training": "正在训练…",
    "better": "更好，可以上线",
    "not_better": "没有变好，不能上线",
    "failed": "训练没有成功",
}
_FIGURES = {
    "path_first": "办什么事，第一个就对", "path_acted_or_offered": "直接办对，或列出来让人选",
    "path_acted_wrong": "办错了事",
    "not_ours_acted_on": "不归我们管的当成申请", "other_right": "其他意思听对", "urgent_caught": "紧急的都抓住",
    "aspect_right": "问的是哪方面",
}  # fmt: skip


@router.post("/conversations/{conversation_id}/messages/{seq}/correct")
async def correct(
    conversation_id: UUID,
    seq: int,
    who: ActingReviewer,
    database: DatabaseOf,
    topic: Annotated[str, Form(max_length=80)],
    aspect: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Say what a message means."""
    async with database.transaction() as session:
        conversation = await conversations.locked(session, conversation_id)
        message = await improving.message_of(session, conversation.id, seq)
        known = _known(await drafts.find_open(session, conversation.id))
        label = f"{topic}+{aspect}" if aspect else topic
        await improving.correct(session, message, label, known, who.actor)
    return RedirectResponse(f"/console/conversations/{conversation.id}#message-{seq}", status_code=303)


@router.post("/conversations/{conversation_id}/messages/{seq}/correct-fact")
async def correct_fact(
    conversation_id: UUID,
    seq: int,
    who: ActingReviewer,
    database: DatabaseOf,
    field: Annotated[str, Form(max_length=100)],
    words: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Say which words of a message tell a field of the form that is open; none: it tells nothing of it."""
    async with database.transaction() as session:
        conversation = await conversations.locked(session, conversation_id)
        message = await improving.message_of(session, conversation.id, seq)
        current = await drafts.require_open(session, conversation.id)
        use = use_of(current.path, field)
        if use is None:
            raise UnprocessableError("no_field")
        asked = current.path.field(field)
        await improving.correct_fact(session, message, current.path, asked, words, _known(current), who.actor)
    return RedirectResponse(f"/console/conversations/{conversation.id}#message-{seq}", status_code=303)


def _known(current: OpenDraft | None) -> dict[str, str]:
    """What tells who somebody is among the answers of a draft, and what stands for it."""
    if current is None:
        return {}
    fields = ((current.path.field(name), given.value) for name, given in current.draft.answers.items())
    return {show_value(field, value): field.example for field, value in fields if field.kind in improving.PERSONAL}


@router.get("/improving/facts.jsonl")
async def facts(who: LoggedInReviewer, database: DatabaseOf) -> Response:
    """The corrected facts as examples, in the form of the evaluation set; each names the corrected field alone."""
    async with database.transaction() as session:
        found = await improving.fact_corrections(session)
        audit.record(session, who.actor, "read", "corrections", "facts", None)
    lines = [
        {
            "text": each.text,
            "path": each.path,
            "asked": None,
            "values": {each.field: each.value} if each.words else {},
            "corrected": each.field,
            "today": each.at.astimezone(CHINA).date().isoformat(),
        }
        for each in found
    ]
    content = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    headers = {"Content-Disposition": 'attachment; filename="facts.jsonl"'}
    return Response(content, media_type="application/jsonl; charset=utf-8", headers=headers)


@router.get("/improving")
async def show(request: Request, who: LoggedInReviewer, database: DatabaseOf) -> Response:
    """What was corrected, and the models that were made of it."""
    return await _page(request, who, database)


@router.post("/improving/train")
async def train(request: Request, who: ActingReviewer, database: DatabaseOf) -> Response:
    """Train a model on all that was corrected; the page tells when it is done."""
    try:
        async with database.transaction() as session:
            candidate = await improving.begin(session, who.actor)
            await defer(session, "train_candidate", candidate_id=str(candidate.id))
    except AppError as refusal:
        return await _page(request, who, database, error=refusal.message_for_citizen)
    return RedirectResponse("/console/improving", status_code=303)


@router.post("/improving/{candidate_id}/promote")
async def promote(request: Request, candidate_id: UUID, who: ActingReviewer, database: DatabaseOf) -> Response:
    """Let a better model serve."""
    try:
        async with database.transaction() as session:
            await improving.promote(session, candidate_id, who.actor)
    except AppError as refusal:
        return await _page(request, who, database, error=refusal.message_for_citizen)
    return RedirectResponse("/console/improving", status_code=303)


@router.post("/improving/roll-back")
async def roll_back(request: Request, who: ActingReviewer, database: DatabaseOf) -> Response:
    """Back to the model that served before."""
    try:
        async with database.transaction() as session:
            await improving.roll_back(session, who.actor)
    except AppError as refusal:
        return await _page(request, who, database, error=refusal.message_for_citizen)
    return RedirectResponse("/console/improving", status_code=303)


async def _page(request: Request, who: Reviewer, database: Database, error: str | None = None) -> Response:
    async with database.transaction() as session:
        corrected = await improving.corrections(session)
        facts = await improving.fact_corrections(session)
        tried = await improving.candidates(session)
    return page(
        request,
        "improving.html",
        who,
        error=error,
        corrections=[
            {
                "text": each.text,
                "label": name_of(each.label),
                "understood": name_of(each.understood) if each.understood else "没听懂",
                "by": each.by,
                "at": each.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
                "conversation": each.conversation_id,
            }
            for each in reversed(corrected)
        ],
        facts=[
            {
                "text": each.text,
                "label": each.label,
                "words": each.words or "没有说",
                "by": each.by,
                "at": each.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
                "conversation": each.conversation_id,
            }
            for each in reversed(facts)
        ],
        candidates=[_row(each) for each in tried],
        training=any(each.state == "training" for each in tried),
        loaded=serving.loaded(),
        promoted=any(each.promoted_at and not each.retired_at for each in tried),
    )


def _row(candidate: Candidate) -> dict[str, Any]:
    figures = candidate.figures or {}
    return {
        "id": candidate.id,
        "at": candidate.started_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
        "by": candidate.by,
        "state": _STATES[candidate.state],
        "promotable": candidate.state == "better" and (candidate.promoted_at is None or candidate.retired_at),
        "corrections": candidate.corrections,
        "reviewed": figures.get("reviewed"),
        "frozen": [
            {"name": _FIGURES.get(name, name), "before": before, "after": after, "worse": name in figures["worse"]}
            for name, (before, after) in figures.get("frozen", {}).items()
        ],
        "serves": candidate.promoted_at is not None and candidate.retired_at is None,
        "promoted": candidate.promoted_at and candidate.promoted_at.astimezone(CHINA).strftime("%m-%d %H:%M"),
        "promoted_by": candidate.promoted_by,
        "model": Path(candidate.model).name if candidate.model else None,
    }
