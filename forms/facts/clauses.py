"""Of an answer in free text the clauses that are about the question: its number, its storeys."""

from __future__ import annotations

import re

from forms.model import Field

_CLAUSE = re.compile(r"[^，,。；;！!\n]+")
_NUMBERED = ("号", "号码")
"""What the labels of certificates' and accounts' numbers end with."""
_FIRMS = ("单位", "公司", "机构", "企业")
_SIGNED_WITH = re.compile(
    r"[^，,。；;！!\n]{0,8}?(?:跟|和|与|找的?|委托(?:给|了)?|交给)(?P<value>[^，,。；;！!\n]{4,40}?)"
    r"(?:签[的了过]?(?:合同|协议)?|处理|处置|收|拉走?|来收|来拉|做|负责)的?(?:$|[，,。；;！!\n])"
)
"""医废跟泰安绿源固废公司签的."""
_NUMBER = re.compile(r"\d")
_DATE = re.compile(r"\d+年\d+月")
_FLOOR = "floor"
_STOREY = re.compile(r"[\d一二三四五六七八九十]\s*[层楼](?!\w{0,2}\d+[号室])")


def clauses_about(field: Field, text: str) -> str:
    """The first clauses that hold what the field asks for, one after the other; all of the text where none does.

    A date beside a number is another matter: 131号，2026年5月19日下的.
    """
    if field.id == _FLOOR:
        return _run_of(_STOREY, text)
    if field.label.endswith(_FIRMS) and (firm := _SIGNED_WITH.match(text)):
        return firm["value"]
    return _run_of(_NUMBER, text) if field.label.endswith(_NUMBERED) else text


def _run_of(wanted: re.Pattern[str], text: str) -> str:
    clauses = list(_CLAUSE.finditer(text))
    holds = [wanted.search(m.group()) is not None and not _DATE.search(m.group()) for m in clauses]
    if True not in holds:
        return text
    first = holds.index(True)
    last = first
    while last + 1 < len(holds) and holds[last + 1]:
        last += 1
    return text[clauses[first].start() : clauses[last].end()]
