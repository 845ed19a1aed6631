"""News of departments: applied to the case and told to the citizen in the same transaction."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import service as cases
from api.cases.models import Case, Task
from api.cases.service import Consequences, DepartmentEvent
from api.cases.stages import Stage
from api.catalogues.service import catalogue_of
from api.clock import today
from api.conversations import service as conversations
from api.coordination import visits
from api.coordination.models import SiteVisit
from api.dialogue.cards import item_name, status_card
from api.dialogue.rating import ask_rating
from api.dialogue.supplementing import ask_supplement
from api.dialogue.turn import Turn
from api.jobs.app import defer
from api.texts import say
from api.texts.voices import speak_as
from forms.model import Catalogue
from forms.values.dates import show_date


async def take_department_event(
    session: AsyncSession, task_id: UUID, department_id: str, event: DepartmentEvent
) -> Consequences:
    """Apply a department's event and tell the citizen. Locks the conversation first, as every turn does."""
    task = await cases.task_by_id(session, task_id)
    case = await cases.case_by_id(session, task.case_id)
    conversation = await conversations.locked(session, case.conversation_id)
    speak_as(conversation.voice)
    consequences = await cases.take_event(session, task_id, department_id, event)
    if consequences.changed:
        tasks = await cases.tasks_of(session, case.id)
        await visits.propose(session, consequences.case, tasks)
        catalogue = await catalogue_of(session, consequences.case.catalogue_version)
        lines = _lines(catalogue, consequences)
        if lines:
            conversations.speak(
                session, conversation, "\n".join(lines), card=status_card(consequences.case, tasks, catalogue)
            )
            await defer(session, "announce", conversation_id=str(conversation.id))
        if conversation.taken_by is not None:
            return consequences
        if consequences.case_closed and conversation.asked is None:
            await ask_rating(session, conversation, consequences.case, catalogue.paths[case.path_id].name)
        if event.kind is Stage.SUPPLEMENT_REQUESTED and conversation.asked is None:
            await ask_supplement(Turn(session, conversation, None, today()))
    return consequences


async def tell_visit(session: AsyncSession, case: Case, visit: SiteVisit) -> None:
    """Tell the citizen on which day departments come together."""
    conversation = await conversations.locked(session, case.conversation_id)
    speak_as(conversation.voice)
    catalogue = await catalogue_of(session, case.catalogue_version)
    path = catalogue.paths[case.path_id]
    names = [catalogue.departments[catalogue.item_of(path.item(item)).department].name for item in visit.items]
    day = show_date(visit.day.isoformat()) if visit.day else ""
    departments = "、".join(dict.fromkeys(names))
    conversations.speak(session, conversation, say("news.visit", day=day, half=visit.half, departments=departments))
    await defer(session, "announce", conversation_id=str(conversation.id))


def _lines(catalogue: Catalogue, what: Consequences) -> list[str]:
    """What the citizen has to know; steps inside a department are shown by the status, not announced."""
    names = {
        "department": catalogue.departments[what.task.department_id].name,
        "item": item_name(catalogue, what.case, what.task.item_id),
    }
    lines: list[str] = []
    match Stage(what.task.stage):
        case Stage.GRANTED:
            licence = what.task.licence or {}
            lines.append(say("news.granted", **names, licence=licence["name"], number=licence["number"]))
        case Stage.REFUSED | Stage.NOT_ACCEPTED as stage:
            lines.append(say(f"news.{stage}", **names, opinion=what.task.opinion))
        case Stage.SUSPENDED:
            procedure = what.task.procedure or {}
            lines.append(say("news.suspended", **names, what=procedure["what"], days=procedure["days"]))
        case Stage.SUPPLEMENT_REQUESTED:
            lines.append(say("news.supplement", **names, **_wanted(catalogue, what.case, what.task)))
    if what.released:
        lines.append(say("news.released", items=_names(catalogue, what, what.released)))
    if what.ended:
        lines.append(say("news.ended", items=_names(catalogue, what, what.ended)))
    if what.case_closed:
        lines.append(say("news.closed", path=catalogue.paths[what.case.path_id].name))
    return lines


def _wanted(catalogue: Catalogue, case: Case, task: Task) -> dict[str, str]:
    supplement = task.supplement or {}
    things = [catalogue.paths[case.path_id].field(name).label for name in supplement["fields"]]
    things += [catalogue.materials[name].name for name in supplement["materials"]]
    return {"things": "、".join(things), "reason": supplement["reason"]}


def _names(catalogue: Catalogue, what: Consequences, tasks: list[Task]) -> str:
    return "、".join(f"“{item_name(catalogue, what.case, task.item_id)}”" for task in tasks)
