"""A session with everything in it, logged in the form: each figure that it should move moves, each up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from lib.log.format.model import CircleLog
from lib.log.reading.undone import UNDONE
from lib.log.session.known import ALTERED
from lib.metrics.core.figure import Figure
from lib.metrics.program.program import KEYS, measure
from lib.source.refresh import Source
from lib.ui.log_session import draft
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import log as parsed
from tests.examples import thorough
from tests.ui.conftest import words

PAGE = "pages/circle/log_session.py"
TODAY = date.today()
Run = Callable[..., AppTest]
Rows = list[dict[str, object]]

MOVED: dict[str, int] = {
    "participation": 1, "cadence": 1, "prework": 1, "case_rotation": 1, "facilitator_rotation": 1,
    "note_taker_rotation": 1, "snapshot": 1, "brief_ahead": 1, "real_problem": 1, "tested_thinking": 1,
    "went_wrong_shared": 1, "everyone_spoke": 1, "timebox": 1, "decision_recorded": 1, "reflection": 1,
    "record_completeness": 1, "outside_view": 100, "mean_attendance": 1, "format_mix": 1, "norms_signed": 1,
    "mandate": 1, "paired": 1, "checkins": 40, "coaching_cycle": 1,
    "ends_with_plan": 1, "actionable_insights": 1, "on_time": 10, "loop_closed": 1, "assignments": 1,
    "outcome_linked": 1, "effect_reported": 1, "partnered": 1, "experiments": 1, "open": 1, "flow": 1,
    "line_of_sight": 1, "adoption_rate": 1, "current_use": 1, "adoption_curve": 1, "generation": 1,
    "cross_boundary": 1, "reach_grid": 1,
    "beyond_members": 1, "fidelity": 1, "what_works": 1, "lighthouse_ready": 1, "publicized": 1,
    "asks": 1,
}  # fmt: skip
"""Each figure that a session with everything in it moves up, and on which day after the session it shows."""
STAYS = {
    "implementation_days": "days until half is done: not a figure to move up",
    "overdue": "falls as actions are done",
    "over_delegation": "only circles with five open actions count",
    "roster_mix": "about who is a member",
    "reach": "about who is a member",
    "retention": "about who stays a member",
    "time_to_adoption": "days until half adopt: not a figure to move up",
    "forecast": "needs three full months",
    "embedded": "answered on the edit page, weeks after a lighthouse began",
    "spread_factor": "adopters count after 90 days",
    "sustainment": "adoptions count after 90 days",
    "abandonment": "falls as teams stay",
    "stalled": "falls as teams adopt",
    "status": "needs three sessions",
    "asks_answered": "an ask that is raised waits for its sponsor",
    "ask_days": "days to an answer: not a figure to move up",
    "granted": "given by sponsors",
    "sponsor_visible": "acts of sponsors, recorded by them",
    "reviews_held": "reviews of sponsors",
    "decisions_made": "made by sponsors",
    "milestones": "counts the due days of the period that have passed",
    "backup": "needs two people in a role",
    "first_turns": "counts first turns of the period, whoever takes them",
    "results": "counts lighthouses that ended or are older than 180 days",
    "design_effect": "about changes of the program's design",
    "capabilities": "about what circles are to amplify",
    "member_hours": "neutral: hours per finished action",
    "library": "counts entries up to 30 days after their session",
    "reuse": "counts practices that someone used later",
    "playbook": "needs two contexts",
    "topic_breadth": "needs a year of topics",
    "next_teams": "about teams that do not use a practice yet",
    "second_team": "days until a second team: not a figure to move up",
    "dependencies": "counts what waits for another function",
}
"""Every other figure, and why a session's record does not move it up."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "FOLDER", tmp_path / "drafts")


def tables() -> dict[str, Rows]:
    """A circle that has met twice and recorded as little as it could."""
    start, first, second = (TODAY - timedelta(days=days) for days in (200, 90, 30))
    people = {"ann": "bo", "bo": "", "cy": "", "dee": "", "eli": "", "flo": ""}
    session: dict[str, object] = {
        "circle": "Atlas", "status": "held", "format": "virtual", "minutes": 200, "facilitator": "ann",
        "note_taker": "ann", "presenter": "ann", "case": "Churn", "assumptions": 0, "risks": 0, "options": 0,
        "went_wrong_shared": "no", "everyone_spoke": "no",
    }  # fmt: skip
    held = [
        {"session": f"Atlas-0{at}", **session, "planned": day - timedelta(days=20), "held": day}
        for at, day in ((1, first), (2, second))
    ]
    nothing = dict.fromkeys(
        "case_topics business_owner brief_sent snapshot guest guest_function guest_region decision notes_sent notes "
        "share extended_by_choice".split(),
        "",
    )
    action: dict[str, object] = {
        "circle": "Atlas", "session": "Atlas-02", "insight": "", "practice": "", "kind": "action",
        "experiment_type": "", "owner": "", "partner": "", "outcome": "", "priority": "", "depends_on": "",
        "created": second, "first_due": "", "due": "", "status": "open", "closed": "", "effect": "",
    }  # fmt: skip
    return {
        "circles": [{"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org", "mandate": "Grow",
                     "priority": "Growth", "cadence_days": 28, "started": start, "norms_version": "2",
                     "norms_agreed": start, "mandate_reviewed": ""}],
        "members": [{"member": one, "circle": "Atlas", "name": one.title(), "function": "Sales", "region": "North",
                     "joined": start, "buddy": buddy, "norms_signed": "1"} for one, buddy in people.items()],
        "sessions": [*({**nothing, **row} for row in held),
                     {**nothing, "session": "Atlas-03", "circle": "Atlas", "planned": TODAY, "status": "planned"}],
        "attendance": [{"session": row["session"], "member": one, "present": "yes" if one == "ann" else "no",
                        "prework": "no", "reflection": "no"} for row in held for one in people],
        "insights": [{"insight": "I-1", "session": "Atlas-02", "member": "ann", "text": "Nobody asks", "topics": ""}],
        "actions": [
            {**action, "action": "A-1", "what": "Call ten", "status": "done", "closed": second + timedelta(days=9)},
            {**action, "action": "A-2", "what": "Ask five", "first_due": TODAY + timedelta(days=5),
             "due": TODAY + timedelta(days=5)},
            {**action, "action": "A-3", "what": "Read it", "kind": "assignment"},
            {**action, "action": "A-4", "what": "Write it", "first_due": second, "due": second},
            {**action, "action": "A-5", "what": "Visit", "kind": "assignment", "session": "Atlas-01", "created": first},
        ],
        "action_reviews": [{"action": "", "session": "", "update": ""}],
        "practices": [{"practice": "P-1", "title": "Standup", "kind": "practice", "circle": "Atlas", "session": "",
                       "added": first, "components": 4, "works_when": "", "share": "", "link": "", "status": "proven"}],
        "lighthouses": [{"lighthouse": "L-1", "practice": "P-1", "circle": "Atlas", "owner": "ann", "guardrails": "",
                         "resources": "", "chosen_by_vote": "", "measure": "", "before": "", "started": first}],
        "teams": [
            {"team": f"T-{at}", "function": function, "region": region, "circle_member": member}
            for at, function, region, member in (
                (1, "Sales", "North", "yes"), (2, "Support", "South", "no"), (3, "Legal", "North", "no"),
                (4, "Sales", "South", "no"),
            )
        ],
        "adoptions": [{"practice": "P-1", "team": "T-1", "stage": "adopted", "date": first, "from_team": "",
                       "lighthouse": "", "effect": "", "components_kept": 2, "evidence": ""}],
        "coaching": [{"circle": "Atlas", "member": "ann", "buddy": "bo", "date": TODAY - timedelta(days=days),
                      "step": step} for days, step in ((100, "goal"), (60, "observation"))],
        "asks": [{"ask": "", "circle": "", "raised": "", "what": "", "kind": "", "function": "", "sponsor": "",
                  "hours": "", "amount": "", "currency": "", "status": ""}],
        "milestones": [{"milestone": "First market", "circle": "Atlas", "due": second, "reached": "", "story": "",
                        "shared": ""}],
    }  # fmt: skip


def of(app: AppTest, kind: str, name: str) -> Any:
    """The widget of the form called `name`."""
    return next(one for one in app.get(kind) if re.fullmatch(rf"log_\d+_{re.escape(name)}", str(one.key)))


def opened(app: AppTest, *names: str) -> None:
    """Open closed sections of the form."""
    number = app.session_state["log_draft_number"]
    for name in names:
        app.session_state[
            f"log_open_{number}_{name}" if name.startswith("action_") else f"log_open_{name}"
        ] = True
    app.run()
    assert not app.exception


VALUES: tuple[tuple[str, str, Any], ...] = (
    ("selectbox", "format", "in-person"), ("number_input", "minutes", 80),
    *(("button_group", f"prework {one}", "on time") for one in ("ann", "bo", "cy", "dee")),
    ("button_group", "reflections", ["ann", "bo"]),
    ("multiselect", "facilitator", ["bo"]), ("multiselect", "note_taker", ["cy"]),
    ("multiselect", "presenter", ["dee"]),
    ("text_input", "case", "Prices"), ("selectbox", "business_owner", "Eli"), ("text_input", "decision", "Try it"),
    ("button_group", "everyone_spoke", "yes"), ("button_group", "went_wrong_shared", "yes"),
    ("date_input", "brief_sent", TODAY - timedelta(days=3)), ("text_input", "snapshot", "yes"),
    ("number_input", "assumptions", 2), ("number_input", "risks", 1), ("number_input", "options", 3),
    ("text_input", "notes", "https://example.org/notes"), ("date_input", "notes_sent", TODAY),
    ("text_input", "guest", "Zoe"), ("text_input", "guest_function", "Legal"), ("text_input", "guest_region", "West"),
    ("text_input", "what 1", "Try two prices"), ("selectbox", "owner 1", "bo"), ("selectbox", "partner 1", "cy"),
    ("date_input", "due 1", TODAY + timedelta(days=30)), ("selectbox", "kind 1", "experiment"),
    ("selectbox", "status A-2", "done"), ("selectbox", "status A-3", "done"),
    ("checkbox", "reviewed A-4", True),
    ("text_input", "insight 1", "Price is not the reason"), ("selectbox", "by 1", "dee"),
    ("text_input", "practices title 1", "Two prices"), ("selectbox", "practices kind 1", "framework"),
    ("selectbox", "lighthouses practice 1", "P-1"), ("selectbox", "lighthouses owner 1", "flo"),
    ("text_input", "lighthouses guardrails 1", "Ten customers"), ("text_input", "lighthouses resources 1", "Two days"),
    ("selectbox", "adoptions practice 1", "P-1"), ("selectbox", "adoptions team 1", "T-2"),
    ("selectbox", "adoptions stage 1", "adopted"), ("selectbox", "adoptions effect 1", "worked"),
    ("selectbox", "adoptions from_team 1", "T-1"), ("number_input", "adoptions components_kept 1", 4),
    ("text_input", "asks what 1", "Two analysts"), ("selectbox", "asks kind 1", "time"),
    ("selectbox", "asks sponsor 1", "sam@x.org"), ("number_input", "asks hours 1", 16.0),
    ("date_input", "milestone reached First market", TODAY), ("selectbox", "milestone story First market", "win"),
    ("date_input", "milestone shared First market", TODAY), ("text_input", "milestones milestone 1", "Second market"),
    ("button_group", "met", ["ann + bo"]), ("button_group", "impact review", ["ann"]),
    ("checkbox", "mandate reviewed", True), ("checkbox", "norms agreed", True),
    ("button_group", "norms signed", ["ann", "bo"]), ("selectbox", "partner of cy", "dee"),
)  # fmt: skip
"""What is typed in the form: type, name and value of each input."""
LATER: tuple[tuple[str, str, Any], ...] = (
    ("text_input", "update A-4", "half way"),
    ("selectbox", "outcome 1", "business"), ("selectbox", "priority 1", "Growth"),
    ("selectbox", "type 1", "cross-team"),
    ("selectbox", "practice used 1", "P-1"), ("selectbox", "depends on 1", "Support"),
    ("selectbox", "effect A-2", "worked"), ("date_input", "closed A-3", TODAY - timedelta(days=2)),
    ("text_input", "what 2", "Tell everyone"),
    ("multiselect", "its actions 1", ["new action 1", "A-4"]),
)  # fmt: skip
"""What can be typed once the first part is there."""
LAST: tuple[tuple[str, str, Any], ...] = (
    ("selectbox", "from insight 2", "new insight 1"), ("selectbox", "practice used 2", "new practice 1"),
    ("selectbox", "owner 2", "ann"), ("text_input", "what 3", "Ask why"),
)  # fmt: skip


def fill(app: AppTest, values: tuple[tuple[str, str, Any], ...]) -> None:
    for kind, name, value in values:
        of(app, kind, name).set_value(value)
    app.run()
    assert not app.exception


def read(path: Path) -> CircleLog:
    return Source(ExcelWorkbook(path)).current().log


def figures(log: CircleLog) -> dict[str, Figure]:
    by_day: dict[int, Any] = {}
    found = {}
    for key, days in MOVED.items():
        if days not in by_day:
            by_day[days] = measure(log, pd.Timestamp(TODAY + timedelta(days=days))).figures
        found[key] = by_day[days][key]
    return found


@thorough
def test_each_figure_that_a_session_moves_moves_up(run_app: Run, tmp_path: Path) -> None:
    before = figures(parsed(tables()))
    app = run_app(tables(), page=PAGE)
    assert not app.exception
    app.button(key="log_everyone").click()
    opened(
        app,
        "prework",
        "case",
        "notes",
        "roles",
        "insights",
        "practices",
        "asks",
        "milestones",
        "met",
        "agreed",
        "action_1",
    )
    fill(app, VALUES)
    fill(app, LATER)
    opened(app, "action_2")
    fill(app, LAST)
    app.button(key="log_save").click().run()
    assert "Atlas-03 is logged." in words(app), [error.value for error in app.error]

    log = read((tmp_path / "log.xlsx").resolve())
    after = figures(log)
    lines = {
        key: f"{key:22} {one.n} of {one.N} = {one.value} -> {after[key].n} of {after[key].N} = {after[key].value}"
        for key, one in before.items()
    }
    print("\n".join(lines.values()))
    stuck = [lines[key] for key, one in before.items() if not (after[key].value or 0) > (one.value or 0)]
    assert not stuck, "\n".join(stuck)
    check_records(log)
    assert altered(log) == {(tab, column) for tab, columns in ALTERED.items() for column in columns}

    app.button(key="undo_last").click().run()
    assert not app.exception
    assert not [one.value for one in (*app.error, *app.warning) if "stay in the workbook" not in one.value]
    back = read((tmp_path / "log.xlsx").resolve())
    for days in (1, 60):
        once, now = every_figure(parsed(tables()), days), every_figure(back, days)
        assert not {key: (once[key], now[key]) for key in once if now[key] != once[key]}
    assert set(back.set_aside["reason"]) == {UNDONE}


def altered(log: CircleLog) -> set[tuple[str, str]]:
    """Columns of rows that the session does not own in which the journal has a change, by tab."""
    edits = log.tabs["edits"]
    changes = edits[edits["tab"].isin(ALTERED) & edits["column"].notna()]
    return set(zip(changes["tab"], changes["column"], strict=True))


def every_figure(log: CircleLog, days: int) -> dict[str, tuple[object, ...]]:
    """All figures so many days from now: n, N and value."""
    found = measure(log, pd.Timestamp(TODAY + timedelta(days=days))).figures
    return {key: (one.n, one.N, one.value or 0) for key, one in found.items() if key in KEYS}


def check_records(log: CircleLog) -> None:

    actions = log.actions.set_index("action")
    insight = log.insights["insight"].iloc[-1]
    assert actions.loc[["A-4", "A-6", "A-7"], "insight"].to_list() == [insight] * 3
    assert actions.loc["A-6", ["outcome", "priority", "experiment_type", "practice", "depends_on"]].to_list() == [
        "business", "Growth", "cross-team", "P-1", "Support",
    ]  # fmt: skip
    assert actions.loc["A-7", "practice"] == log.practices["practice"].iloc[-1] == "P-2"
    assert log.sessions.set_index("session").loc["Atlas-03", ["business_owner", "notes"]].to_list() == [
        "eli", "https://example.org/notes",
    ]  # fmt: skip
    assert log.tabs["asks"][["circle", "status", "sponsor"]].iloc[-1].to_list() == [
        "Atlas",
        "open",
        "sam@x.org",
    ]
    assert not len(log.set_aside)


ASKED = {
    "participation": "present ann", "prework": "prework", "snapshot": "snapshot", "brief_ahead": "brief_sent",
    "real_problem": "business_owner", "decision_recorded": "decision", "record_completeness": "minutes",
    "everyone_spoke": "everyone_spoke", "ends_with_plan": "due 1", "outcome_linked": "outcome 1",
    "partnered": "partner 1", "assignments": "kind 1", "loop_closed": "reviewed A-4", "line_of_sight": "case",
    "implementation_days": "due 1", "overdue": "status A-4",
}  # fmt: skip
"""Figures in which a session can be a miss, each with the input of the open form that asks for it."""


@thorough
def test_the_common_path_lowers_no_figure_for_what_it_does_not_ask(run_app: Run, tmp_path: Path) -> None:
    rows = tables()
    app = run_app(rows, page=PAGE)
    every = [
        *app.selectbox,
        *app.text_input,
        *app.date_input,
        *app.number_input,
        *app.multiselect,
        *app.checkbox,
        *app.button,
    ]
    inputs = {str(one.key).split("_", 2)[-1] for one in [*every, *app.get("button_group")]}
    missing = {key: name for key, name in ASKED.items() if name not in inputs}
    assert not missing, sorted(inputs)
    app.button(key="log_everyone").click().run()
    fill(
        app,
        (
            ("text_input", "case", "Prices"), ("text_input", "decision", "none"),
            ("text_input", "what 1", "Ask five customers"), ("selectbox", "owner 1", "bo"),
        ),
    )  # fmt: skip
    app.button(key="log_save").click().run()
    assert "Atlas-03 is logged." in words(app), [error.value for error in app.error]
    before, after = every_figure(parsed(rows), 1), every_figure(read((tmp_path / "log.xlsx").resolve()), 1)
    missed = {
        key
        for key, (n, of, _) in before.items()
        if isinstance(n, int) and isinstance(of, int) and after[key][1] - after[key][0] > of - n  # type: ignore[operator]
    }
    assert missed <= ASKED.keys() | STAYS.keys()


def test_every_figure_is_in_the_table_or_has_a_reason_not_to_be() -> None:
    assert sorted([*MOVED, *STAYS]) == sorted(KEYS)


def test_a_browser_that_has_not_seen_an_input_gets_its_value_with_the_next_run(run_app: Run) -> None:
    """The first run on a cold server may be replaced by the next before its messages are sent: see `draft.KEPT`."""
    app = run_app(tables(), page=PAGE)
    fill(
        app,
        (
            ("text_input", "case", "Prices"),
            ("button_group", "present ann", "yes"),
            ("number_input", "minutes", 80),
        ),
    )
    app._run(WidgetStates())  # a browser that knows no widget yet
    assert not app.exception
    for kind, name, value in (("date_input", "held", TODAY),
                              ("text_input", "case", "Prices"), ("button_group", "present ann", "yes"),
                              ("number_input", "minutes", 80)):  # fmt: skip
        widget = of(app, kind, name)
        assert widget.value == value
        assert widget.proto.set_value, name
