"""Changes between two catalogue versions in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from api.texts import say
from api.texts.quantities import limit_text
from forms.changes import AUDIENCES, Change
from forms.model import Limit


def in_words(found: Iterable[Change]) -> Iterator[str]:
    """The changes by path and audience, one line each under a heading."""
    changes = list(found)
    if not changes:
        yield say("catalogue_change.nothing")
    for path, of_path in groupby(changes, key=lambda change: change.path):
        lines = list(of_path)
        yield path
        for audience in AUDIENCES:
            concerned = [change for change in lines if change.audience == audience]
            if concerned:
                yield f"  {say(f'catalogue_change.{audience}')}"
                yield from (f"    {sentence}" for sentence in dict.fromkeys(map(_sentence, _joined(concerned))))


def _joined(found: Iterable[Change]) -> Iterator[Change]:
    """What one department begins or ceases to see makes one line."""
    lines: dict[tuple[str, object], list[Change]] = {}
    for position, change in enumerate(found):
        names = dict(change.names)
        lines.setdefault((change.kind, names["department"] if "what" in names else position), []).append(change)
    for together in lines.values():
        whats = [str(dict(change.names).get("what")) for change in together]
        names = {**dict(together[0].names), **({"what": "”“".join(dict.fromkeys(whats))} if len(together) > 1 else {})}
        yield replace(together[0], names=tuple(names.items()))


def _sentence(change: Change) -> str:
    names = {name: _shown(change.kind, value) for name, value in change.names}
    return say(f"catalogue_change.{change.kind}", **names)


def _shown(kind: str, value: object) -> object:
    if isinstance(value, Limit):
        return limit_text(value)
    if value is None:
        return say("catalogue_change.no_limit")
    return say("catalogue_change.nothing_before") if kind == "item_after" and value == "" else value
