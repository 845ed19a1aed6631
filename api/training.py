"""The trained model that fits this data and configuration."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from api.settings import PROJECT_FOLDER
from api.supervisor import CannotStartError, bot_python


def train_if_needed(*extra: str) -> Path:
    """Train a model unless there is one for exactly this data and configuration; returns its file.

    The bot's own training shows its progress on standard error. Raises CannotStartError when it fails.
    """
    command = [str(bot_python()), str(PROJECT_FOLDER / "bot" / "train.py"), *extra]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own command
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        message = "Training failed; the reason is printed above."
        raise CannotStartError(message)
    return Path(lines[-1])


def train_on(files: Sequence[Path], var_folder: Path) -> Path:
    """Train the same pipeline on other labelled messages, in Rasa's format; returns the model's file.

    Raises CannotStartError when it fails.
    """
    return train_if_needed("--out", str(var_folder / "corpora"), *(f"--data={file}" for file in files))
