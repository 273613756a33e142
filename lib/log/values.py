"""Cells of one column -> typed values, and what did not fit.

Each distinct cell is read once, then spread over the rows: a column of 100,000 rows holds few distinct dates or words.
"""

from __future__ import annotations

import math
import re
import reprlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from numbers import Integral, Real

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.log.model import dtype_of
from lib.log.schema import Column
from lib.workbook.base import Cell

ERROR_CELLS = frozenset(
    "#REF! #N/A #VALUE! #DIV/0! #NAME? #NUM! #NULL! #ERROR! #SPILL! #CALC! #FIELD! #BLOCKED! #GETTING_DATA "
    "#UNCALCULATED!".split()
)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_YES = frozenset(("yes", "y", "true", "t", "1", "x", "✓", "✔", "☑", "✅", "on"))
_NO = frozenset(("no", "n", "false", "f", "0", "✗", "✘", "☐", "❌", "off"))
_DAY_1970 = date(1970, 1, 1)
_NOT_KNOWN = frozenset(("-", "–", "—", "n/a", "na", "?", "tbd", "unknown"))
_PRESENT_FORMS = {
    "present": "yes",
    "attended": "yes",
    "absent": "no",
    "excuse": "excused",
    "apologies": "excused",
}
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_PLAIN_TYPES = frozenset((str, int, float, bool, date, datetime, time, timedelta, type(None)))
_ERROR_CELLS = pa.array(sorted(ERROR_CELLS), type=pa.large_string())
_STR = pd.StringDtype(na_value=np.nan)
_SPACES = r"[\s\pZ\x0b\x1c-\x1f\x85]+"
_WIDE_SPACES = (b"\xc2\x85", b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80", b"\xe2\x81\x9f", b"\xe3\x80\x80")
"""The spaces beyond ASCII as UTF-8, some with other characters: where `_SPACES` may replace one."""
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY_MONTH_YEAR = re.compile(
    r"(?:[a-z]+,? +)?(\d{1,2})(?:st|nd|rd|th|\.)?[- ]+([a-z]{3,9})\.?,?[- ]+(\d{4}|\d{2})"
)
_MONTH_DAY_YEAR = re.compile(
    r"(?:[a-z]+,? +)?([a-z]{3,9})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?,?[- ]+(\d{4}|\d{2})"
)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


class Unfit(ValueError):
    """A cell that does not fit its column; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Rows (positions from 0) whose cell `found` was refused, or accepted with a remark (`accepted`)."""

    positions: np.ndarray
    found: str
    expected: str
    rule: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class _Refused:
    code: int
    found: str
    expected: str
    rule: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Converted:
    """Typed values of a column, which cells say nothing (blank or an unticked checkbox), which were blank, misfits."""

    values: pd.Series
    says_nothing: np.ndarray
    blank: np.ndarray
    misfits: tuple[Misfit, ...]


def shown(cell: Cell) -> str:
    """A cell as text for people: dates ISO, whole numbers without decimals, at most 200 characters."""
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
        case _ if _is_missing(cell):
            return ""
        case datetime() if not (cell.hour or cell.minute or cell.second):
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat()
        case int() | float() | time() | timedelta():
            return str(cell)
        case _:
            return reprlib.repr(cell)


def _is_missing(cell: Cell) -> bool:
    """None, and what programs put for a missing value: NaN, NaT, NA."""
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def convert(cells: Sequence[Cell], column: Column, *, day_first: bool | None, epoch_1904: bool) -> Converted:
    """Type the cells of one column (header excluded).

    In: cells as any source gives them. Out: values with the dtype of `dtype_of(column)`, missing where the cell was
    blank or did not fit; every cell that did not fit stands in exactly one Misfit.
    """
    if column.kind in {"date", "yes_no", "count", "number", "enum"}:
        return _convert_typed(cells, column, day_first, epoch_1904)
    return _convert_text(cells, column)


def _convert_text(cells: Sequence[Cell], column: Column) -> Converted:
    encoded = _encoded(cells)
    if encoded is None:
        encoded = pa.array([_text(cell) for cell in cells], type=pa.large_string()).dictionary_encode()
    distinct = pc.utf8_trim_whitespace(encoded.dictionary)
    content = _bytes_of(distinct)
    if (column.kind != "text" or column.required) and _has_uneven_spaces(content):
        distinct = pc.replace_substring_regex(distinct, _SPACES, " ")
        content = _bytes_of(distinct)
    if column.kind == "list" or column.kind == "references":
        if _has_uneven_commas(content):
            distinct = pc.replace_substring_regex(distinct, r"\s*,[\s,]*", ", ")
        distinct = pc.utf8_trim(distinct, ", ")
    is_error = np.zeros(len(distinct), dtype=bool)
    if b"#" in content:
        is_error = pc.is_in(distinct, _ERROR_CELLS).to_numpy(zero_copy_only=False)
    if column.kind == "email":
        distinct = pc.if_else(is_error, distinct, pc.utf8_lower(distinct))
    unticked = np.zeros(len(distinct) + 1, dtype=bool)
    if column.kind == "link_or_yes":
        unticked[:-1] = pc.equal(distinct, "FALSE").to_numpy(zero_copy_only=False)
        distinct = pa.array([_link_or_yes(value) for value in distinct.to_pylist()], type=pa.large_string())
    is_blank = pc.binary_length(distinct).to_numpy(zero_copy_only=False) == 0
    misfits = [
        _Refused(int(code), distinct[int(code)].as_py(), column.expected, "formula error")
        for code in np.flatnonzero(is_error)
    ]
    if column.kind == "email":
        no_at = ~pc.match_substring(distinct, "@").to_numpy(zero_copy_only=False)
        for code in np.flatnonzero(no_at & ~is_blank & ~is_error):
            found = shown(distinct[int(code)].as_py())
            misfits.append(_Refused(int(code), found, column.expected, "not an email", accepted=True))
    missing = is_blank | is_error
    if missing.any():
        distinct = pc.if_else(pa.array(missing), pa.scalar(None, distinct.type), distinct)
    texts = pd.arrays.ArrowStringArray(distinct.take(encoded.indices), dtype=_STR)  # type: ignore[call-arg]
    codes = (encoded.indices.fill_null(-1) if encoded.null_count else encoded.indices).to_numpy()
    blank = np.append(is_blank, True)[codes]
    says_nothing = blank | unticked[codes] if unticked.any() else blank
    return Converted(pd.Series(texts, copy=False), says_nothing, blank, _misfits(codes, misfits))


def _encoded(cells: Sequence[Cell]) -> pa.DictionaryArray | None:
    """Texts (and None) as codes into the distinct ones, in order of appearance; None where a cell is anything else."""
    try:
        return pa.array(cells, type=pa.large_string()).dictionary_encode()
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        return None


def _bytes_of(texts: pa.Array) -> bytes:
    """All texts in one: a look at these bytes costs a tenth of a replacement that nearly no column needs.

    Whoever looks for two characters may find them across a border, but never misses them.
    """
    content = texts.buffers()[2]
    return content.to_pybytes() if content is not None else b""


def _has_uneven_spaces(content: bytes) -> bool:
    """Whether trimmed texts may hold two spaces in a row or another space than the plain one."""
    if not content:
        return False
    codes = np.frombuffer(content, np.uint8)
    is_space = codes == 32
    if codes.min() < 32 or (is_space[1:] & is_space[:-1]).any():
        return True
    return not content.isascii() and any(space in content for space in _WIDE_SPACES)


def _has_uneven_commas(content: bytes) -> bool:
    """Whether a comma in texts with even spaces may stand otherwise than right before one space."""
    return content.count(b",") != content.count(b", ") or b" ," in content


def _text(cell: Cell) -> str:
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else shown(cell)


def _link_or_yes(value: str) -> str:
    folded = value.lower()
    return "yes" if folded in _YES else "no" if folded in _NO else value


def _convert_typed(
    cells: Sequence[Cell], column: Column, day_first: bool | None, epoch_1904: bool
) -> Converted:
    codes, distinct = _distinct(cells)
    is_date = column.kind == "date"
    read = _reader(column, distinct, day_first, epoch_1904)
    typed: list[object] = []
    blank = np.zeros(len(distinct), dtype=bool)
    unticked = np.zeros(len(distinct), dtype=bool)
    misfits: list[_Refused] = []
    day_1970 = (_DAY_1970 - _day_0(epoch_1904)).days
    first, last = ((day - _day_0(epoch_1904)).days for day in (EARLIEST, LATEST))
    for code, cell in enumerate(distinct):
        if is_date and type(cell) is int and first <= cell <= last:
            typed.append(cell - day_1970)
            continue
        value = None
        if _is_missing(cell) or (isinstance(cell, str) and not cell.strip()):
            blank[code] = True
        elif isinstance(cell, str) and cell.strip() in ERROR_CELLS:
            misfits.append(_Refused(code, shown(cell), column.expected, "formula error"))
        else:
            unticked[code] = cell is False or cell == "FALSE"
            try:
                value = read(cell)
            except Unfit as unfit:
                misfits.append(_Refused(code, shown(cell), str(unfit), f"not {_article(column.kind)}"))
            else:
                if is_date and isinstance(cell, str) and not _YEAR_FIRST.fullmatch(cell.strip()):
                    expected = f"a date cell; read as {value}"
                    if value is not None:
                        misfits.append(_Refused(code, shown(cell), expected, "text date", accepted=True))
                if value is None and column.required:
                    expected = f"{column.expected}: every row needs it"
                    misfits.append(_Refused(code, shown(cell), expected, "required cell empty"))
        typed.append(value)
    is_blank = blank[codes]
    says_nothing = is_blank | unticked[codes] if unticked.any() else is_blank
    return Converted(_spread(typed, codes, column), says_nothing, is_blank, _misfits(codes, misfits))


def _article(kind: str) -> str:
    return {"date": "a date", "yes_no": "yes or no", "count": "a count", "number": "a number"}.get(
        kind, "a known word"
    )


def _distinct(cells: Sequence[Cell]) -> tuple[np.ndarray, list[Cell]]:
    """Codes per row and the distinct cells, in order of appearance; True is kept apart from 1 and False from 0."""
    encoded = _encoded(cells)
    if encoded is not None and not encoded.indices.null_count:
        return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
    types = set(map(type, cells))
    if not types <= _PLAIN_TYPES:
        cells = [_plain(cell) for cell in cells]
        types = set(map(type, cells))
    if bool in types and types & {int, float}:
        cells = [("TRUE" if cell else "FALSE") if isinstance(cell, bool) else cell for cell in cells]
    code_of: defaultdict[Cell, int] = defaultdict()
    code_of.default_factory = code_of.__len__
    codes = np.fromiter(map(code_of.__getitem__, cells), np.intp, len(cells))
    return codes, list(code_of)


def _plain(cell: Cell) -> Cell:
    """The same cell as one of the types of `Cell`, whatever a program put there."""
    if type(cell) in _PLAIN_TYPES:
        return cell
    if _is_missing(cell):
        return None
    if isinstance(cell, np.bool_):
        return bool(cell)
    if isinstance(cell, datetime):
        return datetime.combine(cell.date(), cell.time())
    if isinstance(cell, Real):
        return int(cell) if isinstance(cell, Integral) else float(cell)
    return shown(cell)


def _spread(typed: list[object], codes: np.ndarray, column: Column) -> pd.Series:
    """The values of the distinct cells on the rows; a day may be a date or the number of days since 1970."""
    dtype = dtype_of(column)
    if column.kind == "date":
        return pd.Series(np.array(typed, dtype="datetime64[D]").astype("datetime64[s]")[codes])
    if column.kind == "enum":
        word_codes = {word: code for code, word in enumerate(column.words)}
        distinct = np.array([word_codes.get(word, -1) for word in typed], dtype=np.int8)  # type: ignore[call-overload]
        return pd.Series(pd.Categorical.from_codes(distinct[codes], dtype=dtype, validate=False))
    return pd.Series(pd.array(typed, dtype=dtype).take(codes))  # type: ignore[call-overload]


def _misfits(codes: np.ndarray, refused: list[_Refused]) -> tuple[Misfit, ...]:
    if not refused:
        return ()
    order = np.argsort(codes, kind="stable")
    sorted_codes = codes[order]
    wanted = np.array([item.code for item in refused])
    starts = np.searchsorted(sorted_codes, wanted, "left")
    ends = np.searchsorted(sorted_codes, wanted, "right")
    return tuple(
        Misfit(order[start:end], item.found, item.expected, item.rule, item.accepted)
        for item, start, end in zip(refused, starts, ends, strict=True)
    )


def _reader(
    column: Column, distinct: list[Cell], day_first: bool | None, epoch_1904: bool
) -> Callable[[Cell], object]:
    match column.kind:
        case "date":
            order = _day_first_evidence(distinct)
            day_first = order if order is not None else day_first
            return lambda cell: read_date(cell, day_first=day_first, epoch_1904=epoch_1904)
        case "yes_no":
            return read_yes_no
        case "enum":
            return lambda cell: read_word(cell, column)
        case _:
            return lambda cell: read_number(cell, column)


def read_yes_no(cell: Cell) -> bool | None:
    """yes, no, y, n, true, false, 1, 0, x, tick marks -> bool; a dash or n/a -> None (not known)."""
    if isinstance(cell, bool):
        return cell
    folded = shown(cell).strip().lower()
    if folded in _NOT_KNOWN:
        return None
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise Unfit("yes or no")


def read_word(cell: Cell, column: Column) -> str | None:
    """One of the column's words, whatever its case, hyphens and spaces; a dash or n/a -> None."""
    folded = re.sub(r"[-_\s]+", "", shown(cell).casefold())
    for word in column.words:
        if re.sub(r"[-_\s]+", "", word) == folded:
            return word
    if {"yes", "no"} <= set(column.words):
        if folded in _YES | _NO:
            return "yes" if folded in _YES else "no"
        if _PRESENT_FORMS.get(folded) in column.words:
            return _PRESENT_FORMS[folded]
    elif "no" in column.words and folded in _NO:
        return "no"
    if {"open", "cancelled"} <= set(column.words) or {"planned", "cancelled"} <= set(column.words):
        if folded in {"canceled", "cancel", "dropped"}:
            return "cancelled"
        if "doing" in column.words and folded == "inprogress":
            return "doing"
    if folded in _NOT_KNOWN or folded == "":
        return None
    raise Unfit(column.expected)


def read_number(cell: Cell, column: Column) -> float | int | None:
    """A number within the column's bounds (never below 0); counts are whole. Text digits are read, "12 min" is not."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise Unfit(column.expected)
    if isinstance(cell, str):
        digits = cell.strip().replace("\u00a0", "")
        if digits.lower() in _NOT_KNOWN:
            return None
        if _THOUSANDS.fullmatch(digits):
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
    """A date cell, a serial number, ISO text, or text with the month in words or in the locale's short form.

    Refused: dates outside 2000-2099 (a wrong year), and short forms whose day and month could be swapped where
    neither the column nor the workbook's locale tells which comes first.
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
        if text.lower() in _NOT_KNOWN:
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
    if not 1 <= serial < 2_958_466:
        return None
    try:
        return _day_0(epoch_1904) + timedelta(days=int(serial))
    except OverflowError:
        return None


def _day_0(epoch_1904: bool) -> date:
    return date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)


def _from_text(text: str, day_first: bool | None, epoch_1904: bool) -> date | None:
    lowered = text.lower()
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[3], match[4])
    if match := _COMPACT.fullmatch(text):
        return _date(*match.groups())
    if match := _YEAR_LAST.fullmatch(text):
        return _from_short_form(match[1], match[3], match[4], True if match[2] == "." else day_first)
    if match := _DAY_MONTH_YEAR.fullmatch(lowered):
        return _date(match[3], _MONTHS.get(match[2][:3]), match[1])
    if match := _MONTH_DAY_YEAR.fullmatch(lowered):
        return _date(match[3], _MONTHS.get(match[1][:3]), match[2])
    if re.fullmatch(r"\d{5}", text):
        return _from_serial(float(text), epoch_1904)
    return None


def _from_short_form(first: str, second: str, year: str, day_first: bool | None) -> date | None:
    if int(first) > 12 or int(second) > 12:
        day_first = int(first) > 12
    elif first.lstrip("0") == second.lstrip("0"):
        day_first = True
    month_read, day_read = _date(year, first, second), _date(year, second, first)
    if day_first is None and month_read and day_read:
        raise Unfit(f"an unambiguous date: {month_read} or {day_read}?")
    return day_read if day_first else month_read


def _date(year: str, month: str | int | None, day: str) -> date | None:
    if month is None:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _day_first_evidence(distinct: list[Cell]) -> bool | None:
    """What the column's own unambiguous short dates say about their order; None if nothing or both."""
    says = set()
    for cell in distinct:
        if isinstance(cell, str) and (match := _YEAR_LAST.fullmatch(cell.strip())) and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                says.add(True)
            elif second > 12 >= first:
                says.add(False)
    return says.pop() if len(says) == 1 else None
