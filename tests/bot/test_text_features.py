"""Our quicker features are scikit-learn's own."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from components.text_features import Features, features

_LEARNT = ["我想开个饭店", "开饭店要什么材料", "八十来平", "我的申请到哪了", "食品经营许可证办下来要多久", "好的好的"]
_ASKED = [*_LEARNT, "没见过的话：想开个凡店，二百平", "", "开 开 开", "☺"]


@pytest.fixture(scope="module")
def learnt() -> Features:
    return features().fit(_LEARNT)


def test_the_weights_of_n_grams_are_scikit_learns(learnt: Features) -> None:
    for name in ("characters", "sounds"):
        ours = dict(learnt.transformer_list)[name]
        theirs = TfidfVectorizer.transform(ours, _ASKED)
        np.testing.assert_allclose(ours.transform(_ASKED).toarray(), theirs.toarray(), rtol=1e-12)


def test_the_parts_stand_side_by_side_as_in_scikit_learns_union(learnt: Features) -> None:
    together = FeatureUnion.transform(learnt, _ASKED).toarray()
    np.testing.assert_allclose(learnt.transform(_ASKED).toarray(), together, rtol=1e-12)
    for text, row in zip(_ASKED, together, strict=True):
        np.testing.assert_allclose(learnt.transform([text]).toarray()[0], row, rtol=1e-12)
