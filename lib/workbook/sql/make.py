"""New tables in a database: an empty one for a tab, or one with the rows of a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from lib.workbook.base import Cell, Grid
from lib.workbook.common.cells import header_text
from lib.workbook.sql import kinds, own, triggers
from lib.workbook.sql.database import KindsOf
from lib.workbook.sql.dialects import READ_ONLY
from lib.workbook.sql.kinds import Kind
from lib.workbook.sql.layout import LONGEST_NAME, OWN, ROW, Place, TableColumn, TabTable, names_for

_ROWS_AT_ONCE = 5_000
_MOST_PARAMETERS = 10_000
"""Of a statement on BigQuery."""


def empty_table(
    connection: sa.Connection,
    place: Place,
    title: str,
    headers: Sequence[Cell],
    kinds_of: KindsOf,
    others: Sequence[TabTable],
) -> TabTable:
    """Create the table of a new tab. Raises SQLAlchemyError."""
    wanted = [kinds_of(title, header_text(header)) for header in headers]
    table = _described(place, title, headers, wanted, others)
    _create(connection, place, table)
    own.describe(connection, place, table, len(others))
    own.moved(connection, place, [table])
    triggers.watch(connection, place, [table])
    return table


def table_of(
    connection: sa.Connection, place: Place, grid: Grid, kinds_of: KindsOf, others: Sequence[TabTable]
) -> TabTable:
    """Create the table of a tab and fill it. Raises SQLAlchemyError, and Unfit for a cell that no database holds."""
    headers = [column[0] if column else None for column in grid.columns]
    wanted = [
        kinds.kind_for(column[1:], kinds_of(grid.tab, header_text(header)))
        for column, header in zip(grid.columns, headers, strict=True)
    ]
    table = _described(place, grid.tab, headers, wanted, others)
    _create(connection, place, table)
    own.describe(connection, place, table, len(others), grid)
    _fill(connection, table, grid)
    own.moved(connection, place, [table])
    triggers.watch(connection, place, [table])
    return table


def _described(
    place: Place, title: str, headers: Sequence[Cell], wanted: Sequence[Kind], others: Sequence[TabTable]
) -> TabTable:
    room = LONGEST_NAME - len(place.prefix.encode())
    taken = [table.name.removeprefix(place.prefix) for table in others]
    (name,) = names_for([f"tab_{title}" if title.startswith(OWN) else title], taken=taken, room=room)
    columns = zip(names_for(headers), headers, wanted, strict=True)
    return TabTable(
        f"{place.prefix}{name}",
        title,
        tuple(TableColumn(column, header, kind) for column, header, kind in columns),
        (ROW,),
        schema=place.schema,
    )


def _create(connection: sa.Connection, place: Place, table: TabTable) -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    # "order": numbers grow with each row, which Snowflake does only on request, and reads under Oracle's name.
    counts_itself = connection.dialect.supports_identity_columns or connection.dialect.name == "sqlite"
    made = sa.Table(
        table.name,
        sa.MetaData(schema=place.schema or None),
        sa.Column(
            ROW, number, *([sa.Identity(oracle_order=True)] if counts_itself else []), primary_key=True
        ),
        *(sa.Column(column.name, kinds.sql_type(column.kind)) for column in table.columns),
    )
    made.create(connection)


def _fill(connection: sa.Connection, table: TabTable, grid: Grid) -> None:
    rows = _values(table, grid)
    names = [column.name for column in table.columns]
    if not names:
        return
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql" and hasattr(driver, "adapters"):
        _copy(connection, driver, table, rows)
        return
    if connection.dialect.name in READ_ONLY:
        _fill_numbered(connection, table, names, rows)
        return
    statement = sa.insert(table.sql)
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        connection.execute(statement, [dict(zip(names, values, strict=True)) for values in batch])


def _fill_numbered(
    connection: sa.Connection, table: TabTable, names: Sequence[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    """Many rows with each statement, which is a job of its own there; the database does not number them."""
    at_once = max(1, _MOST_PARAMETERS // (len(names) + 1))
    number = 0
    while batch := list(islice(rows, at_once)):
        values = [
            {ROW: place, **dict(zip(names, each, strict=True))}
            for place, each in enumerate(batch, number + 1)
        ]
        connection.execute(sa.insert(table.sql).values(values))
        number += len(batch)


def _copy(connection: sa.Connection, driver: Any, table: TabTable, rows: Iterator[tuple[Any, ...]]) -> None:
    """COPY, several times as fast as INSERT."""
    from psycopg.types.json import Jsonb

    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(preparer.quote_identifier(column.name) for column in table.columns)
    wraps = [column.kind == "any" for column in table.columns]
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {preparer.format_table(table.sql)} ({columns}) FROM STDIN") as copy,
    ):
        for values in rows:
            copy.write_row(
                [
                    Jsonb(value) if wrap and value is not None else value
                    for wrap, value in zip(wraps, values, strict=True)
                ]
                if any(wraps)
                else values
            )


def _values(table: TabTable, grid: Grid) -> Iterator[tuple[Any, ...]]:
    """The rows of a grid as the columns hold them, blank ones too, so that each keeps its number."""
    columns = []
    for column, cells in zip(table.columns, grid.columns, strict=True):
        values = [
            None if cell is None or cell == "" else kinds.stored(cell, column.kind) for cell in cells[1:]
        ]
        columns.append(values + [None] * (grid.height - max(1, len(cells))))
    return zip(*columns, strict=True)
