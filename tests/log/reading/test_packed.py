"""Packing many cells at once gives the same as reading each cell alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.format.schema import TABS, Column
from lib.log.reading.packed import NO_NUMBER, texts, whole_numbers
from lib.log.reading.values import Converted, convert

TEXTS = """ |a|A  b| a|a |\u00a0x|é|a,b|a , b|, a|,|#REF!|yes|FALSE|X@Y.Z|no at|\0|a\0b|\ud800|a\u2003b|a\nb|日本|open
|2026-03-04|4.3.2026|""".split("|")
OTHERS = [None, True, False, 0, 1, 12, 45_000, 45_000.5, 2**70, -(2**63), float("nan"), pd.NA]
CELLS = st.one_of(st.sampled_from(TEXTS), st.sampled_from(OTHERS), st.text(max_size=4))
ALL_COLUMNS = [column for tab in TABS.values() for column in tab.columns]
COLUMNS = {f"{column.kind}{' required' * column.required}": column for column in ALL_COLUMNS}


def _by_row(converted: Converted) -> list[tuple[object, ...]]:
    """The value, blank, says_nothing and misfits of each row."""
    misfits: dict[int, list[tuple[str, str, str, bool]]] = {}
    for misfit in converted.misfits:
        for at in misfit.positions.tolist():
            misfits.setdefault(at, []).append((misfit.found, misfit.expected, misfit.rule, misfit.accepted))
    values = [None if pd.isna(value) else value for value in pd.Series(converted.values)]
    return [
        (value, converted.blank[at], converted.says_nothing[at], misfits.get(at))
        for at, value in enumerate(values)
    ]


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
@settings(deadline=None)
@given(cells=st.lists(CELLS, max_size=12))
def test_a_cell_is_read_the_same_alone_and_among_others(column: Column, cells: list[object]) -> None:
    together = _by_row(convert(cells, column, day_first=True, epoch_1904=False))
    alone = [_by_row(convert([cell], column, day_first=True, epoch_1904=False))[0] for cell in cells]
    assert together == alone


@settings(deadline=None)
@given(st.lists(st.text(max_size=5), max_size=8))
def test_texts_are_packed_as_they_are(cells: list[str]) -> None:
    packed = texts(cells)
    is_unicode = all(not any("\ud800" <= letter <= "\udfff" for letter in cell) for cell in cells)
    assert (packed is not None) == is_unicode
    if packed is not None:
        packed.validate(full=True)
        assert packed.to_pylist() == cells


def test_texts_with_a_number_among_them_are_not_packed_as_texts() -> None:
    assert texts(["a", 1]) is None
    assert texts(["a", None]).to_pylist() == ["a", None]
    assert texts([]).to_pylist() == []


@pytest.mark.parametrize(
    ("cells", "numbers", "others"),
    [
        ([], [], []),
        ([3, 0, 5], [3, 0, 5], []),
        ([3, "", 5], [3, NO_NUMBER, 5], []),
        ([0, ""], [0, NO_NUMBER], []),
        ([1, True, False], [1, NO_NUMBER, NO_NUMBER], [1, 2]),
        ([7, True, ""], [7, NO_NUMBER, NO_NUMBER], [1]),
        ([2, "2", 2.0, None, pd.NA], [2, *[NO_NUMBER] * 4], [1, 2, 3, 4]),
        ([2**70, 4], [NO_NUMBER, 4], [0]),
    ],
)
def test_whole_numbers(cells: list[object], numbers: list[int], others: list[int]) -> None:
    packed, positions = whole_numbers(cells)
    assert packed.tolist() == numbers
    assert packed.dtype == np.int64
    assert positions.tolist() == others
