"""How values are written in a sheet's XML, and which values an .xlsx file cannot hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from xml.sax.saxutils import escape

from lib.workbook.base import Cell
from lib.workbook.common.cells import serial

LONGEST_TEXT = 32_767
_WHOLE_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)
_FIRST_DAY_IN_1904 = date(1904, 1, 1)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LINE_END = re.compile("\r\n?")


def cleaned(value: Cell) -> Cell:
    """The value as a cell holds it: line ends as Excel has them, blank as None."""
    if isinstance(value, str):
        return _LINE_END.sub("\n", value) or None
    return value


def unfit(value: Cell, *, epoch_1904: bool = False) -> str:
    """Why an .xlsx cell cannot hold a cleaned value, in words that follow the cell's address; "" if it can."""
    match value:
        case None | bool() | time() | timedelta():
            return ""
        case str():
            length = len(value.encode("utf-16-le", "surrogatepass")) // 2
            if length > LONGEST_TEXT:
                return f"the text has {length:,} characters; an Excel cell can hold {LONGEST_TEXT:,}"
            wrong = _FORBIDDEN.search(value)
            return (
                f"the text contains the character U+{ord(wrong[0]):04X}, which Excel does not allow"
                if wrong
                else ""
            )
        case int() | float():
            if not math.isfinite(value):
                return f"{value} is not a number that a cell can hold"
            if isinstance(value, int) and len(str(abs(value)).rstrip("0")) > _WHOLE_DIGITS:
                return f"{value} has more than {_WHOLE_DIGITS} digits; write it as text"
            return ""
        case date():
            first = _FIRST_DAY_IN_1904 if epoch_1904 else _FIRST_DAY
            day = value.date() if isinstance(value, datetime) else value
            return (
                f"Excel has no dates before {first.isoformat()} (found {day.isoformat()})"
                if day < first
                else ""
            )
        case _:
            return f"a {type(value).__name__} cannot be written to a cell"


def content(value: Cell, prefix: str = "", *, epoch_1904: bool = False) -> tuple[Mapping[str, str], bytes]:
    """The attributes and inner XML of a cell with a cleaned value that `unfit` allows."""
    if isinstance(value, str):
        text = escape(_LIKE_AN_ESCAPE.sub("_x005F_", value))
        space = "" if value == value.strip() and "\n" not in value else ' xml:space="preserve"'
        return {"t": "inlineStr"}, f"<{prefix}is><{prefix}t{space}>{text}</{prefix}t></{prefix}is>".encode()
    if value is None:
        return {}, b""
    kind = {"t": "b"} if isinstance(value, bool) else {}
    return kind, f"<{prefix}v>{_number(value, epoch_1904)}</{prefix}v>".encode()


def _number(value: Cell, epoch_1904: bool) -> str:
    match value:
        case bool():
            return f"{value:d}"
        case date():
            return repr(serial(value, epoch_1904=epoch_1904))
        case time():
            midnight = datetime.combine(date(2000, 1, 1), time(), UTC)
            moment = datetime.combine(date(2000, 1, 1), value.replace(tzinfo=None), UTC)
            return repr((moment - midnight) / timedelta(days=1))
        case timedelta():
            return repr(value / timedelta(days=1))
        case float():
            return repr(float(value))
        case _:
            return str(value)
