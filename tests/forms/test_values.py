"""Field types: what citizens write becomes one value, and what could mean something else is refused, never guessed.

Every test reads: this field, these words, this value. `today` is Monday, 2 March 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.model import Catalogue, Value
from forms.values import Unusable, show_value
from forms.values.addresses import complete_address, partial_address
from forms.values.identity import parse_id_no, parse_mobile, parse_uscc
from forms.values.numerals import find_numbers, half_width, plain_numerals

Parse = Callable[[str, str], Value]
Refusal = Callable[[str, str], str]

ID_NO = "11010519491231002X"
USCC = "91350100M000100Y43"


# Numbers that carry their own check


@pytest.mark.parametrize(
    "text",
    [
        ID_NO,
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105-19491231-002X",
        "身份证是11010519491231002X。",
        "俺的号11010519491231002X，你记一下",
    ],
)
def test_an_id_number_is_read_however_it_is_written(parse: Parse, text: str) -> None:
    assert parse("id_no", text) == ID_NO


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没带", "id_no.missing"),
        ("11010519491231002", "id_no.length"),
        ("110105194912310021", "id_no.checksum"),
        ("11010519491331002X", "id_no.checksum"),
        ("110105491231002", "id_no.length"),
    ],
)
def test_an_id_number_with_a_slip_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("id_no", text) == code


def test_the_refusal_of_a_short_id_number_tells_how_long_it_was() -> None:
    with pytest.raises(Unusable) as refused:
        parse_id_no("11010519491231002")
    assert refused.value.details == {"length": "17"}


def _with_check_digit(seventeen: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights, strict=True)) % 11]


@pytest.mark.parametrize(
    ("seventeen", "slip"),
    [
        ("11010519490230002", "no such day"),
        ("11010520260303002", "born tomorrow"),
        ("11010518991231002", "born before 1900"),
        ("01010519491231002", "no such province"),
    ],
)
def test_an_id_number_that_nobody_can_have_is_refused(refusal: Refusal, seventeen: str, slip: str) -> None:
    assert refusal("id_no", _with_check_digit(seventeen)) == "id_no.component", slip


def test_a_citizen_may_be_older_than_the_code_of_the_city(parse: Parse) -> None:
    number = _with_check_digit("37098219500101001")
    assert parse("id_no", number) == number


@given(st.integers(1950, 2010), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999), st.integers(0, 16))
def test_one_wrong_digit_in_an_id_number_never_passes(year: int, month: int, day: int, serial: int, at: int) -> None:
    right = _with_check_digit(f"370982{year}{month:02}{day:02}{serial:03}")
    assert parse_id_no(right) == right
    wrong = right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :]
    with pytest.raises(Unusable):
        parse_id_no(wrong)


@pytest.mark.parametrize("text", [USCC, USCC.lower(), "9135 0100 M000 100Y 43", f"代码是{USCC}，您看"])
def test_a_credit_code_is_read_however_it_is_written(parse: Parse, text: str) -> None:
    assert parse("uscc", text) == USCC


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("执照上没找着", "uscc.missing"),
        ("91350100M000100Y4", "uscc.length"),
        ("91350100M000100Y44", "uscc.checksum"),
        ("91350100I000100Y43", "uscc.characters"),
    ],
)
def test_a_credit_code_with_a_slip_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("uscc", text) == code


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_in_a_credit_code_never_passes(at: int, character: str) -> None:
    changed = USCC[:at] + character + USCC[at + 1 :]
    if changed == USCC:
        assert parse_uscc(changed) == USCC
    else:
        with pytest.raises(Unusable):
            parse_uscc(changed)


@pytest.mark.parametrize(
    "text",
    [
        "13805381234",
        "138 0538 1234",
        "138-0538-1234",
        "１３８０５３８１２３４",
        "+86 13805381234",
        "我的电话是+86 138 0538 1234",
        "008613805381234",
        "电话13805381234微信同号",
        "一三八零五三八一二三四",
        "幺三八零五三八幺二三四",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(parse: Parse, text: str) -> None:
    assert parse("mobile", text) == "13805381234"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("俺没有手机", "mobile.missing"),
        ("1380538123", "mobile.length"),
        ("138053812345", "mobile.length"),
        ("12805381234", "mobile.start"),
        ("0538-7221234", "mobile.start"),
    ],
)
def test_what_is_no_mobile_number_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("mobile", text) == code


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_every_mobile_number_survives_its_grouping(number: str, gap: str) -> None:
    assert parse_mobile(gap.join([number[:3], number[3:7], number[7:]])) == number


# Areas


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("80", 80),
        ("80平", 80),
        ("８０平方米", 80),
        ("80个平方", 80),
        ("120㎡", 120),
        ("80.5", 80.5),
        ("80点5平", 80.5),
        ("1,200平", 1200),
        ("八十平", 80),
        ("八十来平", 80),
        ("80多平", 80),
        ("大概一百平左右", 100),
        ("一百二", 120),
        ("一百二十平", 120),
        ("一百零五平", 105),
        ("两百平", 200),
        ("二百五", 250),
        ("百十来平", 110),
        ("百十平", 110),
        ("百把平", 100),
        ("一千二百平", 1200),
        ("1千平", 1000),
        ("一共80", 80),
        ("上下两层，一共160平", 160),
        ("长10米宽8米", 80),
        ("10米乘8米", 80),
        ("10*8", 80),
        ("半亩", 333.33),
        ("1.5亩", 1000),
        ("一亩半", 1000),
        ("两亩三分地", 1533.33),
    ],
)
def test_an_area_is_read_in_square_metres(parse: Parse, text: str, area: float) -> None:
    assert parse("biz_area", text) == area


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没量过", "area.missing"),
        ("几十平", "area.missing"),
        ("半多点9亿4万", "area.several"),
        ("0平", "area.too_small"),
        ("-5平", "area.too_small"),
        ("20万平", "area.too_large"),
        ("四五十平", "area.range"),
        ("80到90平", "area.range"),
        ("80-90", "area.range"),
        ("一百五六", "area.range"),
        ("不到50平", "area.bound"),
        ("50平以上", "area.bound"),
        ("两层，每层80", "area.several"),
        ("楼上楼下各50平", "area.several"),
        ("前厅50平，后厨20平", "area.several"),
    ],
)
def test_an_area_that_could_be_another_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("biz_area", text) == code


_NUMERALS = "零一二三四五六七八九"


@given(st.integers(11, 99).filter(lambda n: n % 10))
def test_every_area_in_chinese_numerals_is_the_same_in_digits(number: int) -> None:
    tens, ones = divmod(number, 10)
    chinese = f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones]}平"
    assert find_numbers(plain_numerals(chinese))[0][0] == number


def test_full_width_signs_become_half_width() -> None:
    assert half_width("８０ｍ２（共）") == "80m2(共)"


# Money


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("20万", 200_000),
        ("二十万", 200_000),
        ("20w左右", 200_000),
        ("2.5万", 25_000),
        ("1万5", 15_000),
        ("三万五", 35_000),
        ("三万五千块", 35_000),
        ("两万", 20_000),
        ("十来万", 100_000),
        ("一共20万", 200_000),
        ("5千", 5_000),
        ("500块", 500),
        ("1,000,000元", 1_000_000),
        ("壹拾万元整", 100_000),
        ("30000", 30_000),
        ("0", 0),
        ("没花钱", 0),
        ("没装修", 0),
        ("不用装", 0),
    ],
)
def test_money_is_read_in_yuan(parse: Parse, text: str, yuan: float) -> None:
    assert parse("fitout_cost", text) == yuan


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("还没算", "money.missing"),
        ("20", "money.unit"),
        ("20到30万", "money.range"),
        ("二三十万", "money.range"),
        ("不到30万", "money.bound"),
        ("材料5万，人工3万", "money.several"),
        ("-3万", "money.too_small"),
        ("20亿", "money.too_large"),
    ],
)
def test_money_that_could_be_another_sum_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("fitout_cost", text) == code


def test_a_company_has_some_capital(refusal: Refusal) -> None:
    assert refusal("capital", "没有") == "money.missing"
    assert refusal("capital", "0元") == "money.too_small"


# Counts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3个人", 3),
        ("仨", 3),
        ("俩", 2),
        ("雇了五个", 5),
        ("一共3个", 3),
        ("十来个", 10),
        ("零", 0),
        ("没有", 0),
        ("没雇人", 0),
        ("不雇", 0),
        ("木有", 0),
        ("就我自己", 0),
        ("就俺一个人", 0),
        ("俺两口子", 0),
        ("一个也没有", 0),
        ("两口子，还雇了2个", 2),
    ],
)
def test_staff_is_counted_without_the_owners(parse: Parse, text: str, count: int) -> None:
    assert parse("staff_no", text) == count


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("40", 40),
        ("能坐四十来个", 40),
        ("能坐百十人", 110),
        ("10张桌子，每张坐4个", 40),
        ("十桌，一桌四人", 40),
        ("没有座", 0),
    ],
)
def test_seats_are_counted_by_head_or_by_table(parse: Parse, text: str, seats: int) -> None:
    assert parse("seats", text) == seats


@pytest.mark.parametrize(
    ("field_id", "text", "code"),
    [
        ("staff_no", "看情况", "integer.missing"),
        ("staff_no", "两三个", "integer.range"),
        ("staff_no", "3-5个", "integer.range"),
        ("staff_no", "1个厨师2个服务员", "integer.several"),
        ("staff_no", "半个", "integer.not_whole"),
        ("staff_no", "2.5", "integer.not_whole"),
        ("exits", "没有", "integer.missing"),
        ("exits", "0个", "integer.too_small"),
        ("exits", "200个", "integer.too_large"),
        ("exits", "前后各一个", "integer.several"),
    ],
)
def test_a_count_that_could_be_another_is_refused(refusal: Refusal, field_id: str, text: str, code: str) -> None:
    assert refusal(field_id, text) == code


# Dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2029年12月31日", "2029-12-31"),
        ("2029-12-31", "2029-12-31"),
        ("2029.12.31", "2029-12-31"),
        ("2029/12/31", "2029-12-31"),
        ("20291231", "2029-12-31"),
        ("二〇二九年十二月三十一日", "2029-12-31"),
        ("29年12月31号", "2029-12-31"),
        ("2029年底", "2029-12-31"),
        ("2028年2月底", "2028-02-29"),
        ("2029年6月", "2029-06-30"),
        ("明年3月1日", "2027-03-01"),
        ("明年三月一号", "2027-03-01"),
        ("后年年底", "2028-12-31"),
        ("5月1号", "2026-05-01"),
        ("1月20号", "2027-01-20"),
        ("下个月15号", "2026-04-15"),
        ("这个月20号", "2026-03-20"),
        ("月底", "2026-03-31"),
        ("下月底", "2026-04-30"),
        ("2月底", "2027-02-28"),
        ("年底", "2026-12-31"),
        ("明天", "2026-03-03"),
        ("后天", "2026-03-04"),
        ("大后天", "2026-03-05"),
        ("这周五", "2026-03-06"),
        ("下周一", "2026-03-09"),
        ("下星期天", "2026-03-15"),
    ],
)
def test_a_date_is_read_absolute_or_relative(parse: Parse, text: str, iso: str) -> None:
    assert parse("open_date", text) == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("还没定", "date.missing"),
        ("再租三年", "date.missing"),
        ("2029年", "date.missing"),
        ("2月30日", "date.impossible"),
        ("2027年13月", "date.impossible"),
        ("2027年2月29日", "date.impossible"),
        ("0000年底", "date.impossible"),
        ("0000年3月", "date.impossible"),
        ("十十月", "date.missing"),
        ("农历腊月三十一", "date.impossible"),
        ("2026年腊月三十", "date.impossible"),
        ("过年以后", "date.lunar"),
        ("春节前后", "date.lunar"),
        ("五一之前", "date.missing"),
        ("初八那天看看", "date.lunar"),
        ("2026年5月1日到2026年6月1日", "date.several"),
    ],
)
def test_a_date_that_could_be_another_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("open_date", text) == code


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("农历八月十五日", "2026-09-25"),
        ("阴历八月十五", "2026-09-25"),
        ("正月初八", "2027-02-13"),
        ("今年腊月二十", "2027-01-27"),
        ("明年正月十六", "2027-02-21"),
        ("大年初六", "2027-02-11"),
        ("下月初八", "2026-03-26"),
        ("2025年闰六月初一", "2025-07-25"),
        ("除夕", "2027-02-05"),
        ("中秋节", "2026-09-25"),
        ("明年五一", "2027-05-01"),
        ("国庆节开业", "2026-10-01"),
        ("二〇二七年三月初三", "2027-04-09"),
    ],
)
def test_a_day_of_the_lunar_calendar_or_a_feast_is_converted(parse: Parse, text: str, iso: str) -> None:
    assert parse("open_date", text) == iso


@pytest.mark.parametrize(
    ("field_id", "text", "iso"),
    [
        ("death_date", "上个月5号", "2026-02-05"),
        ("death_date", "昨天", "2026-03-01"),
        ("death_date", "腊月二十三", "2026-02-10"),
        ("death_date", "12月8号", "2025-12-08"),
        ("death_date", "去年八月三号", "2025-08-03"),
        ("birth_date", "58年3月12日", "1958-03-12"),
        ("birth_date", "五八年三月十二", "1958-03-12"),
        ("birth_date", "19580312", "1958-03-12"),
        ("retire_work_start", "88年7月", "1988-07-01"),
    ],
)
def test_where_the_past_is_asked_for_the_last_such_day_counts(parse: Parse, field_id: str, text: str, iso: str) -> None:
    assert parse(field_id, text) == iso


def test_a_birthday_needs_its_year(refusal: Refusal) -> None:
    assert refusal("birth_date", "3月12日") == "date.year"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024年5月1日至2029年4月30日", "2029-04-30"),
        ("从2026年3月1日起租三年", "2029-02-28"),
        ("签了五年，从今年四月一号开始", "2031-03-31"),
        ("2026年5月1日开始，一年半", "2027-10-31"),
    ],
)
def test_of_a_lease_the_last_day_counts(parse: Parse, text: str, iso: str) -> None:
    assert parse("lease_to", text) == iso


def test_a_day_without_a_year_is_never_in_the_past(parse: Parse) -> None:
    assert parse("open_date", "3月1日") == "2027-03-01"
    assert parse("open_date", "3月2日") == "2026-03-02"


# Addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("府前街12号", "府前街12号"),
        ("在府前街12号", "府前街12号"),
        ("店在府前街12号", "府前街12号"),
        ("俺店搁府前街12号", "府前街12号"),
        ("东大街12号", "东大街12号"),
        ("新矿路 88 号，谢谢", "新矿路88号"),
        ("新泰市青云路8号3单元201室", "新泰市青云路8号3单元201室"),
        ("青云街道商业街A区3排5号", "青云街道商业街A区3排5号"),
        ("开在万达广场2楼", "万达广场2楼"),
        ("东都镇西街村3组", "东都镇西街村3组"),
        ("府前街１２号", "府前街12号"),
        ("不对，是府前街12号", "府前街12号"),
        ("新泰市，府前街12号", "新泰市,府前街12号"),
    ],
)
def test_an_address_reaches_down_to_the_door(parse: Parse, text: str, address: str) -> None:
    assert parse("biz_addr", text) == address


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("府前街", "address.no_door"),
        ("府前街上", "address.no_door"),
        ("羊流镇大洼村", "address.no_door"),
        ("12号", "address.no_place"),
        ("不知道", "address.no_place"),
        ("知道", "address.no_place"),
        ("在路边摆摊", "address.no_place"),
        ("大街上", "address.no_place"),
        ("还没找好地方", "address.no_place"),
        ("没有门牌号", "address.no_place"),
        ("府前街12号在哪里？", "address.no_place"),
        ("府前街" + "一" * 130 + "12号", "address.length"),
    ],
)
def test_an_address_without_place_or_door_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("biz_addr", text) == code


def test_a_street_without_a_door_is_remembered_as_a_part() -> None:
    assert partial_address("在府前街上") == "府前街"
    assert partial_address("府前街12号") is None
    assert partial_address("不知道") is None


@pytest.mark.parametrize("text", ["12号", "是12号", "门牌号是12号", "就12号", "１２号"])
def test_a_door_said_later_completes_the_street(text: str) -> None:
    assert complete_address("府前街", text) == "府前街12号"


@pytest.mark.parametrize("text", ["青云路8号", "不知道", "没有门牌号"])
def test_another_street_or_no_door_does_not_join_the_first_street(text: str) -> None:
    assert complete_address("府前街", text) == text


# Names and free text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王建国", "王建国"),
        ("我叫王建国", "王建国"),
        ("俺叫王建国", "王建国"),
        ("是王建国", "王建国"),
        ("就是王建国", "王建国"),
        ("我是老板王建国", "王建国"),
        ("法人是李四", "李四"),
        ("经营者：王建国", "王建国"),
        ("王建国，男", "王建国"),
        ("不对，是王建国", "王建国"),
        ("王建国 13805381234", "王建国"),
        ("王建国吧", "王建国"),
        ("让李秀英管", "李秀英"),
        ("李秀英来管", "李秀英"),
        ("司马相如", "司马相如"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
    ],
)
def test_a_name_is_found_in_what_stands_around_it(parse: Parse, text: str, name: str) -> None:
    assert parse("legal_rep", text) == name


@pytest.mark.parametrize(
    "text",
    [
        "王",
        "我姓王",
        "Wang",
        "我自己",
        "还是我",
        "老板",
        "不知道",
        "好的",
        "你好",
        "不对",
        "谢谢",
        "跳过",
        "人工",
        "多少钱",
        "我想开个饭店",
        "八十平",
        "面积八十平",
        "王先生",
    ],
)
def test_what_is_no_name_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("legal_rep", text) == "person_name.form"


@pytest.mark.parametrize(
    "text", ["不对，姓名应该是胡桂兰", "应该叫胡桂兰", "姓名改成胡桂兰", "应该是胡桂兰", "就胡桂兰"]
)
def test_a_name_is_found_behind_what_corrects_it(parse: Parse, text: str) -> None:
    assert parse("legal_rep", text) == "胡桂兰"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("老王家饭馆", "老王家饭馆"),
        ("“老王羊汤”", "老王羊汤"),
        ("店名叫老王家饭馆", "老王家饭馆"),
        ("俺店叫二姐水饺", "二姐水饺"),
        ("就叫老王家饭馆吧", "老王家饭馆"),
        ("想叫福满楼", "福满楼"),
        ("名字就叫福满楼，咋样", "福满楼"),
        ("叫老王酒吧", "老王酒吧"),
        ("21克咖啡", "21克咖啡"),
        ("写错了，叫福满楼", "福满楼"),
    ],
)
def test_the_name_of_a_shop_is_found_in_what_stands_around_it(parse: Parse, text: str, name: str) -> None:
    assert parse("org_name", text) == name


@pytest.mark.parametrize(
    "text",
    [
        "没想好",
        "还没起名",
        "随便",
        "什么名字好",
        "店是自己的",
        "跳过",
        "好的",
        "没有",
        "13805381234",
        "80平",
        "我先问问",
        "店",
    ],
)
def test_what_is_no_name_of_a_shop_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("org_name", text) == "org_name.form"


def test_free_text_is_kept_with_its_spaces_tidied(parse: Parse) -> None:
    assert parse("floor", "  1层 \n 共6层 ") == "1层 共6层"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "text.length"), ("长" * 301, "text.length"), ("？", "text.nothing"), ("不知道", "text.nothing")],
)
def test_free_text_has_to_say_something(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("floor", text) == code


# Yes and no


def words(line: str) -> list[str]:
    return line.split()


_YES = [
    *words("是 是的 对 对对对 有 有的 有呢 有来 俺有 嗯 嗯嗯 嗯呐 昂 中 中啊 管 行 成 可以 好 好的 得嘞 应该有"),
    *words("没错 没问题 可不是 不假 必须的 当然 OK yes 👌 第一个 1 选1"),
]
_NO = [
    *words("不 不是 没 没有 木有 没有来 没呢 俺没有 还没有 无 不要 不用 甭 拉倒 算了 不可能 no n ❌"),
    *words("2 第二个 选2"),
]
_NEITHER = [
    *words("不知道 不清楚 没想好 不确定 说不准 可能有 大概是 再说吧 问问俺对象 等我对象回来 中午再说 有点贵"),
    *words("有没有区别 啥意思 怎么算有？ 随便 不是没有 你好 王建国 80平 谢谢 跳过 3"),
]


@pytest.mark.parametrize("text", _YES)
def test_yes_is_said_in_many_ways(parse: Parse, text: str) -> None:
    assert parse("has_karaoke", text) is True


@pytest.mark.parametrize("text", _NO)
def test_no_is_said_in_many_ways(parse: Parse, text: str) -> None:
    assert parse("has_karaoke", text) is False


@pytest.mark.parametrize("text", _NEITHER)
def test_doubt_and_questions_are_neither_yes_nor_no(refusal: Refusal, text: str) -> None:
    assert refusal("has_karaoke", text) == "yes_no.unclear"


@pytest.mark.parametrize(
    ("field_id", "text", "answer"),
    [
        ("sells_tobacco", "捎着卖点", True),
        ("sells_tobacco", "烟酒都卖", True),
        ("sells_tobacco", "只卖酒不卖烟", False),
        ("sells_tobacco", "不打算卖", False),
        ("sells_tobacco", "卖不了", False),
        ("is_online", "上美团", True),
        ("is_online", "饿了么", True),
        ("is_online", "打算做", True),
        ("is_online", "光堂食", False),
        ("is_online", "暂时不做", False),
        ("has_licence", "办下来了", True),
        ("has_licence", "早就有了", True),
        ("has_licence", "没办下来", False),
        ("has_licence", "没有执照", False),
        ("homes_above", "楼上没住人", False),
        ("homes_above", "平房", False),
        ("homes_above", "上面住着好几户", True),
        ("drains_to_sewer", "接的市政的", True),
        ("drains_to_sewer", "接不上", False),
        ("drains_to_sewer", "不排到市政下水道", False),
        ("drains_to_sewer", "往化粪池里排", False),
        ("changes_structure", "加个夹层", True),
        ("changes_structure", "就刷刷墙", False),
        ("has_shop", "有，在府前街", True),
        ("has_shop", "推车卖", False),
        ("own_flue", "没有烟道", False),
        ("wants_permit", "小餐饮登记就行", False),
        ("wants_permit", "要正式的", True),
    ],
)
def test_yes_and_no_in_the_words_of_the_question(parse: Parse, field_id: str, text: str, answer: bool) -> None:
    assert parse(field_id, text) is answer


@pytest.mark.parametrize(
    ("field_id", "text"),
    [
        ("homes_above", "住户不多"),
        ("drains_to_sewer", "直接倒院子里"),
        ("has_licence", "正在办"),
        ("has_licence", "办了一半"),
        ("is_online", "我做热菜"),
        ("is_online", "不光做外卖"),
        ("sells_tobacco", "光卖酒"),
        ("special_supply", "我是王建国"),
    ],
)
def test_a_word_of_yes_inside_another_word_is_no_yes(refusal: Refusal, field_id: str, text: str) -> None:
    assert refusal(field_id, text) == "yes_no.unclear"


# Choices


@pytest.mark.parametrize(
    ("field_id", "text", "choice"),
    [
        ("entity_type", "个体户", "individual"),
        ("entity_type", "俺自己干", "individual"),
        ("entity_type", "还是个体吧", "individual"),
        ("entity_type", "注册个公司", "company"),
        ("entity_type", "不是公司是个体", "individual"),
        ("entity_type", "1", "individual"),
        ("entity_type", "第二个", "company"),
        ("entity_type", "2吧", "company"),
        ("entity_type", "我选1", "individual"),
        ("premise_right", "租的", "leased"),
        ("premise_right", "赁的人家的", "leased"),
        ("premise_right", "不是租的，是自己的", "owned"),
        ("premise_right", "租的不是买的", "leased"),
        ("premise_right", "借亲戚的", "lent"),
        ("sign_kind", "有个大广告牌", "large"),
        ("sign_kind", "挂", "ordinary"),
        ("sign_kind", "没有", "none"),
        ("kitchen_heat", "煤气罐", "gas"),
        ("kitchen_heat", "烧煤", "fire"),
        ("kitchen_heat", "用电", "electric"),
        ("deliver", "寄过来", "post"),
        ("fire_mode", "承诺", "commitment"),
    ],
)
def test_a_choice_is_read_by_word_or_number(parse: Parse, field_id: str, text: str, choice: str) -> None:
    assert parse(field_id, text) == choice


@pytest.mark.parametrize(
    ("field_id", "text", "code"),
    [
        ("entity_type", "哪个好", "choice.none"),
        ("entity_type", "公司要交税吗", "choice.none"),
        ("entity_type", "不是公司", "choice.none"),
        ("entity_type", "公司不办", "choice.none"),
        ("entity_type", "3", "choice.none"),
        ("entity_type", "自己开公司", "choice.several"),
        ("entity_type", "个体还是公司", "choice.several"),
        ("kitchen_heat", "打电话", "choice.none"),
        ("kitchen_heat", "天然气和电", "choice.several"),
        ("fire_mode", "快点吧", "choice.none"),
        ("deliver", "不用邮寄", "choice.none"),
    ],
)
def test_a_choice_that_is_not_one_is_refused(refusal: Refusal, field_id: str, text: str, code: str) -> None:
    assert refusal(field_id, text) == code


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("热菜和凉菜", ["hot", "cold"]),
        ("凉菜、热菜", ["hot", "cold"]),
        ("家常菜", ["hot"]),
        ("热的凉的都有", ["hot", "cold"]),
        ("羊汤、烧饼", ["hot"]),
        ("奶茶咖啡", ["drinks"]),
        ("面包和裱花蛋糕", ["pastry", "cake"]),
        ("做点心，不裱花", ["pastry"]),
        ("只卖包装好的", ["prepackaged"]),
        ("1和2", ["hot", "cold"]),
        ("1 2 6", ["hot", "cold", "drinks"]),
        ("126", ["hot", "cold", "drinks"]),
        ("一、二", ["hot", "cold"]),
        ("热菜，不做凉菜", ["hot"]),
        ("炒菜，生鱼片不做", ["hot"]),
        ("炒菜，不做生鱼片和寿司", ["hot"]),
    ],
)
def test_several_options_are_chosen_at_once_and_kept_in_order(parse: Parse, text: str, chosen: list[str]) -> None:
    assert parse("food_items", text) == chosen


@pytest.mark.parametrize("text", ["不知道", "都有", "10", "1和10", "80平", "除了生鱼片都做", "不做生鱼片"])
def test_options_that_nobody_named_are_not_chosen(refusal: Refusal, text: str) -> None:
    assert refusal("food_items", text) == "choice.none"


def test_a_refused_choice_tells_what_there_is(parse: Parse) -> None:
    with pytest.raises(Unusable) as refused:
        parse("entity_type", "不好说")
    assert refused.value.details["options"] == "个体工商户、公司"


# What the citizen reads


@pytest.mark.parametrize(
    ("field_id", "value", "shown"),
    [
        ("biz_area", 80.0, "80平方米"),
        ("fitout_cost", 200_000.0, "20万元"),
        ("fitout_cost", 15_000.0, "1.5万元"),
        ("fitout_cost", 12_345.0, "12345元"),
        ("fitout_cost", 500.0, "500元"),
        ("lease_to", "2029-12-31", "2029年12月31日"),
        ("entity_type", "company", "公司"),
        ("food_items", ["hot", "cold"], "热食（炒菜、面食）、冷食（凉菜）"),
        ("staff_no", 3, "3"),
        ("legal_rep", "王建国", "王建国"),
    ],
)
def test_a_value_is_shown_in_plain_words(catalogue: Catalogue, field_id: str, value: Value, shown: str) -> None:
    assert show_value(catalogue.fields[field_id], value) == shown


@given(data=st.data())
def test_whatever_is_typed_gives_a_value_or_a_refusal_and_never_fails(
    catalogue: Catalogue, parse: Parse, data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from(list(catalogue.fields.values())))
    scraps = st.sampled_from(
        [*"十百千万亿半点两仨几来多平亩元个号街路不没有是月年日底到宽每0123456789.-,，。 X", "2029", "0000", "明年"]
    )
    text = data.draw(st.lists(scraps, max_size=12).map("".join) | st.text(max_size=12))
    try:
        value = parse(field.id, text)
    except Unusable as reason:
        code = reason.code
    else:
        assert show_value(field, value) == show_value(field, parse(field.id, text)), "the same words, the same value"
        return
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", code), "a code is the kind and the reason"
