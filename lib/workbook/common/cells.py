"""Whether two cells hold the same value in whatever form it is stored; and dates as the numbers that sheets use."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from lib.workbook.base import Cell

_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates are wall time
_DAY_0_IN_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


def serial(day: date | datetime, *, epoch_1904: bool = False) -> float | int:
    """Days since the sheet's day 0, a whole number for a date; in wall time, a time zone is ignored."""
    moment = day.replace(tzinfo=None) if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001
    days = (moment - (_DAY_0_IN_1904 if epoch_1904 else _DAY_0)) / timedelta(days=1)
    return int(days) if days.is_integer() else days


def same(one: Cell, other: Cell, *, epoch_1904: bool = False) -> bool:
    """Whether two cells hold the same value.

    Blank is None or "". Numbers compare by value, dates also with their serial number, and a checkbox also with the
    text TRUE or FALSE. Texts compare exactly: a space that someone typed is a change.
    """
    one, other = _plain(one, epoch_1904), _plain(other, epoch_1904)
    if isinstance(one, bool) or isinstance(other, bool):
        return str(one).upper() == str(other).upper() and one is not None and other is not None
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other


def header_text(cell: Cell) -> str:
    """A header as the title that a RowChange uses: text as it is, a whole number without decimals, "" for None."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def coarse(cell: Cell) -> str:
    """A text for looking up cells: equal for all cells that are `same`, and for few others."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        cell = serial(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"{float(cell):.9g}"
    return str(cell).upper()


def _plain(cell: Cell, epoch_1904: bool) -> str | bool | int | float | None:
    if isinstance(cell, date):
        return serial(cell, epoch_1904=epoch_1904)
    if cell is None or cell == "":
        return None
    if isinstance(cell, (str, bool, int, float)):
        return cell
    return str(cell)
