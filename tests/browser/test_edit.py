"""The sheet edited in Chromium through the real Google client: typed, saved, undone, in conflict, kept, warned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.browser.grids import type_in_cell
from tests.data.logs import write_xlsx
from tests.examples import thorough
from tests.servers.sheets.server import SheetsServer

pytestmark = pytest.mark.browser
MAIN = "[data-testid=stMain]"
NOTHING_YET = "No changes yet."
CHANGED_MEANWHILE = "Someone else changed this meanwhile."


def tables() -> dict[str, list[dict[str, object]]]:
    held = date(2026, 3, 2)
    return {
        "circles": [{"circle": "Atlas", "lead": "lee@x.org"}, {"circle": "Borea", "lead": "bea@x.org"}],
        "members": [{"member": "ann", "circle": "Atlas"}, {"member": "bo", "circle": "Borea"}],
        "sessions": [{"session": "Atlas-01", "circle": "Atlas", "planned": held, "held": held}],
        "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes"}],
        "actions": [
            {
                "action": f"A-{number:04d}",
                "circle": "Atlas",
                "what": f"Task {number}",
                "owner": "ann",
                "status": "open",
            }
            for number in range(1, 9)
        ],
    }


@pytest.fixture(scope="module")
def sheet(google: SheetsServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    return google.load_xlsx(write_xlsx(tmp_path_factory.mktemp("edit") / "log.xlsx", tables()), "Circle log")


@pytest.fixture(scope="module")
def address(app_server: Callable[..., Server], google: SheetsServer, service_account: str, sheet: str) -> str:
    """The page Edit on a server that reads and writes the sheet."""
    url = f"https://docs.google.com/spreadsheets/d/{sheet}/edit"
    secrets = f'[workbook]\nurl = "{url}"\n{service_account}'
    return f"{app_server(secrets=secrets, PHAROS_SHEETS_ENDPOINT=google.url).url}/edit"


def visit(page: Page, address: str) -> Page:
    page.goto(address)
    settled(page)
    expect(page.get_by_test_id("stDataFrameResizable").first).to_be_visible()
    return page


def type_in(page: Page, column: str, texts: dict[int, str]) -> None:
    """Type into cells of a column of the grid, each by the position of its row."""
    for typed, (row, text) in enumerate(texts.items(), start=1):
        type_in_cell(page, page.get_by_test_id("data-grid-canvas").first, row, column, text)
        expect(page.get_by_role("button", name=f"Save {typed}")).to_be_enabled(timeout=30_000)
        settled(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    settled(page)


def cells(google: SheetsServer, sheet: str, column: str) -> list[object]:
    header, *body = google.values(sheet, "actions")
    return [row[header.index(column)] for row in body]


def test_five_cells_typed_kept_warned_saved_undone(
    address: str, google: SheetsServer, sheet: str, new_page: Callable[..., Page]
) -> None:
    page = visit(new_page(), address)
    before = cells(google, sheet, "what")
    typed = {0: "Eight", 1: "Seven", 2: "=1+1", 3: "Fünf 🌿", 7: "One"}
    type_in(page, "what", typed)
    expect(page.get_by_role("button", name="Save 5")).to_be_enabled()

    google.type(sheet, "actions!D5", "bo")
    press(page, "Refresh now")
    expect(page.get_by_role("button", name="Save 5")).to_be_enabled()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("() => { setTimeout(() => { location.href = '/' }) }")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_role("button", name="Save 5")).to_be_enabled()
    assert cells(google, sheet, "what") == before

    press(page, "Save 5")
    expect(page.get_by_text("Saved: 5 cells.")).to_be_visible()
    expect(page.get_by_text(NOTHING_YET)).to_be_visible()
    assert cells(google, sheet, "what") == ["One", *before[1:4], "Fünf 🌿", "=1+1", "Seven", "Eight"]
    assert cells(google, sheet, "owner")[3] == "bo"
    assert not axe_violations(page, MAIN)

    press(page, "Undo")
    expect(page.get_by_text("Undone: 5 cells.")).to_be_visible()
    assert cells(google, sheet, "what") == before
    assert len(google.values(sheet, "edits")) == 1 + 5 + 5 + 1, "the undo and its reason"
    press(page, "Dismiss")


@thorough
def test_two_people_in_the_same_cells_settled_each_way(
    address: str, google: SheetsServer, sheet: str, new_page: Callable[..., Page]
) -> None:
    mine, other = visit(new_page(), address), visit(new_page(width=390, height=844), address)
    assert not scrolls_sideways(other)
    type_in(mine, "what", {0: "Mine 8", 1: "Mine 7", 2: "Mine 6"})
    type_in(other, "what", {0: "Theirs 8"})
    press(other, "Save 1")
    expect(other.get_by_text("Saved: 1 cell.")).to_be_visible()
    assert not scrolls_sideways(other)
    google.type(sheet, "actions!C8", "Theirs 7")
    google.type(sheet, "actions!C7", "Theirs 6")

    press(mine, "Save 3")
    expect(mine.get_by_text(CHANGED_MEANWHILE)).to_be_visible()
    assert cells(google, sheet, "what")[5:] == ["Theirs 6", "Theirs 7", "Theirs 8"]
    assert not axe_violations(mine, MAIN)
    expect(mine.locator(".st-key-conflict_0")).to_contain_text("A-0008")
    press(mine, "Save with these choices")
    for at, key, how in ((0, "A-0007", "Use mine"), (1, "A-0006", "Edit")):
        conflict = mine.locator(f".st-key-conflict_{at}")
        expect(conflict).to_contain_text(key)
        conflict.get_by_text(how, exact=True).click()
        settled(mine)
    mine.get_by_role("textbox", name="New value").fill("Both 6")
    mine.get_by_role("textbox", name="New value").press("Enter")
    settled(mine)
    mine.set_viewport_size({"width": 390, "height": 844})
    settled(mine)
    assert not scrolls_sideways(mine)
    press(mine, "Save with these choices")
    expect(mine.get_by_text(CHANGED_MEANWHILE)).to_have_count(0)
    expect(mine.get_by_text(NOTHING_YET)).to_be_visible()
    assert cells(google, sheet, "what")[5:] == ["Both 6", "Mine 7", "Theirs 8"]
