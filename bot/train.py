"""Train a model: `python train.py [--out FOLDER] [--small N] [--data FILE ...]`.

Prints the phases to standard error and the model's path, alone, to standard output.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import quiet

quiet.prepare()

import model_files  # noqa: E402 - the environment comes first

_SMALL = 8
_STARTED = time.monotonic()


def main(arguments: list[str] | None = None) -> int:
    """Train, unless a model of the same content exists; 0 when there is one at the end."""
    options = _options(arguments)
    folder: Path = options.out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    model_files.remove_unfinished(folder)
    target = model_files.model_path(folder, every=options.small, data=[*options.data, *options.also])
    if not target.is_file():
        try:
            with contextlib.redirect_stdout(sys.stderr):
                _train(target, options.small, options.data, options.also)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever went wrong, say it in one line
            _say(f"training failed: {type(error).__name__}: {error}")
            return 1
    print(target)  # noqa: T201 - the result
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the bot's model.")
    parser.add_argument("--out", type=Path, default=model_files.MODELS_FOLDER, help="folder for the model")
    parser.add_argument(
        "--small",
        type=int,
        nargs="?",
        const=_SMALL,
        default=1,
        metavar="N",
        help=f"learn from one in N examples of each label (N = {_SMALL} when left out); for tests",
    )
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        default=[],
        help="learn from this file instead, understanding alone; may be repeated, for comparing on other corpora",
    )
    parser.add_argument(
        "--also", type=Path, action="append", default=[], help="learn from this file besides; may be repeated"
    )
    return parser.parse_args(arguments)


def _train(target: Path, every: int, other: list[Path], also: list[Path]) -> None:
    _say("1/4 loading Rasa")
    import rasa.model_training

    quiet.log_without_words(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix=model_files.UNFINISHED, dir=target.parent) as scratch:
        data = [*_training_data(Path(scratch), every, other or model_files.training_files()), *also]
        _say("3/4 training")
        if other:
            made = rasa.model_training.train_nlu(
                config=str(model_files.BOT_FOLDER / "config.yml"),
                nlu_data=_one_folder(Path(scratch), data),
                output=scratch,
                fixed_model_name=target.name,
            )
            Path(str(made)).replace(target)
            return
        result = rasa.model_training.train(
            domain=str(model_files.BOT_FOLDER / "domain"),
            config=str(model_files.BOT_FOLDER / "config.yml"),
            training_files=[str(model_files.BOT_FOLDER / "rules"), *map(str, data)],
            output=scratch,
            force_training=True,
            fixed_model_name=target.name,
        )
        if not result.model:
            message = f"Rasa gave no model (code {result.code})"
            raise RuntimeError(message)
        _say("4/4 putting the model in place")
        Path(result.model).replace(target)


def _one_folder(scratch: Path, files: list[Path]) -> str:
    """The files side by side in a folder of their own, because Rasa takes one place for understanding alone."""
    folder = scratch / "data"
    folder.mkdir()
    for number, file in enumerate(files):
        shutil.copy(file, folder / f"{number}.yml")
    return str(folder)


def _training_data(scratch: Path, every: int, files: list[Path]) -> list[Path]:
    """The files to learn from; for a small model a thinned copy of them."""
    from rasa.shared.nlu.training_data.loading import load_data

    if not files:
        message = f"no training data in {' or '.join(map(str, model_files.TRAINING_FOLDERS))}"
        raise FileNotFoundError(message)
    if every == 1:
        _say(f"2/4 reading {len(files)} files")
        return files
    from rasa.shared.nlu.training_data.training_data import TrainingData

    by_label = defaultdict(list)
    for path in files:
        for example in load_data(str(path)).intent_examples:
            by_label[example.get("intent")].append(example)
    thinned = [example for examples in by_label.values() for example in examples[::every]]
    _say(f"2/4 keeping {len(thinned)} examples of {len(by_label)} labels")
    copy = scratch / "small.yml"
    TrainingData(thinned).persist_nlu(str(copy))
    return [copy]


def _say(message: str) -> None:
    print(f"[{time.monotonic() - _STARTED:5.1f} s] {message}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
