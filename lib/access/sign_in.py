"""Sign-in: its settings in secrets.toml, and what an identity provider's token says about a person.

`[auth]` is Streamlit's section for OpenID Connect, `[access]` is Pharos's own. An incomplete setup keeps everyone out:
anyone who wrote either section wanted sign-in. This module uses neither Streamlit nor the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from lib.access.redaction import address
from lib.words.phrases import listed, plural

LEAST_SECRET = 32
"""The least number of characters in cookie_secret: anyone who guesses it can sign in as anyone."""
MOST_HOURS = 24 * 30
"""Streamlit's cookie does not live longer."""
HOURS = 12
CLOCKS_DIFFER = timedelta(minutes=5)

_CLIENT = ("client_id", "client_secret", "server_metadata_url")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SignInIncomplete(Exception):
    """Sign-in is set up but cannot work. `problems`: what to correct and where, one sentence each, without secrets."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


Reason = Literal["signed out", "over", "no email", "unverified"]


class NotSignedIn(Exception):
    """Nobody is signed in who can be let in. `email`: the address in the token, verified or not, "" if none."""

    def __init__(self, reason: Reason, email: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.email = email


@dataclass(frozen=True, slots=True)
class SignIn:
    """How people sign in.

    `providers`: names for Streamlit's login, "default" for the unnamed one. `origin`: scheme and host of the only
    address where sign-in works. `administrators`: emails in the form of `address`. `contact`: whom to ask for access,
    "" if not set. `session_hours`: how long a sign-in lasts at most. `outlast_token`: whether it may last longer than
    its token. `trusted_issuers`: issuers whose emails count as verified if the token does not say.
    """

    providers: tuple[str, ...]
    origin: str
    administrators: frozenset[str] = frozenset()
    contact: str = ""
    session_hours: float = HOURS
    outlast_token: bool = False
    trusted_issuers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is signed in: verified email, name, when it ends (UTC), and a key that no other sign-in has."""

    email: str
    name: str
    ends: datetime
    key: str = ""


def sign_in_settings(secrets: Mapping[str, Any], port: int) -> SignIn | None:
    """How people sign in; None if secrets.toml has neither `[auth]` nor `[access]`. `port`: the server's port, which
    replaces {port} in redirect_uri.

    Raises SignInIncomplete with everything that is missing or wrong.
    """
    if "auth" not in secrets and "access" not in secrets:
        return None
    auth, access = secrets.get("auth", {}), secrets.get("access", {})
    if not isinstance(auth, Mapping) or not isinstance(access, Mapping):
        raise SignInIncomplete("[auth] and [access] in secrets.toml must be tables.")
    if "auth" not in secrets:
        raise SignInIncomplete(
            "[access] says who may come in, but [auth] is missing, so nobody can sign in. "
            "Fill in [auth], or remove [access] to run Pharos just for yourself."
        )
    problems = [*_auth_problems(auth, port), *_access_problems(access)]
    if problems:
        raise SignInIncomplete(*problems)
    parts = urlsplit(_with_port(auth["redirect_uri"], port))
    return SignIn(
        providers=_providers(auth),
        origin=f"{parts.scheme}://{parts.netloc}",
        administrators=frozenset(
            address(email.strip(" \t\r\n")) for email in access.get("administrators", [])
        ),
        contact=access.get("contact", "").strip(),
        session_hours=access.get("session_hours", HOURS),
        outlast_token=access.get("outlast_token", False),
        trusted_issuers=frozenset(access.get("trusted_issuers", [])),
    )


def _auth_problems(auth: Mapping[str, Any], port: int) -> list[str]:
    problems = []
    if not _is_own_callback(auth.get("redirect_uri"), port):
        problems.append(
            "redirect_uri under [auth] must be the address of Pharos followed by /oauth2callback, such as "
            "https://pharos.example.com/oauth2callback; http:// works only on this machine."
        )
    secret = auth.get("cookie_secret")
    if not isinstance(secret, str) or len(secret) < LEAST_SECRET or len(set(secret)) < 8:
        problems.append(
            f"cookie_secret under [auth] must be random text of at least {LEAST_SECRET} characters: "
            "python -c 'import secrets; print(secrets.token_hex(32))' makes one."
        )
    for provider in _providers(auth):
        section, name = (auth, "[auth]") if provider == "default" else (auth[provider], f"[auth.{provider}]")
        if "_" in provider:
            problems.append(f"{name} must have a name without underscores.")
        if lacks := [field for field in _CLIENT if not _is_text(section.get(field))]:
            them = plural(len(lacks), "it", "them")
            problems.append(f"{name} lacks {listed(lacks)}: your identity provider gives you {them}.")
        elif not _is_private(section["server_metadata_url"]):
            problems.append(f"server_metadata_url under {name} must begin with https://.")
    return problems


def _providers(auth: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the providers: "default" for settings directly under [auth], or if there are no others."""
    named = [name for name, value in auth.items() if isinstance(value, Mapping) and name != "client_kwargs"]
    unnamed = ["default"] if any(field in auth for field in _CLIENT) or not named else []
    return (*unnamed, *named)


def _is_own_callback(uri: object, port: int) -> bool:
    if not isinstance(uri, str):
        return False
    uri = _with_port(uri, port)
    return _is_private(uri) and urlsplit(uri).path.endswith("/oauth2callback")


def _with_port(uri: str, port: int) -> str:
    return uri.strip().replace("{port}", str(port))


def _is_private(address: str) -> bool:
    """Whether nobody in between can read what is sent to an address: https, or http to this machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


_EXPECTED: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("administrators", _is_texts, 'a list of emails: ["name@example.com"]'),
    ("contact", lambda value: isinstance(value, str), "text that says whom to ask for access"),
    (
        "session_hours",
        lambda value: type(value) in (int, float) and 0 < value <= MOST_HOURS,
        f"a number of hours, at most {MOST_HOURS}",
    ),
    ("outlast_token", lambda value: isinstance(value, bool), "true or false"),
    ("trusted_issuers", _is_texts, 'a list of issuers: ["https://login.example.com/tenant"]'),
)


def _access_problems(access: Mapping[str, Any]) -> list[str]:
    names = [name for name, _, _ in _EXPECTED]
    unknown = [
        f"{name} under [access] is not a setting. The settings are {listed(names)}."
        for name in access
        if name not in names
    ]
    wrong = [
        f"{name} under [access] must be {expected}."
        for name, fits, expected in _EXPECTED
        if name in access and not fits(access[name])
    ]
    return unknown + wrong


def person(claims: Mapping[str, Any], settings: SignIn, now: datetime) -> Person:
    """The person who is signed in, from what Streamlit kept of the ID token (st.user). `now` has a time zone.

    Streamlit checks none of this after the moment of sign-in. The email must be verified: `email_verified` is true, or
    missing from an issuer in `trusted_issuers`. A sign-in ends when its token expires (`exp`, ignored with
    `outlast_token`) or `session_hours` after the token was issued (`iat`), whichever comes first. Without both times it
    counts as ended. Raises NotSignedIn with the reason.
    """
    if claims.get("is_logged_in") is not True:
        raise NotSignedIn("signed out")
    email = claims.get("email")
    if not isinstance(email, str) or not email.strip():
        raise NotSignedIn("no email")
    if not _is_verified(claims, settings):
        raise NotSignedIn("unverified", email)
    ends = _end(claims, settings, now)
    is_from_elsewhere = claims.get("provider", settings.providers[0]) not in settings.providers
    if ends is None or now >= ends or is_from_elsewhere:
        raise NotSignedIn("over", email)
    key = _text(claims, "nonce") or f"{email} {claims.get('iat')} {claims.get('exp')}"
    return Person(email, _text(claims, "name") or email, ends, key)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""


def _is_verified(claims: Mapping[str, Any], settings: SignIn) -> bool:
    verified = claims.get("email_verified")
    if verified is None:
        return claims.get("iss") in settings.trusted_issuers
    return verified is True or (isinstance(verified, str) and verified.strip().lower() == "true")


def _end(claims: Mapping[str, Any], settings: SignIn, now: datetime) -> datetime | None:
    issued, expires = _moment(claims.get("iat")), _moment(claims.get("exp"))
    if issued is None or expires is None or issued > now + CLOCKS_DIFFER:
        return None
    ends = issued + timedelta(hours=settings.session_hours)
    return ends if settings.outlast_token else min(ends, expires)


def _moment(seconds: object) -> datetime | None:
    if type(seconds) not in (int, float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)  # type: ignore[arg-type]
    except (OverflowError, ValueError, OSError):
        return None
