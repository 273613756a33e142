"""Blank cells of attendance, filled in from the answers of a form about sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lib.bring.forms.told import ALREADY, UNRECORDED
from lib.bring.table import Table, text_of
from lib.log.format.cells import Unfit, read_date
from lib.log.format.folding import fold
from lib.workbook.base import Cell, Grid

ANSWERED = ("prework", "reflection")
"""The columns of attendance that a form can fill in."""


def day_in(cell: Cell, grid: Grid) -> date | None:
    """The day in a cell of a grid; None where it holds none that can be read."""
    try:
        return read_date(cell, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    except Unfit:
        return None


def held_sessions(tables: Sequence[Table]) -> set[str]:
    """The keys (folded) of the sessions that have a day on which they were held."""
    return {
        fold(key)
        for table in tables
        for key, held in zip(table.texts("session"), table.cells("held"), strict=True)
        if key and day_in(held, table.grid)
    }


def fill(tables: Sequence[Table], said: Sequence[tuple[str, str, dict[str, str]]]) -> list[str]:
    """Fill in what is blank; out: for each answer "", or why it filled in nothing: ALREADY or UNRECORDED."""
    keys = [
        [
            (fold(session), fold(member))
            for session, member in zip(table.texts("session"), table.texts("member"), strict=True)
        ]
        for table in tables
    ]
    blank: dict[tuple[str, str], set[str]] = {}
    for table, of_rows in zip(tables, keys, strict=True):
        for key, *cells in zip(of_rows, *map(table.cells, ANSWERED), strict=True):
            blank.setdefault(key, set()).update(
                name for name, cell in zip(ANSWERED, cells, strict=True) if not text_of(cell)
            )
    answers: dict[tuple[str, str], dict[str, str]] = {}
    unused: list[str] = []
    for session, member, values in said:
        key = fold(session), fold(member)
        kept = answers.setdefault(key, {})
        new = {  # the first answer counts: a later one is a second try
            name: value for name, value in values.items() if name in blank.get(key, ()) and name not in kept
        }
        kept |= new
        is_about_one = bool(session and values)
        unused.append("" if new or not is_about_one else ALREADY if key in blank else UNRECORDED)
    for table, of_rows in zip(tables, keys, strict=True):
        for name in ANSWERED:
            cells = list(table.cells(name))
            filled = [
                cell if text_of(cell) else answers.get(key, {}).get(name, cell)
                for key, cell in zip(of_rows, cells, strict=True)
            ]
            if filled != cells:
                if table.has(name):
                    table.respell(name, filled)
                else:
                    table.derive(name, filled)
    return unused
