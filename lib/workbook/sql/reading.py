"""A table read as a grid, by a cursor that brings some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from lib.workbook.base import Cell, Grid
from lib.workbook.sql import address
from lib.workbook.sql.cells import as_cells
from lib.workbook.sql.copying import NotCopied, copied, may_copy
from lib.workbook.sql.dialects import JSON_AS_TEXT, ONE_MOMENT
from lib.workbook.sql.layout import TabTable

ROWS_AT_ONCE = 20_000


@contextmanager
def one_moment(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection on which every read sees the same moment (where `sees_one_moment`), and that writes nothing.

    Raises SQLAlchemyError, and WorkbookError for a file that is not there: SQLite would make an empty one.
    """
    address.check_file(engine.url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield connection


def read_table(connection: sa.Connection, workbook: str, table: TabTable) -> Grid:
    """All rows of a tab, in its order. Raises SQLAlchemyError.

    Where Python has no such value, such as a date after the year 9999, the whole tab is read as text: that one
    is a text then, and the checks name it.
    """
    columns: Sequence[Sequence[Cell]]
    try:
        columns = _copied(connection, table) or _columns(connection, table, as_text=False)
    except (sa.exc.DataError, ValueError, OverflowError):
        columns = _columns(connection, table, as_text=True)
    return Grid(
        workbook,
        table.title,
        columns,
        epoch_1904=bool(table.details.get("epoch_1904")),
        day_first=table.details.get("day_first"),
    )


def sees_one_moment(connection: sa.Connection) -> bool:
    """Whether all reads of `one_moment` see the same state, even if somebody writes meanwhile."""
    return connection.dialect.name in ONE_MOMENT


def is_loose(connection: sa.Connection) -> bool:
    """Whether a column may hold values of other types than its own, or JSON as text."""
    return connection.dialect.name == "sqlite" or connection.dialect.name in JSON_AS_TEXT


def _copied(connection: sa.Connection, table: TabTable) -> Sequence[Sequence[Cell]]:
    """The columns as the server sends them fastest; () if it does not."""
    if not may_copy(connection, table):
        return ()
    try:
        return copied(connection, table)
    except NotCopied:
        return ()


def _columns(connection: sa.Connection, table: TabTable, *, as_text: bool) -> list[list[Cell]]:
    columns: list[list[Cell]] = [[column.header] for column in table.columns]
    if not columns:
        return []
    loose = as_text or is_loose(connection)
    wanted = [sa.cast(column.sql, sa.Text) if as_text else column.sql for column in table.columns]
    query = sa.select(*wanted).select_from(table.sql).order_by(*(sa.column(name) for name in table.order))
    options = {"stream_results": True, "max_row_buffer": ROWS_AT_ONCE}
    with connection.execute(query, execution_options=options) as result:
        for rows in result.partitions(ROWS_AT_ONCE):
            for column, cells, values in zip(table.columns, columns, zip(*rows, strict=True), strict=True):
                cells += as_cells(values, column.kind, is_loose=loose)
    return columns
