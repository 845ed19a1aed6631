"""What an answer changed in a plan, in words."""

from __future__ import annotations

from collections.abc import Sequence

from api.texts import say
from api.texts.quantities import limit_text
from forms.model import Catalogue
from forms.planner import PlanChange, PlannedItem


def change_lines(change: PlanChange, catalogue: Catalogue) -> list[dict[str, str]]:
    """The change of a plan in words, each with its kind: items, papers, days and fees."""
    lines: list[tuple[str, str]] = []
    if change.added:
        lines.append(("added", say("change.added", items=_items(change.added))))
    if change.removed:
        lines.append(("removed", say("change.removed", items="、".join(item.name for item in change.removed))))
    if change.materials_added:
        lines.append(("added", say("change.materials_added", names=_papers(change.materials_added, catalogue))))
    if change.materials_removed:
        lines.append(("removed", say("change.materials_removed", names=_papers(change.materials_removed, catalogue))))
    if change.days:
        lines.append(("days", say("change.longer" if change.days > 0 else "change.shorter", days=abs(change.days))))
    elif change.days_at_most:
        key = "change.at_most_longer" if change.days_at_most > 0 else "change.at_most_shorter"
        lines.append(("days", say(key, days=abs(change.days_at_most))))
    if change.fee:
        key = "change.dearer" if change.fee > 0 else "change.cheaper"
        lines.append(("fee", say(key, fee=f"{abs(change.fee):g}")))
    return [{"kind": kind, "text": text} for kind, text in lines]


def needed_lines(change: PlanChange) -> list[dict[str, str]]:
    """What has turned out to be needed, while the situation is still being asked."""
    if not change.added:
        return []
    return [{"kind": "added", "text": say("change.needed", items=_items(change.added))}]


def _items(items: Sequence[PlannedItem]) -> str:
    return "、".join(
        say("change.added_item", name=item.name, department=item.department, days=limit_text(item.promised))
        for item in items
    )


def _papers(materials: Sequence[str], catalogue: Catalogue) -> str:
    return "、".join(catalogue.materials[name].name for name in materials)
