"""Files for download whose cells no spreadsheet runs as a formula."""

from __future__ import annotations

from datetime import date

import pandas as pd

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutralized(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every text, and header, that a spreadsheet would read as a formula."""
    safe = frame.rename(columns=lambda name: _safe(str(name)))
    for position, (_, dtype) in enumerate(frame.dtypes.items()):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            safe.isetitem(position, frame.iloc[:, position].map(_safe, na_action="ignore").to_numpy())
    return safe


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip().startswith(_STARTS_A_FORMULA) else cell


def csv(frame: pd.DataFrame, what: str, as_of: date | None) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads names right; the last line says what it is and as of when."""
    day = "" if as_of is None else f" as of {as_of.isoformat()}"
    text = neutralized(frame).to_csv(index=False, lineterminator="\r\n")
    return (text + f'"{what}{day}, from Pharos"\r\n').encode("utf-8-sig")
