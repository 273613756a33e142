"""New rows that were staged and are to be taken back: found by the text in their last cell, wherever they are now.

First their other cells are blanked, as far as Pharos wrote them; only then the text is removed, by a request that finds
it by its content. So a row is recognized until nothing is left of it, and taking back can be repeated at any point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib.workbook.base import Cell
from lib.workbook.common.cells import header_text
from lib.workbook.common.placeholder import Placeholder, pattern, read_placeholder
from lib.workbook.google.save.cells_seen import TabQuery, TabView, untitled
from lib.workbook.google.save.items import Item, key_text
from lib.workbook.google.save.marks import Request
from lib.workbook.google.save.write_rows import RowWriter


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row with a placeholder: where it is (row and column from 0), and its other cells by column."""

    tab: str
    row: int
    column: int
    text: str
    placeholder: Placeholder
    cells: Mapping[int, Cell]

    @property
    def typed(self) -> dict[int, Cell]:
        """The cells that someone typed."""
        return {c: cell for c, cell in self.cells.items() if not self.placeholder.is_ours(cell)}

    def __str__(self) -> str:
        key = key_text({str(column): cell for column, cell in list(self.cells.items())[:2]})
        return f"{self.tab} row {self.row + 1}" + (f" ({key})" if key else "")


def staged_rows(views: Mapping[str, TabView], saves: Iterable[str] | None = None) -> list[StagedRow]:
    """The rows with a placeholder, of these saves or of any, in what was seen."""
    wanted = None if saves is None else set(saves)
    found = []
    for title, view in views.items():
        for row, seen in sorted(view.cells.items()):
            for column, cell in seen.items():
                mark = read_placeholder(cell.value) if row else None
                if mark is not None and (wanted is None or mark.save in wanted):
                    others = {
                        c: other.value
                        for c, other in sorted(seen.items())
                        if c != column and other.value not in (None, "")
                    }
                    found.append(StagedRow(title, row, column, str(cell.value), mark, others))
    return found


def look(writer: RowWriter, titles: Iterable[str]) -> dict[str, TabView]:
    """All cells of these tabs as they are now. Raises GoogleError."""
    queries = [TabQuery(title, everything=True) for title in titles]
    views = writer.session.read(queries) if queries else {}
    writer.tabs.see(views)
    return views


def blanking(rows: Iterable[StagedRow], views: Mapping[str, TabView]) -> list[Item]:
    """The items that blank what Pharos wrote in staged rows, all but the placeholders."""
    items = []
    for row in rows:
        header = views[row.tab].cells.get(0, {})
        ours = {c: cell for c, cell in row.cells.items() if c not in row.typed}
        names = {
            c: (header_text(header[c].value) if c in header else "") or untitled(c)
            for c in (*ours, row.column)
        }
        before = {names[c]: cell for c, cell in ours.items()}
        if before:
            key = {names[row.column]: row.text}
            items.append(
                Item(row.tab, row.row, dict(key), before, dict.fromkeys(before), "undo", mark=dict(key))
            )
    return items


def remove_placeholders(save: str, sheet_ids: Iterable[int]) -> list[Request]:
    """Requests that remove the placeholders of a save from these tabs, found by their content."""
    return [
        {
            "findReplace": {
                "find": pattern(save),
                "replacement": "",
                "searchByRegex": True,
                "matchEntireCell": True,
                "matchCase": True,
                "sheetId": sheet_id,
            }
        }
        for sheet_id in sheet_ids
    ]
