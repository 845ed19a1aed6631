"""Builders that the tests of `forms` share: the shipped catalogue, drafts from answers, facts from words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath
from tempfile import gettempdir

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from forms.draft import Draft
from forms.engine import Outcome, Question, Reply, apply, next_question
from forms.facts import Fact
from forms.loader import default_catalogue
from forms.model import Catalogue, Field, Kind, Path, Value
from forms.requirements import Situation, situation
from forms.values import Unusable, parse_value

set_hypothesis_home_dir(FilePath(gettempdir()) / "hypothesis")
settings.register_profile("forms", deadline=None, database=None, max_examples=60)
settings.load_profile("forms")

TODAY = date(2026, 3, 2)
"""A Monday without holidays near it."""

Answers = dict[str, Value]
Draw = Callable[[st.DataObject], Answers]
NextOf = Callable[[Draft], Question | None]
Interview = Callable[..., tuple[list[str], Draft]]

_MOST_QUESTIONS = 100

_AREAS = (5.0, 40.0, 49.9, 50.0, 80.0, 299.0, 300.0, 320.0, 1000.0)
_SUMS = (0.0, 20_000.0, 299_999.0, 300_000.0, 2_000_000.0)


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return default_catalogue()


@pytest.fixture(scope="session")
def path(catalogue: Catalogue) -> Path:
    return catalogue.paths["open-restaurant"]


@pytest.fixture(scope="session")
def parse(catalogue: Catalogue) -> Callable[[str, str], Value]:
    """What a field makes of a text."""
    return lambda field_id, text: parse_value(catalogue.fields[field_id], text, TODAY)


@pytest.fixture(scope="session")
def refusal(catalogue: Catalogue) -> Callable[[str, str], str]:
    """The code with which a field refuses a text."""

    def code(field_id: str, text: str) -> str:
        try:
            value = parse_value(catalogue.fields[field_id], text, TODAY)
        except Unusable as reason:
            return reason.code
        pytest.fail(f"{field_id} made {value!r} of {text!r}, which says no such thing")

    return code


@pytest.fixture(scope="session")
def draft() -> Callable[..., Draft]:
    """A draft with these answers."""

    def make(**answers: Value) -> Draft:
        made = Draft("open-restaurant")
        for field_id, value in answers.items():
            made = made.with_answer(field_id, value)
        return made

    return make


@pytest.fixture(scope="session")
def look(catalogue: Catalogue, path: Path, draft: Callable[..., Draft]) -> Callable[..., Situation]:
    """The path as seen with these answers."""
    return lambda **answers: situation(catalogue, path, draft(**answers), TODAY)


@pytest.fixture(scope="session")
def shop() -> dict[str, Value]:
    """An ordinary restaurant of 80 m², everything answered: no licence yet, rented, with a sign, no tobacco."""
    return {
        "has_shop": True, "biz_area": 80.0, "has_licence": False, "entity_type": "individual",
        "food_items": ["hot", "cold"], "main_format": "restaurant", "special_supply": False, "wants_permit": False,
        "sign_kind": "ordinary", "sells_tobacco": False, "kitchen_heat": "gas", "drains_to_sewer": True,
        "homes_above": False, "has_karaoke": False, "changes_structure": False, "staff_no": 3,
        "legal_rep": "王建国", "id_no": "11010519491231002X", "mobile": "13805381234", "org_name": "老王家饭馆",
        "biz_addr": "新泰市府前街12号", "premise_right": "leased", "lease_to": "2029-12-31", "is_online": True,
        "kitchen_area": 25.0, "seats": 40, "sign_spec": "长4米高1米", "drain_spec": "每天2吨，有隔油池",
        "deliver": "electronic",
    }  # fmt: skip


@pytest.fixture(scope="session")
def handed_in(path: Path) -> Callable[[Draft], Draft]:
    """The draft with one file for every material of the path."""
    return lambda made: replace(made, uploads={use.material: 1 for use in path.materials})


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., list[Fact]]:
    """Facts as the understanding would find them: kind and words, in the order of the message."""

    def find(text: str, *found: tuple[str, str]) -> list[Fact]:
        facts, position = [], 0
        for kind, raw in found:
            start = text.index(raw, position)
            position = start + len(raw)
            facts.append(Fact(kind, raw, start, position))
        return facts

    return find


@pytest.fixture(scope="session")
def say(catalogue: Catalogue, path: Path, facts_of: Callable[..., list[Fact]]) -> Callable[..., Outcome]:
    """What a message does to a draft."""

    def saying(
        made: Draft, text: str, *found: tuple[str, str], asked: str | None = None, correcting: bool = False
    ) -> Outcome:
        reply = Reply(text, facts_of(text, *found), asked, correcting)
        return apply(path, made, reply, TODAY)

    return saying


@pytest.fixture(scope="session")
def next_of(catalogue: Catalogue, path: Path) -> NextOf:
    """What is asked next of a draft."""
    return lambda made: next_question(catalogue, path, made, TODAY)


@pytest.fixture(scope="session")
def interview(draft: Callable[..., Draft], next_of: NextOf) -> Interview:
    """Asks until nothing is left; `citizen` knows every answer. Gives what was asked, in order, and the final draft."""

    def hold(citizen: Answers, **said_before: Value) -> tuple[list[str], Draft]:
        asked, made = [], draft(**said_before)
        while (question := next_of(made)) is not None:
            asked.append(question.id)
            assert len(asked) < _MOST_QUESTIONS, f"the interview does not end: {asked[-5:]}"
            if question.kind == "field":
                made = made.with_answer(question.id, citizen[question.id])
            else:
                made = replace(made, uploads={**made.uploads, question.id: 1})
        return asked, made

    return hold


@pytest.fixture(scope="session")
def some_answers(catalogue: Catalogue, path: Path) -> Draw:
    """Draws any part of the answers that citizens could give on this path, none of them impossible."""
    asked = [catalogue.fields[use.field] for use in path.fields if use.fixed is None]
    strategy = st.fixed_dictionaries({}, optional={field.id: _values_of(field) for field in asked})
    return lambda data: data.draw(strategy)


@pytest.fixture(scope="session")
def all_answers(catalogue: Catalogue, path: Path) -> Draw:
    """Draws an answer to every question of this path."""
    asked = [catalogue.fields[use.field] for use in path.fields if use.fixed is None]
    strategy = st.fixed_dictionaries({field.id: _values_of(field) for field in asked})
    return lambda data: data.draw(strategy)


def _values_of(field: Field) -> st.SearchStrategy[Value]:  # noqa: PLR0911 - one for each kind
    values = [option.value for option in field.options]
    match field.kind:
        case Kind.YES_NO:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(values)
        case Kind.CHOICES:
            chosen = st.lists(st.sampled_from(values), min_size=1, unique=True)
            return chosen.map(lambda some: [value for value in values if value in some])
        case Kind.AREA:
            return st.sampled_from(_AREAS)
        case Kind.MONEY:
            return st.sampled_from([each for each in _SUMS if each >= (field.minimum or 0)])
        case Kind.INTEGER:
            return st.integers(int(field.minimum or 0), 30)
        case _:
            return st.just(parse_value(field, field.example, TODAY))
