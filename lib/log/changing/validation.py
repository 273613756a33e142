"""Whether a change set may be written, by the rules that reading uses: what is refused here would become a check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from lib.log.changing.changes import Addition, Change, ChangeSet, Problem, is_filled, key_texts, said, typed
from lib.log.format.cells import shown
from lib.log.format.folding import fold, fold_all
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column, singular
from lib.log.reading.values import convert

LONGEST_TEXT = 50_000
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def problems(change_set: ChangeSet, log: CircleLog) -> list[Problem]:
    """What keeps the change set from being written to a log as `log` is now; empty where nothing does.

    Checked: kinds, words and bounds of every value, required cells, references (also to records that the same change
    set adds), keys that stay and are used once, the length of texts. Values need not have passed a form before.
    """
    rules = _Rules(log, change_set)
    found: list[Problem] = []
    for edit in change_set.changes:
        found += rules.about_edit(edit)
    for addition in change_set.additions:
        found += rules.about_addition(addition)
    return found


def normalized(change_set: ChangeSet) -> ChangeSet:
    """The change set with every value as reading would give it: "Yes" is True, "2026-03-04" a date, "DONE" done.

    In: one without `problems`. Plain text is written as typed, but for spaces at its ends.
    """
    edits = (replace(edit, after=_normal(edit.after, edit.tab, edit.column)) for edit in change_set.changes)
    additions = (
        replace(
            addition,
            values={name: _normal(value, addition.tab, name) for name, value in addition.values.items()},
        )
        for addition in change_set.additions
    )
    return replace(change_set, changes=tuple(edits), additions=tuple(additions))


def _normal(value: object, tab: str, name: str) -> object:
    column = TABS[tab].column(name)
    if not is_filled(value):
        return None
    if column.kind == "text" and name not in TABS[tab].key and isinstance(value, str):
        return value.strip() or None
    return typed(convert([value], column, day_first=None, epoch_1904=False).values[0], column)


def value_problem(value: object, column: Column) -> str:
    """Why a value does not fit its column, in words; empty where it does (blank fits, unless required)."""
    if not is_filled(value):
        return f"{column.expected}: every row needs it" if column.required else ""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"at most {LONGEST_TEXT:,} characters; these are {len(value):,}"
    if isinstance(value, str) and (strange := _NO_TEXT.search(value)):
        return f"holds the character U+{ord(strange[0]):04X}, which no cell can keep; expected text"
    converted = convert([value], column, day_first=None, epoch_1904=False)
    misfit = next((misfit for misfit in converted.misfits if not misfit.accepted), None)
    if misfit is not None:
        return f"{shown(value)!r} does not fit; expected {misfit.expected}"
    if not is_filled(typed(converted.values[0], column)):
        return f"{shown(value)!r} says nothing; expected {column.expected}"
    return ""


class _Rules:
    """What one change set must keep to; the log's keys are folded once."""

    def __init__(self, log: CircleLog, change_set: ChangeSet) -> None:
        self._log = log
        self._change_set = change_set
        self._names: dict[str, set[str]] = {}
        self._keys: dict[str, pd.Series] = {}
        self._new_keys: dict[str, set[str]] = {}

    def about_edit(self, edit: Change) -> Iterator[Problem]:
        tab = TABS[edit.tab]
        if edit.column not in tab.column_names:
            yield Problem(edit.tab, edit.key, edit.column, "is no column of this tab")
            return
        column = tab.column(edit.column)
        if edit.tab == "edits":
            yield Problem(edit.tab, edit.key, edit.column, "the journal is written by Pharos only")
        elif tab.key == (edit.column,) and edit.before and fold(said(edit.before)) != fold(said(edit.after)):
            yield Problem(edit.tab, edit.key, edit.column, "keys stay: other rows refer to them")
        elif text := value_problem(edit.after, column) or self._unknown(edit.after, column):
            yield Problem(edit.tab, edit.key, edit.column, text)

    def about_addition(self, addition: Addition) -> Iterator[Problem]:
        tab, key = TABS[addition.tab], addition.key
        if addition.tab == "edits":
            yield Problem(addition.tab, key, "", "the journal is written by Pharos only")
            return
        for name in addition.values:
            if name not in tab.column_names:
                yield Problem(addition.tab, key, name, "is no column of this tab")
        for column in tab.columns:
            value = addition.values.get(column.name)
            if text := value_problem(value, column) or self._unknown(value, column):
                yield Problem(addition.tab, key, column.name, text)
        if tab.key:
            if addition.tab not in self._keys:
                self._keys[addition.tab] = fold_all(key_texts(addition.tab, self._log.tabs[addition.tab]))
            new = self._new_keys.setdefault(addition.tab, set())
            if fold(key) in new or (self._keys[addition.tab] == fold(key)).any():
                yield Problem(addition.tab, key, tab.key[0], "this key is in use already")
            new.add(fold(key))

    def _unknown(self, value: object, column: Column) -> str:
        if not column.refers_to or column.person or not is_filled(value):
            return ""
        known = self._known(column.refers_to)
        wanted = str(value).split(",") if column.kind == "references" else [str(value)]
        lost = [part.strip() for part in wanted if part.strip() and fold(part) not in known]
        if not lost or not known:
            return ""
        return f"{', '.join(lost)} is no {singular(column.refers_to)} of the tab {column.refers_to}"

    def _known(self, tab: str) -> set[str]:
        if tab not in self._names:
            name = TABS[tab].column_names[0]
            added = (addition.values for addition in self._change_set.additions if addition.tab == tab)
            self._names[tab] = set(fold_all(self._log.tabs[tab][name].dropna())) | {
                fold(said(values.get(name))) for values in added
            }
        return self._names[tab]
