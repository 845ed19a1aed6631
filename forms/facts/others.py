"""Whether a message tells of others or of another time: 邻居家的店200平, 以前那个店."""

from __future__ import annotations

import re

_KIN = r"(?:们?家?的?(?:对象|媳妇|老公|老婆|哥|弟|姐|妹|叔|舅|姨|姑|爸|妈|爹|娘|朋友|同学|邻居|亲戚|表|堂))"
NEIGHBOUR = r"邻居(?!们?[都也全]?(?:同意|签|没意见|答应))"
"""A neighbour who agrees is a part of one's own matter."""
_ELSEWHERE = re.compile(
    rf"(?:{NEIGHBOUR}|(?:对门|对面|隔壁|旁边)(?!就?是|[没无])"
    r"|(?<![手盘租赁从借买跟用下给])(?:(?<![着有没住户])人家|别人|亲戚|朋友)|听人?说|人家说|都说|有个(?:人|司机|老板|同事)|老\w家(?!\w{0,4}(?:店|馆|铺|饭)))[^。；;！!？?]*$"
)
_EARLIER = re.compile(
    r"(?:(?:(?<![用按跟和同与])(?:以前|原来|原先)(?!就))|去年|前年)[^，,。；;！!？?]*(?:[，,][^，,。；;！!？?]*)?$"
)
_NOW = r"现在|如今|这次|今年|这回|新(?:公司|店|地址|的|法人|老板|经营者)|增加?到|减少?到|改成|改为|变成|换成"
_OWN = re.compile(rf"(?:我|俺|咱)(?!{_KIN})|自己|本人|本店|{_NOW}")


def begins_anew(clause: str) -> bool:
    """Whether a clause turns to oneself, or to now: 现在自己交, 我这个店."""
    return _OWN.match(clause) is not None


def tells_of_others(before: str) -> bool:
    """Whether what comes before speaks of others, or of earlier times, and not after that of oneself or of now."""
    earlier = _EARLIER.search(before)
    return tells_of_elsewhere(before) or (earlier is not None and re.search(_NOW, before[earlier.start() :]) is None)


def tells_of_elsewhere(before: str) -> bool:
    """Whether what comes before speaks of others, and not after that of oneself."""
    elsewhere = _ELSEWHERE.search(before)
    return elsewhere is not None and _OWN.search(before[elsewhere.start() :]) is None
