"""How departments keep their promises: figures of what was decided in a time, by department and item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_FIGURES = text(
    """
    SELECT tasks.department_id, CASE WHEN :by_item THEN cases.path_id END, CASE WHEN :by_item THEN item_id END,
           count(*),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - released_at) / 86400),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - released_at) / 86400),
           count(*) FILTER (WHERE (decided_at AT TIME ZONE 'Asia/Shanghai')::date <= tasks.promised_by),
           count(*) FILTER (WHERE tasks.supplement::text <> 'null'),
           count(*) FILTER (WHERE stage IN ('refused', 'not_accepted')),
           avg((cases.rating ->> 'level')::float)
    FROM tasks JOIN cases ON cases.id = tasks.case_id
    WHERE stage IN ('granted', 'refused', 'not_accepted') AND released_at IS NOT NULL
      AND (decided_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN :since AND :until
    GROUP BY 1, 2, 3
    """
)


@dataclass(frozen=True, slots=True)
class Performance:
    """One department's work on one item, or on all of its items."""

    department_id: str
    path_id: str | None
    item_id: str | None
    """As the path calls it; both are None for all items together."""
    decided: int
    median_days: float
    """Calendar days from when the department got a task to its decision; what it waited for citizens counts in."""
    ninth_decile_days: float
    in_time: int
    """Decided on the promised day or before."""
    supplements: int
    """Tasks for which something was wanted once more."""
    refused: int
    rating: float | None
    """The mean level, 1 to 5, that citizens gave to cases with such a task; None while nobody has."""

    @property
    def share_in_time(self) -> float:
        """Between 0 and 1."""
        return self.in_time / self.decided


async def performance(session: AsyncSession, since: date, until: date, *, by_item: bool) -> list[Performance]:
    """What was decided from the day `since` to the day `until`, as a ranking.

    Who keeps the promise more often stands first; among equals who is faster, then who is rated better.
    """
    rows = await session.execute(_FIGURES, {"by_item": by_item, "since": since, "until": until})
    found = [Performance(*row) for row in rows]
    return sorted(found, key=lambda each: (-each.share_in_time, each.median_days, -(each.rating or 0.0)))
