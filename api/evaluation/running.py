"""Having a model understand labelled messages, one by one, and how long each takes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from api.evaluation.examples import Example
from api.evaluation.measures import Judged
from api.settings import PROJECT_FOLDER
from api.supervisor import bot_python
from api.understanding import contract_names


def judge(model: Path, examples: Sequence[Example], progress: Callable[[int], None]) -> list[Judged]:
    """Every example with what the model makes of it, nothing being asked; `progress` is told how many are done."""
    command = [str(bot_python()), str(PROJECT_FOLDER / "bot" / "parse.py"), "--model", str(model), "--interactive"]
    judged: list[Judged] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bot:  # noqa: S603
        if bot.stdin is None or bot.stdout is None:
            raise RuntimeError("the bot's process has no pipes")
        for number, example in enumerate(examples, start=1):
            bot.stdin.write(json.dumps({"text": example.text}, ensure_ascii=False) + "\n")
            bot.stdin.flush()
            answer = json.loads(bot.stdout.readline())
            judged.append(Judged(example, contract_names(answer["understanding"]), answer["milliseconds"]))
            progress(number)
        bot.stdin.close()
    return judged
