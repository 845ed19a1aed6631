"""Which paths a message's words belong to, by the catalogue: nobody has to have written a message with 裱花蛋糕.

The phrases are generated (`yichuang nlu words`), so that a new path is hinted at before it has many messages.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from components.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PHRASES_FILE = Path(__file__).resolve().parents[2] / "nlu_data" / "phrases.json"


class CataloguePhrases(BaseEstimator, TransformerMixin):
    """One column a path: how much of the message is in its words; each row is of length `weight`, or empty."""

    def __init__(self, weight: float) -> None:
        """Take `weight`, beside the other features' 1."""
        self.weight = weight

    def fit(self, _texts: Sequence[str], _labels: Any = None) -> CataloguePhrases:
        """Keep the phrases with the model: what it was trained with is what it goes on with."""
        written = json.loads(PHRASES_FILE.read_text(encoding="utf-8"))
        phrases = {normalise(phrase).text: owners for phrase, owners in written.items()}
        self.phrases_: Mapping[str, Sequence[str]] = phrases
        self.paths_ = sorted({path for owners in phrases.values() for path in owners})
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text."""
        return csr_matrix(np.array([self._row(text) for text in texts]).reshape(len(texts), -1))

    def found(self, text: str) -> list[str]:
        """The phrases in a normal text, the longest where they overlap."""
        language, matcher = self._matcher
        doc = language.make_doc(text)
        return [span.label_ for span in filter_spans(matcher(doc, as_spans=True))]

    def _row(self, text: str) -> Any:
        row = np.zeros(len(self.paths_))
        for phrase in self.found(text):
            owners = self.phrases_[phrase]
            for path in owners:
                row[self._columns[path]] += 1 / len(owners)
        length = np.linalg.norm(row)
        return row if length == 0 else row * (self.weight / length)

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {path: column for column, path in enumerate(self.paths_)}

    @cached_property
    def _matcher(self) -> tuple[spacy.Language, PhraseMatcher]:
        # Character by character, so that no cutting of words can hide a phrase.
        language = spacy.blank("zh")
        matcher = PhraseMatcher(language.vocab)
        for phrase in self.phrases_:
            matcher.add(phrase, [language.make_doc(phrase)])
        return language, matcher

    def __getstate__(self) -> dict[str, Any]:
        """Without the matcher, which is made anew."""
        return {name: value for name, value in super().__getstate__().items() if name != "_matcher"}
