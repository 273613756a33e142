"""A workbook's tabs made into tables of a database, in one transaction; and others' tables prepared for saves."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from lib.words.phrases import counted, listed
from lib.workbook.base import Grid, WorkbookError
from lib.workbook.sql import address, errors, kinds, make, own, triggers
from lib.workbook.sql.database import Database
from lib.workbook.sql.layout import ROW, Place, TabTable, read_layout


def load(database: Database, grids: Sequence[Grid], *, replace: bool = False) -> list[str]:
    """Make a table of every tab, with all rows; out: what was done, and what a database does not keep, in words.

    All of it is done, or nothing. `replace`: first drop the tables of the place, all of which Pharos must have made.
    Raises WorkbookError if there are tables already, or a cell cannot be stored.
    """
    lines = []
    with errors.in_words(database.url, writing=True), database.engine.connect() as connection:
        _begin(connection, database.place)
        own.create(connection, database.place)
        own.lock(connection, database.place)
        _make_room(connection, database, replace=replace)
        tables: list[TabTable] = []
        for grid in grids:
            tables.append(_made(connection, database, grid, tables))
            if grid.merged:
                lines.append(f"the {grid.tab} tab: merged cells are single cells in the database")
            if grid.far:
                lines.append(
                    f"the {grid.tab} tab: {counted(len(grid.far), 'cell')} far from the table left out"
                )
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # people who read do not block a save
    rows = sum(max(0, grid.height - 1) for grid in grids)
    return [*lines, f"made {counted(len(grids), 'table')} with {rows:,} rows in {database.title}"]


def prepare(database: Database) -> list[str]:
    """Make Pharos's own tables, and triggers for tables that others made; out: that in words. Raises WorkbookError."""
    address.check_file(database.url)
    with errors.in_words(database.url, writing=True), database.engine.connect() as connection:
        _begin(connection, database.place)
        own.create(connection, database.place)
        tables = read_layout(connection, database.place)
        triggers.watch(connection, database.place, tables)
        watched = triggers.watched(connection, database.place)
        connection.commit()
    left = [table.title for table in tables if table.name not in watched]
    lines = [f"{listed(left)}: without a trigger; Pharos counts the rows there" if left else ""]
    return [*filter(None, lines), f"{database.title} is ready: {counted(len(tables), 'tab')}"]


def _begin(connection: sa.Connection, place: Place) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if place.schema and connection.dialect.name == "postgresql":
        connection.execute(sa.schema.CreateSchema(place.schema, if_not_exists=True))


def _make_room(connection: sa.Connection, database: Database, *, replace: bool) -> None:
    there = read_layout(connection, database.place)
    if not there:
        return
    names = listed([table.title for table in there], most=10)
    if not replace:
        raise WorkbookError(
            f"{database.title}: has tables already ({names}): choose another schema or prefix, or add --replace"
        )
    others = [table.name for table in there if table.order != (ROW,)]
    if others:
        raise WorkbookError(
            f"{database.title}: Pharos did not make {listed(others, most=10)}, and does not drop them"
        )
    layout, revision = database.place.own("layout"), database.place.own("revision")
    connection.execute(sa.delete(database.place.own("operations")))
    for table in there:
        connection.execute(
            sa.schema.DropTable(sa.Table(table.name, sa.MetaData(schema=database.place.schema or None)))
        )
        connection.execute(sa.delete(layout).where(layout.c.tab == table.name))
        connection.execute(sa.delete(revision).where(revision.c.tab == table.name))


def _made(connection: sa.Connection, database: Database, grid: Grid, tables: Sequence[TabTable]) -> TabTable:
    try:
        return make.table_of(connection, database.place, grid, database.kinds_of, tables)
    except kinds.Unfit as unfit:
        raise WorkbookError(f"the {grid.tab} tab: {unfit}") from None
