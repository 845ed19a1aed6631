"""The second factor: six digits that an authenticator app makes every half minute (RFC 6238)."""

from __future__ import annotations

import re
import time

import pyotp

from api.staff.models import StaffUser

_LENGTH = 32  # characters of base 32, 160 bits
_STEP = 30  # seconds that a code lasts
_AROUND = (-1, 0, 1)
"""Codes just gone and about to come are taken as well, for clocks that are wrong by half a minute."""


def new_secret() -> str:
    """A secret for an authenticator app, in base 32."""
    return pyotp.random_base32(_LENGTH)


def is_long_enough(secret: str) -> bool:
    """Whether a secret that comes back from a page is as long as those made here."""
    return len(secret) >= _LENGTH and re.fullmatch(r"[A-Z2-7]+", secret) is not None


def address(secret: str, name: str, city: str) -> str:
    """What an authenticator app reads from a picture."""
    return pyotp.TOTP(secret, interval=_STEP).provisioning_uri(name=name, issuer_name=f"{city}一窗")


def matches(secret: str, code: str) -> bool:
    """Whether the code is one that this secret makes now."""
    return _step_of(secret, code) is not None


def use(user: StaffUser, code: str) -> bool:
    """Take a code; False when it is wrong or has been used. Each is taken once, however often it is sent."""
    step = _step_of(user.totp_secret, code) if user.totp_secret else None
    if step is None or step <= user.totp_step:
        return False
    user.totp_step = step
    return True


def _step_of(secret: str, code: str) -> int | None:
    digits = "".join(char for char in code if char.isdigit())
    current = int(time.time()) // _STEP
    made = pyotp.TOTP(secret, interval=_STEP)
    steps = (current + around for around in _AROUND)
    return next((step for step in steps if pyotp.utils.strings_equal(made.at(step * _STEP), digits)), None)
