"""Which items can apply together, held against trying every combination of answers."""

from __future__ import annotations

from itertools import product

import pytest
import ryaml
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.conditions import parse
from forms.model import Field, FieldUse, Path, PathItem
from forms.scenarios import Combo, bits, can_fail, can_hold, pick, scenarios

FIELDS = ryaml.loads("""
shop: {label: 门店, kind: yes_no, options: [{value: "yes", label: 有}, {value: "no", label: 没有}]}
licence: {label: 执照, kind: yes_no, options: [{value: "yes", label: 有}, {value: "no", label: 没有}]}
form: {label: 方式, kind: choice, options: [{value: sole, label: 个体}, {value: firm, label: 公司}, {value: coop, label: 合作社}]}
dishes: {label: 菜, kind: choices, options: [{value: hot, label: 热}, {value: raw, label: 生}, {value: packed, label: 包装}]}
area: {label: 面积, kind: area, minimum: 1, maximum: 1000}
""")
ANSWERS = {
    "shop": [True, False],
    "licence": [True, False],
    "form": ["sole", "firm", "coop"],
    "dishes": [
        ["hot"],
        ["raw"],
        ["packed"],
        ["hot", "raw"],
        ["hot", "packed"],
        ["raw", "packed"],
        ["hot", "raw", "packed"],
    ],
    "area": [1.0, 49.5, 50.0, 80.0, 299.5, 300.0, 1000.0],
}
ATOMS = [
    "shop", "not shop", "licence", "form == 'sole'", "form == 'firm'", "form != 'sole'", "'raw' in dishes",
    "dishes == ['packed']", "dishes != ['packed']", "count(dishes) >= 2", "area >= 50", "area < 50", "area >= 300",
]  # fmt: skip
conditions = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) and ({two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) or ({two[1]})"),
        inner.map(lambda one: f"not ({one})"),
    ),
    max_leaves=4,
)


def path_of(*sources: str) -> Path:
    """A path with an item for each condition."""
    fields = {
        name: Field.model_validate({"id": name, "group": "情形", "ask": "？", "example": "有", **entry})
        for name, entry in FIELDS.items()
    }
    return Path(
        id="tiny",
        name="小事",
        name_en="Tiny",
        lead="x",
        short="小事",
        items=tuple(
            PathItem.model_validate({"id": f"item-{n}", "item": "x", "when": source, "why": "要办"})
            for n, source in enumerate(sources)
        ),
        fields=tuple(FieldUse(field=name) for name in fields),
        materials=(),
        definitions=fields,
    )


def outcomes(tree: Combo) -> set[int]:
    """Every set of items that the tree allows, as masks."""
    masks = {tree.always}
    for choice in tree.choices:
        options = {mask for combo in choice.combos for mask in outcomes(combo)}
        masks = {mask | option for mask in masks for option in options}
    return masks


def by_trying(path: Path) -> set[int]:
    names = sorted(frozenset[str]().union(*(item.when.names for item in path.items)))
    masks = set()
    for values in product(*(ANSWERS[name] for name in names)):
        known = dict(zip(names, values, strict=True))
        masks.add(sum((item.when.judge(known).truth is True) << n for n, item in enumerate(path.items)))
    return masks


@settings(max_examples=150, deadline=None)
@given(sources=st.lists(conditions, min_size=1, max_size=5))
def test_the_tree_allows_exactly_what_some_answers_bring_about(sources: list[str]) -> None:
    path = path_of(*sources)
    assert outcomes(scenarios(path)) == by_trying(path)


@settings(max_examples=80, deadline=None)
@given(
    sources=st.lists(conditions, min_size=1, max_size=5),
    weights=st.lists(st.integers(0, 30), min_size=5, max_size=5),
    data=st.data(),
)
def test_the_lightest_and_the_heaviest_are_found(sources: list[str], weights: list[int], data: st.DataObject) -> None:
    path = path_of(*sources)
    possible = by_trying(path)
    wanted = data.draw(st.sampled_from(sorted(possible)))
    certain = wanted & data.draw(st.integers(0, 31))
    impossible = ~wanted & data.draw(st.integers(0, 31)) & ((1 << len(sources)) - 1)
    fitting = [
        sum(weights[n] for n in bits(mask)) for mask in possible if mask & certain == certain and not mask & impossible
    ]
    floats = [float(weight) for weight in weights]
    for heaviest, best in ((False, min), (True, max)):
        picked = pick(scenarios(path), floats, certain, impossible, heaviest=heaviest)
        assert picked is not None
        assert picked.weight == best(fitting)
        assert picked.items in possible


def test_a_scenario_that_cannot_be_is_not_found() -> None:
    path = path_of("form == 'sole'", "form == 'firm'")
    assert pick(scenarios(path), [1.0, 1.0], 0b11, 0, heaviest=True) is None


@pytest.mark.parametrize(
    ("source", "holds", "fails"),
    [
        ("area >= 50", True, True),
        ("area >= 1", True, False),
        ("area > 1000", False, True),
        ("shop and not shop", False, True),
        ("form == 'sole' and form == 'firm'", False, True),
        ("form == 'sole' or form != 'sole'", True, False),
        ("'raw' in dishes and dishes == ['packed']", False, True),
        ("count(dishes) >= 3", True, True),
    ],
)
def test_it_is_known_whether_a_condition_can_hold_and_can_fail(source: str, holds: bool, fails: bool) -> None:
    path = path_of(source)
    assert (can_hold(path, parse(source)), can_fail(path, parse(source))) == (holds, fails)


def test_independent_questions_add_to_the_tree_instead_of_multiplying() -> None:
    path = path_of("shop", "licence", "form == 'firm'", "'raw' in dishes", "area >= 50")

    def size(combo: Combo) -> int:
        return 1 + sum(size(inner) for choice in combo.choices for inner in choice.combos)

    assert len(outcomes(scenarios(path))) == 32
    assert size(scenarios(path)) == 11
