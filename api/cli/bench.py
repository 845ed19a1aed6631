"""Benchmarks of the running system."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def benchmarks() -> None:
    """Measure the running system."""
