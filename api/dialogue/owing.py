"""容缺 in the conversation: what may follow later is named with its day, handed in at any time, and reminded of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import service as cases
from api.cases.models import Case, Task
from api.cases.payload import file_entry
from api.catalogues.service import catalogue_of
from api.conversations import service as conversations
from api.dialogue.cards import item_name, upload_card
from api.dialogue.turn import Turn
from api.drafts.models import Upload
from api.jobs.app import defer
from api.settings import settings
from api.texts import say
from api.texts.voices import speak_as
from forms.model import Catalogue
from forms.values.dates import show_date


@dataclass(frozen=True, slots=True)
class Owed:
    """One material that is still to come, and every task that it is owed for."""

    material_id: str
    case: Case
    tasks: tuple[Task, ...]
    catalogue: Catalogue
    by: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.catalogue.materials[self.material_id].name


async def owed(turn: Turn) -> list[Owed]:
    """Everything that this citizen still owes, what is due first at the beginning."""
    found: dict[tuple[str, str], list[tuple[Case, Task]]] = {}
    for case, task in await cases.owed_by(turn.session, turn.conversation.id):
        for name in task.owed:
            found.setdefault((str(case.id), name), []).append((case, task))
    things = []
    for (_case_id, name), owing in found.items():
        case = owing[0][0]
        catalogue = await catalogue_of(turn.session, case.catalogue_version)
        by = min(task.owed[name] for _case, task in owing)
        things.append(Owed(name, case, tuple(task for _case, task in owing), catalogue, by))
    return sorted(things, key=lambda thing: thing.by)


async def tell_owed(turn: Turn) -> None:
    """Name what is owed, each with the place to hand it in."""
    for thing in await owed(turn):
        departments = [thing.catalogue.departments[task.department_id].name for task in thing.tasks]
        items = "、".join(item_name(thing.catalogue, thing.case, task.item_id) for task in thing.tasks)
        material = thing.catalogue.materials[thing.material_id]
        key = "supplement.owed" if thing.by >= turn.today.isoformat() else "supplement.owed_late"
        turn.reply(
            key,
            item=items,
            names=thing.name,
            by=show_date(thing.by),
            card=upload_card(material, list(dict.fromkeys(departments)), settings().upload_max_bytes),
        )


async def owed_material(turn: Turn, material_id: str) -> Owed | None:
    """What is owed under this name."""
    return next((thing for thing in await owed(turn) if thing.material_id == material_id), None)


async def give(turn: Turn, thing: Owed, upload: Upload) -> None:
    """Hand what was owed to every task that it was owed for."""
    for task in thing.tasks:
        await cases.give_owed(turn.session, task.id, thing.material_id, file_entry(upload))
    departments = [thing.catalogue.departments[task.department_id].name for task in thing.tasks]
    turn.reply("supplement.owed_given", name=thing.name, department="、".join(dict.fromkeys(departments)))


async def remind(session: AsyncSession, day: date) -> int:
    """Remind every citizen of what has to come soon; how many tasks that concerned."""
    found = await cases.to_be_reminded(session, day)
    for case, task in found:
        conversation = await conversations.locked(session, case.conversation_id)
        speak_as(conversation.voice)
        catalogue = await catalogue_of(session, case.catalogue_version)
        by = min(task.owed.values())
        conversations.speak(
            session,
            conversation,
            say(
                "supplement.owed" if by >= day.isoformat() else "supplement.owed_late",
                item=item_name(catalogue, case, task.item_id),
                names="、".join(catalogue.materials[name].name for name in task.owed),
                by=show_date(by),
            ),
        )
        await defer(session, "announce", conversation_id=str(conversation.id))
    return len(found)
