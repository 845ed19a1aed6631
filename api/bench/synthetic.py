"""Catalogues of any size, to see how the cost of loading, checking and planning grows. Their content means nothing."""

from __future__ import annotations

ITEMS_PER_PATH = 5


def synthetic_sources(paths: int) -> dict[str, str]:
    """The sources of a catalogue with so many paths of five items each; `yichuang check` finds nothing in it."""
    departments = "\n".join(f"d{n}: {{name: 第{n}局, name_en: Bureau {n}}}" for n in range(10))
    shared = (
        "person_name: {label: 姓名, kind: person_name, group: 申请人, ask: 您叫什么名字？, example: 王建国,"
        " personal: true, primary: true}"
    )
    return {
        "departments.yml": departments,
        "items.yml": "{}",
        "fields.yml": shared,
        "materials.yml": "{}",
        **{f"paths/path-{n}.yml": _path(n) for n in range(paths)},
    }


def _path(n: int) -> str:
    items = range(ITEMS_PER_PATH)
    definitions = "\n".join(
        f"    p{n}-i{i}: {{name: 事项{n}之{i}, department: d{(n + i) % 10}, basis: [某某条例第{i + 1}条],"
        f" statutory: {{days: 20, unit: working}}, promised: {{days: {3 + i}, unit: working}}, result: 证{n}之{i}}}"
        for i in items
    )
    conditions = ("True", f"p{n}_open", f"p{n}_area >= 50", f"p{n}_area < 50", f"not p{n}_open or p{n}_area >= 300")
    entries = "\n".join(
        f"  - {{id: i{i}, item: p{n}-i{i}, when: '{conditions[i]}', why: 因为{i}{', after: [i0]' if i else ''}}}"
        for i in items
    )
    everybody = ", ".join(f"i{i}" for i in items)
    return f"""\
id: path-{n}
name: 第{n}件事
name_en: Matter {n}
lead: d{n % 10}
short: 第{n}件要办的事
own:
  items:
{definitions}
  fields:
    p{n}_open:
      {{label: 对外开放, kind: yes_no, group: 情形, ask: 对外开放吗？, example: 开放,
       options: [{{value: "yes", label: 对外开放, words: [开放]}}, {{value: "no", label: 不对外, words: [内部]}}]}}
    p{n}_area:
      {{label: 面积, kind: area, group: 情形, ask: 一共多少平方米？, example: 80平方米, minimum: 1, maximum: 9000}}
  materials:
    p{n}_paper: {{name: 申请书, provide: generated}}
typical: {{p{n}_open: true, p{n}_area: 80}}
items:
{entries}
fields:
  - {{field: p{n}_open}}
  - {{field: p{n}_area, needed_by: [i2, i3]}}
  - {{field: person_name, needed_by: [{everybody}]}}
materials:
  - {{material: p{n}_paper, needed_by: [{everybody}]}}
"""
