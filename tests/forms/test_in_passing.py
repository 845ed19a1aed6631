"""What people say in passing, beside or without an answer, for the forms of all kinds: taken as said, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from forms.draft import Draft
from forms.engine import Reply, apply
from forms.facts import Fact, bind
from forms.model import Catalogue, Value
from forms.values import parse_value

Said = Callable[..., dict[str, Value | None]]


@pytest.fixture(scope="session")
def said(catalogue: Catalogue, facts_of: Callable[..., list[Fact]], today: date) -> Said:
    """Field by field, what a message of somebody who fills the form of a path says."""

    def told(path_id: str, text: str, *found: tuple[str, str], asked: str | None = None) -> dict[str, Value | None]:
        bound = bind(catalogue.paths[path_id], text, facts_of(text, *found), asked, today)
        return {each.field_id: each.value for each in bound}

    return told


@pytest.mark.parametrize(
    ("path_id", "text", "values"),
    [
        ("open-freight", "北斗也装上了", {"freight_gps_ready": True}),
        ("after-death", "驾驶证老人也没有", {"dead_driver": False}),
        ("public-rental", "没房没车", {"rental_owns_house": False, "rental_owns_car": False}),
        ("company-deregister", "没欠税没欠账", {"close_debts": "none"}),
        ("retirement", "我五十岁，女，工人岗", {"gender": "female", "retire_age": 50, "retire_woman_post": "worker"}),
        ("disabled-service", "下不了床", {"dis_home_visit": True}),
        ("open-hotel", "无线网全楼都有", {"guest_wifi": True}),
        ("open-supermarket", "附近没学校，书报啥的不卖", {"store_near_school": False, "store_books": False}),
        ("open-restaurant", "烟道是专门的", {"own_flue": True}),
        ("utility-joint", "要水要电", {"utility_kinds": ["water", "power"]}),
        ("house-transfer", "水电气都改名", {"transfer_utilities": ["water", "power", "gas"]}),
        (
            "flexible-insurance",
            "养老医保都想交职工的",
            {"flex_pension": "worker", "flex_medical": "worker"},
        ),
        ("individual-to-company", "刻公章和财务章", {"seal_kinds": ["official", "finance"]}),
        ("open-hotel", "十八间房三十张床", {"hotel_rooms": 18, "hotel_beds": 30}),
        ("open-barber", "卫生证我选承诺那个", {"hygiene_mode": "commitment"}),
        ("open-barber", "打针激光的不做，足疗按摩做", {"beauty_services": ["foot"]}),
        ("utility-joint", "高压，315千伏安", {"power_level": "high", "power_kva": 315}),
        ("open-gym-pool", "最浅1米2最深1米8", {"pool_shallow": 1.2, "pool_deep": 1.8}),
        ("open-hotel", "录像能存三个月", {}),
        ("open-freight", "雇司机四个，装卸工两个", {}),
        ("open-hotel", "监控二十个头存九十天", {"cctv_points": 20, "cctv_days": 90}),
        ("open-restaurant", "门口就挂个普通牌子", {"sign_kind": "ordinary"}),
        ("after-death", "他是领退休金的", {"dead_pension": "worker"}),
        ("company-open", "马上要开发票", {"invoice_now": True}),
        ("veteran", "户口以前就在新泰，立过三等功", {"veteran_hukou_here": True, "veteran_honours": ["merit3"]}),
        ("project-start", "要挖基坑往外拉土，不占路", {"project_earth": True, "project_road": False}),
        ("open-restaurant", "不是租的了，上个月买下来了", {"premise_right": "owned"}),
        ("flexible-insurance", "自己交社保", {}),
        ("open-entertainment", "负一层行不行啊", {}),
        ("open-entertainment", "二楼，一共三层的楼", {"floor": "二楼,一共三层的楼", "venue_level": "above"}),
        (
            "open-gym-pool",
            "带个泳池，浅的一米二，深的一米八",
            {"pool_shallow": 1.2, "pool_deep": 1.8, "gym_kinds": ["pool"]},
        ),
        ("company-open", "公积金交百分之八", {"hf_rate": 8}),
        ("company-change", "股东会开过了", {}),
        ("company-deregister", "对公账户还没销，公章还在", {"close_has_bank": True, "close_has_seal": True}),
        (
            "individual-to-company",
            "字号还用原来的，不欠税也不欠社保",
            {"keep_trade_name": True, "owes_tax": False, "owes_si": False},
        ),
        ("disabled-service", "腿不好走不了路，要上门评", {"dis_home_visit": True}),
        ("flexible-insurance", "以前在外地单位交过", {"flex_paid_before": True}),
        ("utility-joint", "给厂里报装水和电", {"utility_kinds": ["water", "power"], "utility_for": "firm"}),
    ],
)
def test_what_is_said_in_passing_is_taken(said: Said, path_id: str, text: str, values: dict[str, Value]) -> None:
    assert said(path_id, text) == values


@pytest.mark.parametrize(
    ("path_id", "text"),
    [
        ("build-house", "高压线河道都没有"),
        ("newborn", "我是职工的"),
        ("oversize-transport", "听人说超限要罚款"),
        ("open-hotel", "外宾"),
    ],
)
def test_what_is_denied_or_told_of_others_is_not(said: Said, path_id: str, text: str) -> None:
    assert said(path_id, text) == {}


def test_of_what_shall_change_what_stays_is_not_chosen(catalogue: Catalogue, today: date) -> None:
    text = "法人换成我儿子，地址不动，公司名也不改"
    assert parse_value(catalogue.paths["company-change"].field("change_items"), text, today) == ["rep"]


def test_who_does_it_for_a_client_is_the_agent(said: Said) -> None:
    text = "我是代账公司的会计唐小丽，手机18653801122，给客户秦立民办的"
    found = [("person_name", "唐小丽"), ("mobile", "18653801122"), ("person_name", "秦立民")]
    assert said("company-open", text, *found) == {
        "by_agent": True,
        "agent_name": "唐小丽",
        "agent_mobile": "18653801122",
        "legal_rep": "秦立民",
    }


def test_who_keeps_the_books_instead_is_named_next(said: Said) -> None:
    text = "财务不是我管，是陈丽娟，手机13805489911"
    found = [("person_name", "陈丽娟"), ("mobile", "13805489911")]
    told = said("company-open", text, *found, asked="fin_by_rep")
    assert (told["fin_name"], told["fin_mobile"]) == ("陈丽娟", "13805489911")


def test_of_two_plates_the_second_is_the_trailers(said: Said) -> None:
    told = said("oversize-transport", "车头鲁J8K306，挂车鲁J9527挂", asked="oversize_tractor_plate")
    assert told["oversize_trailer_plate"] == "鲁J9527挂"


def test_a_free_text_ends_where_another_question_is_answered(catalogue: Catalogue, today: date) -> None:
    path = catalogue.paths["open-clinic"]
    reply = Reply("跟泰安绿源固废公司签的，污水进市政管网，没有放射设备", [], "waste_company")
    answers = apply(path, Draft(path.id), reply, today).draft.answers
    assert {name: each.value for name, each in answers.items()} == {
        "waste_company": "泰安绿源固废公司",
        "clinic_sewage": "sewer",
        "has_xray": False,
    }


def test_a_list_of_one_kind_is_not_cut(catalogue: Catalogue, today: date) -> None:
    path = catalogue.paths["open-entertainment"]
    text = "小学500米，医院800米，附近没有机关，居民楼100米"
    answers = apply(path, Draft(path.id), Reply(text, [], "venue_distances"), today).draft.answers
    assert {name: each.value for name, each in answers.items()} == {"venue_distances": text}


def test_one_word_may_answer_two_questions(catalogue: Catalogue, today: date) -> None:
    path = catalogue.paths["open-entertainment"]
    answers = apply(path, Draft(path.id), Reply("在二楼", [], "venue_level"), today).draft.answers
    assert {name: each.value for name, each in answers.items()} == {"venue_level": "above", "floor": "二楼"}


def test_what_follows_an_answer_does_not_take_it_away(
    catalogue: Catalogue, facts_of: Callable[..., list[Fact]], today: date
) -> None:
    path = catalogue.paths["open-entertainment"]
    text = "在一楼，我自己的身份证号11010519491231002X，店名叫新泰市福满园唱歌舞厅"
    facts = facts_of(text, ("id_no", "11010519491231002X"), ("org_name", "新泰市福满园唱歌舞厅"))
    answers = apply(path, Draft(path.id), Reply(text, facts, "venue_level"), today).draft.answers
    told = {name: answers[name].value for name in ("venue_level", "id_no", "org_name")}
    assert told == {"venue_level": "above", "id_no": "11010519491231002X", "org_name": "新泰市福满园唱歌舞厅"}


def test_a_number_beside_a_childs_name_is_the_parents(said: Said) -> None:
    found = [("person_name", "郭桂兰"), ("mobile", "15511145470"), ("person_name", "陈军")]
    told = said("school-enroll", "郭桂兰，手机15511145470，我叫陈军", *found, asked="pupil_name")
    assert told == {"pupil_name": "郭桂兰", "mobile": "15511145470", "person_name": "陈军"}


def test_a_doctors_licence_number_is_no_identity_number(catalogue: Catalogue, today: date) -> None:
    path = catalogue.paths["open-clinic"]
    reply = Reply("110370000012345", [Fact("id_no", "110370000012345", 0, 15)], "main_doctor_licence")
    outcome = apply(path, Draft(path.id), reply, today)
    assert outcome.draft.answers["main_doctor_licence"].value == "110370000012345"
    assert outcome.refused == ()


@pytest.mark.parametrize("text", ["嗯", "对", "好的", "行", "普通", "一般", "大的"])
def test_a_word_that_fits_many_questions_answers_none_that_was_not_asked(said: Said, text: str) -> None:
    assert said("open-restaurant", text, asked="food_items") == {}
    assert said("utility-joint", text) == {}


def test_a_feast_in_a_name_is_no_day(catalogue: Catalogue, facts_of: Callable[..., list[Fact]], today: date) -> None:
    path = catalogue.paths["build-house"]
    facts = facts_of("张国庆", ("date", "国庆"))
    outcome = apply(path, Draft(path.id), Reply("张国庆", facts, "person_name"), today)
    assert {name: answer.value for name, answer in outcome.draft.answers.items()} == {"person_name": "张国庆"}


@pytest.mark.parametrize(
    ("path_id", "text", "field_id", "value"),
    [
        ("open-restaurant", "就我一个人干不雇人", "staff_no", 0),
        ("open-pharmacy", "雇三个店员", "staff_no", 3),
        ("open-hotel", "三十六间，都是标准间", "hotel_rooms", 36),
        ("open-hotel", "监控装了二十四个", "cctv_points", 24),
        ("newborn", "男孩，头胎", "baby_order", 1),
        ("newborn", "这是二胎", "baby_order", 2),
        ("newborn", "户主是他爷爷", "baby_head_is", "grandparent"),
        ("newborn", "昨天凌晨三点二十在市人民医院生的", "baby_hospital", "市人民医院"),
        ("newborn", "昨天凌晨三点二十在市人民医院生的", "baby_birth_clock", "凌晨三点二十"),
        ("retirement", "女，今年五十五", "retire_age", 55),
        ("open-freight", "两辆车都挂我名下", "freight_own_name", True),
    ],
)
def test_counts_places_and_hours_are_known_by_the_words_beside_them(
    said: Said, path_id: str, text: str, field_id: str, value: Value
) -> None:
    assert said(path_id, text).get(field_id) == value


def test_a_weight_is_no_hour(said: Said) -> None:
    assert "baby_birth_clock" not in said("newborn", "七点五斤")


def test_the_size_of_all_rooms_together_is_not_the_kitchens(said: Said) -> None:
    told = said("open-restaurant", "前厅后厨加一块七十五平", ("area", "七十五平"))
    assert told == {"biz_area": 75.0}


def test_a_sum_may_stand_before_what_it_is(said: Said) -> None:
    told = said("house-transfer", "82万成交", ("money", "82万"))
    assert told["house_price"] == 820_000


def test_what_an_agent_calls_themselves_first_is_not_the_applicant(said: Said) -> None:
    text = "我是代办的小赵，赵倩，17663310482，替老板来注册"
    told = said("company-open", text, ("person_name", "赵倩"), ("mobile", "17663310482"))
    assert (told["agent_name"], told["agent_mobile"]) == ("赵倩", "17663310482")
    assert not told.keys() & {"legal_rep", "mobile"}
