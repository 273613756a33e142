"""Two Pharos servers at one spreadsheet, through the page's own way: locks that are held, expired, or lost by a save.

While one server saves, logs a session, undoes or settles, another one saves or starts between any two of its requests;
at once, so that it has to wait for the lock, or 70 seconds later, when the lock has expired. In the end both are saved,
each once, whichever came first. `PHAROS_OUTAGES=100` or more runs every case.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from lib.log.changing.changes import ChangeSet, Choice, settled
from lib.source.saving import Saved, save
from lib.workbook.google.save.lock import _locks as process_locks
from tests.workbook.google.save import outages
from tests.workbook.google.save.followed import Google
from tests.workbook.google.save.outages import ADMIN, LATER, NOW, OTHER, TABS, WHAT, FailingGoogle, Quiet

CASES = 3 if int(os.environ.get("PHAROS_OUTAGES", "0")) < 100 else None
ELSEWHERE = ("saves other cells", "saves the same cell", "starts")
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Case:
    """`what` is saved; before its request `gap`, `seconds` later, another server does `elsewhere`."""

    what: str
    gap: int
    seconds: int
    elsewhere: str

    def __str__(self) -> str:
        return (
            f"{self.what}: before request {self.gap}, {self.seconds} s later, another server {self.elsewhere}"
        )


def every_case() -> Iterator[Case]:
    for what in WHAT:
        for gap in range(1, outages.requests_of(what) + 2):
            for seconds in (0, 70):
                for elsewhere in ELSEWHERE:
                    yield Case(what, gap, seconds, elsewhere)


def finished(source: Quiet, wanted: ChangeSet, google: Google, who: Any) -> ChangeSet:
    """Save as a person does who tries again and settles every conflict with their own value; out: what was saved."""
    said: list[str] = []
    for number in range(6):
        result: Saved = save(source, wanted, who, sleep=google.time.sleep)
        if result.is_written:
            return result.change_set
        said.append(f"{result.problems} {result.conflicts} unknown: {result.is_unknown}")
        if result.conflicts:
            choices = {at: Choice(value=one.change.after) for at, one in enumerate(result.conflicts)}
            wanted = settled(result.change_set, result.conflicts, choices, id=f"{wanted.id}-{number}", at=NOW)
        source.rest()
        google.time.sleep(70)
        source.refresh_now()
    raise AssertionError("it can never be saved: " + "; ".join(said))


def elsewhere(google: Google, case: Case) -> ChangeSet | None:
    """What the other server does, in a process of its own; out: what it saved."""
    process_locks.pop(google.file_id, None)
    google.time.sleep(case.seconds)
    source = Quiet.of(google)
    if case.elsewhere == "starts":
        return None
    key, cells = (
        ("A-0003", {"status": "blocked"}) if "same" in case.elsewhere else ("A-0005", {"what": "By Zoe"})
    )
    wanted = outages._actions(source, (key,), **cells)
    return finished(
        source, replace(wanted, id="20260320-100000-dddddd", who="zoe@x.org", at=LATER), google, OTHER
    )


def played(case: Case) -> tuple[Google, list[ChangeSet]]:
    """The spreadsheet after both servers are done, and what was saved."""
    google = FailingGoogle(TABS)
    source = Quiet.of(google)
    wanted = WHAT[case.what](source)
    saved: list[ChangeSet | None] = []

    def meanwhile(google: Google) -> None:
        google.is_on, lock = False, process_locks.pop(google.file_id, None)
        saved.append(elsewhere(google, case))
        google.is_on = True
        if lock is not None:
            process_locks[google.file_id] = lock

    google.is_on, google.requests, google.acts = True, 0, {case.gap: [meanwhile]}
    saved.append(finished(source, wanted, google, ADMIN))
    google.is_on = False
    google.finish_acts()
    google.time.sleep(180)
    Quiet.of(google)
    return google, [one for one in saved if one is not None]


def journal_of(google: Google) -> list[dict[str, Any]]:
    header, *rows = google.sheet("edits").shown()
    lines = [dict(zip(header, [*row, *[""] * len(header)], strict=False)) for row in rows if any(row)]
    assert all(line["at"] for line in lines), "no row is left without its time"
    return lines


def records(google: Google, tab: str, keys: int) -> dict[str, dict[str, Any]]:
    """The rows of a tab by key; fails for a key that is there twice and for a row without one."""
    header, *rows = google.sheet(tab).shown()
    filled = [[*row, *[""] * (len(header) - len(row))] for row in rows if any(cell != "" for cell in row)]
    names = [" · ".join(map(str, row[:keys])) for row in filled]
    assert max(Counter(names).values()) == 1, Counter(names).most_common(2)
    return dict(zip(names, (dict(zip(header, row, strict=True)) for row in filled), strict=True))


def check(google: Google, saved: list[ChangeSet]) -> None:
    """Each change set is in the journal once and whole; each cell holds what the journal says last; no marks."""
    assert google.book.tags.tags == {}
    lines = journal_of(google)
    for change_set in saved:
        own = [
            (line["tab"], line["key"], line["column"])
            for line in lines
            if line["change_set"] == change_set.id
        ]
        wanted = {(change.tab, change.key, change.column) for change in change_set.changes}
        wanted |= {(addition.tab, addition.key, "") for addition in change_set.additions}
        wanted |= {("", "", "reason")} if change_set.reason else set()
        assert len(own) == len(set(own))
        assert set(own) <= wanted
        assert {cell for cell in wanted if cell[2] == ""} <= set(own)
    tabs = {
        tab: records(google, tab, 2 if tab in ("attendance", "action_reviews") else 1)
        for tab in TABS
        if tab != "edits"
    }
    known: dict[Cell, str] = {}
    for line in lines:
        tab, key, column = line["tab"], line["key"], line["column"]
        if not tab or line["change_set"] == "old":
            continue
        if not column:
            new = json.loads(line["new"])
            assert {name: str(tabs[tab][key].get(name)) for name in ("what", "member") if name in new} == {
                name: new[name] for name in ("what", "member") if name in new
            }
            known |= {(tab, key, name): value for name, value in new.items()}
            continue
        assert known.get((tab, key, column), line["old"]) == line["old"], (
            f"{line} does not follow from what was there"
        )
        known[tab, key, column] = line["new"]
    for (tab, key, column), value in known.items():
        if column in ("status", "what", "effect_note", "case"):
            assert str(tabs[tab][key][column]) == value, (tab, key, column)


def chosen() -> list[Case]:
    every = list(every_case())
    return every if CASES is None else random.Random(4).sample(every, CASES)


def test_two_servers_save_each_change_set_once() -> None:
    wrong = []
    for case in chosen():
        try:
            check(*played(case))
        except AssertionError as error:
            wrong.append(f"{case}\n{error}")
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("gap", [2, 3])
def test_a_slow_save_whose_lock_expired_is_saved_after_the_other_one(gap: int) -> None:
    google, saved = played(Case("several rows", gap, 70, "saves the same cell"))
    check(google, saved)
    assert [change_set.who for change_set in saved] == ["zoe@x.org", "local"]
    journal = [line for line in journal_of(google) if (line["key"], line["column"]) == ("A-0003", "status")]
    assert [(line["old"], line["new"]) for line in journal] == [("open", "blocked"), ("blocked", "done")]
