"""The text in a row that is being saved: it names the row, and tells what Pharos wrote from what people typed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from lib.workbook.common.placeholder import (
    is_placeholder,
    pattern,
    placeholder,
    read_placeholder,
)

SAVE, OTHER = "0123456789ab", "ba9876543210"


def test_a_text_says_what_it_was_made_of() -> None:
    text = placeholder(SAVE, 2, 3, 4, ["A-1", 7, date(2026, 3, 4), True])
    found = read_placeholder(text)
    assert found is not None
    assert (found.save, found.number, found.added, found.changed, found.final) == (SAVE, 2, 3, 4, "")
    assert all(found.is_ours(cell) for cell in ("A-1", 7, 7.0, date(2026, 3, 4), 46085, True))
    assert not any(found.is_ours(cell) for cell in ("a-1", "A-1 ", 8, None, "typed"))


def test_a_journal_row_says_what_its_text_becomes() -> None:
    found = read_placeholder(placeholder(SAVE, 1, 0, 1, ["x"], "2026-03-04T10:00:00"))
    assert found is not None
    assert found.final == "2026-03-04T10:00:00"


@pytest.mark.parametrize(
    "cell", ["", None, 3, "Pharos", "Pharos is saving this row", "Pharos is saving this row (x)"]
)
def test_other_cells_are_no_placeholders(cell: object) -> None:
    assert read_placeholder(cell) is None
    assert not is_placeholder(cell)


def test_a_pattern_finds_the_rows_of_one_save() -> None:
    row, line = placeholder(SAVE, 1, 1, 1, ["a"]), placeholder(SAVE, 2, 1, 1, ["a"], "now")
    assert is_placeholder(row)
    assert [bool(re.fullmatch(pattern(SAVE), text)) for text in (row, line)] == [True, True]
    assert [bool(re.fullmatch(pattern(SAVE, in_journal=True), text)) for text in (row, line)] == [False, True]
    assert not re.fullmatch(pattern(OTHER), row)
    assert re.fullmatch(pattern(SAVE), placeholder(SAVE, 1, 0, 0, [])), "a row may have no other cell"
