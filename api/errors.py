"""The one tree of expected refusals. What a citizen reads and what the log says are different things."""

from __future__ import annotations

from api.texts import say


class AppError(Exception):
    """An expected refusal: a code for machines, a status for HTTP, a sentence for the citizen."""

    http_status = 400

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def message_for_citizen(self) -> str:
        """The sentence behind the code."""
        return say(f"errors.{self.code}", **self.details)


class NotFoundError(AppError):
    """What was asked for does not exist, or is not theirs."""

    http_status = 404


class NotAuthenticatedError(AppError):
    """Who is calling could not be proved."""

    http_status = 401


class NotAllowedError(AppError):
    """They may not do this."""

    http_status = 403


class ConflictError(AppError):
    """The thing has changed or is in a state in which this cannot be done."""

    http_status = 409


class TooLargeError(AppError):
    """More than is accepted in one go."""

    http_status = 413


class TooOftenError(AppError):
    """Asked for more often than is good; later it is possible again."""

    http_status = 429


class UnprocessableError(AppError):
    """Well-formed, but not usable."""

    http_status = 422


class UnavailableError(AppError):
    """A part of the system does not answer; trying again helps."""

    http_status = 503
