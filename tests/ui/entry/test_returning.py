"""Back to the page where a sign-in began: only to Pharos's own pages, and with a message if the sign-in failed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config

from lib.access.sign_in import SignIn
from lib.ui.entry import returning, session
from lib.ui.entry.returning import COOKIE, own_page
from lib.ui.entry.shell import HOME, PAGES


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://pharos.example.org/overview", "/overview"),
        (
            "https://pharos.example.org/connect?circle=Atlas&circle=Vega#x",
            "/connect?circle=Atlas&circle=Vega",
        ),
        ("https://pharos.example.org/?circle=R%26D+1", "/?circle=R%26D+1"),
        ("https://pharos.example.org/overview?sign_in=failed&period=3m", "/overview?period=3m"),
        ("https://pharos.example.org/overview?sign_in=failed", "/overview"),
        ("https://pharos.example.org/", ""),
        ("https://pharos.example.org", ""),
        ("", ""),
        ("/overview", "/overview"),
        ("//evil.example.org/overview", "/overview"),
        ("//evil.example.org", ""),
        ("///evil.example.org", ""),
        ("/\\evil.example.org", ""),
        ("/nosuchpage", ""),
        ("/auth/logout", ""),
        ("/overview/../auth/logout", ""),
        ("javascript:alert(1)", ""),
        ("https://pharos.example.org/overview?x=%0d%0aSet-Cookie:a", "/overview?x=%0D%0ASet-Cookie%3Aa"),
        ("https://pharos.example.org/overview?x=" + "y" * 3000, ""),
        ("http://[broken", ""),
    ],
)
def test_only_own_pages(address: str, page: str) -> None:
    assert own_page(address) == page


@given(st.text())
def test_any_address_stays_on_this_server(address: str) -> None:
    page = own_page(address)
    assert page == "" or page.partition("?")[0].removeprefix("/") in {"", HOME, *(p.address for p in PAGES)}
    assert page.isascii()
    assert page.isprintable()
    assert own_page(page) == page


def test_under_a_base_path() -> None:
    config.set_option("server.baseUrlPath", "circles")
    try:
        assert own_page("https://example.org/circles/overview") == "/circles/overview"
        assert own_page("https://example.org/overview") == ""
        assert own_page("https://example.org/circles/") == ""
    finally:
        config.set_option("server.baseUrlPath", "")


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Streamlit's two routes as it answers them, and a browser that does not follow redirects by itself."""
    monkeypatch.setattr(session, "settings", lambda: SignIn(("default",), "https://pharos.example.org"))

    async def login(request: Request) -> Response:
        if "down" in request.query_params:
            return PlainTextResponse("Authentication error", 400)
        return RedirectResponse("https://id.example.org/authorize", 302)

    async def callback(request: Request) -> Response:
        answer = RedirectResponse("/", 302)
        if request.query_params.get("code") == "right":
            answer.set_cookie("_streamlit_user", "signed")
        else:
            answer.delete_cookie("_streamlit_user")
        return answer

    routes = [Route("/auth/login", login), Route("/oauth2callback", callback), Route("/overview", login)]
    app = Starlette(routes=routes, middleware=returning.middleware())
    with TestClient(app, base_url="https://pharos.example.org", follow_redirects=False) as client:
        yield client


def came_from(page: str) -> dict[str, str]:
    return {"referer": f"https://pharos.example.org{page}"}


def test_there_and_back(browser: TestClient) -> None:
    left = browser.get("/auth/login", headers=came_from("/connect?circle=Atlas"))
    assert left.headers["location"] == "https://id.example.org/authorize"
    kept = left.headers["set-cookie"]
    assert f"{COOKIE}={quote('/connect?circle=Atlas', safe='')}" in kept
    assert all(word in kept for word in ("HttpOnly", "SameSite=lax", "Max-Age=900", "Secure"))
    back = browser.get("/oauth2callback?code=right&state=s")
    assert (back.status_code, back.headers["location"]) == (302, "/connect?circle=Atlas")
    assert COOKIE not in browser.cookies
    assert all("; secure" in cookie.lower() for cookie in back.headers.get_list("set-cookie"))


def test_from_the_first_page_back_to_the_first_page(browser: TestClient) -> None:
    browser.get("/auth/login", headers=came_from("/"))
    assert browser.get("/oauth2callback?code=right").headers["location"] == "/"


@pytest.mark.parametrize("query", ["code=wrong", "error=access_denied", "code=used&state=old"])
def test_a_failed_sign_in_says_so_on_the_page_where_it_began(browser: TestClient, query: str) -> None:
    browser.get("/auth/login", headers=came_from("/connect?circle=Atlas"))
    back = browser.get(f"/oauth2callback?{query}")
    assert back.headers["location"] == "/connect?circle=Atlas&sign_in=failed"
    assert browser.get(f"/oauth2callback?{query}").headers["location"] == "/?sign_in=failed"


def test_an_unreachable_provider_leads_back_with_a_message(browser: TestClient) -> None:
    answer = browser.get("/auth/login?down=1", headers=came_from("/overview?sign_in=failed"))
    assert (answer.status_code, answer.headers["location"]) == (302, "/overview?sign_in=failed")


def test_coming_back_from_signing_out_is_no_failure(browser: TestClient) -> None:
    assert browser.get("/oauth2callback").headers["location"] == "/"


def test_a_forged_cookie_leads_nowhere_else(browser: TestClient) -> None:
    for page in ("https://evil.example.org/", "//evil.example.org", "/auth/logout"):
        browser.cookies.set(COOKIE, quote(page, safe=""), domain="pharos.example.org")
        assert browser.get("/oauth2callback?code=right").headers["location"] == "/"


def test_other_answers_pass_untouched(browser: TestClient) -> None:
    assert "set-cookie" not in browser.get("/overview", headers=came_from("/connect")).headers
