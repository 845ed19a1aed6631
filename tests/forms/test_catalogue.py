"""The catalogue as it ships, and what a newcomer is told who makes a mistake in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from forms.linting import findings
from forms.loader import CatalogueError, build, read_sources, version_of
from forms.model import Catalogue, Field, Kind, Path, PathItem
from forms.values import Unusable, parse_value, show_value

CATALOGUE = build(read_sources())
PATHS = list(CATALOGUE.paths.values())
FIELDS = list(CATALOGUE.fields.values())

each_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.id)
each_field = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)
each_choice = pytest.mark.parametrize("field", [f for f in FIELDS if f.options], ids=lambda field: field.id)


def _conditions(path: Path) -> dict[str, frozenset[str]]:
    """The names that each condition of a path looks at, by where it stands."""
    by_place = {f"items.{item.id}": item.when for item in path.items}
    by_place |= {f"fields.{use.field}": use.when for use in path.fields}
    by_place |= {f"materials.{use.material}": use.when for use in path.materials}
    by_place |= {f"notices.{notice.id}": notice.when for notice in path.notices}
    by_place |= {f"checks.{check.id}": check.holds for check in path.checks}
    return {place: condition.names for place, condition in by_place.items()}


# Every reference resolves


def test_the_catalogue_that_ships_is_loaded(catalogue: Catalogue) -> None:
    assert "open-restaurant" in catalogue.paths
    assert catalogue == CATALOGUE


def test_the_linter_finds_nothing_in_it() -> None:
    assert [str(finding) for finding in findings(CATALOGUE, read_sources())] == []


def test_all_thirty_paths_are_there() -> None:
    assert len(PATHS) == 30


def test_every_item_has_a_department() -> None:
    lost = [item.id for item in CATALOGUE.items.values() if item.department not in CATALOGUE.departments]
    assert lost == []


@each_path
def test_the_lead_of_a_path_is_a_department(path: Path) -> None:
    assert path.lead in CATALOGUE.departments


@each_path
def test_a_path_uses_only_items_fields_and_materials_that_exist(path: Path) -> None:
    assert [item.id for item in path.items if item.item not in CATALOGUE.items] == []
    assert [use.field for use in path.fields if use.field not in CATALOGUE.fields] == []
    assert [use.material for use in path.materials if use.material not in CATALOGUE.materials] == []


@each_path
def test_what_a_path_lists_it_lists_once(path: Path) -> None:
    for ids in (
        [item.id for item in path.items],
        [use.field for use in path.fields],
        [use.material for use in path.materials],
        [notice.id for notice in path.notices],
        [check.id for check in path.checks],
    ):
        assert len(set(ids)) == len(ids), f"twice: {sorted(x for x in set(ids) if ids.count(x) > 1)}"


@each_path
def test_fields_and_materials_are_needed_by_items_of_the_path(path: Path) -> None:
    items = {item.id for item in path.items}
    named = {use.field: {*use.needed_by, *use.result_of} for use in path.fields}
    named |= {use.material: set(use.needed_by) for use in path.materials}
    assert {name: ids - items for name, ids in named.items() if ids - items} == {}


@each_path
def test_conditions_look_only_at_fields_of_the_path(path: Path) -> None:
    fields = {use.field for use in path.fields}
    assert {place: names - fields for place, names in _conditions(path).items() if names - fields} == {}


@each_path
def test_a_field_that_depends_on_others_is_asked_after_them(path: Path) -> None:
    position = {use.field: n for n, use in enumerate(path.fields)}
    late = {use.field: name for use in path.fields for name in use.when.names if position[name] > position[use.field]}
    assert late == {}


@each_path
def test_every_field_of_a_path_serves_an_item_or_a_condition(path: Path) -> None:
    looked_at = frozenset().union(*_conditions(path).values())
    idle = [use.field for use in path.fields if not use.needed_by and use.field not in looked_at]
    assert idle == []


@each_path
def test_a_check_is_about_a_field_of_the_path(path: Path) -> None:
    assert {check.field for check in path.checks} <= {use.field for use in path.fields}


@each_path
def test_prerequisites_are_items_of_the_path_and_make_no_circle(path: Path) -> None:
    before = {item.id: set(item.after) for item in path.items}
    assert {i: a - set(before) for i, a in before.items() if a - set(before)} == {}
    while ready := {item for item, waits_for in before.items() if not waits_for & set(before)}:
        before = {item: waits_for for item, waits_for in before.items() if item not in ready}
    assert before == {}, "these wait for each other"


@each_path
def test_the_result_that_fills_a_field_is_yielded_by_its_item(path: Path) -> None:
    unyielded = [
        (use.field, item_id)
        for use in path.fields
        for item_id in use.result_of
        if use.field not in CATALOGUE.item_of(path.item(item_id)).yields.values()
    ]
    assert unyielded == []


@each_path
def test_every_item_of_a_path_needs_some_field(path: Path) -> None:
    assert [item.id for item in path.items if not any(item.id in use.needed_by for use in path.fields)] == []


def test_departments_of_the_past_are_named_by_variants_alone() -> None:
    past = {department.id for department in CATALOGUE.departments.values() if department.until is not None}
    today = {CATALOGUE.item_of(entry).department for path in PATHS for entry in path.items}
    then = {CATALOGUE.item_of(entry).department for path in PATHS for v in path.variants for entry in v.items}
    assert past & today == set()
    assert past <= then | {"xfd"}


def test_what_a_result_yields_are_fields() -> None:
    yielded = {field for item in CATALOGUE.items.values() for field in item.yields.values()}
    assert yielded - set(CATALOGUE.fields) == set()


# Every item stands on the law


@pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)
def test_an_item_cites_its_basis_and_names_its_result(item: PathItem) -> None:
    shared = CATALOGUE.items[item.id]
    assert all(shared.basis), "a law, with its articles"
    assert shared.basis != ()
    assert shared.result


@pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)
def test_a_promise_in_the_same_unit_is_not_longer_than_the_law_allows(item: PathItem) -> None:
    shared = CATALOGUE.items[item.id]
    if shared.statutory is None:
        return
    if shared.promised.unit == shared.statutory.unit:
        assert shared.promised.days <= shared.statutory.days
    else:
        weeks = {"working": 5, "calendar": 7}
        assert (
            shared.promised.days / weeks[shared.promised.unit] <= shared.statutory.days / weeks[shared.statutory.unit]
        )


@each_path
def test_every_item_tells_the_citizen_why_it_applies(path: Path) -> None:
    assert [item.id for item in path.items if not item.why] == []


@each_path
def test_every_notice_cites_its_basis(path: Path) -> None:
    assert [notice.id for notice in path.notices if not notice.basis or not notice.text] == []


# Every question can be answered


@each_field
def test_a_field_accepts_its_own_example(field: Field, today: date) -> None:
    value = parse_value(field, field.example, today)
    assert show_value(field, value)


@each_field
def test_a_field_asks_in_words(field: Field) -> None:
    assert field.label
    assert field.ask.endswith(("？", "。"))


@each_field
def test_only_choices_have_options(field: Field) -> None:
    assert bool(field.options) is (field.kind in {Kind.YES_NO, Kind.CHOICE, Kind.CHOICES})


@each_choice
def test_every_option_has_a_label_of_its_own(field: Field) -> None:
    labels = [option.label for option in field.options]
    values = [option.value for option in field.options]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert len(set(values)) == len(values)


@each_choice
def test_every_label_and_every_word_of_an_option_chooses_it(field: Field, today: date) -> None:
    misread = {}
    for option in field.options:
        for word in (option.label, *option.words):
            try:
                value = parse_value(field, word, today)
            except Unusable as refusal:
                value = refusal.code
            sharing = [each.value for each in field.options if each is option or word in each.words]
            expected = {Kind.YES_NO: option.value == "yes", Kind.CHOICES: sharing}.get(field.kind, option.value)
            if value != expected:
                misread[word] = value
    assert misread == {}


@each_choice
def test_every_option_can_be_chosen_by_its_number(field: Field, today: date) -> None:
    by_number = [parse_value(field, str(n), today) for n in range(1, len(field.options) + 1)]
    values = [option.value for option in field.options]
    expected = {Kind.YES_NO: [v == "yes" for v in values], Kind.CHOICES: [[v] for v in values]}.get(field.kind, values)
    assert by_number == expected


@pytest.mark.parametrize("field", [f for f in FIELDS if f.kind is Kind.YES_NO], ids=lambda field: field.id)
def test_yes_and_no_are_the_options_of_a_yes_no_question(field: Field) -> None:
    assert {option.value for option in field.options} == {"yes", "no"}


@each_path
def test_at_most_one_field_of_a_kind_is_the_primary_one_of_a_path(path: Path) -> None:
    primary = [field.kind for field in path.definitions.values() if field.primary]
    assert len(set(primary)) == len(primary), [f.id for f in path.definitions.values() if f.primary]


@each_field
def test_a_derived_field_copies_a_field_of_its_kind_or_presumes_an_option(field: Field) -> None:
    rule = field.derive
    if rule is None:
        return
    assert rule.copy_of is None or CATALOGUE.fields[rule.copy_of].kind is field.kind
    assert rule.presume is None or rule.presume in {option.value for option in field.options}
    assert set(rule.given) <= set(CATALOGUE.fields)


def test_what_a_path_presumes_must_be_possible_there() -> None:
    sources = read_sources()
    name = "paths/open-barber.yml"
    sources[name] = sources[name].replace(
        'derive: {presume: "no", given: [legal_rep]}', "derive: {presume: maybe, given: [person_name]}"
    )
    assert {finding.what for finding in findings(build(sources), sources)} == {
        "fields: by_agent: derive: there is no option 'maybe'",
        "fields: by_agent: derive: the path does not ask 'person_name'",
    }


def test_facts_about_a_person_are_marked_personal() -> None:
    kinds = {Kind.PERSON_NAME, Kind.ID_NO, Kind.MOBILE}
    assert [field.id for field in FIELDS if field.kind in kinds and not field.personal] == []


def test_a_paper_that_may_follow_later_says_by_when() -> None:
    assert [m.id for m in CATALOGUE.materials.values() if m.later is not (m.later_days > 0)] == []


def test_a_paper_to_hand_in_is_explained() -> None:
    assert [m.id for m in CATALOGUE.materials.values() if m.provide == "upload" and not m.hint] == []


# Versions


def test_the_same_sources_are_the_same_version() -> None:
    sources = read_sources()
    assert version_of(dict(reversed(sources.items()))) == version_of(sources) == CATALOGUE.version


def test_any_change_is_another_version() -> None:
    sources = read_sources()
    changed = {**sources, "items.yml": sources["items.yml"] + "\n# 改\n"}
    assert version_of(changed) != version_of(sources)


def test_text_moved_from_one_file_to_another_is_another_version() -> None:
    assert version_of({"a.yml": "xy", "b.yml": ""}) != version_of({"a.yml": "x", "b.yml": "y"})


# What a newcomer is told


@pytest.fixture
def with_change() -> Callable[[str, str, str], dict[str, str]]:
    """The sources with one passage of one file replaced."""

    def change(name: str, old: str, new: str) -> dict[str, str]:
        sources = read_sources()
        assert old in sources[name], "the passage to spoil is in the file"
        return {**sources, name: sources[name].replace(old, new, 1)}

    return change


RESTAURANT = "paths/open-restaurant.yml"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("fields.yml", "label: 手机号", "lable: 手机号", r"fields\.yml:\d+: mobile: .*lable"),
        ("fields.yml", "kind: mobile", "kind: fax", r"fields\.yml:\d+: mobile: .*fax"),
        ("items.yml", "unit: working", "unit: weeks", r"items\.yml:\d+: biz-reg-individual: .*weeks"),
        ("items.yml", "days: 3", "days: -3", r"items\.yml:\d+: biz-reg-individual: .*-3"),
        ("materials.yml", "provide: upload", "provide: bring", r"materials\.yml:\d+: premise_proof: .*bring"),
        ("departments.yml", "name: 公安局", "title: 公安局", r"departments\.yml:\d+: gaj: .*title"),
        ("departments.yml", "gaj: {", "gaj: [", r"departments\.yml:\d+: "),
        ("fields.yml", "id_no:\n", "legal_rep:\n", r"fields\.yml:\d+: .*duplicate entry.*legal_rep"),
        (
            RESTAURANT,
            "when: not has_shop",
            "when: not has_shop()",
            r"paths/open-restaurant\.yml:\d+: .*not has_shop\(\)",
        ),
        (RESTAURANT, "lead: scjg", "head: scjg", r"paths/open-restaurant\.yml:\d+: .*head"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_place(
    with_change: Callable[[str, str, str], dict[str, str]], name: str, old: str, new: str, told: str
) -> None:
    with pytest.raises(CatalogueError, match=f"(?s){told}"):
        build(with_change(name, old, new))


@pytest.mark.parametrize("name", ["departments", "items", "fields", "materials"])
def test_a_missing_library_is_told(name: str) -> None:
    sources = {file: text for file, text in read_sources().items() if file != f"{name}.yml"}
    with pytest.raises(CatalogueError, match=f"{name}.yml: missing"):
        build(sources)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "只是一句话"])
def test_a_file_without_entries_is_told(text: str) -> None:
    with pytest.raises(CatalogueError, match=r"items\.yml:\d+: entries expected"):
        build({**read_sources(), "items.yml": text})


def test_an_entry_without_content_is_told() -> None:
    with pytest.raises(CatalogueError, match=r"items\.yml:\d+: seal: nothing in it"):
        build({**read_sources(), "items.yml": "seal:\n"})


def test_a_path_does_not_know_an_item_it_does_not_have(path: Path) -> None:
    with pytest.raises(KeyError, match="no-such-item"):
        path.item("no-such-item")
