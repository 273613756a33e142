"""Checks: what in the log needs fixing, cell by cell.

Severities: error = a row or a required cell could not be used; warning = a cell counts as missing, or contradicts the
rest of the log; note = understood and used, but better written another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

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
    _parts: list[pd.DataFrame] = field(default_factory=list)
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
        titles, letters = {}, {}
        for workbook in rows["_workbook"].unique():
            position = self.positions.get((workbook, tab, column))
            titles[workbook] = self.titles.get((workbook, tab), tab)
            letters[workbook] = "" if position is None else column_letters(position)
        letter = rows["_workbook"].map(letters).astype("str")
        self._parts.append(
            pd.DataFrame(
                {
                    "workbook": rows["_workbook"],
                    "tab": rows["_workbook"].map(titles),
                    "row": rows["_row"].astype("Int64"),
                    "column": column,
                    "cell": (letter + rows["_row"].astype("str")).where(letter != "", ""),
                    "severity": severity,
                    "rule": rule,
                    "found": _aligned(found, rows.index),
                    "expected": _aligned(expected, rows.index),
                }
            )
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

    def add(self, frame: pd.DataFrame) -> None:
        """Add checks that are already a frame with CHECK_COLUMNS."""
        if len(frame):
            self._parts.append(frame)

    def extend(self, other: Checklist) -> None:
        """Add everything that another checklist collected; the other one stays as it is."""
        self.positions |= other.positions
        self.titles |= other.titles
        self._parts += other._parts
        self._tabs += other._tabs

    def frame(self) -> pd.DataFrame:
        """All checks (CHECK_COLUMNS: row Int64, the rest str), worst first, then by tab, row and column; no repeats."""
        if not self._parts and not self._tabs:
            return empty_checks()
        tabs = pd.DataFrame(self._tabs, columns=list(CHECK_COLUMNS), dtype="object")
        types = {name: "Int64" if name == "row" else "str" for name in CHECK_COLUMNS}
        parts = [part[list(CHECK_COLUMNS)] for part in self._parts]
        checks = pd.concat([tabs.astype(types), *parts], ignore_index=True).astype(types)
        for name in ("found", "expected"):
            long = checks[name].str.len() > _LONGEST
            if long.any():
                checks[name] = checks[name].mask(long, checks[name].str.slice(0, _LONGEST - 1) + "…")
        rank = checks["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)})
        checks = checks.assign(_rank=rank).sort_values(
            ["_rank", "workbook", "tab", "row", "column"], kind="stable"
        )
        return checks.drop(columns="_rank").drop_duplicates(ignore_index=True)


def _aligned(value: pd.Series | str, index: pd.Index) -> pd.Series | str:
    return value if isinstance(value, str) else value.reindex(index)


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
