"""One citizen's browser: what is sent, what comes back, how long it takes, and the transcript."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image

from api.simulators.telephone import Telephone, new_number


@dataclass(slots=True)
class Browser:
    """A conversation on the website, over HTTP."""

    http: httpx.Client
    replies: list[dict[str, Any]] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """How long each turn took."""
    seen: int = 0
    """The number of the last message on the page."""

    def open(self) -> None:
        """Open the page, or open it again."""
        answer = self._request("POST", "/api/v1/conversation", json={})
        self.replies = [message for message in answer["messages"] if message["role"] == "bot"]

    def write(self, text: str) -> None:
        """Say something and take the replies."""
        self.transcript.append(f"> {text}")
        started = time.perf_counter()
        answer = self._request("POST", "/api/v1/conversation/messages", json={"client_id": str(uuid4()), "text": text})
        self.seconds.append(time.perf_counter() - started)
        self._hear(answer["messages"])

    def news(self) -> bool:
        """Take what has come without being asked for; False when there is nothing new."""
        messages = self._request("GET", "/api/v1/conversation/messages", params={"after": self.seen})["messages"]
        if messages:
            self._hear(messages)
        return bool(self.replies and messages)

    def hand_in(self, material: str) -> None:
        """Hand in a photo."""
        self.transcript.append(f"> [{material}]")
        picture = io.BytesIO()
        Image.new("RGB", (320, 240), "white").save(picture, "JPEG")
        files = {"file": ("photo.jpg", picture.getvalue(), "image/jpeg")}
        self._hear(self._request("POST", "/api/v1/draft/uploads", data={"material": material}, files=files)["messages"])

    def review(self) -> dict[str, Any]:
        """The review page."""
        return self._request("GET", "/api/v1/draft")

    def prove(self, telephone: Telephone) -> None:
        """Prove to be somebody, with a number of one's own."""
        mobile = new_number()
        self._request("POST", "/api/v1/identity/codes", json={"mobile": mobile})
        self._request("POST", "/api/v1/identity", json={"code": telephone.code_for(mobile)})

    def submit(self, submission: dict[str, Any]) -> str:
        """Submit; returns the case number."""
        return str(self._request("POST", "/api/v1/draft/submit", json=submission)["case_no"])

    def cases(self) -> list[dict[str, Any]]:
        """The citizen's cases."""
        found: list[dict[str, Any]] = self._request("GET", "/api/v1/cases")["cases"]
        return found

    def download(self, address: str) -> bytes:
        """What stands behind a link of the page."""
        response = self.http.get(address)
        response.raise_for_status()
        return response.content

    @property
    def heard(self) -> str:
        """The last replies."""
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def last_card(self) -> dict[str, Any]:
        """The card of the last reply, or an empty one."""
        return (self.replies[-1]["card"] if self.replies else None) or {}

    def _hear(self, messages: list[dict[str, Any]]) -> None:
        self.replies = [message for message in messages if message["role"] == "bot"]
        self.seen = max([self.seen, *(message["seq"] for message in messages)])
        self.transcript += [f"< {reply['text']}" for reply in self.replies]

    def _request(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        response = self.http.request(method, path, **request)
        response.raise_for_status()
        body: dict[str, Any] = response.json()
        return body
