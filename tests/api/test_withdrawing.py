"""撤回: all of a case or one item, once it is confirmed; what depends on it ends, everything else goes on."""

from __future__ import annotations

import pytest

from api.cases import service as cases
from api.cases.stages import FINAL, Stage
from api.errors import ConflictError
from tests.api.conftest import LARGE, RESTAURANT, USCC
from tests.api.test_release import jobs

GRANTED = Stage.GRANTED


async def stages(citizen, case) -> dict[str, str]:
    return {item: task.stage for item, task in (await citizen.tasks(case)).items()}


async def withdraw(citizen, case, *items: str):
    async with citizen.database.transaction() as session:
        return await cases.withdraw(session, case.id, items or None)


async def test_nothing_is_withdrawn_before_it_is_confirmed(applicant, begun_case):
    before = await stages(applicant, begun_case)
    await applicant.say("cancel", "我不想办了，撤回申请")
    assert "全都撤回吗" in applicant.heard
    assert await stages(applicant, begun_case) == before


async def test_a_whole_case_is_withdrawn_and_closed(applicant, begun_case):
    await applicant.say("cancel", "撤回申请")
    await applicant.say("affirm", "确定撤回")
    found = await stages(applicant, begun_case)
    assert found.pop("biz-reg") == GRANTED
    assert set(found.values()) == {Stage.WITHDRAWN}
    assert "到这里就结束了" in applicant.heard
    async with applicant.database.transaction() as session:
        assert (await cases.case_by_id(session, begun_case.id)).closed_at is not None


async def test_said_twice_it_needs_no_further_confirmation(applicant, begun_case):
    await applicant.say("cancel", "撤回申请")
    await applicant.say("cancel", "确定撤回")
    assert (await stages(applicant, begun_case))["food"] == Stage.WITHDRAWN


async def test_who_changes_their_mind_keeps_everything(applicant, begun_case):
    before = await stages(applicant, begun_case)
    await applicant.say("cancel", "撤回申请")
    await applicant.say("deny", "不撤")
    assert "不撤，部门接着办" in applicant.heard
    assert await stages(applicant, begun_case) == before


@pytest.mark.parametrize("words", ["招牌不挂了", "只撤回“户外广告及招牌设置审批”", "那个招牌的撤回来吧"])
async def test_one_item_is_withdrawn_by_its_name(applicant, begun_case, words):
    await applicant.say("cancel", words)
    assert "别的接着办" in applicant.heard
    await applicant.say("affirm", "是的")
    found = await stages(applicant, begun_case)
    assert found["sign"] == Stage.WITHDRAWN
    assert found["food"] == Stage.DISPATCHED


async def test_what_waits_for_a_withdrawn_item_ends_with_it(applicant):
    await applicant.edit(**LARGE)
    await applicant.fill({**RESTAURANT, **LARGE})
    case = await applicant.submit()
    await withdraw(applicant, case, "biz-reg")
    tasks = await applicant.tasks(case)
    waited = {item for item, task in tasks.items() if "biz-reg" in task.waits_for}
    assert waited
    assert {tasks[item].stage for item in waited} == {Stage.WITHDRAWN}


async def test_what_was_granted_stays_and_cannot_be_withdrawn(applicant, begun_case):
    with pytest.raises(ConflictError):
        await withdraw(applicant, begun_case, "biz-reg")
    await withdraw(applicant, begun_case)
    assert (await stages(applicant, begun_case))["biz-reg"] == GRANTED


async def test_departments_that_had_it_are_told_and_others_are_not(applicant, database):
    case = await applicant.submit()
    await withdraw(applicant, case)
    tasks = await applicant.tasks(case)
    sent = [{"task_id": str(task.id)} for task in tasks.values() if task.payload is not None]
    assert [each for each in jobs(database.url) if "revision" not in each] == sent
    assert len(sent) < len(tasks)


async def test_after_a_withdrawal_a_decision_comes_too_late(applicant, begun_case):
    await withdraw(applicant, begun_case, "food")
    with pytest.raises(ConflictError):
        await applicant.decide(begun_case, "food", GRANTED)
    assert (await stages(applicant, begun_case))["food"] == Stage.WITHDRAWN


async def test_a_closed_case_cannot_be_withdrawn(applicant, begun_case):
    await withdraw(applicant, begun_case)
    assert set((await stages(applicant, begun_case)).values()) <= FINAL
    await applicant.say("cancel", "撤回申请")
    assert "已经提交了" in applicant.heard


async def test_the_withdrawal_is_recorded_with_its_actor(applicant, begun_case):
    await withdraw(applicant, begun_case, "food")
    task = (await applicant.tasks(begun_case))["food"]
    async with applicant.database.transaction() as session:
        last = (await cases.task_events(session, task.id))[-1]
    assert (last.actor, last.after) == ("citizen", Stage.WITHDRAWN)


async def test_a_grant_after_a_partial_withdrawal_still_releases_the_rest(applicant):
    case = await applicant.submit()
    await withdraw(applicant, case, "sign")
    await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC)
    found = await stages(applicant, case)
    assert (found["sign"], found["food"]) == (Stage.WITHDRAWN, Stage.DISPATCHED)


async def test_an_item_that_cannot_be_told_apart_never_withdraws_the_whole(applicant, begun_case):
    await applicant.say("cancel", "撤回申请")
    await applicant.say("cancel", "只撤回“不知道哪一项”")
    assert "全都撤回吗" in applicant.heard
    assert Stage.WITHDRAWN not in (await stages(applicant, begun_case)).values()


async def test_every_button_withdraws_the_item_that_it_names(applicant, begun_case):
    await applicant.say("cancel", "撤回申请")
    parts = [button["text"] for button in applicant.replies[-1].buttons if button["text"].startswith("只撤回")]
    assert len(parts) == 5
    for words in parts:
        await applicant.say("cancel", words)
        assert words.removeprefix("只撤回") in applicant.heard
        assert "别的接着办" in applicant.heard


async def test_what_a_withdrawn_item_wanted_is_not_asked_for_any_more(applicant, begun_case):
    await applicant.decide(
        begun_case, "food", Stage.SUPPLEMENT_REQUESTED, opinion="写清楚", supplement_fields=("seats",)
    )
    assert await applicant.asked() == "seats"
    await applicant.say("cancel", "食品经营许可不办了")
    await applicant.say("affirm", "确定撤回")
    assert await applicant.asked() is None


async def test_what_others_want_is_asked_for_after_a_withdrawal(applicant, begun_case):
    for item, wanted in (("food", "seats"), ("drain", "drain_spec")):
        await applicant.decide(
            begun_case, item, Stage.SUPPLEMENT_REQUESTED, opinion="写清楚", supplement_fields=(wanted,)
        )
    await applicant.say("cancel", "食品经营许可不办了")
    await applicant.say("affirm", "确定撤回")
    assert await applicant.asked() == "drain_spec"
