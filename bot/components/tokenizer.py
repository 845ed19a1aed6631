"""Words for Rasa: jieba on normal text, offsets in the citizen's text."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import jieba
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT

# Rasa reads the annotations of a component at run time, so nothing here is imported for type checking only.
from rasa.shared.nlu.training_data.message import Message

from components.normalise import NormalText, normalise

NORMAL_TEXT = "normal_text"
jieba.setLogLevel(logging.WARNING)
_BOT_FOLDER = Path(__file__).resolve().parent.parent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class NormalisingTokenizer(Tokenizer):
    """Tokenises normal text.

    Normalisation lives here because Rasa's training fails when a component of ours stands before the tokenizer.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`dictionary`: a jieba user dictionary, relative to the bot's folder; it may be missing."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "dictionary": None}

    @staticmethod
    def required_packages() -> list[str]:
        """Checked by Rasa when it loads the pipeline."""
        return ["jieba"]

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the shared jieba (its dictionary is large); one of our own only where there are words to add."""
        super().__init__(config)
        self._jieba = jieba.dt
        dictionary = config.get("dictionary")
        if dictionary and (_BOT_FOLDER / dictionary).is_file():
            self._jieba = jieba.Tokenizer()
            self._jieba.load_userdict(str(_BOT_FOLDER / dictionary))
        self._jieba.initialize()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokenise, and leave the normal text on the message for the components that follow."""
        if attribute == TEXT:
            _disarm_slash(message)
        normal = normalise(message.get(attribute))
        message.set(f"{NORMAL_TEXT}_{attribute}", normal.text)
        words = self._jieba.tokenize(normal.text)
        return [_token(word, start, end, normal) for word, start, end in words if not word.isspace()]


def normal_text(message: Message) -> str:
    """The normal text that the tokenizer left on the message."""
    found: str | None = message.get(f"{NORMAL_TEXT}_{TEXT}")
    return found if found is not None else normalise(message.get(TEXT) or "").text


def _token(word: str, start: int, end: int, normal: NormalText) -> Token:
    original_start, original_end = normal.original_span(start, end)
    return Token(word, original_start, original_end)


def _disarm_slash(message: Message) -> None:
    """Rasa takes `/intent{...}` for a command, which lets a citizen forge any intent: make the slash full-width."""
    text = message.get(TEXT)
    if text.startswith("/"):
        message.set(TEXT, "\uff0f" + text[1:])
