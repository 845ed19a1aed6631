"""A simulated citizen's telephone: reads the one-time codes that the console gateway has written down."""

from __future__ import annotations

import re
import secrets
import threading
import time
from pathlib import Path

from api.sms.gateways import console_file, written_since_now

_CODE = re.compile(r"验证码(\d{6})")
_LOOK_EVERY = 0.05
_LONGEST = 30.0
"""Seconds until a short message has to be there."""


class NoShortMessageError(Exception):
    """No code came."""


class Telephone:
    """Gets the codes sent since it was made, for whatever number. May be shared by threads."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or console_file()
        self._messages = written_since_now(self._file)
        next(self._messages)
        self._codes: dict[str, str] = {}
        self._lock = threading.Lock()

    def code_for(self, mobile: str) -> str:
        """Wait for the code that was sent to a number; raises NoShortMessageError."""
        end = time.monotonic() + _LONGEST
        while time.monotonic() < end:
            with self._lock:
                self._look()
                code = self._codes.pop(mobile, None)
            if code is not None:
                return code
            time.sleep(_LOOK_EVERY)
        raise NoShortMessageError(f"{self._file}: is the worker running, and is the gateway `console`?")

    def _look(self) -> None:
        for message in next(self._messages):
            if found := _CODE.search(message["text"]):
                self._codes[message["mobile"]] = found[1]


def new_number() -> str:
    """A number that nobody else in a simulation has."""
    return f"199{secrets.randbelow(10**8):08}"
