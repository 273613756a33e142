"""Checks: what in the log needs fixing, cell by cell.

Severities: error = a row or a required cell could not be used; warning = a cell counts as missing, or contradicts the
rest of the log; note = understood and used, but better written another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from string import ascii_uppercase
from typing import Any

import pandas as pd

from lib.log.format.frames import CHECK_COLUMNS, empty_checks
from lib.workbook.base import Severity, column_letters

SEVERITIES = ("error", "warning", "note")
_LONGEST = 300
_MOST_UNKNOWN, _MOST_COMPARISONS, _LONGEST_WORD = 200, 1_000_000, 100


@dataclass
class Checklist:
    """Collects checks.

    `positions`: (workbook, tab, column) -> the column's position in the grid (from 0). `titles`: (workbook, tab) -> the
    tab's own title.
    """

    positions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    _parts: list[dict[str, list[Any]]] = field(default_factory=list)
    _tabs: list[tuple[object, ...]] = field(default_factory=list)

    def about_rows(
        self,
        rows: pd.DataFrame,
        tab: str,
        column: str,
        severity: Severity,
        rule: str,
        found: pd.Series | str,
        expected: pd.Series | str,
    ) -> None:
        """Add one check for each of `rows` (a frame with _workbook and _row), at its cell in `column`.

        `cell` stays empty if the row's workbook has no such column. `found` and `expected`: text, or str by row.
        """
        if rows.empty:
            return
        workbooks, numbers = rows["_workbook"].to_list(), rows["_row"].to_list()
        titles, letters = {}, {}
        for workbook in dict.fromkeys(workbooks):
            position = self.positions.get((workbook, tab, column))
            titles[workbook] = self.titles.get((workbook, tab), tab)
            letters[workbook] = "" if position is None else column_letters(position)
        places = zip(workbooks, numbers, strict=True)
        self._parts.append(
            {
                "workbook": workbooks,
                "tab": [titles[workbook] for workbook in workbooks],
                "row": numbers,
                "column": [column] * len(rows),
                "cell": [f"{letters[book]}{row}" if letters[book] else "" for book, row in places],
                "severity": [severity] * len(rows),
                "rule": [rule] * len(rows),
                "found": _aligned(found, rows.index),
                "expected": _aligned(expected, rows.index),
            }
        )

    def about_cells(
        self,
        workbook: str,
        title: str,
        column: str,
        position: int,
        severity: Severity,
        rule: str,
        found: str,
        expected: str,
        rows: list[int],
    ) -> None:
        """Add the same check for the cells of one column in these rows (numbers as in the sheet) of the tab `title`;
        `position`: the column's, from 0."""
        letters = column_letters(position)
        alike = {
            "workbook": workbook,
            "tab": title,
            "column": column,
            "severity": severity,
            "rule": rule,
            "found": found,
            "expected": expected,
        }
        self._parts.append(
            {name: [text] * len(rows) for name, text in alike.items()}
            | {"row": rows, "cell": [f"{letters}{row}" for row in rows]}
        )

    def about_tab(
        self,
        workbook: str,
        tab: str,
        severity: Severity,
        rule: str,
        found: str,
        expected: str,
        cell: str = "",
    ) -> None:
        """Add one check about a whole tab or a cell of it (`cell`, such as D1)."""
        row = int(cell.lstrip(ascii_uppercase)) if cell else None
        self._tabs.append((workbook, tab, row, "", cell, severity, rule, found, expected))

    def extend(self, other: Checklist) -> None:
        """Add everything that another checklist collected; the other one stays as it is."""
        self.positions |= other.positions
        self.titles |= other.titles
        self._parts += other._parts
        self._tabs += other._tabs

    def frame(self) -> pd.DataFrame:
        """All checks (CHECK_COLUMNS: row Int64, the rest str), worst first, then by tab, row and column; no repeats."""
        in_columns = (zip(*(part[name] for name in CHECK_COLUMNS), strict=True) for part in self._parts)
        checks = sorted(map(_shortened, chain(self._tabs, *in_columns)), key=_place)
        if not checks:
            return empty_checks()
        columns = zip(*dict.fromkeys(checks), strict=True)
        return pd.DataFrame(
            {
                name: pd.array(list(column), dtype="Int64" if name == "row" else "str")
                for name, column in zip(CHECK_COLUMNS, columns, strict=True)
            }
        )


def _shortened(check: tuple[Any, ...]) -> tuple[Any, ...]:
    """A check (CHECK_COLUMNS) whose last two texts are not longer than anybody reads."""
    *place, found, expected = check
    if max(len(str(found)), len(str(expected))) <= _LONGEST:
        return check
    return *place, *(
        text if len(str(text)) <= _LONGEST else f"{text[: _LONGEST - 1]}…" for text in (found, expected)
    )


def _place(check: tuple[Any, ...]) -> tuple[Any, ...]:
    """What decides the order of checks. About a whole tab: below those about its rows."""
    workbook, tab, row, column, _, severity = check[:6]
    return SEVERITIES.index(severity), workbook, tab, row is None, row or 0, column


def _aligned(value: pd.Series | str, index: pd.Index) -> list[Any]:
    if isinstance(value, str):
        return [value] * len(index)
    return (value if value.index is index else value.reindex(index)).to_list()


def did_you_mean(unknown: Sequence[str], known: Sequence[str], cutoff: float = 80) -> Mapping[str, str]:
    """The most similar known word for each unknown one, if similar enough (`cutoff`: 0-100); word order is ignored.

    A log that lacks thousands of keys has a bigger problem than typos: only the first ones get a suggestion.
    """
    from rapidfuzz import fuzz, process

    known = [word for word in known if len(word) <= _LONGEST_WORD]
    sorted_known = [_words_sorted(word) for word in known]
    suggestions = {}
    for word in unknown[: min(_MOST_UNKNOWN, _MOST_COMPARISONS // max(len(known), 1))]:
        if len(word) <= _LONGEST_WORD:
            best = process.extractOne(
                _words_sorted(word), sorted_known, scorer=fuzz.ratio, score_cutoff=cutoff
            )
            if best:
                suggestions[word] = known[best[2]]
    return suggestions


def _words_sorted(text: str) -> str:
    from rapidfuzz import utils

    return " ".join(sorted(utils.default_process(text).split()))
