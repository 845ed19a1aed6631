"""When a delivery is tried again: exponential back-off with jitter.

A department that comes back is not met by everything at once.
"""

from __future__ import annotations

import random

import procrastinate
from procrastinate.jobs import Job

from api.departments.delivery import DeliveryError, RestingError
from api.settings import settings


def back_off(attempts: int, base: float, longest: float) -> float:
    """Seconds to wait after this many attempts."""
    return random.uniform(base / 2, min(longest, base * 2.0 ** min(attempts, 30)))  # noqa: S311 - not a secret


class DeliveryRetry(procrastinate.BaseRetryStrategy):
    """Tries again until `push_max_attempts`; after that the job stays visible as failed."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        """When to try again, or None to give up. An attempt that a resting department was spared does not count."""
        limits = settings()
        if isinstance(exception, RestingError):
            return procrastinate.RetryDecision(retry_at=exception.until)
        attempts = exception.attempts if isinstance(exception, DeliveryError) else job.attempts
        if attempts >= limits.push_max_attempts:
            return None
        seconds = back_off(attempts, limits.push_base_delay, limits.push_max_delay)
        return procrastinate.RetryDecision(retry_in={"seconds": max(1, round(seconds))})
