"""The test provider refuses what a provider must refuse: an app that signs in there can sign in elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.testclient import TestClient

from tests.servers.oidc.app import application
from tests.servers.oidc.provider import Provider

BACK = "http://127.0.0.1:8501/oauth2callback"
VERIFIER = "v" * 48
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "pharos",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid email",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def provider() -> Provider:
    made = Provider(issuer="http://127.0.0.1:1")
    made.add("sam@example.org", name="Sam")
    return made


@pytest.fixture
def browser(provider: Provider) -> Iterator[TestClient]:
    with TestClient(application(provider), follow_redirects=False) as client:
        yield client


def answer(browser: TestClient, email: str = "sam@example.org", **changes: str) -> dict[str, list[str]]:
    found = browser.post("/authorize", params=ASKED | changes, data={"email": email})
    assert found.headers["location"].startswith(BACK)
    return parse_qs(urlsplit(found.headers["location"]).query)


def exchange(browser: TestClient, provider: Provider, **changes: str) -> tuple[int, dict[str, str]]:
    form = {
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        "client_id": "pharos",
        "client_secret": provider.client_secret,
    }
    found = browser.post("/token", data=form | changes)
    return found.status_code, found.json()


def test_a_signed_token_for_the_person_who_chose(browser: TestClient, provider: Provider) -> None:
    (code,), (state,) = answer(browser)["code"], answer(browser)["state"]
    status, tokens = exchange(browser, provider, code=code)
    assert (status, state) == (200, "s")
    claims = jwt.decode(
        tokens["id_token"], KeySet.import_key_set(browser.get("/jwks").json()), ["RS256"]
    ).claims
    assert (claims["email"], claims["nonce"], claims["aud"]) == ("sam@example.org", "n", "pharos")
    userinfo = browser.get("/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert userinfo.json()["email"] == "sam@example.org"
    assert "d" not in browser.get("/jwks").json()["keys"][0]


def test_a_code_is_valid_once(browser: TestClient, provider: Provider) -> None:
    (code,) = answer(browser)["code"]
    assert exchange(browser, provider, code=code)[0] == 200
    assert exchange(browser, provider, code=code) == (
        400,
        {"error": "invalid_grant", "error_description": "unknown, used or old code"},
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "x"}, "invalid_client"),
        ({"client_id": "x"}, "invalid_client"),
        ({"code_verifier": "x"}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:9/oauth2callback"}, "invalid_grant"),
        ({"grant_type": "password"}, "invalid_grant"),
    ],
)
def test_a_code_is_for_the_client_that_asked(
    browser: TestClient, provider: Provider, changes: dict[str, str], error: str
) -> None:
    (code,) = answer(browser)["code"]
    assert exchange(browser, provider, code=code, **changes)[1]["error"] == error


@pytest.mark.parametrize("uri", ["http://evil.example.org/oauth2callback", "http://127.0.0.1/elsewhere", ""])
def test_an_answer_goes_to_a_registered_address_only(browser: TestClient, uri: str) -> None:
    for found in (
        browser.get("/authorize", params=ASKED | {"redirect_uri": uri}),
        browser.get("/end_session", params={"post_logout_redirect_uri": uri}),
    ):
        assert found.status_code == 400
        assert "location" not in found.headers


@pytest.mark.parametrize(
    ("email", "changes", "error"),
    [
        ("", {}, "access_denied"),
        ("eve@example.org", {}, "access_denied"),
        ("sam@example.org", {"code_challenge_method": "plain"}, "invalid_request"),
        ("sam@example.org", {"scope": "email"}, "invalid_request"),
    ],
)
def test_a_refusal_reaches_the_app(
    browser: TestClient, email: str, changes: dict[str, str], error: str
) -> None:
    assert answer(browser, email, **changes)["error"] == [error]
