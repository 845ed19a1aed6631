"""What departments send and get."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.cases.service import DepartmentEvent
from api.cases.stages import Stage


class LicenceIn(BaseModel):
    """The result document of a granted item."""

    number: str = Field(min_length=1, max_length=100)
    valid_until: date | None = None


class SupplementIn(BaseModel):
    """What the citizen is asked to correct or add; only what the item needs may be named."""

    fields: list[str] = []
    materials: list[str] = []


class EventIn(BaseModel):
    """What a department says about a task. Sending the same `event_id` again changes nothing."""

    event_id: str = Field(min_length=1, max_length=100)
    kind: Literal[
        "received", "accepted", "under_review", "supplement_requested", "suspended", "granted", "refused",
        "not_accepted",
    ]  # fmt: skip
    opinion: str | None = Field(default=None, max_length=2000)
    licence: LicenceIn | None = None
    supplement: SupplementIn | None = None
    waived: list[str] = []
    """With `granted`: materials that were to follow (容缺) and are not needed any more."""
    procedure_days: int | None = Field(default=None, ge=1, le=365)
    """With `suspended` (特别程序, 行政许可法第45条): the working days that the procedure takes; `opinion` names it."""

    def as_event(self, actor: str) -> DepartmentEvent:
        """The event as the case engine takes it."""
        wanted = self.supplement or SupplementIn()
        return DepartmentEvent(
            event_id=self.event_id,
            kind=Stage(self.kind),
            actor=actor,
            opinion=self.opinion,
            licence_number=self.licence.number if self.licence else None,
            licence_valid_until=self.licence.valid_until if self.licence else None,
            supplement_fields=tuple(wanted.fields),
            supplement_materials=tuple(wanted.materials),
            waived=tuple(self.waived),
            procedure_days=self.procedure_days,
        )


class EventOut(BaseModel):
    """Where the task is after the event."""

    task_id: str
    stage: str
    applied: bool
    """False when this event had been taken before."""
