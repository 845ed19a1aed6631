"""Facts are found as they stand in the message, and nothing is invented."""

from __future__ import annotations


import pytest

from components.facts import find_facts


def found(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, text[fact.start : fact.end]) for fact in find_facts(text)]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("370982199001011234", [("id_no", "370982199001011234")]),
        ("我身份证是370982 19900101 123X", [("id_no", "370982 19900101 123X")]),
        ("身份证 3709821990010112", [("id_no", "3709821990010112")]),
        ("３７０９８２１９９００１０１１２３４", [("id_no", "３７０９８２１９９００１０１１２３４")]),
        ("91370982MA3C1234XX", [("uscc", "91370982MA3C1234XX")]),
        ("137 0538 0099", [("mobile", "137 0538 0099")]),
        ("注册资本一百二十万五年交清", [("money", "一百二十万")]),
        ("店在新汶办事处良庄东路108号", [("address", "新汶办事处良庄东路108号")]),
        ("字号是福来顺餐馆", [("org_name", "福来顺餐馆")]),
        ("新兴小区6号楼2单元401，88平", [("address", "新兴小区6号楼2单元401"), ("area", "88平")]),
        ("新名山东泰和建工有限公司", [("org_name", "山东泰和建工有限公司")]),
        ("主任医师刘建军坐诊", [("person_name", "刘建军")]),
        ("字号为民超市", [("org_name", "为民超市")]),
        ("我媳妇陈玉梅是食品安全员", [("person_name", "陈玉梅")]),
        ("俺爹上月二十六没的", [("date", "上月二十六")]),
        ("电话1370538009", [("mobile", "1370538009")]),
        ("一三七零五三八零零九九", [("mobile", "一三七零五三八零零九九")]),
        ("我这边小区配套", []),
        ("80平", [("area", "80平")]),
        ("八十来平", [("area", "八十来平")]),
        ("120㎡左右", [("area", "120㎡")]),
        ("两亩地", [("area", "两亩")]),
        ("成交72万8，贷款买的", [("money", "72万8")]),
        ("食品安全让后勤的滕芳管", [("person_name", "滕芳")]),
        ("责任人写我周建民", [("person_name", "周建民")]),
        ("负责人写我爱人张学军，", [("person_name", "张学军")]),
        ("平时管事的写吴霞，", [("person_name", "吴霞")]),
        ("俺是他儿侯磊，手机13583810296", [("person_name", "侯磊"), ("mobile", "13583810296")]),
        ("财务是陈丽娟，手机13805489911", [("person_name", "陈丽娟"), ("mobile", "13805489911")]),
        ("终端号14783920615", []),
        ("新泰市小协镇横山村3排5号", [("address", "新泰市小协镇横山村3排5号")]),
        ("西张庄镇西张庄村210号", [("address", "西张庄镇西张庄村210号")]),
        ("一亩三分地", [("area", "一亩三分地")]),
        ("name: 王磊, tel 18953806612", [("person_name", "王磊"), ("mobile", "18953806612")]),
        ("叫我老李就行，大号李保田，明天去", [("person_name", "李保田"), ("date", "明天")]),
        ("西张庄镇工业园3号", [("address", "西张庄镇工业园3号")]),
        ("寄到新汶街道孙村社区14号楼2单元302", [("address", "新汶街道孙村社区14号楼2单元302")]),
        ("投资1.2个亿", [("money", "1.2个亿")]),
        ("经济开发区羲和路西首", [("address", "经济开发区羲和路西首")]),
        ("占了半亩地", [("area", "半亩")]),
        ("注册资本3万", [("money", "3万")]),
        ("二十万块", [("money", "二十万块")]),
        ("5000元", [("money", "5000元")]),
        ("2029年12月31日", [("date", "2029年12月31日")]),
        ("到2029-12-31", [("date", "2029-12-31")]),
        ("明年3月1号", [("date", "明年3月1号")]),
        ("租到28.5.1，二楼", [("date", "28.5.1")]),
        ("网关192.168.1.1", []),
        ("年底", [("date", "年底")]),
        ("俺娘10月底没的", [("date", "10月底")]),
        ("12月中旬开业", [("date", "12月中旬")]),
        ("下月5号", [("date", "下月5号")]),
        ("二零二九年六月", [("date", "二零二九年六月")]),
        ("仨人", [("count", "仨人")]),
        ("雇了3个人", [("count", "3个人")]),
        ("40个座位，五桌", [("count", "40个座位"), ("count", "五桌")]),
        ("在府前街上", [("address", "府前街上")]),
        ("我在新泰市青云路8号3单元201室", [("address", "新泰市青云路8号3单元201室")]),
        ("东都镇北街村3组12号", [("address", "东都镇北街村3组12号")]),
        ("店在楼德", [("address", "楼德")]),
        ("我叫张秀英", [("person_name", "张秀英")]),
        ("老板是李建国，你记一下", [("person_name", "李建国")]),
        ("经营者王五", [("person_name", "王五")]),
        ("王小明", [("person_name", "王小明")]),
        ("店名叫慢慢来", [("org_name", "慢慢来")]),
        ("就叫老王饭馆", [("org_name", "老王饭馆")]),
        ("「好滋味」饭店", [("org_name", "「好滋味」饭店")]),
        ("新泰市青云小区3号楼2单元501", [("address", "新泰市青云小区3号楼2单元501")]),
        ("泰安市新泰市新汶街道1号", [("address", "泰安市新泰市新汶街道1号")]),
        ("万达广场3楼305", [("address", "万达广场3楼305")]),
        ("万达广场3楼80平", [("address", "万达广场3楼"), ("area", "80平")]),
        ("府前街12号80平", [("address", "府前街12号"), ("area", "80平")]),
        ("29年底", [("date", "29年底")]),
        ("老王家饭馆 府前街12号", [("org_name", "老王家饭馆"), ("address", "府前街12号")]),
        ("王建国 电话13705380099", [("person_name", "王建国"), ("mobile", "13705380099")]),
        ("牛肉面馆 80平", [("area", "80平")]),
    ],
)
def test_finds(text: str, facts: list[tuple[str, str]]) -> None:
    assert found(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "我想开个饭店",
        "你好",
        "一块报了吧",
        "饭店叫什么名字好",
        "法人是谁",
        "村里老房子改造成农家乐",
        "市场所说限期办齐",
        "办证要几天",
        "第一次来，不懂",
        "银行卡号6222021234567890123",
        "怎么收费，要多少钱",
        "我们村那条路",
        "我想在超市旁边开店",
        "几十平",
        "第3个人",
    ],
)
def test_invents_nothing(text: str) -> None:
    assert found(text) == []


def test_facts_do_not_overlap() -> None:
    text = "我叫张三，身份证370982199001011234，电话13705380099，店在青云路8号，80平，月租三千块"
    assert found(text) == [
        ("person_name", "张三"),
        ("id_no", "370982199001011234"),
        ("mobile", "13705380099"),
        ("address", "青云路8号"),
        ("area", "80平"),
        ("money", "三千块"),
    ]


def test_a_word_of_the_language_is_no_name() -> None:
    assert find_facts("高兴", lambda word: word == "高兴") == []


@pytest.mark.parametrize("text", ["1" * 5_000, "一二三" * 1_700, "1 " * 2_500])
def test_a_message_of_nothing_but_digits_holds_no_number_that_anybody_has(text: str) -> None:
    # It also comes to an end: a pattern that backtracks over all of it would not.
    assert not [fact for fact in find_facts(text) if fact.kind in {"mobile", "uscc", "area", "money", "date"}]


def test_a_bare_name_is_one_only_where_names_are_expected() -> None:
    assert find_facts("王小明", bare_name=False) == []
