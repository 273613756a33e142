"""Saving while someone works in the same sheet: nothing goes to a wrong row, and nothing of theirs is lost."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest

from lib.workbook.base import Grid, Outcome, RowAddition, RowChange, WorkbookError
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.server import SheetsServer
from tests.workbook.rival import Ledger, Rival

EDITS = int(os.environ.get("PHAROS_EDITS", "120"))
"""The full run is 2,000; see docs/decisions/sheets-save-protocol.md."""
HEADERS = ["action", "what", "owner", "status", "effect", "note"]
JOURNAL = ("at", "who", "change_set", "tab", "key", "column", "old", "new")


def moment(number: int) -> str:
    return f"2026-03-04T10:00:{number:06}"


def journal_row(book: str, number: int, key: str, column: str, old: Any, new: Any) -> RowAddition:
    values = (
        moment(number),
        "ana",
        f"cs-{number}",
        "actions",
        key,
        column,
        str(old),
        str(new),
    )
    row = dict(zip(JOURNAL, values, strict=True))
    return RowAddition(
        book, "edits", row, f"cs-{number}/{column}", ("change_set", "tab", "key", "column"), "at", JOURNAL
    )


class Editor:
    """Someone who edits with Pharos from an aging snapshot, one time in five where the rival has just typed."""

    def __init__(self, workbook: GoogleWorkbook, rival: Rival, seed: int) -> None:
        self.rival = rival
        self.workbook, self.random, self.number = workbook, random.Random(seed), 0
        self.grid: Grid | None = None

    def look(self) -> None:
        self.grid = next(grid for grid in self.workbook.read().grids if grid.tab == "actions")

    def edit(self) -> RowChange:
        assert self.grid is not None
        rows = {
            self.grid.cell(row, 0): row for row in range(2, self.grid.height + 1) if self.grid.cell(row, 0)
        }
        key, column = self.random.choice(list(rows)), self.random.randrange(3, 6)
        if self.rival.typed and self.random.random() < 0.2 and self.rival.typed[-1].key in rows:
            key, column = self.rival.typed[-1].key, self.rival.typed[-1].column
        row = rows[key]
        self.number += 1
        return RowChange(
            self.workbook.id,
            "actions",
            row,
            {"action": self.grid.cell(row, 0)},
            {HEADERS[column]: self.grid.cell(row, column)},
            {HEADERS[column]: f"mine {self.number}"},
        )

    def addition(self) -> RowAddition:
        values = {"action": f"N-{self.number:04}", "what": f"new {self.number}", "owner": "bo"}
        return RowAddition(self.workbook.id, "actions", values, f"n-{self.number}", ("action",), "what")


@pytest.mark.parametrize(
    ("seed", "faults", "follows_sort"), [(1, 0.0, False), (2, 0.0, True), (3, 0.04, False)]
)
def test_edits_beside_a_human(
    google: SheetsServer, client: GoogleClient, seed: int, faults: float, follows_sort: bool
) -> None:
    """Each seed makes a third of the edits; every fifth adds a row as well, and a snapshot serves five edits.

    `faults`: how often a request fails before it is done, and how often after. `follows_sort`: whether row marks do.
    """
    rows = [[f"A-{n:03}", f"do {n}", "ana", "open", "", f"note {n}"] for n in range(90)]
    book = google.load_rows({"actions": [HEADERS, *rows]})
    google.book(book).tags.follows_sort = follows_sort
    workbook = GoogleWorkbook(client, book)
    rival = Rival(
        0.3, seed, actions=("type", "type", "sort", "insert", "type", "sort", "delete"), columns=range(3, 6)
    )
    google.human = rival
    for after in (False, True):
        google.fail("status", path="atchUpdate", times=None, probability=faults, after=after)
    ledger, editor, tally = Ledger(google, book, rival), Editor(workbook, rival, seed), Counter[str]()
    journaled: dict[str, tuple[str, str]] = {}
    for number in range(EDITS // 3):
        if number % 5 == 0:
            editor.look()
            ledger.follow()
        change = editor.edit()
        (key,), ((title, before),) = change.key.values(), change.before.items()
        column, mine = HEADERS.index(title), change.after[title]
        is_gone = key not in ledger.rows
        stood = None if is_gone else ledger.rows[str(key)][column]
        is_stale = not is_gone and stood != (before or "")
        added = editor.addition() if number % 5 == 3 else None
        changes = [change, *([added] if added else [])]
        first_request = len(google.log) + 1
        outcome = saved(workbook, changes, [journal_row(book, editor.number, str(key), title, before, mine)])
        typed = ledger.follow()
        if outcome.written:
            assert not is_stale, "what someone typed before the save began is a conflict"
            assert not is_gone
            journaled[f"cs-{editor.number}"] = (str(key), str(mine))
            same_cell = [one for one in typed if (one.key, one.column) == (key, column)]
            assert all(one.request > first_request for one in same_cell), "so is what was typed before step 1"
            if key in ledger.rows:
                now = ledger.sheet()[str(key)][column]
                assert now in (mine, *(one.value for one in same_cell))
                ledger.rows[str(key)][column] = now
                tally["same cell, same moment"] += len(same_cell)
            if added and (new := str(added.values["action"])) in ledger.sheet():
                row = [new, f"new {editor.number}", "bo", "", "", ""]
                ledger.rows[new] = row
                for one in typed:
                    if one.key == new:
                        row[one.column] = one.value
        elif outcome.conflicts:
            assert [(c.before, c.mine) for c in outcome.conflicts] == [(before, mine)]
            theirs = {stood, *(one.value for one in typed if (one.key, one.column) == (key, column))}
            assert (outcome.conflicts[0].theirs or "") in theirs
        tally["written" if outcome.written else "conflict" if outcome.conflicts else "refused"] += 1
        tally["noticed, not repaired"] += len(outcome.notes)
        ledger.agrees()
    google.human = None
    lines = [line for line in google.values(book, "edits")[1:] if line]
    assert {line[2]: (line[4], line[7]) for line in lines} == journaled, "the journal records what was saved"
    assert len(lines) == len(journaled)
    assert all(line[0] == moment(int(line[2].removeprefix("cs-"))) for line in lines)
    assert google.book(book).tags.tags == {}
    assert tally["written"] > EDITS // 4
    assert tally["conflict"] > 0
    assert tally["noticed, not repaired"] == 0


def saved(workbook: GoogleWorkbook, changes: list[Any], journal: list[RowAddition]) -> Outcome:
    """A save, tried again once if the outcome is unknown or the rows kept moving."""
    try:
        return workbook.apply(changes, journal)
    except WorkbookError:
        return workbook.apply(changes, journal)
