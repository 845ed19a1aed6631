"""The public face of the audit log: record an access, continue the chain, verify it, and tell who has seen what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import repository
from api.audit.chain import BEGINNING, Break, Link, Walk, digest_of
from api.audit.models import AuditEntry
from api.keys import secret_key

CITIZEN = "citizen"
PUBLIC = "public"
SYSTEM = "system"
_OVERDUE_SECONDS = 300
"""An entry that waits longer for its place in the chain is a sign that no worker runs."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found."""

    sealed: int
    head: str
    waiting: int
    overdue: bool
    """Entries have waited for the chain for longer than they should: no worker is running."""
    breaks: tuple[Break, ...]


def record(
    session: AsyncSession,
    actor: str,
    action: str,
    what: str,
    subject: object,
    conversation_id: UUID | None,
    *,
    fields: Iterable[str] = (),
    tasks: Sequence[object] = (),
    checked: Iterable[int] = (),
) -> None:
    """Record an access in the transaction of the access: it is in the log if and only if it happened.

    `fields` names fields or materials, `tasks` the tasks of a list, `checked` points of a check list by their number.
    Values never belong here.
    """
    details: dict[str, list[str]] = {}
    if named := sorted(fields):
        details["fields"] = named
    if tasks:
        details["tasks"] = [str(task) for task in tasks]
    if ticked := sorted(set(checked)):
        details["checked"] = [str(number) for number in ticked]
    entry = AuditEntry(
        actor=actor,
        action=action,
        what=what,
        subject=str(subject),
        conversation_id=conversation_id,
        details=details,
    )
    repository.add(session, entry)


async def seal(session: AsyncSession) -> int:
    """Give new entries their place in the chain; how many. Another worker that is doing so already is left to it."""
    if not await repository.may_seal(session):
        return 0
    head = await repository.last_sealed(session)
    position, digest = (head.position or 0, head.digest or BEGINNING) if head else (0, BEGINNING)
    key = secret_key("audit")
    waiting = await repository.unsealed(session)
    for entry in waiting:
        position += 1
        digest = digest_of(key, digest, _link(entry, position))
        entry.position, entry.digest = position, digest
    return len(waiting)


async def verify(session: AsyncSession, expected_head: str | None = None) -> Verdict:
    """Walk the whole chain. `expected_head` is a head noted earlier: that it is still there shows that nothing was cut.

    Needs the key that the chain was made with.
    """
    walk = Walk(secret_key("audit"))
    found: list[Break] = []
    seen_expected = expected_head in {None, BEGINNING}
    async for entry in repository.sealed_in_order(session):
        broken = walk.step(_link(entry, entry.position or 0, entry.digest or ""))
        found += [broken] if broken else []
        seen_expected = seen_expected or walk.head == expected_head
    if not seen_expected:
        found.append(Break(walk.length + 1, "cut: the expected head is not in the chain"))
    waiting, seconds = await repository.count_unsealed(session)
    return Verdict(walk.length, walk.head, waiting, overdue=seconds > _OVERDUE_SECONDS, breaks=tuple(found))


async def accesses_to(
    session: AsyncSession, conversation_ids: Collection[UUID], tasks: Iterable[UUID]
) -> Sequence[AuditEntry]:
    """Every access to one citizen's data, in whichever of their conversations it was then, oldest first."""
    return await repository.of_citizen(session, conversation_ids, [str(task) for task in tasks])


def _link(entry: AuditEntry, position: int, digest: str = "") -> Link:
    whose = str(entry.conversation_id) if entry.conversation_id else None
    return Link(position, entry.at, entry.actor, entry.action, entry.what, entry.subject, whose, entry.details, digest)
