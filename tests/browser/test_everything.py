"""A session with everything in it, logged in Chromium: each figure that it should move moves, each up; then undone.

tests/ui/log_session/test_everything.py does the same without a browser at every commit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLong

from tests.browser.driving import Server, quiet, settled
from tests.data.logs import log as parsed
from tests.data.logs import write_xlsx
from tests.examples import thorough
from tests.ui.log_session.test_everything import (
    LAST,
    LATER,
    VALUES,
    check_records,
    every_figure,
    figures,
    read,
    tables,
)

pytestmark = pytest.mark.browser
SECTIONS = "prework roles case notes insights practices asks milestones met agreed".split()
SHOWN = {
    **{one: one.title() for one in ("ann", "bo", "cy", "dee", "eli", "flo")},
    "P-1": "Standup",
    "new practice 1": "Two prices",
    "new insight 1": "Price is not the reason",
    "new action 1": "Try two prices",
    "A-4": "Write it",
}
"""How the form shows what the table of inputs names by its key."""


@thorough
def test_each_figure_that_a_session_moves_moves_up(
    app_server: Callable[..., Server], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", tables())
    page = new_page()
    opened = "&".join(f"log_open_{name}=true" for name in SECTIONS)
    page.goto(f"{app_server(PHAROS_WORKBOOK=path).url}/log_session?log_circle=Atlas&{opened}")
    settled(page)
    page.get_by_role("button", name="Everyone was present").click()
    page.get_by_text("More about action 1").click()
    settled(page)
    for values in (VALUES, LATER):
        fill(page, values)
    page.get_by_text("More about action 2").click()
    settled(page)
    fill(page, LAST)
    page.get_by_role("button", name="Save the session").click()
    expect(page.get_by_text("Atlas-03 is logged.")).to_be_visible(timeout=30_000)

    log, before = read(path), figures(parsed(tables()))
    after = figures(log)
    lines = {
        key: f"{key:22} {one.n} of {one.N} -> {after[key].n} of {after[key].N}" for key, one in before.items()
    }
    print("\n".join(lines.values()))
    stuck = [lines[key] for key, one in before.items() if not (after[key].value or 0) > (one.value or 0)]
    assert not stuck, "\n".join(stuck)
    check_records(log)

    settled(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Atlas-03 was undone")).to_be_visible(timeout=30_000)
    back = read(path)
    for days in (1, 60):
        once, now = every_figure(parsed(tables()), days), every_figure(back, days)
        assert not {key: (once[key], now[key]) for key in once if now[key] != once[key]}


def fill(page: Page, values: Iterable[tuple[str, str, Any]]) -> None:
    """Type, choose and tap what the table says, and wait each time until the page has taken it."""
    number = page.evaluate(
        "document.querySelector('[class*=_minutes]').className.match(/log_(\\d+)_minutes/)[1]"
    )
    for kind, name, value in values:
        key = re.sub(r"[^A-Za-z0-9_-]", "-", f"log_{number}_{name}")
        _set(page, page.locator(f".st-key-{key}"), kind, value)
        quiet(page, for_seconds=0.05)
    settled(page)


def _set(page: Page, box: Locator, kind: str, value: Any) -> None:
    match kind:
        case "text_input" | "number_input":
            box.locator("input").fill(f"{value:g}" if isinstance(value, float) else str(value))
            page.keyboard.press("Tab")
        case "date_input":
            box.get_by_role("spinbutton").first.click()
            page.keyboard.type(f"{value:%Y%m%d}")
            page.keyboard.press("Tab")
        case "selectbox" | "multiselect":
            for one in value if isinstance(value, list) else [value]:
                _choose(page, box.get_by_role("combobox"), SHOWN.get(one, one))
        case "button_group":
            for one in value if isinstance(value, list) else [value]:
                box.locator("button").filter(has_text=_words_of(one)).first.click()
        case "checkbox":
            box.locator("label").first.click()


def _choose(page: Page, combobox: Locator, shown: str) -> None:
    """Narrow a list by what is typed and choose; a list that the page closed meanwhile is opened again."""
    option = page.get_by_role("option").filter(has_text=shown).first
    for last in (False, False, True):
        try:
            combobox.scroll_into_view_if_needed()
            quiet(page, for_seconds=0.1)  # a page that still scrolls closes the list
            combobox.fill(shown)
            option.click(timeout=10_000)
        except TooLong:
            if last:
                raise
        else:
            return


def _words_of(shown: str) -> re.Pattern[str]:
    """What a button for this value says: people by name, and pairs of them."""
    people = [SHOWN.get(one, one) for one in shown.split(" + ")]
    return re.compile(".*".join(map(re.escape, people)), re.IGNORECASE)
