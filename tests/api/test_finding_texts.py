"""What the linter says, in Chinese: every sentence of the code has its translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from api.settings import PROJECT_FOLDER
from api.texts.findings import finding_text

SAID_BY = ("forms/path_linting.py", "forms/field_linting.py", "forms/linting.py")


def sentences() -> Iterator[str]:
    """Every sentence that the linter can say, with X for what is filled in."""
    for file in SAID_BY:
        tree = ast.parse((PROJECT_FOLDER / file).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant):
                yield str(node.value.value)


PLACES_ONLY = {"X: X", "fields: X: X", "parts: X: X", "X: unknown X X"}
"""A place before another sentence; and the one of which the word for what is unknown is put in."""
SENTENCES = sorted({each for each in sentences() if " " in each} - PLACES_ONLY | {"fields: unknown field X"})


def test_there_are_sentences_to_look_at():
    assert len(SENTENCES) > 50


@pytest.mark.parametrize("said", SENTENCES)
def test_every_sentence_of_the_linter_is_said_in_chinese(said):
    chinese = finding_text(said)
    left = re.sub(
        r"X|`?\b(n|parts|row|sample|result_of|number_words|form|pattern|personal|from_id|part|own|unit|yes|no)\b`?",
        "",
        chinese,
    )
    places = re.sub(r"^([\w.-]*：)+", "", left)
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", places), chinese
    assert re.search(r"[一-鿿]", chinese), chinese


def test_places_stay_and_what_stands_there_is_shown():
    assert finding_text("items: ph: waits for unknown item 'x'") == "items：ph：要等的'x'不在这件事里"
    assert finding_text("faq: 0: answer: Field required; nam: Extra inputs are not permitted (here: 'a')") == (
        "faq：0：answer：缺这一项；nam：没有这一项可写（现在写的是'a'）"
    )


def test_what_has_no_translation_stays():
    assert finding_text("did nobody know this?") == "did nobody know this?"
