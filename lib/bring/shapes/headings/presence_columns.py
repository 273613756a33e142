"""Which column says who was there, where a grid of attendance has several for each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from lib.bring.synonyms import columns_for
from lib.bring.table import text_of
from lib.log.format.schema import TABS
from lib.workbook.base import Grid

Day = TypeVar("Day")


def of_presence(grid: Grid, row: int, days: Mapping[int, Day], people: Sequence[int]) -> dict[int, Day]:
    """The days by the column that says who was there, where each has several, told apart by the row below it
    ("Attended", "Prep done"). Without such a row, the days as they are; {} if no column says it, or several do."""
    others = [
        at
        for at in range(min(days), len(grid.columns))
        if at not in (*days, *people) and not text_of(grid.cell(row, at)) and text_of(grid.cell(row + 1, at))
    ]
    if not others or any(text_of(grid.cell(row + 1, at)) for at in people):
        return dict(days)
    found: dict[int, Day] = {}
    for at, header in days.items():
        end = min((other for other in days if other > at), default=len(grid.columns))
        its = [at, *(other for other in others if at < other < end)]
        said = [each for each in its if _is_presence(text_of(grid.cell(row + 1, each)))]
        if len(said) != 1:
            return {}
        found[said[0]] = header
    return found


def _is_presence(text: str) -> bool:
    return columns_for(text, TABS["attendance"]).get("present", 0.0) >= 95.0
