"""Understanding from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.progress import Progress

from api.cli.session import fail
from api.clock import today as today_in_china
from api.evaluation.duplicates import near_duplicates
from api.evaluation.examples import Example, UnreadableExamplesError, read_examples
from api.evaluation.facts import fact_figures, judge_facts, read_fact_examples
from api.evaluation.measures import Judged, headline
from api.evaluation.report import page, share_as_json, summary, undercut
from api.evaluation.running import judge
from api.settings import PROJECT_FOLDER, settings
from api.supervisor import CannotStartError
from api.training import train_if_needed, train_on
from api.understanding import parse_lines
from forms.loader import default_catalogue
from forms.vocabulary import vocabulary_files

app = typer.Typer(no_args_is_help=True)
_DATA = PROJECT_FOLDER / "nlu_data"
_BASELINE = _DATA / "eval" / "baseline.json"
_ENGLISH = "english.yml"
"""Counted apart: what is promised of Chinese is not promised of English, which is understood for the main flow."""
_SHOWN_CONFUSIONS = 12


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


@app.command()
def words() -> None:
    """Write the catalogue's words for the bot: a dictionary for cutting words, and phrases with their paths."""
    catalogue = default_catalogue()
    for file, text in vocabulary_files(catalogue).items():
        (_DATA / file).write_text(text, encoding="utf-8")
        typer.echo(f"{_DATA / file}: {len(text.splitlines())} lines")


@app.command("eval")
def evaluate(
    data: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="Labelled messages, Rasa's YAML or JSONL; else our own."),
    ] = None,
    train: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="Retrain the pipeline on these alone, for other corpora."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report with a heat map to this file.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")] = None,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the figures as the baseline to be held.")] = False,
) -> None:
    """How well messages are understood; exits with 1 when the stored baseline is undercut."""
    own = data is None and train is None
    evaluated = _read(data or sorted((_DATA / "eval").glob("*.yml")))
    learnt_from = train or sorted([*(_DATA / "paths").glob("*.yml"), *(_DATA / "intents").glob("*.yml")])
    _refuse_duplicates(evaluated, _read(learnt_from), strict=own)
    try:
        model = train_if_needed() if train is None else train_on(_in_rasa_format(train), settings().var_folder)
    except CannotStartError as error:
        raise fail(str(error)) from error
    judged = _judged(model, evaluated)
    known = frozenset(default_catalogue().paths)
    paths = known if train is None else frozenset(example.topic for example in evaluated)
    in_english = [each for each in judged if own and each.example.source == _ENGLISH]
    figures = summary([each for each in judged if each not in in_english], paths)
    if own:
        figures["headline"]["english_path_first"] = share_as_json(headline(in_english, paths)["path_first"])
        figures["headline"] |= _facts(sorted((_DATA / "eval").glob("facts*.jsonl")))
    _show(figures)
    if json_file is not None:
        json_file.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if html is not None:
        html.write_text(page(figures, judged, f"Understanding of {len(judged)} messages"), encoding="utf-8")
    if keep and own:
        _BASELINE.write_text(json.dumps({"headline": figures["headline"]}, indent=2) + "\n", encoding="utf-8")
    elif own and _BASELINE.is_file():
        worse = undercut(figures, json.loads(_BASELINE.read_text(encoding="utf-8")))
        if worse:
            raise fail("worse than the baseline: " + "; ".join(worse))


def _read(files: Sequence[Path]) -> list[Example]:
    try:
        return [example for file in files for example in read_examples(file)]
    except UnreadableExamplesError as error:
        raise fail(str(error)) from error


def _refuse_duplicates(evaluated: Sequence[Example], learnt: Sequence[Example], *, strict: bool) -> None:
    """What was learnt must not be measured; of somebody else's corpus it is only told."""
    found = near_duplicates(evaluated, learnt)
    for each in found:
        told = f"{each.evaluated.source}: {each.evaluated.text!r} is nearly {each.learnt.text!r} ({each.learnt.source})"
        typer.secho(told, fg=typer.colors.YELLOW, err=True)
    if found and strict:
        raise fail(f"{len(found)} message(s) of the evaluation sets are in the training data. Take them out of one.")


def _in_rasa_format(files: Sequence[Path]) -> list[Path]:
    """The files as Rasa reads them; JSON lines are written anew."""
    folder = settings().var_folder / "corpora"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in files:
        if file.suffix != ".jsonl":
            written.append(file.resolve())
            continue
        by_label: dict[str, list[str]] = {}
        for example in read_examples(file):
            by_label.setdefault(example.label, []).append(" ".join(example.text.split()))
        entries = [
            {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)} for label, texts in by_label.items()
        ]
        target = folder / f"{file.stem}.yml"
        # Not as JSON, which is YAML too: Rasa would take it for one of its old formats and read nothing.
        target.write_text(yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True), encoding="utf-8")
        written.append(target)
    return written


def _judged(model: Path, evaluated: Sequence[Example]) -> list[Judged]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Understanding …", total=len(evaluated))
        return judge(model, evaluated, lambda done: progress.update(task, completed=done))


def _facts(files: Sequence[Path]) -> dict[str, Any]:
    """The figures of the facts in messages."""
    try:
        examples = [example for file in files for example in read_fact_examples(file)]
        return {name: share_as_json(value) for name, value in fact_figures(judge_facts(examples)).items()}
    except UnreadableExamplesError as error:
        raise fail(str(error)) from error


def _show(figures: dict[str, Any]) -> None:
    for line in _lines(figures):
        typer.echo(line)


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    for name, value in figures["headline"].items():
        yield f"{name:24} {value['share']:8.2%}   {value['part']} of {value['whole']}"
    yield f"{'intents_macro_f1':24} {figures['intents_macro_f1']:8.2%}"
    yield f"{'paths_macro_f1':24} {figures['paths_macro_f1']:8.2%}"
    times = figures["milliseconds"]
    yield f"{'milliseconds':24} {times['median']:8.2f}   median; p99 {times['p99']:.2f}"
    yield f"{'decisions':24} {figures['decisions']}"
    yield "worst topics: " + ", ".join(f"{t} {v['share']:.0%}" for t, v in list(figures["topics"].items())[:10])
    for each in figures["confusions"][:_SHOWN_CONFUSIONS]:
        yield f"  {each['wanted']} taken for {each['got']}: {each['count']}"
