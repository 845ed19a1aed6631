"""补正 in the conversation: what several departments want added is one list, and each thing is asked for once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from api.cases import service as cases
from api.cases.models import Case, Task
from api.catalogues.service import catalogue_of
from api.dialogue import proving
from api.dialogue.cards import upload_card
from api.dialogue.questions import example_line, option_buttons, remember
from api.dialogue.turn import Turn
from api.settings import settings
from api.texts import say
from api.texts.refusals import refusal_text
from forms.model import Catalogue
from forms.values import Unusable, parse_value


@dataclass(slots=True)
class Wanted:
    """One field or material of a case, and every task that waits for it."""

    kind: Literal["field", "material"]
    id: str
    case: Case
    catalogue: Catalogue
    tasks: list[Task] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called on the form."""
        if self.kind == "field":
            return self.catalogue.paths[self.case.path_id].field(self.id).label
        return self.catalogue.materials[self.id].name

    @property
    def departments(self) -> list[str]:
        """The names of the departments that want it."""
        return list(dict.fromkeys(self.catalogue.departments[task.department_id].name for task in self.tasks))


async def wanted(turn: Turn) -> list[Wanted]:
    """Everything that departments still want of this citizen; fields first, each thing of a case once."""
    found: dict[tuple[str, str, str], Wanted] = {}
    for task in await cases.open_supplements(turn.session, turn.conversation.id):
        asked_for = task.supplement or {}
        case = await cases.case_by_id(turn.session, task.case_id)
        catalogue = await catalogue_of(turn.session, case.catalogue_version)
        kinds: tuple[Literal["field", "material"], ...] = ("field", "material")
        for kind in kinds:
            for name in asked_for[f"{kind}s"]:
                if name not in asked_for["answered"]:
                    key = (str(case.id), kind, name)
                    found.setdefault(key, Wanted(kind, name, case, catalogue)).tasks.append(task)
    return sorted(found.values(), key=lambda each: (each.case.submitted_at, each.kind))


async def ask_supplement(turn: Turn) -> bool:
    """Ask for the next thing that departments want added; False when there is none."""
    things = await wanted(turn)
    if not things:
        if turn.asks_supplement:
            turn.conversation.asked = None
        return False
    if len(things) > 1 and not turn.asks_supplement:
        turn.note(say("supplement.list", count=len(things), names="、".join(thing.name for thing in things)))
    thing = things[0]
    remember(turn, thing.kind, thing.id, str(thing.tasks[0].id))
    if thing.kind == "field":
        asked = thing.catalogue.paths[thing.case.path_id].field(thing.id)
        text = say("supplement.field", label=asked.label, ask=asked.ask)
        turn.speak(f"{text}\n{example_line(asked)}", buttons=option_buttons(asked))
    else:
        material = thing.catalogue.materials[thing.id]
        card = upload_card(material, thing.departments, settings().upload_max_bytes)
        turn.reply("supplement.material", name=material.name, hint=material.hint, card=card)
    return True


async def answer_supplement(turn: Turn) -> bool:
    """Take the answer to a field that is wanted; False when nothing is."""
    asked = turn.conversation.asked
    thing = None
    if asked and asked.get("task") and asked["kind"] == "field":
        thing = await wanted_by_task(turn, asked["task"], asked["id"])
    if thing is None:
        return await ask_supplement(turn)
    if proving.is_needed(turn):
        await proving.ask_mobile(turn, then="supplement")
        return True
    definition = thing.catalogue.paths[thing.case.path_id].field(thing.id)
    try:
        value = parse_value(definition, turn.text, turn.today)
    except Unusable as refusal:
        turn.speak(refusal_text(definition, refusal.code, refusal.details))
        return True
    await give(turn, thing, value)
    return True


async def give(turn: Turn, thing: Wanted, value: object = None) -> None:
    """Hand one thing to every task that waits for it, and go on with what is still wanted."""
    complete = [task for task in thing.tasks if await _handed_over(turn, thing, task, value)]
    if complete:
        names = _departments(thing.catalogue, complete)
        turn.reply("supplement.done", department="、".join(names))
    else:
        turn.reply("supplement.noted")
    await ask_supplement(turn)


async def _handed_over(turn: Turn, thing: Wanted, task: Task, value: object) -> bool:
    field_id = thing.id if thing.kind == "field" else None
    material_id = thing.id if thing.kind == "material" else None
    return await cases.answer_supplement(turn.session, task, field_id, value, material_id)


async def wanted_by_task(turn: Turn, task_id: str, name: str) -> Wanted | None:
    """What is wanted under this name of the case that a task belongs to."""
    things = await wanted(turn)
    case = next((each.case.id for each in things if any(str(task.id) == task_id for task in each.tasks)), None)
    return next((each for each in things if each.case.id == case and each.id == name), None)


async def wanted_material(turn: Turn, material_id: str) -> Wanted | None:
    """A material that is wanted, whoever asks for it."""
    return next((each for each in await wanted(turn) if each.kind == "material" and each.id == material_id), None)


def _departments(catalogue: Catalogue, tasks: Sequence[Task]) -> list[str]:
    return list(dict.fromkeys(catalogue.departments[task.department_id].name for task in tasks))
