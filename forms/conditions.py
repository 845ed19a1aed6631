"""The language of conditions: `biz_area >= 50 and not sells_raw_food`.

Conditions are data, so they are parsed into our own nodes and interpreted, never evaluated as Python. Logic has three
values: what is not known yet stays unknown, and an unknown result names the answers that could still settle it.

Grammar: `and`, `or`, `not`, parentheses, comparisons (== != < <= > >=), `'x' in names`, names, numbers, strings,
lists of strings, True and False, `count(names)` for how many options were chosen or rows given, and
`total(rows.part)` for a sum over the rows of a list. `today` is the day of evaluation.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda needle, hay: needle in hay,
    ast.NotIn: lambda needle, hay: needle not in hay,
}


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class ConditionError(ValueError):
    """The text of a condition is not in the language."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """True, False, or None for unknown, with the names that could still settle it."""

    truth: bool | None
    open_names: frozenset[str] = frozenset()


TRUE, FALSE = Verdict(truth=True), Verdict(truth=False)
_Judge = Callable[[Mapping[str, object]], Verdict]
_DECIMALS_OF_A_TOTAL = 2


@dataclass(frozen=True, slots=True)
class _Missing:
    """In place of a value that is not known: the names that would have to be answered."""

    names: frozenset[str]


_Operand = Callable[[Mapping[str, object]], object]


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition."""

    source: str
    names: frozenset[str]
    constants: Mapping[str, frozenset[object]] = field(compare=False)
    """What each name is compared with; lists as tuples."""
    columns: frozenset[str] = field(compare=False)
    """The columns of lists that are summed, as `shareholders.share`."""
    judge: _Judge = field(compare=False, repr=False)
    """What the condition says, given what is known: `judge(known)`."""


@cache
def parse(source: str) -> Condition:
    """Parse a condition; raises ConditionError with the reason and the text."""
    try:
        tree = ast.parse(" ".join(source.split()), mode="eval").body
    except SyntaxError as error:
        message = f"not a condition: {source!r} ({error.msg})"
        raise ConditionError(message) from error
    constants: dict[str, set[object]] = {}
    _check(tree, source, constants)
    constants.pop("today", None)
    return Condition(
        source,
        frozenset(constants),
        {name: frozenset(values) for name, values in constants.items()},
        frozenset(
            f"{node.value.id}.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        ),
        _compiled(tree),
    )


def _check(node: ast.expr, source: str, constants: dict[str, set[object]]) -> None:
    """Refuse everything that is not in the grammar; collect names with what they are compared with."""
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _check(value, source, constants)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check(operand, source, constants)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            names = [_named(side, source) for side in (left, right)]
            literals = [ast.literal_eval(side) for side, name in zip((left, right), names, strict=True) if name is None]
            for name in names:
                if name is not None:
                    constants.setdefault(name, set()).update(tuple(v) if isinstance(v, list) else v for v in literals)
        case ast.Name(id=name):
            constants.setdefault(name, set())
        case ast.Constant(value=bool()):
            pass
        case _:
            message = f"{type(node).__name__} is not allowed in a condition: {source!r}"
            raise ConditionError(message)


def _named(node: ast.expr, source: str) -> str | None:
    """The field that one side of a comparison looks at; None for a constant."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="count"), args=[ast.Name(id=name)], keywords=[]):
            return name
        case ast.Call(func=ast.Name(id="total"), args=[ast.Attribute(value=ast.Name(id=name))], keywords=[]):
            return name
        case ast.List(elts=elements) if all(isinstance(e, ast.Constant) for e in elements):
            return None
        case ast.Constant(value=bool() | int() | float() | str()):
            return None
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            return None
        case _:
            message = f"{type(node).__name__} is not allowed in a condition: {source!r}"
            raise ConditionError(message)


def _compiled(node: ast.expr) -> _Judge:  # noqa: PLR0911 - a line a form
    """The node as a function, so that judging walks no tree."""
    match node:
        case ast.BoolOp(op=op, values=values):
            return _junction([_compiled(value) for value in values], decisive=isinstance(op, ast.Or))
        case ast.UnaryOp(operand=operand):
            return _negation(_compiled(operand))
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]) if _is_literal(right):
            return _against_constant(name, _COMPARISONS[type(op)], as_condition_value(ast.literal_eval(right)))
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[ast.Name(id=name)]) if _is_literal(
            left
        ):
            contains = _COMPARISONS[type(op)]
            return _against_constant(name, lambda hay, needle: contains(needle, hay), ast.literal_eval(left))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(_COMPARISONS[type(op)], _operand(left), _operand(right))
        case ast.Name(id=name):
            return _against_constant(name, lambda value, _: bool(value), None)
        case _:
            constant = TRUE if ast.literal_eval(node) else FALSE
            return lambda _known: constant


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.List | ast.UnaryOp)


def _junction(parts: list[_Judge], *, decisive: bool) -> _Judge:
    """`or` is decided by one truth, `and` by one falsehood; otherwise an unknown part leaves it open."""

    def judge(known: Mapping[str, object]) -> Verdict:
        unknown: list[frozenset[str]] = []
        for part in parts:
            verdict = part(known)
            if verdict.truth is decisive:
                return TRUE if decisive else FALSE
            if verdict.truth is None:
                unknown.append(verdict.open_names)
        if unknown:
            return Verdict(None, frozenset().union(*unknown))
        return FALSE if decisive else TRUE

    return judge


def _negation(part: _Judge) -> _Judge:
    def judge(known: Mapping[str, object]) -> Verdict:
        verdict = part(known)
        if verdict.truth is None:
            return verdict
        return FALSE if verdict.truth else TRUE

    return judge


def _against_constant(name: str, compare: Callable[[Any, Any], bool], constant: object) -> _Judge:
    """A field compared with a constant: what nearly every comparison is."""
    unknown = Verdict(None, frozenset({name}))

    def judge(known: Mapping[str, object]) -> Verdict:
        value = known.get(name, _ABSENT)
        if value is _ABSENT:
            return unknown
        return TRUE if compare(value, constant) else FALSE

    return judge


_ABSENT = object()


def _comparison(compare: Callable[[Any, Any], bool], left: _Operand, right: _Operand) -> _Judge:
    """A comparison of any two sides; unknown as long as one of them is."""

    def judge(known: Mapping[str, object]) -> Verdict:
        values = left(known), right(known)
        missing = [side.names for side in values if isinstance(side, _Missing)]
        if missing:
            return Verdict(None, frozenset().union(*missing))
        return TRUE if compare(*values) else FALSE

    return judge


def _operand(node: ast.expr) -> _Operand:
    """One side of a comparison as a function of what is known."""
    match node:
        case ast.Name(id=name):
            return lambda known: _value(known, name)
        case ast.Call(func=ast.Name(id="count"), args=[ast.Name(id=name)]):
            return lambda known: _count(_value(known, name))
        case ast.Call(args=[ast.Attribute(value=ast.Name(id=name), attr=part)]):
            return lambda known: _total(known, name, part)
        case _:
            constant = as_condition_value(ast.literal_eval(node))
            return lambda _known: constant


def _value(known: Mapping[str, object], name: str) -> object:
    return known[name] if name in known else _Missing(frozenset({name}))


def _count(value: object) -> object:
    """How many options were chosen; of rows, the value is their number already."""
    return len(value) if isinstance(value, list) else value


def _total(known: Mapping[str, object], name: str, part: str) -> object:
    """The sum of a part over all rows. Rounded, because thirds of 100 % are written as decimals."""
    rows = _value(known, name)
    if not isinstance(rows, int):
        return rows
    values = [_value(known, f"{name}.{number}.{part}") for number in range(1, rows + 1)]
    missing = [value.names for value in values if isinstance(value, _Missing)]
    if missing:
        return _Missing(frozenset().union(*missing))
    return round(sum(value for value in values if isinstance(value, int | float)), _DECIMALS_OF_A_TOTAL)


def as_condition_value(value: object) -> object:
    """ISO dates become dates so that they compare with `today`; all else stays."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
