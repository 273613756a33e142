"""A save in one transaction: the rows are locked and compared, and written with the journal, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from lib.workbook.base import Outcome, RowAddition, RowChange, UnknownOutcome, WorkbookBusy, WorkbookError
from lib.workbook.sql import address, errors, make, own, triggers
from lib.workbook.sql.database import Database
from lib.workbook.sql.dialects import READ_ONLY, locks_rows
from lib.workbook.sql.layout import TabTable, read_layout
from lib.workbook.sql.plan import SqlPlan
from lib.workbook.sql.rows import Tab

_TRIES = 5


class _Committing(Exception):
    """The connection failed while the database was told to keep the save."""


class _Overtaken(Exception):
    """Somebody changed a cell after it was compared: the whole save is tried again, and compares anew."""


def apply(database: Database, edits: Sequence[RowChange | RowAddition]) -> Outcome:
    """Write the edits, all or nothing. Raises WorkbookError, and UnknownOutcome if the answer to the commit was lost.

    `revision` of the outcome is None: others may have written since the last read, and the next one shows that.
    """
    name = database.title
    if database.engine.dialect.name in READ_ONLY:
        raise WorkbookError(
            f"{name}: Pharos reads such a database and does not write to it; docs/database.md says why"
        )
    address.check_file(database.url)
    for attempt in range(_TRIES):
        try:
            with errors.in_words(database.url, writing=True):
                try:
                    _prepare(database)
                    return _apply_once(database, edits)
                except sa.exc.DBAPIError as error:
                    if errors.state_of(error) not in errors.AGAIN or attempt == _TRIES - 1:
                        raise
        except _Overtaken:
            if attempt == _TRIES - 1:
                raise WorkbookBusy(
                    f"{name}: somebody else keeps changing the same cells: try again in a minute"
                ) from None
        except errors.Refused as refusal:
            return Outcome(refused=(str(refusal).removeprefix(f"{name}: "),))
        except _Committing:
            raise UnknownOutcome(
                f"{name}: the database stopped answering during a save: try again; what was saved is not saved twice"
            ) from None
    raise AssertionError("the last attempt returns or raises")


def _apply_once(database: Database, edits: Sequence[RowChange | RowAddition]) -> Outcome:
    with _transaction(database.engine) as connection:
        own.lock(connection, database.place)
        operations = [edit.operation for edit in edits if isinstance(edit, RowAddition)]
        earlier = own.known(connection, database.place, operations)
        tabs = _tabs(connection, database, edits)
        plan = SqlPlan(database.id, tabs)
        if operations and earlier.issuperset(operations):
            connection.rollback()
            return Outcome(
                None, tuple(edits), tuple(_row_written(edit, tabs.get(edit.tab)) for edit in edits)
            )
        plan.place(edits, earlier)
        if plan.conflicts or plan.refused:
            connection.rollback()
            return Outcome(conflicts=tuple(plan.conflicts), refused=tuple(plan.refused))
        rows = _write(plan, edits)
        changed = {tab.table.name: tab.table for tab, _ in plan.added.values()}
        changed |= {
            tabs_of.table.name: tabs_of.table
            for tabs_of in tabs.values()
            if any(name == tabs_of.table.name for name, _ in plan.updates)
        }
        if changed:
            own.moved(connection, database.place, changed.values())
            own.remember(connection, database.place, [name for name in operations if name not in earlier])
            _commit(connection)
        return Outcome(None, tuple(edits), rows)


def _write(plan: SqlPlan, edits: Sequence[RowChange | RowAddition]) -> tuple[int, ...]:
    """Write what the plan says; out: the row of each edit."""
    by_name = {tab.table.name: tab for tab in plan.tabs.values()}
    for (name, _), (row, values) in plan.updates.items():
        try:
            by_name[name].update(row, values)
        except LookupError as error:
            if not locks_rows(by_name[name].connection.dialect.name) and error.args == (0,):
                raise _Overtaken from None
            title = by_name[name].table.title
            raise WorkbookError(
                f"the {title} tab: a row is there twice, so it is not clear which one is meant"
            ) from None
    numbers: dict[int, int] = {}
    for name, tab in by_name.items():
        own_rows = [number for number, (of, _) in plan.added.items() if of.table.name == name]
        made = tab.insert([plan.added[number][1] for number in own_rows])
        numbers |= {number: row.number for number, row in zip(own_rows, made, strict=True)}
    for number, edit in enumerate(edits):
        if isinstance(edit, RowChange):
            numbers[number] = plan.rows[number][1].number or edit.row
        elif number not in numbers:
            numbers[number] = _row_written(edit, plan.tabs.get(edit.tab))
    return tuple(numbers[number] for number in range(len(edits)))


def _tabs(
    connection: sa.Connection, database: Database, edits: Sequence[RowChange | RowAddition]
) -> dict[str, Tab]:
    """The tabs of the edits, with the rows they may be about; one that a new row brings along is created."""
    wanted = dict.fromkeys(edit.tab for edit in edits if edit.workbook == database.id)
    tables = {table.title: table for table in read_layout(connection, database.place)}
    for edit in edits:
        if isinstance(edit, RowAddition) and edit.tab in wanted and edit.tab not in tables and edit.headers:
            tables[edit.tab] = make.empty_table(
                connection, database.place, edit.tab, edit.headers, database.kinds_of, tuple(tables.values())
            )
    watched = triggers.watched(connection, database.place)
    _lock_unwatched(
        connection,
        [tables[title] for title in wanted if title in tables and tables[title].name not in watched],
    )
    tabs = {}
    for title in wanted:
        if title in tables:
            tabs[title] = Tab(connection, tables[title])
            tabs[title].prepare([edit for edit in edits if edit.tab == title])
    return tabs


def _lock_unwatched(connection: sa.Connection, tables: Sequence[TabTable]) -> None:
    """Keep others from adding a row with the same key to a table whose trigger does not."""
    if connection.dialect.name != "postgresql":
        return
    names = set(sa.inspect(connection).get_table_names(schema=tables[0].schema or None)) if tables else set()
    quote = connection.dialect.identifier_preparer.format_table
    for table in sorted(tables, key=lambda each: each.name):
        if table.name in names:
            connection.exec_driver_sql(f"LOCK TABLE {quote(table.sql)} IN SHARE ROW EXCLUSIVE MODE")


def _row_written(edit: RowChange | RowAddition, tab: Tab | None) -> int:
    """The row of an edit that an earlier try of the same save wrote; 0 if that is not known."""
    if isinstance(edit, RowChange):
        return edit.row
    key = {name: edit.values.get(name) for name in edit.key}
    row = tab.row_of_key(key, edit.header_row) if tab and key else None
    return row.number if row else 0


def _prepare(database: Database) -> None:
    """Create Pharos's own tables in a database that lacks them."""
    with database.engine.connect() as connection:
        if own.are_there(connection, database.place):
            return
    try:
        with _transaction(database.engine) as connection:
            own.create(connection, database.place)
            connection.commit()
    except sa.exc.DBAPIError as error:
        if errors.state_of(error) == "42501":
            raise WorkbookError(
                f"{database.title}: Pharos's own tables are missing: have the owner of the database run "
                "python -m lib.workbook.sql prepare URL"
            ) from None
        with database.engine.connect() as connection:  # another server may have made them at the same moment
            if not own.are_there(connection, database.place):
                raise


@contextmanager
def _transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="READ COMMITTED")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{address.WAIT_SECONDS}s'")
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '60s'")
        yield connection


def _commit(connection: sa.Connection) -> None:
    try:
        connection.commit()
    except sa.exc.DBAPIError as error:
        if error.connection_invalidated or (
            isinstance(error, sa.exc.OperationalError) and "locked" not in str(error.orig)
        ):
            raise _Committing from None
        raise
