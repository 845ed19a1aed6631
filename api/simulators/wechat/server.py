"""The interfaces of WeChat that an account calls: tokens, messages, templates, media. Records what it sends."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response

_VALID_SECONDS = 7200
_WINDOW_SECONDS = 48 * 3600
_MOST_IN_WINDOW = 5
_LONGEST_TEXT = 2048
"""Bytes."""


@dataclass(slots=True)
class Citizen:
    """What WeChat remembers of somebody who follows the account."""

    wrote_at: float = 0.0
    since: int = 0
    """Messages of the account since they last wrote."""


@dataclass(slots=True)
class Records:
    """What happened."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    """Customer-service messages: to whom, what."""
    templates: list[dict[str, Any]] = field(default_factory=list)
    tokens: int = 0
    """How often a token was asked for."""
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """What citizens have sent: media type and content by media id."""
    citizens: dict[str, Citizen] = field(default_factory=dict)
    token: str = ""
    stale: bool = False
    """Whether the next call finds its token stale."""

    def wrote(self, openid: str) -> None:
        """A citizen has written: the account may answer for 48 hours."""
        self.citizens[openid] = Citizen(time.time())

    def refused(self, token: str) -> dict[str, Any] | None:
        """What a call with this token is refused with; None where it is good."""
        if self.stale:
            self.stale = False
            return {"errcode": 42001, "errmsg": "access_token expired"}
        return None if token and token == self.token else {"errcode": 40001, "errmsg": "invalid credential"}

    def keep(self, media_type: str, content: bytes) -> str:
        """Keep what a citizen sends; returns its media id."""
        media_id = secrets.token_urlsafe(24)
        self.media[media_id] = (media_type, content)
        return media_id


def create_wechat(app_id: str, secret: str, records: Records) -> FastAPI:
    """The interfaces for one account."""
    application = FastAPI(title="WeChat (simulated)")

    @application.post("/cgi-bin/stable_token")
    async def stable_token(request: Request) -> dict[str, Any]:
        asked = await request.json()
        records.tokens += 1
        if (asked.get("appid"), asked.get("secret")) != (app_id, secret):
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("force_refresh") or not records.token:
            records.token = secrets.token_urlsafe(64)
        return {"access_token": records.token, "expires_in": _VALID_SECONDS}

    @application.post("/cgi-bin/message/custom/send")
    async def send(request: Request, access_token: str = "") -> dict[str, Any]:
        content = await request.json()
        return records.refused(access_token) or _take(records, content["touser"], content["text"]["content"])

    @application.post("/cgi-bin/message/template/send")
    async def send_template(request: Request, access_token: str = "") -> dict[str, Any]:
        content = await request.json()
        if problem := records.refused(access_token):
            return problem
        records.templates.append(content)
        return {"errcode": 0, "errmsg": "ok", "msgid": len(records.templates)}

    @application.get("/cgi-bin/media/get")
    async def media(access_token: str = "", media_id: str = "") -> Response:
        problem = records.refused(access_token)
        known = records.media.get(media_id)
        if problem is not None or known is None:
            body = problem or {"errcode": 40007, "errmsg": "invalid media_id"}
            return Response(str(body).replace("'", '"'), media_type="text/plain")
        return Response(known[1], media_type=known[0])

    return application


def _take(records: Records, openid: str, text: str) -> dict[str, Any]:
    citizen = records.citizens.get(openid, Citizen())
    if time.time() - citizen.wrote_at > _WINDOW_SECONDS:
        return {"errcode": 45015, "errmsg": "response out of time limit"}
    if citizen.since >= _MOST_IN_WINDOW:
        return {"errcode": 45047, "errmsg": "out of response count limit"}
    if len(text.encode()) > _LONGEST_TEXT:
        return {"errcode": 45002, "errmsg": "content size out of limit"}
    citizen.since += 1
    records.texts.append((openid, text))
    return {"errcode": 0, "errmsg": "ok"}
