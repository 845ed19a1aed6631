"""Parsing messages outside a conversation: the bot's understanding, and the field values that `forms` makes of it."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any

from api.settings import PROJECT_FOLDER
from api.supervisor import bot_python
from api.training import train_if_needed
from forms.draft import Draft
from forms.engine import Reply, apply
from forms.facts import Fact
from forms.loader import default_catalogue

_DEFAULT_PATH = "open-restaurant"


def parse_lines(lines: Iterable[str], today: date, *, jsonl: bool) -> Iterator[str]:
    """One JSON object for each message, in the form of the `nlu parse` contract."""
    messages = [_message(line, jsonl=jsonl) for line in lines if line.strip()]
    model = train_if_needed()
    command = [str(bot_python()), str(PROJECT_FOLDER / "bot" / "parse.py"), "--model", str(model)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bot:  # noqa: S603
        if bot.stdin is None or bot.stdout is None:
            return
        feeder = threading.Thread(target=_feed, args=(bot.stdin, messages), daemon=True)
        feeder.start()
        for message, answer in zip(messages, bot.stdout, strict=False):
            yield json.dumps(_result(message, json.loads(answer), today), ensure_ascii=False)
        feeder.join()


def _feed(pipe: IO[str], messages: list[dict[str, Any]]) -> None:
    with pipe:
        for message in messages:
            metadata = {"message_id": 0, "path": message.get("path"), "asked": _asked(message.get("asked"))}
            pipe.write(json.dumps({"text": message["text"], "metadata": metadata}, ensure_ascii=False) + "\n")


def _message(line: str, *, jsonl: bool) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(line) if jsonl else {"text": line.rstrip("\n")}
    return message


def _asked(field_id: str | None) -> dict[str, Any] | None:
    field = default_catalogue().fields.get(field_id or "")
    if field is None:
        return None
    words = [word for option in field.options for word in (option.label, *option.words)]
    return {"field": field.id, "kind": field.kind.value, "words": words}


def _result(message: dict[str, Any], parsed: dict[str, Any], today: date) -> dict[str, Any]:
    understanding = parsed["understanding"]
    return {
        "text": message["text"],
        **{key: understanding.get(key) for key in ("kind", "id", "aspect", "confidence", "decision", "candidates")},
        "entities": [
            {"entity": e["entity"], "value": e["value"], "raw": e["value"], "start": e["start"], "end": e["end"]}
            for e in parsed["entities"]
        ],
        "fields": _fields(message, parsed, today),
    }


def _fields(message: dict[str, Any], parsed: dict[str, Any], today: date) -> dict[str, Any]:
    """The values that the message would fill while `asked` is being asked; unusable ones are null."""
    catalogue = default_catalogue()
    path = catalogue.paths.get(message.get("path") or _DEFAULT_PATH)
    if path is None:
        return {}
    facts = [Fact(e["entity"], str(e["value"]), e["start"], e["end"]) for e in parsed["entities"]]
    asked = message.get("asked") if parsed["intent"] in {"inform", "affirm", "deny", "correct", "apply"} else None
    outcome = apply(catalogue, path, Draft(path.id), Reply(message["text"], facts, asked), today)
    values: dict[str, Any] = {refused.field_id: None for refused in outcome.refused}
    return {**values, **{learnt.field_id: learnt.value for learnt in outcome.learnt}}
