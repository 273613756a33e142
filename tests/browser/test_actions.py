"""What a lead does with the open list, in Chromium: done and undone, several at once, a conflict, and how it looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from lib.demo import make
from lib.log.reading.parse import parse
from lib.metrics.dictionary import keys_in
from lib.metrics.follow_through import attention
from lib.metrics.program.program import Program, measure
from lib.ui.actions.grid import WRAPPED
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.browser.grids import click_row, type_in_cell
from tests.examples import thorough

pytestmark = pytest.mark.browser
TODAY = date.today()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "program.xlsx"
    make.write(make.program(circles=5, months=14, seed=7, end=TODAY), path)
    return path


@pytest.fixture(scope="module")
def server(app_server: Callable[..., Server], workbook: Path) -> Server:
    return app_server(PHAROS_WORKBOOK=workbook)


def program(path: Path) -> Program:
    return measure(parse(ExcelWorkbook(path).read().grids), pd.Timestamp(TODAY))


def tiles(page: Page) -> list[str]:
    texts = page.locator(".st-key-tiles .pharos-tile-value").all_inner_texts()
    return [text.replace("\xa0", " ") for text in texts]


def answers(page: Page) -> str:
    return " ".join(page.locator(".pharos-answers dd").all_inner_texts())


def curve(page: Page) -> str:
    """What the implementation curve says to those who hear it."""
    return page.get_by_label("Half of what circles decide").first.get_attribute("aria-label") or ""


def mark_done(page: Page, row: int) -> None:
    """Tick the first column of a row of the list."""
    click_row(page, page.get_by_test_id("data-grid-canvas").first, row, right=40, height=WRAPPED)
    settled(page)


def shows(page: Page, found: Program) -> None:
    """The page shows what the file says now."""
    assert tiles(page) == [found.figures[key].text for key in keys_in("Six figures")]


def test_done_moves_every_figure_and_undo_moves_them_back(
    server: Server, new_page: Callable[..., Page], workbook: Path
) -> None:
    page = new_page()
    page.goto(f"{server.url}/actions?period=all&actions_edit=true")
    settled(page)
    before = tiles(page), answers(page), curve(page)
    was = program(workbook)
    shows(page, was)

    type_in_cell(page, page.get_by_test_id("data-grid-canvas").first, 0, "status", "done", right=200)
    expect(page.get_by_text("Before you save", exact=True)).to_be_visible()
    page.get_by_role("button", name="Save 2").click()
    settled(page)
    expect(page.get_by_text("Saved: 2 cells.")).to_be_visible()
    after = tiles(page), answers(page), curve(page)
    now = program(workbook)
    shows(page, now)
    for key, change in {"open": -1, "overdue": -1, "flow": 1}.items():
        assert (now.figures[key].n or 0) - (was.figures[key].n or 0) == change
    assert (was.figures["effect_reported"].N or 0) + 1 == now.figures["effect_reported"].N
    assert all(one != other for one, other in zip(before, after, strict=True))

    page.get_by_role("button", name="Undo").click()
    settled(page)
    expect(page.get_by_text("Undone: 2 cells.")).to_be_visible()
    assert (tiles(page), answers(page), curve(page)) == before


@thorough
def test_several_done_at_once_and_a_conflict_side_by_side(
    server: Server, new_page: Callable[..., Page], workbook: Path
) -> None:
    page, open_before = new_page(), program(workbook).figures["open"].n or 0
    page.goto(f"{server.url}/actions?period=all&actions_edit=true")
    settled(page)
    mark_done(page, 0)
    mark_done(page, 2)
    page.get_by_role("button", name="Save 4").click()
    settled(page)
    expect(page.get_by_text("Saved: 4 cells.")).to_be_visible()
    expect(page.get_by_text("Before you save", exact=True)).to_have_count(0)
    now = program(workbook)
    assert now.figures["open"].n == open_before - 2
    shows(page, now)

    mark_done(page, 1)
    row = attention.attention(now.facts).iloc[1]
    book = openpyxl.load_workbook(workbook)
    sheet = book["actions"]
    column = [cell.value for cell in sheet[1]].index("status") + 1
    theirs = "blocked" if row["status"] != "blocked" else "doing"
    sheet.cell(int(row["_row"]), column, theirs)
    book.save(workbook)
    warning = page.get_by_text("Someone else changed this meanwhile")
    for _ in range(2):  # a read of the changed file can move the button away under the pointer
        if not warning.count():
            page.get_by_role("button", name="Save 2").click()
            settled(page)
    expect(warning).to_be_visible()
    expect(page.locator(".st-key-conflict_0").get_by_text(theirs, exact=True)).to_be_visible()
    page.get_by_text("Use mine").click()
    settled(page)
    page.get_by_role("button", name="Save with these choices").click()
    settled(page)
    expect(page.get_by_text("Saved: 2 cells.")).to_be_visible()
    expect(page.get_by_text("Before you save", exact=True)).to_have_count(0)
    assert program(workbook).figures["open"].n == open_before - 3


@thorough
@pytest.mark.parametrize(("width", "color_scheme"), [(390, "dark"), (1440, "light")])
def test_every_view_fits_and_axe_finds_nothing(
    server: Server, new_page: Callable[..., Page], width: int, color_scheme: str
) -> None:
    page = new_page(width=width, color_scheme=color_scheme)
    page.goto(f"{server.url}/actions?period=all")
    settled(page)
    views = page.get_by_role("radiogroup", name="What to see").get_by_role("radio")
    assert views.count() == 7
    for place in range(views.count()):
        views.nth(place).click()
        settled(page)
        assert not scrolls_sideways(page), place
        if place in (0, 3, 5):
            assert not axe_violations(page, "[data-testid=stMain]"), place


@thorough
def test_what_is_shown_is_taken_along(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{server.url}/actions?period=all")
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="List and figures (CSV)").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith(f'"Actions as of {TODAY.isoformat()}, from Pharos"')
    assert "The share of actions done by their first due date, once that date has passed." in text
    page.get_by_text("Messages to send to owners").click()
    settled(page)
    expect(page.get_by_test_id("stCode").get_by_text("could use an update")).to_be_visible()
