"""Facts that are addresses, whole or in part: 新泰市青云路8号3单元201室, 府前街上, 东都镇北街村3组12号."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from components.data_files import lines_of
from components.facts.model import CHINESE_DIGITS, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

# A name stops at words that connect a place to the sentence; such characters are rare in names of places.
_NOT_IN_NAMES = (
    "我你他她它俺恁咱您们在住是的了到从去想要租这那把给和跟与被有没不就也还又很吗呢吧啊呀问哪怎啥么什第每某个条卖买做叫说找"
    "离往走办等见逛修址寄来写填"
)
_CHAR = rf"(?:[^\W\d_a-z{_NOT_IN_NAMES}]|和(?=[平谐路睦顺兴美]))"
_NUM = rf"(?:\d{{1,6}}(?:-\d{{1,6}}){{0,3}}|[a-z]\d{{0,4}}|[{CHINESE_DIGITS}]{{1,6}}|[甲乙丙丁东西南北])"

# 青云小区 and 社区 are no districts; 泰安市新泰市 are two cities.
_PROVINCE_CITY = (
    rf"(?:{_CHAR}{{2,4}}?(?:省|自治区))?(?:{_CHAR}{{2,4}}?市(?!场)){{0,2}}"
    rf"(?:{_CHAR}{{1,4}}?(?:(?<![小社园发业务景])区|县)(?!域|城))?"
)
_TOWN = rf"{_CHAR}{{1,4}}?(?:街道办事处|街道办|街道|办事处|镇|乡(?!村|镇|愁|下))"
_ROAD = (
    rf"{_CHAR}{{1,5}}?(?:大街|大道|胡同|[东西南北中]?路(?!过|子|人|费|由|线|况)|[东西南北]?街(?!道|坊|村|社区|小区)|巷)"
    r"(?:[东西南北中]段)?"
)
_VILLAGE = (
    rf"{_CHAR}{{1,5}}?(?:小区|社区|花园|新村|家园|家属院|家属区|生活区|宿舍区?|公寓|大厦|广场|商城|商场|批发市场|市场(?!所|监管|局|主体)|"
    r"工业园|产业园|园区|开发区|服务区|苑|村(?!里|社区|民|书记|委|集体|口|干部)|庄(?!园|稼|村|子))"
)
_PARK = r"(?<=[镇乡办处道])(?:工业园区?|产业园区?|园区|开发区)"  # a town's only one has no name of its own
# 号 or 楼 before a bare number makes it a room, unless it is a number of something (3楼80平).
_NO_QUANTITY = r"(?!\d|\s*(?:平|个|人|张|米|㎡|m|元|块|万|亩|桌|多|来|左右|\.\d|,\d{3}(?!\d)))"
_HOUSE = (
    rf"(?:[东西南北]?附?{_NUM}\s*(?:号(?:楼|院|附\d+号?)?|栋|幢|座|单元|号?室|号?楼|层|组|户|弄|队|排|胡同)"
    rf"|-\d{{1,6}}(?:-\d{{1,6}}){{0,3}}|(?<=[号元楼层栋幢])\d{{1,4}}(?:-\d{{1,6}}){{0,3}}{_NO_QUANTITY})"
)
_TAIL = (
    r"(?:驻地|交叉口|路口|十字路口|[东西南北][侧边头首]|路[东西南北](?!段)|对面|对过|隔壁|旁边?|附近|门口|[东西南北]门|"
    r"[东西南北]?\d{1,4}米(?![²\d高宽长])|[东西南北]?(?:崖|坡|沟|湾|岭|山)(?=\d)|沿街楼?|底商|大集|传达室|收发室|门卫室?|物业(?!费|公司)|[东西南北]?院里?|[东西南北]口|[东西南北]首|上(?![班学市门海面])|里头?|楼下)"
)
# Behind a house number may stand the estate with the number of its building: 府前街18号御景苑6号楼.
_ADDRESS = re.compile(
    rf"(?P<regions>{_PROVINCE_CITY})(?P<town>{_TOWN})?(?P<street>(?:{_ROAD}|{_VILLAGE}|{_PARK})*)\s*(?P<houses>(?:{_HOUSE}\s*)*)"
    rf"(?P<estate>(?:{_VILLAGE}\s*(?:{_HOUSE}\s*)*)?)(?P<tail>{_TAIL}{{0,4}}(?:(?<=[崖坡沟湾岭山]){_HOUSE})?)",
)
# Streets and villages in general, not by name.
_GENERIC = re.compile(
    r"^(?:大|小|全|员工|职工|工人|学生|教师|教工|集体|男|女|单身|本|该|外|城|乡|农|同|进|一|两|几|老|新|古|马|公|铁|道|水|电|思|出|门|网|套|丝|半|上|下|四邻八|街头|大街小|菜|超级?|人才|"
    r"劳动力|国际|国内|房产|二手|居民|社会|我们|自己|咱们|别人|我|俺|沿|临|路|街|巷|货|客|运输|线|超限|集|多|搬|盖|拆|迁|美|山|出租|挖|占|破|修|问|铺|堵|绕|拦|用|得|要|会)*"
    r"(?:大街|大道|胡同|路|街|巷|小区|社区|花园|新村|家园|家属院|家属区|生活区|宿舍区?|公寓|大厦|广场|商城|商场|批发市场|市场|工业园|产业园|园区|开发区|服务区|苑|村|庄|镇|乡|街道)+$",
)
_BEFORE_BARE_PLACE = r"(?:在|住|位于|地址(?:是|为|:)?|搬到|家是)\s*"


def find(text: str) -> Iterator[Fact]:
    """All addresses of a flattened text, and the towns that are named without 镇."""
    position = 0
    while position < len(text):
        match = _ADDRESS.match(text, position)
        fact = _accepted(match, text) if match else None
        if fact:
            yield fact
            position = fact.end
        else:
            position += 1
    yield from _bare_places(text)


def _accepted(match: re.Match[str], text: str) -> Fact | None:
    named = match["town"] or match["street"]
    if not named:
        return None
    if text[match.start()] in "边里" and text[max(0, match.start() - 1)] in "这那":
        return None  # 我这边小区里: the place begins behind 这边
    if not (match["regions"] or match["houses"]) and _GENERIC.match(f"{match['town'] or ''}{match['street']}"):
        return None
    end = match.end()
    while text[end - 1].isspace():
        end -= 1
    return Fact("address", match.start(), end)


def _bare_places(text: str) -> Iterator[Fact]:
    places = "|".join(map(re.escape, lines_of("places.txt")))
    pattern = re.compile(
        rf"(?:{_BEFORE_BARE_PLACE}|^)(?P<value>(?:{places}){_TAIL}?)(?=$|[^\w]|[开办弄干做经盖的有那这住租卖])"
    )
    for match in pattern.finditer(text):
        yield Fact("address", match.start("value"), match.end("value"))
