"""Changing the catalogue: somebody writes a proposal, the linter finds nothing wrong, a second person publishes it.

The second person is none of those who wrote in it. What was published is a new version; applications under way stay on
the version they were begun under.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues import repository
from api.catalogues.checking import read, wrong_with
from api.catalogues.current import current_catalogue, follow
from api.catalogues.models import Proposal, Publication
from api.catalogues.service import sources_of
from api.database import now
from api.database.roles import keep_roles
from api.errors import ConflictError, NotFoundError, UnprocessableError
from forms.loader import version_of
from forms.model import Catalogue

_NAME = re.compile(r"paths/[a-z][a-z0-9-]{1,40}\.yml")
_LONGEST_TITLE, _LONGEST_WHY, _LARGEST_FILE = 80, 1000, 500_000


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A file that another publication has changed since the proposal was begun."""

    name: str
    also_here: bool
    """The proposal has changed it too: a person has to say which is to stand."""


async def begin(session: AsyncSession, title: str, why: str, by: str, like: str | None = None) -> Proposal:
    """Begin a proposal on today's catalogue; with `like` its content is that of another version to begin with.

    Raises UnprocessableError without a title or a reason, NotFoundError for a version that was never stored.
    """
    title, why = title.strip(), why.strip()
    if not (0 < len(title) <= _LONGEST_TITLE and 0 < len(why) <= _LONGEST_WHY):
        raise UnprocessableError("no_reason_for_change")
    base = (await _in_force(session)).version
    made = Proposal(title=title, why=why, base=base, begun_by=by, writers=[by], changed={})
    if like is not None:
        try:
            made.changed = difference(await sources_of(session, base), await sources_of(session, like))
        except KeyError:
            raise NotFoundError("no_catalogue_version") from None
    repository.add(session, made)
    await session.flush()
    return made


def difference(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str | None]:
    """The files of `new` that differ from `old`; None for those that it lacks."""
    return {name: new.get(name) for name in sorted({*old, *new}) if old.get(name) != new.get(name)}


async def proposal_of(session: AsyncSession, proposal_id: UUID) -> Proposal:
    """A proposal; NotFoundError if there is none."""
    found = await repository.proposal(session, proposal_id)
    if found is None:
        raise NotFoundError("no_proposal")
    return found


async def all_proposals(session: AsyncSession) -> Sequence[Proposal]:
    """The one written in last first."""
    return await repository.proposals(session)


async def history(session: AsyncSession) -> Sequence[tuple[Publication, Proposal]]:
    """What was published, the newest first, each with the proposal that it came of."""
    return await repository.publications(session)


async def sources_in(session: AsyncSession, proposal: Proposal) -> dict[str, str]:
    """The whole catalogue as the proposal would have it."""
    changed = {**await sources_of(session, proposal.base), **proposal.changed}
    return {name: text for name, text in sorted(changed.items()) if text is not None}


def mark_of(text: str | None) -> str:
    """A short mark of a file's content, by which one sees that somebody else has written in it meanwhile."""
    return hashlib.sha256((text or "").encode()).hexdigest()[:16]


async def write(session: AsyncSession, proposal_id: UUID, name: str, text: str, mark: str, by: str) -> Proposal:
    """Put a file's new content into the proposal. `mark` is that of the content which the writer saw.

    Raises ConflictError when somebody else has written in it meanwhile, UnprocessableError for a file that no
    catalogue has.
    """
    found = await _in_work(session, proposal_id)
    text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    base = await sources_of(session, found.base)
    now_there = found.changed.get(name, base.get(name))
    if (name not in base and not _NAME.fullmatch(name)) or len(text) > _LARGEST_FILE:
        raise UnprocessableError("no_catalogue_file")
    if mark_of(now_there) != mark:
        raise ConflictError("written_meanwhile")
    _put(found, base, name, text, by)
    return found


async def take_away(session: AsyncSession, proposal_id: UUID, name: str, by: str) -> Proposal:
    """Take a path's file away. Applications that are under way go on; nobody can begin it any more."""
    found = await _in_work(session, proposal_id)
    base = await sources_of(session, found.base)
    if not _NAME.fullmatch(name) or (name not in base and name not in found.changed):
        raise UnprocessableError("no_catalogue_file")
    _put(found, base, name, None, by)
    return found


async def put_back(session: AsyncSession, proposal_id: UUID, name: str, by: str) -> Proposal:
    """Leave a file as it is in the base: the proposal changes it no more."""
    found = await _in_work(session, proposal_id)
    base = await sources_of(session, found.base)
    _put(found, base, name, base.get(name), by)
    return found


def _put(proposal: Proposal, base: Mapping[str, str], name: str, text: str | None, by: str) -> None:
    others = {each: content for each, content in proposal.changed.items() if each != name}
    proposal.changed = others if text == base.get(name) else {**others, name: text}
    proposal.writers = list(dict.fromkeys([*proposal.writers, by]))
    proposal.written_at = now()


async def overtaken(session: AsyncSession, proposal: Proposal) -> list[Overtaken]:
    """The files that were published otherwise since the proposal was begun; none where it is up to date."""
    in_force = (await _in_force(session)).version
    if proposal.state not in {"editing", "waiting"} or proposal.base == in_force:
        return []
    base, current = await sources_of(session, proposal.base), await sources_of(session, in_force)
    return [Overtaken(name, name in proposal.changed) for name in difference(base, current)]


async def catch_up(session: AsyncSession, proposal_id: UUID, keep: set[str], by: str) -> Proposal:
    """Bring the proposal onto today's catalogue. Of files that both have changed those in `keep` stay as written here.

    The others become what was published; what the proposal had changed in them has to be written again.
    """
    found = await _in_work(session, proposal_id)
    current = (await _in_force(session)).version
    wanted = dict(found.changed)
    for each in await overtaken(session, found):
        if each.also_here and each.name not in keep:
            del wanted[each.name]
    sources = await sources_of(session, current)
    found.changed = {name: text for name, text in wanted.items() if text != sources.get(name)}
    found.base, found.written_at = current, now()
    found.writers = list(dict.fromkeys([*found.writers, by]))
    return found


async def hand_in(session: AsyncSession, proposal_id: UUID) -> Proposal:
    """Ask a second person to publish it.

    Raises ConflictError when nothing is changed, when it is behind what was published, or while the linter finds
    something wrong.
    """
    found = await _in_work(session, proposal_id)
    await _publishable(session, found)
    found.state, found.remark, found.written_at = "waiting", None, now()
    return found


async def take_back(session: AsyncSession, proposal_id: UUID) -> Proposal:
    """Go on writing in a proposal that waits for the second person."""
    found = await _waiting(session, proposal_id)
    found.state = "editing"
    return found


async def send_back(session: AsyncSession, proposal_id: UUID, remark: str, by: str) -> Proposal:
    """The second person wants something changed; raises UnprocessableError when they do not say what."""
    found = await _waiting(session, proposal_id)
    if not remark.strip():
        raise UnprocessableError("no_remark")
    found.state, found.remark = "editing", remark.strip()[:_LONGEST_WHY]
    found.decided_by, found.decided_at = by, now()
    return found


async def drop(session: AsyncSession, proposal_id: UUID, by: str) -> Proposal:
    """Give a proposal up; it stays readable."""
    found = await _held(session, proposal_id)
    if found.state not in {"editing", "waiting"}:
        raise ConflictError("proposal_closed")
    found.state, found.decided_by, found.decided_at = "dropped", by, now()
    return found


async def publish(session: AsyncSession, proposal_id: UUID, by: str) -> str:
    """Make the proposal today's catalogue; returns its version. Every process takes it up within two seconds.

    Raises ConflictError for one of its writers, for a proposal that does not wait, is behind what was published, or
    in which something is wrong.
    """
    await repository.one_at_a_time(session)
    found = await _waiting(session, proposal_id)
    if by in found.writers:
        raise ConflictError("own_proposal")
    sources = await _publishable(session, found)
    version = version_of(sources)
    await repository.keep_version(session, version, sources)
    await keep_roles(session, read(sources).departments)
    found.state, found.decided_by, found.decided_at = "published", by, now()
    repository.add(session, Publication(version=version, proposal_id=found.id, by=by))
    return version


async def _publishable(session: AsyncSession, proposal: Proposal) -> dict[str, str]:
    """The proposal's sources, if they may become today's catalogue; raises ConflictError otherwise."""
    if proposal.base != (await _in_force(session)).version:
        raise ConflictError("proposal_behind")
    sources = await sources_in(session, proposal)
    if version_of(sources) == proposal.base:
        raise ConflictError("nothing_changed")
    found = await asyncio.to_thread(wrong_with, sources)
    if found:
        raise ConflictError("catalogue_findings", count=str(len(found)))
    kept = read(sources).departments
    gone = [each.name for each in current_catalogue().departments.values() if each.id not in kept]
    if gone:
        # Its tasks, clerks and connection outlive every version.
        raise ConflictError("departments_gone", names="、".join(gone))
    return sources


async def _in_force(session: AsyncSession) -> Catalogue:
    """Today's catalogue, with what another process published a moment ago.

    A published version that this code cannot read is none: it must not keep the one that mends it from being published.
    """
    await follow(session)
    return current_catalogue()


async def _in_work(session: AsyncSession, proposal_id: UUID) -> Proposal:
    found = await _held(session, proposal_id)
    if found.state != "editing":
        raise ConflictError("proposal_closed")
    return found


async def _waiting(session: AsyncSession, proposal_id: UUID) -> Proposal:
    found = await _held(session, proposal_id)
    if found.state != "waiting":
        raise ConflictError("proposal_not_waiting")
    return found


async def _held(session: AsyncSession, proposal_id: UUID) -> Proposal:
    found = await repository.proposal(session, proposal_id, held=True)
    if found is None:
        raise NotFoundError("no_proposal")
    return found
