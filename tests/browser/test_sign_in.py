"""Signing in with an OpenID Connect provider, in Chromium: who gets in, where they land, when it ends.

Every text of the log has a mark in it, and people who must see nothing of the log are sent no marks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from lib.access.redaction import Viewer
from lib.demo import make
from lib.ui.entry.shell import PAGES
from tests.browser.driving import Server, axe_violations, pick, scrolls_sideways, settled
from tests.browser.walking import Sent
from tests.data.canaries import allowed, log_of, marked, marks_in
from tests.examples import some, thorough
from tests.servers.oidc.server import OidcServer
from tests.servers.sheets.server import SheetsServer

pytestmark = pytest.mark.browser

OVERVIEW = "Is the program healthy, where am I needed, what came of it?"
WELCOME, STRANGER = "Welcome to Pharos", "You are signed in, but not on the list"
OVER, UNVERIFIED = "Your sign-in has ended", "Is this email address yours?"
ACCESS = (
    '[access]\nadministrators = ["ada@example.org"]\ncontact = "the program office, office@example.org"\n'
)
MAIN = "[data-testid=stMain]"
"""The page without Streamlit's own navigation, whose sections are lists of lists on a narrow window."""
COOKIE_SECRET = "0123456789abcdef" * 4
NAMES = {
    "sam@example.org": "Samira Sponsor",
    "lea@example.org": "Lea Lead",
    "ada@example.org": "Ada Admin",
    "eve@example.org": "Eve Stranger",
    "bea@example.org": "Bea Both",
}
Pages = Callable[..., Page]
Servers = Callable[..., Server]


@pytest.fixture(scope="module")
def running() -> Iterator[OidcServer]:
    server = OidcServer().start()
    yield server
    server.stop()


@pytest.fixture
def oidc(running: OidcServer) -> OidcServer:
    """The provider as it is at its best: everybody known, tokens of an hour."""
    provider = running.provider
    for email, name in NAMES.items():
        provider.add(email, name=name)
    provider.add("una@example.org", email_verified=False)
    provider.add("una2@example.org", email_verified=None)
    provider.token_seconds, provider.issued_ago, provider.is_down = 3600, 0, False
    provider.asked.clear()
    return running


class Told(Sent):
    """What the server told a page: WebSocket messages, and no files beside them."""

    def contents(self) -> list[bytes]:
        paths = [urlparse(answer.url).path for answer in self._answers]
        assert not [path for path in paths if path.startswith("/media/")]
        return self._messages.contents


def with_people(**changes: str) -> make.Tables:
    tables = deepcopy(marked(circles=2, months=4))
    tables["circles"][0] |= {"lead": "Lea@example.org", "sponsor": "sam@example.org"} | changes
    tables["circles"][1] |= {"lead": "bea@example.org", "sponsor": "Bea@example.org"}
    return tables


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    make.write(with_people(), path)
    return path


@pytest.fixture
def server(app_server: Servers, oidc: OidcServer, workbook: Path) -> Server:
    return app_server(
        secrets=oidc.auth_section(COOKIE_SECRET) + ACCESS, PHAROS_WORKBOOK=workbook, PHAROS_LOOK_EVERY="1"
    )


def shows(page: Page, title: str) -> None:
    """Waits for the title, also while the browser is on its way to the page, and for all that stands below."""
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible(timeout=40_000)
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def sign_in(page: Page, url: str, email: str) -> None:
    """From an address of the app to wherever the sign-in ends."""
    page.goto(url)
    shows(page, WELCOME)
    choose(page, email)


def choose(page: Page, email: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/authorize?**")
    page.get_by_role("button", name=email, exact=True).click()
    page.wait_for_url(lambda url: "/authorize" not in url and "/oauth2callback" not in url)


def open_account(page: Page, email: str) -> None:
    page.get_by_test_id("stMain").get_by_role("button", name=NAMES[email]).click()
    expect(page.get_by_text(email)).to_be_visible()


def menu(page: Page) -> set[str]:
    """The pages that the navigation offers."""
    found = page.get_by_test_id("stTopNavLink").all_inner_texts()
    for section in page.get_by_test_id("stTopNavSection").all():
        section.click()
        links = page.get_by_test_id("stTopNavDropdownLink")
        expect(links.first).to_be_visible()
        found += links.all_inner_texts()
        page.keyboard.press("Escape")
    return {text.split("\n")[-1] for text in found}


# Who gets in


@pytest.mark.parametrize(
    ("email", "role", "connect"),
    some(
        [
            ("sam@example.org", "sponsor", "This page is for administrators"),
            ("lea@example.org", "lead", "This page is for administrators"),
            ("ada@example.org", "admin", "How do I use my own circle log?"),
        ],
        1,
    ),
)
def test_each_role_gets_its_pages_and_nothing_else(
    server: Server, new_page: Pages, workbook: Path, email: str, role: str, connect: str
) -> None:
    page = new_page()
    sign_in(page, server.url, email)
    sent = Told(page)
    page.goto(server.url)
    shows(page, OVERVIEW)
    found = marks_in(sent.contents())
    assert found
    assert found <= allowed(log_of(workbook), Viewer(role, email))  # type: ignore[arg-type]
    assert ("Connect" in menu(page)) == (role == "admin")
    sent.forget()
    page.goto(f"{server.url}/connect")
    shows(page, connect)
    assert not marks_in(sent.contents())
    expect(page.get_by_text("[workbook.service_account]")).to_have_count(int(role == "admin"))


@thorough
@pytest.mark.parametrize(
    ("email", "title", "addresses"),
    [
        ("eve@example.org", STRANGER, [place.address for place in PAGES]),
        ("una@example.org", UNVERIFIED, ["edit"]),
    ],
)
def test_others_are_refused_politely_at_every_address(
    server: Server, new_page: Pages, email: str, title: str, addresses: list[str]
) -> None:
    page = new_page()
    sent = Told(page)
    sign_in(page, server.url, email)
    shows(page, title)
    for address in addresses:
        page.goto(f"{server.url}/{address}")
        shows(page, title)
        expect(page.get_by_text("Page not found")).to_have_count(0)
        assert not marks_in(sent.contents())
        assert b"marked" not in b"".join(sent.contents())  # the workbook's name
        sent.forget()
    expect(page.get_by_text("office@example.org")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    shows(page, WELCOME)


@thorough
def test_who_leads_and_sponsors_chooses(server: Server, new_page: Pages) -> None:
    page = new_page()
    sign_in(page, server.url, "bea@example.org")
    shows(page, OVERVIEW)
    open_account(page, "bea@example.org")
    expect(page.get_by_text("signed in as a lead")).to_be_visible()
    page.get_by_role("combobox", name="View as").click()
    assert page.get_by_role("option").all_inner_texts() == ["lead", "sponsor"]
    page.get_by_role("option", name="sponsor").click()
    settled(page)
    expect(page.get_by_text("signed in as a sponsor")).to_be_visible()


# The way in


def test_signed_out_every_address_leads_to_the_sign_in(server: Server, new_page: Pages) -> None:
    page = new_page()
    sent = Told(page)
    for address in some(["", "edit", "nosuchpage", *(place.address for place in PAGES)], 3):
        page.goto(f"{server.url}/{address}")
        shows(page, WELCOME)
        expect(page.get_by_text("Page not found")).to_have_count(int(address == "nosuchpage"))
        assert not marks_in(sent.contents())
        assert b"marked" not in b"".join(sent.contents())
        sent.forget()


@thorough
@pytest.mark.parametrize("address", ["overview", "connect"])
def test_the_first_request_of_a_fresh_server_is_a_deep_link(
    app_server: Servers, oidc: OidcServer, new_page: Pages, workbook: Path, address: str
) -> None:
    secrets = oidc.auth_section(COOKIE_SECRET) + ACCESS + f"# {address}\n"
    server = app_server(secrets=secrets, PHAROS_WORKBOOK=workbook)
    page = new_page()
    sent = Told(page)
    page.goto(f"{server.url}/{address}?period=Last+6+months")
    shows(page, WELCOME)
    expect(page.get_by_text("Page not found")).to_have_count(0)
    assert not marks_in(sent.contents())
    choose(page, "ada@example.org")
    settled(page)
    assert urlparse(page.url).path == f"/{address}"
    if address == "overview":
        shows(page, OVERVIEW)
        assert parse_qs(urlparse(page.url).query) == {"period": ["Last 6 months"]}
        expect(page.get_by_role("combobox", name="Period")).to_have_value("Last 6 months")


@thorough
def test_a_sign_in_that_is_given_up_says_so_and_can_be_tried_again(server: Server, new_page: Pages) -> None:
    page = new_page()
    page.goto(f"{server.url}/overview")
    shows(page, WELCOME)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url(f"{server.url}/overview?sign_in=failed")
    shows(page, WELCOME)
    expect(page.get_by_text("did not finish")).to_be_visible()
    choose(page, "sam@example.org")
    shows(page, OVERVIEW)
    assert page.url == f"{server.url}/overview"


@thorough
def test_a_provider_out_of_reach_is_no_blank_page(
    app_server: Servers, oidc: OidcServer, new_page: Pages, workbook: Path
) -> None:
    server = app_server(
        secrets=oidc.auth_section(COOKIE_SECRET) + ACCESS + "# down\n", PHAROS_WORKBOOK=workbook
    )
    page = new_page()
    page.goto(f"{server.url}/overview")
    shows(page, WELCOME)
    oidc.provider.is_down = True
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/overview?sign_in=failed")
    shows(page, WELCOME)
    expect(page.get_by_text("did not finish")).to_be_visible()
    oidc.provider.is_down = False
    choose(page, "sam@example.org")
    shows(page, OVERVIEW)


def test_under_another_name_the_way_to_the_right_one(server: Server, new_page: Pages) -> None:
    page = new_page()
    page.goto(server.url.replace("127.0.0.1", "localhost"))
    shows(page, WELCOME)
    expect(page.get_by_role("link", name="Go to that address")).to_have_attribute("href", server.url)
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)


def test_a_forged_cookie_is_nobody(server: Server, new_page: Pages) -> None:
    page = new_page()
    claims = {"email": "ada@example.org", "email_verified": True, "is_logged_in": True, "origin": server.url}
    page.context.add_cookies([{"name": "_streamlit_user", "value": json.dumps(claims), "url": server.url}])
    page.goto(server.url)
    shows(page, WELCOME)


# The end


@thorough
def test_signing_out_reaches_the_provider_and_the_other_tab(
    server: Server, oidc: OidcServer, new_page: Pages
) -> None:
    page = new_page()
    sign_in(page, server.url, "sam@example.org")
    shows(page, OVERVIEW)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["_streamlit_user"]["httpOnly"]
    other = page.context.new_page()
    other.goto(server.url)
    shows(other, OVERVIEW)
    open_account(page, "sam@example.org")
    page.get_by_role("button", name="Sign out").click()
    shows(page, WELCOME)
    assert oidc.provider.asked["/end_session"] == 1
    assert "_streamlit_user" not in {cookie["name"] for cookie in page.context.cookies()}
    shows(other, WELCOME)  # though nobody touches it
    assert not marks_in([other.content().encode()])
    expect(other.locator(".pharos-tile")).to_have_count(0)


@thorough
def test_a_cookie_copied_before_signing_out_is_worth_nothing_after(server: Server, new_page: Pages) -> None:
    mine, thief = new_page(), new_page()
    sign_in(mine, server.url, "sam@example.org")
    shows(mine, OVERVIEW)
    thief.context.add_cookies([c for c in mine.context.cookies() if c["name"].startswith("_streamlit_user")])  # type: ignore[misc]
    open_account(mine, "sam@example.org")
    mine.get_by_role("button", name="Sign out").click()
    shows(mine, WELCOME)
    thief.goto(server.url)
    shows(thief, WELCOME)


@thorough
def test_a_page_that_nobody_touches_closes_when_the_sign_in_ends(
    server: Server, oidc: OidcServer, new_page: Pages
) -> None:
    oidc.provider.token_seconds = 12
    page = new_page()
    sign_in(page, f"{server.url}/overview", "sam@example.org")
    shows(page, OVERVIEW)
    shows(page, OVER)
    expect(page.locator(".pharos-tile")).to_have_count(0)
    page.reload()
    shows(page, OVER)
    oidc.provider.token_seconds = 3600
    choose(page, "sam@example.org")
    shows(page, OVERVIEW)
    assert page.url == f"{server.url}/overview"


@thorough
def test_a_sign_in_of_yesterday_is_over_though_its_token_holds(
    server: Server, oidc: OidcServer, new_page: Pages
) -> None:
    oidc.provider.token_seconds, oidc.provider.issued_ago = 10**6, 13 * 3600
    page = new_page()
    sign_in(page, server.url, "ada@example.org")
    shows(page, OVER)
    page.goto(f"{server.url}/connect")
    shows(page, OVER)


# Roles that go


@thorough
def test_a_role_withdrawn_in_the_file_is_lost(
    app_server: Servers, oidc: OidcServer, new_page: Pages, tmp_path: Path
) -> None:
    path = tmp_path / "marked.xlsx"
    make.write(with_people(), path)
    server = app_server(secrets=oidc.auth_section(COOKIE_SECRET) + ACCESS, PHAROS_WORKBOOK=path)
    page = new_page()
    sign_in(page, server.url, "sam@example.org")
    shows(page, OVERVIEW)
    make.write(with_people(sponsor="somebody.else@example.org"), path)
    pick(page, "Period", "Last 6 months")
    shows(page, STRANGER)
    expect(page.locator(".pharos-tile")).to_have_count(0)
    sent = Told(page)
    for address in ("", "overview", "connect"):
        page.goto(f"{server.url}/{address}")
        shows(page, STRANGER)
    assert not marks_in(sent.contents())


@thorough
def test_a_role_withdrawn_in_google_sheets_is_lost_with_the_refresh(
    app_server: Servers,
    oidc: OidcServer,
    new_page: Pages,
    google: SheetsServer,
    service_account: str,
    workbook: Path,
) -> None:
    spreadsheet = google.load_xlsx(workbook, "Marked circles")
    url = f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit"
    secrets = oidc.auth_section(COOKIE_SECRET) + ACCESS + f'[workbook]\nurl = "{url}"\n' + service_account
    server = app_server(secrets=secrets, PHAROS_SHEETS_ENDPOINT=google.url)
    page, admin = new_page(), new_page()
    sign_in(page, server.url, "sam@example.org")
    shows(page, OVERVIEW)
    sign_in(admin, server.url, "ada@example.org")
    shows(admin, OVERVIEW)
    header = google.values(spreadsheet, "circles")[0]
    google.type(
        spreadsheet, f"circles!{chr(ord('A') + header.index('sponsor'))}2", "somebody.else@example.org"
    )
    admin.get_by_role("button", name="Refresh now").click()
    shows(admin, OVERVIEW)
    if page.get_by_role(
        "combobox", name="Period"
    ).is_visible():  # an untouched page is asked about now and then
        pick(page, "Period", "Last 6 months")
    shows(page, STRANGER)


# A log or settings that cannot be read


@thorough
def test_without_a_log_an_administrator_reaches_connect_and_others_wait_politely(
    app_server: Servers, oidc: OidcServer, new_page: Pages, tmp_path: Path
) -> None:
    path = tmp_path / "secretname.xlsx"
    server = app_server(secrets=oidc.auth_section(COOKIE_SECRET) + ACCESS, PHAROS_WORKBOOK=path)
    page, admin = new_page(), new_page()
    sign_in(page, f"{server.url}/overview", "sam@example.org")
    shows(page, "The circle log cannot be read right now")
    assert "secretname" not in page.content()
    sign_in(admin, f"{server.url}/connect", "ada@example.org")
    shows(admin, "How do I use my own circle log?")
    make.write(with_people(), path)
    shows(page, OVERVIEW)


@thorough
@pytest.mark.parametrize(
    "secrets",
    [
        "[auth\nno toml",
        '[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\nclient_id = "x"\n',
        "[auth]\n",
        ACCESS,
    ],
)
def test_half_a_configuration_is_closed(
    app_server: Servers, new_page: Pages, workbook: Path, secrets: str
) -> None:
    server = app_server(secrets=secrets, PHAROS_WORKBOOK=workbook)
    page = new_page()
    sent = Told(page)
    for address in ("", PAGES[0].address, PAGES[-1].address):
        page.goto(f"{server.url}/{address}")
        shows(page, "Sign-in is not set up completely")
    assert not marks_in(sent.contents())
    assert not axe_violations(page)


# Looks


@thorough
@pytest.mark.parametrize(("width", "color_scheme"), [(390, "dark"), (1440, "light"), (820, "dark")])
def test_doors_can_be_read_by_everybody(
    server: Server, new_page: Pages, width: int, color_scheme: str
) -> None:
    page = new_page(width=width, color_scheme=color_scheme)
    page.goto(server.url)
    shows(page, WELCOME)
    assert not scrolls_sideways(page)
    assert not axe_violations(page)
    choose(page, "eve@example.org")
    shows(page, STRANGER)
    assert not scrolls_sideways(page)
    assert not axe_violations(page)
    page.get_by_role("button", name="Sign out").click()
    shows(page, WELCOME)
    choose(page, "bea@example.org")
    shows(page, OVERVIEW)
    open_account(page, "bea@example.org")
    assert not scrolls_sideways(page)
    assert not axe_violations(page, MAIN)
    page.goto(f"{server.url}/connect")
    shows(page, "This page is for administrators")
    assert not scrolls_sideways(page)
    assert not axe_violations(page, MAIN)
