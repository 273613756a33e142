"""Messy logs are the normal case: what is read from a workbook's tabs, what is set aside, and what the checks say."""

from __future__ import annotations

import time
from datetime import date

import pandas as pd
import pytest

from lib.log.format.frames import dtype_of
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_TABS, SETTINGS, TABS
from lib.log.reading.naming import folded
from lib.log.reading.parse import missing_tabs, parse, parse_survey
from lib.workbook.base import Grid
from lib.workbook.common.placeholder import placeholder
from tests.data.logs import FIVE_TABS, grid, log
from tests.examples import IS_THOROUGH, some


def checks_of(log: CircleLog, rule: str) -> list[tuple[str, str, str, str, str]]:
    """(tab, cell, severity, found, expected) of the checks of one rule."""
    rows = log.checks[log.checks["rule"] == rule]
    return list(zip(*(rows[name] for name in ("tab", "cell", "severity", "found", "expected")), strict=True))


def aside(log: CircleLog) -> list[tuple[str, int, str]]:
    return list(zip(log.set_aside["tab"], log.set_aside["row"], log.set_aside["reason"], strict=True))


def columns(tab: str, *columns: list[object], **options: object) -> Grid:
    return Grid("log.xlsx", tab, columns, **options)  # type: ignore[arg-type]


def test_a_small_log_is_read_without_a_check() -> None:
    read = log(FIVE_TABS)
    assert read.checks.empty
    assert read.set_aside.empty
    assert read.missing_tabs == ()
    expected = pd.DataFrame(
        {
            "session": ["A-1", "A-1"],
            "member": ["ana", "bo"],
            "present": pd.Categorical(["yes", "no"], categories=["yes", "no", "excused"]),
            "prework": pd.Categorical([None, None], categories=["on time", "late", "no"]),
            "reflection": pd.array([pd.NA, pd.NA], dtype="boolean"),
            "_workbook": ["log.xlsx", "log.xlsx"],
            "_row": [2, 3],
        }
    )
    pd.testing.assert_frame_equal(read.attendance, expected)


@pytest.mark.parametrize("title", ["Action Reviews", "ACTION_REVIEWS", " action-reviews ", "Action  Reviews"])
def test_tab_and_header_names_compare_without_case_spaces_and_hyphens(title: str) -> None:
    assert folded(title) == "action_reviews"
    read = parse([columns("Circles ", ["CADENCE DAYS", 14], ["Circle", "Atlas"], ["my notes", "kept"])])
    assert read.circles[["circle", "cadence_days"]].to_numpy().tolist() == [["Atlas", 14]]
    assert read.recorded == {("circles", "circle"), ("circles", "cadence_days")}
    assert read.has("circles", "circle")
    assert not read.has("circles", "sponsor")
    assert not read.has("teams")


def test_missing_tabs_are_named() -> None:
    read = parse([grid("circles", [{"circle": "Atlas"}])])
    assert read.missing_tabs == ("members", "sessions", "attendance", "actions")
    assert missing_tabs(read).startswith(
        "the required members, sessions, attendance and actions tabs are missing (required tabs: circles, "
    )
    assert missing_tabs(log(FIVE_TABS)) == ""


def test_no_grids_give_an_empty_log() -> None:
    read = parse([])
    assert read.is_empty
    assert set(read.missing_tabs) == {"circles", "members", "sessions", "attendance", "actions"}
    assert_documented(read)


def assert_documented(read: CircleLog) -> None:
    for name, tab in TABS.items():
        expected = {column.name: dtype_of(column) for column in tab.columns}
        assert read.tabs[name].dtypes.to_dict() == expected | {"_workbook": "str", "_row": "int64"}


def test_types_stay_when_everything_is_set_aside() -> None:
    rows = {name: [{column.name: "#REF!" for column in tab.columns}] for name, tab in TABS.items()}
    read = log(rows)
    assert_documented(read)
    assert {name: len(frame) for name, frame in read.tabs.items() if len(frame)} == {"edits": 1, "sent": 1}
    assert len(read.set_aside) == len(TABS) - len(APP_TABS)


def test_unknown_tabs_are_left_alone_unless_they_may_be_a_missing_tab() -> None:
    extra = [
        grid("Scratch", [{"x": 1}]),
        grid("Attendence", [{"session": "A-1"}]),
        grid("Sheet1", [{"x": 1}]),
    ]
    read = parse([grid("circles", [{"circle": "Atlas"}]), *extra])
    assert checks_of(read, "unknown tab") == [
        ("Attendence", "", "error", "Attendence", "the tab name attendance, if that is what you meant")
    ]


def test_a_misspelled_tab_in_a_second_workbook_is_noticed() -> None:
    grids = [grid(name, rows) for name, rows in FIVE_TABS.items()]
    second = [
        grid("circles", [{"circle": "Birch"}], workbook="b.xlsx"),
        grid("Session", [{"session": 1}], workbook="b.xlsx"),
    ]
    read = parse(grids + second)
    assert [check[:4] for check in checks_of(read, "unknown tab")] == [("Session", "", "error", "Session")]
    assert read.checks["workbook"].to_list() == ["b.xlsx"]


def test_a_second_tab_of_the_same_name_is_not_read() -> None:
    read = parse([grid("circles", [{"circle": "Atlas"}]), grid("CIRCLES", [{"circle": "Birch"}])])
    assert read.circles["circle"].to_list() == ["Atlas"]
    assert checks_of(read, "second tab of that name") == [
        ("CIRCLES", "", "error", "CIRCLES", "one circles tab per workbook")
    ]


def test_a_repeated_header_is_read_once() -> None:
    read = parse([columns("circles", ["circle", "Atlas"], ["Circle", "Birch"], ["mandate", "Speed"])])
    assert read.circles["circle"].to_list() == ["Atlas"]
    assert checks_of(read, "header twice") == [
        ("circles", "B1", "warning", "Circle", "one circle column; this one is not read")
    ]


def test_stale_headers_are_named() -> None:
    read = parse(
        [columns("actions", ["action", "X"], ["circle", "Atlas"], ["what", "Do"], ["fist_due", "2026-01-05"])]
    )
    assert checks_of(read, "stale header") == [
        ("actions", "D1", "warning", "fist_due", "the header first_due, if that is what you meant")
    ]
    assert len(read.actions) == 1


def test_headers_further_down_are_found_but_not_guessed() -> None:
    read = parse(
        [columns("circles", ["Our circles", "", "circle", "Atlas"], ["", "", "sponsor", "d@example.org"])]
    )
    [(tab, cell, severity, found, expected)] = checks_of(read, "no header")
    assert (tab, cell, severity, found) == ("circles", "A1", "error", "Our circles")
    assert "they are in row 3" in expected
    assert read.is_empty


def test_without_a_required_column_every_row_is_set_aside_and_references_are_left_alone() -> None:
    read = log(FIVE_TABS | {"circles": [{"mandate": "Speed"}, {"mandate": "Reach"}]})
    assert checks_of(read, "missing column") == [
        ("circles", "A1", "error", "", "a circle column: without it, no row of this tab can be used")
    ]
    reason = "circle is missing or unreadable"
    assert aside(read) == [("circles", 2, reason), ("circles", 3, reason)]
    assert len(read.attendance) == 2


def test_blank_rows_and_unchecked_boxes_are_not_rows() -> None:
    boxes = [False] * 3000
    read = parse(
        [
            grid("circles", [{"circle": "Atlas"}]),
            columns(
                "sessions",
                ["session", "A-1", "", None, "A-2", " "],
                ["circle", "Atlas", "", "", "Atlas"],
                ["planned", date(2026, 1, 5), "", None, date(2026, 2, 2)],
                ["went_wrong_shared", True, *boxes],
                ["snapshot", True, *boxes],
            ),
        ]
    )
    assert read.sessions[["session", "_row"]].to_numpy().tolist() == [["A-1", 2], ["A-2", 5]]
    assert read.sessions["went_wrong_shared"].to_list() == [True, False]
    assert read.sessions["snapshot"].to_list() == ["yes", "no"]
    assert read.rows_found["sessions"] == 2
    assert read.set_aside.empty
    assert checks_of(read, "required cell empty") == []


def test_rows_with_gaps_that_look_merged_are_set_aside_and_show_the_value_above() -> None:
    rows = [{"session": "A-1", "member": "ana", "present": "yes"}, {"member": "bo", "present": "no"}]
    read = log(FIVE_TABS | {"attendance": rows})
    assert checks_of(read, "required cell empty") == [
        (
            "attendance",
            "A3",
            "error",
            "",
            "a session listed in the sessions tab: every row needs it (left empty below A-1?)",
        )
    ]
    assert aside(read) == [("attendance", 3, "session is missing or unreadable")]
    assert read.attendance["member"].to_list() == ["ana"]


def with_merge(*merged: tuple[int, int, int, int]) -> CircleLog:
    attendance = columns(
        "attendance",
        ["session", "A-1", "", "", ""],
        ["member", "ana", "bo"],
        ["present", "yes", "no"],
        ["reflection", "", "", False, False],
        merged=merged,
    )
    return parse(
        [*[grid(name, rows) for name, rows in FIVE_TABS.items() if name != "attendance"], attendance]
    )


def test_merged_cells_are_read_as_if_each_held_the_value() -> None:
    read = with_merge((2, 0, 3, 0))
    assert read.attendance[["session", "member"]].to_numpy().tolist() == [["A-1", "ana"], ["A-1", "bo"]]
    assert checks_of(read, "merged cells") == [
        ("attendance", "A2", "note", "A-1", "the value in each cell of rows 2-3; read as if it were there")
    ]


@pytest.mark.parametrize("last_row", [5, 1_048_576])
def test_a_merge_that_reaches_below_the_last_row_makes_no_rows(last_row: int) -> None:
    read = with_merge((2, 0, last_row, 0))
    assert read.attendance["_row"].to_list() == [2, 3]
    assert read.rows_found["attendance"] == 2


def test_merges_of_headers_blanks_and_unread_columns_change_nothing() -> None:
    read = with_merge((1, 0, 2, 0), (4, 0, 5, 1), (2, 7, 3, 9))
    assert checks_of(read, "merged cells") == []
    assert read.rows_found["attendance"] == 2


def test_one_bad_cell_costs_only_that_cell_and_one_bad_row_only_that_row() -> None:
    read = log(
        FIVE_TABS,
        circles=[{"circle": "Atlas", "cadence_days": "monthly", "started": "soon"}],
        sessions=[
            {"session": "A-1", "circle": "Atlas", "planned": date(2026, 1, 5), "minutes": "ninety"},
            {"session": "A-2", "circle": "Atlas", "planned": "after lunch", "minutes": 90},
        ],
        attendance=[
            {"session": "A-1", "member": "ana", "present": "yes"},
            {"session": "A-2", "member": "bo", "present": "yes"},
        ],
    )
    assert read.circles.loc[0, "cadence_days"] == 28
    assert checks_of(read, "not a count") == [
        ("circles", "B2", "warning", "monthly", "a whole number, 0 or more"),
        ("sessions", "D2", "warning", "ninety", "a whole number, 0 or more"),
    ]
    assert checks_of(read, "not a date") == [
        ("sessions", "C3", "error", "after lunch", "a date such as 2026-03-04"),
        ("circles", "C2", "warning", "soon", "a date such as 2026-03-04"),
    ]
    assert aside(read) == [
        ("sessions", 3, "planned is missing or unreadable"),
        ("attendance", 3, "belongs to a row that is missing or set aside"),
    ]


def test_text_dates_are_read_and_noted() -> None:
    read = log(FIVE_TABS, circles=[{"circle": "Atlas", "started": "5 Jan 2026", "ended": "2026-06-30"}])
    assert checks_of(read, "text date") == [
        ("circles", "B2", "note", "5 Jan 2026", "a date cell; read as 2026-01-05")
    ]


def test_serial_dates_follow_the_workbooks_date_system() -> None:
    days = [["circle", "Atlas"], ["started", 44623]]
    assert parse([columns("circles", *days, epoch_1904=True)]).circles.loc[0, "started"] == pd.Timestamp(
        "2026-03-04"
    )
    assert parse([columns("circles", *days)]).circles.loc[0, "started"] == pd.Timestamp("2022-03-03")


def test_cells_right_of_column_z_have_the_right_address() -> None:
    filler = [[f"x{number}"] for number in range(28)]
    read = parse([columns("circles", *filler, ["circle", "Atlas"], ["invited", "many"])])
    assert [check[1] for check in checks_of(read, "not a count")] == ["AD2"]


def test_several_workbooks_are_one_log_and_rows_show_where_they_come_from() -> None:
    one = [grid(name, rows, workbook="a.xlsx") for name, rows in FIVE_TABS.items()]
    two = [
        grid(
            "Circles",
            [{"mandate": "Reach", "circle": "Birch"}, {"circle": "ATLAS", "mandate": "?"}],
            workbook="b.xlsx",
        ),
        grid("members", [{"circle": "Birch", "member": "cy"}], workbook="b.xlsx"),
        grid("sessions", [{"planned": "no", "session": "B-1", "circle": "Birch"}], workbook="b.xlsx"),
        grid("attendance", [{"present": "excused", "session": "A-1", "member": "cy"}], workbook="b.xlsx"),
    ]
    read = parse(one + two)
    assert_documented(read)
    assert read.circles[["circle", "_workbook", "_row"]].to_numpy().tolist() == [
        ["Atlas", "a.xlsx", 2],
        ["Birch", "b.xlsx", 2],
    ]
    assert read.attendance["present"].to_list() == ["yes", "no", "excused"]
    assert checks_of(read, "duplicate key") == [
        ("Circles", "B3", "error", "ATLAS", "a key used only once; row 2 of a.xlsx already has it")
    ]
    [(tab, cell, *_)] = checks_of(read, "not a date")
    assert (tab, cell) == ("sessions", "A2")
    assert read.set_aside.to_numpy().tolist() == [
        ["b.xlsx", "sessions", 2, "planned is missing or unreadable"],
        ["b.xlsx", "circles", 3, "repeats a key"],
    ]
    assert read.rows_found["circles"] == 3


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    some(
        [
            *[("target_participation", value, 0.75) for value in (0.75, "75%", 75, "75 %", "0,75", ".75")],
            ("Target Participation", 1, 1.0),
            ("target_safety", 4.2, 4.2),
            ("min_group", 7, 7),
            ("min_group", 7.0, 7),
            ("control_rules", " Western ", "western"),
            ("period", "Last-Quarter", "last-quarter"),
        ],
        6,
    ),
)
def test_settings_are_read_in_any_form(name: str, value: object, expected: object) -> None:
    read = log(settings=[{"name": name, "value": value}])
    assert read.settings[folded(name)] == expected
    assert isinstance(read.settings[folded(name)], type(expected))
    assert read.checks.empty
    assert {key: value for key, value in read.settings.items() if key != folded(name)} == {
        key: value for key, value in SETTINGS.items() if key != folded(name)
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("target_cadence", "often", "a share such as 0.8 or 80%"),
        ("target_cadence", 0, "a share such as 0.8 or 80%"),
        ("target_cadence", 800, "a share such as 0.8 or 80%"),
        ("target_safety", 9, "a number from 1 to 5"),
        ("min_group", "9" * 400, "a whole number above 0"),
        ("min_group", 2.5, "a whole number above 0"),
        ("min_group", -5, "a whole number above 0"),
        ("control_rules", "mine", "nhs or western"),
        ("period", "4m", "3m, 6m, 12m, quarter, last-quarter, ytd, review or all"),
    ],
)
def test_bad_settings_keep_the_default_and_are_listed(name: str, value: object, expected: str) -> None:
    read = log(settings=[{"name": name, "value": value}])
    assert read.settings == SETTINGS
    assert [(check.cell, check.severity, check.expected) for check in read.checks.itertuples()] == [
        ("B2", "warning", expected)
    ]


def test_first_setting_wins_and_near_misses_are_named() -> None:
    rows = [
        {"name": "min_group", "value": 6},
        {"name": "Min group", "value": 9},
        {"name": "target_cadance", "value": 0.5},
        {"name": "our own note", "value": "none"},
    ]
    read = log(settings=rows)
    assert read.settings["min_group"] == 6
    assert [check[1] for check in checks_of(read, "duplicate key")] == ["A3"]
    assert checks_of(read, "unknown setting") == [
        ("settings", "A4", "warning", "target_cadance", "target_cadence, if that is what you meant")
    ]


def test_a_survey_has_its_own_tab_and_no_settings() -> None:
    rows = [
        {"wave": "2026-Q1", "circle": "Atlas", "respondent": "r1", "safety_1": 4, "trust": 6},
        {"wave": "2026-Q1"},
    ]
    read = parse_survey([grid("Pulse", rows)])
    assert read.pulse[["wave", "circle", "safety_1", "trust"]].to_numpy().tolist() == [
        ["2026-Q1", "Atlas", 4, pd.NA]
    ]
    assert checks_of(read, "not a count") == [("Pulse", "E2", "warning", "6", "a whole number from 1 to 5")]
    assert aside(read) == [("pulse", 3, "circle is missing or unreadable")]
    assert read.settings == SETTINGS


@pytest.mark.parametrize("kind", some(["planned", "status", "facilitator"], 1))
def test_a_hundred_thousand_different_bad_cells_take_seconds_not_minutes(kind: str) -> None:
    rows = 100_000 if IS_THOROUGH else 20_000
    cells = {
        "session": [f"A-{row}" for row in range(rows)],
        "circle": ["Atlas"] * rows,
        "planned": [date(2026, 1, 5)] * rows,
        kind: [f"bad {row}" for row in range(rows)],
    }
    sessions = columns("sessions", *([name, *column] for name, column in cells.items()))
    small = [grid(name, FIVE_TABS[name]) for name in ("circles", "members")]
    start = time.process_time()
    read = parse([*small, sessions])
    assert time.process_time() - start < 6 * rows / 100_000
    assert len(read.checks) == rows


def test_thousands_of_merges_are_noted_in_seconds() -> None:
    merged = tuple((row, 0, row + 1, 0) for row in range(2, 20_000, 2))
    rows = 20_000
    start = time.process_time()
    read = parse([columns("insights", ["insight", *range(rows)], ["session", *["A"] * rows], merged=merged)])
    assert time.process_time() - start < 4
    assert len(checks_of(read, "merged cells")) == len(merged)


def test_thousands_of_unknown_keys_among_thousands_are_listed_in_seconds() -> None:
    rows = 30_000
    read_in = [
        *[grid(name, FIVE_TABS[name]) for name in ("circles", "members")],
        columns(
            "sessions",
            ["session", *(f"Atlas-{row:05}" for row in range(rows))],
            ["circle", *["Atlas"] * rows],
            ["planned", *[date(2026, 1, 5)] * rows],
        ),
        columns(
            "insights", ["insight", *range(rows)], ["session", *(f"Atlsa-{row:05}" for row in range(rows))]
        ),
    ]
    start = time.process_time()
    read = parse(read_in)
    assert time.process_time() - start < 4
    assert len(checks_of(read, "unknown session")) == rows
    assert any("did you mean" in check[4] for check in checks_of(read, "unknown session"))


def test_a_megabyte_of_text_is_kept_whole_but_quoted_briefly() -> None:
    long = "x" * 1_000_000
    read = log(
        FIVE_TABS,
        members=[
            {"member": long, "circle": long, "name": long, "buddy": long},
            {"member": "bo", "circle": "Atlas", "name": long, "buddy": "x, " * 300_000},
            {"member": "cy", "circle": "Atlas", "name": long[:-1]},
        ],
    )
    assert read.members["name"].iloc[0] == long
    assert read.checks["found"].str.len().max() <= 300
    assert read.checks["expected"].str.len().max() <= 400


def test_a_row_that_is_being_saved_is_left_out_and_named() -> None:
    text = placeholder("0123456789ab", 1, 1, 0, ["A-2"])
    line = placeholder("0123456789ab", 2, 1, 0, ["ana"], "2026-03-04T10:00:00")
    read = parse(
        [
            columns("circles", ["circle", "Atlas"]),
            columns(
                "actions", ["action", "A-1", "A-2"], ["circle", "Atlas", "Atlas"], ["what", "call", text]
            ),
            columns("edits", ["at", line], ["who", "ana"], ["change_set", "cs"]),
        ]
    )
    assert read.actions["action"].to_list() == ["A-1"]
    ((tab, cell, severity, found, expected),) = checks_of(read, "row being saved")
    assert (tab, cell, severity) == ("actions", "C3", "note")
    assert found == text
    assert "clear the row" in expected
    assert read.tabs["edits"]["change_set"].to_list() == ["cs"], "it shows that a save has not ended"
    assert read.tabs["edits"]["at"].isna().all()
    assert not (read.checks["tab"] == "edits").any()
