"""Adoption by month: why the share that ever adopted falls although no team stopped."""

from __future__ import annotations

import pandas as pd

from lib.charts import adoption


def rows(*months: tuple[str, int, int]) -> pd.DataFrame:
    """Title, adopted and eligible teams of months in a row."""
    frame = pd.DataFrame(months, columns=["title", "adopted", "eligible"])
    frame["on"] = pd.Timestamp("2026-01-01")
    return frame.assign(rate=frame["adopted"] / frame["eligible"])


def test_why_lines_of_several_practices_fall() -> None:
    rises, more = [("A", 1, 4), ("A", 2, 4)], [("B", 3, 4), ("B", 3, 6)]
    left = [("C", 3, 4), ("C", 2, 3)]
    assert adoption.falls_of_several(rows(*rises)) == ""
    assert adoption.falls_of_several(rows(*rises, ("B", 0, 9))) == ""  # another practice, not a fall of A
    assert adoption.falls_of_several(rows(*rises, *more)) == (
        "A line falls where more teams became eligible; no adoption was lost."
    )
    assert adoption.falls_of_several(rows(*more, *left)) == (
        "A line falls where more teams became eligible or where adopters left the eligible teams; no adoption was lost."
    )
