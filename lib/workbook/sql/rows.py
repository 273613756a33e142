"""The rows of a table that a save is about: found by their keys and locked until the save ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from lib.workbook.base import Cell, RowAddition, RowChange
from lib.workbook.common.cells import coarse, header_text, same
from lib.workbook.sql import kinds, reading
from lib.workbook.sql.cells import as_cell
from lib.workbook.sql.dialects import LOCKS_ROWS, locks_rows
from lib.workbook.sql.layout import TableColumn, TabTable

_AT_ONCE = 500


@dataclass(eq=False)
class Row:
    """A row as it is now: its cells by column, what tells it apart, its number (0: the table has no order), and the
    values of its cells as the driver gave them."""

    cells: Mapping[str, Cell]
    identity: tuple[Any, ...]
    number: int = 0
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Tab:
    """A table within a save. `prepare` brings the rows that the edits may be about, all at once."""

    connection: sa.Connection
    table: TabTable
    found: list[Row] = field(default_factory=list)
    _headers: dict[int, tuple[dict[str, TableColumn], Any]] = field(default_factory=dict)

    def column(self, header: str, header_row: int = 1) -> TableColumn | None:
        """The column with this header in `header_row`; None if there is none."""
        if header_row <= 1:
            return self.table.column(header)
        return self._below(header_row)[0].get(header.strip())

    def position(self, column: TableColumn) -> int:
        """The column's position from 0."""
        return self.table.columns.index(column)

    def prepare(self, edits: Iterable[RowChange | RowAddition]) -> None:
        """Bring and lock the rows whose first key cell is that of an edit. Raises SQLAlchemyError."""
        wanted: dict[str, tuple[TableColumn, dict[str, Cell], bool]] = {}
        for edit in edits:
            name = next(iter(edit.key), "")
            column = self.column(name, edit.header_row) if name else None
            if column is None:
                continue
            _, cells, loosely = wanted.get(column.name, (column, {}, False))
            if isinstance(edit, RowChange):
                for cell in (edit.key[name], edit.after.get(name, edit.key[name])):
                    cells[coarse(cell)] = cell
            else:
                cells[coarse(edit.values.get(name))] = edit.values.get(name)
            wanted[column.name] = column, cells, loosely or isinstance(edit, RowAddition)
        rows: dict[object, Row] = {}
        for column, cells, loosely in wanted.values():
            texts = list(cells.values())
            for at in range(0, len(texts), _AT_ONCE):
                condition = self._condition(column, texts[at : at + _AT_ONCE], loosely=loosely)
                for row in self._rows(condition):
                    rows.setdefault(row.identity or object(), row)
        self.found = list(rows.values())
        self._number(self.found)

    def rows_with(self, key: Mapping[str, Cell], header_row: int) -> list[Row]:
        """The rows that hold exactly this key, by header."""
        columns = [(self.column(header, header_row), cell) for header, cell in key.items()]
        return [
            row
            for row in self._under(header_row)
            if all(column is not None and same(row.cells[column.name], cell) for column, cell in columns)
        ]

    def row_of_key(self, key: Mapping[str, Cell], header_row: int) -> Row | None:
        """The first row that holds this key as people compare keys: case and spaces do not matter."""
        wanted = [(self.column(header, header_row), _as_key(cell)) for header, cell in key.items()]
        for row in self._under(header_row):
            if all(column is not None and _as_key(row.cells[column.name]) == text for column, text in wanted):
                return row
        return None

    def update(self, row: Row, values: Mapping[str, Any]) -> None:
        """Change cells of one row. Raises SQLAlchemyError, and LookupError unless exactly one row was changed.

        Where the row is not locked, it is changed only if those cells still hold what was found.
        """
        table = self.table.sql
        if row.identity:
            names = zip(self.table.order, row.identity, strict=True)
            condition = sa.and_(*(sa.column(name) == value for name, value in names))
        else:
            condition = sa.and_(
                *(
                    self._condition(column, [row.cells[column.name]], loosely=False)
                    for column in self.table.columns
                )
            )
        if not locks_rows(self.connection.dialect.name):
            condition = sa.and_(condition, *(self._is_still(row, name) for name in values))
        done = self.connection.execute(sa.update(table).where(condition).values(dict(values)))
        if done.rowcount != 1:
            raise LookupError(done.rowcount)

    def _is_still(self, row: Row, name: str) -> sa.ColumnElement[bool]:
        column: sa.ColumnClause[Any] = sa.column(name)
        value = row.raw[name]
        return column.is_(None) if value is None else column == value

    def insert(self, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Add rows at the end; out: them, with their numbers. Raises SQLAlchemyError."""
        made = []
        order: list[sa.ColumnElement[Any]] = [sa.column(name) for name in self.table.order]
        for values in rows:
            statement = sa.insert(self.table.sql).values(dict(values))
            if order and self.connection.dialect.insert_returning:
                identity = tuple(self.connection.execute(statement.returning(*order)).one())
            else:
                self.connection.execute(statement)
                identity = ()
            made.append(Row({}, identity))
        self._number(made)
        if made and not all(row.identity for row in made):
            count = self.connection.execute(
                sa.select(sa.func.count()).select_from(self.table.sql)
            ).scalar_one()
            for number, row in enumerate(reversed(made)):
                row.number = count + 1 - number
        return made

    def _rows(self, condition: sa.ColumnElement[bool]) -> list[Row]:
        names = list(dict.fromkeys([*self.table.order, *(column.name for column in self.table.columns)]))
        query: Any = sa.select(*map(sa.column, names)).select_from(self.table.sql).where(condition)
        query = query.order_by(*map(sa.column, self.table.order))
        if self.connection.dialect.name in LOCKS_ROWS:
            query = query.with_for_update()
        kinds_of = {column.name: column.kind for column in self.table.columns}
        found, loose = [], reading.is_loose(self.connection)
        for values in self.connection.execute(query):
            raw = dict(zip(names, values, strict=True))
            cells = {name: as_cell(raw[name], kind, is_loose=loose) for name, kind in kinds_of.items()}
            found.append(Row(cells, tuple(raw[name] for name in self.table.order), raw=raw))
        return found

    def _condition(
        self, column: TableColumn, cells: Sequence[Cell], *, loosely: bool
    ) -> sa.ColumnElement[bool]:
        """Rows that may hold one of the cells in a column: all that do, and perhaps others. `loosely`: as people
        compare keys."""
        sql, kind, dialect = column.typed, column.kind, self.connection.dialect.name
        text = sa.cast(column.sql, sa.Text)
        texts = [cell for cell in cells if isinstance(cell, str) and cell]
        is_odd = any(not part.isascii() for part in texts)
        if kind in ("any", "other") or (loosely and (is_odd or dialect != "postgresql")):
            if kind == "any" and dialect == "postgresql" and not loosely and all(cells):
                values = [
                    sa.bindparam(None, kinds.stored(cell, kind), postgresql.JSONB(), unique=True)
                    for cell in cells
                ]
                return sa.cast(column.sql, postgresql.JSONB()).in_(values)
            if kind == "other":
                return sa.or_(
                    text.in_([str(cell) for cell in cells if cell]),
                    *([sql.is_(None)] if not all(cells) else []),
                )
            return sa.true()
        conditions: list[sa.ColumnElement[bool]] = []
        if loosely and kind == "text":
            plain = sa.func.lower(sa.func.regexp_replace(text, r"\s+", "", "g"))
            conditions = [
                plain.in_(["".join(part.lower().split()) for part in texts]),
                text.op("~")("[^\\x01-\\x7F]"),
            ]
        values = []
        for cell in cells:
            try:
                value = kinds.stored(cell, kind)
            except kinds.Unfit:
                continue
            if value is None:
                conditions.append(sql.is_(None))
                conditions += (
                    [column.sql == ""] if kind == "text" or reading.is_loose(self.connection) else []
                )
            else:
                values.append(value)
        conditions += [sql.in_(values)] if values else []
        if reading.is_loose(self.connection) and kind != "text" and texts:
            conditions.append(text.in_(texts))
        return sa.or_(sa.false(), *conditions)

    def _number(self, rows: Sequence[Row]) -> None:
        """Give the rows their numbers as people count: the header is row 1."""
        known = {row.identity: row for row in rows if row.identity}
        if not known:
            return
        order: list[sa.ColumnElement[Any]] = [sa.column(name) for name in self.table.order]
        number = sa.func.row_number().over(order_by=order).label("pharos_number")
        inner = sa.select(*order, number).select_from(self.table.sql).subquery()
        if len(order) == 1:
            identities = [identity[0] for identity in known]
            condition: sa.ColumnElement[bool] = (
                inner.c[self.table.order[0]].in_(identities) if len(identities) <= 30_000 else sa.true()
            )
        else:
            condition = sa.true()
        for values in self.connection.execute(sa.select(inner).where(condition)):
            *identity, at = values
            if (row := known.get(tuple(identity))) is not None:
                row.number = at + 1

    def _under(self, header_row: int) -> list[Row]:
        """The found rows under the row of the headers."""
        if header_row <= 1:
            return self.found
        last = self._below(header_row)[1]
        return [row for row in self.found if row.number > last]

    def _below(self, header_row: int) -> tuple[dict[str, TableColumn], int]:
        """The columns by what row `header_row` of the tab holds, and its number."""
        if header_row not in self._headers:
            names = [column.name for column in self.table.columns]
            query: Any = sa.select(*map(sa.column, names)).select_from(self.table.sql)
            query = query.order_by(*map(sa.column, self.table.order)).offset(header_row - 2).limit(1)
            row = self.connection.execute(query).first()
            columns: dict[str, TableColumn] = {}
            loose = reading.is_loose(self.connection)
            for column, value in zip(self.table.columns, row or (), strict=False):
                columns.setdefault(header_text(as_cell(value, column.kind, is_loose=loose)).strip(), column)
            columns.pop("", None)
            self._headers[header_row] = columns, header_row
        return self._headers[header_row]


def _as_key(cell: Cell) -> str:
    return " ".join(str("" if cell is None else cell).casefold().split())
