"""A sponsor on a tablet answers an ask where they read it, and takes a review from its start to frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.brief.reading import pages_of
from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.browser.walking import view_as
from tests.data.logs import FIVE_TABS, write_xlsx

pytestmark = pytest.mark.browser


def test_a_sponsor_grants_an_ask_in_two_taps_and_freezes_the_review(
    app_server: Callable[..., Server], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    raised = date.today() - timedelta(days=40)
    ask = {"ask": "K-1", "circle": "Atlas", "raised": raised, "what": "A room", "hours": 8, "status": "open"}
    more = {"answered": "", "answered_by": "", "answer": "", "amount": "", "currency": ""}
    tables = FIVE_TABS | {"circles": [{"circle": "Atlas", "sponsor": "sue@x.org"}], "asks": [ask | more]}
    path = write_xlsx(tmp_path / "log.xlsx", tables)
    page = new_page(width=820)
    page.goto(app_server(PHAROS_WORKBOOK=path).url)
    settled(page)
    view_as(page, "sponsor")
    expect(page.get_by_role("heading", name="My desk")).to_be_visible()
    assert not scrolls_sideways(page)

    page.get_by_role("button", name="Grant", exact=True).click()
    settled(page)
    assert not axe_violations(page)
    page.get_by_role("button", name="Save: grant").click()
    settled(page)

    expect(page.get_by_text("No ask is waiting for you.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    header, row = openpyxl.load_workbook(path)["asks"].iter_rows(values_only=True)
    found = dict(zip(header, row, strict=True))
    assert (found["status"], found["hours"], found["answered_by"]) == ("granted", 8, "sue@x.org")

    page.get_by_role("button", name="Dismiss").click()
    page.get_by_test_id("stTopNavSection").filter(has_text="Program").click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text="Review").click()
    settled(page)
    expect(page.get_by_role("heading", name="What should the sponsor decide now?")).to_be_visible()
    assert not scrolls_sideways(page)
    assert not axe_violations(page)
    text = page.get_by_role("textbox", name="The review in words")
    text.fill("A long text. " * 400 + "Its last word: Zebra.")
    text.blur()
    settled(page)
    paper = " ".join("".join(pages_of(page.pdf(format="A4"))).split())
    assert "Its last word: Zebra." in paper
    assert "Next review" not in paper
    text.fill("The circle got its room.")
    page.get_by_role("button", name="Freeze the review").click()
    settled(page)
    expect(page.get_by_text("Nothing of this was restated since")).to_be_visible()
    expect(page.locator(".pharos-review-text")).to_have_text("The circle got its room.")
    header, row = openpyxl.load_workbook(path)["reviews"].iter_rows(values_only=True)
    frozen = dict(zip(header, row, strict=True))
    assert (frozen["sponsor"], frozen["summary"]) == ("sue@x.org", "The circle got its room.")
    assert '"granted"' in str(frozen["figures"])
