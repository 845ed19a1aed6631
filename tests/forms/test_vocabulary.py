"""The catalogue's words for the bot."""

from pathlib import Path

from forms.loader import default_catalogue
from forms.vocabulary import dictionary, phrases, vocabulary_files

DATA = Path(__file__).resolve().parents[2] / "nlu_data"


def test_the_files_beside_the_messages_are_those_of_the_catalogue():
    for file, text in vocabulary_files(default_catalogue()).items():
        assert (DATA / file).read_text(encoding="utf-8") == text, f"run `yichuang nlu words`: {file} is out of date"


def test_a_phrase_names_the_paths_that_have_it():
    found = phrases(default_catalogue())
    assert found["采煤塌陷区"] == ("build-house",)
    assert "open-restaurant" in found["裱花蛋糕"]
    assert set(found.get("剧本杀", ())) == {"open-entertainment"}


def test_what_every_path_has_hints_at_none():
    assert not {"没有", "手机", "身份证"} & phrases(default_catalogue()).keys()


def test_the_dictionary_has_names_and_no_sentences():
    words = dictionary(default_catalogue())
    assert {"食品经营许可", "排水许可"} & set(words)
    assert all(2 <= len(word) <= 8 for word in words)
