"""One save to a Google spreadsheet: look, stage, write, close; and undoing it if it cannot be completed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from lib.workbook.base import Outcome, RowAddition, RowChange, UnknownOutcome, WorkbookError
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save.closing import closing_notes
from lib.workbook.google.save.earlier import find_earlier
from lib.workbook.google.save.examining import Findings
from lib.workbook.google.save.items import Item, item_of, protected_words, stray_undo
from lib.workbook.google.save.journal_left import look_at_journal
from lib.workbook.google.save.lock import LeftoverLock, LockLost
from lib.workbook.google.save.marks import Lease, Request
from lib.workbook.google.save.new_rows import NewRows
from lib.workbook.google.save.recovery import recover
from lib.workbook.google.save.requests import date_formats, id_column
from lib.workbook.google.save.staged import complete_journal, take_back
from lib.workbook.google.save.tab_query import TabQuery
from lib.workbook.google.save.tabs_seen import TabEnd
from lib.workbook.google.save.write_rows import RowWriter

_LOG = logging.getLogger("pharos")
_UNKNOWN = "it is not known yet whether this was saved"
_PROTECTED = "protected cell or object"


class Save:
    """One save, from setting the lock to removing it.

    `adopts`: an earlier try wrote the new rows, so those that are there with the same key are not added again.
    `unfinished` collects the ids of saves whose marks may still be in the spreadsheet although nobody works on them, so
    that the next save need not wait until their lock expires.
    """

    def __init__(
        self,
        writer: RowWriter,
        changes: Sequence[RowChange | RowAddition],
        journal: Sequence[RowAddition],
        unfinished: set[str],
        *,
        adopts: bool = False,
    ) -> None:
        self.writer, self.tabs, self.session = writer, writer.tabs, writer.session
        self._unfinished = unfinished
        self.edits, self._journal = (*changes, *journal), journal
        self._was_complete, self._was_interrupted = False, adopts
        self._last_requests: list[Request] = []
        self.tabs.header_rows = {edit.tab: edit.header_row - 1 for edit in self.edits if edit.header_row > 1}
        self.items = [item_of(change) for change in changes if isinstance(change, RowChange)]
        additions = [change for change in changes if isinstance(change, RowAddition)]
        self.new_rows = NewRows(additions, journal, self.tabs, len(self.items))
        writer.journal = len(journal) if self.new_rows.final else 0

    def outcome(self) -> Outcome:
        """Run the save. Raises LockLost, UnknownOutcome and GoogleError."""
        if (early := self._lock_and_read()) is not None:
            return early
        try:
            if was_saved := self._was_saved():
                return was_saved
            words = self.new_rows.refusals(adopts=self._was_interrupted)
            findings = self.tabs.check(self.items)
            findings.refused += words
            if not findings.are_clear:
                return self._not_saved(findings)
            requests = self.new_rows.requests()
            findings = self.writer.tag_rows(self.items, requests, self.new_rows.ends())
            new = self.new_rows.items()
            if findings.are_clear and self.tabs.check([replace(item) for item in new]).moved:
                findings = self.writer.tag_rows([*self.items, *new])
            if self.new_rows.are_misplaced():
                findings.refused.append("someone moved a column while Pharos was saving: try again")
            if not findings.are_clear:
                return self._take_back([], findings)
            return self._write(new)
        except LockLost:
            self._clean_up_after_loss(is_staged=True)
            raise LockLost(self.writer.open_notes()) from None
        except UnknownOutcome as error:
            error.args = ("; ".join([str(error), *self.writer.open_notes()]),)
            self._clean_up_after_loss(is_staged=False)
            self._unfinished.add(self.session.save)
            raise
        except GoogleError as error:
            if error.transient:
                self._unfinished.add(self.session.save)
                raise UnknownOutcome(
                    "; ".join([f"{_UNKNOWN}: {error}", *self.writer.open_notes()])
                ) from error
            self._close()
            if _PROTECTED in error.google_message:
                return Outcome(refused=(protected_words(self.edits),))
            raise

    def _clean_up_after_loss(self, *, is_staged: bool) -> None:
        """Remove what this save has set since its lock was lost; another server has cleaned up before that.

        `is_staged`: new rows may be among it, and nothing was written.
        """
        if not self.session.is_set_anew:
            return
        self._unfinished.add(self.session.save)
        try:
            if is_staged:
                self._undo([])
            self._close()
        except WorkbookError as error:
            _LOG.warning("a save that lost its lock left rows behind: %s", error)

    def _lock_and_read(self) -> Outcome | None:
        """Lock the spreadsheet and read the rows; an outcome if a tab is gone or this save was done before."""
        if missing := sorted({item.tab for item in self.items} - self.tabs.sheet_ids.keys()):
            return Outcome(
                refused=tuple(f"the {tab} tab no longer exists: was it renamed?" for tab in missing)
            )
        leftover: Lease | None = None
        try:
            self.tabs.open(self._queries, self.session.open)
        except LeftoverLock as lock:
            leftover = lock.lease
        if leftover is None:
            self._see_whole_columns()
            return None
        is_ours = leftover.save == self.session.save
        try:
            report = recover(self.writer, leftover)
            self.writer.notes += report.notes if is_ours else report.words
            self._was_complete = report.was_written(self.session.save)
            self._was_interrupted |= self.session.save in report.partial
            self.tabs.open(self._queries, partial(self.session.batch, []))
            self._see_whole_columns()
        except GoogleError as error:
            if is_ours and error.transient:
                raise UnknownOutcome(f"{_UNKNOWN}: {error}") from error
            raise
        return None

    def _see_whole_columns(self) -> None:
        """Look again if someone moved a column since the log was read, so that other columns than these were read."""
        if not self.tabs.sees(self.items, self._ends()):
            self.tabs.open(self._queries, partial(self.session.batch, []))

    def _queries(self) -> list[TabQuery]:
        return self.tabs.queries(self.items, self._ends())

    def _ends(self) -> dict[str, TabEnd]:
        return self.new_rows.ends(id_column(self._journal))

    def _was_saved(self) -> Outcome | None:
        """What to answer if the change set was saved before, or if its id was used for another one."""
        new = self.new_rows
        found = find_earlier(new.additions, self._journal, self.items, self.tabs.views, self.tabs.read)
        if self._was_complete and not self._journal:
            found.is_saved = True
        if found.refused:
            return self._not_saved(refused=found.refused)
        if not found.is_saved:
            self.writer.notes += found.notes
            return None
        new.found(found.rows)
        self.writer.notes += found.notes
        self._close()
        return self._written()

    def _write(self, new: list[Item]) -> Outcome:
        pending = [*self.items, *(item for item in new if item.after)]
        try:
            failed = self.writer.write(pending) if pending else []
        except GoogleError as error:
            if error.transient:
                raise
            self._undo(new)
            if _PROTECTED not in error.google_message:
                raise
            return self._not_saved(refused=[protected_words(self.edits)])
        if failed:
            self.tabs.refresh(failed)
            findings = self.tabs.check([item for item in failed if isinstance(item.source, RowChange)])
            if findings.are_clear:
                findings.refused.append("rows were moved or deleted while Pharos was saving: try again")
            landed = [item for item in self.items if item not in failed]
            strays = [item for item in self.items if item in failed and item.strays]
            return self._take_back([*landed, *map(stray_undo, strays), *new], findings)
        return self._saved(new)

    def _take_back(self, items: list[Item], findings: Findings) -> Outcome:
        self._undo(items)
        return self._not_saved(findings)

    def _undo(self, items: Sequence[Item]) -> None:
        """Restore changed cells, and blank new rows. No row is deleted: deleting by position could hit another row."""
        self._last_requests = take_back(self.writer, items, self.new_rows) or self._last_requests

    def _close(self, requests: Sequence[Request] = (), queries: Sequence[TabQuery] = ()) -> None:
        views = self.session.close([*self._last_requests, *requests], queries)
        if views is None:
            self._unfinished.add(self.session.save)
        else:
            self._unfinished.discard(self.session.save)
            self.writer.notes += closing_notes(self.items, self.new_rows.items(), views) if views else []

    def _not_saved(self, findings: Findings | None = None, refused: Sequence[str] = ()) -> Outcome:
        self._close()
        conflicts = tuple(findings.conflicts) if findings else ()
        words = dict.fromkeys((*(findings.refused if findings else ()), *refused))
        return Outcome(
            conflicts=conflicts, refused=tuple(words), notes=tuple(dict.fromkeys(self.writer.notes))
        )

    def _saved(self, new: list[Item]) -> Outcome:
        """Complete the journal, and see every row of the save once more, all as of one moment.

        The journal rows are found by their placeholders, so it does not matter where they are by then.
        """
        rows, final = self.new_rows.rows(), self.new_rows.final
        additions = [(a, rows[id(a)]) for a in self.new_rows.additions if id(a) in rows]
        queries = self.tabs.queries([*self.items, *new])
        if not final:
            self._close(date_formats(self.tabs.views, self.items, additions), queries)
            return self._written()
        requests = complete_journal(self.session.save, final, self.new_rows.journal_sheet_ids)
        formats = date_formats(self.tabs.views, self.items, additions)
        try:
            views, count = self.session.finish([*requests, *formats], queries)
        except GoogleError as error:
            if error.transient:
                raise
            self._undo([*self.items, *new])
            if _PROTECTED not in error.google_message:
                raise
            return self._not_saved(refused=[protected_words(self.edits)])
        self._unfinished.discard(self.session.save)
        if count != len(self._journal):
            look_at_journal(self.writer, self._journal, is_ours=count is not None)
        self.writer.notes += closing_notes(self.items, new, views)
        return self._written()

    def _written(self) -> Outcome:
        where = {id(item.source): item.row for item in self.items} | self.new_rows.rows()
        return Outcome(
            written=self.edits,
            rows=tuple(where.get(id(change), 0) + 1 for change in self.edits),
            notes=tuple(dict.fromkeys(self.writer.notes)),
        )
