"""The frames that a log is made of: their columns and dtypes, empty ones, and picking rows by key.

dtypes by kind: text, reference, references, list, email, link_or_yes -> str; date -> datetime64[s]; yes_no -> boolean;
count -> Int64; number -> Float64; enum -> category with the schema's words in the schema's order.
Keys and references are spelled as in the row that defines them, so frames join by plain equality. The items of a list
are separated by ", ".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib.log.format.of_frame import of_frame
from lib.log.format.schema import SURVEY_TABS, TABS, Column

CHECK_COLUMNS = ("workbook", "tab", "row", "column", "cell", "severity", "rule", "found", "expected")
STR = pd.StringDtype(na_value=np.nan)
DTYPES = MappingProxyType(
    {"date": "datetime64[s]", "yes_no": "boolean", "count": "Int64", "number": "Float64"}
)


@cache
def dtype_of(column: Column) -> Any:
    """The pandas dtype of this column in a CircleLog."""
    if column.kind == "enum":
        return _enum_dtype(column.words)
    return DTYPES.get(column.kind, "str")


@cache
def _enum_dtype(words: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(words))


def empty_frame(tab: str) -> pd.DataFrame:
    """A frame of `tab` with every column and dtype, but no rows."""
    return _empty_frame(tab).copy(deep=False)


@cache
def _empty_frame(tab: str) -> pd.DataFrame:
    schema = TABS.get(tab) or SURVEY_TABS[tab]
    frame = {column.name: pd.Series([], dtype=dtype_of(column)) for column in schema.columns}
    return pd.DataFrame(
        frame | {"_workbook": pd.Series([], dtype="str"), "_row": pd.Series([], dtype="int64")}
    )


def missing(column: Column, height: int) -> Any:
    """An array of this column's dtype in which every one of `height` values is missing."""
    return _no_values(column).take(np.full(height, -1), allow_fill=True)


@cache
def _no_values(column: Column) -> Any:
    return pd.Series([], dtype=dtype_of(column)).array


def texts(found: pa.LargeStringArray) -> Any:
    """An array (str) of what Arrow found."""
    return pd.arrays.ArrowStringArray(found, dtype=STR)  # type: ignore[call-arg]


def repeated(text: str, height: int) -> Any:
    """An array (str) with the same text `height` times."""
    return texts(
        pc.take(pa.array([text], type=pa.large_string()), pa.array(np.zeros(height, dtype=np.int32)))
    )


def either(values: pd.Series, holds: pd.Series, others: pd.Series) -> pd.Series:
    """The values where `holds` (bool) is true, and the others elsewhere, as `values.where(holds, others.array)`.

    Ten times faster for str.
    """
    if not all(isinstance(each.array, pd.arrays.ArrowStringArray) for each in (values, others)):
        return values.where(holds, others.array)
    as_text = (pa.array(each, type=pa.large_string()) for each in (values, others))
    return pd.Series(texts(pc.if_else(pa.array(holds.to_numpy(dtype=bool)), *as_text)), index=values.index)


def empty_checks() -> pd.DataFrame:
    """No checks: the columns of CHECK_COLUMNS, row Int64, everything else str."""
    return _empty_checks().copy(deep=False)


@cache
def _empty_checks() -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series([], dtype="Int64" if name == "row" else "str") for name in CHECK_COLUMNS}
    )


def empty_set_aside() -> pd.DataFrame:
    """No rows set aside: columns workbook, tab, reason (str) and row (int64)."""
    return _empty_set_aside().copy(deep=False)


@cache
def _empty_set_aside() -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([], dtype="int64" if name == "row" else "str")
            for name in ("workbook", "tab", "row", "reason")
        }
    )


def rows_where(frame: pd.DataFrame, holds: pd.Series) -> pd.DataFrame:
    """The rows of `frame` where `holds` (bool) is true, as `frame[holds]`, with less work where that is none or all of
    them: the frame itself then, so do not change the result in place."""
    at = np.flatnonzero(holds.to_numpy())
    if len(at) == len(frame):
        return frame
    return frame.iloc[at] if len(at) else _no_rows(frame)


@of_frame
def _no_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Made once for each frame, as most rules that are asked of it find nothing."""
    return frame.iloc[:0]


def among(values: pd.Series, wanted: Iterable[str]) -> pd.Series:
    """Which of `values` (str) are among `wanted` (bool); missing ones never are.

    Faster than Series.isin, which converts the keys one by one.
    """
    keys = (
        wanted
        if isinstance(wanted, pd.api.extensions.ExtensionArray)
        else [key for key in wanted if isinstance(key, str)]
    )
    found = pc.is_in(
        pa.array(values, type=pa.large_string()), pa.array(keys, type=pa.large_string()), skip_nulls=True
    )
    return pd.Series(found.to_numpy(zero_copy_only=False), index=values.index)


def none_of(values: pd.Series, keys: pa.LargeStringArray) -> list[str]:
    """The distinct values (str) that are none of the keys, in their order, without missing ones."""
    distinct = pc.unique(pa.array(values, type=pa.large_string())).drop_null()
    found: list[str] = distinct.filter(pc.invert(pc.is_in(distinct, keys))).to_pylist()
    return found


def places_in(values: pd.Series, keys: pd.Series) -> NDArray[np.int64]:
    """The position of each of `values` (str) among the distinct `keys` (str), -1 if it is missing or unknown.

    Ten times faster than an Index of the keys.
    """
    found = pc.index_in(
        pa.array(values, type=pa.large_string()), pa.array(keys, type=pa.large_string()), skip_nulls=True
    )
    return found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def taken(column: pd.Series, at: NDArray[np.int64], index: pd.Index) -> pd.Series:
    """The values of `column` at positions such as `places_in` finds, with this index; missing where -1."""
    return pd.Series(column.array.take(at, allow_fill=True), index=index)


def items(series: pd.Series) -> pd.Series:
    """One row per item of a list column (str): the index of `series` repeated, items trimmed, blanks left out."""
    exploded = series.dropna().str.split(",").explode().str.strip().astype("str")
    return exploded[exploded != ""]


def at_places(frame: pd.DataFrame, places: Collection[tuple[str, int]]) -> pd.Series:
    """Which rows of a tab's frame come from one of `places` (workbook, row); bool, with the frame's index."""
    if not places:
        return pd.Series(False, index=frame.index)
    where = zip(frame["_workbook"], frame["_row"].tolist(), strict=True)
    return pd.Series([place in places for place in where], index=frame.index, dtype=bool)
