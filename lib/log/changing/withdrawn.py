"""Taking back a new row whose tab has no word that ends it: its cells are emptied; the journal keeps what they held.

Only an undo does this, only for the rows of WITHDRAWABLE tabs, and only as long as no other row refers to them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

import pandas as pd

from lib.log.changing.changes import (
    Addition,
    Change,
    ChangeSet,
    Problem,
    changes_of_row,
    is_filled,
    key_texts,
    value_text,
)
from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, singular
from lib.words.phrases import counted, plural

WITHDRAWABLE = frozenset(("sponsor_acts", "reviews", "decisions"))
Row: TypeAlias = tuple[str, str, int]
"""A row: its workbook, tab and row number."""


def taken_back(addition: Addition, log: CircleLog) -> list[Change] | Problem:
    """The changes that empty the row that `addition` made; a problem if it is gone, was changed, or is referred to."""
    frame = log.tabs[addition.tab]
    rows = frame[(key_texts(addition.tab, frame) == addition.key) & (frame["_workbook"] == addition.workbook)]
    same = [
        row
        for row in rows.to_dict("records")
        if _holds(row, addition.values, TABS[addition.tab].column_names)
    ]
    if not same:
        return Problem(addition.tab, addition.key, "", "this row is gone, or has been changed since")
    row = {str(name): value for name, value in same[-1].items()}
    if (number := _referring(addition.tab, addition.key, log)) > 0:
        return Problem(
            addition.tab,
            addition.key,
            "",
            f"{counted(number, 'decision')} {plural(number, 'names', 'name')} this {singular(addition.tab)}: take "
            f"{plural(number, 'it', 'them')} back first",
        )
    filled = {name: None for name in TABS[addition.tab].column_names if is_filled(row[name])}
    return list(changes_of_row(addition.tab, row, filled))


def _holds(row: Mapping[Any, Any], values: Mapping[str, object], columns: Collection[str]) -> bool:
    """Whether a row of a log's frame has these values, and is blank elsewhere."""
    return all(value_text(row[name]) == value_text(values.get(name)) for name in columns)


def _referring(tab: str, key: str, log: CircleLog) -> int:
    return int(among(log.decisions["review"], {key}).sum()) if tab == "reviews" else 0


def withdrawn_rows(change_set: ChangeSet, log: CircleLog) -> frozenset[Row]:
    """The rows that a change set takes back: it empties every cell that is filled, and no other row refers to them."""
    emptied: dict[Row, set[str]] = {}
    for change in change_set.changes:
        if change.tab in WITHDRAWABLE and not is_filled(change.after):
            emptied.setdefault((change.workbook, change.tab, change.row), set()).add(change.column)
    return frozenset(row for row, columns in emptied.items() if _is_all(row, columns, log))


def _is_all(row: Row, columns: set[str], log: CircleLog) -> bool:
    workbook, tab, number = row
    frame = log.tabs[tab]
    found = frame[(frame["_workbook"] == workbook) & (frame["_row"] == number)]
    if len(found) != 1 or _referring(tab, str(key_texts(tab, found).iloc[0]), log):
        return False
    values = found.iloc[0]
    return columns == {name for name in TABS[tab].column_names if is_filled(values[name])}


def row_of(change: Change) -> Row:
    """The row that a change is about."""
    return change.workbook, change.tab, change.row


def added_by(change: Change, log: CircleLog) -> str:
    """Who added the row of a change in Pharos, by the journal; "" if it does not know. `log`: the whole log."""
    journal = log.tabs["edits"]
    rows = journal[(journal["tab"] == change.tab) & journal["column"].isna() & (journal["key"] == change.key)]
    rows = rows[rows["_workbook"] == change.workbook]
    who = rows["who"].iloc[-1] if len(rows) else None
    return "" if pd.isna(who) else str(who)
