"""The sessions of a log, found by key or by circle and day."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.table import Table, text_of
from lib.log.format.cells import Unfit, read_date
from lib.log.format.folding import fold
from lib.workbook.base import Cell, Grid


class Sessions:
    """The sessions of the log, found by key, or by circle and day."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._key_of: dict[str, str] = {}
        self._by_day: dict[str, dict[str, str]] = {}
        for table in tables:
            days = [
                day_in(cell, table.grid) or day_in(other, table.grid)
                for cell, other in zip(table.cells("held"), table.cells("planned"), strict=True)
            ]
            for key, circle, day in zip(table.texts("session"), table.texts("circle"), days, strict=True):
                if key:
                    self._key_of.setdefault(fold(key), key)
                    if day:
                        self._by_day.setdefault(day, {})[fold(circle)] = key

    def find(self, header: Cell, grid: Grid, circle: str) -> str | None:
        """The session that a header means: its key, or the day on which the circle met; None if there is none."""
        if key := self._key_of.get(fold(text_of(header))):
            return key
        on_day = self._by_day.get(day_in(header, grid) or "", {})
        if circle:
            return on_day.get(fold(circle))
        return next(iter(on_day.values())) if len(on_day) == 1 else None


def day_in(cell: Cell, grid: Grid) -> str | None:
    """The day that a cell of a grid means, as ISO text; None if it means none."""
    if cell is None or cell == "" or isinstance(cell, bool):
        return None
    try:
        found = read_date(cell, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    except Unfit:
        return None
    return found.isoformat() if found else None
