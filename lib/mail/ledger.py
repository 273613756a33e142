"""The `sent` tab as it is written: new rows, by the same way of saving as everything else, without the journal."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, columns_of, namings
from lib.mail.history import Entry
from lib.source.refresh import Source
from lib.workbook.base import Grid, RowAddition, UnknownOutcome, WorkbookError

TRIES = 3
TAB = TABS["sent"]


class Ledger(Protocol):
    """What keeps the record of mails."""

    def add(self, entries: Sequence[Entry]) -> bool:
        """Write these states, all or none; out: False if one of them is in the record already."""
        ...


class SentTab:
    """The `sent` tab of the log that `source` reads; the workbook gets the tab if it has none."""

    def __init__(self, source: Source, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._source, self._sleep = source, sleep

    def add(self, entries: Sequence[Entry]) -> bool:
        """See Ledger. Raises WorkbookError if the workbook cannot be written."""
        if not entries:
            return True
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._source.saving() as (log, grids):
            known = set(log.sent["digest"].dropna())
            if any(entry.digest in known for entry in entries):
                return False
            rows = [_row(entry, at, log, grids) for entry in entries]
            for attempt in range(TRIES):
                try:
                    outcome = self._source.save(rows, [])
                    break
                except UnknownOutcome:
                    if attempt == TRIES - 1:
                        raise
                    self._sleep(2.0**attempt)
        if outcome.written:
            return True
        found = self._source.refresh_now().log.sent["digest"]
        if found.isin([entry.digest for entry in entries]).any():
            return False
        raise WorkbookError(
            f"the sent tab could not be written: {'; '.join(outcome.refused) or 'it changed meanwhile'}"
        )


def _row(entry: Entry, at: str, log: CircleLog, grids: Sequence[Grid]) -> RowAddition:
    """The new row in the titles and headers of the workbook. No second row may have the same `digest`."""
    workbook, naming = _workbook(log, grids), namings(grids, TABS)
    values, operation = entry.row(at), f"mail-{entry.id}-{entry.state}"
    for grid in grids:
        own = naming.get(grid.workbook, Naming())
        if grid.workbook != workbook or own.tab(grid.tab, TABS) != TAB.name:
            continue
        places = columns_of(grid, TAB, own)
        lacking = [name for name in TAB.column_names if name not in places]
        if lacking:
            raise WorkbookError(
                f"the {grid.tab} tab lacks the column {' and '.join(lacking)}: add it to the header row"
            )
        titles = {name: str(grid.cell(1, place)) for name, place in places.items()}
        named = {titles[name]: value for name, value in values.items()}
        return RowAddition(workbook, grid.tab, named, operation, (titles["digest"],), titles["at"])
    return RowAddition(workbook, TAB.name, values, operation, ("digest",), "at", TAB.column_names)


def _workbook(log: CircleLog, grids: Sequence[Grid]) -> str:
    """The workbook that keeps the record: the one that has it, else with mailings or settings, else the first."""
    for name in ("sent", "mailings", "settings", "circles"):
        for grid in grids:
            if fold(grid.tab) == name:
                return grid.workbook
    return str(log.circles["_workbook"].iloc[0])
