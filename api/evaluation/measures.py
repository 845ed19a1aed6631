"""What counts as understood. Pure: results in, figures out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.evaluation.examples import Example

_OFFERED = 3
_OUTSIDE = frozenset({"other_government", "not_government"})
_REFUSALS = _OUTSIDE | {"complaint"}
"""Must never be acted on as an application."""
_SAME = {"ask": "faq", "why": "faq", "smalltalk": "not_government"}
"""Labels of the training data that the contract of `nlu parse` has no name of its own for."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One example with what was understood; `result` is an object of `nlu parse`."""

    example: Example
    result: Mapping[str, Any]
    milliseconds: float = 0.0

    @property
    def wanted(self) -> str:
        """The topic that it is about, by the names of the contract."""
        return _SAME.get(self.example.topic, self.example.topic)

    @property
    def got(self) -> str:
        """The topic that was understood; empty when nothing was."""
        named = str(self.result.get("id") or "")
        return _SAME.get(named, named) or next(iter(self.ranked), "")

    @property
    def ranked(self) -> list[str]:
        """The candidates, the likeliest first."""
        return [_SAME.get(c["id"], c["id"]) for c in self.result.get("candidates") or []]

    @property
    def decision(self) -> str:
        """act, clarify or reject."""
        return str(self.result.get("decision"))

    @property
    def acts_on_application(self) -> bool:
        """Whether it would begin an application."""
        return self.decision == "act" and self.result.get("kind") == "path" and self.result.get("aspect") is None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of nothing is 0."""
        return self.part / self.whole if self.whole else 0.0


def share(wanted: Iterable[bool]) -> Share:
    """How many are true."""
    flags = list(wanted)
    return Share(sum(flags), len(flags))


def headline(judged: Sequence[Judged], paths: frozenset[str]) -> dict[str, Share]:
    """The figures that the understanding is held to."""
    of_path = [each for each in judged if each.wanted in paths]
    others = [each for each in judged if each.wanted not in paths]
    return {
        "path_first": share(_first_path(each, paths) == each.wanted for each in of_path),
        "path_acted_or_offered": share(_acted_or_offered(each) for each in of_path),
        "path_acted_wrong": share(each.decision == "act" and each.got in paths - {each.wanted} for each in of_path),
        "not_ours_acted_on": share(each.acts_on_application for each in judged if each.wanted in _REFUSALS),
        "other_right": share(each.got == each.wanted for each in others),
        "urgent_caught": share(each.got == "urgent" for each in judged if each.wanted == "urgent"),
        "aspect_right": share(
            (each.result.get("aspect") or "") == each.example.aspect for each in of_path if each.got == each.wanted
        ),
    }


def _first_path(each: Judged, paths: frozenset[str]) -> str | None:
    if each.got in paths:
        return each.got
    return next((topic for topic in each.ranked if topic in paths), None)


def _acted_or_offered(each: Judged) -> bool:
    if each.decision == "act":
        return each.got == each.wanted
    return each.decision == "clarify" and each.wanted in each.ranked[:_OFFERED]


def macro_f1(judged: Sequence[Judged], topics: Iterable[str]) -> float:
    """The mean F1 of these topics, each counting the same."""
    scores = [_f1(judged, topic) for topic in topics]
    return sum(scores) / len(scores) if scores else 0.0


def _f1(judged: Sequence[Judged], topic: str) -> float:
    hits = sum(each.got == each.wanted == topic for each in judged)
    said = sum(each.got == topic for each in judged)
    meant = sum(each.wanted == topic for each in judged)
    return 2 * hits / (said + meant) if said + meant else 0.0


def by_topic(judged: Sequence[Judged]) -> dict[str, Share]:
    """Right by topic, the worst first."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for each in judged:
        groups[each.wanted].append(each.got == each.wanted)
    found = {topic: share(flags) for topic, flags in groups.items()}
    return dict(sorted(found.items(), key=lambda item: item[1].value))


def confusions(judged: Sequence[Judged]) -> list[tuple[str, str, int]]:
    """What was taken for what, and how often, the commonest first."""
    counted = Counter((each.wanted, each.got or "—") for each in judged if each.got != each.wanted)
    return [(wanted, got, count) for (wanted, got), count in counted.most_common()]


def risk_coverage(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """Acting on the surest first: for each share of messages acted on, the share of these that are wrong."""
    ranked = sorted(judged, key=lambda each: -float(each.result.get("confidence") or 0.0))
    wrong, curve = 0, []
    for count, each in enumerate(ranked, start=1):
        wrong += each.got != each.wanted
        curve.append((count / len(ranked), wrong / count))
    return curve


def quantile(values: Sequence[float], position: float) -> float:
    """The value below which this share of the values lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * position))] if ordered else 0.0
