"""The interfaces of WeChat that we call: messages, templates, media; with one access token for all processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import orjson
from sqlalchemy import text

from api.database import Database, now
from api.settings import settings
from api.wechat.models import WeChatToken

_EARLY = timedelta(minutes=5)
"""So long before its end a token is renewed."""
_STALE_TOKEN = {40001, 40014, 42001}
_WINDOW_CLOSED = {45015, 45047}
"""The citizen has not written for 48 hours, or has had as many messages as WeChat lets through."""
_LONGEST_MEDIA = 10 * 1024 * 1024
_TOKEN_LOCK = 731_913


class WeChatError(Exception):
    """WeChat has not done what was asked; trying again may help."""


class WindowClosedError(WeChatError):
    """WeChat lets no message of this kind through to this citizen now."""


class WeChatClient:
    """Calls WeChat for one official account."""

    def __init__(self, database: Database, http: httpx.AsyncClient) -> None:
        self._database, self._http = database, http
        self._base = settings().wechat_api_url.rstrip("/")

    async def send_text(self, openid: str, content: str) -> None:
        """Send a customer-service message; raises WindowClosedError or WeChatError."""
        await self._call("message/custom/send", {"touser": openid, "msgtype": "text", "text": {"content": content}})

    async def send_template(self, openid: str, template_id: str, url: str, fields: Mapping[str, str]) -> None:
        """Send a template message; raises WeChatError."""
        data = {name: {"value": value} for name, value in fields.items()}
        content = {"touser": openid, "template_id": template_id, "url": url, "data": data}
        await self._call("message/template/send", content)

    async def media(self, media_id: str) -> bytes:
        """What a citizen has sent; raises WeChatError. WeChat keeps it for three days."""
        for fresh in (False, True):
            query = {"access_token": await self.token(fresh=fresh), "media_id": media_id}
            answer = await self._ask("GET", "media/get", params=query)
            kind = answer.headers.get("content-type", "")
            if not any(word in kind for word in ("json", "text/")):  # an error comes as text, with status 200
                if len(answer.content) > _LONGEST_MEDIA:
                    raise WeChatError("media too large")
                return answer.content
            if _code(answer) not in _STALE_TOKEN:
                break
        raise WeChatError(f"media: {_code(answer)}")

    async def token(self, *, fresh: bool = False) -> str:
        """The access token; renewed when it ends soon, or when it turned out to be `fresh`ly needed."""
        async with self._database.transaction() as session:
            # One process renews, the others wait and find the new one.
            await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TOKEN_LOCK})
            known = await session.get(WeChatToken, settings().wechat_app_id)
            if known is not None and not fresh and known.expires_at - _EARLY > now():
                return known.token
            asked = {
                "grant_type": "client_credential",
                "appid": settings().wechat_app_id,
                "secret": settings().wechat_secret,
                # Only a stale token is forced out; asking twice otherwise gives the same one.
                "force_refresh": fresh,
            }
            answer = await self._ask("POST", "stable_token", json=asked)
            body = _body(answer)
            if "access_token" not in body:
                raise WeChatError(f"token: {body.get('errcode')}")
            made = known or WeChatToken(app_id=settings().wechat_app_id)
            made.token = str(body["access_token"])
            made.expires_at = now() + timedelta(seconds=int(body.get("expires_in", 7200)))
            session.add(made)
            return made.token

    async def _call(self, path: str, content: dict[str, Any]) -> None:
        code = 0
        for fresh in (False, True):
            query = {"access_token": await self.token(fresh=fresh)}
            # As UTF-8, not as \\u escapes: WeChat shows those as they are.
            body = orjson.dumps(content)
            headers = {"Content-Type": "application/json"}
            code = _code(await self._ask("POST", path, params=query, content=body, headers=headers))
            if code not in _STALE_TOKEN:
                break
        if code in _WINDOW_CLOSED:
            raise WindowClosedError(str(code))
        if code:
            raise WeChatError(f"{path}: {code}")

    async def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, f"{self._base}/cgi-bin/{path}", **request)
        except httpx.HTTPError as error:
            raise WeChatError(type(error).__name__) from error
        if not answer.is_success:
            raise WeChatError(f"{path}: HTTP {answer.status_code}")
        return answer


def _body(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = orjson.loads(answer.content)
    except orjson.JSONDecodeError as error:
        raise WeChatError("no JSON") from error
    return body if isinstance(body, dict) else {}


def _code(answer: httpx.Response) -> int:
    return int(_body(answer).get("errcode", 0))
