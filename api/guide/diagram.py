"""The stages of a plan as one picture: from top to bottom in order, side by side what runs at the same time.

A trunk runs down the middle. What an item waits for is written in its box, so that the picture is true even where a
stage mixes items that wait for different things.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.guide.drawing import BRAND, LINE, PAPER, SEAL, SOFT, Drawing, wrapped
from api.texts import say
from api.texts.quantities import limit_text
from forms.planner import Plan, PlannedItem

_WIDTH, _GUTTER, _BOX = 400.0, 28.0, 186.0
_NAME, _SMALL, _PAD, _GAP = 15.0, 12.0, 9.0, 12.0
_HEADING = 30.0
_BADGE = 10.0


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a box."""

    text: str
    size: float
    colour: str
    bold: bool = False

    @property
    def height(self) -> float:
        """From one baseline to the next."""
        return self.size * 1.4


def stages_svg(made: Plan, title: str) -> str:
    """The plan as an SVG picture with `title` for those who cannot see it."""
    drawing = Drawing(_WIDTH, title)
    names = {item.id: item.name for item in made.items}
    y = 0.0
    stages = made.stages()
    for number, items in enumerate(stages, start=1):
        y = _heading(drawing, y, number, len(items))
        for first in range(0, len(items), 2):
            y = _row(drawing, y, items[first : first + 2], names, made.critical_path, trunk=first > 0 or number > 1)
        if number < len(stages):
            y = _arrow(drawing, y)
    return drawing.svg(max(y, 1.0))


def _heading(drawing: Drawing, y: float, number: int, count: int) -> float:
    key = "guide.stage_together" if count > 1 else "guide.stage"
    words = say(key, number=number, count=count)
    drawing.text(_WIDTH / 2, y + 20, words, 14, fill=BRAND, font_weight="bold", text_anchor="middle")
    return y + _HEADING


def _row(
    drawing: Drawing,
    y: float,
    pair: list[PlannedItem],
    names: dict[str, str],
    critical: tuple[str, ...],
    *,
    trunk: bool,
) -> float:
    boxes = [_box(item, names) for item in pair]
    height = max(sum(line.height for line in box) for box in boxes) + 2 * _PAD
    alone = len(pair) == 1
    middle = y + height / 2
    if not alone:
        above = y - 6 if trunk else middle
        drawing.shape("path", d=f"M{_WIDTH / 2} {above}V{y + height + _GAP}", stroke=LINE, stroke_width=2)
        drawing.shape("path", d=f"M{_BOX} {middle}H{_WIDTH - _BOX}", stroke=LINE, stroke_width=2)
    for side, (item, lines) in enumerate(zip(pair, boxes, strict=True)):
        x = (_WIDTH - _BOX) / 2 if alone else side * (_BOX + _GUTTER)
        _draw(drawing, x, y, height, item, lines, decisive=item.id in critical)
    return y + height + _GAP


def _box(item: PlannedItem, names: dict[str, str]) -> list[_Line]:
    inside = _BOX - 2 * _PAD
    lines = [_Line(text, _NAME, "#1e2a31", bold=True) for text in wrapped(item.name, inside, _NAME)]
    lines += [_Line(text, _SMALL, SOFT) for text in wrapped(item.department, inside, _SMALL)]
    time = limit_text(item.promised)
    lines.append(_Line(time if item.certain else say("guide.depends", days=time), _SMALL, BRAND))
    if item.waits_for:
        waits = say("guide.waits", items="、".join(dict.fromkeys(names[before] for before in item.waits_for)))
        lines += [_Line(text, _SMALL, SOFT) for text in wrapped(waits, inside, _SMALL)]
    return lines


def _draw(
    drawing: Drawing, x: float, y: float, height: float, item: PlannedItem, lines: list[_Line], *, decisive: bool
) -> None:
    dashes = {} if item.certain else {"stroke_dasharray": "5 4"}
    colour = BRAND if decisive else LINE
    drawing.shape(
        "rect", x=x, y=y, width=_BOX, height=height, rx=8, fill=PAPER, stroke=colour,
        stroke_width=2 if decisive else 1.5, **dashes,
    )  # fmt: skip
    baseline = y + _PAD
    for line in lines:
        baseline += line.height
        weight = {"font_weight": "bold"} if line.bold else {}
        drawing.text(x + _PAD, baseline - line.size * 0.35, line.text, line.size, fill=line.colour, **weight)


def _arrow(drawing: Drawing, y: float) -> float:
    middle = _WIDTH / 2
    drawing.shape("path", d=f"M{middle} {y - _GAP + 2}V{y + 14}", stroke=SEAL, stroke_width=2)
    drawing.shape("path", d=f"M{middle - 6} {y + 8}L{middle} {y + 16}L{middle + 6} {y + 8}z", fill=SEAL)
    return y + 20
