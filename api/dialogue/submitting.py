"""Submitting a draft from the review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.cases import service as cases
from api.cases.models import Case, Task
from api.catalogues.service import catalogue_of
from api.coordination import visits
from api.dialogue import owing, proving
from api.dialogue.cards import receipt_card
from api.dialogue.consents import Consent, everything, record, require, sensitive_text, shares_of
from api.dialogue.turn import Turn, button_of
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.errors import ConflictError, NotAllowedError, NotFoundError
from api.texts import say
from forms.engine import is_complete
from forms.values.dates import show_date


async def submit(turn: Turn, version: int, consent: Consent, agreed_in: str = "review") -> Case:
    """Make the draft a case and tell its number; the same draft submitted again gives the same case.

    `agreed_in` tells where the consent was given: on the `review` or in the `chat`. Raises ConflictError when consent
    to something is missing, when the draft changed since the citizen saw it, or when it is
    incomplete, NotAllowedError when whoever submits has not proved who they are, and NotFoundError when there
    is no draft.
    """
    if proving.is_needed(turn):
        raise NotAllowedError("proof_needed")
    current = await drafts.find_latest(turn.session, turn.conversation.id)
    if current is None:
        raise NotFoundError("no_open_draft")
    if current.row.status == "open":
        if not consent.truth:
            raise ConflictError("consent_missing")
        if current.row.version != version:
            raise ConflictError("draft_changed")
    is_new = current.row.status == "open"
    seen = current.seen(turn.today)
    shares = shares_of(seen)
    if is_new and is_complete(seen):  # what is not complete is refused with what is missing
        require(consent, shares)
    case, tasks = await cases.submit(turn.session, current, seen, record(shares, agreed_in))
    if is_new:
        await visits.propose(turn.session, case, tasks)
        await _tell(turn, case, tasks)
    return case


async def ask_consent(turn: Turn, current: OpenDraft, *, departments_agreed: bool = False) -> None:
    """Ask in the conversation for the consent that the review asks for with ticks; the sensitive part separately."""
    shares = shares_of(current.seen(turn.today))
    sensitive = sensitive_text(shares)
    part = "sensitive" if departments_agreed else "departments"
    turn.conversation.confirming = {"what": "submit", "part": part, "version": current.row.version}
    agree = button_of("submitting.agree", "confirm.yes")
    later = button_of("submitting.not_yet", "confirm.no")
    if departments_agreed:
        turn.speak(sensitive, buttons=[agree, later])
        return
    names = "、".join(share.name for share in shares)
    last = say("submitting.last" if not sensitive else "submitting.one_more")
    turn.reply(
        "submitting.consent",
        path=current.path.name,
        departments=names,
        last=last,
        buttons=[agree, later],
        card={"type": "review"},
    )


async def agreed(turn: Turn, current: OpenDraft, confirming: Mapping[str, Any]) -> None:
    """The citizen has agreed in the conversation: ask for what is still to be agreed to, or submit."""
    shares = shares_of(current.seen(turn.today))
    if confirming["part"] == "departments" and sensitive_text(shares):
        await ask_consent(turn, current, departments_agreed=True)
        return
    await submit(turn, confirming["version"], everything(shares), agreed_in="chat")


async def _tell(turn: Turn, case: Case, tasks: Sequence[Task]) -> None:
    turn.conversation.asked = None
    catalogue = await catalogue_of(turn.session, case.catalogue_version)
    turn.reply("submitted.receipt", case_no=case.case_no, card=receipt_card(case, tasks, catalogue))
    await owing.tell_owed(turn)
    turn.reply(
        "submitted.next",
        count=len({task.department_id for task in tasks}),
        promised_by=show_date(case.promised_by.isoformat()),
        buttons=[button_of("opening.buttons_status")],
    )
