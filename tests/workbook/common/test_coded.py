"""A column of codes reads like the list of its cells."""

from __future__ import annotations

from datetime import date
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.bring.table import different, which
from lib.log.format.schema import TABS
from lib.log.reading.values import convert
from lib.workbook.base import Cell
from lib.workbook.common.coded import CodedColumn

KINDS = [
    TABS["actions"].column(name) for name in ("action", "what", "status", "due", "owner", "circle", "kind")
] + [
    TABS["sessions"].column(name)
    for name in ("minutes", "everyone_spoke", "facilitator", "case_topics", "snapshot")
]
cells = st.sampled_from(
    [
        None,
        "",
        "open",
        "done",
        " Ann,Bo ",
        "2026-03-04",
        date(2026, 3, 4),
        7,
        7.5,
        True,
        False,
        "–",
        "#REF!",
        "#N/A",
        "x",
    ]
)


def coded(column: list[Cell]) -> CodedColumn:
    """The same cells as codes, with one more that no row has."""
    known: dict[tuple[type, Cell], int] = {(str, "nobody"): 0}
    codes = [known.setdefault((type(cell), cell), len(known)) for cell in column]
    return CodedColumn(np.array(codes, np.int32), [cell for _, cell in known])


@given(st.lists(cells, max_size=12))
def test_it_reads_like_the_list(column: list[Cell]) -> None:
    found = coded(column)
    assert list(found) == column
    assert len(found) == len(column)
    assert found == column
    assert [found[at] for at in range(len(column))] == column
    assert list(found[1:]) == column[1:]
    assert add(found, ["more"]) == [*column, "more"]
    assert add(["more"], found) == ["more", *column]
    assert list(found.reaching(9, "-")) == [*column, *["-"] * (9 - len(column))]
    codes, distinct = found.distinct()
    assert [distinct[code] for code in codes] == column
    assert set(map(repr, distinct)) == set(map(repr, column))
    assert set(map(repr, different(found))) == set(map(repr, column))
    assert which(found, lambda cell: cell == "open").tolist() == [cell == "open" for cell in column]
    with pytest.raises(TypeError):
        hash(found)


@pytest.mark.parametrize("column", KINDS, ids=lambda column: column.name)
@given(rows=st.lists(cells, max_size=12))
def test_it_is_typed_like_the_list(column, rows: list[Cell]) -> None:  # type: ignore[no-untyped-def]
    rows = rows * 3  # as in most columns: fewer distinct cells than rows
    one, other = (
        convert(each, column, day_first=None, epoch_1904=False) for each in (list(rows), coded(rows))
    )
    assert repr(list(one.values)) == repr(list(other.values))
    assert one.blank.tolist() == other.blank.tolist()
    assert one.says_nothing.tolist() == other.says_nothing.tolist()

    def told(found) -> list[tuple[object, ...]]:  # type: ignore[no-untyped-def]
        return sorted(
            (each.found, each.rule, each.expected, each.accepted, *each.positions) for each in found.misfits
        )

    assert told(one) == told(other)
