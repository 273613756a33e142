"""Checks in AppTest: each role, every check in words, many fixes previewed and saved at once, people merged, undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from lib.source.refresh import Source
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import words

PAGE = "pages/sheet/checks.py"
CLEAN = "Nothing: every cell in the log is understood and agrees with the others."
Run = Callable[..., AppTest]


def tables() -> dict[str, list[dict[str, object]]]:
    """Two circles, each with something to fix; what only people can answer is in Atlas."""
    held = date(2026, 3, 2)
    return {
        "circles": [
            {"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org"},
            {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sam@x.org"},
        ],
        "members": [
            {"member": "ann", "circle": "Atlas", "name": "Ann Ash"},
            {"member": "ann.ash", "circle": "Atlas", "name": "Ash, Ann"},
            {"member": "bo", "circle": "Borea", "name": "Bo Birch", "buddy": "ann.ash"},
        ],
        "sessions": [
            {"session": "Atlas-01", "circle": "Atlas", "planned": held, "held": held, "everyone_spoke": "Y"},
            {"session": "Borea-01", "circle": "Borea", "planned": held, "held": held, "everyone_spoke": True},
        ],
        "attendance": [
            {"session": "Atlas-01", "member": "ann", "present": "yes"},
            {"session": "Borea-01", "member": "bo", "present": "yes"},
        ],
        "actions": [
            {"action": "A-1", "circle": "Atlas", "what": " Call  ten ", "owner": "ann",
             "due": "4 Mar 2026", "status": "in progress"},
            {"action": "A-2", "circle": "Atlas", "what": "Stop it", "owner": "ann.ash",
             "due": "soon", "status": "open"},
            {"action": "A-3", "circle": "Borea", "what": "Write", "owner": "bo", "due": "2026-04-05", "status": "open"},
            {"action": "", "circle": "Borea", "what": "Ask", "owner": "bo", "due": "", "status": "open"},
        ],
    }  # fmt: skip


def opened(run_app: Run, given: Any = None, *, role: str = "admin", email: str = "", **more: Any) -> AppTest:
    app = run_app(tables() if given is None else given, page=PAGE, **more)
    if role != "admin":
        app.selectbox(key="view_as_role").select(role).run()
    if email:
        app.selectbox(key="view_as_email").select(email).run()
    assert not app.exception
    return app


def cells(path: Path, tab: str, column: str) -> list[object]:
    header, *body = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    found = [row[header.index(column)] for row in body]
    return [cell.date() if isinstance(cell, datetime) else cell for cell in found]


def frames(app: AppTest) -> list[pd.DataFrame]:
    return [frame.value for frame in app.dataframe]


def press(app: AppTest, key: str) -> None:
    next(button for button in app.button if str(button.key).startswith(key)).click().run()
    assert not app.exception


def buttons(app: AppTest) -> list[str]:
    return [str(button.key) for button in app.button]


def messages(app: AppTest) -> list[str]:
    """The messages about a save."""
    return [message.value.replace("\\", "") for message in (*app.success, *app.error)]


def test_every_check_says_what_was_found_and_expected(run_app: Run) -> None:
    app = opened(run_app)
    *_, listed = frames(app)
    assert list(listed.columns) == ["severity", "tab", "cell", "rule", "found", "expected"]
    assert list(listed["severity"]) == ["error", "warning", "warning", "warning", "note"]
    assert listed[["tab", "cell", "found", "expected"]].iloc[1].to_list() == [
        "actions", "E3", "soon", "a date such as 2026-03-04",
    ]  # fmt: skip
    assert list(listed["rule"])[2] == "only those present are listed"  # ann.ash is missing
    shown = words(app)
    assert "1 error (not used), 3 warnings (not counted" in shown
    assert [box.label for box in app.expander] == [
        "Unusual words become the standard ones · 2",
        "Extra spaces are removed · 1",
        "Dates written as text become date cells · 2",
        "Rows without a key get the next free key · 1",
        "ann\\.ash looks like ann".replace("\\", ""),
        "Not recorded: 53 tabs or columns that figures need",
    ]
    app.button_group(key="check_severity").set_value(["warning"]).run()
    app.multiselect(key="check_tab").select("members").run()
    assert frames(app)[-1][["tab", "cell"]].to_numpy().tolist() == [["members", "A3"]]
    app.button_group(key="check_severity").set_value([]).run()
    assert "No check matches these filters." in words(app)


def test_each_check_leads_to_its_cell_where_the_source_has_links(
    run_app: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Source, "link", lambda _, cell: f"https://sheet.invalid/{cell.tab}#range={cell.a1}")
    *_, listed = frames(opened(run_app))
    assert listed["cell"].iloc[1] == "https://sheet.invalid/actions#range=E3"
    assert listed.loc[listed["tab"] == "members", "cell"].to_list() == [
        "https://sheet.invalid/members#range=A3"
    ]


def test_many_fixes_at_once_then_undone(run_app: Run, tmp_path: Path) -> None:
    app, path = opened(run_app), tmp_path / "log.xlsx"
    odd, spaces, dates, keys = frames(app)[:4]
    assert odd[["now", "then"]].to_numpy().tolist() == [["“Y”", "yes"], ["“in progress”", "doing"]]
    assert spaces[["now", "then"]].to_numpy().tolist() == [["“ Call  ten ”", "Call ten"]]
    assert dates[["row", "now", "then"]].to_numpy().tolist() == [
        [2, "“4 Mar 2026”", "2026-03-04"],
        [4, "“2026-04-05”", "2026-04-05"],
    ]
    assert keys[["row", "column", "now", "then"]].to_numpy().tolist() == [[5, "action", "", "A-4"]]
    assert cells(path, "actions", "due") == ["4 Mar 2026", "soon", "2026-04-05", None]  # so far only shown

    press(app, "do_fix_text date")
    press(app, "undo_last")  # the old format comes back too
    assert messages(app) == ["Undone: 2 cells."]
    assert cells(path, "actions", "due")[0] == "4 Mar 2026"
    press(app, "dismiss_outcome")
    for kind, saved in (("text date", 1), ("word form", 2), ("stray spaces", 1), ("missing key", 1)):
        press(app, f"do_fix_{kind}")
        assert messages(app) == [f"Saved: {saved} cell{'s' * (saved > 1)}."]
    assert cells(path, "actions", "due") == [date(2026, 3, 4), "soon", date(2026, 4, 5), None]
    assert cells(path, "actions", "status") == ["doing", "open", "open", "open"]
    assert cells(path, "sessions", "everyone_spoke") == [True, True]
    assert cells(path, "actions", "what")[0] == "Call ten"
    assert cells(path, "actions", "action") == ["A-1", "A-2", "A-3", "A-4"]
    assert "Can be fixed here" not in words(app)
    assert not [key for key in buttons(app) if key.startswith("do_fix")]

    press(app, "undo_last")  # other rows may refer to a key by now
    assert messages(app) == ["actions · A-4 · action: keys cannot be changed: other rows refer to them"]
    assert cells(path, "actions", "action")[3] == "A-4"
    app.switch_page("pages/sheet/history.py").run()
    assert not app.exception
    assert list(frames(app)[-2]["what"]) == [
        "1 cell in actions",
        "1 cell in actions",
        "2 cells in sessions, actions",
        "1 cell in actions",
        "2 cells in actions",
        "2 cells in actions",
    ]
    assert app.dataframe[-1].value[["before", "after"]].to_numpy().tolist() == [["", "A-4"]]


def test_one_person_under_two_keys_gets_one_and_undo_restores_both(run_app: Run, tmp_path: Path) -> None:
    app, path = opened(run_app), tmp_path / "log.xlsx"
    assert "members row 3. Pharos does not delete rows" in words(app)
    press(app, "merge_ann.ash")
    assert messages(app) == ["Saved: 2 cells."]
    assert cells(path, "actions", "owner") == ["ann", "ann", "bo", "bo"]
    assert cells(path, "members", "buddy") == [None, None, "ann"]
    assert cells(path, "members", "member") == ["ann", "ann.ash", "bo"]
    assert "There is nothing left that Pharos can change here." in words(app)
    press(app, "undo_last")
    assert messages(app) == ["Undone: 2 cells."]
    assert cells(path, "actions", "owner") == ["ann", "ann.ash", "bo", "bo"]
    assert cells(path, "members", "buddy") == [None, None, "ann.ash"]

    app.radio(key="keep_ann.ash").set_value("ann.ash").run()
    press(app, "merge_ann.ash")
    assert cells(path, "actions", "owner")[:2] == ["ann.ash", "ann.ash"]
    assert cells(path, "attendance", "member") == ["ann.ash", "bo"]


def test_what_someone_typed_meanwhile_is_shown_and_not_overwritten(run_app: Run, tmp_path: Path) -> None:
    app, path = opened(run_app), tmp_path / "log.xlsx"
    book = openpyxl.load_workbook(path)
    book["actions"]["E2"] = date(2026, 5, 1)
    book["actions"]["C3"] = "Stop it at once"
    book.save(path)
    press(app, "do_fix_text date")
    assert cells(path, "actions", "due")[:3] == [date(2026, 5, 1), "soon", "2026-04-05"]
    assert list(frames(app)[2]["row"]) == [4]
    press(app, "do_fix_text date")
    assert cells(path, "actions", "due")[:3] == [date(2026, 5, 1), "soon", date(2026, 4, 5)]

    book = openpyxl.load_workbook(path)
    book["actions"]["C3"] = "Stop it today"  # touches nothing that is to be fixed: the click counts
    book.save(path)
    press(app, "do_fix_word form")
    assert messages(app) == ["Saved: 2 cells."]
    assert cells(path, "actions", "what")[1] == "Stop it today"


@pytest.mark.parametrize("role", ROLES)
def test_each_role(run_app: Run, tmp_path: Path, role: str) -> None:
    emails = {"lead": "bea@x.org", "sponsor": "sam@x.org"}
    app = opened(run_app, role=role, email=emails.get(role, ""))
    if role == "sponsor":
        assert "This page is for administrators and leads" in words(app)
        assert (buttons(app), frames(app)) == ([], [])
    elif role == "lead":
        assert [key.rsplit("_", 1)[0] for key in buttons(app)] == ["do_fix_text date"]
        offered = frames(app)[0]
        assert offered[["tab", "row", "column"]].to_numpy().tolist() == [["actions", 4, "due"]]
        assert "One person, two keys?" not in words(app)
        assert "3 more are about rows outside your circles" in words(app)
        press(app, "do_fix_text date")
        assert cells(tmp_path / "log.xlsx", "actions", "due")[:3] == ["4 Mar 2026", "soon", date(2026, 4, 5)]
        assert "Can be fixed here" not in words(app)
    else:
        assert len(buttons(app)) == 5


def test_nothing_to_fix_and_the_five_tabs_alone_are_a_friendly_page(run_app: Run) -> None:
    app = opened(run_app, FIVE_TABS)
    assert [message.value for message in app.success] == [CLEAN]
    assert (buttons(app), frames(app)) == ([], [])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"notes": [{"a": 1}]},
            "The required circles, members, sessions, attendance and actions tabs are missing",
        ),
        ({name: [dict.fromkeys(rows[0], "")] for name, rows in FIVE_TABS.items()}, "The log has no rows yet"),
    ],
    ids=["no tab", "no row"],
)
def test_no_data_is_not_called_clean(run_app: Run, given: Any, says: str) -> None:
    app = opened(run_app, given)
    assert says in words(app)
    assert not app.success


def test_a_row_that_cannot_be_found_again_is_not_offered(run_app: Run, tmp_path: Path) -> None:
    """It has no circle, so it is set aside: its date would be fixed in a row that nobody can identify."""
    given = tables()
    given["actions"][2] |= {"circle": ""}
    app = opened(run_app, given)
    (dates,) = (frame for frame in frames(app) if "fix" in frame and "due" in set(frame["column"]))
    assert list(dates["row"]) == [2]
    press(app, "do_fix_text date")
    assert messages(app) == ["Saved: 1 cell."]


def test_what_no_row_says_is_listed_with_the_figures_that_need_it(
    run_app: Run, everything_open: None
) -> None:
    """Pages say "not recorded: no asks tab" and that no action has a due date: Checks lists both."""
    given = tables() | {"actions": [{"action": "A-1", "circle": "Atlas", "what": "Call", "due": ""}]}
    app = opened(run_app, given)
    (found,) = [
        frame for frame in frames(app) if list(frame.columns) == ["tab", "column", "found", "figures"]
    ]
    rows = set(zip(found["tab"], found["column"], found["found"], strict=True))
    assert ("asks", "", "no such tab") in rows
    assert ("actions", "due", "blank in every row") in rows
