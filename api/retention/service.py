"""A copy of all that is stored of one citizen, its erasure, and the purge of what is kept too long."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.attention import service as attention
from api.audit import service as audit
from api.cases import licences
from api.cases import service as cases
from api.conversations import citizens
from api.conversations import service as conversations
from api.drafts import service as drafts
from api.errors import ConflictError
from api.retention import repository
from api.retention.rules import Kind, rule_of

_AT_ONCE = 100
"""How many conversations are purged in one transaction."""
OPERATOR = "operator"
"""Who runs the installation, in the audit log."""


@dataclass(frozen=True, slots=True)
class Copy:
    """All that is stored of one citizen: as data, and the files by name."""

    content: dict[str, Any]
    files: dict[str, bytes]


@dataclass(slots=True)
class Erasure:
    """What was removed, and what has to be kept and why."""

    removed: dict[str, int] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    """What is kept, with the law that asks for it."""


async def find_citizen(session: AsyncSession, key: str) -> UUID:
    """The conversation of a citizen by mobile, case number, licence code, or its own id; raises NotFoundError."""
    case = await cases.case_by_number(session, key.strip())
    if case is not None:
        return case.conversation_id
    known = await citizens.by_mobile(session, key.strip())
    if known is not None:
        return known.id
    try:
        return (await conversations.locked(session, UUID(key.strip()))).id
    except ValueError:
        return (await licences.by_code(session, key)).conversation_id


async def copy_of(session: AsyncSession, conversation_id: UUID) -> Copy:
    """A copy for the citizen (个人信息保护法第45条); that it was made is recorded."""
    files: dict[str, bytes] = {}
    found = await cases.status_of(session, conversation_id)
    citizen = await conversations.citizen_of(session, await conversations.locked(session, conversation_id))
    content: dict[str, Any] = {
        "conversation": str(conversation_id),
        "mobile": citizen.mobile if citizen else None,
        "channels": [sender.channel for sender in await conversations.senders_of(session, conversation_id)],
        "messages": [
            {"at": m.created_at.isoformat(), "role": m.role, "text": m.text}
            for m in await conversations.everything_said(session, conversation_id)
        ],
        "notes": [{"at": n.at.isoformat(), "text": n.text} for n in await attention.notes_of(session, conversation_id)],
        "drafts": [],
        "cases": [_case(case, tasks) for case, tasks, _catalogue in found],
    }
    for row in await drafts.all_of(session, conversation_id):
        uploads = []
        for each in await drafts.uploads_of(session, row.id):
            name = f"{each.material_id}-{each.id}-{each.file_name}"
            files[name] = (await drafts.upload_content(session, each.id)).content
            uploads.append({"material": each.material_id, "file": name, "sha256": each.sha256})
        answers = {name: entry["value"] for name, entry in row.answers.items()}
        content["drafts"].append({"path": row.path_id, "status": row.status, "answers": answers, "files": uploads})
    tasks = [task.id for _case_row, own, _catalogue in found for task in own]
    everywhere = await conversations.everything_merged(session, conversation_id)
    content["accesses"] = [
        {"at": e.at.isoformat(), "actor": e.actor, "action": e.action, "what": e.what, "details": e.details}
        for e in await audit.accesses_to(session, everywhere, tasks)
    ]
    audit.record(session, OPERATOR, "read", "citizen", conversation_id, conversation_id)
    return Copy(content, files)


def _case(case: Any, tasks: Any) -> dict[str, Any]:
    return {
        "case_no": case.case_no,
        "path": case.path_id,
        "submitted_at": case.submitted_at.isoformat(),
        "answers": {name: entry["value"] for name, entry in case.answers.items()},
        "consents": case.consents,
        "rating": case.rating,
        "tasks": [
            {
                "item": task.item_id,
                "department": task.department_id,
                "stage": task.stage,
                "opinion": task.opinion,
                "licence": task.licence,
            }
            for task in tasks
        ],
    }


async def erase(session: AsyncSession, conversation_id: UUID) -> Erasure:
    """Erase what is stored of a citizen, but for what the law has kept (个人信息保护法第47条).

    Raises ConflictError while a case is not closed: withdraw it first.
    """
    await conversations.locked(session, conversation_id)
    found = await cases.status_of(session, conversation_id)
    if any(case.closed_at is None for case, _tasks, _catalogue in found):
        raise ConflictError("case_still_open")
    done = Erasure()
    shown = {file for _case_row, tasks, _c in found for task in tasks for file in cases.files_of(task)}
    done.removed |= await drafts.erase(session, conversation_id, keep_files=shown)
    done.removed |= await attention.erase(session, conversation_id)
    done.removed |= await conversations.erase(session, conversation_id, keep_row=bool(found))
    if found:
        done.kept["cases"] = rule_of(Kind.CASE).basis
    done.kept["audit"] = rule_of(Kind.AUDIT).basis
    audit.record(session, OPERATOR, "remove", "citizen", conversation_id, conversation_id)
    return done


async def purge(session: AsyncSession, at: datetime) -> int:
    """Erase some of what is kept longer than its rule allows; how many conversations."""
    unsubmitted, talk = rule_of(Kind.UNSUBMITTED).days, rule_of(Kind.TALK).days
    quiet_since = at - timedelta(days=unsubmitted or 0)
    closed_before = at - timedelta(days=talk or 0)
    found = await repository.overdue(session, quiet_since, closed_before, _AT_ONCE)
    for conversation_id in found:
        await erase(session, conversation_id)
    return len(found)
