"""Reading values: render options, trimming, majorDimension.

Recorded: an empty range has no `values`; trailing blanks are cut per row or column; inner blanks are "". Documented:
UNFORMATTED_VALUE, FORMATTED_VALUE, FORMULA; dateTimeRenderOption is ignored for FORMATTED_VALUE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from . import a1
from .errors import bad_field
from .formats import render
from .grid import PLAIN, Extra, Sheet

VALUE_OPTIONS = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
DATE_OPTIONS = ("SERIAL_NUMBER", "FORMATTED_STRING")
DIMENSIONS = ("ROWS", "COLUMNS")


@dataclass(frozen=True)
class Rendering:
    """How values are answered."""

    values: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"
    locale: str = "en_US"


def rendering(
    options: Mapping[str, Any], locale: str, response: bool = False, major: Any = None
) -> Rendering:
    """The options in a query or body; `response` for the responseValueRenderOption family of writes."""
    value_key, date_key = "valueRenderOption", "dateTimeRenderOption"
    if response:
        value_key, date_key = "responseValueRenderOption", "responseDateTimeRenderOption"
    return Rendering(
        choice(options.get(value_key), value_key, VALUE_OPTIONS),
        choice(options.get(date_key), date_key, DATE_OPTIONS),
        choice(major or options.get("majorDimension"), "majorDimension", DIMENSIONS),
        locale,
    )


def choice(given: Any, name: str, allowed: tuple[str, ...]) -> str:
    """An enum field; the first allowed value is the default. 400 in the transcoding layer's words (documented)."""
    if given in (None, "") or str(given).endswith("_UNSPECIFIED"):
        return allowed[0]
    if given not in allowed:
        snake = "".join("_" + c.lower() if c.isupper() else c for c in name)
        kind = f"type.googleapis.com/google.apps.sheets.v4.{name[0].upper()}{name[1:]}"
        kind = kind.replace("v4.MajorDimension", "v4.Dimension").replace("v4.Response", "v4.")
        text = f"Invalid value at '{snake}' ({kind}), \"{given}\""
        raise bad_field(snake, text, text)
    return str(given)


def value_range(sheet: Sheet, box: a1.Range, how: Rendering) -> dict[str, Any]:
    """A ValueRange of the clipped box."""
    area = sheet.clip(box)
    body: dict[str, Any] = {"range": a1.write(sheet.title, area), "majorDimension": how.major}
    values = read(sheet, area, how)
    return body | {"values": values} if values else body


def read(sheet: Sheet, area: a1.Range, how: Rendering) -> list[list[Any]]:
    """The values of a clipped box, trimmed."""
    rows = sheet.rows[area.top : area.bottom]
    if how.values == "UNFORMATTED_VALUE" and how.dates == "SERIAL_NUMBER":
        lines = [row[area.left : area.right] for row in rows]
    else:
        lines = [rendered(sheet, r, area, how) for r in range(area.top, area.top + len(rows))]
    if how.major == "COLUMNS":
        lines = [list(column) for column in zip_longest(*lines)]
    trimmed = [trim(["" if v is None else v for v in line]) for line in lines]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def trim(line: list[Any]) -> list[Any]:
    while line and line[-1] == "":
        line.pop()
    return line


def rendered(sheet: Sheet, row: int, area: a1.Range, how: Rendering) -> list[Any]:
    """The rendered values of one row, if formats or formulas matter."""
    cells = sheet.rows[row][area.left : area.right]
    extras = sheet.extras[row]
    if how.values == "FORMATTED_VALUE":
        if not extras:
            return [v if type(v) is str else render(v, None, how.locale) for v in cells]
        return [
            v if type(v) is str else render(v, extras.get(c, PLAIN).form, how.locale)
            for c, v in enumerate(cells, area.left)
        ]
    if not extras:
        return cells
    line = cells[:]
    for c, extra in extras.items():
        at = c - area.left
        if not area.left <= c < (area.right or 0):
            continue
        if how.values == "FORMULA" and extra.formula:
            line.extend([None] * (at + 1 - len(line)))
            line[at] = extra.formula
        elif at < len(line) and is_date(line[at], extra) and how.dates == "FORMATTED_STRING":
            line[at] = render(line[at], extra.form, how.locale)
    return line


def is_date(value: Any, extra: Extra) -> bool:
    return extra.form is not None and extra.form.dated and isinstance(value, int | float)
