"""Today in China, where all limits are counted."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The date in China."""
    return datetime.now(CHINA).date()
