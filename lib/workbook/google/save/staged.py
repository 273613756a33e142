"""New rows that were staged and are to be taken back: found by the text in their last cell, wherever they are now.

First their other cells are blanked, as far as Pharos wrote them; only then the text is removed, by a request that finds
it by its content. So a row is recognized until nothing is left of it, and taking back can be repeated at any point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib.workbook.base import Cell
from lib.workbook.common.placeholder import Placeholder, pattern, read_placeholder
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import name_of, positioned
from lib.workbook.google.save.items import Item, key_text
from lib.workbook.google.save.marks import Request
from lib.workbook.google.save.new_rows import NewRows
from lib.workbook.google.save.repair import failure_note
from lib.workbook.google.save.tab_query import TabQuery
from lib.workbook.google.save.write_rows import RowWriter

ROUNDS = 4
LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row with a placeholder: where it is (row and column from 0), and its other cells by column."""

    tab: str
    row: int
    column: int
    text: str
    placeholder: Placeholder
    cells: Mapping[int, Cell]
    names: Mapping[int, str]
    """What the columns are called: by their headers, and by their places if the header row is gone."""

    @property
    def typed(self) -> dict[int, Cell]:
        """The cells that someone typed."""
        return {c: cell for c, cell in self.cells.items() if not self.placeholder.is_ours(cell)}

    def __str__(self) -> str:
        key = key_text({str(column): cell for column, cell in list(self.cells.items())[:4]})
        return f"{self.tab} row {self.row + 1}" + (f" ({key})" if key else "")

    def with_all_cells(self) -> str:
        """The row with all of its cells, each cut after LONGEST_CELL characters: of the journal, what was changed."""
        texts = [str(cell) for cell in self.cells.values()]
        shown = ", ".join(t if len(t) <= LONGEST_CELL else t[: LONGEST_CELL - 1] + "…" for t in texts)
        return f"{self.tab} row {self.row + 1}" + (f" ({shown})" if shown else "")


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
                    found.append(
                        StagedRow(title, row, column, str(cell.value), mark, others, _names(view, seen))
                    )
    return found


def _names(view: TabView, columns: Iterable[int]) -> dict[int, str]:
    header = view.header()
    return {c: positioned(c) if view.lost_header else name_of(c, header) for c in columns}


def look(writer: RowWriter, titles: Iterable[str]) -> dict[str, TabView]:
    """All cells of these tabs as they are now. Raises GoogleError."""
    queries = [TabQuery(title, everything=True, header=writer.tabs.header(title)) for title in titles]
    views = writer.session.read(queries) if queries else {}
    writer.tabs.see(views)
    return views


def blank(writer: RowWriter, rows: Iterable[StagedRow], titles: Iterable[str]) -> None:
    """Blank what Pharos wrote in staged rows, all but the placeholders, until a look shows nothing of it.

    `titles` are the tabs to look through. What is left after some rounds is noted. Raises GoogleError.
    """
    rows, titles = list(rows), list(titles)
    saves = {row.placeholder.save for row in rows}
    for _ in range(ROUNDS):
        items = [item for row in rows if (item := _blanking(row))]
        if not items:
            return
        writer.gone.clear()
        told = len(writer.notes)
        writer.undo([(item,) for item in items])
        if not writer.gone and len(writer.notes) == told:
            return  # the answer to the last write shows each of them blank
        rows = staged_rows(look(writer, titles), saves)
        left = {row.text for row in rows}
        found = [item for item in writer.gone if item.is_found and not set(item.mark.values()) & left]
        writer.notes += [failure_note(item) for item in found]
    writer.notes += [failure_note(item) for row in rows if (item := _blanking(row))]


def take_back(writer: RowWriter, items: Iterable[Item], new_rows: NewRows) -> list[Request]:
    """Restore changed cells, and blank new rows. No row is deleted: deleting by position could hit another row.

    Out: the requests that remove what shows that rows are being saved, to be sent with the last ones. Raises
    GoogleError.
    """
    writer.undo([item.undo_items() for item in items if item.after])
    titles, save = new_rows.titles, writer.session.save
    if not titles:
        return []
    views = look(writer, titles)
    rows = staged_rows(views, [save])
    writer.notes += new_rows.words_on_typed_over(views, {row.text for row in rows})
    blank(writer, rows, titles)
    return remove_placeholders(save, new_rows.sheet_ids)


def _blanking(row: StagedRow) -> Item | None:
    """The item that blanks a staged row; None if nothing of it is left."""
    before = {row.names[c]: cell for c, cell in row.cells.items() if c not in row.typed}
    key = {row.names[row.column]: row.text}
    if not before:
        return None
    return Item(row.tab, row.row, dict(key), before, dict.fromkeys(before), "undo", mark=dict(key))


def remove_placeholders(save: str, sheet_ids: Iterable[int]) -> list[Request]:
    """Requests that remove the placeholders of a save from these tabs, found by their content."""
    return [_replace(pattern(save), "", sheet_id) for sheet_id in sheet_ids]


def complete_journal(save: str, final: str, sheet_ids: Iterable[int]) -> list[Request]:
    """Requests that complete the journal rows of a save, wherever they are now: from then on it is saved."""
    return [_replace(pattern(save, in_journal=True), final, sheet_id) for sheet_id in sheet_ids]


def _replace(find: str, replacement: str, sheet_id: int) -> Request:
    return {
        "findReplace": {
            "find": find,
            "replacement": replacement,
            "searchByRegex": True,
            "matchEntireCell": True,
            "matchCase": True,
            "sheetId": sheet_id,
        }
    }
