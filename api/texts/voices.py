"""How the citizen is spoken to: plainly, as to an elder, or in English."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final, Literal, get_args

Voice = Literal["plain", "elder", "en"]
VOICES: Final[tuple[Voice, ...]] = get_args(Voice)

_speaking: ContextVar[Voice] = ContextVar("speaking", default="plain")


def speak_as(voice: Voice) -> None:
    """From here on, in this request or job, sentences are said in this voice."""
    _speaking.set(voice)


def voice_now() -> Voice:
    """The voice in which sentences are said."""
    return _speaking.get()
