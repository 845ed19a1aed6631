"""Figures about the running process. Labels are routes and codes, never people or cases."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

_requests = Counter("yichuang_requests_total", "HTTP requests", ["method", "route", "status"])
_seconds = Histogram("yichuang_request_seconds", "Time to answer a request", ["route"])
submissions = Counter("yichuang_submissions_total", "Drafts that became cases", ["path"])
deliveries = Counter("yichuang_deliveries_total", "Attempts to deliver a task to a department", ["outcome"])


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request and its time."""
    _requests.labels(method, route, status).inc()
    _seconds.labels(route).observe(seconds)
