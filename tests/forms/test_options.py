"""Yes and no, and choices: by word, by number, by what people say instead.

Every test reads: this field, these words, this value. `today` is Monday, 2 March 2026.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forms.model import Value
from forms.values import Unusable

Parse = Callable[[str, str], Value]
Refusal = Callable[[str, str], str]


# Yes and no


def words(line: str) -> list[str]:
    return line.split()


_YES = [
    *words("是 是的 对 对对对 有 有的 有呢 有来 俺有 嗯 嗯嗯 嗯呐 昂 中 中啊 管 行 成 可以 好 好的 得嘞 应该有"),
    *words("没错 没问题 可不是 不假 必须的 当然 OK yes 👌 第一个 1 选1"),
]
_NO = [
    *words("不 不是 没 没有 木有 没有来 没呢 俺没有 还没有 无 不要 不用 甭 拉倒 算了 不可能 no n ❌"),
    *words("2 第二个 选2"),
]
_NEITHER = [
    *words("不知道 不清楚 没想好 不确定 说不准 可能有 大概是 再说吧 问问俺对象 等我对象回来 中午再说 有点贵"),
    *words("有没有区别 啥意思 怎么算有？ 随便 不是没有 你好 王建国 80平 谢谢 跳过 3"),
]


@pytest.mark.parametrize("text", _YES)
def test_yes_is_said_in_many_ways(parse: Parse, text: str) -> None:
    assert parse("has_karaoke", text) is True


@pytest.mark.parametrize("text", _NO)
def test_no_is_said_in_many_ways(parse: Parse, text: str) -> None:
    assert parse("has_karaoke", text) is False


@pytest.mark.parametrize("text", _NEITHER)
def test_doubt_and_questions_are_neither_yes_nor_no(refusal: Refusal, text: str) -> None:
    assert refusal("has_karaoke", text) == "yes_no.unclear"


@pytest.mark.parametrize(
    ("field_id", "text", "answer"),
    [
        ("sells_tobacco", "捎着卖点", True),
        ("sells_tobacco", "烟酒都卖", True),
        ("sells_tobacco", "只卖酒不卖烟", False),
        ("sells_tobacco", "不打算卖", False),
        ("sells_tobacco", "卖不了", False),
        ("is_online", "上美团", True),
        ("is_online", "饿了么", True),
        ("is_online", "打算做", True),
        ("is_online", "光堂食", False),
        ("is_online", "暂时不做", False),
        ("has_licence", "办下来了", True),
        ("has_licence", "早就有了", True),
        ("has_licence", "没办下来", False),
        ("has_licence", "没有执照", False),
        ("homes_above", "楼上没住人", False),
        ("homes_above", "平房", False),
        ("homes_above", "上面住着好几户", True),
        ("drains_to_sewer", "接的市政的", True),
        ("drains_to_sewer", "接不上", False),
        ("drains_to_sewer", "不排到市政下水道", False),
        ("drains_to_sewer", "往化粪池里排", False),
        ("changes_structure", "加个夹层", True),
        ("changes_structure", "就刷刷墙", False),
        ("has_shop", "有，在府前街", True),
        ("has_shop", "推车卖", False),
        ("own_flue", "没有烟道", False),
        ("wants_permit", "小餐饮登记就行", False),
        ("wants_permit", "要正式的", True),
    ],
)
def test_yes_and_no_in_the_words_of_the_question(parse: Parse, field_id: str, text: str, answer: bool) -> None:
    assert parse(field_id, text) is answer


@pytest.mark.parametrize(
    ("field_id", "text"),
    [
        ("homes_above", "住户不多"),
        ("drains_to_sewer", "直接倒院子里"),
        ("has_licence", "正在办"),
        ("has_licence", "办了一半"),
        ("is_online", "我做热菜"),
        ("is_online", "不光做外卖"),
        ("sells_tobacco", "光卖酒"),
        ("special_supply", "我是王建国"),
    ],
)
def test_a_word_of_yes_inside_another_word_is_no_yes(refusal: Refusal, field_id: str, text: str) -> None:
    assert refusal(field_id, text) == "yes_no.unclear"


# Choices


@pytest.mark.parametrize(
    ("field_id", "text", "choice"),
    [
        ("entity_type", "个体户", "individual"),
        ("entity_type", "俺自己干", "individual"),
        ("entity_type", "还是个体吧", "individual"),
        ("entity_type", "注册个公司", "company"),
        ("entity_type", "不是公司是个体", "individual"),
        ("entity_type", "1", "individual"),
        ("entity_type", "第二个", "company"),
        ("entity_type", "2吧", "company"),
        ("entity_type", "我选1", "individual"),
        ("premise_right", "租的", "leased"),
        ("premise_right", "赁的人家的", "leased"),
        ("premise_right", "不是租的，是自己的", "owned"),
        ("premise_right", "租的不是买的", "leased"),
        ("premise_right", "借亲戚的", "lent"),
        ("sign_kind", "有个大广告牌", "large"),
        ("sign_kind", "挂", "ordinary"),
        ("sign_kind", "没有", "none"),
        ("kitchen_heat", "煤气罐", "gas"),
        ("kitchen_heat", "烧煤", "fire"),
        ("kitchen_heat", "用电", "electric"),
        ("deliver", "寄过来", "post"),
        ("fire_mode", "承诺", "commitment"),
    ],
)
def test_a_choice_is_read_by_word_or_number(parse: Parse, field_id: str, text: str, choice: str) -> None:
    assert parse(field_id, text) == choice


@pytest.mark.parametrize(
    ("field_id", "text", "code"),
    [
        ("entity_type", "哪个好", "choice.none"),
        ("entity_type", "公司要交税吗", "choice.none"),
        ("entity_type", "不是公司", "choice.none"),
        ("entity_type", "公司不办", "choice.none"),
        ("entity_type", "3", "choice.none"),
        ("entity_type", "自己开公司", "choice.several"),
        ("entity_type", "个体还是公司", "choice.several"),
        ("kitchen_heat", "打电话", "choice.none"),
        ("kitchen_heat", "天然气和电", "choice.several"),
        ("fire_mode", "快点吧", "choice.none"),
        ("deliver", "不用邮寄", "choice.none"),
    ],
)
def test_a_choice_that_is_not_one_is_refused(refusal: Refusal, field_id: str, text: str, code: str) -> None:
    assert refusal(field_id, text) == code


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("热菜和凉菜", ["hot", "cold"]),
        ("凉菜、热菜", ["hot", "cold"]),
        ("家常菜", ["hot"]),
        ("热的凉的都有", ["hot", "cold"]),
        ("羊汤、烧饼", ["hot"]),
        ("奶茶咖啡", ["drinks"]),
        ("面包和裱花蛋糕", ["pastry", "cake"]),
        ("做点心，不裱花", ["pastry"]),
        ("只卖包装好的", ["prepackaged"]),
        ("1和2", ["hot", "cold"]),
        ("1 2 6", ["hot", "cold", "drinks"]),
        ("126", ["hot", "cold", "drinks"]),
        ("一、二", ["hot", "cold"]),
        ("热菜，不做凉菜", ["hot"]),
        ("炒菜，生鱼片不做", ["hot"]),
        ("炒菜，不做生鱼片和寿司", ["hot"]),
    ],
)
def test_several_options_are_chosen_at_once_and_kept_in_order(parse: Parse, text: str, chosen: list[str]) -> None:
    assert parse("food_items", text) == chosen


@pytest.mark.parametrize("text", ["不知道", "都有", "10", "1和10", "80平", "除了生鱼片都做", "不做生鱼片"])
def test_options_that_nobody_named_are_not_chosen(refusal: Refusal, text: str) -> None:
    assert refusal("food_items", text) == "choice.none"


def test_a_refused_choice_tells_what_there_is(parse: Parse) -> None:
    with pytest.raises(Unusable) as refused:
        parse("entity_type", "不好说")
    assert refused.value.details["options"] == "个体工商户、公司"
