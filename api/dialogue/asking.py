"""Asking the next question of the open draft; after an interruption, whatever was open."""

from __future__ import annotations

from typing import Any

from api.dialogue import proving
from api.dialogue.cards import scan_card, upload_card
from api.dialogue.questions import (
    CHOOSABLE,
    MOST_BUTTONS,
    example_line,
    minutes_left,
    option_buttons,
    remember,
    several_chosen,
    wording,
)
from api.dialogue.supplementing import ask_supplement
from api.dialogue.turn import Turn, button_of
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
    if proving.is_asked(turn):
        await proving.ask_again(turn)
        return
    if turn.asks_supplement and await ask_supplement(turn):
        return
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None:
        await ask_next(turn, current)
    else:
        await ask_supplement(turn)


def _close_interview(turn: Turn, current: OpenDraft) -> None:
    """Nothing is open: point out what does not fit or blocks, else offer the review."""
    seen = current.seen(turn.today)
    found = problems(seen)
    if found:
        _reopen_problem(turn, current, found[0])
        return
    for notice in blockers(seen):
        field = current.path.field(notice.field)
        remember(turn, "field", field.id)
        turn.reply("ask.review_blocked", text=notice.text, basis=notice.basis, buttons=option_buttons(field))
        return
    remember(turn, None, None)
    if not seen.items():
        turn.reply("ask.nothing_needed", path=current.path.name, hotline=settings().hotline)
        return
    turn.reply("ask.review", card={"type": "review"})


def _reopen_problem(turn: Turn, current: OpenDraft, problem: Problem) -> None:
    """Say what does not fit, and ask again. One value stays until a better one is said; a column is asked anew."""
    field = current.path.field(problem.reopens[0])
    text = say("ask.problem", text=problem.check.text, label=field.label)
    if len(problem.reopens) > 1:
        drafts.store(turn.session, current, current.draft.without_answers(problem.reopens))
        question = next_question(current.catalogue, current.path, current.draft, turn.today, field.id)
        if question is not None:
            turn.note(text)
            _ask_field(turn, current, question)
            return
    remember(turn, "field", field.id)
    turn.speak(text)


def _ask_field(turn: Turn, current: OpenDraft, question: Question) -> None:
    field = current.path.field(question.id)
    remember(turn, "field", field.id)
    failures = turn.conversation.failures
    lines = [wording(field, otherwise=failures >= SECOND_FAILURE), _progress(turn, current, question)]
    place = current.draft.hints.get(field.id)
    if place:
        lines.insert(1, say("ask.hint", place=place))
    elif field.kind is Kind.CHOICES and len(field.options) <= MOST_BUTTONS:
        lines.insert(1, say("ask.several", example=several_chosen(field)))
    elif field.kind not in CHOOSABLE or len(field.options) > MOST_BUTTONS:
        lines.insert(1, example_line(field))
    buttons = option_buttons(field)
    if failures == THIRD_FAILURE:
        turn.reply("ask.third_failure", hotline=settings().hotline)
    if failures >= THIRD_FAILURE:
        buttons = [*buttons, button_of("ask.skip_button"), button_of("ask.human_button")]
    turn.speak("\n".join(lines), buttons=buttons, card=_scan_card(current.seen(turn.today), field))


def _scan_card(seen: Situation, field: Field) -> dict[str, Any] | None:
    """Where a photo of a paper answers the question, the offer to take one."""
    paper = paper_telling(seen, field.id)
    return None if paper is None else scan_card(paper, settings().upload_max_bytes)


def _ask_material(turn: Turn, current: OpenDraft, question: Question) -> None:
    material = current.catalogue.materials[question.id]
    remember(turn, "material", material.id)
    use = next(use for use in current.path.materials if use.material == material.id)
    needed_by = current.seen(turn.today).departments_needing(use)
    lines = [
        say("ask.material", name=material.name, hint=material.hint),
        say("ask.material_why", departments="、".join(needed_by)),
        _progress(turn, current, question),
    ]
    specification = merge(current.catalogue, use, [item.id for item in current.seen(turn.today).needing(use)]).text
    if specification:
        lines.insert(1, say("ask.material_spec", spec=specification))
    if material.later:
        lines.insert(-1, say("ask.material_later"))
    skip = button_of("ask.later_button" if material.later else "ask.skip_button", "ask.skip_button")
    turn.speak("\n".join(lines), buttons=[skip], card=upload_card(material, needed_by, settings().upload_max_bytes))


def _progress(turn: Turn, current: OpenDraft, question: Question) -> str:
    minutes = minutes_left(current.seen(turn.today))
    return say("ask.progress", number=question.number, total=question.total, minutes=minutes)


def left_to_ask(turn: Turn, current: OpenDraft) -> int:
    """How many fields and materials are still open; what may follow later does not count."""
    seen = current.seen(turn.today)
    materials = [use for use in open_materials(seen) if not current.catalogue.materials[use.material].later]
    return len(open_fields(seen)) + len(materials)


def is_situation(current: OpenDraft, field_id: str) -> bool:
    """Whether the field only decides which items apply, and no department gets it."""
    use = use_of(current.path, field_id)
    return use is not None and not use.needed_by
