"""Which tab or column a title means: by its own name, or by a translation in the workbook's settings.

A log with other names for its tabs and headers can keep them. Rows of the settings tab translate them:
`tab.sessions` = Meetings, `column.sessions.held` = Took place on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.log.format.folding import fold
from lib.log.format.schema import Tab
from lib.log.format.words import word_form
from lib.log.reading.checks import did_you_mean
from lib.log.reading.values import shown
from lib.workbook.base import Grid

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "circles": ("groups", "mentoring circles", "peer groups"),
    "members": ("people", "participants", "roster"),
    "sessions": ("meetings", "events", "session log"),
    "attendance": ("attendees", "presence", "who was there"),
    "actions": ("tasks", "action items", "action log", "commitments", "to do"),
    "circle": ("group", "circle name", "peer group"),
    "member": ("person", "participant", "email", "attendee"),
    "session": ("meeting", "session id", "meeting id"),
    "planned": ("date", "planned date", "meeting date", "scheduled"),
    "held": ("actual date", "held on", "took place", "date held"),
    "present": ("attended", "attendance", "here"),
    "prework": ("pre-read", "preparation", "homework"),
    "what": ("description", "task", "action item", "text"),
    "action": ("id", "action id", "task id", "number"),
    "due": ("deadline", "due date", "by when"),
    "first_due": ("original due date", "first deadline"),
    "owner": ("responsible", "assigned to", "who"),
    "status": ("state", "progress"),
    "closed": ("done on", "completed", "completion date", "finished"),
    "created": ("date created", "opened", "agreed on"),
    "started": ("start", "start date", "kick-off"),
    "ended": ("end", "end date"),
    "function": ("department", "division", "discipline"),
    "region": ("country", "location", "site"),
}
"""Other names people often give a tab or column; used for suggestions only."""


NONE = "none"
"""In place of a tab or column: it is not to be read (`column.actions.none` = Comment). As a value: no title at all."""
LISTS: Mapping[str, tuple[str, ...]] = {"sessions": ("attendees", "apologies", "absent")}
"""Columns that list people in the row of something else. No column of the format, yet a header can mean one."""


def folded(title: str) -> str:
    """A tab or header name in the form it is compared in: case, hyphens, extra spaces and invisible characters do not
    matter.
    """
    return re.sub(r"[\s\-_]+", "_", fold(str(title))).strip("_")


@dataclass(frozen=True)
class Naming:
    """What one workbook's settings say about its titles, headers and words.

    `tabs`: folded title -> tab. `columns`: (tab, folded header) -> columns, the first of which the header means first.
    `header_rows`: tab -> the row of its headers. `words`: (tab, column) -> a folded word -> the word of the format.
    """

    tabs: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    header_rows: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

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


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title that Pharos does not know, and the tab or column it may mean. `column` is empty for a tab's title."""

    workbook: str
    title: str
    tab: str
    column: str = ""

    @property
    def setting(self) -> str:
        """The name of the settings row that accepts this suggestion; its value is `title`."""
        return f"column.{self.tab}.{self.column}" if self.column else f"tab.{self.tab}"


def is_translation(setting: str) -> bool:
    """Whether a settings row says how titles, headers or words are to be read."""
    return folded(setting).startswith(("tab.", "column.", "header_row.", "word."))


def translates(setting: str, schema: Mapping[str, Tab]) -> bool:
    """Whether a translation is of a tab, column or word that the format has."""
    kind, _, rest = folded(setting).partition(".")
    tab, _, column = rest.partition(".")
    if kind == "tab" and tab == NONE:
        return not column
    if tab not in schema:
        return False
    if kind in ("tab", "header_row"):
        return not column
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
                [(folded(name), value) for name, value in _name_and_value(grid) if translates(name, schema)]
            )
    return by_workbook


def _naming(rows: Iterable[tuple[str, str]]) -> Naming:
    tabs: dict[str, str] = {}
    columns: dict[tuple[str, str], tuple[str, ...]] = {}
    header_rows: dict[str, int] = {}
    words: dict[tuple[str, str], dict[str, str]] = {}
    for name, value in rows:
        kind, _, rest = name.partition(".")
        tab, _, column = rest.partition(".")
        if folded(value) in ("", NONE):
            continue
        if kind == "tab":
            tabs |= dict.fromkeys(titles_in(value), tab)
        elif kind == "column":
            for header in headers_in(value):
                key = tab, header
                columns[key] = tuple(dict.fromkeys((*columns.get(key, ()), column)))
        elif kind == "header_row":
            if re.fullmatch(r"\s*\d{1,3}(\.0)?\s*", value) and int(float(value)) > 0:
                header_rows[tab] = int(float(value))
        else:
            column, _, word = column.partition(".")
            words.setdefault((tab, column), {})[word_form(word)] = fold(value)
    return Naming(tabs, columns, header_rows, words)


def titles_in(value: str) -> list[str]:
    """The folded titles that a `tab.` setting names: separated by commas or semicolons."""
    return [title for part in re.split(r"[,;]", value) if (title := folded(part))]


def headers_in(value: str) -> list[str]:
    """The folded headers that a `column.` setting names: one, or several separated by |."""
    parts = value.split("|") if "|" in value else []
    return [header for part in (value, *parts) if (header := folded(part))]


def _name_and_value(grid: Grid) -> list[tuple[str, str]]:
    headers = [folded(shown(grid.cell(1, position))) for position in range(len(grid.columns))]
    if "name" not in headers or "value" not in headers:
        return []
    name, value = headers.index("name"), headers.index("value")
    return [(shown(grid.cell(row, name)), shown(grid.cell(row, value))) for row in range(2, grid.height + 1)]


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


def suggestions(grids: Sequence[Grid], schema: Mapping[str, Tab]) -> list[Suggestion]:
    """What the unknown tab titles and headers of `grids` may mean; no tab of a workbook, or column of a tab, twice."""
    known = namings(grids, schema)
    found = []
    for workbook in dict.fromkeys(grid.workbook for grid in grids):
        its_grids = [grid for grid in grids if grid.workbook == workbook]
        naming = known.get(workbook, Naming())
        tab_of = {grid.tab: naming.tab(grid.tab, schema) for grid in its_grids}
        unknown = [grid.tab for grid in its_grids if tab_of[grid.tab] not in schema]
        absent = [name for name in schema if name not in tab_of.values() and name != "edits"]
        for title, tab in _matches(unknown, absent):
            found.append(Suggestion(workbook, title, tab))
            tab_of[title] = tab
        for grid in its_grids:
            if tab_of[grid.tab] in schema:
                found += _column_suggestions(grid, schema[tab_of[grid.tab]], naming)
    return found


def _column_suggestions(grid: Grid, tab: Tab, naming: Naming) -> list[Suggestion]:
    headers = [shown(grid.cell(1, position)).strip() for position in range(len(grid.columns))]
    columns = {header: naming.column(tab, header) for header in headers if header}
    unknown = [header for header, column in columns.items() if column not in tab.column_names]
    absent = [name for name in tab.column_names if name not in columns.values()]
    return [
        Suggestion(grid.workbook, header, tab.name, column) for header, column in _matches(unknown, absent)
    ]


def _matches(titles: Sequence[str], names: Sequence[str]) -> list[tuple[str, str]]:
    """(title, name) pairs of each title and the name most similar to it; each name at most once."""
    name_of = {name.replace("_", " "): name for name in names}
    name_of |= {synonym: name for name in names for synonym in SYNONYMS.get(name, ())}
    similar = did_you_mean(list(titles), list(name_of), cutoff=72)
    taken: set[str] = set()
    pairs = []
    for title in titles:
        name = name_of.get(similar.get(title, ""))
        if name and name not in taken:
            taken.add(name)
            pairs.append((title, name))
    return pairs
