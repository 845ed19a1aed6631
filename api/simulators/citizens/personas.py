"""Personas: how somebody behaves while a form is filled in. Shares are of all questions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """A way of holding a conversation."""

    name: str
    wraps: float = 0.3
    """How often an answer comes in a sentence instead of bare."""
    words: float = 0.4
    """How often an option is chosen by another word than its label, or by its number."""
    chats: float = 0.0
    """How often something else is said first: small talk, a question, the status, a greeting."""
    forgets: float = 0.0
    """How often the question is put off, asked to be repeated, or the page closed and opened again."""
    corrects: float = 0.0
    """How often an earlier answer is changed."""
    swears: float = 0.0
    """How often an insult or a demand for a person comes first."""
    mistypes: float = 0.0
    """How often a number is first given wrong."""
    tells_more: float = 0.0
    """How often an answer brings others that have not been asked for."""
    for_another: bool = False
    """Whether somebody applies for another person."""


PERSONAS = {
    persona.name: persona
    for persona in (
        Persona("cooperative"),
        Persona("chatty", wraps=0.6, chats=0.3),
        Persona("forgetful", forgets=0.2),
        Persona("contradicting", corrects=0.2),
        Persona("hostile", swears=0.15, chats=0.1),
        Persona("hurried", wraps=0.0, words=0.7, tells_more=0.6),
        Persona("mistyping", mistypes=0.6),
        Persona("agent", for_another=True),
    )
}
