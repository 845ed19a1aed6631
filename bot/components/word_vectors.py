"""What words mean, for words that no training message has: the mean of a message's word vectors.

The vectors were learnt from Chinese text at large (in the wheel of `synonyms`, MIT licence). Words that are frequent in
the training messages count less (Arora et al. 2017: a simple but tough-to-beat baseline for sentence embeddings).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jieba
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

if TYPE_CHECKING:
    from collections.abc import Sequence

_RARITY = 1e-3
"""A word of this frequency counts half."""
_TINY = 1e-9


class MeanWordVector(BaseEstimator, TransformerMixin):
    """Each text as the direction in which its words point, of length `weight` beside the other features' 1."""

    def __init__(self, weight: float) -> None:
        """Take `weight`; the vectors are read when they are first needed."""
        self.weight = weight

    def fit(self, texts: Sequence[str], _labels: Any = None) -> MeanWordVector:
        """Count the words."""
        counts = Counter(word for text in texts for word in _known(text))
        total = max(1, sum(counts.values()))
        self.frequencies_ = {word: count / total for word, count in counts.items()}
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text; a text without a known word is a row of zeros."""
        return csr_matrix(np.array([self._row(text) for text in texts]).reshape(len(texts), -1))

    def _row(self, text: str) -> Any:
        positions, vectors = _vectors()
        words = _known(text)
        if not words:
            return np.zeros(vectors.shape[1])
        weights = np.array([_RARITY / (_RARITY + self.frequencies_.get(word, 0.0)) for word in words])
        mean = weights @ vectors[[positions[word] for word in words]]
        return self.weight * mean / (np.linalg.norm(mean) + _TINY)


def _known(text: str) -> list[str]:
    positions, _ = _vectors()
    return [word for word in jieba.cut_for_search(text) if word in positions]


@lru_cache(maxsize=1)
def _vectors() -> tuple[dict[str, int], Any]:
    """The words with their rows, and the rows: centred and of length 1."""
    content = _file().read_bytes()
    head, _, _ = content.partition(b"\n")
    count, width = map(int, head.split())
    rows = np.empty((count, width), dtype=np.float32)
    positions: dict[str, int] = {}
    at = len(head) + 1
    for row in range(count):
        end = content.index(b" ", at)
        positions[content[at:end].decode("utf-8", "ignore").strip()] = row
        rows[row] = np.frombuffer(content, dtype=np.float32, count=width, offset=end + 1)
        at = end + 1 + 4 * width
    rows -= rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + _TINY
    return positions, rows


def _file() -> Path:
    """In the installed package, found without importing it."""
    found = find_spec("synonyms")
    if found is None or found.origin is None:
        message = "the word vectors are missing: the package `synonyms` is not installed"
        raise FileNotFoundError(message)
    return Path(found.origin).parent / "data" / "words.vector"
