"""From where a date is looked at: today, and whether the question is about what will be or what has been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from forms.model.field import Tense
from forms.values.refusal import Unusable

_YEARS_ROUND = 9
"""29 February comes round after eight years at most."""
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Today and the tense of the question."""

    today: date
    tense: Tense = "coming"

    def nearest(self, day_of: Callable[[int], date]) -> date:
        """The day without a year that is meant: the next one, or of what has been the last one.

        `day_of` tells the day in a year, and may raise ValueError where the year has no such day. Raises Unusable when
        the year must be said, or when there is no such day at all.
        """
        if self.tense == "long_past":
            raise Unusable("date.year")
        step = 1 if self.tense == "coming" else -1
        for year in range(self.today.year - step, self.today.year + step * _YEARS_ROUND, step):
            try:
                day = day_of(year)
            except ValueError:
                continue
            if (day - self.today).days * step >= 0:
                return day
        raise Unusable("date.impossible")

    def century(self, two_digits: int) -> int:
        """The year that two digits mean: 58 is 1958 where the past is asked for, 29 is 2029 otherwise."""
        year = self.today.year // _CENTURY * _CENTURY + two_digits
        return year - _CENTURY if self.tense != "coming" and year > self.today.year else year
