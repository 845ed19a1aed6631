"""Facts that are numbers: identity numbers, telephone numbers, areas, sums of money, counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from components.facts.model import CHINESE_DIGITS, NUMBER, Fact, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# Also numbers of a wrong length (15-19): the api tells the citizen what is wrong with them.
_ID_NO = re.compile(r"(?<![0-9a-z])\d(?:[ -]?\d){13,17}(?:[ -]?[\dx])?(?![0-9a-z])")
_ID_NO_NAMED = re.compile(r"身份证(?:号码?)?(?:是|为|:)?\s*(?P<value>\d[\d -]{7,20}[\dx])(?![0-9a-z])")
_ID_NO_SPOKEN = re.compile(
    r"(?<![零〇一二三四五六七八九幺])[零〇一二三四五六七八九幺]{17}(?:[零〇一二三四五六七八九幺]|x|叉)(?![零一二三四五六七八九幺])"
)
_BANK_WORD = re.compile(r"(?:卡号|银行卡|执业证|资格证|编码|户号|账号|账户|帐号|存折|订单号|单号|办件号)[^\d]{0,4}$")
_CODE = r"[0-9a-hj-npqrtuwxy]"
_USCC = re.compile(rf"(?<![0-9a-z])(?=[0-9x]*[a-wyz]|9[123]){_CODE}{{2}}\d{{6}}{_CODE}{{10}}(?![0-9a-z])")
_USCC_NAMED = re.compile(r"信用代码(?:证?号)?(?:是|为|:)?\s*(?P<value>[0-9a-z]{15,20})(?![0-9a-z])")

_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_MOBILE_SPOKEN = re.compile(
    r"(?<![零〇一二三四五六七八九十百千幺])[一幺][零〇一二三四五六七八九幺]{10}(?![零一二三四五六七八九十幺])"
)
_PHONE_WORD = r"(?:手机|电话|联系方式|联系人|tel|phone|座机)"
_MOBILE_NAMED = re.compile(rf"{_PHONE_WORD}[^\d,。;，；]{{0,8}}(?P<value>\d(?:[ -]?\d){{5,13}})(?!\d)")
_MOBILE_ALONE = re.compile(r"^\s*(?P<value>1[3-9]\d{7,10})\s*$")

_OF_A_DEVICE = re.compile(r"(?:终端|设备|机器|北斗|编)号?[号:\s是]{0,3}$|(?:卡|账|帐|户|单|证)号(?:码)?[:\s是]{0,2}$")
"""Before a number that looks like a telephone's and is none."""

_ABOUT = r"(?:多|来|几)?"
_ENGLISH_METRES = r"sqm|sq(?:uare)?\.? ?m(?:et(?:er|re)s?)?\b"
_AREA = re.compile(
    rf"{NUMBER}\s*亩\s*(?:半|{NUMBER}\s*分)地?"
    rf"|{NUMBER}{_ABOUT}\s*个?\s*(?:平方米|平方|平米|㎡|{_ENGLISH_METRES}|m2|公顷|亩"
    r"|平(?![安板时台价均常等衡凡稳静坦地房整面顶])|分地)"
    r"|(?<![一二两三四五六七八九十\d])半亩"
    rf"|(?:(?<![\d.])\d{{2,6}}(?:\.\d+)?|(?<![{CHINESE_DIGITS}几数])[{CHINESE_DIGITS}]*[十百][{CHINESE_DIGITS}]*)"
    rf"{_ABOUT}方(?![案便面式法向可才位言形圆米土])",
)
_AREA_NAMED = re.compile(rf"面积(?:是|有|为|大概|大约|约|:)*\s*(?P<value>{NUMBER})(?![\d个人层间])")
_MONEY = re.compile(
    rf"[¥￥]\s*\d+(?:[.,]\d+)*万?|{NUMBER}{_ABOUT}\s*(?:个?亿|百万|千万|万|千|百)?{_ABOUT}\s*(?:元|块钱|圆|人民币|rmb)"
    rf"|(?!一块){NUMBER}{_ABOUT}\s*(?:万|千|百)?\s*块(?![地牌屏砖田板表肉空])",
)
_CHINESE_TENS = "一二两三四五六七八九十百千"
_TEN_THOUSANDS = re.compile(
    r"(?:(?<![\d.])\d{1,8}(?:\.\d{1,4})?\s*(?:个?亿|千万|百万|万(?:[1-9]\d{0,3}(?![\d.]|\s*[平㎡个人间张桌年]))?|w(?![a-z]))"
    rf"|(?<![{_CHINESE_TENS}几数])[{_CHINESE_TENS}]{{1,8}}{_ABOUT}[万亿](?:[{_CHINESE_TENS}]{{1,6}}(?!年|个月))?){_ABOUT}"
    r"(?![\s个]*[平人亩个户吨公里次米㎡份能一分家名元块]|m2)",
)
_COUNT_UNITS = (
    r"个人|人(?!民)|名(?![字称义])|位|口人|桌|张桌子?|间|层|辆|台|"
    r"个?(?:座位|餐位|床位|包间|房间|车位|孩子|员工|工人|学生|班(?!级))"
)
_COUNT = re.compile(rf"(?<!第){NUMBER}{_ABOUT}\s*(?:{_COUNT_UNITS})")
_FEW = re.compile(r"仨(?:人|个)?|俩(?:人|个)(?!月)")


def find(text: str) -> Iterator[Fact]:
    """All number facts of a flattened text; they may overlap."""
    yield from _identity_numbers(text)
    for pattern in (_MOBILE, _MOBILE_SPOKEN, _MOBILE_NAMED, _MOBILE_ALONE):
        yield from (f for f in facts_of("mobile", pattern, text) if not _OF_A_DEVICE.search(text[: f.start]))
    for pattern in (_AREA, _AREA_NAMED):
        yield from facts_of("area", pattern, text)
    for pattern in (_MONEY, _TEN_THOUSANDS):
        yield from facts_of("money", pattern, text)
    for pattern in (_COUNT, _FEW):
        yield from facts_of("count", pattern, text)


def _identity_numbers(text: str) -> Iterator[Fact]:
    for pattern in (_USCC, _USCC_NAMED):
        yield from facts_of("uscc", pattern, text)
    for pattern in (_ID_NO, _ID_NO_NAMED, _ID_NO_SPOKEN):
        yield from (fact for fact in facts_of("id_no", pattern, text) if not _BANK_WORD.search(text[: fact.start]))
