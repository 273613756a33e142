"""What could not be read is found in Edit, mended in place, and put back by undo; pasted texts are read or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from lib.bring.shaping import shaped
from lib.bring.unclear import unclear_cells, unclear_words
from lib.log.reading.parse import parse
from lib.ui.sheet.where import in_edit
from lib.workbook.base import Grid
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.ui.conftest import words
from tests.ui.sheet.test_edit import PAGE, cells, messages, press, preview, shown, type_in

Run = Callable[..., AppTest]
TABS: dict[str, list[list[object]]] = {
    "circles": [["circle"], ["Atlas"]],
    "members": [["member", "circle"], ["ann", "Atlas"]],
    "sessions": [
        ["session", "circle", "planned", "held"],
        ["A-1", "Atlas", "13/01/2026", date(2026, 1, 13)],
        ["A-2", "Atlas", "soon", None],
        ["A-3", "Atlas", "02/03/2026", "not sure"],
    ],
    "attendance": [["session", "member", "present"], ["A-1", "ann", "yes"]],
    "actions": [
        ["Our actions", None, None, None, None],
        ["action", "circle", "what", "status", "due"],
        ["X-1", "Atlas", "Call ten", "Floating", date(2026, 2, 1)],
        ["X-2", "Atlas", "Write it up", "Completed", date(2026, 2, 1)],
        ["X-3", "Atlas", None, "open", date(2026, 2, 1)],
    ],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in TABS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "own.xlsx")
    return tmp_path / "own.xlsx"


def opened(run_app: Run, path: Path, **query: str) -> AppTest:
    app = run_app(path=path, page=PAGE, query=query)
    assert not app.exception
    return app


def value(path: Path, tab: str, address: str) -> object:
    return load_workbook(path)[tab][address].value


def test_a_word_that_was_not_understood_is_shown_mended_in_its_own_cell_and_put_back(
    run_app: Run, path: Path
) -> None:
    app = opened(run_app, path, tab="actions", edit_show="with cells not read")
    assert shown(app)[["row", "action", "status"]].to_numpy().tolist() == [["3", "X-1", "Floating"]]
    (why,) = [frame.value for frame in app.dataframe if list(frame.value)[:3] == ["row", "column", "found"]]
    assert why.to_numpy().tolist()[0][:3] == ["3", "status", "Floating"]
    type_in(app, {0: {"status": "Erledigt"}})
    assert preview(app) == [("actions", "X-1", "status", "Floating", "done")]
    (table,) = [frame.value for frame in app.dataframe if "then" in frame.value]
    assert table["about"].to_list() == ["Call ten"]
    press(app, "save_edits")
    assert value(path, "actions", "D3") == "Completed"  # as this sheet writes done
    press(app, "undo_last")
    assert value(path, "actions", "D3") == "Floating"


def test_typed_back_as_it_was_is_no_change(run_app: Run, path: Path) -> None:
    app = opened(run_app, path, tab="actions", edit_show="with cells not read")
    type_in(app, {0: {"status": "Floating"}})
    assert "No changes yet." in words(app)


def test_a_row_that_is_not_used_is_mended_and_then_counts(run_app: Run, path: Path) -> None:
    app = opened(run_app, path, tab="sessions", edit_show="rows not used")
    assert shown(app)[["row", "session", "planned"]].to_numpy().tolist() == [["3", "A-2", "soon"]]
    type_in(app, {0: {"planned": "03/02/2026"}})  # the column writes the day first: 13/01/2026
    assert preview(app) == [("sessions", "A-2", "planned", "soon", "2026-02-03")]
    press(app, "save_edits")
    assert cells(path, "sessions", "planned")[1] == date(2026, 2, 3)
    app.selectbox(key="edit_show").select("rows not used").run()
    assert "Every row in sessions that matches is used." in words(app) + "".join(messages(app, "info"))
    press(app, "undo_last")
    assert cells(path, "sessions", "planned")[1] == "soon"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("13.03.2026", "2026-03-13"),
        ("03/04/2026", "2026-04-03"),
        ("4 Mar 2026", "2026-03-04"),
        ("2026-03-04T00:00:00.000Z", "2026-03-04"),
    ],
)
def test_a_pasted_date_is_read_as_the_sheet_is_read(run_app: Run, path: Path, typed: str, read: str) -> None:
    app = opened(run_app, path, tab="sessions", edit_search="A-1")
    type_in(app, {0: {"planned": typed}})
    assert preview(app) == [("sessions", "A-1", "planned", "2026-01-13", read)]


def test_a_pasted_date_that_may_be_two_days_and_a_word_nobody_knows_are_refused_in_words(
    run_app: Run, path: Path
) -> None:
    app = opened(run_app, path, tab="actions", edit_search="X-2")
    type_in(app, {0: {"due": "03/04/2026", "status": "nearly"}})
    first, second = sorted(messages(app))
    assert "'03/04/2026' does not fit; expected an unambiguous date: 2026-03-04 or 2026-04-03?" in first
    assert "'nearly' does not fit; expected one of: open, doing" in second
    assert app.button(key="save_edits").disabled


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Completed", ["X-2"]),
        ("row 4", ["X-2"]),
        ("floating", ["X-1"]),
        ("row 400", []),
        ("write it", ["X-2"]),
    ],
)
def test_raw_values_and_row_numbers_are_found(run_app: Run, path: Path, text: str, found: list[str]) -> None:
    app = opened(run_app, path, tab="actions", edit_search=text)
    assert (list(shown(app)["action"]) if app.data_editor else []) == found


def test_each_check_opens_its_row(path: Path) -> None:
    kept = ExcelWorkbook(path).read().grids
    settings = Grid(kept[0].workbook, "settings", [["name", "target_participaton"], ["value", 0.8]])
    grids = shaped((*kept, settings))
    log = parse(grids)
    checks = {
        (check["tab"], check["cell"]): in_edit(check, grids, log) for check in log.checks.to_dict("records")
    }
    assert checks["actions", "D3"] == {
        "tab": "actions",
        "edit_search": "row 3",
        "edit_show": "with cells not read",
    }
    assert checks["sessions", "C3"] == {
        "tab": "sessions",
        "edit_search": "row 3",
        "edit_show": "rows not used",
    }
    (of_settings,) = (query for (tab, _), query in checks.items() if tab == "settings")
    assert of_settings == {"tab": "settings", "edit_search": "row 2"}
    unread = unclear_cells(grids, log)
    assert [(cell.tab, cell.address.a1 if cell.address else "", cell.text) for cell in unread] == [
        ("sessions", "C3", "soon"),
        ("sessions", "D4", "not sure"),
        ("actions", "D3", "Floating"),
    ]
    assert [(word.word, word.count) for word in unclear_words(unread)] == [("Floating", 1)]


def test_a_selected_check_leads_to_edit(run_app: Run, path: Path) -> None:
    app = run_app(path=path, page="pages/sheet/checks.py")
    assert not app.exception
    assert "Select a check to open its cell." in words(app)
