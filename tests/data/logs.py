"""Small logs written as text, for tests: `grids` as a source would give them, `log` parsed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.workbook.base import Grid

READ_AT = datetime(2026, 6, 30, 10, 32, tzinfo=UTC)
"""When a small log was read, for what says so."""

FIVE_TABS: dict[str, list[dict[str, object]]] = {
    "circles": [{"circle": "Atlas"}],
    "members": [{"member": "ana", "circle": "Atlas"}, {"member": "bo", "circle": "Atlas"}],
    "sessions": [
        {"session": "A-1", "circle": "Atlas", "planned": date(2026, 1, 5), "held": date(2026, 1, 5)}
    ],
    "attendance": [
        {"session": "A-1", "member": "ana", "present": "yes"},
        {"session": "A-1", "member": "bo", "present": "no"},
    ],
    "actions": [{"action": "X-1", "circle": "Atlas", "what": "Write it down"}],
}
"""The least a log can be: every required tab with a row or two."""


def grid(tab: str, rows: list[dict[str, object]], *, workbook: str = "log.xlsx", **options: object) -> Grid:
    """A grid whose headers are the keys of `rows` in order of appearance."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    columns = [[header, *(row.get(header, "") for row in rows)] for header in headers]
    return Grid(workbook, tab, columns, **options)  # type: ignore[arg-type]


def log(
    tables: dict[str, list[dict[str, object]]] | None = None, /, **tabs: list[dict[str, object]]
) -> CircleLog:
    """A parsed log of `tables` and `tabs` (tab = rows); the five required tabs are there, empty where not given."""
    rows: dict[str, list[dict[str, object]]] = {
        name: [dict.fromkeys(FIVE_TABS[name][0], "")] for name in FIVE_TABS
    }
    return parse([grid(name, table) for name, table in (rows | (tables or {}) | tabs).items()])


def write_xlsx(path: Path, tables: dict[str, list[dict[str, object]]]) -> Path:
    """The same rows as an .xlsx file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for column, cells in enumerate(grid(name, rows).columns, start=1):
            for row, cell in enumerate(cells, start=1):
                if cell != "":
                    sheet.cell(row, column, cell)
    book.save(path)
    return path
