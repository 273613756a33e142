"""Workbook files made to exhaust whatever reads them, each made in a fraction of a second."""

# ruff: noqa: E501 - the XML is as programs write it
from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ENTITIES = f"{BOMB}]>"


def text(reference: str, content: str = "x") -> str:
    """A cell with a text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{content}</t></is></c>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet with these rows, and what is before and after them."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def log_rows(more: str = "", rows: int = 40) -> str:
    """The circles tab of a small log; `more` cells follow in its last row."""
    lines = [f'<row r="1">{text("A1", "circle")}{text("B1", "mandate")}</row>']
    lines += [
        f'<row r="{row}">{text(f"A{row}", f"Circle {row}")}{text(f"B{row}", "Mandate")}</row>'
        for row in range(2, rows)
    ]
    return "".join(lines) + f'<row r="{rows}">{text(f"A{rows}", "Last")}{more}</row>'


def parts(cells: str | bytes, tabs: int = 1, **other: str | bytes) -> dict[str, str | bytes]:
    """The parts of a workbook whose tab circles has this XML; `other` may be texts, styles and book."""
    sheets = "".join(
        f'<sheet name="{"circles" if not number else f"tab {number}"}" sheetId="{number + 1}" r:id="rId1"/>'
        for number in range(tabs)
    )
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": other.get("book", book),
        SHEET: cells,
    }
    return found | {name: other[key] for key, name in (("texts", TEXTS), ("styles", STYLES)) if key in other}


def packed(content: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return target.getvalue()


def inflating(
    content: Mapping[str, str | bytes],
    name: str,
    block: bytes,
    times: int,
    before: bytes = b"",
    after: bytes = b"",
    says: int | None = None,
) -> bytes:
    """A zip file with one more part: `block` again and again. It is packed once, and its bytes are repeated.

    `says`: how large the file says that the part is, if that is a lie.
    """
    start, end = _deflated(before), _deflated(after, is_last=True)
    packed_part = start + _deflated(block) * times + end
    checksum = zlib.crc32(before)
    for _ in range(times):
        checksum = zlib.crc32(block, checksum)
    size = len(before) + times * len(block) + len(after)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, part in content.items():
            if other != name:
                archive.writestr(other, part)
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.CRC, entry.compress_size, entry.file_size = zlib.crc32(after, checksum), len(packed_part), size
        if says is not None:
            entry.file_size, entry.CRC = says, zlib.crc32((before + block)[:says])
        entry.header_offset = archive.start_dir
        assert archive.fp is not None
        archive.fp.seek(archive.start_dir)
        archive.fp.write(entry.FileHeader(zip64=False) + packed_part)
        archive.start_dir = archive.fp.tell()
        archive.filelist.append(entry)
        archive.NameToInfo[name] = entry
        archive._didModify = True  # type: ignore[attr-defined]
    return target.getvalue()


def _deflated(content: bytes, *, is_last: bool = False) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH)


def overlapping(times: int = 300) -> bytes:
    """A zip file whose parts are all the same bytes, which are unpacked once for each name."""
    whole = packed(parts(sheet(log_rows())) | {"xl/big.xml": bytes(5_000_000)})
    end = whole.rindex(b"PK\x05\x06")
    count, _, size, start = struct.unpack("<HHLL", whole[end + 8 : end + 20])
    directory = whole[start : start + size]
    entry = directory[directory.rindex(b"PK\x01\x02") :]
    assert entry.endswith(b"xl/big.xml")
    copies = b"".join(entry[: -len("xl/big.xml")] + f"xl/{number:03}.xml".encode() for number in range(times))
    record = struct.pack(
        "<4sHHHHLLH", b"PK\x05\x06", 0, 0, count + times, count + times, size + len(copies), start, 0
    )
    return whole[:start] + directory + copies + record


def attributes(count: int) -> str:
    return "".join(f' a{number}=""' for number in range(count))


def repeated_text() -> bytes:
    """One text of 30 kB, shown in 100,000 cells: 3 GB."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 100_001))
    return packed(parts(sheet(cells), texts=f'<sst xmlns="{MAIN}"><si><t>{"y" * 30_000}</t></si></sst>'))


def scattered() -> bytes:
    """A cell every 500 rows to the last row and the last column: no gap is large enough to call a cell far."""
    rows = range(1, 1_048_576, 500)
    lines = (
        f'<row r="{row}">{text(f"A{row}")}{text(f"XFD{row}") if row % 7 == 1 else ""}</row>' for row in rows
    )
    return packed(parts(sheet("".join(lines))))


def many_formats() -> bytes:
    formats = f'<numFmts><numFmt numFmtId="200" formatCode="{"0;" * 100_000}"/></numFmts>'
    cells = '<xf numFmtId="200"/>' * 100_000
    return packed(
        parts(
            sheet(log_rows()),
            styles=f'<styleSheet xmlns="{MAIN}">{formats}<cellXfs>{cells}</cellXfs></styleSheet>',
        )
    )


def wide() -> bytes:
    """A tab that is just within the bounds: 240 rows to the last column, nearly all blank."""
    rows = "".join(f'<row r="{row}">{text(f"A{row}")}{text(f"XFD{row}")}</row>' for row in range(1, 241))
    return packed(parts(sheet(rows)))


def merged(first_row: int = 2) -> bytes:
    """60,000 merged ranges over each other."""
    ranges = "".join(f'<mergeCell ref="A{first_row}:B{row}"/>' for row in range(900_000, 960_000))
    return packed(parts(sheet(log_rows(), after=f"<mergeCells>{ranges}</mergeCells>")))


def _with_sheet(make: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: packed(parts(make()))


BLANKS = ("".join(f'<c r="{letter}9" s="1"/>' for letter in "ABCDEFGHIJKLMNOP") * 4_000).encode()

READ: dict[str, Callable[[], bytes]] = {
    "a text in the last cell": _with_sheet(
        lambda: sheet(log_rows() + f'<row r="1048576">{text("XFD1048576", "far")}</row>')
    ),
    "a text in the last column": _with_sheet(lambda: sheet(log_rows(text("XFD20000", "far"), rows=20_000))),
    "a prefix hides the far cell": _with_sheet(
        lambda: sheet(
            log_rows() + f'<row r="1048576"><x:c xmlns:x="{MAIN}" r="XFD1048576"><v>7</v></x:c></row>'
        )
    ),
    "a far cell without an address": _with_sheet(
        lambda: sheet(
            log_rows()
            + '<row r="1048576"><c><v>7</v></c></row>'
            + f'<row r="9">{"<c/>" * 16_000}<c><v>7</v></c></row>'
        )
    ),
    "a far error": _with_sheet(
        lambda: sheet(log_rows() + '<row r="1048576"><c r="XFD1048576" t="e"><v>#REF!</v></c></row>')
    ),
    "merged ranges below the table": lambda: merged(first_row=41),
    "a wide tab": wide,
    "a dimension that lies": _with_sheet(
        lambda: sheet(log_rows(), before='<dimension ref="A1:XFD1048576"/>')
    ),
    "a bomb that is embedded": lambda: packed(
        parts(sheet(log_rows())) | {"xl/embeddings/x.zip": inflating({}, "x", bytes(1 << 20), 250)}
    ),
}
"""Files that are read all the same, as the log that they are."""

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "scattered cells": (
        scattered,
        r"the circles tab goes as far as cell XFD1048\d+: that is 17,1[\d,]+ cells, of which",
    ),
    "a sheet of 600 MB": (
        lambda: inflating(
            parts(""),
            SHEET,
            BLANKS,
            600_000_000 // len(BLANKS),
            b"<worksheet><sheetData><row>",
            b"</row></sheetData></worksheet>",
        ),
        r"unpacks to more than the 200 MB that are read \(in its part xl/worksheets/sheet1.xml\)",
    ),
    "texts of 250 MB": (
        lambda: inflating(
            parts(sheet(log_rows())), TEXTS, b"<si><t>abcdefgh</t></si>" * 40_000, 260, b"<sst>", b"</sst>"
        ),
        "unpacks to more than|different texts",
    ),
    "rows without cells": (
        lambda: inflating(
            parts(""), SHEET, b"<x/>" * 100_000, 200, b"<worksheet><sheetData>", b"</sheetData></worksheet>"
        ),
        "far more tags than cells",
    ),
    "a picture of 250 MB": (
        lambda: inflating(parts(sheet(log_rows())), "xl/media/a.png", bytes(1 << 20), 250),
        "unpacks to more than",
    ),
    "a size that lies": (
        lambda: inflating(
            parts(""), SHEET, BLANKS, 600_000_000 // len(BLANKS), b"<worksheet><sheetData>", b"", says=100
        ),
        "is damaged .its part xl/worksheets/sheet1.xml cannot be unpacked",
    ),
    "many parts": (
        lambda: packed(parts(sheet(log_rows())) | {f"xl/{number}": b"" for number in range(12_000)}),
        "has 12,005 parts",
    ),
    "parts that overlap": (overlapping, "overlaps another one"),
    "entities in a sheet": (
        lambda: packed(parts(ENTITIES + sheet(log_rows(text("C40", "&i;"))))),
        "has a document type",
    ),
    "entities in the list of tabs": (
        lambda: packed(parts(sheet(log_rows()), book=f"{ENTITIES}<workbook><sheets>&i;</sheets></workbook>")),
        "has a document type",
    ),
    "entities in texts": (
        lambda: packed(parts(sheet(log_rows()), texts=f"{ENTITIES}<sst><si><t>&i;</t></si></sst>")),
        "has a document type",
    ),
    "a million attributes of a cell": (
        _with_sheet(lambda: sheet(log_rows(f'<c r="C40"{attributes(1_000_000)}><v>1</v></c>'))),
        "a tag or text of more than|attributes",
    ),
    "thousands of attributes of a cell": (
        _with_sheet(lambda: sheet(log_rows(f'<c r="C40"{attributes(20_000)}><v>1</v></c>' * 50))),
        "more than 200 attributes",
    ),
    "attributes in quoted tags": (
        _with_sheet(
            lambda: sheet(
                log_rows('<c r="C40" a="><v>' + '" b="><v>'.join(map(str, range(300_000))) + '"><v>1</v></c>')
            )
        ),
        "is not valid XML|attributes",
    ),
    "a million attributes of a row": (
        _with_sheet(lambda: sheet(f'<row{attributes(1_000_000)} r="1">{text("A1")}</row>')),
        "a tag or text of more than|attributes",
    ),
    "a text shown everywhere": (repeated_text, "MB of text together by the circles tab"),
    "one sheet in many tabs": (lambda: packed(parts(sheet(log_rows()), tabs=400)), "share their cells"),
    "many long formats": (many_formats, "a number format of more than 1,000 characters|a tag or text"),
    "merged ranges over each other": (merged, "60,000 merged ranges"),
    "deep nesting": (
        _with_sheet(lambda: sheet(log_rows("<c>" * 300_000 + "</c>" * 300_000))),
        "elements in more than 200 levels",
    ),
}
"""Files that are refused, and what the sentence says."""
