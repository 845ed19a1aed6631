"""Why a value cannot be used."""

from __future__ import annotations


class Unusable(ValueError):
    """The text holds no usable value. `code` names the reason; the sentence for the citizen is looked up by it."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
