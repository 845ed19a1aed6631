"""Decisions as examples: what the classifier thought, what was asked, what is to be done."""

from __future__ import annotations

from typing import Any

import pytest

from components.decision import decide
from components.policy import read_policy
from components.turn import Asked, Context, Decision, Evidence, Piece

POLICY = read_policy("decision.yml")
PATH = "open-restaurant"


def given(
    text: str, topics: dict[str, float], aspect: str = "none", facts: tuple[str, ...] = (), **more: Any
) -> Evidence:
    return Evidence(
        text, topics, {aspect: 0.9, "who": 0.05, "apply": 0.02, "none": 0.03} | {aspect: 0.9}, facts, **more
    )


def asked(kind: str, *words: str) -> Context:
    return Context(PATH, Asked("some_field", kind, words))


def decision(evidence: Evidence, context: Context | None = None) -> Decision:
    return decide(evidence, context or Context(), POLICY)


def test_a_path_is_applied_for() -> None:
    found = decision(given("我想开饭店", {PATH: 0.9}, "apply"))
    assert (found.intent, found.kind, found.id, found.aspect) == ("apply", "path", PATH, None)


def test_a_path_is_asked_about() -> None:
    found = decision(given("开饭店要多少钱", {PATH: 0.5, "ask": 0.4}, "fee"))
    assert (found.intent, found.id, found.aspect) == ("ask", PATH, "fee")


def test_a_question_without_a_matter_is_about_the_matter_at_hand() -> None:
    question = given("要多少钱", {"ask": 0.9}, "fee")
    assert (decision(question, Context(PATH)).kind, decision(question, Context(PATH)).id) == ("path", PATH)
    assert (decision(question).kind, decision(question).id) == ("intent", "ask")


def test_between_two_paths_the_citizen_chooses() -> None:
    found = decision(given("办个店的证", {PATH: 0.45, "open-supermarket": 0.4}, "apply"))
    assert found.intent == found.decision == "clarify"
    assert [candidate.id for candidate in found.candidates] == [PATH, "open-supermarket"]


def test_a_grievance_of_somebody_who_could_apply_is_no_wish() -> None:
    """我是退役军人，安置一直没有落实: a part of it reads like an application, the whole is rather a complaint."""
    part = Piece("我是一名退役军人", {"veteran": 0.99}, {"apply": 0.9})
    grievance = given("…", {"complaint": 0.57, "veteran": 0.42}, "apply", ("date",), outside_facts=60, pieces=(part,))
    assert decision(grievance).decision == "clarify"
    assert [each.id for each in decision(grievance).candidates] == ["complaint", "veteran"]


def test_what_is_not_understood_is_not_guessed() -> None:
    found = decision(given("阿巴阿巴", {PATH: 0.12, "greet": 0.1}))
    assert (found.intent, found.decision) == ("unclear", "reject")


@pytest.mark.parametrize("context", [Context(), asked("org_name"), asked("yes_no", "是", "否")])
def test_danger_wins_always(context: Context) -> None:
    assert decision(given("我家煤气泄漏", {PATH: 0.99}), context).intent == "urgent"
    assert decision(given("有人不行了", {"urgent": 0.45, "inform": 0.5}), context).intent == "urgent"


def test_harmless_wordings_are_no_danger() -> None:
    assert decision(given("着火了怎么办证", {PATH: 0.9}, "how")).intent == "ask"


def test_outside_matters_are_named_as_such() -> None:
    found = decision(given("高考成绩哪天出", {"other_government": 0.9}))
    assert (found.intent, found.kind) == ("other_government", "none")


def test_facts_alone_inform() -> None:
    assert decision(given("13705380099", {"greet": 0.4}, facts=("mobile",), outside_facts=0)).intent == "inform"


@pytest.mark.parametrize(
    ("context", "evidence"),
    [
        (asked("area"), given("80平", {"thanks_bye": 0.9}, facts=("area",))),
        (asked("area"), given("80", {"abuse": 0.9})),
        (asked("money"), given("大概三万", {"status": 0.9})),
        (asked("mobile"), given("我的是1370538009", {"status": 0.6}, facts=("mobile",), outside_facts=3)),
        (asked("choice", "租赁", "自有"), given("租赁", {"cancel": 0.95})),
        (asked("choice", "租赁", "自有"), given("是租赁的房子", {"company-open": 0.7}, "apply")),
        (asked("choice", "不用", "需要"), given("不用", {"deny": 0.99})),
        (asked("yes_no", "是", "否"), given("嗯", {"greet": 0.7})),
        (asked("yes_no", "是", "否"), given("没有", {"skip": 0.9})),
        (asked("yes_no", "是", "否"), given("这个倒真没弄", {"deny": 0.5})),
        (asked("org_name"), given("老王饺子馆", {PATH: 0.95}, "apply")),
        (asked("org_name"), given("慢慢来", {"status": 0.5})),
        (asked("person_name"), given("于成功", {"submit": 0.6}, facts=("person_name",))),
        (asked("text"), given("卖炒菜和面条", {PATH: 0.9}, "apply")),
        (asked("area"), given("我要开饭店", {PATH: 0.99}, "apply")),
        (asked("choice", "A类", "B类"), given("川菜吧", {PATH: 0.3, "greet": 0.2})),
        (asked("area"), given("嗯嗯啊啊", {})),
    ],
)
def test_answers_inform(context: Context, evidence: Evidence) -> None:
    assert decision(evidence, context).intent == "inform"


@pytest.mark.parametrize(
    ("context", "evidence", "intent"),
    [
        (asked("org_name"), given("转人工", {"human": 0.95}), "human"),
        (asked("area"), given("先不填这个", {"skip": 0.7}), "skip"),
        (asked("mobile"), given("为什么要手机号", {"why": 0.8}), "why"),
        (asked("area"), given("要多少钱", {"ask": 0.8}, "fee"), "ask"),
        (asked("area"), given("开理发店要啥材料", {"open-barber": 0.9}, "materials"), "ask"),
        (asked("area"), given("还要给孩子报名上学", {"school-enroll": 0.9}, "apply"), "apply"),
        (asked("org_name"), given("名字说错了，叫老李面馆", {"correct": 0.5}, facts=("org_name",)), "correct"),
        (asked("mobile"), given("不是80平，是100平", {"inform": 0.6}, facts=("area", "area")), "correct"),
        (asked("area"), given("刚才电话填错了", {"correct": 0.3, "inform": 0.4}), "correct"),
        (asked("area"), given("股票怎么开户", {"not_government": 0.9}), "not_government"),
    ],
)
def test_interruptions_win(context: Context, evidence: Evidence, intent: str) -> None:
    assert decision(evidence, context).intent == intent


def test_a_question_about_another_path_keeps_that_path() -> None:
    found = decision(given("开理发店要啥材料", {"open-barber": 0.9}, "materials"), asked("area"))
    assert (found.id, found.aspect) == ("open-barber", "materials")


@pytest.mark.parametrize(
    "metadata",
    [None, {}, {"path": None, "asked": None}, {"path": 3, "asked": "area"}, {"asked": {"kind": "area"}}],
)
def test_incomplete_metadata_counts_as_nothing_asked(metadata: dict[str, Any] | None) -> None:
    assert Context.from_metadata(metadata) == Context()


def test_metadata_names_the_question() -> None:
    context = Context.from_metadata({"path": PATH, "asked": {"field": "f", "kind": "choice", "words": ["是", 1]}})
    assert context == Context(PATH, Asked("f", "choice", ("是",)))


@pytest.mark.parametrize(
    ("text", "topics", "intent"),
    [
        ("是", {"inform": 0.9}, "affirm"),
        ("嗯", {"greet": 0.5}, "affirm"),
        ("好的", {"greet": 0.5}, "affirm"),
        ("不是", {"skip": 0.9}, "deny"),
        ("先不", {"skip": 0.9}, "deny"),
        ("算了", {"cancel": 0.9}, "deny"),
        ("不办了", {"cancel": 0.9}, "cancel"),
        ("从头开始", {"restart": 0.9}, "restart"),
        ("转人工", {"human": 0.9}, "human"),
    ],
)
def test_a_confirmation_is_answered_before_the_open_question(text: str, topics: dict[str, float], intent: str) -> None:
    for question in (None, Asked("own_flue", "yes_no", ("有", "没有")), Asked("biz_area", "area")):
        assert decision(given(text, topics), Context(PATH, question, confirming=True)).intent == intent


@pytest.mark.parametrize("text", ["不好了店里煤气漏了有人晕倒了", "着火了", "救命", "孩子走丢了", "被人打了流血不止"])
def test_the_word_list_knows_danger(text: str) -> None:
    for context in (Context(), asked("yes_no", "是", "否"), Context(PATH, None, confirming=True)):
        assert decision(given(text, {"inform": 0.99}), context).intent == "urgent"


@pytest.mark.parametrize("text", ["煤气罐", "液化气罐两个", "炉子烧煤气", "楼上有人住", "我在学校门口"])
def test_answers_that_resemble_alarms_are_answers(text: str) -> None:
    assert decision(given(text, {"urgent": 0.9}), asked("choice", "燃气", "用电")).intent == "inform"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("流到街上去", "submit"),
        ("老婆帮忙", "thanks_bye"),
        ("前门一个后门一个", "back"),
        ("先来查吧", "skip"),
        ("越快越好", "greet"),
        ("个体", "individual-to-company"),
        ("我想办个体", "individual-to-company"),
        ("二楼是网吧", "open-entertainment"),
        ("冒菜", "not_government"),
    ],
)
def test_without_a_word_of_its_own_a_command_is_an_answer(text: str, topic: str) -> None:
    assert decision(given(text, {topic: 0.97}, "apply"), asked("choice", "甲", "乙")).intent == "inform"


@pytest.mark.parametrize(
    "text",
    [
        "不对是95",
        "不对不对是平阳路18号",
        "我刚才说错了不是个体是公司",
        "不是租的是自己的",
        "其实有执照了",
        "哦执照有了",
        "招牌不挂了",
        "电话错了",
        "店名改成老张家",
    ],
)
def test_corrections_are_known_by_their_wording(text: str) -> None:
    for context in (Context(PATH), asked("area"), asked("yes_no", "有", "没有")):
        assert decision(given(text, {"inform": 0.6}), context).intent == "correct"


def test_what_names_an_option_answers_the_question() -> None:
    assert decision(given("不是租的是自己的", {"correct": 0.3}), asked("choice", "租的", "自己的")).intent == "inform"
    assert decision(given("执照有了", {"correct": 0.3}), asked("yes_no", "有营业执照了", "没有")).intent == "inform"


def test_a_wish_among_many_facts_is_heard() -> None:
    piece = Piece("想开个饺子馆", {PATH: 0.9}, {"apply": 0.9, "none": 0.1})
    found = decision(
        given("我叫王建国想开个饺子馆…", {"inform": 0.9}, facts=("person_name", "mobile"), pieces=(piece,))
    )
    assert (found.intent, found.id) == ("apply", PATH)


@pytest.mark.parametrize(
    ("text", "intent"), [("咋传啊俺不会传照片", "help"), ("合同在家里明天传行吗", "skip"), ("没有房产证", "inform")]
)
def test_a_file_is_asked_for(text: str, intent: str) -> None:
    assert decision(given(text, {"deny": 0.85}), asked("material")).intent == intent


def test_going_ahead_after_an_explanation() -> None:
    for text in ("行我要办", "那就办吧"):
        assert decision(given(text, {"affirm": 0.4, "cancel": 0.3}), Context(PATH)).intent == "affirm"


@pytest.mark.parametrize("text", ["LZZ5ELNB8KA123456", "鲁j12345", "jy2370982 0001234", "110370900004521"])
def test_a_number_of_fixed_form_answers_though_it_reads_like_nonsense(text: str) -> None:
    assert decision(given(text.lower(), {"not_government": 0.9}), asked("code")).intent == "inform"


@pytest.mark.parametrize("text", ["help me please", "what is this", "asdfghjkl"])
def test_letters_alone_are_no_number(text: str) -> None:
    assert decision(given(text, {"not_government": 0.95}), asked("code")).intent != "inform"


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("english please", "en"),
        ("能说英语吗", "en"),
        ("字太小了，看不清", "elder"),
        ("你说慢点，说简单一点", "elder"),
        ("换回普通模式", "plain"),
        ("请说中文", "plain"),
    ],
)
def test_citizens_say_how_they_want_to_be_spoken_to(text: str, voice: str) -> None:
    found = decision(given(text, {"repeat": 0.4, PATH: 0.3}), asked("text"))
    assert (found.intent, found.kind, found.id) == ("voice", "voice", voice)


def test_poor_eyes_said_in_passing_are_no_wish_for_another_voice() -> None:
    found = decision(given("俺眼花了，想给俺娘办残疾证", {"disabled-service": 0.95}, "apply"))
    assert (found.kind, found.id) == ("path", "disabled-service")


def test_an_english_school_is_no_wish_to_speak_english() -> None:
    assert decision(given("i want to open an english school", {"not_government": 0.6})).intent != "voice"


def test_an_option_about_english_is_an_answer() -> None:
    found = decision(given("英文版", {"help": 0.5}), asked("choice", "中文版", "英文版"))
    assert found.intent == "inform"


def test_an_option_that_holds_the_word_for_a_person_is_an_answer() -> None:
    owners = asked("choices", "国内个人", "个人", "公司")
    assert decision(given("有国内个人", {"human": 0.9}), owners).intent == "inform"
    assert decision(given("找人工", {"human": 0.9}), owners).intent == "human"


def test_an_option_that_says_to_go_on_is_an_answer() -> None:
    question = asked("yes_no", "申请", "接着申请", "不申请")
    assert decision(given("我这边接着申请", {"resume": 0.98}), question).intent == "inform"
    assert decision(given("接着上次的办", {"resume": 0.98}), question).intent == "resume"


def test_a_no_that_is_one_of_the_answers_takes_nothing_back() -> None:
    found = decision(
        given("不是,身份证号110", {"correct": 0.6}, facts=("id_no",)), asked("choice", "没有", "不是", "军人")
    )
    assert found.intent == "inform"


def test_a_question_in_english_interrupts_without_a_question_mark() -> None:
    question = given("what documents do i need", {"ask": 0.8}, "materials")
    assert decision(question, asked("yes_no", "是", "否")).intent == "ask"


@pytest.mark.parametrize(
    "text",
    [
        "谁看过我的信息",
        "都有谁查过俺的资料啊",
        "我的身份证都给哪些部门看了",
        "有没有人偷看我的资料",
        "who has seen my data",
    ],
)
def test_who_has_seen_my_data_is_understood_everywhere(text: str) -> None:
    assert decision(given(text, {"not_government": 0.6})).intent == "seen"
    assert decision(given(text, {"inform": 0.6}), asked("org_name")).intent == "seen"


@pytest.mark.parametrize("text", ["谁来看我的店", "我看过这个材料了", "我的资料谁来交", "给谁看店"])
def test_other_looking_is_not(text: str) -> None:
    assert decision(given(text, {"inform": 0.9})).intent != "seen"


@pytest.mark.parametrize(
    ("text", "intent"),
    [("确定撤回", "affirm"), ("是的，撤回", "affirm"), ("不撤，接着办", "deny"), ("先不撤了", "deny")],
)
def test_yes_and_no_to_a_withdrawal(text: str, intent: str) -> None:
    confirming = Context(confirming=True)
    assert decision(given(text, {"resume": 0.8, "cancel": 0.5}), confirming).intent == intent


def test_the_button_that_takes_back_one_item_is_understood() -> None:
    assert decision(given("只撤回“户外招牌设置审批”", {"other_government": 0.9})).intent == "cancel"
    assert decision(given("招牌不挂了，撤回吧", {"cancel": 0.5, "correct": 0.3})).intent == "cancel"
    assert decision(given("撤回要多久", {"ask": 0.9}, "time")).intent != "cancel"


@pytest.mark.parametrize(
    "text", ["不开饭店了，改开个理发店吧", "算了，还是开个理发店", "换一个，办理发店的", "俺不干饭馆了，想弄个理发店"]
)
def test_another_matter_instead_is_no_answer(text: str) -> None:
    """The matter under way is named as well, so neither stands out by itself."""
    found = decision(given(text, {PATH: 0.5, "open-barber": 0.48}), asked("choices", "热食", "冷食"))
    assert (found.intent, found.id) == ("apply", "open-barber")


def test_another_matter_instead_is_heard_in_its_own_part_of_the_message() -> None:
    """不开饭店了，改开超市: the whole leans to the restaurant, which is given up."""
    pieces = (Piece("不开饭店了", {PATH: 0.95}, {}), Piece("改开超市", {"open-supermarket": 0.99}, {}))
    message = given("不开饭店了,改开超市", {PATH: 0.85, "open-supermarket": 0.13}, pieces=pieces)
    found = decision(message, asked("money"))
    assert (found.intent, found.id) == ("apply", "open-supermarket")


def test_a_part_that_names_the_matter_under_way_is_no_other_one() -> None:
    pieces = (Piece("装修先不办了", {"inform": 0.6}, {}), Piece("还是先开饭店", {PATH: 0.99}, {}))
    message = given("装修先不办了,还是先开饭店", {PATH: 0.9}, pieces=pieces)
    assert decision(message, asked("money")).id != "open-supermarket"
    assert decision(message, asked("money")).intent != "apply"


@pytest.mark.parametrize("kind", ["integer", "area", "choices"])
def test_chat_about_the_day_is_neither_a_number_nor_a_choice(kind: str) -> None:
    chat = given("今天天气真好", {"smalltalk": 0.95}, facts=("date",), outside_facts=4)
    assert decision(chat, asked(kind)).intent == "smalltalk"


@pytest.mark.parametrize(
    ("kind", "text"), [("integer", "今天天气真好"), ("area", "今天天气真不错"), ("date", "今天天气真不错")]
)
def test_the_weather_is_no_day_and_no_number(kind: str, text: str) -> None:
    """Although 今天 is a day, and 不 stands in some answers that mean none."""
    chat = given(text, {"smalltalk": 0.95}, facts=("date",), outside_facts=5)
    assert decision(chat, asked(kind)).intent == "smalltalk"


@pytest.mark.parametrize("text", ["就俺自个儿", "没装修", "两口子"])
def test_what_may_be_an_amount_is_no_chat(text: str) -> None:
    assert decision(given(text, {"not_government": 0.95}), asked("integer")).intent == "inform"


def test_to_stay_with_the_matter_under_way_is_no_other_one() -> None:
    """What is left of the probability is noise, however it is shared out."""
    found = decision(given("还是办饭店吧", {PATH: 0.98, "open-hotel": 0.019}), asked("area"))
    assert found.intent != "apply"
