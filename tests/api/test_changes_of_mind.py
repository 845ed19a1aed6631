"""Changes of mind: correcting, going back, putting off, giving up, starting over."""

from __future__ import annotations

from tests.api.conftest import RESTAURANT
from tests.api.speech import answered_until, buttons, cards, fact


async def test_a_correction_tells_what_it_changes_and_shows_the_plan(applicant):
    text = "面积说错了，是320平"
    await applicant.say("correct", text, fact("area", "320平", text))

    assert "使用面积改成320平方米（原来是80平方米）" in applicant.heard
    assert "营业前消防安全检查（消防救援大队，10个工作日）" in applicant.heard
    assert "总时间最多增加" in applicant.heard
    assert cards(applicant) == ["plan"]
    assert await applicant.asked() == "fitout_cost"


async def test_a_correction_of_something_earlier_leaves_the_open_question_open(citizen):
    await citizen.begin()
    await answered_until(citizen, "org_name")
    text = "面积改成60平"
    await citizen.say("correct", text, fact("area", "60平", text))

    assert "使用面积改成60平方米（原来是80平方米）" in citizen.heard
    assert await citizen.asked() == "org_name"


async def test_a_field_that_was_named_without_a_value_is_asked_again(citizen):
    text = "我手机13805381234，想开个饭店"
    await citizen.begin(text, fact("mobile", "13805381234", text))
    await answered_until(citizen, "food_items")
    await citizen.say("correct", "手机号写错了")

    assert "咱们重新填“手机号”" in citizen.heard
    assert await citizen.asked() == "mobile"
    await citizen.say("answer", "1380538")
    assert await citizen.asked() == "mobile", "an unusable answer does not change the subject"
    await citizen.say("greet", "在吗")
    assert await citizen.asked() == "mobile", "nor does an interruption"
    await citizen.say("answer", "13900000000")
    assert await citizen.asked() == "food_items"


async def test_what_nobody_needs_yet_is_not_asked_again_before_its_time(citizen):
    text = "我手机13805381234，想开个饭店"
    await citizen.begin(text, fact("mobile", "13805381234", text))
    await citizen.say("correct", "手机号写错了")

    assert "要改哪一项？直接说" in citizen.heard
    assert await citizen.asked() == "has_shop"


async def test_who_does_not_say_what_is_wrong_is_asked(citizen):
    await citizen.begin()
    await citizen.say("correct", "不对，写错了")

    assert "要改哪一项" in citizen.heard
    assert await citizen.asked() == "has_shop"


async def test_back_asks_the_question_before_again(asked_for_area):
    await asked_for_area.say("answer", "80平")
    await asked_for_area.say("back", "上一题")

    assert "咱们重新填“使用面积”" in asked_for_area.heard
    assert await asked_for_area.asked() == "biz_area"
    await asked_for_area.say("answer", "90平")
    assert await asked_for_area.asked() == "has_licence"


async def test_back_asks_what_was_said_last_though_it_was_said_out_of_turn(asked_for_area):
    await asked_for_area.say("answer", "我办个体户")
    await asked_for_area.say("back", "上一题")
    assert await asked_for_area.asked() == "entity_type"


async def test_before_the_first_answer_there_is_no_way_back(citizen):
    await citizen.begin("我想开店")
    await citizen.say("back", "上一题")
    assert "前面没有可以退回的问题了" in citizen.heard


async def test_what_is_skipped_is_asked_at_the_end(asked_for_area):
    await asked_for_area.say("skip", "先跳过")
    assert "“使用面积”先空着" in asked_for_area.heard
    assert await asked_for_area.asked() == "has_licence"

    asked = []
    while (question := await asked_for_area.asked()) != "biz_area":
        asked.append(question)
        answers = {**RESTAURANT, "special_supply": "不是", "build_area": "95平", "fitout_cost": "5万"}
        known = question in answers
        await (asked_for_area.say("answer", answers[question]) if known else asked_for_area.hand_in(question))
    assert len(asked) > 20
    assert "wants_permit" not in asked


async def test_two_questions_that_are_skipped_again_and_again_take_turns(applicant):
    await applicant.say("correct", "手机号写错了")
    await applicant.say("skip", "跳过")
    await applicant.say("correct", "店名错了")
    asked = []
    for _ in range(4):
        asked.append(await applicant.asked())
        await applicant.say("skip", "跳过")
    assert asked == ["org_name", "mobile", "org_name", "mobile"]


async def test_a_material_that_may_follow_later_can_be_left_out(citizen):
    await citizen.begin()
    while (question := await citizen.asked()) != "sign_img":
        await (citizen.say("answer", RESTAURANT[question]) if question in RESTAURANT else citizen.hand_in(question))
    await citizen.say("skip", "先跳过")

    assert "“招牌效果图和现场照片”先空着" in citizen.heard
    assert "都填好了" in citizen.heard
    assert (await citizen.submit()).case_no


async def test_cancelling_is_confirmed_once_and_then_done(asked_for_area):
    await asked_for_area.say("cancel", "不办了")
    assert "真的不办“开办餐饮店”了吗" in asked_for_area.heard
    assert len(buttons(asked_for_area)) == 2

    await asked_for_area.say("affirm", "是的")
    assert "“开办餐饮店”不办了" in asked_for_area.heard
    assert await asked_for_area.asked() is None
    await asked_for_area.say("cancel", "不办了")
    assert "没有正在填的申请" in asked_for_area.heard


async def test_cancelling_said_twice_needs_no_further_yes(asked_for_area):
    await asked_for_area.say("cancel", "不办了")
    await asked_for_area.say("cancel", "不办了")
    assert "“开办餐饮店”不办了" in asked_for_area.heard


async def test_a_no_keeps_everything(asked_for_area):
    await asked_for_area.say("cancel", "不办了")
    await asked_for_area.say("deny", "不，接着办")

    assert "已经填的都在" in asked_for_area.heard
    assert await asked_for_area.asked() == "biz_area"
    await asked_for_area.say("answer", "80平")
    assert await asked_for_area.asked() == "has_licence"


async def test_a_question_for_confirmation_that_was_passed_over_is_forgotten(asked_for_area):
    await asked_for_area.say("cancel", "不办了")
    await asked_for_area.say("answer", "80平")
    await asked_for_area.say("affirm", "有")

    assert await asked_for_area.asked() == "food_items", "the yes answered the question about the licence"


async def test_starting_over_is_confirmed_and_keeps_the_files(applicant):
    await applicant.say("restart_draft", "重新填")
    assert "从头填吗" in applicant.heard
    await applicant.say("affirm", "是")

    assert await applicant.asked() == "has_shop"
    await applicant.fill()
    assert "请上传" not in "\n".join(m.text for m in (await applicant.history())[-5:])
    assert (await applicant.submit()).case_no


async def test_after_cancelling_a_new_draft_begins_empty(asked_for_area):
    await asked_for_area.say("cancel", "不办了")
    await asked_for_area.say("affirm", "是的")
    await asked_for_area.begin()
    assert await asked_for_area.asked() == "has_shop"


async def test_a_correction_of_what_was_not_understood_answers_the_open_question(citizen):
    await citizen.say("apply", "我想在老家盖房子", id="build-house")
    while await citizen.asked() != "person_name":
        await citizen.say("skip", "先跳过")
    await citizen.say("correct", "不对，姓名应该是胡桂兰")
    assert (await citizen.drafted())["person_name"] == "胡桂兰"
