"""One cell -> its value: dates, numbers, yes or no and fixed words, however people write them; and back to text."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

import pandas as pd

from lib.log.format.lights import COLORS, of_light
from lib.log.format.months import month_named, without_accents
from lib.log.format.remarks import word_before_remark
from lib.log.format.schema import Column
from lib.log.format.weekdays import falls_on, without_weekday
from lib.log.format.words import fillers, no_words, word_for, word_form, yes_words
from lib.workbook.base import Cell

LOADING = "Loading..."
"""What Google shows while a formula fetches its values."""
ERROR_CELLS = frozenset(
    "#REF! #N/A #VALUE! #DIV/0! #NAME? #NUM! #NULL! #ERROR! #SPILL! #CALC! #FIELD! #BLOCKED! #GETTING_DATA #CONNECT! "
    f"#EXTERNAL! #PYTHON! #BUSY! #UNKNOWN! #UNCALCULATED! {LOADING}".split()
)
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
AMBIGUOUS = "an unambiguous date"
"""How what is expected begins where a short date can be read with the day or the month first."""
FEWEST_DAYS = 10_000
"""A bare number below is no day but a count: as a serial number it would lie before 1927."""
ISO_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?:(?:T|,? )\d{1,2}:\d{2}.*)?")
_DAY_MONTH_YEAR = re.compile(
    r"(?:[a-z]+[.,]* +)?(\d{1,2})(?:st|nd|rd|th|er|\.)?[-/ ]+(?:de |of )?([a-z]{3,10})\.?,?[-/ ]+(?:de )?['’]?"
    r"(\d{4}|\d{2})(?:,? (?:at )?\d{1,2}:\d{2}.*)?"
)
_MONTH_DAY_YEAR = re.compile(
    r"(?:[a-z]+[.,]* +)?([a-z]{3,10})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?,?[- ]+['’]?(\d{4}|\d{2})"
    r"(?:,? (?:at )?\d{1,2}:\d{2}.*)?"
)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_THOUSANDS_WITH_POINTS = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
_DECIMAL_COMMA = re.compile(r"(\d{1,3}(\.\d{3})+|\d+),\d{1,2}|\d+,\d{4,}")
"""A comma that can only be a decimal one: "1,234" could also be a thousand and more."""
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


class Unfit(ValueError):
    """A cell that does not fit its column; the message says what was expected."""


def shown(cell: Cell) -> str:
    """A cell as text for people: ISO dates, whole numbers without decimals, at most 200 characters."""
    text = _as_text(cell)
    return (text if len(text) <= 200 else text[:199] + "…").encode("utf-8", "replace").decode()


def _as_text(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() if cell.bit_length() > 1000:
            return f"a number of about {int(math.log10(abs(cell))) + 1} digits"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case _ if is_missing(cell):
            return ""
        case datetime() if not (cell.hour or cell.minute or cell.second):
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat()
        case int() | float() | time() | timedelta():
            return str(cell)
        case _:
            return reprlib.repr(cell)


def is_missing(cell: Cell) -> bool:
    """Whether a cell is None, or what programs write for a missing value: NaN, NaT, NA."""
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def read_yes_no(cell: Cell, own: Mapping[str, str] = MappingProxyType({})) -> bool | None:
    """yes, no, y, n, true, false, 1, 0, x, check marks and yes and no in other languages -> bool; a dash or n/a -> None
    (not known). `own`: words that the log's settings translate. Raises Unfit for anything else.
    """
    if isinstance(cell, bool):
        return cell
    word = word_form(shown(cell))
    word = word_form(own.get(word, word))
    if word in yes_words():
        return True
    if word in no_words():
        return False
    if word in fillers():
        return None
    raise Unfit("yes or no")


def read_word(cell: Cell, column: Column, own: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """One of the column's words, in any of the forms of `lib.log.format.words`; blank, a dash or n/a -> None.

    `own`: words that the log's settings translate (`word_form` -> one of the column's words or their forms). They go
    first; "%" among them means every share between none and all, "colors" every color of a light. Raises Unfit for any
    other word.
    """
    if isinstance(cell, str) and cell in column.words and not own:
        return cell
    form = word_form(_share(cell, column) or shown(cell))
    if form in own and (word := word_for(own[form], column)):
        return word
    if COLORS in own and (light := of_light(form, own[COLORS])) in column.words:
        return light
    if word := word_for(form, column):
        return word
    if "%" in own and is_share(form) and (word := word_for(own["%"], column)):
        return word
    if form in fillers() or form == "":
        return None
    if isinstance(cell, str) and (word := word_before_remark(cell, column)):
        return word
    raise Unfit(column.expected)


_SHARE = re.compile(r"\d{1,3}(?:[.,]\d+)?%")


def is_share(form: str) -> bool:
    """Whether a word (in `word_form`) is a share such as 75%, which a log's word "%" translates (all but 0 and 100)."""
    return _SHARE.fullmatch(form) is not None


def _share(cell: Cell, column: Column) -> str:
    """A status that is given as all there is to do (1 or 100 in a column of shares), as a word that is known; "" for
    any other cell. A part that is done is no such word."""
    if "done" not in column.words or isinstance(cell, bool):
        return ""
    if isinstance(cell, int | float):
        return "100%" if cell in (1, 100) else ""
    return ""


def read_number(cell: Cell, column: Column, *, decimal_comma: bool = False) -> float | int | None:
    """A number within the column's bounds, at least 0 by default; counts are whole. Not known (a dash, n/a) -> None.

    Digits in text are read, with a decimal comma too ("1,5"). "1.234" is a thousand and more if the column writes
    decimal commas. Raises Unfit for anything else, such as "12 min".
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise Unfit(column.expected)
    if isinstance(cell, str):
        digits = cell.strip().replace("\u00a0", "")
        if word_form(digits) in fillers():
            return None
        if decimal_comma or _DECIMAL_COMMA.fullmatch(digits):
            if _THOUSANDS_WITH_POINTS.fullmatch(digits):
                digits = digits.replace(".", "")
            digits = digits.replace(",", ".")
        elif _THOUSANDS.fullmatch(digits):
            digits = digits.replace(",", "")
        if not _PLAIN_NUMBER.fullmatch(digits):
            raise Unfit(column.expected)
        cell = float(digits)
    low = 0 if column.low is None else column.low
    if not (low <= cell <= (column.high if column.high is not None else 1e15)):
        raise Unfit(column.expected)
    if column.kind == "number":
        return float(cell)
    if cell != int(cell):
        raise Unfit(column.expected)
    return int(cell)


def read_date(cell: Cell, *, day_first: bool | None, epoch_1904: bool) -> date | None:
    """A date cell, a serial number, ISO text, text with the month in words, or the locale's short form; a dash -> None.

    Raises Unfit for anything else: also for dates outside 2000-2099 (a wrong year), and for short forms whose day and
    month could be swapped when neither the column nor the workbook's locale shows which comes first.
    """
    if isinstance(cell, bool):
        raise Unfit("a date such as 2026-03-04")
    if isinstance(cell, datetime):
        found: date | None = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, int | float):
        found = _from_serial(cell, epoch_1904)
    elif isinstance(cell, str):
        text = " ".join(cell[:100].split())
        if text.startswith("**") and text.endswith("**"):
            text = text.strip("* ")  # in bold
        if word_form(text) in fillers():
            return None
        found = _from_text(text, day_first, epoch_1904)
    else:
        found = None
    if found is None:
        raise Unfit("a date such as 2026-03-04")
    if not EARLIEST <= found <= LATEST:
        raise Unfit(f"a date between {EARLIEST.year} and {LATEST.year}; is the year right?")
    return found


def _from_serial(serial: int | float, epoch_1904: bool) -> date | None:
    if not FEWEST_DAYS <= serial < 2_958_466:
        return None
    try:
        return day_0(epoch_1904) + timedelta(days=int(serial))
    except OverflowError:
        return None


def day_0(epoch_1904: bool) -> date:
    """The day that a workbook's date serial numbers count from."""
    return date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)


def _from_text(text: str, day_first: bool | None, epoch_1904: bool) -> date | None:
    lowered = without_accents(text)
    bare, weekdays = without_weekday(text)
    if weekdays and (ISO_DATE.fullmatch(bare) or _YEAR_LAST.fullmatch(bare)):
        text = bare
    if match := ISO_DATE.fullmatch(text):
        return _date(match[1], match[3], match[4])
    if match := _COMPACT.fullmatch(text):
        return _date(*match.groups())
    if match := _YEAR_LAST.fullmatch(text):
        order = True if match[2] == "." else _order_by_weekday(match, weekdays)
        return _from_short_form(match[1], match[3], match[4], day_first if order is None else order)
    if match := _DAY_MONTH_YEAR.fullmatch(lowered):
        return _date(match[3], month_named(match[2]), match[1])
    if match := _MONTH_DAY_YEAR.fullmatch(lowered):
        return _date(match[3], month_named(match[1]), match[2])
    if re.fullmatch(r"\d{5}", text):
        return _from_serial(float(text), epoch_1904)
    return None


def _order_by_weekday(short: re.Match[str], weekdays: frozenset[int]) -> bool | None:
    """Whether the day is first in a short date, where only one order falls on the day of the week beside it."""
    if not weekdays:
        return None
    day_read, month_read = _date(short[4], short[3], short[1]), _date(short[4], short[1], short[3])
    fits = falls_on(day_read, weekdays), falls_on(month_read, weekdays)
    return fits[0] if fits[0] is not fits[1] else None


def _from_short_form(first: str, second: str, year: str, day_first: bool | None) -> date | None:
    if int(first) > 12 or int(second) > 12:
        day_first = int(first) > 12
    elif first.lstrip("0") == second.lstrip("0"):
        day_first = True
    month_read, day_read = _date(year, first, second), _date(year, second, first)
    if day_first is None and month_read and day_read:
        raise Unfit(f"{AMBIGUOUS}: {month_read} or {day_read}?")
    return day_read if day_first else month_read


def _date(year: str, month: str | int | None, day: str) -> date | None:
    if month is None:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def decimal_comma_evidence(distinct: Iterable[Cell]) -> bool:
    """Whether a column writes decimal commas: one of its texts can be read in no other way."""
    return any(isinstance(cell, str) and _DECIMAL_COMMA.fullmatch(cell.strip()) for cell in distinct)


def swapped_on_opening(distinct: Iterable[Cell], epoch_1904: bool) -> bool:
    """Whether a spreadsheet took days for months in a column of short dates when it opened the file.

    Then what could be a date in its own order became one (all days 12 or less), and the rest stayed text (the first
    number always above 12). A few such cells can be chance: three and three, or one text beside six dates, cannot. Of
    fewer, `distinct` has to be out of order as it stands.
    """
    found: list[tuple[date, bool]] = []
    for cell in distinct:
        if isinstance(cell, str):
            match = _YEAR_LAST.fullmatch(cell.strip())
            if match and match[2] != ".":
                day = _date(match[4], match[3], match[1])
                if day is None or day.day <= 12:
                    return False
                found.append((day, True))
        elif isinstance(cell, date):
            found.append((cell.date() if isinstance(cell, datetime) else cell, False))
        elif isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= FEWEST_DAYS:
            if (serial := _from_serial(cell, epoch_1904)) is None:
                return False
            found.append((serial, False))
    texts = sum(is_text for _, is_text in found)
    dates = len(found) - texts
    if not texts or not dates or any(day.day > 12 for day, is_text in found if not is_text):
        return False
    if (dates >= 3 and texts >= 3) or dates >= 6:
        return True
    days = [day for day, _ in found]
    return days != sorted(days)


def day_first_evidence(cells: Iterable[Cell]) -> bool | None:
    """Whether a column's unambiguous short dates write the day first; None if there are none, or they disagree."""
    orders: set[bool | None] = set()
    for cell in {cell for cell in cells if isinstance(cell, str)}:
        text, weekdays = without_weekday(cell.strip())
        if (match := _YEAR_LAST.fullmatch(text)) and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second or second > 12 >= first:
                orders.add(first > 12)
            elif first != second:
                orders.add(_order_by_weekday(match, weekdays))
    orders.discard(None)
    return orders.pop() if len(orders) == 1 else None
