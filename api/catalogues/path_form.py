"""A path's file as a form: what most changes are about can be written without knowing YAML.

Only what was changed in the form is changed in the file. Comments, order, and what the form does not show (promises,
specs, derivations) stay.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

import ryaml
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from api.errors import UnprocessableError

Kind = Literal["text", "long", "condition", "ids", "lines", "flag", "department", "theme", "item", "field", "material"]
NEW = "new"
"""Stands for a row's number where a row is added."""
_BETWEEN_IDS = re.compile(r"[\s、，,]+")
_PLAIN = re.compile(r"\w[\w，。、；：？！（）“”《》/ .+-]*")
_WIDE = 1_000_000
"""So that no line is broken: what was not changed stays as it was written."""


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank of the form: the key in the file (inner keys behind a dot), what it is called, how it is written."""

    key: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Section:
    """Blanks that belong together; where the file has a list, once for each row."""

    key: str
    label: str
    blanks: tuple[Blank, ...]
    inline: bool = False
    """A new row is written in one line."""


HEAD = Section(
    "",
    "这件事",
    (
        Blank("name", "叫什么"),
        Blank("short", "一句话说明"),
        Blank("wish", "群众怎么说"),
        Blank("name_en", "英文名"),
        Blank("lead", "牵头部门", "department"),
        Blank("theme", "哪一类", "theme"),
        Blank("common", "放在首页常办里", "flag"),
        Blank("applicants", "谁能办（一行一个）", "lines"),
    ),
)
LISTS = (
    Section(
        "items",
        "事项：哪些部门要批",
        (
            Blank("id", "代号"),
            Blank("item", "哪一项", "item"),
            Blank("when", "什么时候要", "condition"),
            Blank("why", "为什么要", "long"),
            Blank("after", "等谁办完（代号）", "ids"),
            Blank("after_why", "为什么要等"),
        ),
    ),
    Section(
        "fields",
        "要问的",
        (
            Blank("field", "问什么", "field"),
            Blank("needed_by", "哪些事项要", "ids"),
            Blank("when", "什么时候问", "condition"),
            Blank("reason", "为什么问", "long"),
            Blank("wording.ask", "问法（空着用通用的）", "long"),
            Blank("wording.again", "没听懂时怎么说", "long"),
            Blank("wording.example", "例子"),
        ),
        inline=True,
    ),
    Section(
        "materials",
        "要交的材料",
        (
            Blank("material", "什么材料", "material"),
            Blank("needed_by", "哪些事项要", "ids"),
            Blank("when", "什么时候要", "condition"),
            Blank("reason", "为什么要", "long"),
        ),
        inline=True,
    ),
    Section(
        "notices",
        "要提醒的",
        (
            Blank("id", "代号"),
            Blank("when", "什么情况", "condition"),
            Blank("text", "怎么说", "long"),
            Blank("basis", "依据", "long"),
            Blank("blocks", "这样办不了", "flag"),
            Blank("field", "改哪一项就能办"),
        ),
    ),
    Section(
        "checks",
        "交以前核对",
        (
            Blank("id", "代号"),
            Blank("holds", "必须成立", "condition"),
            Blank("field", "不成立时重问"),
            Blank("text", "怎么说", "long"),
        ),
        inline=True,
    ),
    Section("faq", "常见问题", (Blank("ask", "问", "long"), Blank("answer", "答", "long")), inline=True),
    Section("elsewhere", "不归这件事的", (Blank("say", "群众说"), Blank("go", "去哪办")), inline=True),
)


def read_form(text: str) -> dict[str, list[dict[str, str]]]:
    """What the form shows of a path's file: for each section its rows, for each blank what stands in it.

    Raises UnprocessableError when the file is not one of a path.
    """
    try:
        tree = ryaml.loads(text)
    except ryaml.InvalidYamlError as error:
        raise UnprocessableError("path_form_broken") from error
    _look_like_a_path(tree)
    shown = {HEAD.key: [_row(HEAD, tree)]}
    for section in LISTS:
        shown[section.key] = [_row(section, row) for row in tree.get(section.key) or []]
    return shown


def write_form(text: str, form: Mapping[str, str], do: str = "") -> str:
    """The file with what the form says. Its blanks are named `section.row.key`, of the head `.0.key`.

    `do` moves or removes a row afterwards: `items.3.up`, `items.3.down`, `items.3.remove`. A blank that is not in the
    form stays; one that is empty takes its key away. Raises UnprocessableError when the file is not one of a path.
    """
    tree = _tree(text)
    _fill(HEAD, tree, form, f"{HEAD.key}.0")
    for section in LISTS:
        for number, row in enumerate(tree.get(section.key) or []):
            _fill(section, row, form, f"{section.key}.{number}")
        _append(section, tree, form)
    if do:
        _do(tree, do)
    written = io.StringIO()
    _yaml().dump(tree, written)
    # Writing it anew may join lines; a file of which nothing was changed is left as it is.
    return text if ryaml.loads(written.getvalue()) == ryaml.loads(text) else written.getvalue()


def _yaml() -> YAML:
    reader = YAML()
    reader.preserve_quotes = True
    reader.width = _WIDE
    reader.indent(mapping=2, sequence=4, offset=2)
    return reader


def _tree(text: str) -> CommentedMap:
    try:
        tree = _yaml().load(text)
    except YAMLError as error:
        raise UnprocessableError("path_form_broken") from error
    _look_like_a_path(tree)
    found: CommentedMap = tree
    return found


def _look_like_a_path(tree: object) -> None:
    """Raise UnprocessableError unless there are keys, and lists of rows where the form has lists."""
    if not isinstance(tree, dict):
        raise UnprocessableError("path_form_broken")
    for rows in (tree.get(section.key) or [] for section in LISTS):
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            raise UnprocessableError("path_form_broken")
        if not all(isinstance(row.get("wording") or {}, dict) for row in rows):
            raise UnprocessableError("path_form_broken")


def _row(section: Section, row: Mapping[str, Any]) -> dict[str, str]:
    return {blank.key: _shown(blank, _value(row, blank.key)) for blank in section.blanks}


def _value(row: Mapping[str, Any], key: str) -> Any:
    outer, _, inner = key.partition(".")
    value = row.get(outer)
    return value if not inner or value is None else value.get(inner)


def _shown(blank: Blank, value: Any) -> str:
    if value is None:
        return ""
    if blank.kind == "flag":
        return "yes" if value else ""
    if isinstance(value, list):
        return ("\n" if blank.kind == "lines" else "、").join(str(each) for each in value)
    return str(value).strip()


def _fill(section: Section, row: CommentedMap, form: Mapping[str, str], prefix: str) -> None:
    for blank in section.blanks:
        said = form.get(f"{prefix}.{blank.key}")
        if said is None:
            continue
        said = said.replace("\r\n", "\n").strip()
        if said != _shown(blank, _value(row, blank.key)):
            _put(row, blank, said)


def _put(row: CommentedMap, blank: Blank, said: str) -> None:
    outer, _, inner = blank.key.partition(".")
    where: MutableMapping[str, Any] = row
    if inner:
        if not row.get(outer):
            row[outer] = _inline(CommentedMap())
        where = row[outer]
    if said:
        where[inner or outer] = _stored(blank, said)
    else:
        where.pop(inner or outer, None)
        if inner and not where:
            del row[outer]


def _stored(blank: Blank, said: str) -> Any:
    if blank.kind == "flag":
        return True
    if blank.kind == "lines":
        return CommentedSeq(_scalar(line.strip()) for line in said.splitlines() if line.strip())
    if blank.kind == "ids":
        return _inline(CommentedSeq(_BETWEEN_IDS.split(said.strip("、，, "))))
    # In a long text a line's end means nothing; it is written on as one line.
    return _scalar(" ".join(said.split("\n")))


def _scalar(said: str) -> str:
    """Quoted where a reader of YAML may take it for something else than these words: yes, 12, a: b, [x]."""
    plain = _PLAIN.fullmatch(said) and yaml.safe_load(said) == said
    return said if plain else DoubleQuotedScalarString(said)


def _inline(collection: Any) -> Any:
    collection.fa.set_flow_style()
    return collection


def _append(section: Section, tree: CommentedMap, form: Mapping[str, str]) -> None:
    row = CommentedMap()
    _fill(section, row, form, f"{section.key}.{NEW}")
    if row:
        if section.key not in tree:
            tree[section.key] = CommentedSeq()
        tree[section.key].append(_inline(row) if section.inline else row)


def _do(tree: CommentedMap, do: str) -> None:
    key, _, rest = do.partition(".")
    number, _, action = rest.partition(".")
    rows = tree.get(key) if key in {section.key for section in LISTS} else None
    if rows is None or not number.isdigit() or int(number) >= len(rows):
        return
    at = int(number)
    if action == "remove":
        del rows[at]
    elif action in {"up", "down"} and 0 <= (to := at + (1 if action == "down" else -1)) < len(rows):
        rows.insert(to, rows.pop(at))
