"""Days as they are written in English, for citizens who speak it: 1 March 2027, March 1st, end of 2027, tomorrow."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>\d{4}))?(?!\w)"
_DAY_FIRST = re.compile(rf"\b{_DAY} (?:of )?{_MONTH}{_YEAR}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH} {_DAY}{_YEAR}", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"\b(?:(?P<edge>end) of )?{_MONTH},? (?P<year>\d{{4}})(?!\w)", re.IGNORECASE)
_YEAR_END = re.compile(r"\b(?:the )?end of (?:the year )?(\d{4})(?!\d)", re.IGNORECASE)
_NEAR = {"the day after tomorrow": "后天", "tomorrow": "明天", "today": "今天", "yesterday": "昨天"}
_NEAR_DAY = re.compile("|".join(rf"\b{day}\b" for day in _NEAR), re.IGNORECASE)


def days_in_chinese(text: str) -> str:
    """The text with its English days written in Chinese; what is no English day stays as it is."""
    if not text.isascii():
        return text
    text = _NEAR_DAY.sub(lambda near: _NEAR[near.group().lower()], text)
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        text = pattern.sub(_written, text)
    text = _MONTH_ALONE.sub(lambda m: f"{m['year']}年{_number(m)}月{'底' if m['edge'] else ''}", text)
    return _YEAR_END.sub(r"\1年底", text)


def _written(found: re.Match[str]) -> str:
    year = f"{found['year']}年" if found["year"] else ""
    return f"{year}{_number(found)}月{found['day']}日"


def _number(found: re.Match[str]) -> int:
    return _MONTHS.index(found["month"].lower()) + 1
