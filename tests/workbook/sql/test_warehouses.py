"""BigQuery and Snowflake without a server: every statement that Pharos sends them is made by their own dialect, through
the code that reads, saves and loads, and parsed in their grammar. Their drivers answer what the tests say.

Needs requirements-warehouses.txt and sqlglot, which `make test-warehouses` installs apart from the app; skipped
without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from lib.workbook.base import Grid, RowAddition, RowChange, WorkbookError
from lib.workbook.sql import address, layout, load, own, reading, triggers, workbook, write
from lib.workbook.sql.database import Database, database_at
from lib.workbook.sql.layout import ROW, Place, TableColumn, TabTable

sqlglot = pytest.importorskip("sqlglot")
pytest.importorskip("snowflake.sqlalchemy")
bigquery = pytest.importorskip("sqlalchemy_bigquery")

URLS = {"snowflake": "snowflake://pharos:secret@account/circles/log", "bigquery": "bigquery://project/log"}
ACTIONS = TabTable(
    "actions",
    "actions",
    (
        TableColumn("action", "action", "text"),
        TableColumn("status", "status", "text"),
        TableColumn("due", "due", "date"),
        TableColumn("Took place on", "Took place on", "any"),
    ),
    (ROW,),
    schema="log",
)
FOUND = {
    ROW: 7,
    "action": "A-1",
    "status": "open",
    "due": date(2026, 3, 4),
    "Took place on": '{"date": "2026-03-04"}',
}


@dataclass
class Server:
    """Stands in for a warehouse: takes statements, and answers by what they ask for. `changed`: rows an UPDATE of a tab
    meets, one number for each, 1 when they run
    out. `busy_until`: so many counts of the tab's rows differ, as if somebody added some."""

    sent: list[tuple[str, Any]] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    commits: int = 0
    counts: int = 0
    busy_until: int = 0

    def answer(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        names = re.findall(
            r'(?<=[\s,.(])["`]?([A-Za-z_][\w ]*?)["`]?(?=\s*(?:,|FROM|AS))', sql.split("FROM")[0] + "FROM"
        )
        if "row_number" in sql.lower():
            return [ROW, "pharos_number"], [(7, 6)]
        if "count(" in sql.lower():
            self.counts += 1
            return ["count_1"], [(self.counts if self.counts < self.busy_until else self.busy_until,)]
        if re.search(r"FROM .*actions", sql):
            wanted = [name for name in names if name in FOUND]
            return wanted, [tuple(FOUND[name] for name in wanted)]
        return ["x", "y"][: max(1, len(names))], []


class _Cursor:
    def __init__(self, server: Server) -> None:
        self.server, self.arraysize, self.rowcount, self.lastrowid = server, 1, -1, None
        self.description: list[tuple[Any, ...]] | None = None
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, sql: str, parameters: Any = None, **_: Any) -> _Cursor:
        self.server.sent.append((sql, parameters))
        self.description, self._rows, self.rowcount = None, [], 1
        if sql.lstrip().upper().startswith("SELECT"):
            names, self._rows = self.server.answer(sql)
            self.description = [(name, None, None, None, None, None, None) for name in names]
        elif re.match(r"UPDATE \S*actions", sql) and self.server.changed:
            self.rowcount = self.server.changed.pop(0)
        return self

    def executemany(self, sql: str, parameters: Sequence[Any], **_: Any) -> None:
        for each in parameters:
            self.execute(sql, each)

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def close(self) -> None:
        pass


class _Connection:
    def __init__(self, server: Server) -> None:
        self.server = server

    def cursor(self, *_: Any, **__: Any) -> _Cursor:
        return _Cursor(self.server)

    def commit(self) -> None:
        self.server.commits += 1

    def rollback(self) -> None:
        pass

    def autocommit(self, mode: bool) -> None:
        assert not mode, "a save is one transaction"

    def close(self) -> None:
        pass


@pytest.fixture(params=sorted(URLS))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def database(dialect: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of this kind, with the actions tab in it and Pharos's own tables; its driver is the server above."""
    monkeypatch.setattr(bigquery.BigQueryDialect, "create_connect_args", lambda *_: ([], {}))
    address.engine.cache_clear()
    made = database_at(URLS[dialect], "log")
    made.engine.dialect.initialize = lambda connection: None  # type: ignore[method-assign]
    made.engine.pool._creator = lambda *_: _Connection(server)  # type: ignore[assignment]
    monkeypatch.setattr(own, "are_there", lambda *_: True)
    for module in (layout, write, load, workbook):
        monkeypatch.setattr(module, "read_layout", lambda *_: (ACTIONS,))
    monkeypatch.setattr(sa.engine.default.DefaultDialect, "has_table", lambda *_, **__: False)
    monkeypatch.setattr(type(made.engine.dialect), "has_table", lambda *_, **__: False)
    yield made
    address.engine.cache_clear()


def parsed(server: Server, dialect: str) -> list[str]:
    """The statements, on one line each, that were sent; fails for one that the warehouse's grammar does not have."""
    found = []
    for sql, _ in server.sent:
        text = " ".join(re.sub(r"%\([^)]*\)s", "?", sql).replace("%%", "%").split())
        sqlglot.parse_one(text, dialect=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        assert "FOR UPDATE" not in text, "locks rows, which it does not have"
        found.append(text)
    return found


def edits(database: Database) -> list[RowChange | RowAddition]:
    return [
        RowChange(database.id, "actions", 2, {"action": "A-1"}, {"status": "open", "due": date(2026, 3, 4)},
                  {"status": "done", "due": None}),
        RowAddition(database.id, "actions", {"action": "A-9", "Took place on": 7}, "add A-9", ("action",), "action"),
    ]  # fmt: skip


def test_a_tab_is_read(dialect: str, database: Database, server: Server) -> None:
    with reading.one_moment(database.engine) as connection:
        assert not reading.sees_one_moment(connection)
        grid = reading.read_table(connection, database.id, ACTIONS)
        assert own.revisions(connection, database.place) == {}
        assert triggers.watched(connection, database.place) == frozenset()
    assert [column[1] for column in grid.columns] == ["A-1", "open", date(2026, 3, 4), date(2026, 3, 4)]
    assert len(parsed(server, dialect)) == 2


def test_tables_that_change_while_they_are_read_are_read_again(
    dialect: str, database: Database, server: Server
) -> None:
    reads = r"SELECT .*(?<!count_1 )FROM \S*actions.* ORDER BY"
    for busy, times in ((0, 1), (2, 2), (100, 4)):
        server.sent, server.counts, server.busy_until = [], 0, busy
        book = workbook.SqlWorkbook(URLS[dialect], "log")
        snapshot = book.read()
        assert [grid.tab for grid in snapshot.grids] == ["actions"]
        assert sum(bool(re.search(reads, text)) for text in parsed(server, dialect)) == times, busy
        if busy < 100:
            assert book.revision() == snapshot.revision, "nothing changed since"


def test_a_save_on_snowflake_compares_where_it_writes(
    database: Database, dialect: str, server: Server
) -> None:
    if dialect == "bigquery":
        with pytest.raises(WorkbookError, match="reads such a database and does not write to it"):
            write.apply(database, edits(database))
        assert server.sent == []
        return
    outcome = write.apply(database, edits(database))
    assert (outcome.conflicts, outcome.refused, len(outcome.written)) == ((), (), 2)
    sent = parsed(server, dialect)
    assert sent[0].startswith("UPDATE log.pharos_revision SET at=?"), "keeps other servers out first"
    (change,) = [text for text in sent if text.startswith("UPDATE log.actions")]
    where = change.partition("WHERE")[2]
    assert all(f"{name} = ?" in where for name in ("pharos_row", "status", "due")), where
    assert server.commits == 1


def test_a_cell_that_changed_in_between_is_compared_anew(
    database: Database, dialect: str, server: Server
) -> None:
    if dialect == "bigquery":
        return
    server.changed = [0, 1]
    outcome = write.apply(database, edits(database))
    assert len(outcome.written) == 2
    changes = [text for text in parsed(server, dialect) if text.startswith("UPDATE log.actions")]
    assert len(changes) == 2
    assert server.commits == 1, "the first try was taken back as a whole"
    server.changed = [0] * 10
    with pytest.raises(WorkbookError, match="somebody else keeps changing the same cells"):
        write.apply(database, edits(database))
    assert server.commits == 1


def test_tables_are_made_and_filled(
    database: Database, dialect: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "read_layout", lambda *_: ())
    columns = [
        ["action", "A-1", "A-2"],
        ["hours", 1.5, 2],
        ["note", "text", 7],
        ["due", date(2026, 3, 4), None],
    ]
    load.load(database, [Grid("book", "actions", columns)])
    sent = parsed(server, dialect)
    made = {re.split(r"[ (]", text)[2] for text in sent if text.startswith("CREATE TABLE")}
    quote = "`" if dialect == "bigquery" else ""
    assert made == {
        f"{quote}log{quote}.{quote}{name}{quote}"
        for name in ("pharos_layout", "pharos_revision", "pharos_operations", "actions")
    }
    assert not any(text.startswith("CREATE INDEX") for text in sent)
    (table,) = [
        text for text in sent if re.match(r"CREATE TABLE \S*actions", text) and "operation" not in text
    ]
    assert ("IDENTITY ORDER" in table) == (dialect == "snowflake")
    assert re.search(r"note\W* (TEXT|STRING)", table), "mixed cells are JSON as text"
    filled = [(sql, given) for sql, given in server.sent if re.match(r"INSERT INTO \S*actions", sql)]
    if dialect == "bigquery":
        ((_, given),) = filled
        assert sorted(value for name, value in given.items() if ROW in name) == [1, 2]
    else:
        assert len(filled) == 2
    values = [value for _, given in filled for value in given.values()]
    assert '"text"' in values
    assert "7" in values


def test_secrets_of_a_warehouse_are_not_shown(database: Database) -> None:
    assert "secret" not in repr(address.shown(database.url))
    assert "secret" not in database.id
    assert Place("log").own("revision").schema == "log"
