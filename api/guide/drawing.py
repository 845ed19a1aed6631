"""Small SVG pictures put together from shapes; text is escaped, sizes are in picture units."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
INK, SOFT, LINE, BRAND, SEAL, PAPER = "#1e2a31", "#53616a", "#c9c2b4", "#1b5c84", "#b23a2e", "#ffffff"
_WIDE_FROM = 0x2E80
"""From here on characters are as wide as they are high."""


class Drawing:
    """A picture of a fixed width that grows downwards."""

    def __init__(self, width: float, title: str) -> None:
        self.width = width
        self._svg = ET.Element(
            "svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "font-family": FONT, "fill": INK}
        )
        ET.SubElement(self._svg, "title").text = title

    def shape(self, name: str, text: str = "", **attributes: object) -> None:
        """Add a shape; underscores in names stand for hyphens."""
        values = {key.rstrip("_").replace("_", "-"): f"{value}" for key, value in attributes.items()}
        ET.SubElement(self._svg, name, values).text = text or None

    def text(self, x: float, y: float, words: str, size: float = 14, **attributes: object) -> None:
        """Add one line of text with its baseline at `y`."""
        self.shape("text", words, x=x, y=y, font_size=size, **attributes)

    def svg(self, height: float) -> str:
        """The picture, cut at this height."""
        self._svg.set("viewBox", f"-1 -1 {self.width + 2:g} {height + 2:g}")
        return ET.tostring(self._svg, encoding="unicode")


def wrapped(words: str, width: float, size: float) -> list[str]:
    """The words in lines that fit the width."""
    return list(_lines(words, width / size))


def _lines(words: str, most: float) -> Iterator[str]:
    line, used = "", 0.0
    for char in words:
        wide = 1.0 if ord(char) >= _WIDE_FROM else 0.56
        if line and used + wide > most and char not in "，。、；：？！）”":
            yield line
            line, used = "", 0.0
        line, used = line + char, used + wide
    if line:
        yield line
