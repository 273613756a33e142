"""The two reads of a spreadsheet: its tabs (layout), and the cells of some of them (values), column by column.

Cells come from `values:batchGet` with quoted titles. The DataFilter form, which addresses tabs by id, needs a scope
that can write; this one works for a Viewer with read-only scopes, and answers in the order of the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from gspread.urls import SPREADSHEET_URL, SPREADSHEET_VALUES_BATCH_URL

from lib.workbook.base import Cell
from lib.workbook.google.client import GoogleClient, decoded
from lib.workbook.google.columns import value_ranges
from lib.workbook.google.errors import GoogleError, not_json

_LAYOUT_FIELDS = (
    "properties(title,locale),"
    "sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)),merges)"
)
_READ_AS = {
    "majorDimension": "COLUMNS",
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "SERIAL_NUMBER",
}
_LONGEST_QUERY = 6_000
_YEAR_FIRST_LANGUAGES = frozenset("hu ja ko lt mn zh".split())
_EITHER_ORDER = frozenset(("en", "en_CA", "en_PH", "fr_CA"))
_EXPLAINED_ERROR = re.compile(
    rb'"#(?<![^\s\[,]"#)(DIV/0!|ERROR!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!) \((?:[^"\\]|\\.)*\)(?=")'
)
"""A cell whose whole text is an error with its explanation; a quote inside a text has a backslash before it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with cells: its id, title, size in cells, and merged ranges as in Grid."""

    sheet_id: int
    title: str
    cells: int
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A spreadsheet's name, its locale, and its tabs with cells in their order."""

    title: str
    locale: str
    tabs: tuple[Tab, ...]

    @property
    def may_shift(self) -> bool:
        """Whether inserted rows can move what is known here: there are merged cells below the header."""
        return any(last_row > 1 for tab in self.tabs for _, _, last_row, _ in tab.merged)


class Stale(GoogleError):
    """The layout is out of date: a tab was renamed or deleted."""


def read_layout(client: GoogleClient, file_id: str) -> Layout:
    """The spreadsheet's tabs; charts and connected data sources, which have no cells, are left out.

    Raises GoogleError.
    """
    answer = client.json("get", SPREADSHEET_URL % quote(file_id), {"fields": _LAYOUT_FIELDS})
    properties = answer.get("properties", {})
    return Layout(
        title=properties.get("title", ""),
        locale=properties.get("locale", ""),
        tabs=tuple(
            _tab(sheet)
            for sheet in answer.get("sheets", ())
            if sheet["properties"].get("sheetType", "GRID") == "GRID"
        ),
    )


def _tab(sheet: Mapping[str, Any]) -> Tab:
    """A tab from Google's answer, which leaves out zeros: a tab's id 0, and a merge's start in row 1 or column A."""
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})
    return Tab(
        sheet_id=properties.get("sheetId", 0),
        title=properties.get("title", ""),
        cells=size.get("rowCount", 0) * size.get("columnCount", 0),
        merged=tuple(
            (
                merge.get("startRowIndex", 0) + 1,
                merge.get("startColumnIndex", 0),
                merge.get("endRowIndex", 1),
                merge.get("endColumnIndex", 1) - 1,
            )
            for merge in sheet.get("merges", ())
        ),
    )


def read_values(client: GoogleClient, file_id: str, tabs: Sequence[Tab]) -> list[Sequence[Sequence[Cell]]]:
    """The columns of each tab, as `Grid.columns`, in one call. Raises Stale if a tab is gone, and GoogleError."""
    titles = [tab.title for tab in tabs]
    params = {"ranges": [quoted(title) for title in titles], **_READ_AS}
    try:
        response = client.request("get", SPREADSHEET_VALUES_BATCH_URL % quote(file_id), params)
    except GoogleError as error:
        if error.status == 400 and error.google_message.startswith("Unable to parse range"):
            raise Stale(str(error), status=400, google_message=error.google_message) from None
        raise
    ranges = values_of(response.content) if response.content.startswith(b"{") else decoded(response)
    if [_title(part.get("range", "")).casefold() for part in ranges] != [
        title.casefold() for title in titles
    ]:
        raise Stale("the tabs changed while they were being read: try again")
    return [part.get("values", []) for part in ranges]


def values_of(body: bytes) -> list[dict[str, Any]]:
    """The value ranges in an answer's body, with error cells as the code alone. Raises GoogleError if it is not JSON.

    Google adds an explanation to an error cell ("#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)"), while a file
    holds only the code. The bytes are searched only if a cell starts with #, so a log without errors costs nothing.
    """
    if _has_text_that_starts_with_hash(body):
        body = _EXPLAINED_ERROR.sub(rb'"#\1', body)
    try:
        return value_ranges(body)
    except ValueError:
        raise not_json(200) from None


def _has_text_that_starts_with_hash(body: bytes) -> bool:
    at = body.find(b"#")
    while at > 0 and body[at - 1 : at] != b'"':
        at = body.find(b"#", at + 1)
    return at > 0


def batches(tabs: Sequence[Tab], sizes: Mapping[int, int], most: int) -> Iterator[list[Tab]]:
    """The tabs split into as few calls as possible, each with at most `most` cells and an address that is not too long.

    `sizes` gives the number of a tab's cells in an earlier answer, by tab id: `Tab.cells` also counts blank rows below
    a log. A tab larger than `most` gets its own call.
    """
    batch: list[Tab] = []
    cells = length = 0
    for tab in tabs:
        size = sizes.get(tab.sheet_id, tab.cells)
        letters = len(quote(quoted(tab.title))) + len("&ranges=")
        if batch and (cells + size > most or length + letters > _LONGEST_QUERY):
            yield batch
            batch, cells, length = [], 0, 0
        batch.append(tab)
        cells, length = cells + size, length + letters
    if batch:
        yield batch


def day_first(locale: str) -> bool | None:
    """Whether the spreadsheet's short dates start with the day; None if the locale does not say.

    Month first: the United States in any language, and Filipino. Unclear: English without a country; Canada, and
    English in the Philippines, where both orders are in use; and languages that write the year first. All others: day
    first.
    """
    language, _, country = locale.replace("-", "_").partition("_")
    if not locale or locale in _EITHER_ORDER or language in _YEAR_FIRST_LANGUAGES:
        return None
    return not (country == "US" or language == "fil")


def quoted(title: str) -> str:
    """A tab's title in quotes, always: without them A1 is a cell, and a named range takes precedence over a tab."""
    return "'" + title.replace("'", "''") + "'"


def _title(a1_range: str) -> str:
    """The tab's title in an answer's range, such as 'it''s'!A1:Z1000."""
    title = a1_range.rpartition("!")[0]
    if title.startswith("'") and title.endswith("'") and len(title) > 1:
        return title[1:-1].replace("''", "'")
    return title
