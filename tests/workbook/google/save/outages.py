"""Saves from pages while Google fails or the process dies: what is said, what can be saved in the end, what is left.

`python -m tests.workbook.google.save.outages [--kill] [--sample N] [--seed N]` runs every scenario, or some drawn at
random: a session is logged, several rows are edited, a change set is undone, or choices in a conflict are saved, all
through `lib.source.saving`. From one request on Google fails until Pharos gives up; or the process ends there. Then
people go on in one of several ways.
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import requests

from lib.access.redaction import Viewer
from lib.log.changing.changes import ChangeSet, Choice, changes_of_row, settled
from lib.log.changing.journal import undo_of
from lib.log.session import record as session_record
from lib.log.session.record import Attendee, NewAction, NewInsight, Review, SessionRecord
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.workbook.google.save.lock import _locks as process_locks
from tests.workbook.google.save.followed import Google, Killed, Trouble
from tests.workbook.saving import JOURNAL

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
HELD = date(2026, 3, 18)
ADMIN, OTHER = Viewer(), Viewer("admin", "zoe@x.org")
PEOPLE = ("ann", "bo", "cy", "dee")
TABS: dict[str, list[list[Any]]] = {
    "circles": [["circle", "lead", "cadence_days"], ["Atlas", "lee@x.org", 28]],
    "members": [["member", "circle", "joined"], *([name, "Atlas", date(2026, 1, 1)] for name in PEOPLE)],
    "sessions": [
        ["session", "circle", "planned", "held", "status", "format", "case"],
        ["Atlas-01", "Atlas", date(2026, 2, 20), date(2026, 2, 20), "held", "virtual", "Churn"],
        ["Atlas-02", "Atlas", HELD, "", "planned", "", ""],
    ],
    "attendance": [["session", "member", "present"], ["Atlas-01", "ann", "yes"], ["Atlas-01", "bo", "no"]],
    "insights": [["insight", "session", "member", "text"], ["I-0001", "Atlas-01", "ann", "Ask"]],
    "actions": [
        ["action", "circle", "what", "session", "owner", "created", "due", "status", "closed", "effect_note"],
        *([f"A-000{n}", "Atlas", f"Task {n}", "Atlas-01", PEOPLE[n % 4], date(2026, 2, 20), date(2026, 4, n), "open",
           "", ""] for n in range(1, 7)),
    ],
    "action_reviews": [["action", "session", "update"], ["A-0001", "Atlas-01", "begun"]],
    "edits": [list(JOURNAL), ["2026-03-01T09:00:00+00:00", "bo", "old", "actions", "A-0001", "effect_note", "x", ""]],
}  # fmt: skip
KINDS = ("fail", "quota", "lose", "timeout")
"""503, 429, a dropped connection, no answer in time."""
THEN = (
    "again",
    "other, again",
    "same by another, again",
    "restart at once",
    "restart",
    "other, restart",
    "tidy",
)
AFTER_A_KILL = (
    "restart at once",
    "restart",
    "other at once, restart",
    "other, restart",
    "same by another, restart",
    "tidy",
)
"""How people go on; "other": another person on another server saves something else first; "same by another": the same,
typed by them; "tidy": nobody tries again."""
VERDICTS = (
    "false saved",
    "false not saved",
    "stuck",
    "half saved",
    "journal wrong",
    "marks left",
    "broke",
)


class FailingGoogle(Google):
    """The followed spreadsheet, which can also take too long."""

    def _failed(self, request: requests.PreparedRequest, trouble: Trouble) -> requests.Response:
        if trouble.kind == "timeout":
            raise requests.ReadTimeout("Read timed out.", request=request)
        return super()._failed(request, trouble)


class Quiet(Source):
    """A source that reads when it is told to, so that the requests of a save are always the same."""

    def _start(self, *, force: bool, reads_all: bool = True) -> Any:
        return super()._start(force=True, reads_all=reads_all) if force else None

    @staticmethod
    def of(google: Google) -> Quiet:
        """The log as a newly started process has it, after its recovery."""
        process_locks.pop(google.file_id, None)
        source = Quiet(google.workbook(), check_every=3600)
        source.first()
        source.rest()
        return source

    def rest(self) -> None:
        """Wait for what is under way in the background."""
        while (work := self._work) is not None and work.is_alive():
            work.join(30)


def _actions(source: Source, keys: Iterable[str], **after: object) -> ChangeSet:
    rows = source.current().log.actions
    changes = [
        change
        for row in rows[rows["action"].isin(list(keys))].to_dict("records")
        for change in changes_of_row("actions", row, after)
    ]
    return ChangeSet("20260320-093000-aaaaaa", "local", NOW, tuple(changes))


def a_session(source: Source) -> ChangeSet:
    """A planned session is logged: its cells, who was there, reviews, new actions and an insight."""
    record = SessionRecord(
        "Atlas",
        "Atlas-02",
        False,
        HELD,
        {"case": "Price", "format": "virtual"},
        tuple(Attendee(name, "yes" if name != "bo" else "no") for name in PEOPLE),
        (Review("A-0001", True, "done", "over"), Review("A-0002", True, "doing", None)),
        (NewAction("Call", "ann", None, date(2026, 5, 1)), NewAction("Write", "bo", None, None)),
        (NewInsight("Listen first", "cy"),),
    )
    log = source.current().log
    begun = ChangeSet("20260320-093000-aaaaaa", "local", NOW)
    return session_record.change_set(record, log, begun, session_record.seen(log, "Atlas", "Atlas-02"))


def a_new_session(source: Source) -> ChangeSet:
    """A session that was not planned, so that there are only new rows."""
    wanted = a_session(source)
    log = source.current().log
    record = SessionRecord(
        "Atlas", "Atlas-03", True, HELD, {"case": "Price"}, (Attendee("ann"), Attendee("bo"))
    )
    return session_record.change_set(record, log, replace(wanted, changes=(), additions=()), {})


def several_rows(source: Source) -> ChangeSet:
    """Four rows get the same status, and one of them a note."""
    wanted = _actions(source, ("A-0002", "A-0003", "A-0004", "A-0006"), status="done")
    return replace(
        wanted, changes=(*wanted.changes, *_actions(source, ("A-0003",), effect_note="big").changes)
    )


def an_undo(source: Source) -> ChangeSet:
    """A session was logged and is undone."""
    first = replace(a_session(source), id="20260319-080000-bbbbbb", at=NOW - timedelta(1))
    assert save(source, first, ADMIN).is_written
    log = source.current().log
    return undo_of(first, log, id="20260320-093000-aaaaaa", who="local", at=NOW).change_set


def choices(source: Source) -> ChangeSet:
    """Someone else saved one of the cells meanwhile, and the conflict is settled."""
    mine = replace(several_rows(source), id="20260319-080000-bbbbbb", at=NOW - timedelta(1))
    theirs = _actions(source, ("A-0003",), status="doing")
    theirs = replace(theirs, id="20260319-090000-cccccc", who="zoe@x.org", at=NOW - timedelta(1))
    assert save(source, theirs, OTHER).is_written
    found = save(source, mine, ADMIN)
    assert found.conflicts
    return settled(
        found.change_set, found.conflicts, {0: Choice(value="done")}, id="20260320-093000-aaaaaa", at=NOW
    )


WHAT: dict[str, Callable[[Source], ChangeSet]] = {
    "a session": a_session,
    "a new session": a_new_session,
    "several rows": several_rows,
    "an undo": an_undo,
    "choices": choices,
}


@dataclass(frozen=True)
class Scenario:
    """What is saved, what happens from which request on, before or after it is done, and how people go on."""

    what: str
    number: int
    kind: str
    after: bool
    then: str

    def __str__(self) -> str:
        when = "after" if self.after else "before"
        return f"{self.what}: {self.kind} at request {self.number}, {when} it is done; then {self.then}"


@dataclass
class Ran:
    """What went wrong in a scenario, by verdict, and what Pharos said, try by try."""

    scenario: Scenario
    wrong: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n  ".join(
            [str(self.scenario), *(f"{kind}: {text}" for kind, text in self.wrong), *self.said]
        )


@cache
def requests_of(what: str) -> int:
    """How many requests this save takes if nothing goes wrong."""
    google = FailingGoogle(TABS)
    source = Quiet.of(google)
    wanted = WHAT[what](source)
    google.is_on, google.requests = True, 0
    assert save(source, wanted, ADMIN).is_written
    return google.requests


@cache
def contents(what: str, is_saved: bool, with_other: bool, by: str = "") -> dict[str, list[str]]:
    """What the spreadsheet must hold: with or without this save, and with or without the other person's.

    `by`: the person who typed the same and saved it, in place of this save.
    """
    google = FailingGoogle(TABS)
    source = Quiet.of(google)
    wanted = WHAT[what](source)
    if is_saved:
        assert save(source, by_another(wanted) if by else wanted, OTHER if by else ADMIN).is_written
    if with_other:
        assert others(source).is_written
    return held(google)


def held(google: Google) -> dict[str, list[str]]:
    """The rows of each tab that are not blank, in any order."""
    return {
        title: sorted(str(_cut(row)) for row in google.sheet(title).shown() if any(c != "" for c in row))
        for title in TABS
    }


def _cut(row: list[Any]) -> list[Any]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


def others(source: Source) -> Saved:
    """Another person saves a cell of a row that nobody else edits."""
    wanted = replace(
        _actions(source, ("A-0005",), what="Task 5, by Zoe"),
        id="20260320-100000-dddddd",
        who="zoe@x.org",
        at=LATER,
    )
    return save(source, wanted, OTHER)


def by_another(wanted: ChangeSet) -> ChangeSet:
    """The same edits, typed by another person."""
    return replace(wanted, id="20260320-110000-eeeeee", who="zoe@x.org", at=LATER)


class Play:
    """Runs one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.ran = Ran(scenario)
        self.scenario = scenario
        self.google = FailingGoogle(TABS)
        self.has_other = False
        self.by = ""

    def __call__(self) -> Ran:
        google, scenario = self.google, self.scenario
        source = Quiet.of(google)
        wanted = WHAT[scenario.what](source)
        google.is_on, google.requests = True, 0
        google.troubles = {scenario.number: Trouble(scenario.kind, scenario.after, scenario.kind != "kill")}
        result = self.tried(source, wanted)
        source.rest()
        google.is_on, google.troubles = False, {}
        google.recover()
        self.judge(result)
        for step in scenario.then.split(", "):
            match step:
                case "other" | "other at once":
                    google.time.sleep(1 if "once" in step else 120)
                    self.has_other = others(Quiet.of(google)).is_written
                    if not self.has_other:
                        self.wrong("stuck", "another person could not save")
                case "same by another":
                    google.time.sleep(120)
                    source_there = Quiet.of(google)
                    if save(source_there, by_another(wanted), OTHER).is_written and self.is_there("zoe"):
                        self.by = "zoe"
                case "again":
                    result = self.again(source, result, wanted)
                case "restart" | "restart at once":
                    google.time.sleep(1 if "once" in step else 120)
                    result = self.again(Quiet.of(google), result, wanted)
        google.time.sleep(180)
        Quiet.of(google)
        self.finish(result)
        return self.ran

    def wrong(self, kind: str, text: str) -> None:
        self.ran.wrong.append((kind, text))

    def tried(self, source: Source, wanted: ChangeSet) -> Saved | None:
        """One try; None if the process was killed."""
        try:
            result = save(source, wanted, ADMIN, sleep=self.google.time.sleep)
        except Killed:
            self.ran.said.append("killed")
            return None
        except Exception as error:  # noqa: BLE001 - whatever is raised is a finding
            self.wrong("broke", repr(error))
            return Saved(wanted, is_unknown=True)
        parts = ["saved"] * result.is_written + ["unknown"] * result.is_unknown
        parts += [*map(str, result.problems), *map(str, result.conflicts), *result.notes]
        self.ran.said.append("; ".join(parts))
        return result

    def again(self, source: Source, result: Saved | None, wanted: ChangeSet) -> Saved | None:
        """Try again until it is saved, at most three times."""
        for _ in range(3):
            if result is not None and result.is_written:
                break
            result = self.tried(source, result.change_set if result else wanted)
            source.rest()
            self.judge(result)
            if result is None or not result.is_written:
                self.google.time.sleep(70)
        if not self.by and (result is None or not result.is_written):
            self.wrong("stuck", self.ran.said[-1])
        return result

    def judge(self, result: Saved | None) -> None:
        """Compare what was said with what is in the sheet right now."""
        if self.by:
            return  # the cells hold what the other person saved
        is_there = self.is_there()
        if result and result.is_written and not is_there:
            self.wrong("false saved", self._difference(True))
        elif result and not result.is_written and not result.is_unknown and is_there:
            self.wrong("false not saved", self.ran.said[-1])

    def both(self) -> dict[str, list[str]]:
        """Two people set the same cells to the same values at once: both are in the journal."""
        wanted = self._contents(True)
        if not self.by:
            return wanted
        own, none = (
            contents(self.scenario.what, is_saved, self.has_other)["edits"] for is_saved in (True, False)
        )
        return wanted | {"edits": sorted([*wanted["edits"], *(Counter(own) - Counter(none)).elements()])}

    def is_there(self, by: str = "") -> bool:
        """Whether all of it is in the sheet, and nothing else."""
        return held(self.google) == contents(self.scenario.what, True, self.has_other, by)

    def finish(self, result: Saved | None) -> None:
        """All of it is there, or nothing of it, and no mark."""
        now = held(self.google)
        tags = [f"{tag.key} {tag.value or ''}" for tag in self.google.book.tags.tags.values()]
        if tags:
            self.wrong("marks left", str(tags))
        whole = now in (self._contents(True), self.both())
        if whole or (now == self._contents(False) and not (result and result.is_written)):
            return
        tabs = [self._wrong_tabs(now, is_saved) for is_saved in (True, False)]
        is_journal = ["edits"] in tabs
        self.wrong("journal wrong" if is_journal else "half saved", self._difference(True))

    def _contents(self, is_saved: bool) -> dict[str, list[str]]:
        return contents(self.scenario.what, is_saved, self.has_other, self.by)

    def _wrong_tabs(self, now: dict[str, list[str]], is_saved: bool) -> list[str]:
        wanted = self._contents(is_saved)
        return [title for title in TABS if now[title] != wanted[title]]

    def _difference(self, is_saved: bool) -> str:
        now, wanted = held(self.google), self._contents(is_saved)
        lines = []
        for title in self._wrong_tabs(now, is_saved):
            more, less = Counter(now[title]), Counter(wanted[title])
            lines += [f"{title} has {row}" for row in (more - less)]
            lines += [f"{title} lacks {row}" for row in (less - more)]
        return "; ".join(lines)


def scenarios(*, kill: bool) -> Iterator[Scenario]:
    """Every scenario of outages, or of kills."""
    for what in WHAT:
        for number in range(1, requests_of(what) + 1):
            for kind in ("kill",) if kill else KINDS:
                for after in (False, True):
                    for then in AFTER_A_KILL if kill else THEN:
                        if kind != "quota" or not after:
                            yield Scenario(what, number, kind, after, then)


def drawn(count: int | None, seed: int, *, kill: bool) -> list[Scenario]:
    """This many scenarios drawn at random; None: all of them."""
    every = list(scenarios(kill=kill))
    return every if count is None or count >= len(every) else random.Random(seed).sample(every, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kill", action="store_true", help="kill the process instead of failing")
    parser.add_argument("--sample", type=int, help="how many scenarios (all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=int, default=5, help="examples of what went wrong")
    options = parser.parse_args()
    logging.getLogger("pharos").setLevel(logging.CRITICAL)
    start, tally, bad = time.perf_counter(), Counter[str](), []
    chosen = drawn(options.sample, options.seed, kill=options.kill)
    for scenario in chosen:
        ran = Play(scenario)()
        tally.update({kind for kind, _ in ran.wrong})
        bad += [ran] * bool(ran.wrong)
    print(f"{len(chosen)} {'kills' if options.kill else 'outages'}: {time.perf_counter() - start:.0f} s")
    for verdict in VERDICTS:
        print(f"{verdict:16}{tally[verdict]}")
    for ran in bad[: options.keep]:
        print("\n" + str(ran))


if __name__ == "__main__":
    main()
