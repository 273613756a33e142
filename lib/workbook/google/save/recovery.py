"""Clearing up after a save that ended midway: the spreadsheet itself tells how far it got.

The changed cells and the last cells of new rows are written all at once. So a new row whose last cell is blank means
that nothing else was written: the row is blanked again. Otherwise the save was complete, and only marks are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lib.workbook.common.cells import header_text
from lib.workbook.google.save.cells_seen import Asked, View
from lib.workbook.google.save.items import Item, blanked
from lib.workbook.google.save.lock import Leftover
from lib.workbook.google.save.marks import ADDED, COMPLETE, EDITED, Lease, Mark, fingerprint, untag
from lib.workbook.google.save.write_rows import Desk


@dataclass(slots=True)
class Report:
    """What was found: saves that were complete, where tagged rows are (from 0) by tag, and all of it in words."""

    complete: set[str] = field(default_factory=set)
    rows: dict[int, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def was_written(self, save: str) -> bool:
        return save in self.complete


def recovered(desk: Desk, leftover: Lease | None, *, retrying: bool = False) -> Report:
    """Take the lock in place of `leftover`, blank the new rows of saves that were not finished, remove all marks.

    The lock stays with `desk`. `retrying`: the save that ended midway is tried again right now, so where nothing tells
    whether it was complete it is taken back. Raises WorkbookError.
    """
    hold = desk.hold
    while True:
        try:
            hold.open([], breaking=leftover)
            break
        except Leftover as another:
            leftover = another.lease
    _, marks = hold.marks()
    titles = {sheet_id: title for title, sheet_id in desk.sheet_ids.items()}
    marks = [mark for mark in marks if mark.sheet_id in titles]
    rows: dict[str, set[int]] = {}
    for mark in marks:
        rows.setdefault(titles[mark.sheet_id], set()).add(mark.row)
    views = hold.read([Asked(title, tuple(sorted(found))) for title, found in rows.items()]) if rows else {}
    report = Report(rows={mark.number: mark.row for mark in marks if mark.kind == ADDED})
    undo: list[tuple[Item, ...]] = []
    kept: list[Mark] = []
    for save in dict.fromkeys(mark.save for mark in marks):
        own = [mark for mark in marks if mark.save == save]
        added = [mark for mark in own if mark.kind == ADDED]
        if not added:
            continue
        if _is_complete(own, views, titles, doubt=not retrying or save != hold.save):
            report.complete.add(save)
        else:
            undo += [items for mark in added if (items := _blanked(mark, views, titles))]
            kept += [mark for mark in added if _is_typed_into(mark, views[titles[mark.sheet_id]])]
    desk.views = dict(views)
    if undo:
        desk.take_back(undo)
    gone = {(mark.kind, mark.save) for mark in marks} | hold.tags
    if gone:
        hold.batch([untag(kind, save) for kind, save in sorted(gone)], [])
    hold.tags.clear()
    where = [f"{titles[mark.sheet_id]} row {mark.row + 1}" for mark in kept]
    report.words = (*_words(report, undo, leftover), *_words_on_kept(where))
    return report


def _is_complete(
    marks: Iterable[Mark], views: Mapping[str, View], titles: Mapping[int, str], *, doubt: bool
) -> bool:
    """Whether every new row has its last cell; `doubt` where no row has one to tell, and other rows were to change."""
    told = [mark for mark in marks if mark.kind == ADDED and mark.last != COMPLETE]
    if not told and any(mark.kind == EDITED for mark in marks):
        return doubt
    return all(views[titles[mark.sheet_id]].cell(mark.row, mark.last).value is not None for mark in told)


def _blanked(mark: Mark, views: Mapping[str, View], titles: Mapping[int, str]) -> tuple[Item, ...]:
    """The items that blank a new row, none where it is blank or somebody typed into it since."""
    title = titles[mark.sheet_id]
    view = views[title]
    held = {c: seen.value for c, seen in view.cells.get(mark.row, {}).items() if seen.value not in (None, "")}
    if not held or fingerprint(held) != mark.fingerprint:
        return ()
    names = {column: header_text(seen.value) for column, seen in view.cells.get(0, {}).items()}
    return blanked(title, mark.row, {names[column]: value for column, value in held.items()})


def _is_typed_into(mark: Mark, view: View) -> bool:
    held = {c: seen.value for c, seen in view.cells.get(mark.row, {}).items()}
    return any(cell not in (None, "") for cell in held.values()) and fingerprint(held) != mark.fingerprint


def _words_on_kept(rows: list[str]) -> Iterable[str]:
    if rows:
        yield (
            f"somebody typed into {', '.join(rows)}, where a save had ended midway: the row was left as it is and "
            "lacks a cell; complete it or clear it"
        )


def _words(report: Report, undone: Iterable[tuple[Item, ...]], leftover: Lease | None) -> Iterable[str]:
    rows = [f"{items[0].tab} row {items[0].row + 1}" for items in undone]
    if rows:
        yield f"a save had ended midway and was taken back: nothing of it is in the log ({', '.join(rows)} blanked)"
    if report.complete:
        yield "a save was complete but had left its marks in the spreadsheet: removed"
    if not rows and not report.complete and leftover is not None:
        yield "a save had ended before it wrote anything: its lock was removed"
