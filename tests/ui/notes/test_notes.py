"""From notes in AppTest: each role, no data, paste and files, corrections, saving and undo, several documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import thorough
from tests.ui.conftest import words

PAGE = "pages/circle/notes.py"
TODAY = date.today()
DAY = TODAY - timedelta(days=3)
Run = Callable[..., AppTest]
TEXT = f"""Atlas circle, {DAY:%d %B %Y}
Present: Ann, Bo, Otter.ai, Dana Whitfield
Regrets: Cy
Chair: Bo
Decision: Stop the monthly report
Action: Bo to call ten customers by {TODAY:%d %B %Y}
Action: Ann to write it down
Action: Otter.ai to send the recording
"""


def tables() -> dict[str, list[dict[str, object]]]:
    before = TODAY - timedelta(days=90)
    people = [
        ("ann", "Ann Ash", "Atlas"),
        ("bo", "Bo Birch", "Atlas"),
        ("cy", "Cy Cedar", "Atlas"),
        ("di", "Di Dorn", "Borea"),
    ]
    return {
        "circles": [
            {"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org", "cadence_days": 28},
            {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sam@x.org", "cadence_days": 28},
        ],
        "members": [{"member": m, "circle": c, "name": n, "joined": before} for m, n, c in people],
        "sessions": [
            {"session": "Atlas-01", "circle": "Atlas", "planned": before, "held": before, "status": "held",
             "facilitator": "ann", "guest": "", "decision": "none"},
            {"session": "Atlas-02", "circle": "Atlas", "planned": DAY, "held": "", "status": "planned",
             "facilitator": "", "guest": "", "decision": ""},
        ],
        "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes"}],
        "insights": [{"insight": "I-0001", "session": "Atlas-01", "member": "ann", "text": "Ask"}],
        "actions": [
            {"action": "A-0001", "circle": "Atlas", "what": "Write it down", "session": "Atlas-01",
             "kind": "", "owner": "ann",
             "created": before, "first_due": "", "due": "", "status": "open", "closed": ""},
        ],
    }  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "own.xlsx", tables())


def pasted(app: AppTest, text: str) -> AppTest:
    app.text_area[0].set_value(text)
    app.button(key="notes_read").click().run()
    assert not app.exception
    return app


def guarded(app: AppTest) -> bool:
    """Whether the browser warns people who leave."""
    return any("pharos-unsaved" in html.proto.body for html in app.get("html"))


def rows(path: Path, tab: str) -> list[dict[str, Any]]:
    header, *body = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    return [
        {
            name: cell.date() if isinstance(cell, datetime) else cell
            for name, cell in zip(header, row, strict=True)
        }
        for row in body
    ]


def correcting(app: AppTest, what: str) -> AppTest:
    """The page with the fields open that correct a proposal, such as "action 1"."""
    app.session_state[f"notes_correct_1_{what.replace(' ', '_')}"] = True
    return app.run()


def area(app: AppTest, label: str) -> Any:
    return next(one for one in app.text_area if one.label == label)


def test_pasted_corrected_saved_and_undone(run_app: Run, book: Path) -> None:
    app = pasted(run_app(path=book, page=PAGE), f"{TEXT}\nSo we meet in the canteen.\n")
    shown = words(app)
    assert f"Atlas, session of {DAY}" in shown
    assert "1 of 2 kept" in shown  # what may be talk is offered, and not saved below unless somebody keeps it
    assert "This may be talk: keep it if it is right." in shown
    assert "line 2" in shown
    assert "Decision: Stop the monthly report" in shown
    assert "Otter" not in " ".join(box.label for box in app.selectbox)
    who = next(box for box in app.selectbox if "Dana Whitfield" in box.label)
    assert who.value == "guest"
    assert app.selectbox(key=next(b.key for b in app.selectbox if b.label == "Logged as")).value == "Atlas-02"
    assert "“Write it down” is already in the log as A-0001." in shown

    assert not guarded(app)
    assert not app.text_area[1:]  # what corrects a proposal is closed
    assert f"Call ten customers · Bo Birch · by {TODAY}" in shown
    area(correcting(app, "action 1"), "Action 1").set_value("Call twelve customers").run()
    assert f"Call twelve customers · Bo Birch · by {TODAY}" in words(app)
    assert guarded(app)
    next(box for box in app.checkbox if box.label == "Keep action 3").uncheck().run()
    assert "2 of 3 kept" in words(app)
    (written,) = (frame.value for frame in app.dataframe if "about" in frame.value)
    assert set(written.loc[written["tab"] == "actions", "about"]) == {"Call twelve customers"}
    app.button(key="notes_save").click().run()
    assert not app.exception
    said = next(one.value for one in app.success if "Saved" in one.value)
    session = next(row for row in rows(book, "sessions") if row["session"] == "Atlas-02")
    assert (session["held"], session["status"], session["facilitator"]) == (DAY, "held", "bo")
    assert (session["guest"], session["decision"]) == ("Dana Whitfield", "Stop the monthly report")
    present = {
        row["member"]: row["present"] for row in rows(book, "attendance") if row["session"] == "Atlas-02"
    }
    assert present == {"ann": "yes", "bo": "yes", "cy": "excused"}
    assert [(row["what"], row["owner"], row["due"], row["status"]) for row in rows(book, "actions")[1:]] == [
        ("Call twelve customers", "bo", TODAY, "open")
    ]
    assert "These notes are in the log." in [one.value for one in app.success]

    app.button(key="undo_last").click().run()
    assert not app.exception
    session = next(row for row in rows(book, "sessions") if row["session"] == "Atlas-02")
    assert (session["held"], session["status"]) == (None, "planned")
    assert area(correcting(app, "action 1"), "Action 1").value == "Call twelve customers"

    assert app.button(key="undo_last").label == "Redo"
    app.button(key="undo_last").click().run()
    assert next(one.value for one in app.success if "Redone" in one.value) == said.replace("Saved", "Redone")
    assert "These notes are in the log." in [one.value for one in app.success]
    assert rows(book, "actions")[1]["status"] == "open"


@thorough
def test_all_of_a_kind_and_what_is_logged_already(run_app: Run, book: Path) -> None:
    text = TEXT.replace(f"{DAY:%d %B %Y}", f"{TODAY - timedelta(days=90):%d %B %Y}", 1)
    app = pasted(run_app(path=book, page=PAGE), text)
    assert "Atlas-01 of" in app.info[0].value.replace("\\", "")
    next(button for button in app.button if str(button.key).startswith("notes_drop_actions")).click().run()
    assert "0 of 3 kept" in words(app)
    next(button for button in app.button if str(button.key).startswith("notes_drop_who")).click().run()
    assert "0 present" in words(app)
    next(button for button in app.button if str(button.key).startswith("notes_keep_who")).click().run()
    assert "2 present" in words(app) or "3 present" in words(app)
    assert "Facilitator: the log says ann, the notes bo." in words(app)
    app.button(key="notes_save").click().run()
    assert len(rows(book, "actions")) == 1
    assert {row["member"] for row in rows(book, "attendance")} == {"ann", "bo", "cy"}
    assert rows(book, "sessions")[0]["decision"] == "Stop the monthly report"


@thorough
def test_circle_and_day_are_asked_only_where_they_are_missing(run_app: Run, book: Path) -> None:
    app = pasted(run_app(path=book, page=PAGE), "Action: Di to write the plan")
    assert "do not say whose session it was" in words(app)
    assert not list(app.checkbox)
    next(box for box in app.selectbox if box.label == "Circle").set_value("Borea").run()
    next(box for box in app.date_input if box.label == "Held on").set_value(DAY).run()
    assert not app.exception
    assert f"Borea, session of {DAY}" in words(app)
    assert next(box for box in correcting(app, "action 1").selectbox if box.label == "Owner").value == "di"
    app.button(key="notes_everyone_1").click().run()  # the notes do not say who was there
    app.button(key="notes_save").click().run()
    assert [row["session"] for row in rows(book, "sessions")][-1] == "Borea-01"
    marked = {
        row["member"]: row["present"] for row in rows(book, "attendance") if row["session"] == "Borea-01"
    }
    assert marked == {row["member"]: "yes" for row in rows(book, "members") if row["circle"] == "Borea"}


@thorough
def test_several_documents_one_after_the_other_and_all_at_once(run_app: Run, book: Path) -> None:
    app = run_app(path=book, page=PAGE)
    days = [DAY - timedelta(days=7 * back) for back in (5, 6, 7)]
    for day in days:
        app.text_area[0].set_value(
            f"Atlas circle, {day}\nPresent: Ann, Bo\nAction: Ann to read chapter {day:%d}"
        )
        app.button(key="notes_read").click().run()
        assert not app.exception
    assert "3 of 3" in words(app)
    app.button(key="notes_previous").click().run()
    assert "2 of 3" in words(app)
    app.button(key="notes_save").click().run()
    assert "4 new rows" in " ".join(one.value for one in app.success)
    assert len(rows(book, "actions")) == 2
    assert "3 of 3" in words(app)
    app.button(key="notes_save_all").click().run()
    assert not app.exception
    assert len(rows(book, "sessions")) == 5
    assert len({row["action"] for row in rows(book, "actions")}) == 4
    app.button(key="undo_last").click().run()
    assert [row["status"] for row in rows(book, "actions")] == ["open", "open", "cancelled", "cancelled"]
    app.button(key="notes_save_all").click().run()
    again = rows(book, "actions")  # the rows of the undone save are written over, so that none is left behind
    assert [row["status"] for row in again] == ["open"] * 4
    assert len({row["action"] for row in again}) == 4
    app.text_area[0].set_value(
        f"Atlas circle, {TODAY + timedelta(days=9)}\nPresent: Ann\nAction: Ann to rest"
    )
    app.button(key="notes_read").click().run()
    assert not app.exception
    assert "choose the day the session was held" in " ".join(one.value for one in app.error)


def test_a_lead_logs_only_their_own_circles(run_app: Run, book: Path) -> None:
    app = run_app(path=book, page=PAGE, query={"circle": "Cetus"})
    assert "the circle Cetus, which this log does not have" in app.warning[-1].value
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select("lee@x.org").run()
    pasted(app, TEXT.replace("Atlas", "Borea"))
    assert "These notes name Borea, which you do not lead." in words(app)
    assert next(box for box in app.selectbox if box.label == "Circle").options == ["Atlas"]
    assert not any(button.key == "notes_save" for button in app.button)


@pytest.mark.parametrize("role", ROLES)
def test_roles_and_no_data(run_app: Run, role: str) -> None:
    app = run_app(FIVE_TABS, page=PAGE)
    if role != "admin":
        app.selectbox(key="view_as_role").select(role).run()
    assert not app.exception
    if role == "sponsor":
        assert (
            app.title[0].value == "This page is for leads and administrators"
            or "page is for" in app.title[0].value
        )
    elif role == "lead":
        assert "You are not the lead of any circle" in words(app)
    else:
        app.button(key="notes_read").click().run()
        assert "Paste some text or choose a file first." in [one.value for one in app.warning]
        pasted(app, "Nothing in particular, 5 January 2026")
        assert "Nothing was found in these notes" in words(app)
    empty = run_app(page=PAGE)
    assert not empty.exception


def test_a_file_that_cannot_be_read_is_named(run_app: Run, book: Path) -> None:
    app = run_app(path=book, page=PAGE)
    uploader = app.get("file_uploader")[0]
    uploader.upload("minutes.docx", b"no zip", "application/octet-stream").run()
    app.button(key="notes_read").click().run()
    assert not app.exception
    assert "minutes.docx cannot be read" in app.error[0].value.replace("\\", "")
    app.button(key="notes_remove").click().run()
    assert not app.error
