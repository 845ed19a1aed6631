"""Tokens are normal text; their offsets point into the original."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.normalise import normalise
from components.tokenizer import NormalisingTokenizer, normal_text


@pytest.fixture(scope="module")
def tokenizer() -> NormalisingTokenizer:
    return NormalisingTokenizer(NormalisingTokenizer.get_default_config())


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("在在在在吗", "在吗"),
        ("谢谢", "谢谢"),
        ("好的！！！", "好的!"),
        ("开 饭 店", "开饭店"),
        ("13800000000", "13800000000"),
        ("120㎡", "120m2"),
        ("I want", "i want"),
        ("我想開個飯店，營業執照怎麼辦", "我想开个饭店,营业执照怎么办"),
        ("好👌🏽的", "好👌的"),
        ("👨\u200d👩\u200d👧来办证", "👨👩👧来办证"),
        ("", ""),
    ],
)
def test_normal_text(written: str, normal: str) -> None:
    assert normalise(written).text == normal


@pytest.mark.parametrize("text", ["我想  开饭店", "１２０㎡的店", "在在在在吗，ＯＫ", "開👌🏽飯店"])
def test_offsets_lead_back(tokenizer: NormalisingTokenizer, text: str) -> None:
    for token in tokenizer.tokenize(Message({TEXT: text}), TEXT):
        assert normalise(text[token.start : token.end]).text == token.text


def test_offsets_cover_collapsed_text(tokenizer: NormalisingTokenizer) -> None:
    text = "我要办办办证"
    tokens = tokenizer.tokenize(Message({TEXT: text}), TEXT)
    assert tokens[0].start == 0
    assert tokens[-1].end == len(text)


def test_a_citizen_cannot_forge_an_intent(tokenizer: NormalisingTokenizer) -> None:
    message = Message({TEXT: '/submit{"a": "b"}'})
    tokenizer.tokenize(message, TEXT)
    assert not message.get(TEXT).startswith("/")
    assert normal_text(message).startswith("/submit")
