"""Typing into st.data_editor, whose cells are drawn on a canvas."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import quiet

HEADER, ROW = 35, 35
"""Pixels."""
_CENTER = "element => element.scrollIntoView({ block: 'center' })"


def click_row(page: Page, canvas: Locator, row: int, right: int, height: int = ROW) -> None:
    """Click in a row of the grid, by its position, so many pixels from its left edge. `height`: of each row."""
    canvas.evaluate(_CENTER)
    quiet(page)
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + right, box["y"] + HEADER + height * (row + 0.5))
    quiet(page)


def type_in_cell(page: Page, canvas: Locator, row: int, column: str, text: str, right: int = 20) -> None:
    """Type a text into a cell as a person does: click in its row (`right`: pixels from the grid's left edge, in a
    column that a click only selects), go to its column with the arrows, open the cell, type, leave it."""
    titles = canvas.locator("[role=columnheader]")
    expect(titles.first).to_be_attached()
    wanted = titles.all_text_contents().index(column)
    cell = canvas.locator(f"#glide-cell-{wanted}-{row}[aria-selected=true]")
    editor = page.locator("#portal").locator("textarea, input")
    for _ in range(6):  # keys and clicks while the grid is drawn anew are lost
        click_row(page, canvas, row, right)
        if not _comes(canvas.locator(f"[id$='-{row}'][aria-selected=true]")):
            continue
        column_now = _selected_column(canvas)
        for _ in range(abs(wanted - column_now)):
            page.keyboard.press("ArrowRight" if wanted > column_now else "ArrowLeft")
        if not _comes(cell):
            continue
        page.keyboard.press("Enter")
        if _takes_text(editor):
            break
        page.keyboard.press("Escape")  # opened before the cell was the one that was meant
    editor.fill(text)
    editor.press("Enter")
    expect(editor).to_have_count(0)


def _comes(cell: Locator) -> bool:
    """Whether a cell is there soon: the grid tells what is selected a moment after it is."""
    try:
        expect(cell).to_be_attached(timeout=3_000)
    except AssertionError:
        return False
    return True


def _takes_text(editor: Locator) -> bool:
    """Whether a cell is open that can be typed in."""
    try:
        expect(editor).to_be_editable(timeout=3_000)
    except AssertionError:
        return False
    return True


def _selected_column(canvas: Locator) -> int:
    selected = canvas.locator("[role=gridcell][aria-selected=true]").first
    return int(str(selected.get_attribute("id")).split("-")[-2])
