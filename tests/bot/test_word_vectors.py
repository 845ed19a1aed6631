"""What words mean, beyond the words that were learnt."""

from __future__ import annotations

import numpy as np

from components.word_vectors import MeanWordVector


def _likeness(one: str, other: str) -> float:
    reader = MeanWordVector(1.0).fit(["我想开个饭店", "天气怎么样"])
    rows = reader.transform([one, other]).toarray()
    return float(rows[0] @ rows[1])


def test_words_of_like_meaning_point_the_same_way() -> None:
    assert _likeness("餐馆", "饭店") > _likeness("餐馆", "天气") + 0.2


def test_a_text_without_known_words_has_no_direction() -> None:
    assert not MeanWordVector(1.0).fit(["饭店"]).transform(["", "\U0001f600"]).toarray().any()


def test_a_direction_has_the_weight_as_its_length() -> None:
    rows = MeanWordVector(0.5).fit(["饭店"]).transform(["我想开个饭店", "饭店"]).toarray()
    assert np.allclose(np.linalg.norm(rows, axis=1), 0.5, atol=1e-6)
