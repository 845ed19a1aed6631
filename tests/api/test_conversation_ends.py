"""The end of a conversation: reading what was filled in, submitting, and what is told afterwards."""

from __future__ import annotations

import pytest

from api.cases.stages import Stage
from api.drafts import service as drafts
from api.errors import ConflictError
from tests.api.speech import cards


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
