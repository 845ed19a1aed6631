"""The language of conditions: `biz_area >= 50 and not sells_raw_food`.

Conditions are data, so they are parsed into our own nodes and interpreted, never evaluated as Python. Logic has three
values: what is not known yet stays unknown, and an unknown result names the answers that could still settle it.

Grammar: `and`, `or`, `not`, parentheses, comparisons (== != < <= > >=), `'x' in names`, names, numbers, strings,
lists of strings, True and False. `today` is the day of evaluation.
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


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition."""

    source: str
    names: frozenset[str]
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
    names: set[str] = set()
    _check(tree, source, names)
    return Condition(source, frozenset(names - {"today"}), _compiled(tree))


def _check(node: ast.expr, source: str, names: set[str]) -> None:
    """Refuse everything that is not in the grammar; collect names."""
    match node:
        case ast.BoolOp(values=values):
            children = values
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            children = [operand]
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            children = [left, right]
        case ast.List(elts=elements) if all(isinstance(e, ast.Constant) for e in elements):
            children = []
        case ast.Name(id=name):
            names.add(name)
            children = []
        case ast.Constant(value=bool() | int() | float() | str()):
            children = []
        case _:
            message = f"{type(node).__name__} is not allowed in a condition: {source!r}"
            raise ConditionError(message)
    for child in children:
        _check(child, source, names)


def _compiled(node: ast.expr) -> _Judge:
    """The node as a function, so that judging walks no tree."""
    match node:
        case ast.BoolOp(op=op, values=values):
            return _junction([_compiled(value) for value in values], decisive=isinstance(op, ast.Or))
        case ast.UnaryOp(operand=operand):
            return _negation(_compiled(operand))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(_COMPARISONS[type(op)], left, right)
        case _:
            return _comparison(lambda value, _: bool(value), node, ast.Constant(value=None))


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


def _comparison(compare: Callable[[Any, Any], bool], left: ast.expr, right: ast.expr) -> _Judge:
    """A comparison of names and constants; unknown as long as one of the names is."""
    names = tuple(node.id for node in (left, right) if isinstance(node, ast.Name))
    constants = [None if isinstance(node, ast.Name) else ast.literal_eval(node) for node in (left, right)]
    left_name, right_name = (node.id if isinstance(node, ast.Name) else None for node in (left, right))

    def judge(known: Mapping[str, object]) -> Verdict:
        missing = [name for name in names if name not in known]
        if missing:
            return Verdict(None, frozenset(missing))
        a = constants[0] if left_name is None else known[left_name]
        b = constants[1] if right_name is None else known[right_name]
        return TRUE if compare(a, b) else FALSE

    return judge


def as_condition_value(value: object) -> object:
    """ISO dates become dates so that they compare with `today`; all else stays."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
