"""Settings rows about titles, headers and words that change nothing: each gets a check that says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lib.log.format.cells import Unfit, read_word, read_yes_no, shown
from lib.log.format.folding import fold
from lib.log.format.lights import COLORS, MEANINGS
from lib.log.format.schema import TABS, Tab
from lib.log.format.words import word_form, yes_words
from lib.log.reading.checks import Checklist
from lib.log.reading.naming import (
    ABSENT,
    NONE,
    Naming,
    columns_of,
    day_order,
    folded,
    is_translation,
    settings_in,
    titles_in,
    translates,
    year_in,
)
from lib.workbook.base import Grid, column_letters

RULE = "setting without effect"
_FARTHEST = 20


def list_rows_without_effect(
    grids: Sequence[Grid], naming: Mapping[str, Naming], checklist: Checklist
) -> None:
    """Add a check for each settings row that names a tab, header, row or word that is nowhere in its workbook."""
    for settings in grids:
        if folded(settings.tab) != "settings" or settings.height < 2:
            continue
        own = [grid for grid in grids if grid.workbook == settings.workbook]
        workbook = _Workbook(own, naming.get(settings.workbook, Naming()))
        for row, name, value, position in settings_in(settings):
            if not is_translation(name) or not translates(name, TABS) or folded(value) in ("", NONE):
                continue
            if expected := workbook.why_without_effect(folded(name), value):
                checklist.about_tab(
                    settings.workbook,
                    settings.tab,
                    "warning",
                    RULE,
                    f"{name} = {value}",
                    expected,
                    cell=f"{column_letters(position)}{row}",
                )


class _Workbook:
    """The tabs of one workbook as they are in the sheet and as they are read."""

    def __init__(self, grids: Sequence[Grid], naming: Naming) -> None:
        self._grids, self._naming = grids, naming
        self._raw: list[tuple[Grid, str]] = []
        for grid in grids:
            tab = naming.tab(grid.tab, TABS)
            self._raw += [(source, tab) for source in (grid.origin.sources if grid.origin else (grid,))]

    def why_without_effect(self, name: str, value: str) -> str:
        """Why a settings row changes nothing, as what was expected; "" if it has an effect."""
        kind, _, rest = name.partition(".")
        tab, _, column = rest.partition(".")
        if kind == "date_order":
            return "" if day_order(value) is not None else "day first or month first"
        if kind == "tab" and tab == ABSENT:
            unknown = [title for title in titles_in(value) if title not in TABS]
            return f"tabs of the template; it has none called {unknown[0]}" if unknown else ""
        if kind == "tab":
            titles = {folded(grid.tab) for grid, _ in self._raw}
            absent = [title for title in titles_in(value) if title not in titles]
            return f"the title of a tab of this workbook; there is none called {absent[0]}" if absent else ""
        sources = [grid for grid, read_as in self._raw if read_as == tab]
        if not sources:
            return f"a tab that is read as {tab}; this workbook has none"
        if kind == "year":
            return "" if year_in(value) is not None else "a year such as 2026"
        if kind == "record":
            if word_form(value) not in yes_words():
                return "yes, for a row that is a record"
            forms = {word_form(column)}
            is_there = any(forms & _forms(cells) for grid in sources for cells in grid.columns)
            return "" if is_there else f"the first text of a row of the {tab} tab"
        if kind == "header_row":
            is_row = value.strip().removesuffix(".0").isdigit() and int(float(value)) > 0
            highest = max(grid.height for grid in sources)
            if not is_row or int(float(value)) > highest:
                return f"a row number from 1 to {highest}"
            used = self._header_rows(tab)
            is_used = int(float(value)) in used or not used
            return (
                ""
                if is_used
                else f"the row of the headers of a tab that can be read as {tab}; row {value} has none"
            )
        if kind == "column":
            parts = value.split("|") if not any(_has_header(grid, value) for grid in sources) else []
            absent = [part.strip() for part in parts if not any(_has_header(grid, part) for grid in sources)]
            return f"a header of the {tab} tab; there is none called {absent[0]}" if absent else ""
        column, _, word = column.partition(".")
        return self._about_word(TABS[tab], column, word, value)

    def _header_rows(self, tab: str) -> set[int]:
        """The rows whose headers the tab was read with; 0 for a tab that could not be read."""
        rows: set[int] = set()
        for grid in self._grids:
            if self._naming.tab(grid.tab, TABS) == tab:
                rows |= {*grid.origin.header_rows} if grid.origin else {0 if self._is_lost(grid, tab) else 1}
        return rows

    def _is_lost(self, grid: Grid, tab: str) -> bool:
        """Whether no header in the first row is one of the tab's columns."""
        return not columns_of(grid, TABS[tab], self._naming)

    def _about_word(self, tab: Tab, name: str, word: str, value: str) -> str:
        column = tab.column(name)
        if word_form(word) == COLORS and "done" in column.words:
            return "" if fold(value) in MEANINGS else " or ".join(MEANINGS)
        try:
            if column.kind == "yes_no":
                read_yes_no(value)
            elif column.kind == "enum":
                read_word(value, column)
            else:
                return f"a column of words; {name} holds none"
        except Unfit as unfit:
            return str(unfit)
        form = word_form(word)
        if form == "%" and "done" in column.words:
            return ""  # what shares mean, also those to come
        for grid in self._grids:
            if self._naming.tab(grid.tab, TABS) == tab.name:
                position = columns_of(grid, tab, self._naming).get(name)
                if position is not None and form in _forms(grid.columns[position][1:]):
                    return ""
        return f"a word that is in the column {name} of the {tab.name} tab"


def _forms(cells: Iterable[object]) -> set[str]:
    return {word_form(text) for text in {shown(cell) for cell in cells}}


def _has_header(grid: Grid, header: str) -> bool:
    wanted = folded(header)
    return any(
        isinstance(cell, str) and folded(cell) == wanted
        for column in grid.columns
        for cell in column[:_FARTHEST]
    )
