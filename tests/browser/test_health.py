"""What a sponsor does on the health page, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, axe_violations, pick, scrolls_sideways, settled
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import thorough

pytestmark = pytest.mark.browser


@pytest.fixture
def server(demo_server: Server) -> Server:
    return demo_server


@thorough
@pytest.mark.parametrize(("color_scheme", "part"), [("light", "Sessions"), ("dark", "Members")])
def test_it_fits_and_axe_finds_nothing(
    server: Server, new_page: Callable[..., Page], color_scheme: str, part: str
) -> None:
    page = new_page(width=390, color_scheme=color_scheme)
    page.goto(f"{server.url}/health?aspect={part}")
    settled(page)
    expect(page.get_by_role("heading", name="Which habits of good circles hold, which slip?")).to_be_visible()
    assert not scrolls_sideways(page)
    assert not axe_violations(page, "[data-testid=stMain]")
    for width in (820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for _ in range(50):  # charts follow their place a moment later
            if scrolls_sideways(page):
                page.wait_for_timeout(100)
        assert not scrolls_sideways(settled(page)), width
    assert not axe_violations(page, "[data-testid=stMain]")


@thorough
def test_a_sponsor_reads_a_figure_through_time(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{server.url}/health")
    settled(page)
    expect(page.get_by_label("Participation by month, ").first).to_be_visible()

    pick(page, "Figure", "Cadence", typed=True)
    expect(page).to_have_url(re.compile("figure=Cadence"))
    settled(page)
    page.get_by_role("radio", name="Quarter").click()
    settled(page)
    chart = page.get_by_label("Cadence by quarter, ").first
    expect(chart).to_be_visible()

    page.get_by_role("button", name="Table, CSV").first.click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("period,n,N,value,mean,lower,upper,special cause")


@thorough
def test_hovering_a_special_cause_says_why(
    app_server: Callable[..., Server], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    days = [date(2025, 1, 8) + timedelta(days=28 * number) for number in range(16)]
    tables = FIVE_TABS | {
        "circles": [{"circle": "Atlas"}],
        "members": [{"member": f"m{person}", "circle": "Atlas"} for person in range(10)],
        "sessions": [{"session": f"S{day}", "circle": "Atlas", "planned": day, "held": day} for day in days],
        "attendance": [
            {"session": f"S{day}", "member": f"m{person}", "present": "yes" if person < came else "no"}
            for day, came in zip(days, [9, 8] * 4 + [5, 6] * 4, strict=True)
            for person in range(10)
        ],
        "changes": [{"date": date(2025, 3, 2), "what": "Meets in the morning"}],
    }
    server = app_server(PHAROS_WORKBOOK=write_xlsx(tmp_path / "run.xlsx", tables))
    page = new_page(width=390)
    page.goto(f"{server.url}/health?as_of=2026-06-30")
    settled(page)
    chart = page.get_by_role("img", name="Participation by month, ")
    months = chart.locator(".pharos-plot-month")
    months.nth(2).hover()
    expect(months.nth(2)).to_contain_text("7 months in a row above the mean")
    expect(months.nth(2).locator("b")).to_be_visible()
    months.last.hover()
    expect(months.last).to_contain_text("8 months in a row below the mean")
    expect(months.last).to_contain_text("6 of 10")
    named = chart.get_by_text("Meets in the morning", exact=True).first
    expect(named).to_be_visible()
    named.hover()
    expect(chart.get_by_text("2025-03-02")).to_be_visible()
    for text in chart.locator("span:not(.pharos-ink), em").all():
        box = text.bounding_box()
        assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= 390), text.inner_html()


@thorough
def test_the_table_of_circles_scrolls_inside_itself_and_keeps_their_names(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=390)
    page.goto(f"{server.url}/health")
    settled(page)
    region = page.get_by_role("region", name="Sessions by circle, most in need first")
    region.scroll_into_view_if_needed()
    table = region.get_by_role("table")
    name, last = (
        table.get_by_role("rowheader").nth(1),
        table.get_by_role("row").nth(2).get_by_role("cell").last,
    )
    before = name.bounding_box()
    region.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    after, cell = name.bounding_box(), last.bounding_box()
    assert before is not None
    assert after is not None
    assert cell is not None
    assert after["x"] == pytest.approx(before["x"], abs=1)
    assert cell["x"] >= after["x"] + after["width"] - 1
    assert cell["x"] + cell["width"] <= 390
    ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert name.evaluate("cell => getComputedStyle(cell).backgroundColor") == ground

    page.locator(".st-key-table_page").get_by_role("button", name="Page 2").click()
    settled(page)
    expect(region.get_by_role("rowheader")).to_have_count(2)
