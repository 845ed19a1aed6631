"""What everybody says to a question of any form, for every question there is: 就三个, 需要, 第一个和第三个."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from forms.draft import Draft
from forms.engine import Reply, apply
from forms.loader import default_catalogue
from forms.model import Catalogue, Field, Kind
from forms.values import parse_value

_COUNTS = {3: "三", 36: "三十六", 12: "十二", 60: "六十", 20: "二十", 100: "一百"}


def _fields(*kinds: Kind) -> list[Field]:
    return [field for field in default_catalogue().fields.values() if field.kind in kinds]


def _named(field: Field) -> str:
    return field.id


def _questions_for_numbers() -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for path in default_catalogue().paths.values():
        for use in path.fields:
            if use.field not in seen and path.field(use.field).kind in {Kind.INTEGER, Kind.NUMBER, Kind.ROWS}:
                seen.add(use.field)
                yield path.id, use.field


@pytest.mark.parametrize(("path_id", "field_id"), list(_questions_for_numbers()))
def test_a_number_is_taken_however_it_is_said(catalogue: Catalogue, today: date, path_id: str, field_id: str) -> None:
    path = catalogue.paths[path_id]
    field = path.field(field_id)
    number = next((n for n in _COUNTS if (field.minimum or 1) <= n <= (field.maximum or 1000)), None)
    if number is None:
        pytest.skip("its values are larger than what is said in one word")
    digits, spelt = f"{number}{field.unit}", f"{_COUNTS[number]}{field.unit}"
    for text in (
        digits,
        spelt,
        f"大概{digits}吧",
        f"{spelt}左右",
        f"就{spelt}",
        f"一共{digits}",
        f"有{spelt}",
        f"嗯，{digits}",
    ):
        answers = apply(path, Draft(path.id), Reply(text, (), field_id), today).draft.answers
        assert field_id in answers, text
        assert answers[field_id].value == number, text


@pytest.mark.parametrize("field", [f for f in _fields(Kind.YES_NO) if f.plain_yes], ids=_named)
def test_yes_is_yes_and_no_is_no(today: date, field: Field) -> None:
    for text in ("是的", "对", "嗯", "有", "要", "需要", "得要", "中", "当然", "嗯，有", "必须的"):
        assert parse_value(field, text, today) is True, text
    for text in ("不是", "没有", "没", "不用", "不需要", "没呢", "还没有", "没有没有", "不不不", "没得", "木有", "无"):
        assert parse_value(field, text, today) is False, text


@pytest.mark.parametrize("field", _fields(Kind.CHOICE, Kind.CHOICES), ids=_named)
def test_an_option_is_taken_by_its_name_or_its_place(today: date, field: Field) -> None:
    for place, option in enumerate(field.options, start=1):
        name = option.label.split("（")[0]
        wanted = [option.value] if field.kind is Kind.CHOICES else option.value
        for text in (name, f"选{name}", f"嗯，{name}", str(place), f"第{place}个"):
            assert parse_value(field, text, today) == wanted, text


def test_several_options_are_taken_by_their_places(catalogue: Catalogue, today: date) -> None:
    dishes = catalogue.fields["food_items"]
    third = dishes.options[2].value
    for text in ("第一个和第三个", "1和3", "要1、3", "一跟三"):
        assert parse_value(dishes, text, today) == ["hot", third]


@pytest.mark.parametrize(
    ("field_id", "text"),
    [("rental_owns_house", "没有什么房子"), ("store_cold", "俺没什么冰柜"), ("ent_record", "没有什么前科")],
)
def test_not_any_is_no(catalogue: Catalogue, today: date, field_id: str, text: str) -> None:
    assert parse_value(catalogue.fields[field_id], text, today) is False


@pytest.mark.parametrize("text", ["王建国", "就是王建国", "本人王建国", "王 建国", "我叫王建国，国家的国"])
def test_a_name_is_taken_however_it_is_said(catalogue: Catalogue, today: date, text: str) -> None:
    assert parse_value(catalogue.fields["legal_rep"], text, today) == "王建国"
