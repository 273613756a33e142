"""What calamine does not read from an .xlsx file: its date system, and cells that are in error or never calculated.

calamine returns such cells as blank, so a log would lose them silently.
"""

from __future__ import annotations

import re
import zipfile
from functools import cached_property
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree

_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>\s*(?:<f\b[^>]*?(?:/>|>[^<]*</f>)\s*)?<v>([^<]*)</v>'
)
_UNCALCULATED_CELL = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
UNCALCULATED = "#UNCALCULATED!"
"""The text for a cell whose formula was written by a program and never calculated by a spreadsheet."""


class Parts:
    """The XML parts of an .xlsx file's content; None for any other file, for which everything is empty.

    `has_texts`: the only parts (in small letters) with cells in error or with formulas, if that is known.
    """

    def __init__(self, content: bytes | None, has_texts: frozenset[str] | None = None) -> None:
        self._archive = zipfile.ZipFile(BytesIO(content)) if content else None
        self._has_texts = has_texts

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether serial dates count from 1904-01-01, as in old Mac workbooks."""
        for element in self._elements("xl/workbook.xml", "workbookPr"):
            return element.get("date1904", "0").lower() in {"1", "true", "on"}
        return False

    def cells_without_value(self, sheet: str) -> list[tuple[int, int, str]]:
        """(row from 1, column from 0, error text) of every cell in error or never calculated."""
        part = self.part_of(sheet)
        if self._has_texts is not None and part.lower() not in self._has_texts:
            return []
        xml = self._read(part)
        found = []
        if b't="e"' in xml:
            found += [
                (int(row), _column(letters), value.decode("utf-8", "replace"))
                for letters, row, value in _ERROR_CELL.findall(xml)
            ]
        if b"<f" in xml:
            found += [
                (int(row), _column(letters), UNCALCULATED) for letters, row in _UNCALCULATED_CELL.findall(xml)
            ]
        return found

    def part_of(self, sheet: str) -> str:
        """The name of the part that has the cells of a sheet; "" if there is none."""
        return self._part_of.get(sheet, "")

    @cached_property
    def _part_of(self) -> dict[str, str]:
        targets = {
            element.get("Id"): str(
                PurePosixPath("xl") / element.get("Target", "").removeprefix("/").removeprefix("xl/")
            )
            for element in self._elements("xl/_rels/workbook.xml.rels", "Relationship")
        }
        return {
            element.get("name", ""): targets.get(_relationship(element), "")
            for element in self._elements("xl/workbook.xml", "sheet")
        }

    def _elements(self, part: str, tag: str) -> list[ElementTree.Element]:
        xml = self._read(part)
        return (
            [element for element in ElementTree.fromstring(xml).iter() if _local(element.tag) == tag]
            if xml
            else []
        )

    def _read(self, part: str) -> bytes:
        if not self._archive or part not in self._archive.NameToInfo:
            return b""
        return self._archive.read(part)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _relationship(element: ElementTree.Element) -> str | None:
    return next((value for name, value in element.items() if _local(name) == "id"), None)


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
