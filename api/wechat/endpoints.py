"""`/wechat/callback`, which WeChat calls; and the page that opens a WeChat conversation in the browser."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from api.conversations import service as conversations
from api.dependencies import DatabaseOf
from api.errors import NotFoundError, TooLargeError
from api.settings import settings
from api.texts import say
from api.web.visitor import CHANNEL, VisitorToken, newcomer, visitor_hash
from api.wechat.envelope import Account, answer, check_address, open_push
from api.wechat.incoming import LONGEST_BODY
from api.wechat.links import mark_of, sender_of
from api.wechat.service import Answering

router = APIRouter(prefix="/wechat", tags=["wechat"])
_templates = Jinja2Templates(
    [Path(__file__).parent / "templates", Path(__file__).parent.parent / "guide" / "templates"]
)
_templates.env.globals["say"] = say
_NOTHING = "success"
"""By which WeChat knows that a push was taken and that no answer comes with it."""


def account() -> Account:
    """The official account of the settings; raises NotFoundError when there is none."""
    if not settings().wechat_app_id or not settings().wechat_token:
        raise NotFoundError("no_wechat")
    return Account(settings().wechat_app_id, settings().wechat_token, settings().wechat_aes_key)


@router.get("/callback")
async def check(request: Request) -> PlainTextResponse:
    """WeChat asks whether this address is the account's."""
    check_address(account(), request.query_params)
    return PlainTextResponse(request.query_params.get("echostr", ""))


@router.post("/callback")
async def receive(request: Request) -> Response:
    """Take a push; the answer is there within five seconds, or comes as a message."""
    ours = account()
    opened = open_push(ours, request.query_params, await _body(request))
    answering: Answering = request.app.state.wechat
    text = await answering.answer(opened.push)
    if text is None:
        return PlainTextResponse(_NOTHING)
    return Response(answer(ours, opened, text), media_type="application/xml")


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise TooLargeError("bad_request")
    return body


@router.get("/open/{token}", include_in_schema=False)
async def show_link(request: Request, token: str) -> Response:
    """A page with one button: whoever only looks at a link (as WeChat's own preview does) opens nothing by it."""
    known = sender_of(token) is not None
    return _templates.TemplateResponse(request, "open.html", {"known": known}, status_code=200 if known else 404)


@router.post("/open/{token}", include_in_schema=False)
async def open_link(token: str, database: DatabaseOf, visitor: VisitorToken = None) -> Response:
    """Open the conversation of a link in this browser: in one, and only while nobody has proved whose it is.

    Once somebody has, whoever follows the link proves it as well, and is then in the same conversation.
    """
    sender_id = sender_of(token)
    if sender_id is None:
        raise NotFoundError("no_link")
    response = RedirectResponse("/", status_code=303)
    async with database.transaction() as session:
        sender = await conversations.sender(session, sender_id)
        if sender is None:
            raise NotFoundError("no_link")
        conversation = await conversations.locked(session, sender.conversation_id)
        if visitor and await conversations.is_in(session, CHANNEL, visitor_hash(visitor), conversation.id):
            return response
        if conversation.citizen_id is not None:
            return RedirectResponse("/?find", status_code=303)
        await conversations.join_by_link(session, CHANNEL, newcomer(response), conversation, mark_of(token))
    return response
