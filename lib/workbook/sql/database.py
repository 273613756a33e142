"""A database that holds a log: how it is opened, and where in it the tabs are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from lib.workbook.sql import address
from lib.workbook.sql.kinds import Kind
from lib.workbook.sql.layout import Place

KindsOf = Callable[[str, str], Kind]
"""(tab, header) -> the kind that a new column should have."""


def all_text(tab: str, header: str) -> Kind:
    """The kind of a new column if nothing is known about it."""
    return "text"


@dataclass(frozen=True)
class Database:
    """The database at `url`; `kinds_of` says what the columns of new tables hold. `id` as in `Workbook`."""

    url: sa.URL
    place: Place
    engine: sa.Engine
    kinds_of: KindsOf
    id: str

    @property
    def title(self) -> str:
        return address.title(self.url)


def database_at(url: str, schema: str = "", prefix: str = "", kinds_of: KindsOf = all_text) -> Database:
    """The database; nothing is opened yet. Raises WorkbookError for a URL that cannot be used."""
    parsed = address.parsed(url)
    place = Place(schema, prefix)
    return Database(parsed, place, address.engine(parsed), kinds_of, address.local_id(parsed, schema, prefix))
