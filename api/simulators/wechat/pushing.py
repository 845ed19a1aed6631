"""WeChat's side of a push: signed, sealed where the account wants it, delivered up to three times."""

from __future__ import annotations

import itertools
import secrets
import time
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import httpx

from api.simulators.wechat.server import Records
from api.wechat.crypto import SafeMode, signature
from api.wechat.envelope import Account
from api.wechat.incoming import read

_TRIES = 3
_PATIENCE = 5.0
"""Seconds; after that WeChat delivers again."""
_numbers = itertools.count(int(time.time()) * 1000)


@dataclass(slots=True)
class Delivery:
    """What became of a push."""

    tries: int
    text: str | None
    """The passive answer; None when there was none."""
    seconds: list[float] = field(default_factory=list)
    """How long each try took."""
    error: str | None = None
    """What the citizen sees when it failed: 该公众号提供的服务出现故障."""


@dataclass(slots=True)
class WeChat:
    """Pushes to one account's callback."""

    http: httpx.AsyncClient
    callback: str
    account: Account
    records: Records

    async def text(self, openid: str, content: str, number: int | None = None) -> Delivery:
        """Somebody writes."""
        return await self.push(openid, "text", number, Content=content)

    async def voice(self, openid: str, recognised: str) -> Delivery:
        """Somebody speaks."""
        return await self.push(openid, "voice", MediaId="voice", Format="amr", Recognition=recognised)

    async def photo(self, openid: str, content: bytes, media_type: str = "image/jpeg") -> Delivery:
        """Somebody sends a photo."""
        media_id = self.records.keep(media_type, content)
        return await self.push(openid, "image", PicUrl="http://mmbiz.invalid/photo", MediaId=media_id)

    async def event(self, openid: str, event: str, key: str = "") -> Delivery:
        """Somebody follows, or presses on the menu."""
        return await self.push(openid, "event", Event=event, EventKey=key)

    async def push(self, openid: str, kind: str, number: int | None = None, /, **values: str) -> Delivery:
        """Push, and push again as WeChat does while there is no answer within five seconds."""
        self.records.wrote(openid)
        at = int(time.time())
        entries = {"ToUserName": "gh_account", "FromUserName": openid, "CreateTime": str(at), "MsgType": kind, **values}
        if kind != "event":
            entries["MsgId"] = str(number or next(_numbers))
        body = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in entries.items())
        delivery = Delivery(0, None)
        for _ in range(_TRIES):
            delivery.tries += 1
            began = time.monotonic()
            try:
                query, sealed = self._signed(f"<xml>{body}</xml>", openid)
                answer = await self.http.post(self.callback, params=query, content=sealed, timeout=_PATIENCE)
                delivery.seconds.append(time.monotonic() - began)
            except httpx.HTTPError as error:
                delivery.error = type(error).__name__
                continue
            if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                delivery.error = f"HTTP {answer.status_code}"
                continue
            delivery.text, delivery.error = self._opened(answer)
            return delivery
        return delivery

    def _signed(self, body: str, openid: str) -> tuple[dict[str, str], str]:
        at, nonce, token = str(int(time.time())), secrets.token_hex(5), self.account.token
        query = {"signature": signature(token, at, nonce), "timestamp": at, "nonce": nonce, "openid": openid}
        safe = self.account.safe
        if safe is None:
            return query, body
        sealed = safe.seal(body)
        more = {"encrypt_type": "aes", "msg_signature": signature(token, at, nonce, sealed)}
        return {**query, **more}, f"<xml><ToUserName>gh_account</ToUserName><Encrypt>{sealed}</Encrypt></xml>"

    def _opened(self, answer: httpx.Response) -> tuple[str | None, str | None]:
        if answer.status_code != httpx.codes.OK:
            return None, f"HTTP {answer.status_code}"
        if answer.text in {"", "success"}:
            return None, None
        values = read(answer.content)
        safe: SafeMode | None = self.account.safe
        if safe is not None:
            parts = (self.account.token, values["TimeStamp"], values["Nonce"], values["Encrypt"])
            if values["MsgSignature"] != signature(*parts):
                return None, "the answer is not signed"
            values = read(safe.open(values["Encrypt"]).encode())
        return values["Content"], None
