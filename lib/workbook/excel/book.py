"""An .xlsx file's content opened for changes: its tabs as they were read, and as they will be written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from io import BytesIO
from itertools import count
from xml.sax.saxutils import quoteattr

import python_calamine as calamine

from lib.words.phrases import listed, plural
from lib.workbook.base import Grid, WorkbookError
from lib.workbook.excel import markup, refusals
from lib.workbook.excel.bounds.inspection import inspect
from lib.workbook.excel.bounds.limits import CONFIGURED
from lib.workbook.excel.grid import read_grid
from lib.workbook.excel.markup import Element
from lib.workbook.excel.open_xml import Parts
from lib.workbook.excel.package import Package, Relation
from lib.workbook.excel.sheet_xml import SheetXml
from lib.workbook.excel.styles import Styles
from lib.workbook.excel.tab import Tab
from lib.workbook.excel.tables import grow, tables

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKSHEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")
_UNFIT_TITLE = re.compile(r"[\[\]:*?/\\]|^'|'$|^.{32}|^$")


class Book:
    """The content of one file; `workbook` is its id. Raises WorkbookError if it cannot be written to."""

    def __init__(self, workbook: str, content: bytes) -> None:
        file = inspect(content, CONFIGURED)
        if not file:
            raise WorkbookError("is not an Excel workbook")
        self.package = Package(content)
        refusals.refuse_what_forbids_edits(self.package)
        self.workbook = workbook
        self.file = file
        self.parts = Parts(file.content, file.has_texts)
        self._reader = calamine.CalamineWorkbook.from_filelike(BytesIO(file.content))
        self._tabs: dict[str, Tab] = {}
        parts = [relation.target for relation in self._relations.values() if relation.kind == "styles"]
        self._styles_part = parts[0] if parts else ""
        self.styles = Styles(self.package.read(self._styles_part) if parts else None)

    @property
    def epoch_1904(self) -> bool:
        return self.parts.epoch_1904

    @property
    def changed_tabs(self) -> list[Tab]:
        return [tab for tab in self._tabs.values() if tab.written]

    def tab(self, title: str) -> Tab | None:
        """The tab with this title, ignoring case; None if there is none. Raises WorkbookError for a chart."""
        if title in self._tabs:
            return self._tabs[title]
        sheet = self._sheet(title)
        if not sheet:
            return None
        name = sheet.get("name")
        if name not in self._tabs:
            relation = self._relations.get(sheet.get(_id_name(sheet)))
            if not relation or relation.kind != "worksheet":
                raise WorkbookError(f"the {name} tab is a chart or macro sheet and has no cells")
            far = self.file.far.get(relation.target.lower(), ())
            grid = read_grid(self.workbook, self._reader.get_sheet_by_name(name), self.parts, far)
            xml = SheetXml(self.package.read(relation.target))
            self._tabs[name] = Tab(
                grid, relation.target, xml, self.styles, tables(self.package, relation.target)
            )
        return self._tabs[name]

    def refusal_to_add(self, title: str) -> str:
        """Why no tab with this title can be added, in words; "" if it can."""
        protection = self._main().child("workbookProtection")
        if protection and protection.is_on("lockStructure"):
            return f"there is no {title} tab, and the workbook is protected against adding one"
        return f"{title!r} cannot be the title of a tab" if _UNFIT_TITLE.search(title) else ""

    def add(self, title: str, headers: Sequence[str]) -> Tab:
        """Add a tab with these headers at the end."""
        free = (f"xl/worksheets/sheet{number}.xml" for number in count(1))
        part = next(name for name in free if not self.package.has(name))
        xml = _new_sheet(len(headers))
        self.package.add(part, xml, _SHEET_TYPE)
        relation = self.package.relate(self.package.main, _WORKSHEET, part)
        sheets = self._main().child("sheets")
        assert sheets is not None
        number = max(int(sheet.get("sheetId", "0")) for sheet in sheets.children) + 1
        first = sheets.children[0]
        # Some writers declare the prefix of r:id in each sheet's own tag.
        declared = {name: value for name, value in first.attributes.items() if name.startswith("xmlns")}
        entry = Element(first.tag, {**declared, "name": title, "sheetId": str(number)}, 0, 0)
        tag = entry.start_tag({_id_name(first): relation}, is_empty=True)
        main = self.package.read(self.package.main)
        self.package.replace(self.package.main, markup.spliced(main, markup.appended(main, sheets, tag)))
        self._tabs[title] = Tab(Grid(self.workbook, title, ()), part, SheetXml(xml), self.styles, [])
        self._tabs[title].write_headers(headers)
        return self._tabs[title]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about a finished book: formulas that a spreadsheet program has to calculate."""
        cells = [tab.a1(*cell) for tab in self.changed_tabs for cell in sorted(tab.uncalculated)]
        if not cells:
            return ()
        formulas = plural(len(cells), "the formula", "the formulas")
        depend = plural(
            len(cells),
            "depends on a changed cell; its new value appears",
            "depend on changed cells; their new values appear",
        )
        return (f"{formulas} in {listed(cells, 5)} {depend} after the file is opened and saved in Excel",)

    def finish(self) -> None:
        """Put everything that was written in the tabs into the package."""
        for tab in self.changed_tabs:
            tab.drop_stale_values()
            self.package.replace(tab.part, tab.patch.patched(self.styles, epoch_1904=self.epoch_1904))
            for table, last_row in tab.grown.values():
                grow(self.package, table, last_row)
        styles = self.styles.patched()
        if styles:
            self.package.replace(self._styles_part, styles)
        self._calculate_on_load()

    @cached_property
    def _relations(self) -> Mapping[str, Relation]:
        return {relation.id: relation for relation in self.package.relations(self.package.main)}

    def _main(self) -> Element:
        return markup.parse(self.package.read(self.package.main))

    def _sheet(self, title: str) -> Element | None:
        sheets = self._main().child("sheets")
        named = {sheet.get("name"): sheet for sheet in (sheets.children if sheets else [])}
        if title in named:
            return named[title]
        wanted = title.strip().casefold()
        return next((sheet for name, sheet in named.items() if name.strip().casefold() == wanted), None)

    def _calculate_on_load(self) -> None:
        """Have the spreadsheet program recalculate formulas: their stored values may depend on changed cells."""
        main, root = self.package.read(self.package.main), self._main()
        settings = root.child("calcPr")
        wanted: dict[str, str | None] = {"fullCalcOnLoad": "1"}
        if settings:
            tag = settings.start_tag(wanted, is_empty=settings.inner == settings.end)
            splice = (settings.start, settings.inner, tag)
        else:
            before = next(part for name in _BEFORE_CALCULATION if (part := root.child(name)))
            tag = Element(f"{root.prefix}calcPr", {}, 0, 0).start_tag(wanted, is_empty=True)
            splice = (before.end, before.end, tag)
        self.package.replace(self.package.main, markup.spliced(main, [splice]))


def _id_name(sheet: Element) -> str:
    """The name of the attribute that holds a sheet's relation, with its prefix."""
    return next(name for name in sheet.attributes if name.endswith(":id"))


def _new_sheet(columns: int) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns={quoteattr(_MAIN)}>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{max(columns, 1)}" width="22" customWidth="1"/></cols><sheetData/></worksheet>'
    ).encode()
