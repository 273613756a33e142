"""The Circle page in AppTest: each role, little or no data, another day, attendance changed in place and undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from streamlit.testing.v1 import AppTest

from lib.charts import circle as chart
from lib.metrics.core.figure import Figure
from lib.ui.circle import program_range
from tests.data.hand_health import HEALTH
from tests.data.logs import FIVE_TABS
from tests.examples import thorough
from tests.ui.conftest import Tables, bodies, words

PAGE = "pages/circle/circle.py"
TODAY = date.today()
NOW = pd.Timestamp(TODAY)
Run = Callable[..., AppTest]


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def tables() -> Tables:
    """Atlas met three times, the last two 84 days apart; Borea is led by someone else; Cetus has ended."""
    sessions: list[dict[str, object]] = [
        {"session": "A-1", "circle": "Atlas", "planned": day(130), "held": day(130), "status": "held",
         "facilitator": "ann", "note_taker": "bo", "presenter": "ann", "case": "Churn", "assumptions": 1, "risks": 2,
         "options": 2, "guest": "Gus", "guest_function": "Legal", "decision": "Call *ten*"},
        {"session": "A-2", "circle": "Atlas", "planned": day(102), "held": day(90), "status": "held",
         "facilitator": "bo", "note_taker": "ann", "presenter": "bo", "case": "Hiring"},
        {"session": "A-3", "circle": "Atlas", "planned": day(60), "status": "cancelled"},
        {"session": "A-4", "circle": "Atlas", "planned": day(6), "held": day(6), "status": "held",
         "facilitator": "ann"},
        {"session": "A-5", "circle": "Atlas", "planned": day(-20), "status": "planned"},
        {"session": "B-1", "circle": "Borea", "planned": day(40), "held": day(40), "status": "held", "case": "Secret"},
        {"session": "C-1", "circle": "Cetus", "planned": day(300), "held": day(300), "status": "held"},
    ]  # fmt: skip
    return {
        "circles": [
            {"circle": "Atlas", "mandate": "Enter two <markets>", "priority": "Growth", "sponsor": "sam@x.org",
             "lead": "lee@x.org", "cadence_days": 28, "timebox_minutes": 90, "norms_version": "2",
             "norms_agreed": day(100), "started": day(140)},
            {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sam@x.org", "cadence_days": 28, "started": day(60)},
            {"circle": "Cetus", "lead": "lee@x.org", "norms_version": "1", "norms_agreed": day(400),
             "started": day(400), "ended": day(200)},
        ],
        "members": [
            {"member": "ann", "circle": "Atlas", "name": "Ann Ash", "function": "Sales", "buddy": "bo",
             "norms_signed": "2", "joined": day(140)},
            {"member": "bo", "circle": "Atlas", "name": "Bo Birch", "function": "Sales", "joined": day(140)},
            {"member": "cy", "circle": "Atlas", "name": "Cy Cedar", "function": "IT", "joined": day(50)},
            {"member": "dee", "circle": "Borea", "name": "Dee Dale", "joined": day(60)},
            {"member": "eve", "circle": "Cetus", "name": "Eve Elm", "joined": day(320)},
        ],
        "sessions": [{key: row.get(key, "") for row_ in sessions for key in row_} for row in sessions],
        "attendance": [
            {"session": "A-1", "member": "ann", "present": "yes"},
            {"session": "A-1", "member": "bo", "present": "yes"},
            {"session": "A-2", "member": "ann", "present": "excused"},
            {"session": "A-2", "member": "bo", "present": "yes"},
            {"session": "A-4", "member": "ann", "present": "yes"},
            {"session": "A-4", "member": "bo", "present": "no"},
            {"session": "B-1", "member": "dee", "present": "yes"},
        ],
        "insights": [
            {"insight": "I-1", "session": "A-1", "member": "ann", "text": "Nobody calls back"},
            {"insight": "I-2", "session": "A-2", "member": "bo", "text": "Offers are late"},
        ],
        "actions": [
            {"action": "X-1", "circle": "Atlas", "what": "# Call [ten](http://x.org)", "session": "A-1",
             "insight": "I-1", "owner": "ann", "created": day(130), "due": day(10), "status": "open", "closed": "",
             "effect": ""},
            {"action": "X-2", "circle": "Atlas", "what": "Post it", "session": "A-2", "insight": "", "owner": "bo",
             "created": day(90), "due": day(30), "status": "done", "closed": day(31), "effect": "worked"},
        ],
        "coaching": [
            {"circle": "Atlas", "member": "ann", "buddy": "bo", "date": day(100), "step": "check-in"},
        ],
    }  # fmt: skip


SECTIONS = dict.fromkeys(("who_was_there", "circle_work", "circle_people", "circle_range"), "true")
"""The address's parameters that open the closed sections of the page."""


def opened(
    run_app: Run, tables_: Tables | None = None, query: dict[str, str] | None = None, **more: Any
) -> AppTest:
    """The page with all of its sections open."""
    app = run_app(tables() if tables_ is None else tables_, page=PAGE, query=SECTIONS | (query or {}), **more)
    assert not app.exception
    return app


def chosen(app: AppTest, circle: str) -> AppTest:
    app.selectbox(key="circle_chosen").select(circle).run()
    assert not app.exception
    return app


def as_lead(run_app: Run, email: str, **more: Any) -> AppTest:
    app = run_app(tables(), page=PAGE, query=SECTIONS | more.pop("query", {}), **more)
    app.selectbox(key="view_as_role").select("lead").run()
    app.selectbox(key="view_as_email").select(email).run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    """Everything a person can read, without tags and the templates' line breaks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words(app)))


def ticks(app: AppTest) -> dict[str, Any]:
    """The control of each member of the open form, by label."""
    return {
        one.label.replace("Presence of ", "").replace("\\", ""): one
        for one in app.get("button_group")
        if "circle_there" in str(one.key)
    }


def open_form(app: AppTest) -> AppTest:
    app.session_state["circle_edit_attendance"] = True
    return app.run()


def attendance(path: Path) -> dict[tuple[str, str], str]:
    header, *body = openpyxl.load_workbook(path)["attendance"].iter_rows(values_only=True)
    rows = [dict(zip(header, row, strict=True)) for row in body]
    return {(row["session"], row["member"]): row["present"] for row in rows if row["session"]}


def journal(path: Path) -> list[dict[str, Any]]:
    header, *body = openpyxl.load_workbook(path)["edits"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def test_an_administrator_reads_how_it_is_and_what_is_next(run_app: Run) -> None:
    shown = text(chosen(opened(run_app), "Atlas"))
    assert "Session A-5 is planned for" in shown
    assert "in 20 days; Cy Cedar presents the case by rotation. 1 open action to review, 1 overdue." in shown
    assert "So far: 2 cases worked on; 2 insights, 1 of them became an action; 1 of 2 actions done;" in shown
    assert "Enter two &lt;markets&gt;" in shown
    assert "every 28 days, 90 minutes" in shown
    assert "Never presented a case: Cy Cedar." in shown
    assert "Members 3 active" in shown


def test_the_grid_shows_who_was_at_every_session(run_app: Run) -> None:
    app = chosen(opened(run_app), "Atlas")
    grid = next(body for body in bodies(app) if "Who was there: one row per member" in body)
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr>.*?</tr>", grid)
    ]
    assert rows[1:] == [
        "Present 1 of 2 1 not recorded 1 of 2 2 of 2",
        "Ann Ash present excused present",
        "Bo Birch absent present present",
        "Cy Cedar not recorded – –",
    ]
    assert grid.count('<td class="pharos-marked pharos-marked-') == 7
    assert "<i" not in grid, "a large circle has 780 such cells, each of which would be two elements"


def test_the_chart_says_in_words_what_it_shows_and_has_its_numbers(run_app: Run) -> None:
    app = chosen(opened(run_app), "Atlas")
    drawing = next(each.proto.body for each in app.get("html") if "pharos-plot" in each.proto.body)
    alt = drawing.partition('aria-label="')[2].partition('"')[0]
    assert alt.startswith("Sessions of Atlas")
    assert "3 held, 1 of them more than 7 days from its planned day, 1 cancelled, 1 still to come" in alt
    assert "84 days up to" in alt
    keys = {str(button.key) for button in app.get("download_button")}
    assert {"csv_sessions", "csv_attendance", "circle_agenda_file", "circle_calendar"} <= keys


@thorough
def test_a_lead_sees_the_people_of_their_own_circle_first_and_of_no_other(run_app: Run) -> None:
    app = as_lead(run_app, "lee@x.org")
    box = app.selectbox(key="circle_chosen")
    assert box.options == ["Atlas (yours)", "Cetus (yours)", "Borea"]
    assert box.value == "Atlas"
    assert "Bo Birch" in text(app)
    shown = text(chosen(app, "Borea"))
    assert "Dee Dale" not in shown
    assert "Secret" not in shown
    assert "People are not named here" in shown
    assert "Only the circle's lead and program administrators see who was there." in shown
    assert "Change who was there" not in [one.label for one in app.expander]


def test_a_sponsor_sees_why_whom_to_speak_to_what_was_tried_and_what_would_help(run_app: Run) -> None:
    asks = [{"ask": "K-1", "circle": "Atlas", "raised": day(40), "what": "A room", "status": "open"}]
    changes = [
        {
            "date": day(50),
            "what": "Shorter meetings",
            "circle": "Atlas",
            "figure": "cadence",
            "direction": "up",
        }
    ]
    more: Tables = {"asks": asks, "changes": changes}
    app = run_app({**tables(), **more}, page=PAGE, query={"period": "all", "circle": "Atlas"})
    app.selectbox(key="view_as_role").select("sponsor").run()
    app.session_state["status_rules"] = True
    app.run()
    assert not app.exception
    shown = text(app)
    for wanted in (
        "Why it has this status",
        "any one sign of concern: a figure below its target",
        "Speak to `lee@x.org`, who leads it.",
        "2 actions, 1 of them done 1 of 1 reported effect worked.",
        "Shorter meetings What became of it is not known: one yes or no a month.",
        "Answer its ask: it waits for you.",
        "A room",
    ):
        assert wanted in shown, wanted
    for hidden in (
        "Bo Birch",
        "Ann Ash",
        "Call [ten]",
        "Post it",
        "Nobody calls back",
        "Churn",
        "Who was there",
    ):
        assert hidden not in shown, hidden


def test_a_circle_of_another_sponsor_names_neither_its_lead_nor_its_asks(run_app: Run) -> None:
    other = tables()
    other["circles"][0] = {**other["circles"][0], "sponsor": "sue@x.org"}
    other["asks"] = [{"ask": "K-1", "circle": "Atlas", "raised": day(40), "what": "A room", "status": "open"}]
    app = run_app(other, page=PAGE, query={"period": "all", "circle": "Atlas"})
    app.selectbox(key="view_as_role").select("sponsor").run()
    app.selectbox(key="view_as_email").select("sam@x.org").run()
    shown = text(app)
    assert "Who leads it is shown to its own sponsors." in shown
    assert "An ask that waits for an answer" in shown
    for hidden in ("lee@x.org", "A room", "sue@x.org"):
        assert hidden not in shown, hidden


def test_a_sponsor_of_five_tabs_reads_what_is_not_recorded(run_app: Run) -> None:
    with_sponsor = FIVE_TABS | {"circles": [{"circle": "Atlas", "sponsor": "sam@x.org"}]}
    app = run_app(with_sponsor, page=PAGE)
    app.selectbox(key="view_as_role").select("sponsor").run()
    assert not app.exception
    assert "Who leads it is not recorded: fill in lead in the circles tab." in text(app)


def test_the_address_names_the_circle(run_app: Run) -> None:
    app = opened(run_app, query={"circle": "Cetus"})
    assert app.selectbox(key="circle_chosen").value == "Cetus"
    shown = text(app)
    assert "It ended on" in shown
    assert "version 1" in shown
    assert "due again" not in shown
    assert "The circle is not active on this day, so it has no members." in shown
    assert "fill in the members tab" not in shown


def test_choosing_here_filters_the_other_pages_too(run_app: Run) -> None:
    app = chosen(opened(run_app, query={"period": "all"}), "Borea")
    assert app.multiselect(key="circle").value == ["Borea"]


def test_five_tabs_are_enough_and_the_page_says_what_to_log(run_app: Run) -> None:
    app = opened(run_app, FIVE_TABS)
    shown = text(app)
    assert "Too early: 1 session held; 3 are needed to judge." in shown
    assert "No mandate is recorded: add the mandate column to the circles tab." in shown
    assert "What is next? No session is planned." in shown  # no cadence is recorded: nobody knows when
    assert "Cadence not recorded" in shown
    for role in ("Presents the case", "Facilitates", "Takes notes"):
        assert re.search(rf"{role} not recorded: no \w+ column in the sessions tab", shown), role
    assert "Case not recorded: no case column in the sessions tab" in shown
    assert not re.search(r"every 28|28-day|90 minutes|nobody yet|not chosen yet", shown)
    assert "Not recorded: add the presenter column to the sessions tab." in shown
    for key, tab, expected in (
        (
            "circle_people_tabs",
            "Partners and check-ins",
            "Not recorded: add the buddy column to the members tab.",
        ),
        ("circle_people_tabs", "Norms", "No norms are recorded: fill in norms_version"),
        ("circle_work_tabs", "Insights", "Not recorded: add the insights tab"),
        ("circle_work_tabs", "Cases", "Not recorded: add the case column to the sessions tab."),
        ("circle_work_tabs", "Guests", "Not recorded: add the guest column to the sessions tab."),
    ):
        app.session_state[key] = tab
        app.run()
        assert not app.exception
        assert expected in text(app), tab


def test_a_log_without_circles_whose_lists_name_only_those_who_came(run_app: Run) -> None:
    """Nothing is stated that the log does not hold: no tab, no cadence, no timebox, no absence."""
    tables: Tables = {name: rows for name, rows in FIVE_TABS.items() if name != "circles"} | {
        "members": [{"member": name, "circle": "Atlas"} for name in ("ann", "bo", "cy")],
        "sessions": [
            {
                "session": f"A-{at}",
                "circle": "Atlas",
                "planned": day(110 - at * 30),
                "held": day(110 - at * 30),
            }
            for at in range(3)
        ],
        "attendance": [
            {"session": f"A-{at}", "member": name, "present": "yes"}
            for at in range(3)
            for name in ("ann", "bo")
        ],
    }
    shown = text(opened(run_app, tables))
    assert "No mandate is recorded: add the circles tab" in shown
    assert "Cadence not recorded" in shown
    assert re.search(
        r"no session recorded for 50 days?, more than 1\.5 × the 28 days assumed without a cadence", shown
    )
    assert "Present only those who came are listed 2 2 2" in shown
    assert not re.search(
        r"2 of 2|90 minutes|28-day rhythm|by the circle's cadence|column of the circles tab", shown
    )


def test_a_circle_without_sessions_or_people(run_app: Run) -> None:
    nothing: Tables = FIVE_TABS | {
        "circles": [{"circle": "Nova"}],
        "members": [{"member": "", "circle": ""}],
        "sessions": [{"session": "", "circle": "", "planned": "", "held": ""}],
        "attendance": [{"session": "", "member": "", "present": ""}],
        "actions": [{"action": "", "circle": "", "what": ""}],
    }
    shown = text(opened(run_app, nothing))
    assert "Too early to tell: no session has been held yet." in shown
    assert "No sessions are logged yet." in shown
    assert "Nobody to show yet: no session has been held." in shown
    assert "Nobody is a member on this day" in shown
    assert "No actions are recorded yet." in shown


def test_an_empty_log_says_what_to_add(run_app: Run) -> None:
    empty: Tables = {name: [dict.fromkeys(rows[0], "")] for name, rows in FIVE_TABS.items()}
    app = opened(run_app, empty)
    assert "How is this circle" not in text(app) or "no circles yet" in text(app)


def test_links_open_the_form_on_the_circle_and_its_planned_session(run_app: Run) -> None:
    app = chosen(opened(run_app), "Atlas")
    assert links_to_log(app) == ["log_circle=Atlas&log_session=A-5"]
    assert links_to_log(chosen(app, "Borea")) == ["log_circle=Borea"]  # none is planned
    assert not links_to_log(chosen(app, "Cetus"))  # it has ended
    assert not links_to_log(chosen(as_lead(run_app, "bea@x.org"), "Atlas"))
    due = tables()
    due["sessions"].append({**due["sessions"][4], "session": "A-6", "planned": day(1)})
    assert links_to_log(chosen(opened(run_app, due), "Atlas")) == ["log_circle=Atlas&log_session=A-6"]


def links_to_log(app: AppTest) -> list[str]:
    found = [link.proto for link in app.get("page_link")]
    return sorted({link.query_string for link in found if link.page == "log_session"} - {""})


def test_every_part_opens(run_app: Run) -> None:
    app = chosen(opened(run_app), "Atlas")
    for box, tab, expected in (
        ("circle_people_tabs", "Partners and check-ins", "Without a partner: Cy Cedar."),
        ("circle_people_tabs", "Norms", "Version 2 is signed by 1 of 3 members."),
        ("circle_work_tabs", "Insights", "1 of 2 insights became an action."),
        ("circle_work_tabs", "Cases", "1 assumption, 2 risks, 2 options"),
        ("circle_work_tabs", "Guests", "Gus"),
    ):
        app.session_state[box] = tab
        app.run()
        assert not app.exception
        assert expected in text(app), tab


def test_another_day_shows_the_circle_as_it_was_known_then(run_app: Run) -> None:
    app = opened(run_app, HEALTH, query={"circle": "Atlas", "as_of": "2026-02-15"})
    shown = text(app)
    assert "Members 3 active" in shown  # cy left on 1 February, when dee joined
    assert "Session A-5 is planned for 4 May 2026" in shown
    assert "20 May 26" not in shown  # held later


def test_no_cell_can_add_markup_to_the_agenda(run_app: Run) -> None:
    app = chosen(opened(run_app), "Atlas")
    assert not app.get("code"), "nothing is sent before the menu is opened"
    app.session_state["circle_agenda_copy"] = True
    agenda = app.run().get("code")[1].value
    assert agenda.startswith("# Atlas: next session, ")
    assert r"\# Call \[ten\](http\://x.org)" in agenda or r"\# Call \[ten\]\(http\:" in agenda
    assert "- Presents the case: Cy Cedar (suggested)" in agenda


def test_attendance_is_changed_where_it_is_shown_and_undone(run_app: Run, tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    app = open_form(chosen(opened(run_app), "Atlas"))
    controls = ticks(app)
    assert {name: one.value for name, one in controls.items()} == {
        "Ann Ash": "yes",
        "Bo Birch": "no",
        "Cy Cedar": None,
    }
    assert "No changes yet." in text(app)
    controls["Bo Birch"].set_value("excused").run()
    ticks(app)["Cy Cedar"].set_value("yes").run()
    next(one for one in app.text_input if str(one.key).endswith("_reason")).set_value("was ill").run()
    shown = text(app)
    assert "Bo Birch: excused instead of absent" in shown
    assert "Cy Cedar: present instead of not recorded" in shown
    assert attendance(path)["A-4", "bo"] == "no"
    app.button(key="circle_save_attendance").click().run()
    assert not app.exception
    assert [one.value.replace("\\", "") for one in app.success] == ["Saved: 1 cell and 1 new row."]
    assert attendance(path)["A-4", "bo"] == "excused"
    assert attendance(path)["A-4", "cy"] == "yes"
    assert "was ill" in [row["new"] for row in journal(path)]
    assert "Present 2 of 3 1 of 2 2 of 2" in text(app)

    app.button(key="undo_last").click().run()
    assert not app.exception
    assert attendance(path)["A-4", "bo"] == "no"


def test_someone_else_was_faster(run_app: Run, tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    app = open_form(chosen(opened(run_app), "Atlas"))
    ticks(app)["Bo Birch"].set_value("yes").run()
    book = openpyxl.load_workbook(path)
    for row in book["attendance"].iter_rows():
        if [cell.value for cell in row[:2]] == ["A-4", "bo"]:
            row[2].value = "excused"
    book.save(path)
    app.button(key="circle_save_attendance").click().run()
    assert "Someone else changed this meanwhile." in text(app)
    assert attendance(path)["A-4", "bo"] == "excused"
    how = next(one for one in app.get("button_group") if str(one.key).startswith("conflict_how"))
    how.set_value("Use mine").run()
    app.button(key="settle_conflicts").click().run()
    assert not app.exception
    assert attendance(path)["A-4", "bo"] == "yes"
    assert "No changes yet." in text(app)


@thorough
def test_a_form_that_outlives_a_role_writes_nothing(run_app: Run, tmp_path: Path) -> None:
    app = open_form(as_lead(run_app, "lee@x.org"))
    ticks(app)["Bo Birch"].set_value("yes").run()
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    sheet = book["circles"]
    lead = [cell.value for cell in sheet[1]].index("lead") + 1
    sheet.cell(2, lead).value = "bea@x.org"  # somebody else leads Atlas by now
    book.save(tmp_path / "log.xlsx")
    if "circle_save_attendance" in [button.key for button in app.button]:
        app.button(key="circle_save_attendance").click().run()
    assert not app.exception
    assert attendance(tmp_path / "log.xlsx")["A-4", "bo"] == "no"


def test_the_days_of_a_short_log_are_named_as_days() -> None:
    for days, wanted in ((40, "%-d %b %Y"), (400, "%b %Y")):
        rows = pd.DataFrame({"day": [NOW - pd.Timedelta(days=days), NOW], "planned": [pd.NaT, NOW]})
        assert chart.day_format(rows, NOW) == wanted


def test_two_circles_in_the_address_are_said(run_app: Run) -> None:
    app = opened(run_app, query={"circle": ["Borea", "Atlas"]})
    assert "2 circles are chosen: Borea and Atlas. This page shows one." in words(app)
    assert "are chosen" not in words(opened(run_app, query={"circle": "Atlas"}))


def test_a_figure_without_a_value_says_why_and_not_that_nothing_is_recorded() -> None:
    loops = Figure("loop_closed", "Loops closed", "", n=0, N=0, excluded={"no session held since": 2})
    assert program_range._why({}, loops) == "nothing to count (2 no session held since)"
    assert program_range._why({}, replace(loops, excluded={})) == "nothing recorded in this period"
    assert (
        program_range._why({}, replace(loops, missing="not recorded: no x tab")) == "not recorded: no x tab"
    )
