"""Cards: the pictures that a client draws, as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from api.cases.models import Case, Task
from api.cases.stages import FINAL, Stage
from api.texts import say
from api.texts.quantities import fee_text, limit_text
from api.texts.translation import translated
from forms.model import Catalogue, Material
from forms.planner import Plan, PlannedItem, Range, plan
from forms.requirements import Situation, typical_situation
from forms.values.dates import show_date


def plan_card(seen: Situation, start: date, changes: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """The stages of a plan, and what the same would take the old way; what is open, also as most people have it."""
    made, usual = plan(seen, start), plan(typical_situation(seen), start)
    likely = {item.id for item in usual.items if item.certain}
    names = {item.id: translated(item.name) for item in made.items}
    modes = ("parallel", "series", "none")
    return {
        "type": "plan",
        "path": {"id": seen.path.id, "name": translated(seen.path.name)},
        "stages": [
            {"number": number, "items": [_planned(item, made, names, likely) for item in items]}
            for number, items in enumerate(made.stages(), start=1)
        ],
        "days": {mode: _range(getattr(made, mode)) for mode in modes},
        "typical_days": {mode: getattr(usual, mode).least for mode in modes},
        "fee_text": fee_text(made.fee),
        "visits": {"parallel": made.efforts.here.visits, "none": made.efforts.none.visits},
        "entries": {"here": made.efforts.here.entries, "none": made.efforts.none.entries},
        "copies": {"here": made.efforts.here.copies, "none": made.efforts.none.copies},
        "finish_by": made.finish.isoformat(),
        "changes": list(changes),
        "results": [translated(result) for result in made.results()],
    }


def _planned(item: PlannedItem, made: Plan, names: dict[str, str], likely: set[str]) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": translated(item.name),
        "department": translated(item.department),
        "days_text": limit_text(item.promised),
        "start": item.start.isoformat(),
        "finish": item.finish.isoformat(),
        "start_day": (item.start - made.start).days,
        "finish_day": (item.finish - made.start).days,
        "waits_for": [names[before] for before in item.waits_for],
        "why": translated(item.why),
        "certain": item.certain,
        "likely": item.id in likely,
    }


def _range(days: Range) -> dict[str, float]:
    return {"min": days.least, "max": days.most}


def upload_card(material: Material, needed_by: Sequence[str], max_bytes: int) -> dict[str, Any]:
    """The request for one material."""
    return {
        "type": "upload",
        "material": {
            "id": material.id,
            "name": translated(material.name),
            "hint": translated(material.hint),
            "accept": ["image/jpeg", "image/png", "application/pdf"],
            "max_mb": max_bytes // 1024 // 1024,
            "needed_by": [translated(each) for each in needed_by],
            "optional": material.later,
            "sample": None if material.sample is None else _sample(material.id, material.sample.shows),
        },
    }


def _sample(material_id: str, shows: Sequence[str]) -> dict[str, str]:
    return {"url": f"/guide/sample/{material_id}.svg", "shows": "、".join(shows)}


def scan_card(paper: str, max_bytes: int) -> dict[str, Any]:
    """Offers to take a photo of a paper that answers the question."""
    name = say(f"scan.papers.{paper}")
    return {
        "type": "scan",
        "paper": {"id": paper, "name": name, "offer": say("scan.offer", paper=name)},
        "max_mb": max_bytes // 1024 // 1024,
    }


def receipt_card(case: Case, tasks: Sequence[Task], catalogue: Catalogue) -> dict[str, Any]:
    """The proof of a submission."""
    return {
        "type": "receipt",
        "case_no": case.case_no,
        "path_name": translated(catalogue.paths[case.path_id].name),
        "promised_by": case.promised_by.isoformat(),
        "departments": list(dict.fromkeys(translated(catalogue.departments[t.department_id].name) for t in tasks)),
    }


def status_card(case: Case, tasks: Sequence[Task], catalogue: Catalogue) -> dict[str, Any]:
    """Where each department's share of a case is, and by when. `text` says the same on channels without pictures."""
    steps = _steps(tasks)
    rows = [_task(case, task, tasks, catalogue) | {"step": steps[task.item_id]} for task in tasks]
    return {
        "type": "status",
        "case_no": case.case_no,
        "path_name": translated(catalogue.paths[case.path_id].name),
        "stage_text": say(f"stages.{_case_stage(case, tasks)}"),
        "promised_by": expected_finish(case, tasks).isoformat(),
        "tasks": rows,
        "text": "\n".join(map(_status_line, rows)),
    }


def glance(case: Case, tasks: Sequence[Task], catalogue: Catalogue) -> str:
    """The status of a case in one sentence; the card tells the rest, department by department."""
    path = catalogue.paths[case.path_id].name
    if case.closed_at is not None:
        return say("status.closed", path=path, case_no=case.case_no)
    return say(
        "status.glance",
        path=path,
        case_no=case.case_no,
        total=len(tasks),
        done=sum(task.stage == Stage.GRANTED for task in tasks),
        promised_by=show_date(expected_finish(case, tasks).isoformat()),
    )


def _steps(tasks: Sequence[Task]) -> dict[str, int]:
    """In which step each item of a case is: the first waits for nothing, each later one for something before it."""
    before = {task.item_id: task.waits_for for task in tasks}

    @cache
    def step(item_id: str) -> int:
        return 1 + max((step(name) for name in before[item_id] if name in before), default=0)

    return {item_id: step(item_id) for item_id in before}


def _status_line(row: dict[str, Any]) -> str:
    """One department's share in words."""
    names = {"item": row["item"], "department": row["department"], "stage": row["stage_text"]}
    if row["stage"] == Stage.WAITING:
        return say("status.line_waits", **names, items="、".join(row["waits_for"]))
    if row["licence_no"]:
        return say("status.line_licence", **names, licence=row["licence_name"], number=row["licence_no"])
    if row["stage"] in FINAL:
        return say("status.line_ended", **names, opinion=row["opinion"] or "")
    return say("status.line_due", **names, due=row["due_text"])


def expected_finish(case: Case, tasks: Sequence[Task]) -> date:
    """The latest promise among what is still open."""
    return max((t.promised_by for t in tasks if t.stage not in FINAL), default=case.promised_by)


def item_name(catalogue: Catalogue, case: Case, item_id: str) -> str:
    """The name of an item of the case's path."""
    return catalogue.item_of(catalogue.paths[case.path_id].item(item_id)).name


def _download(task: Task) -> str | None:
    """Where the citizen gets the licence as PDF."""
    code = (task.licence or {}).get("code")
    return f"/api/v1/licences/{code}.pdf" if code else None


def _case_stage(case: Case, tasks: Sequence[Task]) -> str:
    if case.closed_at is not None:
        return "case_closed"
    waiting = any(task.stage == Stage.SUPPLEMENT_REQUESTED for task in tasks)
    return "case_waiting" if waiting else "case_open"


def _task(case: Case, task: Task, tasks: Sequence[Task], catalogue: Catalogue) -> dict[str, Any]:
    open_before = {t.item_id for t in tasks if t.stage != Stage.GRANTED}
    return {
        "item": translated(item_name(catalogue, case, task.item_id)),
        "department": translated(catalogue.departments[task.department_id].name),
        "stage": task.stage,
        "stage_text": say(f"stages.{task.stage}"),
        "due": task.promised_by.isoformat(),
        "due_text": show_date(task.promised_by.isoformat()),
        "waits_for": [translated(item_name(catalogue, case, i)) for i in task.waits_for if i in open_before],
        "licence_no": task.licence["number"] if task.licence else None,
        "licence_name": translated(task.licence["name"]) if task.licence else None,
        "licence_url": _download(task),
        "opinion": task.opinion,
    }
