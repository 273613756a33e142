"""From nothing to one's own log in Chromium, against a server that answers as Google does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib.demo import make
from tests.browser.clicks import MOST_CLICKS, Clicks
from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.data.logs import write_xlsx
from tests.examples import thorough
from tests.servers.service_account import EMAIL
from tests.servers.sheets.server import SheetsServer

pytestmark = pytest.mark.browser
MAIN = "[data-testid=stMain]"
"""The page without Streamlit's own navigation, whose sections are lists of lists on a narrow window."""
OVERVIEW = "Is the program healthy, where am I needed, what came of it?"


@pytest.fixture(scope="module")
def own_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small program without tabs of circles and members; its tab of sessions is called Meetings and has a title above
    its headers, one of which is another's word for held."""
    tables = make.program(circles=2, months=4, seed=5, end=date.today(), errors=False)
    kept = {name: tables[name] for name in ("attendance", "actions")}
    kept["Meetings"] = [
        {"Date held" if name == "held" else name: cell for name, cell in row.items()}
        for row in tables["sessions"]
    ]
    rows = {
        name: [{k: "" if v is None else v for k, v in row.items()} for row in table]
        for name, table in kept.items()
    }
    path = write_xlsx(tmp_path_factory.mktemp("own") / "own.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book["Meetings"].insert_rows(1, 2)
    book["Meetings"]["A1"] = "Our meetings this year"
    book.save(path)
    return path


def paste(page: Page, address: str) -> None:
    field = page.get_by_role("textbox", name="Address of the spreadsheet")
    field.fill(address)
    field.press("Enter")
    settled(page)
    page.get_by_role("button", name="Test", exact=True).click()
    settled(page)


@thorough
def test_without_a_key_the_page_says_what_to_put_where(
    app_server: Callable[..., Server], new_page: Callable[..., Page]
) -> None:
    page = new_page(width=390)
    page.goto(f"{app_server().url}/connect")
    settled(page)
    expect(page.get_by_role("heading", name="How do I use my own circle log?")).to_be_visible()
    expect(page.get_by_text("[workbook.service_account]").first).to_be_visible()
    expect(page.get_by_role("textbox", name="Address of the spreadsheet")).to_be_disabled()
    expect(page.get_by_role("button", name="Test", exact=True)).to_be_disabled()
    assert not scrolls_sideways(page)
    assert not axe_violations(page, MAIN)


@thorough
def test_five_steps_right_and_wrong(
    app_server: Callable[..., Server],
    new_page: Callable[..., Page],
    google: SheetsServer,
    service_account: str,
    private_key: str,
    own_names: Path,
) -> None:
    spreadsheet = google.load_xlsx(own_names, "Our circles")
    server = app_server(secrets=service_account, PHAROS_SHEETS_ENDPOINT=google.url)
    page = new_page()
    page.goto(server.url)
    settled(page)
    clicks = Clicks(page)
    clicks.menu("Sheet", "Connect")
    expect(page.get_by_text(EMAIL)).to_be_visible()
    assert private_key.splitlines()[1] not in page.content()

    paste(page, "https://docs.google.com/spreadsheets/d/e/2PACX-abcdefghijklmnop/pubhtml")
    expect(page.get_by_text("published copy")).to_be_visible()
    paste(page, "https://docs.google.com/spreadsheets/d/1nosuchspreadsheet000000000000/edit")
    expect(page.get_by_role("alert").filter(has_text=EMAIL)).to_be_visible()

    google.share_only_with(spreadsheet, {"someone@example.org": "writer"})
    address = f"  <https://docs.google.com/spreadsheets/u/0/d/{spreadsheet}/edit?usp=sharing#gid=0> "
    paste(page, address)
    expect(page.get_by_role("alert").filter(has_text="is not shared with")).to_be_visible()

    google.share_with_everyone(spreadsheet)
    field = page.get_by_role("textbox", name="Address of the spreadsheet")
    clicks.on(field)
    field.fill(address)
    clicks.on(page.get_by_role("button", name="Test", exact=True))
    expect(page.get_by_text("Read: Our circles")).to_be_visible()
    expect(page.get_by_role("heading", name="Meetings", exact=True)).to_be_visible()
    expect(page.get_by_text("Headers in row 3")).to_be_visible()
    assert not axe_violations(page)
    clicks.on(page.get_by_role("button", name="Use this log"))
    assert google.values(spreadsheet, "settings", "FORMATTED_VALUE")[1:] == [
        ["tab.sessions", "Meetings"],
        ["column.sessions.held", "Date held"],
    ]

    expect(page.get_by_role("heading", name=OVERVIEW)).to_be_visible()
    expect(page.get_by_text("Our circles · as of").first).to_be_visible()
    expect(page.locator(".pharos-circle-head strong")).to_have_count(2)
    assert clicks.number <= MOST_CLICKS


@thorough
def test_google_out_of_reach_shows_the_last_good_log(
    app_server: Callable[..., Server],
    new_page: Callable[..., Page],
    google: SheetsServer,
    service_account: str,
    own_names: Path,
) -> None:
    tables = make.program(circles=2, months=4, seed=5, end=date.today(), errors=False)
    path = own_names.with_name("plain.xlsx")
    make.write(tables, path)
    spreadsheet = google.load_xlsx(path, "Plain names")
    url = f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit"
    server = app_server(
        secrets=f'[workbook]\nurl = "{url}"\n{service_account}', PHAROS_SHEETS_ENDPOINT=google.url
    )
    page = new_page()
    page.goto(server.url)
    settled(page)
    expect(page.get_by_text("Plain names · as of").first).to_be_visible()

    google.share_only_with(spreadsheet, {"someone@example.org": "writer"})
    page.get_by_role("button", name="Refresh now").click()
    settled(page)
    expect(page.get_by_text("has been unreadable since")).to_be_visible()
    expect(page.get_by_text("choose Share, and add").first).to_be_visible()
    expect(page.locator(".pharos-circle-head strong")).to_have_count(2)

    google.share_with_everyone(spreadsheet)
    page.get_by_role("button", name="Refresh now").click()
    settled(page)
    expect(page.get_by_text("has been unreadable since")).to_have_count(0)


@thorough
def test_a_spreadsheet_made_from_the_template_is_shared_and_tested(
    app_server: Callable[..., Server],
    new_page: Callable[..., Page],
    google: SheetsServer,
    service_account: str,
) -> None:
    server = app_server(secrets=service_account + "# made\n", PHAROS_SHEETS_ENDPOINT=google.url)
    page = new_page(width=820, color_scheme="dark")
    page.goto(f"{server.url}/connect")
    settled(page)
    page.get_by_text("Or have Pharos create it").click()
    page.get_by_role("textbox", name="Your Google account's email").fill("lead@example.org")
    page.get_by_role("textbox", name="Your Google account's email").press("Enter")
    settled(page)
    page.get_by_role("button", name="Create it and share it with me").click()
    settled(page)
    expect(page.get_by_text("Created and shared.")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Test", exact=True).click()
    settled(page)
    expect(page.get_by_text("Read: Circle log")).to_be_visible()
    assert not scrolls_sideways(page)
    assert not axe_violations(page)


@thorough
def test_a_folder_with_a_spreadsheet_per_circle_and_a_folder_out_of_reach(
    app_server: Callable[..., Server],
    new_page: Callable[..., Page],
    google: SheetsServer,
    service_account: str,
    tmp_path: Path,
) -> None:
    folder = google.add_folder("Circles")
    for seed in (1, 2):
        path = tmp_path / f"{seed}.xlsx"
        make.write(make.program(circles=1, months=3, seed=seed, end=date.today(), errors=False), path)
        google.load_xlsx(path, f"Circle {seed}", parents=[folder])
    server = app_server(secrets=service_account + "# folder\n", PHAROS_SHEETS_ENDPOINT=google.url)
    page = new_page()
    page.goto(f"{server.url}/connect")
    settled(page)
    paste(page, "https://drive.google.com/drive/folders/1nosuchfolder0000000000")
    expect(page.get_by_role("alert").filter(has_text="folder")).to_be_visible()
    paste(page, f"https://drive.google.com/drive/folders/{folder}?usp=sharing")
    expect(page.get_by_text("Read: Circles")).to_be_visible()
