"""Passwords of staff, kept as argon2 hashes."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from api.errors import UnprocessableError

SHORTEST = 10
"""Characters."""
hasher = PasswordHasher()
# Verified when the name is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY = hasher.hash(secrets.token_urlsafe())


def hashed(password: str) -> str:
    """What is stored of a password; raises UnprocessableError when it is too short."""
    if len(password) < SHORTEST:
        raise UnprocessableError("short_password", length=str(SHORTEST))
    return hasher.hash(password)


def verifies(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; of nobody's (None) it is not, and to find out takes as long."""
    try:
        return hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except VerificationError:
        return False


def made_up() -> str:
    """A password to begin with, easy to read out over the telephone: four groups of four small letters and digits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
