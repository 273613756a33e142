"""From notes in Chromium: paste minutes, correct one, save, see it in the file, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.data.logs import write_xlsx
from tests.ui.notes.test_notes import DAY, TEXT, rows, tables

pytestmark = pytest.mark.browser


def test_paste_correct_save_and_undo(
    app_server: Callable[..., Server], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", tables())
    page = new_page(width=390)
    page.goto(f"{app_server(PHAROS_WORKBOOK=path).url}/notes")
    settled(page)
    page.get_by_label("Paste notes or minutes").fill(TEXT)
    page.get_by_role("button", name="Read the notes").click()
    settled(page)
    expect(page.get_by_text(f"Atlas, session of {DAY}")).to_be_visible()
    correct = page.locator(".st-key-notes_correct_1_action_1 button")
    correct.click()
    settled(page)
    page.get_by_role("textbox", name="Action 1", exact=True).fill("Call twelve customers")
    page.get_by_role("textbox", name="Action 1", exact=True).press("Control+Enter")
    settled(page)
    page.keyboard.press("Escape")
    settled(page)
    expect(page.get_by_text("Call twelve customers · ")).to_be_visible()
    page.get_by_text("Keep action 3").click()
    settled(page)
    expect(page.get_by_text("2 of 3 kept")).to_be_visible()
    assert not scrolls_sideways(page)
    assert not axe_violations(page, "[data-testid=stMain]")
    page.get_by_role("button", name="Save these notes").click()
    settled(page)
    expect(page.get_by_text("These notes are in the log.")).to_be_visible()
    assert [row["what"] for row in rows(path, "actions")] == ["Write it down", "Call twelve customers"]
    page.get_by_role("button", name="Undo").click()
    settled(page)
    expect(page.get_by_text("Call twelve customers · ")).to_be_visible()
    assert rows(path, "actions")[1]["status"] == "cancelled"
    assert next(row for row in rows(path, "sessions") if row["session"] == "Atlas-02")["status"] == "planned"
