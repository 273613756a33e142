"""What databases can do, where they differ: locks on rows, reads of one moment, changes all or nothing."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

LOCKS_ROWS = ("postgresql", "mysql", "mariadb", "oracle")
"""`SELECT … FOR UPDATE` keeps others from changing the rows that it finds."""
LOCKS_FILE = ("sqlite",)
"""`BEGIN IMMEDIATE` keeps others from changing anything."""
ONE_MOMENT = ("postgresql", "sqlite")
"""Several reads of a transaction see the same moment."""
READ_ONLY = ("bigquery",)
"""Several changes cannot be made all or nothing through its driver, which makes each of them a job of its own."""
WITHOUT_INDEXES = ("bigquery", "snowflake")
JSON_AS_TEXT = ("bigquery", "snowflake", "mssql", "oracle")
"""A column of mixed cells is a text that holds JSON."""


def locks_rows(name: str) -> bool:
    """Whether what a save has found cannot change before it is written, in the database of this dialect."""
    return name in LOCKS_ROWS or name in LOCKS_FILE


class JsonText(sa.types.TypeDecorator[Any]):
    """JSON in a column of text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """The value as JSON; None for a blank cell."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """What the JSON says; the text itself if it is none."""
        try:
            return None if value is None else json.loads(value)
        except ValueError:
            return value
