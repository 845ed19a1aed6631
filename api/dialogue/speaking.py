"""In which voice the citizen is spoken to: asked for in words, by the page's large type, or by writing English."""

from __future__ import annotations

import re

from api.dialogue.asking import ask_again
from api.dialogue.turn import Turn
from api.texts.voices import VOICES, Voice, speak_as

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])")
_FEWEST_WORDS = 3
"""Fewer English words may be a name or a command that people type in the middle of Chinese."""
_SMALL_WORD = re.compile(
    r"\b(?:an?|and|are|at|can|could|do|does|for|from|have|help|how|i|in|is|it|my|need|of|on|please|the|this|to|want|we|"
    r"what|when|where|which|who|why|will|with|would|you)\b",
    re.IGNORECASE,
)
"""A sentence has at least one of these; names, models and numbers of vehicles or papers have none."""


async def change_voice(turn: Turn) -> None:
    """The citizen asks to be spoken to in another way: say so in that way, and put the open question again."""
    wanted: Voice = next((voice for voice in VOICES if voice == turn.understanding.id), "plain")
    set_voice(turn, wanted)
    turn.reply(f"voice.{wanted}", card={"type": "voice", "voice": wanted})
    await ask_again(turn)


def follow(turn: Turn) -> None:
    """Answer in English from now on, and say so, when somebody writes an English sentence without having chosen."""
    chosen = turn.conversation.voice != "plain" or turn.understanding.id in VOICES
    if not chosen and turn.message is not None and is_english(turn.message.text):
        set_voice(turn, "en")
        turn.reply("voice.en", card={"type": "voice", "voice": "en"})


def set_voice(turn: Turn, voice: Voice) -> None:
    """From now on speak to this citizen so."""
    turn.conversation.voice = voice
    speak_as(voice)


def is_english(text: str) -> bool:
    """Whether a message is a sentence in English, so that an answer in Chinese would help nobody."""
    if _HAN.search(text) or not _SMALL_WORD.search(text):
        return False
    return len(_WORD.findall(text)) >= _FEWEST_WORDS
