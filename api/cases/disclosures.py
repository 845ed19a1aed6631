"""What of a citizen's data a department has seen, recorded in the audit log."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import repository
from api.cases.models import Task


async def record_sight(session: AsyncSession, task: Task, reader: str) -> None:
    """Record that `reader` has seen a task: exactly the fields and materials of its payload."""
    case = await repository.case(session, task.case_id)
    payload = task.payload or {"fields": [], "materials": []}
    seen = [entry["id"] for entry in (*payload["fields"], *payload["materials"])]
    audit.record(session, reader, "read", "task", task.id, case.conversation_id if case else None, fields=seen)
