"""The grid against a plain model of it: any mix of writes, inserts, deletes and sorts, and undoing them."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.servers.sheets.a1 import Range
from tests.servers.sheets.entry import Entry
from tests.servers.sheets.formats import DATE
from tests.servers.sheets.grid import Sheet

Cell = tuple[Any, bool]
small = st.integers(0, 7)
step = st.one_of(
    st.tuples(st.just("set"), small, small, st.sampled_from([None, 1, "x", True])),
    st.tuples(st.just("rows+"), small, st.integers(1, 3), st.none()),
    st.tuples(st.just("rows-"), small, st.integers(1, 3), st.none()),
    st.tuples(st.just("columns+"), small, st.integers(1, 3), st.none()),
    st.tuples(st.just("columns-"), small, st.integers(1, 3), st.none()),
    st.tuples(st.just("order"), small, small, st.randoms(use_true_random=False)),
)


def model_of(sheet: Sheet) -> list[list[Cell]]:
    """Value and whether it has a date format, for every cell of the grid."""
    return [
        [(sheet.value(r, c), sheet.extra(r, c).form == DATE) for c in range(sheet.column_count)]
        for r in range(sheet.row_count)
    ]


def apply(sheet: Sheet, model: list[list[Cell]], kind: str, a: int, b: int, extra: Any) -> None:
    """The same step on both."""
    rows, columns = len(model), len(model[0])
    if kind == "set" and a < rows and b < columns:
        form = DATE if extra == 1 else None
        sheet.enter(a, {b: Entry(extra, form)})
        model[a][b] = (extra, model[a][b][1] or form is not None)
    elif kind == "rows+" and a <= rows:
        sheet.insert_rows(a, b)
        model[a:a] = [[(None, False)] * columns for _ in range(b)]
    elif kind == "rows-" and a < rows and min(b, rows - a) < rows:
        sheet.delete_rows(a, min(a + b, rows))
        del model[a : a + b]
    elif kind == "columns+" and a <= columns:
        sheet.insert_columns(a, b)
        for row in model:
            row[a:a] = [(None, False)] * b
    elif kind == "columns-" and a < columns and min(b, columns - a) < columns:
        sheet.delete_columns(a, min(a + b, columns))
        for row in model:
            del row[a : a + b]
    elif kind == "order" and a < rows and b < columns:
        order = list(range(a, rows))
        extra.shuffle(order)
        sheet.reorder(Range(a, b, rows, columns), order)
        copies = [model[r][b:] for r in order]
        for r, cells in enumerate(copies, a):
            model[r][b:] = cells


@settings(max_examples=300, deadline=None)
@given(st.lists(step, max_size=14), st.lists(step, max_size=6))
def test_the_grid_matches_the_model(steps: list[Any], undone: list[Any]) -> None:
    sheet = Sheet(0, "S", 4, 3)
    model: list[list[Cell]] = [[(None, False)] * 3 for _ in range(4)]
    for one in steps:
        apply(sheet, model, *one)
        assert model_of(sheet) == model
    kept = sheet.snapshot()
    scratch = [row[:] for row in model]
    for one in undone:
        apply(sheet, scratch, *one)
    assert model_of(sheet) == scratch
    assert model_of(kept) == model, "later changes do not affect a snapshot"


def test_merges_and_protections_move() -> None:
    sheet = Sheet(0, "S", 10, 10)
    sheet.merges = [Range(2, 0, 4, 2), Range(6, 0, 8, 1)]
    sheet.protections = [{"protectedRangeId": 1, "range": {"startRowIndex": 2, "endRowIndex": 4}}]
    sheet.insert_rows(4, 1)
    assert sheet.merges == [Range(2, 0, 4, 2), Range(7, 0, 9, 1)], "an insert at its end stays outside"
    sheet.insert_rows(3, 2)
    assert sheet.merges[0] == Range(2, 0, 6, 2)
    sheet.delete_rows(1, 5)
    assert sheet.merges[0] == Range(1, 0, 2, 2)
    assert sheet.protections[0]["range"] == {"startRowIndex": 1, "endRowIndex": 2}
    sheet.delete_rows(1, 2)
    assert sheet.merges == [Range(4, 0, 6, 1)]
    assert sheet.protections == []
