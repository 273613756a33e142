"""Which journal rows of a save are there, when its last request did not complete all of them or its answer was lost."""

from __future__ import annotations

from collections.abc import Sequence

from lib.workbook.base import RowAddition
from lib.workbook.google.save.earlier import matched
from lib.workbook.google.save.lock import TakenOver
from lib.workbook.google.save.staged import look
from lib.workbook.google.save.write_rows import RowWriter


def look_at_journal(writer: RowWriter, journal: Sequence[RowAddition], *, is_ours: bool) -> None:
    """Look which of the journal rows are there; a note says how many are not.

    `is_ours`: nobody else had the lock, so people removed those that are missing. Raises TakenOver if all are missing
    and the lock was gone, and GoogleError.
    """
    views = look(writer, dict.fromkeys(a.tab for a in journal))
    rows: dict[int, int] = {}
    for title, view in views.items():
        rows |= matched([a for a in journal if a.tab == title], view)
    missing = len(journal) - len(rows)
    if missing == len(journal) and not is_ours:
        raise TakenOver
    if missing:
        writer.notes.append(
            f"{journal[0].tab}: someone removed or changed {missing} of the {len(journal)} rows of this change set "
            "while Pharos was saving"
        )
