"""Health for whoever runs it: alive, ready, and figures for Prometheus."""

from __future__ import annotations

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import BotOf, DatabaseOf
from api.settings import settings

router = APIRouter(include_in_schema=False)
ready_router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@ready_router.get("/readyz")
async def ready(request: Request, database: DatabaseOf, bot: BotOf) -> JSONResponse:
    """The database, the bot, and the process of the actions answer too."""
    parts = {"database": await _database_answers(database), "bot": await bot.is_ready()}
    if settings().actions_url:
        parts["actions"] = await _actions_answer(request.app.state.http)
    return JSONResponse(parts, status_code=200 if all(parts.values()) else 503)


@router.get("/metrics")
async def metrics() -> Response:
    """Figures in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _actions_answer(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get(f"{settings().actions_url}/healthz")).is_success
    except httpx.HTTPError:
        return False


async def _database_answers(database: DatabaseOf) -> bool:
    try:
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True
