"""A table read from PostgreSQL by COPY: in a third of the time that rows of Python values take.

The text that the server sends is decoded by Arrow, and each distinct value of a column becomes a cell once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from pyarrow import csv

from lib.workbook.base import Cell
from lib.workbook.common.coded import CodedColumn
from lib.workbook.sql.cells import as_cell, tagged
from lib.workbook.sql.kinds import Kind, in_utc
from lib.workbook.sql.layout import TabTable

_BLOCK = 2**24
"""Bytes that Arrow decodes at once: no row may be longer, or the table is read in the other way."""
KINDS: tuple[Kind, ...] = ("text", "number", "whole", "truth", "date", "moment", "any")
"""Kinds of columns of which every value can be read from its text."""


class NotCopied(Exception):
    """This table has to be read in the other way."""


def may_copy(connection: sa.Connection, table: TabTable) -> bool:
    """Whether `copied` can read the table."""
    driver: Any = connection.connection.driver_connection
    return (
        connection.dialect.name == "postgresql"
        and hasattr(driver, "adapters")
        and bool(table.columns)
        and all(column.kind in KINDS for column in table.columns)
    )


def copied(connection: sa.Connection, table: TabTable) -> list[CodedColumn]:
    """The columns of the table, each with its header first. Raises SQLAlchemyError, and NotCopied for text that Arrow
    cannot decode."""
    query = sa.select(*(column.sql for column in table.columns)).select_from(table.sql)
    query = query.order_by(*(sa.column(name) for name in table.order))
    sql = str(query.compile(dialect=connection.dialect)).replace(
        "%%", "%"
    )  # doubled for parameters, and there are none
    content = _sent(connection, sql)
    names = [str(place) for place in range(len(table.columns))]
    if not content:
        return [CodedColumn(np.zeros(1, np.int32), [column.header]) for column in table.columns]
    try:
        found = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(column_names=names, block_size=_BLOCK),
            csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.large_string())),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise NotCopied from error
    return [
        _coded(found.column(place), column.header, column.kind) for place, column in enumerate(table.columns)
    ]


def _sent(connection: sa.Connection, query: str) -> pa.Buffer:
    """What the server sends for a query, as CSV."""
    import psycopg

    connection.exec_driver_sql("SET LOCAL datestyle TO 'ISO'")
    driver: Any = connection.connection.driver_connection
    stream = pa.BufferOutputStream()
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)"):
            driver.wait(_received(driver.pgconn, driver.info.encoding, stream))
    except psycopg.Error as error:
        is_lost = connection.dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
        raise sa.exc.DBAPIError.instance(  # type: ignore[no-untyped-call]
            query,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=connection.dialect,
        ) from error
    return stream.getvalue()


def _received(connection: Any, encoding: str, stream: pa.BufferOutputStream) -> Iterator[int]:
    """Write the rows to `stream` as they come, all that are there at once: psycopg itself takes a turn for each row.

    A generator for psycopg's `Connection.wait`. Raises psycopg.Error.
    """
    from psycopg import errors, pq
    from psycopg.waiting import Wait

    rows: list[memoryview] = []
    size = 0
    while size >= 0:
        size, row = connection.get_copy_data(1)
        if size > 0:
            rows.append(row)
        if size <= 0 or len(rows) == _ROWS_AT_ONCE:
            stream.write(b"".join(rows))
            rows.clear()
        if size == 0:
            while not (yield Wait.R):
                pass
            connection.consume_input()
    while True:  # whether the server sent all of them
        while connection.is_busy():
            while not (yield Wait.R):
                pass
            connection.consume_input()
        result = connection.get_result()
        if result is None:
            return
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding)


_ROWS_AT_ONCE = 1_000


def _coded(column: pa.ChunkedArray, header: Cell, kind: Kind) -> CodedColumn:
    whole = column.unify_dictionaries()
    parts = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in whole.chunks]
    codes = np.concatenate([np.array([-2], np.int32), *parts]) + 2  # the header, blank, then the values
    texts = whole.chunk(0).dictionary.to_pylist() if whole.num_chunks else []
    read = _READERS[kind]
    return CodedColumn(codes.astype(np.int32, copy=False), [header, None, *map(read, texts)])


def _number(text: str) -> Cell:
    value = float(text)
    return value if math.isfinite(value) else str(value)


def _truth(text: str) -> Cell:
    return {"t": True, "f": False}.get(text, text)


def _date(text: str) -> Cell:
    try:
        return date.fromisoformat(text)
    except ValueError:  # before the year 1, after 9999, or infinite
        return text


def _moment(text: str) -> Cell:
    try:
        return in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return text


def _any(text: str) -> Cell:
    found = json.loads(text)
    return tagged(found) if isinstance(found, dict) else as_cell(found, "other")


_READERS: Mapping[Kind, Callable[[str], Cell]] = {
    "text": str,
    "number": _number,
    "whole": lambda text: as_cell(int(text), "whole"),
    "truth": _truth,
    "date": _date,
    "moment": _moment,
    "any": _any,
}
