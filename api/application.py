"""The FastAPI application: routes, errors, health and static pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DataError

from api import health
from api.bot.client import BotClient
from api.catalogues.current import current_catalogue, follow, keep_following
from api.catalogues.service import keep_current
from api.console import accounts as console_accounts
from api.console import conversation_figures, desk, improving, monthly_ranking, own_account, performance, reviewing
from api.console import endpoints as console
from api.console import live as console_live
from api.console import vouched as console_vouched
from api.console.refusals import page_instead
from api.database import Database
from api.database.roles import keep_roles
from api.departments import endpoints as departments
from api.editor import preview as catalogue_preview
from api.editor import publishing as catalogue_publishing
from api.editor import reading as catalogue_reading
from api.editor import writing as catalogue_writing
from api.errors import AppError, UnprocessableError
from api.guide import endpoints as guide
from api.guide import path_endpoints
from api.identity.oidc import Provider, citizens_client, staff_client
from api.licences import endpoints as licences
from api.limits import Gate, Limits
from api.live import endpoints as live
from api.logs import configure_logs
from api.notices import Hub
from api.observation import Observation
from api.packs import endpoints as packs
from api.repeating import kept_going
from api.rest import endpoints as rest
from api.settings import settings
from api.settling import settle
from api.socketio.channel import create_channel
from api.texts import say
from api.web import case_endpoints, conversation_endpoints, draft_endpoints, identity_endpoints, oidc_endpoints, scripts
from api.web.bundle import bundle
from api.wechat import endpoints as wechat
from api.wechat.client import WeChatClient
from api.wechat.service import Answering

_STATIC = Path(__file__).parent / "web" / "static"
_GUIDE_STATIC = Path(__file__).parent / "guide" / "static"
_CONSOLE_STATIC = Path(__file__).parent / "console" / "static"
_log = structlog.get_logger()


def create_application(actions: Callable[[Database], APIRouter] | None = None) -> FastAPI:
    """The api; `actions` makes the routes that Rasa calls, see `actions.application` for the whole process."""
    configure_logs()
    application = FastAPI(title="Yichuang 一窗", version="0.1.0", lifespan=_lifespan)
    application.state.database = Database(settings().database_url)
    application.state.bot = BotClient(settings().bot_url, settings().bot_timeout)
    application.state.http = httpx.AsyncClient(timeout=settings().push_timeout)
    application.state.oidc = Provider(application.state.http, citizens_client)
    application.state.staff_oidc = Provider(application.state.http, staff_client)
    application.state.wechat = Answering(
        application.state.database,
        application.state.bot,
        WeChatClient(application.state.database, application.state.http),
    )
    application.state.hub = Hub(settings().database_url)
    application.state.limits = Limits()
    application.add_middleware(
        CORSMiddleware, allow_origins=settings().embedding_origins, allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"], allow_headers=["Content-Type"],
    )  # fmt: skip
    application.add_middleware(Gate, limits=application.state.limits)
    _observe_and_refuse(application)
    if actions is not None:  # the route of every turn is looked for before all others
        application.include_router(actions(application.state.database))
    for router in (
        conversation_endpoints.router,
        draft_endpoints.router,
        case_endpoints.router,
        identity_endpoints.router,
        oidc_endpoints.router,
        path_endpoints.router,
        guide.router,
        licences.router,
        rest.router,
        departments.router,
        packs.router,
        console_live.router,  # before `/console/tasks/{task_id}`
        console.router,
        console_vouched.router,
        console_accounts.router,
        own_account.router,
        desk.router,
        performance.router,
        monthly_ranking.router,
        conversation_figures.router,
        reviewing.router,
        improving.router,
        catalogue_reading.router,
        catalogue_publishing.router,
        catalogue_writing.router,
        catalogue_preview.router,
        wechat.router,
        live.router,
        health.router,
        health.ready_router,
    ):
        application.include_router(router)
    application.add_api_route("/", _page, include_in_schema=False)
    application.add_api_route("/favicon.ico", _icon, include_in_schema=False)
    application.include_router(scripts.router)
    channel = create_channel(application.state.database, application.state.bot, application.state.hub)
    application.mount("/socket.io", channel)
    application.mount("/guide/static", StaticFiles(directory=_GUIDE_STATIC), name="guide-static")
    application.mount("/console/static", StaticFiles(directory=_CONSOLE_STATIC), name="console-static")
    application.mount("/static", StaticFiles(directory=_STATIC), name="static")
    return application


def create_beside(actions: Callable[[Database], APIRouter]) -> FastAPI:
    """Only the routes that Rasa calls, for a process beside the api."""
    configure_logs()
    application = FastAPI(title="Yichuang 一窗", version="0.1.0", lifespan=_lifespan_beside)
    application.state.database = Database(settings().database_url)
    _observe_and_refuse(application)
    application.include_router(actions(application.state.database))
    application.include_router(health.router)
    return application


def _observe_and_refuse(application: FastAPI) -> None:
    application.add_middleware(Observation)
    application.add_exception_handler(AppError, _expected)
    application.add_exception_handler(RequestValidationError, _malformed)
    application.add_exception_handler(DataError, _malformed)
    application.add_exception_handler(UnicodeEncodeError, _malformed)
    application.add_exception_handler(Exception, _unexpected)


async def _page() -> HTMLResponse:
    """The chat page."""
    page = (_STATIC / "index.html").read_text(encoding="utf-8").replace("{mark}", bundle("page.js").mark)
    return HTMLResponse(page, headers={"Cache-Control": "no-cache"})


async def _icon() -> FileResponse:
    """Browsers ask for it beside whatever names no icon of its own, such as the PDF of a licence."""
    return FileResponse(_STATIC / "icon.svg", media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


@asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    async with application.state.database.transaction() as session:
        await keep_current(session)
        await follow(session)
        await keep_roles(session, current_catalogue().departments)
    async with _following(application):
        yield
    await application.state.hub.close()
    await application.state.bot.close()
    await application.state.http.aclose()
    await application.state.database.close()


@asynccontextmanager
async def _lifespan_beside(application: FastAPI) -> AsyncIterator[None]:
    async with application.state.database.transaction() as session:
        await keep_current(session)
        await follow(session)
    async with _following(application):
        yield
    await application.state.database.close()


@asynccontextmanager
async def _following(application: FastAPI) -> AsyncIterator[None]:
    settle()
    async with kept_going(partial(keep_following, application.state.database)):
        yield


async def _expected(request: Request, error: Exception) -> Response:
    """An expected refusal: a code, and a sentence that a citizen can read; a page of the console's to its users."""
    if not isinstance(error, AppError):
        return await _unexpected(request, error)
    _log.info("refused", code=error.code, status=error.http_status, route=_route(request))
    page = page_instead(request, error)
    if page is not None:
        return page
    return JSONResponse(
        {"error": {"code": error.code, "message": error.message_for_citizen}}, status_code=error.http_status
    )


async def _malformed(request: Request, error: Exception) -> Response:
    """A request that does not fit the schema, or holds what no column can: a NUL, half a character, too large a number.

    The places are named, the values are not repeated.
    """
    places = [".".join(map(str, e["loc"])) for e in error.errors()] if isinstance(error, RequestValidationError) else []
    refusal = UnprocessableError("bad_request")
    page = page_instead(request, refusal)
    if page is not None:
        return page
    body = {"code": refusal.code, "message": refusal.message_for_citizen, "where": places}
    return JSONResponse({"error": body}, status_code=refusal.http_status)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _log.error("failed", route=_route(request), exc_info=error)
    return JSONResponse({"error": {"code": "internal", "message": say("errors.internal")}}, status_code=500)


def _route(request: Request) -> str:
    """The route's pattern, so that no id or token in the address is logged."""
    return getattr(request.scope.get("route"), "path", "unknown")
