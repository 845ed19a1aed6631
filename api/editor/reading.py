"""Reading the catalogue: what is in force, what was before, what differs, and where a word stands."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues import proposals
from api.catalogues.current import current_catalogue
from api.catalogues.models import Proposal
from api.catalogues.searching import search, title_of
from api.catalogues.service import catalogue_of, sources_of
from api.catalogues.words import in_words
from api.clock import CHINA, today
from api.console.frame import page
from api.console.session import LoggedInEditor
from api.coordination import service as coordination
from api.dependencies import DatabaseOf
from api.errors import NotFoundError
from api.texts.findings import finding_text
from forms.changes import changes
from forms.findings import Finding
from forms.loader import CatalogueError, default_catalogue

router = APIRouter(prefix="/console/catalogue", include_in_schema=False)
_MOST_HITS = 200
_LONGEST_SEARCH = 100
STATES = {"editing": "在改", "waiting": "等人审", "published": "已发布", "dropped": "放弃了"}


@router.get("")
async def show(request: Request, who: LoggedInEditor, database: DatabaseOf, q: str = "") -> Response:
    """What is in force, what is being changed, what was published; and where words stand."""
    current = current_catalogue()
    async with database.transaction() as session:
        sources = await sources_of(session, current.version)
        published = await proposals.history(session)
        written = await proposals.all_proposals(session)
        wishes = await coordination.proposed_changes(session)
    return page(
        request,
        "catalogue.html",
        who,
        version=current.version,
        shipped=default_catalogue().version,
        counts=(len(current.paths), len(current.items), len(current.fields), len(current.materials)),
        doubts=sum(text.count("verify:") for text in sources.values()),
        q=q,
        hits=_hits(sources, q),
        most_hits=_MOST_HITS,
        open=[row_of(each) for each in written if each.state in {"editing", "waiting"}],
        dropped=[row_of(each) for each in written if each.state == "dropped"],
        published=[
            {"version": each.version, "by": each.by, "at": when(each.at), "proposal": row_of(proposal)}
            for each, proposal in published
        ],
        wishes=[{"about": each.subject, "change": each.catalogue_change, "by": each.closed_by} for each in wishes],
    )


@router.get("/versions/{version_id}")
async def version(
    request: Request, who: LoggedInEditor, database: DatabaseOf, version_id: str, q: str = ""
) -> Response:
    """The files of a version, and what is to be found in it."""
    async with database.transaction() as session:
        sources = await _sources(session, version_id)
    return page(
        request,
        "catalogue_version.html",
        who,
        version=version_id,
        current=current_catalogue().version,
        files=_files(sources),
        q=q,
        hits=_hits(sources, q),
        most_hits=_MOST_HITS,
    )


@router.get("/versions/{version_id}/file")
async def file(request: Request, who: LoggedInEditor, database: DatabaseOf, version_id: str, name: str) -> Response:
    """One file of a version."""
    async with database.transaction() as session:
        sources = await _sources(session, version_id)
    if name not in sources:
        raise NotFoundError("no_catalogue_version")
    return page(
        request,
        "catalogue_file.html",
        who,
        version=version_id,
        name=name,
        title=title_of(name, sources[name]),
        lines=sources[name].splitlines(),
    )


@router.get("/compare")
async def compare(request: Request, who: LoggedInEditor, database: DatabaseOf, old: str, new: str) -> Response:
    """What differs between two versions: in words, and line by line."""
    async with database.transaction() as session:
        before, after = await _sources(session, old), await _sources(session, new)
        try:
            words = in_words(changes(await catalogue_of(session, old), await catalogue_of(session, new), today()))
            lines = list(words)
        except CatalogueError as error:
            lines = [f"有一个版本现在的软件读不了：{error}"]
    return page(request, "catalogue_compare.html", who, old=old, new=new, words=lines, files=differences(before, after))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every file that differs, with its lines: what went, what came, and three lines around."""
    found = []
    for name, text in proposals.difference(before, after).items():
        lines = difflib.unified_diff(before.get(name, "").splitlines(), (text or "").splitlines(), lineterm="", n=3)
        title = title_of(name, text or before.get(name))
        found.append({"name": name, "title": title, "gone": text is None, "lines": list(lines)[2:]})
    return found


def row_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal as lists show it."""
    return {
        "id": proposal.id,
        "title": proposal.title,
        "why": proposal.why,
        "state": proposal.state,
        "state_name": STATES[proposal.state],
        "base": proposal.base,
        "begun_by": proposal.begun_by,
        "writers": proposal.writers,
        "written_at": when(proposal.written_at),
        "files": len(proposal.changed),
        "remark": proposal.remark,
        "decided_by": proposal.decided_by,
        "decided_at": when(proposal.decided_at) if proposal.decided_at else "",
    }


def finding_row(found: Finding) -> dict[str, Any]:
    """A finding of the linter as pages show it, in Chinese."""
    return {"file": found.file, "line": found.line, "what": finding_text(found.what)}


def when(moment: Any) -> str:
    """A moment as people here read it."""
    return str(moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"))


def _hits(sources: Mapping[str, str], q: str) -> list[dict[str, Any]]:
    hits = search(sources, q[:_LONGEST_SEARCH], _MOST_HITS)
    return [{"title": title_of(hit.file, sources[hit.file]), "hit": hit} for hit in hits]


def _files(sources: Mapping[str, str]) -> list[dict[str, str]]:
    files = [{"name": name, "title": title_of(name, text)} for name, text in sources.items()]
    return sorted(files, key=lambda each: (each["name"].startswith("paths/"), each["name"]))


async def _sources(session: AsyncSession, version_id: str) -> dict[str, str]:
    try:
        return await sources_of(session, version_id)
    except KeyError:
        raise NotFoundError("no_catalogue_version") from None
