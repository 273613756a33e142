"""From a file as people keep it to a true overview, in Chromium; a wrong guess corrected; a date pasted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from lib.demo import make
from tests.browser.clicks import MOST_CLICKS, Clicks
from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.browser.grids import click_row
from tests.examples import thorough

pytestmark = pytest.mark.browser
OVERVIEW = "Is the program healthy, where am I needed, what came of it?"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a title row, "Meetings" with attendees in one cell, and "Action items"."""
    book, first = Workbook(), date.today() - timedelta(days=170)
    book.remove(book.active)
    meetings = book.create_sheet("Meetings")
    meetings.append(["Our leadership circles"])
    meetings.append(["Group", "Date", "Topic", "Attendees", "Apologies", "Outcome", "Comment"])
    actions = book.create_sheet("Action items")
    actions.append(["Meeting date", "Group", "Action", "Who", "Deadline", "Due date", "Done?"])
    for month in range(6):
        for at, circle in enumerate(("Atlas", "Borea")):
            day = first + timedelta(days=28 * month + at)
            people = "Ann Ash, Bo Birch" if at == 0 else "Dee Dow; Eli East"
            meetings.append([circle, day, f"Topic {month}", people, None, "Go on", "good talk"])
            due = day + timedelta(days=14)
            done = "Completed" if month < 4 else "Floating"
            actions.append([day, circle, f"Call vendor {month}", people[:7], due, due, done])
    meetings.append(["Total", None, None, 12])
    path = tmp_path_factory.mktemp("own") / "Our circles.xlsx"
    book.save(path)
    return path


@pytest.fixture
def fresh(app_server: Callable[..., Server], request: pytest.FixtureRequest) -> Server:
    """A server on which nothing is configured, with a small demo program."""
    server = app_server(secrets=f"# {request.node.name}\n")
    data = server.home / "data"
    data.mkdir(exist_ok=True)
    tables = make.program(circles=1, months=2, seed=1, end=date.today(), errors=False)
    make.write(tables, data / "demo.xlsx")
    make.write(make.survey(tables, seed=1, end=date.today()), data / "demo-pulse.xlsx")
    return server


def test_from_a_file_to_a_true_overview_and_a_cell_mended_from_its_check(
    fresh: Server, new_page: Callable[..., Page], own: Path
) -> None:
    page = new_page()
    page.goto(fresh.url)
    settled(page)
    clicks = Clicks(page)
    clicks.menu("Sheet", "Use your log")
    clicks.file(own)
    clicks.on(page.get_by_role("combobox", name="Which column of Action items holds due"))
    clicks.on(page.get_by_role("option", name="Deadline"))
    expect(page.get_by_text("25 rows found: 24 used and 1 that hold no record.")).to_be_visible()
    assert not axe_violations(page)
    clicks.on(page.get_by_role("button", name="Use this file as the log"))
    expect(page.get_by_role("heading", name=OVERVIEW)).to_be_visible()
    expect(page.get_by_text("Our circles")).to_be_visible()
    assert clicks.number <= MOST_CLICKS
    expect(page.locator(".pharos-circle-head strong")).to_have_text(["Atlas", "Borea"])

    page.goto(f"{fresh.url}/checks")
    settled(page)
    click_row(page, page.get_by_test_id("data-grid-canvas").last, 0, 12)
    settled(page)
    page.get_by_role("link").filter(has_text="Mend Action items").click()
    settled(page)
    expect(page.get_by_role("heading", name="What do you want to correct in the log?")).to_be_visible()
    paste(page, 0, "status", "Erledigt")
    expect(page.get_by_role("button", name="Save 1")).to_be_enabled()
    page.get_by_role("button", name="Save 1").click()
    settled(page)
    expect(page.get_by_text("Saved: 1 cell.")).to_be_visible()
    (kept,) = (fresh.home / "data" / "brought").glob("*.xlsx")
    column = [cell.value for cell in load_workbook(kept)["Action items"]["G"]]
    assert (column.count("Completed"), column.count("Floating")) == (9, 3)


def paste(page: Page, row: int, column: str, text: str) -> None:
    """Paste a text into a cell of the first grid."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    canvas = page.get_by_test_id("data-grid-canvas").first
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    click_row(page, canvas, row, 20)
    titles = canvas.locator("[role=columnheader]").all_text_contents()
    for _ in range(titles.index(column)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+v")
    page.wait_for_timeout(600)
    settled(page)


@thorough
def test_a_wrong_guess_is_corrected_on_a_phone(
    fresh: Server, new_page: Callable[..., Page], own: Path
) -> None:
    page = new_page(width=390, color_scheme="dark")
    page.goto(f"{fresh.url}/bring")
    settled(page)
    clicks = Clicks(page)
    clicks.file(own)
    assert not scrolls_sideways(page)
    clicks.on(page.get_by_role("button", name="Change a column").first)
    page.get_by_role("combobox", name="Column of Meetings").click()
    page.get_by_role("option", name="Comment").click()
    settled(page)
    meaning = page.get_by_role("combobox", name="Read it as")
    meaning.click()
    meaning.fill("notes")
    page.get_by_role("option", name="notes", exact=True).click()
    settled(page)
    page.keyboard.press("Escape")
    settled(page)
    page.get_by_role("combobox", name="Action items is read as").click()
    page.get_by_role("option", name="not read").click()
    settled(page)
    expect(page.get_by_text("the required actions tab is missing", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Use this file as the log")).to_be_disabled()


@thorough
def test_a_pasted_date_is_read_or_refused_and_never_today(
    app_server: Callable[..., Server], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "log.xlsx"
    make.write(make.program(circles=1, months=3, seed=3, end=date.today(), errors=False), path)
    server = app_server(PHAROS_WORKBOOK=path)
    page = new_page()
    page.goto(f"{server.url}/edit?tab=sessions")
    settled(page)
    paste(page, 0, "planned", "13.03.2026")
    expect(page.get_by_role("button", name="Save 1")).to_be_enabled()
    grid = page.get_by_test_id("stDataFrame").last
    expect(grid.get_by_text("2026-03-13")).to_be_attached()
    paste(page, 0, "planned", "someday")
    expect(page.get_by_text("'someday' does not fit; expected a date such as 2026-03-04")).to_be_visible()
    expect(page.get_by_role("button", name="Save 1")).to_be_disabled()
