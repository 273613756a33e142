"""Edit in AppTest: each role, a preview, save and undo, what is refused and why, new records, conflicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.access.redaction import Viewer
from lib.log.changing.changes import ChangeSet, changes_of_row
from lib.source import caches
from lib.source.refresh import Source
from lib.source.saving import save
from lib.ui.edits import saving
from lib.ui.sheet import edit
from lib.workbook.base import UnknownOutcome
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import words

PAGE = "pages/sheet/edit.py"
NOTHING_YET = "No changes yet."
Run = Callable[..., AppTest]


def tables() -> dict[str, list[dict[str, object]]]:
    held = date(2026, 3, 2)
    return {
        "circles": [
            {"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org"},
            {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sue@x.org"},
        ],
        "members": [
            {"member": "ann", "circle": "Atlas", "name": "Ann Ash"},
            {"member": "bo", "circle": "Borea", "name": "Bo Birch"},
        ],
        "sessions": [
            {"session": "Atlas-01", "circle": "Atlas", "planned": held, "held": held},
            {"session": "Borea-01", "circle": "Borea", "planned": held, "held": held},
        ],
        "attendance": [
            {"session": "Atlas-01", "member": "ann", "present": "yes"},
            {"session": "Borea-01", "member": "bo", "present": "yes"},
        ],
        "actions": [
            {"action": "A-0001", "circle": "Atlas", "what": "Call ten", "owner": "ann", "due": held, "status": "open"},
            {"action": "A-0002", "circle": "Atlas", "what": "Stop it", "owner": "ann", "due": held, "status": "open"},
            {"action": "A-0003", "circle": "Borea", "what": "Write", "owner": "bo", "due": held, "status": "open"},
        ],
        "asks": [
            {"ask": "Q-1", "circle": "Atlas", "raised": held, "what": "A room", "sponsor": "", "status": "open"},
            {"ask": "Q-2", "circle": "Borea", "raised": held, "what": "Day", "sponsor": "sue@x.org", "status": "open"},
        ],
        "sponsor_acts": [{"date": held, "sponsor": "sue@x.org", "circle": "Borea", "kind": "visit", "note": ""}],
        "settings": [{"setting": "program_name", "value": "Lantern"}],
    }  # fmt: skip


def opened(run_app: Run, given: Any = None, *, role: str = "admin", email: str = "", **more: Any) -> AppTest:
    app = run_app(tables() if given is None else given, page=PAGE, **more)
    if role != "admin":
        app.selectbox(key="view_as_role").select(role).run()
    if email:
        app.selectbox(key="view_as_email").select(email).run()
    assert not app.exception
    return app


def of_tab(app: AppTest, tab: str) -> AppTest:
    app.selectbox(key="tab").select(tab).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> pd.DataFrame:
    """The rows of the grid."""
    return app.data_editor[0].value


def type_in(app: AppTest, cells: dict[int, dict[str, Any]]) -> AppTest:
    """Type in cells of the grid by the row's position."""
    key = app.data_editor[0].key
    assert key is not None
    app.session_state[key] = {"edited_rows": cells, "added_rows": [], "deleted_rows": []}
    app.run()
    assert not app.exception
    return app


def preview(app: AppTest) -> list[tuple[str, ...]]:
    """What is under "Before you save": tab, row, column, now, then."""
    tables = [one.value for one in app.dataframe if one.editing_mode == "read_only"]
    if not tables:
        return []
    return [tuple(row) for row in tables[-1].drop(columns="about", errors="ignore").itertuples(index=False)]


def messages(app: AppTest, kind: str = "error") -> list[str]:
    return [message.value.replace("\\", "") for message in app.get(kind)]


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def cells(path: Path, tab: str, column: str) -> list[object]:
    header, *body = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    found = [row[header.index(column)] for row in body]
    return [cell.date() if isinstance(cell, datetime) else cell for cell in found]


def write(path: Path, tab: str, row: int, column: str, value: object) -> None:
    """Let someone else save the file meanwhile."""
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book[tab][1]]
    book[tab].cell(row, header.index(column) + 1, value)
    book.save(path)


def test_every_cell_is_in_the_preview_then_in_the_file_and_undo_restores_it(
    run_app: Run, tmp_path: Path
) -> None:
    app = opened(run_app)
    assert list(shown(app)["action"]) == ["A-0003", "A-0002", "A-0001"]  # the last one in the sheet first
    assert NOTHING_YET in words(app)
    type_in(app, {0: {"status": "done", "due": "2026-04-01"}, 2: {"what": "=Call twenty", "owner": None}})
    assert sorted(preview(app)) == [
        ("actions", "A-0001", "owner", "ann", ""),
        ("actions", "A-0001", "what", "Call ten", "=Call twenty"),
        ("actions", "A-0003", "due", "2026-03-02", "2026-04-01"),
        ("actions", "A-0003", "status", "open", "done"),
    ]
    path = tmp_path / "log.xlsx"
    assert cells(path, "actions", "status") == ["open"] * 3  # nothing is written before Save
    app.text_input(key="edit_reason").set_value("agreed on Monday").run()
    assert app.button(key="save_edits").label == "Save 4"
    press(app, "save_edits")
    assert messages(app, "success") == ["Saved: 4 cells."]
    assert NOTHING_YET in words(app)
    assert cells(path, "actions", "status") == ["open", "open", "done"]
    assert cells(path, "actions", "due")[2] == date(2026, 4, 1)
    assert cells(path, "actions", "what")[0] == "=Call twenty"
    assert cells(path, "actions", "owner") == [None, "ann", "bo"]
    assert cells(path, "edits", "new").count("agreed on Monday") == 1
    assert list(shown(app)["status"]) == ["done", "open", "open"]

    press(app, "undo_last")
    assert messages(app, "success") == ["Undone: 4 cells."]
    assert cells(path, "actions", "status") == ["open"] * 3
    assert cells(path, "actions", "what")[0] == "Call ten"
    assert cells(path, "actions", "owner") == ["ann", "ann", "bo"]
    press(app, "dismiss_outcome")
    assert not app.success


def test_typed_back_is_no_change_and_discard_forgets(run_app: Run) -> None:
    app = type_in(opened(run_app), {0: {"status": "done"}, 1: {"status": "open"}})
    assert [row[1:] for row in preview(app)] == [("A-0003", "status", "open", "done")]
    press(app, "discard_edits")
    assert NOTHING_YET in words(app)
    assert list(shown(app)["status"]) == ["open"] * 3


def test_an_invalid_value_names_tab_cell_value_and_expectation_and_cannot_be_saved(
    run_app: Run, tmp_path: Path
) -> None:
    app = type_in(
        opened(run_app), {0: {"status": "nearly", "due": "soon"}, 1: {"what": None, "circle": "Zeta"}}
    )
    found = messages(app)
    assert len(found) == 4
    for parts in (
        ("actions", "A-0003", "status", "nearly", "open, doing"),
        ("actions", "A-0003", "due", "soon", "date"),
        ("actions", "A-0002", "what", "every row needs it"),
        ("actions", "A-0002", "circle", "Zeta"),
    ):
        assert [line for line in found if all(part in line for part in parts)], (parts, found)
    assert app.button(key="save_edits").disabled
    type_in(app, {0: {"status": "done"}})
    assert not messages(app)
    press(app, "save_edits")
    assert cells(tmp_path / "log.xlsx", "actions", "status") == ["open", "open", "done"]


def test_unsaved_edits_stay_with_another_tab_page_or_search_and_with_newer_data(
    run_app: Run, tmp_path: Path
) -> None:
    app = type_in(opened(run_app), {2: {"status": "done"}})
    of_tab(app, "members")
    type_in(app, {0: {"name": "Bo Oak"}})
    app.text_input(key="edit_search").set_value("ash").run()
    assert list(shown(app)["member"]) == ["ann"]
    app.switch_page("pages/sheet/connect.py").run()
    write(tmp_path / "log.xlsx", "actions", 3, "what", "Stop them all")
    app.switch_page(PAGE).run()
    assert not app.exception
    of_tab(app, "actions")
    app.text_input(key="edit_search").set_value("").run()
    assert [row[:3] for row in preview(app)] == [
        ("actions", "A-0001", "status"),
        ("members", "bo · Borea", "name"),
    ]
    assert list(shown(app)["status"]) == ["open", "open", "done"]
    assert any("pharos-unsaved" in html.proto.body for html in app.get("html"))
    press(app, "save_edits")
    assert cells(tmp_path / "log.xlsx", "actions", "what")[1] == "Stop them all"
    assert not any("pharos-unsaved" in html.proto.body for html in app.get("html"))


def test_conflicts_are_settled_cell_by_cell_and_not_asked_again(run_app: Run, tmp_path: Path) -> None:
    app = type_in(opened(run_app), {at: {"what": f"Mine {at}"} for at in range(3)})
    path = tmp_path / "log.xlsx"
    for row in (2, 3, 4):
        write(path, "actions", row, "what", f"Theirs {row}")
    press(app, "save_edits")
    assert "Someone else changed this meanwhile" in words(app)
    assert cells(path, "actions", "what") == ["Theirs 2", "Theirs 3", "Theirs 4"]
    assert all(part in words(app) for part in ("actions · A-0001 · what", "Call ten", "Theirs 2", "Mine 2"))
    assert len(preview(app)) == 3
    hows = {one.key: one for one in app.get("button_group") if str(one.key).startswith("conflict_how")}
    first, second, third = hows  # in the order typed: A-0003, A-0002, A-0001
    app.get("button_group")[list(hows).index(first)].set_value("Use mine").run()
    next(one for one in app.get("button_group") if one.key == third).set_value("Edit").run()
    app.text_input(key=third.replace("how", "text")).set_value("Ours").run()
    assert second.endswith("A-0002_what")  # keeps theirs
    press(app, "settle_conflicts")
    assert cells(path, "actions", "what") == ["Ours", "Theirs 3", "Mine 0"]
    assert NOTHING_YET in words(app)
    assert "Someone else" not in words(app)
    assert list(shown(app)["what"]) == ["Mine 0", "Theirs 3", "Ours"]


def test_a_conflict_can_wait_and_theirs_alone_can_be_kept(run_app: Run, tmp_path: Path) -> None:
    app = type_in(opened(run_app), {2: {"what": "Mine"}})
    write(tmp_path / "log.xlsx", "actions", 2, "what", "Theirs")
    press(app, "save_edits")
    press(app, "dismiss_conflicts")
    assert [row[4] for row in preview(app)] == ["Mine"]
    press(app, "save_edits")
    press(app, "settle_conflicts")
    assert cells(tmp_path / "log.xlsx", "actions", "what")[0] == "Theirs"
    assert "Their version was kept" in words(app)
    assert NOTHING_YET in words(app)
    assert shown(app)["what"].iloc[2] == "Theirs"
    press(app, "dismiss_kept")
    assert "Their version was kept" not in words(app)


def unanswered(app: AppTest, monkeypatch: pytest.MonkeyPatch, *, is_done: bool) -> None:
    """Select Save while the workbook does not answer, whether it is done or not."""
    real = Source.save

    def lost(*arguments: Any) -> Any:
        if is_done:
            real(*arguments)
        raise UnknownOutcome("no answer came back")

    with monkeypatch.context() as patch:
        patch.setattr(Source, "save", lost)
        patch.setattr(saving, "save", partial(save, sleep=lambda _: None))
        patch.setattr(saving, "find_out", lambda: None)  # the log at hand does not show it yet
        press(app, "save_edits")
    assert messages(app)[0] == "no answer came back"
    assert "Nothing was saved" not in words(app), "nobody knows that yet"


def new_action(app: AppTest) -> None:
    app.text_area(key="new_actions_what_0").set_value("First")
    app.selectbox(key="new_actions_circle_0").select("Borea")
    press(app, next(b.key for b in app.button if b.label == "Add to the changes" and b.key))


@pytest.mark.parametrize("is_done", [True, False])
def test_after_a_lost_answer_trying_again_finds_out(
    run_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    app, path = type_in(opened(run_app), {2: {"what": "Mine"}}), tmp_path / "log.xlsx"
    new_action(app)
    unanswered(app, monkeypatch, is_done=is_done)
    press(app, "save_again")
    assert messages(app, "success") == ["Saved: 1 cell and 1 new row."]
    assert NOTHING_YET in words(app)
    assert cells(path, "actions", "what")[0] == "Mine"
    assert len(cells(path, "edits", "new")) == 2


def test_a_save_without_an_answer_that_the_log_shows_is_known_at_the_next_run(
    run_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, path = type_in(opened(run_app), {2: {"what": "Mine"}}), tmp_path / "log.xlsx"
    new_action(app)
    unanswered(app, monkeypatch, is_done=True)
    app.run()
    assert messages(app, "success") == ["Saved: 1 cell and 1 new row."]
    assert not messages(app)
    assert NOTHING_YET in words(app)
    assert len(cells(path, "edits", "new")) == 2


def test_saving_again_while_the_outcome_is_unknown_is_the_same_save(
    run_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if Try again had been selected: a second id could write new records twice."""
    app, path = type_in(opened(run_app), {2: {"what": "Mine"}}), tmp_path / "log.xlsx"
    new_action(app)
    unanswered(app, monkeypatch, is_done=False)
    tried = app.session_state["saved_last"].result.change_set.id
    press(app, "save_edits")
    assert messages(app, "success") == ["Saved: 1 cell and 1 new row."]
    assert cells(path, "edits", "change_set") == [tried, tried]
    app.run()
    assert NOTHING_YET in words(app)


def test_settling_takes_a_new_id_and_its_undo_is_an_undo(run_app: Run, tmp_path: Path) -> None:
    app, path = type_in(opened(run_app), {2: {"what": "Mine"}, 1: {"what": "Also"}}), tmp_path / "log.xlsx"
    write(path, "actions", 2, "what", "Theirs")
    press(app, "save_edits")
    first = app.session_state["saved_last"]
    assert first.sent == first.result.change_set.id
    press(app, "settle_conflicts")
    then = app.session_state["saved_last"]
    assert then.result.is_written
    assert then.sent == first.sent != then.result.change_set.id
    assert NOTHING_YET in words(app)
    assert set(cells(path, "edits", "change_set")) == {then.result.change_set.id}
    write(path, "actions", 3, "what", "Theirs too")
    press(app, "undo_last")
    press(app, "settle_conflicts")
    undone = app.session_state["saved_last"]
    assert undone.undone == then.result.change_set.id
    assert undone.sent == first.sent
    assert len({first.sent, then.result.change_set.id, undone.result.change_set.id}) == 3


def test_a_new_record_gets_a_readable_key_and_can_be_dropped(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app)
    for number, what in enumerate(("First", "Second")):
        assert app.text_input(key=f"new_actions_action_{number}").value == f"A-000{4 + number}"
        app.text_area(key=f"new_actions_what_{number}").set_value(what)
        app.selectbox(key=f"new_actions_circle_{number}").select("Borea")
        press(app, next(b.key for b in app.button if b.label == "Add to the changes" and b.key))
    assert {row[1] for row in preview(app)} == {"A-0004", "A-0005"}
    press(app, "drop_added_0")
    assert {row[1] for row in preview(app)} == {"A-0005"}
    press(app, "save_edits")
    assert messages(app, "success") == ["Saved: 1 new row."]
    assert cells(tmp_path / "log.xlsx", "actions", "action")[3:] == ["A-0005"]
    assert cells(tmp_path / "log.xlsx", "actions", "what")[3:] == ["Second"]
    press(app, "undo_last")
    assert cells(tmp_path / "log.xlsx", "actions", "status")[3:] == ["cancelled"]  # nothing is ever deleted


def test_a_lead_sees_and_saves_rows_of_own_circles_only(run_app: Run, tmp_path: Path) -> None:
    app = type_in(opened(run_app), {0: {"what": "An administrator's"}})
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select("lee@x.org").run()
    assert NOTHING_YET in words(app)
    assert list(shown(app)["action"]) == ["A-0002", "A-0001"]
    assert not {"settings", "teams", "edits"} & set(edit.tabs_of(Viewer("lead", "lee@x.org")))
    assert app.multiselect(key="circle").options == ["Atlas"]
    assert "Bo Birch" not in words(app)
    type_in(app, {0: {"status": "done"}})
    press(app, "save_edits")
    assert cells(tmp_path / "log.xlsx", "actions", "status") == ["open", "done", "open"]
    assert list(shown(of_tab(app, "members"))["member"]) == ["ann"]
    assert list(shown(of_tab(app, "attendance"))["session"]) == ["Atlas-01"]
    app.selectbox(key="view_as_role").select("admin").run()
    assert [row[4] for row in preview(app)] == ["An administrator's"]


def test_a_sponsor_answers_own_asks_and_sees_nothing_else(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app, role="sponsor", email="sam@x.org")
    assert app.selectbox(key="tab").options == ["asks", "decisions", "sponsor acts", "mailings"]
    assert list(shown(app)["ask"]) == ["Q-1"]  # put to the sponsor of its circle
    assert (
        "Not in the sheet: kind, function, hours, amount, currency, answered, answered_by, answer."
        in words(app)
    )
    type_in(app, {0: {"status": "granted"}})
    assert not messages(app)
    press(app, "save_edits")
    assert not messages(app)
    assert cells(tmp_path / "log.xlsx", "asks", "status") == ["granted", "open"]
    assert "Add a record to asks" not in [expander.label for expander in app.expander]
    of_tab(app, "sponsor_acts")
    assert "There are no rows in sponsor acts that you can change yet" in words(app)
    assert "Ann Ash" not in words(app)


@pytest.mark.parametrize(("role", "email"), [("lead", "bea@x.org"), ("lead", ""), ("sponsor", "sam@x.org")])
def test_the_write_path_refuses_what_the_page_does_not_offer(
    run_app: Run, tmp_path: Path, role: Any, email: str
) -> None:
    opened(run_app)
    path = tmp_path / "log.xlsx"
    viewer = Viewer(role, email)
    log = caches.source().current().log
    row = log.actions[log.actions["action"] == "A-0001"].iloc[0].to_dict()
    ask = log.asks[log.asks["ask"] == "Q-2"].iloc[0].to_dict()
    begun = replace(saving.empty_set(viewer), who=email)
    for edits in (
        changes_of_row("actions", row, {"status": "done"}),
        changes_of_row("asks", ask, {"what": "More"}),
    ):
        if role == "lead" and email and edits[0].tab == "asks":
            continue  # hers
        result = save(caches.source(), ChangeSet(begun.id, begun.who, begun.at, edits), viewer)
        assert not result.is_written
        assert result.problems
    assert cells(path, "actions", "status") == ["open"] * 3
    assert cells(path, "asks", "what") == ["A room", "Day"]


def test_no_data_says_what_to_do(run_app: Run) -> None:
    app = opened(run_app, {name: [dict.fromkeys(rows[0], "")] for name, rows in FIVE_TABS.items()})
    assert "There are no rows in actions that you can change yet. Add the first one below." in words(app)
    assert not app.data_editor


def test_the_five_tabs_and_their_least_columns_are_enough(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app, FIVE_TABS)
    type_in(app, {0: {"what": "Write it up"}})
    press(app, "save_edits")
    assert cells(tmp_path / "log.xlsx", "actions", "what") == ["Write it up"]
    assert not [field.key for field in app.date_input if "due" in str(field.key)]
    assert "The sheet has no practices tab yet." in words(of_tab(app, "practices"))
    assert "None" not in words(app)


def test_a_big_tab_is_shown_one_page_at_a_time(run_app: Run) -> None:
    many = tables()
    many["actions"] = [
        {"action": f"A-{number:04d}", "circle": "Atlas" if number % 10 else "Borea", "what": f"Task {number}"}
        for number in range(1, 251)
    ]
    app = opened(run_app, many)
    assert "of 3: 250 rows" in words(app)
    assert len(shown(app)) == edit.ROWS_A_PAGE
    app.number_input(key="edit_page").set_value(3).run()
    assert list(shown(app)["action"])[-1] == "A-0001"
    assert len(shown(app)) == 50
    type_in(app, {49: {"what": "First"}})
    app.multiselect(key="circle").set_value(["Borea"]).run()  # fewer pages than the one that was open
    assert not app.exception
    assert len(shown(app)) == 25
    app.text_input(key="edit_search").set_value("task 240").run()
    assert list(shown(app)["action"]) == ["A-0240"]
    app.text_input(key="edit_search").set_value("nowhere").run()
    assert "No rows in actions match." in words(app)
    assert [row[1] for row in preview(app)] == ["A-0001"]
