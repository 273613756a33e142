"""The record of what was published: the same after a round trip, and every change of it noticed."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.pulse import record
from lib.metrics.pulse.publications import Publication, due
from lib.workbook.base import Grid
from tests.examples import some
from tests.metrics.pulse.insiders import people

ROWS = [
    *people("A", [4] * 6, "2026-Q1"),
    *people("B", [5] * 8, "2026-Q1"),
    *people("C, or =1+1", [1, 2], "2026-Q1"),
    *people("A", [3] * 7, "2026-Q2"),
]


def kept() -> list[Publication]:
    return due(pd.DataFrame(ROWS), [], 5, 10, pd.Timestamp("2026-12-31"))


def tab(rows: list[dict[str, str]], headers: tuple[str, ...] = record.HEADERS) -> Grid:
    return Grid("s", "published", [[name, *(row.get(name, "") for row in rows)] for name in headers])


def written() -> list[dict[str, str]]:
    return [row for each in kept() for row in record.rows_of(each, f"r{each.wave}")]


def test_a_round_trip_changes_nothing() -> None:
    found = record.read(tab(written()))
    assert (found.blocked, found.problems, found.is_unreadable) == (frozenset(), (), False)
    assert list(found.publications) == kept()
    for mine, theirs in zip(found.publications, kept(), strict=True):
        pd.testing.assert_frame_equal(mine.table, theirs.table)


def test_no_exact_average_of_a_cut_cell_is_in_it() -> None:
    (b,) = [row for row in written() if row["circle"] == "B" and row["wave"] == "2026-Q1"]
    assert b["safety"] == "published n=8 left_out=0 value=3.8 low=3.75 high=5 bound=or higher"
    (c,) = [row for row in written() if row["circle"].startswith("C")]
    assert c["safety"] == "below the reporting threshold"


def test_the_order_of_rows_and_columns_and_numbers_as_cells_do_not_matter() -> None:
    grid = tab(written()[::-1], record.HEADERS[::-1])
    columns = [
        [float(cell) if cell in {"1", "5", "10"} else cell for cell in column] for column in grid.columns
    ]
    assert list(record.read(Grid("s", "Published", columns)).publications) == kept()


@pytest.mark.parametrize("name", some([name for name in record.HEADERS if name != "record"], 12))
@pytest.mark.parametrize("at", [0, -1])
def test_a_changed_cell_blocks_its_wave_and_is_named(name: str, at: int) -> None:
    rows = written()
    at = [number for number, row in enumerate(rows) if row["wave"] == "2026-Q1"][at]
    rows[at] = rows[at] | {name: "2026-Q1" if name == "wave" else rows[at][name] + "1"}
    found = record.read(tab(rows))
    if name == "wave":
        assert not found.blocked
        return
    assert "2026-Q1" in found.blocked
    assert [each.wave for each in found.publications] == ["2026-Q2"]
    assert name == "publication" or found.problems[0].cell == f"A{at + 2}"
    assert "version history" in found.problems[0].expected


@pytest.mark.parametrize("at", [0, 1, -1])
def test_a_deleted_row_blocks_its_wave(at: int) -> None:
    rows = [row for row in written() if row["wave"] == "2026-Q1"]
    del rows[at]
    found = record.read(tab(rows))
    assert (found.publications, found.blocked) == ((), {"2026-Q1"})


def test_of_two_servers_the_first_one_counts() -> None:
    first = [row for each in kept() for row in record.rows_of(each, "one")]
    second = [row for each in due(pd.DataFrame(ROWS[1:]), [], 5, 10, pd.Timestamp("2026-12-31"))
              for row in record.rows_of(each, "two")]  # fmt: skip
    assert list(record.read(tab([*first, *second])).publications) == kept()


def test_a_tab_without_its_header_can_be_used_for_nothing() -> None:
    for grid in (tab(written(), record.HEADERS[1:]), Grid("s", "published", [])):
        found = record.read(grid)
        assert (found.is_unreadable, found.publications, found.problems[0].cell) == (True, (), "A1")
    assert record.read(None) == record.Record()
