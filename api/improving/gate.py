"""Whether a model that learnt from reviewed messages may serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.evaluation.measures import Judged, Share, headline

SLACK = 0.003
"""How much a share of the frozen sets may fall: two messages of 720, which any change of the data may tip."""
_NO_SLACK = frozenset({"urgent_caught", "path_acted_wrong", "not_ours_acted_on"})
"""What may do harm may not get worse at all."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a candidate did against the model that serves."""

    frozen: dict[str, tuple[float, float]]
    """The figures of the frozen sets before and after."""
    reviewed_before: int
    reviewed_after: int
    reviewed: int
    """How many reviewed messages there are; the other two tell how many of them are understood."""
    worse: list[str] = field(default_factory=list)
    """Figures of the frozen sets that fell."""

    @property
    def is_better(self) -> bool:
        """Whether it may serve: better on what was reviewed, and no worse on the frozen sets."""
        return not self.worse and self.reviewed_after > self.reviewed_before

    @property
    def as_json(self) -> dict[str, Any]:
        """For the history."""
        return {
            "frozen": {name: list(pair) for name, pair in self.frozen.items()},
            "reviewed": [self.reviewed_before, self.reviewed_after, self.reviewed],
            "worse": self.worse,
        }


def compare(
    before: Sequence[Judged],
    after: Sequence[Judged],
    reviewed_before: Sequence[Judged],
    reviewed_after: Sequence[Judged],
    paths: frozenset[str],
) -> Verdict:
    """Judge by the frozen sets (`before`, `after`) and by the reviewed messages."""
    was, now = headline(before, paths), headline(after, paths)
    figures = {name: (value.value, now[name].value) for name, value in was.items() if value.whole}
    worse = [name for name in figures if _fell(name, was[name], now)]
    return Verdict(figures, _right(reviewed_before), _right(reviewed_after), len(reviewed_after), worse)


def _fell(name: str, was: Share, now: Mapping[str, Share]) -> bool:
    slack = 0.0 if name in _NO_SLACK else SLACK
    change = now[name].value - was.value
    return change > slack if name.endswith(("_wrong", "_acted_on")) else change < -slack


def _right(judged: Sequence[Judged]) -> int:
    return sum(each.got == each.wanted and (each.result.get("aspect") or "") == each.example.aspect for each in judged)
