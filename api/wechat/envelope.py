"""The envelope of a push: who may send one, how it is opened, and how an answer is put into one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from api.database import now
from api.errors import NotAllowedError, UnprocessableError
from api.wechat.crypto import SafeMode, UnsealableError, is_signed, signature
from api.wechat.incoming import MalformedError, Push, push_of, read

_FRESH = 600
"""Seconds; WeChat's own repetitions come within 15."""


@dataclass(frozen=True, slots=True)
class Account:
    """What an official account's owner has set on both sides."""

    app_id: str
    token: str
    aes_key: str = ""

    @property
    def safe(self) -> SafeMode | None:
        """Its safe mode; None where none is set."""
        return SafeMode(self.aes_key, self.app_id) if self.aes_key else None


@dataclass(frozen=True, slots=True)
class Opened:
    """A push that is genuine."""

    push: Push
    sealed: bool
    """Whether it came in safe mode, and is to be answered so."""


def check_address(account: Account, query: Mapping[str, str]) -> None:
    """WeChat asks whether we are the ones; raises NotAllowedError when it is not WeChat that asks."""
    _check_fresh(query)
    if not is_signed(query.get("signature", ""), account.token, query.get("timestamp", ""), query.get("nonce", "")):
        raise NotAllowedError("wechat_signature")


def open_push(account: Account, query: Mapping[str, str], body: bytes) -> Opened:
    """The push in a request.

    Raises NotAllowedError for one that WeChat has not signed, that is old, or that was not sealed for this account, and
    UnprocessableError for one that cannot be read. An account in safe mode takes nothing that is not sealed.
    """
    safe = account.safe
    _check_fresh(query)
    try:
        values = read(body)
        if safe is None:
            check_address(account, query)
            return Opened(push_of(values), sealed=False)
        sealed = values.get("Encrypt", "")
        parts = (account.token, query.get("timestamp", ""), query.get("nonce", ""), sealed)
        # `msg_signature` covers the content; `signature`, beside it, does not.
        if not sealed or not is_signed(query.get("msg_signature", ""), *parts):
            raise NotAllowedError("wechat_signature")
        return Opened(push_of(read(safe.open(sealed).encode())), sealed=True)
    except UnsealableError as error:
        raise NotAllowedError("wechat_signature") from error
    except MalformedError as error:
        raise UnprocessableError("bad_request") from error


def _check_fresh(query: Mapping[str, str]) -> None:
    """An old request is somebody's copy."""
    stamp = query.get("timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(int(stamp[:12]) - now().timestamp()) > _FRESH:
        raise NotAllowedError("wechat_signature")


def answer(account: Account, opened: Opened, text: str) -> str:
    """The text as a passive reply, sealed where the push was."""
    push, at = opened.push, int(now().timestamp())
    # No CDATA: a citizen's `]]>` would end it.
    plain = (
        f"<xml><ToUserName>{escape(push.openid)}</ToUserName><FromUserName>{escape(push.account)}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType>text</MsgType><Content>{escape(text)}</Content></xml>"
    )
    safe = account.safe
    if not opened.sealed or safe is None:
        return plain
    sealed, nonce = safe.seal(plain), secrets.token_hex(8)
    signed = signature(account.token, str(at), nonce, sealed)
    return (
        f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{signed}</MsgSignature>"
        f"<TimeStamp>{at}</TimeStamp><Nonce>{nonce}</Nonce></xml>"
    )
