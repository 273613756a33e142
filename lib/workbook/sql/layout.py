"""Which tables of a database are tabs, and which of their columns are what headers.

Every table (and view) of the schema whose name begins with the prefix is a tab, titled as the rest of its name, and its
columns are the headers. Pharos's own tables, `pharos_…`, are none. `pharos_layout` holds the order of the tabs, and
titles and headers that cannot be names in a database: a blank one, one that is there twice, a long one, a number.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.reflection import ObjectKind, ObjectScope

from lib.workbook.base import Cell
from lib.workbook.common.cells import header_text
from lib.workbook.sql import kinds
from lib.workbook.sql.kinds import Kind

ROW = "pharos_row"
"""The column that keeps the order of the rows, in tables that Pharos made."""
OWN = "pharos_"
LONGEST_NAME = 63
"""Bytes of a name in PostgreSQL."""


@dataclass(frozen=True)
class Place:
    """Where in a database the tabs are: its schema ("": the user's own), and what their tables' names begin with."""

    schema: str = ""
    prefix: str = ""

    def own(self, name: str) -> sa.TableClause:
        """One of Pharos's own tables, such as `revision`."""
        columns = (sa.column(column, type_) for column, type_ in _OWN[name].items())
        return sa.table(f"{self.prefix}{OWN}{name}", *columns, schema=self.schema or None)


_OWN: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "layout": {
        "tab": sa.String(),
        "tab_column": sa.String(),
        "position": sa.Integer(),
        "cell": sa.Text(),
        "details": sa.Text(),
    },
    "revision": {"tab": sa.String(), "revision": sa.BigInteger(), "at": sa.DateTime()},
    "operations": {"operation": sa.String(), "at": sa.DateTime()},
}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its name, the header it stands for, its kind, and whether the database computes it."""

    name: str
    header: Cell
    kind: Kind
    is_computed: bool = False

    @property
    def sql(self) -> sa.ColumnClause[Any]:
        """The column as its driver gives it."""
        return sa.column(self.name)

    @property
    def typed(self) -> sa.ColumnClause[Any]:
        """The column with its type, for writing."""
        return sa.column(self.name, None if self.kind == "other" else kinds.sql_type(self.kind))


@dataclass(frozen=True)
class TabTable:
    """A table that is a tab. `order`: the columns that put its rows in order and tell them apart; () if it has none."""

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    order: tuple[str, ...]
    details: Mapping[str, Any] = field(default_factory=dict)
    schema: str = ""

    @property
    def sql(self) -> sa.TableClause:
        names = dict.fromkeys((*self.order, *(column.name for column in self.columns)))
        typed = {column.name: column.typed for column in self.columns}
        return sa.table(
            self.name, *(typed.get(name, sa.column(name)) for name in names), schema=self.schema or None
        )

    @property
    def shape(self) -> str:
        """A digest of everything but the rows."""
        parts = (self.name, self.title, self.columns, self.order, sorted(self.details.items()))
        return hashlib.blake2s(repr(parts).encode(), digest_size=8).hexdigest()

    def column(self, header: str) -> TableColumn | None:
        """The column with this header, ignoring case, spaces and underscores if there is none that is equal."""
        titles = [header_text(column.header).strip() for column in self.columns]
        wanted = header.strip()
        if wanted in titles:
            return self.columns[titles.index(wanted)]
        folded = [_folded(title) for title in titles]
        return self.columns[folded.index(_folded(wanted))] if wanted and _folded(wanted) in folded else None


def read_layout(connection: sa.Connection, place: Place) -> tuple[TabTable, ...]:
    """The tabs of the database, in their order. Raises SQLAlchemyError."""
    inspector = sa.inspect(connection)
    schema = place.schema or None
    columns = inspector.get_multi_columns(schema=schema, kind=ObjectKind.ANY, scope=ObjectScope.DEFAULT)
    keys = inspector.get_multi_pk_constraint(schema=schema, kind=ObjectKind.TABLE, scope=ObjectScope.DEFAULT)
    names = {name for _, name in columns}
    known: dict[tuple[str, str], tuple[int, Cell, dict[str, Any]]] = {}
    if place.own("layout").name in names:
        known = _written(connection, place)
    found = []
    for (key_schema, name), reflected in columns.items():
        if not name.startswith(place.prefix) or name.startswith(f"{place.prefix}{OWN}"):
            continue
        key = keys.get((key_schema, name))
        found.append(_table(place, name, reflected, tuple(key["constrained_columns"]) if key else (), known))
    positions = {name: known[name, ""][0] for name, column in known if not column}
    return tuple(sorted(found, key=lambda table: (positions.get(table.name, len(known)), table.title)))


def _written(
    connection: sa.Connection, place: Place
) -> dict[tuple[str, str], tuple[int, Cell, dict[str, Any]]]:
    """What `pharos_layout` says: by table and column ("" for the table itself), its position, its title, details."""
    layout = place.own("layout")
    return {
        (row.tab, row.tab_column): (row.position, json.loads(row.cell), json.loads(row.details or "{}"))
        for row in connection.execute(sa.select(layout))
    }


def _table(
    place: Place,
    name: str,
    reflected: Sequence[Any],
    key: tuple[str, ...],
    known: Mapping[tuple[str, str], tuple[int, Cell, dict[str, Any]]],
) -> TabTable:
    columns = []
    for number, column in enumerate(reflected):
        if column["name"] == ROW:
            continue
        position, header, more = known.get((name, column["name"]), (number + 1_000_000, column["name"], {}))
        is_computed = bool(column.get("computed")) or bool((column.get("identity") or {}).get("always"))
        kind = kinds.kind_of(column["type"])
        if kind == "text" and more.get("kind") == "any":  # JSON in a database without such a type
            kind = "any"
        made = TableColumn(column["name"], header, kind, is_computed)
        columns.append((position, number, made))
    has_row = any(column["name"] == ROW for column in reflected)
    _, title, details = known.get((name, ""), (0, name.removeprefix(place.prefix), {}))
    return TabTable(
        name,
        str(title),
        tuple(column for _, _, column in sorted(columns, key=lambda each: each[:2])),
        (ROW,) if has_row else key,
        details,
        place.schema,
    )


def names_for(texts: Iterable[Cell], *, taken: Iterable[str] = (), room: int = LONGEST_NAME) -> list[str]:
    """Names for tables or columns, one per text and as close to it as a database allows; none is there twice."""
    used = {name.lower() for name in taken} | {ROW}
    names = []
    for number, text in enumerate(texts, start=1):
        plain = "".join(c if c.isprintable() else " " for c in header_text(text)).strip()
        plain = plain.replace("%", "_").replace(":", "_").replace("(", "_").replace(")", "_")
        base = _cut(plain, room) or f"column_{number}"
        name, again = base, 2
        while name.lower() in used:
            end = f"_{again}"
            name, again = _cut(base, room - len(end)) + end, again + 1
        used.add(name.lower())
        names.append(name)
    return names


def _cut(text: str, room: int) -> str:
    return text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").strip()


def _folded(header: str) -> str:
    return re.sub(r"[\s_]+", " ", header.strip().casefold())
