"""Which tab or column a title means: by its own name, or by a translation in the workbook's settings.

A log with other names for its tabs and headers can keep them. Rows of the settings tab translate them:
`tab.sessions` = Meetings, `column.sessions.held` = Took place on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lib.log.format.folding import fold
from lib.log.format.schema import Tab
from lib.log.format.words import word_form, yes_words
from lib.log.reading.values import shown
from lib.workbook.base import Grid

NONE = "none"
"""In place of a tab or column: it is not to be read (`column.actions.none` = Comment). As a value: no title at all."""
ABSENT = "absent"
"""In place of a tab: the tabs of the format that the log does not have (`tab.absent` = actions)."""
DATE_ORDER = "date_order"
"""The setting that says whether short dates have the day or the month first."""
_APART = re.compile(r"[\s\-_]+")
LISTS: Mapping[str, tuple[str, ...]] = {"sessions": ("attendees", "apologies", "absent")}
"""Columns that list people in the row of something else. No column of the format, yet a header can mean one."""


@lru_cache(maxsize=4096, typed=True)
def folded(title: str) -> str:
    """A tab or header name in the form it is compared in: case, hyphens, extra spaces and invisible characters do not
    matter.
    """
    return _APART.sub("_", fold(str(title))).strip("_")


@dataclass(frozen=True)
class Naming:
    """What one workbook's settings say about its titles, headers and words.

    `tabs`: folded title -> tab. `columns`: (tab, folded header) -> columns, the first of which the header means first.
    `header_rows`: tab -> the row of its headers. `words`: (tab, column) -> a folded word -> the word of the format.
    `day_first`: the order of short dates, None where the settings do not say. `records`: (tab, `word_form` of the first
    text of a row) of rows that look like none and are records. `years`: tab -> the year of its first day without one.
    `absent`: tabs that the log does not have (`tab.absent` = actions).
    """

    tabs: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    header_rows: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    day_first: bool | None = None
    records: frozenset[tuple[str, str]] = frozenset()
    years: Mapping[str, int] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def tab(self, title: str, schema: Mapping[str, Tab]) -> str:
        """The tab that a title means; the folded title where none is known. A translation goes first."""
        name = folded(title)
        return self.tabs.get(name, name)

    def column(self, tab: Tab, header: str) -> str:
        """The column that a header means; the folded header where none is known. A translation goes first."""
        name = folded(header)
        return self.columns.get((tab.name, name), (name,))[0]

    def is_translated(self, tab: Tab, header: str) -> bool:
        """Whether a settings row names this header."""
        return (tab.name, folded(header)) in self.columns


def is_translation(setting: str) -> bool:
    """Whether a settings row says how titles, headers or words are to be read."""
    name = folded(setting)
    return name == DATE_ORDER or name.startswith(
        ("tab.", "column.", "header_row.", "word.", "record.", "year.")
    )


def _setting(name: str) -> str:
    """The name of a settings row as it is compared; a dash that is itself the word stays (`word.actions.status.-`)."""
    parts = fold(name).split(".", 3)
    if len(parts) == 4 and folded(parts[0]) == "word" and not folded(parts[3]):
        return ".".join([*map(folded, parts[:3]), parts[3].strip()])
    return folded(name)


def translates(setting: str, schema: Mapping[str, Tab]) -> bool:
    """Whether a translation is of a tab, column or word that the format has."""
    kind, _, rest = _setting(setting).partition(".")
    tab, _, column = rest.partition(".")
    if kind == DATE_ORDER:
        return not rest
    if kind == "tab" and tab in (NONE, ABSENT):
        return not column
    if tab not in schema:
        return False
    if kind in ("tab", "header_row", "year"):
        return not column
    if kind == "record":
        return bool(column)
    if kind == "column":
        return column in (NONE, *schema[tab].column_names, *LISTS.get(tab, ()))
    column, _, word = column.partition(".")
    return kind == "word" and column in schema[tab].column_names and bool(word)


def namings(grids: Iterable[Grid], schema: Mapping[str, Tab]) -> dict[str, Naming]:
    """What the settings tab of each workbook says, by workbook id; a workbook without one is not listed.

    `tab.sessions` may list several titles, separated by commas, or be set in several rows.
    """
    by_workbook: dict[str, Naming] = {}
    for grid in grids:
        if folded(grid.tab) == "settings" and grid.height > 1:
            by_workbook[grid.workbook] = _naming(
                [
                    (_setting(name), value)
                    for _, name, value, _ in settings_in(grid)
                    if translates(name, schema)
                ]
            )
    return by_workbook


def _naming(rows: Iterable[tuple[str, str]]) -> Naming:
    tabs: dict[str, str] = {}
    columns: dict[tuple[str, str], tuple[str, ...]] = {}
    header_rows: dict[str, int] = {}
    words: dict[tuple[str, str], dict[str, str]] = {}
    day_first: bool | None = None
    records: set[tuple[str, str]] = set()
    years: dict[str, int] = {}
    absent: set[str] = set()
    for name, value in rows:
        kind, _, rest = name.partition(".")
        tab, _, column = rest.partition(".")
        if folded(value) in ("", NONE):
            continue
        if kind == DATE_ORDER:
            day_first = day_order(value) if day_first is None else day_first
        elif kind == "tab" and tab == ABSENT:
            absent |= {*titles_in(value)}
        elif kind == "tab":
            tabs |= dict.fromkeys(titles_in(value), tab)
        elif kind == "column":
            for header in headers_in(value):
                key = tab, header
                columns[key] = tuple(dict.fromkeys((*columns.get(key, ()), column)))
        elif kind == "header_row":
            if re.fullmatch(r"\s*\d{1,3}(\.0)?\s*", value) and int(float(value)) > 0:
                header_rows[tab] = int(float(value))
        elif kind == "year":
            if (year := year_in(value)) is not None:
                years.setdefault(tab, year)
        elif kind == "record":
            if word_form(value) in yes_words():
                records.add((tab, word_form(column)))
        else:
            column, _, word = column.partition(".")
            words.setdefault((tab, column), {})[word_form(word)] = fold(value)
    return Naming(tabs, columns, header_rows, words, day_first, frozenset(records), years, frozenset(absent))


def day_order(text: str) -> bool | None:
    """Whether "day first" (True) or "month first" (False) is meant; None for anything else."""
    form = word_form(text)
    if form.startswith(("day", "dmy", "ddmm")):
        return True
    return False if form.startswith(("month", "mdy", "mmdd")) else None


def year_in(text: str) -> int | None:
    """The first year from 1900 to 2099 that a text names; None if it names none."""
    found = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    return int(found[0]) if found else None


def titles_in(value: str) -> list[str]:
    """The folded titles that a `tab.` setting names: separated by commas or semicolons."""
    return [title for part in re.split(r"[,;]", value) if (title := folded(part))]


def headers_in(value: str) -> list[str]:
    """The folded headers that a `column.` setting names: one, or several separated by |."""
    parts = value.split("|") if "|" in value else []
    return [header for part in (value, *parts) if (header := folded(part))]


def settings_in(grid: Grid) -> list[tuple[int, str, str, int]]:
    """The rows of a settings tab: row number, name, value, and the position of the column of names."""
    headers = [folded(shown(grid.cell(1, position))) for position in range(len(grid.columns))]
    if "name" not in headers or "value" not in headers:
        return []
    name, value = headers.index("name"), headers.index("value")
    return [
        (row, shown(grid.cell(row, name)), shown(grid.cell(row, value)), name)
        for row in range(2, grid.height + 1)
    ]


def columns_of(grid: Grid, tab: Tab, naming: Naming, *, header_row: int = 1) -> dict[str, int]:
    """The position (from 0) of each column of the format in a grid.

    Headers that a settings row translates go first, then those that are a column's own name; of two headers for one
    column, the first counts. A grid that was brought into the format's shape has the format's own names.
    """
    if grid.origin is not None:
        naming = Naming()
    headers = [shown(grid.cell(header_row, position)) for position in range(len(grid.columns))]
    columns: dict[str, int] = {}
    for is_translated in (True, False):
        for position, header in enumerate(headers):
            if naming.is_translated(tab, header) is is_translated:
                name = naming.column(tab, header)
                if name in tab.column_names:
                    columns.setdefault(name, position)
    return dict(sorted(columns.items(), key=lambda item: item[1]))
