"""The columns of an answer, cut out of its bytes, are those that a JSON decoder finds."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.workbook.common.coded import CodedColumn
from lib.workbook.google import columns as columns_module
from lib.workbook.google.columns import value_ranges

cells = st.one_of(
    st.sampled_from(
        ["", ",", '"', "\\", '\\"', "]", "],[", "]]", '"values":[[', "a,b", "\n", "\0", "Ä", "𝄞", "<b>"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
tabs = st.lists(st.lists(st.lists(cells, max_size=6).map(lambda some: some * 2), max_size=4), max_size=3)


def answer(tabs: list[list[list[object]]]) -> dict[str, object]:
    ranges = [{"range": f"'{n}'!A1:B2", "values": columns} for n, columns in enumerate(tabs)]
    return {"spreadsheetId": "x", "valueRanges": [*ranges, {"range": "empty!A1:Z9"}], "more": "],["}


def decoded(body: bytes) -> str:
    """The answer's ranges as Python writes them, with lists for columns: True is not 1 there."""
    return repr(
        [
            part | {"values": [list(column) for column in part["values"]]} if "values" in part else part
            for part in value_ranges(body)
        ]
    )


@pytest.fixture(autouse=True)
def no_column_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "_SHORT", 0)


@given(tabs)
def test_any_columns_are_decoded(tabs: list[list[list[object]]]) -> None:
    expected = answer(tabs)
    compact = orjson.dumps(expected)
    assert decoded(compact) == repr(expected["valueRanges"])
    escaped = json.dumps(expected, separators=(",", ":")).replace("<", "\\u003c").encode()
    assert decoded(escaped) == repr(expected["valueRanges"])
    assert decoded(json.dumps(expected, indent=2).encode()) == repr(expected["valueRanges"])


def test_long_columns_have_codes_and_each_distinct_cell_once() -> None:
    body = orjson.dumps(answer([[["status", "open", "open", 7, True, 7, "open"], []]]))
    long, empty = value_ranges(body)[0]["values"]
    assert isinstance(long, CodedColumn)
    assert (long.cells, long.codes.tolist()) == (["status", "open", 7, True], [0, 1, 1, 2, 3, 2, 1])
    assert empty == []


@pytest.mark.parametrize(
    "cells",
    ['"a","b', '"a",,"b"]]', '"a" "b"]]', '1,2]"', "1,2]", "nan]]", '{"a":1,"b":2}]]', '"\\ud800"]]'],
)
def test_what_is_no_json_is_refused(cells: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        value_ranges(f'{{"valueRanges":[{{"values":[[{cells}}}]}}'.encode())
