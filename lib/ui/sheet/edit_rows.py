"""The rows that page Edit shows, with their numbers and texts as they are in the sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.access import addresses, asks
from lib.access.circles import circle_of_rows, circles_of
from lib.access.policies import ADDRESSEE
from lib.access.redaction import Viewer
from lib.bring.doubtful import doubtful_in
from lib.bring.origin import TabOrigin, place_of
from lib.bring.unclear import grids_of, raw_cell
from lib.log.changing.keys import aside_key
from lib.log.format.cells import day_first_evidence, shown
from lib.log.format.frames import empty_frame
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, namings
from lib.ui.edits.drafts import AsItStands
from lib.ui.sheet.edit import ALL, ASIDE, UNCLEAR, Choice
from lib.ui.sheet.questions import say_it_is_one
from lib.ui.widgets.text import clean
from lib.workbook.base import Grid

_ROW = re.compile(r"row\s*(\d+)|(\d+)", re.IGNORECASE)
MOST_LISTED = 200


@dataclass(frozen=True)
class Rows:
    """Rows of one tab: `frame` as in the log (for rows that are not used: only their keys), and the sheet's grids."""

    choice: Choice
    frame: pd.DataFrame
    grids: dict[tuple[str, str], tuple[Grid, dict[str, int]]]
    log: CircleLog
    day_first: dict[str, bool | None]

    def __len__(self) -> int:
        return len(self.frame)

    def on_page(self, frame: pd.DataFrame) -> AsItStands:
        """What the sheet has in these rows, which are some of `frame`."""
        tab = self.choice.tab
        texts: dict[tuple[int, str], str] = {}
        is_aside = self.choice.show == ASIDE
        for column in tab.column_names:
            unread = self.log.not_understood.get((tab.name, column), frozenset())
            for at, (workbook, row) in enumerate(zip(frame["_workbook"], frame["_row"], strict=True)):
                if not is_aside and (workbook, row) not in unread:
                    continue
                if text := self.text(str(workbook), int(row), column):
                    texts[at, column] = text
        numbers = pd.Series(
            [self.number(str(workbook), int(row)) for workbook, row in _places(frame)],
            index=frame.index,
            dtype="str",
        )
        return AsItStands(numbers, texts, self.day_first)

    def text(self, workbook: str, row: int, column: str) -> str:
        """A cell as it is in the sheet, as text."""
        grid, positions = self.grids.get((workbook, self.choice.tab.name), (None, {}))
        if grid is None or column not in positions:
            return ""
        return shown(raw_cell(grid, row, positions[column])).strip()

    def number(self, workbook: str, row: int) -> str:
        """A row's number in the sheet, after its tab where several tabs are read as one."""
        grid, _ = self.grids.get((workbook, self.choice.tab.name), (None, {}))
        if grid is None or not isinstance(grid.origin, TabOrigin):
            return str(row)
        try:
            source, at, _ = grid.origin.of(row)
        except IndexError:
            return ""
        place = place_of(source, at, 0)
        return f"{clean(place.tab)} {place.row}" if len(grid.origin.sources) > 1 else str(place.row)


def _places(frame: pd.DataFrame) -> list[tuple[object, int]]:
    return list(zip(frame["_workbook"], frame["_row"].tolist(), strict=True))


def rows(choice: Choice, viewer: Viewer, log: CircleLog, whole: CircleLog, grids: Sequence[Grid]) -> Rows:
    """The rows of the tab that the viewer can change and that match, in reverse sheet order.

    In: the log as the viewer sees it, the whole log, and the grids it was read from. What is in the sheet but not in
    the log is only looked at for administrators and leads, who see it all in the rows they may change.
    """
    by_tab = {} if viewer.role == "sponsor" else grids_of(grids)
    tab = choice.tab.name
    is_aside = choice.show == ASIDE
    frame = _set_aside(choice, viewer, whole, by_tab) if is_aside else _of_viewer(choice, viewer, log)
    if choice.show == UNCLEAR:
        unread = {
            place for (name, _), places in whole.not_understood.items() if name == tab for place in places
        }
        frame = frame[[place in unread for place in _places(frame)]]
    found = Rows(choice, frame, by_tab, whole, _day_first(choice, by_tab, grids))
    if choice.search:
        frame = frame[_matching(found)]
    frame = frame.sort_values(["_workbook", "_row"], ascending=[True, False], kind="stable")
    return Rows(choice, frame, by_tab, whole, found.day_first)


def _of_viewer(choice: Choice, viewer: Viewer, log: CircleLog) -> pd.DataFrame:
    tab, frame = choice.tab.name, log.tabs[choice.tab.name]
    if viewer.role == "sponsor":
        asked = asks.sponsors_asked(frame, log) if tab == "asks" else frame[ADDRESSEE[tab]]
        return frame[addresses.names(asked, viewer.email)]
    if viewer.role == "lead" and tab == "mailings":
        return frame[addresses.names(frame["email"], viewer.email)]
    if viewer.role == "lead" or choice.circles:
        wanted = set(choice.circles) or circles_of(log, viewer)
        return frame[circle_of_rows(tab, frame, log).isin(wanted & circles_of(log, viewer))]
    return frame


def _set_aside(
    choice: Choice,
    viewer: Viewer,
    whole: CircleLog,
    grids: dict[tuple[str, str], tuple[Grid, dict[str, int]]],
) -> pd.DataFrame:
    """The rows that reading could not use, without values except those of the key. For administrators: whose rows
    these are, nobody can tell."""
    aside = whole.set_aside[whole.set_aside["tab"] == choice.tab.name]
    if viewer.role != "admin" or aside.empty:
        return empty_frame(choice.tab.name)
    frame = empty_frame(choice.tab.name).reindex(range(len(aside)))
    frame["_workbook"] = aside["workbook"].to_numpy()
    frame["_row"] = aside["row"].to_numpy()
    for at, (workbook, row) in enumerate(_places(frame)):
        grid, positions = grids.get((str(workbook), choice.tab.name), (None, {}))
        for name, text in aside_key(choice.tab.name, row, grid, positions).items() if grid else ():
            if TABS[choice.tab.name].column(name).kind not in ("date", "yes_no", "count", "number", "enum"):
                frame.loc[at, name] = text or None
    return frame


def _day_first(
    choice: Choice, by_tab: dict[tuple[str, str], tuple[Grid, dict[str, int]]], grids: Sequence[Grid]
) -> dict[str, bool | None]:
    """The order of short dates in each column of dates, as the sheet is read; None where it does not show."""
    named = namings(grids, TABS)
    found: dict[str, bool | None] = {}
    for (workbook, tab), (grid, positions) in by_tab.items():
        if tab != choice.tab.name:
            continue
        naming = named.get(workbook, Naming())
        for column in choice.tab.columns:
            if column.kind == "date" and column.name in positions and found.get(column.name) is None:
                order = day_first_evidence(set(filter(_is_text, grid.columns[positions[column.name]][1:])))
                set_order = grid.day_first if naming.day_first is None else naming.day_first
                found[column.name] = order if order is not None else set_order
    return found


def _is_text(cell: object) -> bool:
    return isinstance(cell, str)


def _matching(rows: Rows) -> pd.Series:
    """Which rows have the searched text in a value or in a cell of the sheet, or are the row of that number."""
    wanted, frame = rows.choice.search.casefold(), rows.frame
    hits = pd.Series(False, index=frame.index)
    for column in rows.choice.tab.column_names:
        values = frame[column]
        texts = values.dt.strftime("%Y-%m-%d") if "datetime" in str(values.dtype) else values.astype("str")
        hits |= texts.str.casefold().str.contains(wanted, regex=False, na=False)
    if rows.grids:
        rest = frame[~hits]
        columns = [
            column.name
            for column in rows.choice.tab.columns
            if column.kind != "text" or rows.choice.show == ASIDE
        ]
        raw = [
            any(wanted in rows.text(str(workbook), row, column).casefold() for column in columns)
            for workbook, row in _places(rest)
        ]
        hits |= pd.Series(raw, index=rest.index, dtype=bool).reindex(frame.index, fill_value=False)
    if number := _ROW.fullmatch(wanted):
        digits = number[1] or number[2]
        numbers = [rows.number(str(workbook), row).split(" ")[-1] for workbook, row in _places(frame)]
        is_row = pd.Series([digits == each for each in numbers], index=frame.index, dtype=bool)
        hits = is_row if number[1] else hits | is_row
    return hits


def listed(rows: Rows, frame: pd.DataFrame) -> None:
    """Draw why the rows shown could not be read or are not used, and where they are; nothing if all rows are shown."""
    if rows.choice.show == ALL or frame.empty:
        return
    places = set(_places(frame))
    tab, lines = rows.choice.tab.name, []
    if rows.choice.show == ASIDE:
        lines = [
            (rows.number(item["workbook"], item["row"]), "", "", item["reason"])
            for item in rows.log.set_aside.to_dict("records")
            if item["tab"] == tab and (item["workbook"], item["row"]) in places
        ]
    else:
        for column in TABS[tab].columns:
            for workbook, row in sorted(rows.log.not_understood.get((tab, column.name), ())):
                if (workbook, row) in places:
                    text = rows.text(workbook, row, column.name)
                    lines.append((rows.number(workbook, row), column.name, text, column.expected))
    table = pd.DataFrame(lines[:MOST_LISTED], columns=["row", "column", "found", "expected"], dtype="str")
    st.dataframe(
        table.map(clean).loc[:, (table != "").any()],
        hide_index=True,
        alt="What could not be read: row, column, what is there, and what is expected",
    )
    st.caption("Type over a cell in the grid above to mend it. Nothing is saved until you select Save.")
    if rows.choice.show == ASIDE:
        say_it_is_one(doubtful_in(rows.grids), rows.choice.tab.name, places)
