"""Parsing messages outside a conversation: the bot's understanding, and the field values that `forms` makes of it."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any

from api.catalogues.current import current_catalogue
from api.settings import PROJECT_FOLDER
from api.supervisor import bot_python
from api.training import train_if_needed
from forms.corrections import named_anew
from forms.draft import Draft, use_of
from forms.engine import Refused, Reply, apply
from forms.facts import Fact
from forms.model import Field, Kind, Path
from forms.values import Unusable, parse_value

_ANSWERING = {"inform", "affirm", "deny", "correct"}
"""What a message may be understood as when it is taken as the answer to the question asked."""


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


_CONTRACT_NAMES = {
    "ask": ("intent", "faq"),
    "why": ("intent", "faq"),
    "smalltalk": ("none", "not_government"),
    "seen": ("intent", "faq"),
    "elder": ("intent", "repeat"),
    "en": ("intent", "help"),
    "plain": ("intent", "help"),
}
"""Intents that the dialogue tells apart and the contract of `nlu parse` does not."""


def _named(reading: dict[str, Any]) -> dict[str, Any]:
    kind, name = _CONTRACT_NAMES.get(str(reading["id"]), (reading["kind"], reading["id"]))
    return {**reading, "kind": kind, "id": name}


def contract_names(understanding: dict[str, Any]) -> dict[str, Any]:
    """An understanding with the ids that the contract of `nlu parse` knows."""
    return {**_named(understanding), "candidates": [_named(each) for each in understanding["candidates"]]}


def _feed(pipe: IO[str], messages: list[dict[str, Any]]) -> None:
    with pipe:
        for message in messages:
            metadata = {"message_id": 0, "path": message.get("path"), "asked": _asked(message)}
            pipe.write(json.dumps({"text": message["text"], "metadata": metadata}, ensure_ascii=False) + "\n")


def _message(line: str, *, jsonl: bool) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(line) if jsonl else {"text": line.rstrip("\n")}
    return message


def _asked(message: dict[str, Any]) -> dict[str, Any] | None:
    """The open question as the bot needs it, in the path's words where the path is named; rows of lists included."""
    field_id, path = message.get("asked"), current_catalogue().paths.get(message.get("path") or "")
    try:
        field = path.field(field_id or "") if path else current_catalogue().fields[field_id or ""]
    except KeyError:
        return None
    words = [word for option in field.options for word in (option.label, *option.words)]
    return {"field": field.id, "kind": field.kind.value, "words": words}


def _result(message: dict[str, Any], parsed: dict[str, Any], today: date) -> dict[str, Any]:
    if "error" in parsed:
        return {"text": message.get("text"), "error": parsed["error"]}
    understanding = contract_names(parsed["understanding"])
    path = _path(message, understanding)
    fields = _fields(path, message, parsed, today) if path else {}
    return {
        "text": message["text"],
        **{key: understanding.get(key) for key in ("kind", "id", "aspect", "confidence", "decision", "candidates")},
        "entities": [_entity(each, today) for each in parsed["entities"]],
        "fields": fields,
    }


_KINDS = {"count": Kind.INTEGER}
"""Kinds of facts that are not named like the kind of field they fill."""


def _entity(found: dict[str, Any], today: date) -> dict[str, Any]:
    """A fact with its normalised value, which is null where it cannot be used."""
    raw = str(found["value"])
    kind = _KINDS.get(found["entity"]) or Kind(found["entity"])
    as_such = Field(id=found["entity"], label="", kind=kind, group="", ask="", example="")
    try:
        value = parse_value(as_such, raw, today)
    except Unusable:
        value = None
    return {"entity": found["entity"], "value": value, "raw": raw, "start": found["start"], "end": found["end"]}


def _path(message: dict[str, Any], understanding: dict[str, Any]) -> Path | None:
    """The path that the values are for: the one under way, the one asked for, or one that asks the open question."""
    paths = current_catalogue().paths
    named = [message.get("path"), understanding.get("id") if understanding.get("kind") == "path" else None]
    asking = [path.id for path in paths.values() if message.get("asked") and use_of(path, message["asked"])]
    return next((paths[path_id] for path_id in [*named, *asking] if path_id in paths), None)


def _asks(path: Path, field_id: str | None) -> bool:
    """Whether the path has this question: what was asked on another matter is not answered on this one."""
    try:
        return bool(field_id) and path.field(str(field_id)) is not None
    except KeyError:
        return False


_SILENT = ("missing", "unclear", "none", "nothing", "form", "no_place")


def _is_silent(refused: Refused) -> bool:
    """Whether there was no value at all: a question, a doubt, something else."""
    signed = refused.refusal.code in {"code.form", "plate.form"}
    return refused.refusal.code.endswith(_SILENT) and not signed


def _is_half(refused: Refused) -> bool:
    """A place without its door, said in passing: 在平阳路开个店 is no wrong address, only a part of one."""
    return refused.refusal.code.startswith("address.")


def _fields(path: Path, message: dict[str, Any], parsed: dict[str, Any], today: date) -> dict[str, Any]:
    """The values that the message would fill while `asked` is being asked; unusable ones are null."""
    facts = [Fact(e["entity"], str(e["value"]), e["start"], e["end"]) for e in parsed["entities"]]
    answers = parsed["intent"]["name"] in _ANSWERING and _asks(path, message.get("asked"))
    reply = Reply(message["text"], facts, message.get("asked") if answers else None)
    outcome = apply(path, Draft(path.id), reply, today)
    said = [each for each in outcome.refused if not _is_silent(each)]
    unusable = [each for each in said if each.field_id == reply.asked or not _is_half(each)]
    values: dict[str, Any] = {refused.field_id: None for refused in unusable}
    values |= {learnt.field_id: learnt.value for learnt in outcome.learnt}
    if parsed["intent"]["name"] == "correct":
        # Outside of a conversation there is no answer that it could replace; what it names is told anew.
        named = named_anew(path, message["text"], today)
        if named is not None and named[0] not in values:
            return dict([named])
    return values
