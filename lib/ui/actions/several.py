"""People that cannot be changed in a list, since their cell in the sheet names several."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.bring.shapes.persons import READ_AS, SEVERAL
from lib.words.phrases import listed

_MOST = 5
OF_ACTIONS = ("owner", "partner")


def several_people(checks: pd.DataFrame, rows: pd.DataFrame, columns: Sequence[str] = OF_ACTIONS) -> str:
    """What is said about cells with several people before somebody edits them; "" if there are none.

    In: the checks of the log (CHECK_COLUMNS), the rows that are listed, and those of their columns (str) that each name
    one person.
    """
    found = checks[checks["rule"] == SEVERAL]
    if found.empty:
        return ""
    people = {person for column in columns for person in rows[column].dropna()}
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
