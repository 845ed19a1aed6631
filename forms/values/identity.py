"""Numbers that carry their own check: citizen id (GB 11643), unified credit code (GB 32100), mobile."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_SEPARATORS = re.compile(r"(?<=[\dA-Za-z])[\s\-－—,，.。]+(?=[\dA-Za-z])")
_ID_LENGTH, _USCC_LENGTH, _MOBILE_LENGTH = 18, 18, 11
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d")
"""GB/T 2260; 81 to 83 are residence permits of Hong Kong, Macao and Taiwan, 9 is a foreigner's."""
_SEX_DIGIT = 16
_FIRST_BIRTH = date(1900, 1, 1)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_COUNTRY = re.compile(r"(?<!\d)(?:\+|00)?86[\s-]*(?=1[\d\s-]{10,}(?!\d))")
_SPOKEN_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
_SPOKEN_RUN = re.compile(r"[零〇一二三四五六七八九幺]{7,}")


def parse_id_no(text: str, today: date = date.max) -> str:
    """A citizen id number with right length, province, birth date and check digit.

    Counties are not checked: 370982 is as old as the county-level city, but its citizens may be older.
    """
    spoken = _SPOKEN_RUN.sub(lambda run: run.group().translate(_SPOKEN_DIGITS), text)
    run = _longest_run(spoken.replace("叉", "X"), r"\d+[xX]?")
    if not run:
        raise Unusable("id_no.missing")
    if len(run) != _ID_LENGTH:
        raise Unusable("id_no.length", length=str(len(run)))
    number = run.upper()
    if number[-1] != ric.calc_check_digit(number):
        raise Unusable("id_no.checksum")
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent as error:
        raise Unusable("id_no.component") from error
    if not _PROVINCE.match(number) or not _FIRST_BIRTH <= born <= today:
        raise Unusable("id_no.component")
    return number


def told_by_id_no(number: str, part: Literal["birth_date", "sex", "age"], today: date) -> str | int:
    """What a valid citizen id number tells by itself (GB 11643): birth date, sex, or age in full years."""
    born = ric.get_birth_date(number)
    match part:
        case "birth_date":
            return str(born.isoformat())
        case "sex":
            return "male" if int(number[_SEX_DIGIT]) % 2 else "female"
        case "age":
            return int(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


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
    plain = _SPOKEN_RUN.sub(lambda m: m.group().translate(_SPOKEN_DIGITS), half_width(text))
    run = _longest_run(_COUNTRY.sub("", plain), r"\d+")
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
