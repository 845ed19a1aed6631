"""Asking the next question: of the open draft, or of a supplement that a department asked for."""

from __future__ import annotations

from typing import Any

from api.cases import service as cases
from api.catalogues.service import catalogue_of
from api.dialogue.cards import scan_card, upload_card
from api.dialogue.turn import Buttons, Turn, button
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.recognition.filling import paper_telling
from api.settings import settings
from api.texts import say
from forms.draft import use_of
from forms.engine import Problem, Question, blockers, next_question, open_fields, open_materials, problems
from forms.merging import merge
from forms.model import Field, Kind
from forms.requirements import Situation

_CHOOSABLE = {Kind.YES_NO, Kind.CHOICE, Kind.CHOICES}
_MOST_BUTTONS = 12
SECOND_FAILURE, THIRD_FAILURE = 2, 3


async def ask_next(turn: Turn, current: OpenDraft) -> None:
    """Ask what comes next: the open question until it is answered; when nothing is open, offer the review."""
    question = next_question(current.catalogue, current.path, current.draft, turn.today, turn.asked_in_draft)
    if question is None:
        _close_interview(turn, current)
    elif question.kind == "field":
        _ask_field(turn, current, question)
    else:
        _ask_material(turn, current, question)


async def ask_again(turn: Turn) -> None:
    """Put the open question again, unchanged, after an interruption."""
    if turn.asks_supplement and await ask_supplement(turn):
        return
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None:
        await ask_next(turn, current)
    else:
        await ask_supplement(turn)


async def ask_supplement(turn: Turn) -> bool:
    """Ask for the next thing that a department wants to have added; False when there is none."""
    for task in await cases.open_supplements(turn.session, turn.conversation.id):
        wanted = task.supplement or {}
        case = await cases.case_by_id(turn.session, task.case_id)
        catalogue = await catalogue_of(turn.session, case.catalogue_version)
        for field_id in wanted["fields"]:
            if field_id not in wanted["answered"]:
                field = catalogue.paths[case.path_id].field(field_id)
                _remember(turn, "field", field_id, str(task.id))
                text = say("supplement.field", label=field.label, ask=field.ask)
                turn.speak(f"{text}\n{_example(field)}", buttons=_option_buttons(field))
                return True
        for material_id in wanted["materials"]:
            if material_id not in wanted["answered"]:
                material = catalogue.materials[material_id]
                _remember(turn, "material", material_id, str(task.id))
                department = catalogue.departments[task.department_id].name
                turn.reply(
                    "supplement.material",
                    name=material.name,
                    hint=material.hint,
                    card=upload_card(material, [department], settings().upload_max_bytes),
                )
                return True
    if turn.asks_supplement:
        turn.conversation.asked = None
    return False


def _close_interview(turn: Turn, current: OpenDraft) -> None:
    """Nothing is open: point out what does not fit or blocks, else offer the review."""
    seen = current.seen(turn.today)
    found = problems(seen)
    if found:
        _reopen_problem(turn, current, found[0])
        return
    for notice in blockers(seen):
        field = current.path.field(notice.field)
        _remember(turn, "field", field.id)
        turn.reply("ask.review_blocked", text=notice.text, basis=notice.basis, buttons=_option_buttons(field))
        return
    _remember(turn, None, None)
    if not seen.items():
        turn.reply("ask.nothing_needed", path=current.path.name, hotline=settings().hotline)
        return
    turn.reply("ask.review", card={"type": "review"})


def _reopen_problem(turn: Turn, current: OpenDraft, problem: Problem) -> None:
    """Say what does not fit, and ask again. One value stays until a better one is said; a column is asked anew."""
    field = current.path.field(problem.reopens[0])
    text = say("ask.problem", text=problem.check.text, label=field.label)
    if len(problem.reopens) > 1:
        drafts.store(current, current.draft.without_answers(problem.reopens))
        question = next_question(current.catalogue, current.path, current.draft, turn.today, field.id)
        if question is not None:
            turn.note(text)
            _ask_field(turn, current, question)
            return
    _remember(turn, "field", field.id)
    turn.speak(text)


def _ask_field(turn: Turn, current: OpenDraft, question: Question) -> None:
    field = current.path.field(question.id)
    _remember(turn, "field", field.id)
    failures = turn.conversation.failures
    wording = field.again if failures >= SECOND_FAILURE and field.again else field.ask
    lines = [wording, say("ask.progress", number=question.number, total=question.total)]
    place = current.draft.hints.get(field.id)
    if place:
        lines.insert(1, say("ask.hint", place=place))
    elif field.kind is Kind.CHOICES and len(field.options) <= _MOST_BUTTONS:
        lines.insert(1, say("ask.several", example=field.example))
    elif field.kind not in _CHOOSABLE or len(field.options) > _MOST_BUTTONS:
        lines.insert(1, _example(field))
    buttons = _option_buttons(field)
    if failures == THIRD_FAILURE:
        turn.reply("ask.third_failure", hotline=settings().hotline)
    if failures >= THIRD_FAILURE:
        buttons = [*buttons, button(say("ask.skip_button"))]
    turn.speak("\n".join(lines), buttons=buttons, card=_scan_card(current.seen(turn.today), field))


def _scan_card(seen: Situation, field: Field) -> dict[str, Any] | None:
    """Where a photo of a paper answers the question, the offer to take one."""
    paper = paper_telling(seen, field.id)
    return None if paper is None else scan_card(paper, settings().upload_max_bytes)


def _ask_material(turn: Turn, current: OpenDraft, question: Question) -> None:
    material = current.catalogue.materials[question.id]
    _remember(turn, "material", material.id)
    use = next(use for use in current.path.materials if use.material == material.id)
    needed_by = current.seen(turn.today).departments_needing(use)
    lines = [
        say("ask.material", name=material.name, hint=material.hint),
        say("ask.material_why", departments="、".join(needed_by)),
        say("ask.progress", number=question.number, total=question.total),
    ]
    specification = merge(current.catalogue, use, [item.id for item in current.seen(turn.today).needing(use)]).text
    if specification:
        lines.insert(1, say("ask.material_spec", spec=specification))
    if material.later:
        lines.insert(-1, say("ask.material_later"))
    skip = button(say("ask.later_button" if material.later else "ask.skip_button"), say("ask.skip_button"))
    turn.speak("\n".join(lines), buttons=[skip], card=upload_card(material, needed_by, settings().upload_max_bytes))


def _remember(turn: Turn, kind: str | None, identifier: str | None, task: str | None = None) -> None:
    """Keep what is being asked; a new question starts with no failures."""
    asked = None if kind is None else {"kind": kind, "id": identifier, "task": task}
    if asked != turn.conversation.asked:
        turn.conversation.failures = 0
    turn.conversation.asked = asked


def _option_buttons(field: Field) -> Buttons:
    """The options as buttons; more than fit on a phone are written instead (56 peoples)."""
    few = field.kind in _CHOOSABLE and len(field.options) <= _MOST_BUTTONS
    return [button(option.label) for option in field.options] if few else []


def _example(field: Field) -> str:
    return say("ask.example", example=field.example)


def left_to_ask(turn: Turn, current: OpenDraft) -> int:
    """How many fields and materials are still open; what may follow later does not count."""
    seen = current.seen(turn.today)
    materials = [use for use in open_materials(seen) if not current.catalogue.materials[use.material].later]
    return len(open_fields(seen)) + len(materials)


def is_situation(current: OpenDraft, field_id: str) -> bool:
    """Whether the field only decides which items apply, and no department gets it."""
    use = use_of(current.path, field_id)
    return use is not None and not use.needed_by
