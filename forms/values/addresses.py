"""Addresses down to the door."""

from __future__ import annotations

import re

from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_LEAD = re.compile(
    r"^(?:.*?(?:地址|店|位置|门头|寄到|地点)(?:就)?(?:是|在|开在|搁|[:：])|(?:就)?(?:开)?在|(?:就)?是|寄到|搁)\s*"
)
_TAIL = re.compile(r"[，,。；;！!]\s*(?=[^\d号]{0,12}$).*$|(?:那里|那边|那儿|上|吧|呀|哈|呢)$")
_PLACE = re.compile(
    r"\w(?<![的在知哪条])(?:路|街|巷|胡同|道|村|庄|社区|小区|镇|乡|大厦|广场|商城|市场|花园|苑|园区|公寓|中心)(?!边)"
)
"""A named place: 路边 is none, and there is no 道 in 知道."""
_NO_ADDRESS = re.compile(
    r"不知道|不清楚|没有?(?:门牌|号|找|定|想)|还没|随便|[?？]|怎么|哪里|哪儿|什么|摆摊|^(?:[这那]条|大[街路]|马路|小路)"
)
_DOOR = re.compile(
    r"[\dA-Za-z零一二三四五六七八九十百]+\s*(?:号|室|栋|幢|楼|单元|铺|摊|区|座|排|组|户|层|#|-)|\d+(?:-\d+)+|\d+$"
)
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
    if not _DOOR.search(address):
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
