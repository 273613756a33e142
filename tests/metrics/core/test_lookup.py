"""Positions of values among keys."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.metrics.core.lookup import folded, pairs, positions_in

LETTERS = st.lists(st.sampled_from("abcd") | st.none(), max_size=12)


def texts(*values: str | None, index: list[int] | None = None) -> pd.Series:
    return pd.Series(values, index=index, dtype="str")


def test_positions_of_missing_and_unknown_values() -> None:
    keys = pd.Index(["a", "b"])
    assert positions_in(texts("b", None, "c", "a"), keys).tolist() == [1, -1, -1, 0]
    assert positions_in(texts(), keys).tolist() == []
    assert positions_in(texts("a", None), keys[:0]).tolist() == [-1, -1]


def test_positions_of_values_that_are_not_texts() -> None:
    assert positions_in(pd.Series([30, 10, 20, 30]), pd.Index([10, 30])).tolist() == [1, 0, -1, 1]
    days = pd.Series(pd.to_datetime(["2026-03-10", None]))
    assert positions_in(days, pd.Index(pd.to_datetime(["2026-03-09", "2026-03-10"]))).tolist() == [1, -1]


@settings(deadline=None)
@given(values=LETTERS, keys=st.lists(st.sampled_from("abcd"), unique=True))
def test_positions_agree_with_pandas(values: list[str | None], keys: list[str]) -> None:
    expected = texts(*values).map({key: place for place, key in enumerate(keys)}).fillna(-1)
    assert positions_in(texts(*values), pd.Index(keys, dtype="str")).tolist() == expected.to_list()


def test_folded_texts_compare_as_people_read_them() -> None:
    found = folded(texts(" Sales", "SALES ", None, "Straße", "", index=[4, 4, 9, 1, 0]))
    assert found.index.to_list() == [4, 4, 9, 1, 0]
    assert found.fillna("missing").to_list() == ["sales", "sales", "missing", "strasse", ""]
    assert folded(texts()).empty


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([0, 1], [1, 1, 0], [(0, 2), (1, 0), (1, 1)]),
        ([1, 1], [1, 1], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ([-1, 0], [0, -1], [(1, 0)]),
        ([2], [0, 1], []),
        ([], [0], []),
        ([0], [], []),
    ],
)
def test_pairs(left: list[int], right: list[int], expected: list[tuple[int, int]]) -> None:
    found = pairs(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), 3)
    assert list(zip(*(side.tolist() for side in found), strict=True)) == expected


NUMBERS = st.lists(st.integers(-1, 4), max_size=12)


@given(left=NUMBERS, right=NUMBERS)
def test_pairs_agree_with_a_loop_over_both(left: list[int], right: list[int]) -> None:
    found = pairs(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), 5)
    expected = [
        [i, j] for i, number in enumerate(left) for j, other in enumerate(right) if number == other >= 0
    ]
    assert np.column_stack(found).tolist() == expected
