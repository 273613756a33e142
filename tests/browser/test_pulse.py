"""What a sponsor reads in the pulse section, in Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, axe_violations, pick, scrolls_sideways, settled
from tests.examples import some, thorough

pytestmark = pytest.mark.browser


@pytest.fixture
def with_survey(demo_server: Server) -> Server:
    return demo_server


@thorough
@pytest.mark.parametrize(("width", "color_scheme"), some([(390, "light"), (1440, "dark"), (820, "dark")], 2))
def test_it_fits_and_axe_finds_nothing(
    with_survey: Server, new_page: Callable[..., Page], width: int, color_scheme: str
) -> None:
    page = new_page(width=width, color_scheme=color_scheme)
    page.goto(f"{with_survey.url}/health?pulse=true")
    settled(page)
    expect(page.get_by_role("heading", name="Psychological safety by circle")).to_be_visible()
    expect(page.get_by_text("This isn’t “no data”")).to_be_visible()
    assert not scrolls_sideways(page)
    assert not axe_violations(page, "[data-testid=stMain]")


@thorough
def test_a_sponsor_filters_reads_and_downloads(with_survey: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{with_survey.url}/health?pulse=true")
    settled(page)
    table = page.get_by_role("table", name="Psychological safety by circle and wave, 1 to 5")
    expect(table.get_by_role("rowheader").first).to_have_text("All circles")
    circle = table.get_by_role("rowheader").nth(1).inner_text()
    cells = table.get_by_role("row").nth(2).get_by_role("cell").all_inner_texts()

    pick(page, "Circle", circle, typed=True)
    page.keyboard.press("Escape")
    settled(page)
    expect(table.get_by_role("rowheader")).to_have_text(["Chosen circles", circle])
    assert table.get_by_role("row").nth(2).get_by_role("cell").all_inner_texts()[-3:] == cells[-3:]

    page.get_by_role("button", name="Table, CSV").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("wave,circle,figure,value,cut off,state,answers,members")
    for line in text.splitlines():
        if "below the reporting threshold" in line:
            assert ",,below the reporting threshold,," in line
