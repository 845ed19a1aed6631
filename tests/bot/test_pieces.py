"""A message of many facts is cut into the parts between them."""

from __future__ import annotations

from components.facts import find_facts
from components.pieces import pieces_of


def pieces(text: str) -> list[str]:
    return pieces_of(text, [(fact.start, fact.end) for fact in find_facts(text)])


def test_facts_and_punctuation_separate() -> None:
    assert pieces("我叫王建国想开个饺子馆身份证370982197001011234手机13705380099")[0] == "想开个饺子馆"
    assert pieces("我想开饭店 上下两层 一楼80")[0] == "我想开饭店"


def test_a_message_of_one_part_has_no_pieces() -> None:
    assert pieces("我想开饭店") == []
    assert pieces("") == []
