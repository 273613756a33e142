"""The token endpoint for a service account's JWT grant and a signed-in user's refresh token, and the account behind a
bearer token.

Documented: grant types, claims, a lifetime of one hour, error bodies, scopes. By default any bearer token is accepted
as that of one service account; a token issued here is that of the account that asked.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from .errors import ApiError, insufficient_scopes, unauthenticated
from .scopes import OWN_FILES

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CLIENT = "1071851248496-pharos.apps.googleusercontent.com"
DEFAULT_PRINCIPAL = "pharos@test-project.iam.gserviceaccount.com"
WINDOW = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "


class GrantError(Exception):
    """An OAuth error answer: `error` and `error_description`."""

    def __init__(self, error: str, description: str, code: int = 400) -> None:
        super().__init__(description)
        self.code, self.body = code, {"error": error, "error_description": description}


@dataclass
class Token:
    """An access token: its owner, scopes and expiry. `app` is the OAuth client or service account it was issued to."""

    principal: str
    scopes: frozenset[str]
    expires: float
    app: str = ""


@dataclass(frozen=True)
class SignIn:
    """What a user granted to an OAuth client."""

    principal: str
    scopes: frozenset[str]
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Caller:
    """Who makes a request. `own_files_of` names the app whose files alone it reaches, None for all."""

    principal: str
    app: str = ""
    own_files_of: str | None = None


@dataclass
class TokenOffice:
    """Issues tokens and knows their owners. Knobs: required, lifetime, accounts, sign_ins by refresh token."""

    required: bool = False
    lifetime: float = 3599
    tokens: dict[str, Token] = field(default_factory=dict)
    accounts: dict[str, rsa.RSAPublicKey | None] = field(default_factory=dict)
    sign_ins: dict[str, SignIn] = field(default_factory=dict)

    def register(self, email: str, public_key_pem: bytes | str | None = None) -> None:
        """Register an account; with a key, its signatures are verified. Until one is registered, all are accepted."""
        pem = public_key_pem.encode() if isinstance(public_key_pem, str) else public_key_pem
        key = serialization.load_pem_public_key(pem) if pem else None
        assert key is None or isinstance(key, rsa.RSAPublicKey)
        self.accounts[email] = key

    def sign_in(
        self, email: str, scopes: Iterable[str], client_id: str = CLIENT, client_secret: str = "GOCSPX-secret"
    ) -> dict[str, str]:
        """A user grants scopes to an OAuth client; out: the fields of an authorized-user credential."""
        refresh_token = "1//" + secrets.token_urlsafe(60)
        self.sign_ins[refresh_token] = SignIn(email, frozenset(scopes), client_id, client_secret)
        return {
            "type": "authorized_user",
            "client_id": client_id,
            "client_secret": client_secret,
            "refresh_token": refresh_token,
        }

    def revoke(self, refresh_token: str) -> None:
        """The user revokes the grant."""
        self.sign_ins.pop(refresh_token)

    def grant(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer to POST /token."""
        kind = form.get("grant_type")
        if not kind:
            raise GrantError("invalid_request", "Required parameter is missing: grant_type")
        if kind == "refresh_token":
            return self.refreshed(form)
        if kind != GRANT:
            raise GrantError("unsupported_grant_type", f"Invalid grant_type: {kind}")
        claims = self.verify(form.get("assertion") or "")
        return self.issue(claims["iss"], frozenset(claims["scope"].split()), claims["iss"], "ya29.c.")

    def refreshed(self, form: Mapping[str, str]) -> dict[str, Any]:
        """An access token for a refresh token; with `scope`, for some of the scopes that were granted."""
        if not form.get("refresh_token"):
            raise GrantError("invalid_request", "Missing required parameter: refresh_token")
        sign_ins = [known for known in self.sign_ins.values() if known.client_id == form.get("client_id")]
        if not sign_ins:
            raise GrantError("invalid_client", "The OAuth client was not found.", 401)
        if form.get("client_secret") not in {known.client_secret for known in sign_ins}:
            raise GrantError("invalid_client", "The provided client secret is invalid.", 401)
        granted = self.sign_ins.get(form["refresh_token"])
        if granted not in sign_ins:
            raise GrantError("invalid_grant", "Token has been expired or revoked.")
        wanted = frozenset(form.get("scope", "").split()) or granted.scopes
        if not wanted <= granted.scopes:
            raise GrantError("invalid_scope", "Some requested scopes were invalid.")
        answer = self.issue(granted.principal, wanted, granted.client_id, "ya29.a0")
        return answer | {"scope": " ".join(sorted(wanted))}

    def issue(self, principal: str, scopes: frozenset[str], app: str, prefix: str) -> dict[str, Any]:
        token = prefix + secrets.token_urlsafe(60)
        self.tokens[token] = Token(principal, scopes, time.time() + self.lifetime, app)
        return {"access_token": token, "expires_in": int(self.lifetime), "token_type": "Bearer"}

    def verify(self, assertion: str) -> dict[str, Any]:
        """The claims of a well-formed RS256 assertion. Raises GrantError, which says what is wrong."""
        parts = assertion.split(".")
        if len(parts) != 3:
            raise GrantError("invalid_grant", "Invalid JWT: Failed to parse JWT.")
        try:
            header, claims = (orjson.loads(decode(part)) for part in parts[:2])
            signature = decode(parts[2])
        except ValueError as error:
            raise GrantError("invalid_grant", "Invalid JWT: Failed to parse JWT.") from error
        if header.get("alg") != "RS256" or not signature:
            raise GrantError("invalid_grant", "Invalid JWT: Unsupported signature algorithm.")
        if not claims.get("iss"):
            raise GrantError("invalid_grant", "Invalid JWT: iss field missing.")
        if not str(claims.get("aud", "")).endswith("/token"):
            raise GrantError(
                "invalid_grant",
                "Invalid JWT: Failed audience check. The right audience is "
                "https://oauth2.googleapis.com/token",
            )
        issued, expires, now = claims.get("iat", 0), claims.get("exp", 0), time.time()
        if not issued <= now + 600 or not now < expires <= now + 3900 or expires - issued > 3600:
            raise GrantError("invalid_grant", WINDOW + "Check your iat and exp values in the JWT claim.")
        if not claims.get("scope"):
            raise GrantError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        self.check_account(claims["iss"], ".".join(parts[:2]).encode(), signature)
        return dict(claims)

    def check_account(self, email: str, signed: bytes, signature: bytes) -> None:
        if not self.accounts:
            return
        if email not in self.accounts:
            raise GrantError("invalid_grant", "Invalid grant: account not found")
        key = self.accounts[email]
        try:
            if key:
                key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise GrantError("invalid_grant", "Invalid JWT Signature.") from error

    def caller(self, authorization: str, service: str, method: str, scopes: frozenset[str]) -> Caller:
        """Who makes this request, which needs one of `scopes`. 401 without a valid token, 403 for missing scopes."""
        kind, _, text = authorization.partition(" ")
        if kind.lower() != "bearer" or not text:
            raise unregistered() if method == "GET" else missing_credentials()
        token = self.tokens.get(text)
        if token is None:
            if self.required:
                raise unauthenticated()
            return Caller(DEFAULT_PRINCIPAL)
        if token.expires <= time.time():
            raise unauthenticated()
        fitting = token.scopes & scopes
        if not fitting:
            raise insufficient_scopes(service)
        return Caller(token.principal, token.app, token.app if fitting == {OWN_FILES} else None)

    def expire(self) -> None:
        """Make every token issued so far invalid."""
        for token in self.tokens.values():
            token.expires = 0


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def missing_credentials() -> ApiError:
    message = (
        "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other "
        "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return ApiError(401, message, headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'})


def unregistered() -> ApiError:
    """A GET without any credential (recorded by others; other methods answer 401)."""
    message = (
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or "
        "other form of API consumer identity to call this API."
    )
    return ApiError(403, message, reason="forbidden", with_status=True)
