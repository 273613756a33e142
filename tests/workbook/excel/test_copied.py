"""Cells written to a new file are read back as they were."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lib.workbook.base import Grid
from lib.workbook.excel.copied import sheet_title, write_cells
from lib.workbook.excel.workbook import ExcelWorkbook


def test_every_kind_of_cell_is_where_it_was(tmp_path: Path) -> None:
    columns = [
        ["=1+1", " two ", 3, 2.5, True],
        ["", None, date(2026, 3, 4), datetime(2026, 3, 4, 5, 6, 7), time(6, 0)],
        ["a\x00b", float("nan"), "<&>", "ü\n", False],
    ]
    write_cells([Grid("w", "One", columns), Grid("w", "Two", [])], tmp_path / "copy.xlsx")
    one, two = ExcelWorkbook(tmp_path / "copy.xlsx").read().grids
    assert (one.tab, two.tab, two.height) == ("One", "Two", 0)
    assert [one.cell(row, 0) for row in range(1, 6)] == ["=1+1", " two ", 3, 2.5, True]
    assert [one.cell(row, 1) for row in (3, 4)] == [date(2026, 3, 4), datetime(2026, 3, 4, 5, 6, 7)]
    assert [one.cell(row, 2) or "" for row in range(1, 5)] == ["ab", "", "<&>", "ü\n"]
    sheet = load_workbook(tmp_path / "copy.xlsx")["One"]
    assert sheet["A1"].data_type == "s"
    assert sheet["B5"].value == time(6, 0)


@pytest.mark.parametrize(
    ("title", "taken", "found"),
    [
        ("Sitzungen: 2026", [], "Sitzungen 2026"),
        ("[a]/b", [], "a b"),
        ("", [], "Sheet"),
        ("x" * 40, [], "x" * 31),
        ("Log", ["log", "Log 2"], "Log 3"),
        ("x" * 40, ["x" * 31], "x" * 29 + " 2"),
    ],
)
def test_titles_that_a_sheet_can_have(title: str, taken: list[str], found: str) -> None:
    assert sheet_title(title, taken) == found
