"""Waiting for the first log of many spreadsheets in Chromium: what viewers see meanwhile; it comes by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.data.logs import FIVE_TABS, grid
from tests.examples import thorough
from tests.servers.sheets.server import SheetsServer

pytestmark = pytest.mark.browser
OVERVIEW = "Is the program healthy, where am I needed, what came of it?"
WAITING = "When will the log be ready?"
COUNT = re.compile(r"Reading (\d+) of 12 spreadsheets · (about \d+ minutes? left|less than a minute left)")
MAIN = "[data-testid=stMain]"


@pytest.fixture
def google() -> Iterator[SheetsServer]:
    """One a test: the faults of one are not the other's."""
    server = SheetsServer().start()
    yield server
    server.stop()


@pytest.fixture
def folder(google: SheetsServer) -> str:
    """Twelve circles, a spreadsheet each."""
    folder = google.add_folder("Circles 2026")
    for n in range(12):
        tables = {
            tab: [
                {name: f"C{n}" if cell == "Atlas" else f"{cell}{n}" for name, cell in row.items()}
                if tab != "sessions"
                else {**row, "session": f"A-1{n}", "circle": f"C{n}"}
                for row in rows
            ]
            for tab, rows in FIVE_TABS.items()
        }
        cells = {tab: list(zip(*grid(tab, rows).columns, strict=True)) for tab, rows in tables.items()}
        google.load_rows(
            {tab: [list(row) for row in rows] for tab, rows in cells.items()}, f"C{n}", parents=[folder]
        )
    return folder


@pytest.fixture
def server(
    app_server: Callable[..., Server], google: SheetsServer, folder: str, service_account: str
) -> Server:
    address = f"https://drive.google.com/drive/folders/{folder}"
    secrets = f'[workbook]\nfolder = "{address}"\n{service_account}'
    return app_server(secrets=secrets, PHAROS_SHEETS_ENDPOINT=google.url)


def count(page: Page) -> int:
    found = COUNT.search(page.get_by_test_id("stProgress").inner_text())
    assert found
    return int(found[1])


@thorough
def test_all_see_the_same_read_go_on_and_the_log_comes_by_itself(
    google: SheetsServer, server: Server, new_page: Callable[..., Page]
) -> None:
    google.fail("slow", path="/v4/", delay=1.0, times=None)
    first = new_page()
    first.goto(server.url)
    expect(first.get_by_role("heading", name=WAITING)).to_be_visible(timeout=20_000)
    expect(first.get_by_text(COUNT)).to_be_visible()
    seen = count(first)
    second = new_page(width=390, color_scheme="dark")
    second.goto(f"{server.url}/overview")
    expect(second.get_by_text(COUNT)).to_be_visible(timeout=20_000)
    assert seen <= count(second) < 12
    assert not scrolls_sideways(second)
    assert not axe_violations(second, MAIN)
    first.goto("about:blank")
    expect(second.get_by_role("heading", name=OVERVIEW)).to_be_visible(timeout=40_000)
    settled(second)
    expect(second.get_by_text("Circles 2026 · as of").first).to_be_visible()
    calls = google.counts()
    assert (calls["spreadsheets.get"], calls["values.batchGet"]) == (12, 12), "once for all viewers"

    google.recover()
    google.fail("slow", path="/v4/", delay=2.0, times=None)
    second.get_by_role("button", name="Refresh now").click()
    expect(second.get_by_text(COUNT)).to_be_visible(timeout=20_000)
    expect(second.get_by_role("heading", name=OVERVIEW)).to_be_visible()
    google.recover()
    expect(second.get_by_text(COUNT)).to_have_count(0, timeout=30_000)
    expect(second.get_by_text("refreshing")).to_have_count(0)


@thorough
def test_a_failure_says_what_to_do_and_ends_by_itself(
    google: SheetsServer, server: Server, new_page: Callable[..., Page], folder: str
) -> None:
    for file_id in list(google.store.files):
        google.share_only_with(file_id, {"someone@example.org": "writer"})
    page = new_page()
    page.goto(server.url)
    settled(page)
    expect(page.get_by_role("heading", name="Why is there nothing to see?")).to_be_visible()
    expect(page.get_by_text("the Drive folder is not shared with").first).to_be_visible()
    expect(page.get_by_text("Pharos keeps trying")).to_be_visible()
    tries = google.counts()["files.get"]
    page.wait_for_timeout(7_000)
    assert google.counts()["files.get"] <= tries + 1, "not at every look of the page"
    for file_id in list(google.store.files):
        google.share_with_everyone(file_id)
    expect(page.get_by_role("heading", name=OVERVIEW)).to_be_visible(timeout=60_000)
