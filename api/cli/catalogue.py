"""Looking at the catalogue: check it, plan with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api.catalogues.service import sources_of
from api.catalogues.words import in_words
from api.cli.session import fail, in_transaction
from api.clock import today
from api.dialogue.cards import plan_card, range_text
from forms.changes import changes
from forms.draft import Answer, Draft, use_of
from forms.linting import findings
from forms.loader import CatalogueError, build, default_catalogue, read_sources
from forms.model import Catalogue
from forms.planner import Plan, plan
from forms.requirements import situation
from forms.values import Unusable, parse_value


def check(
    only: Annotated[str | None, typer.Option(help="Check this path alone, with the libraries.")] = None,
    diff: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Tell what changed from one version to another: a folder, a stored version, or `current`."),
    ] = None,
) -> None:
    """Check the catalogue; exits with 1 when something is wrong."""
    if diff is not None:
        old, new = (_catalogue_at(place) for place in diff)
        for line in in_words(changes(old, new, today())):
            typer.echo(line)
        return
    try:
        sources = read_sources()
        catalogue = build(sources, only)
    except CatalogueError as error:
        raise fail(str(error)) from error
    found = findings(catalogue, sources)
    for finding in found:
        typer.secho(str(finding), fg=typer.colors.RED)
    if found:
        raise typer.Exit(1)
    typer.echo(
        f"Catalogue {catalogue.version}: {len(catalogue.paths)} path(s), {len(catalogue.items)} items, no findings."
    )


def _catalogue_at(place: str) -> Catalogue:
    """The catalogue in a folder, of a stored version, or as it ships."""
    try:
        if place == "current":
            return default_catalogue()
        if Path(place).is_dir():
            return build(read_sources(Path(place)))
        return build(in_transaction(lambda session: sources_of(session, place)))
    except CatalogueError as error:
        raise fail(f"{place}: {error}") from error
    except KeyError as error:
        raise fail(f"{place!r} is neither a folder nor a stored version nor `current`.") from error


def plan_(
    path: str,
    answers: Annotated[Path | None, typer.Option(help="A JSON file: field id to what a citizen would write.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Plan a path for some answers."""
    try:
        catalogue = build(read_sources(), only=path)
    except CatalogueError as error:
        raise fail(str(error)) from error
    chosen = catalogue.paths[path]
    given: dict[str, str] = json.loads(answers.read_text(encoding="utf-8")) if answers else {}
    parsed: dict[str, Answer] = {}
    for name, text in given.items():
        if use_of(chosen, name) is None:
            raise fail(f"{path} does not ask {name!r}")
        try:
            parsed[name] = Answer(parse_value(chosen.field(name), text, today()))
        except Unusable as refusal:
            raise fail(f"{name}: {text!r} cannot be used ({refusal.code})") from refusal
    seen = situation(catalogue, chosen, Draft(path, parsed), today())
    if as_json:
        typer.echo(json.dumps(plan_card(seen, today()), ensure_ascii=False, indent=2))
    else:
        typer.echo(_in_words(plan(seen, today())))


def _in_words(made: Plan) -> str:
    lines = []
    for number, items in enumerate(made.stages(), start=1):
        lines.append(f"{number}.")
        lines += [f"   {'*' if i.certain else '?'} {i.name}（{i.department}） {i.start} → {i.finish}" for i in items]
    lines.append(
        f"parallel {range_text(made.parallel)}, series {range_text(made.series)}, none {range_text(made.none)}"
    )
    return "\n".join(lines)
