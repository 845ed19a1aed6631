"""Time limits, ranges of days and fees in words."""

from __future__ import annotations

from api.texts import say
from forms.model import Limit
from forms.planner import Range


def limit_text(limit: Limit) -> str:
    """A time limit in words."""
    return say("days.now") if limit.days == 0 else say(f"days.{limit.unit}", days=limit.days)


def range_text(days: Range) -> str:
    """A range of working days in words."""
    if days.least == days.most:
        return say("days.working", days=days.most) if days.most else say("days.same_day")
    if days.least == 0:
        return say("days.at_most", most=days.most)
    return say("days.range", least=days.least, most=days.most)


def fee_text(fee: Range) -> str:
    """The fees in words: what is certain, or at most what may still be added."""
    if fee.most == 0:
        return say("fee.free")
    return say("fee.total" if fee.most == fee.least else "fee.at_most", total=f"{fee.most:g}")
