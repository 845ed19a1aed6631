"""Facts that are names of people and of businesses; only what the message itself shows to be a name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from components.data_files import lines_of
from components.facts.model import Fact, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONGEST_NAME = 4
# Characters that end a name because they begin the next word of the sentence.
_NOT_IN_NAMES = "的了吗呢吧啊呀是在有来想要办电手身住和跟与您你我他她它俺恁这那就也都还不没个叫么到开去从"
_ROLE = (
    r"(?:卖家|卖方|买家|买方|新?法人|股东|监事|联络员|代办人|经办人|会计|财务|工匠|逝者|死者|户主是[他她]?爷爷|[他她]|爷爷|奶奶|姥爷|姥姥|姓名|名字|本人|申请人|经营者|负责人|法定代表人|法人代表|法人|联系人|户主|老板娘?|店主|监护人|孩子|闺女|儿子|宝宝|"
    r"我?(?:爸|妈|父亲|母亲|爹|娘|对象|媳妇|老公|老婆|丈夫|妻子))"
)
_CUE = (
    rf"(?:我叫|我是叫|俺叫|我名叫|{_ROLE}(?:的?(?:名字|姓名))?\s*(?:就?是|叫做?|为|:|名叫)|"
    r"(?:姓名|联系人|经营者|负责人|法定代表人|户主)\s*)\s*"
)

_SUFFIXES = (
    "小吃店|便利店|理发店|美发店|食品店|烧烤店|面馆|饭馆|饭店|餐馆|餐厅|餐饮店|酒楼|酒店|宾馆|旅馆|民宿|超市|商店|商行|药店|药房|大药房|"
    "诊所|门诊部|幼儿园|有限责任公司|有限公司|公司|工作室|合作社|健身房|游泳馆|美容院|网吧|歌厅|面包房|烧烤|小吃|火锅|快餐|店|馆|铺|坊|厅|厂|园|中心"
)
_NAME_CHARS = r"[\w·&()（）\- ]"
_QUOTED = rf"[「“\"《『【‘']\s*{_NAME_CHARS}{{1,20}}?\s*[」”\"》』】’']"
_ORG_PATTERNS = [
    re.compile(rf"(?P<value>{_QUOTED}(?:{_SUFFIXES})(?:{_SUFFIXES})?)"),
    re.compile(
        rf"(?:店名|字号|招牌|公司名称?|企业名称?|名称|名字|起名|取名)[^\w]?(?:想|就|定|暂定|我想)*(?:叫做?|是|为|:|用)\s*"
        rf"(?P<value>{_QUOTED}|{_NAME_CHARS}{{2,30}})",
    ),
    re.compile(rf"叫做?\s*(?P<value>{_QUOTED}|[\w·]{{1,15}}?(?:{_SUFFIXES})(?:{_SUFFIXES})?)(?![\w])"),
    re.compile(r"^\s*(?P<value>[\w·()（）]{2,30}?(?:有限责任公司|有限公司|合作社))\s*$"),
    re.compile(r"(?P<value>[^\W\d_的了在是我俺你叫给]{2,20}(?:有限责任公司|股份有限公司|有限公司))"),
]
_ORG_LEAD = re.compile(
    r"^(?:(?:我们?|俺们?)?(?:拟|想|要|准备|打算)?(?:设立|成立|注册|开办|办|开|弄)(?:一?个|一?家)?|(?:公司|企业|店铺?|原)?(?:名字|名称|名)(?:叫|是|为)?|公司(?:叫|是)|原单位|建设单位|施工单位|开发商|单位(?!食堂)|新名字|现在?)"
)
_NO_FIRM = re.compile(
    r"(?:有限责任|股份有限|有限)?公司|(?:一人|农业|贸易|商贸|科技|装修|运输|物流|小|大|分|子)(?:有限)?公司"
)
"""What kind of firm it is, not what it is called."""
_NO_NAME = re.compile(
    r"^(?:什么|啥|哪|怎么|多少|谁|几|个|不|没|要|可以|能|这个|那个|好了|一下|有|改|变|错|必须|需要|由)|(?:吗|呢|么|啥|什么|吧)$"
)


def find(text: str, is_word: Callable[[str], bool], *, bare: bool = True) -> Iterator[Fact]:
    """All names of a flattened text; `is_word` keeps words of the language from passing as names.

    `bare` lets a message of two or three characters be a name on its own.
    """
    yield from _organisations(text)
    yield from _introduced(text)
    if not bare:
        return
    whole = text.strip()
    if not is_word(whole) and _person().fullmatch(whole) and not _NO_NAME.search(whole):
        start = text.index(whole)
        yield Fact("person_name", start, start + len(whole))


def find_at_start(text: str, is_word: Callable[[str], bool]) -> Iterator[Fact]:
    """The name that a row of facts begins with: 王建国 电话…, 老王家饭馆 府前街12号 80平."""
    yield from facts_of("org_name", _leading_organisation(), text)
    for fact in facts_of("person_name", _leading_person(), text):
        value = text[fact.start : fact.end]
        if not is_word(value) and not _NO_NAME.search(value):
            yield fact


def _organisations(text: str) -> Iterator[Fact]:
    for pattern in _ORG_PATTERNS:
        for fact in facts_of("org_name", pattern, text):
            value = text[fact.start : fact.end].rstrip()
            lead = _ORG_LEAD.match(value)
            start = fact.start + (lead.end() if lead else 0)
            value = text[start : fact.start + len(value)]
            if not (_NO_NAME.search(value) or _person().fullmatch(value) or _NO_FIRM.fullmatch(value)):
                yield Fact("org_name", start, start + len(value))


def _introduced(text: str) -> Iterator[Fact]:
    for fact in (
        *facts_of("person_name", _introduction(), text),
        *facts_of("person_name", _named_by_role(), text),
        *facts_of("person_name", _before_number(), text),
    ):
        if not _NO_NAME.search(text[fact.start : fact.end]):
            yield fact


@lru_cache(maxsize=1)
def _surname() -> str:
    single, compound = lines_of("surnames.txt")
    return rf"(?:{'|'.join(compound.split())}|[{single}])"


@lru_cache(maxsize=1)
def _person() -> re.Pattern[str]:
    return re.compile(rf"(?=.{{2,{_LONGEST_NAME}}}$){_surname()}[\u4e00-\u9fff]{{1,2}}")


@lru_cache(maxsize=1)
def _introduction() -> re.Pattern[str]:
    given = rf"[^\W\d_a-z{_NOT_IN_NAMES}]{{1,2}}"
    return re.compile(rf"{_CUE}(?P<value>{_surname()}{given})(?![店馆铺])")


@lru_cache(maxsize=1)
def _named_by_role() -> re.Pattern[str]:
    """卖方张庆华, 法人王磊: a role and a name make up the clause, or a number follows."""
    role = (
        r"(?:^|[，,。；;：:\s（(]|现|替|帮|给|代)(?:我|俺|他|她|孩子|新|原)?"
        r"(?:卖家|卖方|买家|买方|法人|老板|户主|负责人|经营者|监事|股东|组长是?|会计|财务|客户|客户姓名|委托人|本人"
        r"|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶|儿子|闺女|女儿|孩子|叫|找|名字|姓名|名称?|名|人)(?:的?(?:姓名|名字))?"
    )
    given = rf"[^\W\d_a-z{_NOT_IN_NAMES}]{{1,2}}"
    return re.compile(
        rf"{role}[\s:：]*(?P<value>{_surname()}{given})(?=$|[，,。；;\s）)（(]|电话|手机|身份证|申请|办|\d)"
    )


@lru_cache(maxsize=1)
def _before_number() -> re.Pattern[str]:
    """，刘雨桐，3709…: a clause of its own that a number follows, or in brackets."""
    given = rf"[^\W\d_a-z{_NOT_IN_NAMES}]{{1,2}}"
    return re.compile(
        rf"(?:^|[，,。；;\s（(])(?P<value>{_surname()}{given})"
        r"[\s，,、]*(?=1[3-9]\d[ -]?\d{4}|\d{6}[ -]?(?:19|20)\d\d|身份证|证号|手机|电话)"
    )


@lru_cache(maxsize=1)
def _leading_person() -> re.Pattern[str]:
    given = rf"(?:(?![{_NOT_IN_NAMES}])[\u4e00-\u9fff]){{1,2}}"
    return re.compile(rf"^\s*(?P<value>{_surname()}{given})(?=[\s,，;；、]+\S|1[3-9]\d{{9}}(?!\d)|\d{{17}})")


@lru_cache(maxsize=1)
def _leading_organisation() -> re.Pattern[str]:
    owner = rf"(?:[老小大]{_surname()}[家记氏]?|{_surname()}(?:[家记氏]|老?[大二三四五六七八九]))"
    kinds = f"羊汤馆|饺子馆|烧饼铺|包子铺|{_SUFFIXES}"
    return re.compile(
        rf"^\s*(?P<value>(?:[\u4e00-\u9fff]{{2,3}}市)?{owner}[^\W\d_]{{0,5}}?(?:{kinds}))(?=[\s,，;；、]+\S)"
    )
