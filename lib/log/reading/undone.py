"""New rows whose save was undone: they stay in the workbook, since Pharos deletes nothing, and count nowhere.

The journal (the `edits` tab) says which rows a save added and which save was undone. A row that still holds what the
save wrote is no record then. One that somebody has changed since, in Pharos or in the sheet, is a record again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Tab
from lib.log.reading.values import convert
from lib.words.phrases import counted, plural

REASON = "reason"
"""The value of the journal's `column` column in the row (one without a tab) that has the reason of a change set."""
UNDO = "undo of {}"
"""The reason of a change set that undoes another."""
UNDONE = "added, and the save was undone"
"""Why such a row is set aside."""
RULE = "undone"
"""The rule of the check that names such rows: no complaint, since nothing has to be done about them."""
_UNDO = re.compile(UNDO.format(r"(\S+)"))


@dataclass(frozen=True, slots=True)
class UndoneRow:
    """A row of a tab's frame: its index there."""

    tab: str
    index: int


def undone_rows(tabs: Mapping[str, pd.DataFrame]) -> list[UndoneRow]:
    """The rows whose save was undone; none where the log has no journal.

    In: the frames of the tabs as they were read, before rows of several workbooks get keys of their own.
    """
    edits = tabs.get("edits")
    if edits is None or edits.empty:
        return []
    reasons = edits["tab"].isna() & (edits["column"] == REASON) & edits["at"].notna()
    if not edits.loc[reasons, "new"].dropna().str.startswith(UNDO.format("")).any():
        return []
    found = []
    for workbook, journal in edits.groupby("_workbook", sort=False):
        for entry in _undone_additions(journal.reset_index(drop=True)):
            index = _row(tabs[entry.tab], TABS[entry.tab], str(workbook), entry)
            if index is not None:
                found.append(UndoneRow(entry.tab, index))
    return list(dict.fromkeys(found))


def complaints(checks: pd.DataFrame) -> pd.DataFrame:
    """The checks that ask for something: all but those that only name the rows of undone saves."""
    return checks[checks["rule"] != RULE]


def left_by_undoing(log: CircleLog) -> str:
    """How many rows undone saves have left, as a sentence; "" if there are none."""
    count = int((log.set_aside["reason"] == UNDONE).sum())
    if not count:
        return ""
    stays, counts = plural(count, "stays", "stay"), plural(count, "counts", "count")
    return f"{counted(count, 'row')} of undone saves {stays} in the sheet and {counts} nowhere."


def values_undone(log: CircleLog, workbook: str, tab: str, key: str) -> Mapping[str, str]:
    """What an undone save wrote into the row with this key, by the journal; empty if no such row is set aside."""
    aside, edits = log.set_aside, log.tabs["edits"]
    if not ((aside["workbook"] == workbook) & (aside["tab"] == tab) & (aside["reason"] == UNDONE)).any():
        return {}
    rows = edits[
        (edits["_workbook"] == workbook)
        & (edits["tab"] == tab)
        & (edits["key"] == key)
        & edits["column"].isna()
    ]
    return (_values(rows["new"].iloc[-1]) or {}) if len(rows) else {}


@dataclass(frozen=True, slots=True)
class _Added:
    """What an undone save wrote into a new row; `changed`: columns that the journal shows changed since."""

    tab: str
    values: Mapping[str, str]
    changed: frozenset[str]


def _undone_additions(journal: pd.DataFrame) -> Iterator[_Added]:
    """The additions of undone saves in one workbook's journal that nothing but undoing has changed since."""
    undoes: dict[str, str] = {}
    at: dict[str, int] = {}
    is_reason = journal["tab"].isna() & (journal["column"] == REASON) & journal["at"].notna()
    for position, name, text in zip(
        journal.index[is_reason],
        journal.loc[is_reason, "change_set"],
        journal.loc[is_reason, "new"],
        strict=True,
    ):
        if isinstance(text, str) and isinstance(name, str) and (found := _UNDO.fullmatch(text.strip())):
            undoes[name], at[name] = found[1], int(position)
    undone = {name for name in undoes.values() if _is_undone(name, undoes, frozenset())}
    added = (
        journal["column"].isna() & journal["change_set"].isin(list(undone)) & journal["tab"].isin(list(TABS))
    )
    rows = journal[journal["tab"].notna()]
    for _, first in journal[added].iterrows():
        own = rows[(rows["tab"] == first["tab"]) & (rows["key"].fillna("") == _text(first["key"]))]
        later = own[own.index > first.name]
        last_undo = max(at[name] for name, of in undoes.items() if of == first["change_set"])
        others = ~later["change_set"].isin([*undone, *undoes])
        if later["column"].isna().any() or (others & (later.index > last_undo)).any():
            continue
        if (values := _values(first["new"])) is not None:
            yield _Added(str(first["tab"]), values, frozenset(later["column"].dropna()))


def _is_undone(name: str, undoes: Mapping[str, str], seen: frozenset[str]) -> bool:
    """Whether a save was undone, by a save that was not undone itself."""
    by = [undo for undo, of in undoes.items() if of == name and undo not in seen]
    return any(not _is_undone(undo, undoes, seen | {name}) for undo in by)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _values(text: object) -> Mapping[str, str] | None:
    try:
        values = json.loads(str(text))
    except ValueError:
        return None
    return {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else None


def _row(frame: pd.DataFrame, tab: Tab, workbook: str, added: _Added) -> int | None:
    """The index of the row that still holds what was added; None if there is none."""
    is_it = frame["_workbook"] == workbook
    for column in tab.columns:
        if column.name in added.changed and column.name not in tab.key:
            continue
        text = added.values.get(column.name, "")
        if not text:
            if column.name in tab.key:
                is_it &= frame[column.name].isna()
            continue
        value = convert([text], column, day_first=None, epoch_1904=False).values[0]
        is_it &= frame[column.name].isna() if pd.isna(value) else (frame[column.name] == value).fillna(False)
    return int(is_it.index[int(is_it.argmax())]) if is_it.any() else None
