"""My desk in AppTest: whose it is, answering asks in place with undo, recording an act, what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from lib.ui.overview import changed
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.ui.conftest import words
from tests.ui.tiles import tiles

Run = Callable[..., AppTest]
Rows = list[dict[str, object]]
TODAY = date.today()
SUE, SAM, LEA = "sue@x.org", "sam@x.org", "lea@x.org"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def ask(key: str, what: str, **more: object) -> dict[str, object]:
    row = {
        "ask": key,
        "circle": "Atlas",
        "raised": ago(40),
        "what": what,
        "kind": "time",
        "sponsor": "",
        "hours": "",
    }
    empty = {"amount": "", "currency": "", "status": "open", "answered": "", "answered_by": "", "answer": ""}
    return {**row, **empty, **more}


TABLES: dict[str, Rows] = FIVE_TABS | {
    "circles": [
        {"circle": "Atlas", "sponsor": SUE, "lead": LEA, "started": ago(300)},
        {"circle": "Vega", "sponsor": SAM, "lead": "lou@x.org", "started": ago(300)},
    ],
    "sessions": [
        *(
            {"session": f"A-{n}", "circle": "Atlas", "planned": ago(28 * n), "held": ago(28 * n)}
            for n in range(3, 9)
        ),
        {"session": "A-9", "circle": "Atlas", "planned": TODAY + timedelta(days=3), "held": ""},
    ],
    "actions": [
        {"action": "X-1", "circle": "Atlas", "what": "Call the customers", "owner": "ana", "due": ago(9)},
        {"action": "X-2", "circle": "Vega", "what": "Not my circle", "owner": "bo", "due": ago(9)},
    ],
    "asks": [
        ask("K-1", "A room for the circle", hours=8),
        ask("K-2", "For Sam", sponsor=SAM),
        ask("K-3", "A day off", status="granted", answered=ago(4), answered_by="ada@x.org"),
    ],
    "sponsor_acts": [{"date": ago(100), "sponsor": SUE, "circle": "Atlas", "kind": "review"}],
    "reviews": [
        {"review": "R-1", "date": ago(50), "sponsor": SUE, "next_review": TODAY + timedelta(days=40)}
    ],
    "decisions": [
        {"decision": "D-1", "what": "Two more people", "asked_of": SUE, "asked": ago(50), "status": "asked"}
    ],
    "milestones": [
        {"milestone": "First lighthouse", "circle": "Atlas", "due": ago(20), "reached": "", "shared": ago(1)}
    ],
}


def seen_by(run_app: Run, role: str, email: str, tables: dict[str, Rows] = TABLES, **how: object) -> AppTest:
    return run_app(tables, role=role, email=email, **how)


def row_of(path: Path, tab: str, key: str) -> dict[str, object]:
    header, *rows = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    return next(dict(zip(header, row, strict=True)) for row in rows if row[0] == key)


def headings(app: AppTest) -> list[str]:
    return [each.value for each in (*app.header, *app.subheader)]


def test_a_sponsors_desk_comes_first_and_holds_what_is_theirs(run_app: Run) -> None:
    app = seen_by(run_app, "sponsor", SUE)
    assert not app.exception
    assert app.header[0].value == "My desk"
    text = words(app)
    for wanted in (
        "A room for the circle",
        "Atlas · waiting 40 days · 8 hours",
        "Answer its ask: it waits for you.",
        "Two more people",
        "decision asked of you on",
        "First lighthouse",
        "My next review",
        "Atlas: granted by",
        "The whole program: of",
        "speak to",
        "lea@",
    ):
        assert wanted in text, wanted
    for other in ("For Sam", "Call the customers", "Vega is", "lou@"):
        assert other not in text, other
    assert f"What changed since the review on {ago(50):%-d %b %Y}" in headings(app)
    assert len(tiles(app)) == 6


def test_grant_in_place_and_undo(run_app: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "sponsor", SUE, path=path)
    app.button(key="desk_grant_0").click().run()
    assert app.number_input(key="desk_hours").value == 8
    app.number_input(key="desk_hours").set_value(6)
    app.text_input(key="desk_reason").input("For one quarter")
    app.button(key="desk_save").click().run()
    assert not app.exception
    row = row_of(path, "asks", "K-1")
    assert (row["status"], row["hours"], row["answered_by"], row["answer"]) == (
        "granted",
        6,
        SUE,
        "For one quarter",
    )
    assert row["answered"].date() == TODAY  # type: ignore[attr-defined]
    assert "A room for the circle" not in words(app)
    assert "No ask is waiting for you." in words(app)
    app.button(key="undo_last").click().run()
    row = row_of(path, "asks", "K-1")
    assert (row["status"], row["hours"], row["answered"], row["answered_by"]) == ("open", 8, None, None)
    assert "A room for the circle" in words(app)


def test_ask_back_keeps_the_ask_open_and_decline_ends_it(run_app: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "sponsor", SUE, path=path)
    app.button(key="desk_ask_back_0").click().run()
    app.button(key="desk_save").click().run()
    assert "Write your question first." in words(app)
    app.text_input(key="desk_reason").input("Which room?")
    app.button(key="desk_save").click().run()
    row = row_of(path, "asks", "K-1")
    assert (row["status"], row["answered"], row["answer"], row["answered_by"]) == (
        "open",
        None,
        "Which room?",
        SUE,
    )
    assert "asked back by" in words(app)
    assert ": Which room?" in words(app)
    app.button(key="desk_decline_0").click().run()
    app.text_input(key="desk_reason").input("Not this year")
    app.button(key="desk_save").click().run()
    assert row_of(path, "asks", "K-1")["status"] == "declined"
    assert row_of(path, "asks", "K-1")["hours"] == 8


def test_an_act_is_recorded_in_two_clicks(run_app: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", TABLES)
    app = seen_by(run_app, "sponsor", SUE, path=path)
    app.button(key="desk_act_visit").click().run()
    assert not app.exception
    *_, last = openpyxl.load_workbook(path)["sponsor_acts"].iter_rows(values_only=True)
    assert (last[0].date(), *last[1:4]) == (TODAY, SUE, "Atlas", "visit")
    app.button(key="undo_last").click().run()
    assert not app.exception
    rows = [
        row for row in openpyxl.load_workbook(path)["sponsor_acts"].iter_rows(values_only=True) if any(row)
    ]
    assert len(rows) == 2  # the header and the act that was there before


def test_a_lead_copies_or_mails_what_owners_owe(run_app: Run) -> None:
    more = {"action": "X-3", "circle": "Atlas", "what": "Write it up", "owner": "bo", "due": ago(3)}
    app = seen_by(
        run_app, "lead", LEA, {**TABLES, "actions": [*TABLES["actions"], more]}, query={"nudges": "true"}
    )
    assert not app.exception
    assert "Mail to ana" in words(app)
    assert app.selectbox(key="nudge_owner").options[-1] == "All 2 messages in one text"
    app.selectbox(key="nudge_owner").select("").run()
    (text,) = [each.value for each in app.code]
    assert "Call the customers" in text
    assert "Write it up" in text
    assert "Not my circle" not in text


def test_a_leads_desk_has_sessions_actions_and_checks(run_app: Run) -> None:
    app = seen_by(run_app, "lead", LEA)
    assert not app.exception
    text = words(app)
    for wanted in ("Call the customers", "Atlas · ana · 9 days late", "meets on", "its page has the agenda"):
        assert wanted in text, wanted
    for other in ("Not my circle", "speak to", "lou@"):
        assert other not in text, other
    assert {"Sessions in the next 7 days", "Actions to chase"} <= set(headings(app))
    assert "desk_act_visit" not in [button.key for button in app.button]


def test_an_administrator_has_no_desk_but_what_changed(run_app: Run) -> None:
    app = run_app(TABLES)
    assert "My desk" not in headings(app)
    assert "Is it healthy?" in words(app)
    heading = f"What changed since the review on {ago(50):%-d %b %Y}"
    assert heading in [section.label for section in app.expander]
    assert "Atlas missed a milestone" not in words(app)
    opened = run_app(TABLES, query={"what_changed": "true"})
    assert "Atlas missed a milestone: First lighthouse" in words(opened)


@pytest.mark.parametrize(("role", "email"), [("sponsor", SUE), ("lead", LEA)])
def test_without_the_optional_tabs_the_desk_says_what_is_not_recorded(
    run_app: Run, role: str, email: str
) -> None:
    tables = FIVE_TABS | {"circles": [{"circle": "Atlas", "sponsor": SUE, "lead": LEA}]}
    app = seen_by(run_app, role, email, tables, query={"period": "all"})
    assert not app.exception
    text = words(app)
    assert "No ask is waiting" not in text
    assert "What changed since" not in " ".join(headings(app))  # nothing to count from
    if role == "sponsor":
        assert "Not recorded: no asks tab." in text
        assert "the log needs a sponsor_acts tab" in text
    else:
        assert "What is late is not recorded" in text


def test_what_changed_is_since_the_last_visit_where_sign_in_is_on(
    run_app: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed, "last_visit", lambda page: ago(10))
    app = seen_by(run_app, "sponsor", SUE)
    assert f"What changed since your last visit on {ago(10):%-d %b %Y}" in headings(app)
