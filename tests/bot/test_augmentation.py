"""Variants of training messages: other words for the same wish, the same ones for the same seed."""

import re

import pytest
from rasa.shared.nlu.training_data.loading import load_data

import augment
import model_files
from components.augmentation import OTHER_WORDS, WAYS, variants
from components.normalise import normalise
from components.text_features import sounds_of

MESSAGES = ["我想开个饭店，怎么办手续？", "孩子的出生证明丢了，去哪补", "营业执照上的地址要换", "没有"]


@pytest.mark.parametrize("text", MESSAGES)
def test_the_same_seed_gives_the_same_variants_and_another_gives_others(text):
    assert variants(text, 4, seed=1) == variants(text, 4, seed=1)
    if len(text) > 4:
        assert variants(text, 4, seed=1) != variants(text, 4, seed=2)


@pytest.mark.parametrize("text", MESSAGES)
def test_a_variant_is_another_message_and_none_comes_twice(text):
    found = variants(text, 4, seed=1)
    assert text not in found
    assert len(set(found)) == len(found) <= 4


def test_typing_slips_sound_like_what_was_meant():
    mistyped = WAYS[0]
    slipped = variants("我想开个饭店给孩子办退休", 1, seed=3, ways=[mistyped])[0]
    assert sounds_of(slipped) == sounds_of("我想开个饭店给孩子办退休")


def test_what_was_dictated_has_no_punctuation():
    dictated = WAYS[1]
    heard = variants("我想开个饭店，怎么办手续？", 1, seed=1, ways=[dictated])[0]
    assert not re.search("[，。？]", heard)


def test_the_words_of_the_region_stand_in_place_of_the_standard_ones():
    in_dialect = WAYS[2]
    said = {variants("我今天不知道怎么办", 1, seed, ways=[in_dialect])[0] for seed in range(6)}
    assert any("俺" in each and "咋" in each for each in said), said


def test_traditional_characters_are_no_other_words_once_the_text_is_normal():
    in_traditional = next(way for way in WAYS if way not in OTHER_WORDS)
    written = variants("营业执照的办理时间", 1, seed=1, ways=[in_traditional])[0]
    assert written == "營業執照的辦理時間"
    assert normalise(written).text == "营业执照的办理时间"


def test_the_script_writes_what_rasa_reads_with_the_labels_of_the_messages(tmp_path):
    source = tmp_path / "few.yml"
    source.write_text(
        'version: "3.1"\nnlu:\n- intent: open-restaurant\n  examples: |\n    - 我想开个饭店\n    - 开面馆要办什么证\n',
        encoding="utf-8",
    )
    assert augment.main(["--out", str(tmp_path / "out"), "--data", str(source), "--number", "2"]) == 0
    written = load_data(str(tmp_path / "out" / "few.yml")).intent_examples
    assert {each.get("intent") for each in written} == {"open-restaurant"}
    assert len(written) >= 3


def test_messages_that_are_measured_are_not_varied(tmp_path, capsys):
    with pytest.raises(SystemExit):
        augment.main(["--out", str(tmp_path), "--data", str(model_files.NLU_FOLDER / "eval" / "paths.yml")])
    assert "not varied" in capsys.readouterr().err
