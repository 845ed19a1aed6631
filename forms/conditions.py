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
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition."""

    source: str
    tree: ast.expr
    names: frozenset[str]

    def judge(self, known: Mapping[str, object]) -> Verdict:
        """What the condition says, given what is known."""
        return _judge(self.tree, known)


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
    return Condition(source, tree, frozenset(names - {"today"}))


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


def _judge(node: ast.expr, known: Mapping[str, object]) -> Verdict:
    match node:
        case ast.BoolOp(op=op, values=values):
            return _junction([_judge(v, known) for v in values], decisive=isinstance(op, ast.Or))
        case ast.UnaryOp(operand=operand):
            verdict = _judge(operand, known)
            return verdict if verdict.truth is None else Verdict(not verdict.truth)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            sides, missing = _sides([left, right], known)
            if missing:
                return Verdict(None, frozenset(missing))
            return TRUE if _COMPARISONS[type(op)](*sides) else FALSE
        case _:
            sides, missing = _sides([node], known)
            if missing:
                return Verdict(None, frozenset(missing))
            return TRUE if sides[0] else FALSE


def _junction(verdicts: list[Verdict], *, decisive: bool) -> Verdict:
    """`or` is decided by one truth, `and` by one falsehood; otherwise an unknown part leaves it open."""
    if any(v.truth is decisive for v in verdicts):
        return Verdict(decisive)
    unknown = [v.open_names for v in verdicts if v.truth is None]
    return Verdict(None, frozenset().union(*unknown)) if unknown else Verdict(not decisive)


def _sides(nodes: list[ast.expr], known: Mapping[str, object]) -> tuple[list[Any], set[str]]:
    values: list[Any] = []
    missing: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            if node.id not in known:
                missing.add(node.id)
            else:
                values.append(known[node.id])
        else:
            values.append(ast.literal_eval(node))
    return values, missing


def as_condition_value(value: object) -> object:
    """ISO dates become dates so that they compare with `today`; all else stays."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
