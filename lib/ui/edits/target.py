"""Which workbook an edit goes to."""

from __future__ import annotations

import pandas as pd

from lib.access.circles import circle_of_rows
from lib.log.changing.changes import is_filled
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS


def workbook_for(values: dict[str, object], tab: str, log: CircleLog) -> str:
    """The id of the workbook for a new record: that of its circle, else that of the tab's first row, else of the first
    circle, else ""."""
    circle = circle_of_rows(
        tab, pd.DataFrame({column: [values.get(column)] for column in TABS[tab].column_names}), log
    ).iloc[0]
    circles = log.circles
    if is_filled(circle) and (circles["circle"] == circle).any():
        return str(circles.loc[circles["circle"] == circle, "_workbook"].iloc[0])
    for frame in (log.tabs[tab], circles):
        if len(frame):
            return str(frame["_workbook"].iloc[0])
    return ""
