"""A path's file as a form: what is changed in the form is changed in the file, and nothing else."""

from __future__ import annotations

import difflib

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from api.catalogues.path_form import LISTS, read_form, write_form
from api.errors import UnprocessableError
from forms.loader import read_sources

PATHS = {name: text for name, text in read_sources().items() if name.startswith("paths/")}
BARBER = PATHS["paths/open-barber.yml"]


def blanks(text: str) -> dict[str, str]:
    """What the form sends when nobody has touched it."""
    return {
        f"{section}.{number}.{key}": value
        for section, rows in read_form(text).items()
        for number, row in enumerate(rows)
        for key, value in row.items()
    }


def came_and_went(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in list(lines)[2:] if not line.startswith("@")]


@pytest.mark.parametrize("name", PATHS)
def test_a_form_that_nobody_touched_leaves_the_file_as_it_is(name):
    assert write_form(PATHS[name], blanks(PATHS[name])) == PATHS[name]


def test_one_blank_changes_one_line():
    changed = write_form(BARBER, {**blanks(BARBER), "faq.0.answer": "要两个证。"})
    assert came_and_went(BARBER, changed) == [
        "-  - {ask: 开理发店都要办什么？, answer: 营业执照和公共场所卫生许可证，这里一次办。招牌按规范挂就行。}",
        "+  - {ask: 开理发店都要办什么？, answer: 要两个证。}",
    ]


SMALL = sorted(sorted(PATHS, key=lambda name: len(PATHS[name]))[:6])
"""Writing a large one takes a while."""


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(SMALL),
    st.data(),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"), exclude_characters="\u00a0"), min_size=1),
)
def test_whatever_is_written_into_a_blank_stands_in_the_file_and_the_rest_stays(name, data, said):
    section = data.draw(st.sampled_from([each for each in LISTS if read_form(PATHS[name])[each.key]]))
    number = data.draw(st.integers(0, len(read_form(PATHS[name])[section.key]) - 1))
    blank = data.draw(st.sampled_from([each for each in section.blanks if each.kind in {"text", "long", "condition"}]))

    changed = write_form(PATHS[name], {f"{section.key}.{number}.{blank.key}": said})

    shown = read_form(PATHS[name])
    shown[section.key][number][blank.key] = said.strip()
    assert read_form(changed) == shown


@pytest.mark.parametrize(
    "said", ["yes", "12", "no", "null", "2026-01-01", "a: b", "- x", "#去年", "'", '"', "{a}", "[", "是: 否"]
)
def test_what_looks_like_something_else_stays_the_words_it_is(said):
    changed = write_form(BARBER, {"faq.0.answer": said})
    assert yaml.safe_load(changed)["faq"][0]["answer"] == said


def test_an_emptied_blank_takes_its_key_away():
    changed = yaml.safe_load(write_form(BARBER, {"items.3.after_why": "", "fields.3.wording.example": ""}))
    assert "after_why" not in changed["items"][3]
    assert "wording" not in changed["fields"][3]


def test_a_filled_new_row_is_added_at_the_end_in_the_manner_of_the_file():
    changed = write_form(BARBER, {"materials.new.material": "id_card", "materials.new.needed_by": "ph、fire"})
    assert came_and_went(BARBER, changed) == ["+  - {material: id_card, needed_by: [ph, fire]}"]


def test_a_path_without_notices_gets_its_first():
    bare = "id: a\nname: 甲\nitems: []\n"
    changed = yaml.safe_load(write_form(bare, {"notices.new.id": "n", "notices.new.blocks": "yes"}))
    assert changed["notices"] == [{"id": "n", "blocks": True}]


@pytest.mark.parametrize(("do", "expected"), [("up", [1, 0, 2]), ("down", [0, 2, 1]), ("remove", [0, 2])])
def test_rows_move_and_go(do, expected):
    before = yaml.safe_load(BARBER)["faq"][:3]
    after = yaml.safe_load(write_form(BARBER, {}, f"faq.1.{do}"))["faq"]
    assert after[: len(expected)] == [before[number] for number in expected]


@pytest.mark.parametrize("do", ["faq.0.up", "faq.999.remove", "faq.x.up", "own.0.remove", "faq", "..", "faq.0.shout"])
def test_what_cannot_be_done_does_nothing(do):
    assert write_form(BARBER, {}, do) == BARBER


@pytest.mark.parametrize(
    "broken", ["", "- a", "items: 7", "items: [a]", "fields: [{field: a, wording: b}]", "a: [", "a: b: c"]
)
def test_a_file_that_is_no_paths_is_refused(broken):
    with pytest.raises(UnprocessableError, match="path_form_broken"):
        read_form(broken)
