"""Owners and partners that cannot be changed in the list, since their cell in the sheet names several people."""

from __future__ import annotations

import pandas as pd

from lib.bring.shapes.persons import READ_AS, SEVERAL
from lib.words.phrases import listed

_MOST = 5


def several_people(checks: pd.DataFrame, actions: pd.DataFrame) -> str:
    """What is said about cells with several people before somebody edits them; "" if there are none.

    In: the checks of the log (CHECK_COLUMNS), and the actions that are listed (`owner` and `partner`, str).
    """
    found = checks[checks["rule"] == SEVERAL]
    people = {*actions["owner"].dropna(), *actions["partner"].dropna()}
    read_as = found["expected"].fillna("").str.removeprefix(READ_AS)
    found = found[read_as.isin(people) & (found["cell"].fillna("") != "")]
    if found.empty:
        return ""
    cells = [f"{cell} of {tab}" for tab, cell in zip(found["tab"], found["cell"], strict=True)]
    more = [f"{len(cells) - _MOST:,} more"] if len(cells) > _MOST else []
    return (
        "Of several people in one cell, the first is shown, and the cell is not written over. To change one of these, "
        f"change it in the sheet: {listed([*cells[:_MOST], *more])}."
    )
