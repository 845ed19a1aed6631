"""Logs for engineers: structured, with context, and without what a citizen said or who they are."""

from __future__ import annotations

import logging

import structlog

from api.settings import settings


def configure_logs() -> None:
    """Set up the logs of this process: readable text, or JSON with `YICHUANG_LOG_FORMAT=json`."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings().log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    # These print parameters, addresses or jobs' arguments at lower levels.
    for noisy in ("httpx", "httpcore", "sqlalchemy.engine", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
