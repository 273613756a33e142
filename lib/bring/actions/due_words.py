"""Due dates that name a month and no day: "end of June", "fin juin 2026" and "June 2026" are its last day.

A quarter, a week or "mid June" stays as it is: nobody knows which day is meant.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from lib.bring.shapes.sessions_by_day import day_in
from lib.bring.table import Table, different, text_of
from lib.log.format.months import month_named
from lib.workbook.base import Cell

RULE = "due by the end of a month"
_END = re.compile(
    r"(?:by |until |till |bis |d'ici |pour |para |hasta |até |voor |tegen )?"
    r"(?P<end>(?:the )?end(?: of)?|e\.?o\.?m\.?|late|ende|fin(?:s)?(?: de| d')?|fin del? mes de|final(?:es)?(?: de)?|"
    r"fim(?: de)?|eind(?:e)?)?[ .]*(?P<month>[^\W\d_]{3,10})\.?[ ,/-]*"
    r"(?:de |del )?(?P<year>(?:19|20)\d{2}|['’]?\d{2})?",
    re.IGNORECASE,
)


def read_due_months(tables: Sequence[Table]) -> None:
    """Read due dates that name a month as its last day, each with a note. A month without a year needs "end of" before
    it, and is the first one that ends on or after the day on which the action was agreed; without such a day it stays
    as it is."""
    for table in tables:
        for name in ("due", "first_due"):
            if table.has(name):
                _read(table, name)


def _read(table: Table, name: str) -> None:
    texts = {cell for cell in different(table.cells(name)) if isinstance(cell, str)}
    months = {text: match for text in texts if (match := _month(text))}
    if not months:
        return
    cells: list[Cell] = list(table.cells(name))
    grid = replace(table.grid, day_first=True)
    created = table.cells("created")
    for record, cell in enumerate(cells):
        if not isinstance(cell, str) or cell not in months or record in table.no_records:
            continue
        since = day_in(created[record], grid) if text_of(created[record]) else None
        if (day := _last_day(months[cell], since)) is not None:
            cells[record] = day
            table.note(record, name, "note", RULE, cell.strip(), f"a day; read as {day.isoformat()}")
    table.respell(name, cells)


def _month(text: str) -> Mapping[str, str | None] | None:
    match = _END.fullmatch(" ".join(text.split()))
    if match is None or month_named(match["month"]) is None or not (match["end"] or match["year"]):
        return None
    return match.groupdict()


def _last_day(said: Mapping[str, str | None], since: str | None) -> date | None:
    month = month_named(said["month"] or "")
    assert month is not None
    if said["year"]:
        year = int(said["year"].strip("'’"))
        year += 2000 if year < 100 else 0
    elif since:
        first = date.fromisoformat(since)
        year = first.year + (month < first.month)
    else:
        return None
    return date(year, month, monthrange(year, month)[1])
