"""Holding one conversation to its end and checking, turn by turn, what the system owes every citizen."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from typing import Any

from api.bench.site import consent_to_all
from api.simulators.citizens.answers import Answers, phrases
from api.simulators.citizens.conversation import Browser
from api.simulators.citizens.outcome import Outcome
from api.simulators.citizens.personas import Persona
from api.simulators.telephone import Telephone
from forms.draft import Draft
from forms.engine import next_question
from forms.model import Catalogue, Field, Kind, Path
from forms.rows import row_of, with_rows

_MOST_TURNS = 400
_STUCK = 3
"""The same question after so many good answers in a row."""


@dataclass(slots=True)
class Result:
    """What became of a conversation."""

    path: str
    persona: str
    seed: int
    turns: int = 0
    questions: int = 0
    minimal: int = 0
    completed: bool = False
    decided: bool = False
    """Whether every department has decided; only with citizens who wait for it."""
    repeated: list[str] = field(default_factory=list)
    """Questions that came again although their answer was good."""
    stuck: bool = False
    faults: list[str] = field(default_factory=list)
    """Other promises that were broken: a value that is not what was said, an open question that did not come back."""
    seconds: list[float] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing went wrong."""
        return self.completed and not (self.repeated or self.stuck or self.faults)


class StuckError(Exception):
    """The conversation does not get on."""


class Interview:
    """One citizen, one path."""

    def __init__(
        self,
        browser: Browser,
        telephone: Telephone,
        catalogue: Catalogue,
        path: Path,
        persona: Persona,
        seed: int,
        today: date,
    ) -> None:
        self.browser = browser
        self.telephone = telephone
        self.catalogue = catalogue
        self.plain_path = path
        self.persona = persona
        self.chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.today = today
        self.answers = Answers(path, persona, self.chance, today)
        self.counts: dict[str, object] = {}
        self.result = Result(path.id, persona.name, seed)
        self.said: dict[str, Any] = {}
        self.good = Counter[str]()
        self.put_off: set[str] = set()
        self.case_no: str | None = None

    def hold(self) -> Result:
        """From the wish to the case; problems are noted, not raised."""
        try:
            self.browser.open()
            self.browser.write(self.plain_path.wish)
            self._say_for_whom()
            self._fill_in()
            self._submit()
        except StuckError as problem:
            self.result.stuck = True
            self.result.faults.append(str(problem))
        except Exception as problem:  # noqa: BLE001 - an error of the server ends this conversation, not the simulation
            self.result.faults.append(f"{type(problem).__name__}: {problem}")
        self.result.turns = len(self.browser.seconds)
        self.result.seconds = list(self.browser.seconds)
        self.result.transcript = self.browser.transcript
        return self.result

    def wait(self, patience: float, stop: Event) -> Result:
        """After `hold`: until every department has decided, `patience` seconds have passed, or `stop` is set."""
        if self.case_no is None:
            return self.result
        outcome = Outcome(self.browser, self.path, self.answers, self.case_no)
        try:
            self.result.decided = outcome.wait(patience, stop)
        except Exception as problem:  # noqa: BLE001 - as above
            outcome.faults.append(f"{type(problem).__name__}: {problem}")
        self.result.faults += outcome.faults
        return self.result

    @property
    def path(self) -> Path:
        """The path with the rows that are known."""
        return with_rows(self.plain_path, self.counts)

    def _say_for_whom(self) -> None:
        """Where nobody is asked whether they apply for another, whoever does has to say so."""
        if self._has_to_say_so:
            self.browser.write(self.chance.choice(phrases()["for_another"]))
            self.said["by_agent"] = True

    @property
    def _has_to_say_so(self) -> bool:
        use = self.plain_path.uses.get("by_agent")
        return self.persona.for_another and use is not None and use.derive is not None

    def _fill_in(self) -> None:
        for _ in range(_MOST_TURNS):
            card = self.browser.last_card
            if card.get("type") == "review":
                return
            if card.get("type") == "upload":
                self.browser.hand_in(card["material"]["id"])
                continue
            asked = self._asked()
            if asked is None and self.put_off:
                # What was put off is the only thing left; the system waits until the citizen comes back to it.
                self.put_off.clear()
                self.browser.write("接着办")
                continue
            if asked is None:
                raise StuckError(f"no question that the path knows: {self.browser.heard[-200:]!r}")
            self._answer(asked)
        raise StuckError("the interview does not end")

    def _asked(self) -> Field | None:
        """The field whose question stands at the end of what was said."""
        heard = self.browser.replies[-1]["text"] if self.browser.replies else ""
        found = [
            (len(words), asked)
            for use in self.path.fields
            for asked in [self.path.field(use.field)]
            for words in (asked.ask, asked.again)
            if words and words in heard
        ]
        return max(found, key=lambda entry: entry[0])[1] if found else None

    def _answer(self, asked: Field) -> None:
        if self.good[asked.id] >= _STUCK:
            raise StuckError(f"{asked.id} is asked again and again")
        if self._interrupts(asked) or self._puts_off(asked) or self._changes_mind(asked):
            return
        wrong = self.answers.wrong(asked) if self.chance.random() < self.persona.mistypes else None
        if wrong is not None:
            self.browser.write(wrong)
            self._expect_open(asked, "a wrong number was taken")
        said = self.answers.say(asked)
        if asked.kind is Kind.ROWS:
            self.counts[asked.id] = said.value
        text = said.text
        more = self._more(asked)
        if more:
            text = "，".join([text, *(told for _field, told in more)])
        if self.good[asked.id]:
            self.result.repeated.append(f"{asked.id} after {self.browser.transcript[-2:]}")
        self.browser.write(text)
        self.result.questions += 1
        self.good[asked.id] += 1
        self.said[asked.id] = said.value
        for other, _told in more:
            self.said[other.id] = self.answers.value(other)
            self.good[other.id] += 1

    def _interrupts(self, asked: Field) -> bool:
        """Say something else first; the open question has to come back."""
        lines = None
        if self.chance.random() < self.persona.chats:
            lines = phrases()["chats"]
        elif self.chance.random() < self.persona.swears:
            lines = phrases()["swears"]
        if lines is None:
            return False
        self.browser.write(self.chance.choice(lines))
        self._expect_open(asked, "after an interruption the question did not come back")
        return False

    def _puts_off(self, asked: Field) -> bool:
        if self.chance.random() >= self.persona.forgets:
            return False
        what = self.chance.random()
        if what < 0.4 and asked.id not in self.put_off:  # noqa: PLR2004
            self.put_off.add(asked.id)
            self.browser.write(self.chance.choice(phrases()["skips"]))
            return True
        if what < 0.7:  # noqa: PLR2004
            self.browser.write(self.chance.choice(phrases()["forgets"]))
            self._expect_open(asked, "the question was not repeated")
        else:
            self.browser.open()
            self.browser.write("接着办")
            self._expect_open(asked, "after coming back the question was another")
        return False

    def _changes_mind(self, asked: Field) -> bool:
        """Correct an earlier answer of a kind that can be made up anew."""
        free = {Kind.PERSON_NAME, Kind.MOBILE, Kind.ADDRESS, Kind.ORG_NAME}
        earlier = [name for name in self.said if name in self.path.uses and self.path.field(name).kind in free]
        if not earlier or self.chance.random() >= self.persona.corrects:
            return False
        corrected = self.path.field(self.chance.choice(earlier))
        value = self.answers.change(corrected)
        template = self.chance.choice(phrases()["corrects"])
        self.browser.write(template.format(label=corrected.label.split("（")[0], v=value))
        self.said[corrected.id] = value
        self._expect_open(asked, f"after {corrected.id} was corrected the question did not come back")
        return False

    def _more(self, asked: Field) -> list[tuple[Field, str]]:
        """Facts of the applicant that have not been asked for yet, told along with the answer."""
        if self.chance.random() >= self.persona.tells_more:
            return []
        unasked = [
            self.path.field(use.field)
            for use in self.path.fields
            if use.field not in self.said and not row_of(use.field) and self.path.field(use.field).primary
        ]
        told = [(each, words) for each in unasked if (words := self.answers.tell(each)) is not None]
        return [] if asked.primary or row_of(asked.id) else self.chance.sample(told, k=min(2, len(told)))

    def _expect_open(self, asked: Field, fault: str) -> None:
        now_asked = self._asked()
        if now_asked is None or now_asked.id != asked.id:
            tail = " / ".join(self.browser.transcript[-3:])
            self.result.faults.append(f"{fault}: {asked.id}, now {now_asked.id if now_asked else None}: {tail}")

    def _submit(self) -> None:
        review = self.browser.review()
        self._check_values(review)
        if not review["ready"]:
            raise StuckError(f"the review is not ready: {review['missing']}")
        self.result.minimal = self._fewest_questions()
        self.browser.prove(self.telephone)
        self.case_no = self.browser.submit(consent_to_all(review))
        case = next(case for case in self.browser.cases() if case["case_no"] == self.case_no)
        planned = {item["name"] for stage in review["plan"]["stages"] for item in stage["items"]}
        made = {task["item"] for task in case["tasks"]}
        if planned != made:
            self.result.faults.append(f"the case has other items than the plan: {sorted(planned ^ made)}")
        self.result.completed = True

    def _check_values(self, review: dict[str, Any]) -> None:
        """Every value stands as it was said."""
        for group in review["groups"]:
            for row in group["rows"]:
                said = self.said.get(row["id"])
                if said is not None and row["answered"] and row["raw"] != said:
                    self.result.faults.append(f"{row['id']} is {row['raw']!r}, said was {said!r}")

    def _fewest_questions(self) -> int:
        """How many questions an ideal interview asks somebody with these answers."""
        draft, count = Draft(self.plain_path.id), 0
        if self._has_to_say_so:
            draft = draft.with_answer("by_agent", value=True)
        counts: dict[str, object] = {}
        for _ in range(_MOST_TURNS):
            path = with_rows(self.plain_path, counts)
            question = next_question(self.catalogue, path, draft, self.today)
            if question is None or question.kind == "material":
                return count
            count += 1
            definition = path.field(question.id)
            value = self.answers.value(definition)
            counts |= {question.id: value} if definition.kind is Kind.ROWS else {}
            draft = draft.with_answer(question.id, value)
        return count
