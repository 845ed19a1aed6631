"""Addresses, names and free text: what belongs to the value, and what stands around it.

Every test reads: this field, these words, this value. `today` is Monday, 2 March 2026.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forms.model import Value
from forms.values.addresses import complete_address, partial_address

Parse = Callable[[str, str], Value]
Refusal = Callable[[str, str], str]


# Addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("府前街12号", "府前街12号"),
        ("在府前街12号", "府前街12号"),
        ("店在府前街12号", "府前街12号"),
        ("俺店搁府前街12号", "府前街12号"),
        ("东大街12号", "东大街12号"),
        ("新矿路 88 号，谢谢", "新矿路88号"),
        ("新泰市青云路8号3单元201室", "新泰市青云路8号3单元201室"),
        ("青云街道商业街A区3排5号", "青云街道商业街A区3排5号"),
        ("开在万达广场2楼", "万达广场2楼"),
        ("东都镇西街村3组", "东都镇西街村3组"),
        ("府前街１２号", "府前街12号"),
        ("不对，是府前街12号", "府前街12号"),
        ("新泰市，府前街12号", "新泰市,府前街12号"),
    ],
)
def test_an_address_reaches_down_to_the_door(parse: Parse, text: str, address: str) -> None:
    assert parse("biz_addr", text) == address


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("府前街", "address.no_door"),
        ("府前街上", "address.no_door"),
        ("羊流镇大洼村", "address.no_door"),
        ("12号", "address.no_place"),
        ("不知道", "address.no_place"),
        ("知道", "address.no_place"),
        ("在路边摆摊", "address.no_place"),
        ("大街上", "address.no_place"),
        ("还没找好地方", "address.no_place"),
        ("没有门牌号", "address.no_place"),
        ("府前街12号在哪里？", "address.no_place"),
        ("府前街" + "一" * 130 + "12号", "address.length"),
    ],
)
def test_an_address_without_place_or_door_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("biz_addr", text) == code


def test_a_street_without_a_door_is_remembered_as_a_part() -> None:
    assert partial_address("在府前街上") == "府前街"
    assert partial_address("府前街12号") is None
    assert partial_address("不知道") is None


@pytest.mark.parametrize("text", ["12号", "是12号", "门牌号是12号", "就12号", "１２号"])
def test_a_door_said_later_completes_the_street(text: str) -> None:
    assert complete_address("府前街", text) == "府前街12号"


@pytest.mark.parametrize("text", ["青云路8号", "不知道", "没有门牌号"])
def test_another_street_or_no_door_does_not_join_the_first_street(text: str) -> None:
    assert complete_address("府前街", text) == text


# Names and free text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王建国", "王建国"),
        ("我叫王建国", "王建国"),
        ("俺叫王建国", "王建国"),
        ("是王建国", "王建国"),
        ("就是王建国", "王建国"),
        ("我是老板王建国", "王建国"),
        ("法人是李四", "李四"),
        ("经营者：王建国", "王建国"),
        ("王建国，男", "王建国"),
        ("不对，是王建国", "王建国"),
        ("王建国 13805381234", "王建国"),
        ("王建国吧", "王建国"),
        ("让李秀英管", "李秀英"),
        ("李秀英来管", "李秀英"),
        ("司马相如", "司马相如"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
    ],
)
def test_a_name_is_found_in_what_stands_around_it(parse: Parse, text: str, name: str) -> None:
    assert parse("legal_rep", text) == name


@pytest.mark.parametrize(
    "text",
    [
        "王",
        "我姓王",
        "Wang",
        "我自己",
        "还是我",
        "老板",
        "不知道",
        "好的",
        "你好",
        "不对",
        "谢谢",
        "跳过",
        "人工",
        "多少钱",
        "我想开个饭店",
        "八十平",
        "面积八十平",
        "王先生",
    ],
)
def test_what_is_no_name_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("legal_rep", text) == "person_name.form"


@pytest.mark.parametrize(
    "text", ["不对，姓名应该是胡桂兰", "应该叫胡桂兰", "姓名改成胡桂兰", "应该是胡桂兰", "就胡桂兰"]
)
def test_a_name_is_found_behind_what_corrects_it(parse: Parse, text: str) -> None:
    assert parse("legal_rep", text) == "胡桂兰"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("老王家饭馆", "老王家饭馆"),
        ("“老王羊汤”", "老王羊汤"),
        ("店名叫老王家饭馆", "老王家饭馆"),
        ("俺店叫二姐水饺", "二姐水饺"),
        ("就叫老王家饭馆吧", "老王家饭馆"),
        ("想叫福满楼", "福满楼"),
        ("想叫泰山人家 你看中不", "泰山人家"),
        ("名字就叫福满楼，咋样", "福满楼"),
        ("叫老王酒吧", "老王酒吧"),
        ("21克咖啡", "21克咖啡"),
        ("写错了，叫福满楼", "福满楼"),
    ],
)
def test_the_name_of_a_shop_is_found_in_what_stands_around_it(parse: Parse, text: str, name: str) -> None:
    assert parse("org_name", text) == name


@pytest.mark.parametrize(
    "text",
    [
        "没想好",
        "还没起名",
        "随便",
        "什么名字好",
        "店是自己的",
        "跳过",
        "好的",
        "没有",
        "13805381234",
        "80平",
        "我先问问",
        "店",
    ],
)
def test_what_is_no_name_of_a_shop_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("org_name", text) == "org_name.form"


def test_free_text_is_kept_with_its_spaces_tidied(parse: Parse) -> None:
    assert parse("floor", "  1层 \n 共6层 ") == "1层 共6层"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "text.length"), ("长" * 301, "text.length"), ("？", "text.nothing"), ("不知道", "text.nothing")],
)
def test_free_text_has_to_say_something(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("floor", text) == code
