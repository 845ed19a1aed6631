"""One file for the page, one for other sites: our own modules and style sheets put together when they are asked for.

There is no build step. The modules keep to a narrow form, which is checked here: imports by name from relative paths,
one to a line; exports of classes, functions and constants where they are declared.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import orjson

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r"^import (?:\{ ([\w, ]+) \} from )?'(\.{1,2}/[\w./-]+\.js)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_STYLES = "styles.js"
"""A module that exists here only: it holds the style sheets."""


class UnbundledError(ValueError):
    """A module is written in a form that is not understood here."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A script, as it is sent."""

    content: bytes
    packed: bytes
    """Compressed by gzip."""
    mark: str
    """By which a browser knows that it has this one."""


def bundle(entry: str) -> Bundle:
    """The script of a module and all that it imports; put together anew when a file has changed."""
    files = sorted(STATIC.rglob("*.js")) + sorted(STATIC.rglob("*.css"))
    return _bundled(entry, max(file.stat().st_mtime_ns for file in files))


@lru_cache(maxsize=8)
def _bundled(entry: str, _changed_at: int) -> Bundle:
    modules: dict[str, str] = {}
    _add(entry, modules, ())
    content = ("'use strict';\n(() => {\n" + "".join(modules.values()) + "})();\n").encode()
    return Bundle(content, gzip.compress(content, 9, mtime=0), hashlib.sha256(content).hexdigest()[:16])


def _add(name: str, modules: dict[str, str], asked_by: tuple[str, ...]) -> None:
    """Put a module behind all that it imports."""
    if name in modules:
        return
    if name in asked_by:
        raise UnbundledError(f"modules import each other: {' → '.join((*asked_by, name))}")
    source = _styles() if name == _STYLES else (STATIC / name).read_text(encoding="utf-8")
    imports = [(names, _resolved(name, path)) for names, path in _IMPORT.findall(source)]
    for _, other in imports:
        _add(other, modules, (*asked_by, name))
    body = _IMPORT.sub("", source)
    exported = [declared for _, declared in _EXPORT.findall(body)]
    body = _EXPORT.sub(r"\1 \2", body)
    if re.search(r"^(?:import|export)\b|import\.meta", body, re.MULTILINE):
        raise UnbundledError(f"{name}: an import or export of another form")
    taken = "".join(f"const {{ {names} }} = {_variable(other)};\n" for names, other in imports if names)
    modules[name] = f"const {_variable(name)} = (() => {{\n{taken}{body}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _resolved(name: str, path: str) -> str:
    return (STATIC / name).parent.joinpath(path).resolve().relative_to(STATIC.resolve()).as_posix()


def _variable(name: str) -> str:
    return "m_" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _styles() -> str:
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted((STATIC / "styles").glob("*.css"))}
    return (
        "import { el } from './dom.js';\n"
        f"const TEXTS = {orjson.dumps(texts).decode()};\n"
        "export function styleSheet(name) {\n  return el('style', { text: TEXTS[name] });\n}\n"
    )
