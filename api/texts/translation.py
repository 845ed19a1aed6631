"""English for the texts of the catalogue: names, questions, options, and the values that citizens gave.

`en.po` holds the translations by their Chinese text, so that translators can use their own tools and a text that
changes in the catalogue loses its translation rather than keep a wrong one. Laws are cited by their Chinese names, by
which they can be looked up; what a citizen wrote is never translated.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog as PoCatalogue
from babel.messages.pofile import read_po, write_po

from api.texts.voices import voice_now
from forms.model import Catalogue, FieldSpec, MaterialSpec

_FILE = Path(__file__).parent / "en.po"
_HEAD = "# English for the texts of the catalogue, by their Chinese text. `yichuang translations` keeps it complete."
_CHARSET = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
_WIDTH = 120
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NOT_IN_BRACKETS = r"(?![^（]*）)"
"""Between the parts of a list; what stands in brackets belongs to its part."""
_VALUE = "{value}"
_MONEY_UNIT = 10_000

_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d+)年(\d+)月(\d+)日"), lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}"),
    (re.compile(r"([\d.]+)平方米"), lambda m: f"{m[1]} m²"),
    (re.compile(r"([\d.]+)万元"), lambda m: f"{float(m[1]) * _MONEY_UNIT:,.0f} yuan"),
    (re.compile(r"([\d.,]+)元"), lambda m: f"{m[1]} yuan"),
    (re.compile(r"([\d.]+)(?:个座位|个人|个|人|名|位|间|张|台|层|辆|户|处|口)"), lambda m: m[1]),
)
"""Values as `forms` shows them, and how they are written in English."""


@cache
def translations() -> dict[str, str]:
    """The English of each Chinese text that has one."""
    return {text: english for text, english in _read(_FILE).items() if text and english}


def _read(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string or "") for entry in read_po(file, locale="en")}


def translated(text: str) -> str:
    """A text of the catalogue, a value or a list of them in the language that is spoken; else as it is."""
    return _in_english(text) if voice_now() == "en" else text


def _in_english(text: str) -> str:
    if not _HAN.search(text):
        return text.replace("、", ", ").replace("；", "; ")
    known = translations().get(text.strip())
    if known is not None:
        return known
    for shape, written in _SHAPES:
        match = shape.fullmatch(text)
        if match:
            return written(match)
    for separator, joint in (("；", "; "), ("、", ", ")):
        parts = re.split(separator + _NOT_IN_BRACKETS, text)
        said = [_in_english(part) for part in parts] if len(parts) > 1 else parts
        if said != parts:
            return joint.join(said)
    for frame, english in _frames():
        match = frame.fullmatch(text)
        if match:
            return english.format(value=_in_english(match["value"]))
    return text


@cache
def _frames() -> list[tuple[re.Pattern[str], str]]:
    """The texts that hold a value, such as “一式{value}份”, as patterns with their English."""
    return [
        (re.compile(re.escape(text).replace(re.escape(_VALUE), "(?P<value>.+)")), english)
        for text, english in translations().items()
        if _VALUE in text
    ]


def said_by(catalogue: Catalogue) -> set[str]:
    """Every text of a catalogue that is said in a conversation, in cards or in the review."""
    texts = {department.name for department in catalogue.departments.values()}
    for path in catalogue.paths.values():
        texts |= {path.name, path.short, *(notice.text for notice in path.notices)}
        texts |= {check.text for check in path.checks}
        for use in path.fields:
            field = path.field(use.field)
            texts |= {field.label, field.ask, field.group, *(option.label for option in field.options)}
            texts |= _specified(use.specs.values())
        for entry in path.items:
            item = catalogue.item_of(entry)
            texts |= {item.name, item.result, entry.why}
        for wanted in path.materials:
            material = catalogue.materials[wanted.material]
            texts |= {material.name, material.hint} | _specified(wanted.specs.values())
    for rule in catalogue.reconciliation.values():
        texts |= {*rule.words.values(), rule.label if rule.label != _VALUE else ""}
    return {text.strip() for text in texts if text and text.strip()}


@dataclass(frozen=True)
class Changes:
    """What has changed in the file of translations."""

    gone: list[str]
    """No longer said, and removed."""
    empty: list[str]
    """Without English: citizens who asked for English get the Chinese."""


def bring_up_to_date(catalogue: Catalogue, file: Path = _FILE) -> Changes:
    """Write the file anew: an entry for everything that the catalogue says, and nothing else."""
    known = {entry: english for entry, english in _read(file).items() if entry}
    said = said_by(catalogue)
    written = PoCatalogue(locale="en")
    for text in sorted(said):
        written.add(text, known.get(text, ""))
    body = io.BytesIO()
    write_po(body, written, width=_WIDTH, omit_header=True)
    file.write_text(f"{_HEAD}\n{_CHARSET}\n{body.getvalue().decode()}", encoding="utf-8")
    translations.cache_clear()
    _frames.cache_clear()
    return Changes(sorted(known.keys() - said), sorted(text for text in said if not known.get(text)))


def _specified(specifications: Iterable[FieldSpec | MaterialSpec]) -> set[str]:
    """What departments want to see in a field or on a paper, in the catalogue's words."""
    texts: set[str] = set()
    for each in specifications:
        texts |= {*each.contents, each.side} if isinstance(each, MaterialSpec) else {each.meaning}
    return texts
