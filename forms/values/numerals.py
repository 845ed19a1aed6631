"""Numbers as people write and say them: 80, ８０, 八十来, 一百二, 1万5, 仨, 百十来."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import cn2an
from opencc import OpenCC

_SPOKEN = {"仨": "三", "俩": "二", "两": "二", "〇": "零", "几十": ""}
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬", "一二三四五六七八九十百千万")
_IDIOM = re.compile(
    r"一(?=[共总])|一[般些点定下起直样]|统一|第一|(?<![\d零一二两俩三四五六七八九十百千几])万一|千万(?=[别要不])"
)
"""Words with a numeral in them that is no number; 一共 keeps its 共."""
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?\s*(?:[十百万亿]|千(?!伏安|瓦|克))?\d*")
"""The 千 of 315千伏安 and 50千瓦 belongs to the unit."""
_CHINESE = re.compile(r"(?:[零一二三四五六七八九十百万亿点]|千(?!伏安|瓦))+|半")
_ABOUT = re.compile(r"(?<=[十百千万\d])(?:来|多|几|好几|把)(?=个?[^年月日号]|$)")
_BARE_UNIT = re.compile(
    r"(?<![一二三四五六七八九十百千万\d])([百千万])(?=[一二三四五六七八九十零来多个平方块元人座亩]|$)"
)
_NEIGHBOURS = re.compile(r"(?<![零一二三四五六七八九])[一二三四五六七八九]{2}(?![零一二三四五六七八九])")
_SPAN = re.compile(
    r"[\d零一二三四五六七八九十百千万亿][个平人位万千元块]{0,2}\s*(?:到|至|[-~—–])\s*[\d一二三四五六七八九十百]"
)


def half_width(text: str) -> str:
    """Full-width digits, letters and signs become half-width."""
    return unicodedata.normalize("NFKC", text)


def simplified(text: str) -> str:
    """Half-width and in simplified characters, one for one where half-width is; for words and numerals, never names."""
    return "".join(_simplified_sign(char) for char in half_width(text))


@lru_cache(maxsize=20_000)
def _simplified_sign(char: str) -> str:
    return char if char.isascii() else _converter().convert(char)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def plain_numerals(text: str) -> str:
    """Spoken short forms become ordinary numerals; 'about' words between number and unit are dropped."""
    text = _IDIOM.sub("", simplified(text).translate(_FINANCIAL))
    for spoken, plain in _SPOKEN.items():
        text = text.replace(spoken, plain)
    text = re.sub(r"(?<=\d)点(?=\d)", ".", text).replace("个亿", "亿")
    text = re.sub(r"(?<!一)百十(?![一二三四五六七八九])", "一百一十", text)
    return _BARE_UNIT.sub(r"一\1", _ABOUT.sub("", text))


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


def names_range(text: str) -> bool:
    """Whether the text (already made plain) leaves the number open between two: 七八十, 五六个, 80到90."""
    return bool(_NEIGHBOURS.search(text) or _SPAN.search(text))


def _value(numeral: str) -> float | None:
    if numeral == "半":
        return 0.5
    try:
        return float(cn2an.cn2an("".join(numeral.replace(",", "").split()), "smart"))
    except (ValueError, KeyError, IndexError):
        return None
