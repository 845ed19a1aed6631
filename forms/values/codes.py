"""Numbers and signs of a fixed form: bank accounts, number plates, telephones, certificate numbers."""

from __future__ import annotations

import re

from stdnum import luhn

from forms.model import Field
from forms.values.identity import parse_mobile
from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"[{_PROVINCES}][A-Z][A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳]")
_BETWEEN = re.compile(r"(?<=[\dA-Za-z])[\s\-－—·.]+(?=[\dA-Za-z])")
_ACCOUNT_LENGTH = range(8, 31)
_CARD_LENGTH = range(16, 20)
_CARD_START = "62"
"""Cards of Chinese banks begin with 62 and carry a check digit (ISO/IEC 7812); accounts of firms do not."""
_LANDLINE = re.compile(r"(?:\(?(0\d{2,3})\)?[\s\-－—]*)?([2-9]\d{6,7})(?:[\s\-－—转]+(\d{1,5}))?")
_SPOKEN_LEAD = re.compile(r"^.*?(?:是|为|[:：])\s*(?=[\w（(])")


def parse_bank_account(text: str) -> str:
    """A bank account: digits only, and of a card with a right check digit."""
    runs = re.findall(r"\d+", _BETWEEN.sub("", half_width(text)))
    account = max(runs, key=len, default="")
    if not account:
        raise Unusable("bank_account.missing")
    if len(account) not in _ACCOUNT_LENGTH:
        raise Unusable("bank_account.length", length=str(len(account)))
    if account.startswith(_CARD_START) and (len(account) not in _CARD_LENGTH or not luhn.is_valid(account)):
        raise Unusable("bank_account.checksum")
    return account


def parse_plate(text: str) -> str:
    """A number plate of a Chinese vehicle, with or without its dot."""
    plain = re.sub(r"[\s·.\-]", "", half_width(text)).upper()
    found = _PLATE.search(plain)
    if found is None:
        raise Unusable("plate.form")
    return found.group()


def parse_phone(text: str) -> str:
    """A mobile number, or a landline with or without its area code."""
    plain = half_width(text)
    try:
        return parse_mobile(plain)
    except Unusable as refusal:
        landline = None if re.search(r"(?<!\d)1[3-9]\d{5,}", plain) else _LANDLINE.search(plain)
        if landline is None or len(re.findall(r"\d", plain)) < len(landline.group(2)):
            raise refusal from None
    area, number, extension = landline.groups()
    return "-".join(part for part in (area, number, extension) if part)


def parse_code(text: str, field: Field) -> str:
    """What fits the field's pattern as a whole, once the words around it are taken away."""
    plain = half_width(text).strip().rstrip("。.!！,，")
    pattern = re.compile(field.pattern, re.IGNORECASE)
    for candidate in _code_candidates(plain):
        if pattern.fullmatch(candidate):
            return candidate.upper()
    raise Unusable("code.form", form=field.form, example=field.example)


def _code_candidates(plain: str) -> list[str]:
    """The whole text, what follows 是, and the runs of letters and digits, the longest first."""
    joined = _BETWEEN.sub("", plain)
    runs = sorted(re.findall(r"[0-9A-Za-z]+", joined), key=len, reverse=True)
    told = _SPOKEN_LEAD.sub("", plain)
    return [plain, plain.replace(" ", ""), told, told.replace(" ", ""), joined, *runs]
