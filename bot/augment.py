"""Write variants of the training messages, as others would have typed, dictated or said them: for training only.

    python augment.py --out FOLDER [--number 2] [--seed 1] [--data FILE ...]

The bot's own classifier makes the same variants while it learns (config.yml); the files are for other pipelines, and
to be looked at. Every variant keeps its message's label.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import quiet

quiet.prepare()

import model_files  # noqa: E402 - the environment comes first


def main(arguments: list[str] | None = None) -> int:
    """Write one file for each file of messages."""
    parser = argparse.ArgumentParser(description="Write variants of the training messages.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files; made if it is missing")
    parser.add_argument("--number", type=int, default=2, help="variants of each message, at most")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same variants")
    parser.add_argument("--data", type=Path, action="append", help="this file instead of our own; may be repeated")
    options = parser.parse_args(arguments)
    if any(file.resolve().is_relative_to((model_files.NLU_FOLDER / "eval").resolve()) for file in options.data or []):
        parser.error("evaluation messages are not varied: what is measured must be what people wrote")
    options.out.mkdir(parents=True, exist_ok=True)
    for file in options.data or model_files.training_files():
        written = _vary(file, options.out / file.name, options.number, options.seed)
        print(f"{options.out / file.name}: {written} variants")  # noqa: T201 - the result
    return 0


def _vary(source: Path, target: Path, number: int, seed: int) -> int:
    from rasa.shared.nlu.training_data.loading import load_data

    from components.augmentation import variants

    by_label = defaultdict(list)
    for example in load_data(str(source)).intent_examples:
        by_label[example.get("intent")] += variants(example.get("text"), number, seed)
    entries = [
        f"- intent: {label}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for label, texts in by_label.items()
        if texts
    ]
    target.write_text('version: "3.1"\nnlu:\n' + "\n".join(entries), encoding="utf-8")
    return sum(map(len, by_label.values()))


if __name__ == "__main__":
    sys.exit(main())
