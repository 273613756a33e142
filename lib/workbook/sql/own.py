"""Pharos's own tables in a database: what the tabs look like, how often each changed, and which saves are done.

`pharos_revision` has a row per table and one for all of them (tab ""). A trigger moves both before each statement that
changes a table, so that who writes to a tab waits for those who write already, in the same order: no two of them
can block each other.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from lib.workbook.base import Grid
from lib.workbook.sql.dialects import WITHOUT_INDEXES, locks_rows
from lib.workbook.sql.layout import OWN, Place, TabTable

KEPT = timedelta(days=30)
"""How long the database remembers which rows a save added, for a save whose answer was lost."""
ALL = ""


def tables(place: Place) -> sa.MetaData:
    """Pharos's own tables, to be created."""
    made = sa.MetaData(schema=place.schema or None)
    name = sa.String(200)
    start = f"{place.prefix}{OWN}"
    sa.Table(
        f"{start}layout",
        made,
        sa.Column("tab", name, primary_key=True),
        sa.Column("tab_column", name, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("details", sa.Text),
    )
    sa.Table(
        f"{start}revision",
        made,
        sa.Column("tab", name, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    sa.Table(
        f"{start}operations",
        made,
        sa.Column("operation", name, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )
    return made


def are_there(connection: sa.Connection, place: Place) -> bool:
    """Whether the database has all of Pharos's own tables."""
    names = set(sa.inspect(connection).get_table_names(schema=place.schema or None))
    return all(place.own(name).name in names for name in ("layout", "revision", "operations"))


def create(connection: sa.Connection, place: Place) -> None:
    """Create what is missing of Pharos's own tables. Raises SQLAlchemyError."""
    made = tables(place)
    if connection.dialect.name in WITHOUT_INDEXES:
        for table in made.tables.values():
            table.indexes.clear()
    made.create_all(connection)
    revision = place.own("revision")
    if connection.execute(sa.select(revision.c.tab).where(revision.c.tab == ALL)).first() is None:
        connection.execute(sa.insert(revision).values(tab=ALL, revision=_start(), at=_now()))


def lock(connection: sa.Connection, place: Place) -> None:
    """Let nobody else write to the tabs until this transaction ends; waits for those who do.

    A database that locks no rows for a read locks them for a change: that keeps other servers of Pharos out, but not a
    person who writes SQL.
    """
    revision = place.own("revision")
    if not locks_rows(connection.dialect.name):
        connection.execute(sa.update(revision).where(revision.c.tab == ALL).values(at=_now()))
        return
    connection.execute(sa.select(revision.c.revision).where(revision.c.tab == ALL).with_for_update())


def moved(connection: sa.Connection, place: Place, changed: Iterable[TabTable]) -> None:
    """Move the revision of tables that a save changed: where there is no trigger, nothing else does."""
    revision = place.own("revision")
    for name in (ALL, *dict.fromkeys(table.name for table in changed)):
        done = connection.execute(
            sa.update(revision)
            .where(revision.c.tab == name)
            .values(revision=revision.c.revision + 1, at=_now())
        )
        if not done.rowcount:
            connection.execute(sa.insert(revision).values(tab=name, revision=_start(), at=_now()))


def revisions(connection: sa.Connection, place: Place) -> Mapping[str, int]:
    """How often each table changed, by name."""
    revision = place.own("revision")
    return {
        row.tab: row.revision for row in connection.execute(sa.select(revision.c.tab, revision.c.revision))
    }


def known(connection: sa.Connection, place: Place, wanted: Iterable[str]) -> set[str]:
    """Those of these operations that a save did earlier."""
    operations, names = place.own("operations"), list(wanted)
    found: set[str] = set()
    for at in range(0, len(names), 500):
        rows = connection.execute(
            sa.select(operations.c.operation).where(operations.c.operation.in_(names[at : at + 500]))
        )
        found.update(rows.scalars())
    return found


def remember(connection: sa.Connection, place: Place, done: Iterable[str]) -> None:
    """Keep these operations, and forget those that are older than anyone tries again."""
    operations = place.own("operations")
    connection.execute(sa.delete(operations).where(operations.c.at < _now() - KEPT))
    rows = [{"operation": name, "at": _now()} for name in done]
    if rows:
        connection.execute(sa.insert(operations), rows)


def describe(
    connection: sa.Connection, place: Place, table: TabTable, position: int, grid: Grid | None = None
) -> None:
    """Write a table that Pharos made into `pharos_layout`. `grid`: the tab that it was made from."""
    layout = place.own("layout")
    details = {}
    if grid is not None:
        details = {"day_first": grid.day_first, "epoch_1904": grid.epoch_1904}
        details = {
            name: value
            for name, value in details.items()
            if value not in (None, False) or (name == "day_first" and value is False)
        }
    rows = [
        {
            "tab": table.name,
            "tab_column": "",
            "position": position,
            "cell": json.dumps(table.title),
            "details": json.dumps(details),
        }
    ]
    rows += [
        {
            "tab": table.name,
            "tab_column": column.name,
            "position": number,
            "cell": json.dumps(column.header, default=str),
            "details": json.dumps({"kind": column.kind}) if column.kind == "any" else None,
        }
        for number, column in enumerate(table.columns)
    ]
    connection.execute(sa.delete(layout).where(layout.c.tab == table.name))
    connection.execute(sa.insert(layout), rows)


def _start() -> int:
    """Where a revision begins: a table that was made again has another one than before."""
    return secrets.randbelow(2**40) + 1


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
