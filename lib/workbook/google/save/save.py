"""One save to a Google spreadsheet: look, stage, write, close; and taking it back where something stood in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from lib.workbook.base import Outcome, RowAddition, RowChange, UnknownOutcome
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save.cells_seen import Asked
from lib.workbook.google.save.items import Findings, Item, item_of
from lib.workbook.google.save.lock import Leftover, LostHold
from lib.workbook.google.save.marks import Lease, Request
from lib.workbook.google.save.new_rows import Added
from lib.workbook.google.save.recovery import recovered
from lib.workbook.google.save.write_rows import Desk

_PROTECTED = "protected cell or object"


class Save:
    """One save, from the lock to its removal.

    `left` collects saves whose marks may still be in the spreadsheet though nobody works on them, so that the next one
    need not wait until their lock has run out.
    """

    def __init__(
        self,
        desk: Desk,
        changes: Sequence[RowChange | RowAddition],
        journal: Sequence[RowAddition],
        left: set[str],
    ) -> None:
        self.desk, self.hold, self._left = desk, desk.hold, left
        self.asked_for = (*changes, *journal)
        self.items = [item_of(change) for change in changes if isinstance(change, RowChange)]
        appends = [change for change in changes if isinstance(change, RowAddition)]
        self.added = Added(appends, journal, self.desk, in_one_go=not self.items)

    def outcome(self) -> Outcome:
        early = self._look()
        if early is not None:
            return early
        try:
            words = self.added.refusals()
            if self.added.are_there:
                return self._done()
            findings = self.desk.check(self.items)
            findings.refused += words
            if not findings.are_clear:
                return self._ended(findings)
            findings = self.desk.tag(self.items, self.added.requests(), self.added.ends())
            new = self.added.items()
            if not findings.are_clear:
                return self._taken_back(new, findings)
            return self._written(new)
        except LostHold:
            raise
        except UnknownOutcome:
            self._left.add(self.hold.save)
            raise
        except GoogleError as error:
            if error.passing:
                self._left.add(self.hold.save)
                raise UnknownOutcome(f"it is not known yet whether that was saved: {error}") from error
            self._close()
            if _PROTECTED in error.said:
                return Outcome(refused=(_protected(self.asked_for),))
            raise

    def _look(self) -> Outcome | None:
        """Lock and see; an outcome where a tab is gone, or this very save turns out to be done already."""
        missing = sorted({item.tab for item in self.items} - self.desk.sheet_ids.keys())
        if missing:
            return Outcome(
                refused=tuple(f"there is no tab {title} any more: was it renamed?" for title in missing)
            )
        left: Lease | None = None
        try:
            self.desk.open(self._asked, self.hold.open)
        except Leftover as leftover:
            left = leftover.lease
        if left is None:
            return None
        report = recovered(self.desk, left, retrying=True)
        if report.was_written(self.hold.save):
            return self._done(report.rows)
        self.desk.open(self._asked, partial(self.hold.batch, []))
        return None

    def _asked(self) -> list[Asked]:
        return self.desk.asked(self.items, self.added.ends())

    def _written(self, new: list[Item]) -> Outcome:
        pending = [*self.items, *(item for item in new if item.after)]
        try:
            failed = self.desk.write(pending) if pending else []
        except GoogleError as error:
            if error.passing:
                raise
            self._undo(new)
            if _PROTECTED not in error.said:
                raise
            return self._ended(refused=[_protected(self.asked_for)])
        if failed:
            self.desk.refresh(failed)
            findings = self.desk.check([item for item in failed if isinstance(item.source, RowChange)])
            if findings.are_clear:
                findings.refused.append("rows were moved or deleted while Pharos saved: try again")
            landed = [item for item in self.items if item not in failed]
            return self._taken_back([*landed, *new], findings)
        return self._done()

    def _taken_back(self, items: list[Item], findings: Findings) -> Outcome:
        self._undo(items)
        return self._ended(findings)

    def _undo(self, items: Sequence[Item]) -> None:
        """Cells get back what they had; a new row is blanked, never deleted: deleting by position could hit another."""
        self.desk.take_back([item.taken_back() for item in items])

    def _close(self, requests: Sequence[Request] = ()) -> None:
        if self.hold.close(requests):
            self._left.discard(self.hold.save)
        else:
            self._left.add(self.hold.save)

    def _ended(self, findings: Findings | None = None, refused: Sequence[str] = ()) -> Outcome:
        self._close()
        conflicts = tuple(findings.conflicts) if findings else ()
        words = dict.fromkeys((*(findings.refused if findings else ()), *refused))
        return Outcome(conflicts=conflicts, refused=tuple(words), notes=tuple(self.desk.notes))

    def _done(self, rows: Mapping[int, int] | None = None) -> Outcome:
        where = {id(item.source): item.row for item in self.items}
        where |= self.added.rows(rows or {})
        appends = [(append, where[id(append)]) for append in self.added.appends if id(append) in where]
        self._close(self.desk.date_formats(self.items, appends))
        return Outcome(
            written=self.asked_for,
            rows=tuple(where.get(id(change), 0) + 1 for change in self.asked_for),
            notes=tuple(self.desk.notes),
        )


def _protected(changes: Sequence[RowChange | RowAddition]) -> str:
    tabs = ", ".join(dict.fromkeys(change.tab for change in changes))
    return (
        f"Google keeps Pharos out of a protected cell in {tabs}: the spreadsheet's owner can lift that "
        "(Data > Protect sheets and ranges)"
    )
