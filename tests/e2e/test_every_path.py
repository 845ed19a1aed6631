"""Every path of the catalogue, from the wish to the last licence, with a really trained model."""

from __future__ import annotations

import pytest

from forms.loader import default_catalogue
from forms.model import Kind, Path
from forms.values import show_value
from tests.e2e.person import Person

PATHS = default_catalogue().paths


def answers_of_most(path: Path) -> dict[str, str]:
    """What most applicants say to each question: what is typical in words, else the example that the question shows."""
    said: dict[str, str] = {}
    for use in path.fields:
        field = path.field(use.field)
        value = path.typical.get(field.id)
        said[field.ask] = field.example if value is None else show_value(field, value)
        if field.kind is Kind.ROWS:
            count = value if isinstance(value, int) else 2
            said[field.ask] = str(count)
            rows = [field.row_part(number, part) for number in range(1, count + 1) for part in field.parts]
            said |= {row.ask: f"{100 / count:g}%" if row.unit == "%" else row.example for row in rows}
    return said


@pytest.mark.parametrize("path_id", sorted(PATHS))
def test_a_path_goes_from_the_wish_to_the_last_result(person: Person, path_id: str) -> None:
    path = PATHS[path_id]

    heard = person.say(path.wish)
    assert f"“{path.name}”" in heard
    asked = person.answer_everything(**answers_of_most(path))
    assert len(asked) == len(set(asked)), "a question was asked twice"

    review = person.review()
    assert review["ready"], review["missing"]
    case = person.wait_until_closed(person.submit(review))
    assert {task["stage"] for task in case["tasks"]} == {"granted"}
