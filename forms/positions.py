"""Where in a YAML file something stands, so that a finding can name the line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import yaml

Key = str | int


@lru_cache(maxsize=64)
def _tree(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None


def line_of(text: str, keys: Sequence[Key]) -> int:
    """The line of the entry under these keys, counted from 1; of the innermost that is there.

    A string among a list's keys names the entry by its `id`, `field`, `material` or `item`.
    """
    node = _tree(text)
    line = 1
    for key in keys:
        found = _child(node, key)
        if found is None:
            break
        line, node = found
    return line


_NAMING = ("id", "field", "material", "item")


def _child(node: yaml.Node | None, key: Key) -> tuple[int, yaml.Node] | None:
    """The line and the value under the key."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode):
        if isinstance(key, int):
            return _at(node.value[key]) if key < len(node.value) else None
        return next((_at(entry) for entry in node.value if _name_of(entry) == key), None)
    return None


def _at(node: yaml.Node) -> tuple[int, yaml.Node]:
    return node.start_mark.line + 1, node


def _name_of(node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    named = {name.value: value.value for name, value in node.value}
    return next((named[naming] for naming in _NAMING if naming in named), None)
