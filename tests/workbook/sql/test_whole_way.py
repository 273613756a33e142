"""From a change set to a database and back to a log, by two servers: conflicts, undo, and a person's own SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from lib.access.redaction import Viewer
from lib.bring.workbook import BroughtSnapshots, BroughtWorkbook
from lib.log.changing.changes import Addition, Change, ChangeSet, Choice, changes_of_row, new_id, settled
from lib.log.changing.journal import change_sets, undo_of
from lib.log.format.model import CircleLog
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from tests.examples import thorough
from tests.source.test_refresh import settle
from tests.workbook.sql_help import Log, grids_of

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
HELD = date(2026, 3, 2)
TEXTS = [
    "=1+1",
    "007",
    "TRUE",
    "2026-03-04",
    "👩🏽‍🚀 café",
    "שלום",
    "one\n\nthree",
    "<b>&amp;</b>",
    "x" * 50_000,
]
KEYS = [f"A-{number:02}" for number in range(1, len(TEXTS) + 1)]
BOOK = {
    "circles": [["circle", "lead"], ["Atlas", "lee@x.org"]],
    "members": [["member", "circle"], ["ann", "Atlas"], ["bo", "Atlas"]],
    "sessions": [["session", "circle", "planned", "held"], ["Atlas-01", "Atlas", HELD, HELD]],
    "attendance": [["session", "member", "present"], ["Atlas-01", "ann", "yes"]],
    "actions": [
        ["action", "circle", "what", "status", "effect_note"],
        *([key, "Atlas", f"Task {key}", "open", None] for key in KEYS),
    ],
}


@dataclass
class Replica:
    """One Pharos process with its own copy of the log, which shares only the database with others."""

    source: Source
    id: str

    @classmethod
    def on(cls, log: Log) -> Replica:
        workbook = BroughtWorkbook(log.workbook())
        return cls(Source(workbook, check_every=3600), workbook.id)

    @property
    def log(self) -> CircleLog:
        return self.source.current().log

    def edit(self, key: str, **after: object) -> tuple[Change, ...]:
        actions = self.log.actions
        return changes_of_row("actions", actions[actions["action"] == key].iloc[0].to_dict(), after)

    def save(self, *edits: Change, additions: tuple[Addition, ...] = ()) -> Saved:
        return save(self.source, ChangeSet(new_id(NOW), "local", NOW, edits, additions), Viewer())

    def undo(self, change_set: ChangeSet) -> Saved:
        back = undo_of(change_set, self.log, id=new_id(NOW), who="local", at=NOW)
        return save(self.source, back.change_set, Viewer())


@pytest.fixture(params=["postgresql", pytest.param("sqlite", marks=thorough)])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    is_sqlite = request.param == "sqlite"
    log = Log(f"sqlite:///{tmp_path / 'log.db'}") if is_sqlite else request.getfixturevalue("on_postgres")
    yield log.load(grids_of(BOOK))
    log.close()


def test_a_server_that_starts_while_the_database_is_down_shows_the_last_good_log(tmp_path: Path) -> None:
    """Its days are days again, and it goes on by itself once the database is back."""
    path, away = tmp_path / "log.db", tmp_path / "away.db"
    log, stored = Log(f"sqlite:///{path}").load(grids_of(BOOK)), tmp_path / "snapshots"

    def server() -> Source:
        workbook = BroughtWorkbook(log.workbook())
        return Source(workbook, check_every=0, snapshot_file=BroughtSnapshots(stored, workbook.id))

    first = server()
    good = first.current()
    settle(first)
    path.rename(away)
    second = server()
    second.current()
    settle(second)
    shown = second.current()
    assert shown.problem is not None
    assert "there is no such file" in shown.problem
    assert shown.read_at == good.read_at
    for tab in BOOK:
        pd.testing.assert_frame_equal(shown.log.tabs[tab], good.log.tabs[tab])
    assert shown.log.sessions["held"].tolist() == [pd.Timestamp(HELD)]
    new = Addition(second.current().workbook, "actions", {"action": "A-99", "circle": "Atlas", "what": "x"})
    refused = save(second, ChangeSet(new_id(NOW), "local", NOW, (), (new,)), Viewer())
    assert not refused.is_written
    assert "there is no such file" in str(refused.problems[0])
    assert not path.exists(), "a save makes no empty database"
    away.rename(path)
    log.sql("UPDATE actions SET what = 'typed' WHERE action = 'A-01'")
    second.current()
    settle(second)
    back = second.current()
    assert back.problem is None
    assert back.log.actions["what"].iloc[0] == "typed"


def test_what_one_server_saves_another_reads_and_undoes_from_its_journal(book: Log) -> None:
    one = Replica.on(book)
    edits = [
        edit
        for key, text in zip(KEYS, TEXTS, strict=True)
        for edit in one.edit(key, what=text, effect_note=text)
    ]
    new = Addition(one.id, "actions", {"action": "A-99", "circle": "Atlas", "what": "+1", "status": "open"})
    saved = one.save(*edits, additions=(new,))
    assert saved.is_written, saved.problems
    assert [row[4] for row in book.rows("actions")[1:-1]] == TEXTS
    other = Replica.on(book)
    for log in (one.log, other.log):
        assert log.actions["effect_note"].tolist()[: len(TEXTS)] == TEXTS
    (kept,) = change_sets(other.log)
    assert len(kept.changes) == 2 * len(TEXTS)
    assert other.undo(kept).is_written
    rows = book.rows("actions")[1:]
    assert [row[2] for row in rows[:-1]] == [f"Task {key}" for key in KEYS]
    assert rows[-1][3] == "cancelled"
    assert len(change_sets(Replica.on(book).log)) == 2


def test_two_servers_and_a_person_at_one_cell(book: Log) -> None:
    one, two = Replica.on(book), Replica.on(book)
    mine, theirs = two.edit("A-01", what="two", status="done"), one.edit("A-01", what="one")
    first = one.save(*theirs)
    assert first.is_written
    second = two.save(*mine)
    assert not second.is_written
    assert [(c.change.column, c.change.before, c.theirs, c.change.after) for c in second.conflicts] == [
        ("what", "Task A-01", "one", "two")
    ]
    assert book.rows("actions")[1][3] == "open", "all or nothing"
    wanted = settled(second.change_set, second.conflicts, {0: Choice(value="two")}, id=new_id(NOW), at=NOW)
    assert save(two.source, wanted, Viewer()).is_written
    undone = one.undo(first.change_set)
    assert [(c.change.before, c.theirs, c.change.after) for c in undone.conflicts] == [
        ("one", "two", "Task A-01")
    ], "an undo is never forced"
    stale = one.edit("A-02", what="mine")
    book.sql(
        "DELETE FROM actions WHERE action = 'A-02'", "UPDATE actions SET what = 'sql' WHERE action = 'A-03'"
    )
    refused = one.save(*stale, *one.edit("A-03", what="mine"))
    assert not refused.is_written
    assert "A-02" in str(refused.problems[0])
    one.source.refresh_now()
    assert one.log.actions["what"].tolist()[:2] == ["two", "sql"]
    assert "A-02" not in one.log.actions["action"].tolist()
