"""What a department gets to see of a case: the fields and materials that its item needs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.cases.models import Case, Task
from api.drafts.models import Upload
from forms.draft import Answer
from forms.model import Catalogue, Path
from forms.requirements import ItemView
from forms.values import show_value


@dataclass(frozen=True, slots=True)
class EarlierResult:
    """The result of an item that this task waited for."""

    item: str
    result: str
    number: str
    code: str | None
    """By which the department verifies it, at /verify; None for those granted before there were codes."""


def compose(
    catalogue: Catalogue,
    case: Case,
    task: Task,
    view: ItemView,
    uploads: Iterable[Upload],
    earlier: Iterable[EarlierResult],
) -> dict[str, Any]:
    """The payload of a task, as JSON."""
    path = catalogue.paths[case.path_id]
    entry = path.item(task.item_id)
    item = catalogue.item_of(entry)
    files = list(uploads)
    return {
        "task_id": str(task.id),
        "revision": task.revision,
        "case_no": case.case_no,
        "path": {"id": case.path_id, "name": path.name},
        "item": {
            "id": task.item_id,
            "name": item.name,
            "basis": list(item.basis),
            "to_be_confirmed": [*item.verify, *entry.verify],
            "site_visit": item.site_visit,
            "result": item.result,
            "number_fills": [_filled(path, name) for name in item.yields.values() if name in path.uses],
        },
        "department": {"id": item.department, "name": catalogue.departments[item.department].name},
        "submitted_at": case.submitted_at.isoformat(),
        "promised_by": task.promised_by.isoformat(),
        "statutory_by": task.statutory_by.isoformat() if task.statutory_by else None,
        "fields": [_field(path, name, answer) for name, answer in view.fields.items()],
        "materials": [_material(catalogue, name, files) for name in view.materials],
        "earlier_results": [{"item": e.item, "result": e.result, "number": e.number, "code": e.code} for e in earlier],
    }


def file_entry(upload: Upload) -> dict[str, Any]:
    """A file as a payload names it."""
    return {
        "id": str(upload.id),
        "name": upload.file_name,
        "media_type": upload.media_type,
        "size": upload.size,
        "sha256": upload.sha256,
    }


def file_ids(payload: dict[str, Any]) -> set[UUID]:
    """The files that a payload names."""
    return {UUID(file["id"]) for material in payload["materials"] for file in material["files"]}


def _filled(path: Path, name: str) -> dict[str, str]:
    """A field of later items that the number of this result fills; it shows the department how to write the number."""
    field = path.field(name)
    return {"id": name, "label": field.label, "kind": field.kind, "form": field.form, "example": field.example}


def _field(path: Path, name: str, answer: Answer) -> dict[str, Any]:
    field = path.field(name)
    return {
        "id": name,
        "label": field.label,
        "value": answer.value,
        "text": show_value(field, answer.value),
        "source": answer.source,
    }


def _material(catalogue: Catalogue, name: str, uploads: list[Upload]) -> dict[str, Any]:
    material = catalogue.materials[name]
    return {
        "id": name,
        "name": material.name,
        "provide": material.provide,
        "later": material.later,
        "files": [file_entry(upload) for upload in uploads if upload.material_id == name],
    }
