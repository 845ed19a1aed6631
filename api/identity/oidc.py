"""OpenID Connect: a city's identity provider proves who a citizen is, in place of a one-time code, or who of the staff.

The authorization code flow with PKCE: requests and claims are Authlib's, the connections ours. What has to be
remembered between leaving and coming back is in a signed cookie of the browser's, good for ten minutes. Citizens and
staff may have providers of their own. The citizens' has to name their mobile number (`YICHUANG_OIDC_MOBILE_CLAIM`): by
it they are the same citizen on every channel.
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

import httpx
import orjson
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
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
_IN_THE_HEADER, _IN_THE_BODY = "client_secret_basic", "client_secret_post"
"""How a provider may want to be told our secret; the first is what every provider takes that says nothing of it."""
_CLOCKS_DIFFER = 60
"""Seconds by which the provider's clock may be ahead of ours, or behind."""
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
        url, _ = self._account(about).create_authorization_url(
            about["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce, redirect_uri=return_to
        )
        ends = int(now().timestamp()) + VALID_SECONDS
        sent = {"state": state, "nonce": nonce, "verifier": verifier, "ends": ends, "return_to": return_to}
        return Departure(url, _signed(sent))

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
        claims = await self._verified(about, tokens, str(sent["nonce"]))
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

    def _account(self, about: dict[str, Any]) -> OAuth2Client:
        client = self._client()
        taken = about.get("token_endpoint_auth_methods_supported", [_IN_THE_HEADER])
        return OAuth2Client(
            None,
            client.client_id,
            client.client_secret,
            _IN_THE_BODY if _IN_THE_HEADER not in taken and _IN_THE_BODY in taken else _IN_THE_HEADER,
            scope=client.scope,
            code_challenge_method="S256",
        )

    async def _tokens(self, about: dict[str, Any], code: str, verifier: str, return_to: str) -> dict[str, Any]:
        account = self._account(about)
        asked = prepare_token_request("authorization_code", redirect_uri=return_to, code=code, code_verifier=verifier)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        method, url = account.token_endpoint_auth_method, about["token_endpoint"]
        url, headers, body = account.client_auth(method).prepare("POST", url, headers, asked)  # type: ignore[no-untyped-call]
        return await self._json("POST", url, headers=headers, content=body)

    async def _verified(self, about: dict[str, Any], tokens: dict[str, Any], nonce: str) -> dict[str, Any]:
        keys = await self._json("GET", about["jwks_uri"])
        us = self._client().client_id
        expected = {
            "iss": {"essential": True, "value": about["issuer"]},
            "aud": {"essential": True, "value": us},
            "nonce": {"essential": True, "value": nonce},
        }
        known = {"client_id": us, "nonce": nonce, "access_token": tokens.get("access_token")}
        try:
            id_token = str(tokens.get("id_token", ""))
            token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
            claims = CodeIDToken(token.claims, token.header, expected, known)
            claims.validate(leeway=_CLOCKS_DIFFER)
        except (JoseError, ValueError) as error:
            raise NotAllowedError("oidc_failed") from error
        return dict(claims)

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
