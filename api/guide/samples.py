"""Samples of papers, drawn: what has to be there to see, so that nobody comes back with half of it."""

from __future__ import annotations

from api.guide.drawing import BRAND, LINE, PAPER, SEAL, SOFT, Drawing, wrapped
from api.texts import say
from forms.model import Material

_WIDTH, _MARGIN = 300.0, 22.0
_LINE = 24.0
_ROOM = 74.0
_COLUMNS = 2


def sample_svg(material: Material) -> str | None:
    """The sample of a material as a picture; None where the material has none."""
    if material.sample is None:
        return None
    drawing = Drawing(_WIDTH, say("guide.sample_title", name=material.name, shows="、".join(material.sample.shows)))
    draw = {"document": _document, "card": _card, "drawing": _plan, "photo": _photo}[material.sample.form]
    return drawing.svg(draw(drawing, material.name, material.sample.shows))


def _frame(drawing: Drawing, height: float, radius: float = 3) -> None:
    drawing.shape(
        "rect", x=1, y=1, width=_WIDTH - 2, height=height - 2, rx=radius, fill=PAPER, stroke=LINE, stroke_width=2
    )
    drawing.text(
        _WIDTH / 2, height / 2, say("guide.sample"), 46, fill=SEAL, fill_opacity=0.1, font_weight="bold",
        text_anchor="middle", transform=f"rotate(-18 {_WIDTH / 2:g} {height / 2:g})",
    )  # fmt: skip


def _heading(drawing: Drawing, name: str, y: float) -> float:
    for line in wrapped(name, _WIDTH - 2 * _MARGIN, 16):
        drawing.text(_WIDTH / 2, y, line, 16, font_weight="bold", text_anchor="middle")
        y += 22
    return y


def _listed(drawing: Drawing, shows: tuple[str, ...], x: float, y: float, width: float) -> float:
    """What must be there, numbered, each on a line of its own."""
    for number, what in enumerate(shows, start=1):
        drawing.shape("circle", cx=x + 8, cy=y - 5, r=8, fill=BRAND)
        drawing.text(x + 8, y - 1, str(number), 11, fill=PAPER, text_anchor="middle")
        for line in wrapped(what, width - 24, 14):
            drawing.text(x + 24, y, line, 14)
            y += _LINE
    return y


def _lines_of(shows: tuple[str, ...], width: float) -> int:
    return sum(len(wrapped(what, width - 24, 14)) for what in shows)


def _document(drawing: Drawing, name: str, shows: tuple[str, ...]) -> float:
    inside = _WIDTH - 2 * _MARGIN
    height = 44 + 22 * len(wrapped(name, inside, 16)) + _LINE * _lines_of(shows, inside) + 26
    _frame(drawing, height)
    y = _heading(drawing, name, 36) + 8
    end = _listed(drawing, shows, _MARGIN, y, inside)
    drawing.shape("path", d=f"M{_MARGIN} {end}H{_WIDTH - _MARGIN}", stroke=LINE, stroke_width=1, stroke_dasharray="3 3")
    return height


def _card(drawing: Drawing, name: str, shows: tuple[str, ...]) -> float:
    inside = _WIDTH - 2 * _MARGIN - 76
    height = max(150.0, 58 + 22 * len(wrapped(name, _WIDTH - 2 * _MARGIN, 16)) + _LINE * _lines_of(shows, inside))
    _frame(drawing, height, 12)
    y = _heading(drawing, name, 34) + 8
    _listed(drawing, shows, _MARGIN, y, inside)
    left = _WIDTH - _MARGIN - 64
    drawing.shape("rect", x=left, y=y - 14, width=64, height=80, rx=4, fill="none", stroke=LINE, stroke_width=1.5)
    drawing.shape("circle", cx=left + 32, cy=y + 14, r=13, fill=LINE)
    drawing.shape("path", d=f"M{left + 8} {y + 66}a24 26 0 0 1 48 0z", fill=LINE)
    return height


def _plan(drawing: Drawing, name: str, shows: tuple[str, ...]) -> float:
    rows = -(-len(shows) // _COLUMNS)
    top = 30 + 22 * len(wrapped(name, _WIDTH - 2 * _MARGIN, 16))
    height = top + rows * _ROOM + 24
    _frame(drawing, height)
    _heading(drawing, name, 34)
    wide = (_WIDTH - 2 * _MARGIN) / _COLUMNS
    for n, what in enumerate(shows):
        alone = n == len(shows) - 1 and n % _COLUMNS == 0
        x, y = _MARGIN + (n % _COLUMNS) * wide, top + n // _COLUMNS * _ROOM
        width = 2 * wide if alone else wide
        drawing.shape("rect", x=x, y=y, width=width, height=_ROOM, fill="none", stroke=SOFT, stroke_width=2)
        drawing.shape("path", d=f"M{x + width / 2 - 10} {y + _ROOM}h20", stroke=PAPER, stroke_width=4)
        for line_number, line in enumerate(wrapped(what, width - 16, 13)):
            drawing.text(x + width / 2, y + 28 + 18 * line_number, line, 13, text_anchor="middle")
    return height


def _photo(drawing: Drawing, name: str, shows: tuple[str, ...]) -> float:
    inside = _WIDTH - 2 * _MARGIN
    y = 24.0 + 22 * len(wrapped(name, inside, 16))
    height = y + 118 + _LINE * _lines_of(shows, inside)
    _frame(drawing, height)
    _heading(drawing, name, 34)
    drawing.shape("rect", x=_MARGIN, y=y, width=inside, height=86, rx=4, fill="#eef3f6", stroke=LINE)
    drawing.shape("circle", cx=_WIDTH - _MARGIN - 34, cy=y + 24, r=10, fill=LINE)
    drawing.shape("path", d=f"M{_MARGIN} {y + 86}l64 -52 44 36 36 -26 {inside - 144} 42z", fill=LINE)
    _listed(drawing, shows, _MARGIN, y + 112, inside)
    return height
