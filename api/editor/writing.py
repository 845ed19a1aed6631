"""Writing in a proposal: a file as a form or as it is, with what the linter says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse
from markupsafe import Markup, escape

from api.catalogues import proposals
from api.catalogues.checking import read, wrong_with_file
from api.catalogues.path_form import HEAD, LISTS, NEW, read_form, write_form
from api.catalogues.searching import title_of
from api.catalogues.service import catalogue_of
from api.console.frame import page
from api.console.session import ActingEditor, LoggedInEditor
from api.database import Database
from api.dependencies import DatabaseOf
from api.editor.publishing import record
from api.editor.reading import finding_row, row_of
from api.errors import AppError, UnprocessableError
from api.guide.content import THEMES
from api.staff.people import Editor
from api.texts import say
from forms.loader import CatalogueError
from forms.model import Catalogue

router = APIRouter(prefix="/console/catalogue/proposals", include_in_schema=False)
_LARGEST = 600_000

_FileName = Annotated[str, Form(max_length=80)]
_Text = Annotated[str, Form(max_length=_LARGEST)]


@router.get("/{proposal_id}/file")
async def file(request: Request, who: LoggedInEditor, database: DatabaseOf, proposal_id: UUID, name: str) -> Response:
    """A file as it is written, with the linter's findings beside it."""
    return await _file_page(request, who, database, proposal_id, name)


@router.post("/{proposal_id}/file")
async def write(
    request: Request,
    who: ActingEditor,
    database: DatabaseOf,
    proposal_id: UUID,
    name: _FileName,
    mark: Annotated[str, Form(max_length=16)],
    text: _Text = "",
) -> Response:
    """Put the file into the proposal; what was written is shown again when it could not be."""
    try:
        async with database.transaction() as session:
            written = await proposals.write(session, proposal_id, name, text, mark, who.name)
            record(session, who, written, name)
    except AppError as refusal:
        error = refusal.message_for_citizen
        return await _file_page(request, who, database, proposal_id, name, error=error, written=(text, mark))
    return await _file_page(request, who, database, proposal_id, name, saved=True)


@router.post("/{proposal_id}/check")
async def check(
    _who: ActingEditor, database: DatabaseOf, proposal_id: UUID, name: _FileName, text: _Text = ""
) -> Response:
    """What is wrong with a file while it is being written. Nothing is stored."""
    async with database.transaction() as session:
        sources = await proposals.sources_in(session, await proposals.proposal_of(session, proposal_id))
    wrong = await asyncio.to_thread(wrong_with_file, {**sources, name: text.replace("\r\n", "\n")}, name)
    return JSONResponse({"findings": [finding_row(each) for each in wrong]})


@router.get("/{proposal_id}/form")
async def form(
    request: Request, who: LoggedInEditor, database: DatabaseOf, proposal_id: UUID, name: str, section: str = ""
) -> Response:
    """One section of a path as a form."""
    return await _form_page(request, who, database, proposal_id, name, section)


@router.post("/{proposal_id}/form")
async def fill_in(
    request: Request,
    who: ActingEditor,
    database: DatabaseOf,
    proposal_id: UUID,
    name: _FileName,
    mark: Annotated[str, Form(max_length=16)],
    section: Annotated[str, Form(max_length=20)] = "",
    do: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Change the path as the form says; `do` moves or removes a row."""
    said = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    try:
        async with database.transaction() as session:
            found = await proposals.proposal_of(session, proposal_id)
            before = (await proposals.sources_in(session, found)).get(name, "")
            text = await asyncio.to_thread(write_form, before, said, do)
            written = await proposals.write(session, proposal_id, name, text, mark, who.name)
            record(session, who, written, name)
    except AppError as refusal:
        error = refusal.message_for_citizen
        return await _form_page(request, who, database, proposal_id, name, section, error=error, said=said)
    return await _form_page(request, who, database, proposal_id, name, section, saved=True)


async def _file_page(
    request: Request,
    who: Editor,
    database: Database,
    proposal_id: UUID,
    name: str,
    *,
    error: str | None = None,
    written: tuple[str, str] | None = None,
    saved: bool = False,
) -> Response:
    """A file. After a refusal it shows what was `written`, with the mark of what that was written over.

    With the mark of what is stored now, saving once more would overwrite what somebody else has written meanwhile.
    """
    async with database.transaction() as session:
        proposal = await proposals.proposal_of(session, proposal_id)
        sources = await proposals.sources_in(session, proposal)
    stored = sources.get(name)
    text, mark = written or (_beginning(name) if stored is None else stored, proposals.mark_of(stored))
    wrong = await asyncio.to_thread(wrong_with_file, {**sources, name: text}, name)
    return page(
        request,
        "proposal_file.html",
        who,
        error=error,
        saved=saved,
        proposal=row_of(proposal),
        name=name,
        title=title_of(name, text),
        is_path=name.startswith("paths/"),
        text=text,
        mark=mark,
        findings=[finding_row(each) for each in wrong],
    )


class Choices:
    """What can be chosen from a list, as HTML: written once a page, though dozens of lists of hundreds hold it."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._written = "".join(map(_option, entries))

    def with_chosen(self, chosen: str) -> Markup:
        """The options with one chosen; what the catalogue does not have is shown as missing."""
        if not chosen:
            return Markup(self._written)  # noqa: S704 - escaped when it was written
        plain, selected = (f'<option value="{escape(chosen)}"{mark}>' for mark in ("", " selected"))
        if plain in self._written:
            return Markup(self._written.replace(plain, selected, 1))  # noqa: S704
        return Markup(f"{selected}{escape(chosen)}（目录里没有）</option>{self._written}")  # noqa: S704


def _option(entry: tuple[str, str]) -> str:
    name, words = entry
    return f'<option value="{escape(name)}">{escape(words)}（{escape(name)}）</option>'


def _entries(known: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen for each kind of blank, with its name."""
    return {
        "department": sorted((each.id, each.name) for each in known.departments.values()),
        "theme": [(theme, say(f"guide.themes.{theme}")) for theme in THEMES],
        "item": sorted((each.id, each.name) for each in known.items.values()),
        "field": sorted((each.id, each.label) for each in known.fields.values()),
        "material": sorted((each.id, each.name) for each in known.materials.values()),
    }


async def _form_page(
    request: Request,
    who: Editor,
    database: Database,
    proposal_id: UUID,
    name: str,
    key: str,
    *,
    error: str | None = None,
    said: Mapping[str, str] | None = None,
    saved: bool = False,
) -> Response:
    """A section of a path. After a refusal it shows what was `said` in it, and the mark of what that was said about."""
    async with database.transaction() as session:
        proposal = await proposals.proposal_of(session, proposal_id)
        sources = await proposals.sources_in(session, proposal)
        base = await catalogue_of(session, proposal.base)
    text = sources.get(name, "")
    try:
        shown = read_form(text)
    except UnprocessableError as refusal:
        return await _file_page(request, who, database, proposal_id, name, error=refusal.message_for_citizen)
    wrong = await asyncio.to_thread(wrong_with_file, sources, name)
    try:
        known = await asyncio.to_thread(read, sources)
    except CatalogueError:
        known = base
    return page(
        request,
        "proposal_form.html",
        who,
        error=error,
        saved=saved,
        proposal=row_of(proposal),
        name=name,
        title=title_of(name, text),
        mark=(said or {}).get("mark") or proposals.mark_of(text),
        section=next((each for each in LISTS if each.key == key), HEAD),
        sections=(HEAD, *LISTS),
        rows=_rows(shown.get(key, shown[HEAD.key]), key, said or {}),
        new=NEW,
        choices={kind: Choices(entries) for kind, entries in _entries(known).items()},
        findings=[finding_row(each) for each in wrong],
    )


def _rows(stored: Sequence[Mapping[str, str]], key: str, said: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of a section as they are stored, with what was said in their place."""
    return [
        {blank: said.get(f"{key}.{number}.{blank}", value) for blank, value in row.items()}
        for number, row in enumerate(stored)
    ]


def _beginning(name: str) -> str:
    """What a new path's file begins with."""
    path = name.removeprefix("paths/").removesuffix(".yml")
    return f"""id: {path}
name:
name_en:
lead:
theme: shop
wish:
short:
applicants: []

items: []

fields: []

materials: []
"""
