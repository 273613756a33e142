"""A database as a workbook: its tables are the tabs."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from lib.workbook.base import CellAddress, Grid, Outcome, RowAddition, RowChange, Snapshot
from lib.workbook.common.gc_pause import paused_collection
from lib.workbook.sql import address, errors, own, reading, triggers
from lib.workbook.sql.database import KindsOf, all_text, database_at
from lib.workbook.sql.layout import TabTable, read_layout

CHANGED_AT = "updated_at"
_READS_AGAIN = 3
"""How often tables that change while they are read are read again, in a database that shows each as it is then."""


class SqlWorkbook:
    """The tabs in the database at `url`, in `schema` ("": the user's own), whose tables' names begin with `prefix`.

    All tabs are read at one moment, and only those that changed since the last read. `kinds_of` says what the columns
    of a tab hold that a save creates. Raises WorkbookError for a URL that cannot be used.
    """

    def __init__(self, url: str, schema: str = "", prefix: str = "", *, kinds_of: KindsOf = all_text) -> None:
        self.database = database_at(url, schema, prefix, kinds_of)
        self._reading = threading.Lock()
        self._grids: dict[str, tuple[str, Grid]] = {}

    def __repr__(self) -> str:
        return f"SqlWorkbook({address.shown(self.database.url)})"

    @property
    def id(self) -> str:
        return self.database.id

    @property
    def title(self) -> str:
        return self.database.title

    def revision(self) -> str:
        """A digest of the tables' columns and of `pharos_revision`; of tables without the trigger, of the number of
        rows and the latest `updated_at`. Raises WorkbookError."""
        with errors.in_words(self.database.url), reading.one_moment(self.database.engine) as connection:
            tables = read_layout(connection, self.database.place)
            return _digest(self._states(connection, tables).values())

    def read(self, *, force: bool = False) -> Snapshot:
        """All tabs at one moment. Raises WorkbookError."""
        with (
            self._reading,
            paused_collection(),
            errors.in_words(self.database.url),
            reading.one_moment(self.database.engine) as connection,
        ):
            states = self._read(connection, force=force)
            for _ in range(_READS_AGAIN):
                if reading.sees_one_moment(connection):
                    break
                before, states = states, self._read(connection)
                if states == before:
                    break
            found = tuple(grid for _, grid in self._grids.values())
            return Snapshot(_digest(states.values()), found, datetime.now(UTC), title=self.title)

    def _read(self, connection: sa.Connection, *, force: bool = False) -> dict[str, str]:
        """Read the tables that changed; out: their states (`_states`) from before they were read."""
        tables = read_layout(connection, self.database.place)
        states = self._states(connection, tables)
        watched = triggers.watched(connection, self.database.place)
        is_sure = reading.sees_one_moment(connection)  # else the counts decide: without them, no end
        grids = {}
        for table in tables:
            state, grid = self._grids.get(table.name, ("", None))
            is_known = state == states[table.name] and (table.name in watched or not is_sure)
            if grid is None or force or not is_known:
                grid = reading.read_table(connection, self.id, table)
            grids[table.name] = (states[table.name], grid)
        self._grids = grids
        return states

    def hold(self, grids: Iterable[Grid]) -> None:
        """Keep these in place of the tabs of the same name as they were read."""
        kept = {grid.tab: grid for grid in grids if grid.workbook == self.id}
        with self._reading:
            self._grids = {
                name: (state, kept.get(grid.tab, grid)) for name, (state, grid) in self._grids.items()
            }

    def link(self, cell: CellAddress) -> str | None:
        """None: no browser opens a database."""
        return None

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write all of it in one transaction, or nothing; see lib.workbook.sql.write."""
        from lib.workbook.sql import write

        return write.apply(self.database, (*changes, *journal))

    def tidy(self) -> tuple[str, ...]:
        """(): what a save did not commit, the database itself takes back."""
        return ()

    def _states(self, connection: sa.Connection, tables: Sequence[TabTable]) -> dict[str, str]:
        """What changes whenever a table does, by its name."""
        revisions = (
            own.revisions(connection, self.database.place)
            if own.are_there(connection, self.database.place)
            else {}
        )
        watched = triggers.watched(connection, self.database.place)
        return {
            table.name: f"{table.shape} {revisions.get(table.name, 0)}"
            + ("" if table.name in watched else f" {_counted(connection, table)}")
            for table in tables
        }


def _counted(connection: sa.Connection, table: TabTable) -> str:
    """The number of rows and the latest `updated_at`, of a table that has no trigger."""
    latest: list[sa.ColumnElement[Any]] = [
        sa.func.max(sa.column(column.name)) for column in table.columns if column.name.lower() == CHANGED_AT
    ]
    row = connection.execute(sa.select(sa.func.count(), *latest).select_from(table.sql)).one()
    return " ".join(map(str, row))


def _digest(states: Iterable[str]) -> str:
    return hashlib.blake2s("\n".join(states).encode(), digest_size=12).hexdigest()
