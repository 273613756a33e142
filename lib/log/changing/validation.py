"""Whether a change set may be written, by the same rules as reading: what is refused here would become a check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.log.changing.changes import (
    Addition,
    Change,
    ChangeSet,
    Problem,
    is_filled,
    key_texts,
    typed,
    value_text,
)
from lib.log.changing.withdrawn import row_of, withdrawn_rows
from lib.log.format.cells import shown
from lib.log.format.folding import fold, fold_all
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column
from lib.log.reading.values import convert
from lib.words.phrases import listed, plural

LONGEST_TEXT = 50_000
NO_SUCH_COLUMN = "this tab has no such column"
ONLY_PHAROS = "only Pharos writes to the journal"
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def problems(change_set: ChangeSet, log: CircleLog) -> list[Problem]:
    """Why the change set must not be written to `log` as it is now; empty if it may be.

    Checked: kind, words and bounds of every value; required cells; references (also to records that the same change
    set adds); that keys stay as they are and are used once; the length of texts. Values may come from anywhere.
    """
    rules = _Rules(log, change_set)
    found: list[Problem] = []
    for change in change_set.changes:
        found += rules.about_change(change)
    for addition in change_set.additions:
        found += rules.about_addition(addition)
    return found


def normalized(change_set: ChangeSet) -> ChangeSet:
    """The change set with every value as reading would give it: "Yes" becomes True, "2026-03-04" a date, "DONE" done.

    In: a change set without `problems`. Plain text stays as typed, except for spaces at its ends.
    """
    changes = (
        replace(change, after=_normal(change.after, change.tab, change.column))
        for change in change_set.changes
    )
    additions = (
        replace(
            addition,
            values={name: _normal(value, addition.tab, name) for name, value in addition.values.items()},
        )
        for addition in change_set.additions
    )
    return replace(change_set, changes=tuple(changes), additions=tuple(additions))


def _normal(value: object, tab: str, name: str) -> object:
    column = TABS[tab].column(name)
    if not is_filled(value):
        return None
    if column.kind == "text" and name not in TABS[tab].key and isinstance(value, str):
        return value.strip() or None
    return typed(convert([value], column, day_first=None, epoch_1904=False).values[0], column)


def value_problem(value: object, column: Column) -> str:
    """Why a value does not fit its column, in words; "" if it fits (blank fits unless the column is required)."""
    if not is_filled(value):
        return f"{column.expected}: every row needs it" if column.required else ""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"at most {LONGEST_TEXT:,} characters; this text has {len(value):,}"
    if isinstance(value, str) and (strange := _NO_TEXT.search(value)):
        return f"contains the character U+{ord(strange[0]):04X}, which a cell cannot hold; expected text"
    converted = convert([value], column, day_first=None, epoch_1904=False)
    misfit = next((misfit for misfit in converted.misfits if not misfit.accepted), None)
    if misfit is not None:
        return f"{shown(value)!r} does not fit; expected {misfit.expected}"
    if not is_filled(typed(converted.values[0], column)):
        return f"{shown(value)!r} counts as blank; expected {column.expected}"
    return ""


class _Rules:
    """The rules that a change set must follow. The log's keys are folded only once."""

    def __init__(self, log: CircleLog, change_set: ChangeSet) -> None:
        self._log = log
        self._change_set = change_set
        self._names: dict[str, set[str]] = {}
        self._keys: dict[str, set[str]] = {}
        self._new_keys: dict[str, set[str]] = {}
        self._withdrawn = withdrawn_rows(change_set, log)

    def about_change(self, change: Change) -> Iterator[Problem]:
        tab = TABS[change.tab]
        if change.column not in tab.column_names:
            yield Problem(change.tab, change.key, change.column, NO_SUCH_COLUMN)
            return
        column = tab.column(change.column)
        before, after = value_text(change.before), value_text(change.after)
        if change.tab == "edits":
            yield Problem(change.tab, change.key, change.column, ONLY_PHAROS)
        elif row_of(change) in self._withdrawn:
            return  # the whole row is taken back
        elif tab.key == (change.column,) and change.before and fold(before) != fold(after):
            yield Problem(
                change.tab, change.key, change.column, "keys cannot be changed: other rows refer to them"
            )
        elif change.writes and not is_filled(change.after):
            return  # an undo: the text that was there and was not understood
        elif text := value_problem(change.after, column) or self._unknown(change.after, column):
            yield Problem(change.tab, change.key, change.column, text)

    def about_addition(self, addition: Addition) -> Iterator[Problem]:
        tab, key = TABS[addition.tab], addition.key
        if addition.tab == "edits":
            yield Problem(addition.tab, key, "", ONLY_PHAROS)
            return
        for name in addition.values:
            if name not in tab.column_names:
                yield Problem(addition.tab, key, name, NO_SUCH_COLUMN)
        for column in tab.columns:
            value = addition.values.get(column.name)
            if text := value_problem(value, column) or self._unknown(value, column):
                yield Problem(addition.tab, key, column.name, text)
        if tab.key:
            if addition.tab not in self._keys:
                self._keys[addition.tab] = set(
                    fold_all(key_texts(addition.tab, self._log.tabs[addition.tab]))
                )
            new = self._new_keys.setdefault(addition.tab, set())
            if fold(key) in new or fold(key) in self._keys[addition.tab]:
                yield Problem(addition.tab, key, tab.key[0], "this key is already in use")
            new.add(fold(key))

    def _unknown(self, value: object, column: Column) -> str:
        if not column.refers_to or column.person or not is_filled(value):
            return ""
        known = self._known(column.refers_to)
        wanted = str(value).split(",") if column.kind == "references" else [str(value)]
        unknown = [part.strip() for part in wanted if part.strip() and fold(part) not in known]
        if not unknown or not known:
            return ""
        return f"{listed(unknown)} {plural(len(unknown), 'is', 'are')} not in the {column.refers_to} tab"

    def _known(self, tab: str) -> set[str]:
        if tab not in self._names:
            name = TABS[tab].column_names[0]
            added = (addition.values for addition in self._change_set.additions if addition.tab == tab)
            self._names[tab] = set(fold_all(self._log.tabs[tab][name].dropna())) | {
                fold(value_text(values.get(name))) for values in added
            }
        return self._names[tab]
