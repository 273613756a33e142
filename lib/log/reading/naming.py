"""Which tab or column a title means: by its own name, or by a translation in the workbook's settings.

A log with other names for its tabs and headers can keep them. Rows of the settings tab translate them:
`tab.sessions` = Meetings, `column.sessions.held` = Took place on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.log.format.schema import Tab
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


def folded(title: str) -> str:
    """A tab or header name in the form it is compared in: case, hyphens and extra spaces do not matter."""
    return re.sub(r"[\s\-_]+", "_", str(title).strip().casefold()).strip("_")


@dataclass(frozen=True)
class Naming:
    """Translations of one workbook: folded title -> tab, (tab, folded header) -> column."""

    tabs: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def tab(self, title: str, schema: Mapping[str, Tab]) -> str:
        """The tab that a title means; the folded title where none is known."""
        name = folded(title)
        return name if name in schema else self.tabs.get(name, name)

    def column(self, tab: Tab, header: str) -> str:
        """The column that a header means; the folded header where none is known."""
        name = folded(header)
        return name if name in tab.column_names else self.columns.get((tab.name, name), name)


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
    """Whether a settings row translates a tab or a column."""
    return folded(setting).startswith(("tab.", "column."))


def translates(setting: str, schema: Mapping[str, Tab]) -> bool:
    """Whether a translation is of a tab or column that the format has."""
    kind, _, rest = folded(setting).partition(".")
    tab, _, column = rest.partition(".")
    return tab in schema and ((kind == "tab" and not column) or column in schema[tab].column_names)


def namings(grids: Iterable[Grid], schema: Mapping[str, Tab]) -> dict[str, Naming]:
    """The translations of every workbook with a settings tab, by workbook id."""
    by_workbook: dict[str, Naming] = {}
    for grid in grids:
        if folded(grid.tab) == "settings" and grid.height > 1:
            rows = [(folded(name), folded(value)) for name, value in _name_and_value(grid)]
            valid = [(name, value) for name, value in rows if value and translates(name, schema)]
            tabs = {value: name.removeprefix("tab.") for name, value in valid if name.startswith("tab.")}
            columns = {}
            for name, value in valid:
                if name.startswith("column."):
                    tab, _, column = name.removeprefix("column.").partition(".")
                    columns[tab, value] = column
            by_workbook[grid.workbook] = Naming(tabs, columns)
    return by_workbook


def _name_and_value(grid: Grid) -> list[tuple[str, str]]:
    headers = [folded(shown(grid.cell(1, position))) for position in range(len(grid.columns))]
    if "name" not in headers or "value" not in headers:
        return []
    name, value = headers.index("name"), headers.index("value")
    return [(shown(grid.cell(row, name)), shown(grid.cell(row, value))) for row in range(2, grid.height + 1)]


def columns_of(grid: Grid, tab: Tab, naming: Naming) -> dict[str, int]:
    """The position (from 0) of each column of the format in a grid; of two headers for one column, the first counts."""
    columns: dict[str, int] = {}
    for position in range(len(grid.columns)):
        name = naming.column(tab, shown(grid.cell(1, position)))
        if name in tab.column_names:
            columns.setdefault(name, position)
    return columns


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
