"""Excel files: every cell as typed, and one clear line for a file that is not a workbook."""

from __future__ import annotations

import contextlib
import os
import random
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from lib.log.reading.parse import parse
from lib.workbook.base import CellAddress, Grid, WorkbookError, column_letters
from lib.workbook.excel.open_xml import UNCALCULATED
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import FIVE_TABS, grid, log, write_xlsx
from tests.workbook.many.excel_folder import ExcelFolder


def read(path: Path) -> dict[str, Grid]:
    return {grid.tab: grid for grid in ExcelWorkbook(path).read().grids}


def sheet_of(book: openpyxl.Workbook, tmp_path: Path) -> Grid:
    path = tmp_path / "log.xlsx"
    book.save(path)
    return ExcelWorkbook(path).read().grids[0]


def with_sheet_xml(tmp_path: Path, rows: str) -> Grid:
    """A workbook whose only sheet holds these rows, written as a spreadsheet would."""
    book = openpyxl.Workbook()
    book.save(tmp_path / "plain.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "log.xlsx", "w") as other,
    ):
        for name in plain.namelist():
            content = plain.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                    f"<sheetData>{rows}</sheetData></worksheet>"
                ).encode()
            other.writestr(name, content)
    return ExcelWorkbook(tmp_path / "log.xlsx").read().grids[0]


def test_cells_come_as_they_were_typed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cells = [
        "007",
        12,
        0.5,
        True,
        date(2026, 1, 5),
        datetime(2026, 1, 5, 10, 30),
        time(10, 30),
        " two  spaces ",
        "👩",
        None,
        "=x",
    ]
    for row, cell in enumerate(cells, start=1):
        book.active.cell(row, 2, cell)
    book.active["B11"].data_type = "s"
    sheet = sheet_of(book, tmp_path)
    assert sheet.columns[1] == [
        *["007", 12.0, 0.5, True, date(2026, 1, 5), datetime(2026, 1, 5, 10, 30), time(10, 30)],
        *[" two  spaces ", "👩", "", "=x"],
    ]
    assert set(sheet.columns[0]) == {""}
    assert (sheet.workbook, sheet.tab, sheet.height) == (
        ExcelWorkbook(tmp_path / "log.xlsx").id,
        "Sheet",
        11,
    )
    assert sheet.cell(2, 1) == 12.0
    assert sheet.cell(99, 1) is sheet.cell(1, 99) is sheet.cell(0, 0) is None


def test_a_log_on_disk_is_the_log_as_written(tmp_path: Path) -> None:
    read_back = parse(ExcelWorkbook(write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)).read().grids)
    for name, frame in log(FIVE_TABS).tabs.items():
        assert read_back.tabs[name].drop(columns="_workbook").equals(frame.drop(columns="_workbook")), name
    assert read_back.checks.empty


def test_empty_sheets_hidden_sheets_and_chart_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "empty"
    hidden = book.create_sheet("circles")
    hidden["A1"], hidden["A2"] = "circle", "Atlas"
    hidden.sheet_state = "hidden"
    book.create_chartsheet("Chart")
    book.save(tmp_path / "log.xlsx")
    grids = read(tmp_path / "log.xlsx")
    assert {name: grid.height for name, grid in grids.items()} == {"empty": 0, "circles": 2}
    assert parse(grids.values()).circles["circle"].to_list() == ["Atlas"]


def test_merged_ranges_are_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for cell, value in {"A1": "insight", "B1": "session", "A2": 1, "A3": 2, "A4": 3, "B2": "A-1"}.items():
        book.active[cell] = value
    book.active.title = "insights"
    book.active.merge_cells("B2:B4")
    sheet = sheet_of(book, tmp_path)
    assert sheet.merged == ((2, 1, 4, 1),)
    tables = [grid(name, rows) for name, rows in FIVE_TABS.items()]
    assert parse([*tables, sheet]).insights["session"].to_list() == ["A-1", "A-1", "A-1"]


def test_1904_workbooks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.title = "circles"
    for row, cells in enumerate(
        [["circle", "started", "ended"], ["Atlas", date(2026, 3, 4), 44623]], start=1
    ):
        for column, cell in enumerate(cells, start=1):
            book.active.cell(row, column, cell)
    sheet = sheet_of(book, tmp_path)
    assert sheet.epoch_1904
    circles = parse([sheet]).circles
    assert circles[["started", "ended"]].iloc[0].dt.date.to_list() == [date(2026, 3, 4)] * 2


def test_formulas_give_their_last_value_and_those_without_one_are_named(tmp_path: Path) -> None:
    sheet = with_sheet_xml(
        tmp_path,
        '<row r="1"><c r="A1" t="inlineStr"><is><t>circle</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>UPPER("atlas")</f><v>ATLAS</v></c></row>'
        '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c></row>'
        '<row r="4"><c r="A4"><f>1+1</f><v></v></c></row>'
        '<row r="5"><c r="A5" s="0"><f t="shared" si="0"/></c></row>'
        '<row r="6"><c r="A6" t="str"><f>IF(B6="","",B6)</f><v></v></c></row>'
        '<row r="7"><c r="A7" t="e"><f>B7/0</f><v>#DIV/0!</v></c></row>'
        '<row r="8"><c r="A8" t="e"><v>#REF!</v></c><c r="B8" t="e"></c><c r="C8"><v>5</v></c></row>',
    )
    assert sheet.columns[0] == ["circle", "ATLAS", 2.0, UNCALCULATED, UNCALCULATED, "", "#DIV/0!", "#REF!"]
    assert sheet.cell(8, 2) == 5.0
    assert sheet.cell(8, 1) == ""


def test_errors_in_the_last_rows_and_columns_are_not_cut_off(tmp_path: Path) -> None:
    sheet = with_sheet_xml(
        tmp_path,
        '<row r="1"><c r="A1" t="inlineStr"><is><t>circle</t></is></c></row>'
        '<row r="4"><c r="A4"><f>X</f></c><c r="D4" t="e"><f>X</f><v>#NAME?</v></c></row>',
    )
    assert sheet.cell(4, 0) == UNCALCULATED
    assert sheet.cell(4, 3) == "#NAME?"


def test_a_program_wrote_formulas_that_no_spreadsheet_calculated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "circles"
    book.active["A1"], book.active["B1"], book.active["A2"], book.active["B2"] = (
        "circle",
        "started",
        "Atlas",
        "=TODAY()",
    )
    checks = parse([sheet_of(book, tmp_path)]).checks
    assert checks[["cell", "found", "rule"]].to_numpy().tolist() == [["B2", UNCALCULATED, "formula error"]]


def refused(path: Path) -> str:
    with pytest.raises(WorkbookError) as error:
        ExcelWorkbook(path).read()
    message = str(error.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def test_what_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx") == "no such file"
    with pytest.raises(WorkbookError, match="no such file"):
        ExcelWorkbook(tmp_path / "none.xlsx").revision()


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    assert refused(tmp_path) == "is a folder, not a workbook"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("log.xlsx", b"", "is empty, not an Excel workbook"),
        (
            "log.csv",
            b"circle,mandate\n",
            "is a text file with one table; save the workbook with all its tabs as .xlsx",
        ),
        ("log.xlsx", b"circle,mandate\n", "is not an Excel workbook"),
        ("log.xls", b"<html><table></table></html>", "is not an Excel workbook"),
        (
            "log.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "is password-protected; save a copy without a password",
        ),
    ],
)
def test_a_file_that_is_not_a_workbook_gets_one_line(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name) == message


def test_some_other_zip_file_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.xlsx", "w") as other:
        other.writestr("word/document.xml", "<a/>")
    assert "is damaged or not an Excel workbook" in refused(tmp_path / "log.xlsx")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)
    path.chmod(0)
    assert "cannot be read" in refused(path)


def test_damaged_files_are_read_or_refused_but_never_anything_else(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "good.xlsx", FIVE_TABS).read_bytes()
    chance = random.Random(7)
    path = tmp_path / "log.xlsx"
    refusals = []
    for _ in range(80):
        bad = bytearray(good[: chance.randrange(8, len(good))] if chance.random() < 0.3 else good)
        for _ in range(chance.choice([1, 5, 200])):
            bad[chance.randrange(4, len(bad))] = chance.randrange(256)
        path.write_bytes(bad)
        try:
            parse(ExcelWorkbook(path).read().grids)
        except WorkbookError as error:
            refusals.append(str(error))
    assert len(refusals) > 25
    assert not any("\n" in refusal for refusal in refusals)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize("content", ["", "<broken", "<a/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_damaged_parts_are_read_or_refused(tmp_path: Path, part: str, content: str) -> None:
    write_xlsx(tmp_path / "good.xlsx", FIVE_TABS)
    path = tmp_path / "log.xlsx"
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, content if name == part else good.read(name))
    with contextlib.suppress(WorkbookError):
        parse(ExcelWorkbook(path).read().grids)


def test_the_revision_changes_with_the_file_only(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)
    book = ExcelWorkbook(path)
    first = book.revision()
    assert book.revision() == first == book.read().revision
    os.utime(path, ns=(1, 1))
    assert book.revision() != first
    assert book.title == "log"
    assert book.link(CellAddress(book.id, "circles", 2, 0)) is None
    assert book.read().read_at.tzinfo is not None


def test_files_with_the_same_name_have_different_ids_without_their_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    ids = {folder: ExcelWorkbook(folder / "log.xlsx").id for folder in (here, there)}
    assert ids[here] != ids[there]
    assert all(re.fullmatch(r"log\.xlsx \([0-9a-f]{6}\)", name) for name in ids.values())
    here.mkdir()
    there.mkdir()
    monkeypatch.chdir(there)
    assert ExcelWorkbook(Path("log.xlsx")).id == ids[there]
    assert ExcelWorkbook(Path("../here/./log.xlsx")).id == ids[here]
    assert ExcelFolder(here).id != ExcelFolder(there / "here").id


def test_the_id_of_a_file_stays_as_it_was() -> None:
    """A snapshot or a link kept under it must be found again by a later Pharos."""
    assert ExcelWorkbook(Path("/srv/circles/log.xlsx")).id == "log.xlsx (d7c3d8)"


@pytest.mark.parametrize(
    ("index", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_letters_of_columns(index: int, letters: str) -> None:
    assert column_letters(index) == letters
    assert CellAddress("log.xlsx", "circles", 7, index).a1 == f"{letters}7"
