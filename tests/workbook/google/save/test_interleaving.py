"""Saves to Google with people at work and trouble between any two requests: nothing is lost, and what is said is true.

The schedules and the classes of violations are in `interleaving` and `oracle`. The default run draws a sample;
PHAROS_EXAMPLES=1 runs every act at every gap and every trouble at every request, and PHAROS_EDITS says how many
schedules with several acts are drawn.
"""

from __future__ import annotations

import functools
import logging
import os
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from lib.workbook.base import (
    CellAddress,
    CellConflict,
    Outcome,
    RowAddition,
    RowChange,
    UnknownOutcome,
    column_letters,
)
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.workbook import GoogleWorkbook
from tests.examples import IS_THOROUGH
from tests.workbook.google.save.cases import Case, cases
from tests.workbook.google.save.followed import Google
from tests.workbook.google.save.interleaving import (
    Tally,
    check,
    family,
    one_act,
    one_trouble,
    report,
)
from tests.workbook.google.save.oracle import CLASSES
from tests.workbook.google.save.runner import Schedule

EDITS = int(os.environ.get("PHAROS_EDITS", "80"))
SAMPLE = {"acts": 75, "troubles": 40, "servers": 12}
"""How many schedules of the families that can be run in full are drawn for every commit."""
PARTS = {"2 acts": 0.5, "3 acts": 0.3, "2 troubles": 0.3, "1 act and trouble": 0.5, "2 acts and trouble": 0.2}
"""How many schedules of the families that have no end, as a part of EDITS."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("pharos")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


@functools.cache
def tally_of(name: str) -> Tally:
    chosen = cases()
    if name in PARTS:
        return check(family(name, chosen, 1), keep=2, limit=max(1, round(EDITS * PARTS[name])))
    schedules: Sequence[Schedule] = list(family(name, chosen, 1))
    if not IS_THOROUGH:
        schedules = random.Random(1).sample(schedules, min(SAMPLE[name], len(schedules)))
    return check(schedules, keep=2)


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("name", [*SAMPLE, *PARTS])
def test_nothing_is_lost_and_what_is_said_is_true(name: str, kind: str) -> None:
    tally = tally_of(name)
    assert tally.runs > 10
    assert not tally.kinds[kind], report(tally, 2, [kind])


class Naive:
    """A save that looks for rows, writes to their addresses, and takes no care of what can go wrong."""

    def __init__(self, workbook: GoogleWorkbook) -> None:
        self.id, self.read = workbook.id, workbook.read
        self._client = workbook._writing()._client
        self._url = f"https://sheets.googleapis.com/v4/spreadsheets/{workbook.id}"

    def tidy(self) -> tuple[str, ...]:
        return ()

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        try:
            return self._apply([*changes, *journal])
        except GoogleError as error:
            raise UnknownOutcome(str(error)) from error

    def _apply(self, changes: Sequence[RowChange | RowAddition]) -> Outcome:
        grids = {grid.tab: grid for grid in self.read().grids}
        mark = {"metadataId": 7, "metadataKey": "naive", "location": {"spreadsheet": True}}
        self._batch({"createDeveloperMetadata": {"developerMetadata": {**mark, "visibility": "DOCUMENT"}}})
        cells: list[tuple[str, int, int, Any]] = []
        rows: dict[str, int] = {}
        for change in changes:
            grid = grids[change.tab]
            at = {grid.cell(1, column): column for column in range(len(grid.columns))}
            if isinstance(change, RowChange):
                found = [
                    row
                    for row in range(2, grid.height + 1)
                    if all(grid.cell(row, at[name]) == value for name, value in change.key.items())
                ]
                if not found:
                    return Outcome(refused=("the row is gone",))
                cells += [(change.tab, found[0], at[name], value) for name, value in change.after.items()]
                for name, before in change.before.items():
                    theirs = grid.cell(found[0], at[name])
                    if theirs not in (before, change.after[name]):
                        address = CellAddress(self.id, change.tab, found[0], at[name])
                        conflict = CellConflict(address, name, before, theirs, change.after[name], change)
                        return Outcome(conflicts=(conflict,))
            else:
                keys = [grid.cell(row, at[name]) for row in range(2, grid.height + 1) for name in change.key]
                if change.key == ("action",) and change.values["action"] in keys:
                    return Outcome(refused=("the key is in use",))
                rows[change.tab] = row = rows.get(change.tab, grid.height) + 1
                cells += [(change.tab, row, at[name], value) for name, value in change.values.items()]
        self._write([cell for cell in cells if cell[0] != "edits"][:1])
        self._write([cell for cell in cells if cell[0] != "edits"][1:])
        self._write([cell for cell in cells if cell[0] == "edits"])
        self._batch(
            {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": 7}}}}
        )
        return Outcome(written=tuple(changes), rows=(0,) * len(changes))

    def _write(self, cells: Sequence[tuple[str, int, int, Any]]) -> None:
        data = [
            {"range": f"'{tab}'!{column_letters(column)}{row}", "values": [[value]]}
            for tab, row, column, value in cells
        ]
        if data:
            body = {"valueInputOption": "RAW", "data": data}
            self._client.request("post", f"{self._url}/values:batchUpdate", json=body)

    def _batch(self, request: dict[str, Any]) -> None:
        self._client.request("post", f"{self._url}:batchUpdate", json={"requests": [request]})


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind != "broke"])
def test_the_checker_finds_every_class_of_fault_in_a_naive_save(kind: str) -> None:
    """A check of the checker: `Naive` has every fault that it looks for."""
    assert naive_tally().kinds[kind]


@functools.cache
def naive_tally() -> Tally:
    chosen = [case for case in cases() if case.name == "edit and new action"]
    schedules = [*list(one_act(chosen))[::4], *list(one_trouble(chosen))[::4]]
    return check(schedules, pharos=lambda google: Naive(google.workbook()))  # type: ignore[arg-type,return-value]


def test_a_save_that_nobody_disturbs_is_saved_whole_in_four_calls() -> None:
    for case in cases():
        runs = check([Schedule(case)], keep=1)
        assert not runs.kinds, report(runs, 1)
    assert {length_of(case) for case in cases() if case.edits} == {4}


def length_of(case: Case) -> int:
    google = Google(case.tabs())
    workbook, intent = google.workbook(), case.intent(google.file_id)
    google.is_on = True
    assert workbook.apply(intent.changes, intent.journal).written
    return google.requests
