"""A button named in words, by somebody who sees English labels and types."""

from __future__ import annotations

import pytest

from api.conversations.pressing import button_named

FORM = ("Sole trader", "Company", "Talk to a person")
LICENCE = ("Has a licence", "No licence yet")
FOOD = ("Hot food (dishes, noodles)", "Cold food (salads)", "Own drinks", "Packaged food")
LEVELS = ("Very satisfied", "Satisfied", "Dissatisfied", "Very dissatisfied")
MATTERS = ("Open a restaurant", "Open an entertainment venue")


def named(labels: tuple[str, ...], text: str) -> str | None:
    return button_named([{"label": label, "text": f"<{label}>"} for label in labels], text)


@pytest.mark.parametrize(
    ("labels", "text", "meant"),
    [
        (FORM, "COMPANY", "<Company>"),
        (FORM, "a sole trader, please", "<Sole trader>"),
        (LICENCE, "I have no licence yet", "<No licence yet>"),
        (LICENCE, "we have a licence", "<Has a licence>"),
        (FOOD, "noodles", "<Hot food (dishes, noodles)>"),
        (FOOD, "hot food and own drinks", "<Hot food (dishes, noodles)>、<Own drinks>"),
        (LEVELS, "quite satisfied", "<Satisfied>"),
        (MATTERS, "a restaurant", "<Open a restaurant>"),
    ],
)
def test_a_part_of_a_label_is_enough(labels, text, meant):
    assert named(labels, text) == meant


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        (FOOD, "food"),
        (MATTERS, "open"),
        (FORM, "I run it myself"),
        (FORM, "Do I need a company?"),
        (LICENCE, "sorry, that was wrong, I have a licence"),
        (FORM, "我要注册公司"),
        (
            FORM,
            "my brother and me once ran a big company in the north which failed badly after seven hard years",
        ),
    ],
)
def test_what_names_none_or_asks_presses_nothing(labels, text):
    assert named(labels, text) is None
