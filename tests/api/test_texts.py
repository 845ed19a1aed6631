"""The message catalogue: every sentence that the code wants is there, fits, and is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest
import yaml

from api import guide, texts
from api.cases.stages import Stage
from api.dialogue.turn import button_of
from api.errors import AppError
from api.settings import PROJECT_FOLDER
from api.texts import keys, say
from api.texts.translation import bring_up_to_date, said_by, translated, translations
from api.texts.voices import Voice, speak_as
from forms.loader import default_catalogue

SENTENCES = {key: texts.sentences()[key] for key in sorted(keys())}
SOURCES = [file for room in ("forms", "api", "actions") for file in sorted((PROJECT_FOLDER / room).rglob("*.py"))]
APP_ERRORS = {error.__name__ for error in (AppError, *AppError.__subclasses__())}

FAMILIES = {
    "refusals.": "by the code that a field type raises",
    "errors.": "by the code of an AppError",
    "stages.": "by the stage of a task",
    "catalogue_change.": "by the kind of a change between two catalogues",
    "intents.": "by the intent that a message may have",
    "guide.": "by the pages of the guide",
    "licence.": "by the sheet of a licence and the page that verifies it",
    "wechat.open_": "by the page that a link of WeChat opens",
    "rating.levels.": "by the level of a rating",
    "rating.words.": "by the level of a rating",
    "voice.": "by the voice that is asked for",
}
"""Keys that are put together at run time; tests of their own look after each."""

GAPS = {
    "opening.buttons_*": ("apply", "status", "help"),
    "days.*": ("working", "calendar"),
    "faq.*": ("time", "fee", "place", "who", "online"),
    "confirm.*": ("cancel", "restart"),
    "scan.papers.*": ("id_card", "id_card_back", "business_licence", "lease", "bank_card"),
    "wechat.kinds.*": ("voice", "image", "location"),
    "proof.ask_*": ("go_on", "submit", "status", "supplement"),
    "proof.*_button": ("again", "other", "not_now"),
    "news.*": ("refused", "not_accepted"),
    "pack.*": (
        "case_no",
        "item",
        "path",
        "stage",
        "submitted_at",
        "promised_by",
        "task_id",
        "materials",
        "earlier",
        "basis",
    ),
}
"""What may stand in the gap of a key."""


@dataclass(frozen=True)
class Use:
    """A place in the code where a sentence is looked up or a code is raised."""

    function: str
    text: str
    """The literal; `*` stands for what is put in at run time."""
    details: frozenset[str] | None
    """The names that are filled in; None when they are handed through."""
    place: str


def calls(*functions: str) -> Iterator[Use]:
    """All calls of these functions or methods whose first argument is a literal."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for text in literals(node.args[0]) if name in functions else ():
                names = {keyword.arg for keyword in node.keywords}
                details = None if None in names else frozenset(str(each) for each in names) - {"buttons", "card"}
                yield Use(name, text, details, f"{file.relative_to(PROJECT_FOLDER)}:{node.lineno}")


def literals(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)]
        case ast.IfExp(body=body, orelse=orelse):
            return [*literals(body), *literals(orelse)]
        case _:
            return []


def meant(text: str) -> list[str]:
    """The keys that a literal means; one with a gap means several."""
    return [text.replace("*", each) for each in GAPS[text]] if "*" in text else [text]


def blanks(key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(SENTENCES[key]) if name is not None}


LOOKED_UP = [use for use in calls("say", "reply", "button_of", "plainly") if not use.text.startswith(tuple(FAMILIES))]
WORDS = {
    node.value
    for file in SOURCES
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
"""Every string in the code."""


def test_the_code_looks_sentences_up():
    assert len(LOOKED_UP) > 100, "else the tests below look at nothing"


# Every sentence that is wanted is there


@pytest.mark.parametrize("use", LOOKED_UP, ids=lambda use: f"{use.text} {use.place}")
def test_every_sentence_that_the_code_says_is_there_and_can_be_filled(use):
    for key in meant(use.text):
        assert key in SENTENCES, f"{use.place} says {key!r}, which is not in zh.yml"
        assert use.details is None or blanks(key) <= use.details


def test_every_refusal_of_a_field_has_its_sentence():
    """Codes as they stand in `Unusable(…)`; a `*` there is the kind of the number."""
    raised = [use for use in calls("Unusable") if use.place.startswith("forms/")]
    assert len(raised) > 30
    wanted = set()
    for use in raised:
        kinds = NUMBERS if use.text.startswith("*") else ("",)
        wanted |= {use.text.replace("*", kind, 1) for kind in kinds}
    sentences = {key.removeprefix("refusals.") for key in SENTENCES if key.startswith("refusals.")}
    assert wanted - sentences == set(), "raised without a sentence"
    assert sentences - wanted == set(), "never raised"


NUMBERS = ("area", "money", "integer", "number")


def test_every_blank_of_a_refusal_is_filled_by_its_raiser_or_by_the_example():
    raised: dict[str, set[str]] = {}
    for use in calls("Unusable"):
        for kind in NUMBERS:
            raised.setdefault(f"refusals.{use.text.replace('*', kind, 1)}", set()).update(use.details or ())
    unfilled = {key: blanks(key) - details - {"example"} for key, details in raised.items()}
    assert {key: names for key, names in unfilled.items() if names} == {}


def test_every_refusal_shows_an_example_unless_there_are_buttons():
    typed = [key for key in SENTENCES if key.startswith("refusals.") and not key.startswith(WITH_BUTTONS)]
    assert [key for key in typed if "example" not in blanks(key)] == []


WITH_BUTTONS = ("refusals.yes_no.", "refusals.choice.")


def test_every_error_code_has_its_sentence_and_every_sentence_its_code():
    raised = {use.text for use in calls(*APP_ERRORS)} | {"internal"}
    sentences = {key.removeprefix("errors.") for key in SENTENCES if key.startswith("errors.")}
    assert raised - sentences == set(), "raised without a sentence"
    assert sentences - raised == set(), "never raised"


@pytest.mark.parametrize("use", list(calls(*APP_ERRORS)), ids=lambda use: f"{use.text} {use.place}")
def test_every_error_can_be_said(use):
    details = use.details or frozenset()
    assert blanks(f"errors.{use.text}") <= details


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_name(stage):
    assert say(f"stages.{stage}")


def test_every_path_is_known_to_the_training_data_and_says_how_a_citizen_wants_it():
    known = {file.stem for file in (PROJECT_FOLDER / "nlu_data" / "paths").glob("*.yml")}
    assert known == set(default_catalogue().paths)
    assert [path.id for path in default_catalogue().paths.values() if not path.wish] == []


def test_what_the_buttons_of_a_path_say_is_learnt_word_for_word():
    """Press one, and it is understood for certain; somebody who adds a path writes these three lines first."""
    missing = []
    for path in default_catalogue().paths.values():
        text = (PROJECT_FOLDER / "nlu_data" / "paths" / f"{path.id}.yml").read_text(encoding="utf-8")
        learnt = {line.strip().removeprefix("- ") for line in text.splitlines()}
        missing += [said for said in (path.wish, path.name, say("start.wish", path=path.name)) if said not in learnt]
    assert missing == []


def test_every_change_of_the_catalogue_has_its_sentence_and_every_sentence_its_change():
    source = (PROJECT_FOLDER / "forms" / "changes.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r'"((?:path|item|field|material|notice|usual|sees)_?[a-z_]*)"', source))
    kinds |= {f"material_{change}_{way}" for change in ("added", "now") for way in PROVIDED}
    sentences = {key.removeprefix("catalogue_change.") for key in SENTENCES if key.startswith("catalogue_change.")}
    assert sentences - WORDS_OF_A_REPORT == kinds - NAMES_IN_A_CHANGE


PROVIDED = ("upload", "generated", "fetched", "result")
WORDS_OF_A_REPORT = {"citizens", "departments", "nothing", "no_limit", "nothing_before"}
NAMES_IN_A_CHANGE = {"field", "item", "material", "path"}


def test_every_intent_that_can_be_offered_is_one_that_the_training_data_knows():
    known = {file.stem for file in (PROJECT_FOLDER / "nlu_data" / "intents").glob("*.yml")}
    offered = {key.removeprefix("intents.") for key in SENTENCES if key.startswith("intents.")}
    assert offered <= known


# Every sentence that is there is used


def test_no_sentence_is_left_over():
    said = {key for use in LOOKED_UP for key in meant(use.text)}
    by_name = {key for key in SENTENCES if key in WORDS}
    families = {key for key in SENTENCES if key.startswith(tuple(FAMILIES))}
    assert set(SENTENCES) - said - by_name - families == set()


def test_the_sentences_of_the_guide_are_those_that_its_pages_say():
    folder = Path(guide.__file__).parent
    said = set()
    for file in [*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.typ")]:
        text = file.read_text(encoding="utf-8")
        said |= set(re.findall(r'["\'](guide\.[a-z_.]+)["\']', text)) - {"guide.notice"}
        said |= {f"guide.notice.{name}" for name in re.findall(r"labels\.([a-z_]+)", text)} - {"guide.notice.at"}
    put_together = ("guide.themes.", "guide.modes.", "guide.columns.", "guide.provide.", "guide.item.")
    of_lists = {f"guide.notice.{name}" for name in ("bring", "later", "spared")}
    of_lists |= {f"guide.notice.{name}_heading" for name in ("step", "item", "department", "time", "fee")}
    there = {key for key in SENTENCES if key.startswith("guide.") and not key.startswith(put_together)}
    added_on_paper = {"guide.notice.picture", "guide.notice.notices", "guide.notice.basis"}
    missing = {key for key in said - set(SENTENCES) - added_on_paper if not key.endswith(".")}
    assert missing == set(), "said, but not there"
    assert there - said - of_lists == set(), "never said"


def test_stages_are_those_of_tasks_and_cases():
    names = {key.removeprefix("stages.") for key in SENTENCES if key.startswith("stages.")}
    assert names == {*Stage, "case_open", "case_waiting", "case_closed"}


# Other voices say some of them differently


OTHERS: list[Voice] = ["elder", "en"]


@pytest.mark.parametrize("voice", OTHERS)
def test_another_voice_says_known_sentences_and_fills_no_other_blanks(voice):
    said = texts.sentences(voice)
    assert set(said) <= set(SENTENCES)
    for key, sentence in said.items():
        names = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
        assert names <= blanks(key), key


def test_everything_that_is_said_in_a_conversation_can_be_said_in_english():
    """Errors of departments and of staff, the guide and the words that are understood stay Chinese."""
    chinese_only = (
        "guide.",
        "licence.",
        "pack.",
        "catalogue_change.",
        "rating.words.",
        "errors.",
        "voice.",
        "proof.short_message",
        "announce.",
        "start.wish",
        "confirm.yes",
    )
    missing = {key for key in SENTENCES if not key.startswith((*chinese_only, "confirm.no"))} - set(
        texts.sentences("en")
    )
    assert missing == set()


def test_a_button_says_the_same_in_every_voice():
    """What it sends has to be understood; only what is written on it changes."""
    speak_as("en")
    try:
        assert button_of("opening.buttons_status") == {"label": "Where is my application?", "text": "我的申请到哪了"}
    finally:
        speak_as("plain")


def test_english_is_free_of_chinese():
    kept = {"“12号”", "“转人工”", "（人）", "“面积改成95平”", "“请说中文”", "万元"}
    for key, sentence in texts.sentences("en").items():
        rest = re.sub("|".join(map(re.escape, kept)), "", sentence)
        assert not re.search(r"[\u4e00-\u9fff]", rest), key


def test_everything_that_the_catalogue_says_has_an_english_translation():
    said = said_by(default_catalogue())
    assert sorted(said - set(translations())) == []
    assert sorted(set(translations()) - said) == [], "no longer in the catalogue"


def test_the_file_of_translations_is_brought_up_to_date_without_losing_any(tmp_path):
    file = tmp_path / "en.po"
    file.write_text('msgid "公司"\nmsgstr "Company"\n\nmsgid "早就不问了"\nmsgstr "Gone"\n', encoding="utf-8")

    changes = bring_up_to_date(default_catalogue(), file)

    assert changes.gone == ["早就不问了"]
    assert "公司" not in changes.empty
    assert "个体工商户" in changes.empty
    assert bring_up_to_date(default_catalogue(), file).gone == []
    assert 'msgid "公司"\nmsgstr "Company"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("80平方米", "80 m²"),
        ("2029年12月31日", "2029-12-31"),
        ("20万元", "200,000 yuan"),
        ("5个", "5"),
        ("王建国", "王建国"),
        ("公司、不认识", "Company, 不认识"),
        ("张三、李四", "张三、李四"),
        ("热食（炒菜、面食）、自制饮品", "Hot food (dishes, noodles), Own drinks"),
    ],
)
def test_values_are_written_in_english_and_names_are_left_alone(chinese, english):
    assert translated(chinese) == chinese
    speak_as("en")
    try:
        assert translated(chinese) == english
    finally:
        speak_as("plain")


# What a citizen reads


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_chinese_and_holds_no_gap(key):
    filled = SENTENCES[key].format(**dict.fromkeys(blanks(key), "甲"))
    assert re.search(r"[\u4e00-\u9fff]", filled)
    assert not re.search(r"[{}]|None|  ", filled)


def test_no_key_is_said_twice():
    text = (Path(texts.__file__).parent / "zh.yml").read_text(encoding="utf-8")

    def check(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            assert sorted(set(names)) == sorted(names), [name for name in names if names.count(name) > 1]
            for _, value in node.value:
                check(value)

    check(yaml.compose(text, Loader=yaml.SafeLoader))
