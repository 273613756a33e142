"""History in AppTest: each role, the journal newest first, filters, undo even after someone else's edit, export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from lib.ui.sheet import history
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import words

PAGE = "pages/sheet/history.py"
NOW = datetime.now(UTC).replace(microsecond=0)
HARMFUL = "+1+cmd|' /C calc'!A0"
Run = Callable[..., AppTest]


def line(days: int, who: str, name: str, *cell: str) -> dict[str, object]:
    at = (NOW - timedelta(days=days)).isoformat(timespec="seconds")
    return dict(
        zip(
            ("at", "who", "change_set", "tab", "key", "column", "old", "new"),
            (at, who, name, *cell),
            strict=True,
        )
    )


def tables() -> dict[str, list[dict[str, object]]]:
    """Three saves: by the lead of Atlas, by the lead of Borea, and by an administrator in both and in the settings."""
    day = date(2026, 3, 2)
    return {
        "circles": [
            {"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org"},
            {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sam@x.org"},
        ],
        "members": [{"member": "ann", "circle": "Atlas"}, {"member": "bo", "circle": "Borea"}],
        "sessions": [{"session": "Atlas-01", "circle": "Atlas", "planned": day, "held": day}],
        "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes"}],
        "actions": [
            {"action": "A-1", "circle": "Atlas", "what": "Call ten", "status": "done"},
            {"action": "A-2", "circle": "Borea", "what": "Write", "status": "doing"},
            {"action": "A-3", "circle": "Borea", "what": HARMFUL, "status": "open"},
        ],
        "edits": [
            line(9, "local", "cs-both", "actions", "A-1", "what", "Call", "Call ten"),
            line(9, "local", "cs-both", "actions", "A-2", "what", "Wri", "Write"),
            line(9, "local", "cs-both", "settings", "as_of", "value", "", "2026-03-01"),
            line(5, "lee@x.org", "cs-lee", "actions", "A-1", "status", "open", "done"),
            line(1, "bea@x.org", "cs-bea", "actions", "A-2", "status", "open", "doing"),
            line(1, "bea@x.org", "cs-bea", "actions", "A-3", "what", "@x", HARMFUL),
            line(0, "x@x.org", "cs-broken", "nowhere", "A-2", "status", "open", "doing"),
            line(0, "x@x.org", "cs-undated", "actions", "A-2", "status", "open", "doing") | {"at": "once"},
        ],
    }


def opened(run_app: Run, given: Any = None, *, role: str = "admin", email: str = "") -> AppTest:
    app = run_app(tables() if given is None else given, page=PAGE)
    if role != "admin":
        app.selectbox(key="view_as_role").select(role).run()
    if email:
        app.selectbox(key="view_as_email").select(email).run()
    assert not app.exception
    return app


def cell(path: Path, tab: str, a1: str) -> object:
    return openpyxl.load_workbook(path)[tab][a1].value


def write(path: Path, tab: str, a1: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    book[tab][a1] = value
    book.save(path)


def messages(app: AppTest) -> list[str]:
    return [message.value.replace("\\", "") for message in (*app.success, *app.error)]


def who(app: AppTest) -> list[str]:
    """Who made the change sets of the list, from the top."""
    return list(app.dataframe[-2].value["who"])


def undo(app: AppTest, name: str) -> None:
    app.button(key=f"undo_{name}").click().run()
    assert not app.exception


def test_newest_first_and_the_newest_one_in_full(run_app: Run) -> None:
    app = opened(run_app)
    listed, detail = (frame.value for frame in app.dataframe[-2:])
    assert who(app) == ["bea@x.org", "lee@x.org", "local"]
    assert list(listed["circles"]) == ["Borea", "Atlas", "Atlas, Borea"]
    assert list(listed["what"]) == ["2 cells in actions", "1 cell in actions", "3 cells in actions, settings"]
    assert list(listed["when"]) == [
        f"{(NOW - timedelta(days=days)).astimezone():%Y-%m-%d %H:%M}" for days in (1, 5, 9)
    ]
    assert next(iter(detail.pop("about"))) == "Write"
    assert detail.to_numpy().tolist() == [
        ["actions", "A-2", "status", "open", "doing"],
        ["actions", "A-3", "what", "@x", HARMFUL],
    ]
    assert f"3 saves by 3 people, most recently by `bea@x.org` on {listed['when'].iloc[0][:10]}." in words(
        app
    )
    assert "nowhere" not in words(app)
    assert app.multiselect(key="history_circle").options == ["Atlas", "Borea"]


def test_filters_by_person_circle_tab_and_time(run_app: Run) -> None:
    app = opened(run_app)
    app.multiselect(key="history_who").select("lee@x.org").run()
    assert who(app) == ["lee@x.org"]
    app.multiselect(key="history_who").set_value([]).run()
    app.multiselect(key="history_circle").select("Borea").run()
    assert who(app) == ["bea@x.org", "local"]
    app.date_input(key="history_since").set_value((NOW - timedelta(days=3)).date()).run()
    assert who(app) == ["bea@x.org"]
    app.multiselect(key="history_circle").set_value(["Atlas"]).run()
    assert "No change matches these filters." in words(app)
    assert not app.exception
    app.multiselect(key="history_circle").set_value([])
    app.date_input(key="history_since").set_value(None)
    assert app.multiselect(key="history_tab").options == ["actions", "settings"]
    app.multiselect(key="history_tab").select("settings").run()
    assert who(app) == ["local"]


def test_any_change_set_is_undone_and_the_undo_too(run_app: Run, tmp_path: Path) -> None:
    app, path = opened(run_app), tmp_path / "log.xlsx"
    undo(app, "cs-bea")
    assert messages(app) == ["Undone: 2 cells."]
    assert (cell(path, "actions", "D3"), cell(path, "actions", "C4")) == ("open", "@x")
    assert who(app)[:2] == ["local", "bea@x.org"]

    app.multiselect(key="history_who").select("lee@x.org").run()
    undo(app, "cs-lee")
    assert cell(path, "actions", "D2") == "open"

    app.multiselect(key="history_who").set_value([]).run()
    newest = next(str(one.key) for one in app.button if str(one.key).startswith("undo_2"))
    undo(app, newest.removeprefix("undo_"))
    assert cell(path, "actions", "D2") == "done"
    assert len(who(app)) == 6


def test_undo_after_someone_else_edited_asks_and_keeps_theirs(run_app: Run, tmp_path: Path) -> None:
    app, path = opened(run_app), tmp_path / "log.xlsx"
    write(path, "actions", "D3", "blocked")
    undo(app, "cs-bea")
    shown = words(app)
    assert "Someone else changed this meanwhile" in shown
    assert "blocked" in shown
    assert (cell(path, "actions", "D3"), cell(path, "actions", "C4")) == ("blocked", HARMFUL)
    app.button(key="settle_conflicts").click().run()
    assert (cell(path, "actions", "D3"), cell(path, "actions", "C4")) == ("blocked", "@x")

    write(path, "actions", "D2", "dropped")
    app.multiselect(key="history_who").select("lee@x.org").run()
    undo(app, "cs-lee")
    choice = next(one for one in app.get("button_group") if str(one.key).startswith("conflict_how_0"))
    choice.set_value("Use mine").run()
    app.button(key="settle_conflicts").click().run()
    assert cell(path, "actions", "D2") == "open"


def test_undo_of_a_row_that_is_gone_says_so(run_app: Run, tmp_path: Path) -> None:
    app, path = opened(run_app), tmp_path / "log.xlsx"
    book = openpyxl.load_workbook(path)
    book["actions"].delete_rows(3)
    book.save(path)
    undo(app, "cs-bea")
    assert "this row is gone" in messages(app)[0]
    assert cell(path, "actions", "C3") == HARMFUL  # all or nothing


@pytest.mark.parametrize("role", ROLES)
def test_each_role(run_app: Run, tmp_path: Path, role: str) -> None:
    app = opened(run_app, role=role, email={"lead": "lee@x.org", "sponsor": "sam@x.org"}.get(role, ""))
    if role == "sponsor":
        assert "This page is for administrators and leads" in words(app)
        assert not app.dataframe
    elif role == "lead":
        assert who(app) == ["lee@x.org"]
        assert app.multiselect(key="history_circle").options == ["Atlas"]
        assert app.multiselect(key="history_who").options == ["lee@x.org"]
        undo(app, "cs-lee")
        assert cell(tmp_path / "log.xlsx", "actions", "D2") == "open"
    else:
        assert len(who(app)) == 3


@pytest.mark.parametrize("given", [FIVE_TABS, {"notes": [{"a": 1}]}], ids=["five tabs", "no tab"])
def test_no_journal_is_a_friendly_page(run_app: Run, given: Any) -> None:
    app = opened(run_app, given)
    assert "Nothing has been changed in Pharos yet." in words(app)
    assert not app.dataframe


def test_the_export_holds_what_is_filtered_and_runs_nowhere(
    run_app: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[bytes] = []
    monkeypatch.setattr(
        history.st, "download_button", lambda _label, content, *_, **__: files.append(content())
    )
    app = opened(run_app)
    app.multiselect(key="history_circle").set_value(["Borea"]).run()
    app.multiselect(key="history_who").set_value(["bea@x.org"]).run()
    assert st.download_button is history.st.download_button
    header, *rows, about = csv.reader(io.StringIO(files[-1].decode("utf-8-sig")))
    assert header == ["tab", "row", "column", "old", "new", "at", "who", "change_set"]
    assert [row[:5] for row in rows] == [
        ["actions", "A-2", "status", "open", "doing"],
        ["actions", "A-3", "what", "'@x", f"'{HARMFUL}"],
    ]
    assert {row[6] for row in rows} == {"bea@x.org"}
    assert rows[0][5] == (NOW - timedelta(days=1)).isoformat(timespec="seconds")
    assert about[0].startswith("Journal of changes")
