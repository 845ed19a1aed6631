"""What comes between: questions, greetings, complaints, other matters; the open question comes back."""

from __future__ import annotations

import pytest

from api.dialogue.turn import Candidate
from tests.api.conftest import RESTAURANT
from tests.api.speech import answered_until, buttons, flags

# Interruptions


INTERRUPTIONS = [
    ("status", "我的申请到哪了", {}, "还没有提交，填了"),
    ("why", "为什么问这个", {}, "为了弄清您要不要办某个证"),
    ("ask", "要多少钱", {"aspect": "fee"}, "不收费"),
    ("ask", "多久能办好", {"aspect": "time"}, "个工作日"),
    ("ask", "要什么材料", {"aspect": "materials"}, "要您准备的材料"),
    ("ask", "在哪里办", {"aspect": "place"}, "不用跑"),
    ("ask", "谁能办", {"aspect": "who"}, "委托别人"),
    ("ask", "网上能办吗", {"aspect": "online"}, "全程网上办"),
    ("ask", "怎么办", {"aspect": "how"}, "提交一次"),
    ("human", "转人工", {}, "12345"),
    ("complaint", "我要投诉", {}, "对不起"),
    ("abuse", "什么破系统", {}, "您别着急"),
    ("greet", "你好", {}, "您好"),
    ("smalltalk", "你是谁", {}, "我是“一窗”"),
    ("help", "你能办什么", {}, "开办餐饮店"),
    ("other_government", "我要离婚", {}, "这件事这里办不了"),
    ("not_government", "今天天气怎么样", {}, "这个我帮不上忙"),
    ("unclear", "嘎嘎", {}, "没太听明白"),
    ("resume", "接着填", {}, "您正在办“开办餐饮店”"),
]


async def test_after_an_interruption_the_open_question_comes_back(asked_for_area):
    await answered_until(asked_for_area, "food_items")
    for handler, text, understood, said in INTERRUPTIONS:
        await asked_for_area.say(handler, text, **understood)

        assert said in asked_for_area.heard, text
        assert await asked_for_area.asked() == "food_items", text
        assert "都卖什么吃的" in asked_for_area.replies[-1].text, text
    await asked_for_area.say("answer", "热菜")
    assert await asked_for_area.asked() == "sign_kind"


async def test_in_an_emergency_the_numbers_are_said_before_anything_else(asked_for_area):
    await asked_for_area.say("urgent", "着火了")

    first, *_ = asked_for_area.replies
    assert all(number in first.text for number in ("119", "120", "110"))
    assert "店面" not in first.text
    assert await asked_for_area.asked() == "biz_area"
    assert "店面一共多少平方米" in asked_for_area.replies[-1].text


async def test_a_good_bye_is_answered_and_the_question_stays_open(asked_for_area):
    await asked_for_area.say("thanks_bye", "谢谢")
    assert "不客气" in asked_for_area.heard
    assert await asked_for_area.asked() == "biz_area"


async def test_a_field_says_who_will_see_it_and_nobody_else(citizen):
    await citizen.begin()
    await answered_until(citizen, "id_no")
    await citizen.say("why", "为什么问这个")
    assert "“身份证号”是市场监督管理局办事要用的，别的部门看不到" in citizen.heard


async def test_a_material_says_who_wants_to_see_it(citizen):
    await citizen.begin()
    while (question := await citizen.asked()) in RESTAURANT:
        await citizen.say("answer", RESTAURANT[question])
    await citizen.say("why", "为什么要这个")
    assert "“房产证或租房合同”是市场监督管理局要看的" in citizen.heard


@pytest.mark.parametrize("handler", ["human", "complaint", "abuse", "urgent"])
async def test_who_needs_a_person_is_flagged(citizen, database, handler):
    await citizen.say(handler, "…")
    assert flags(database) == [handler]


async def test_who_is_not_understood_twice_is_flagged(citizen, database):
    await citizen.say("unclear", "嘎")
    assert flags(database) == []
    await citizen.say("unclear", "嘎嘎")
    assert flags(database) == ["not_understood"]


async def test_who_is_offered_a_choice_again_without_having_chosen_is_flagged(citizen, database):
    both = (Candidate("path", "open-restaurant"), Candidate("path", "open-supermarket"))
    await citizen.say("clarify", "弄个店", candidates=both)
    assert flags(database) == []
    await citizen.say("clarify", "就是个店", candidates=both)
    assert flags(database) == ["unsure"]


@pytest.mark.parametrize(("confidence", "flagged"), [(0.82, ["unsure"]), (0.97, [])])
async def test_a_matter_taken_up_with_little_confidence_is_looked_at(citizen, database, confidence, flagged):
    await citizen.say("apply", "弄个吃饭的", id="open-restaurant", decision="act", confidence=confidence)
    assert flags(database) == flagged


async def test_who_chooses_what_is_offered_is_not_flagged(citizen, database):
    both = (Candidate("path", "open-restaurant"), Candidate("path", "open-supermarket"))
    await citizen.say("clarify", "弄个店", candidates=both)
    await citizen.begin()
    await citizen.say("clarify", "弄个店", candidates=both)
    assert flags(database) == []


# Other paths


@pytest.mark.parametrize("under_way", [False, True])
async def test_a_path_that_this_city_has_not_opened_is_refused(citizen, under_way):
    if under_way:
        await citizen.begin()
    await citizen.say("apply", "我想造飞机", id="build-aeroplane")

    assert "这件事，网上一窗还没有开通" in citizen.heard
    assert await citizen.asked() == ("has_shop" if under_way else None)


async def test_a_question_about_a_path_that_this_city_has_not_opened_is_answered_the_same_way(citizen):
    await citizen.say("ask", "造飞机要什么材料", id="build-aeroplane", aspect="materials")
    assert "这件事，网上一窗还没有开通" in citizen.heard


async def test_a_question_about_a_path_starts_nothing_but_offers_to(citizen):
    await citizen.say("ask", "开饭店要什么材料", id="open-restaurant", aspect="materials")

    assert "要您准备的材料：房产证或租房合同" in citizen.heard
    assert buttons(citizen) == ["我想开个饭店"]
    assert await citizen.asked() is None


async def test_a_question_about_nothing_asks_which_matter_is_meant(citizen):
    await citizen.say("ask", "要什么材料", aspect="materials")
    assert "您想问哪件事" in citizen.heard


async def test_what_may_mean_several_things_is_offered_to_choose(citizen):
    candidates = (
        Candidate("path", "open-restaurant"),
        Candidate("path", "build-house"),
        Candidate("path", "build-aeroplane"),
        Candidate("intent", "status"),
        Candidate("none", "other_government"),
    )
    await citizen.say("clarify", "饭店的房子", candidates=candidates)

    assert "点一下就行" in citizen.heard
    assert buttons(citizen) == ["我想开个饭店", "我想在老家盖房子", "我的申请到哪了"]


async def test_when_nothing_can_be_offered_the_citizen_is_told_how_to_say_it(citizen):
    await citizen.say("clarify", "嗯", candidates=(Candidate("none", "other_government"),))
    assert "没太听明白" in citizen.heard


async def test_two_questions_in_one_message_are_both_answered(citizen):
    await citizen.say("ask", "开药店要几个证？多久？", id="open-pharmacy", aspect="time")
    assert "药品经营许可" in citizen.heard
    assert "工作日" in citizen.heard
    await citizen.say("ask", "多少钱，去哪办？", aspect="fee")
    assert "“开办药店”：" in citizen.heard, "the fee"
    assert "政务服务大厅" in citizen.heard, "the place"
