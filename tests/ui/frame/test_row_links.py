"""Actions, asks, a circle's work and History link to their rows in the spreadsheet; not for files and sponsors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.workbook.base import CellAddress
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.ui.conftest import bodies
from tests.ui.sheet.test_edit import press, type_in

Run = Callable[..., AppTest]
SHEET = "https://docs.google.com/spreadsheets/d/abc/edit"


def link(_workbook: ExcelWorkbook, cell: CellAddress) -> str:
    return f"{SHEET}#{cell.tab}!{cell.a1}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    day = date.today() - timedelta(days=40)
    tabs = FIVE_TABS | {
        "circles": [{"circle": "Atlas", "sponsor": "sam@x.org", "started": day}],
        "sessions": [{"session": "A-1", "circle": "Atlas", "planned": day, "held": day}],
        "actions": [{"action": "X-1", "circle": "Atlas", "what": "Write it", "due": day, "status": "open"}],
        "asks": [{"ask": "Q-1", "circle": "Atlas", "raised": day, "what": "A room", "status": "open"}],
    }
    return write_xlsx(tmp_path / "own.xlsx", tabs)


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExcelWorkbook, "link", link)


def pages(run_app: Run, path: Path) -> dict[str, str]:
    """What a person can see of links on each page."""
    found = {}
    for page in ("overview", "actions"):
        app = run_app(
            path=path, page=f"pages/program/{page}.py", query={"all_needs": "true", "oldest_asks": "true"}
        )
        assert not app.exception
        frames = [frame.value.to_csv() for frame in (*app.dataframe, *app.data_editor)]
        found[page] = "\n".join([*bodies(app), *frames])
    app = run_app(path=path, page="pages/circle/circle.py", query={"circle_work": "true"})
    assert not app.exception
    found["circle"] = "\n".join(bodies(app))
    return found


def test_actions_asks_and_circle_link_to_their_rows(run_app: Run, path: Path, linked: None) -> None:
    found = pages(run_app, path)
    assert f"{SHEET}#asks!A2" in found["overview"]
    assert f"{SHEET}#actions!A2" in found["actions"]
    assert f"{SHEET}#actions!A2" in found["circle"]


def test_history_links_to_the_changed_row(run_app: Run, path: Path, linked: None) -> None:
    app = run_app(path=path, page="pages/sheet/edit.py", query={"tab": "actions"})
    type_in(app, {0: {"status": "done"}})
    press(app, "save_edits")
    app = app.switch_page("pages/sheet/history.py").run()
    assert not app.exception
    assert list(app.dataframe[-1].value["sheet"]) == [f"{SHEET}#actions!A2"]
    assert list(app.dataframe[-1].value["about"]) == ["Write it"]


def test_a_file_has_no_links(run_app: Run, path: Path) -> None:
    assert SHEET not in str(pages(run_app, path))


def test_a_sponsor_gets_no_links(run_app: Run, path: Path, linked: None) -> None:
    app = run_app(path=path)
    app.selectbox(key="view_as_role").select("sponsor").run()
    assert not app.exception
    assert SHEET not in "\n".join(bodies(app))
