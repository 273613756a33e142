"""Keys and references: one spelling each; duplicates and dangling references become checks.

Keys compare trimmed, with inner spaces collapsed, and case-insensitively; frames use the spelling of the row that
defines a key. The first row wins.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from lib.log.format.folding import fold, fold_all
from lib.log.format.frames import among, empty_set_aside, none_of
from lib.log.format.schema import Column, Tab, singular, with_article
from lib.log.reading.checks import Checklist, did_you_mean
from lib.log.reading.known_keys import SEPARATORS, Keys, keys_of_members
from lib.log.reading.naming import is_translation
from lib.workbook.base import Severity

_DANGLING = "belongs to a row that is missing or set aside"


@dataclass
class Resolved:
    """Frames with one spelling per key, and the rows set aside on the way."""

    tabs: dict[str, pd.DataFrame]
    set_aside: pd.DataFrame


def resolve(
    tabs: Mapping[str, pd.DataFrame],
    schema: Mapping[str, Tab],
    recorded: frozenset[tuple[str, str]],
    lost_keys: Mapping[str, Iterable[str]],
    checklist: Checklist,
    guests: Collection[tuple[str, int]] = (),
) -> Resolved:
    """Spell references as their targets are spelled; set aside duplicates, and rows whose parent row is missing.

    In: frames as parsed, in the schema's order (a strict reference points to an earlier tab), and by tab the keys of
    rows that were already set aside (`lost_keys`). Out: new frames. References to a tab that is not there, or without
    its key column, and those to a tab without rows that no row needs, are left as typed. `guests`: (workbook, row) of
    attendance of guests: that they are no members needs no check.
    """
    known = {name: Keys() for name in schema}
    there = {name for name, tab in schema.items() if tab.key and (name, tab.key[0]) in recorded}
    listed = {name for name in there if len(tabs.get(name, ())) or lost_keys.get(name)}
    resolved, aside = dict[str, pd.DataFrame](), [empty_set_aside()]
    if "members" in tabs:
        known["members"] = keys_of_members(tabs["members"], lost_keys.get("members", ()))
    for name, tab in schema.items():
        frame = tabs[name].copy(deep=False)
        if frame.empty:
            known[name].lost = [*lost_keys.get(name, ())]
            resolved[name] = frame
            continue
        dangling = pd.Series(False, index=frame.index)
        for column in tab.columns:
            if column.refers_to in (there if column.strict else listed) and _decides_the_row(column):
                unknown = _respell(frame, name, column, known[column.refers_to], checklist, guests)
                if column.strict:
                    dangling |= unknown
        if name == "members":
            other = none_of(frame["member"], known["members"].as_typed)
            spelled = {key: known["members"].spelling[fold(key)] for key in other}
            frame["member"] = _replaced(frame["member"], spelled)
        dangles = bool(dangling.any())
        sound = frame[~dangling] if dangles else frame
        repeated = _list_duplicates(sound, tab, checklist)
        if dangles:
            repeated = repeated.reindex(frame.index, fill_value=False)
        unusable = dangling | repeated
        if len(tab.key) == 1:
            keys = frame[tab.key[0]]
            rows, first = (keys[~without] if without.any() else keys for without in (dangling, unusable))
            known[name] = Keys(
                pa.array(rows[::-1], pa.large_string()).drop_null(),
                pa.array(first, pa.large_string()).drop_null(),
                [*(keys[dangling].dropna() if dangles else ()), *lost_keys.get(name, ())],
            )
        for rows, reason in ((dangling, _DANGLING), (repeated, "repeats a key")):
            if rows.any():
                aside.append(_rows(frame[rows], name, reason))
        if unusable.any():
            frame = frame[~unusable]
        resolved[name] = frame.reset_index(drop=True)
    for name, tab in schema.items():
        for column in tab.columns:
            if column.refers_to in listed and not _decides_the_row(column) and len(resolved[name]):
                _respell(resolved[name], name, column, known[column.refers_to], checklist)
    return Resolved(resolved, pd.concat(aside, ignore_index=True))


def _decides_the_row(column: Column) -> bool:
    """Whether the reference decides which row this is, or whether the row can be used at all."""
    return column.strict or column.refers_to == "members"


def _rows(frame: pd.DataFrame, tab: str, reason: str) -> pd.DataFrame:
    rows = frame[["_workbook", "_row"]].rename(columns={"_workbook": "workbook", "_row": "row"})
    return rows.assign(tab=tab, reason=reason)[["workbook", "tab", "row", "reason"]]


def _replaced(values: pd.Series, other: Mapping[str, str]) -> pd.Series:
    """The values (str) with those that are in `other` as it says."""
    if not other:
        return values
    is_other = among(values, other)
    return values.where(~is_other, _by_value(values[is_other], other))


def _respell(
    frame: pd.DataFrame,
    tab: str,
    column: Column,
    keys: Keys,
    checklist: Checklist,
    guests: Collection[tuple[str, int]] = (),
) -> pd.Series:
    """Respell `column` of `frame` in place; out: the rows (bool) where its value, or part of it, is unknown."""
    values = frame[column.name]
    distinct = none_of(values, keys.as_typed)
    if not distinct:
        return pd.Series(False, index=frame.index)
    one, folded = column.kind == "reference", functools.cache(fold)
    respelled, unknown, aliased = {}, {}, {}
    for value in distinct if one else keys.other_than(distinct):
        whole = one or fold(value) in keys.spelling
        pieces = [value] if whole else SEPARATORS.split(value)
        parts: dict[str, str] = {}
        for part in filter(None, map(str.strip, pieces)):
            parts.setdefault(folded(part), part)
        spelled = [keys.spelling.get(key) or keys.aliases.get(key) or part for key, part in parts.items()]
        respelled[value] = ", ".join(dict.fromkeys(spelled))
        lost = [part for key, part in parts.items() if key not in keys.spelling and key not in keys.aliases]
        if lost:
            unknown[value] = ", ".join(lost)
        elif parts.keys() - keys.spelling.keys():
            aliased[value] = respelled[value]
    other = {value: spelled for value, spelled in respelled.items() if spelled != value}
    frame[column.name] = _replaced(values, other)
    is_unknown = among(values, unknown) if unknown else pd.Series(False, index=frame.index)
    if aliased:
        rows = frame[among(values, aliased)]
        original = values[rows.index]
        expected = "the member key " + _by_value(original, aliased)
        checklist.about_rows(rows, tab, column.name, "note", "name instead of key", original, expected)
    if unknown and not column.person:
        rows = frame[is_unknown]
        if guests and tab == "attendance" and column.name == "member":
            places = zip(rows["_workbook"], rows["_row"].tolist(), strict=True)
            rows = rows[[place not in guests for place in places]]
        severity: Severity = "error" if column.strict else "warning"
        rule = f"unknown {singular(column.refers_to)}"
        expected = _expectations(unknown, column, keys)
        waiting = [value for value, lost in unknown.items() if fold(lost) in keys.unusable]
        rows = _one_for_all(rows, values, waiting, expected, column)
        typed = values[rows.index]
        checklist.about_rows(
            rows, tab, column.name, severity, rule, _by_value(typed, unknown), _by_value(typed, expected)
        )
    return is_unknown


def _by_value(values: pd.Series, said: Mapping[str, str]) -> pd.Series:
    """What is said of each value (str); all of them are in `said`. Faster than Series.map, which makes an index."""
    return pd.Series([said[value] for value in values.to_list()], index=values.index, dtype="str")


_MOST_WAITING = 3


def _one_for_all(
    rows: pd.DataFrame, values: pd.Series, waiting: list[str], expected: dict[str, str], column: Column
) -> pd.DataFrame:
    """The rows to be named: of many that wait for records whose own rows are set aside, the first, which says how many
    they are. Those records' rows are named by themselves."""
    waits = among(values[rows.index], waiting)
    if int(waits.sum()) <= _MOST_WAITING:
        return rows
    first = values[rows.index][waits].iloc[0]
    count = int(waits.sum())
    expected[first] += f"; {count:,} rows wait for {column.refers_to} that were"
    return rows[~waits | (rows.index == rows.index[waits][0])]


def _expectations(unknown: dict[str, str], column: Column, keys: Keys) -> dict[str, str]:
    suggestions = did_you_mean(sorted(set(unknown.values())), list(keys.spelling.values()))
    expectations = {}
    for value, lost in unknown.items():
        if fold(lost) in keys.unusable:
            one = with_article(singular(column.refers_to))
            expectations[value] = f"{one} with a usable row; the row of {lost} was set aside"
        elif lost in suggestions:
            expectations[value] = f"{column.expected}; did you mean {suggestions[lost]}?"
        else:
            expectations[value] = column.expected
    return expectations


def _numbered(columns: Iterable[pd.Series]) -> NDArray[np.intp]:
    """A number for each row, the same for the same cells; `DataFrame.duplicated` takes three times as long to look."""
    first, *others = (pd.factorize(column.array) for column in columns)
    found = first[0]
    for codes, distinct in others:
        found = pd.factorize(found * (len(distinct) + 1) + codes)[0]
    return found


def _list_duplicates(frame: pd.DataFrame, tab: Tab, checklist: Checklist) -> pd.Series:
    if not tab.key or frame.empty:
        return pd.Series(False, index=frame.index)
    folded = {
        name: fold_all(frame[name]) if tab.column(name).kind == "text" else frame[name] for name in tab.key
    }
    keys = pd.Series(_numbered(folded.values()), index=frame.index)
    repeated = keys.duplicated()
    for part in folded.values() if repeated.any() else ():
        repeated &= part.notna()
    if tab.name == "settings":
        repeated &= ~frame["name"].map(is_translation)
    if repeated.any():
        rows, alike = frame[repeated], frame[keys.duplicated(keep=False)]
        groups = alike[["_workbook", "_row"]].groupby(
            [folded[name][alike.index] for name in tab.key], observed=True, dropna=False
        )
        first = groups.transform("first").loc[rows.index]
        texts = (rows[name].astype("str").fillna("") for name in tab.key)
        found = functools.reduce(lambda left, right: left + ", " + right, texts)
        is_elsewhere = first["_workbook"] != rows["_workbook"]
        elsewhere = (" of " + first["_workbook"]).where(is_elsewhere, "")
        expected = "a key used only once; row " + first["_row"].astype("str") + elsewhere + " already has it"
        copied = is_elsewhere
        if copied.any():
            copied &= alike[list(tab.column_names)].duplicated()[rows.index]
        checklist.about_rows(rows[~copied], tab.name, tab.key[0], "error", "duplicate key", found, expected)
        checklist.about_rows(
            rows[copied], tab.name, tab.key[0], "note", "also in another workbook", found, expected
        )
    return repeated
