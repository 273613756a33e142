"""Edits of an .xlsx file: what is written, what is refused, and that it is all or nothing."""

# ruff: noqa: E501 - XML and messages are easier to read in one piece

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from lib.workbook.base import Cell, CellAddress, CellConflict, RowAddition, RowChange, WorkbookError
from lib.workbook.excel.open_xml import UNCALCULATED
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.examples import thorough
from tests.workbook.excel_help import (
    ACTIONS,
    JOURNAL,
    STYLES,
    book_of,
    change,
    excel_file,
    excel_parts,
    grids,
    journal,
    pack,
    unpacked,
    value,
)

ROWS: list[list[Cell]] = [["action", "what", "due"], ["X-1", "Call", date(2026, 1, 5)], ["X-2", "Ask", None]]


@pytest.fixture
def workbook(tmp_path: Path) -> ExcelWorkbook:
    return book_of(tmp_path / "log.xlsx", actions=ROWS)


@pytest.fixture
def excels(tmp_path: Path) -> ExcelWorkbook:
    return excel_file(tmp_path / "log.xlsx")


def cell_of(workbook: ExcelWorkbook, tab: str, address: str) -> Any:
    return openpyxl.load_workbook(workbook.path)[tab][address]


def untouched(workbook: ExcelWorkbook) -> tuple[bytes, int]:
    return workbook.path.read_bytes(), workbook.path.stat().st_ino


def refusal(workbook: ExcelWorkbook, *edits: RowChange | RowAddition) -> str:
    """The one refusal of a save, of which nothing was written."""
    before = untouched(workbook)
    outcome = workbook.apply(edits)
    assert (outcome.written, outcome.rows, outcome.revision, outcome.conflicts) == ((), (), None, ())
    assert untouched(workbook) == before
    (text,) = outcome.refused
    return text


def trouble(workbook: ExcelWorkbook, *edits: RowChange | RowAddition) -> str:
    """Why the file as a whole is not written to; its path is left out."""
    before = untouched(workbook)
    with pytest.raises(WorkbookError) as error:
        workbook.apply(edits)
    assert untouched(workbook) == before
    message = str(error.value)
    assert message.startswith(f"{workbook.path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{workbook.path}: ")


def test_the_journal_gets_its_sheet_where_each_sheet_declares_its_own_prefix(workbook: ExcelWorkbook) -> None:
    """As openpyxl writes it without lxml: the prefix of r:id is known within each sheet's element only."""
    parts = unpacked(workbook.path)
    book = parts["xl/workbook.xml"].decode()
    declared = re.search(r' xmlns:r="[^"]+"', book)
    assert declared
    own = book.replace(declared[0], "").replace("<sheet ", f"<sheet{declared[0]} ")
    pack(workbook.path, {**parts, "xl/workbook.xml": own.encode()})
    outcome = workbook.apply([change(workbook, "actions", 2, {"what": "x"})], journal(workbook, "c1", "a"))
    assert len(outcome.written) == 2
    assert openpyxl.load_workbook(workbook.path).sheetnames == ["actions", "edits"]


def test_a_change_a_new_row_and_the_journal_are_one_save(workbook: ExcelWorkbook) -> None:
    edits = [
        change(workbook, "actions", 3, {"what": "Ask twice", "due": date(2026, 2, 1)}),
        RowAddition(workbook.id, "actions", {"action": "X-3", "due": date(2026, 3, 1), "what": None}, "op-1"),
    ]
    rows = journal(workbook, "c1", "a", "b")
    outcome = workbook.apply(edits, rows)
    assert outcome.written == (*edits, *rows)
    assert outcome.rows == (3, 4, 2, 3)
    assert (outcome.conflicts, outcome.refused) == ((), ())
    assert outcome.revision == workbook.revision() == workbook.read().revision
    read = grids(workbook)
    assert [list(cells) for cells in read["actions"].columns] == [
        ["action", "X-1", "X-2", "X-3"],
        ["what", "Call", "Ask twice", ""],
        ["due", date(2026, 1, 5), date(2026, 2, 1), date(2026, 3, 1)],
    ]
    assert [cells[0] for cells in read["edits"].columns] == list(JOURNAL)
    assert read["edits"].columns[2][1:] == ["c1", "c1"]
    assert workbook.apply(
        [change(workbook, "actions", 2, {"what": "x"})], journal(workbook, "c2", "c")
    ).rows == (2, 4)


def test_nothing_to_write_writes_nothing(workbook: ExcelWorkbook) -> None:
    before = untouched(workbook)
    assert workbook.apply([]).revision == workbook.revision()
    same = change(workbook, "actions", 2, {"what": "Call"})
    outcome = workbook.apply([same])
    assert (outcome.written, outcome.rows, outcome.revision) == ((same,), (2,), workbook.revision())
    assert untouched(workbook) == before


@pytest.mark.parametrize(
    "after",
    [
        *("text", " spaces  ", "two\nlines", "\n\n", "a\ttab", "007", "=1+1", "+1", "-1", "@x", "=", "'", "TRUE", "<b>&amp;</b>"),
        *("_x0041_", "_x000D_", "👩‍👩‍👧 فارسی עברית", "]]>", "#REF!", "1e5", "2026-01-01", "x" * 32_767, "👩" * 16_383),
        *(True, False, 0, -1, 1.5, 1e300, 5e-324, 999_999_999_999_999, 10**20, date(2026, 3, 4), date(1900, 3, 1), date(9999, 12, 31)),
        *(datetime(2026, 3, 4), datetime(2026, 3, 4, 5, 6, 7), datetime(2026, 3, 4, 5, 6, 7, 89_000), time(10, 30), timedelta(hours=30)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", ["what", "due"])
def test_every_kind_of_value_reads_back(workbook: ExcelWorkbook, header: str, after: Cell) -> None:
    edits = [
        change(workbook, "actions", 2, {header: after}),
        RowAddition(workbook.id, "actions", {"action": "X-3", header: after}, "op"),
    ]
    assert workbook.apply(edits).refused == ()
    for row in (2, 4):
        now = value(workbook, "actions", row, header)
        if isinstance(after, datetime) and after.time() == time():
            assert now == after.date()
        else:
            assert (now, isinstance(now, bool)) == (after, isinstance(after, bool))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "007"])
def test_text_is_never_a_formula_nor_a_number_later(workbook: ExcelWorkbook, text: str) -> None:
    workbook.apply([change(workbook, "actions", 2, {"what": text})])
    cell = cell_of(workbook, "actions", "B2")
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    workbook.apply([change(workbook, "actions", 2, {"what": 5})])
    cell = cell_of(workbook, "actions", "B2")
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("n", 5, False)


def test_blank_clears_and_keeps_the_format(excels: ExcelWorkbook) -> None:
    excels.apply([change(excels, "actions", 2, {"due": None, "effort": ""})])
    assert value(excels, "actions", 2, "due") == value(excels, "actions", 2, "effort") == ""
    assert cell_of(excels, "actions", "D2").number_format == "dd\\.mm\\.yyyy"


def test_line_ends_are_as_excel_has_them(workbook: ExcelWorkbook) -> None:
    workbook.apply([change(workbook, "actions", 2, {"what": "a\r\nb\rc"})])
    assert value(workbook, "actions", 2, "what") == "a\nb\nc"
    assert cell_of(workbook, "actions", "B2").alignment.wrapText


@pytest.mark.parametrize(
    ("header", "after", "expected"),
    [
        ("due", date(2026, 3, 4), "dd\\.mm\\.yyyy"),  # the cell's own
        ("due", datetime(2026, 3, 4, 5, 6), "dd\\.mm\\.yyyy"),
        ("effort", date(2026, 3, 4), "yyyy-mm-dd"),  # none of its own: ISO
        ("effort", datetime(2026, 3, 4, 5, 6), "yyyy-mm-dd hh:mm:ss"),
        ("due", 5, "General"),  # a number would read as a date
        ("due", "soon", "dd\\.mm\\.yyyy"),
    ],
)
def test_formats(excels: ExcelWorkbook, header: str, after: Cell, expected: str) -> None:
    excels.apply([change(excels, "actions", 2, {header: after})])
    cell = cell_of(excels, "actions", {"due": "D2", "effort": "E2"}[header])
    assert cell.number_format == expected


def test_new_rows_look_like_their_column_or_the_row_above(excels: ExcelWorkbook) -> None:
    values = {"action": "X-5", "due": date(2026, 3, 4), "status": "open"}
    assert excels.apply([RowAddition(excels.id, "actions", values, "op")]).rows == (6,)
    assert cell_of(excels, "actions", "D6").number_format == "dd\\.mm\\.yyyy"
    assert cell_of(excels, "actions", "A6").number_format == "General"
    excels.apply([change(excels, "actions", 4, {"status": "open"})])
    cell = cell_of(excels, "actions", "C4")
    assert (cell.number_format, cell.alignment.horizontal, cell.value) == ("0.00", "center", "open")


def test_the_same_format_is_added_once(excels: ExcelWorkbook) -> None:
    for row in (2, 3):
        excels.apply([change(excels, "actions", row, {"effort": date(2026, 3, row)})])
    excels.apply(
        [
            RowAddition(excels.id, "actions", {"action": f"Y-{n}", "effort": date(2026, 3, n)}, f"op{n}")
            for n in (1, 2)
        ]
    )
    styles = unpacked(excels.path)["xl/styles.xml"].decode()
    assert styles.count("<numFmt ") == 2
    assert 'cellXfs count="' in styles
    assert len(openpyxl.load_workbook(excels.path)._cell_styles) <= 6 + 3


def test_1904_files_get_their_own_serials(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.title = "actions"
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "log.xlsx")
    workbook = ExcelWorkbook(tmp_path / "log.xlsx")
    edits = [
        change(workbook, "actions", 2, {"due": date(2026, 3, 4)}),
        RowAddition(workbook.id, "actions", {"action": "X-3", "due": datetime(2026, 3, 4, 12)}, "op"),
    ]
    assert workbook.apply(edits).refused == ()
    assert grids(workbook)["actions"].columns[2][1:] == [date(2026, 3, 4), "", datetime(2026, 3, 4, 12)]
    assert cell_of(workbook, "actions", "C2").value == datetime(2026, 3, 4)
    assert b"<v>44623</v>" in unpacked(workbook.path)["xl/worksheets/sheet1.xml"]
    text = refusal(workbook, change(workbook, "actions", 2, {"due": date(1903, 12, 31)}))
    assert text == "actions!C2: Excel has no dates before 1904-01-01 (found 1903-12-31)"


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ("x" * 32_768, "the text has 32,768 characters; an Excel cell can hold 32,767"),
        ("👩" * 16_384, "the text has 32,768 characters; an Excel cell can hold 32,767"),
        ("a\x07b", "the text contains the character U+0007, which Excel does not allow"),
        ("\ud800", "the text contains the character U+D800, which Excel does not allow"),
        ("\uffff", "the text contains the character U+FFFF, which Excel does not allow"),
        (float("nan"), "nan is not a number that a cell can hold"),
        (float("inf"), "inf is not a number that a cell can hold"),
        (12345678901234567, "12345678901234567 has more than 15 digits; write it as text"),
        (date(1900, 2, 28), "Excel has no dates before 1900-03-01 (found 1900-02-28)"),
        (b"bytes", "a bytes cannot be written to a cell"),
        (["a"], "a list cannot be written to a cell"),
    ],
)
def test_values_that_no_cell_holds(workbook: ExcelWorkbook, after: Cell, why: str) -> None:
    assert refusal(workbook, change(workbook, "actions", 2, {"what": after})) == f"actions!B2: {why}"
    assert (
        refusal(workbook, RowAddition(workbook.id, "actions", {"what": after}, "op")) == f"actions!B4: {why}"
    )


def test_a_conflict_is_named_cell_by_cell_and_nothing_is_written(workbook: ExcelWorkbook) -> None:
    mine = change(workbook, "actions", 2, {"what": "mine", "due": date(2026, 1, 9)})
    other = change(workbook, "actions", 3, {"what": "fine"})
    workbook.apply([change(workbook, "actions", 2, {"what": "theirs", "due": None})])
    before = untouched(workbook)
    outcome = workbook.apply([mine, other], journal(workbook, "c", "a"))
    address = CellAddress(workbook.id, "actions", 2, 1)
    assert outcome.conflicts == (
        CellConflict(address, "what", "Call", "theirs", "mine", mine),
        CellConflict(
            CellAddress(workbook.id, "actions", 2, 2), "due", date(2026, 1, 5), "", date(2026, 1, 9), mine
        ),
    )
    assert (outcome.written, outcome.revision) == ((), None)
    assert untouched(workbook) == before


@pytest.mark.parametrize(
    ("stands", "seen"),
    [(1, 1.0), (None, ""), (None, None), (date(2026, 1, 5), datetime(2026, 1, 5)), (True, "TRUE")],
)
def test_a_value_seen_in_another_guise_is_no_conflict(tmp_path: Path, stands: Cell, seen: Cell) -> None:
    workbook = book_of(tmp_path / "log.xlsx", actions=[["action", "what"], ["X-1", stands]])
    edit = RowChange(workbook.id, "actions", 2, {"action": "X-1"}, {"what": seen}, {"what": "new"})
    assert workbook.apply([edit]).rows == (2,)
    assert value(workbook, "actions", 2, "what") == "new"


def test_a_value_that_is_already_there_is_no_conflict(workbook: ExcelWorkbook) -> None:
    both = [change(workbook, "actions", 2, {"what": "agreed"}) for _ in range(2)]
    assert [workbook.apply([edit]).rows for edit in both] == [(2,), (2,)]


def test_a_row_is_found_by_its_key_wherever_it_moved(workbook: ExcelWorkbook) -> None:
    edit = change(workbook, "actions", 3, {"what": "moved"})
    book = openpyxl.load_workbook(workbook.path)
    book["actions"].insert_rows(2, 4)
    book.save(workbook.path)
    assert workbook.apply([edit]).rows == (7,)
    assert grids(workbook)["actions"].columns[1] == ["what", "", "", "", "", "Call", "moved"]


def test_a_change_of_the_key_that_is_repeated_finds_its_row(workbook: ExcelWorkbook) -> None:
    edit = change(workbook, "actions", 3, {"action": "X-9"})
    assert [workbook.apply([edit]).rows for _ in range(2)] == [(3,), (3,)]


def test_rows_that_are_gone_or_alike(workbook: ExcelWorkbook, tmp_path: Path) -> None:
    edit = change(workbook, "actions", 3, {"what": "x"})
    gone = book_of(tmp_path / "log.xlsx", actions=ROWS[:2])
    assert refusal(gone, edit) == (
        "actions, row 3 (action X-2): this row no longer exists, or someone changed the cells that identify it"
    )
    alike = book_of(tmp_path / "log.xlsx", actions=[*ROWS, ["X-2", "Ask", None]])
    assert refusal(alike, edit) == (
        "actions, row 3 (action X-2): 2 rows match (rows 3, 4), so it is not clear which one is meant"
    )


def test_tabs_and_headers_that_are_not_there(workbook: ExcelWorkbook) -> None:
    missing = RowChange(workbook.id, "actions", 2, {"id": "X-1"}, {"what": "Call"}, {"what": "x"})
    assert (
        refusal(workbook, missing)
        == "the actions tab is missing the id column: add the header in row 1, then save again"
    )
    new = RowAddition(workbook.id, "actions", {"action": "X-3", "owner": "ana"}, "op")
    assert (
        refusal(workbook, new)
        == "the actions tab is missing the owner column: add the header in row 1, then save again"
    )
    assert (
        refusal(workbook, RowAddition(workbook.id, "insights", {"a": 1}, "op"))
        == "the insights tab no longer exists"
    )
    other = RowAddition("else.xlsx", "actions", {"action": "X-3"}, "op")
    assert refusal(workbook, other) == "the actions tab belongs to another workbook (else.xlsx)"
    blank = RowAddition(workbook.id, "actions", {"action": "X-3", "owner": None}, "op")
    assert workbook.apply([blank]).rows == (4,)


def test_a_missing_tab_is_made_where_headers_are_given(excels: ExcelWorkbook) -> None:
    headers = ("insight", "text", "topics")
    rows = [
        RowAddition(excels.id, "insights", {"insight": f"I-{n}", "text": "t"}, f"op{n}", headers=headers)
        for n in (1, 2)
    ]
    assert excels.apply(rows, journal(excels, "c", "a")).rows == (2, 3, 2)
    read = grids(excels)
    assert list(read) == ["actions", "summary", "insights", "edits"]
    assert read["insights"].columns[:2] == [["insight", "I-1", "I-2"], ["text", "t", "t"]]
    assert read["insights"].cell(1, 2) == "topics"
    assert openpyxl.load_workbook(excels.path).sheetnames == list(read)
    assert excels.apply(
        [RowAddition(excels.id, "Insights", {"topics": "x"}, "op3", headers=headers)]
    ).rows == (4,)


def test_an_empty_tab_gets_its_headers(tmp_path: Path) -> None:
    workbook = book_of(tmp_path / "log.xlsx", actions=ROWS, edits=[])
    assert workbook.apply([], journal(workbook, "c", "a")).rows == (2,)
    assert grids(workbook)["edits"].columns[0] == ["at", "a"]


def test_keys_stay_unique(workbook: ExcelWorkbook) -> None:
    def new(key: str, operation: str) -> RowAddition:
        return RowAddition(workbook.id, "actions", {"action": key}, operation, key=("action",))

    assert refusal(workbook, new(" x-2", "op")) == "the actions tab already has action  x-2, in row 3"
    assert (
        refusal(workbook, new("X-3", "a"), new("x-3", "b"))
        == "the actions tab already has action x-3, in row 4"
    )
    pair = RowAddition(
        workbook.id, "actions", {"action": "X-2", "what": "other"}, "op", key=("action", "what")
    )
    assert workbook.apply([pair]).rows == (4,)


def test_a_save_that_is_repeated_adds_its_rows_once(workbook: ExcelWorkbook) -> None:
    edits = [
        change(workbook, "actions", 2, {"action": "X-9", "what": "done"}),
        RowAddition(workbook.id, "actions", {"action": "X-3", "what": "new"}, "op-1", key=("action",)),
    ]
    rows = journal(workbook, "c1", "a", "b")
    first = workbook.apply(edits, rows)
    before = untouched(workbook)
    again = workbook.apply(edits, rows)
    assert again == first
    assert untouched(workbook) == before
    more = RowAddition(workbook.id, "actions", {"action": "X-4"}, "op-2")
    assert workbook.apply([edits[1], more], rows).rows == (4, 5, 2, 3)
    assert grids(workbook)["actions"].columns[0] == ["action", "X-9", "X-2", "X-3", "X-4"]
    assert grids(workbook)["edits"].height == 3


def test_operations_survive_another_program_and_stay_few(workbook: ExcelWorkbook) -> None:
    first = RowAddition(workbook.id, "actions", {"action": "first"}, "first")
    workbook.apply([first])
    openpyxl.load_workbook(workbook.path).save(workbook.path)
    assert workbook.apply([first]).rows == (4,)
    assert grids(workbook)["actions"].height == 4
    many = [RowAddition(workbook.id, "actions", {"action": f"a{n}"}, f"op{n}") for n in range(1_100)]
    workbook.apply(many)
    assert workbook.apply(many).rows == tuple(range(5, 1_105))
    properties = openpyxl.load_workbook(workbook.path).custom_doc_props
    assert len(properties) == 33
    assert max(len(item.value) for item in properties) <= 255
    assert grids(workbook)["actions"].height == 1_104


def test_formulas_are_read_only(excels: ExcelWorkbook) -> None:
    for row in (2, 3, 4):
        text = refusal(excels, change(excels, "actions", row, {"late": "x"}))
        assert text == f"actions!F{row} contains a formula: it can only be changed in Excel"


def test_stored_values_of_formulas_stay_unless_they_depend_on_the_change(excels: ExcelWorkbook) -> None:
    excels.apply([change(excels, "actions", 3, {"what": "new"})])
    assert [value(excels, "actions", row, "late") for row in (2, 3, 4)] == ["late", "fine", "late"]
    assert grids(excels)["summary"].cell(1, 0) == 4.0
    assert b'fullCalcOnLoad="1"' in unpacked(excels.path)["xl/workbook.xml"]
    outcome = excels.apply([change(excels, "actions", 4, {"due": date(2026, 9, 9)})])
    assert outcome.notes == (
        "the formula in actions!F4 depends on a changed cell; its new value appears after the file is opened and saved in Excel",
    )
    assert [value(excels, "actions", row, "late") for row in (2, 3, 4)] == ["late", "fine", UNCALCULATED]
    excels.apply([change(excels, "actions", 2, {"due": None})])
    assert [value(excels, "actions", row, "late") for row in (2, 3)] == [UNCALCULATED, "fine"]
    assert cell_of(excels, "actions", "F2").value == '=IF(D2<46100,"late","fine")'


def test_formulas_that_depend_on_formulas(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{letter}2"><f>{formula}</f><v>1</v></c>'
        for letter, formula in {"D": "B2*2", "E": "D2+1", "F": "SUM(A:A)", "G": "B3", "H": "summary!B2", "I": "T[[#This Row],[what]]&amp;1", "J": "T[[#This Row],[status]]"}.items()
    )  # fmt: skip
    row = f'<row r="2"><c r="A2" t="s"><v>6</v></c><c r="B2"><v>3</v></c>{cells}</row>'
    sheet = ACTIONS[: ACTIONS.index('<row r="2"')] + row + ACTIONS[ACTIONS.index("</sheetData>") :]
    workbook = excel_file(tmp_path / "log.xlsx", actions=sheet)
    assert workbook.apply([change(workbook, "actions", 2, {"what": 4})]).rows == (2,)
    read = grids(workbook)["actions"]
    assert [read.cell(2, at) for at in range(3, 10)] == [
        UNCALCULATED,
        UNCALCULATED,
        1.0,
        1.0,
        1.0,
        UNCALCULATED,
        1.0,
    ]


@pytest.mark.parametrize(
    ("tag", "where"),
    [
        ('<f t="array" ref="C2:C3">SORT(A2:A3)</f>', "C3"),
        ('<f t="dataTable" ref="C2:D3" dt2D="1" r1="A1"/>', "C3"),
    ],
)
def test_cells_that_a_formula_fills_are_read_only(tmp_path: Path, tag: str, where: str) -> None:
    sheet = ACTIONS.replace('<c r="C2" t="s"><v>8</v>', f'<c r="C2" t="str" cm="1">{tag}<v>open</v>')
    workbook = excel_file(tmp_path / "log.xlsx", actions=sheet)
    text = refusal(workbook, change(workbook, "actions", 3, {"status": "x"}))
    assert text == f"actions!{where} is filled by a formula in another cell: it can only be changed in Excel"


def test_merged_cells(tmp_path: Path) -> None:
    workbook = book_of(
        tmp_path / "log.xlsx", actions=[["action", "what", "due"], ["a", "b"], ["c", "d"], ["e", "f"]]
    )
    book = openpyxl.load_workbook(workbook.path)
    for area in ("B3:C3", "B4:B6"):
        book["actions"].merge_cells(area)
    book.save(workbook.path)
    for row, header, cell in ((3, "due", "C3"), (4, "what", "B4")):
        text = refusal(workbook, change(workbook, "actions", row, {header: "x"}))
        assert text == f"actions!{cell} is merged with other cells: unmerge them in Excel first"
    edits = [
        change(workbook, "actions", 3, {"what": "x"}),
        RowAddition(workbook.id, "actions", {"action": "g", "what": "h"}, "op"),
    ]
    assert workbook.apply(edits).rows == (3, 7)


def test_headers_merged_over_two_rows(tmp_path: Path) -> None:
    cells = [["id", "Dates", None, "Status"], [None, "Raised", "Due", None], ["a", None, None, "open"]]
    workbook = book_of(tmp_path / "log.xlsx", actions=cells)
    book = openpyxl.load_workbook(workbook.path)
    for area in ("A1:A2", "B1:C1", "D1:D2"):
        book["actions"].merge_cells(area)
    book.save(workbook.path)
    edit = RowChange(workbook.id, "actions", 3, {"id": "a"}, {"Status": "open"}, {"Status": "done"}, 2)
    assert workbook.apply([edit]).rows == (3,)
    assert openpyxl.load_workbook(workbook.path)["actions"]["D3"].value == "done"
    unknown = replace(edit, before={}, after={"Owner": "Ann"})
    assert workbook.apply([unknown]).refused == (
        "the actions tab is missing the Owner column: add the header in row 2, then save again",
    )


def test_protected_sheets(tmp_path: Path) -> None:
    sheet = ACTIONS.replace(
        "<conditionalFormatting", '<sheetProtection sheet="1" objects="1"/><conditionalFormatting', 1
    )
    sheet = sheet.replace('<c r="C3" t="s">', '<c r="C3" s="5" t="s">')
    workbook = excel_file(tmp_path / "log.xlsx", actions=sheet)
    why = "is protected: the person who protected the sheet can allow changes in Excel (Review > Unprotect Sheet)"
    assert refusal(workbook, change(workbook, "actions", 2, {"status": "x"})) == f"actions!C2 {why}"
    assert (
        refusal(workbook, RowAddition(workbook.id, "actions", {"action": "x"}, "op")) == f"actions!A6 {why}"
    )
    assert workbook.apply([change(workbook, "actions", 3, {"status": "x"})]).rows == (3,)
    inactive = excel_file(tmp_path / "off.xlsx", actions=sheet.replace('sheet="1"', 'sheet="0"'))
    assert inactive.apply([change(inactive, "actions", 2, {"status": "x"})]).rows == (2,)


def test_linked_data_and_pictures_in_cells_are_kept(tmp_path: Path) -> None:
    workbook = excel_file(
        tmp_path / "log.xlsx", actions=ACTIONS.replace('<c r="C2" t="s">', '<c r="C2" vm="1" t="s">')
    )
    text = refusal(workbook, change(workbook, "actions", 2, {"status": "x"}))
    assert text == "actions!C2 contains a picture or linked data: it can only be changed in Excel"


def test_a_link_that_says_its_own_address_goes_with_the_text(excels: ExcelWorkbook) -> None:
    excels.apply([change(excels, "actions", 3, {"what": "Beacon"})])
    assert cell_of(excels, "actions", "B3").hyperlink.target == "https://b.example/"
    excels.apply([change(excels, "actions", 2, {"link": "https://a.example/y"})])
    assert cell_of(excels, "actions", "G2").hyperlink is None
    excels.apply([change(excels, "actions", 3, {"what": None})])
    assert b"hyperlinks" not in unpacked(excels.path)["xl/worksheets/sheet1.xml"]


def table(extra: str = "", area: str = "A1:G5") -> str:
    columns = "".join(f'<tableColumn id="{n}" name="{n}"/>' for n in range(1, 8))
    return (
        f'<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" ref="{area}" {extra}>'
        f'<autoFilter ref="A1:G5"/><tableColumns count="7">{columns}</tableColumns></table>'
    )


def with_table(path: Path, xml: str) -> ExcelWorkbook:
    parts = excel_parts()
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
    entry = f'<Relationship Id="rId9" Type="{kind}" Target="../tables/table1.xml"/></Relationships>'
    parts[relations] = str(parts[relations]).replace("</Relationships>", entry)
    parts["xl/tables/table1.xml"] = xml
    return ExcelWorkbook(pack(path, parts))


def test_a_table_grows_with_its_rows(tmp_path: Path) -> None:
    workbook = with_table(tmp_path / "log.xlsx", table())
    workbook.apply([RowAddition(workbook.id, "actions", {"action": f"n{n}"}, f"op{n}") for n in (1, 2)])
    assert unpacked(workbook.path)["xl/tables/table1.xml"].count(b'ref="A1:G7"') == 2
    apart = with_table(tmp_path / "apart.xlsx", table(area="A1:G3"))
    apart.apply([RowAddition(apart.id, "actions", {"action": "n"}, "op")])
    assert unpacked(apart.path)["xl/tables/table1.xml"].count(b'ref="A1:G3"') == 1


@pytest.mark.parametrize(
    ("extra", "area", "why"),
    [
        ('totalsRowCount="1"', "A1:G5", "ends in a totals row: turn that off in Excel first"),
        ('totalsRowCount="1"', "A1:G6", "ends in a totals row: turn that off in Excel first"),
        ('tableType="queryTable"', "A1:G5", "is filled from another source: add rows there"),
    ],
)
def test_tables_that_take_no_rows(tmp_path: Path, extra: str, area: str, why: str) -> None:
    workbook = with_table(tmp_path / "log.xlsx", table(extra, area))
    assert (
        refusal(workbook, RowAddition(workbook.id, "actions", {"action": "n"}, "op"))
        == f"the actions tab has the table T, which {why}"
    )


def test_tables_filled_from_elsewhere_are_read_only(tmp_path: Path) -> None:
    workbook = with_table(tmp_path / "log.xlsx", table('tableType="queryTable"'))
    text = refusal(workbook, change(workbook, "actions", 2, {"status": "x"}))
    assert text == "actions!C2 belongs to a table that is filled from another source: change it there"


def test_two_values_for_one_cell(workbook: ExcelWorkbook) -> None:
    twice = [change(workbook, "actions", 2, {"what": text}) for text in ("a", "b")]
    text = refusal(workbook, *twice)
    assert text == "actions!B2 is changed twice in one save, to different values"
    assert workbook.apply([twice[0], twice[0]]).rows == (2, 2)


@thorough
def test_a_full_sheet(tmp_path: Path) -> None:
    sheet = ACTIONS.replace("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')
    workbook = excel_file(tmp_path / "log.xlsx", actions=sheet)
    text = refusal(workbook, RowAddition(workbook.id, "actions", {"action": "n"}, "op"))
    assert text == "the actions tab is full: a sheet can hold 1,048,576 rows"


def test_all_refusals_are_reported_at_once(excels: ExcelWorkbook) -> None:
    edits = [
        change(excels, "actions", 2, {"late": "x", "what": "\x01"}),
        RowChange(excels.id, "actions", 9, {"action": "none"}, {"what": ""}, {"what": "x"}),
        RowAddition(excels.id, "nowhere", {"a": 1}, "op"),
    ]
    assert len(excels.apply(edits).refused) == 4


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
def test_other_formats_are_read_but_not_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"log{suffix}"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    text = trouble(ExcelWorkbook(path), RowAddition("", "actions", {"a": 1}, "op"))
    assert text == f"Pharos reads {suffix} files but writes only .xlsx; save it as .xlsx"


def test_passwords(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert (
        trouble(ExcelWorkbook(path), RowAddition("", "actions", {"a": 1}, "op"))
        == "is password-protected; save a copy without a password"
    )


def with_part(path: Path, name: str, content: str, *, related: str = "") -> ExcelWorkbook:
    parts = excel_parts()
    if related:
        entry = f'<Relationship Id="rId8" Type="http://x/{related}" Target="{name}"/></Relationships>'
        parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("</Relationships>", entry)
    return ExcelWorkbook(pack(path, parts | {name: content}))


@pytest.mark.parametrize(
    ("name", "content", "related", "why"),
    [
        ("_xmlsignatures/sig1.xml", "<a/>", "", "is digitally signed, and an edit would invalidate the signature; remove it in Excel first"),
        ("xl/revisions/revisionHeaders.xml", "<a/>", "", "is a shared workbook of the old kind, which tracks changes; unshare it in Excel first (Review > Unshare)"),
        ("docProps/custom.xml", '<Properties><property name="_MarkAsFinal" pid="2"><vt:bool>true</vt:bool></property></Properties>', "custom-properties", "is marked as final; undo that in Excel first (File > Info)"),
    ],
)  # fmt: skip
def test_files_that_forbid_edits(tmp_path: Path, name: str, content: str, related: str, why: str) -> None:
    workbook = with_part(tmp_path / "log.xlsx", name, content, related=related)
    assert trouble(workbook, RowAddition(workbook.id, "actions", {"action": "x"}, "op")) == why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<workbookPr ", '<fileSharing userName="a" hashValue="b"/><workbookPr ', "asks for a password before it can be changed; remove the password in Excel first"),
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main", "is saved as Strict Open XML; save it in Excel as Excel Workbook (.xlsx)"),
    ],
)  # fmt: skip
def test_workbooks_that_forbid_edits(tmp_path: Path, old: str, new: str, why: str) -> None:
    book = str(excel_parts()["xl/workbook.xml"]).replace(old, new, 1)
    workbook = excel_file(tmp_path / "log.xlsx", book=book)
    assert trouble(workbook, RowAddition(workbook.id, "actions", {"action": "x"}, "op")) == why


def test_a_protected_structure_takes_no_new_tab(tmp_path: Path) -> None:
    book = str(excel_parts()["xl/workbook.xml"]).replace(
        "<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>'
    )
    workbook = excel_file(tmp_path / "log.xlsx", book=book)
    text = refusal(workbook, RowAddition(workbook.id, "edits", {"at": "x"}, "op", headers=JOURNAL))
    assert text == "there is no edits tab, and the workbook is protected against adding one"


@pytest.mark.parametrize("damage", ["<!-- a note -->", "<![CDATA[x]]>", "<?do this?>"])
def test_sheets_in_unusual_forms(tmp_path: Path, damage: str) -> None:
    workbook = excel_file(tmp_path / "log.xlsx", actions=ACTIONS.replace("<sheetPr>", f"{damage}<sheetPr>"))
    text = trouble(workbook, RowAddition(workbook.id, "actions", {"action": "x"}, "op"))
    assert text == "has sheets in an unusual form; open it in Excel and save it there once"


def test_prefixes_numberless_rows_and_odd_quotes(tmp_path: Path) -> None:
    sheet = (
        "<x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData>"
        "<x:row><x:c t='inlineStr'><x:is><x:t>action</x:t></x:is></x:c><x:c t='inlineStr'><x:is><x:t>what</x:t></x:is></x:c></x:row>"
        "<x:row customFormat='1' s='2'><x:c t='inlineStr'><x:is><x:t>X-1</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    workbook = excel_file(tmp_path / "log.xlsx", actions=sheet)
    edits = [
        RowChange(workbook.id, "actions", 2, {"action": "X-1"}, {"what": None}, {"what": date(2026, 1, 5)}),
        RowAddition(workbook.id, "actions", {"action": "X-2", "what": "x"}, "op"),
    ]
    assert workbook.apply(edits).rows == (2, 3)
    assert grids(workbook)["actions"].columns == [["action", "X-1", "X-2"], ["what", date(2026, 1, 5), "x"]]
    assert cell_of(workbook, "actions", "B2").number_format == "dd\\.mm\\.yyyy"


def test_a_sheet_without_rows(tmp_path: Path) -> None:
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    workbook = excel_file(tmp_path / "log.xlsx", actions=sheet)
    assert workbook.apply([RowAddition(workbook.id, "actions", {"a": 1}, "op", headers=("a",))]).rows == (2,)
    assert grids(workbook)["actions"].columns == [["a", 1.0]]


def test_a_workbook_without_styles_still_takes_text(tmp_path: Path) -> None:
    workbook = excel_file(tmp_path / "log.xlsx", styles=STYLES[: STYLES.index("<cellXfs")] + "</styleSheet>")
    workbook.apply([change(workbook, "actions", 2, {"what": "=text"})])
    assert value(workbook, "actions", 2, "what") == "=text"


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A part cut off, with wrong bytes, with an odd attribute or without a tag."""
    odd = chance.choice([b'""', b'"-1"', b'"x"', b'"99999999"', b'"A1:ZZZZ9"'])
    match chance.randrange(4):
        case 0:
            return content[: chance.randrange(len(content))]
        case 1:
            spoilt = bytearray(content)
            for _ in range(chance.choice([1, 5, 30])):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            return bytes(spoilt)
        case 2:
            return content.replace(chance.choice(re.findall(rb'"[^"]*"', content)), odd, 1)
        case _:
            return content.replace(chance.choice(re.findall(rb"<[^>]*>", content)), b"", 1)


def is_readable(workbook: ExcelWorkbook) -> bool:
    try:
        return bool(workbook.read().grids)
    except WorkbookError:
        return False


def test_damaged_files_are_written_whole_or_refused(excels: ExcelWorkbook) -> None:
    edits = [
        change(excels, "actions", 2, {"what": "n", "due": date(2026, 1, 1)}),
        RowAddition(excels.id, "actions", {"action": "x"}, "op", key=("action",)),
        *journal(excels, "c", "a"),
    ]
    good = unpacked(excels.path)
    names = [
        name
        for name in good
        if name.startswith(("xl/work", "xl/styles", "xl/shared", "xl/_rels", "_rels", "["))
    ]
    chance = random.Random(7)
    seen = set()
    for _ in range(50):
        name = chance.choice(names)
        pack(excels.path, good | {name: damaged(good[name], chance)})
        before, was_readable = untouched(excels), is_readable(excels)
        try:
            outcome = excels.apply(edits)
        except WorkbookError:
            seen.add("error")
            assert untouched(excels) == before
        else:
            seen.add("written" if outcome.written else "refused")
            assert is_readable(excels) == was_readable
            assert outcome.written or untouched(excels) == before
    assert {"error", "written"} <= seen
