"""Sessions that were logged without having been planned: their planned day only repeats the day they were held.

Every row of the sessions tab needs a planned day. The journal (the `edits` tab) shows that a row was added with both
days at once, so that it says nothing of whether the circle keeps to its plan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd


def unplanned_rows(tabs: Mapping[str, pd.DataFrame]) -> frozenset[tuple[str, int]]:
    """The rows (workbook, row) of such sessions, unless their planned day was changed since; none without a journal."""
    edits, sessions = tabs.get("edits"), tabs.get("sessions")
    if edits is None or sessions is None or edits.empty or sessions.empty:
        return frozenset()
    about = edits[(edits["tab"] == "sessions") & edits["key"].notna()]
    added = about[about["column"].isna() & about["new"].fillna("").str.contains('"held"', regex=False)]
    if added.empty:
        return frozenset()
    moved = about[about["column"] == "planned"]
    planned_again = set(zip(moved["_workbook"], moved["key"], strict=True))
    keys = {
        (str(workbook), str(key))
        for workbook, key, text in zip(added["_workbook"], added["key"], added["new"], strict=True)
        if (workbook, key) not in planned_again and _has_one_day(text)
    }
    rows = zip(sessions["_workbook"], sessions["session"].astype("str"), sessions["_row"], strict=True)
    return frozenset((str(workbook), int(row)) for workbook, key, row in rows if (workbook, key) in keys)


def _has_one_day(text: object) -> bool:
    try:
        values = json.loads(str(text))
    except ValueError:
        return False
    is_read = isinstance(values, dict) and bool(values.get("held"))
    return is_read and values.get("held") == values.get("planned")
