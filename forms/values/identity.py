"""Numbers that carry their own check: citizen id (GB 11643), unified credit code (GB 32100), mobile."""

from __future__ import annotations

import re

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_SEPARATORS = re.compile(r"(?<=[\dA-Za-z])[\s\-－—,，.。]+(?=[\dA-Za-z])")
_ID_LENGTH, _USCC_LENGTH, _MOBILE_LENGTH = 18, 18, 11
_MOBILE = re.compile(r"1[3-9]\d{9}")


def parse_id_no(text: str) -> str:
    """A citizen id number with right length, birth date and check digit."""
    run = _longest_run(text, r"\d+[xX]?")
    if not run:
        raise Unusable("id_no.missing")
    if len(run) != _ID_LENGTH:
        raise Unusable("id_no.length", length=str(len(run)))
    try:
        return ric.validate(run.upper())
    except InvalidChecksum as error:
        raise Unusable("id_no.checksum") from error
    except InvalidComponent as error:
        raise Unusable("id_no.component") from error
    except ValidationError as error:
        raise Unusable("id_no.missing") from error


def parse_uscc(text: str) -> str:
    """A unified social credit code with a right check character."""
    run = _longest_run(text, r"[0-9A-Za-z]+")
    if not run:
        raise Unusable("uscc.missing")
    if len(run) != _USCC_LENGTH:
        raise Unusable("uscc.length", length=str(len(run)))
    try:
        return uscc.validate(run.upper())
    except InvalidChecksum as error:
        raise Unusable("uscc.checksum") from error
    except (InvalidLength, ValidationError) as error:
        raise Unusable("uscc.characters") from error


def parse_mobile(text: str) -> str:
    """A mainland mobile number, 11 digits."""
    run = _longest_run(re.sub(r"^\+?86[\s-]*(?=1)", "", half_width(text).strip()), r"\d+")
    if not run:
        raise Unusable("mobile.missing")
    if len(run) != _MOBILE_LENGTH:
        raise Unusable("mobile.length", length=str(len(run)))
    if not _MOBILE.fullmatch(run):
        raise Unusable("mobile.start")
    return run


def _longest_run(text: str, pattern: str) -> str:
    """The longest stretch that fits, with spaces and dashes inside it taken out."""
    joined = _SEPARATORS.sub("", half_width(text))
    return max(re.findall(pattern, joined), key=len, default="")
