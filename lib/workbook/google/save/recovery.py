"""Cleaning up after a save that was interrupted: the spreadsheet itself shows how far the save got.

The changed cells and the last cells of new rows are written all at once, and the journal rows are completed after that.
So the new rows that still have their placeholders, and the changed rows, show whether the save had written. If it had
not, what was staged is taken back. If all of it is there, the journal is completed. If only a part of it is, since
people moved rows just then, its rows are named. Rows that it hit by mistake are restored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import has_title
from lib.workbook.google.save.evidence import Strays, read_strays
from lib.workbook.google.save.how_far import LOST, Report, place, tell
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.lock import LeftoverLock
from lib.workbook.google.save.marks import EDITED, HEADER, Lease, RowTag, untag
from lib.workbook.google.save.staged import (
    blank,
    complete_journal,
    look,
    remove_placeholders,
    staged_rows,
)
from lib.workbook.google.save.write_rows import RowWriter


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
    tabs.header_rows |= {titles[tag.sheet_id]: tag.row for tag in tags if tag.kind == HEADER}
    session.tagged |= {(tag.kind, tag.save) for tag in tags}
    tagged = [titles[tag.sheet_id] for tag in tags]
    views = look(writer, dict.fromkeys([*tagged, *(title for title in hints if title in tabs.sheet_ids)]))
    staged = staged_rows(views)
    report = Report()
    for save in dict.fromkeys([*(tag.save for tag in tags), *(row.placeholder.save for row in staged)]):
        rows = [row for row in staged if row.placeholder.save == save]
        of_save = [tag for tag in tags if tag.save == save]
        tell(report, save, rows, of_save, views, titles)
    _restore(writer, report, tags, views, titles)
    left = [row for row in staged if not (row.placeholder.final and row.placeholder.save in report.complete)]
    if left:
        blank(writer, left, views)
    report.notes += writer.notes
    requests = []
    for save in dict.fromkeys(row.placeholder.save for row in staged):
        ids = sorted({tabs.sheet_ids[row.tab] for row in staged if row.placeholder.save == save})
        finals = {row.placeholder.final for row in staged if row.placeholder.save == save} - {""}
        if save in report.complete:
            requests += [r for final in sorted(finals) for r in complete_journal(save, final, ids)]
        requests += remove_placeholders(save, ids)
    requests += [untag(kind, save) for kind, save in sorted(session.tagged)]
    if requests:
        session.batch(requests, [])
    session.tagged.clear()
    report.words += report.notes
    if leftover is not None and not staged and not report.complete and not report.words:
        report.words.append("a save stopped before it wrote anything; its lock was removed")
    return report


def _restore(
    writer: RowWriter,
    report: Report,
    tags: Sequence[RowTag],
    views: Mapping[str, TabView],
    titles: Mapping[int, str],
) -> None:
    """Restore what interrupted saves wrote into other rows by mistake, and report what cannot be restored."""
    items = []
    for tag in tags:
        title = titles[tag.sheet_id]
        view = views[title]
        found = read_strays(tag.value, view) if tag.kind == EDITED else Strays()
        if found.old and len(found.rows) == 1:
            row, header = found.rows[0], view.header()
            content = {name: view.cell(row, c).value for c, name in enumerate(header) if has_title(c, header)}
            key = {name: cell for name, cell in content.items() if name not in found.old}
            items.append(
                Item(
                    title,
                    row,
                    key or content,
                    dict(found.written),
                    dict(found.old),
                    "restore",
                    content=content,
                )
            )
            continue
        old = ", ".join(f"{name} = {cell}" for name, cell in found.old.items())
        report.notes += [
            f"{place(replace(tag, row=row), views, titles)}: a save was interrupted after it wrote into this row by "
            f"mistake, while someone moved rows or columns: look whether this row is as it should be{LOST}"
            + (f" (before: {old})" if old else "")
            for row in found.rows
        ]
    if items:
        writer.undo([(item,) for item in items])
