"""Whole conversations with a really trained model, and what the departments receive in the end."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.e2e.conftest import Installation
from tests.e2e.person import ANSWERS, Person


def test_i_want_to_open_a_restaurant_becomes_licences(installation: Installation, person: Person) -> None:
    heard = person.say("我想开个饭店，府前街上，八十来平")
    assert "开办餐饮店" in heard
    assert "80平方米" in heard
    assert "府前街" in heard
    plan = next(reply["card"] for reply in person.replies if reply["card"])
    assert plan["type"] == "plan"
    assert plan["days"]["parallel"]["max"] < plan["days"]["series"]["max"] < plan["days"]["none"]["max"]

    asked = person.answer_everything()
    assert len(asked) == len(set(asked)), "a question was asked twice"
    review = person.review()
    assert review["ready"], review["missing"]

    case_no = person.submit(review)
    assert case_no in person.say("我的申请到哪了")

    case = person.wait_until_closed(case_no)
    assert all(task["stage"] == "granted" and task["licence_no"] for task in case["tasks"])
    licence = next(task["licence_no"] for task in case["tasks"] if task["item"] == "个体工商户设立登记")
    food = next(entry for entry in installation.received(case_no) if entry["item"] == "food")
    assert {"id": "uscc", "label": "统一社会信用代码", "value": licence, "text": licence, "source": "system"} in food[
        "payload"
    ]["fields"]
    assert all(entry["times"] == 1 for entry in installation.received(case_no))
    assert "全部办完" in person.history()[-2]["text"]
    assert "这次办得怎么样" in person.history()[-1]["text"]


def test_several_facts_in_one_message_are_all_taken_and_not_asked_again(person: Person) -> None:
    person.say("我叫王建国，想开个饺子馆，身份证11010519491231002X，手机13805381234，店里80平，不卖烟")

    asked = person.answer_everything()

    fields = {row["id"]: row["raw"] for group in person.review()["groups"] for row in group["rows"]}
    assert fields["mobile"] == "13805381234"
    assert fields["id_no"] == "11010519491231002X"
    assert fields["legal_rep"] == "王建国"
    assert fields["biz_area"] == 80
    assert not [
        question for question in asked if "手机号" in question or "身份证号码" in question or "卖烟" in question
    ]


def test_a_wrong_id_number_is_refused_with_the_reason_and_an_example(person: Person) -> None:
    person.say("我想开个饭店")
    while "身份证号码" not in person.question:
        person.say(next(text for words, text in ANSWERS.items() if words in person.question))

    heard = person.say("110105194912310021")
    assert "核对不上" in heard
    assert "11010519491231002X" in heard
    heard = person.say("1101051949123100")
    assert "16位" in heard
    person.say("11010519491231002X")
    assert "身份证号码" not in person.question


def test_an_interruption_is_dealt_with_and_the_question_comes_back(person: Person) -> None:
    person.say("我想开个饭店，八十来平")
    question = person.question
    for interruption, expected in {
        "我的申请到哪了": "还没有提交",
        "转人工": "12345",
        "为什么要问这个": "弄清",
        "你好": "您好",
    }.items():
        heard = person.say(interruption)
        assert expected in heard
        assert person.question == question


def test_a_correction_changes_the_plan_and_says_so(person: Person) -> None:
    person.say("我想开个饭店，八十来平")
    person.say("还没有营业执照")

    heard = person.say("刚才面积说错了，是320平")

    assert "320平方米" in heard
    assert "营业前消防安全检查" in heard
    assert person.card["type"] == "plan"


def test_a_small_shop_gets_the_registration_instead_of_the_permit(person: Person) -> None:
    person.say("我想开个小吃店，40平方米")
    person.answer_everything()

    items = {item["name"]: item for stage in person.review()["plan"]["stages"] for item in stage["items"]}
    assert "小餐饮登记" in items
    assert "食品经营许可" not in items


def test_whoever_comes_back_goes_on_where_they_stopped(installation: Installation, person: Person) -> None:
    person.say("我想开个饭店，八十来平")
    person.say("还没有营业执照")
    question = person.question

    with Person(installation.url, person.http.cookies) as again:
        assert again.history()[-1]["text"] == question
        again.say("个体户")
        assert "个体工商户" in again.heard


def test_danger_to_life_gets_the_emergency_numbers_at_once(person: Person) -> None:
    person.say("我想开个饭店")

    heard = person.say("不好了店里煤气漏了有人晕倒了")

    assert "119" in heard
    assert "120" in heard


def test_a_refused_item_ends_only_what_waited_for_it(installation: Installation, person: Person) -> None:
    installation.behave("zfj", "refuse")
    try:
        case_no = person.submit(person.fill_in())
        case = person.wait_until_closed(case_no)
    finally:
        installation.behave("zfj", "approve")

    stages = {task["item"]: task["stage"] for task in case["tasks"]}
    assert stages.pop("招牌设置规范指导") == "refused"
    assert set(stages.values()) == {"granted"}
    assert any("行政复议" in message["text"] for message in person.history())


def test_a_supplement_is_asked_in_the_conversation_and_goes_back(installation: Installation, person: Person) -> None:
    installation.behave("zfj", "supplement")
    try:
        case_no = person.submit(person.fill_in())
        person.wait_for(case_no, item="招牌设置规范指导", stage="supplement_requested")
        assert any("请重新上传“招牌效果图和现场照片”" in message["text"] for message in person.history())
        person.hand_in("sign_img")
        assert "送回" in person.heard
        case = person.wait_until_closed(case_no)
    finally:
        installation.behave("zfj", "approve")

    assert {task["stage"] for task in case["tasks"]} == {"granted"}
    signs = [entry for entry in installation.received(case_no) if entry["item"] == "sign"]
    assert [entry["payload"]["revision"] for entry in signs] == [1, 2]


def test_a_department_that_is_down_gets_its_task_when_it_is_back(installation: Installation, person: Person) -> None:
    installation.behave("zjj", "down")
    try:
        case_no = person.submit(person.fill_in())
        person.wait_for(case_no, item="食品经营许可", stage="granted")
        waiting = person.case(case_no)
    finally:
        installation.behave("zjj", "approve")

    assert next(t["stage"] for t in waiting["tasks"] if t["item"] == "污水排入排水管网许可") == "dispatched"
    person.wait_until_closed(case_no)
    drains = [entry for entry in installation.received(case_no) if entry["item"] == "drain"]
    assert len(drains) == 1


def press(person: Person, label: str) -> str:
    """Press the button with this label on the newest message that has it."""
    button = next(b for reply in reversed(person.replies) for b in reply["buttons"] if b["label"] == label)
    return person.say(button["text"])


def test_another_value_for_something_said_before_is_asked_back(person: Person) -> None:
    person.say("我想开个饭店，八十来平")
    question = person.question

    assert "要改成320平方米吗" in person.say("320平")
    assert "使用面积改成320平方米" in press(person, "对，改")
    assert person.question.split("\n")[0] == question.split("\n")[0]
    person.say("95平")
    press(person, "不改")
    rows = {row["id"]: row["raw"] for group in person.review()["groups"] for row in group["rows"]}
    assert rows["biz_area"] == 320


def test_starting_over_and_giving_up_are_confirmed_with_their_buttons(person: Person) -> None:
    person.say("我想开个饭店，八十来平")
    person.say("从头开始")
    assert "已经填的都在" in press(person, "不，接着办")
    person.say("从头开始")
    assert "从头开始" in press(person, "从头开始填")
    person.say("不办了")
    assert "不办了" in press(person, "不办了")
    assert person.http.get("/api/v1/draft").status_code == 404


def test_what_is_offered_when_a_message_is_not_clear_is_understood_when_it_is_pressed(person: Person) -> None:
    for words, expected in {
        "我的申请到哪了": "还没有提交过",
        "转人工": "12345",
        "你能办什么": "开办餐饮店",
        "我想办开办餐饮店": "咱们办“开办餐饮店”",
        "再说一遍": "固定的门店",
        "为什么要这个": "弄清",
        "先跳过": "先空着",
        "返回上一题": "退回",
        "看看我填了什么": "改哪里都行",
        "提交申请": "还差",
    }.items():
        assert expected in person.say(words), words


def test_a_case_is_withdrawn_and_its_department_stops_working_on_it(installation: Installation, person: Person) -> None:
    installation.behave("zfj", "slow")
    try:
        case_no = person.submit(person.fill_in())
        person.wait_for(case_no, item="招牌设置规范指导", stage="received")
        assert "别的接着办" in person.say("招牌不挂了，撤回吧")
        assert "撤回了，已经告诉部门" in person.say("确定撤回")
        case = person.wait_until_closed(case_no)
    finally:
        installation.behave("zfj", "approve")
    stages = {task["item"]: task["stage"] for task in case["tasks"]}
    assert stages.pop("招牌设置规范指导") == "withdrawn"
    assert set(stages.values()) == {"granted"}


def test_a_citizen_is_told_which_departments_have_looked(person: Person) -> None:
    assert "还没有人看过您的信息" in person.say("谁看过我的信息")
    case_no = person.submit(person.fill_in())
    person.wait_for(case_no, item="食品经营许可", stage="granted")
    heard = person.say("都有谁看过我的资料")
    assert "市场监督管理局：看过" in heard
    assert "食品经营许可" in heard


def test_the_audit_log_of_it_all_holds(installation: Installation) -> None:
    for _ in range(50):
        if installation.query("SELECT count(*) FROM audit_entries WHERE position IS NULL") == [(0,)]:
            break
        time.sleep(0.2)
    environment = {**os.environ, "YICHUANG_DATABASE_URL": installation.database_url}
    environment["YICHUANG_VAR_FOLDER"] = str(installation.var_folder)
    verified = subprocess.run(
        [sys.executable, "-m", "api.cli", "audit", "verify"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    assert "entries in the chain" in verified.stdout
