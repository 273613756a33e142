"""What the journal says about a change set: which workbooks took their part of it already, and whether it is the same.

An id stands for one content. If the journal has other content under the id, saving it again must not pass for saved.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pandas as pd

from lib.log.changing.changes import Addition, Change, ChangeSet, is_filled, key_texts, typed, value_text
from lib.log.changing.planning import REASON, addition_entry, text_of
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.words.phrases import listed, plural

MOST_IDS = 1_000
Entry = tuple[str, str, str, str]
"""The tab, key, column and new value of a journal row, without spaces that reading may have changed."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the journal has of a change set.

    `workbooks`: those whose part is saved, whole. `unlike`: rows of the edits tab (as people count) that have something
    else under its id; `is_other`: it is there under its id, but not with this content.
    """

    workbooks: frozenset[str] = frozenset()
    unlike: tuple[int, ...] = ()
    is_other: bool = False

    def refusal(self, change_set: ChangeSet) -> str:
        """What to tell people if the content is another one; "" otherwise."""
        if not self.is_other:
            return ""
        where = (
            f": see {plural(len(self.unlike), 'row')} {listed(map(str, self.unlike), most=5)}"
            if self.unlike
            else ""
        )
        return (
            f"the edits tab already has a save with this id, {change_set.id}, and it is not the same{where}. Nothing "
            "was saved now. Compare the log with what you want, then make the edits that are missing again"
        )


def recorded(change_set: ChangeSet, log: CircleLog) -> Recorded:
    """Look for the change set in the journal. Rows whose time is missing are not complete, and do not count."""
    journal = log.tabs["edits"]
    rows = journal[journal["change_set"] == change_set.id]
    unfinished = {*rows.loc[rows["at"].isna(), "_workbook"]}
    rows = rows[~rows["_workbook"].isin(unfinished)]
    if rows.empty:
        return Recorded()
    workbooks, unlike, is_other = set(), [], False
    for workbook, part in rows.groupby("_workbook", sort=False):
        wanted = entries(change_set, str(workbook))
        found = {_entry(row): int(row["_row"]) for row in part.to_dict("records")}
        others = [row for entry, row in found.items() if entry not in wanted]
        unlike += others
        missing = [wanted[entry] for entry in wanted.keys() - found.keys()]
        if others or not all(_is_there(item, log) for item in missing):
            is_other = True
        workbooks.add(str(workbook))
    return Recorded(frozenset(workbooks), tuple(sorted(unlike)), is_other)


def begun(change_set: ChangeSet, log: CircleLog) -> dict[Change, str]:
    """The changes whose journal rows an interrupted try left unfinished, each with the old text there ("" for blank).

    Their cells may hold the new values already, which does not mean that they are saved.
    """
    rows = unfinished(change_set.id, log)
    found: dict[Change, str] = {}
    for workbook, part in rows.groupby("_workbook", sort=False):
        wanted = entries(change_set, str(workbook))
        for row in part.to_dict("records"):
            item = wanted.get(_entry(row))
            if isinstance(item, Change):
                found[item] = str(row["old"]) if is_filled(row["old"]) else ""
    return found


def unfinished(id: str, log: CircleLog) -> pd.DataFrame:
    """The journal rows of a change set that were added but not completed: their time, which is written at the very
    end, is missing."""
    rows = log.tabs["edits"]
    return rows[(rows["change_set"] == id) & rows["at"].isna()]


def is_complete(id: str, log: CircleLog) -> bool:
    """Whether the journal has a change set with this id, and no row of it is unfinished."""
    rows = log.tabs["edits"]
    rows = rows[rows["change_set"] == id]
    return len(rows) > 0 and bool(rows["at"].notna().all())


def entries(change_set: ChangeSet, workbook: str) -> dict[Entry, Change | Addition | None]:
    """The journal rows that saving the change set to this workbook may add, each with its item (the reason: None)."""
    found: dict[Entry, Change | Addition | None] = {}
    for change in change_set.changes:
        if change.workbook == workbook:
            found[_plain(change.tab, change.key, change.column, text_of(change))] = change
    for addition in change_set.additions:
        if addition.workbook == workbook:
            line = addition_entry(addition)
            found[_plain(line["tab"], line["key"], "", line["new"])] = addition
    if change_set.reason:
        found[_plain("", "", REASON, change_set.reason)] = None
    return found


def _entry(row: Mapping[Any, Any]) -> Entry:
    return _plain(row["tab"], row["key"], row["column"], row["new"])


def _plain(*parts: object) -> Entry:
    tab, key, column, new = (" ".join(str(part).split()) if is_filled(part) else "" for part in parts)
    return tab, key, column, new


def _is_there(item: Change | Addition | None, log: CircleLog) -> bool:
    """Whether a change without a journal row needs none, since someone else gave its cell the same value."""
    if not isinstance(item, Change):
        return item is None
    tab = TABS[item.tab]
    frame = log.tabs[tab.name]
    rows = frame[(frame["_workbook"] == item.workbook) & (key_texts(tab.name, frame) == item.key)]
    column = tab.column(item.column)
    return {value_text(typed(value, column)) for value in rows[column.name]} == {value_text(item.after)}


class SentIds:
    """The ids that were sent to a workbook from this process, the newest of them, each with its content."""

    def __init__(self) -> None:
        self._contents: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def admits(self, change_set: ChangeSet) -> bool:
        """Whether this id was never sent with other content; from now on it stands for this one."""
        books = sorted({item.workbook for item in change_set.items})
        content = [change_set.who, *((book, sorted(entries(change_set, book))) for book in books)]
        digest = hashlib.blake2s(repr(content).encode("utf-8", "replace"), digest_size=16).hexdigest()
        with self._lock:
            known = self._contents.setdefault(change_set.id, digest)
            self._contents.move_to_end(change_set.id)
            while len(self._contents) > MOST_IDS:
                self._contents.popitem(last=False)
        return known == digest
