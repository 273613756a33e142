"""Everything that an edit does not touch stays: part for part, byte for byte, and as another library reads it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from lib.workbook.base import Cell, RowAddition, RowChange
from lib.workbook.common.cells import same
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.examples import examples
from tests.workbook.excel_help import ACTIONS, change, excel_file, excel_parts, grids, journal, unpacked

HEADERS = ("key", "text", "when", "number", "done")


def rich(path: Path) -> ExcelWorkbook:
    """Styles, widths, a chart, comments, links, dropdowns, formats by condition, hidden rows, frozen panes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "log"
    sheet.append(HEADERS)
    for number in range(1, 13):
        text = ["plain", "=text", "zwei\nZeilen", " space ", "👩 سلام", None][number % 6]
        sheet.append([f"K-{number}", None, date(2026, 1, number), number / 3, bool(number % 2)])
        cell = sheet.cell(number + 1, 2)
        cell.value = text
        cell.data_type = "s" if text else "n"
        cell.font = Font(bold=bool(number % 2), color="FF0000")
        sheet.cell(number + 1, 3).number_format = "dd/mm/yyyy"
        sheet.cell(number + 1, 4).fill = PatternFill("solid", fgColor="EEDD88")
    sheet["B3"].comment = Comment("ask Ana", "Bo")
    sheet["B4"].hyperlink = "https://a.example/"
    sheet["D5"].protection = Protection(locked=False)
    for letter, width in zip("ABC", (12, 44, 15), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.row_dimensions[7].hidden = True
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:E13"
    choice = DataValidation(type="list", formula1='"yes,no"')
    choice.add("E2:E99")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("D2:D99", CellIsRule("lessThan", ["2"], font=Font(color="00AA00")))
    other = book.create_sheet("other")
    other["A1"], other["B2"] = "=SUM(log!D:D)", "keep"
    other.merge_cells("C3:D4")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=13), titles_from_data=True)
    other.add_chart(chart, "F2")
    book.defined_names["keys"] = openpyxl.workbook.defined_name.DefinedName(
        "keys", attr_text="log!$A$2:$A$13"
    )
    book.save(path)
    return ExcelWorkbook(path)


def looks(path: Path, apart: set[tuple[str, int, int]]) -> dict[str, Any]:
    """Everything that openpyxl sees in a file, without the values of the cells in `apart`, and without blank cells."""
    book = openpyxl.load_workbook(path)
    cells = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if (sheet.title, cell.row, cell.column) not in apart and (
                    cell.value is not None or cell.has_style
                ):
                    link = cell.hyperlink.target if cell.hyperlink else None
                    note = cell.comment.text if cell.comment else None
                    style = (
                        cell.font.b,
                        cell.font.color and cell.font.color.rgb,
                        cell.fill.fgColor.rgb,
                        cell.number_format,
                    )
                    cells[sheet.title, cell.coordinate] = (
                        cell.value,
                        cell.data_type,
                        style,
                        cell.protection.locked,
                        link,
                        note,
                    )
    about = {
        sheet.title: (
            {letter: (entry.width, entry.hidden) for letter, entry in sheet.column_dimensions.items()},
            {number: entry.hidden for number, entry in sheet.row_dimensions.items() if entry.hidden},
            sheet.freeze_panes,
            sheet.auto_filter.ref,
            [(rule.sqref, rule.formula1) for rule in sheet.data_validations.dataValidation],
            [str(area.sqref) for area in sheet.conditional_formatting],
            sheet.merged_cells.ranges,
            len(sheet._charts),
        )
        for sheet in book.worksheets
        if sheet.title != "edits"
    }
    return {
        "cells": {at: look for at, look in cells.items() if at[0] != "edits"},
        "about": about,
        "names": list(book.defined_names),
    }


FORBIDDEN = "".join(map(chr, [*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF]))
LETTER = st.characters(codec="utf-8", exclude_characters=FORBIDDEN) | st.sampled_from(
    "\n\t=+-@_x0041_ '\"<>&"
)
TEXT = st.text(LETTER, max_size=40)
MOMENT = st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
VALUE = (
    TEXT
    | st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(date(1900, 3, 1), date(2200, 1, 1))
    | MOMENT
)
EDITED = st.dictionaries(
    st.integers(2, 13), st.dictionaries(st.sampled_from(HEADERS[1:]), VALUE, min_size=1), max_size=5
)
ADDED = st.lists(st.dictionaries(st.sampled_from(HEADERS[1:]), VALUE), max_size=3)


def reads_as(now: Cell, value: Cell) -> bool:
    """Whether a cell that was read is exactly the value written; a date at midnight reads as a date."""
    if isinstance(now, bool) != isinstance(value, bool) or (isinstance(now, str) and now != (value or "")):
        return False
    return same(now, value) and isinstance(now, date) == isinstance(value, date)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return rich(tmp_path_factory.mktemp("rich") / "log.xlsx").path.read_bytes()


@pytest.mark.slow
@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edited=EDITED, added=ADDED)
def test_any_edit_reads_back_and_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory,
    original: bytes,
    edited: dict[int, dict[str, Cell]],
    added: list[dict[str, Cell]],
) -> None:
    path = tmp_path_factory.mktemp("edit") / "log.xlsx"
    path.write_bytes(original)
    workbook = ExcelWorkbook(path)
    before = grids(workbook)
    apart = {("log", row, HEADERS.index(header) + 1) for row, cells in edited.items() for header in cells}
    apart |= {("log", 14 + number, column) for number in range(len(added)) for column in range(1, 6)}
    looked = looks(path, apart)
    edits: list[RowChange | RowAddition] = [
        change(workbook, "log", row, cells) for row, cells in edited.items()
    ]
    edits += [
        RowAddition(workbook.id, "log", {"key": f"N-{n}", **cells}, f"op{n}", key=("key",))
        for n, cells in enumerate(added)
    ]
    outcome = workbook.apply(edits, journal(workbook, "c", *map(str, range(len(edits)))))
    assert (outcome.refused, outcome.conflicts) == ((), ())
    assert outcome.rows[: len(edits)] == (*edited, *range(14, 14 + len(added)))
    after = grids(workbook)
    for edit, row in zip(edits, outcome.rows, strict=False):
        for header, value in (edit.after if isinstance(edit, RowChange) else edit.values).items():
            assert reads_as(after["log"].cell(row, HEADERS.index(header)), value), (header, value)
    for row in range(1, 14):
        for column in range(5):
            if ("log", row, column + 1) not in apart:
                assert after["log"].cell(row, column) == before["log"].cell(row, column)
    assert after["log"].height == 13 + len(added)
    assert after["other"].columns == before["other"].columns
    assert looks(path, apart) == looked


@settings(max_examples=examples(40), deadline=None)
@given(edited=EDITED)
def test_undo_brings_every_cell_back(
    tmp_path_factory: pytest.TempPathFactory, original: bytes, edited: dict[int, dict[str, Cell]]
) -> None:
    path = tmp_path_factory.mktemp("undo") / "log.xlsx"
    path.write_bytes(original)
    workbook = ExcelWorkbook(path)
    before = grids(workbook)
    done = [change(workbook, "log", row, cells) for row, cells in edited.items()]
    assert workbook.apply(done).refused == ()
    undone = [
        RowChange(edit.workbook, edit.tab, edit.row, edit.key, edit.after, edit.before) for edit in done
    ]
    outcome = workbook.apply(undone)
    assert (outcome.refused, outcome.conflicts) == ((), ())
    assert grids(workbook)["log"].columns == before["log"].columns


def without_rows(sheet: bytes, *rows: int) -> bytes:
    for row in rows:
        sheet = re.sub(rb'<row r="%d".*?</row>' % row, b"", sheet, flags=re.DOTALL)
    return re.sub(rb'<dimension ref="[^"]*"/>', b"", sheet)


@pytest.mark.parametrize(
    ("edit", "rows"),
    [
        (lambda book: change(book, "actions", 2, {"what": "new", "due": date(2026, 5, 6)}), (2,)),
        (lambda book: change(book, "actions", 4, {"what": "new\nline", "effort": 3}), (4,)),
        (lambda book: change(book, "actions", 5, {"effort": timedelta(hours=2)}), (5,)),
        (
            lambda book: RowAddition(book.id, "actions", {"action": "X-9", "due": date(2026, 5, 6)}, "op"),
            (6,),
        ),
    ],
)
def test_every_other_byte_of_an_excel_file_stays(
    tmp_path: Path, edit: Callable[[ExcelWorkbook], RowChange | RowAddition], rows: tuple[int, ...]
) -> None:
    workbook = excel_file(tmp_path / "log.xlsx")
    before = unpacked(workbook.path)
    assert workbook.apply([edit(workbook)], journal(workbook, "c", "a")).refused == ()
    after = unpacked(workbook.path)
    new = {"xl/worksheets/sheet3.xml", "docProps/custom.xml"}
    assert set(after) == set(before) | new
    changed = {name for name in before if after[name] != before[name]}
    sheet = "xl/worksheets/sheet1.xml"
    expected = {sheet, "xl/workbook.xml", "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
    assert changed - {"xl/styles.xml"} == expected
    assert without_rows(after[sheet], *rows) == without_rows(before[sheet], *rows)
    assert {name: after[name].count(b"<") - before[name].count(b"<") for name in expected - {sheet}} == {
        "xl/workbook.xml": 1, "[Content_Types].xml": 2, "_rels/.rels": 1, "xl/_rels/workbook.xml.rels": 1,
    }  # fmt: skip
    for name in ("xl/workbook.xml", "xl/styles.xml"):
        gone = set(re.findall(rb"<[^>]*>", before[name])) - set(re.findall(rb"<[^>]*>", after[name]))
        assert all(re.match(rb"<(calcPr|cellXfs|numFmts) ", tag) for tag in gone)


def test_hints_about_where_cells_are_stay_correct(tmp_path: Path) -> None:
    workbook = excel_file(tmp_path / "log.xlsx")
    new = RowAddition(workbook.id, "actions", {"action": "X-9", "link": "x"}, "op")
    workbook.apply([change(workbook, "actions", 5, {"link": "x"}), new])
    sheet = unpacked(workbook.path)["xl/worksheets/sheet1.xml"]
    assert b'<dimension ref="A1:G6"/>' in sheet
    assert re.search(rb'<row r="5" x14ac:dyDescent="0.25">', sheet)
    assert re.search(rb'<row r="3" spans="1:7" ', sheet)


class Stream(io.BytesIO):
    """Output that cannot go back, as programs write that pack on the fly."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


def test_files_packed_on_the_fly(tmp_path: Path) -> None:
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in excel_parts().items():
            archive.writestr(name, content)
    workbook = ExcelWorkbook(tmp_path / "log.xlsx")
    workbook.path.write_bytes(stream.getvalue())
    before = unpacked(workbook.path)
    with zipfile.ZipFile(workbook.path) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist()), "sizes follow the parts"
    workbook.apply([change(workbook, "actions", 2, {"what": "new"})])
    after = unpacked(workbook.path)
    assert {name for name in before if before[name] != after[name]} == {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
    }
    with zipfile.ZipFile(workbook.path) as archive:
        assert not any(info.flag_bits & 8 for info in archive.infolist()), "sizes stand before the parts"


def test_unchanged_parts_are_not_packed_anew(tmp_path: Path) -> None:
    workbook = excel_file(tmp_path / "log.xlsx")
    with zipfile.ZipFile(workbook.path) as archive:
        before = {
            info.filename: (info.CRC, info.compress_size, info.date_time) for info in archive.infolist()
        }
    workbook.apply([change(workbook, "actions", 2, {"what": "new"})])
    with zipfile.ZipFile(workbook.path) as archive:
        after = {info.filename: (info.CRC, info.compress_size, info.date_time) for info in archive.infolist()}
    assert {name for name in before if before[name] != after[name]} == {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
    }


def test_macros_are_carried(tmp_path: Path) -> None:
    workbook = excel_file(tmp_path / "log.xlsm")
    before = unpacked(workbook.path)["xl/vbaProject.bin"]
    workbook.apply([change(workbook, "actions", 2, {"what": "new"})])
    assert unpacked(workbook.path)["xl/vbaProject.bin"] == before


def test_cells_far_from_the_table_stay_where_they_are(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    beside = '<c r="XFD2"><v>7</v></c></row>\n<row r="3"'
    actions = ACTIONS.replace("</row>\n</sheetData>", f"</row>{far}</sheetData>")
    actions = (
        actions.replace('</row>\n<row r="3"', beside).replace('spans="1:7" ', "").replace('spans="1:6" ', "")
    )
    assert far in actions
    assert beside in actions
    workbook = excel_file(tmp_path / "log.xlsx", actions=actions)
    grid = grids(workbook)["actions"]
    assert (grid.height, len(grid.columns)) == (5, 7)
    assert [(cell.a1, cell.text) for cell in grid.far] == [("XFD2", "7"), ("XFD1048576", "far")]
    addition = RowAddition(workbook.id, "actions", {"action": "X-9", "what": "new"}, "op")
    outcome = workbook.apply([change(workbook, "actions", 2, {"what": "changed"}), addition])
    assert outcome.rows == (2, 6)
    sheet = unpacked(workbook.path)["xl/worksheets/sheet1.xml"].decode()
    assert far in sheet
    assert '<c r="XFD2"><v>7</v></c>' in sheet
    grid = grids(workbook)["actions"]
    assert (grid.cell(2, 1), grid.cell(6, 0), len(grid.far)) == ("changed", "X-9", 2)
