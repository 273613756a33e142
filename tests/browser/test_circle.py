"""What a lead does on the Circle page, in Chromium: reads it, downloads the agenda, corrects attendance."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib.demo import make
from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.examples import some, thorough

pytestmark = pytest.mark.browser
MAIN = "[data-testid=stMain]"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("circle") / "program.xlsx"
    make.write(make.program(circles=6, months=9, seed=7, end=date.today()), path)
    return path


@pytest.fixture(scope="module")
def server(app_server: Callable[..., Server], path: Path) -> Server:
    return app_server(PHAROS_WORKBOOK=path)


def attendance(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path, read_only=True)["attendance"].iter_rows(values_only=True))


@thorough
@pytest.mark.parametrize("color_scheme", some(("dark", "light"), 1))
def test_it_fits_at_every_width_and_axe_finds_nothing(
    server: Server, new_page: Callable[..., Page], color_scheme: str
) -> None:
    page = new_page(width=390, color_scheme=color_scheme)
    page.goto(f"{server.url}/circle")
    settled(page)
    for width in (390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for _ in range(50):  # charts follow their place a moment later
            if scrolls_sideways(page):
                page.wait_for_timeout(100)
        assert not scrolls_sideways(settled(page)), width
        assert not axe_violations(page, MAIN), width


def test_the_agenda_is_downloaded_and_attendance_corrected_and_undone(
    server: Server, new_page: Callable[..., Page], path: Path
) -> None:
    page = new_page()
    page.goto(f"{server.url}/circle")
    settled(page)
    circle = page.get_by_role("combobox", name=re.compile("Circle")).last.input_value()
    expect(page.get_by_label(f"Sessions of {circle}, ").first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="Agenda (.md)").click()
    assert re.fullmatch(r"pharos-agenda-[\w-]+\.md", download.value.suggested_filename)
    agenda = download.value.path().read_text(encoding="utf-8")
    assert agenda.startswith(f"# {circle}: next session")
    page.get_by_role("button", name="Copy agenda").click()
    expect(page.get_by_test_id("stCode").first).to_contain_text("next session")
    page.keyboard.press("Escape")

    before = attendance(path)
    page.get_by_text("Who was there", exact=True).click()
    settled(page)
    page.get_by_text("Change who was there").click()
    settled(page)
    first = page.locator(".st-key-circle_ticks [role=radiogroup]").first
    chosen = first.get_by_role("radio", checked=True).inner_text()
    wanted = "Excused" if chosen != "Excused" else "Absent"
    first.get_by_role("radio", name=wanted).focus()
    page.keyboard.press("Space")
    settled(page)
    expect(page.get_by_text(f"{wanted.lower()} instead of {chosen.lower()}")).to_be_visible()
    assert attendance(path) == before, "nothing is written before it is saved"
    page.locator(".st-key-circle_save_attendance button").click()
    settled(page)
    expect(page.get_by_text("Saved: 1 cell.")).to_be_visible()
    changed = [row for row, was in zip(attendance(path), before, strict=True) if row != was]
    assert len(changed) == 1
    assert {"Excused": "excused", "Absent": "no"}[wanted] in changed[0]

    page.get_by_role("button", name="Undo").first.click()
    settled(page)
    expect(page.get_by_text("Undone: 1 cell.")).to_be_visible()
    assert attendance(path) == before
