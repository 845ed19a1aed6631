"""Training messages as others would have typed, dictated or said them; for training only, never for measuring.

Pure: the same message, seed and number give the same variants.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

import jieba
from opencc import OpenCC

from components.data_files import lines_of
from components.text_features import syllable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Way = Callable[[str, random.Random], str]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PUNCTUATION = re.compile(r"[，。！？；：、,.!?;:…~～—\s]+")
_COMMON = 3_500
"""So many characters count as common: whoever slips on a keyboard or a microphone gets one of these."""
_SLIPS = 0.12
"""The share of a message's characters that a slip changes, at least one."""
_DICTATED_WRONG = 0.5
"""The share of dictated messages with a slip."""
_IN_DIALECT = 0.8
"""The share of the words that the region has another for which are said so."""
_FILLERS = ("嗯", "那个", "这个", "就是", "就是说", "呃", "啊", "哎", "然后")
_SHORT = 4  # characters; of a shorter message a slip leaves nothing to go by


def variants(text: str, number: int, seed: int, ways: Sequence[Way] | None = None) -> list[str]:
    """At most `number` other ways in which the message might have come, each once, none like the message itself."""
    chance = random.Random(f"{seed} {text}")  # noqa: S311 - variety, not a secret
    found: list[str] = []
    ways = ways or WAYS
    for way in chance.sample(ways, k=len(ways)):
        varied = way(text, chance)
        if varied != text and varied not in found:
            found.append(varied)
        if len(found) == number:
            break
    return found


def mistyped(text: str, chance: random.Random) -> str:
    """Characters that sound the same in place of some: 开饭店 → 开凡店."""
    places = [place for place, char in enumerate(text) if len(_sounding_like(char)) > 1]
    if len(text) < _SHORT or not places:
        return text
    chars = list(text)
    for place in chance.sample(places, k=min(len(places), max(1, round(len(text) * _SLIPS)))):
        alike = [char for char in _sounding_like(chars[place]) if char != chars[place]]
        chars[place] = chance.choice(alike)
    return "".join(chars)


def dictated(text: str, chance: random.Random) -> str:
    """As a telephone hears it: no punctuation, a word to fill a pause, and half of the time a slip."""
    heard = _PUNCTUATION.sub("", text)
    if len(heard) < _SHORT:
        return heard
    if chance.random() < _DICTATED_WRONG:
        heard = mistyped(heard, chance)
    places = [place for place in range(len(heard)) if not (heard[place].isascii() or heard[place - 1].isascii())]
    place = chance.choice(places or [0])
    return heard[:place] + chance.choice(_FILLERS) + heard[place:]


def in_dialect(text: str, chance: random.Random) -> str:
    """With the words of the region in place of whole words, most of the time: 不行 and 行, but not 银行."""
    words = _dialect()
    return "".join(
        chance.choice(words[word]) if word in words and chance.random() < _IN_DIALECT else word
        for word in jieba.cut(text)
    )


def in_traditional(text: str, _: random.Random) -> str:
    """In traditional characters."""
    return _traditional().convert(text)


OTHER_WORDS: tuple[Way, ...] = (mistyped, dictated, in_dialect)
"""The ways that are still others once the text is normal: traditional characters are not."""
WAYS: tuple[Way, ...] = (*OTHER_WORDS, in_traditional)


@lru_cache(maxsize=1)
def _traditional() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=1)
def _dialect() -> dict[str, tuple[str, ...]]:
    entries = (line.split() for line in lines_of("dialect.txt"))
    return {word: tuple(said) for word, *said in entries}


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, tuple[str, ...]]:
    """Common characters by their syllable."""
    jieba.initialize()
    counted: Counter[str] = Counter()
    for word, frequency in jieba.dt.FREQ.items():
        for char in word:
            if _CHINESE.match(char):
                counted[char] += frequency
    groups = defaultdict(list)
    for char, _ in counted.most_common(_COMMON):
        groups[syllable(char)].append(char)
    return {sound: tuple(chars) for sound, chars in groups.items()}


def _sounding_like(char: str) -> tuple[str, ...]:
    return _by_sound().get(syllable(char), ()) if _CHINESE.match(char) else ()
