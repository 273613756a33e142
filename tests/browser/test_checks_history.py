"""Two checks fixed in Chromium by the keyboard, seen in the file, found in History, undone there; at every width."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, axe_violations, scrolls_sideways, settled
from tests.data.logs import write_xlsx
from tests.examples import some, thorough

pytestmark = pytest.mark.browser
MAIN = "[data-testid=stMain]"
OLD, NEW = ["4 Mar 2026", "5 Apr 2026"], [datetime(2026, 3, 4), datetime(2026, 4, 5)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables: dict[str, list[dict[str, object]]] = {
        "circles": [{"circle": "Atlas", "lead": "lee@x.org"}, {"circle": "Borea", "lead": "bea@x.org"}],
        "members": [
            {"member": "ann", "circle": "Atlas", "name": "Ann Ash"},
            {"member": "ann.ash", "circle": "Atlas", "name": "Ash, Ann"},
        ],
        "sessions": [{"session": "Atlas-01", "circle": "Atlas", "planned": date(2026, 3, 2), "held": "soon"}],
        "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes"}],
        "actions": [
            {"action": "A-1", "circle": "Atlas", "what": "Call ten", "owner": "ann.ash", "due": OLD[0]},
            {"action": "A-2", "circle": "Borea", "what": "Stop  it", "owner": "ann", "due": OLD[1]},
        ],
    }
    return write_xlsx(tmp_path_factory.mktemp("checks") / "log.xlsx", tables)


def due(path: Path) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(path)["actions"]["E"][1:]]


_FOCUSED = "document.activeElement.matches('button') ? document.activeElement.innerText.trim() : ''"


def press(page: Page, name: str) -> None:
    """Tab to the button of this name, then Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED).endswith(name):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reached {name!r}")


def test_two_dates_fixed_and_undone_by_keyboard(
    app_server: Callable[..., Server], new_page: Callable[..., Page], path: Path
) -> None:
    page, url = new_page(), app_server(PHAROS_WORKBOOK=path).url
    page.goto(f"{url}/checks")
    settled(page)
    expect(page.get_by_text("Dates written as text become date cells · 2")).to_be_visible()
    assert due(path) == OLD
    press(page, "Fix 2")
    expect(page.get_by_text("Saved: 2 cells.")).to_be_visible(timeout=20_000)
    assert due(path) == NEW

    settled(page)
    page.goto(f"{url}/history")
    settled(page)
    expect(page.get_by_role("heading", name="2 cells in actions")).to_be_visible()
    press(page, "Undo this")
    expect(page.get_by_text("Undone: 2 cells.")).to_be_visible(timeout=20_000)
    assert due(path) == OLD
    assert len(openpyxl.load_workbook(path)["edits"]["A"]) == 1 + 2 * (2 + 1)  # each with its reason


@thorough
@pytest.mark.parametrize(("scheme", "judged"), some([("light", 390), ("dark", 1440)], 1))
@pytest.mark.parametrize("address", ["checks", "history"])
def test_everyone_can_use_it_at_every_width(
    app_server: Callable[..., Server],
    new_page: Callable[..., Page],
    path: Path,
    address: str,
    scheme: str,
    judged: int,
) -> None:
    page = new_page(width=390, color_scheme=scheme)
    page.goto(f"{app_server(PHAROS_WORKBOOK=path).url}/{address}")
    for width in (390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        assert scrolls_sideways(page) == [], width
        if width == judged:
            assert axe_violations(page, MAIN) == [], width
