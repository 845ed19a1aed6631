"""OpenID Connect: a city's identity provider proves who a citizen is, in place of a one-time code, or who of the staff.

The authorization code flow with PKCE. What has to be remembered between leaving and coming back is in a signed cookie
of the browser's, good for ten minutes. Citizens and staff may have providers of their own. The citizens' has to name
their mobile number (`YICHUANG_OIDC_MOBILE_CLAIM`): by it they are the same citizen on every channel.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.database import now
from api.errors import NotAllowedError, NotFoundError, UnavailableError
from api.keys import secret_key
from api.settings import settings
from forms.values import Unusable
from forms.values.identity import parse_mobile

VALID_SECONDS = 600
_MARK = 32
_ALGORITHMS = ["RS256", "ES256", "PS256"]
_FRESH_FOR = 3600.0
"""Seconds for which what the provider says of itself is not asked again."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and what it has to bring back."""

    url: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to an identity provider: its address, our account with it, and what we ask it for."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str


def citizens_client() -> Client:
    """What the settings say of the provider of the citizens; its issuer is empty where there is none."""
    chosen = settings()
    return Client(chosen.oidc_issuer, chosen.oidc_client_id, chosen.oidc_client_secret, chosen.oidc_scope)


def staff_client() -> Client:
    """What the settings say of the provider of the staff; its issuer is empty where there is none."""
    chosen = settings()
    account = chosen.staff_oidc_client_id, chosen.staff_oidc_client_secret
    return Client(chosen.staff_oidc_issuer, *account, chosen.staff_oidc_scope)


class Provider:
    """An identity provider."""

    def __init__(self, http: httpx.AsyncClient, client: Callable[[], Client]) -> None:
        self._http = http
        self._client = client
        self._known: dict[str, Any] = {}
        self._asked_at = 0.0

    async def depart(self, return_to: str) -> Departure:
        """Send a browser to the provider; raises NotFoundError without a provider, UnavailableError when it is down."""
        about = await self._about()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        query = {
            "response_type": "code",
            "client_id": self._client().client_id,
            "redirect_uri": return_to,
            "scope": self._client().scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        ends = int(now().timestamp()) + VALID_SECONDS
        sent = {"state": state, "nonce": nonce, "verifier": verifier, "ends": ends, "return_to": return_to}
        return Departure(f"{about['authorization_endpoint']}?{urlencode(query)}", _signed(sent))

    async def arrive(self, cookie: str, state: str, code: str, return_to: str, claim: str) -> dict[str, Any]:
        """What the provider says of whoever comes back; it is asked further where it did not say the claim at once.

        Raises NotAllowedError for who was not sent by us, or whom the provider does not vouch for.
        """
        sent = _opened(cookie)
        expected = hmac.compare_digest(str(sent["state"]).encode(), state.encode())
        if not expected or sent["return_to"] != return_to or not code:
            raise NotAllowedError("oidc_failed")
        about = await self._about()
        tokens = await self._tokens(about, code, str(sent["verifier"]), return_to)
        claims = await self._verified(about, str(tokens.get("id_token", "")), str(sent["nonce"]))
        if claim not in claims and "userinfo_endpoint" in about:
            bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
            told = await self._json("GET", about["userinfo_endpoint"], headers=bearer)
            if told.get("sub") == claims.get("sub"):
                claims = {**told, **claims}
        return claims

    async def _about(self) -> dict[str, Any]:
        issuer = self._client().issuer.rstrip("/")
        if not issuer:
            raise NotFoundError("no_oidc")
        if not self._known or time.monotonic() - self._asked_at > _FRESH_FOR:
            found = await self._json("GET", f"{issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise UnavailableError("oidc_down")
            self._known, self._asked_at = found, time.monotonic()
        return self._known

    async def _tokens(self, about: dict[str, Any], code: str, verifier: str, return_to: str) -> dict[str, Any]:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_to,
            "client_id": self._client().client_id,
            "code_verifier": verifier,
        }
        account = (self._client().client_id, self._client().client_secret)
        return await self._json("POST", about["token_endpoint"], data=asked, auth=account)

    async def _verified(self, about: dict[str, Any], id_token: str, nonce: str) -> dict[str, Any]:
        keys = await self._json("GET", about["jwks_uri"])
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": about["issuer"]},
            aud={"essential": True, "value": self._client().client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
            registry.validate(token.claims)
        except (JoseError, ValueError) as error:
            raise NotAllowedError("oidc_failed") from error
        return dict(token.claims)

    async def _json(self, method: str, url: str, **request: Any) -> dict[str, Any]:
        try:
            answer = await self._http.request(method, url, **request)
        except httpx.HTTPError as error:
            raise UnavailableError("oidc_down") from error
        if answer.is_client_error:
            raise NotAllowedError("oidc_failed")
        try:
            content = orjson.loads(answer.content) if answer.is_success else None
        except orjson.JSONDecodeError:
            content = None
        if not isinstance(content, dict):
            raise UnavailableError("oidc_down")
        return content


def mobile_in(claims: dict[str, Any], claim: str) -> str:
    """The mobile number that the provider vouches for; raises NotAllowedError where there is none."""
    if claims.get(f"{claim}_verified") is False:
        raise NotAllowedError("oidc_no_mobile")
    try:
        return parse_mobile(str(claims.get(claim, "")).removeprefix("+86"))
    except Unusable as error:
        raise NotAllowedError("oidc_no_mobile") from error


def _signed(content: dict[str, Any]) -> str:
    body = orjson.dumps(content)
    return base64.urlsafe_b64encode(_mark(body) + body).decode()


def _opened(cookie: str) -> dict[str, Any]:
    try:
        whole = base64.urlsafe_b64decode(cookie)
    except (binascii.Error, ValueError) as error:
        raise NotAllowedError("oidc_failed") from error
    mark, body = whole[:_MARK], whole[_MARK:]
    if not hmac.compare_digest(mark, _mark(body)):
        raise NotAllowedError("oidc_failed")
    content: dict[str, Any] = orjson.loads(body)
    if content["ends"] < now().timestamp():
        raise NotAllowedError("oidc_failed")
    return content


def _mark(body: bytes) -> bytes:
    return hmac.digest(secret_key("identity"), b"oidc " + body, hashlib.sha256)
