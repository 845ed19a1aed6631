"""The composition of the api process: the application of `api`, with Rasa's actions mounted as a route."""

from __future__ import annotations

import secrets
import zlib
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.turns import turn_actions
from api.application import create_application, create_beside
from api.database import Database
from api.errors import NotAuthenticatedError
from api.settings import settings


def create_app() -> FastAPI:
    """The whole api process, for an ASGI server."""
    return create_application(action_router)


def create_actions() -> FastAPI:
    """The process beside the api that runs nothing but actions, for an ASGI server."""
    return create_beside(action_router)


def action_router(database: Database) -> APIRouter:
    """The action endpoint that Rasa calls. Only our own bot knows the token."""
    executor = ActionExecutor()
    for action in turn_actions(database):
        executor.register_action(action)
    router = APIRouter(include_in_schema=False)

    @router.post("/actions/webhook")
    async def run_action(request: Request, token: str = "") -> JSONResponse:
        expected = settings().action_token
        if not expected or not secrets.compare_digest(token.encode(), expected.encode()):
            raise NotAuthenticatedError("bad_api_key")
        try:
            result = await executor.run(await _action_call(request))
        except ActionExecutionRejection as rejection:
            return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, status_code=400)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return router


async def _action_call(request: Request) -> dict[str, Any]:
    """The call, inflated when Rasa was told to compress it."""
    body = await request.body()
    if request.headers.get("content-encoding") == "deflate":
        body = zlib.decompress(body)
    call: dict[str, Any] = orjson.loads(body)
    return call
