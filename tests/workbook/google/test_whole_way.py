"""From a change set to Google and back to a log: odd texts, two replicas at one cell, a row deleted meanwhile, undo."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, Change, ChangeSet, Choice, changes_of_row, new_id, settled
from lib.log.changing.journal import change_sets, undo_of
from lib.log.format.model import CircleLog
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.ui.review import freezing
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.save import writer
from lib.workbook.google.workbook import GoogleWorkbook
from tests.examples import some
from tests.servers.sheets import structure
from tests.servers.sheets.server import SheetsServer
from tests.workbook.saving import JOURNAL, column_of, marks

HELD = date(2026, 3, 2)
NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
TEXTS = [
    "=1+1", "+1", "-2", "@x", "'quoted", "007", "TRUE", "1/2", "2026-03-04", "👩🏽‍🚀 café", "שלום עולם",
    "one\ntwo\n\nthree", "<b>&amp;</b>", '=IMPORTXML("http://x.org","//a")', "x" * 50_000,
]  # fmt: skip
KEYS = [f"A-{number:02}" for number in range(1, len(TEXTS) + 1)]
BOOK = {
    "circles": [["circle", "lead"], ["Atlas", "lee@x.org"]],
    "members": [["member", "circle"], ["ann", "Atlas"], ["bo", "Atlas"]],
    "sessions": [["session", "circle", "planned", "held"], ["Atlas-01", "Atlas", HELD, HELD]],
    "attendance": [["session", "member", "present"], ["Atlas-01", "ann", "yes"]],
    "actions": [
        ["action", "circle", "what", "status", "effect_note"],
        *([key, "Atlas", f"Task {key}", "open", ""] for key in KEYS),
    ],
    "edits": [list(JOURNAL)],
}


@dataclass
class Replica:
    """One Pharos process with its own copy of the log, which shares only the sheet with others."""

    source: Source
    id: str

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


@pytest.fixture
def book(google: SheetsServer) -> str:
    return google.load_rows(BOOK, "Circle log")


@pytest.fixture
def replica(
    make_client: Callable[..., GoogleClient], book: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Replica]:
    monkeypatch.setattr(writer, "one_save_at_a_time", lambda spreadsheet: nullcontext())

    def start() -> Replica:
        workbook = GoogleWorkbook(make_client(), book)
        return Replica(Source(workbook, check_every=3600), workbook.id)

    return start


def test_any_text_is_read_as_it_was_typed_and_undone(
    google: SheetsServer, book: str, replica: Callable[[], Replica]
) -> None:
    one = replica()
    edits = [
        edit
        for key, text in zip(KEYS, TEXTS, strict=True)
        for edit in one.edit(key, what=text, effect_note=text)
    ]
    new = Addition(one.id, "actions", {"action": "A-99", "circle": "Atlas", "what": "+1", "status": "open"})
    saved = one.save(*edits, additions=(new,))
    assert saved.is_written, saved.problems
    header, *rows = google.values(book, "actions", "FORMULA")
    assert [row[2] for row in rows] == [*TEXTS, "+1"], "typed, never run"
    other = replica()
    for log in (one.log, other.log):
        assert log.actions["what"].tolist() == [*(" ".join(text.split()) for text in TEXTS), "+1"], "one line"
        assert log.actions["effect_note"].tolist()[: len(TEXTS)] == TEXTS
    (kept,) = change_sets(other.log)
    assert {edit.key: edit.after for edit in kept.changes if edit.column == "effect_note"} == dict(
        zip(KEYS, TEXTS, strict=True)
    )

    assert other.undo(kept).is_written, "what another replica saved, from its journal alone"
    header, *rows = google.values(book, "actions")
    assert [row[2] for row in rows[:-1]] == [f"Task {key}" for key in KEYS]
    assert rows[-1][header.index("status")] == "cancelled"


def test_a_text_too_long_is_refused_by_name_and_nothing_is_written(
    google: SheetsServer, book: str, replica: Callable[[], Replica]
) -> None:
    one, before = replica(), google.values(book, "actions")
    saved = one.save(*one.edit("A-01", what="x" * 50_001), *one.edit("A-02", what="fine"))
    assert not saved.is_written
    words = str(saved.problems[0])
    assert all(part in words for part in ("actions", "A-01", "what", "50,000"))
    assert google.values(book, "actions") == before


def test_two_replicas_at_one_cell_and_undo_after_the_other(
    google: SheetsServer, book: str, replica: Callable[[], Replica]
) -> None:
    one, two = replica(), replica()
    mine, theirs = two.edit("A-01", what="two", status="done"), one.edit("A-01", what="one")
    first = one.save(*theirs)
    assert first.is_written
    second = two.save(*mine)
    assert not second.is_written
    assert [(c.change.column, c.change.before, c.theirs, c.change.after) for c in second.conflicts] == [
        ("what", "Task A-01", "one", "two")
    ]
    assert column_of(google, book, "status")["A-01"] == "open", "all or nothing"
    choices = {0: Choice(value="two")}
    wanted = settled(second.change_set, second.conflicts, choices, id=new_id(NOW), at=NOW)
    third = save(two.source, wanted, Viewer())
    assert third.is_written
    assert column_of(google, book, "what")["A-01"] == "two"

    undone = one.undo(first.change_set)
    assert not undone.is_written
    assert [(c.change.before, c.theirs, c.change.after) for c in undone.conflicts] == [
        ("one", "two", "Task A-01")
    ], "an undo is never forced"
    assert column_of(google, book, "what")["A-01"] == "two"
    assert marks(google, book) == 0


def test_what_an_undo_left_is_written_over_and_can_be_undone_again(
    google: SheetsServer, book: str, replica: Callable[[], Replica]
) -> None:
    one = replica()
    call = {"action": "A-99", "circle": "Atlas", "what": "Call", "status": "open"}
    here = {"session": "Atlas-01", "member": "bo", "present": "no"}
    rows_of = {tab: len(google.values(book, tab)) for tab in ("actions", "attendance")}

    def added(present: str, what: str) -> tuple[Addition, ...]:
        return (
            Addition(one.id, "actions", {**call, "what": what}),
            Addition(one.id, "attendance", {**here, "present": present}),
        )

    def known(of: Replica) -> tuple[list[str], list[str]]:
        actions, attendance = of.log.actions, of.log.attendance
        return (
            actions.loc[actions["action"] == "A-99", "what"].to_list(),
            attendance.loc[attendance["member"] == "bo", "present"].to_list(),
        )

    for present, what in (("no", "Call"), ("yes", "Write")):
        saved = one.save(additions=added(present, what))
        assert saved.is_written, saved
        for of in (one, replica()):
            assert known(of) == ([what], [present])
            assert of.log.set_aside.empty
        undone = one.undo(saved.change_set)
        assert undone.is_written, undone
        for of in (one, replica()):
            assert known(of) == ([], [])
            assert len(of.log.set_aside) == 2
        for tab, count in rows_of.items():
            assert len(google.values(book, tab)) == count + 1, "one row, written over"
    again = one.undo(undone.change_set)
    assert again.is_written, again
    assert known(replica()) == (["Write"], ["yes"])
    assert marks(google, book) == 0


def test_a_row_deleted_meanwhile_is_named_and_the_rest_is_not_written(
    google: SheetsServer, book: str, replica: Callable[[], Replica]
) -> None:
    one = replica()
    edits = (*one.edit("A-02", what="mine"), *one.edit("A-03", what="mine"))
    structure.delete_dimension(google.book(book), google.sheet(book, "actions"), "ROWS", 2, 3)
    saved = one.save(*edits)
    assert not saved.is_written
    words = str(saved.problems[0])
    assert "actions" in words
    assert "A-02" in words
    assert "no longer exists" in words
    assert column_of(google, book, "what")["A-03"] == "Task A-03"
    assert google.values(book, "edits") == [list(JOURNAL)]
    assert marks(google, book) == 0


@pytest.mark.parametrize("restarted", [False, True], ids=["the same process", "another process"])
@pytest.mark.parametrize("step", some([1, 2, 3, 4], 2))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_google_fails_until_pharos_gives_up_and_the_same_save_is_tried_again(
    google: SheetsServer, book: str, replica: Callable[[], Replica], step: int, after: bool, restarted: bool
) -> None:
    """Saved is only said of what is in the sheet, whole, once, and with its journal; and it can be saved in the end."""
    one = replica()
    row = {"session": "Atlas-01", "member": "bo", "present": "no"}
    additions = (
        Addition(one.id, "attendance", row),
        Addition(one.id, "actions", {"action": "A-99", "circle": "Atlas", "what": "Call", "status": "open"}),
    )
    wanted = ChangeSet(new_id(NOW), "local", NOW, one.edit("A-01", status="done"), additions)
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            google.fail("status", path="/v4/", times=None, after=after)

    google.before("atchUpdate", count, times=step)
    first = save(one.source, wanted, Viewer(), sleep=lambda seconds: None)
    google.recover()
    tried = replica() if restarted else one
    for _ in range(3):
        again = save(tried.source, wanted, Viewer(), sleep=lambda seconds: None)
        if again.is_written:
            break
        assert again.is_unknown or again.problems
    present = {tuple(line[:3]) for line in google.values(book, "attendance")[1:] if line}
    done = {line[0]: line[3] for line in google.values(book, "actions")[1:] if line and line[0]}
    journal = [line for line in google.values(book, "edits")[1:] if line]
    if again.is_written:
        assert ("Atlas-01", "bo", "no") in present
        assert (done["A-01"], done["A-99"]) == ("done", "open")
        assert len(journal) == 3
        assert all(line[0] for line in journal)
    else:
        assert restarted, again.problems
    assert first.is_written <= again.is_written


def test_saved_is_not_said_of_a_value_that_only_the_log_at_hand_still_has(
    google: SheetsServer, book: str, replica: Callable[[], Replica]
) -> None:
    """Someone typed the wanted value, Pharos read it, and since then someone typed another one."""
    one = replica()
    mine = one.edit("A-01", status="done")
    google.type(book, "actions!D2", "done")
    one.source.refresh_now()
    google.type(book, "actions!D2", "blocked")
    before = google.values(book, "actions")
    for edits in (mine, (*mine, *one.edit("A-02", what="mine"))):
        saved = one.save(*edits)
        assert not saved.is_written
        assert [(c.change.key, c.theirs) for c in saved.conflicts] == [("A-01", "blocked")]
        assert google.values(book, "actions") == before
        google.type(book, "actions!D2", "done")
        one.source.refresh_now()
        google.type(book, "actions!D2", "blocked")
    assert marks(google, book) == 0


def test_a_value_that_is_there_already_is_saved_once_that_is_read(
    google: SheetsServer, book: str, replica: Callable[[], Replica]
) -> None:
    one = replica()
    mine = one.edit("A-01", status="done")
    google.type(book, "actions!D2", "done")
    one.source.refresh_now()
    google.fail("status", path="/v4/", times=None)
    saved = one.save(*mine)
    assert (saved.is_written, saved.is_unknown) == (False, False)
    assert "could not be read again" in str(saved.problems[0])
    google.recover()
    google.clear_log()
    assert one.save(*mine).is_written
    assert google.counts().get("spreadsheets.batchUpdate", 0) == 0, "nothing is written"
    assert google.values(book, "edits") == [list(JOURNAL)]


def test_a_review_frozen_on_two_servers_is_one_and_can_be_taken_back(replica: Callable[[], Replica]) -> None:
    """Both servers have read the log before either freezes; the second is refused, and the row of the first is emptied
    by its undo."""
    one, other = replica(), replica()
    assert len(one.log.reviews) == len(other.log.reviews) == 0
    values = {"review": "R-1", "date": HELD, "summary": "mine\nand more", "figures": '{"version":1}'}
    first = one.save(additions=(Addition(one.id, "reviews", values),))
    assert first.is_written
    second = other.save(additions=(Addition(other.id, "reviews", {**values, "summary": "theirs"}),))
    assert not second.is_written
    assert freezing.TAKEN in second.problems[0].text
    assert one.undo(first.change_set).is_written
    assert len(one.log.reviews) == 0
    assert len(replica().log.reviews) == 0
