"""Parts that the citizen plays themselves: 食品安全我管, 消防责任人就是我自己, 大夫是我本人.

Whoever answers so has said a name already, or says it in the same message; it is not asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from forms.facts.model import Bound
from forms.facts.persons import AGENT
from forms.model import Kind, Path
from forms.rows import row_of
from forms.values.choices import is_question

_APPLICANTS = ("legal_rep", "person_name")
_LINK = (
    r"(?:这[块片边方面摊]*|方面|上面?|安全|工作|的事儿?|责任人?|负责人?|管理员?)?"
    r"(?:就|都|还|也|全)?(?:是|由|归|写|填|用|让|找)?(?:的是)?"
)
_BOSS = r"老板|法人(?:代表)?|经营者|本人|负责人"
_NOT_KIN = "(?!们|[家爸妈爹娘媳对老儿闺哥弟姐妹])"
_SELF = rf"(?P<self>[我俺]{_NOT_KIN}|自[己个]儿?|{_BOSS})(?:自[己个]儿?|本人|一个人)?"
_DOES = r"(?:来|亲自|兼着?|负责|管着?|当|干|做|抓|盯着?|就[行中成]|吧|呗|的|呢|了|一个人)*"
_ANSWER = re.compile(rf"[\s嗯就都也那]*(?:是|由|归|写|填|让)?{_SELF}{_DOES}[\s，,。！!]*")


def played_by_oneself(
    path: Path, text: str, asked: str | None, taken: Collection[str], *, by_agent: bool
) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """The fields whose part the speaker plays, the field that holds their name, and where it is said.

    `by_agent`: the speaker acts for another; 老板 and 本人 are the one applied for all the same.
    """
    for use in path.fields:
        field = path.field(use.field)
        if not field.oneself or field.kind is not Kind.PERSON_NAME or row_of(field.id) or field.id in taken:
            continue
        found = _ANSWER.fullmatch(text) if field.id == asked else None
        found = found or (_said(field.cues).search(text) if field.cues else None)
        if found is None or is_question(found.group()):
            continue
        boss = re.fullmatch(_BOSS, found["self"]) is not None
        own = f"{AGENT}_name" if by_agent and not boss else next((n for n in _APPLICANTS if n in path.uses), "")
        if own in path.uses and own != field.id:
            yield field.id, own, found.span()


@lru_cache(maxsize=256)
def _said(cues: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(re.escape(cue) for cue in sorted(cues, key=len, reverse=True))
    return re.compile(rf"(?:{named}){_LINK}{_SELF}{_DOES}(?:[\u4e00-\u9fff]{{2,3}})?(?=$|[\s，,。；;！!])")


def with_own_name(bound: list[Bound], field_id: str, name: object, span: tuple[int, int]) -> list[Bound]:
    """What a message says, and that this part is played by somebody of this name."""
    rest = [each for each in bound if each.field_id != field_id]
    return [*rest, Bound(field_id, str(name), cued=True, span=span)]
