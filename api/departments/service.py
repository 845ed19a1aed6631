"""Connecting departments and telling who is calling."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.departments import repository
from api.departments.models import Connection
from api.departments.signing import TOLERANCE_SECONDS, Signature, SignatureError, verify
from api.errors import NotAuthenticatedError, NotFoundError
from api.settings import settings


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a department has to be told once, when it is connected."""

    department_id: str
    kind: str
    key_id: str = ""
    secret: str = ""
    api_key: str = ""


async def connect_push(session: AsyncSession, department_id: str, url: str) -> Credentials:
    """Deliver this department's tasks to its own system by signed HTTP."""
    key_id, secret = f"{department_id}-{secrets.token_hex(4)}", secrets.token_urlsafe(32)
    await repository.save(
        session,
        Connection(
            department_id=department_id,
            kind="push",
            url=url.rstrip("/"),
            key_id=key_id,
            secret=secret,
            failures=0,  # another system may stand there now: it is not left to rest for what the last one did
            rests_until=None,
        ),
    )
    return Credentials(department_id, "push", key_id=key_id, secret=secret)


async def connect_pull(session: AsyncSession, department_id: str) -> Credentials:
    """Let this department fetch its tasks with an API key."""
    api_key = secrets.token_urlsafe(32)
    await repository.save(session, Connection(department_id=department_id, kind="pull", api_key_hash=_hash(api_key)))
    return Credentials(department_id, "pull", api_key=api_key)


async def connect_console(session: AsyncSession, department_id: str) -> Credentials:
    """Serve this department through the console."""
    await repository.save(session, Connection(department_id=department_id, kind="console"))
    return Credentials(department_id, "console")


async def rotate(session: AsyncSession, department_id: str, days: float) -> Credentials:
    """Give a department that is pushed to a new key; the old one is still taken from it for some days.

    What is sent to it is signed with the new one at once. Raises NotFoundError when nothing is pushed to it.
    """
    found = await push_target(session, department_id)
    if found is None:
        raise NotFoundError("no_connection")
    found.previous_key_id, found.previous_secret = found.key_id, found.secret
    found.previous_until = now() + timedelta(days=days)
    found.key_id, found.secret = f"{department_id}-{secrets.token_hex(4)}", secrets.token_urlsafe(32)
    return Credentials(department_id, "push", key_id=found.key_id, secret=found.secret)


async def note_outcome(session: AsyncSession, department_id: str, *, failed: bool) -> None:
    """Count deliveries that failed in a row; after some the department is left to rest, longer each time."""
    found = await repository.connection(session, department_id)
    if found is None:
        return
    found.failures = found.failures + 1 if failed else 0
    beyond = found.failures - settings().push_breaker_failures
    rest = min(settings().push_breaker_longest, settings().push_breaker_rest * 2.0 ** min(max(beyond, 0), 20))
    found.rests_until = now() + timedelta(seconds=rest) if beyond >= 0 else None


async def push_target(session: AsyncSession, department_id: str) -> Connection | None:
    """The department's connection if tasks are pushed to it."""
    found = await repository.connection(session, department_id)
    return found if found is not None and found.kind == "push" else None


async def department_of_key(session: AsyncSession, api_key: str) -> str:
    """The department that this API key belongs to; raises NotAuthenticatedError."""
    found = await repository.by_api_key_hash(session, _hash(api_key))
    if found is None:
        raise NotAuthenticatedError("bad_api_key")
    return found.department_id


async def department_of_signature(
    session: AsyncSession, signature: Signature, method: str, path: str, body: bytes
) -> str:
    """The department that signed this request; raises NotAuthenticatedError, also for a replay."""
    found = await repository.by_key_id(session, signature.key_id)
    secret = _secret_of(found, signature.key_id) if found else None
    if found is None or secret is None:
        raise NotAuthenticatedError("bad_signature")
    try:
        verify(secret, signature, method, path, body)
    except SignatureError as error:
        raise NotAuthenticatedError("bad_signature") from error
    await repository.forget_nonces(session, now() - timedelta(seconds=2 * TOLERANCE_SECONDS))
    if not await repository.use_nonce(session, signature.key_id, signature.nonce):
        raise NotAuthenticatedError("replayed")
    return found.department_id


def _secret_of(connection: Connection, key_id: str) -> str | None:
    """The secret of this key; that of the key before only as long as it is still taken."""
    if key_id == connection.key_id:
        return connection.secret
    until = connection.previous_until
    return connection.previous_secret if until is not None and now() < until else None


def _hash(api_key: str) -> str:
    return hashlib.sha256(api_key.encode()).hexdigest()
