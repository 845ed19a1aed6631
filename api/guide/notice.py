"""一次性告知书: what exactly this citizen needs, told in full and once (行政许可法第32条第4项).

It shows answers about the situation and no name or number of a person, so that it can be handed around.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.guide.content import item_of, materials_of, modes
from api.guide.diagram import stages_svg
from api.settings import settings
from api.texts import say
from api.texts.quantities import fee_text, limit_text, range_text
from forms.draft import Answer, Draft
from forms.model import Catalogue, Path
from forms.planner import Plan, PlannedItem, plan
from forms.requirements import Situation, deciding_fields, situation, typical_situation
from forms.values import show_value
from forms.values.dates import show_date


def notice_of(catalogue: Catalogue, path: Path, answers: Mapping[str, Answer], day: date) -> dict[str, Any]:
    """The notice for these answers."""
    deciding = {use.field for use in deciding_fields(path)}
    draft = Draft(path.id, {name: answer for name, answer in answers.items() if name in deciding})
    seen = situation(catalogue, path, draft, day)
    made = plan(seen, day)
    usual = plan(typical_situation(seen), day)
    papers = materials_of(catalogue, path, path.materials, seen)
    return {
        "title": say("guide.notice.title"),
        "path": path.name,
        "id": path.id,
        "city": settings().city,
        "hotline": settings().hotline,
        "day": show_date(day.isoformat()),
        "version": catalogue.version,
        "answers": [
            {"label": path.field(name).label, "value": show_value(path.field(name), answer.value)}
            for name, answer in seen.answers.items()
            if name in deciding and answer.source == "citizen"
        ],
        "open": [path.field(name).ask for name in sorted(seen.open_names() & deciding, key=list(path.uses).index)],
        "nothing": not made.items,
        "blocked": [_told(notice.text, notice.basis) for notice in seen.notices() if notice.blocks],
        "notices": [_told(notice.text, notice.basis) for notice in seen.notices() if not notice.blocks],
        "items": [_planned(catalogue, path, item) for item in made.items],
        "svg": stages_svg(made, say("guide.picture", path=path.name)),
        "bring": [each for each in papers if each["provide"] == "upload" and not each["later"]],
        "later": [each for each in papers if each["provide"] == "upload" and each["later"]],
        "spared": [each for each in papers if each["provide"] != "upload"],
        "summary": _summary(seen, made),
        "modes": modes(usual),
        "modes_hint": say("guide.modes_hint") if seen.possible_items() else "",
        "basis": list(dict.fromkeys(law for entry in seen.items() for law in catalogue.item_of(entry).basis)),
    }


def _told(text: str, basis: str) -> dict[str, str]:
    return {"text": text, "basis": basis}


def _planned(catalogue: Catalogue, path: Path, planned: PlannedItem) -> dict[str, Any]:
    told = item_of(catalogue, path, path.item(planned.id))
    return {
        **told,
        "stage": planned.stage,
        "certain": planned.certain,
        "promised": limit_text(planned.promised),
        "after": [told["name"] for told in (item_of(catalogue, path, path.item(i)) for i in planned.waits_for)],
        "start": show_date(planned.start.isoformat()) if planned.certain else "",
        "finish": show_date(planned.finish.isoformat()) if planned.certain else "",
    }


def _summary(seen: Situation, made: Plan) -> list[tuple[str, str]]:
    lines = [
        (say("guide.notice.days"), range_text(made.parallel)),
        (say("guide.notice.days_by_law"), range_text(made.statutory)),
        (say("guide.fee"), fee_text(made.fee)),
        (say("guide.notice.results"), "、".join(dict.fromkeys(made.results())) or say("guide.notice.not_yet_clear")),
    ]
    if not seen.possible_items() and made.items:
        lines.insert(1, (say("guide.notice.finish"), show_date(made.finish.isoformat())))
    return lines
