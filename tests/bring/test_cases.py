"""Small logs that people keep in shapes of their own: each is read right, or what was left out is named.

All of them are variants of base.xlsx: 2 circles, 12 sessions, 24 actions of which 16 are done, participation 48/60.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from lib.bring.shaping import shaped
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.metrics.program.program import Program, measure
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.examples import some

CASES = Path(__file__).parents[1] / "data" / "cases"
AS_OF = pd.Timestamp("2026-07-15")
BASE = {
    "participation": (48, 60),
    "cadence": (12, 12),
    "on_time": (16, 24),
    "open": (8, 24),
    "overdue": (8, 8),
}


@cache
def read(name: str) -> tuple[CircleLog, Program]:
    (path,) = CASES.glob(f"{name}*.xlsx")
    log = parse(shaped(ExcelWorkbook(path).read().grids))
    return log, measure(log, AS_OF)


def counts(name: str, *keys: str) -> dict[str, tuple[int | None, int | None]]:
    figures = read(name)[1].figures
    return {key: (figures[key].n, figures[key].N) for key in keys}


def rules(name: str) -> dict[str, int]:
    return read(name)[0].checks["rule"].value_counts().to_dict()


@pytest.mark.parametrize(
    "name",
    some(
        [
            "base",
            "01b-",
            "03-",
            "06-",
            "07-",
            "07b-",
            "08-",
            "08b-",
            "10-",
            "10b-",
            "10c-",
            "10d-",
            "11b-",
            "12-",
            "13-",
            "17-",
            "17b-",
            "20-",
            "20b-",
            "20c-",
            "21-",
            "22-",
            "22b-",
            "22c-",
            "25-",
            "29b-",
            "30-",
            "34-",
            "38d-",
            "41-",
            "43-",
            "43c-",
            "48-",
            "54-",
            "62-",
            "70-",
        ],
        18,
    ),
)
def test_the_shape_changes_no_figure(name: str) -> None:
    assert counts(name, *BASE) == BASE
    assert not read(name)[0].checks["severity"].eq("error").any()


def test_usual_words_for_done_are_done_and_others_are_left_out_and_named() -> None:
    log, program = read("49-")
    words = log.checks[log.checks["rule"] == "not a known word"]
    assert set(words["found"]) >= {"Carried forward"}
    open_now = program.figures["open"]
    assert open_now.excluded == {"status not understood": len(words)}
    assert open_now.N + len(words) + (log.actions["status"] == "cancelled").sum() == 24


def test_a_status_with_a_remark_is_neither_open_nor_done() -> None:
    program = read("67-")[1]
    assert counts("67-", "on_time", "open") == {"on_time": (8, 12), "open": (4, 12)}
    assert program.figures["on_time"].excluded["status not understood"] == 12
    assert "closed without a status" not in rules("67-")


def test_a_ticked_box_is_done_and_one_where_a_day_is_expected_is_not_read_as_open() -> None:
    log, _ = read("02-")
    assert log.actions["status"].value_counts()[["done", "open"]].to_list() == [16, 8]
    assert counts("44-", "open", "on_time") == {"open": (0, 0), "on_time": (0, 0)}
    assert rules("44-")["not a date"] == 24


def test_half_done_is_not_done() -> None:
    log, program = read("68-")
    unclear = int(log.unclear("actions", "status").sum())
    assert unclear > 0
    assert program.figures["open"].excluded["status not understood"] == unclear


def test_attendance_words() -> None:
    log, _ = read("05b-")
    refused = log.checks[log.checks["rule"] == "not a known word"]
    assert set(refused["found"]) == {"Present (late)"}
    assert counts("05b-", "participation")["participation"][1] == 60 - len(refused)


def test_rows_that_are_no_records_are_set_aside_with_the_reason() -> None:
    aside = read("07-")[0].set_aside
    assert sorted(aside["tab"]) == ["actions", "attendance", "circles", "members", "sessions"]
    assert aside["reason"].eq("looks like a total, not a record").all()
    assert read("08-")[0].set_aside["reason"].to_list() == [
        "looks like a heading, not a record: nothing else refers to it"
    ]
    assert read("08b-")[0].set_aside["reason"].to_list() == ["looks like a footnote, not a record"]
    assert read("29b-")[0].set_aside["reason"].to_list() == ["repeats the headers"]


@pytest.mark.parametrize(("name", "rows"), [("22-", 200), ("22b-", 300), ("22c-", 100), ("48-", 100)])
def test_prepared_rows_get_one_note(name: str, rows: int) -> None:
    log, _ = read(name)
    assert len(log.set_aside) == rows
    assert rules(name)["prepared rows"] == 1


def test_a_second_tab_of_a_kind_is_read_or_told() -> None:
    assert counts("17d-", "participation") == {"participation": (24, 30)}
    unread = read("17d-")[0].checks
    assert set(unread.loc[unread["rule"] == "tab not read", "tab"]) == {"Sessions 2026", "Attendance 2026"}


def test_checks_name_the_cell_of_the_sheet() -> None:
    """The first rows of this sheet are a title, so that records stand two rows further down."""
    log, _ = read("20-")
    assert log.sessions["_row"].iloc[0] == 2
    (grid,) = [
        g for g in shaped(ExcelWorkbook(CASES / "20-title-rows.xlsx").read().grids) if g.tab == "sessions"
    ]
    address = grid.origin.address(2, 0)
    assert (address.tab, address.a1) == ("sessions", "A4")


def test_several_owners_are_told_apart_and_the_cell_is_named() -> None:
    log, program = read("11-")
    assert program.figures["over_delegation"].parts == {
        "owned": 18,
        "outside": 8,
    }  # Ada owns in the other circle too
    assert rules("11-")["nobody in particular"] == 6  # "Team" and "All"
    checks = log.checks[log.checks["rule"] == "several people"]
    assert checks["cell"].iloc[0] == "E2"


def test_sessions_numbered_in_each_circle() -> None:
    log, _ = read("13-")
    assert log.sessions["session"].to_list()[:2] == ["Atlas-1", "Atlas-2"]
    assert log.attendance["session"].nunique() == 12


@pytest.mark.parametrize(("name", "cadence"), [("38-", (11, 12)), ("38b-", (7, 12)), ("38c-", (9, 12))])
def test_session_words_never_make_everything_a_miss(name: str, cadence: tuple[int, int]) -> None:
    n, N = counts(name, "cadence")["cadence"]
    left_out = read(name)[1].figures["cadence"].excluded.get("status not understood", 0)
    assert (n, N + left_out) == cadence


def test_a_text_action_column_is_what_is_to_be_done() -> None:
    log, _ = read("43b-")
    assert log.actions["what"].iloc[0] == "Task 1"
    assert log.actions["action"].is_unique
    assert counts("43b-", "open") == {"open": (8, 24)}
    assert read("log-header_action")[0].actions["what"].notna().all()


def test_day_and_month_swapped_on_opening_is_an_error_and_no_date_is_used() -> None:
    log, _ = read("23e-")
    swapped = log.checks[log.checks["rule"] == "day and month swapped"]
    assert swapped["severity"].eq("error").all()
    assert set(swapped["column"]) >= {"planned", "held"}
    assert log.sessions.empty


def test_an_action_takes_its_circle_from_its_session() -> None:
    assert read("log-action_without_circle")[0].actions["circle"].to_list() == ["Atlas"]


def test_one_date_for_planned_and_held() -> None:
    sessions = read("log-one_date_two_columns")[0].sessions
    assert sessions["planned"].notna().all()
    assert (sessions["planned"] == sessions["held"]).all()


def test_facilitators_with_a_semicolon_are_two_people() -> None:
    log, _ = read("log-semicolon")
    assert "Ann, Bob" in log.sessions["facilitator"].to_list()
    assert "unknown member" not in rules("log-semicolon")


def test_years_of_long_ago_can_be_read() -> None:
    assert read("log-pre2000")[0].adoptions["date"].dt.year.min() == 1998
