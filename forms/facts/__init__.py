"""Which field a fact in a message belongs to.

The understanding finds facts ("80平", "138…") without knowing the form; here each is bound to a field: by the words
before it (cues), by the person it is told of, by the question just asked, or because the field is the primary one of
its kind. A fact that fits nowhere is dropped: no value is guessed.
"""

from forms.facts.binding import bind, of_elsewhere, of_others
from forms.facts.model import KINDS_OF, Bound, Fact
from forms.facts.persons import AGENT
from forms.facts.retractions import retracted

__all__ = ["AGENT", "KINDS_OF", "Bound", "Fact", "bind", "of_elsewhere", "of_others", "retracted"]
