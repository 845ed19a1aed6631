"""Looking at the catalogue: check it, plan with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.catalogues.service import sources_of
from api.catalogues.words import in_words
from api.cli.session import fail, in_transaction
from api.clock import today
from api.guide.planning import plan_document
from api.texts.quantities import fee_text, range_text
from api.texts.refusals import refusal_text
from forms.changes import changes
from forms.draft import Answer, Draft
from forms.linting import findings
from forms.loader import CatalogueError, build, default_catalogue, read_sources
from forms.model import Catalogue
from forms.model import Path as CataloguePath
from forms.planner import Plan, plan
from forms.requirements import Situation, situation, typical_situation
from forms.written import UnknownField, UnusableAnswer, Written, read_answers


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
    typical: Annotated[bool, typer.Option(help="What most applicants answer, where nothing else is given.")] = False,
    change: Annotated[
        list[str] | None, typer.Option(help="FIELD=ANSWER, may be repeated: tells what this changes in the plan.")
    ] = None,
    variant: Annotated[str | None, typer.Option(help="Other rules for the same goal, such as those of 2013.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Plan a path for some answers."""
    try:
        catalogue = build(read_sources(), only=path)
    except CatalogueError as error:
        raise fail(str(error)) from error
    chosen = catalogue.paths[path]
    if variant is not None:
        try:
            chosen = chosen.variant(variant)
        except KeyError as error:
            known = ", ".join(each.id for each in chosen.variants) or "none"
            raise fail(f"{path} has no variant {variant!r}; it has: {known}") from error
    seen = situation(catalogue, chosen, Draft(path, _answers(chosen, answers)), today())
    if typical:
        seen = typical_situation(seen)
    before = None
    if change:
        before, seen = seen, _changed(seen, change)
    document = plan_document(seen, today(), before)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    typer.echo("\n".join(_in_words(plan(seen, today()))))
    for line in document["changes"]:
        typer.echo(f"CHANGE: {line['text']}")


def _changed(seen: Situation, changes: list[str]) -> Situation:
    """The same case with other answers."""
    pairs = [each.partition("=") for each in changes]
    if wrong := [name for name, equals, _text in pairs if not equals]:
        raise fail(f"--change wants FIELD=ANSWER, not {wrong[0]!r}")
    answers = _read(seen.path, {name: text for name, _equals, text in pairs}, "--change")
    draft = replace(seen.draft, answers={**seen.draft.answers, **answers})
    return situation(seen.catalogue, seen.path, draft, today())


def _answers(path: CataloguePath, file: Path | None) -> dict[str, Answer]:
    if file is None:
        return {}
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise fail(f"{file}: {error}") from error
    if not isinstance(written, dict):
        raise fail(f"{file}: an object with an answer for each field id is expected")
    return _read(path, written, str(file))


def _read(path: CataloguePath, written: Mapping[str, Written], where: str) -> dict[str, Answer]:
    try:
        return read_answers(path, written, today())
    except UnusableAnswer as error:
        reason = refusal_text(error.field, error.refusal.code, error.refusal.details)
        raise fail(f"{where}: {error.field.id}: {reason}") from error
    except UnknownField as error:
        raise fail(f"{where}: {path.id} does not ask {error.field_id!r}") from error


def _in_words(made: Plan) -> Iterator[str]:
    for number, items in enumerate(made.stages(), start=1):
        yield f"{number}."
        for item in items:
            mark = "*" if item.certain else "?"
            yield f"   {mark} {item.name}（{item.department}） {item.start} → {item.finish}"
    modes = {"parallel": made.parallel, "series": made.series, "none": made.none, "by law": made.statutory}
    yield ", ".join(f"{mode} {range_text(days)}" for mode, days in modes.items())
    here, none = made.efforts.here, made.efforts.none
    yield (
        f"entries {here.entries} instead of {none.entries} (collect-once ratio {made.efforts.collect_once:g}),"
        f" copies {here.copies} instead of {none.copies}, visits {here.visits} instead of {none.visits}"
    )
    yield f"{fee_text(made.fee)}；{' → '.join(made.critical_path)}"
    yield from (f"CONFLICT: {each.subject}: {each.attribute}: {dict(each.wishes)}" for each in made.conflicts)
