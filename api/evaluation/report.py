"""The evaluation as JSON for machines and as a page for people, with a heat map of what is taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from api.evaluation.measures import (
    Judged,
    Share,
    by_topic,
    confusions,
    headline,
    macro_f1,
    quantile,
    risk_coverage,
)

_POINTS = 60
_WIDTH, _HEIGHT = 480, 240
_MOST_CONFUSIONS = 40


def summary(judged: Sequence[Judged], paths: frozenset[str]) -> dict[str, Any]:
    """All figures of an evaluation."""
    times = [each.milliseconds for each in judged]
    intents = sorted({each.wanted for each in judged} - paths)
    curve = risk_coverage(judged)
    return {
        "messages": len(judged),
        "headline": {name: share_as_json(value) for name, value in headline(judged, paths).items() if value.whole},
        "intents_macro_f1": round(macro_f1(judged, intents), 4),
        "paths_macro_f1": round(macro_f1(judged, sorted({each.wanted for each in judged} & paths)), 4),
        "milliseconds": {"median": quantile(times, 0.5), "p99": quantile(times, 0.99)},
        "decisions": dict(Counter(each.decision for each in judged)),
        "topics": {topic: share_as_json(value) for topic, value in by_topic(judged).items()},
        "confusions": [{"wanted": w, "got": g, "count": n} for w, g, n in confusions(judged)],
        "risk_coverage": [curve[round(n * (len(curve) - 1) / _POINTS)] for n in range(_POINTS + 1)] if curve else [],
    }


def share_as_json(value: Share) -> dict[str, float]:
    """A share and what it is made of."""
    return {"share": round(value.value, 4), "part": value.part, "whole": value.whole}


def undercut(figures: Mapping[str, Any], baseline: Mapping[str, Any]) -> list[str]:
    """The headline figures that are worse than the baseline's, in words."""
    worse = []
    for name, before in baseline["headline"].items():
        now = figures["headline"].get(name)
        if now is not None and _is_worse(name, now["share"], before["share"]):
            worse.append(f"{name}: {now['share']:.4f} instead of {before['share']:.4f}")
    return worse


def _is_worse(name: str, now: float, before: float) -> bool:
    return now > before if name.endswith(("_wrong", "_acted_on")) else now < before


def page(figures: Mapping[str, Any], judged: Sequence[Judged], title: str) -> str:
    """The evaluation as one HTML file that needs nothing else."""
    folder = Path(__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape())
    wrong = [each for each in judged if each.got != each.wanted]
    return environment.get_template("evaluation.html").render(
        title=title,
        figures=figures,
        heat=_heat(judged),
        curve=_curve(figures["risk_coverage"]),
        width=_WIDTH,
        height=_HEIGHT,
        wrong=sorted(wrong, key=lambda each: (each.wanted, each.got)),
        confusions=figures["confusions"][:_MOST_CONFUSIONS],
    )


def _heat(judged: Sequence[Judged]) -> dict[str, Any]:
    """Rows are what was meant, columns what was understood; every cell a share of its row."""
    counted = Counter((each.wanted, each.got or "—") for each in judged)
    rows = sorted({wanted for wanted, _got in counted})
    columns = sorted({got for _wanted, got in counted} | set(rows))
    totals = Counter(each.wanted for each in judged)
    cells = [[counted[row, column] for column in columns] for row in rows]
    shares = [[count / totals[row] for count in line] for row, line in zip(rows, cells, strict=True)]
    return {"rows": rows, "columns": columns, "cells": cells, "shares": shares}


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """Risk over coverage as the points of an SVG line; the top is a risk of one half."""
    return " ".join(f"{x * _WIDTH:.1f},{_HEIGHT - min(1.0, 2 * y) * _HEIGHT:.1f}" for x, y in points)
