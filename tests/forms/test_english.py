"""Days and measures as citizens write them in English."""

from __future__ import annotations

from datetime import date

import pytest

from forms.model import Catalogue
from forms.values import Unusable, parse_value

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 March 2027", "2027-03-01"),
        ("on March 1st, 2027", "2027-03-01"),
        ("the 3rd of May 2027", "2027-05-03"),
        ("end of June 2027", "2027-06-30"),
        ("until the end of 2028", "2028-12-31"),
        ("Tomorrow", "2026-11-30"),
    ],
)
def test_a_day_in_english(catalogue: Catalogue, text: str, day: str) -> None:
    assert parse_value(catalogue.fields["lease_to"], text, TODAY) == day


@pytest.mark.parametrize("text", ["may I ask something", "31 February 2027", "it costs 2027"])
def test_what_is_no_day(catalogue: Catalogue, text: str) -> None:
    with pytest.raises(Unusable):
        parse_value(catalogue.fields["lease_to"], text, TODAY)


@pytest.mark.parametrize("unit", ["square metres", "square meters", "sq m", "sq. m", "sqm", "m2"])
def test_an_area_in_english(catalogue: Catalogue, unit: str) -> None:
    assert parse_value(catalogue.fields["biz_area"], f"about 80 {unit}, 2 rooms", TODAY) == 80
