"""The conformance kit: sends a department's own system good and bad messages, and says what it does wrong.

The task it sends is an example of the catalogue with made-up values, marked by a case number that begins with `TEST`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from api.clock import today
from api.departments.signing import NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, TOLERANCE_SECONDS, sign
from forms.model import Catalogue, Path, PathItem
from forms.working_days import add_working_days

_SLOWEST_SECONDS = 10.0
"""What a delivery waits for an answer; see `push_timeout`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    what: str
    passed: bool
    seen: str
    """What the department's system did."""
    advice: str
    """What to do if it did not pass."""


def sample_task(catalogue: Catalogue, department_id: str, callback: str) -> dict[str, Any]:
    """A task like those that this department gets, with the examples of the catalogue as values.

    Raises ValueError when no item of the catalogue is the department's.
    """
    path, entry = _item_of(catalogue, department_id)
    item = catalogue.item_of(entry)
    fields = [path.field(use.field) for use in path.fields if entry.id in use.needed_by]
    materials = [catalogue.materials[use.material] for use in path.materials if entry.id in use.needed_by]
    return {
        "task_id": str(uuid.uuid4()),
        "revision": 1,
        "case_no": f"TEST{today():%Y%m%d}{uuid.uuid4().hex[:6]}",
        "path": {"id": path.id, "name": path.name},
        "item": {
            "id": entry.id,
            "name": item.name,
            "basis": list(item.basis),
            "result": item.result,
            "number_fills": [],
        },
        "department": {"id": department_id, "name": catalogue.departments[department_id].name},
        "submitted_at": f"{today()}T09:00:00+08:00",
        "promised_by": add_working_days(today(), 10).isoformat(),
        "statutory_by": None,
        "fields": [
            {"id": f.id, "label": f.label, "value": f.example, "text": f.example, "source": "citizen"} for f in fields
        ],
        "materials": [{"id": m.id, "name": m.name, "provide": m.provide, "files": []} for m in materials],
        "earlier_results": [],
        "callback": callback,
    }


def _item_of(catalogue: Catalogue, department_id: str) -> tuple[Path, PathItem]:
    for path in catalogue.paths.values():
        for entry in path.items:
            if catalogue.item_of(entry).department == department_id:
                return path, entry
    message = f"no item of the catalogue belongs to {department_id!r}"
    raise ValueError(message)


@dataclass(slots=True)
class Conformance:
    """Tries a department's system, one thing after the other."""

    http: httpx.Client
    url: str
    key_id: str
    secret: str
    task: dict[str, Any]

    def findings(self) -> Iterator[Finding]:
        """Every finding as soon as it is made."""
        key = f"{self.task['task_id']}:1"
        body = orjson.dumps(self.task)
        yield self._accepts("takes a signed task", "tasks", body, key, "Answer 2xx once the task is stored.")
        yield self._accepts(
            "takes the same parcel again", "tasks", body, key,
            "The answer to the first may have been lost: recognise Idempotency-Key, file it once, answer 2xx again.",
        )  # fmt: skip
        more = orjson.dumps({**self.task, "added_later": {"by": "a new version"}})
        yield self._accepts(
            "ignores fields that it does not know", "tasks", more, key, "New fields may be added; ignore unknown ones."
        )
        yield from self._refusals(body)
        withdrawal = orjson.dumps({"task_id": self.task["task_id"], "case_no": self.task["case_no"]})
        yield self._accepts(
            "takes a withdrawal", "withdrawals", withdrawal, f"{self.task['task_id']}:withdrawn",
            "POST {url}/withdrawals tells that the citizen took the task back: stop working on it, answer 2xx.",
        )  # fmt: skip

    def _refusals(self, body: bytes) -> Iterator[Finding]:
        new = f"{uuid.uuid4()}:1"
        headers = self._headers("tasks", body, new)
        yield self._refuses(
            "refuses a wrong signature", body, {**headers, SIGNATURE_HEADER: "0" * 64},
            "Compute the HMAC over the request and compare it; answer 401.",
        )  # fmt: skip
        yield self._refuses(
            "refuses a body that was altered", body.replace(b"TEST", b"FAKE", 1), headers,
            "The signature covers the SHA-256 of the body; answer 401.",
        )  # fmt: skip
        unsigned = {name: value for name, value in headers.items() if name != SIGNATURE_HEADER}
        yield self._refuses("refuses an unsigned request", body, unsigned, "Without a signature answer 401.")
        yield self._refuses_old(body, new)
        yield self._refuses_replay(body)
        broken = b'{"task_id": '
        status = self._post("tasks", broken, self._headers("tasks", broken, f"{uuid.uuid4()}:1"))
        yield Finding(
            "answers 4xx to a body that is no JSON", _refused(status), _seen(status),
            "Check the body before using it. 5xx is tried again for hours; 4xx shows at once that something is wrong.",
        )  # fmt: skip

    def _refuses_old(self, body: bytes, key: str) -> Finding:
        long_ago = time.time() - 2 * TOLERANCE_SECONDS
        headers = self._headers("tasks", body, key, moment=long_ago)
        return self._refuses(
            "refuses a message that is ten minutes old", body, headers,
            f"Refuse a {TIMESTAMP_HEADER} that is more than {TOLERANCE_SECONDS} seconds off; answer 401.",
        )  # fmt: skip

    def _refuses_replay(self, body: bytes) -> Finding:
        headers = self._headers("tasks", body, f"{self.task['task_id']}:1")
        first = self._post("tasks", body, headers)
        again = self._post("tasks", body, headers)
        passed = _ok(first) and _refused(again)
        return Finding(
            "refuses the very same message a second time", passed, f"{_seen(first)}, then {_seen(again)}",
            f"Remember each {NONCE_HEADER} for ten minutes and refuse one that was used; answer 401.",
        )  # fmt: skip

    def _accepts(self, what: str, where: str, body: bytes, key: str, advice: str) -> Finding:
        begun = time.monotonic()
        status = self._post(where, body, self._headers(where, body, key))
        seconds = time.monotonic() - begun
        return Finding(
            what, _ok(status) and seconds < _SLOWEST_SECONDS, f"{_seen(status)} after {seconds:.2f} s", advice
        )

    def _refuses(self, what: str, body: bytes, headers: dict[str, str], advice: str) -> Finding:
        status = self._post("tasks", body, headers)
        return Finding(what, _refused(status), _seen(status), advice)

    def _headers(self, where: str, body: bytes, key: str, moment: float | None = None) -> dict[str, str]:
        path = urlsplit(f"{self.url}/{where}").path
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            **sign(self.secret, self.key_id, "POST", path, body, moment=moment),
        }

    def _post(self, where: str, body: bytes, headers: dict[str, str]) -> int | str:
        """The status, or what kept us from getting one."""
        try:
            return self.http.post(f"{self.url}/{where}", content=body, headers=headers).status_code
        except httpx.HTTPError as error:
            return type(error).__name__


def _ok(status: int | str) -> bool:
    return isinstance(status, int) and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _refused(status: int | str) -> bool:
    return isinstance(status, int) and HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _seen(status: int | str) -> str:
    return f"HTTP {status}" if isinstance(status, int) else status
