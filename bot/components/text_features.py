"""What the classifier sees of a message: pairs of its characters, pairs of its sounds, and what its words mean."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from pypinyin import Style, lazy_pinyin
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from components.catalogue_phrases import CataloguePhrases
from components.word_vectors import MeanWordVector

if TYPE_CHECKING:
    from collections.abc import Sequence

# Numbers and names of one citizen say nothing about what the next one wants.
_DIGITS = re.compile(r"\d+")
# Sounds that phones and dialects mix up.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def features(characters: int = 2, sounds: int = 2, meaning: float = 0.5, phrases: float = 0.5) -> Features:
    """TF-IDF of characters and of syllables (开凡店 sounds like 开饭店), what words mean, and the catalogue's phrases.

    Measured on held-out messages: pairs beat longer n-grams, sounds add a point, meaning adds one to four. Phrases add
    three points to a path that has 15 messages, two with 40, none with 300.
    """
    return Features(
        [
            ("characters", _vectorizer(characters_of, characters)),
            ("sounds", _vectorizer(sounds_of, sounds)),
            ("meaning", MeanWordVector(meaning)),
            ("phrases", CataloguePhrases(phrases)),
        ],
    )


class Features(FeatureUnion):
    """scikit-learn's union, which for a single text spends more on bringing the parts together than on the parts."""

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text."""
        parts = [part.transform(texts) for _, part in self.transformer_list]
        if len(texts) != 1:
            return hstack(parts, format="csr")
        starts = np.cumsum([0, *(part.shape[1] for part in parts)])
        places = np.concatenate([part.indices + start for part, start in zip(parts, starts)])
        values = np.concatenate([part.data for part in parts])
        return csr_matrix((values, places, [0, len(values)]), shape=(1, int(starts[-1])))


class WeighedGrams(TfidfVectorizer):
    """scikit-learn's TF-IDF, which before each text sums up all its weights to see that it has learnt any."""

    @cached_property
    def _weights(self) -> Any:
        return self.idf_

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text, of length 1."""
        rows = CountVectorizer.transform(self, texts)
        row_of = np.repeat(np.arange(len(texts)), np.diff(rows.indptr))
        values = (np.log(rows.data) + 1) * self._weights[rows.indices]
        lengths = np.sqrt(np.bincount(row_of, values**2, len(texts)))
        rows.data = values / lengths[row_of]
        return rows

    def __getstate__(self) -> dict[str, Any]:
        """Without the weights, which are learnt elsewhere."""
        return {name: value for name, value in super().__getstate__().items() if name != "_weights"}


def characters_of(text: str) -> list[str]:
    """The characters between two edge marks, digits masked."""
    return ["^", *_DIGITS.sub("0", text), "$"]


def sounds_of(text: str) -> list[str]:
    """One syllable per Chinese character; everything else as it is. Traditional and simplified sound the same."""
    return ["^", *(syllable(char) for char in _DIGITS.sub("0", text)), "$"]


def _vectorizer(analyse: object, longest: int) -> WeighedGrams:
    return WeighedGrams(
        tokenizer=analyse,
        token_pattern=None,
        preprocessor=None,
        lowercase=False,
        ngram_range=(1, longest),
        min_df=1,
        sublinear_tf=True,
    )


@lru_cache(maxsize=20_000)
def syllable(char: str) -> str:
    """How a character sounds, without its tone and without what phones and dialects mix up."""
    sound: str = lazy_pinyin(char, style=Style.NORMAL)[0]
    for precise, plain in _ALIKE:
        sound = sound.replace(precise, plain)
    return sound
