"""Labelled messages, from files in Rasa's format or as JSON lines.

A label is a path's id (wants to apply), `path+aspect` (asks about it), `ask+aspect`, an intent, or `other_government`
and `not_government`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


class UnreadableExamplesError(ValueError):
    """The file is neither of the two formats; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Example:
    """One message with its label and where it comes from."""

    text: str
    label: str
    source: str = ""

    @property
    def topic(self) -> str:
        """The label without its aspect."""
        return self.label.partition("+")[0]

    @property
    def aspect(self) -> str:
        """What is asked about; empty when nothing is."""
        return self.label.partition("+")[2]


def read_examples(file: Path) -> list[Example]:
    """All examples of a file; raises UnreadableExamplesError."""
    try:
        return list(_of_json_lines(file) if file.suffix == ".jsonl" else _of_rasa(file))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableExamplesError(f"{file}: {error}") from error


def _of_rasa(file: Path) -> Iterator[Example]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    for entry in content["nlu"]:
        if "intent" not in entry:
            continue  # synonyms, lookups and the like
        for line in entry["examples"].splitlines():
            if line.strip():
                yield Example(line.strip().removeprefix("- ").strip(), entry["intent"], file.name)


def _of_json_lines(file: Path) -> Iterator[Example]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            content = json.loads(line)
            if not isinstance(content, dict) or not {"text", "label"} <= content.keys():
                raise UnreadableExamplesError(f'line {number} is not {{"text": …, "label": …}}')
            yield Example(str(content["text"]), str(content["label"]), file.name)
