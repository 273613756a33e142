"""What the tests of databases share: a log in one, and what a person sees and does there with SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.workbook.base import Cell, Grid
from lib.workbook.sql import load as loading
from lib.workbook.sql.database import KindsOf, all_text
from lib.workbook.sql.workbook import SqlWorkbook


def grids_of(tabs: Mapping[str, Sequence[Sequence[Cell]]]) -> list[Grid]:
    """Rows by tab as grids; short rows are filled up with blanks."""
    found = []
    for title, rows in tabs.items():
        width = max(map(len, rows), default=0)
        full = [[*row, *[None] * (width - len(row))] for row in rows]
        found.append(Grid("loaded", title, [list(column) for column in zip(*full, strict=True)]))
    return found


def rows_of(grid: Grid) -> list[list[Cell]]:
    """A grid's rows, blank cells as None."""
    cells = [[grid.cell(row, at) for at in range(len(grid.columns))] for row in range(1, grid.height + 1)]
    return [[None if cell == "" else cell for cell in row] for row in cells]


@dataclass
class Log:
    """A log in a database. `person`: a connection of somebody who writes SQL there."""

    url: str
    schema: str = ""
    person: Any = None
    kinds_of: KindsOf = all_text

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def workbook(self) -> SqlWorkbook:
        """A server's own workbook."""
        return SqlWorkbook(self.url, self.schema, kinds_of=self.kinds_of)

    def load(self, grids: Sequence[Grid], **options: Any) -> Log:
        loading.load(self.workbook().database, grids, **options)
        return self

    def sql(self, *statements: str, wait: float = 10.0) -> list[tuple[Any, ...]]:
        """What a person runs, each statement for itself; out: the rows of the last one. `wait`: seconds for locks."""
        if self.is_sqlite:
            with sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=wait) as connection:
                connection.isolation_level = None
                found = [connection.execute(statement).fetchall() for statement in statements][-1]
            connection.close()
            return found
        self.person.execute(f"CREATE SCHEMA IF NOT EXISTS {self.schema or 'public'}")
        self.person.execute(f"SET search_path = {self.schema or 'public'}")
        self.person.execute(f"SET lock_timeout = {max(1, round(wait * 1000))}")
        for statement in statements:
            cursor = self.person.execute(statement)
        return cursor.fetchall() if cursor.description else []

    def rows(self, tab: str) -> list[list[Cell]]:
        """All rows of a tab, its headers first, as a new server reads it."""
        return next(rows_of(grid) for grid in self.workbook().read().grids if grid.tab == tab)

    def tabs(self) -> dict[str, list[list[Cell]]]:
        return {grid.tab: rows_of(grid) for grid in self.workbook().read().grids}

    def close(self) -> None:
        if self.person is not None:
            self.person.close()


def is_saved(log: Log) -> bool:
    """Whether all of `tests.workbook.saving.log_session` is in the log, exactly once; fails if only a part of it is."""
    tabs = log.tabs()
    actions, attendance, lines = tabs["actions"], tabs["attendance"], tabs["edits"]
    if [len(actions), len(attendance), len(lines)] == [5, 3, 1]:
        assert actions[1][3:] == ["open", None]
        return False
    assert [len(actions), len(attendance), len(lines)] == [6, 4, 3]
    assert actions[1][3:] == ["done", "closed"]
    assert actions[5][:2] == ["A-5", "new"]
    assert attendance[3] == ["S-2", "ana", "yes"]
    assert [line[0] for line in lines[1:]] == ["2026-03-04T10:00"] * 2
    return True
