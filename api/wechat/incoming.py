"""What WeChat pushes: a citizen's message or an event, as XML or as JSON."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

import orjson
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

LONGEST_BODY = 64 * 1024
"""Bytes; WeChat's pushes are far smaller."""
_IDS = uuid.UUID("5ad0f1c2-3b54-4f0a-9c1b-6f2a6f7f1d90")


class MalformedError(ValueError):
    """A body that is no push of WeChat's."""


@dataclass(frozen=True, slots=True)
class Push:
    """One push."""

    kind: str
    """text, voice, image, location, event, …"""
    openid: str
    account: str
    at: int
    """Seconds since 1970, by WeChat's clock."""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for every delivery of this push: WeChat delivers again what is not answered within five seconds."""
        number = self.values.get("MsgId", "")
        return f"{self.openid}:{number or f'{self.at}:' + self.values.get('Event', '')}"

    @property
    def client_id(self) -> uuid.UUID:
        """Under which its message is stored once."""
        return uuid.uuid5(_IDS, self.key)


def read(body: bytes) -> dict[str, str]:
    """The entries of a body, XML or JSON; raises MalformedError."""
    if len(body) > LONGEST_BODY:
        raise MalformedError("too long")
    return _read_json(body) if body.lstrip()[:1] == b"{" else _read_xml(body)


def _read_xml(body: bytes) -> dict[str, str]:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise MalformedError("no XML") from error
    return {child.tag: child.text or "" for child in root}


def _read_json(body: bytes) -> dict[str, str]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedError("no JSON") from error
    return {str(name): value if isinstance(value, str) else str(value) for name, value in content.items()}


def push_of(values: dict[str, str]) -> Push:
    """The push that these entries are; raises MalformedError when one is missing that every push has."""
    try:
        kind, openid, account = values["MsgType"], values["FromUserName"], values["ToUserName"]
        at = int(values["CreateTime"])
    except (KeyError, ValueError) as error:
        raise MalformedError("no push") from error
    if not kind or not openid or "\0" in openid:
        raise MalformedError("no push")
    return Push(kind.lower(), openid, account, at, values)
