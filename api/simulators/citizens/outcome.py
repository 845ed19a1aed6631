"""After submitting: a citizen waits, brings what departments still want, downloads the licences, says how it was."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from api.cases.stages import FINAL, Stage
from api.simulators.citizens.answers import Answers
from api.simulators.citizens.conversation import Browser
from forms.model import Field, Path

_PAUSE = 2.0
"""Seconds between two looks at the page; a citizen who waits should cost those who talk little."""
_RATING = "满意"
_MOST_ANSWERS = 3
"""The same thing is wanted by several departments, each once; more often than that is a fault."""


@dataclass(slots=True)
class Outcome:
    """One submitted case, seen by its citizen until everything is decided."""

    browser: Browser
    path: Path
    answers: Answers
    case_no: str
    faults: list[str] = field(default_factory=list)
    given: Counter[str] = field(default_factory=Counter)
    """How often each thing was brought again."""
    rated: int = 0
    """How often the citizen was asked how it was."""

    def wait(self, patience: float, stop: Event) -> bool:
        """Until every department has decided and the citizen has been asked how it was.

        False when `patience` seconds pass without that, or `stop` is set.
        """
        ends = time.monotonic() + patience
        while time.monotonic() < ends and not stop.is_set():
            if self.browser.news():
                self._answer()
            elif self._is_over():
                self._download()
                return True
            else:
                stop.wait(_PAUSE)
        self.faults.append(f"not decided after {patience:g} s")
        return False

    def _answer(self) -> None:
        """Answer what the news ask, and what the answers ask in turn; what was asked last is what is open."""
        while any(self._answers(said) for said in reversed(self.browser.replies)):
            pass

    def _answers(self, said: dict[str, Any]) -> bool:
        """Answer one of the news; False when it asks nothing."""
        material = (said["card"] or {}).get("material", {}).get("id")
        asked = self._field_asked(said["text"])
        if any(button["text"] == _RATING for button in said["buttons"]):
            self.rated += 1
            self.browser.write(_RATING)
        elif material is not None and self._may_bring(material):
            self.browser.hand_in(material)
        elif asked is not None and self._may_bring(asked.id):
            self.browser.write(self.answers.say(asked).text)
        else:
            return False
        return True

    def _may_bring(self, thing: str) -> bool:
        self.given[thing] += 1
        if self.given[thing] > _MOST_ANSWERS:
            self.faults.append(f"{thing} is wanted again and again")
        return self.given[thing] <= _MOST_ANSWERS

    def _field_asked(self, text: str) -> Field | None:
        fields = [self.path.field(use.field) for use in self.path.fields]
        return next((each for each in fields if each.ask in text), None)

    def _is_over(self) -> bool:
        """Whether all is decided; a department that decides before what it waits for is granted is a fault."""
        tasks = self._case()["tasks"]
        early = [task["item"] for task in tasks if task["waits_for"] and task["stage"] == Stage.GRANTED]
        if early:
            self.faults.append(f"decided before what they wait for: {early}")
        return all(task["stage"] in FINAL for task in tasks) and self.rated > 0

    def _download(self) -> None:
        if self.rated != 1:
            self.faults.append(f"asked {self.rated} times how it was")
        for task in self._case()["tasks"]:
            if task["licence_url"] and not self.browser.download(task["licence_url"]).startswith(b"%PDF"):
                self.faults.append(f"the licence of {task['item']} is no PDF")

    def _case(self) -> dict[str, Any]:
        found: dict[str, Any] = next(case for case in self.browser.cases() if case["case_no"] == self.case_no)
        return found
