"""A database's values as cells."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lib.workbook.base import Cell
from lib.workbook.sql.kinds import NUMERAL, TRUTHS, Kind, in_utc


def as_cells(values: Sequence[Any], kind: Kind, *, is_loose: bool) -> Sequence[Cell]:
    """A column's values as the driver gives them, as cells. `is_loose`: values need not have their column's type.

    A value that its column's type does not explain stays as it is, so that the checks can name it.
    """
    types = set(map(type, values))
    is_finite = not types <= _NUMBERS or math.isfinite(sum(filter(None, values)))
    if types <= _AS_THEY_ARE.get(kind, set()) and is_finite:
        return values
    if types <= _TEXTS and kind != "text":  # a few texts, many times each
        known = {value: as_cell(value, kind, is_loose=is_loose) for value in set(values)}
        return [known[value] for value in values]
    return [as_cell(value, kind, is_loose=is_loose) for value in values]


_NONE: type = type(None)
_TEXTS: set[type] = {str, _NONE}
_NUMBERS: set[type] = {float, int, _NONE}
_AS_THEY_ARE: dict[Kind, set[type]] = {
    "text": _TEXTS,
    "number": _NUMBERS,
    "whole": {int, _NONE},
    "truth": {bool, _NONE},
    "date": {date, _NONE},
}
"""Types of the values that are cells already."""
_LARGEST = 2**63


def as_cell(value: Any, kind: Kind, *, is_loose: bool = False) -> Cell:
    """One value as a cell, as in `as_cells`. A moment with a zone is given in UTC."""
    match value:
        case None | bool():
            return value
        case int():
            if kind == "truth" and value in (0, 1):
                return bool(value)
            return value if abs(value) < _LARGEST else _as_float(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case Decimal():
            if not value.is_finite():
                return str(value)
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return in_utc(value)
        case date() | time() | timedelta():
            return value
        case str():
            return _from_text(value, kind) if is_loose else value
        case dict():
            return tagged(value)
        case bytes() | memoryview():
            return f"({len(value):,} bytes)"
        case list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)


def _as_float(value: int) -> Cell:
    """A whole number that JSON wrote out in full."""
    try:
        return float(value)
    except OverflowError:
        return str(value)


def _from_text(text: str, kind: Kind) -> Cell:
    """What SQLite holds as text, and every column that was read as text."""
    try:
        match kind:
            case "date":
                return date.fromisoformat(text)
            case "moment":
                return in_utc(datetime.fromisoformat(text))
            case "any" if text[:1] in '"{[' or text in ("true", "false", "null"):
                found = json.loads(text)
                return tagged(found) if isinstance(found, dict) else as_cell(found, "other")
            case "any" | "number" | "whole" if NUMERAL.fullmatch(text):
                number = float(text)
                return int(text) if "." not in text else number
            case "truth":
                return TRUTHS.get({"t": "true", "f": "false"}.get(text, text).lower(), text)
    except ValueError:
        pass
    return text


def tagged(value: dict[str, Any]) -> Cell:
    """The cell that an object of JSON stands for; another object as text."""
    try:
        match value:
            case {"date": str(text), **rest} if not rest:
                return date.fromisoformat(text)
            case {"moment": str(text), **rest} if not rest:
                return datetime.fromisoformat(text)
            case {"time": str(text), **rest} if not rest:
                return time.fromisoformat(text)
            case {"seconds": int() | float() as number, **rest} if not rest:
                return timedelta(seconds=number)
    except (ValueError, OverflowError):
        pass
    return json.dumps(value, ensure_ascii=False)
