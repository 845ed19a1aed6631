"""The table of a simulation, and the transcripts of what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

from rich.table import Table

from api.simulators.citizens.interview import Result


def table_of(results: Sequence[Result], by: str, *, waited: bool = False) -> Table:
    """One line per persona or path, and one for all; `waited` tells whether the citizens waited for the decisions."""
    key: Callable[[Result], str] = (lambda r: r.path) if by == "path" else (lambda r: r.persona)
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    table = Table(title=None)
    for name in (
        by,
        "held",
        "completed",
        *(["decided"] if waited else []),
        "turns",
        "asked / fewest",
        "asked twice",
        "stuck",
        "faults",
        "p50 ms",
        "p99 ms",
    ):
        table.add_column(name, justify="left" if name == by else "right", no_wrap=name == by)
    for name in sorted(groups):
        table.add_row(*_row(name, groups[name], waited=waited))
    table.add_section()
    table.add_row(*_row("all", results, waited=waited))
    return table


def _row(name: str, results: Sequence[Result], *, waited: bool) -> list[str]:
    seconds = [second for result in results for second in result.seconds]
    done = [result for result in results if result.minimal]
    ratio = sum(r.questions for r in done) / sum(r.minimal for r in done) if done else 0.0
    milliseconds = sorted(second * 1000 for second in seconds)
    p99 = quantiles(milliseconds, n=100)[-1] if len(milliseconds) > 1 else 0.0
    return [
        name,
        str(len(results)),
        str(sum(result.completed for result in results)),
        *([str(sum(result.decided for result in results))] if waited else []),
        f"{sum(result.turns for result in results) / len(results):.1f}",
        f"{ratio:.2f}",
        str(sum(len(result.repeated) for result in results)),
        str(sum(result.stuck for result in results)),
        str(sum(len(result.faults) for result in results)),
        f"{median(milliseconds):.0f}" if milliseconds else "-",
        f"{p99:.0f}",
    ]


def write_transcripts(results: Sequence[Result], file: Path) -> None:
    """The conversations in which something went wrong, with what and with the seed that repeats them."""
    parts = []
    for result in results:
        problems = [*result.faults, *(f"asked twice: {each}" for each in result.repeated)]
        head = f"# {result.path} {result.persona} seed {result.seed}"
        parts.append("\n".join([head, *(f"! {problem}" for problem in problems), *result.transcript]))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
