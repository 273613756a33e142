"""The app on a database: a page opens, an edit is saved to it and undone, and an outage shows the last good state."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.source import registry
from lib.workbook.base import WorkbookError
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import APP, words
from tests.workbook.sql_help import Log, grids_of


def test_an_edit_is_saved_and_an_outage_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    action = {
        "action": "X-1",
        "circle": "Atlas",
        "what": "Call",
        "owner": "bo",
        "status": "open",
        "closed": None,
    }
    tables = {**FIVE_TABS, "actions": [action]}
    tabs = {tab: [list(rows[0]), *(list(row.values()) for row in rows)] for tab, rows in tables.items()}
    log = Log(f"sqlite:///{tmp_path / 'log.db'}").load(grids_of(tabs))
    registry.forget()
    monkeypatch.delenv("PHAROS_WORKBOOK", raising=False)
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.secrets["workbook"] = {"database": log.url}
    app.query_params["actions_edit"] = "true"
    app.switch_page("pages/program/actions.py").run()
    assert not app.exception
    assert "log · as of" in words(app)
    key = app.session_state["quick_actions"].shown["Key"].iloc[0]
    number = app.session_state["quick_actions"].number
    state = {"edited_rows": {0: {"status": "done"}}, "added_rows": [], "deleted_rows": []}
    app.session_state[f"quick_actions_{number}"] = state
    app.run()
    app.button(key="quick_actions_save").click().run()
    assert not app.exception
    header, *rows = log.rows("actions")
    row = dict(zip(header, next(row for row in rows if row[0] == key), strict=True))
    assert row["status"] == "done"
    edits = log.rows("edits")
    assert [line[edits[0].index("column")] for line in edits[1:]].count("status") == 1
    assert date.today().isoformat() in str(edits[1][0])

    def gone(*_: object) -> None:
        raise WorkbookError("log: the database no longer answers")

    monkeypatch.setattr("lib.workbook.sql.workbook.read_layout", gone)
    next(button for button in app.button if button.label == "Refresh now").click().run()
    assert not app.exception
    assert "the database no longer answers. You are seeing its last good state." in words(app)
