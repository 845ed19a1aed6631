"""Understanding from the command line."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from api.clock import today as today_in_china
from api.understanding import parse_lines

app = typer.Typer(no_args_is_help=True)


@app.callback()
def understanding() -> None:
    """Understanding of messages, without a running server."""


@app.command()
def parse(
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read objects {"text", "asked", "path"} instead of lines.')
    ] = False,
    today: Annotated[str, typer.Option(help="The date that relative dates are counted from, YYYY-MM-DD.")] = "",
) -> None:
    """Read one message per line on standard input, write one JSON object per line."""
    day = date.fromisoformat(today) if today else today_in_china()
    for line in parse_lines(sys.stdin, day, jsonl=jsonl):
        sys.stdout.write(line + "\n")
