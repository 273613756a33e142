"""Files that a person sends: read in a process of their own, bounded, in every format, with one sentence if refused."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as day_time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lib.workbook.base import WorkbookError
from lib.workbook.common import bounded_process
from lib.workbook.excel import untrusted
from lib.workbook.excel.bounds.limits import CONFIGURED, MB, UPLOAD, Limits
from lib.workbook.excel.reading import OLD_OFFICE_FILE
from lib.workbook.excel.untrusted import read_upload
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.workbook.excel_hostile import inflating, log_rows, packed, parts, sheet

MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


SMALL = packed(parts(sheet(log_rows())))


def refusal(data: bytes, name: str, limits: Limits = UPLOAD) -> str:
    with pytest.raises(WorkbookError) as error:
        read_upload(data, name, limits=limits)
    sentence = str(error.value)
    assert "\n" not in sentence
    assert sentence.startswith(f"{name}: ")
    return sentence.removeprefix(f"{name}: ")


def ods(content: str, **more: bytes) -> dict[str, str | bytes]:
    """The parts of an .ods file whose only tab has these rows."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    body = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
    return {
        "mimetype": ODS_TYPE,
        "content.xml": f"<office:document-content {names}>{body}</office:document-content>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{MANIFEST}"/>',
    } | more


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def test_a_log_is_read_as_if_it_were_the_configured_one(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)
    ours, theirs = ExcelWorkbook(path).read(), read_upload(path.read_bytes(), "log.xlsx")
    assert [(grid.tab, list(grid.columns)) for grid in theirs.grids] == [
        (grid.tab, list(grid.columns)) for grid in ours.grids
    ]
    assert {grid.workbook for grid in theirs.grids} == {"log.xlsx"}
    assert theirs.title == "log"


def test_every_kind_of_cell_comes_through() -> None:
    cells = [
        "007",
        12.5,
        True,
        date(2026, 1, 5),
        datetime(2026, 1, 5, 10, 30),
        day_time(10, 30),
        "👩 &<",
        timedelta(hours=30),
    ]
    book = openpyxl.Workbook()
    for row, value in enumerate(cells, start=1):
        book.active.cell(row, 1, value)
    book.active.merge_cells("A1:B1")
    target = BytesIO()
    book.save(target)
    (grid,) = read_upload(target.getvalue(), "log.xlsx").grids
    assert grid.columns[0] == cells
    assert grid.merged == ((1, 0, 1, 1),)


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"circle,lead\nAtlas,Ann\n", [["circle", "Atlas"], ["lead", "Ann"]]),
        ("\ufeffcircle;lead\nÉtoile;Jö".encode(), [["circle", "Étoile"], ["lead", "Jö"]]),
        ("circle\tlead\nÉtoile\tJö".encode("utf-16"), [["circle", "Étoile"], ["lead", "Jö"]]),
        ("circle;lead\nÉtoile;Jö".encode("cp1252"), [["circle", "Étoile"], ["lead", "Jö"]]),
        ("sep=;\r\nday;who\r\n1.2.;Jö, Al\r\n".encode("cp1252"), [["day", "1.2."], ["who", "Jö, Al"]]),
        (b"day;who\n1;Al, Bo, Cy\n2;Al\n", [["day", "1", "2"], ["who", "Al, Bo, Cy", "Al"]]),
        (b'circle,lead\n"a,\nb"\n', [["circle", "a,\nb"], ["lead", ""]]),
        (b'a,b\n"Ok" so,2\n3,"x\ny, z"\n', [["a", "Ok so", "3"], ["b", "2", "x\ny, z"]]),
        (b"", []),
    ],
)
def test_separated_values_are_one_tab_of_texts(content: bytes, columns: list[list[str]]) -> None:
    (grid,) = read_upload(content, "circles.csv").grids
    assert (grid.tab, grid.columns) == ("circles", columns)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a,b\n1,"never closed\n2,c\n', 2),
        (b'sep=,\na,b\n1,2\n"x,3\n4,5\n', 4),
        (b'a,b,c\n1,"x,y\n2,d,e\n3,"f,g\n', 2),
    ],
)
def test_a_quotation_mark_that_takes_rows_into_its_cell_is_named(content: bytes, line: int) -> None:
    assert refusal(content, "log.csv").startswith(
        f"has a quotation mark in the row that begins in line {line} "
    )


def test_separated_values_are_bounded_too() -> None:
    limits = replace(UPLOAD, cells=1_000, positions=2_000)
    assert "more than 1,000 cells by row 501" in refusal(b"a,b\n" * 600, "log.csv", limits)
    assert "more than 1,000 cells by row 3" in refusal(b"a\nb\n" + b"," * 700, "log.csv", limits)
    assert refusal(b"PK\x03\x04\0\0\0", "log.csv") == "is not a text file"


def test_an_ods_file_is_read_and_one_that_repeats_a_cell_a_billion_times_is_not() -> None:
    row = f"<table:table-row>{cell('circle')}{cell('lead')}</table:table-row>"
    (grid,) = read_upload(
        packed(ods(f'<table:table table:name="circles">{row}</table:table>')), "log.ods"
    ).grids
    assert (grid.tab, grid.columns) == ("circles", [["circle"], ["lead"]])
    for rows, columns in ((2_500, 2_000), (1_000_000, 16_000)):
        repeated = cell("x", f'table:number-columns-repeated="{columns}"')
        wide = f'<table:table-row table:number-rows-repeated="{rows}">{repeated}</table:table-row>'
        sentence = refusal(packed(ods(f'<table:table table:name="circles">{wide}</table:table>')), "log.ods")
        assert re.search("500 MB of memory|2,500 rows and 2,000 columns|is damaged", sentence), sentence
    big = inflating(ods(""), "content.xml", b"<a/>" * 250_000, 250)
    assert "unpacks to more than the 200 MB" in refusal(big, "log.ods")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("log.xlsx", b"", "is empty, not an Excel workbook"),
        ("log.xlsx", b"\x89PNG\r\n\x1a\n", "is not an Excel workbook"),
        ("log.xls", b"<html><table></table></html>", "is not an Excel workbook"),
        (
            "log.xlsx",
            OLD_OFFICE_FILE + bytes(600),
            "is password-protected; save a copy without a password",
        ),
        (
            "log.pdf",
            b"%PDF",
            "is not a workbook: choose a file that ends in .xlsx, .xlsm, .xls, .ods or .csv",
        ),
        ("log", b"PK", "is not a workbook: choose a file that ends in .xlsx, .xlsm, .xls, .ods or .csv"),
    ],
)
def test_what_is_no_workbook(name: str, content: bytes, sentence: str) -> None:
    assert refusal(content, name) == sentence


def test_a_damaged_old_file_and_a_cut_off_new_one() -> None:
    old = OLD_OFFICE_FILE + bytes(range(256)) * 20
    assert "is damaged or not an Excel workbook" in refusal(old, "log.xls")
    assert "is damaged or not an Excel workbook" in refusal(
        packed(parts(sheet(log_rows())))[:-40], "log.xlsx"
    )


def test_a_name_with_a_path_shows_its_last_part_only() -> None:
    with pytest.raises(WorkbookError, match=r"^log.xlsx: is empty"):
        read_upload(b"", r"C:\Users\ann\log.xlsx")


def test_a_file_beyond_the_largest_size_is_not_looked_at() -> None:
    assert refusal(bytes(20 * MB + 1), "log.xlsx").startswith(
        "has 20.0 MB, and a workbook may have up to 20 MB; remove pictures"
    )
    assert refusal(bytes(20 * MB + 1), "log.csv").startswith(
        "has 20.0 MB, and a file may have up to 20 MB; remove old rows"
    )


IN_THE_WORKER = """
import sys
sys.path.insert(0, sys.argv[1])
from lib.workbook.excel import reading, worker
reading.measured = lambda *_: {}
worker.main()
"""


@pytest.mark.parametrize(
    ("code", "seconds", "sentence"),
    [
        (
            IN_THE_WORKER.format("[bytearray(10**8) for _ in range(99)]"),
            10,
            "takes more than 500 MB of memory to read",
        ),
        (IN_THE_WORKER.format("exec('while True: pass')"), 1, "takes more than 1 s to read"),
        ("import time; time.sleep(60)", 0.6, "takes more than 1 s to read"),
        ("import os; os.abort()", 10, "takes more than 500 MB of memory to read"),
        ("print('no JSON')", 10, "takes more than 500 MB of memory to read"),
    ],
)
def test_a_process_beyond_its_memory_or_time_is_ended(
    monkeypatch: pytest.MonkeyPatch, code: str, seconds: float, sentence: str
) -> None:
    started = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    monkeypatch.setattr(untrusted, "_CODE", code)
    if "sleep" in code:
        monkeypatch.setattr(bounded_process, "CLOCK", 1)
    assert refusal(SMALL, "log.xlsx", replace(UPLOAD, seconds=seconds)).startswith(sentence)
    assert [process.returncode is None for process in started] == [False]


def test_only_so_many_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted, "_CODE", "import time; time.sleep(60)")
    monkeypatch.setattr(bounded_process, "CLOCK", 1)
    small, said = SMALL, []

    def read(seconds: float) -> None:
        said.append(refusal(small, "log.xlsx", replace(UPLOAD, seconds=seconds)))

    threads = [threading.Thread(target=read, args=(2.0,)) for _ in range(untrusted.AT_ONCE)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    read(0.2)
    assert said == ["has to wait, since other files are being read; try again in a minute"]
    for thread in threads:
        thread.join()


def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHAROS_WORKBOOK", "secret")
    monkeypatch.setattr(
        untrusted,
        "_CODE",
        "import os, json; print(json.dumps({'error': ' '.join(sorted(os.environ)) + os.getcwd()}))",
    )
    sentence = refusal(SMALL, "log.xlsx")
    assert "PHAROS" not in sentence
    assert os.getcwd() not in sentence


def test_a_configured_file_in_another_format_is_read_in_a_process_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = f"<table:table-row>{cell('circle')}</table:table-row>"
    path = tmp_path / "log.ods"
    path.write_bytes(packed(ods(f'<table:table table:name="circles">{row}</table:table>')))
    seen = []
    genuine = untrusted.read_apart
    monkeypatch.setattr(untrusted, "read_apart", lambda *given: seen.append(given[3]) or genuine(*given))
    (grid,) = ExcelWorkbook(path).read().grids
    assert (grid.tab, grid.columns, seen) == ("circles", [["circle"]], [CONFIGURED])
    path.write_bytes(packed({"content.xml": "<a/>"}))
    with pytest.raises(WorkbookError, match=r"log.ods: is damaged or not an Excel workbook"):
        ExcelWorkbook(path).read()
