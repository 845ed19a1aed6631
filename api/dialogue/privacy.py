"""Who has seen my data: answered from the audit log (个人信息保护法第44、45条: the right to know, and to a copy)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from api.audit import service as audit
from api.audit.models import AuditEntry
from api.cases import service as cases
from api.cases.models import Task
from api.catalogues.current import current_catalogue
from api.clock import CHINA
from api.conversations import service as conversations
from api.dialogue.asking import ask_again
from api.dialogue.turn import Turn
from api.settings import settings
from api.texts import say

_OWN = frozenset({audit.CITIZEN, audit.SYSTEM})


async def who_has_seen(turn: Turn) -> None:
    """Say which departments have looked at the citizen's data, how often, when last, and at what."""
    names: dict[str, str] = {}
    tasks: list[Task] = []
    for case, own_tasks, catalogue in await cases.status_of(turn.session, turn.conversation.id):
        path = catalogue.paths[case.path_id]
        tasks += own_tasks
        names |= {str(task.id): catalogue.item_of(path.item(task.item_id)).name for task in own_tasks}
    everywhere = await conversations.everything_merged(turn.session, turn.conversation.id)
    entries = await audit.accesses_to(turn.session, everywhere, [task.id for task in tasks])
    others = [each for each in entries if each.action == "read" and each.actor not in _OWN]
    if others:
        turn.reply("seen.some", lines="\n".join(_lines(others, names)), hotline=settings().hotline)
    else:
        turn.reply("seen.nobody")
    await ask_again(turn)


def _lines(entries: Sequence[AuditEntry], names: dict[str, str]) -> list[str]:
    """One line for each department (or for the public), who looked last first."""
    by_department = sorted(entries, key=_department)
    groups = [list(group) for _department_id, group in groupby(by_department, key=_department)]
    groups.sort(key=lambda group: group[-1].at, reverse=True)
    return [_line(group, names) for group in groups]


def _line(group: Sequence[AuditEntry], names: dict[str, str]) -> str:
    last = max(each.at for each in group).astimezone(CHINA)
    tasks = {task for each in group for task in (each.subject, *each.details.get("tasks", []))}
    seen = list(dict.fromkeys(names[task] for task in names if task in tasks))
    who = _department(group[0])
    department = current_catalogue().departments.get(who)
    other = say("seen.public" if who == audit.PUBLIC else "seen.staff")
    return say(
        "seen.line" if seen else "seen.line_of_files",
        who=department.name if department else other,
        times=len(group),
        when=say("seen.when", month=last.month, day=last.day, time=f"{last:%H:%M}"),
        what="、".join(seen),
    )


def _department(entry: AuditEntry) -> str:
    """The department of `scjg` and of its clerk `scjg/li`."""
    return entry.actor.partition("/")[0]
