"""How well the facts in messages become values of fields: right ones found, and wrong ones accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from api.evaluation.examples import UnreadableExamplesError
from api.evaluation.measures import Share
from api.understanding import parse_lines
from forms.values.numerals import half_width

_TOLERANCE = 0.005
"""Two areas in m² that differ by less than this share are the same: 半亩 may be rounded."""


@dataclass(frozen=True, slots=True)
class FactExample:
    """A message on a day, the form it belongs to, the question it answers, and the values a careful clerk would enter.

    A value of None stands for something that is said but cannot be used, such as a number with a wrong check digit.
    """

    text: str
    path: str
    asked: str | None
    values: dict[str, Any]
    today: date


@dataclass(frozen=True, slots=True)
class JudgedFacts:
    """An example with the values that were taken from it."""

    example: FactExample
    found: dict[str, Any]

    @property
    def right(self) -> int:
        """How many values are as they should be."""
        wanted = self.example.values
        return sum(name in wanted and same(wanted[name], value) for name, value in self.found.items())

    @property
    def accepted(self) -> list[str]:
        """The fields that were filled."""
        return [name for name, value in self.found.items() if value is not None]

    @property
    def wrong(self) -> list[str]:
        """The fields filled with a value that nobody said, or that cannot be used."""
        wanted = self.example.values
        return [n for n in self.accepted if n not in wanted or not same(wanted[n], self.found[n])]


def read_fact_examples(file: Path) -> list[FactExample]:
    """All examples of a file of JSON lines; raises UnreadableExamplesError with the line's number."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
            day = date.fromisoformat(content["today"])
            found.append(FactExample(content["text"], content["path"], content["asked"], dict(content["values"]), day))
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableExamplesError(f"{file}: line {number}: {error!r}") from error
    return found


def judge_facts(examples: Sequence[FactExample]) -> list[JudgedFacts]:
    """Every example with the values that `nlu parse` gives for it."""
    judged: list[JudgedFacts] = []
    for day in sorted({each.today for each in examples}):
        of_day = [each for each in examples if each.today == day]
        lines = [json.dumps({"text": e.text, "path": e.path, "asked": e.asked}, ensure_ascii=False) for e in of_day]
        results = parse_lines(lines, day, jsonl=True)
        judged += [JudgedFacts(e, json.loads(r).get("fields", {})) for e, r in zip(of_day, results, strict=True)]
    return judged


def same(wanted: object, found: object) -> bool:
    """Whether two values are the same for a clerk: numbers almost, lists in any order, words without spaces."""
    if isinstance(wanted, bool) or isinstance(found, bool) or wanted is None or found is None:
        return wanted is found
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found) <= _TOLERANCE * max(abs(wanted), abs(found))
    if isinstance(wanted, list) and isinstance(found, list):
        return sorted(map(str, wanted)) == sorted(map(str, found))
    return _plain(wanted) == _plain(found)


def _plain(value: object) -> str:
    return "".join(half_width(str(value)).split())


def fact_figures(judged: Iterable[JudgedFacts]) -> dict[str, Share]:
    """Precision, recall, F1 (as twice the right ones of all found and wanted), and wrong values among the accepted."""
    seen = list(judged)
    right = sum(each.right for each in seen)
    found = sum(len(each.found) for each in seen)
    wanted = sum(len(each.example.values) for each in seen)
    return {
        "facts_precision": Share(right, found),
        "facts_recall": Share(right, wanted),
        "facts_f1": Share(2 * right, found + wanted),
        "facts_accepted_wrong": Share(sum(len(e.wrong) for e in seen), sum(len(e.accepted) for e in seen)),
    }
