"""Which things about a matter one message asks for; people ask for two at once, such as 要几个证？多久？."""

from __future__ import annotations

import re

_CUES = {
    "how": r"(?:几个|哪些|哪几个|什么|啥|多少个?)(?:证|手续|许可|部门)|要办(?:什么|哪些|啥)(?!材料)"
    r"|\b(?:which|what|how many) (?:licen[cs]es|permits)\b",
    "materials": r"(?:什么|哪些|啥|几样)(?:材料|资料|东西|证件)|\bwhat (?:documents|papers)\b",
    "time": r"多久|多长时间|几天|多少天|\bhow long\b",
    "fee": r"多少钱|收费|要钱|花钱|费用|\bhow much\b",
    "place": r"去哪|在哪|上哪|哪里办|哪个(?:窗口|地方)|\bwhere\b",
}
_NAMES = {aspect: re.compile(cue, re.IGNORECASE) for aspect, cue in _CUES.items()}


def aspects_named(text: str) -> list[str]:
    """The aspects that the text asks for in so many words, in the order in which they are best answered."""
    return [aspect for aspect, cue in _NAMES.items() if cue.search(text)]
