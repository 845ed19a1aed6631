"""Lists of people or things: once it is known how many rows there are, each part of each row is a field of its own.

The rows of a list that became shorter keep their answers, set aside, in case it grows again.
"""

from __future__ import annotations

from collections.abc import Mapping

from forms.model import FieldUse, Path


def with_rows(path: Path, counts: Mapping[str, object]) -> Path:
    """The path with every row of its lists asked; `counts` holds how many rows there are, as far as it is known."""
    known = {name: count for name in path.lists if isinstance(count := counts.get(name), int) and count > 0}
    if not known:
        return path
    key = tuple(known.items())
    if key not in path.with_rows_of:
        if len(path.with_rows_of) >= _KEPT:
            path.with_rows_of.clear()
        path.with_rows_of[key] = _expanded(path, known)
    return path.with_rows_of[key]


_KEPT = 64
"""So many combinations of counts are remembered for a path."""


def _expanded(path: Path, known: Mapping[str, int]) -> Path:
    fields: list[FieldUse] = []
    definitions = dict(path.definitions)
    for use in path.fields:
        fields.append(use)
        for number in range(1, known.get(use.field, 0) + 1):
            for part in path.definitions[use.field].parts:
                row = path.definitions[use.field].row_part(number, part)
                definitions[row.id] = row
                fields.append(use.model_copy(update={"field": row.id, "wording": None, "specs": {}}))
    return path.model_copy(update={"fields": tuple(fields), "definitions": definitions})


def row_of(field_id: str) -> str:
    """What the parts of one row have in common: `shareholders.2` of `shareholders.2.name`; empty for other fields."""
    return field_id.rpartition(".")[0]
