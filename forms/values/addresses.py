"""Addresses down to the door."""

from __future__ import annotations

import re

from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_LEAD = re.compile(
    r"^(?:\w{0,2}(?:[在到]|位于)(?=\w{2,6}[省市县镇乡])|.*?(?:地址|店|位置|门头|寄到|地点)(?:就)?(?:是|在|开在|搁|[:：])|(?:就)?(?:开|登记|注册|户口|落户?|住|迁|上|安家|盖|建|搬|设)?(?:在|到)|(?:就)?是|户口|(?:来?寄|住)(?=\w{2,6}[省市县镇乡])|寄到|搁)\s*"
)
_TAIL = re.compile(r"[，,。；;！!]\s*(?=[^\d号]{0,12}$).*$|(?:那里|那边|那儿|上|吧|呀|哈|呢)$")
_PLACE = re.compile(
    r"\w(?<![的在知哪条])(?:路|街|巷|胡同|道|村|庄|社区|小区|镇|乡|大厦|广场|商城|市场|花园|苑|园区|开发区|工业园|公寓|中心)(?!边)"
)
"""A named place: 路边 is none, and there is no 道 in 知道."""
_NO_ADDRESS = re.compile(
    r"不知道|不清楚|没有?(?:门牌|号|找|定|想)|还没|随便|[?？]|怎么|哪里|哪儿|什么|摆摊|^(?:[这那]条|大[街路]|马路|小路)"
)
_DOOR = re.compile(
    r"(?:村|街|路|道|集|市场|园区|开发区)[东西南北](?:首|头|侧|邻|口|\d+米)|(?:街|路|道)[东西南北中]?段?路[东西南北]|\d+米|[\dA-Za-z零一二三四五六七八九十百]+\s*(?:号|室|栋|幢|楼|单元|铺|摊|区|座|排|组|户|层|#|-)|\d+(?:-\d+)+|\d+$"
)
_NAMED_LANDMARK = re.compile(
    r"(?:学校|小学|中学|幼儿园|医院|卫生院|银行|信用社|农商行|邮局|政府|村委会?|居委会|派出所|车站|加油站|超市|商场|酒店|宾馆|饭店|药店|公园"
    r"|大厦|广场|市场|小区|集贸市场|供销社|工厂|厂|公司|法院|税务局|供电所|桥)"
    r"(?:的)?(?:正|斜)?(?:对面|对过|对门|隔壁|旁边|旁|门口|楼下|[东西南北](?:边|侧|邻|面|头)?(?:\d+米)?)"
)
_CROSSING = re.compile(
    r"[路街道](?:与|和|跟|、)\w{1,12}[路街道](?:的)?(?:交叉|交汇|交界)?(?:路?口|处)?(?:往?[东西南北][边侧]?\d*米?)?"
)
"""Where no door has a number, a landmark or a crossing finds the place."""
_REMARK = re.compile(r"^[^，,。；;！!]*[，,。；;！!](?=.)")
_REGION = re.compile(r"[省市县区]")
_DOOR_LEAD = re.compile(r"^(?:门牌号?|号码|门牌)?(?:就)?(?:是|在)?\s*")
_LENGTH = range(5, 121)


def parse_address(text: str) -> str:
    """An address that names a place and a number; raises Unusable saying which of the two is missing."""
    address = "".join(_LEAD.sub("", _without_remarks(half_width(text).strip())).split())
    address = _TAIL.sub("", address).strip("，,。 ")
    if _NO_ADDRESS.search(address) or not _PLACE.search(address):
        raise Unusable("address.no_place")
    if not (_DOOR.search(address) or _NAMED_LANDMARK.search(address) or _CROSSING.search(address)):
        raise Unusable("address.no_door", place=address)
    if len(address) not in _LENGTH:
        raise Unusable("address.length")
    return address


def _without_remarks(text: str) -> str:
    """What is left when clauses before the address that name nothing are gone, such as 不对."""
    while (remark := _REMARK.match(text)) and not any(p.search(remark.group()) for p in (_PLACE, _DOOR, _REGION)):
        text = text[remark.end() :]
    return text


def partial_address(text: str) -> str | None:
    """The place in an address that lacks its number, to be completed by the next answer."""
    try:
        parse_address(text)
    except Unusable as refusal:
        return refusal.details.get("place")
    return None


def complete_address(place: str, text: str) -> str:
    """Join a place said earlier with a door number said now; the text itself when it names its own place or no door."""
    door = _DOOR_LEAD.sub("", half_width(text).strip())
    return text if _PLACE.search(text) or not _DOOR.search(door) else place + door


def address_clauses(text: str, span: tuple[int, int]) -> str:
    """Of a message that names a place at `span` the clauses of the address: 新泰市，青云路8号，二楼."""
    clauses = [m.span() for m in _CLAUSE.finditer(text)]
    within = [n for n, (start, end) in enumerate(clauses) if start < span[1] and end > span[0]]
    first, last = within[0], within[-1]
    while first > 0 and _REGIONS.fullmatch(text[slice(*clauses[first - 1])].strip()):
        first -= 1
    while last + 1 < len(clauses) and _DOORS.fullmatch(text[slice(*clauses[last + 1])].strip()):
        last += 1
    return text[clauses[first][0] : clauses[last][1]]


_CLAUSE = re.compile(r"[^，,。；;！!\n]+")
_REGIONS = re.compile(r"\w{2,8}(?:[省市县区镇乡村路街]|街道)")
_DOORS = re.compile(
    r"(?:[\dA-Za-z一二三四五六七八九十-]+(?:号楼?|楼|层|室|栋|幢|单元|铺|户|组|排)?)+(?:[东西南北]?[门户侧])?"
)
