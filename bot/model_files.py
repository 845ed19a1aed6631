"""Where models are and what they are called: a model is named after everything that it depends on."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BOT_FOLDER = Path(__file__).resolve().parent
NLU_FOLDER = BOT_FOLDER.parent / "nlu_data"
MODELS_FOLDER = BOT_FOLDER.parent / "var" / "models"
TRAINING_FOLDERS = (NLU_FOLDER / "paths", NLU_FOLDER / "intents")
UNFINISHED = ".training-"
_OLD_SECONDS = 3_600
_SOURCES = ("config.yml", "decision.yml", "uv.lock", "domain/*.yml", "rules/*.yml", "data/*.txt", "components/**/*.py")
_WORDS = ("dictionary.txt", "phrases.json")
"""Written by `yichuang nlu words`."""


def training_files() -> list[Path]:
    """The messages that a model learns from; the evaluation set is not among them."""
    return sorted(path for folder in TRAINING_FOLDERS for path in folder.glob("*.yml"))


def content_hash(extra: str = "", data: Sequence[Path] = ()) -> str:
    """Twelve digits over the names and contents of everything that shapes a model; `data` in place of our own."""
    digest = hashlib.sha256(extra.encode())
    for path in data:
        digest.update(path.read_bytes() + b"\0")
    words = [file for name in _WORDS if (file := NLU_FOLDER / name).is_file()]
    sources = sorted(path for pattern in _SOURCES for path in BOT_FOLDER.glob(pattern))
    for path in [*sources, *training_files(), *words]:
        digest.update(str(path.relative_to(BOT_FOLDER.parent)).encode())
        digest.update(b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def model_path(folder: Path, *, every: int = 1, data: Sequence[Path] = ()) -> Path:
    """The file of the model that the present content would give, trained on one in `every` examples."""
    size = "" if every == 1 else f"small{every}-"
    return folder / f"yichuang-{size}{content_hash(str(every), data)}.tar.gz"


def remove_unfinished(folder: Path, older_than: float = _OLD_SECONDS) -> None:
    """Delete what an interrupted training left behind; a younger one may be another process at work."""
    for path in folder.glob(f"{UNFINISHED}*"):
        if time.time() - path.stat().st_mtime > older_than:
            shutil.rmtree(path, ignore_errors=True)
