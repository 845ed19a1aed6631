"""The clerk's work list: what is looked for, what comes next, and the same step for many tasks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.cases.service import DepartmentEvent
from api.cases.stages import Stage
from api.database import Database
from api.dialogue.news import take_department_event
from api.errors import AppError, UnprocessableError

BULK = (Stage.ACCEPTED, Stage.UNDER_REVIEW)
"""Steps that need no opinion and decide nothing; only these are taken for many at once."""
MOST_AT_ONCE = 200
MOST_SHOWN = 200
"""Tasks on one page, the most urgent; nobody works on more before they reload."""
MOST_SEARCHED = 600
"""What is looked for is looked for in so many: what citizens wrote is encrypted, and has to be opened for it."""


@dataclass(slots=True)
class Outcome:
    """What became of a step for many tasks."""

    done: int = 0
    left: int = 0
    """For how many it could not be taken: they stand in another stage by now, or are not the department's."""


def matching(rows: Sequence[dict[str, Any]], words: str, stage: str) -> list[dict[str, Any]]:
    """The rows that hold every word (of number, item, applicant), and stand in this stage, if one is named."""
    wanted = words.casefold().split()
    return [
        row
        for row in rows
        if (not stage or row["stage"] == stage)
        and all(
            any(word in str(row[column]).casefold() for column in ("case_no", "item", "applicant")) for word in wanted
        )
    ]


async def take_step(
    database: Database, department_id: str, task_ids: Sequence[UUID], kind: Stage, actor: str, form_id: str
) -> Outcome:
    """Take one step for many tasks, each by itself: what cannot be done for one stops none of the others.

    The same form sent twice acts once. Raises UnprocessableError for a step that is not for many.
    """
    if kind not in BULK or not task_ids or len(task_ids) > MOST_AT_ONCE:
        raise UnprocessableError("bad_request")
    outcome = Outcome()
    for task_id in task_ids:
        event = DepartmentEvent(event_id=f"{form_id}-{task_id}", kind=kind, actor=actor)
        try:
            async with database.transaction() as session:
                await take_department_event(session, task_id, department_id, event)
        except AppError:
            outcome.left += 1
        else:
            outcome.done += 1
    return outcome


def check_list(payload: dict[str, Any], *, site_visit: bool) -> list[str]:
    """What a clerk has to look at before deciding, from the rules of the item: its materials, its basis, its site."""
    handed_in = [material["name"] for material in payload["materials"] if material["provide"] == "upload"]
    points = [f"“{name}”：齐全、清楚、没过期" for name in handed_in]
    if handed_in and any(each["id"] in {"id_no", "legal_rep"} for each in payload["fields"]):
        points.append("姓名、证件号和材料上的一致")
    points += [f"前面的“{earlier['result']}”核对过" for earlier in payload.get("earlier_results", [])]
    if site_visit:
        points.append("现场看过，和申请一致")
    points += [f"符合{basis}" for basis in payload["item"]["basis"]]
    return points
