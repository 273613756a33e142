"""Cleaning up after a save that was interrupted: the spreadsheet itself shows how far the save got.

The changed cells and the last cells of new rows are written all at once. So a new row that still has its placeholder
means that nothing else was written: what was staged is taken back. Otherwise the save was complete, and only marks
remain. If some rows of a save have their placeholders and others do not, people moved rows just then: a note says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.words.phrases import listed
from lib.workbook.common.placeholder import digest
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.items import key_text
from lib.workbook.google.save.lock import LeftoverLock
from lib.workbook.google.save.marks import ADDED, EDITED, Lease, RowTag, untag
from lib.workbook.google.save.staged import StagedRow, blank, look, remove_placeholders, staged_rows
from lib.workbook.google.save.write_rows import RowWriter


@dataclass(slots=True)
class Report:
    """What was found: the saves that were complete, and all of it in words."""

    complete: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    def was_written(self, save: str) -> bool:
        return save in self.complete


def recover(writer: RowWriter, leftover: Lease | None, hints: Iterable[str] = ()) -> Report:
    """Take the lock in place of `leftover`, take back what unfinished saves staged, and remove all marks.

    `hints` are tabs that may have such rows although no tag says so. The session of `writer` keeps the lock. What is
    done can be repeated at any point. Raises WorkbookError.
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
    session.tagged |= {(tag.kind, tag.save) for tag in tags}
    tagged = [titles[tag.sheet_id] for tag in tags]
    views = look(writer, dict.fromkeys([*tagged, *(title for title in hints if title in tabs.sheet_ids)]))
    staged = staged_rows(views)
    report = Report()
    for save in dict.fromkeys([*(tag.save for tag in tags), *(row.placeholder.save for row in staged)]):
        rows = [row for row in staged if row.placeholder.save == save]
        of_save = [tag for tag in tags if tag.save == save]
        _tell(report, save, rows, of_save, views, titles)
    if staged:
        blank(writer, staged, views)
        report.words += writer.notes
    ids = sorted({tabs.sheet_ids[row.tab] for row in staged})
    requests = [
        request
        for save in dict.fromkeys(row.placeholder.save for row in staged)
        for request in remove_placeholders(save, ids)
    ]
    requests += [untag(kind, save) for kind, save in sorted(session.tagged)]
    if requests:
        session.batch(requests, [])
    session.tagged.clear()
    if leftover is not None and not staged and not report.complete and not report.words:
        report.words.append("a save stopped before it wrote anything; its lock was removed")
    return report


def _tell(
    report: Report,
    save: str,
    rows: Sequence[StagedRow],
    tags: Sequence[RowTag],
    views: Mapping[str, TabView],
    titles: Mapping[int, str],
) -> None:
    """Find out how far a save got, from its staged rows and its tags, and put it in words."""
    added = [tag for tag in tags if tag.kind == ADDED]
    places = listed([str(row) for row in rows])
    at = {(row.tab, row.row) for row in rows}
    others = [tag for tag in added if (titles[tag.sheet_id], tag.row) not in at]
    is_whole = len(rows) >= max(rows[0].placeholder.count, 1) if rows else False
    if rows and (is_whole or len(added) <= len(rows)):
        report.words.append(
            f"a save was interrupted and has been undone: none of it is in the log ({places} blanked)"
        )
    elif rows:
        where = listed([_place(tag, views, titles) for tag in others])
        report.words.append(
            "a save was interrupted while someone moved or typed into its rows, so only a part of it may be in the "
            f"log: {places} blanked; look at {where}"
        )
    elif added:
        report.complete.add(save)
        report.words.append("a save was complete but left its marks in the spreadsheet; they were removed")
        report.words += [
            f"{_place(tag, views, titles)}: a save was interrupted while someone moved rows, and this row may hold a "
            "value that was meant for another one: compare it with the edits tab"
            for tag in tags
            if tag.kind == EDITED and _is_displaced(tag, views[titles[tag.sheet_id]])
        ]
    typed = [str(row) for row in rows if row.typed]
    if typed:
        report.words.append(
            f"someone typed into {listed(typed)}, where a save was interrupted: what they typed is still there, and "
            "the rest of the row was blanked"
        )


def _is_displaced(tag: RowTag, view: TabView) -> bool:
    """Whether a changed row's tag is on a row without the cells that identify the changed one."""
    held = {digest(seen.value) for seen in view.cells.get(tag.row, {}).values()}
    return not set(tag.value.split()) <= held


def _place(tag: RowTag, views: Mapping[str, TabView], titles: Mapping[int, str]) -> str:
    title = titles[tag.sheet_id]
    cells = [seen.value for _, seen in sorted(views[title].cells.get(tag.row, {}).items())]
    key = key_text({str(n): cell for n, cell in enumerate([c for c in cells if c not in (None, "")][:2])})
    return f"{title} row {tag.row + 1}" + (f" ({key})" if key else "")
