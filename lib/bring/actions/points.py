"""Points of minutes that are kept beside actions, and name nothing to be done."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.table import Table, text_of
from lib.log.format.words import fillers, word_form

NOTHING_TO_DO = "is a point of the minutes, and names nothing to be done"
_OF_ACTIONS = ("owner", "partner", "due", "first_due", "status", "closed")


def leave_out_points(tables: Sequence[Table]) -> None:
    """Rows without anything to be done, anybody to do it, a day or a state, in lists that also hold what was discussed:
    they are points of the minutes."""
    for table in tables:
        others = [
            column for column in table.columns if column.name and column.name not in table.tab.column_names
        ]
        if not others or not table.has("what") or not (table.has("owner") or table.has("due")):
            continue
        said = {name: table.cells(name) for name in ("what", *_OF_ACTIONS) if table.has(name)}
        for record in range(len(table)):
            if record in table.no_records or any(map(_says, (cells[record] for cells in said.values()))):
                continue
            if any(_says(column.cells[record]) for column in others):
                table.leave_out(record, NOTHING_TO_DO)


def _says(cell: object) -> bool:
    text = text_of(cell)
    return bool(text) and word_form(text) not in fillers()
