"""A workbook into a database and back: `python -m lib.workbook.sql`, and what is preserved."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from lib.source.named import as_it_is
from lib.source.opening import kind_of_column
from lib.workbook.base import Cell, FarCell, Grid, WorkbookError
from lib.workbook.excel.copied import write_cells
from lib.workbook.excel.workbook import ExcelWorkbook
from lib.workbook.sql.command import main
from lib.workbook.sql.load import load, prepare
from tests.examples import examples
from tests.workbook.sql_help import Log, grids_of, rows_of

CELLS: list[Cell] = [
    None, "", "open", "007", "=1+1", "{}", '"x"', " x ", "ä\n%", 0, 1, -2.5, 1e300, True, False, date(2026, 3, 4),
    datetime(2026, 3, 4, 5, 6), time(10, 30), timedelta(hours=30),
]  # fmt: skip
HEADERS: list[Cell] = [
    None, "due", "Due", "due", "what", 2026, 2026.0, "x" * 90, "x" * 91, "ünïcode", "%(a)s", ":b", "pharos_row", "a.b",
    'q"q', date(2026, 3, 4),
]  # fmt: skip
TITLES = ["actions", "Actions", "read me", "pharos_own", "x" * 31, "ünï'code", "select", "a.b"]


def run(*arguments: object) -> int:
    return main([str(part) for part in arguments], opened=as_it_is, kinds_of=kind_of_column)


@pytest.mark.parametrize("number", range(examples(40)))
def test_any_workbook_comes_back_as_it_was(empty: Log, number: int) -> None:
    draw = random.Random(f"book {number}")
    grids = []
    for title in draw.sample(TITLES, draw.randrange(1, 5)):
        width, height = draw.randrange(0, 9), draw.randrange(0, 12)
        kinds = [draw.choice([CELLS, CELLS[2:9], CELLS[9:13], CELLS[15:16], CELLS[:2]]) for _ in range(width)]
        columns = [
            [draw.choice(HEADERS), *(draw.choice(kind) for _ in range(height - draw.randrange(2)))]
            for kind in kinds
        ]
        grids.append(Grid("x", title, columns, day_first=draw.choice([None, True, False])))
    empty.load(grids)
    back = empty.workbook().read().grids
    assert [(grid.tab, grid.day_first) for grid in back] == [(grid.tab, grid.day_first) for grid in grids]
    for before, after in zip(grids, back, strict=True):
        (header, *rows), (header_now, *rows_now) = rows_of(before) or [[]], rows_of(after) or [[]]
        assert header_now == [str(cell) if isinstance(cell, date) else cell for cell in header]
        assert rows_now == rows
        assert [list(map(kind, row)) for row in rows_now] == [list(map(kind, row)) for row in rows]


def kind(cell: Cell) -> object:
    """The type of a cell; a whole number may come back as 7.0."""
    return float if type(cell) is int else type(cell)


def test_a_file_into_a_database_and_back_into_a_file(
    empty: Log, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    book, back = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    tabs = {
        "actions": [
            ["action", "due", "Our own"],
            ["A-1", date(2026, 3, 4), "=x"],
            ["A-2", "soon", 7],
            [],
            ["A-3"],
        ],
        "Our notes": [["text", None], ["é", True]],
    }
    write_cells(grids_of(tabs), book)
    place = ["--schema", empty.schema] if empty.schema else []
    assert run("load", book, empty.url, *place) == 0
    assert run("load", book, empty.url, *place) == 2
    empty.sql("UPDATE actions SET action = 'A-9' WHERE action = 'A-3'")
    assert run("dump", empty.url, back, *place) == 0
    before, after = (ExcelWorkbook(path).read().grids for path in (book, back))
    assert [grid.tab for grid in after] == [grid.tab for grid in before]
    assert rows_of(after[1]) == rows_of(before[1])
    assert rows_of(after[0])[:4] == rows_of(before[0])[:4]
    assert rows_of(after[0])[4][0] == "A-9", "row 5, as the blank row above it is kept"
    assert run("load", book, empty.url, *place, "--replace") == 0
    assert empty.rows("actions") == rows_of(before[0])
    assert run("dump", empty.url, "postgresql://me:s3cret@host/log") == 2
    assert run("dump", empty.url, back, "postgresql://me:s3cret@host/log") == 2
    printed = capfd.readouterr().err
    assert "postgresql://me@host/log must end in .xlsx" in printed
    assert "unrecognized arguments: postgresql://me@host/log" in printed
    assert (
        "has tables already (actions and Our notes): choose another schema or prefix, or add --replace"
        in printed
    )
    assert f"wrote 2 tabs to {back}" in printed
    assert "s3cret" not in printed
    assert run("dump", empty.url, tmp_path / "out.csv", *place) == 2
    assert run("dump", empty.url, tmp_path / "no" / "out.xlsx", *place) == 2
    assert run("load", tmp_path / "none.xlsx", empty.url, *place) == 2


def test_what_a_database_does_not_keep_is_named_and_what_a_sheet_cannot_hold(
    empty: Log, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = ["--schema", empty.schema] if empty.schema else []
    with pytest.raises(WorkbookError, match=r"the a tab: the text contains the character U\+0000"):
        empty.load([Grid("x", "a", [["h", "a\x00"]])])
    if not empty.is_sqlite or Path(empty.url.removeprefix("sqlite:///")).exists():
        assert empty.tabs() == {}, "all of it or nothing"
    lines = load(
        empty.workbook().database,
        [Grid("x", "a: b", [["h", "x"]], merged=((1, 0, 1, 1),), far=(FarCell(9, 9, "y"),))],
    )
    assert lines[:2] == [
        "the a: b tab: merged cells are single cells in the database",
        "the a: b tab: 1 cell far from the table left out",
    ]
    assert run("dump", empty.url, tmp_path / "out.xlsx", *place) == 0
    assert "the a: b tab is called a b in the file" in capfd.readouterr().err
    table = '"a_ b"'
    empty.sql(f"UPDATE {table} SET h = '{'x' * 32_768}'")
    assert run("dump", empty.url, tmp_path / "long.xlsx", *place) == 2
    assert "a: b!A2: the text has 32,768 characters" in capfd.readouterr().err
    assert not (tmp_path / "long.xlsx").exists()


def test_tables_of_others_are_prepared_and_never_dropped(empty: Log) -> None:
    empty.sql(
        "CREATE TABLE circles (circle TEXT PRIMARY KEY)",
        "INSERT INTO circles VALUES ('Atlas')",
        "CREATE VIEW seen AS SELECT 1 AS one",
    )
    workbook = empty.workbook()
    assert rows_of(workbook.read().grids[0]) == [["circle"], ["Atlas"]], "read as it is"
    assert prepare(workbook.database) == [
        "seen: without a trigger; Pharos counts the rows there",
        f"{workbook.title} is ready: 2 tabs",
    ]
    assert prepare(workbook.database)[-1].endswith("is ready: 2 tabs"), "again"
    before = workbook.revision()
    empty.sql("UPDATE circles SET circle = 'Nova'")
    assert workbook.revision() != before
    with pytest.raises(WorkbookError, match=r"Pharos did not make circles and seen, and does not drop them"):
        empty.load([], replace=True)
