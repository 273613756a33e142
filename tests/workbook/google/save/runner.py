"""Runs one schedule of the model checker: a save by the real code, with people at work and requests that fail."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lib.workbook.base import Grid, Outcome, RowAddition, RowChange, UnknownOutcome, WorkbookError
from lib.workbook.common.placeholder import read_placeholder
from lib.workbook.google.save.lock import _locks as process_locks
from lib.workbook.google.workbook import GoogleWorkbook
from tests.workbook.google.save.cases import Act, Case
from tests.workbook.google.save.followed import PHAROS, FollowedSheet, Google, Killed, Trouble
from tests.workbook.google.save.oracle import NOT, UNKNOWN, WRITTEN, Intent, Oracle, Violation


@dataclass(frozen=True)
class Schedule:
    """`acts`: (before which request, what). `troubles`: (at which request, what); `then`: what follows the trouble."""

    case: Case
    acts: tuple[tuple[int, Act], ...] = ()
    troubles: tuple[tuple[int, Trouble], ...] = ()
    then: tuple[str, ...] = ()
    follows_sort: bool = False

    def __str__(self) -> str:
        parts = [str(self.case), "row marks follow a sort" if self.follows_sort else "row marks stay on sort"]
        parts += [f"before request {gap}: {act}" for gap, act in self.acts]
        parts += [
            f"at request {number}: {trouble.kind} {'after' if trouble.after else 'before'} it is done"
            + (" and all later ones" if trouble.lasting else "")
            for number, trouble in self.troubles
        ]
        return "; ".join([*parts, *([f"then {', '.join(self.then)}"] if self.then else [])])

    def pattern(self) -> str:
        """The schedule without its case and without numbers of rows and columns."""
        edited = {row + 1 + self.case.top for row, _, _ in self.case.edits}
        acts = tuple((gap, act.general(edited)) for gap, act in self.acts)
        text = str(replace(self, case=Case("", 0), acts=acts)).removeprefix(" on 0 rows; ")
        text = text.replace(": fail ", ": fails ").replace(": lose ", ": fails ")
        return text if any(act.kind == "sort" for _, act in acts) else text.partition("; ")[2]


@dataclass
class Run:
    """What a schedule led to."""

    schedule: Schedule
    violations: list[Violation] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    requests: int = 0
    is_void: bool = False
    said: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    before: dict[str, list[list[Any]]] = field(default_factory=dict)
    after: dict[str, list[list[Any]]] = field(default_factory=dict)

    def kinds(self) -> set[str]:
        return {violation.kind for violation in self.violations}

    def text(self) -> str:
        lines = [f"schedule: {self.schedule}"]
        lines += [f"  said: {said}" for said in self.said]
        lines += [f"  wrong: {one.kind}: {one.text}" for one in self.violations]
        lines += [f"  told: {one}" for one in self.told]
        lines += [f"  gap: {one}" for one in self.gaps]
        lines.append(f"  requests: {' | '.join(self.log)}")
        for title, rows in self.after.items():
            if rows != self.before.get(title):
                lines += [f"  {title} before:", *(f"    {row}" for row in self.before.get(title, []))]
                lines += [f"  {title} after:", *(f"    {row}" for row in rows)]
        return "\n".join(lines)


class Runner:
    """Runs one schedule."""

    def __init__(
        self, schedule: Schedule, pharos: Callable[[Google], GoogleWorkbook] = Google.workbook
    ) -> None:
        """`pharos` opens the spreadsheet as a new process does."""
        self.schedule, self.case, self.pharos = schedule, schedule.case, pharos
        tops = {"actions": self.case.top} if self.case.top else {}
        self.google = Google(self.case.tabs(), schedule.follows_sort, tops)
        self.run = Run(schedule)
        self.words: list[str] = []
        self.has_other = False
        self.intents = [self.case.intent(self.google.file_id)]

    def __call__(self) -> Run:
        google, run = self.google, self.run
        self.oracle = Oracle(google)
        workbook = self.pharos(google)
        run.before = self._shown()
        for gap, act in self.schedule.acts:
            google.acts.setdefault(gap, []).append(self._doing(act))
        google.troubles = dict(self.schedule.troubles)
        google.is_on = True
        self._go_on(workbook)
        run.requests, run.log, run.after = run.requests, google.log, self._shown()
        run.said = [f"{intent.name}: {said}" for intent in self.intents for said in intent.said] + self.words
        return run

    def _go_on(self, workbook: GoogleWorkbook) -> None:
        google, intent = self.google, self.intents[0]
        self.apply(workbook, intent, intent.changes, intent.journal)
        self.run.requests = google.requests
        google.recover()
        for what in self.schedule.then:
            if intent.verdict == WRITTEN and what in ("again", "reapply"):
                continue
            google.log.append(f"({what})")
            google.recover()
            match what:
                case "again":
                    self.apply(workbook, intent, intent.changes, intent.journal)
                case "reapply":
                    google.time.sleep(120)
                    workbook = self._opened() or workbook
                    self.apply(workbook, intent, intent.changes, intent.journal)
                case "restart" | "restart at once":
                    google.time.sleep(1 if "once" in what else 120)
                    workbook = self._opened() or workbook
                    self.save(workbook, intent)
                case "tidy":
                    google.time.sleep(120)
                    self.tidy(self._opened())
                case "other" | "other at once":
                    google.time.sleep(1 if "once" in what else 120)
                    self.save_other()
        google.recover()
        google.troubles = {}
        google.finish_acts()
        google.log.append("(tidy)")
        google.time.sleep(180)
        self.tidy(self._opened())
        self._judge()
        if all(intent.verdict == WRITTEN for intent in self.intents):
            return
        for intent in self.intents:
            if intent.verdict != WRITTEN:
                self._settle(intent)
        self.tidy(self._opened())
        self._judge()

    def _judge(self) -> None:
        oracle, run = self.oracle, self.run
        oracle.judge(self.intents, self.words)
        oracle.judge_marks()
        run.violations = list(dict.fromkeys([*run.violations, *oracle.violations]))
        run.gaps, run.told = list(oracle.gaps), list(oracle.told)

    def _settle(self, intent: Intent) -> None:
        """Save what is not saved yet, with every conflict settled for it: that must work now."""
        self.google.log.append(f"(settle {intent.name})")
        intent.settled = self.google.requests
        for _ in range(3):
            if self.oracle.is_blocked(intent):
                return
            self.google.time.sleep(120)
            self.save(self.pharos(self.google), intent, settle=True)
            if intent.verdict == WRITTEN:
                return
        if self.oracle.is_told_in_part(intent, [*self.words, *(w for i in self.intents for w in i.words)]):
            return
        self.run.violations.append(Violation("stuck", f"{intent.name} can never be saved: {intent.said[-1]}"))

    def _doing(self, act: Act) -> Any:
        def do(google: Google) -> None:
            if act.kind in ("another server saves", "another server starts"):
                done = self._elsewhere(act)
            else:
                done = act.do(google)
            google.log.append(f"[{act}{'' if done else ' (nothing to do)'}]")
            self.run.is_void |= not done

        return do

    def _elsewhere(self, act: Act) -> bool:
        """Another server at work, `way` seconds later, between two requests of this save."""
        google = self.google
        actor, google.actor, google.is_on, is_between = google.actor, PHAROS, False, google.is_between
        google.is_between, held = 0, process_locks.pop(google.file_id, None)
        google.time.sleep(float(act.way))
        try:
            if act.kind == "another server starts":
                self.tidy(self._opened())
            else:
                self.save_other()
        finally:
            google.actor, google.is_on, google.is_between = actor, True, is_between
            if held is not None:
                process_locks[google.file_id] = held
        return True

    def save(self, workbook: GoogleWorkbook, intent: Intent, settle: bool = False) -> None:
        """Save as lib.source.saving does when a change set is tried again: planned on what is there now.

        `settle`: conflicts are settled for the change set.
        """
        intent.is_tried, intent.last_words = True, []
        try:
            grids = _grids(workbook)
            if any("change_set" in line and not _is_time(line) for _, line in _records(grids["edits"])):
                self.tidy(workbook)
                grids = _grids(workbook)
        except (WorkbookError, Killed) as error:
            intent.said.append(f"not read: {error!r}")
            return
        mine = [line for _, line in _records(grids["edits"]) if line.get("change_set") == intent.name]
        if mine and all(_is_time(line) for line in mine):
            intent.verdict = WRITTEN
            intent.said.append("saved: it is in the journal")
            return
        changes: list[RowChange | RowAddition] = []
        journal = list(intent.journal)
        for change in intent.changes:
            rows = self._rows(grids[change.tab])
            if isinstance(change, RowAddition):
                if any(
                    all(row.get(name) == change.values[name] for name in change.key)
                    and row.get(change.last, "") != ""
                    for _, row in rows
                ):
                    self._refuse(intent, mine, f"a key of {intent.name} is in use")
                    return
                changes.append(replace(change, header_row=self.google.header_at(change.tab) + 1))
                continue
            found = [(at, row) for at, row in rows if all(row.get(k) == v for k, v in change.key.items())]
            if len(found) != 1:
                self._refuse(intent, mine, f"the row {dict(change.key)} is gone")
                return
            at, row = found[0]
            before = {
                column: row.get(column, "")
                for column, mine in change.after.items()
                if row.get(column, "") != mine
            }
            if not settle and any(before[c] != (change.before[c] or "") for c in before):
                self._refuse(intent, mine, "conflict")
                return
            if before:
                after = {column: change.after[column] for column in before}
                top = self.google.header_at(change.tab) + 1
                changes.append(replace(change, row=at, before=before, after=after, header_row=top))
            else:
                journal = [j for j in journal if j.values["key"] != change.key.get("action")]
        self.apply(workbook, intent, changes, journal)

    @staticmethod
    def _refuse(intent: Intent, mine: Sequence[Any], why: str) -> None:
        """A change set that cannot be planned; with journal rows of it left unfinished, that is not known yet."""
        intent.verdict = UNKNOWN if mine else NOT
        intent.said.append(f"unknown: still cleaning up, {why}" if mine else f"not planned: {why}")

    def save_other(self) -> None:
        """Another person's change set: a cell of the last row, and a new row."""
        if self.has_other:
            return
        self.has_other = True
        workbook = self._opened()
        if workbook is None:
            return
        try:
            rows = self._rows(_grids(workbook)["actions"])
        except (WorkbookError, Killed):
            return
        edited = {row + 1 + self.case.top for row, _, _ in self.case.edits}
        top = self.google.header_at("actions") + 1
        sheet = self.google.sheet("actions")
        changes: list[RowChange | RowAddition] = []
        numbers = {}
        lines = []
        for at, row in reversed(rows):
            number = sheet.row_ids[at - 1]
            if number not in edited and row.get("action") and number < 100:
                before = {"owner": row.get("owner", "")}
                key = {"action": row["action"]}
                changes.append(RowChange(workbook.id, "actions", at, key, before, {"owner": "zed"}, top))
                lines.append(
                    {
                        "key": row["action"],
                        "column": "owner",
                        "old": str(row.get("owner", "")),
                        "new": "zed",
                    }
                )
                numbers[at] = number
                break
        values = {"action": "M-1", "what": "another", "owner": "cy"}
        changes.append(
            RowAddition(workbook.id, "actions", values, "cs2-1", ("action",), "what", header_row=top)
        )
        lines.append({"key": "M-1", "new": str(values)})
        stamp = {"at": "2026-03-04T10:01:00", "who": "cy", "change_set": "cs2", "tab": "actions"}
        journal = [
            RowAddition(workbook.id, "edits", stamp | line, f"cs2-j{n}", (), "at")
            for n, line in enumerate(lines)
        ]
        intent = Intent("cs2", changes, journal, numbers)
        self.intents.append(intent)
        self.apply(workbook, intent, changes, journal)

    def apply(
        self,
        workbook: GoogleWorkbook,
        intent: Intent,
        changes: Sequence[RowChange | RowAddition],
        journal: Sequence[RowAddition],
    ) -> None:
        """One try to save; what Pharos says about it."""
        intent.is_tried, intent.last_words = True, []
        try:
            outcome = workbook.apply(changes, journal)
        except Killed:
            intent.verdict = UNKNOWN
            intent.said.append("killed")
        except UnknownOutcome as error:
            intent.verdict = UNKNOWN
            intent.words.append(str(error))
            intent.said.append(f"unknown: {error}")
        except WorkbookError as error:
            intent.verdict = NOT
            intent.words.append(str(error))
            intent.said.append(f"error: {error}")
        except Exception as error:  # noqa: BLE001 - whatever Pharos raises is a finding
            self._broke(error)
            intent.verdict = UNKNOWN
            intent.said.append(f"broke: {error!r}")
        else:
            intent.verdict = WRITTEN if outcome.written or not (changes or journal) else NOT
            intent.last_words = [*outcome.notes, *outcome.refused]
            intent.words += intent.last_words
            intent.said.append(_shown(outcome))

    def _rows(self, grid: Grid) -> list[tuple[int, dict[str, Any]]]:
        return _records(grid, self.google.header_at(grid.tab) + 1)

    def _opened(self) -> GoogleWorkbook | None:
        """The spreadsheet as a new process opens it; None if that fails."""
        try:
            return self.pharos(self.google)
        except (WorkbookError, Killed) as error:
            self.google.log.append(f"(not opened: {error!r})")
            return None

    def tidy(self, workbook: GoogleWorkbook | None) -> None:
        if workbook is None:
            return
        try:
            self.words += workbook.tidy()
        except Killed:
            self.words.append("killed while tidying")
        except WorkbookError as error:
            self.words.append(f"tidy: {error}")
        except Exception as error:  # noqa: BLE001 - whatever Pharos raises is a finding
            self._broke(error)

    def _broke(self, error: Exception) -> None:
        """Pharos raised what it never may."""
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{last.filename.rpartition('/lib/')[2]}:{last.lineno}"
        self.run.violations.append(Violation("broke", f"{error!r} in {place}"))

    def _shown(self) -> dict[str, list[list[Any]]]:
        return {s.title: s.shown() for s in self.google.book.sheets if isinstance(s, FollowedSheet)}


def _grids(workbook: GoogleWorkbook) -> dict[str, Grid]:
    return {grid.tab: grid for grid in workbook.read().grids}


def _is_time(line: Mapping[str, Any]) -> bool:
    """Whether a journal row says when."""
    try:
        datetime.fromisoformat(str(line.get("at")))
    except ValueError:
        return False
    return True


def _records(grid: Grid, top: int = 1) -> list[tuple[int, dict[str, Any]]]:
    """The rows below `top` (from 1) that are not blank, with their numbers (from 1), by header; blanks left out.

    Rows that are being saved are left out, and in the journal only their time, as `lib.log.reading` does.
    """
    headers = [grid.cell(top, column) for column in range(len(grid.columns))]
    rows = []
    for row in range(top + 1, grid.height + 1):
        cells = {str(h): grid.cell(row, c) for c, h in enumerate(headers) if h}
        cells = {h: cell for h, cell in cells.items() if cell not in (None, "")}
        if "change_set" in headers:
            cells = {h: cell for h, cell in cells.items() if not read_placeholder(cell)}
        if cells and not any(map(read_placeholder, cells.values())):
            rows.append((row, cells))
    return rows


def _shown(outcome: Outcome) -> str:
    parts = ["written"] if outcome.written else []
    parts += [f"conflict {c.address.a1} {c.before!r}/{c.theirs!r}/{c.mine!r}" for c in outcome.conflicts]
    parts += [f"refused {words}" for words in outcome.refused]
    return "; ".join([*parts, *(f"note {words}" for words in outcome.notes)])
