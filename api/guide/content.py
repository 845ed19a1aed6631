"""What the public guide of a path says: who may apply, what it takes, how long, which papers, which law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from api.guide.diagram import stages_svg
from api.guide.samples import sample_svg
from api.texts import say
from api.texts.quantities import fee_text, limit_text, range_text
from forms.draft import Draft
from forms.merging import merge
from forms.model import Catalogue, Field, Item, Kind, MaterialUse, Path, PathItem, Theme
from forms.planner import Plan, Range, plan
from forms.requirements import Situation, deciding_fields, situation, typical_situation

THEMES: tuple[Theme, ...] = ("shop", "company", "family", "housing", "work", "project")
_MODES = ("parallel", "series", "none")


def shelves(catalogue: Catalogue) -> list[dict[str, Any]]:
    """All paths by theme, for the guide's front page."""
    return [
        {
            "name": say(f"guide.themes.{theme}"),
            "paths": [{"id": p.id, "name": p.name, "short": p.short} for p in paths],
        }
        for theme in THEMES
        if (paths := [path for path in catalogue.paths.values() if path.theme == theme])
    ]


def guide_of(catalogue: Catalogue, path: Path, day: date) -> dict[str, Any]:
    """The guide of one path, with the plan that most applicants have."""
    seen = situation(catalogue, path, Draft(path.id), day)
    usual = plan(typical_situation(seen), day)
    return {
        "id": path.id,
        "name": path.name,
        "short": path.short,
        "wish": path.wish or say("start.wish", path=path.name),
        "lead": catalogue.departments[path.lead].name,
        "applicants": path.applicants,
        "departments": list(dict.fromkeys(catalogue.department_of(entry).name for entry in path.items)),
        "summary": [
            (say("guide.usual_days"), range_text(usual.parallel)),
            (say("guide.all_days"), range_text(plan(seen, day).parallel)),
            (say("guide.fee"), fee_text(plan(seen, day).fee)),
        ],
        "svg": stages_svg(usual, say("guide.picture", path=path.name)),
        "modes": modes(usual),
        "items": [item_of(catalogue, path, entry) for entry in path.items],
        "materials": materials_of(catalogue, path, path.materials, None),
        "questions": [question_of(path.field(use.field)) for use in deciding_fields(path)],
        "notices": [{"text": notice.text, "basis": notice.basis} for notice in path.notices],
        "basis": list(dict.fromkeys(law for entry in path.items for law in catalogue.item_of(entry).basis)),
        "faq": path.faq,
        "elsewhere": [{"say": each.say, **_place(catalogue, each.go)} for each in path.elsewhere],
    }


def item_of(catalogue: Catalogue, path: Path, entry: PathItem) -> dict[str, Any]:
    """One approval as the guide tells it."""
    item = catalogue.item_of(entry)
    return {
        "id": entry.id,
        "name": item.name,
        "department": catalogue.department_of(entry).name,
        "kind": item.kind,
        "why": entry.why,
        "after": list(dict.fromkeys(catalogue.item_of(path.item(before)).name for before in entry.after)),
        "after_why": entry.after_why,
        "promised": limit_text(item.promised),
        "other_promises": [
            f"{rule.note or say('guide.sometimes')}：{limit_text(rule.promised)}" for rule in entry.promises
        ],
        "statutory": limit_text(item.statutory) if item.statutory else say("guide.no_limit_in_law"),
        "fee": _fee(item, entry),
        "result": item.result,
        "validity": item.validity,
        "site_visit": item.site_visit,
        "basis": item.basis,
        "doubts": [*item.verify, *entry.verify],
    }


def _fee(item: Item, entry: PathItem) -> str:
    fees = [item.fee, *(rule.fee for rule in entry.fees)]
    notes = [item.fee_note, *(rule.note for rule in entry.fees)]
    return "；".join(dict.fromkeys([fee_text(Range(min(fees), max(fees))), *filter(None, notes)]))


def materials_of(
    catalogue: Catalogue, path: Path, uses: Iterable[MaterialUse], seen: Situation | None
) -> list[dict[str, Any]]:
    """The papers: who needs each, how it has to be, and a sample; with `seen`, those that are surely needed."""
    found = []
    for use in uses:
        entries = seen.needing(use) if seen else [entry for entry in path.items if entry.id in use.needed_by]
        if entries:
            found.append(_material(catalogue, use, entries))
    return found


def _material(catalogue: Catalogue, use: MaterialUse, entries: Sequence[PathItem]) -> dict[str, Any]:
    material = catalogue.materials[use.material]
    return {
        "id": material.id,
        "name": material.name,
        "provide": material.provide,
        "how": say(f"guide.provide.{material.provide}"),
        "hint": material.hint,
        "issuer": material.issuer,
        "later": say("guide.later", days=material.later_days) if material.later else "",
        "departments": list(dict.fromkeys(catalogue.department_of(entry).name for entry in entries)),
        "reason": use.reason,
        "spec": merge(catalogue, use, [entry.id for entry in entries]).text,
        "sample": sample_svg(material),
        "doubts": [*material.verify, *use.verify],
    }


def question_of(field: Field) -> dict[str, Any]:
    """A situation question as an element of a form."""
    choosable = field.kind in {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO}
    return {
        "id": field.id,
        "ask": field.ask,
        "again": field.again,
        "example": field.example,
        "several": field.kind is Kind.CHOICES,
        "options": [{"value": o.value, "label": o.label} for o in field.options] if choosable else [],
    }


def modes(made: Plan) -> list[dict[str, Any]]:
    """The three ways of working side by side: days, visits, forms, entries, copies."""
    efforts = {"parallel": made.efforts.here, "series": made.efforts.series, "none": made.efforts.none}
    return [
        {
            "name": say(f"guide.modes.{mode}"),
            "days": range_text(getattr(made, mode)),
            "visits": efforts[mode].visits,
            "forms": efforts[mode].forms,
            "entries": efforts[mode].entries,
            "copies": efforts[mode].copies,
        }
        for mode in _MODES
    ]


def _place(catalogue: Catalogue, go: str) -> dict[str, str]:
    """A path of ours, or a place in words."""
    path = catalogue.paths.get(go)
    return {"path": path.id, "go": path.name} if path else {"path": "", "go": go}
