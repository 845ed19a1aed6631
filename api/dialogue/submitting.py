"""Submitting a draft from the review."""

from __future__ import annotations

from api.cases import service as cases
from api.cases.models import Case
from api.catalogues.service import catalogue_of
from api.dialogue.cards import receipt_card
from api.dialogue.turn import Turn, button
from api.drafts import service as drafts
from api.errors import ConflictError, NotFoundError
from api.texts import say
from forms.values.dates import show_date


async def submit(turn: Turn, version: int, *, consent: bool) -> Case:
    """Make the draft a case and tell its number; the same draft submitted again gives the same case.

    Raises ConflictError when consent is missing, when the draft changed since the citizen saw it, or when it is
    incomplete, and NotFoundError when there is no draft.
    """
    current = await drafts.find_latest(turn.session, turn.conversation.id)
    if current is None:
        raise NotFoundError("no_open_draft")
    if current.row.status == "open":
        if not consent:
            raise ConflictError("consent_missing")
        if current.row.version != version:
            raise ConflictError("draft_changed")
    is_new = current.row.status == "open"
    case = await cases.submit(turn.session, current)
    if is_new:
        await _tell(turn, case)
    return case


async def _tell(turn: Turn, case: Case) -> None:
    turn.conversation.asked = None
    catalogue = await catalogue_of(turn.session, case.catalogue_version)
    tasks = await cases.tasks_of(turn.session, case.id)
    turn.reply("submitted.receipt", case_no=case.case_no, card=receipt_card(case, tasks, catalogue))
    turn.reply(
        "submitted.next",
        count=len({task.department_id for task in tasks}),
        promised_by=show_date(case.promised_by.isoformat()),
        buttons=[button(say("opening.buttons_status"))],
    )
