"""A licence as a PDF file with its verification code, as letters and as a picture to scan."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst

from api.cases.models import Licence
from api.clock import CHINA
from api.guide.sheets import fonts
from api.settings import settings
from api.texts import say
from forms.values.dates import show_date

_SHEET = Path(__file__).parent / "templates" / "licence.typ"


def verification_url(code: str) -> str:
    """Where a licence is verified."""
    return f"{settings().own_url}/verify/{code}"


def licence_pdf(licence: Licence) -> bytes:
    """The licence as PDF. What it says is handed over as data, so that no text of it is read as Typst's language."""
    made = typst.compile(
        _SHEET.read_bytes(),
        font_paths=fonts(),
        sys_inputs={"licence": json.dumps(_for_paper(licence), ensure_ascii=False)},
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single file")
    return made


def _for_paper(licence: Licence) -> dict[str, Any]:
    rows = [(say("licence.number"), licence.number)]
    rows += [(entry["label"], entry["text"]) for entry in licence.content]
    rows += [
        (say("licence.department"), licence.department),
        (say("licence.issued"), show_date(licence.issued_at.astimezone(CHINA).date().isoformat())),
        (say("licence.valid_until"), valid_until_text(licence)),
    ]
    return {
        "name": licence.name,
        "city": settings().city,
        "rows": [{"label": label, "text": text} for label, text in rows],
        "code_label": say("licence.code"),
        "code": licence.code,
        "note": say("licence.note", department=licence.department, url=f"{settings().own_url}/verify"),
        "scan": _scan_picture(verification_url(licence.code)),
    }


def valid_until_text(licence: Licence) -> str:
    """Until when it is valid, in words."""
    return show_date(licence.valid_until) if licence.valid_until else say("licence.no_end")


def _scan_picture(url: str) -> str:
    """The address as a QR code, as SVG."""
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="svg", border=0, dark="#17232b", xmldecl=False)
    return picture.getvalue().decode()
