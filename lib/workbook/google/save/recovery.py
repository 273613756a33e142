"""Cleaning up after a save that was interrupted: the spreadsheet itself shows how far the save got.

The changed cells and the last cells of new rows are written all at once. So a new row whose last cell is blank means
that nothing else was written: the row is blanked again. Otherwise the save was complete, and only marks remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.workbook.common.cells import header_text
from lib.workbook.google.save.cells_seen import TabQuery, TabView
from lib.workbook.google.save.items import Item, blanking_items
from lib.workbook.google.save.lock import LeftoverLock
from lib.workbook.google.save.marks import ADDED, COMPLETE, EDITED, Lease, RowTag, fingerprint, untag
from lib.workbook.google.save.write_rows import RowWriter


@dataclass(slots=True)
class Report:
    """What was found: the saves that were complete, the new rows (from 0) by tag id, and all of it in words."""

    complete: set[str] = field(default_factory=set)
    rows: dict[int, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def was_written(self, save: str) -> bool:
        return save in self.complete


def recover(writer: RowWriter, leftover: Lease | None, *, retrying: bool = False) -> Report:
    """Take the lock in place of `leftover`, blank the new rows of saves that were not finished, and remove all marks.

    The session of `writer` keeps the lock. `retrying`: the interrupted save is being tried again right now, so if
    nothing shows whether it was complete, it is undone. Raises WorkbookError.
    """
    session, tabs = writer.session, writer.tabs
    while True:
        try:
            session.open([], replacing=leftover)
            break
        except LeftoverLock as another:
            leftover = another.lease
    _, tags = session.marks()
    titles = {sheet_id: title for title, sheet_id in tabs.sheet_ids.items()}
    tags = [tag for tag in tags if tag.sheet_id in titles]
    rows: dict[str, set[int]] = {}
    for tag in tags:
        rows.setdefault(titles[tag.sheet_id], set()).add(tag.row)
    queries = [TabQuery(title, tuple(sorted(found))) for title, found in rows.items()]
    views = session.read(queries) if rows else {}
    report = Report(rows={tag.number: tag.row for tag in tags if tag.kind == ADDED})
    undo_steps: list[tuple[Item, ...]] = []
    typed_into: list[RowTag] = []
    for save in dict.fromkeys(tag.save for tag in tags):
        tags_of_save = [tag for tag in tags if tag.save == save]
        added = [tag for tag in tags_of_save if tag.kind == ADDED]
        if not added:
            continue
        if _is_complete(tags_of_save, views, titles, if_unclear=not retrying or save != session.save):
            report.complete.add(save)
        else:
            undo_steps += [items for tag in added if (items := _blanking_items(tag, views, titles))]
            typed_into += [tag for tag in added if _is_typed_into(tag, views[titles[tag.sheet_id]])]
    tabs.views = dict(views)
    if undo_steps:
        writer.undo(undo_steps)
    to_remove = {(tag.kind, tag.save) for tag in tags} | session.tagged
    if to_remove:
        session.batch([untag(kind, save) for kind, save in sorted(to_remove)], [])
    session.tagged.clear()
    where = [f"{titles[tag.sheet_id]} row {tag.row + 1}" for tag in typed_into]
    report.words = (*_words(report, undo_steps, leftover), *_words_on_typed_into(where))
    return report


def _is_complete(
    tags: Sequence[RowTag], views: Mapping[str, TabView], titles: Mapping[int, str], *, if_unclear: bool
) -> bool:
    """Whether every new row of a save has its last cell.

    `if_unclear` is the answer if no new row has a last cell to look at, and other rows were to change.
    """
    with_last_cell = [tag for tag in tags if tag.kind == ADDED and tag.last != COMPLETE]
    if not with_last_cell and any(tag.kind == EDITED for tag in tags):
        return if_unclear
    return all(
        views[titles[tag.sheet_id]].cell(tag.row, tag.last).value is not None for tag in with_last_cell
    )


def _blanking_items(tag: RowTag, views: Mapping[str, TabView], titles: Mapping[int, str]) -> tuple[Item, ...]:
    """The items that blank a new row; none if it is blank already, or if someone has typed into it since."""
    title = titles[tag.sheet_id]
    view = views[title]
    held = {c: seen.value for c, seen in view.cells.get(tag.row, {}).items() if seen.value not in (None, "")}
    if not held or fingerprint(held) != tag.fingerprint:
        return ()
    names = {column: header_text(seen.value) for column, seen in view.cells.get(0, {}).items()}
    return blanking_items(title, tag.row, {names[column]: value for column, value in held.items()})


def _is_typed_into(tag: RowTag, view: TabView) -> bool:
    held = {c: seen.value for c, seen in view.cells.get(tag.row, {}).items()}
    return any(cell not in (None, "") for cell in held.values()) and fingerprint(held) != tag.fingerprint


def _words_on_typed_into(rows: list[str]) -> Iterable[str]:
    if rows:
        yield (
            f"someone typed into {', '.join(rows)}, where a save was interrupted: the row was left as it is, with a "
            "cell missing; complete it or clear it"
        )


def _words(report: Report, undone: Iterable[tuple[Item, ...]], leftover: Lease | None) -> Iterable[str]:
    rows = [f"{items[0].tab} row {items[0].row + 1}" for items in undone]
    if rows:
        yield f"a save was interrupted and has been undone: none of it is in the log ({', '.join(rows)} blanked)"
    if report.complete:
        yield "a save was complete but left its marks in the spreadsheet; they were removed"
    if not rows and not report.complete and leftover is not None:
        yield "a save stopped before it wrote anything; its lock was removed"
