"""The review: everything that was filled in, who will see it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from api.dialogue.cards import plan_card
from api.dialogue.consents import Share, sensitive_text, shares_of
from api.dialogue.questions import wording
from api.drafts.models import Upload
from api.drafts.service import OpenDraft
from api.texts import say
from api.texts.translation import translated
from forms.draft import use_of
from forms.engine import blockers, is_complete, open_fields, open_materials, problems
from forms.model import Field, FieldUse, Kind, MaterialUse
from forms.requirements import Situation
from forms.values import show_value

_LISTS_OF_A_SHARE = ("items", "fields", "materials", "sensitive")


def review_of(current: OpenDraft, uploads: Sequence[Upload], today: date) -> dict[str, Any]:
    """The review of a draft."""
    seen = current.seen(today)
    shares = shares_of(seen)
    return {
        "path": {"id": current.path.id, "name": translated(current.path.name)},
        "version": current.row.version,
        "groups": _groups(seen),
        "materials": [_material(seen, use, uploads) for use in current.path.materials if seen.needing(use)],
        "departments": [_share(share) for share in shares],
        "ready": is_complete(seen),
        "missing": _missing(seen),
        "plan": plan_card(seen, today),
        "consent_text": say("review.consent"),
        "sensitive_text": sensitive_text(shares),
    }


def _share(share: Share) -> dict[str, Any]:
    """What a department will see, in the citizen's language; the consent is kept in the words of the catalogue."""
    lists = {name: [translated(each) for each in getattr(share, name)] for name in _LISTS_OF_A_SHARE}
    return {"id": share.id, "name": translated(share.name), **lists}


def _groups(seen: Situation) -> list[dict[str, Any]]:
    problem_of = {name: translated(problem.check.text) for problem in problems(seen) for name in problem.reopens}
    open_ids = {use.field for use in open_fields(seen)}
    groups: dict[str, list[dict[str, Any]]] = {}
    for use in seen.path.fields:
        field = seen.path.field(use.field)
        if use.field in open_ids or (use.field in seen.answers and _is_shown(seen, use)):
            groups.setdefault(field.group, []).append(_row(seen, use, field, problem_of.get(field.id)))
    return [{"title": translated(title), "rows": groups[title]} for title in _in_order(seen, groups)]


def _in_order(seen: Situation, groups: Iterable[str]) -> list[str]:
    """Who comes first, although the situation is asked first; what only decides about items comes last."""
    fields = seen.path.definitions
    position = {title: n for n, title in enumerate(dict.fromkeys(field.group for field in fields.values()))}
    people = {field.group for field in fields.values() if field.kind is Kind.ID_NO or _is_applicant(field)}
    needed = {fields[use.field].group for use in seen.path.fields if use.field in fields and use.needed_by}
    return sorted(groups, key=lambda title: (title not in people, title not in needed, position.get(title, 0)))


def _is_applicant(field: Field) -> bool:
    return field.kind is Kind.PERSON_NAME and field.primary


def _is_shown(seen: Situation, use: FieldUse) -> bool:
    """Answers that a department gets or may yet get, and the citizen's own answers about the situation."""
    if seen.comes_from_result(use):
        return False  # given before it turned out that this case will bring it; nobody gets it
    may_be_needed = not use.needed_by or any(seen.verdicts[item].truth is None for item in use.needed_by)
    return bool(seen.needing(use)) or (may_be_needed and use.field in seen.draft.answers)


def _row(seen: Situation, use: FieldUse, field: Field, problem: str | None) -> dict[str, Any]:
    answer = seen.answers.get(field.id)
    return {
        "id": field.id,
        "label": translated(field.label),
        "value_text": translated(show_value(field, answer.value)) if answer else "",
        "raw": answer.value if answer else None,
        "kind": field.kind,
        "options": [{"value": option.value, "label": translated(option.label)} for option in field.options],
        "needed_by": [translated(each) for each in seen.departments_needing(use)],
        "example": translated(field.example),
        "answered": answer is not None,
        "problem": problem,
        "filled_by": answer.source if answer else "citizen",
        "editable": use.fixed is None,
        "help": wording(field, otherwise=True),
    }


def _material(seen: Situation, use: MaterialUse, uploads: Sequence[Upload]) -> dict[str, Any]:
    material = seen.catalogue.materials[use.material]
    own = [upload for upload in uploads if upload.material_id == material.id]
    status = "given" if own else "later" if material.later else "missing"
    return {
        "id": material.id,
        "name": translated(material.name),
        "needed_by": [translated(each) for each in seen.departments_needing(use)],
        "optional": material.later,
        "hint": translated(material.hint),
        "status": status if material.provide == "upload" else "not_needed",
        "uploads": [{"id": str(u.id), "name": u.file_name, "size": u.size, "media_type": u.media_type} for u in own],
    }


def _missing(seen: Situation) -> list[str]:
    labels = [translated(seen.path.field(use.field).label) for use in open_fields(seen)]
    labels += [
        translated(seen.catalogue.materials[use.material].name)
        for use in open_materials(seen)
        if not seen.catalogue.materials[use.material].later
    ]
    labels += [translated(problem.check.text) for problem in problems(seen)]
    return labels + [translated(notice.text) for notice in blockers(seen)]


def is_editable(current: OpenDraft, field_id: str) -> bool:
    """Whether the citizen may set this field of the draft."""
    use = use_of(current.path, field_id)
    return use is not None and use.fixed is None
