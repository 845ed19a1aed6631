"""What each department will see, and the consent to it.

Sharing needs the citizen's consent for each department that receives (个人信息保护法第23条); what is sensitive needs a
separate one (第29条).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from api.database import now
from api.errors import ConflictError
from api.texts import say
from forms.requirements import Situation, view_of


@dataclass(slots=True)
class Share:
    """A department and, by label, what it will see: the union of its items' views."""

    id: str
    name: str
    items: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    sensitive: list[str] = field(default_factory=list)
    """Those of the fields and materials that are sensitive."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the citizen has agreed to: that all is true, the departments that may see it, and the sensitive part."""

    truth: bool = False
    departments: frozenset[str] = frozenset()
    sensitive: bool = False


def shares_of(seen: Situation) -> list[Share]:
    """The departments of a draft, in the order of their items."""
    shares: dict[str, Share] = {}
    for entry in seen.items():
        view = view_of(seen, entry.id)
        department = seen.catalogue.department_of(entry)
        share = shares.setdefault(department.id, Share(department.id, department.name))
        share.items.append(seen.catalogue.item_of(entry).name)
        for name in [*view.fields, *view.awaited]:
            asked = seen.path.field(name)
            _add(asked.label, share.fields)
            if asked.sensitive:
                _add(asked.label, share.sensitive)
        for name in view.materials:
            material = seen.catalogue.materials[name]
            _add(material.name, share.materials)
            if material.sensitive:
                _add(material.name, share.sensitive)
    return list(shares.values())


def sensitive_text(shares: Sequence[Share]) -> str:
    """Which sensitive things go where, as a sentence to agree to; empty when there are none."""
    parts = [
        say("review.sensitive_part", department=share.name, labels="、".join(share.sensitive))
        for share in shares
        if share.sensitive
    ]
    return say("review.consent_sensitive", parts="；".join(parts)) if parts else ""


def require(consent: Consent, shares: Sequence[Share]) -> None:
    """Raise ConflictError that names what has not been agreed to."""
    if not consent.truth:
        raise ConflictError("consent_missing")
    refused = [share.name for share in shares if share.id not in consent.departments]
    if refused:
        raise ConflictError("consent_department", departments="、".join(refused))
    if not consent.sensitive and any(share.sensitive for share in shares):
        raise ConflictError("consent_sensitive")


def everything(shares: Sequence[Share]) -> Consent:
    """Consent to all of it."""
    return Consent(truth=True, departments=frozenset(share.id for share in shares), sensitive=True)


def record(shares: Sequence[Share], agreed_in: str) -> dict[str, Any]:
    """The consent as it is kept with the case: who may see what, agreed when and where."""
    return {
        "at": now().isoformat(),
        "in": agreed_in,
        "departments": {share.id: [*share.fields, *share.materials] for share in shares},
        "sensitive": {share.id: list(share.sensitive) for share in shares if share.sensitive},
    }


def _add(label: str, labels: list[str]) -> None:
    if label not in labels:
        labels.append(label)
