"""The extent of a sheet is never smaller than what a reader allocates, however its XML is written."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import python_calamine as calamine

from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds import careful
from lib.workbook.excel.bounds.extent import Extent, OtherForm, scan
from tests.workbook.excel_hostile import log_rows, packed, parts, sheet, text

SNIPPETS = (
    '<c r="ZZ90"><v>1</v></c>',
    "<c r='ZZ91'><v>1</v></c>",
    '<c s="1" r="ZZ92"><v>1</v></c>',
    '<c r="A1" r="ZZ93"><v>1</v></c>',
    '<c r="A1" s="1" r="ZZ93"><v>1</v></c>',
    '<c r="A1" s r="ZZ93"><v>1</v></c>',
    '<c r="A1" s r="ZZ93" ><v>1</v></c>',
    '<c r="A1"/ r="ZZ93"><v>1</v></c>',
    '<c r="A1"r="ZZ93"><v>1</v></c>',
    '<c r="A1" r ="ZZ93"><v>1</v></c>',
    '<c r="A1" t=\'n\' r="ZZ93"><v>1</v></c>',
    '<c r="A1" s=\'"\' r="ZZ93"><v>1</v></c>',
    '<c r="A1" s="1"\tr="ZZ93"><v>1</v></c>',
    ' r="ZZ94"',
    ' s="1"',
    '<x:c r="ZZ94"><v>1</v></x:c>',
    '<c\tr="ZZ95"><v>1</v></c>',
    '<c r = "ZZ96"><v>1</v></c>',
    '<c r="zz97"><v>1</v></c>',
    "<c><v>1</v></c>",
    '<c r="A1" s="&gt;" t="n"><v>1</v></c>',
    '<c r="B2" s=">"><v>1</v></c>',
    '<c r="B2" s="><c r=">"><v>1</v></c>',
    '<!-- <c r="A1"> -->',
    '<![CDATA[<c r="A9"><v>1</v></c>]]>',
    '<?x <c r="A9"> ?>',
    '<row r="900">',
    "<row r='901'>",
    "<row>",
    "</row>",
    "<row/>",
    '<x:row r="950">',
    "</x:row>",
    "</c>",
    "</sheetData>",
    "<sheetData>",
    '<c r="AAA9"/>',
    '<c r="AAA9"></c>',
    '<c r="C7" t="e"><v>#N/A</v></c>',
    '"',
    "'",
    "<",
    ">",
    text("D12", "a > b"),
)


def extent_of(xml: bytes) -> Extent | None:
    """As a file is measured: quickly, or element by element."""
    try:
        return scan(pieces(xml))
    except OtherForm:
        return careful.scan(pieces(xml), "sheet1.xml")


def pieces(xml: bytes, size: int = 700) -> Iterator[bytes]:
    for at in range(0, len(xml), size):
        yield xml[at : at + size]


def read_by_calamine(xml: bytes) -> tuple[int, int]:
    """The rows and columns of the last cell; (0, 0) if there is none or the file cannot be read."""
    from io import BytesIO

    try:
        with calamine.CalamineWorkbook.from_filelike(BytesIO(packed(parts(xml)))) as book:
            end = book.get_sheet_by_index(0).end
    except (calamine.CalamineError, ValueError, OSError):
        return 0, 0
    return (end[0] + 1, end[1] + 1) if end else (0, 0)


def test_a_reader_never_finds_a_cell_beyond_the_extent() -> None:
    chance = random.Random(11)
    quick = careful_ones = refused = 0
    for _ in range(600):
        xml = sheet(log_rows(rows=12))
        for _ in range(chance.choice([1, 1, 2, 3])):
            at = chance.choice([place for place, letter in enumerate(xml) if letter in "<>"]) + chance.choice(
                [0, 1]
            )
            xml = xml[:at] + chance.choice(SNIPPETS) + xml[at:]
        content = xml.encode()
        try:
            found = scan(pieces(content))
            quick += 1
        except OtherForm:
            try:
                found = careful.scan(pieces(content), "sheet1.xml")
                careful_ones += 1
            except WorkbookError:
                refused += 1
                continue
        rows, columns = read_by_calamine(content)
        assert found or not rows
        assert not found or (rows <= found.last_row and columns <= found.last_column), xml
    assert min(quick, careful_ones, refused) > 40


@pytest.mark.parametrize(
    "snippet",
    [
        '<c r="ZZ90"><v>1</v></c>',
        "<c r='ZZ90'><v>1</v></c>",
        '<x:c r="ZZ90"><v>1</v></x:c>',
        '<c s="1" r="ZZ90"><v>1</v></c>',
    ],
)
def test_a_cell_is_found_however_it_is_written(snippet: str) -> None:
    found = extent_of(sheet(log_rows(snippet, rows=90)).encode())
    assert found
    assert (found.cells, found.last_row, found.last_column) == (180, 90, 702)


def test_both_ways_of_measuring_agree() -> None:
    merges = '<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>'
    blanks = '<c r="C40" s="3"/><c r="XFD40" s="3"></c><c r="D40"><f>A1</f><v>2</v></c>'
    xml = sheet(
        log_rows(blanks), before='<dimension ref="A1:B2"/><cols><col min="1" max="3"/></cols>', after=merges
    ).encode()
    quick, slow = scan(pieces(xml)), careful.scan(pieces(xml), "sheet1.xml")
    assert quick
    for found in (quick, slow):
        assert (found.cells, found.last_row, found.last_column) == (80, 40, 4)
        assert found.merges == [(2, 1, 3, 2)]
        assert found.has_formulas
    assert quick.has_errors is False


def test_a_part_without_cells_has_no_extent() -> None:
    assert scan(pieces(b"<drawing>" + b"x" * 9_000_000 + b"</drawing>", 1 << 20)) is None
    with pytest.raises(OtherForm):
        scan(pieces(b"x" * 12_000_000 + sheet(log_rows()).encode(), 1 << 20))
