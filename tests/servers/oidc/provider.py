"""What the provider knows: people, its client, the codes it issued, its key; and the tokens that it signs."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

Claims = dict[str, Any]
CODE_SECONDS = 60


class Refused(Exception):
    """A request that the specifications let a provider refuse; `error` is the code from the specifications."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(why)
        self.error = error


@dataclass(frozen=True)
class Grant:
    """What a code was issued for."""

    email: str
    redirect_uri: str
    nonce: str
    challenge: str
    until: float


@dataclass
class Provider:
    """People are identified by email; `people` holds the claims that go into their tokens.

    Knobs: `token_seconds` is how long ID tokens are valid, and `issued_ago` how old they are when they are issued.
    `is_down`: answer everything with 503. `can_end_sessions`: whether the metadata names an address for signing out.
    """

    issuer: str = ""
    client_id: str = "pharos"
    client_secret: str = field(default_factory=secrets.token_urlsafe)
    redirect_uris: set[str] = field(default_factory=lambda: {"http://127.0.0.1/oauth2callback"})
    people: dict[str, Claims] = field(default_factory=dict)
    token_seconds: float = 3600
    issued_ago: float = 0
    is_down: bool = False
    can_end_sessions: bool = True
    asked: Counter[str] = field(default_factory=Counter)
    _key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"use": "sig", "kid": "one"}))
    _grants: dict[str, Grant] = field(default_factory=dict)
    _emails: dict[str, str] = field(default_factory=dict)

    def add(self, email: str, **claims: Any) -> str:
        """Add a person with a verified email; `claims` are added, and None removes one. Out: the email."""
        known = {
            "sub": hashlib.sha256(email.encode()).hexdigest()[:16],
            "email": email,
            "email_verified": True,
        }
        self.people[email] = {k: v for k, v in (known | {"name": email} | claims).items() if v is not None}
        return email

    def metadata(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        return found | (
            {"end_session_endpoint": f"{self.issuer}/end_session"} if self.can_end_sessions else {}
        )

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def check(self, asked: dict[str, str]) -> None:
        """Refuse an authorization request whose answer could go to a stranger, before anyone is asked anything."""
        if asked.get("client_id") != self.client_id:
            raise Refused("unauthorized_client", "unknown client_id")
        if not self.is_registered(asked.get("redirect_uri", "")):
            raise Refused("invalid_request", "redirect_uri is not registered")

    def is_registered(self, uri: str) -> bool:
        """On loopback any port is right (RFC 8252, section 7.3)."""
        parts = urlsplit(uri)
        if parts.hostname == "127.0.0.1":
            uri = parts._replace(netloc=parts.hostname).geturl()
        return uri in self.redirect_uris

    def code(self, email: str, asked: dict[str, str]) -> str:
        """A code for someone who signed in."""
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            raise Refused("invalid_request", "only response_type=code with scope openid")
        if asked.get("code_challenge_method") != "S256":
            raise Refused("invalid_request", "PKCE with S256 is required")
        if email not in self.people:
            raise Refused("access_denied", "nobody signed in")
        code = secrets.token_urlsafe()
        self._grants[code] = Grant(
            email,
            asked["redirect_uri"],
            asked.get("nonce", ""),
            asked["code_challenge"],
            time.time() + CODE_SECONDS,
        )
        return code

    def tokens(self, form: dict[str, str], client_id: str, client_secret: str) -> dict[str, Any]:
        """The tokens for a code, once."""
        if client_id != self.client_id or not secrets.compare_digest(client_secret, self.client_secret):
            raise Refused("invalid_client", "wrong client_id or client_secret")
        grant = self._grants.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code" or grant is None or grant.until < time.time():
            raise Refused("invalid_grant", "unknown, used or old code")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if form.get("redirect_uri") != grant.redirect_uri or challenge != grant.challenge:
            raise Refused("invalid_grant", "another redirect_uri or code_verifier than asked with")
        access_token = secrets.token_urlsafe()
        self._emails[access_token] = grant.email
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(self.token_seconds),
            "id_token": self._id_token(grant),
        }

    def _id_token(self, grant: Grant) -> str:
        now = time.time()
        claims = self.people[grant.email] | {
            "iss": self.issuer,
            "aud": self.client_id,
            "iat": int(now - self.issued_ago),
            "exp": int(now + self.token_seconds),
            "nonce": grant.nonce,
        }
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)

    def userinfo(self, access_token: str) -> Claims:
        if access_token not in self._emails:
            raise Refused("invalid_token", "unknown access token")
        return self.people[self._emails[access_token]]
