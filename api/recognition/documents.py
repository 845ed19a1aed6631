"""What kind of paper the lines are from, and what it says: identity card, business licence, lease, bank card.

The values are the words on the paper, not yet checked; whoever fills a field with one checks it as an answer.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from forms.values.numerals import simplified

Paper = Literal["id_card", "id_card_back", "business_licence", "lease", "bank_card"]

_SIGNS_NEEDED = 2
_DATE = r"((?:19|20)\d\d)\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})"
_UP_TO = r"\s*日?\s*(?:起|始)?\s*(?:[-—–~～至到]|截?止)+\s*(?:公历)?\s*"
_PERIOD = re.compile(rf"{_DATE}{_UP_TO}{_DATE}")
_UNTIL = re.compile(rf"(?:期限|有效期|租期|租赁期|止|至|到)[^\n]{{0,24}}?(?:至|到)\s*{_DATE}")
_GAP = r"[\s:：]*"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that was recognised; `values` by what they are on it, as `name` or `id_no`."""

    paper: Paper
    values: Mapping[str, str] = field(default_factory=dict)
    ends: date | None = None
    """The last day on which it is valid, if it says one."""


def recognise(lines: Sequence[str]) -> Document | None:
    """The paper that these lines are from; None if it is none of those known."""
    text = simplified("\n".join(lines))
    for signs, read in _PAPERS:
        if sum(re.search(sign, text) is not None for sign in signs) >= _SIGNS_NEEDED:
            return read(text)
    return None


def _id_card(text: str) -> Document:
    birth = re.search(rf"出\s*生{_GAP}{_DATE}", text)
    address = re.search(rf"住\s*址{_GAP}(.+?)(?=公民|身份号|$)", text, re.DOTALL)
    people = re.search(rf"民\s*族{_GAP}([\u4e00-\u9fff]{{1,5}})", text)
    return Document(
        "id_card",
        _found(
            name=_after("姓\\s*名", text, r"([\u4e00-\u9fff·\s]{2,20}?)(?=\s*(?:性\s*别|$))"),
            gender=_after("性\\s*别", text, "([男女])"),
            ethnicity=None if people is None else f"{people.group(1).removesuffix('族')}族",
            birth_date=None if birth is None else f"{birth[1]}年{birth[2]}月{birth[3]}日",
            address=None if address is None else re.sub(r"\s+", "", address.group(1)),
            id_no=_first(r"(?<!\d)\d{17}[\dXx](?!\d)", re.sub(r"(?<=\d) (?=[\dXx])", "", text)),
        ),
    )


def _id_card_back(text: str) -> Document:
    return Document("id_card_back", {}, _last_day(text))


def _business_licence(text: str) -> Document:
    return Document(
        "business_licence",
        _found(
            uscc=_first(r"(?<![0-9A-Z])9[0-9A-Z]{17}(?![0-9A-Z])", re.sub(r"(?<=[0-9A-Z]) (?=[0-9A-Z])", "", text)),
            org_name=_after(r"(?:^|\s)名\s*称", text, r"([^\s:：]{3,40})"),
            name=_after(
                r"(?:法\s*定\s*代\s*表\s*人|经\s*营\s*者|负\s*责\s*人|投\s*资\s*人)", text, r"([\u4e00-\u9fff·]{2,15})"
            ),
            address=_after(r"(?:住\s*所|经\s*营\s*场\s*所|营\s*业\s*场\s*所)", text, r"([^\s:：]{5,60})"),
        ),
        _last_day(text),
    )


def _lease(text: str) -> Document:
    return Document(
        "lease",
        _found(
            address=_after(
                r"(?:坐\s*落(?:于|在|地址)?|位\s*于|房屋地址|租赁地址|地\s*址)", text, r"([^\n，,。；;]{5,60})"
            ),
            area=_after(
                r"(?:建筑|使用|租赁|实际)?面\s*积(?:约|共计|为)?", text, r"(\d+(?:\.\d+)?\s*(?:平方米|平米|㎡|m²|平))"
            ),
        ),
        _last_day(text),
    )


def _bank_card(text: str) -> Document:
    number = _first(r"62\d{14,17}", re.sub(r"(?<=\d) (?=\d)", "", text))
    return Document("bank_card", _found(bank_account=number))


_PAPERS: tuple[tuple[tuple[str, ...], Callable[[str], Document]], ...] = (
    ((r"公民身份|身份号码", r"民\s*族", r"住\s*址", r"性\s*别"), _id_card),
    ((r"居民身份证", r"签发机关", r"有效期限"), _id_card_back),
    ((r"营\s*业\s*执\s*照", r"统一社会信用代码", r"经\s*营\s*范\s*围", r"法\s*定\s*代\s*表\s*人"), _business_licence),
    ((r"租\s*赁|租房|出租合同", r"甲\s*方|出租(?:方|人)", r"乙\s*方|承租(?:方|人)", r"租\s*金|租\s*期"), _lease),
    ((r"银行|信用社|BANK", r"62\d{2}\s?\d{4}\s?\d{4}", r"(?i)union\s*pay|银联|借记卡|储蓄卡|社会保障卡"), _bank_card),
)
"""Words that stand on each paper, two of which tell it, and how it is read; the first that fits."""


def _found(**values: str | None) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if value and value.strip()}


def _first(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text)
    return None if found is None else found.group()


def _after(label: str, text: str, value: str) -> str | None:
    """What stands behind a label."""
    found = re.search(rf"{label}{_GAP}{value}", text, re.MULTILINE)
    return None if found is None else re.sub(r"\s+", "", found.group(1))


def _last_day(text: str) -> date | None:
    """The last day of the period that the paper states."""
    period, until = _PERIOD.search(text), _UNTIL.search(text)
    if period is not None:
        year, month, day = period.groups()[3:]
    elif until is not None:
        year, month, day = until.groups()
    else:
        return None
    with contextlib.suppress(ValueError):  # a day that does not exist was misread
        return date(int(year), int(month), int(day))
    return None
