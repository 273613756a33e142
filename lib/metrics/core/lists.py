"""Cells that name several things, such as "ana, bo"."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import items
from lib.metrics.core.lookup import positions_in


def listed(values: pd.Series, keys: pd.Index) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which cell names which of the distinct `keys`: positions in `values` and in `keys`, one pair per name.

    Unknown names are left out. A cell that equals one of the keys, comma and all, is a single name.
    """
    key = positions_in(values, keys)
    whole = np.flatnonzero(key >= 0)
    several = np.flatnonzero(
        (key < 0) & values.str.contains(",", regex=False).to_numpy(dtype=bool, na_value=False)
    )
    parts = items(values.iloc[several].set_axis(several))
    named = positions_in(parts, keys)
    cells = np.append(whole, parts.index.to_numpy(dtype=np.int64)[named >= 0])
    return cells, np.append(key[whole], named[named >= 0])
