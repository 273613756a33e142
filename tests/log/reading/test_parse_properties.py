"""Properties of parsing that hold for any cells: it never raises, and nothing is lost without a check."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from lib.log.format.frames import CHECK_COLUMNS, dtype_of
from lib.log.format.model import CircleLog
from lib.log.format.schema import SURVEY_TABS, TABS, Column, Tab
from lib.log.reading.parse import parse, parse_survey
from lib.workbook.base import Grid, column_letters

FORMS: dict[str, list[object]] = {
    "text": ["Atlas", "atlas ", "A  1", "ana", "bo", 12, "12", 12.0, "007", "none", "Ana Lee", "Smith, Ana"],
    "reference": ["Atlas", "ATLAS", "A 1", "ana", "bo", 12.0, "12", "007", "nobody", "Ana Lee"],
    "references": ["ana, bo", "ANA,bo,", "ana, nobody", 12, ",", "Smith, Ana"],
    "list": ["pricing, talent", "pricing,,talent", "x"],
    "date": [
        date(2026, 1, 5),
        datetime(2026, 2, 3, 10),
        46023,
        46023.5,
        "2026-03-04",
        "3/4/2026",
        "31.12.2026",
    ],
    "yes_no": [True, False, "yes", "No", "Y", 1, 0, "x", "TRUE", "FALSE"],
    "count": [0, 1, 3.0, "4", 28, 1_000_000],
    "number": [0.5, 2, "3.5", "1,200"],
    "enum": [
        "yes",
        "no",
        "held",
        "open",
        "done",
        "adopted",
        "goal",
        "Cancelled",
        "in-person",
        True,
        False,
        1,
    ],
    "email": ["dana@example.org", "Dana@Example.org ", "dana"],
    "link_or_yes": ["yes", "https://example.org/x", False, True, "no"],
}
NASTY: list[object] = [
    *("", None, " ", "\u00a0", "\u200b", "-", "tbd", "n/a", "#REF!", "#N/A", "#UNCALCULATED!", "=1+1", "'"),
    *(
        "\x00\x07",
        "\ud800 lone",
        "👩🏽\u200d🚀",
        "שלום",
        "x" * 1_000_000,
        "a\nb\tc",
        "İ",
        "ΣΑΣ",
        "straße",
        "e\u0301",
    ),
    *(math.nan, math.inf, -math.inf, -1, -0.0, 1e300, 10**30, 10**400, -(10**5000), 2**63, 0.1),
    *("13/13/2026", "0/5/2026", "2026-02-30", "1926-01-01", "3000-01-01", "99999999", "9" * 400, "²", "٣"),
    *(
        date(1, 1, 1),
        date(9999, 12, 31),
        datetime(2026, 1, 1, 23, 59, 59, 999999),
        time(10, 30),
        timedelta(days=3),
    ),
    *([1, [2, ["x"]]], {"a": {1}}, (), b"\xff", object, Decimal("1.5"), 1j, np.float64("nan"), np.int64(4)),
    *(
        np.bool_(True),
        np.array([1, 2]),
        pd.NaT,
        pd.NA,
        pd.Timestamp("2026-01-05"),
        np.datetime64("NaT"),
        Ellipsis,
    ),
]


def cell(column: Column) -> st.SearchStrategy[object]:
    words = st.sampled_from(column.words) if column.words else st.nothing()
    return st.one_of(
        st.sampled_from(FORMS[column.kind]), words, st.just(""), st.sampled_from(NASTY), st.text(max_size=6)
    )


@st.composite
def tab_grid(draw: st.DrawFn, tab: Tab, workbook: str = "log.xlsx") -> Grid:
    required = [column for column in tab.columns if column.required]
    others = [column for column in tab.columns if not column.required]
    chosen = [column for column in required if draw(st.integers(0, 9))]
    if others:
        chosen += draw(st.lists(st.sampled_from(others), unique=True, max_size=4))
    chosen = draw(st.permutations(chosen))
    height = draw(st.integers(0, 7))
    columns: list[list[object]] = []
    for column in chosen:
        header = draw(
            st.sampled_from([column.name, column.name.upper(), column.name.replace("_", " ") + " "])
        )
        cells = draw(st.lists(cell(column), min_size=height, max_size=height))
        columns.append([header, *cells[: draw(st.integers(height // 2, height))]])
    if draw(st.booleans()):
        columns.insert(draw(st.integers(0, len(columns))), ["my own notes", *["kept"] * height])
    merged = draw(
        st.lists(
            st.tuples(*[st.integers(1, 9), st.integers(0, 5)] * 2).map(
                lambda m: (min(m[0], m[2]), min(m[1], m[3]), max(m[0], m[2]), max(m[1], m[3]))
            ),
            max_size=1,
        )
    )
    return Grid(
        workbook,
        tab.name,
        columns,
        merged=tuple(merged),
        epoch_1904=draw(st.booleans()),
        day_first=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def any_grids(draw: st.DrawFn) -> list[Grid]:
    names = draw(st.lists(st.sampled_from(list(TABS)), unique=True, min_size=1, max_size=6))
    grids = [draw(tab_grid(TABS[name])) for name in names]
    if draw(st.booleans()):
        grids.append(draw(tab_grid(TABS[names[0]], workbook="second.xlsx")))
    return grids


def says_nothing(value: object) -> bool:
    """Whether the format calls a cell blank: nothing, spaces, what programs write for missing, an unchecked box."""
    if isinstance(value, str):
        return not value.strip() or value.strip() in {"FALSE", ","}
    missing = value is None or value is pd.NaT or value is pd.NA or value is False
    return missing or (isinstance(value, float) and math.isnan(value))


def rows_with_content(grid: Grid) -> set[int]:
    known = TABS[grid.tab].column_names
    rows = set()
    for column in grid.columns:
        if str(column[0]).strip().lower().replace(" ", "_") in known:
            rows |= {row for row, value in enumerate(column[1:], start=2) if not says_nothing(value)}
    return rows


def places(frame: pd.DataFrame, workbook: str, row: str) -> list[tuple[str, int]]:
    return list(zip(frame[workbook], frame[row], strict=True))


def assert_documented_types(log: CircleLog, schema: dict[str, Tab]) -> None:
    for name, tab in schema.items():
        frame = log.tabs[name]
        assert list(frame.columns) == [*tab.column_names, "_workbook", "_row"]
        for column in tab.columns:
            assert frame[column.name].dtype == dtype_of(column), (name, column.name)
        assert (frame["_workbook"].dtype, frame["_row"].dtype) == ("str", "int64")
        assert list(frame.index) == list(range(len(frame)))
    assert list(log.checks.columns) == list(CHECK_COLUMNS)
    assert all(log.checks[name].dtype == ("Int64" if name == "row" else "str") for name in CHECK_COLUMNS)
    assert log.checks.drop(columns="row").notna().all(axis=None)
    assert list(log.set_aside.columns) == ["workbook", "tab", "row", "reason"]
    assert log.set_aside["row"].dtype == "int64"
    assert log.set_aside.notna().all(axis=None)


def examples(count: int) -> settings:
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )


@examples(20)
@given(any_grids())
def test_every_row_is_used_or_set_aside_once_and_every_cell_used_or_named(grids: list[Grid]) -> None:
    log = parse(grids)
    assert_documented_types(log, dict(TABS))
    assert_every_row_is_accounted_for(log, grids)
    assert_whatever_is_not_used_is_named(log, grids)


def assert_every_row_is_accounted_for(log: CircleLog, grids: list[Grid]) -> None:
    for name in TABS:
        aside = log.set_aside[log.set_aside["tab"] == name]
        used = places(log.tabs[name], "_workbook", "_row")
        accounted = Counter(used + places(aside, "workbook", "row"))
        assert sum(accounted.values()) == log.rows_found[name]
        headed = [
            grid
            for grid in grids
            if grid.tab == name and any(tab == name for tab, _ in log.recorded) and grid.height > 1
        ]
        expected = {(grid.workbook, row) for grid in headed for row in rows_with_content(grid)}
        if not any(grid.merged for grid in headed):
            assert set(accounted) == expected
        assert set(accounted.values()) <= {1}


def assert_whatever_is_not_used_is_named(log: CircleLog, grids: list[Grid]) -> None:
    named = {(check.workbook, check.tab, check.cell) for check in log.checks.itertuples()}
    rows_named = {
        (check.workbook, check.tab, check.row) for check in log.checks.itertuples() if pd.notna(check.row)
    }
    for aside in log.set_aside.itertuples():
        assert (aside.workbook, aside.tab, aside.row) in rows_named | {
            (workbook, tab, aside.row)
            for workbook, tab, _ in log.checks.loc[
                log.checks["rule"] == "missing column", ["workbook", "tab", "rule"]
            ].itertuples(index=False)
        }
    for grid in grids:
        if grid.merged:
            continue
        frame = log.tabs[grid.tab]
        mine = frame[frame["_workbook"] == grid.workbook].set_index("_row")
        for position, column in enumerate(grid.columns):
            name = str(column[0]).strip().lower().replace(" ", "_")
            if name not in TABS[grid.tab].column_names or TABS[grid.tab].column(name).default is not None:
                continue
            for row, value in enumerate(column[1:], start=2):
                not_known = isinstance(value, str) and value.strip().lower() in {"-", "tbd", "n/a"}
                if row not in mine.index or says_nothing(value) or not_known:
                    continue
                if pd.isna(mine.at[row, name]):
                    assert (grid.workbook, grid.tab, f"{column_letters(position)}{row}") in named, (
                        name,
                        value,
                    )


@examples(6)
@given(any_grids(), st.randoms(use_true_random=False))
def test_order_of_columns_and_of_tabs_changes_nothing_but_addresses(grids: list[Grid], random) -> None:
    shuffled = []
    for grid in grids:
        columns = list(grid.columns)
        random.shuffle(columns)
        shuffled.append(Grid(grid.workbook, grid.tab, columns, (), (), grid.epoch_1904, grid.day_first))
    plain = [Grid(g.workbook, g.tab, g.columns, None, (), g.epoch_1904, g.day_first) for g in grids]
    other = [grid for grid in shuffled if grid.workbook == "log.xlsx"]
    random.shuffle(other)
    one, two = parse(plain), parse(other + [grid for grid in shuffled if grid.workbook != "log.xlsx"])
    for name in TABS:
        assert_frame_equal(one.tabs[name], two.tabs[name])
    assert_frame_equal(
        one.checks.drop(columns="cell").sort_values([*CHECK_COLUMNS[:4], "rule", "found"], ignore_index=True),
        two.checks.drop(columns="cell").sort_values([*CHECK_COLUMNS[:4], "rule", "found"], ignore_index=True),
    )
    assert_frame_equal(one.set_aside, two.set_aside)
    assert one.settings == two.settings


@examples(5)
@given(any_grids())
def test_the_same_grids_give_the_same_log(grids: list[Grid]) -> None:
    one, two = parse(grids), parse(grids)
    for name in TABS:
        assert_frame_equal(one.tabs[name], two.tabs[name])
    assert_frame_equal(one.checks, two.checks)
    assert_frame_equal(one.set_aside, two.set_aside)


@examples(10)
@given(tab_grid(SURVEY_TABS["pulse"]))
def test_a_survey_is_read_the_same_way(grid: Grid) -> None:
    log = parse_survey([grid])
    assert_documented_types(log, dict(SURVEY_TABS))
    assert len(log.pulse) + len(log.set_aside) == log.rows_found["pulse"]
