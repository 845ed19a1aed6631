"""Facts that are names of businesses; only what the message itself shows to be a name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from components.facts import people
from components.facts.model import Fact, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUFFIXES = (
    "小吃店|便利店|理发店|美发店|食品店|烧烤店|面馆|饭馆|饭店|餐馆|餐厅|餐饮店|酒楼|酒店|宾馆|旅馆|民宿|超市|商店|商行|药店|药房|大药房|"
    "诊所|门诊部|幼儿园|有限责任公司|有限公司|公司|工作室|合作社|健身房|游泳馆|美容院|网吧|歌厅|面包房|经营部|门市部|批发部|服务部|商贸行|加工厂|养殖场|家庭农场|修理厂|烧烤|小吃|火锅|快餐|店|馆|铺|坊|厅|厂|园|中心"
)
_NAME_CHARS = r"[\w·&()（）\- ]"
_QUOTED = rf"[「“\"《『【‘']\s*{_NAME_CHARS}{{1,20}}?\s*[」”\"》』】’']"
_ORG_PATTERNS = [
    re.compile(rf"(?P<value>{_QUOTED}(?:{_SUFFIXES})(?:{_SUFFIXES})?)"),
    re.compile(
        rf"(?:店名|字号|招牌|公司名称?|企业名称?|名称|名字|起名|取名)[^\w]?(?:想|就|定|暂定|我想)*(?:叫做?|是|为|:|用)\s*"
        rf"(?P<value>{_QUOTED}|{_NAME_CHARS}{{2,30}})",
    ),
    re.compile(rf"字号[^\w]?(?:是|叫|为(?!民))?(?P<value>[\w·]{{2,20}}?(?:{_SUFFIXES})(?:{_SUFFIXES})?)(?![\w])"),
    re.compile(
        r"(?:店名|字号|公司名称?|企业名称?|单位名称|机构名称|^名称|(?<=[，,。；;\s])名称)\s*"
        r"(?P<value>(?![字叫是为下中]|\w{0,8}(?:保留|不变|变更|[没未不想]|待定|暂定|随便|还|先|重复|登记|核准|预先|[改变换写错取起]))[\w·（）()]{3,25})(?=$|[，,。；;\s])"
    ),
    re.compile(r"单位(?:是|叫|名称)?(?P<value>\w{4,20}?(?:大楼|商厦|集团|煤矿|医院|中学|小学|学校))(?=$|[，,。；;\s])"),
    re.compile(rf"写的?(?:就?是)?(?P<value>[\w·]{{3,20}}?(?:{_SUFFIXES}))(?=$|[，,。；;\s])"),
    re.compile(rf"叫做?\s*(?P<value>{_QUOTED}|[\w·]{{1,15}}?(?:{_SUFFIXES})(?:{_SUFFIXES})?)(?![\w])"),
    re.compile(
        rf"(?:小?店|铺子|馆子|摊子|厂子)(?:就|想|打算|准备|暂定|给它)*叫做?\s*(?P<value>{_QUOTED}|{_NAME_CHARS}{{2,20}})"
    ),
    re.compile(r"^\s*(?!.*(?:改为|变更为|换成|改成))(?P<value>[\w·()（）]{2,30}?(?:有限责任公司|有限公司|合作社))\s*$"),
    re.compile(r"(?P<value>[^\W\d_的了在是我俺你叫给由把]{2,20}?(?:有限责任公司|股份有限公司|有限公司))"),
]
_ORG_LEAD = re.compile(
    r"^(?:开发商(?:是|叫)?|改为|改成|变更为|换成|(?:我们?|俺们?)?(?:拟|想|要|准备|打算)?(?:设立|成立|注册|开办|办|开|弄)(?:一?个|一?家)?|(?:公司|企业|店铺?|原)?(?:名字|名称|名)(?:叫|是|为)?|公司(?:叫|是)|(?:公司|企业|单位)(?=\w{4,}公司$)|原单位|建设单位|施工单位|开发商|单位(?!食堂)|新名字?|原名|旧名|现在?)"
)
_NO_FIRM = re.compile(
    r"(?:有限责任|股份有限|有限)?公司|(?:一人|农业|贸易|商贸|科技|装修|运输|物流|小|大|分|子)(?:有限)?公司"
    r"|.*[开办成弄搞立册转变改升为](?:一?[个家])?(?:一人)?(?:有限责任|股份有限|有限)?公司"
)
"""What kind of firm it is, not what it is called."""
_NO_NAME = re.compile(
    r"^(?:什么|啥|哪|怎么|多少|谁|几|个|不|没|要|可以|能|这个|那个|那就|那|就|选|[我俺](?:选|要|想|是|就|这|们)|好了|一下|有|改|变|错|必须|需要|由)|(?:吗|呢|么|啥|什么|吧)$"
)


def find(text: str) -> Iterator[Fact]:
    """All names of businesses in a flattened text."""
    for pattern in _ORG_PATTERNS:
        for fact in facts_of("org_name", pattern, text):
            value = text[fact.start : fact.end].rstrip()
            lead = _ORG_LEAD.match(value)
            start = fact.start + (lead.end() if lead else 0)
            value = _up_to_kind(text[start : fact.start + len(value)])
            if not (_NO_NAME.search(value) or people.is_person(value) or _NO_FIRM.fullmatch(value)):
                yield Fact("org_name", start, start + len(value))


def _up_to_kind(value: str) -> str:
    """What stands before a space, if it says what kind of business it is: 惠仁诊所 证我去拿."""
    first = value.split(" ", maxsplit=1)[0]
    return first if re.search(rf"..(?:{_SUFFIXES})$", first) else value


def find_at_start(text: str) -> Iterator[Fact]:
    """The name that a row of facts begins with: 老王家饭馆 府前街12号 80平."""
    return facts_of("org_name", _leading_organisation(), text)


@lru_cache(maxsize=1)
def _leading_organisation() -> re.Pattern[str]:
    owner = rf"(?:[老小大]{people.surnames()}[家记氏]?|{people.surnames()}(?:[家记氏]|老?[大二三四五六七八九]))"
    kinds = f"羊汤馆|饺子馆|烧饼铺|包子铺|{_SUFFIXES}"
    return re.compile(
        rf"^\s*(?P<value>(?:[\u4e00-\u9fff]{{2,3}}市)?{owner}[^\W\d_]{{0,5}}?(?:{kinds}))(?=[\s,，;；、]+\S)"
    )
