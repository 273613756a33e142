"""Addresses and the history of the browser, in Chromium: what is chosen is in the address, and Back takes it back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, height_before_closed, pick, settled
from tests.examples import some

pytestmark = pytest.mark.browser
Pages = Callable[..., Page]
SCREENS = 1_950
"""Pixels at a width of 1440: two screens, and the margins of the page."""


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def test_what_is_chosen_is_in_the_address_and_back_takes_back_the_last_choice(
    demo_server: Server, new_page: Pages
) -> None:
    page = new_page()
    page.goto(f"{demo_server.url}/health")
    settled(page)
    pick(page, "Period", "Last 6 months")
    settled(page)
    pick(page, "Figure", "Cadence")
    settled(page)
    page.get_by_text("Every habit: does it hold, improve or slip?").click()
    settled(page)
    assert query(page) == {"period": ["Last 6 months"], "figure": ["Cadence"], "every_habit": ["true"]}
    page.reload()
    settled(page)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.go_back()
    settled(page)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    assert query(page) == {"period": ["Last 6 months"], "figure": ["Cadence"]}
    page.go_back()
    settled(page)
    assert query(page) == {"period": ["Last 6 months"]}
    expect(page.get_by_role("combobox", name="Figure")).to_have_value("Participation")


def test_typing_a_few_letters_and_enter_picks_one_circle(demo_server: Server, new_page: Pages) -> None:
    page = new_page()
    page.goto(demo_server.url)
    settled(page)
    box = page.get_by_role("combobox", name="Circle")
    box.click()
    box.press_sequentially("den")
    box.press("Enter")
    settled(page)
    assert query(page)["circle"] == ["Deneb"]
    expect(page.locator(".pharos-circle-head strong")).to_have_text(["Deneb"])


def test_a_card_leads_to_its_circle_in_this_tab_and_in_another(demo_server: Server, new_page: Pages) -> None:
    page = new_page()
    page.goto(f"{demo_server.url}/overview?period=6m")
    settled(page)
    card = page.locator("a.pharos-go").first
    name, address = card.inner_text(), card.evaluate("link => link.href")
    assert parse_qs(urlparse(address).query)["circle"] == [name]
    card.click()
    expect(page.locator(".pharos-circle-name strong")).to_have_text(name)
    page.wait_for_url(lambda url: parse_qs(urlparse(url).query).get("circle") == [name])
    settled(page)
    page.go_back()
    expect(page.locator(".pharos-circle-head strong").first).to_have_text(name)
    page.wait_for_url(
        lambda url: parse_qs(urlparse(url).query) == {"period": ["Last 6 months"]}, timeout=20_000
    )
    settled(page)
    other = new_page()
    other.goto(address)
    settled(other)
    expect(other.locator(".pharos-circle-name strong")).to_have_text(name)
    other.get_by_role("link", name="Log sessions from your notes").click()
    other.wait_for_url(lambda url: urlparse(url).path == "/notes")
    settled(other)
    other.go_back()  # one link is one entry
    other.wait_for_url(lambda url: parse_qs(urlparse(url).query).get("circle") == [name])
    expect(other.locator(".pharos-circle-name strong")).to_have_text(name)


def test_an_address_that_is_no_page_says_so(demo_server: Server, new_page: Pages) -> None:
    page = new_page()
    page.goto(f"{demo_server.url}/no-such-page")
    settled(page)
    expect(page.get_by_text("no page at")).to_be_visible()
    assert urlparse(page.url).path == "/no-such-page"


@pytest.mark.parametrize(
    "address",
    some(
        ["overview", "health", "actions", "lighthouses", "outcomes", "playbook", "circle", "checks", "edit"],
        4,
    ),
)
def test_a_page_is_two_screens_before_its_closed_sections(
    demo_server: Server, new_page: Pages, address: str
) -> None:
    page = new_page(width=1440)
    page.goto(f"{demo_server.url}/{address}")
    settled(page)
    assert height_before_closed(page) <= SCREENS
