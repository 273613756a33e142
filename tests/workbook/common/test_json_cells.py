"""Cells of every kind come back from JSON as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.workbook.base import Grid, Snapshot
from lib.workbook.common.coded import CodedColumn
from lib.workbook.common.json_cells import as_json, from_json
from lib.workbook.common.snapshots import SnapshotFile

plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
)
plain = plain.filter(lambda cell: not (isinstance(cell, float) and cell in (float("inf"), float("-inf"))))
days = st.dates()
moments = st.datetimes()
cells = plain | days | moments | st.times() | st.timedeltas()
columns = (
    st.lists(plain, max_size=6)
    | st.builds(lambda head, rest: [head, *rest], plain, st.lists(days | st.none(), max_size=6))
    | st.builds(lambda head, rest: [head, *rest], plain, st.lists(moments | st.none(), max_size=6))
    | st.lists(cells, max_size=6)
)


@given(columns)
def test_a_column_comes_back_as_it_was(column: list[object]) -> None:
    found = from_json(orjson.loads(orjson.dumps(as_json(column))))  # type: ignore[arg-type]
    assert [(type(cell), cell) for cell in found] == [(type(cell), cell) for cell in column]


def test_a_column_of_codes_stays_one() -> None:
    column = CodedColumn(np.array([0, 2, 1, 2], np.int32), ["due", None, date(2026, 3, 4)])
    found = from_json(orjson.loads(orjson.dumps(as_json(column), option=orjson.OPT_SERIALIZE_NUMPY)))
    assert isinstance(found, CodedColumn)
    assert list(found) == ["due", date(2026, 3, 4), None, date(2026, 3, 4)]


def test_a_column_of_days_is_short() -> None:
    assert as_json(["due", date(2026, 3, 4), None]) == {
        "of": "date",
        "head": ["due"],
        "cells": [date(2026, 3, 4), None],
    }
    assert as_json(["due", "soon"]) == ["due", "soon"]


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"of": "coded", "head": [], "codes": [3], "cells": ["x"]},
        {"of": "year", "head": [], "cells": []},
        7,
        {"of": "mixed", "head": [], "cells": [{}]},
    ],
)
def test_a_damaged_column_is_refused(damaged: object) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_json(damaged)


def test_a_snapshot_of_a_database_comes_back(tmp_path: Path) -> None:
    cells = [
        "due",
        date(2026, 3, 4),
        datetime(2026, 3, 4, 9, 30),
        time(9),
        timedelta(hours=30),
        True,
        7.5,
        None,
    ]
    grid = Grid(
        "circles", "actions", [["action", "A-1"], cells, ["closed", date(2026, 3, 4)]], epoch_1904=True
    )
    file = SnapshotFile(tmp_path, "circles")
    file.save(Snapshot("7", (grid,), datetime(2026, 3, 4, tzinfo=UTC)))
    found = file.load()
    assert found is not None
    assert found.grids == (grid,)
