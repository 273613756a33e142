"""Cells as JSON and back, dates too: what a database and an .xlsx file hold are more than JSON's own values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from lib.workbook.base import Cell
from lib.workbook.common.coded import CodedColumn

_PLAIN: set[type] = {str, int, float, bool, type(None)}
_NONE: type = type(None)


def as_json(column: Sequence[Cell]) -> Any:
    """A column as JSON values: a list if its cells are JSON's own, else {"of": kind, "cells": [...]}, where the kind
    `date` or `datetime` holds texts and blanks, and `mixed` holds such values as `{"date": "2026-03-04"}`.

    A header in the first row stands apart as "head". A column of codes is `coded`: the codes (an array of numpy) and
    its distinct cells, as in `mixed`. Raises TypeError for a cell that no workbook has.
    """
    if isinstance(column, CodedColumn):
        return {"of": "coded", "head": (), "codes": column.codes, "cells": list(map(_tagged, column.cells))}
    types = set(map(type, column))
    if types <= _PLAIN:
        return column
    head, rest = column[:1], column[1:]
    if set(map(type, head)) <= _PLAIN:
        types = set(map(type, rest))
        if types <= {date, _NONE}:
            return {"of": "date", "head": head, "cells": rest}
        if types <= {datetime, _NONE}:
            return {"of": "datetime", "head": head, "cells": rest}
    return {"of": "mixed", "head": (), "cells": [_tagged(cell) for cell in column]}


def from_json(content: Any) -> Sequence[Cell]:
    """The column of `as_json`. Raises ValueError, KeyError or TypeError for anything else."""
    if isinstance(content, list):
        return content
    head, cells = list(content["head"]), content["cells"]
    if content["of"] == "coded":
        codes = np.array(content["codes"], np.int32)
        if len(codes) and not 0 <= codes.min() <= codes.max() < len(cells):
            raise ValueError("a code without its cell")
        return CodedColumn(codes, list(map(_untagged, cells)))
    if content["of"] == "mixed":
        return [*head, *map(_untagged, cells)]
    parse = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}[content["of"]]
    known = {text: parse(text) for text in set(cells) if text is not None}  # a few days, many times each
    return [*head, *(None if text is None else known[text] for text in cells)]


def _tagged(cell: Cell) -> Any:
    match cell:
        case datetime():
            return {"datetime": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"days": cell.days, "seconds": cell.seconds, "microseconds": cell.microseconds}
        case None | str() | bool() | int() | float():
            return cell
        case _:
            raise TypeError(f"a {type(cell).__name__} is no cell")


def _untagged(value: Any) -> Cell:
    match value:
        case {"datetime": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
        case {"days": _, "seconds": _, "microseconds": _}:
            return timedelta(**value)
        case None | str() | bool() | int() | float():
            return value
        case _:
            raise ValueError("no cell")
