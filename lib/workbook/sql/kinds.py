"""What the columns of a database hold, and how a cell becomes a value of its column.

A column of mixed cells is JSON: text, numbers and yes or no are JSON's own, a date is `{"date": "2026-03-04"}`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from lib.workbook.base import Cell
from lib.workbook.sql.dialects import JSON_AS_TEXT, JsonText

Kind = Literal["text", "number", "whole", "truth", "date", "moment", "any", "other"]
"""`any`: JSON, a cell of every kind. `other`: a type of the database that is read as text and not written."""
_TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "number": sa.Double(),
    "whole": sa.BigInteger(),
    "truth": sa.Boolean(),
    "date": sa.Date(),
    "moment": sa.DateTime(),
    "any": sa.JSON(none_as_null=True)
    .with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    .with_variant(JsonText(), *JSON_AS_TEXT),
}
_HOLDS: dict[Kind, str] = {
    "number": "numbers",
    "whole": "whole numbers",
    "truth": "yes or no",
    "date": "dates",
    "moment": "dates with a time",
}
_LARGEST = 2**63
NUMERAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class Unfit(ValueError):
    """A column cannot hold a cell; the message follows the cell's address."""


def sql_type(kind: Kind) -> sa.types.TypeEngine[Any]:
    """The type of a new column of this kind."""
    return _TYPES[kind]


def kind_of(type_: sa.types.TypeEngine[Any]) -> Kind:
    """The kind of an existing column, from its type in the database."""
    match type_:
        case sa.Boolean():
            return "truth"
        case sa.DateTime():
            return "moment"
        case sa.Date():
            return "date"
        case sa.Integer():
            return "whole"
        case sa.Numeric() | sa.Float():
            return "number"
        case sa.JSON():
            return "any"
        case sa.Enum():
            return "other"
        case sa.String():
            return "text"
        case _:
            return "other"


def kind_for(cells: Iterable[Cell], wanted: Kind = "text") -> Kind:
    """The kind of a new column: `wanted` if all cells fit it as they are, else the one kind that they have, else any.

    A column of blanks is `wanted`.
    """
    kinds = {_own_kind(cell) for cell in cells if cell is not None and cell != ""}
    if kinds <= {wanted} or (wanted == "number" and kinds <= {"number", "whole"}):
        return wanted
    if kinds <= {"number", "whole"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "any"


def _own_kind(cell: Cell) -> Kind:
    match cell:
        case bool():
            return "truth"
        case int():
            return "whole" if abs(cell) <= 2**53 else "any"
        case float():
            return "number"
        case datetime():
            return "moment"
        case date():
            return "date"
        case str():
            return "text"
        case _:
            return "any"


def stored(cell: Cell, kind: Kind) -> Any:
    """The value that a column of this kind holds for `cell`; None for a blank one. Raises Unfit.

    A text column takes every cell, as the text that people would type; other columns take text that says such a value.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, str) and (wrong := _NO_TEXT.search(cell)):
        raise Unfit(f"the text contains the character U+{ord(wrong[0]):04X}, which a database does not hold")
    if isinstance(cell, float) and not math.isfinite(cell):
        raise Unfit(f"{cell} is not a number that a cell can hold")
    if not isinstance(cell, (str, bool, int, float, date, time, timedelta)):
        raise Unfit(f"a {type(cell).__name__} cannot be written to a cell")
    value = _STORED[kind](cell)
    if value is None:
        raise Unfit(f"the column holds {_HOLDS[kind]} in the database, and {_said(cell)} is none")
    return value


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


def _number(cell: Any) -> float | None:
    if isinstance(cell, str) and NUMERAL.fullmatch(cell.strip()):
        return float(cell)
    return cell if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None


def _whole(cell: Any) -> int | None:
    number = _number(cell)
    if number is None or number != int(number) or not -_LARGEST <= number < _LARGEST:
        return None
    return int(number)


def _truth(cell: Any) -> bool | None:
    return TRUTHS.get(_text(cell).strip().lower())


def _date(cell: Any) -> date | None:
    moment = _moment(cell)
    return moment.date() if moment and moment.time() == time() else None


def _moment(cell: Any) -> datetime | None:
    if isinstance(cell, str):
        try:
            cell = datetime.fromisoformat(cell.strip())
        except ValueError:
            return None
    if isinstance(cell, datetime):
        return in_utc(cell)
    return datetime.combine(cell, time()) if isinstance(cell, date) else None


def _any(cell: Any) -> Any:
    match cell:
        case datetime():
            return {"moment": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
        case _:
            return cell


def _other(cell: Any) -> Any:
    raise Unfit("the column has a type of the database that Pharos does not write: change it there")


_STORED: dict[Kind, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "whole": _whole,
    "truth": _truth,
    "date": _date,
    "moment": _moment,
    "any": _any,
    "other": _other,
}


def in_utc(moment: datetime) -> datetime:
    """Wall time in UTC of a moment with a zone; any other stays as it is."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _said(cell: Cell) -> str:
    text = _text(cell)
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
