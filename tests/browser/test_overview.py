"""What a sponsor does with the overview, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from tests.brief.reading import pages_of
from tests.browser.driving import Server, axe_violations, pick, scrolls_sideways, settled
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import some, thorough

pytestmark = pytest.mark.browser
TITLE = "Is the program healthy, where am I needed, what came of it?"
Pages = Callable[..., Page]
Servers = Callable[..., Server]


@thorough
def test_first_request_of_a_fresh_server_is_a_deep_link(
    app_server: Servers, new_page: Pages, tmp_path: Path
) -> None:
    server = app_server(PHAROS_WORKBOOK=write_xlsx(tmp_path / "fresh.xlsx", FIVE_TABS))
    page = new_page()
    page.goto(f"{server.url}/overview?circle=Atlas")
    settled(page)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    assert parse_qs(urlparse(page.url).query) == {"circle": ["Atlas"]}


def test_filter_by_circle_and_share_the_address(demo_server: Server, new_page: Pages) -> None:
    mine = new_page()
    mine.goto(demo_server.url)
    settled(mine)
    before = mine.locator(".pharos-tile-value").first.inner_text()
    circles = mine.locator(".pharos-circle-head strong")
    chosen = circles.first.inner_text()
    assert circles.count() > 1

    pick(mine, "Circle", chosen, typed=True)
    mine.keyboard.press("Escape")
    settled(mine)
    expect(circles).to_have_count(1)
    after = mine.locator(".pharos-tile-value").all_inner_texts()

    theirs = new_page()
    theirs.goto(mine.url)
    settled(theirs)
    assert theirs.locator(".pharos-tile-value").all_inner_texts() == after
    assert theirs.locator(".pharos-circle-head strong").all_inner_texts() == [chosen]
    assert before


@thorough
@pytest.mark.parametrize("width", some([390, 820, 1440], 2))
def test_nothing_scrolls_sideways(demo_server: Server, new_page: Pages, width: int) -> None:
    page = new_page(width=width)
    page.goto(demo_server.url)
    settled(page)
    assert not scrolls_sideways(page)


@thorough
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(demo_server: Server, new_page: Pages, color_scheme: str) -> None:
    page = new_page(color_scheme=color_scheme)
    page.goto(demo_server.url)
    settled(page)
    assert not axe_violations(page)
    page.get_by_text("About this number").first.click()
    settled(page)
    expect(page.get_by_text("The share of members expected at held sessions")).to_be_visible()
    assert not axe_violations(page)


@thorough
def test_charts_have_words_a_table_and_a_download(demo_server: Server, new_page: Pages) -> None:
    page = new_page()
    page.goto(f"{demo_server.url}/overview?in_use=true&all_needs=true")
    settled(page)
    assert page.get_by_label("Overdue actions by priority: ").count() >= 1
    page.get_by_role("button", name="Table, CSV").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("title,eligible,adopted,in_use,rate,low,high")
    assert "from Pharos" in text


@thorough
def test_missing_tab_hands_out_a_template_that_opens(
    app_server: Servers, new_page: Pages, tmp_path: Path
) -> None:
    tables = {name: rows for name, rows in FIVE_TABS.items() if name != "members"}
    page = new_page(width=390)
    page.goto(app_server(PHAROS_WORKBOOK=write_xlsx(tmp_path / "short.xlsx", tables)).url)
    settled(page)
    expect(page.get_by_text("the required members tab is missing")).to_be_visible()
    assert not scrolls_sideways(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the template (.xlsx)").click()
    assert download.value.path().read_bytes().startswith(b"PK")


@thorough
def test_edit_of_the_file_shows_without_a_restart(
    app_server: Servers, new_page: Pages, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "edited.xlsx", FIVE_TABS)
    page = new_page()
    page.goto(app_server(PHAROS_WORKBOOK=path).url)
    settled(page)
    expect(page.locator(".pharos-circle-head strong")).to_have_text(["Atlas"])
    write_xlsx(path, FIVE_TABS | {"circles": [{"circle": "Atlas"}, {"circle": "Vega"}]})
    page.reload()
    settled(page)
    expect(page.locator(".pharos-circle-head strong")).to_have_text(["Atlas", "Vega"])


def test_a_print_says_on_each_sheet_what_it_is_and_leaves_out_what_cannot_be_used_on_paper(
    demo_server: Server, new_page: Pages
) -> None:
    page = new_page()
    page.goto(f"{demo_server.url}/overview?as_of=2026-06-30")
    settled(page)
    sheets = pages_of(page.pdf(format="A5"))
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, start=1):
        assert "Pharos · Overview · As of 30 Jun 2026" in " ".join(sheet.split())
        assert f"{number} / {len(sheets)}" in sheet
    whole = " ".join(" ".join(sheets).split())
    assert "Key figures" in whole
    for left_out in (
        "More filters",
        "Download the brief",
        "About this number",
        "Line of sight: from mandate",
        "CSV",
    ):
        assert left_out not in whole
