"""An .xlsx file as Excel itself writes one, with parts that no Python library models, for the tests of writing."""

# ruff: noqa: E501 - the XML is as Excel writes it
from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from lib.workbook.base import Cell, Grid, RowAddition, RowChange
from lib.workbook.excel.workbook import ExcelWorkbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
EXTENDED = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr"'
    ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
)
JOURNAL = ("at", "who", "change_set", "tab", "key", "column", "old", "new")

ACTIONS = f"""{XML}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" {EXTENDED} xr:uid="{{A}}"><sheetPr><tabColor rgb="FFE6A117"/></sheetPr>\
<dimension ref="A1:G5"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>\
<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="1" max="3" width="14.5" customWidth="1"/>\
<col min="4" max="4" width="11" style="2" customWidth="1"/></cols>
<sheetData>
<row r="1" spans="1:7" ht="30" customHeight="1" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>1</v></c>\
<c r="C1" s="1" t="s"><v>2</v></c><c r="D1" s="1" t="s"><v>3</v></c><c r="E1" s="1" t="s"><v>4</v></c><c r="F1" t="s"><v>5</v></c><c r="G1" t="s"><v>12</v></c></row>
<row r="2" spans="1:7" x14ac:dyDescent="0.25"><c r="A2" t="s"><v>6</v></c><c r="B2" t="s"><v>7</v></c><c r="C2" t="s"><v>8</v></c>\
<c r="D2" s="2"><v>46000</v></c><c r="E2"><v>1.5</v></c><c r="F2" t="str"><f>IF(D2&lt;46100,"late","fine")</f><v>late</v></c><c r="G2" t="s"><v>11</v></c></row>
<row r="3" spans="1:7" x14ac:dyDescent="0.25"><c r="A3" t="s"><v>9</v></c><c r="B3" t="s"><v>7</v></c><c r="C3" t="s"><v>10</v></c>\
<c r="D3" s="2"><v>46200</v></c><c r="E3" t="b"><v>1</v></c><c r="F3" t="str"><f t="shared" ref="F3:F4" si="0">IF(D3&lt;46100,"late","fine")</f><v>fine</v></c></row>
<row r="4" spans="1:6" hidden="1" x14ac:dyDescent="0.25"><c r="A4" s="3"><v>7</v></c><c r="C4" s="4"/><c r="F4" t="str"><f t="shared" si="0"/><v>late</v></c></row>
<row r="5" spans="1:1" x14ac:dyDescent="0.25"><c r="A5" t="inlineStr"><is><r><rPr><b/></rPr><t>X-4</t></r></is></c></row>
</sheetData>
<conditionalFormatting sqref="D2:D99"><cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan"><formula>TODAY()</formula></cfRule></conditionalFormatting>\
<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="C2:C99"><formula1>"open,doing,done"</formula1></dataValidation></dataValidations>\
<hyperlinks><hyperlink ref="G2" r:id="rId3"/><hyperlink ref="B3" r:id="rId4" tooltip="about Atlas"/></hyperlinks>\
<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>\
<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">\
<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline>\
<xm:f>actions!E2:E4</xm:f><xm:sqref>H2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst></worksheet>"""

SUMMARY = f"""{XML}<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData><row r="1"><c r="A1"><f>COUNTA(actions!A:A)-1</f><v>4</v></c></row></sheetData></worksheet>"""
STRINGS = [
    "action",
    "what",
    "status",
    "due",
    "effort",
    "late",
    "X-1",
    "Call <Ana> & Bo",
    "open",
    "X-2",
    "done",
    "https://a.example/x",
    "link",
]

STYLES = f"""{XML}<styleSheet xmlns="{MAIN}" {EXTENDED}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>\
<fonts count="2" x14ac:knownFonts="1"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"><alignment horizontal="center"/></xf>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyProtection="1"><protection locked="0"/></xf></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs></styleSheet>"""


def excel_parts(**changed: str) -> dict[str, str | bytes]:
    """The parts of a workbook with the tabs actions and summary; `changed` replaces actions, summary, styles, book."""
    parts = {"actions": ACTIONS, "summary": SUMMARY, "styles": STYLES} | changed
    strings = "".join(
        f"<si><t>{text.replace('&', '&amp;').replace('<', '&lt;')}</t></si>" for text in STRINGS
    )
    book = parts.get("book") or (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}" {EXTENDED}><fileVersion appName="xl" lastEdited="7"/><workbookPr defaultThemeVersion="166925"/>'
        '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="12300"/></bookViews>'
        '<sheets><sheet name="actions" sheetId="1" r:id="rId1"/><sheet name="summary" sheetId="4" r:id="rId2"/></sheets>'
        '<definedNames><definedName name="open_actions">actions!$A$2:$A$5</definedName></definedNames><calcPr calcId="191029"/>'
        '<extLst><ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}"><x15:workbookPr xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" chartTrackingRefBase="1"/></ext></extLst></workbook>'
    )
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId7" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": parts["actions"],
        "xl/worksheets/_rels/sheet1.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/><Relationship Id="rId3" Type="{OFFICE}/hyperlink" Target="https://a.example/x" TargetMode="External"/>'
        f'<Relationship Id="rId4" Type="{OFFICE}/hyperlink" Target="https://b.example/" TargetMode="External"/></Relationships>',
        "xl/worksheets/sheet2.xml": parts["summary"],
        "xl/styles.xml": parts["styles"],
        "xl/sharedStrings.xml": f'{XML}<sst xmlns="{MAIN}" count="17" uniqueCount="{len(STRINGS)}">{strings}</sst>',
        "xl/calcChain.xml": f'{XML}<calcChain xmlns="{MAIN}"><c r="F2" i="1"/><c r="F3" i="1"/><c r="F4" i="1"/><c r="A1" i="4"/></calcChain>',
        "xl/drawings/drawing1.xml": "<xdr:wsDr xmlns:xdr='d'><xdr:graphicFrame/></xdr:wsDr>",
        "xl/drawings/vmlDrawing1.vml": "<xml><br></xml>",
        "xl/charts/chart1.xml": "<c:chartSpace xmlns:c='c'/>",
        "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "xl/pivotCache/pivotCacheRecords1.xml": "<pivotCacheRecords/>",
        "xl/slicers/slicer1.xml": "<slicers/>",
        "xl/threadedComments/threadedComment1.xml": "<ThreadedComments/>",
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macros",
        "customXml/item1.xml": "<data/>",
    }  # fmt: skip


def pack(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """The parts as a file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def excel_file(path: Path, **changed: str) -> ExcelWorkbook:
    return ExcelWorkbook(pack(path, excel_parts(**changed)))


def book_of(path: Path, **tabs: list[list[Cell]]) -> ExcelWorkbook:
    """A workbook written by openpyxl, rows of cells by tab."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return ExcelWorkbook(path)


def grids(workbook: ExcelWorkbook) -> dict[str, Grid]:
    return {grid.tab: grid for grid in workbook.read().grids}


def column(grid: Grid, header: str) -> int:
    return [str(cells[0]) if cells else "" for cells in grid.columns].index(header)


def value(workbook: ExcelWorkbook, tab: str, row: int, header: str) -> Cell:
    grid = grids(workbook)[tab]
    return grid.cell(row, column(grid, header))


def change(
    workbook: ExcelWorkbook, tab: str, row: int, after: Mapping[str, Cell], key: str = ""
) -> RowChange:
    """A change of a row as an editor who just read the workbook would send it; the first column is the key."""
    grid = grids(workbook)[tab]
    key = key or str(grid.columns[0][0])
    before = {header: grid.cell(row, column(grid, header)) for header in after}
    return RowChange(workbook.id, tab, row, {key: grid.cell(row, column(grid, key))}, before, dict(after))


def journal(workbook: ExcelWorkbook, change_set: str, *rows: str) -> list[RowAddition]:
    return [
        RowAddition(
            workbook.id,
            "edits",
            dict.fromkeys(JOURNAL, row) | {"change_set": change_set},
            f"{change_set}/{row}",
            headers=JOURNAL,
        )
        for row in rows
    ]
