"""Reading a database: every table and cell, at one moment, again only when it changed, and what stands in the way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from lib.source.refresh import Source
from lib.source.settings import WorkbookSettings, workbook_settings
from lib.workbook.base import CellAddress, Grid, WorkbookError
from lib.workbook.common.database_url import is_database, without_password
from lib.workbook.sql import errors, reading
from lib.workbook.sql import load as loading
from lib.workbook.sql.workbook import SqlWorkbook
from tests.servers.postgres import Postgres
from tests.workbook.sql.test_write import TABS
from tests.workbook.sql_help import Log, grids_of, rows_of

Loaded = Callable[[dict[str, Any]], Log]


def test_tables_and_columns_of_others_are_tabs_and_headers_in_their_order(log: Log) -> None:
    log.sql(
        'CREATE TABLE "Über uns" ("Spalte %s" TEXT, zahl NUMERIC(12, 2), am TIMESTAMP)',
        "INSERT INTO \"Über uns\" VALUES ('x', 1.50, '2026-03-04 05:06:07'), (NULL, 3, NULL)",
        "ALTER TABLE actions ADD COLUMN extra TEXT",
        "CREATE VIEW late AS SELECT action FROM actions WHERE status = 'open'",
    )
    tabs = log.tabs()
    assert list(tabs) == ["actions", "attendance", "edits", "late", "Über uns"]
    assert tabs["actions"][0] == ["action", "what", "due", "status", "note", "extra"]
    assert tabs["Über uns"] == [
        ["Spalte %s", "zahl", "am"],
        ["x", 1.5, datetime(2026, 3, 4, 5, 6, 7)],
        [None, 3, None],
    ]
    assert tabs["late"] == [["action"], ["A-1"], ["A-2"], ["A-4"]]
    workbook = log.workbook()
    assert workbook.link(CellAddress(workbook.id, "actions", 2, 0)) is None
    assert workbook.tidy() == ()


def test_whoever_writes_moves_the_revision(log: Log) -> None:
    workbook = log.workbook()
    statements = [
        "UPDATE actions SET status = 'x' WHERE action = 'A-1'",
        "INSERT INTO actions (action) VALUES ('A-7')",
        "DELETE FROM actions WHERE action = 'A-7'",
        "ALTER TABLE actions ADD COLUMN more TEXT",
        "CREATE TABLE own (a TEXT, updated_at TIMESTAMP)",
        "INSERT INTO own VALUES ('x', '2026-03-04 10:00:00')",
        "UPDATE own SET a = 'y', updated_at = '2026-03-04 10:00:01'",
        "DROP TABLE own",
        *([] if log.is_sqlite else ["TRUNCATE attendance"]),
    ]
    seen = [workbook.revision()]
    for statement in statements:
        log.sql(statement)
        seen.append(workbook.revision())
        assert workbook.read().revision == workbook.revision() == seen[-1]
    assert len(set(seen)) == len(seen) - 1, "the dropped table leaves nothing"
    assert seen[4] == seen[8]


def test_only_tabs_that_changed_are_read_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook, read = log.workbook(), []
    once = reading.read_table
    monkeypatch.setattr(reading, "read_table", lambda *args: read.append(args[2].title) or once(*args))
    first = workbook.read()
    log.sql("UPDATE actions SET status = 'x' WHERE action = 'A-1'")
    second = workbook.read()
    assert read == ["actions", "attendance", "edits", "actions"]
    assert second.grids[1] is first.grids[1]
    held = Grid(workbook.id, "attendance", [["session"]])
    workbook.hold([held])
    assert workbook.read().grids[1] is held, "what it leaves out is forgotten"
    workbook.read(force=True)
    assert read[4:] == ["actions", "attendance", "edits"]


def test_all_tabs_are_of_one_moment(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook, once = log.workbook(), reading.read_table
    before = workbook.revision()

    def meanwhile(*args: Any) -> Grid:
        if args[2].title == "attendance":
            log.sql("UPDATE actions SET status = 'moved'", "UPDATE attendance SET present = 'moved'")
        return once(*args)

    monkeypatch.setattr(reading, "read_table", meanwhile)
    snapshot = workbook.read()
    assert snapshot.revision == before
    assert "moved" not in str([grid.columns for grid in snapshot.grids])
    assert workbook.revision() != before


def test_values_that_no_column_should_have(empty: Log) -> None:
    if empty.is_sqlite:
        empty.sql(
            "CREATE TABLE odd (a DATE, b BOOLEAN, c INTEGER, d JSON, e TIMESTAMP)",
            "INSERT INTO odd VALUES ('soon', 2, 'many', 'open', '2026-03-04T10:00:00+02:00'),"
            " ('2026-03-04', 1, 7, '\"7\"', 'x'), (NULL, 0, x'00ff', '{\"a\": 1}', NULL)",
        )
        assert empty.rows("odd")[1:] == [
            ["soon", 2, "many", "open", datetime(2026, 3, 4, 8)],
            [date(2026, 3, 4), True, 7, "7", "x"],
            [None, False, "(2 bytes)", '{"a": 1}', None],
        ]
        return
    empty.sql(
        "CREATE TYPE mood AS ENUM ('fine')",
        "CREATE TABLE odd (a DATE, b FLOAT, c TIMESTAMPTZ, d UUID, e INT[], f BYTEA, g NUMERIC, h mood, i TIME)",
        "INSERT INTO odd VALUES ('2026-03-04', 'NaN', '2026-03-04 10:00+02', '00000000-0000-0000-0000-000000000001',"
        " '{1,2}', '\\x00ff', 'NaN', 'fine', '10:30')",
    )
    fine = empty.rows("odd")[1]
    assert fine[:3] == [date(2026, 3, 4), "nan", datetime(2026, 3, 4, 8)]
    assert fine[3:8] == ["00000000-0000-0000-0000-000000000001", "[1, 2]", "(2 bytes)", "NaN", "fine"]
    empty.sql("UPDATE odd SET b = 'Infinity'")
    assert empty.rows("odd")[1][1] == "inf"
    empty.sql("INSERT INTO odd (a, b) VALUES ('infinity', 1.5), ('10000-01-01', 2), ('2026-03-05 BC', 3)")
    rows = empty.rows("odd")
    assert [row[0] for row in rows[1:]] == [date(2026, 3, 4), "infinity", "10000-01-01", "2026-03-05 BC"]
    assert [row[1] for row in rows[2:]] == [1.5, 2, 3]


def test_a_connection_that_ends_in_the_middle_leaves_the_last_good_state(
    on_postgres: Log, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = on_postgres.load(grids_of(TABS | _WHOLE))
    source = Source(log.workbook(), check_every=3600)
    assert len(source.current().log.actions) == 4
    once = reading.read_table

    def gone(*args: Any) -> Grid:
        log.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Pharos'")
        return once(*args)

    monkeypatch.setattr(reading, "read_table", gone)
    loaded = source.refresh_now()
    assert (
        loaded.problem
        == "postgres: the database no longer answers: Pharos keeps trying; you do not need to do anything"
    )
    assert len(loaded.log.actions) == 4
    monkeypatch.undo()
    assert source.refresh_now().problem is None


_WHOLE = {
    "circles": [["circle"], ["Atlas"]],
    "members": [["member", "circle"], ["ann", "Atlas"]],
    "sessions": [
        ["session", "circle", "planned", "held"],
        ["S-1", "Atlas", date(2026, 3, 2), date(2026, 3, 2)],
    ],
    "actions": [["action", "circle", "what"], *([f"A-{at}", "Atlas", "Call"] for at in range(4))],
}


def test_databases_that_cannot_be_read(
    postgres: Postgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database at all" * 100)
    urls = {
        postgres.url("nowhere"): "nowhere: there is no database nowhere on 127.0.0.1",
        postgres.url(user="somebody"): "postgres: does not let somebody in: check the user and the password",
        postgres.url(password="s3cret"): "postgres: does not let owner in: check the user and the password",
        "postgresql+psycopg://me:s3cret@127.0.0.1:1/log": "log: the server 127.0.0.1 cannot be reached: "
        "check the host, the port and the network",
        f"sqlite:///{tmp_path / 'none.db'}": f"{tmp_path / 'none.db'}: there is no such file",
        f"sqlite:///{damaged}": "damaged: is damaged, or not a database",
        "oracle+nothing://me:s3cret@host/log": "no driver for oracle+nothing is installed; docs/database.md",
        "postgresql+psycopg://me:s3cret@host:port/log": "the database's URL cannot be read: write it like",
        "postgresql+psycopg://me:s3cret@here/or@127.0.0.1/log": "the database's URL cannot be read: in its password, "
        "write @ as %40",
        f"{postgres.url()}?sslmode=require": "postgres: the server 127.0.0.1 cannot be reached over TLS",
        f"{postgres.url()}?sslmode=nonsense": "postgres: the server 127.0.0.1 cannot be reached over TLS",
    }
    with caplog.at_level(logging.DEBUG):
        for url, words in urls.items():
            with pytest.raises(WorkbookError) as error:
                SqlWorkbook(url).read()
            assert str(error.value).startswith(words), str(error.value)
            assert error.value.__cause__ is None
            for secret in ("s3cret", postgres.password):
                assert secret not in str(error.value) + str(error.value.__context__) + caplog.text
    for text in ("[Errno -2] Name or service not known", "failed to resolve host 'nowhere'"):
        lost = sa.exc.OperationalError("", None, psycopg.OperationalError(text))
        assert "check the host" in str(errors.of(lost, sa.make_url("postgresql+psycopg://nowhere/log")))
    hosted = postgres.url().replace("postgresql+psycopg://", "postgres://")
    assert SqlWorkbook(hosted).id == SqlWorkbook(postgres.url()).id
    assert SqlWorkbook(hosted).revision() == SqlWorkbook(postgres.url()).revision()
    assert not (tmp_path / "none.db").exists()
    assert postgres.password not in postgres.log()


def test_a_database_without_tables_lacks_the_tabs(empty: Log) -> None:
    empty.load([])
    assert empty.workbook().read().grids == ()
    source = Source(empty.workbook())
    assert "circles" in source.current().log.missing_tabs
    with pytest.raises(WorkbookError, match="has tables already"):
        empty.load(grids_of(TABS)).load(grids_of(TABS))
    if not empty.is_sqlite:
        assert SqlWorkbook(empty.url, "no_such_schema").read().grids == ()


def test_two_logs_in_one_schema_know_each_other_by_their_prefixes(empty: Log) -> None:
    workbooks = [SqlWorkbook(empty.url, empty.schema, prefix) for prefix in ("north_", "south_")]
    for number, workbook in enumerate(workbooks):
        loading.load(workbook.database, grids_of({"circles": [["circle"], [f"C{number}"]]}))
    assert [rows_of(workbook.read().grids[0]) for workbook in workbooks] == [
        [["circle"], ["C0"]],
        [["circle"], ["C1"]],
    ]
    revisions = [workbook.revision() for workbook in workbooks]
    empty.sql("UPDATE north_circles SET circle = 'x'")
    assert [workbook.revision() == then for workbook, then in zip(workbooks, revisions, strict=True)] == [
        False,
        True,
    ]
    assert workbooks[0].id != workbooks[1].id


def test_what_a_person_who_may_not_see_the_table_of_revisions_writes_counts(on_postgres: Log) -> None:
    log = on_postgres.load(grids_of(TABS))
    workbook, role = log.workbook(), f"writer_{log.schema}"
    before = workbook.revision()
    log.sql(
        f"CREATE ROLE {role}", f"GRANT USAGE ON SCHEMA {log.schema} TO {role}",
        f"GRANT SELECT, UPDATE ON actions TO {role}", f"SET ROLE {role}",
        "UPDATE actions SET status = 'x'", "RESET ROLE",
    )  # fmt: skip
    assert workbook.revision() != before


def test_settings_name_a_database_and_never_show_its_password() -> None:
    url = "postgresql+psycopg://me:s3cret@host/log?password=s3cret"
    section = {"database": url, "schema": "circles", "prefix": "p_"}
    found = workbook_settings({"workbook": section}, {})
    assert found == WorkbookSettings(database=url, schema="circles", prefix="p_")
    assert (
        workbook_settings({"workbook": section}, {"PHAROS_WORKBOOK": "sqlite:///x.db"}).database
        == "sqlite:///x.db"
    )
    assert not found.is_empty
    assert not found.is_google
    workbook = SqlWorkbook(url, "circles")
    for text in (repr(found), found.key, workbook.id, workbook.title, repr(workbook), without_password(url)):
        assert "s3cret" not in text
    assert without_password(url) == "postgresql+psycopg://me@host/log"
    assert [is_database(name) for name in ("sqlite:///a.db", "https://x.org", "a.xlsx", "C:\\a.xlsx")] == [
        True,
        False,
        False,
        False,
    ]
    assert without_password("a:b@c.xlsx") == "a:b@c.xlsx"
    assert without_password("postgresql://me:s3?cret@host/log") == "postgresql://"
    with pytest.raises(WorkbookError, match="names path and database"):
        workbook_settings({"workbook": {"path": "a", "database": url}}, {})
    assert sa.make_url(url).password == "s3cret"
