"""When a delivery is tried again: exponential back-off with jitter.

A department that comes back is not met by everything at once.
"""

from __future__ import annotations

import random
from datetime import timedelta

import procrastinate
from procrastinate.jobs import Job

from api.departments.delivery import DeliveryError, RestingError
from api.settings import settings

_PROMPT_ATTEMPTS = 8


def back_off(attempts: int, base: float, longest: float) -> float:
    """Seconds to wait after this many attempts."""
    return random.uniform(base / 2, min(longest, base * 2.0 ** min(attempts, 30)))  # noqa: S311 - not a secret


class DeliveryRetry(procrastinate.BaseRetryStrategy):
    """Tries again until `push_max_attempts`; after that the job stays visible as failed."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        """When to try again, or None to give up. An attempt that a resting department was spared does not count."""
        limits = settings()
        if isinstance(exception, RestingError):
            # Not all at the same moment, when a department comes back.
            later = timedelta(seconds=random.uniform(0, limits.push_breaker_rest))  # noqa: S311 - not a secret
            return procrastinate.RetryDecision(retry_at=exception.until + later)
        sent = exception.attempts if isinstance(exception, DeliveryError) else None
        attempts = job.attempts if sent is None else sent
        if attempts >= limits.push_max_attempts:
            return None
        seconds = back_off(attempts, limits.push_base_delay, limits.push_max_delay)
        return procrastinate.RetryDecision(retry_in={"seconds": max(1, round(seconds))})


class PromptRetry(procrastinate.BaseRetryStrategy):
    """Tries again soon and not for long: an old one-time code helps nobody."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        """When to try again, or None to give up."""
        del exception
        if job.attempts >= _PROMPT_ATTEMPTS:
            return None
        return procrastinate.RetryDecision(retry_in={"seconds": max(1, round(back_off(job.attempts, 1, 20)))})
