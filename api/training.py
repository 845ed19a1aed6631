"""The trained model that fits this data and configuration."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from api.settings import PROJECT_FOLDER
from api.supervisor import CannotStartError, bot_python

_SHARE = re.compile(r"-small(\d+)-")
"""How a model's name tells that it has learnt from one in so many examples."""


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


def train_also(file: Path, base: Path) -> Path:
    """Train our own data together with reviewed messages, in Rasa's format; returns the model's file.

    It is made as `base` was: on the same share of our data, and put beside it. Raises CannotStartError when it fails.
    """
    share = _SHARE.search(base.name)
    return train_if_needed(
        "--out", str(base.parent), f"--also={file}", *([f"--small={share[1]}"] if share is not None else [])
    )


def train_on(files: Sequence[Path], var_folder: Path) -> Path:
    """Train the same pipeline on other labelled messages, in Rasa's format; returns the model's file.

    Raises CannotStartError when it fails.
    """
    return train_if_needed("--out", str(var_folder / "corpora"), *(f"--data={file}" for file in files))
