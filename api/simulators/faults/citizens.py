"""Citizens who do not give up: what fails is sent again, as the page does, until it is taken."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx

from api.bench.load import FailedTurnError
from api.bench.site import Visitor
from api.simulators.telephone import NoShortMessageError, Telephone, new_number

_PAUSE = 1.0
_PATIENCE = 180.0
"""Seconds for which one thing is tried again."""
_ATTEMPTS = 5


class PatientVisitor(Visitor):
    """A citizen's page, which sends again what was not answered."""

    hands_in = frozenset({"missing", "later"})
    """Everything: while something is owed, no department decides."""

    async def prove(self, telephone: Telephone) -> None:
        """As in the page: where no code comes, another is asked for."""
        for _ in range(_ATTEMPTS):
            mobile = new_number()
            await self._call("POST", "/api/v1/identity/codes", json={"mobile": mobile})
            try:
                code = await asyncio.to_thread(telephone.code_for, mobile)
                await self._call("POST", "/api/v1/identity", json={"code": code})
            except (NoShortMessageError, FailedTurnError):
                if (await self._call("GET", "/api/v1/identity"))["proved"]:
                    return
            else:
                return
        raise FailedTurnError("nobody could prove who they are")

    async def submit(self) -> None:
        """Submit, and remember the number that was confirmed."""
        self.case_no = str((await self._call("POST", "/api/v1/draft/submit", json=self.submission))["case_no"])

    async def cases(self) -> list[dict[str, Any]]:
        """What the citizen sees of their cases."""
        found: list[dict[str, Any]] = (await self._call("GET", "/api/v1/cases"))["cases"]
        return found

    async def _call(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        ends = time.monotonic() + _PATIENCE
        while True:
            try:
                response = await self._client.request(method, path, **request)
            except httpx.HTTPError as error:
                problem = type(error).__name__
            else:
                if response.is_success:
                    body: dict[str, Any] = response.json()
                    return body
                problem = f"HTTP {response.status_code} {response.text[:200]}"
                if response.is_client_error and response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                    raise FailedTurnError(f"{method} {path}: {problem}")
            if time.monotonic() > ends:
                raise FailedTurnError(f"{method} {path}: {problem}, for {_PATIENCE:g} s")
            await asyncio.sleep(_PAUSE)


@dataclass(slots=True)
class Confirmed:
    """A submission that a citizen was told to have been made."""

    citizen: PatientVisitor
    case_no: str
