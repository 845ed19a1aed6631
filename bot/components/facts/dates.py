"""Facts that are dates: written out, in Chinese digits, or relative to today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from components.facts.model import Fact, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_MONTH_DAY = rf"{_SHORT}\s*月份?\s*(?:{_SHORT}\s*[日号]|[底初末])?"
_YEAR = r"(?:(?:19|20)\d{2}|[一二][零〇九][零〇一二三四五六七八九]{2})"
_YEAR_WORD = r"(?:今年|本年|明年|来年|后年|去年|前年)"
_LUNAR_DAY = (
    r"(?:初[一二三四五六七八九十]|初\d{1,2}|廿[一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})"
    r"[日号]?(?![\d点年月个])"
)
_FEAST = (
    r"(?:元宵|端午|七夕|中秋|重阳|国庆|春|教师)节|国庆|春节|元旦|端午|中秋|除夕|大年三十"
    r"|五一(?!路)|六一|七一|八一(?!路)|三八"
)

_PATTERNS = [
    re.compile(
        rf"(?:农历|阴历|旧历|老历)?\s*(?:(?:{_YEAR}\s*年|{_YEAR_WORD})\s*)?的?(?:农历|阴历|旧历|老历)?"
        rf"(?:(?:正|冬|腊)月\s*{_LUNAR_DAY}|闰?{_SHORT}月\s*(?:初[一二三四五六七八九十\d]|廿[一二三四五六七八九]?)"
        rf"|(?:上个?月|下个?月|这个?月|本月)初[一二三四五六七八九十]|大年初[一二三四五六七八九十])"
    ),
    re.compile(rf"(?:农历|阴历|旧历|老历)\s*(?:(?:{_YEAR}\s*年|{_YEAR_WORD})\s*)?闰?{_SHORT}月\s*{_LUNAR_DAY}"),
    re.compile(
        rf"(?<![一二三四五六七八九十百千万\d])(?:{_YEAR_WORD}|{_YEAR}\s*年)?的?(?:{_FEAST})"
        r"(?![\d一二三四五六七八九十百千万路年个]|妇女)"
    ),
    re.compile(rf"(?<!\d){_YEAR}\s*年\s*(?:{_MONTH_DAY}|年?[底初末])?"),
    re.compile(r"(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?![\d-])"),
    re.compile(r"(?<![\d.\-/])\d{2}([./\-])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![\d.\-/])"),
    re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(
        rf"(?<![\d.])(?:\d{{2}}|[六七八九零〇一二][零〇一二三四五六七八九])\s*年\s*(?:{_MONTH_DAY}|年?[底初末])"
    ),
    re.compile(rf"{_YEAR_WORD}\s*(?:{_MONTH_DAY}|年?[底初末])"),
    re.compile(rf"(?:这个|本|当|下下?个?|上上?个?)月(?:{_SHORT}\s*[日号]|[底初末中]旬?)"),
    re.compile(rf"(?:这个|本|上上?个?|下下?个?)月{_SHORT}(?=[没走老去死生出开办签到就晚早上下的，,。\s]|$)(?!个)"),
    re.compile(r"(?:从|自|打)(?P<value>(?:下下?个?|这个|本)月)(?=份?(?:就|才|再)?(?:开始|起))"),
    re.compile(rf"(?<![\d个]){_SHORT}\s*月份?\s*{_SHORT}\s*[日号]?(?![\d个])"),
    re.compile(rf"^\s*(?P<value>{_SHORT}\s*[日号]|{_SHORT}\s*月份?)\s*$"),
    re.compile(rf"(?<![\d个]){_SHORT}\s*月份?(?:[底初末]|[上中下]旬)"),
    re.compile(r"(?<![今明后去])年[底初末](?!了)|(?<![\d一二三四五六七八九十份])月底"),
    re.compile(r"(?:这|本|下下?|上)?个?(?:周|星期|礼拜)[一二三四五六日天]"),
    re.compile(r"大?[后前]天|[今明昨]天|[今明昨后前]儿(?!子|媳|女|童|科)|赶明儿?|夜来(?!香)"),
    re.compile(
        r"(?:(?<!\d)\d{1,4}|(?<![零一二两三四五六七八九十几数])[一二两三四五六七八九十半]{1,4})\s*个?(?:天|月|周|星期|年)(?:以|之)?后"
    ),
]


def find(text: str) -> Iterator[Fact]:
    """All date facts of a flattened text; they may overlap."""
    for pattern in _PATTERNS:
        yield from facts_of("date", pattern, text)
