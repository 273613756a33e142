"""Fixes that a check can offer: the same meaning, written in the format's usual form.

Nothing is guessed. A text that was read as a date becomes that date, an odd yes or word takes its usual form, and stray
spaces are removed. If someone says that two keys are one person, one of the keys replaces the other. Each fix is shown
before it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.log.changing.changes import Change, key_texts, odd_text, typed, value_text
from lib.log.changing.keys import next_key
from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_TABS, TABS, Column, Tab
from lib.log.reading.naming import Naming, columns_of, namings
from lib.log.reading.values import convert, shown
from lib.workbook.base import Cell, Grid

FIX_COLUMNS = ("kind", "workbook", "tab", "row", "column", "before", "after")
DATES, WORDS, SPACES, KEYS, PEOPLE = (
    "text date",
    "word form",
    "stray spaces",
    "missing key",
    "one key per person",
)
_NAMED_BY_PEOPLE = frozenset(("circles", "sessions", "teams", "milestones", "settings", "practices"))
_USUAL_YES_OR_NO = frozenset(("yes", "no", "true", "false"))
_TEXT_KINDS = frozenset(("text", "reference", "references", "list", "email"))
_KINDS_WITH_A_USUAL_FORM = frozenset(("date", "yes_no", "enum"))


def fixes(
    log: CircleLog, grids: Iterable[Grid], *, same_person: Mapping[str, str] = MappingProxyType({})
) -> pd.DataFrame:
    """What can be fixed in the cells of `grids`, from which `log` was read. With `same_person` (a key -> the key that
    replaces it, as from `similar_names`), only those keys.

    Out: FIX_COLUMNS; kind, workbook, tab and column (names of the schema) str, row int64 as people count, `before` the
    cell as it is, `after` a value of the column's kind (a date, True or False, a word, text). At most one fix per cell;
    no rows if there is nothing to fix. Cells that another check questions are left to people.
    """
    grids = tuple(grids)
    naming = namings(grids, TABS)
    doubted = _doubted(log)
    skipped = repeating(log, same_person)
    found: list[tuple[object, ...]] = []
    for grid, tab, columns in _known(grids, naming):
        for position, column in columns:
            if same_person and not _is_person(tab, column):
                continue
            cells = grid.columns[position][1:]
            in_column = (
                _people(cells, column, same_person) if same_person else _column_fixes(cells, column, grid)
            )
            for kind, at, after in in_column:
                where = (grid.workbook, tab.name, at + 2, column.name)
                if where[:3] in skipped:
                    continue
                if kind == PEOPLE or (grid.workbook, grid.tab, at + 2, column.name) not in doubted:
                    found.append((kind, *where, cells[at], after))
    if not same_person:
        found += _missing_keys(log)
    frame = pd.DataFrame(found, columns=list(FIX_COLUMNS))
    return frame.astype({"row": "int64"} | dict.fromkeys(("kind", "workbook", "tab", "column"), "str"))


def repeating(log: CircleLog, same_person: Mapping[str, str]) -> frozenset[tuple[str, str, int]]:
    """Rows (workbook, tab, row) that would repeat the key of another row once the keys in `same_person` (a key -> the
    key that replaces it) are replaced: someone twice on one roster, or twice at one session.

    Nobody can tell two rows with the same key apart, so such a change could not be undone.
    """
    one_key = {fold(variant): key for variant, key in same_person.items()}
    found: set[tuple[str, str, int]] = set()
    for tab in TABS.values() if one_key else ():
        people = [column.name for column in tab.columns if column.name in tab.key and _is_person(tab, column)]
        if not people:
            continue
        frame = log.tabs[tab.name]
        keys = {str(key) for name in people for key in frame[name].dropna().unique() if fold(key) in one_key}
        frame = frame[frame[people].isin([*keys, *one_key.values()]).any(axis=1)]
        before = frame[list(tab.key)]
        renamed = {
            name: before[name].map(lambda key: one_key.get(fold(key), key), na_action="ignore")
            for name in people
        }
        after = before.assign(**renamed)
        is_changed = (after[people] != before[people]).fillna(False).any(axis=1)
        rows = frame[is_changed & after.duplicated(keep=False)]
        found |= {
            (str(workbook), tab.name, int(row))
            for workbook, row in zip(rows["_workbook"], rows["_row"], strict=True)
        }
    return frozenset(found)


def _is_person(tab: Tab, column: Column) -> bool:
    return column.refers_to == "members" or (tab.name, column.name) == ("members", "member")


def _known(
    grids: tuple[Grid, ...], naming: dict[str, Naming]
) -> Iterator[tuple[Grid, Tab, list[tuple[int, Column]]]]:
    for grid in grids:
        names = naming.get(grid.workbook, Naming())
        tab = TABS.get(names.tab(grid.tab, TABS))
        if tab is None or tab.name in APP_TABS:
            continue
        columns = columns_of(grid, tab, names)
        yield grid, tab, [(columns[column.name], column) for column in tab.columns if column.name in columns]


def as_changes(found: pd.DataFrame, log: CircleLog) -> tuple[Change, ...]:
    """Fixes (`found`: FIX_COLUMNS) as changes to the log they were found in; a fix whose row is gone is left out."""
    changes = []
    for (book, name), rows in found.groupby(["workbook", "tab"], sort=False):
        tab, workbook = TABS[str(name)], str(book)
        frame = log.tabs[tab.name]
        frame = frame[(frame["_workbook"] == workbook) & frame["_row"].isin(rows["row"])]
        keys = dict(zip(frame["_row"].tolist(), key_texts(tab.name, frame).tolist(), strict=True))
        records = {record["_row"]: record for record in frame.to_dict("records")}
        for fix in rows.to_dict("records"):
            row, column = int(fix["row"]), tab.column(str(fix["column"]))
            if row in records:
                before, after = typed(records[row][column.name], column), fix["after"]
                was = odd_text(fix["before"], before) if value_text(before) == value_text(after) else ""
                changes.append(Change(workbook, tab.name, row, keys[row], column.name, before, after, was))
            elif fix["kind"] == KEYS:
                changes.append(Change(workbook, tab.name, row, "", column.name, None, fix["after"]))
    return tuple(changes)


def _doubted(log: CircleLog) -> set[tuple[str, str, int, str]]:
    """Cells whose meaning a check questions: (workbook, title of the tab, row, column)."""
    checks = log.checks[(log.checks["severity"] != "note") & log.checks["row"].notna()]
    return set(
        zip(checks["workbook"], checks["tab"], checks["row"].astype(int), checks["column"], strict=True)
    )


def _column_fixes(cells: Sequence[Cell], column: Column, grid: Grid) -> Iterator[tuple[str, int, object]]:
    if column.kind in _TEXT_KINDS:
        yield from _spaces(cells, column)
    elif column.kind in _KINDS_WITH_A_USUAL_FORM:
        yield from _typed(cells, column, grid)


def _people(
    cells: Sequence[Cell], column: Column, same_person: Mapping[str, str]
) -> Iterator[tuple[str, int, object]]:
    """The keys of people that are to be replaced, in a column that names them."""
    one_key = {fold(variant): key for variant, key in same_person.items()}
    after: dict[str, str] = {}
    for cell in {cell for cell in cells if isinstance(cell, str)}:
        parts = cell.split(",") if column.kind == "references" else [cell]
        if any(fold(part) in one_key for part in parts):
            after[cell] = ", ".join(dict.fromkeys(one_key.get(fold(part), part.strip()) for part in parts))
    for at, cell in enumerate(cells):
        if cell in after:
            yield PEOPLE, at, after[str(cell)]


def _spaces(cells: Sequence[Cell], column: Column) -> Iterator[tuple[str, int, object]]:
    tidy: Callable[[str], str] = (
        str.strip if column.kind == "text" and not column.required else lambda text: " ".join(text.split())
    )
    better = {
        cell: tidied for cell in set(cells) if type(cell) is str and (tidied := tidy(cell)) and tidied != cell
    }
    for at, cell in enumerate(cells) if better else ():
        if cell in better:
            yield SPACES, at, better[str(cell)]


def _typed(cells: Sequence[Cell], column: Column, grid: Grid) -> Iterator[tuple[str, int, object]]:
    different, is_enum = dict.fromkeys(cells), column.kind == "enum"
    texts = [cell for cell in different if isinstance(cell, str)]
    if column.kind != "yes_no" and not (texts if is_enum else any(texts)):
        return  # only text can be better written as a date; where no word is text, none has another form
    if True in different or False in different:  # they equal 1 and 0, which have another usual form
        cells = [("" if is_enum else shown(cell)) if isinstance(cell, bool) else cell for cell in cells]
        different = dict.fromkeys(cells)  # a checkbox is a usual form of a word
    converted = convert(list(different), column, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    better = {
        cell: fix
        for cell, value in zip(different, pd.Series(converted.values), strict=True)
        if not pd.isna(value) and (fix := _usual_form(cell, value, column)) is not None
    }
    for at, cell in enumerate(cells) if better else ():
        if cell in better:
            yield DATES if column.kind == "date" else WORDS, at, better[cell]


def _usual_form(cell: Cell, value: Any, column: Column) -> object:
    """What the cell should hold instead, None where it is fine."""
    match column.kind:
        case "date" if isinstance(cell, str):
            return date(value.year, value.month, value.day)
        case "yes_no" if not isinstance(cell, bool):
            return bool(value) if shown(cell).strip().casefold() not in _USUAL_YES_OR_NO else None
        case "enum" if _letters(shown(cell)) != _letters(value):
            return str(value)
        case _:
            return None


def _missing_keys(log: CircleLog) -> Iterator[tuple[object, ...]]:
    """A new key for each row that was set aside because its key is missing."""
    for name, rows in log.set_aside.groupby("tab"):
        tab = TABS[str(name)]
        if len(tab.key) != 1 or tab.name in _NAMED_BY_PEOPLE:
            continue
        taken: list[str] = []
        for row in rows[rows["reason"] == f"{tab.key[0]} is missing or unreadable"].itertuples():
            taken.append(next_key(tab.name, log.tabs[tab.name][tab.key[0]], taken=taken))
            yield KEYS, row.workbook, tab.name, row.row, tab.key[0], None, taken[-1]


def _letters(word: str) -> str:
    return re.sub(r"[-_\s]+", "", word.casefold())
