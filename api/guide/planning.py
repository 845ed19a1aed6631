"""The plan for somebody's answers as a document for machines; `yichuang plan --json` gives the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.dialogue.cards import plan_card
from api.texts.plan_changes import change_lines
from forms.planner import compare, plan
from forms.requirements import Situation


def plan_document(seen: Situation, day: date, before: Situation | None = None) -> dict[str, Any]:
    """The plan for `seen`, handed in on `day`; with `before` also what has changed since those answers, in words."""
    made = plan(seen, day)
    changes = [] if before is None else change_lines(compare(plan(before, day), made), seen.catalogue)
    return {
        **plan_card(seen, day, changes),
        "version": seen.catalogue.version,
        "critical_path": made.critical_path,
        "materials": made.materials,
        "statutory_days": {"min": made.statutory.least, "max": made.statutory.most},
        "collect_once_ratio": made.efforts.collect_once,
        "open_questions": [use.field for use in seen.path.fields if use.field in seen.open_names()],
        "notices": [{"text": n.text, "basis": n.basis, "blocks": n.blocks} for n in seen.notices()],
    }
