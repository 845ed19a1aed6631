"""Corrections: the one earlier answer that a message means, or none when that is not clear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from forms.corrections import correction, named_anew
from forms.draft import Draft
from forms.model import Catalogue, Path, Value

Correct = Callable[..., tuple[str, Value, Value | None] | None]


@pytest.fixture
def correct(
    catalogue: Catalogue, path: Path, draft: Callable[..., Draft], shop: dict[str, Value], today: date
) -> Correct:
    """Which field of an ordinary shop a message corrects, to what, and what it was."""

    def correcting(text: str, last: str | None = None, **answers: Value) -> tuple[str, Value, Value | None] | None:
        made = draft(**(answers or shop))
        outcome = correction(path, made, text, [], today, last)
        if outcome is None:
            return None
        (learnt,) = outcome.learnt
        assert outcome.draft.answers[learnt.field_id].value == learnt.value
        return learnt.field_id, learnt.value, learnt.previous

    return correcting


@pytest.mark.parametrize(
    ("text", "field_id", "value"),
    [
        ("名字写错了 是王建军", "legal_rep", "王建军"),
        ("店名改成老张家", "org_name", "老张家"),
        ("招牌不挂了", "sign_kind", "none"),
        ("不是个体是公司", "entity_type", "company"),
        ("不是个体，是公司", "entity_type", "company"),
        ("不是3个是5个人", "staff_no", 5),
        ("不是租的 是自己的", "premise_right", "owned"),
        ("改成公司", "entity_type", "company"),
        ("不对，面积是95平", "biz_area", 95.0),
        ("后厨面积改成30平", "kitchen_area", 30.0),
        ("手机号错了，13900000000", "mobile", "13900000000"),
        ("不叫老王家饭馆，叫老张家饭馆", "org_name", "老张家饭馆"),
        ("还是邮寄吧", "deliver", "post"),
    ],
)
def test_the_answer_that_is_meant_is_replaced(
    correct: Correct, shop: dict[str, Value], text: str, field_id: str, value: Value
) -> None:
    assert correct(text) == (field_id, value, shop[field_id])


def test_a_bare_value_corrects_the_last_answer(correct: Correct) -> None:
    assert correct("不对 是95", last="biz_area") == ("biz_area", 95.0, 80.0)
    assert correct("不对，没有外卖，不做", last="is_online") == ("is_online", False, True)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("不对", "biz_area"),
        ("不对 是95", None),
        ("不对吗", "biz_area"),
        ("面积怎么算", "biz_area"),
        ("不对，我想问一下", "sign_spec"),
        ("不对，你听我说", "org_name"),
        ("不是7个是5个人", None),
        ("面积改成80平", None),
        ("建筑面积改成95平", None),
        ("我改主意了", "biz_area"),
    ],
)
def test_what_is_not_clear_changes_nothing(correct: Correct, text: str, last: str | None) -> None:
    assert correct(text, last) is None


def test_two_answers_with_the_same_value_are_told_apart_by_the_last(correct: Correct) -> None:
    assert correct("不是3个是5个", staff_no=3, exits=3) is None
    assert correct("不是3个是5个", "exits", staff_no=3, exits=3) == ("exits", 5, 3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("刚才面积说错了，是95平", ("biz_area", 95.0)),
        ("面积记错了，不是80，是68", ("biz_area", 68.0)),
        ("店名改成老郝家常菜", ("org_name", "老郝家常菜")),
        ("不对，电话应该是17853806621", ("mobile", "17853806621")),
        ("刚才说错了", None),
    ],
)
def test_without_answers_a_correction_tells_what_it_names(
    catalogue: Catalogue, today: date, text: str, told: tuple[str, Value] | None
) -> None:
    assert named_anew(catalogue.paths["open-restaurant"], text, today) == told
