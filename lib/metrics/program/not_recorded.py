"""What a log does not record at all, and which figures that leaves without a value, in one list."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core import counting
from lib.metrics.core.remember import remembered
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.health.records import REQUIRED
from lib.metrics.program import asks

COLUMNS = ("tab", "column", "found", "figures")
_FIELDS = "record_completeness"


@remembered
def table(log: CircleLog) -> pd.DataFrame:
    """One row for each tab that is not there, and each column that is not there or blank in every row, if a figure
    needs it; by tab and column.

    Columns (str): tab, column ("" for a whole tab), found ("no such tab", "could not be read", "no such
    column", "blank in every row"),
    figures (the labels of those that need it, "A · B"). Nothing missing: no rows.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for tab, column, why, label in _all(log):
        labels = found.setdefault((tab, column, why), [])
        if label not in labels:
            labels.append(label)
    rows = [(*place, " · ".join(labels)) for place, labels in sorted(found.items())]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _all(log: CircleLog) -> Iterator[tuple[str, str, str, str]]:
    for definition in DICTIONARY.values():
        if definition.or_needs and not counting.lacking(definition.or_needs, log):
            continue
        for tab, *columns in definition.needs:
            if found := _why(log, tab, columns):
                yield tab, *found, definition.label
    if found := _why(log, "asks", []):
        yield "asks", *found, asks.ASKS_LABEL
    if not log.lacks("sessions"):
        for column in REQUIRED:
            if not log.has("sessions", column):
                yield "sessions", column, "no such column", DICTIONARY[_FIELDS].label


def _why(log: CircleLog, tab: str, columns: list[str]) -> tuple[str, str] | None:
    """The column or columns, one of which would do, and what is wrong with them; None if nothing is."""
    if log.lacks(tab):
        return "", "could not be read" if tab in log.unread_tabs else "no such tab"
    there = sorted(column for column in columns if log.has(tab, column))
    if not there:
        return (" or ".join(sorted(columns)), "no such column") if columns else None
    is_blank = all(_is_blank(log, tab, column) for column in there)
    return (" or ".join(there), "blank in every row") if is_blank else None


@remembered
def _is_blank(log: CircleLog, tab: str, column: str) -> bool:
    """Whether a tab has rows and this column says nothing in any of them."""
    rows = log.tabs[tab]
    return len(rows) > 0 and column in rows and bool(rows[column].isna().all())
