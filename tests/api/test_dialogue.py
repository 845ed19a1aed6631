"""The conversation, message by message: what is said in return, and which question stays open."""

from __future__ import annotations

from api.dialogue.service import HANDLERS, take_turn
from api.dialogue.starting import open_conversation
from api.dialogue.turn import Understanding
from tests.api.conftest import RESTAURANT, Citizen
from tests.api.speech import answered_until, buttons, cards, fact

# Beginning


async def test_a_newcomer_is_greeted_and_told_what_to_say(citizen):
    (greeting,) = await citizen.history()
    assert greeting.text.startswith("您好，我是新泰市“一窗”。")
    assert len(greeting.buttons) == 3


async def test_a_wish_opens_a_draft_with_its_plan_and_the_first_question(citizen):
    await citizen.begin("我想开个饭店")

    assert "咱们办“开办餐饮店”" in citizen.heard
    assert cards(citizen) == ["plan"]
    assert await citizen.asked() == "has_shop"
    assert "有固定的门店吗" in citizen.heard
    assert len(buttons(citizen)) == 2


async def test_what_the_wish_already_says_is_noted_and_not_asked_again(citizen):
    text = "我叫王建国，想开个80平的饭店，还没办执照"
    await citizen.begin(text, fact("person_name", "王建国", text), fact("area", "80平", text))

    assert "记下了" in citizen.heard
    assert "经营者姓名：王建国" in citizen.heard
    assert "使用面积：80平方米" in citizen.heard
    assert "还没有营业执照" in citizen.heard
    assert await citizen.asked() == "entity_type", "who has 80 m² has a shop"


async def test_a_street_without_a_number_is_remembered_and_completed_later(citizen):
    text = "我想在府前街开个饭店"
    await citizen.begin(text, fact("address", "府前街", text))
    assert "您说在府前街，门牌号一会儿再问您。" in citizen.heard
    assert await citizen.asked() == "biz_area", "a street settles that there is a shop"

    await answered_until(citizen, "biz_addr")
    assert "您刚才说在府前街，再加上门牌号就行" in citizen.heard
    await citizen.say("answer", "12号")

    assert "经营地址：府前街12号" in citizen.heard
    assert await citizen.asked() == "premise_right"


async def test_a_wish_said_again_goes_on_with_the_same_draft(asked_for_area):
    await asked_for_area.begin("我想开个饭店")

    assert "您正在办“开办餐饮店”" in asked_for_area.heard
    assert await asked_for_area.asked() == "biz_area"


async def test_a_wish_said_again_with_something_new_notes_it(asked_for_area):
    text = "我想开个80平的饭店"
    await asked_for_area.begin(text, fact("area", "80平", text))

    assert "使用面积：80平方米" in asked_for_area.heard
    assert await asked_for_area.asked() == "has_licence"


# Answering


async def test_an_answer_is_acknowledged_and_the_next_question_follows(asked_for_area):
    await asked_for_area.say("answer", "大概80平吧")

    assert "记下了：使用面积：80平方米。" in asked_for_area.heard
    assert await asked_for_area.asked() == "has_licence"


async def test_several_answers_in_one_message_are_all_taken(asked_for_area):
    text = "80平，还没办执照，我办个体户"
    await asked_for_area.say("answer", text, fact("area", "80平", text))

    assert await asked_for_area.asked() == "food_items"


async def test_an_answer_may_be_a_plain_yes_or_no(asked_for_area):
    await asked_for_area.say("answer", "80平")
    await asked_for_area.say("deny", "没有")

    assert "还没有营业执照" in asked_for_area.heard
    assert await asked_for_area.asked() == "entity_type"


async def test_what_turns_out_to_be_needed_is_told(citizen):
    await citizen.begin()
    await answered_until(citizen, "entity_type")
    await citizen.say("answer", "个体户")

    assert "要办：个体工商户设立登记（市场监督管理局，1个工作日）" in citizen.heard


async def test_the_picture_comes_when_the_situation_is_clear(citizen):
    await citizen.begin()
    pictures = []
    while (question := await citizen.asked()) and question in RESTAURANT:
        await citizen.say("answer", RESTAURANT[question])
        pictures += [card for card in cards(citizen) if card == "plan"]
    assert pictures == ["plan"], "once, and not with every answer"


async def test_what_the_citizen_must_know_is_told_when_it_applies(citizen):
    await citizen.begin()
    await answered_until(citizen, "kitchen_heat")
    await citizen.say("answer", "煤气罐")

    assert "用燃气的厨房要装燃气报警器" in citizen.heard
    assert "安全生产法第36条" in citizen.heard


async def test_nothing_is_asked_twice_in_a_whole_interview(citizen):
    await citizen.begin()
    asked = []
    while (question := await citizen.asked()) is not None:
        asked.append(question)
        assert len(asked) < 50
        await (citizen.say("answer", RESTAURANT[question]) if question in RESTAURANT else citizen.hand_in(question))

    assert len(set(asked)) == len(asked)
    # Who says 我想开个饭店 has said what kind of place it is.
    assert set(asked) == {*RESTAURANT, "premise_proof", "food_layout", "sign_img"} - {"main_format"}
    assert (await citizen.history())[-1].card == {"type": "review"}


async def test_without_a_draft_an_answer_means_nothing(citizen):
    await citizen.say("answer", "80平")
    assert "没太听明白" in citizen.heard


# Answers that cannot be used


async def test_the_second_failure_is_worded_differently_and_the_third_offers_to_skip(asked_for_area):
    questions = []
    for _ in range(3):
        await asked_for_area.say("answer", "挺大的")
        assert "没看到面积" in asked_for_area.heard
        questions.append(asked_for_area.replies[-1].text)
        assert await asked_for_area.asked() == "biz_area"

    assert "店面一共多少平方米" in questions[0]
    assert "用步子量个大概也可以" in questions[1]
    assert "先跳过" in buttons(asked_for_area)
    assert "这一项有点难住了" in asked_for_area.heard


async def test_a_usable_answer_ends_the_counting(asked_for_area):
    await asked_for_area.say("answer", "挺大的")
    await asked_for_area.say("answer", "挺大的")
    await asked_for_area.say("answer", "80平")
    await asked_for_area.say("answer", "不知道啊")

    assert "用步子量个大概" not in asked_for_area.heard
    assert "已经有营业执照了吗" in asked_for_area.heard, "this question fails for the first time"


async def test_something_else_that_was_understood_is_no_failure(asked_for_area):
    for text in ("也卖烟", "我办个体户", "做外卖"):
        await asked_for_area.say("answer", text)
        assert "记下了" in asked_for_area.heard
    assert "店面一共多少平方米" in asked_for_area.heard


# Whatever is said


async def test_whatever_is_said_is_answered_once_however_often_the_message_is_taken(applicant):
    for handler in HANDLERS:
        await applicant.say(handler, "你好", id="open-restaurant" if handler == "apply" else None)
        first, history = applicant.replies, len(await applicant.history())
        assert first, f"{handler} says something"

        seq = first[0].in_reply_to
        again = await take_turn(applicant.database, applicant.conversation_id, seq, handler, Understanding())

        assert [reply.seq for reply in again] == [reply.seq for reply in first], handler
        assert len(await applicant.history()) == history, handler


async def test_whatever_a_newcomer_says_first_is_answered(database):
    for handler in HANDLERS:
        async with database.transaction() as session:
            newcomer = Citizen(database, (await open_conversation(session, "test", handler)).id)
        await newcomer.say(handler, "随便说点什么", id="open-restaurant" if handler == "apply" else None)
        assert newcomer.heard, f"{handler} says something"
