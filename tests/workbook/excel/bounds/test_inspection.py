"""Hostile files are read as the log that they are or refused in one sentence, within memory and time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lib.log.reading.parse import parse
from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds.inspection import inspect
from lib.workbook.excel.bounds.limits import CONFIGURED, UPLOAD
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.examples import IS_THOROUGH
from tests.workbook.excel_hostile import READ, REFUSED, log_rows, packed, parts, sheet, text

ROOT = Path(__file__).parents[4]
_FROM_A_SMALL_PROCESS = ("sh", "-c", '"$@"; exit $?', "sh")
"""A new process counts the memory of the one that started it as its own peak, so this one is started by a shell."""
MOST_MEMORY, MOST_SECONDS, LONGEST_WAIT = 500, 10, 3
FAR = {
    "a text in the last cell": [["XFD1048576", "far"]],
    "a text in the last column": [["XFD20000", "far"]],
    "a prefix hides the far cell": [["XFD1048576", "7"]],
    "a far cell without an address": [["A1048576", "7"], ["WQK9", "7"]],
    "a far error": [["XFD1048576", "#REF!"]],
}

FILES = [*READ, *REFUSED] if IS_THOROUGH else [*READ, *REFUSED][::2]
"""What is read at each commit is half of them."""
UPLOADED = FILES if IS_THOROUGH else FILES[::3]
"""What is read as an upload too, in a process of its own; the rules are the same for both."""
WAYS = {"configured": FILES, "upload": UPLOADED}

Found = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What came of each hostile file, read in another process, so that memory can be measured and this one lives on."""
    folder = tmp_path_factory.mktemp("hostile")
    makers = READ | {name: make for name, (make, _) in REFUSED.items()}
    for name in FILES:
        (folder / f"{name}.xlsx").write_bytes(makers[name]())
    run = subprocess.run(
        [
            *_FROM_A_SMALL_PROCESS,
            sys.executable,
            "-m",
            "tests.workbook.excel_measured",
            str(folder),
            ",".join(UPLOADED),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, f"a file killed the process that read it:\n{run.stderr[-2000:]}"
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {str(line["name"]): line for line in lines}


@pytest.mark.parametrize(
    ("way", "name"),
    [(way, name) for way, names in WAYS.items() for name in names if name in READ],
)
def test_a_log_with_something_hostile_beside_it_is_read(found: Found, name: str, way: str) -> None:
    height, width = {"a text in the last column": (20_000, 2), "a wide tab": (240, 16_384)}.get(name, (40, 2))
    assert found[name][way] == {"height": height, "width": width, "far": FAR.get(name, [])}


@pytest.mark.parametrize(
    ("way", "name"),
    [(way, name) for way, names in WAYS.items() for name in names if name in REFUSED],
)
def test_a_hostile_file_is_refused_in_one_sentence(found: Found, name: str, way: str) -> None:
    outcome = found[name][way]
    assert isinstance(outcome, dict)
    sentence = str(outcome.get("refused"))
    assert f"{name}.xlsx: " in sentence
    assert "\n" not in sentence
    expected = REFUSED[name][1]
    if way == "upload":
        expected = expected.replace("12,005 parts", "12,005 parts, and a workbook may have up to 2,000")
        expected = expected.replace("share their cells", "has more than 200 tabs")
    assert re.search(expected, sentence), sentence


@pytest.mark.parametrize("name", FILES)
def test_no_file_takes_much_memory_or_time_or_keeps_others_waiting(found: Found, name: str) -> None:
    line = found[name]
    assert line["memory"] < MOST_MEMORY
    assert line["memory_of_upload"] < MOST_MEMORY
    assert line["configured_seconds"] < MOST_SECONDS
    assert line.get("upload_seconds", 0.0) < MOST_SECONDS
    assert line["longest_wait"] < LONGEST_WAIT


def test_a_far_cell_is_a_check_with_its_address_and_text(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    path.write_bytes(READ["a text in the last cell"]())
    checks = parse(ExcelWorkbook(path).read().grids).checks
    (check,) = checks[checks["rule"] == "far from the table"].to_dict("records")
    assert (check["tab"], check["cell"], check["found"]) == ("circles", "XFD1048576", "far")
    assert check["expected"] == "cells next to the table; this one is left out, so move or delete it"


def test_a_far_shared_text_is_known_by_its_words() -> None:
    cells = log_rows() + '<row r="1048576"><c r="B1048576" t="s"><v>1</v></c></row>'
    file = inspect(
        packed(parts(sheet(cells), texts="<sst><si><t>a</t></si><si><t>b &amp; c</t></si></sst>")), UPLOAD
    )
    assert file
    ((cell,),) = file.far.values()
    assert (cell.a1, cell.text) == ("B1048576", "b & c")


def test_a_second_table_far_below_is_never_left_out() -> None:
    below = "".join(f'<row r="{row}">{text(f"A{row}")}</row>' for row in range(600_000, 600_101))
    file = inspect(packed(parts(sheet(log_rows() + below))), UPLOAD)
    assert file
    assert not file.far


def test_cells_far_apart_in_a_small_tab_are_read_as_they_are() -> None:
    content = packed(parts(sheet(log_rows() + f'<row r="40000">{text("T40000")}</row>')))
    file = inspect(content, UPLOAD)
    assert file
    assert file.content is content


def test_bounds_name_what_was_found_and_what_is_allowed() -> None:
    content = packed(parts(sheet(log_rows(rows=400))))
    allowed = replace(UPLOAD, cells=798)
    with pytest.raises(
        WorkbookError, match=r"has more than 798 cells with content.*with 799 in the circles tab"
    ):
        inspect(content, allowed)
    assert inspect(content, replace(allowed, cells=799))
    with pytest.raises(
        WorkbookError, match=r"the circles tab goes as far as cell B400: that is 800 cells, of which 799"
    ):
        inspect(content, replace(UPLOAD, positions=799))
    with pytest.raises(WorkbookError, match=r"unpacks to more than the 0 MB that are read"):
        inspect(content, replace(UPLOAD, unpacked=10_000, unpacked_at_most=10_000))


def test_a_large_file_may_unpack_to_more() -> None:
    assert UPLOAD.unpacked_for(20_000_000) == 200_000_000
    assert [CONFIGURED.unpacked_for(size * 1_000_000) for size in (1, 10, 200)] == [
        200_000_000,
        400_000_000,
        600_000_000,
    ]


def test_a_file_with_a_comment_or_something_in_front_is_read_from_a_clean_copy() -> None:
    plain = packed(parts(sheet(log_rows())))
    with_comment = plain[:-2] + b"\x05\x00later"
    for content in (with_comment, b"PK front" + plain):
        file = inspect(content, UPLOAD)
        assert file
        assert file.content is not content


def test_a_cut_off_file_is_damaged() -> None:
    whole = packed(parts(sheet(log_rows())))
    for length in (4, len(whole) // 2, len(whole) - 5):
        with pytest.raises(WorkbookError, match="is damaged or not an Excel workbook"):
            inspect(whole[:length], UPLOAD)
