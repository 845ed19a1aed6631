"""A plain Rasa project made from the templates in `stock/` and our training data, and its trained model.

The labels are those of the training data as they stand. Of each label only a few examples are taken, so that DIET
learns in minutes; of those that the benchmark's own messages belong to, more.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from api.settings import PROJECT_FOLDER
from api.supervisor import CannotStartError, bot_python

ENVIRONMENT = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
ACTIONS_MODULE = "stock_actions"

_TEMPLATES = Path(__file__).parent / "stock"
_NLU = PROJECT_FOLDER / "nlu_data"
_PLACES = {
    "config.yml": "config.yml",
    "credentials.yml": "credentials.yml",
    "domain.yml": "domain/domain.yml",
    "rules.yml": "data/rules.yml",
    "stories.yml": "data/stories.yml",
    "stock_actions.py": "stock_actions.py",
}
_EXAMPLES = 3
_EXAMPLES_OF_USED = 24
_USED_LABELS = {"greet", "help", "status", "open-restaurant", "inform", "correct"}
_TRAINING_SECONDS = 2400.0


@dataclass(frozen=True, slots=True)
class StockProject:
    """A plain project on disk. `labels` and `examples` say how much its model learns from."""

    folder: Path
    model: Path
    labels: int
    examples: int

    @property
    def is_trained(self) -> bool:
        """Whether there is a model for exactly this content."""
        return self.model.is_file()


def make_project(base: Path) -> StockProject:
    """Write the project into a folder of `base` that is named after what its model learns from."""
    nlu = _thinned(_examples_by_label())
    nlu_text = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000)
    intents_text = yaml.safe_dump({"version": "3.1", "intents": [each["intent"] for each in nlu]})
    files = {place: (_TEMPLATES / name).read_text(encoding="utf-8") for name, place in _PLACES.items()}
    files |= {"data/nlu.yml": nlu_text, "domain/intents.yml": intents_text}
    folder = base / _content_hash(files)
    for place, text in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    examples = sum(each["examples"].count("\n") for each in nlu)
    return StockProject(folder, folder / "model.tar.gz", len(nlu), examples)


def train(project: StockProject, tell: Callable[[str], None]) -> None:
    """Train the project's model; `tell` hears every few seconds how long it has taken. Raises CannotStartError."""
    unfinished, log = project.folder / "unfinished", project.folder / "training.log"
    command = [
        str(bot_python()), "-m", "rasa", "train", "--domain", "domain", "--data", "data", "--config", "config.yml",
        "--out", str(unfinished), "--fixed-model-name", "model",
    ]  # fmt: skip
    environment = {**os.environ, **ENVIRONMENT, "RASA_MAX_CACHE_SIZE": "0"}
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=project.folder, env=environment, stdout=output, stderr=output
        ) as training,
    ):
        _wait(training, tell)
    made = unfinished / "model.tar.gz"
    if training.returncode or not made.is_file():
        raise CannotStartError(f"Training the plain Rasa set-up failed. See {log}")
    made.replace(project.model)
    shutil.rmtree(unfinished, ignore_errors=True)


def _wait(training: subprocess.Popen[bytes], tell: Callable[[str], None]) -> None:
    began = time.monotonic()
    try:
        while training.poll() is None and time.monotonic() - began < _TRAINING_SECONDS:
            tell(f"Training the plain Rasa set-up, once: {time.monotonic() - began:.0f} s (about five minutes) …")
            time.sleep(1)
    finally:
        if training.poll() is None:
            training.kill()


def _examples_by_label() -> dict[str, list[str]]:
    """Our training messages by label; the evaluation set is not among them."""
    found: dict[str, list[str]] = {}
    for file in sorted(path for part in ("intents", "paths") for path in (_NLU / part).glob("*.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            found.setdefault(entry["intent"], []).extend(entry["examples"].splitlines())
    return found


def _thinned(examples: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Some examples of each label, spread evenly over its list."""
    thinned = []
    for label, lines in examples.items():
        wanted = _EXAMPLES_OF_USED if label in _USED_LABELS else _EXAMPLES
        kept = lines[:: max(1, len(lines) // wanted)][:wanted]
        thinned.append({"intent": label, "examples": "\n".join(kept) + "\n"})
    return thinned


def _content_hash(files: dict[str, str]) -> str:
    digest = hashlib.sha256((PROJECT_FOLDER / "bot" / "uv.lock").read_bytes())
    for place, text in sorted(files.items()):
        if place.endswith(".py"):
            continue  # the actions are no part of the model
        digest.update(f"{place}\0{text}\0".encode())
    return digest.hexdigest()[:12]
