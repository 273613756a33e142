"""Tables of numbers with thousands separators, as in texts and charts."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

MOST_ROWS = 5_000
"""Longer tables are drawn without separators: formatting each cell would take too long."""


def separated(frame: pd.DataFrame) -> Any:
    """What to give `st.dataframe`: the frame, or a Styler of it that writes 1,204 in place of 1204.

    A frame without a number of four digits or more is returned as it is. Sorting stays by number.
    """
    columns = [
        name for name in frame.columns if is_numeric_dtype(frame[name]) and not is_bool_dtype(frame[name])
    ]
    large = [name for name in columns if (frame[name].abs() >= 1000).fillna(False).any()]
    if not large or len(frame) > MOST_ROWS or not frame.columns.is_unique or not frame.index.is_unique:
        return frame
    styled = frame.style.set_uuid("numbers")  # else one by chance, and equal tables would be sent again
    return styled.format(dict.fromkeys(columns, written), na_rep="")


def written(number: Any) -> str:
    """A number with thousands separators and at most four decimals; missing gives "".

    >>> written(1204), written(0.25), written(2960.5), written(None)
    ('1,204', '0.25', '2,960.5', '')
    """
    if pd.isna(number):
        return ""
    text = f"{number:,.4f}"
    return text.rstrip("0").rstrip(".")
