"""Saves next to a person who writes SQL, between any two statements of the save: nothing of either is lost."""

from __future__ import annotations

import random
import sqlite3
import threading
from dataclasses import dataclass, field
from typing import Any

import psycopg
import sqlalchemy as sa

from lib.workbook.base import Cell, Outcome, RowAddition, RowChange
from tests.examples import examples
from tests.workbook.saving import journal
from tests.workbook.sql_help import Log, grids_of

COLUMNS = ("action", "what", "status", "note")
JOURNAL = ["at", "who", "change_set", "tab", "key", "column", "old", "new"]


@dataclass
class Person:
    """Writes SQL now and then, and gives up at once if the save is in the way.

    `rows` is what must be in the table, `edited` the cells that are being saved, `typed` those they typed in meanwhile.
    """

    log: Log
    draw: random.Random
    rows: dict[str, dict[str, Cell]]
    typed: list[tuple[str, str]] = field(default_factory=list)
    edited: list[tuple[str, str]] = field(default_factory=list)
    waited: int = 0
    number: int = 0

    def maybe(self, *_: Any) -> None:
        if self.draw.random() < 0.3:
            self.act()

    def act(self) -> None:
        self.number += 1
        key = self.draw.choice(sorted(self.rows))
        column, new = self.draw.choice(COLUMNS[1:]), f"typed {self.number}"
        kind = self.draw.choices(("type", "delete", "insert", "rename"), (6, 1, 2, 1))[0]
        edited = [cell for cell in self.edited if cell[0] in self.rows]
        if edited and self.draw.random() < 0.3:
            (key, column), kind = self.draw.choice(edited), "type"
        statement = {
            "type": f"UPDATE actions SET {column} = '{new}' WHERE action = '{key}'",
            "delete": f"DELETE FROM actions WHERE action = '{key}'",
            "insert": f"INSERT INTO actions (action, what) VALUES ('P-{self.number}', '{new}')",
            "rename": f"UPDATE actions SET action = 'R-{self.number}' WHERE action = '{key}'",
        }[kind]
        try:
            self.log.sql(statement, wait=0.001)
        except (psycopg.errors.LockNotAvailable, sqlite3.OperationalError):
            self.waited += 1
            return
        match kind:
            case "type":
                self.rows[key][column] = new
                self.typed.append((key, column))
            case "delete":
                del self.rows[key]
            case "insert":
                self.rows[f"P-{self.number}"] = dict.fromkeys(COLUMNS[1:]) | {"what": new}
            case _:
                self.rows[f"R-{self.number}"] = self.rows.pop(key)


def test_nothing_is_lost_next_to_a_person_who_writes(empty: Log) -> None:
    draw = random.Random("person")
    start = [[f"A-{at}", f"Task {at}", "open", None] for at in range(12)]
    empty.load(grids_of({"actions": [list(COLUMNS), *start], "edits": [JOURNAL]}))
    rows = {str(row[0]): dict(zip(COLUMNS[1:], row[1:], strict=True)) for row in start}
    person, lines, outcomes = Person(empty, draw, rows), 0, []
    workbook = empty.workbook()
    engine = workbook.database.engine
    sa.event.listen(engine, "before_cursor_execute", person.maybe)
    for save in range(examples(120)):
        person.typed.clear()
        edits = _edits(draw, workbook.id, rows, save)
        person.edited = [
            (str(edit.key["action"]), column)
            for edit in edits
            if isinstance(edit, RowChange)
            for column in edit.after
        ]
        saved = journal(workbook, f"cs-{save}", "status")
        for _ in range(draw.randrange(3)):
            person.act()
        outcome = workbook.apply(edits, saved)
        outcomes.append(outcome)
        if outcome.written:
            lines += 1
            _must_not_have_overwritten(edits, person)
            _follow(edits, rows)
    sa.event.remove(engine, "before_cursor_execute", person.maybe)
    found = {str(row[0]): dict(zip(COLUMNS[1:], row[1:], strict=True)) for row in empty.rows("actions")[1:]}
    assert found == rows
    assert len(empty.rows("edits")) == 1 + lines
    assert person.waited, "it was in the way now and then"
    assert any(outcome.conflicts for outcome in outcomes)
    assert sum(map(bool, (outcome.written for outcome in outcomes))) > len(outcomes) / 4


def _edits(
    draw: random.Random, workbook: str, rows: dict[str, dict[str, Cell]], save: int
) -> list[RowChange | RowAddition]:
    found: list[RowChange | RowAddition] = []
    for key in draw.sample(sorted(rows), min(len(rows), draw.randrange(1, 4))):
        column = draw.choice(COLUMNS[1:])
        before = {column: rows[key][column]}
        found.append(RowChange(workbook, "actions", 2, {"action": key}, before, {column: f"saved {save}"}))
    if draw.random() < 0.4:
        values = {"action": f"N-{save}", "what": "new"}
        found.append(RowAddition(workbook, "actions", values, f"add {save}", ("action",)))
    return found


def _must_not_have_overwritten(edits: list[RowChange | RowAddition], person: Person) -> None:
    for edit in edits:
        if isinstance(edit, RowChange):
            (column,) = edit.after
            assert (edit.key["action"], column) not in person.typed, (
                "typed in the very cell that was being saved"
            )


def _follow(edits: list[RowChange | RowAddition], rows: dict[str, dict[str, Cell]]) -> None:
    for edit in edits:
        if isinstance(edit, RowChange):
            rows[str(edit.key["action"])].update(edit.after)
        else:
            rows[str(edit.values["action"])] = dict.fromkeys(COLUMNS[1:]) | {"what": edit.values["what"]}


def test_a_person_who_waits_for_the_save_comes_after_it(on_postgres: Log) -> None:
    """A statement that waits is done once the save is; no deadlock ends either of them."""
    log = on_postgres.load(
        grids_of({"actions": [list(COLUMNS), ["A-1", "x", "0", None]], "edits": [JOURNAL]})
    )
    stop = threading.Event()

    def person() -> None:
        at = 0
        while not stop.is_set():
            at += 1
            log.sql(f"UPDATE edits SET who = '{at}'", f"UPDATE actions SET note = '{at}'")

    other = threading.Thread(target=person)
    other.start()
    workbook = log.workbook()
    outcomes: list[Outcome] = []
    try:
        for at in range(10):
            edit = RowChange(
                workbook.id, "actions", 2, {"action": "A-1"}, {"status": str(at)}, {"status": str(at + 1)}
            )
            outcomes.append(workbook.apply([edit], journal(workbook, f"cs {at}", "status")))
    finally:
        stop.set()
        other.join(30)
    assert all(outcome.written for outcome in outcomes)
    assert log.rows("actions")[1][2] == "10"
    assert len(log.rows("edits")) == 11
