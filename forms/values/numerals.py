"""Numbers as people write and say them: 80, ８０, 八十来, 一百二, 1万5, 仨, 百十来."""

from __future__ import annotations

import re
import unicodedata

import cn2an

_SPOKEN = {"仨": "三", "俩": "二", "两": "二", "〇": "零", "几十": ""}
_DIGITS = re.compile(r"\d[\d,，]*(?:\.\d+)?\s*[十百千万亿]?\d*")
_CHINESE = re.compile(r"[零一二三四五六七八九十百千万亿半点]+")
_ABOUT = re.compile(r"(?<=[十百千万\d])(?:来|多|几|好几|把)(?=个?[^年月日号]|$)")


def half_width(text: str) -> str:
    """Full-width digits, letters and signs become half-width."""
    return unicodedata.normalize("NFKC", text)


def plain_numerals(text: str) -> str:
    """Spoken short forms become ordinary numerals; 'about' words between number and unit are dropped."""
    text = half_width(text)
    for spoken, plain in _SPOKEN.items():
        text = text.replace(spoken, plain)
    text = re.sub(r"百十(?=来|多|个|平|[^一二三四五六七八九]|$)", "一百一十", text) if "一百十" not in text else text
    text = _ABOUT.sub("", text)
    return re.sub(r"(?<![一二三四五六七八九十百千万\d])([百千万])(?=[一二三四五六七八九十零]|来|多|$)", r"一\1", text)


def find_numbers(text: str) -> list[tuple[float, int, int]]:
    """Every number in the text (already made plain) as value, start and end."""
    found: list[tuple[float, int, int]] = []
    position = 0
    while position < len(text):
        match = _DIGITS.match(text, position) or _CHINESE.match(text, position)
        value = _value(match.group()) if match else None
        if match is None or value is None:
            position += 1
            continue
        found.append((value, match.start(), match.end()))
        position = match.end()
    return found


def is_range(numeral: str) -> bool:
    """Whether it names two neighbours, as 五六 (five or six) does."""
    return re.fullmatch(r"[一二三四五六七八九]{2}", numeral) is not None


def _value(numeral: str) -> float | None:
    numeral = numeral.strip().replace(",", "").replace("，", "")
    half = numeral.endswith("半")
    try:
        return float(cn2an.cn2an(numeral.rstrip("半"), "smart")) + (0.5 if half else 0)
    except ValueError:
        return None
