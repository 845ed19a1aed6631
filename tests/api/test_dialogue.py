"""The conversation, message by message: what is said in return, and which question stays open."""

from __future__ import annotations

import psycopg
import pytest

from api.cases.stages import Stage
from api.dialogue.service import HANDLERS, take_turn
from api.dialogue.starting import open_conversation
from api.dialogue.turn import Candidate, Understanding
from api.drafts import service as drafts
from api.errors import ConflictError
from forms.facts import Fact
from tests.api.conftest import RESTAURANT, Citizen


def fact(kind: str, raw: str, text: str) -> Fact:
    """A fact as the understanding finds it in a message."""
    return Fact(kind, raw, text.index(raw), text.index(raw) + len(raw))


def cards(citizen) -> list[str]:
    """The kinds of the cards in the last turn's replies."""
    return [reply.card["type"] for reply in citizen.replies if reply.card]


def buttons(citizen) -> list[str]:
    """What the buttons of the last turn's replies say."""
    return [button["text"] for reply in citizen.replies for button in reply.buttons]


def flags(database) -> list[str]:
    with psycopg.connect(database.url) as connection:
        return [reason for (reason,) in connection.execute("SELECT reason FROM flags ORDER BY id")]


async def answered_until(citizen, field_id: str) -> None:
    """Answer questions until this one is asked."""
    while (question := await citizen.asked()) != field_id:
        await citizen.say("answer", RESTAURANT[question])


@pytest.fixture
async def asked_for_area(citizen):
    """Someone who is asked how large the shop is."""
    await citizen.begin()
    await answered_until(citizen, "biz_area")
    return citizen


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


# Changes of mind


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


# Reading and submitting


async def test_the_last_thing_is_said_again_with_its_buttons(citizen):
    await citizen.begin()
    before = citizen.replies[-1]
    await citizen.say("repeat", "再说一遍")
    (again,) = citizen.replies
    assert (again.text, again.buttons, again.card) == (before.text, before.buttons, before.card)


async def test_before_anything_was_said_there_is_nothing_to_repeat(citizen):
    await citizen.say("repeat", "再说一遍")
    assert "我还没说什么呢" in citizen.heard


@pytest.mark.parametrize("handler", ["review", "submit"])
async def test_without_a_draft_there_is_nothing_to_review_or_submit(citizen, handler):
    await citizen.say(handler, "提交")
    assert "您还没有填什么" in citizen.heard
    assert cards(citizen) == []


@pytest.mark.parametrize("handler", ["review", "submit"])
async def test_a_finished_draft_is_reviewed_and_submitted_on_its_page(applicant, handler):
    await applicant.say(handler, "提交")
    assert cards(applicant) == ["review"]


async def test_before_the_end_there_is_something_to_see_but_nothing_to_submit(asked_for_area):
    await asked_for_area.say("review", "看看我填了什么")
    assert cards(asked_for_area) == ["review"]
    await asked_for_area.say("submit", "提交")
    assert "还差" in asked_for_area.heard
    assert await asked_for_area.asked() == "biz_area"


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        ("status", "您还没有提交过申请"),
        ("resume", "您没有没填完的申请"),
        ("restart_draft", "您现在没有正在填的申请"),
        ("correct", "您现在没有正在填的申请"),
        ("why", "每样只问一次"),
        ("affirm", "好的"),
        ("deny", "好的"),
    ],
)
async def test_without_a_draft_nothing_is_made_up(citizen, handler, said):
    await citizen.say(handler, "嗯")
    assert said in citizen.heard
    assert await citizen.asked() is None


async def test_who_may_not_open_here_is_told_the_law_and_cannot_submit(applicant):
    await applicant.edit(homes_above="有", own_flue="没有")

    told = "\n".join(reply.text for reply in applicant.replies)
    assert "不能新开有油烟的饭店" in told
    assert "大气污染防治法第81条" in told
    assert "暂时不能提交" in told
    with pytest.raises(ConflictError) as refusal:
        await applicant.submit()
    assert refusal.value.code == "draft_incomplete"


async def test_answers_that_contradict_each_other_are_asked_again(applicant):
    await applicant.edit(kitchen_area="90平")

    assert await applicant.asked() == "kitchen_area"
    await applicant.say("answer", "25平")
    assert "都填好了" in applicant.heard


async def test_where_the_application_is(applicant):
    case = await applicant.submit()
    await applicant.decide(case, "biz-reg", Stage.GRANTED)
    await applicant.say("status", "到哪了")

    assert "6项里办好了1项" in applicant.heard
    assert cards(applicant) == ["status"]
    tasks = {task["item"]: task for task in applicant.replies[0].card["tasks"]}
    assert tasks["个体工商户设立登记"]["licence_no"] == "91350100M000100Y43"
    assert (tasks["食品经营许可"]["department"], tasks["食品经营许可"]["stage_text"]) == ("市场监督管理局", "已送出")


async def test_what_waits_says_for_what(applicant):
    await applicant.submit()
    await applicant.say("status", "到哪了")

    tasks = {task["item"]: task for task in applicant.replies[0].card["tasks"]}
    assert tasks["食品经营许可"]["waits_for"] == ["个体工商户设立登记"]


async def test_a_supplement_that_comes_while_another_draft_waits_for_its_review_goes_to_its_own_case(applicant):
    """The answer must not end up in the other application."""
    case = await applicant.submit()
    await applicant.decide(case, "biz-reg", Stage.GRANTED)
    await applicant.begin()
    await applicant.fill()
    wanted = {"opinion": "座位数不清楚", "supplement_fields": ("seats",)}
    await applicant.decide(case, "food", Stage.SUPPLEMENT_REQUESTED, **wanted)
    assert await applicant.asked() == "seats"

    await applicant.say("human", "转人工")
    assert await applicant.asked() == "seats", "an interruption does not lose it"
    await applicant.say("answer", "50个座位")

    task = (await applicant.tasks(case))["food"]
    assert (task.stage, task.revision) == (Stage.DISPATCHED, 2)
    async with applicant.database.transaction() as session:
        other = await drafts.require_open(session, applicant.conversation_id)
        assert other.draft.answers["seats"].value == 40


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


async def test_a_correction_of_what_was_not_understood_answers_the_open_question(citizen):
    await citizen.say("apply", "我想在老家盖房子", id="build-house")
    while await citizen.asked() != "person_name":
        await citizen.say("skip", "先跳过")
    await citizen.say("correct", "不对，姓名应该是胡桂兰")
    assert (await citizen.drafted())["person_name"] == "胡桂兰"


async def test_two_questions_in_one_message_are_both_answered(citizen):
    await citizen.say("ask", "开药店要几个证？多久？", id="open-pharmacy", aspect="time")
    assert "药品经营许可" in citizen.heard
    assert "工作日" in citizen.heard
    await citizen.say("ask", "多少钱，去哪办？", aspect="fee")
    assert "“开办药店”：" in citizen.heard, "the fee"
    assert "政务服务大厅" in citizen.heard, "the place"
