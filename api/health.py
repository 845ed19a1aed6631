"""Health for whoever runs it: alive, ready, and figures for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import BotOf, DatabaseOf

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(database: DatabaseOf, bot: BotOf) -> JSONResponse:
    """The database and the bot answer too."""
    parts = {"database": await _database_answers(database), "bot": await bot.is_ready()}
    return JSONResponse(parts, status_code=200 if all(parts.values()) else 503)


@router.get("/metrics")
async def metrics() -> Response:
    """Figures in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _database_answers(database: DatabaseOf) -> bool:
    try:
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True
