"""The result as a table for people and as JSON for machines."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table

from api.bench.catalogue import PathCost, SizeCost
from api.bench.figures import Cell, Figures, ratio

_COLUMNS = ("kind", "at once", "system", "per s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "MB", "failed")


def table(title: str, cells: Sequence[Cell]) -> Table:
    """A line for each cell, and below two systems' lines of the same cell their ratio."""
    made = Table(*_COLUMNS, title=title, title_justify="left", pad_edge=False)
    for column in made.columns[3:]:
        column.justify = "right"
    for position, cell in enumerate(cells):
        made.add_row(cell.kind, str(cell.citizens), cell.system, *_numbers(cell.figures))
        ours = _partner(cells, position)
        if ours:
            made.add_row("", "", "ratio", *_ratio_texts(ratios(ours.figures, cell.figures)), style="bold")
        last_of_kind = position + 1 == len(cells) or cells[position + 1].kind != cell.kind
        if last_of_kind:
            made.add_section()
    return made


def path_table(costs: Sequence[PathCost]) -> Table:
    """What each path costs and saves, the largest first."""
    names = ("path", "items", "fields", "plan, open µs", "plan µs", "question µs", "entries", "here", "collect once")
    made = Table(*names, title="Paths of the catalogue", title_justify="left", pad_edge=False)
    made.columns[0].no_wrap = True
    for column in made.columns[1:]:
        column.justify = "right"
    for each in costs:
        numbers = (each.items, each.fields, *(f"{v:.0f}" for v in (each.plan_open, each.plan, each.question)))
        made.add_row(
            each.path, *map(str, numbers), str(each.entries_by_department), str(each.entries_here),
            f"{each.collect_once:.2f}",
        )  # fmt: skip
    return made


def size_table(costs: Sequence[SizeCost]) -> Table:
    """How the cost grows; the ratio is that of milliseconds per path to those of the catalogue that ships."""
    names = ("paths", "items", "load ms", "check ms", "plan µs", "load per path", "check per path")
    made = Table(*names, title="Sizes (the first is the one that ships)", title_justify="left", pad_edge=False)
    for column in made.columns:
        column.justify = "right"
    first = costs[0]
    for each in costs:
        made.add_row(
            str(each.paths), str(each.items), f"{each.load:.0f}", f"{each.check:.0f}", f"{each.plan:.0f}",
            f"{each.load / each.paths / (first.load / first.paths):.2f}",
            f"{each.check / each.paths / (first.check / first.paths):.2f}",
        )  # fmt: skip
    return made


def document(benchmark: str, cells: Sequence[Cell], about: Mapping[str, Any], notes: Sequence[str]) -> dict[str, Any]:
    """Everything that was measured, and under which circumstances."""
    compared = [
        {"kind": cell.kind, "citizens": cell.citizens, **ratios(ours.figures, cell.figures)}
        for position, cell in enumerate(cells)
        if (ours := _partner(cells, position))
    ]
    measured = [{**asdict(cell), "figures": asdict(cell.figures)} for cell in cells]
    return {"benchmark": benchmark, **about, "notes": list(notes), "cells": measured, "ratios": compared}


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """Write the document; what could not be measured is null."""
    file.write_text(json.dumps(_without_nan(content), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def ratios(ours: Figures, theirs: Figures) -> dict[str, float]:
    """How many times as good ours is; above 1 is better in each."""
    return {
        "per_second": ratio(ours.per_second, theirs.per_second, more_is_better=True),
        "p50": ratio(ours.p50, theirs.p50, more_is_better=False),
        "p95": ratio(ours.p95, theirs.p95, more_is_better=False),
        "p99": ratio(ours.p99, theirs.p99, more_is_better=False),
        "processor": ratio(ours.processor or math.nan, theirs.processor or math.nan, more_is_better=False),
        "memory": ratio(ours.memory or math.nan, theirs.memory or math.nan, more_is_better=False),
    }


def _partner(cells: Sequence[Cell], position: int) -> Cell | None:
    """The cell just before, when it is another system's for the same kind and number."""
    if position == 0:
        return None
    before, cell = cells[position - 1], cells[position]
    same = (before.kind, before.citizens) == (cell.kind, cell.citizens)
    return before if same and before.system != cell.system else None


def _numbers(figures: Figures) -> list[str]:
    times = [_number(value, 1) for value in (figures.per_second, figures.p50, figures.p95, figures.p99)]
    times.append(_number(figures.processor or math.nan, 1))
    return [*times, _number(figures.memory or math.nan, 0), f"[red]{figures.failed}[/red]" if figures.failed else "0"]


def _ratio_texts(found: Mapping[str, float]) -> list[str]:
    return [*(_number(value, 2) for value in found.values()), ""]


def _number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_nan(each) for each in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 3)
    return value
