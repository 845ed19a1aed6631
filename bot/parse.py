"""Understand many messages without a server: JSON lines in, JSON lines out, in the same order.

In: {"text": str, "metadata": object or absent}. Out: {"text", "milliseconds", "intent", "understanding", "entities"},
or {"text", "error"} for a line that is no such object. Milliseconds are those of the batch, by message.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import quiet
from settling import settle

quiet.prepare()

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Parse = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]

_BATCH = 200


def main() -> int:
    """Parse standard input to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a model file that train.py has printed")
    parser.add_argument("--interactive", action="store_true", help="answer every line at once instead of in batches")
    options = parser.parse_args()
    if not options.model.is_file():
        parser.error(f"there is no model {options.model}")
    parse = load(options.model)
    settle()
    for answer in answers(sys.stdin, parse, 1 if options.interactive else _BATCH):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        if options.interactive:
            sys.stdout.flush()
    return 0


def load(model: Path) -> Parse:
    """Load a model; the function returned parses messages in batches."""
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.constants import PLACEHOLDER_MESSAGE
    from rasa.engine.loader import load_predict_graph_runner
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    quiet.log_without_words()
    with tempfile.TemporaryDirectory() as folder:
        metadata, runner = load_predict_graph_runner(Path(folder), model, LocalModelStorage, DaskGraphRunner)

    def parse(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        users = [UserMessage(message["text"], metadata=message.get("metadata")) for message in messages]
        return runner.run({PLACEHOLDER_MESSAGE: users}, [metadata.nlu_target])[metadata.nlu_target]

    return parse


def answers(lines: Iterable[str], parse: Parse, size: int) -> Iterator[dict[str, Any]]:
    """One answer per line that is not empty."""
    filled = (line for line in lines if line.strip())
    while batch := list(itertools.islice(filled, size)):
        requests = [_request(line) for line in batch]
        sound = [request for request in requests if "error" not in request]
        began = time.perf_counter()
        parsed = iter(parse(sound) if sound else [])
        each = (time.perf_counter() - began) * 1000 / max(1, len(sound))
        for request in requests:
            yield request if "error" in request else _answer(request["text"], next(parsed), each)


def _request(line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except ValueError:
        return {"text": None, "error": "not JSON"}
    if not isinstance(request, dict) or not isinstance(request.get("text"), str):
        return {"text": None, "error": "not an object with a text"}
    return request


def _answer(text: str, parsed: Any, milliseconds: float) -> dict[str, Any]:
    entities = parsed.get("entities") or []
    return {
        "text": text,
        "milliseconds": round(milliseconds, 3),
        "intent": parsed.get("intent"),
        "understanding": parsed.get("understanding"),
        "entities": [{key: entity[key] for key in ("entity", "value", "start", "end")} for entity in entities],
    }


if __name__ == "__main__":
    sys.exit(main())
