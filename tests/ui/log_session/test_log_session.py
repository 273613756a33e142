"""Log a session in AppTest: each role, an empty log, what is filled in and refused, saving and undo, drafts."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from lib.demo import make
from lib.source import kept_drafts
from lib.source.kept_drafts import DraftFile
from lib.source.refresh import Source
from lib.source.saving import save
from lib.ui.edits import saving
from lib.ui.log_session import draft
from lib.workbook.base import UnknownOutcome
from tests.data.logs import FIVE_TABS
from tests.examples import some, thorough
from tests.ui.conftest import APP, words

PAGE = "pages/circle/log_session.py"
TODAY = date.today()
Run = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test keeps its drafts in its own folder."""
    monkeypatch.setattr(draft, "FOLDER", tmp_path / "drafts")
    return tmp_path / "drafts"


def tables() -> dict[str, list[dict[str, object]]]:
    before, due = TODAY - timedelta(days=30), TODAY - timedelta(days=1)
    return {
        "circles": [
            {"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org", "cadence_days": 28, "format": "hybrid"},
            {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sam@x.org", "cadence_days": 28, "format": ""},
        ],
        "members": [
            {"member": "ann", "circle": "Atlas", "name": "Ann Ash", "joined": before, "left": ""},
            {"member": "bo", "circle": "Atlas", "name": "Bo Birch", "joined": before, "left": ""},
            {"member": "cy", "circle": "Atlas", "name": "Cy Cedar", "joined": due, "left": ""},
            {"member": "dee", "circle": "Atlas", "name": "Dee Dale", "joined": before, "left": before + timedelta(9)},
        ],
        "sessions": [
            {"session": "Atlas-01", "circle": "Atlas", "planned": before, "held": before, "status": "held",
             "format": "hybrid", "minutes": 90, "facilitator": "ann", "note_taker": "bo", "presenter": "ann",
             "case": "Churn", "case_topics": "focus", "decision": "none", "everyone_spoke": "yes"},
            {"session": "Atlas-02", "circle": "Atlas", "planned": due, "held": "", "status": "planned", "format": "",
             "minutes": "", "facilitator": "", "note_taker": "", "presenter": "", "case": "", "case_topics": "",
             "decision": "", "everyone_spoke": ""},
        ],
        "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes", "prework": "late", "reflection": ""}],
        "insights": [{"insight": "I-0001", "session": "Atlas-01", "member": "ann", "text": "Ask", "topics": ""}],
        "actions": [
            {"action": "A-0001", "circle": "Atlas", "what": "Call ten", "session": "Atlas-01", "kind": "action",
             "owner": "dee", "partner": "", "created": before, "first_due": due, "due": due, "status": "open",
             "closed": "", "effect": ""},
            {"action": "A-0002", "circle": "Borea", "what": "Write", "session": "", "kind": "", "owner": "",
             "partner": "", "created": "", "first_due": "", "due": "", "status": "open", "closed": "", "effect": ""},
        ],
        "action_reviews": [{"action": "", "session": "", "update": ""}],
    }  # fmt: skip


def opened(run_app: Run, tables_: Any = None, circle: str | None = "Atlas", **more: Any) -> AppTest:
    app = run_app(tables() if tables_ is None else tables_, page=PAGE, **more)
    assert not app.exception
    if circle:
        app.selectbox(key="log_circle").select(circle).run()
        assert not app.exception
    return app


def of(app: AppTest, kind: str, name: str) -> Any:
    """The widget of the form called `name`."""
    return next(one for one in app.get(kind) if re.fullmatch(rf"log_\d+_{re.escape(name)}", str(one.key)))


def all_present(app: AppTest) -> None:
    """Mark everyone present whom nobody has marked."""
    if not app.button(key="log_everyone").disabled:
        app.button(key="log_everyone").click().run()


def save_it(app: AppTest) -> None:
    all_present(app)
    app.button(key="log_save").click().run()


def rows(path: Path, tab: str) -> list[dict[str, Any]]:
    header, *body = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    return [
        {
            name: cell.date() if isinstance(cell, datetime) else cell
            for name, cell in zip(header, row, strict=True)
        }
        for row in body
    ]


def roster(app: AppTest) -> list[str]:
    """The names in the list of who was there."""
    bodies = (each.proto.body for each in app.get("html"))
    return [re.sub("<[^>]*>", "", body) for body in bodies if 'class="pharos-person"' in body]


def test_email_addresses_break_after_their_at_sign_only(run_app: Run) -> None:
    namesakes = [{"member": f"ann{n}@a-long-company-name.example", "name": "Ann Ash"} for n in (1, 2)]
    members = [{"circle": "Atlas", **each} for each in namesakes]
    app = opened(run_app, {**tables(), "members": members})
    bodies = [each.proto.body for each in app.get("html") if 'class="pharos-person"' in each.proto.body]
    parts = [
        f'<span class="pharos-whole">{part}</span>' for part in ("(ann1@", "a-long-company-name.example)")
    ]
    assert "<wbr>".join(parts) in bodies[0]


def test_everything_known_is_filled_in(run_app: Run) -> None:
    app = opened(run_app)
    assert of(app, "date_input", "held").value == TODAY
    assert of(app, "selectbox", "session").value == "Atlas-02"
    assert of(app, "selectbox", "format").value == "hybrid"
    minutes = of(app, "number_input", "minutes")
    assert (minutes.value, minutes.placeholder) == (None, "last time 90")  # how long it took is never assumed
    shown = words(app)
    assert roster(app) == [
        "Ann Ash",
        "Bo Birch",
        "Cy Cedar",
    ]  # Dee Dale left; she owns an action all the same
    assert "A-0001 · Dee Dale · due" in shown
    assert "Atlas-02, held" in shown
    assert "0 of 3 present, 3 not marked yet" in shown
    assert not app.error


def test_someone_who_joined_later_is_not_on_the_roster_of_an_earlier_day(run_app: Run) -> None:
    app = opened(run_app)
    of(app, "date_input", "held").set_value(TODAY - timedelta(days=5)).run()
    assert "0 of 2 present" in words(app)
    assert roster(app) == ["Ann Ash", "Bo Birch"]


def test_one_click_fills_in_who_is_next_up(run_app: Run) -> None:
    app = opened(run_app)
    app.session_state["log_open_roles"] = True
    app.run()
    assert "Next up by rotation: facilitator Bo Birch, note-taker Ann Ash, presenter Cy Cedar." in words(app)
    app.button(key="log_next_up").click().run()
    assert "Who did what: facilitator Bo Birch, note-taker Ann Ash, presenter Cy Cedar" in [
        one.label.replace("\\", "") for one in app.expander
    ]
    filled = [of(app, "multiselect", role).value for role in ("facilitator", "note_taker", "presenter")]
    assert filled == [["bo"], ["ann"], ["cy"]]


def test_a_session_in_a_few_clicks_then_undone(run_app: Run, tmp_path: Path, folder: Path) -> None:
    app = opened(run_app)
    of(app, "button_group", "present bo").set_value("no").run()
    all_present(app)
    of(app, "text_input", "case").set_value("Too many priorities").run()
    of(app, "text_input", "what 1").set_value("=Stop two reports").run()
    of(app, "selectbox", "owner 1").select("ann").run()
    due = TODAY + timedelta(days=14)
    of(app, "date_input", "due 1").set_value(due).run()
    assert of(app, "text_input", "what 2").value == ""  # the next row is there at once
    of(app, "selectbox", "status A-0001").select("done").run()
    of(app, "selectbox", "effect A-0001").select("worked").run()
    assert list(folder.iterdir())
    written = next(frame.value for frame in app.dataframe if "about" in frame.value)
    about = dict(zip(written["row"], written["about"], strict=True))
    assert about["A-0001"] == rows(tmp_path / "log.xlsx", "actions")[0]["what"]
    assert about["A-0003"] == "=Stop two reports"
    save_it(app)
    assert not app.exception
    assert "Atlas-02 is logged." in words(app)
    assert not list(folder.iterdir())

    path = tmp_path / "log.xlsx"
    session = rows(path, "sessions")[1]
    assert (session["held"], session["status"], session["case"]) == (TODAY, "held", "Too many priorities")
    here = {row["member"]: row["present"] for row in rows(path, "attendance") if row["session"] == "Atlas-02"}
    assert here == {"ann": "yes", "bo": "no", "cy": "yes"}
    old, _, new = rows(path, "actions")
    assert (old["status"], old["closed"], old["effect"]) == ("done", TODAY, "worked")
    assert (new["action"], new["what"], new["owner"], new["due"], new["first_due"], new["created"]) == (
        "A-0003", "=Stop two reports", "ann", due, due, TODAY,
    )  # fmt: skip
    assert [row["action"] for row in rows(path, "action_reviews") if row["action"]] == ["A-0001"]

    app.button(key="undo_last").click().run()
    assert "Atlas-02 was undone" in words(app)
    session = rows(path, "sessions")[1]
    assert (session["held"], session["status"]) == (None, "planned")
    assert rows(path, "actions")[2]["status"] == "cancelled"

    fresh = AppTest.from_file(APP, default_timeout=60).switch_page(PAGE).run()
    fresh.selectbox(key="log_circle").select("Atlas").run()
    assert of(fresh, "text_input", "case").value == "Too many priorities"  # undone, so it is a draft again
    fresh.button(key="log_discard_restored").click().run()
    assert "0 of 3 present, 3 not marked yet" in words(fresh)  # what was undone is no answer

    app.button(key="log_bring_back").click().run()
    assert of(app, "text_input", "case").value == "Too many priorities"
    assert of(app, "button_group", "present bo").value == "no"
    save_it(app)
    assert "Atlas-02 is logged." in words(app)
    attended = [row for row in rows(path, "attendance") if row["session"] == "Atlas-02"]
    assert len(attended) == 3


def test_an_unplanned_session_gets_the_next_key(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app)
    of(app, "selectbox", "session").select("").run()
    assert of(app, "text_input", "key").value == "Atlas-03"
    save_it(app)
    assert "Atlas-03 is logged." in words(app)
    assert rows(tmp_path / "log.xlsx", "sessions")[2]["planned"] == TODAY


def test_save_tells_what_is_missing_with_its_field_and_saves_nothing(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app)
    assert not app.error
    of(app, "date_input", "held").set_value(TODAY + timedelta(days=1)).run()
    of(app, "selectbox", "owner 1").select("ann").run()
    of(app, "button_group", "present ann").set_value("yes").run()
    app.button(key="log_save").click().run()
    errors = [error.value.replace("\\", "") for error in app.error]
    assert [line.split(": ")[0] for line in errors] == [
        "Session · held", "Attendance · present", "Action · new action 1 · what",
    ]  # fmt: skip
    assert "not marked yet: Bo Birch and Cy Cedar" in errors[1]
    assert rows(tmp_path / "log.xlsx", "sessions")[1]["held"] is None
    of(app, "date_input", "held").set_value(TODAY).run()
    of(app, "text_input", "what 1").set_value("Call").run()
    all_present(app)
    assert not app.error
    assert of(app, "button_group", "present ann").value == "yes"


def test_a_session_that_someone_else_changed_meanwhile_is_a_choice(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app)
    of(app, "text_input", "case").set_value("Mine").run()
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    header = [cell.value for cell in book["sessions"][1]]
    book["sessions"].cell(3, header.index("case") + 1, "Theirs")
    book.save(tmp_path / "log.xlsx")
    save_it(app)
    assert "Someone else changed this meanwhile" in words(app)
    assert of(app, "text_input", "case").value == "Mine"
    app.button(key="settle_conflicts").click().run()
    assert "Atlas-02 is logged." in words(app)
    assert rows(tmp_path / "log.xlsx", "sessions")[1]["case"] == "Theirs"


@thorough
def test_a_session_saved_in_two_windows_is_saved_once(run_app: Run, tmp_path: Path) -> None:
    first = opened(run_app)
    second = AppTest.from_file(APP, default_timeout=60).switch_page(PAGE).run()
    second.selectbox(key="log_circle").select("Atlas").run()
    for app in (first, second):
        all_present(app)
        of(app, "text_input", "what 1").set_value("Try it").run()
    save_it(first)
    assert "Atlas-02 is logged." in words(first)
    saved = {tab: rows(tmp_path / "log.xlsx", tab) for tab in ("sessions", "actions")}

    save_it(second)
    assert not second.exception
    assert of(second, "selectbox", "session").value == "Atlas-02"
    assert "Atlas-02 is no longer waiting" in words(second)
    assert {tab: rows(tmp_path / "log.xlsx", tab) for tab in saved} == saved

    of(second, "selectbox", "session").set_value("").run()
    of(second, "date_input", "held").set_value(saved["sessions"][-1]["held"]).run()
    save_it(second)
    assert [error.value for error in second.error if "held on the same day" in error.value]
    assert {tab: rows(tmp_path / "log.xlsx", tab) for tab in saved} == saved
    box = next(one for one in second.checkbox if "held on the same day" in one.label)
    box.check().run()
    save_it(second)
    assert "Atlas-03 is logged." in words(second), [error.value for error in second.error]


def test_a_draft_survives_a_new_browser_session_and_can_be_discarded(
    run_app: Run, tmp_path: Path, folder: Path
) -> None:
    app = opened(run_app)
    of(app, "text_input", "case").set_value("Half typed").run()
    of(app, "button_group", "present bo").set_value("excused").run()
    of(app, "date_input", "due 1").set_value(TODAY).run()
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "Atlas" not in kept.name

    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=True):
        again = opened(run_app, path=(tmp_path / "log.xlsx").resolve())
    assert of(again, "date_input", "held").value == TODAY  # the day it was started
    assert any("Draft from" in info.value and "restored" in info.value for info in again.info)
    assert of(again, "text_input", "case").value == "Half typed"
    assert of(again, "button_group", "present bo").value == "excused"
    assert of(again, "date_input", "due 1").value == TODAY
    again.button(key="log_discard_restored").click().run()
    assert of(again, "text_input", "case").value == ""
    assert not list(folder.iterdir())


@pytest.mark.parametrize("is_saved", some([True, False], 1))
def test_after_a_restart_a_draft_whose_save_got_no_answer_is_saved_once(
    run_app: Run, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, is_saved: bool
) -> None:
    """The draft on disk knows the id it was sent under, so that a saved one is not offered as a new session."""
    app = opened(run_app)
    path = (tmp_path / "log.xlsx").resolve()
    of(app, "selectbox", "session").select("").run()
    of(app, "text_input", "case").set_value("Typed once").run()
    real = Source.save

    def lost(*arguments: Any) -> Any:
        if is_saved:
            real(*arguments)
        raise UnknownOutcome("no answer came back")

    with monkeypatch.context() as patch:
        patch.setattr(Source, "save", lost)
        patch.setattr(saving, "save", partial(save, sleep=lambda _: None))
        patch.setattr(saving, "find_out", lambda: None)  # the log at hand does not show it yet
        patch.setattr(draft.Draft, "is_saved", lambda self, log: False)
        save_it(app)
    assert "no answer came back" in words(app)
    assert len(list(folder.iterdir())) == 1

    again = opened(run_app, path=path)
    assert any("although its answer did not arrive" in info.value for info in again.info) == is_saved
    assert of(again, "text_input", "case").value == ("" if is_saved else "Typed once")
    assert len(list(folder.iterdir())) == (not is_saved)
    if is_saved:
        again.button(key="log_dismiss_saved_before").click().run()
        assert not again.info
    else:
        save_it(again)
        assert "is logged." in words(again)
    assert [row["case"] for row in rows(path, "sessions")].count("Typed once") == 1


def test_undo_after_a_settled_conflict_offers_the_form_again(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app)
    of(app, "text_input", "case").set_value("Mine").run()
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    header = [cell.value for cell in book["sessions"][1]]
    book["sessions"].cell(3, header.index("case") + 1, "Theirs")
    book.save(tmp_path / "log.xlsx")
    save_it(app)
    app.button(key="settle_conflicts").click().run()
    app.button(key="undo_last").click().run()
    assert "was undone" in words(app)
    app.button(key="log_bring_back").click().run()
    assert of(app, "text_input", "case").value == "Mine"


def test_a_draft_belongs_to_one_person_and_one_circle(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app)
    of(app, "text_input", "case").set_value("Half typed").run()
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select("lee@x.org").run()
    assert of(app, "text_input", "case").value == ""
    app.selectbox(key="view_as_role").select("admin").run()
    app.selectbox(key="log_circle").select("Atlas").run()
    assert of(app, "text_input", "case").value == "Half typed"


def test_what_is_typed_survives_another_page(run_app: Run) -> None:
    app = opened(run_app)
    of(app, "text_input", "case").set_value("Half typed").run()
    app.switch_page("pages/sheet/edit.py").run()
    app.switch_page(PAGE).run()
    app.selectbox(key="log_circle").select("Atlas").run()
    assert of(app, "text_input", "case").value == "Half typed"


def test_nothing_is_kept_on_disk_if_that_is_switched_off(
    run_app: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHAROS_KEEP_SNAPSHOT", "no")
    app = opened(run_app)
    of(app, "text_input", "case").set_value("Half typed").run()
    assert not folder.exists()
    assert any("pharos-unsaved" in html.proto.body for html in app.get("html"))


def test_a_lead_gets_their_circle_at_once_and_no_other(run_app: Run) -> None:
    app = opened(run_app, circle=None)
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select("lee@x.org").run()
    assert app.selectbox(key="log_circle").options == ["Atlas"]
    assert "0 of 3 present" in words(app)
    save_it(app)
    assert "Atlas-02 is logged." in words(app)


def test_a_lead_of_two_circles_is_not_left_with_someone_elses(run_app: Run) -> None:
    more = tables()
    more["circles"].append({"circle": "Cetus", "lead": "lee@x.org"})
    app = opened(run_app, more, circle="Borea", query={"log_circle": "Borea"})
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select("lee@x.org").run()
    assert not app.exception
    circle = app.selectbox(key="log_circle")
    assert (circle.options, circle.value) == (["Atlas", "Cetus"], None)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_on_the_demo(run_app: Run, role: str, tmp_path: Path) -> None:
    path = tmp_path / "demo.xlsx"
    make.write(make.program(circles=4, months=6, seed=3, end=TODAY), path)
    app = opened(run_app, path=path, circle=None)
    app.selectbox(key="view_as_role").select(role).run()
    assert not app.exception
    if role == "sponsor":
        assert not [one for one in app.selectbox if one.key == "log_circle"]
        return
    circles = app.selectbox(key="log_circle")
    app.selectbox(key="log_circle").select(circles.options[0]).run()
    assert not app.exception
    assert "present" in words(app)
    assert "nan" not in words(app)
    assert "None" not in words(app)


def test_an_empty_log_says_what_to_do(run_app: Run) -> None:
    app = opened(
        run_app, {name: [dict.fromkeys(rows[0], "")] for name, rows in FIVE_TABS.items()}, circle=None
    )
    assert "The log has no circles yet" in words(app)


def test_a_circle_without_members_links_to_where_they_are_added(run_app: Run) -> None:
    app = opened(run_app, circle="Borea")
    assert "Borea has no members" in words(app)
    assert [link.proto.label for link in app.get("page_link")][-1:] == ["Add members"]


def test_the_five_tabs_with_the_fewest_columns_are_enough(run_app: Run, tmp_path: Path) -> None:
    few = {**FIVE_TABS, "sessions": [*FIVE_TABS["sessions"]]}
    app = opened(run_app, few, circle=None)
    assert app.selectbox(key="log_circle").value == "Atlas"  # the only one
    assert "sessions: case" in words(app)
    save_it(app)
    assert not app.exception
    assert "is logged." in words(app)
    assert rows(tmp_path / "log.xlsx", "sessions")[1]["held"] == TODAY


def test_a_draft_file_that_is_old_or_damaged_is_not_used(tmp_path: Path) -> None:
    file, now = DraftFile(tmp_path, "me", "Atlas"), datetime(2026, 3, 20, tzinfo=UTC)
    values = {"case": "Churn", "due 1": date(2026, 4, 1), "risks": 0, "presenter": ["ann"], "none": None}
    file.keep(values, now)
    assert file.load(now + kept_drafts.KEPT_FOR) == kept_drafts.Kept(values, now)
    assert DraftFile(tmp_path, "meA", "tlas").load(now) is None
    assert file.load(now + kept_drafts.KEPT_FOR + timedelta(seconds=1)) is None
    assert not file.place.path.exists()
    for content in (
        b"",
        b"[]",
        b'{"format": 1}',
        b'{"format": 9, "at": "2026-03-20T00:00:00+00:00"}',
        b"\xff",
    ):
        file.place.path.write_bytes(content)
        assert file.load(now) is None
        assert not file.place.path.exists()


def test_a_disk_that_takes_no_draft_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "full").write_text("a file where the folder should be")
    file = DraftFile(tmp_path / "full", "me")
    file.keep({"case": "Churn"}, datetime.now(UTC))
    assert file.load() is None


def test_a_day_is_planned_once_though_its_box_was_checked(run_app: Run, tmp_path: Path) -> None:
    """A holiday that someone selects, saves, and meets again in the next series."""
    app = opened(run_app, query={"log_what": "Plan a series"})
    app.selectbox(key="series_rhythm_Atlas").select("week")
    app.selectbox(key="series_country").select("DE")
    app.selectbox(key="series_weekday_Atlas").select(f"{date(TODAY.year + 1, 12, 25):%A}")
    app.number_input(key="series_count").set_value(1)
    start = next(one for one in app.date_input if str(one.key).startswith("series_from_"))
    christmas = date(TODAY.year + 1, 12, 25)
    start.set_value(christmas).run()
    assert [box.value for box in app.checkbox] == [False, False, True]  # Christmas, New Year's Day, 8 January
    for label in ("Christmas", "15 Jan"):
        boxes = [box for box in app.checkbox if label in box.label]
        if not boxes[0].value:
            boxes[0].check().run()
        app.button(key="series_save").click().run()
        app.button(key="series_another").click().run()
        start = next(one for one in app.date_input if str(one.key).startswith("series_from_"))
        start.set_value(christmas).run()
        assert not app.exception
        box = next(box for box in app.checkbox if "25 Dec" in box.label)
        assert (box.value, box.disabled) == (False, True)
    days = [row["planned"] for row in rows(tmp_path / "log.xlsx", "sessions")]
    assert days.count(christmas) == 1
    assert len(set(days)) == len(days)


def test_a_series_is_planned_at_once_and_undone(run_app: Run, tmp_path: Path) -> None:
    app = opened(run_app, query={"log_what": "Plan a series"})
    app.selectbox(key="series_rhythm_Atlas").select("week")
    app.selectbox(key="series_country").select("DE")
    app.number_input(key="series_count").set_value(3).run()
    app.selectbox(key="series_weekday_Atlas").select("Wednesday").run()
    assert not app.exception
    assert [one.value for one in app.title] == ["Plan a series of sessions"]
    boxes = [box for box in app.checkbox if str(box.key).startswith("series_day_")]
    assert sum(bool(box.value) for box in boxes) == 3
    boxes[0].uncheck().run()
    assert "2 sessions of Atlas will be planned." in words(app)
    app.button(key="series_save").click().run()
    assert "2 sessions of Atlas planned." in words(app)
    path = tmp_path / "log.xlsx"
    new = rows(path, "sessions")[2:]
    assert [(row["session"], row["status"], row["format"]) for row in new] == [
        ("Atlas-03", "planned", "hybrid"), ("Atlas-04", "planned", "hybrid"),
    ]  # fmt: skip
    assert {row["planned"].weekday() for row in new} == {2}
    app.button(key="undo_last").click().run()
    assert not app.exception
    assert {row["status"] for row in rows(path, "sessions")[2:]} == {"cancelled"}
    assert app.button(key="series_save").label == "Plan 2 sessions"  # as it was before

    app.button(key="series_save").click().run()
    app.button(key="series_another").click().run()
    assert not app.exception
    taken = [box for box in app.checkbox if "already planned" in box.label]
    assert all(box.disabled and not box.value for box in taken)

    app.switch_page("pages/program/overview.py").run()
    app.switch_page(PAGE).run()
    assert not app.exception
    assert not [button for button in app.button if button.key == "undo_last"]  # it went with the page


def test_many_open_actions_and_prework_are_short_and_nothing_is_lost(run_app: Run, tmp_path: Path) -> None:
    more = tables()
    first = next(row for row in more["actions"] if row["circle"] == "Atlas")
    more["actions"] += [
        {**first, "action": f"A-1{at:03}", "due": TODAY + timedelta(days=at)} for at in range(1, 14)
    ]
    app = opened(run_app, more)
    assert statuses(app) == 3
    assert any("Show all 14: 11 more" in box.label for box in app.get("expander"))
    app.session_state["log_open_reviews"] = True
    app.run()
    assert statuses(app) == 14
    assert not any(str(one.key).endswith("update A-1013") for one in app.text_input)
    of(app, "checkbox", "reviewed A-1013").check().run()
    of(app, "text_input", "update A-1013").set_value("half way").run()
    app.session_state["log_open_reviews"] = False
    app.run()
    assert statuses(app) == 14  # something is typed there

    members = [one.key.split("present ")[1] for one in app.get("button_group") if "_present " in str(one.key)]
    app.session_state["log_open_prework"] = True
    app.run()
    of(app, "button_group", "prework on time").set_value(members[:2]).run()
    of(app, "button_group", "prework on time").set_value(members[1:2]).run()
    of(app, "button_group", f"prework {members[0]}").set_value("late").run()
    app.button(key="log_all_prework").click().run()
    assert of(app, "button_group", "prework on time").value == members[1:]
    titles = [box.label for box in app.get("expander")]
    assert f"Prework and reflections: {len(members) - 1} on time, 1 late" in titles
    assert [str(one.key).split("_")[-1] for one in app.text_input if "_what " in str(one.key)] == ["what 1"]
    of(app, "text_input", "what 1").set_value("Call ten").run()
    of(app, "text_input", "what 2")
    assert [str(one.key).split("_")[-1] for one in app.selectbox if "_owner " in str(one.key)] == ["owner 1"]
    of(app, "text_input", "what 2").set_value("Call two").run()
    of(app, "selectbox", "owner 2")
    of(app, "text_input", "what 2").set_value("").run()
    of(app, "text_input", "what 1").set_value("").run()
    of(app, "text_input", "case").set_value("Churn again")
    of(app, "text_input", "decision").set_value("none")
    save_it(app)
    assert not app.error
    path = tmp_path / "log.xlsx"
    assert [(row["action"], row["update"]) for row in rows(path, "action_reviews") if row["action"]] == [
        ("A-1013", "half way")
    ]
    said = {row["member"]: row["prework"] for row in rows(path, "attendance") if row["session"] == "Atlas-02"}
    assert said == {members[0]: "late"} | dict.fromkeys(members[1:], "on time")


def statuses(app: AppTest) -> int:
    """How many open actions are shown."""
    return sum(bool(re.fullmatch(r"log_\d+_status .+", str(one.key))) for one in app.selectbox)
