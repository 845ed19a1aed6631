"""Our own system as its citizens reach it: over HTTP, each with a cookie jar of their own."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import httpx

from api.bench.answers import ALL_ANSWERS, BEGIN, FIRST_ANSWERS, small_picture
from api.bench.load import FailedTurnError
from api.simulators.telephone import Telephone, new_number

_TIMEOUT = 60.0
_IDLE_SECONDS = 2.0
"""Shorter than a server's, so that no request goes into a closing connection."""


def open_transport() -> httpx.AsyncHTTPTransport:
    """Connections for many clients. Proxies of the environment are not used: the target is this machine."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=_IDLE_SECONDS)
    return httpx.AsyncHTTPTransport(limits=limits, trust_env=False)


def consent_to_all(review: dict[str, Any]) -> dict[str, Any]:
    """The submission of somebody who agrees to all that a review lists."""
    departments = [department["id"] for department in review["departments"]]
    return {"version": review["version"], "consent": True, "departments": departments, "sensitive": True}


class Visitor:
    """One citizen with one conversation on the website."""

    hands_in = frozenset({"missing"})
    """Which materials are handed in before the submission, by their status in the review."""

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport) -> None:
        self._client = httpx.AsyncClient(base_url=url, transport=transport, timeout=_TIMEOUT)
        self.submission: dict[str, Any] = {}
        self.items = 0
        """How many departments' items the draft's plan has."""

    async def open(self) -> None:
        """Begin a conversation."""
        await self._call("POST", "/api/v1/conversation")

    async def say(self, text: str) -> str:
        """Say something; the texts of the replies."""
        message = {"client_id": str(uuid.uuid4()), "text": text}
        body = await self._call("POST", "/api/v1/conversation/messages", json=message)
        return "\n".join(reply["text"] for reply in body["messages"] if reply["role"] == "bot")

    async def fill_in(self, answers: dict[str, str]) -> dict[str, Any]:
        """Begin an application and give these answers; the review of the draft."""
        await self.say(BEGIN)
        review = await self._call("PATCH", "/api/v1/draft", json={"answers": answers})
        if review["errors"]:
            raise FailedTurnError(f"the answers were refused: {review['errors']}")
        return review

    async def prove(self, telephone: Telephone) -> None:
        """Prove to be somebody, with a number of one's own."""
        mobile = new_number()
        await self._call("POST", "/api/v1/identity/codes", json={"mobile": mobile})
        code = await asyncio.to_thread(telephone.code_for, mobile)
        await self._call("POST", "/api/v1/identity", json={"code": code})

    async def complete(self, telephone: Telephone) -> None:
        """Prepare a draft that can be submitted."""
        await self.prove(telephone)
        review = await self.fill_in(ALL_ANSWERS)
        if examples := _examples_of_open_fields(review):
            # The catalogue has grown since the answers were written down.
            review = await self._call("PATCH", "/api/v1/draft", json={"answers": examples})
        for material in review["materials"]:
            if material["status"] in self.hands_in:
                await self._hand_in(material["id"])
        review = await self._call("GET", "/api/v1/draft")
        if not review["ready"]:
            raise FailedTurnError(f"the draft cannot be completed; missing: {review['missing']}")
        self.submission = consent_to_all(review)
        self.items = sum(len(stage["items"]) for stage in review["plan"]["stages"])

    async def submit(self) -> None:
        """Submit the prepared draft."""
        await self._call("POST", "/api/v1/draft/submit", json=self.submission)

    async def check_case(self) -> None:
        """Raise FailedTurnError unless there is one case with all tasks, and the free ones are released."""
        cases = (await self._call("GET", "/api/v1/cases"))["cases"]
        tasks = cases[0]["tasks"] if len(cases) == 1 else []
        held = [task["item"] for task in tasks if task["stage"] == "waiting" and not task["waits_for"]]
        if len(tasks) != self.items or held:
            raise FailedTurnError(f"{len(cases)} case(s), {len(tasks)} of {self.items} tasks, not released: {held}")

    async def _hand_in(self, material: str) -> None:
        files = {"file": ("photo.png", small_picture(), "image/png")}
        await self._call("POST", "/api/v1/draft/uploads", data={"material": material}, files=files)

    async def _call(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        response = await self._client.request(method, path, **request)
        if not response.is_success:
            raise FailedTurnError(f"{method} {path}: HTTP {response.status_code} {response.text[:200]}")
        body: dict[str, Any] = response.json()
        return body


def _examples_of_open_fields(review: dict[str, Any]) -> dict[str, str]:
    rows = [row for group in review["groups"] for row in group["rows"]]
    return {row["id"]: row["example"] for row in rows if not row["answered"]}


class Site:
    """Our running system: makes conversations that are ready for a kind of turn."""

    name = "yichuang"

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport) -> None:
        self._url = url
        self._transport = transport
        self._telephone = Telephone()

    async def complete(self) -> Visitor:
        """A citizen who has only to submit."""
        visitor = await self.visitor()
        await visitor.complete(self._telephone)
        return visitor

    async def visitor(self) -> Visitor:
        """A new citizen with an open conversation."""
        visitor = Visitor(self._url, self._transport)
        await visitor.open()
        return visitor

    async def conversation(self, kind: str) -> Visitor:
        """A conversation that is ready for this kind of turn."""
        if kind == "status":
            visitor = await self.complete()
            await visitor.submit()
            return visitor
        visitor = await self.visitor()
        if kind == "form":
            await visitor.fill_in(FIRST_ANSWERS)
        return visitor
