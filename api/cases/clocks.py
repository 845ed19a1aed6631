"""A task's clock: how much of the promised time is left, when it stands still, and which card it earns.

Working days (行政许可法第82条). While a department waits for the citizen, its clock stands still. If the supplement was
asked for before the department accepted the task, the clock begins anew when everything is there, because only then
it is accepted (第32条); if it was accepted already, the days that were left go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from forms.working_days import add_working_days, working_days_between

Card = Literal["", "yellow", "red"]
_YELLOW_FROM = 0.8
"""The share of the promised working days that may be used before a card is shown (电子监察: 剩余不足20%)."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A clock that stands still: since when, and how many working days were left; None where no limit is set."""

    on: date
    promised_left: int
    statutory_left: int | None

    @staticmethod
    def at(day: date, promised_by: date, statutory_by: date | None) -> Stopped:
        """Stop a clock on this day. A task that is late already has no days left."""
        left = working_days_between(day, promised_by)
        return Stopped(day, left, None if statutory_by is None else working_days_between(day, statutory_by))

    def limits(self, day: date) -> tuple[date, date | None]:
        """The limits when the clock goes on after this day."""
        statutory = None if self.statutory_left is None else add_working_days(day, self.statutory_left)
        return add_working_days(day, self.promised_left), statutory

    def as_json(self) -> dict[str, Any]:
        """For the table."""
        return {"on": self.on.isoformat(), "promised": self.promised_left, "statutory": self.statutory_left}

    @staticmethod
    def from_json(content: dict[str, Any]) -> Stopped:
        """From the table."""
        return Stopped(date.fromisoformat(content["on"]), content["promised"], content["statutory"])


def days_left(day: date, promised_by: date) -> int:
    """Working days left after this day; negative: working days late."""
    if day <= promised_by:
        return working_days_between(day, promised_by)
    return -max(1, working_days_between(promised_by, day))


def card(started: date, promised_by: date, day: date) -> Card:
    """The card of a task whose clock runs: red once it is late, yellow from 80 % of its days on.

    `started` is the first day of the clock, put off by the days on which it stood still.
    """
    if day > promised_by:
        return "red"
    promised = working_days_between(started, promised_by)
    used = working_days_between(started, day)
    return "yellow" if promised and used / promised >= _YELLOW_FROM else ""
