"""First and last names in columns of their own, in a list of members or of who came: together they are the person."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.shapes.grid_layout import part_of_name
from lib.bring.table import Table, text_of
from lib.workbook.base import Cell

_NAMED = {"attendance": "member", "members": "name"}
"""The column that the two parts make, by tab."""


def parts_of_name(headers: Sequence[str]) -> tuple[int, int] | None:
    """The positions of the one header over first names and the one over last names; None if there are none, or more."""
    first = [at for at, header in enumerate(headers) if part_of_name(header) == "first"]
    last = [at for at, header in enumerate(headers) if part_of_name(header) == "last"]
    return (first[0], last[0]) if len(first) == 1 and len(last) == 1 else None


def join_names(table: Table) -> None:
    """Give a list without whole names the column that its first and last names make; it is in no cell of the sheet."""
    name = _NAMED.get(table.tab.name, "")
    if not name or table.has(name):
        return
    parts = parts_of_name([column.name for column in table.columns])
    if parts is None:
        return
    first, last = (table.columns[at].cells for at in parts)
    whole: list[Cell] = [
        " ".join(filter(None, (text_of(one), text_of(other)))) or None
        for one, other in zip(first, last, strict=True)
    ]
    table.derive(name, whole)
