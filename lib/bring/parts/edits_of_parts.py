"""Edits of one of several tables in a tab, or of a turned tab, as edits of the tab itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lib.bring.parts.meeting_forms import MEETING, GatheredTab
from lib.bring.parts.tab_part import TabPart
from lib.bring.parts.turned import TurnedTab
from lib.bring.written import SheetEdits
from lib.workbook.base import Grid, RowAddition, RowChange
from lib.workbook.common.cells import header_text


def in_whole_tabs(found: SheetEdits, tabs: Iterable[Grid]) -> None:
    """Give the edits of parts of a tab their rows in the tab. A new row for a table with another one below it is
    refused: it would end up below that one."""
    parts = {
        (tab.workbook, tab.tab): tab.origin
        for tab in tabs
        if isinstance(tab.origin, TabPart | TurnedTab | GatheredTab)
    }
    if not parts:
        return
    kept: list[tuple[RowChange | RowAddition, list[RowChange | RowAddition]]] = []
    for edit, made_for in zip(found.edits, found.made_for, strict=True):
        part = parts.get((edit.workbook, edit.tab))
        if part is None:
            kept.append((edit, made_for))
            continue
        if isinstance(part, GatheredTab) or (
            isinstance(part, TabPart) and part.beside and _names_meeting(edit)
        ):
            found.refused.append(
                f"{part.whole.tab}: when a meeting was and who came is kept as a form here: change it in the sheet"
            )
            continue
        if isinstance(part, TurnedTab):
            kept += [(each, made_for) for each in _turned_back(edit, part, found.refused)]
            continue
        tab, header_row = part.whole.tab, part.rows[edit.header_row - 1]
        if isinstance(edit, RowChange):
            row = part.rows[edit.row - 1]
            key = {title: cell for title, cell in edit.key.items() if not part.beside or title != MEETING}
            kept.append((replace(edit, tab=tab, row=row, key=key, header_row=header_row), made_for))
        elif part.is_last:
            kept.append((replace(edit, tab=tab, header_row=header_row), made_for))
        else:
            found.refused.append(
                f"{tab}: a new row would end up below the next table of this tab: add it in the sheet, or give "
                "the table a tab of its own"
            )
    found.edits[:] = [edit for edit, _ in kept]
    found.made_for[:] = [made_for for _, made_for in kept]


def _turned_back(edit: RowChange | RowAddition, part: TurnedTab, refused: list[str]) -> list[RowChange]:
    """A change of a turned tab's row as changes of the rows of the sheet, one for each cell."""
    whole, tab = part.whole, part.whole.tab
    if isinstance(edit, RowAddition):
        refused.append(f"{tab}: each meeting has a column of its own here: add a column in the sheet")
        return []
    day, label = whole.columns[part.columns[edit.row - 2]], whole.columns[part.labels]
    above, over_labels = header_text(day[part.header_row - 1]), header_text(label[part.header_row - 1])
    found = []
    for title, value in edit.after.items():
        row = next((row for row in part.rows if header_text(label[row - 1]) == title), None)
        if row is None or not over_labels:
            reason = "the days are headers here" if row is None else "the column of the labels has no header"
            refused.append(
                f"{tab}: {title} cannot be changed from here, since {reason}: change it in the sheet"
            )
            return []
        before = {above: edit.before.get(title)}
        found.append(
            RowChange(
                whole.workbook,
                tab,
                row,
                {over_labels: label[row - 1]},
                before,
                {above: value},
                part.header_row,
            )
        )
    return found


def _names_meeting(edit: RowChange | RowAddition) -> bool:
    """Whether an edit is of the day of the form above a row, which is kept in the form."""
    return MEETING in (edit.after if isinstance(edit, RowChange) else edit.values)
