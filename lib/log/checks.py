"""Checks: what in the log needs fixing, cell by cell.

Severities: error = a row or a required cell could not be used; warning = a cell counts as missing, or what it says
contradicts the rest; note = used as meant, but better written otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from lib.log.model import CHECK_COLUMNS, empty_checks
from lib.workbook.base import Severity, a1_of

SEVERITIES = ("error", "warning", "note")


@dataclass
class Checklist:
    """Collects checks; `positions` tells in which column (from 0) of which (workbook, tab) a named column stands."""

    positions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    _parts: list[pd.DataFrame] = field(default_factory=list)

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
        """One check for each of `rows` (a frame with provenance), at its cell in `column`."""
        for workbook, part in rows.groupby("_workbook", sort=False) if len(rows) else ():
            position = self.positions.get((str(workbook), tab, column), 0)
            self._parts.append(
                pd.DataFrame(
                    {
                        "workbook": workbook,
                        "tab": self.titles.get((str(workbook), tab), tab),
                        "row": part["_row"].astype("Int64"),
                        "column": column,
                        "cell": a1_of(part["_row"], position),
                        "severity": severity,
                        "rule": rule,
                        "found": _aligned(found, part.index),
                        "expected": _aligned(expected, part.index),
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
        """One check about a whole tab or its header (`cell` such as D1)."""
        row = [workbook, tab, 1 if cell else None, "", cell, severity, rule, found, expected]
        self._parts.append(pd.DataFrame([row], columns=list(CHECK_COLUMNS)))

    def add(self, frame: pd.DataFrame) -> None:
        """Checks that stand ready as a frame."""
        if len(frame):
            self._parts.append(frame)

    def frame(self) -> pd.DataFrame:
        """All checks, worst first, then by tab, row and cell, without repeats."""
        if not self._parts:
            return empty_checks()
        checks = pd.concat(self._parts, ignore_index=True)[list(CHECK_COLUMNS)]
        checks = checks.astype({name: "Int64" if name == "row" else "str" for name in CHECK_COLUMNS})
        rank = checks["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)})
        checks = checks.assign(_rank=rank).sort_values(
            ["_rank", "workbook", "tab", "row", "column"], kind="stable"
        )
        return checks.drop(columns="_rank").drop_duplicates(ignore_index=True)


def _aligned(value: pd.Series | str, index: pd.Index) -> pd.Series | str:
    return value if isinstance(value, str) else value.reindex(index)


def did_you_mean(unknown: Sequence[str], known: Sequence[str], cutoff: float = 80) -> Mapping[str, str]:
    """The most similar known word for each unknown one, where similar enough (0-100 by rapidfuzz's WRatio)."""
    from rapidfuzz import fuzz, process, utils

    suggestions = {}
    for word in unknown[:200]:
        best = process.extractOne(
            word, known, scorer=fuzz.token_sort_ratio, processor=utils.default_process, score_cutoff=cutoff
        )
        if best:
            suggestions[word] = best[0]
    return suggestions
