"""What secrets.toml must say before anyone gets in, and what a token must say before it counts as a person."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access.sign_in import NotSignedIn, SignIn, SignInIncomplete, person, sign_in_settings

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
AUTH = {
    "redirect_uri": "https://pharos.example.org/oauth2callback",
    "cookie_secret": "0123456789abcdef" * 4,
    "client_id": "pharos",
    "client_secret": "secret of the client",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}
HOW = SignIn(("default",), "https://pharos.example.org")


def how(auth: dict[str, Any] | None = None, **access: Any) -> SignIn:
    found = sign_in_settings({"auth": AUTH if auth is None else auth, "access": access}, 8501)
    assert found is not None
    return found


def problems(secrets: dict[str, Any]) -> str:
    with pytest.raises(SignInIncomplete) as found:
        sign_in_settings(secrets, 8501)
    assert str(found.value) == " ".join(found.value.problems)
    return str(found.value)


# Settings


def test_nothing_configured_is_no_sign_in() -> None:
    assert sign_in_settings({}, 8501) is None
    assert sign_in_settings({"workbook": {"path": "a.xlsx"}}, 8501) is None


def test_all_settings() -> None:
    found = how(
        administrators=[" Ada@Example.org"],
        contact=" the office ",
        session_hours=8,
        outlast_token=True,
        trusted_issuers=["https://id.example.org"],
    )
    assert found == SignIn(
        ("default",),
        "https://pharos.example.org",
        frozenset({"ada@example.org"}),
        "the office",
        8,
        True,
        frozenset({"https://id.example.org"}),
    )


def test_defaults_are_the_careful_ones() -> None:
    found = sign_in_settings({"auth": AUTH}, 8501)
    assert found is not None
    assert (found.session_hours, found.outlast_token) == (12, False)
    assert found.administrators == found.trusted_issuers == frozenset()


def test_several_providers_by_name() -> None:
    client = {name: AUTH[name] for name in ("client_id", "client_secret", "server_metadata_url")}
    shared = {name: AUTH[name] for name in ("redirect_uri", "cookie_secret")}
    assert how(shared | {"google": client, "okta": client}).providers == ("google", "okta")
    assert how(AUTH | {"client_kwargs": {"prompt": "login"}, "okta": client}).providers == ("default", "okta")
    assert "[auth.okta] lacks client_secret" in problems(
        {"auth": shared | {"okta": client | {"client_secret": ""}}}
    )
    assert "underscores" in problems({"auth": shared | {"my_okta": client}})


def test_the_port_can_be_left_open() -> None:
    assert (
        how(AUTH | {"redirect_uri": "http://127.0.0.1:{port}/oauth2callback"}).origin
        == "http://127.0.0.1:8501"
    )


@pytest.mark.parametrize("name", AUTH)
@pytest.mark.parametrize("value", [None, "", "  ", 3, ["x"]])
def test_each_missing_setting_keeps_everyone_out(name: str, value: object) -> None:
    auth = {key: each for key, each in AUTH.items() if key != name} | ({} if value is None else {name: value})
    assert name in problems({"auth": auth})


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        ({}, "redirect_uri"),
        ("yes", "must be tables"),
        (AUTH | {"redirect_uri": "https://pharos.example.org/"}, "oauth2callback"),
        (AUTH | {"redirect_uri": "pharos.example.org/oauth2callback"}, "https://"),
        (AUTH | {"redirect_uri": "http://pharos.example.org/oauth2callback"}, "https://"),
        (AUTH | {"redirect_uri": "http://[::1/oauth2callback"}, "https://"),
        (AUTH | {"redirect_uri": "https://pharos.example.org:99999/oauth2callback"}, "https://"),
        (AUTH | {"server_metadata_url": "http://id.example.org/x"}, "must begin with https://"),
        (AUTH | {"cookie_secret": "A_LONG_RANDOM_STRING"}, "cookie_secret"),
        (AUTH | {"cookie_secret": "x" * 64}, "cookie_secret"),
    ],
)
def test_unsafe_settings_are_refused(auth: Any, words: str) -> None:
    assert words in problems({"auth": auth})


@pytest.mark.parametrize(
    "access",
    [
        {"administrators": "ada@example.org"},
        {"administrators": [3]},
        {"administrators": [""]},
        {"contact": 3},
        {"session_hours": 0},
        {"session_hours": True},
        {"session_hours": "12"},
        {"session_hours": 721},
        {"session_hours": float("nan")},
        {"outlast_token": "no"},
        {"trusted_issuers": "https://id.example.org"},
        {"administrator": ["ada@example.org"]},
    ],
)
def test_a_wrong_setting_is_named(access: dict[str, Any]) -> None:
    (name,) = access
    assert f"{name} under [access]" in problems({"auth": AUTH, "access": access})


def test_everything_wrong_is_reported_at_once_and_no_secret_with_it() -> None:
    message = problems(
        {"auth": AUTH | {"cookie_secret": "short", "redirect_uri": "x"}, "access": {"session_hours": 0}}
    )
    assert all(name in message for name in ("cookie_secret", "redirect_uri", "session_hours"))
    assert "short" not in message
    assert AUTH["client_secret"] not in message


def test_access_without_auth_lets_nobody_in() -> None:
    assert "[auth] is missing" in problems({"access": {"administrators": ["ada@example.org"]}})
    assert "must be tables" in problems({"auth": AUTH, "access": 3})


def test_the_example_is_right_except_for_its_placeholders() -> None:
    path = Path(__file__).parents[2] / ".streamlit" / "secrets.example.toml"
    text = path.read_text(encoding="utf-8")
    section = text[text.index("# [auth]") :]
    lines = [
        line.removeprefix("# ")
        for line in section.splitlines()
        if line.startswith(("# [", '# "', "# ]")) or " = " in line
    ]
    secrets = tomllib.loads("\n".join(lines))
    assert "cookie_secret" in problems(secrets)
    secrets["auth"]["cookie_secret"] = AUTH["cookie_secret"]
    secrets["auth"]["redirect_uri"] = AUTH["redirect_uri"]
    assert sign_in_settings(secrets, 8501)


# People


def token(**changes: Any) -> dict[str, Any]:
    claims = {
        "is_logged_in": True,
        "provider": "default",
        "iss": "https://id.example.org",
        "email": "sam@example.org",
        "email_verified": True,
        "name": "Sam",
        "nonce": "n",
        "iat": NOW.timestamp() - 600,
        "exp": NOW.timestamp() + 3000,
    }
    return {name: value for name, value in (claims | changes).items() if value is not ...}


def reason(settings: SignIn = HOW, now: datetime = NOW, **changes: Any) -> str:
    with pytest.raises(NotSignedIn) as found:
        person(token(**changes), settings, now)
    return found.value.reason


def test_a_person() -> None:
    found = person(token(), HOW, NOW)
    assert (found.email, found.name, found.key) == ("sam@example.org", "Sam", "n")
    assert found.ends == NOW + timedelta(minutes=50)
    assert person(token(name=...), HOW, NOW).name == "sam@example.org"
    assert person(token(name=3), HOW, NOW).name == "sam@example.org"


@pytest.mark.parametrize("email", ["\u00a0sam@example.org", " sam@example.org", "sam@example.org\u200b"])
def test_an_address_is_taken_letter_by_letter(email: str) -> None:
    assert person(token(email=email), HOW, NOW).email == email


@pytest.mark.parametrize("value", [..., False, None, "True", 1])
def test_only_true_counts_as_signed_in(value: object) -> None:
    assert reason(is_logged_in=value) == "signed out"


@pytest.mark.parametrize("value", [..., None, "", " ", 3, ["sam@example.org"]])
def test_an_email_is_needed(value: object) -> None:
    assert reason(email=value) == "no email"


@pytest.mark.parametrize("value", [..., None, False, "false", "", 1, "yes", [True]])
def test_the_email_must_be_verified(value: object) -> None:
    assert reason(email_verified=value) == "unverified"


@pytest.mark.parametrize("value", [True, "true", "True"])
def test_verified_may_be_text(value: object) -> None:
    assert person(token(email_verified=value), HOW, NOW)


def test_only_a_trusted_issuer_may_leave_it_out() -> None:
    trusting = how(trusted_issuers=["https://id.example.org"])
    assert person(token(email_verified=...), trusting, NOW).email == "sam@example.org"
    assert reason(trusting, email_verified=False) == "unverified"
    assert reason(trusting, email_verified=..., iss="https://id.example.org/other") == "unverified"
    assert reason(trusting, email_verified=..., iss=...) == "unverified"


@pytest.mark.parametrize("name", ["iat", "exp"])
@pytest.mark.parametrize("value", [..., None, "soon", True, float("nan"), 1e30, -1e30])
def test_without_times_it_has_ended(name: str, value: object) -> None:
    assert reason(**{name: value}) == "over"


def test_it_ends_with_the_token_or_after_session_hours() -> None:
    minute = timedelta(minutes=1)
    assert person(token(), HOW, NOW + 49 * minute)
    assert reason(now=NOW + 50 * minute) == "over"
    long = NOW.timestamp() + 10**6
    assert person(token(exp=long), HOW, NOW + timedelta(hours=11, minutes=49))
    assert reason(now=NOW + timedelta(hours=11, minutes=50), exp=long) == "over"
    half = how(session_hours=0.5)
    assert person(token(), half, NOW + 19 * minute)
    assert reason(half, NOW + 20 * minute) == "over"


def test_it_outlasts_the_token_only_if_that_is_set() -> None:
    lasting = how(outlast_token=True)
    assert person(token(), lasting, NOW + timedelta(hours=11, minutes=49)).ends == NOW + timedelta(
        hours=11, minutes=50
    )
    assert reason(lasting, NOW + timedelta(hours=11, minutes=50)) == "over"
    assert reason(lasting, exp=...) == "over"


def test_a_token_from_the_future_or_from_a_removed_provider_does_not_count() -> None:
    assert person(token(iat=NOW.timestamp() + 60), HOW, NOW)
    assert reason(iat=NOW.timestamp() + 3600, exp=NOW.timestamp() + 10**6) == "over"
    assert reason(provider="okta") == "over"


JSON = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.lists(st.none(), max_size=1)
)


@given(st.dictionaries(st.sampled_from(list(token())), JSON))
def test_any_token_gives_a_verified_person_or_nobody(changes: dict[str, Any]) -> None:
    claims = token(**changes)
    try:
        found = person(claims, HOW, NOW)
    except NotSignedIn:
        return
    assert claims["is_logged_in"] is True
    assert str(claims["email_verified"]).strip().lower() == "true"
    assert found.email == claims["email"].strip() != ""
    assert NOW < found.ends <= NOW + timedelta(hours=12, minutes=5)
