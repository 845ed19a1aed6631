"""What citizens wrote when they were asked, as a tester played them: normal answers count, other sentences do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forms.draft import Draft
from forms.engine import Outcome, blockers, open_fields
from forms.model import Value
from forms.requirements import Situation

Parse = Callable[[str, str], Value]
Refusal = Callable[[str, str], str]
Say = Callable[..., Outcome]
MakeDraft = Callable[..., Draft]
Look = Callable[..., Situation]
Facts = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("asked", "text", "found", "value"),
    [
        ("seats", "六张桌子 一桌坐四个", [("count", "六张"), ("count", "四个")], 24),
        ("fitout_cost", "1万5", [("money", "1万")], 15_000.0),
        (
            "biz_addr",
            "新泰市青云小区3号楼2单元501",
            [("address", "泰市青云小区3号楼2单元501")],
            "新泰市青云小区3号楼2单元501",
        ),
        ("biz_addr", "万达广场3楼305", [("address", "万达广场3楼")], "万达广场3楼305"),
        ("biz_addr", "府前街12号房子不大", [("address", "府前街12号")], "府前街12号"),
        ("org_name", "张记", [("person_name", "张记")], "张记"),
        ("org_name", "新泰市青云街道老李羊汤馆", [("address", "新泰市青云街道")], "新泰市青云街道老李羊汤馆"),
        ("legal_rep", "俺是东都的王建国", [("person_name", "王建国")], "王建国"),
    ],
)
def test_the_answer_to_the_question_is_the_whole_message(
    say: Say, draft: MakeDraft, asked: str, text: str, found: Facts, value: Value
) -> None:
    outcome = say(draft(), text, *found, asked=asked)
    assert {each.field_id: each.value for each in outcome.learnt} == {asked: value}
    assert outcome.refused == ()


@pytest.mark.parametrize("text", ["邮寄 青云路8号3单元201室", "邮寄，青云路8号3单元201室", "寄青云路8号3单元201室"])
def test_where_the_papers_go_is_not_where_the_shop_is(say: Say, draft: MakeDraft, text: str) -> None:
    outcome = say(draft(), text, ("address", "青云路8号3单元201室"), asked="deliver")
    values = {each.field_id: each.value for each in outcome.learnt}
    assert values == {"deliver": "post", "post_addr": "青云路8号3单元201室"}


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("29年底", "2029-12-31"),
        ("二九年底", "2029-12-31"),
        ("29年6月", "2029-06-30"),
        ("2020年", "2020-12-31"),
        ("签了三年，到2029年4月30日", "2029-04-30"),
    ],
)
def test_the_end_of_a_lease_is_read(parse: Parse, text: str, iso: str) -> None:
    assert parse("lease_to", text) == iso


@pytest.mark.parametrize(
    "text", ["5年 今年1月签的", "三年", "长期", "再租三年", "从今年1月开始三年到期", "2027年6月租起，租三年", "一年半"]
)
def test_how_long_a_lease_runs_is_not_until_when(refusal: Refusal, text: str) -> None:
    assert refusal("lease_to", text) == "date.duration"


@pytest.mark.parametrize(
    ("field_id", "text"),
    [
        ("has_licence", "火锅还有凉菜还有饮料"),
        ("has_licence", "我有三个厨师"),
        ("has_licence", "有60平"),
        ("has_licence", "店里有20个座"),
        ("has_licence", "有烟道"),
        ("has_licence", "没有卡拉OK"),
        ("has_karaoke", "有隔油池"),
        ("homes_above", "没有烟道"),
        ("has_shop", "不到50平"),
        ("has_shop", "还没租下来"),
        *(("wants_permit", text) for text in ("行", "中", "好", "可以", "是", "嗯")),
    ],
)
def test_another_sentence_is_neither_yes_nor_no(refusal: Refusal, field_id: str, text: str) -> None:
    assert refusal(field_id, text) == "yes_no.unclear"


@pytest.mark.parametrize(
    ("field_id", "text", "answer"),
    [
        ("has_karaoke", "那可不", True),
        ("has_karaoke", "嗯呐", True),
        ("has_karaoke", "哪有啊", False),
        ("has_karaoke", "哪能啊", False),
        ("has_karaoke", "没那个", False),
        ("has_karaoke", "没有卡拉OK", False),
        ("homes_above", "算有吧", True),
        ("homes_above", "楼上是仓库", False),
        ("homes_above", "楼上？楼上是放东西的", False),
        ("homes_above", "楼上是房东自己住", True),
        ("homes_above", "没有人家", False),
        ("has_licence", "执照还没办下来", False),
        ("has_licence", "有证", True),
        ("has_licence", "还没呢", False),
        ("changes_structure", "拆个隔断", True),
        ("changes_structure", "砸个墙", True),
        ("changes_structure", "以前是住宅", True),
        ("wants_permit", "要办", True),
        ("wants_permit", "不用", False),
        ("wants_permit", "不办许可证", False),
    ],
)
def test_odd_but_clear_answers_count(parse: Parse, field_id: str, text: str, answer: bool) -> None:
    assert parse(field_id, text) is answer


@pytest.mark.parametrize(
    ("field_id", "text"),
    [
        ("biz_area", "3个人"),
        ("biz_area", "12号"),
        ("biz_area", "一间屋"),
        ("kitchen_area", "2029年底到期"),
        ("staff_no", "明年3月开业"),
        ("seats", "八张桌"),
        ("seats", "两个包间"),
        ("seats", "大厅10桌包间3个"),
    ],
)
def test_numbers_of_another_kind_do_not_count(refusal: Refusal, field_id: str, text: str) -> None:
    assert refusal(field_id, text) in {"area.missing", "integer.missing"}


@pytest.mark.parametrize(
    ("text", "seats"), [("10张桌子能坐40人", 40), ("8张四人桌", 32), ("10桌，一共40个座", 40), ("40个座位", 40)]
)
def test_seats_are_counted_though_tables_are_named(parse: Parse, text: str, seats: int) -> None:
    assert parse("seats", text) == seats


@pytest.mark.parametrize("text", ["就俺老两口", "就自己", "俺自己", "夫妻俩"])
def test_the_owners_are_no_staff(parse: Parse, text: str) -> None:
    assert parse("staff_no", text) == 0


@pytest.mark.parametrize(
    ("field_id", "text"),
    [
        ("entity_type", "三个人"),
        ("entity_type", "3个人"),
        ("entity_type", "合伙"),
        ("main_format", "我在学校旁边开"),
        ("premise_right", "离市场不远"),
        ("deliver", "我手机没电了"),
    ],
)
def test_a_word_in_passing_chooses_nothing(refusal: Refusal, field_id: str, text: str) -> None:
    assert refusal(field_id, text) == "choice.none"


def test_a_chimney_is_no_flue_of_its_own(refusal: Refusal) -> None:
    assert refusal("own_flue", "有烟囱") == "yes_no.unclear"


_HOT = "炸鸡 汉堡 香锅 鱼 煎饼 小龙虾 板面 炸串 火烧 盖浇饭 冒菜 酒席 烤鱼 羊肉 牛肉 砂锅 水煎包 馄饨 面 火锅店 面馆"


@pytest.mark.parametrize(
    ("field_id", "text", "choice"),
    [
        *(("food_items", word, ["hot"]) for word in _HOT.split()),
        ("entity_type", "自个干", "individual"),
        ("entity_type", "夫妻店", "individual"),
        ("kitchen_heat", "用气", "gas"),
        ("kitchen_heat", "罐装", "gas"),
        ("kitchen_heat", "没厨房", "none"),
        ("deliver", "自己拿", "window"),
        ("deliver", "俺去拿", "window"),
        ("deliver", "寄家里", "post"),
        ("main_format", "小吃店", "restaurant"),
        ("main_format", "就是饭馆", "restaurant"),
        ("sign_kind", "要", "ordinary"),
        ("sign_kind", "小牌子", "ordinary"),
        ("sign_kind", "木头牌子", "ordinary"),
    ],
)
def test_ordinary_words_choose(parse: Parse, field_id: str, text: str, choice: Value) -> None:
    assert parse(field_id, text) == choice


@pytest.mark.parametrize(
    ("field_id", "text"),
    [
        *(("org_name", text) for text in ("你帮我起一个", "等我一下", "没烟道行不行")),
        *(("legal_rep", text) for text in ("对外", "马上", "辣子鸡", "王师傅", "老李", "两间门面")),
        ("sign_spec", "等一下"),
    ],
)
def test_what_names_nobody_is_no_name(refusal: Refusal, field_id: str, text: str) -> None:
    assert refusal(field_id, text) in {"org_name.form", "person_name.form", "text.nothing"}


@pytest.mark.parametrize("text", ["店名老王家饭馆，在府前街12号", "老王家饭馆在府前街12号"])
def test_the_name_of_a_shop_ends_where_its_address_begins(parse: Parse, text: str) -> None:
    assert parse("org_name", text) == "老王家饭馆"


@pytest.mark.parametrize("name", ["李鱼", "王包", "马汤", "王大鹏", "安小虎"])
def test_real_names_stay_names(parse: Parse, name: str) -> None:
    assert parse("legal_rep", name) == name


@pytest.mark.parametrize(
    "text",
    ["府前街与平阳路交叉口东50米", "北街村村委会对面", "谷里镇大街上信用社对面", "新泰市开发区8号"],
)
def test_a_crossing_or_a_landmark_finds_the_place(parse: Parse, text: str) -> None:
    assert parse("biz_addr", text) == text


# What is asked


def test_near_the_fire_limit_the_building_area_is_asked(look: Look, shop: dict[str, Value]) -> None:
    asked = lambda area: [use.field for use in open_fields(look(**{**shop, "biz_area": area}))]  # noqa: E731
    assert "build_area" not in asked(80.0)
    assert "build_area" in asked(250.0)
    assert look(**{**shop, "biz_area": 320.0}).answers["build_area"].value == 320.0


@pytest.mark.parametrize("food", [["prepackaged"], ["drinks"], ["drinks", "prepackaged"]])
def test_who_fries_nothing_is_not_stopped_by_homes_above(look: Look, shop: dict[str, Value], food: list[str]) -> None:
    assert blockers(look(**{**shop, "homes_above": True, "own_flue": False}))
    assert not blockers(look(**{**shop, "homes_above": True, "own_flue": False, "food_items": food}))


def test_who_sells_only_packed_food_is_not_asked_about_cooking(look: Look) -> None:
    seen = look(has_shop=True, biz_area=80.0, food_items=["prepackaged"])
    asked = {use.field for use in open_fields(seen)}
    assert not asked & {"main_format", "homes_above", "own_flue", "kitchen_heat"}


def test_the_flue_waits_for_the_homes_above(look: Look) -> None:
    assert "own_flue" not in {use.field for use in open_fields(look(has_shop=True, food_items=["hot"]))}


def test_a_licence_number_tells_that_there_is_a_licence(look: Look) -> None:
    assert look(uscc="91350100M000100Y43").answers["has_licence"].value is True


@pytest.mark.parametrize(
    ("text", "field_id", "value"),
    [
        ("执照已经有了", "has_licence", True),
        ("我有执照了", "has_licence", True),
        ("注册个公司", "entity_type", "company"),
        ("三个唱歌包间", "has_karaoke", True),
        ("我想开个火锅店", "food_items", ["hot"]),
        ("夜市摊卖烤冷面", "has_shop", False),
        ("推车卖煎饼", "has_shop", False),
    ],
)
def test_what_is_said_unasked_is_taken(say: Say, draft: MakeDraft, text: str, field_id: str, value: Value) -> None:
    outcome = say(draft(), text)
    assert {each.field_id: each.value for each in outcome.learnt}[field_id] == value


@pytest.mark.parametrize("text", ["以前我摆摊", "对面有夜市摊", "我不摆摊", "不想开火锅店"])
def test_what_was_once_or_is_next_door_is_not_taken(say: Say, draft: MakeDraft, text: str) -> None:
    assert say(draft(), text).learnt == ()
