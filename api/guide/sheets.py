"""The notice as a PDF file, set by Typst with a font of its own, so that it looks the same everywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from api.texts import group, say

_SHEET = Path(__file__).parent / "templates" / "notice.typ"
_COLUMNS = ("way", "days", "visits", "forms", "entries", "copies")


@cache
def fonts() -> typst.Fonts:
    """The font that every sheet is set in; found once."""
    folder = files("manimgx_fonts_cjk")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def notice_pdf(notice: Mapping[str, Any]) -> bytes:
    """The notice as PDF. What it says is handed over as data, so that no text of it is read as Typst's language."""
    made = typst.compile(
        _SHEET.read_bytes(),
        font_paths=fonts(),
        sys_inputs={"notice": json.dumps(_for_paper(notice), ensure_ascii=False)},
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single file")
    return made


def _for_paper(notice: Mapping[str, Any]) -> dict[str, Any]:
    """The notice with the words around the facts."""
    papers = {key: [_with_words(each) for each in notice[key]] for key in ("bring", "later", "spared")}
    labels = {
        **group("guide.notice"),
        "legal": say("guide.notice.legal"),
        "where": say("guide.notice.where", city=notice["city"], hotline=notice["hotline"]),
        "nothing": say("guide.notice.nothing", hotline=notice["hotline"]),
        "picture": say("guide.overview"),
        "notices": say("guide.notices"),
        "basis": say("guide.basis"),
    }
    return {
        **notice,
        **papers,
        "items": [{**item, "doubt": _doubt(item)} for item in notice["items"]],
        "columns": [say(f"guide.columns.{column}") for column in _COLUMNS],
        "labels": labels,
    }


def _with_words(paper: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in paper.items() if key != "sample"}
    needed_by = say("guide.needed_by", departments="、".join(paper["departments"]))
    return {**kept, "needed_by": needed_by, "doubt": _doubt(paper)}


def _doubt(thing: Mapping[str, Any]) -> str:
    """On paper only that something is to be confirmed; what it is stands on the guide's page."""
    return say("guide.notice.doubt") if thing["doubts"] else ""
