"""Figures of conversations: how many, how many got through alone, where people stop, and what staff had to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.attention.service import TARGETS
from api.clock import CHINA

_DAYS = text(
    """
    WITH days AS (SELECT d::date AS day FROM generate_series(CAST(:first AS date), CAST(:last AS date), '1 day') d),
    begun AS (
        SELECT (created_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS n
        FROM conversations WHERE created_at >= :since AND created_at < :until GROUP BY 1
    ),
    submitted AS (
        SELECT (submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS n,
               count(*) FILTER (WHERE NOT EXISTS (
                   SELECT 1 FROM messages m WHERE m.conversation_id = cases.conversation_id AND m.role = 'staff'
                   AND m.created_at <= cases.submitted_at)) AS alone
        FROM cases WHERE submitted_at >= :since AND submitted_at < :until GROUP BY 1
    )
    SELECT days.day, coalesce(begun.n, 0), coalesce(submitted.n, 0), coalesce(alone, 0)
    FROM days LEFT JOIN begun USING (day) LEFT JOIN submitted USING (day) ORDER BY days.day
    """
)
_STOPPED = text(
    """
    SELECT d.path_id, c.asked ->> 'kind', c.asked ->> 'id', count(*)
    FROM drafts d JOIN conversations c ON c.id = d.conversation_id
    WHERE d.status = 'open' AND d.updated_at >= :since AND d.updated_at < LEAST(CAST(:until AS timestamptz), :quiet)
    GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 3 LIMIT :most
    """
)
_HANDED_OVER = text(
    """
    SELECT reason, count(*), count(resolved_at),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - raised_at) / 60)
               FILTER (WHERE resolved_at IS NOT NULL),
           array_agg(extract(epoch FROM coalesce(resolved_at, now()) - raised_at)::float / 60)
    FROM flags WHERE raised_at >= :since AND raised_at < :until GROUP BY reason
    """
)
_QUIET = timedelta(days=1)
"""A draft that nobody has touched for so long counts as given up, for now."""
MOST = 30


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, Beijing time."""

    day: date
    begun: int
    submitted: int
    alone: int
    """Of those submitted, without that one of the staff had said anything."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A question at which people stopped and did not come back."""

    path_id: str
    kind: str | None
    """`field`, `material`, or None where nothing was being asked (the review, for example)."""
    asked: str | None
    drafts: int


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Why people had to look."""

    reason: str
    raised: int
    dealt_with: int
    median_minutes: float | None
    """From the flag until it was dealt with."""
    in_time: int
    """Dealt with, or not yet due, within the time set for the reason."""


async def days(session: AsyncSession, first: date, last: date) -> list[Day]:
    """Every day from the first to the last, also those without anything."""
    return [Day(*row) for row in await session.execute(_DAYS, {"first": first, "last": last, **_between(first, last)})]


async def stopped_at(session: AsyncSession, first: date, last: date, at: datetime) -> list[Stopped]:
    """Where drafts of that time were left, most first; `at` is now."""
    given = {**_between(first, last), "quiet": at - _QUIET, "most": MOST}
    return [Stopped(*row) for row in await session.execute(_STOPPED, given)]


async def handed_over(session: AsyncSession, first: date, last: date) -> list[HandedOver]:
    """What flags there were, in the order of their urgency."""
    found = {
        reason: HandedOver(reason, raised, dealt_with, median, sum(m <= _target(reason) for m in minutes))
        for reason, raised, dealt_with, median, minutes in await session.execute(_HANDED_OVER, _between(first, last))
    }
    return [found[reason] for reason in (*TARGETS, *(found.keys() - TARGETS)) if reason in found]


def _target(reason: str) -> float:
    return TARGETS.get(reason, timedelta(hours=8)).total_seconds() / 60


def _between(first: date, last: date) -> dict[str, datetime]:
    since = datetime.combine(first, time.min, CHINA)
    return {"since": since, "until": datetime.combine(last, time.min, CHINA) + timedelta(days=1)}
