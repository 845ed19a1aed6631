"""Making a pack: a table of the tasks (CSV), a sheet for each (PDF), and the files that belong to them."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import typst
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import service as cases
from api.cases.models import Task
from api.cases.stages import FINAL, Stage
from api.guide.sheets import fonts
from api.texts import say
from api.texts.stages import stage_for_staff

_SHEET = Path(__file__).parent / "templates" / "task.typ"
_OPEN = [stage.value for stage in Stage if stage not in FINAL and stage is not Stage.WAITING]
_UNFIT = re.compile(r"[^\w.\-]+")
"""Characters that no name in an archive should have."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


async def pack(session: AsyncSession, department_id: str, reader: str) -> bytes:
    """A zip file with everything that a department needs to work on its open tasks; that it was made is recorded."""
    tasks = await cases.department_tasks(session, department_id, _OPEN, reader=reader)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tasks.csv", table(tasks))
        for task in tasks:
            payload = task.payload or {}
            folder = _name(f"{payload['case_no']}-{task.item_id}")
            # Setting a sheet takes a tenth of a second in which nobody else should have to wait.
            archive.writestr(f"{folder}/task.pdf", await asyncio.to_thread(sheet, payload, task))
            for material in payload["materials"]:
                for file in material["files"]:
                    file_id = UUID(file["id"])
                    upload = await cases.department_file(session, department_id, task.id, file_id, reader=reader)
                    name = _name(f"{material['name']}-{str(upload.id)[:8]}-{upload.file_name}")
                    archive.writestr(f"{folder}/{name}", upload.content)
    return buffer.getvalue()


def table(tasks: Sequence[Task]) -> bytes:
    """The tasks as CSV that spreadsheets open as they should: UTF-8 with a mark, and no cell that is a formula."""
    labels = {field["id"]: field["label"] for task in tasks for field in (task.payload or {})["fields"]}
    head = [say(f"pack.{name}") for name in ("case_no", "item", "stage", "submitted_at", "promised_by", "task_id")]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*head, *labels.values()])
    for task in tasks:
        payload = task.payload or {}
        values = {field["id"]: field["text"] for field in payload["fields"]}
        stage, promised = stage_for_staff(task.stage), task.promised_by.isoformat()
        row = [payload["case_no"], payload["item"]["name"], stage, payload["submitted_at"][:10], promised, str(task.id)]
        writer.writerow([_cell(each) for each in (*row, *(values.get(name, "") for name in labels))])
    return ("\ufeff" + text.getvalue()).encode()


def sheet(payload: Mapping[str, Any], task: Task) -> bytes:
    """A task as PDF. What it says is handed over as data, so that no text of it is read as Typst's language."""
    made = typst.compile(
        _SHEET.read_bytes(),
        font_paths=fonts(),
        sys_inputs={"task": json.dumps(_for_paper(payload, task), ensure_ascii=False)},
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single file")
    return made


def _for_paper(payload: Mapping[str, Any], task: Task) -> dict[str, Any]:
    head = {
        "case_no": payload["case_no"],
        "path": payload["path"]["name"],
        "submitted_at": payload["submitted_at"][:10],
        "promised_by": task.promised_by.isoformat(),
        "stage": stage_for_staff(task.stage),
    }
    parts = {
        "materials": [_material(each) for each in payload["materials"]],
        "earlier": [f"{each['result']}：{each['number']}" for each in payload["earlier_results"]],
        "basis": payload["item"]["basis"],
    }
    return {
        "title": payload["item"]["name"],
        "department": payload["department"]["name"],
        "case_no": payload["case_no"],
        "head": [{"label": say(f"pack.{name}"), "text": text} for name, text in head.items()],
        "fields": [{"label": each["label"], "text": each["text"]} for each in payload["fields"]],
        "parts": [{"title": say(f"pack.{name}"), "lines": lines} for name, lines in parts.items() if lines],
    }


def _material(material: Mapping[str, Any]) -> str:
    files = "、".join(file["name"] for file in material["files"])
    return f"{material['name']}（{files or say('pack.no_file')}）"


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _name(text: str) -> str:
    return _UNFIT.sub("_", text)[:120]
