"""The review page in every role and with no data: what it shows, decisions in place, freezing, and a later look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.metrics.review.scope import Scope
from lib.ui.review import freezing
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import some, thorough
from tests.ui.conftest import words

Run = Callable[..., AppTest]
Rows = list[dict[str, object]]
PAGE = "pages/program/review.py"
TODAY = date.today()
SUE, SAM, LEA = "sue@x.org", "sam@x.org", "lea@x.org"
SECRET = "kept from sponsors"
KEY = Scope(SUE, ()).key(pd.Timestamp(TODAY))


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def session(number: int, circle: str = "Atlas") -> dict[str, object]:
    day = ago(28 * number + 1)
    return {"session": f"{circle}-{number}", "circle": circle, "planned": day, "held": day, "case": SECRET}


DECISION = {"circle": "Atlas", "asked_of": SUE, "asked": ago(50), "answered": "", "amount": "", "currency": "",
            "hours": "", "note": "", "review": "", "ask": ""}  # fmt: skip
TABLES: dict[str, Rows] = FIVE_TABS | {
    "circles": [
        {"circle": "Atlas", "sponsor": SUE, "lead": LEA, "started": ago(400), "program": "North"},
        {"circle": "Vega", "sponsor": SAM, "lead": "lou@x.org", "started": ago(400), "program": "South"},
    ],
    "members": [{"member": f"{circle}{n}", "circle": circle} for circle in ("Atlas", "Vega") for n in range(5)],
    "sessions": [session(n, circle) for circle in ("Atlas", "Vega") for n in range(10)],
    "attendance": [
        {"session": f"{circle}-{number}", "member": f"{circle}{n}", "present": "yes" if n else "no"}
        for circle in ("Atlas", "Vega") for number in range(10) for n in range(5)
    ],
    "actions": [{"action": "X-1", "circle": "Atlas", "what": SECRET, "owner": "Atlas1", "due": ago(9)}],
    "asks": [
        {"ask": "K-1", "circle": "Atlas", "raised": ago(40), "what": "A room", "status": "open", "sponsor": ""},
        {"ask": "K-2", "circle": "Vega", "raised": ago(40), "what": SECRET, "status": "open", "sponsor": ""},
    ],
    "reviews": [
        {"review": "R-1", "date": ago(90), "sponsor": SUE, "circle": "", "start": ago(180), "end": ago(90),
         "summary": "Atlas meets.\n\nIt needs a room.", "next_review": TODAY, "figures": ""},
        {"review": "R-2", "date": ago(90), "sponsor": SAM, "circle": "", "start": ago(180), "end": ago(90),
         "summary": SECRET, "next_review": TODAY, "figures": "{"},
    ],
    "decisions": [
        {**DECISION, "decision": "D-1", "what": "Two more people", "status": "asked"},
        {**DECISION, "decision": "D-2", "what": SECRET, "status": "asked", "circle": "Vega", "asked_of": SAM},
    ],
    "milestones": [
        {"milestone": "One lighthouse", "circle": "Atlas", "due": ago(20), "reached": "", "shared": ago(1)}
    ],
    "sponsor_acts": [{"date": ago(5), "sponsor": SUE, "circle": "Atlas", "kind": "visit", "note": "Listened"}],
}  # fmt: skip


def seen_by(run_app: Run, role: str, email: str, tables: dict[str, Rows] = TABLES, **how: object) -> AppTest:
    return run_app(tables, page=PAGE, role=role, email=email, **how)


def rows_of(path: Path, tab: str) -> dict[str, dict[str, object]]:
    header, *rows = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    return {str(row[tab.removesuffix("s")]): row for row in found if row[tab.removesuffix("s")]}


@pytest.mark.usefixtures("everything_open")
def test_a_sponsor_sees_their_own_review_and_nothing_hidden(run_app: Run) -> None:
    app = seen_by(run_app, "sponsor", SUE)
    assert not app.exception
    text = words(app)
    for wanted in (
        "1 decision waits for an answer, 1 ask is open and 1 promise is late",
        "the time since the last review on",
        "About Atlas: filters that choose circles do not change a review.",
        f"before is the {89 + 1} days before. A change is real if it is more than the usual ups and downs",
        "Two more people",
        "A room",
        "One lighthouse",
        "Participation",
        "usual ups and downs",
        "Atlas meets.",
        "It needs a room.",
        "No figures were frozen with this review",
        "Visit on",
    ):
        assert wanted in text, wanted
    draft = app.text_area[0].value
    assert "Review of 1 circle: Atlas." in draft
    for hidden in (SECRET, "Vega", "lou@", "Atlas1"):
        assert hidden not in draft, hidden
        assert hidden not in text, hidden


def test_freezing_keeps_text_and_figures_and_a_later_look_says_what_was_restated(
    run_app: Run, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "sponsor", SUE, path=path)
    app.text_area[0].input(f"Atlas is well.\nIt gets <b>its</b> room.\n{'long words ' * 300}")
    app.button(key="review_freeze").click().run()
    assert not app.exception
    row = rows_of(path, "reviews")[KEY]
    assert (row["sponsor"], row["summary"]) == (
        SUE,
        f"Atlas is well.\nIt gets <b>its</b> room.\n{'long words ' * 300}".strip(),
    )
    assert row["start"].date() == ago(89)  # type: ignore[attr-defined]
    assert row["next_review"].date() == TODAY + timedelta(days=90)  # type: ignore[attr-defined]
    assert SECRET not in str(row["figures"])
    assert app.selectbox(key="review_earlier").value == KEY
    text = words(app)
    assert "It gets &lt;b&gt;its&lt;/b&gt; room." in text
    assert " ".join(["long words"] * 300) in " ".join(text.split())
    assert "Nothing of this was restated since" in text
    assert "The review of this day is frozen" in text
    assert f"The figures as they were on {TODAY:%-d %b %Y}" in [each.label for each in app.expander]

    book = openpyxl.load_workbook(path)  # someone logs a session of the period later, with nobody there
    book["sessions"].append(["Atlas-late", "Atlas", ago(30), ago(30), ""])
    for n in range(5):
        book["attendance"].append(["Atlas-late", f"Atlas{n}", "no"])
    book.save(path)
    app = seen_by(run_app, "sponsor", SUE, path=path, query={"review_earlier": f"{TODAY:%-d %b %Y} · {SUE}"})
    text = words(app)
    assert "Participation was shown as 80 % (16/20); 1 session was logged later: 64 % (16/25)." in text


def test_two_people_freeze_at_once_and_the_second_is_told(
    run_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "sponsor", SUE, path=path)
    theirs = {"review": KEY, "date": TODAY, "sponsor": SUE, "summary": "Theirs", "figures": "{}"}
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book["reviews"][1]]
    book["reviews"].append([theirs.get(str(name)) for name in header])
    book.save(path)
    monkeypatch.setattr(freezing, "is_frozen", lambda review, key: False)  # the page was drawn before
    app.text_area[0].input("Mine")
    app.button(key="review_freeze").click().run()
    assert not app.exception
    assert "Someone froze this review while you were writing" in words(app)
    assert app.text_area[0].value == "Mine"
    assert rows_of(path, "reviews")[KEY]["summary"] == "Theirs"
    assert len(rows_of(path, "reviews")) == 3


def test_an_administrator_freezes_only_what_the_sponsor_may_see_and_takes_it_back(
    run_app: Run, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "admin", "", path=path, query={"review_earlier": f"{ago(90):%-d %b %Y} · {SAM}"})
    assert "The figures of this review, in row 3 of the reviews tab, could not be read." in words(app)
    assert "About Atlas and Vega" in words(app)
    assert SECRET in words(app)  # an administrator reads all of it
    assert SECRET not in app.text_area[0].value
    app.selectbox(key="review_of").select(SUE).run()
    assert "Two more people" in app.text_area[0].value
    assert SECRET not in app.text_area[0].value
    app.button(key="review_freeze").click().run()
    assert rows_of(path, "reviews")[KEY]["sponsor"] == SUE
    app.button(key="undo_last").click().run()
    assert not app.exception
    assert [each.value.startswith("Undone") for each in app.success] == [True]
    assert KEY not in rows_of(path, "reviews")


def test_a_lead_prepares_asks_for_a_decision_and_does_not_freeze(run_app: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "lead", LEA, path=path)
    assert not app.exception
    assert not app.text_area
    assert "sponsors and administrators freeze it" in words(app)
    app.text_input(key="review_new_what").input("A third lighthouse")
    app.button(key="review_new_save").click().run()
    assert not app.exception
    (row,) = [row for row in rows_of(path, "decisions").values() if row["what"] == "A third lighthouse"]
    assert (row["decision"], row["status"], row["asked_of"], row["circle"]) == ("D-3", "asked", SUE, "Atlas")
    assert "review_made_0" not in [button.key for button in app.button]


def test_decisions_are_answered_in_place(run_app: Run, tmp_path: Path) -> None:
    """Deferred first, which is no answer; then made. Undoing it is undoing cells, as on the desk."""
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "sponsor", SUE, path=path)
    app.button(key="review_deferred_0").click().run()
    app.button(key="review_save_answer").click().run()
    row = rows_of(path, "decisions")["D-1"]
    assert (row["status"], row["answered"]) == ("deferred", None)
    assert "1 decision is deferred" in words(app)
    app.button(key="review_made_0").click().run()
    app.number_input(key="review_amount").set_value(900)
    app.text_input(key="review_currency").input("EUR")
    app.button(key="review_save_answer").click().run()
    assert not app.exception
    row = rows_of(path, "decisions")["D-1"]
    assert (row["status"], row["amount"], row["currency"]) == ("made", 900, "EUR")
    assert row["answered"].date() == TODAY  # type: ignore[attr-defined]
    assert f"made on {TODAY:%-d %b %Y} · 900 EUR" in words(app)


BARE = FIVE_TABS | {"circles": [{"circle": "Atlas", "sponsor": SUE, "lead": LEA}]}
TEACHES = (
    "What waits for a decision is not recorded",
    "Not recorded. Add the asks tab",
    "About the whole log: there is no period before it to compare with.",
    "Add the milestones tab",
    "Add the sponsor_acts tab",
    "Add the changes tab",
    "Add the lighthouses tab",
    "No review is recorded: no reviews tab.",
    "whole log",
)


@pytest.mark.usefixtures("everything_open")
@pytest.mark.parametrize(("role", "email"), some([("lead", LEA), ("admin", "")], 1))
def test_without_the_optional_tabs_the_page_teaches_what_to_log(run_app: Run, role: str, email: str) -> None:
    app = seen_by(run_app, role, email, BARE, query={"period": "all"})
    assert not app.exception
    assert not [each for each in TEACHES if each not in words(app)]
    assert "waits for the sponsor" not in words(app)


@thorough
@pytest.mark.usefixtures("everything_open")
def test_the_first_review_and_decision_make_their_tabs(run_app: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", BARE)
    app = seen_by(run_app, "sponsor", SUE, path=path, query={"period": "all"})
    assert not [each for each in TEACHES if each not in words(app)]
    app.text_input(key="review_new_what").input("Begin")
    app.button(key="review_new_save").click().run()
    app.button(key="review_freeze").click().run()
    assert not app.exception
    assert rows_of(path, "decisions")["D-0001"]["what"] == "Begin"
    assert KEY in rows_of(path, "reviews")


def test_an_old_day_is_looked_at_and_filters_of_circles_change_other_pages_only(
    run_app: Run,
) -> None:
    app = seen_by(run_app, "sponsor", SUE, query={"program": "South", "as_of": ago(3).isoformat()})
    assert "About Atlas" in words(app)
    assert "Only today's review can be frozen" in words(app)
    assert not app.text_area
    app = run_app(TABLES, query={"program": "South"})
    assert app.multiselect(key="program").value == ["South"]
    assert "Vega" in words(app)
    assert "Atlas" not in words(app)
    both = run_app(TABLES, query={"program": "South", "circle": "Atlas"})
    assert "No circle matches all of these filters: circle Atlas; program South." in words(both)


def test_the_next_review_is_a_file_and_mails_are_chosen_where_they_are_read(
    run_app: Run, tmp_path: Path
) -> None:
    mailings: Rows = [
        {"email": SUE, "kind": "update", "every": "never", "circle": ""},
        {"email": SUE, "kind": "update", "every": "week", "circle": "Atlas"},
        {"email": SAM, "kind": "update", "every": "month", "circle": ""},
    ]
    path = write_xlsx(tmp_path / "own.xlsx", TABLES | {"mailings": mailings})
    app = seen_by(run_app, "sponsor", SUE, path=path, query={"review_mails": "true"})
    assert "review_calendar" in {button.key for button in app.get("download_button")}
    assert "one circle alone" in words(app)
    assert f"What is mailed to `{SUE}`, if this program sends mail. About all your circles." in words(app)
    often = ["as usual, every month", "every week", "every month", "never"]
    assert app.selectbox(key="review_mail_update_never").options == often
    assert not [box for box in app.selectbox if box.label.startswith("Reminder")]
    assert SAM not in words(app)
    app.selectbox(key="review_mail_update_never").select("usual")
    app = app.selectbox(key="review_mail_alert_usual").select("week").run()
    app = app.button(key="review_save_mails").click().run()
    assert not app.exception
    _, *rows = openpyxl.load_workbook(path)["mailings"].iter_rows(values_only=True)
    assert [row[:4] for row in rows] == [
        (SUE, "update", None, None), (SUE, "update", "week", "Atlas"), (SAM, "update", "month", None),
        (SUE, "alert", "week", None),
    ]  # fmt: skip
    assert app.selectbox(key="review_mail_alert_week").value == "week"
    assert app.button(key="review_save_mails").disabled


@pytest.mark.parametrize(("role", "email"), [("admin", ""), ("lead", LEA)])
def test_mails_are_chosen_only_by_people_with_an_address_where_the_log_can_keep_it(
    run_app: Run, role: str, email: str
) -> None:
    with_tab = TABLES | {"mailings": [{"email": SAM, "kind": "update", "every": "month"}]}
    app = seen_by(run_app, role, email, with_tab, query={"review_mails": "true"})
    kinds = [box.label.split(":")[0] for box in app.selectbox if (box.key or "").startswith("review_mail_")]
    assert kinds == (["Update", "Alert", "Reminder"] if role == "lead" else [])
