"""Good and bad forms of every kind of column."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest

from lib.log.format.schema import TABS, Column
from lib.log.reading.values import Converted, convert, shown

DATE, YES_NO, COUNT = (
    Column("planned", "date"),
    Column("everyone_spoke", "yes_no"),
    Column("minutes", "count"),
)
STAGE = TABS["lighthouses"].column("stage")
AMOUNT = TABS["asks"].column("amount")


def read(
    cells: list[object], column: Column, *, day_first: bool | None = None, epoch_1904: bool = False
) -> Converted:
    return convert(cells, column, day_first=day_first, epoch_1904=epoch_1904)


def one(cell: object, column: Column, **options: bool | None) -> tuple[object, str | None]:
    """The cell's value (None if missing) and the rule it breaks, if any."""
    converted = read([cell], column, **options)
    rules = [misfit.rule for misfit in converted.misfits]
    value = converted.values[0]
    return (None if pd.isna(value) else value), (rules[0] if rules else None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2026, 3, 4), None),
        (datetime(2026, 3, 4, 18, 30), None),
        (pd.Timestamp("2026-03-04"), None),
        (46085, None),
        (46085.75, None),
        ("2026-03-04", None),
        ("2026-3-4", None),
        ("2026/03/04", None),
        ("2026-03-04T10:30:00Z", None),
        ("2026-03-04 10:30", None),
        (" 2026-03-04 ", None),
        ("20260304", "text date"),
        ("46085", "text date"),
        ("4.3.2026", "text date"),
        ("04.03.26", "text date"),
        ("4 Mar 2026", "text date"),
        ("4-Mar-26", "text date"),
        ("Wed, 4 March 2026", "text date"),
        ("4th March 2026", "text date"),
        ("March 4, 2026", "text date"),
        ("Mar 4th 2026", "text date"),
    ],
)
def test_good_dates(cell: object, expected: str | None) -> None:
    assert one(cell, DATE) == (pd.Timestamp("2026-03-04"), expected)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "soon",
            "2026-02-30",
            "31/02/2026",
            "13/13/2026",
            "0/5/2026",
            "March",
            "2026",
            "2026-03-04 (moved)",
            "4/5",
        ),
        *(
            True,
            time(10, 30),
            timedelta(days=1),
            math.inf,
            0,
            0.4,
            -5,
            10**400,
            20260304,
            [2026],
            "9" * 1_000_000,
        ),
        *("1826-01-01", date(1899, 12, 31), date(2100, 1, 1), 12, "01.01.3000"),
    ],
)
def test_bad_dates(cell: object) -> None:
    assert one(cell, DATE) == (None, "not a date")


@pytest.mark.parametrize("cell", ["", None, "  ", "\u00a0", math.nan, pd.NaT, pd.NA, "-", "tbd", "N/A", "?"])
@pytest.mark.parametrize("column", [DATE, YES_NO, COUNT, AMOUNT, TABS["sessions"].column("status")])
def test_cells_that_mean_nothing_are_missing_without_a_check(cell: object, column: Column) -> None:
    assert one(cell, column) == (None, None)


@pytest.mark.parametrize("cell", ["-", "n/a", "tbd", "?"])
def test_a_filler_does_not_stand_for_what_a_blank_cell_stands_for(cell: object) -> None:
    status = TABS["actions"].column("status")
    assert one("", status) == (None, None)
    assert one(cell, status) == (None, "not a known word")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12. März 2026", "2026-03-12"),
        ("3 de marzo de 2026", "2026-03-03"),
        ("1er février 2026", "2026-02-01"),
        ("lundi 12 janvier 2026", "2026-01-12"),
        ("5 mei 2026", "2026-05-05"),
        ("12 juillet 2026", "2026-07-12"),
    ],
)
def test_months_in_six_languages(text: str, expected: str) -> None:
    assert str(one(text, DATE)[0])[:10] == expected


def test_swapped_days_of_a_few_cells_are_seen_by_their_order() -> None:
    swapped = read([date(2026, 5, 1), "19/01/2026", date(2026, 2, 2), "16/02/2026", date(2026, 2, 3)], DATE)
    assert {misfit.rule for misfit in swapped.misfits} == {"day and month swapped"}
    serials = [46143, "19/01/2026", 46055, 46082, 46083]  # as Google gives them
    assert {misfit.rule for misfit in read(serials, DATE).misfits} == {"day and month swapped"}
    in_order = read([date(2026, 1, 5), "19/01/2026", date(2026, 2, 2), "16/02/2026"], DATE)
    assert "day and month swapped" not in {misfit.rule for misfit in in_order.misfits}


def test_not_known_in_a_required_column_gets_a_check_that_quotes_the_cell() -> None:
    converted = read(["tbd"], TABS["sessions"].column("planned"))
    assert [(misfit.rule, misfit.found) for misfit in converted.misfits] == [("required cell empty", "tbd")]


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", " #VALUE! ", "#UNCALCULATED!", "Loading..."])
@pytest.mark.parametrize(
    "column",
    [column for tab in TABS.values() for column in tab.columns if tab.name in {"circles", "sessions"}][:30],
)
def test_formula_errors_are_missing_and_get_one_check_in_every_column(cell: str, column: Column) -> None:
    assert one(cell, column)[0] is None
    assert [misfit.rule for misfit in read([cell], column).misfits] == ["formula error"]


def test_dates_are_whole_days_to_the_second() -> None:
    assert read([datetime(2026, 3, 4, 23, 59, 59, 999999)], DATE).values.dtype == "datetime64[s]"
    assert one(datetime(2026, 3, 4, 23, 59, 59), DATE)[0] == pd.Timestamp("2026-03-04")


def test_serial_numbers_count_from_the_workbooks_own_day_0() -> None:
    assert one(46085, DATE)[0] == pd.Timestamp("2026-03-04")
    assert one(44623, DATE, epoch_1904=True)[0] == pd.Timestamp("2026-03-04")
    assert one(date(2026, 3, 4), DATE, epoch_1904=True)[0] == pd.Timestamp("2026-03-04")


def test_a_short_date_that_could_be_two_days_is_refused_and_both_are_named() -> None:
    [misfit] = read(["3/4/2026"], DATE).misfits
    assert misfit.expected == "an unambiguous date: 2026-03-04 or 2026-04-03?"
    assert not misfit.accepted


@pytest.mark.parametrize(("day_first", "expected"), [(True, "2026-04-03"), (False, "2026-03-04")])
def test_the_locale_decides(day_first: bool, expected: str) -> None:
    assert one("3/4/2026", DATE, day_first=day_first) == (pd.Timestamp(expected), "text date")


@pytest.mark.parametrize(
    ("other", "day_first", "expected"),
    [
        ("25/12/2025", None, "2026-04-03"),
        ("12/25/2025", None, "2026-03-04"),
        ("25/12/2025", False, "2026-04-03"),
        ("2025-12-25", False, "2026-03-04"),
    ],
)
def test_the_columns_own_evidence_overrides_the_locale(
    other: str, day_first: bool | None, expected: str
) -> None:
    assert read(["3/4/2026", other], DATE, day_first=day_first).values[0] == pd.Timestamp(expected)


def test_a_column_that_contradicts_itself_proves_nothing() -> None:
    assert pd.isna(read(["3/4/2026", "25/12/2025", "12/25/2025"], DATE).values).tolist() == [
        True,
        False,
        False,
    ]


def test_same_day_and_month_needs_no_evidence() -> None:
    assert one("5/5/2026", DATE)[0] == pd.Timestamp("2026-05-05")


@pytest.mark.parametrize("cell", [True, "yes", "Y", " TRUE ", "x", "✓", 1, 1.0, "1", "On", np.bool_(True)])
def test_yes(cell: object) -> None:
    assert one(cell, YES_NO) == (True, None)


@pytest.mark.parametrize("cell", [False, "no", "N", "FALSE", 0, 0.0, "0", "off", "✗"])
def test_no(cell: object) -> None:
    assert one(cell, YES_NO) == (False, None)


@pytest.mark.parametrize("cell", ["maybe", 2, 0.5, date(2026, 1, 1), "yes no", math.inf])
def test_neither_yes_nor_no(cell: object) -> None:
    assert one(cell, YES_NO) == (None, "not yes or no")


def test_true_is_distinct_from_1_in_one_column() -> None:
    converted = read([True, 1, False, 0, 2.0], COUNT)
    assert list(converted.values) == [pd.NA, 1, pd.NA, 0, 2]
    assert sorted(misfit.found for misfit in converted.misfits) == ["FALSE", "TRUE"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(0, 0), (3.0, 3), ("4", 4), (" 1,200 ", 1200), ("12.0", 12), ("007", 7), ("٣", 3), (10**15, 10**15)],
)
def test_good_counts(cell: object, expected: int) -> None:
    assert one(cell, COUNT) == (expected, None)


@pytest.mark.parametrize(
    "cell",
    [
        -1,
        2.5,
        "12 min",
        "1,5",
        "ten",
        True,
        date(2026, 1, 1),
        math.inf,
        2**63,
        10**400,
        "9" * 400,
        "1e3",
        "²",
        [3],
    ],
)
def test_bad_counts(cell: object) -> None:
    assert one(cell, COUNT) == (None, "not a count")


@pytest.mark.parametrize(("cell", "expected"), [(0.5, 0.5), (5, 5.0), ("4.5", 4.5)])
def test_a_number_within_its_bounds(cell: object, expected: float) -> None:
    assert one(cell, STAGE) == (expected, None)


@pytest.mark.parametrize("cell", [0.4, 5.5, "high", -1, math.inf, "3 of 5"])
def test_a_number_outside_its_bounds(cell: object) -> None:
    [misfit] = read([cell], STAGE).misfits
    assert (misfit.rule, misfit.expected) == ("not a number", "a number from 0.5 to 5")


@pytest.mark.parametrize(
    ("place", "cell", "expected"),
    [
        ("sessions.status", "HELD ", "held"),
        ("sessions.status", "Canceled", "cancelled"),
        ("sessions.format", "In Person", "in-person"),
        ("sessions.format", "in_person", "in-person"),
        ("actions.status", "In progress", "doing"),
        ("actions.experiment_type", "Cross team", "cross-team"),
        ("actions.effect", "DID NOT  WORK", "did not work"),
        ("attendance.present", True, "yes"),
        ("attendance.present", False, "no"),
        ("attendance.present", 1, "yes"),
        ("attendance.present", "x", "yes"),
        ("attendance.present", "Absent", "no"),
        ("attendance.present", "apologies", "excused"),
        ("attendance.prework", "On-time", "on time"),
        ("attendance.prework", "n", "no"),
    ],
)
def test_words_are_read_in_any_form(place: str, cell: object, expected: str) -> None:
    tab, name = place.split(".")
    assert one(cell, TABS[tab].column(name)) == (expected, None)


@pytest.mark.parametrize(
    ("place", "cell"), [("sessions.status", "postponed"), ("attendance.prework", "yes"), ("actions.kind", 3)]
)
def test_unknown_words_get_a_check_that_lists_the_known_ones(place: str, cell: object) -> None:
    tab, name = place.split(".")
    column = TABS[tab].column(name)
    [misfit] = read([cell], column).misfits
    assert (misfit.rule, misfit.expected) == ("not a known word", "one of: " + ", ".join(column.words))


def test_words_are_categories_in_the_order_of_the_schema() -> None:
    values = read(["done", ""], TABS["actions"].column("status")).values
    assert values.categories.to_list() == ["open", "doing", "blocked", "done", "cancelled"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("007", "007"),
        (7, "7"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5), "2026-01-05"),
        ("  Atlas \u00a0\u2003 One\n", "Atlas One"),
        ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
        ("שלום", "שלום"),
        ("a\ud800", "a?"),
        (time(10, 30), "10:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ([1, "a"], "[1, 'a']"),
    ],
)
def test_keys_are_text(cell: object, expected: str) -> None:
    assert one(cell, Column("circle", required=True)) == (expected, None)


def test_free_text_stays_as_typed_inside() -> None:
    assert one(" two\n  lines ", Column("note"))[0] == "two\n  lines"
    assert one("x" * 1_000_000, Column("note"))[0] == "x" * 1_000_000


def test_lists_lose_empty_items() -> None:
    column = Column("topics", "list")
    assert read([" pricing ,, talent,", "a;b", "a\r\n b\n", ","], column).values.tolist()[:3] == [
        "pricing, talent",
        "a, b",
        "a, b",
    ]
    assert one(",", column) == (None, None)


def test_emails_become_lower_case_and_odd_ones_get_a_note() -> None:
    column = Column("sponsor", "email")
    assert one(" Dana@Example.ORG", column) == ("dana@example.org", None)
    assert one("Dana", column) == ("dana", "not an email")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("https://x.org/A", "https://x.org/A"), ("Y", "yes"), (True, "yes"), ("no", "no"), (False, "no")],
)
def test_link_or_yes(cell: object, expected: str) -> None:
    assert one(cell, Column("snapshot", "link_or_yes")) == (expected, None)


@pytest.mark.parametrize("kind", ["yes_no", "link_or_yes"])
def test_an_unchecked_box_says_nothing(kind: str) -> None:
    converted = read([False, True, ""], Column("box", kind))  # type: ignore[arg-type]
    assert converted.says_nothing.tolist() == [True, False, True]
    assert converted.blank.tolist() == [False, False, True]


def test_every_bad_cell_is_in_one_misfit() -> None:
    cells = ["x", 5, "x", "y", "", 6]
    converted = read(cells, COUNT)
    assert {misfit.found: misfit.positions.tolist() for misfit in converted.misfits} == {
        "x": [0, 2],
        "y": [3],
    }


@pytest.mark.parametrize("column", [DATE, YES_NO, COUNT, AMOUNT, Column("what"), Column("topics", "list")])
def test_no_cells_give_no_values_but_the_same_dtype(column: Column) -> None:
    assert len(read([], column).values) == 0
    assert read([], column).values.dtype == read(["", "x"], column).values.dtype


def test_shown_text_is_short_and_encodable() -> None:
    assert len(shown("x" * 1000)) == 200
    assert shown("\ud800") == "?"
    assert shown(3.0) == "3"
    assert shown(datetime(2026, 1, 5, 10, 30)) == "2026-01-05T10:30:00"


def test_enormous_cells_are_described_briefly() -> None:
    assert shown(10**5000) == "a number of about 5001 digits"
    for column in (DATE, YES_NO, COUNT, AMOUNT, TABS["actions"].column("status")):
        converted = read([10**5000, "9" * 1_000_000], column)
        assert pd.isna(converted.values).all()
        assert all(len(misfit.found) <= 200 for misfit in converted.misfits)
