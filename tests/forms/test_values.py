"""Every kind of value: what the citizen reads of it, and that nothing typed makes it fail.

Every test reads: this field, these words, this value. `today` is Monday, 2 March 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.model import Catalogue, Value
from forms.values import Unusable, show_value

Parse = Callable[[str, str], Value]


@pytest.mark.parametrize(
    ("field_id", "value", "shown"),
    [
        ("biz_area", 80.0, "80平方米"),
        ("fitout_cost", 200_000.0, "20万元"),
        ("fitout_cost", 15_000.0, "1.5万元"),
        ("fitout_cost", 12_345.0, "12345元"),
        ("fitout_cost", 500.0, "500元"),
        ("lease_to", "2029-12-31", "2029年12月31日"),
        ("entity_type", "company", "公司"),
        ("food_items", ["hot", "cold"], "热食（炒菜、面食）、冷食（凉菜）"),
        ("staff_no", 3, "3"),
        ("legal_rep", "王建国", "王建国"),
    ],
)
def test_a_value_is_shown_in_plain_words(catalogue: Catalogue, field_id: str, value: Value, shown: str) -> None:
    assert show_value(catalogue.fields[field_id], value) == shown


@given(data=st.data())
def test_whatever_is_typed_gives_a_value_or_a_refusal_and_never_fails(
    catalogue: Catalogue, parse: Parse, data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from(list(catalogue.fields.values())))
    scraps = st.sampled_from(
        [*"十百千万亿半点两仨几来多平亩元个号街路不没有是月年日底到宽每0123456789.-,，。 X", "2029", "0000", "明年"]
    )
    text = data.draw(st.lists(scraps, max_size=12).map("".join) | st.text(max_size=12))
    try:
        value = parse(field.id, text)
    except Unusable as reason:
        code = reason.code
    else:
        assert show_value(field, value) == show_value(field, parse(field.id, text)), "the same words, the same value"
        return
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", code), "a code is the kind and the reason"
