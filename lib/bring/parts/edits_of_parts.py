"""Edits of one of several tables in a tab, as edits of the tab itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lib.bring.parts.tab_part import TabPart
from lib.bring.written import SheetEdits
from lib.workbook.base import Grid, RowAddition, RowChange


def in_whole_tabs(found: SheetEdits, tabs: Iterable[Grid]) -> None:
    """Give the edits of parts of a tab their rows in the tab. A new row for a table with another one below it is
    refused: it would end up below that one."""
    parts = {(tab.workbook, tab.tab): tab.origin for tab in tabs if isinstance(tab.origin, TabPart)}
    if not parts:
        return
    kept: list[tuple[RowChange | RowAddition, list[RowChange | RowAddition]]] = []
    for edit, made_for in zip(found.edits, found.made_for, strict=True):
        part = parts.get((edit.workbook, edit.tab))
        if part is None:
            kept.append((edit, made_for))
            continue
        tab, header_row = part.whole.tab, part.rows[edit.header_row - 1]
        if isinstance(edit, RowChange):
            row = part.rows[edit.row - 1]
            kept.append((replace(edit, tab=tab, row=row, header_row=header_row), made_for))
        elif part.is_last:
            kept.append((replace(edit, tab=tab, header_row=header_row), made_for))
        else:
            found.refused.append(
                f"{tab}: a new row would end up below the next table of this tab: add it in the sheet, or give "
                "the table a tab of its own"
            )
    found.edits[:] = [edit for edit, _ in kept]
    found.made_for[:] = [made_for for _, made_for in kept]
