"""Licences: what a granted task results in, kept as a document of its own that anybody can verify by its code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import repository
from api.cases.models import Case, Licence, Task
from api.errors import NotFoundError
from forms.model import Catalogue, Kind

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without those that are mistaken for others on paper (0O 1I L U)."""
_GROUPS, _GROUP = 3, 4
_SHOWN = (Kind.ORG_NAME, Kind.PERSON_NAME, Kind.USCC, Kind.ADDRESS)
"""The kinds of field that stand on a licence; numbers of persons and telephones do not."""


def new_code() -> str:
    """A verification code that cannot be guessed: 12 of 30 characters are some 58 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def normal_code(written: str) -> str:
    """A code as it is kept, however it was copied from paper."""
    plain = "".join(char for char in written.upper() if char in _ALPHABET)
    return "-".join(plain[n : n + _GROUP] for n in range(0, len(plain), _GROUP))


def issue(session: AsyncSession, catalogue: Catalogue, case: Case, task: Task) -> Licence:
    """Make the document of a granted task; its number and validity are those that the department decided."""
    decided = task.licence or {}
    licence = Licence(
        code=decided["code"],
        task_id=task.id,
        case_id=case.id,
        conversation_id=case.conversation_id,
        name=decided["name"],
        number=decided["number"],
        department=catalogue.departments[task.department_id].name,
        valid_until=decided["valid_until"],
        content=list(_content(catalogue, case, task)),
    )
    repository.add(session, licence)
    return licence


def _content(catalogue: Catalogue, case: Case, task: Task) -> Iterable[dict[str, str]]:
    """What stands on it: who holds it and where, as the department saw it; each kind once, the main one."""
    path = catalogue.paths[case.path_id]
    seen = {entry["id"]: entry for entry in (task.payload or {"fields": []})["fields"]}
    for kind in _SHOWN:
        of_kind = [path.field(name) for name in seen if path.field(name).kind is kind]
        main = sorted(of_kind, key=lambda field: not field.primary)[:1]
        for field in main:
            yield {"label": field.label, "text": seen[field.id]["text"], "kind": field.kind.value}


async def by_code(session: AsyncSession, code: str) -> Licence:
    """The licence with this code, however it is written; raises NotFoundError."""
    found = await repository.licence(session, normal_code(code))
    if found is None:
        raise NotFoundError("no_licence")
    return found


def masked(text: str, kind: str) -> str:
    """A name as a stranger may see it, who has the paper in hand and compares: 王**."""
    return text[:1] + "*" * (len(text) - 1) if kind == Kind.PERSON_NAME else text


def public_view(licence: Licence) -> dict[str, Any]:
    """What the verification page shows."""
    return {
        "code": licence.code,
        "name": licence.name,
        "number": licence.number,
        "department": licence.department,
        "issued_at": licence.issued_at,
        "valid_until": licence.valid_until,
        "content": [{**entry, "text": masked(entry["text"], entry["kind"])} for entry in licence.content],
    }
