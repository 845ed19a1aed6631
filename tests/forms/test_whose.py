"""Of whom a name or a number is told, and what is told of others, taken back, or of a fixed form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from forms.facts import Fact, bind, retracted
from forms.loader import default_catalogue
from forms.model import Catalogue, Value

FormBinding = Callable[..., dict[str, Value | None]]
SELLER_ID, OWN_ID = "11010519491231002X", "370982198501186717"


@pytest.fixture(scope="session")
def in_form(catalogue: Catalogue, facts_of: Callable[..., list[Fact]], today: date) -> FormBinding:
    """Field by field, what a message with these facts gives in the form of one path."""

    def bound(
        path_id: str, text: str, *found: tuple[str, str], asked: str | None = None, by_agent: bool = False
    ) -> dict[str, Value | None]:
        path, facts = catalogue.paths[path_id], facts_of(text, *found)
        return {b.field_id: b.value for b in bind(path, text, facts, asked, today, by_agent=by_agent)}

    return bound


def test_the_number_behind_a_sellers_name_is_the_sellers(in_form: FormBinding) -> None:
    text = f"卖家许国庆，{SELLER_ID}，手机15885485038；我冯雪，15185480701"
    found = [("person_name", "许国庆"), ("id_no", SELLER_ID), ("mobile", "15885485038")]
    own = [("person_name", "冯雪"), ("mobile", "15185480701")]
    values = in_form("house-transfer", text, *found, *own)
    assert (values["seller_name"], values["seller_id_no"], values["seller_mobile"]) == (
        "许国庆",
        SELLER_ID,
        "15885485038",
    )
    assert (values["person_name"], values["mobile"]) == ("冯雪", "15185480701")


@pytest.mark.parametrize("father", ["孩子爸爸", "孩他爹叫", "他爸是"])
def test_who_is_named_by_the_child_is_not_the_child(in_form: FormBinding, father: str) -> None:
    text = f"{father}宋玉宝，身份证{OWN_ID}"
    values = in_form("newborn", text, ("person_name", "宋玉宝"), ("id_no", OWN_ID))
    assert values == {"baby_father_name": "宋玉宝", "baby_father_id_no": OWN_ID}


def test_who_applies_for_another_is_the_agent(in_form: FormBinding) -> None:
    text = "替俺娘申请公租房，俺娘叫苗凤兰，我叫梁栋，手机18305484013"
    values = in_form(
        "public-rental", text, ("person_name", "苗凤兰"), ("person_name", "梁栋"), ("mobile", "18305484013")
    )
    assert values["person_name"] == "苗凤兰"
    assert (values["agent_name"], values["agent_mobile"]) == ("梁栋", "18305484013")
    assert values["by_agent"] is True
    assert "mobile" not in values


def test_a_relative_in_a_role_is_whom_the_form_asks_for(in_form: FormBinding) -> None:
    text = f"财务让我老婆管，宋佳，{OWN_ID}，18605384452"
    values = in_form(
        "individual-to-company", text, ("person_name", "宋佳"), ("id_no", OWN_ID), ("mobile", "18605384452")
    )
    assert (values["fin_name"], values["fin_id_no"], values["fin_mobile"]) == ("宋佳", OWN_ID, "18605384452")
    assert not values.keys() & {"legal_rep", "id_no", "mobile"}


def test_who_is_asked_for_another_goes_on_with_their_number(in_form: FormBinding) -> None:
    text = f"李昊然，证号{OWN_ID}"
    found = [("person_name", "李昊然"), ("id_no", OWN_ID)]
    values = in_form("newborn", text, *found, asked="baby_father_name")
    assert values == {"baby_father_name": "李昊然", "baby_father_id_no": OWN_ID}


def test_the_number_of_somebody_of_whom_nothing_is_asked_is_nobodys(in_form: FormBinding) -> None:
    assert in_form("open-restaurant", "我媳妇电话13805381234", ("mobile", "13805381234")) == {}


@pytest.mark.parametrize(
    "text", ["替我们老板来的", "帮我姐夫问个手续", "给俺爹申请低保户建房", "受公司委托我来办", "我是代办公司的"]
)
def test_who_says_so_is_an_agent(in_form: FormBinding, text: str) -> None:
    assert in_form("build-house", text).get("by_agent") is True


IN_THEIR_OWN_RIGHT = {"newborn", "school-enroll", "after-death"}
"""Paths on which whoever writes is a parent, a guardian or an heir."""


@pytest.mark.parametrize("path_id", sorted(default_catalogue().paths.keys() - IN_THEIR_OWN_RIGHT))
def test_on_every_path_somebody_may_apply_for_another(catalogue: Catalogue, path_id: str) -> None:
    path = catalogue.paths[path_id]
    assert path.uses.keys() >= {"by_agent", "agent_name", "agent_id_no", "agent_mobile"}
    proxy = [use for use in path.materials if use.when.names & {"by_agent"}]
    assert proxy, "an agent shows who sent them"


@pytest.mark.parametrize(
    ("path_id", "text"),
    [
        ("open-restaurant", "给俺儿子开的米线店，他忙，让我来办"),
        ("open-barber", "俺小姑子会文眉，赁了间屋，恁给她办个证"),
        ("open-kindergarten", "书记让我来跑"),
        ("open-pharmacy", "俺儿子加盟了个药店，俺来给他跑"),
        ("veteran", "儿子服役五年退役，想帮他报到落户"),
        ("flexible-insurance", "我替我闺女来把保险交上"),
    ],
)
def test_whoever_opens_a_shop_or_works_is_of_age_and_may_send_somebody(
    in_form: FormBinding, path_id: str, text: str
) -> None:
    assert in_form(path_id, text).get("by_agent") is True


@pytest.mark.parametrize(
    ("path_id", "text"),
    [
        ("open-gym-pool", "我们给客户办会员卡"),
        ("open-restaurant", "主要给人家办酒席"),
        ("open-restaurant", "平时给公司开发票"),
        ("open-kindergarten", "街道腾出一层，让我来运营"),
        ("open-supermarket", "市场所检查，说没有许可，叫我来办"),
    ],
)
def test_what_a_shop_does_for_its_customers_makes_nobody_an_agent(
    in_form: FormBinding, path_id: str, text: str
) -> None:
    assert "by_agent" not in in_form(path_id, text)


def test_the_agents_name_and_the_owners_are_told_apart(in_form: FormBinding) -> None:
    text = "我替我姐开理发店，我叫李秀英，我姐叫李秀兰"
    values = in_form("open-barber", text, ("person_name", "李秀英"), ("person_name", "李秀兰"))
    assert (values["agent_name"], values["legal_rep"]) == ("李秀英", "李秀兰")


@pytest.mark.parametrize(
    ("path_id", "text", "agent", "applicant", "owner"),
    [
        ("open-barber", "我叫李秀英，我姐叫李秀兰", "李秀英", "李秀兰", "legal_rep"),
        ("open-pharmacy", "我姐叫李秀兰，我是李秀英", "李秀英", "李秀兰", "legal_rep"),
        ("veteran", "我是他爸，我叫张大山，他叫张小山", "张大山", "张小山", "person_name"),
        ("flexible-insurance", "俺叫张大山，俺儿子叫张小山", "张大山", "张小山", "person_name"),
    ],
)
def test_once_somebody_applies_for_another_i_is_the_agent(
    in_form: FormBinding, path_id: str, text: str, agent: str, applicant: str, owner: str
) -> None:
    in_order = sorted([agent, applicant], key=text.index)
    values = in_form(path_id, text, *(("person_name", name) for name in in_order), by_agent=True)
    assert (values.get("agent_name"), values.get(owner)) == (agent, applicant)


@pytest.mark.parametrize(
    ("path_id", "text", "name", "field_id"),
    [
        ("open-restaurant", "我儿子当老板，他叫李浩然", "李浩然", "legal_rep"),
        ("open-restaurant", "法人写我老公吧，他叫郑凯", "郑凯", "legal_rep"),
        ("open-restaurant", "我媳妇陈玉梅是食品安全员", "陈玉梅", "safety_officer"),
        ("company-change", "换法人，原来是李明，新的叫周伟", "周伟", "new_rep_name"),
        ("school-enroll", "娃叫张子轩", "张子轩", "pupil_name"),
    ],
)
def test_a_name_belongs_to_the_part_that_its_bearer_plays(
    in_form: FormBinding, path_id: str, text: str, name: str, field_id: str
) -> None:
    values = in_form(path_id, text, ("person_name", name), asked="legal_rep" if field_id == "legal_rep" else None)
    assert [key for key, value in values.items() if value == name] == [field_id]


def test_who_is_named_for_a_part_that_the_form_does_not_know_is_nobody(in_form: FormBinding) -> None:
    assert "legal_rep" not in in_form("company-open", "监事写我爱人吴晓燕", ("person_name", "吴晓燕"))


def test_who_is_somebodys_relative_applies_for_them(in_form: FormBinding) -> None:
    text = "我爸叫陈国强，我是他儿子陈明"
    values = in_form("disabled-service", text, ("person_name", "陈国强"), ("person_name", "陈明"))
    assert (values["dis_person_name"], values["agent_name"]) == ("陈国强", "陈明")


def test_an_agents_own_number_is_not_the_applicants(in_form: FormBinding) -> None:
    found = ("mobile", "13805381234")
    assert in_form("open-barber", "我的手机13805381234", found, asked="mobile", by_agent=True) == {
        "agent_mobile": "13805381234"
    }
    assert in_form("open-barber", "13805381234", found, asked="mobile", by_agent=True) == {"mobile": "13805381234"}


@pytest.mark.parametrize("text", ["帮我看看要啥材料", "我给自己盖房", "找代办公司贵不贵"])
def test_who_acts_for_a_child_or_asks_for_help_is_none(in_form: FormBinding, text: str) -> None:
    assert in_form("build-house", text).get("by_agent") is not True


@pytest.mark.parametrize(
    "text", ["邻居前年盖房没批，盖了三层", "以前我那个店三百平", "听说人家的店200平", "去年我对象他哥开过店，三百平"]
)
def test_what_is_told_of_others_or_of_earlier_is_not_taken(in_form: FormBinding, text: str) -> None:
    size = next((each for each in ("三百平", "200平") if each in text), None)
    found = [("area", size)] if size else []
    assert not in_form("build-house" if size is None else "open-restaurant", text, *found).keys() & {
        "biz_area",
        "house_floors",
    }


def test_what_is_taken_back_gives_way(facts_of: Callable[..., list[Fact]], in_form: FormBinding) -> None:
    text = "注册资本十万吧，不对，五十万"
    facts = [("money", "十万"), ("money", "五十万")]
    assert retracted(facts_of(text, *facts), text) == [(4, 6)]
    assert in_form("company-open", text, *facts)["capital"] == 500_000


def test_signs_of_a_fixed_form_find_their_fields(in_form: FormBinding) -> None:
    values = in_form("oversize-transport", "牵引车鲁J82165，挂车鲁J3076挂，车货一共58吨")
    assert values["oversize_tractor_plate"] == "鲁J82165"
    assert values["oversize_trailer_plate"] == "鲁J3076挂"
    assert values["oversize_tons"] == 58


def test_a_card_with_a_wrong_digit_is_named_and_not_taken(in_form: FormBinding) -> None:
    assert in_form("retirement", "打到我卡上6217001234567890123")["bank_acct"] is None


@pytest.mark.parametrize(("text", "grams"), [("六斤八两", 3400), ("3.2公斤", 3200), ("七斤半", 3750), ("3350克", 3350)])
def test_a_weight_in_any_unit_is_the_babys(in_form: FormBinding, text: str, grams: float) -> None:
    assert in_form("newborn", f"闺女{text}")["baby_weight"] == grams


def test_who_says_to_be_the_seller_is_not_the_buyer(in_form: FormBinding) -> None:
    text = "卖给小舅子，我是卖方叫乔大伟，买方陈亮"
    values = in_form("house-transfer", text, ("person_name", "乔大伟"), ("person_name", "陈亮"))
    assert (values["seller_name"], values["person_name"]) == ("乔大伟", "陈亮")


def test_of_a_change_a_form_that_asks_for_both_gets_both(in_form: FormBinding) -> None:
    names = [("person_name", "刘洋"), ("person_name", "刘海峰")]
    values = in_form("company-change", "法人由刘洋变更为刘海峰", *names)
    assert (values["legal_rep"], values["new_rep_name"]) == ("刘洋", "刘海峰")


def test_what_is_now_is_told_though_earlier_comes_before(in_form: FormBinding) -> None:
    values = in_form("flexible-insurance", "以前在企业交过社保，现在自己交职工养老")
    assert values["flex_pension"] == "worker"


@pytest.mark.parametrize("lead", ["别人的店", "邻居家的店", "人家那个店"])
def test_anothers_shop_stays_anothers(in_form: FormBinding, lead: str) -> None:
    assert in_form("open-restaurant", f"{lead}，卖烟，能坐六十个人") == {}


@pytest.mark.parametrize("around", ["旁边没有河", "邻居都同意", "旁边就是公路"])
def test_what_lies_around_ones_own_house_does_not(in_form: FormBinding, around: str) -> None:
    assert in_form("build-house", f"{around}，用免费的图集")["house_design_src"] == "atlas"


def test_a_sum_ends_before_the_years(in_form: FormBinding) -> None:
    values = in_form("company-open", "注册资金一百二十万三年缴齐", ("money", "一百二十万"))
    assert (values["capital"], values["capital_years"]) == (1_200_000, 3)
