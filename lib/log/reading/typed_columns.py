"""Converts columns of dates, numbers, yes or no, and fixed words.

Each distinct cell is read once, and its value then spread over the rows: a column of 100,000 rows has few distinct
dates or words. Whole numbers that fit as they are, the usual case, need not even be sorted into distinct ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from lib.log.format.cells import (
    ERROR_CELLS,
    FEWEST_DAYS,
    ISO_DATE,
    LATEST,
    Unfit,
    day_0,
    day_first_evidence,
    decimal_comma_evidence,
    is_missing,
    read_date,
    read_number,
    read_word,
    read_yes_no,
    shown,
    swapped_on_opening,
)
from lib.log.format.frames import dtype_of
from lib.log.format.schema import Column
from lib.log.format.words import word_form
from lib.log.format.year_first import year_first_days
from lib.log.reading.converted import Converted, Refused, misfits, spread
from lib.log.reading.packed import NO_NUMBER, distinct, whole_numbers
from lib.workbook.base import Cell
from lib.workbook.common.coded import CodedColumn

_DAY_1970 = date(1970, 1, 1)
_KIND_NAMES = {"date": "a date", "yes_no": "yes or no", "count": "a count", "number": "a number"}


SWAPPED = "day and month swapped"
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


def convert_typed(
    cells: Sequence[Cell],
    column: Column,
    *,
    day_first: bool | None,
    epoch_1904: bool,
    own_words: Mapping[str, str] = _NO_WORDS,
) -> Converted:
    """The cells of a date, yes_no, count, number or enum column, with the dtype of `dtype_of(column)`.

    `day_first`: the workbook's order in short dates, None if unknown; a column's own dates override it. `own_words`:
    words that the log's settings translate.
    """
    if isinstance(cells, CodedColumn):
        codes, different = cells.distinct()
        once = convert_typed(
            different, column, day_first=day_first, epoch_1904=epoch_1904, own_words=own_words
        )
        return spread(once, codes)
    if column.kind in ("date", "count"):
        return _convert_numbers(cells, column, day_first, epoch_1904)
    return _convert_distinct(cells, column, day_first, epoch_1904, own_words)


def _convert_numbers(
    cells: Sequence[Cell], column: Column, day_first: bool | None, epoch_1904: bool
) -> Converted:
    """Converts whole numbers that fit as they are all at once, and the other cells, usually few, one by one."""
    numbers, others = whole_numbers(cells)
    low, high = _days(epoch_1904) if column.kind == "date" else _bounds(column)
    blank = numbers == NO_NUMBER
    strange = (numbers < low) | (numbers > high)
    strange &= ~blank
    if strange.any():
        others = np.union1d(others, np.flatnonzero(strange))
    if len(others) > len(cells) / 2 or (column.kind == "date" and _may_be_swapped(cells, others)):
        return _convert_distinct(cells, column, day_first, epoch_1904)
    if column.kind == "date":
        seconds = (numbers - (_DAY_1970 - day_0(epoch_1904)).days) * 86_400
        seconds[blank] = np.iinfo(np.int64).min
        values: np.ndarray | ExtensionArray = seconds.view("datetime64[s]")
    else:
        values = pd.arrays.IntegerArray(np.where(blank, 1, numbers), blank.copy())
    if not len(others):
        return Converted(values, blank, blank, ())
    rest = _convert_distinct([cells[at] for at in others.tolist()], column, day_first, epoch_1904)
    values[others] = rest.values
    says_nothing = blank.copy()
    blank[others], says_nothing[others] = rest.blank, rest.says_nothing
    misfits_of_rest = (replace(misfit, positions=others[misfit.positions]) for misfit in rest.misfits)
    return Converted(values, says_nothing, blank, tuple(misfits_of_rest))


def _may_be_swapped(cells: Sequence[Cell], others: np.ndarray) -> bool:
    """Whether one of the cells that are no whole numbers shows that the day is first."""
    return any(day_first_evidence((cells[at],)) for at in others.tolist() if isinstance(cells[at], str))


def _days(epoch_1904: bool) -> tuple[int, int]:
    return FEWEST_DAYS, (LATEST - day_0(epoch_1904)).days


def _bounds(column: Column) -> tuple[float, float]:
    return 0 if column.low is None else column.low, 1e15 if column.high is None else column.high


def _convert_distinct(
    cells: Sequence[Cell],
    column: Column,
    day_first: bool | None,
    epoch_1904: bool,
    own_words: Mapping[str, str] = _NO_WORDS,
) -> Converted:
    codes, different = distinct(cells)
    is_date = column.kind == "date"
    if is_date and swapped_on_opening(different, epoch_1904):
        return _swapped(codes, different, column)
    read = _reader(column, different, day_first, epoch_1904, own_words)
    typed: list[object] = []
    blank = np.zeros(len(different), dtype=bool)
    unchecked = np.zeros(len(different), dtype=bool)
    refused: list[Refused] = []
    for code, cell in enumerate(different):
        value = None
        if is_missing(cell) or (isinstance(cell, str) and not cell.strip()):
            blank[code] = True
        elif isinstance(cell, str) and cell.strip() in ERROR_CELLS:
            refused.append(Refused(code, shown(cell), column.expected, "formula error"))
        else:
            unchecked[code] = cell is False or cell == "FALSE"
            try:
                value = read(cell)
                if value is None and column.blank_means and word_form(shown(cell)):
                    raise Unfit(f"{column.expected}; read as not recorded, not as {column.blank_means}")
            except Unfit as unfit:
                rule = f"not {_KIND_NAMES.get(column.kind, 'a known word')}"
                refused.append(Refused(code, shown(cell), str(unfit), rule))
            else:
                if is_date and isinstance(cell, str) and not ISO_DATE.fullmatch(cell.strip()):
                    expected = f"a date cell; read as {value}"
                    if value is not None:
                        refused.append(Refused(code, shown(cell), expected, "text date", accepted=True))
                if value is None and column.required:
                    expected = f"{column.expected}: every row needs it"
                    refused.append(Refused(code, shown(cell), expected, "required cell empty"))
        typed.append(value)
    is_blank = blank.take(codes)
    says_nothing = is_blank | unchecked.take(codes) if unchecked.any() else is_blank
    return Converted(_spread(typed, codes, column), says_nothing, is_blank, misfits(codes, refused))


def _swapped(codes: np.ndarray, different: list[Cell], column: Column) -> Converted:
    """A column in which a spreadsheet swapped day and month where it could: no cell of it can be trusted."""
    blank = np.array(
        [is_missing(cell) or (isinstance(cell, str) and not cell.strip()) for cell in different], dtype=bool
    )
    expected = (
        "dates as they were: a spreadsheet swapped day and month on opening wherever the day is 12 or less; import the "
        "file again with this column as text"
    )
    refused = [
        Refused(code, shown(cell), expected, SWAPPED)
        for code, cell in enumerate(different)
        if not blank[code]
    ]
    values = _spread([None] * len(different), codes, column)
    is_blank = blank.take(codes)
    return Converted(values, is_blank, is_blank, misfits(codes, refused))


def _spread(typed: list[object], codes: np.ndarray, column: Column) -> np.ndarray | ExtensionArray:
    """The value of each row, from the values of the distinct cells."""
    dtype = dtype_of(column)
    match column.kind:
        case "date":
            first = _DAY_1970.toordinal()  # numpy itself takes ten times as long to look at dates
            days = [day.toordinal() - first if isinstance(day, date) else NO_NUMBER for day in typed]
            return np.array(days, np.int64).view("datetime64[D]").astype("datetime64[s]")[codes]
        case "enum":
            word_codes = {word: code for code, word in enumerate(column.words)}
            numbers = np.array([word_codes.get(word, -1) for word in typed], dtype=np.int8)  # type: ignore[call-overload]
            return pd.Categorical.from_codes(numbers.take(codes), dtype=dtype, validate=False)
        case "yes_no":
            yes, missing = (np.array([value is it for value in typed], dtype=bool) for it in (True, None))
            return pd.arrays.BooleanArray(yes.take(codes), missing.take(codes))
        case _:
            return pd.array(typed, dtype=dtype).take(codes)  # type: ignore[call-overload]


def _shares(different: list[Cell]) -> dict[Cell, Cell]:
    """The numbers of a column as shares of what is to be done ("50%"), if some lie between 0 and 1, or between 1 and
    100: beside these, 1 is one percent. {} for other columns, in which 1 may be a tick."""
    numbers = [cell for cell in different if isinstance(cell, int | float) and not isinstance(cell, bool)]
    for most in (1, 100):
        if any(0 < cell < most and cell != 1 for cell in numbers) and all(
            0 <= cell <= most for cell in numbers
        ):
            return {cell: f"{cell * 100 / most:g}%" for cell in numbers}
    return {}


def _reader(
    column: Column,
    different: list[Cell],
    day_first: bool | None,
    epoch_1904: bool,
    own_words: Mapping[str, str],
) -> Callable[[Cell], object]:
    match column.kind:
        case "date":
            order = day_first_evidence(different)
            day_first = order if order is not None else day_first
            if days := year_first_days(different):
                return lambda cell: read_date(
                    days.get(str(cell), cell), day_first=day_first, epoch_1904=epoch_1904
                )
            return lambda cell: read_date(cell, day_first=day_first, epoch_1904=epoch_1904)
        case "yes_no":
            return lambda cell: read_yes_no(cell, own_words)
        case "enum":
            shares = _shares(different) if "done" in column.words else {}
            return lambda cell: read_word(
                cell if isinstance(cell, bool) else shares.get(cell, cell), column, own_words
            )
        case _:
            has_comma = decimal_comma_evidence(different)
            return lambda cell: read_number(cell, column, decimal_comma=has_comma)
