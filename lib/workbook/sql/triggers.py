"""The triggers that move a table's revision whenever anyone changes its rows, on PostgreSQL and SQLite."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa

from lib.workbook.sql.layout import OWN, Place, TabTable

DIALECTS = ("postgresql", "sqlite")
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def watch(connection: sa.Connection, place: Place, tables: Iterable[TabTable]) -> None:
    """Make a trigger for each of the tables that has none. Views get none, and other databases neither.

    Raises SQLAlchemyError, for instance without the right to make one.
    """
    tables = list(tables)
    if connection.dialect.name == "postgresql":
        _on_postgresql(connection, place, tables)
    elif connection.dialect.name == "sqlite":
        _on_sqlite(connection, place, tables)


def watched(connection: sa.Connection, place: Place) -> frozenset[str]:
    """The names of the tables that have the trigger."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(
            sa.text(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE t.tgname = :name AND t.tgenabled <> 'D' AND n.nspname = COALESCE(:schema, current_schema())"
            ),
            {"name": f"{place.prefix}{OWN}moved", "schema": place.schema or None},
        )
        return frozenset(found.scalars())
    if connection.dialect.name == "sqlite":
        counts: dict[str, int] = {}
        for table, name in connection.exec_driver_sql(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        ):
            if name.startswith(f"{place.prefix}{OWN}moved_"):
                counts[table] = counts.get(table, 0) + 1
        return frozenset(table for table, count in counts.items() if count == len(_EVENTS))
    return frozenset()


def _on_postgresql(connection: sa.Connection, place: Place, tables: list[TabTable]) -> None:
    quote = connection.dialect.identifier_preparer.quote_identifier
    schema = place.schema or connection.execute(sa.text("SELECT current_schema()")).scalar_one()
    revision = f"{quote(schema)}.{quote(place.own('revision').name)}"
    function = f"{quote(schema)}.{quote(f'{place.prefix}{OWN}moved')}"
    connection.exec_driver_sql(
        f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp AS $pharos$ BEGIN
            UPDATE {revision} SET revision = revision + 1, at = now() AT TIME ZONE 'UTC' WHERE tab = '';
            INSERT INTO {revision} AS r VALUES (TG_TABLE_NAME, 1, now() AT TIME ZONE 'UTC')
            ON CONFLICT (tab) DO UPDATE SET revision = r.revision + 1, at = EXCLUDED.at;
            RETURN NULL; END $pharos$"""
    )
    there = watched(connection, place)
    kinds = sa.inspect(connection).get_table_names(schema=place.schema or None)
    for table in tables:
        if table.name in there or table.name not in kinds:
            continue
        name = f"{quote(schema)}.{quote(table.name)}"
        connection.exec_driver_sql(
            f"CREATE TRIGGER {quote(f'{place.prefix}{OWN}moved')} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON"
            f" {name} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def _on_sqlite(connection: sa.Connection, place: Place, tables: list[TabTable]) -> None:
    quote = connection.dialect.identifier_preparer.quote_identifier
    revision = quote(place.own("revision").name)
    schema = f"{quote(place.schema)}." if place.schema else ""
    there = watched(connection, place)
    real = sa.inspect(connection).get_table_names(schema=place.schema or None)
    for table in tables:
        if table.name in there or table.name not in real:
            continue
        text = "'" + table.name.replace("'", "''") + "'"
        short = hashlib.blake2s(table.name.encode(), digest_size=6).hexdigest()
        for event in _EVENTS:
            name = f"{schema}{quote(f'{place.prefix}{OWN}moved_{short}_{event.lower()}')}"
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {quote(table.name)} BEGIN"
                f" UPDATE {revision} SET revision = revision + 1, at = CURRENT_TIMESTAMP WHERE tab = '';"
                f" INSERT INTO {revision} VALUES ({text}, 1, CURRENT_TIMESTAMP)"
                " ON CONFLICT (tab) DO UPDATE SET revision = revision + 1, at = CURRENT_TIMESTAMP; END"
            )
