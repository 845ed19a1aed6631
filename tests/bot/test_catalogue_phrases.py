"""Which paths a message's words belong to, by the catalogue."""

import joblib
import pytest

from components.catalogue_phrases import CataloguePhrases


@pytest.fixture(scope="module")
def phrases():
    return CataloguePhrases(0.5).fit([])


def test_a_trade_nobody_wrote_a_message_about_points_to_its_path(phrases):
    row = phrases.transform(["那片是采煤塌陷区"]).toarray()[0]
    assert phrases.paths_[row.argmax()] == "build-house"


def test_the_longest_phrase_counts_where_several_overlap(phrases):
    found = phrases.found("食品经营许可证办好了")
    assert not any(one != other and one in other for one in found for other in found), found


def test_a_row_is_of_the_given_length_or_empty(phrases):
    told, silent = phrases.transform(["裱花蛋糕和生鱼片", "嗯"]).toarray()
    assert (told**2).sum() == pytest.approx(0.25)
    assert not silent.any()


def test_a_space_within_a_word_of_letters_hurts_nothing(phrases):
    assert phrases.transform(["k t v i p"]).shape == (1, len(phrases.paths_))


def test_what_is_kept_with_the_model_finds_the_same(phrases, tmp_path):
    joblib.dump(phrases, tmp_path / "phrases.joblib")
    kept = joblib.load(tmp_path / "phrases.joblib")
    text = ["门口挂个大型广告牌，楼上有住户"]
    assert (kept.transform(text) != phrases.transform(text)).nnz == 0
