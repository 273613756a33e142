"""Saving when things go wrong: lost answers, crashes at every step, two saves at once, rows deleted or moved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lib.workbook.base import Outcome, RowAddition, UnknownOutcome
from lib.workbook.common.placeholder import is_placeholder
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save import writer
from lib.workbook.google.save.lock import LeftoverLock, LockLost
from lib.workbook.google.save.marks import LOCK_ID, first_lease, lock, read_lease
from lib.workbook.google.save.recovery import recover
from lib.workbook.google.workbook import GoogleWorkbook
from tests.examples import some
from tests.servers.sheets import structure
from tests.servers.sheets.server import SheetsServer
from tests.servers.sheets.tag_requests import create
from tests.workbook.google_help import Time
from tests.workbook.saving import (
    JOURNAL,
    TABS,
    action,
    change,
    column_of,
    is_saved,
    journal,
    log_session,
    marks,
    present,
)

APPENDS = int(os.environ.get("PHAROS_APPENDS", "80"))
"""The whole run is 2,000."""
WRITES = "atchUpdate"
START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
MakeClient = Callable[..., GoogleClient]


class Crash(BaseException):
    """The process dies."""


@pytest.fixture
def book(google: SheetsServer) -> str:
    return google.load_rows(TABS, "Circle log")


@pytest.fixture
def workbook(google: SheetsServer, client: GoogleClient, book: str) -> GoogleWorkbook:
    return opened(client, book)


def opened(
    client: GoogleClient, book: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> GoogleWorkbook:
    """The spreadsheet as a separate process sees it; only the sheet is shared."""
    workbook = GoogleWorkbook(client, book, now=now)
    workbook.read()
    return workbook


def at_write(google: SheetsServer, step: int, order: Callable[[], Any]) -> None:
    """Call `order` before the write with this number from now."""
    left = step - 1

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            order()

    if left == 0:
        order()
    else:
        google.before(WRITES, count, times=left)


@pytest.mark.parametrize("fault", some(["status", "drop", "html", "quota"], 2))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_request_that_fails_at_any_step_is_detected(
    google: SheetsServer, workbook: GoogleWorkbook, book: str, fault: str, after: bool, step: int
) -> None:
    at_write(google, step, lambda: google.fail(fault, path=WRITES, after=after))
    outcome = log_session(workbook)
    assert len(outcome.written) == 5
    assert outcome.rows[:3] == (2, 6, 4)
    assert is_saved(google, book)
    assert workbook.apply([present(workbook, "S-3", "bo")]).written, "no lock is left"
    assert marks(google, book) == 0


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_save_whose_outcome_is_unknown_is_finished_when_tried_again(
    google: SheetsServer, workbook: GoogleWorkbook, book: str, after: bool, step: int
) -> None:
    def order() -> None:
        google.fail("drop", path=WRITES, after=after)
        google.fail("drop", times=None)

    at_write(google, step, order)
    with pytest.raises(UnknownOutcome, match=r"save again|not known"):
        log_session(workbook)
    google.recover()
    outcome = log_session(workbook)
    assert len(outcome.written) == 5
    assert is_saved(google, book)
    assert marks(google, book) == 0


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_crash_at_any_step_is_cleaned_up_by_the_next_start(
    google: SheetsServer,
    make_client: MakeClient,
    book: str,
    monkeypatch: pytest.MonkeyPatch,
    after: bool,
    step: int,
) -> None:
    doomed = opened(make_client(), book, lambda: START)
    client = doomed._writing()._client
    send, sent = client.request, 0

    def dies(*arguments: Any, **options: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent == step and not after:
            raise Crash
        answer = send(*arguments, **options)
        if sent == step:
            raise Crash
        return answer

    monkeypatch.setattr(client, "request", dies)
    with pytest.raises(Crash):
        log_session(doomed)
    left = marks(google, book)
    assert bool(left) == ((step, after) not in ((1, False), (4, True)))
    checks_after: list[float] = []
    early = opened(make_client(), book, lambda: START + timedelta(seconds=30))
    early._writing()._run_later = lambda seconds, work: checks_after.append(seconds)
    assert early.tidy() == ()
    assert checks_after == ([31.0] if left else []), (
        "it may belong to someone who is saving: it is checked again"
    )
    assert marks(google, book) == left
    later = opened(make_client(), book, lambda: START + timedelta(minutes=2))
    words = " ".join(later.tidy())
    assert marks(google, book) == 0
    was_written = step > 3 or (step == 3 and after)
    assert is_saved(google, book) == was_written
    expected = {
        1: "before it wrote",
        2: "undone",
        3: "complete" if after else "undone",
        4: "complete",
    }
    assert (
        words == ""
        if not left
        else expected[step] in words or (step == 2 and not after and "before" in words)
    )
    assert bool(log_session(later).written) == (not was_written) or was_written
    assert later.tidy() == ()


def test_the_next_save_cleans_up_by_itself(google: SheetsServer, make_client: MakeClient, book: str) -> None:
    doomed = opened(make_client(), book, lambda: START)
    at_write(google, 3, lambda: google.fail("drop", times=None))
    with pytest.raises(UnknownOutcome):
        log_session(doomed)
    google.recover()
    key, text = google.values(book, "actions")[5]
    assert key == "A-5"
    assert is_placeholder(text)
    google.type(book, "actions!E6", "typed beside it")
    other = opened(make_client(), book, lambda: START + timedelta(minutes=2))
    assert other.apply(
        [change(other, "A-2", 3, note=("soon", "now"))], journal(other, "other", "note")
    ).written
    assert google.values(book, "actions")[5] == ["", "", "", "", "typed beside it"], "theirs stays"
    assert [line[2] for line in google.values(book, "edits")[1:] if line] == ["other"]
    assert marks(google, book) == 0
    assert log_session(doomed).written, "nothing of the interrupted try is in its way"


def test_a_save_waits_for_someone_elses_lock(
    google: SheetsServer, workbook: GoogleWorkbook, book: str, time: Time
) -> None:
    held(google, book, datetime.now(UTC))
    at_write(google, 4, lambda: google.book(book).tags.tags.clear())
    assert log_session(workbook).written
    assert len(time.slept) == 2
    held(google, book, datetime.now(UTC))
    before = google.values(book, "actions")
    with pytest.raises(GoogleError, match="someone else is saving"):
        workbook.apply([change(workbook, "A-2", 3, note=("soon", "now"))])
    assert google.values(book, "actions") == before
    assert 60 < sum(time.slept) < 120
    assert google.counts()["spreadsheets.batchUpdate"] < 50, "it does not ask too often"


def held(google: SheetsServer, book: str, now: datetime) -> None:
    """Someone else's lock."""
    create(google.book(book), lock(first_lease("another", now))["createDeveloperMetadata"], None)


@pytest.mark.parametrize("step", [2, 3])
@pytest.mark.parametrize("still_held", [True, False])
def test_a_save_that_took_too_long_writes_nothing(
    google: SheetsServer, make_client: MakeClient, book: str, step: int, still_held: bool
) -> None:
    """Its lock expires before its second or third request, and another save takes the lock and cleans up."""
    slow = opened(make_client(), book, lambda: START)
    quick = opened(make_client(), book, lambda: START + timedelta(minutes=2))
    session = quick._writing().session("other")
    row_writer = quick._writing().row_writer(session, quick._fresh_layout(False))
    client, sent = slow._writing()._client, 0
    send = client.request

    def late(*arguments: Any, **options: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent == step:
            with pytest.raises(LeftoverLock) as leftover:
                session.open([])
            recover(row_writer, leftover.value.lease)
            if not still_held:
                session.close()
        return send(*arguments, **options)

    client.request = late  # type: ignore[method-assign]
    with pytest.raises(LockLost if step == 2 else UnknownOutcome, match="took too long"):
        log_session(slow)
    assert not is_saved(google, book)
    assert not still_held or session.close() is not None
    assert marks(google, book) == 0
    assert log_session(slow).written
    assert is_saved(google, book)


@pytest.mark.parametrize("same_cell", [False, True])
def test_two_replicas_that_save_at_once(
    google: SheetsServer, make_client: MakeClient, book: str, same_cell: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has its own view of the log; the only lock they share is the one in the sheet."""
    monkeypatch.setattr(writer, "one_save_at_a_time", lambda spreadsheet: nullcontext())
    replicas = [opened(make_client(), book) for _ in range(4)]
    columns = ["note"] * 4 if same_cell else ["note", "status", "what", "due"]
    seen = {"note": "soon", "status": "open", "what": "Call the bank", "due": 46086}
    barrier, outcomes = threading.Barrier(4), [Outcome()] * 4

    def save(number: int) -> None:
        barrier.wait()
        replica, column = replicas[number], columns[number]
        changes = [
            change(replica, "A-2", 3, **{column: (seen[column], f"mine {number}")}),
            action(replica, f"R-{number}"),
        ]
        outcomes[number] = replica.apply(changes, journal(replica, f"cs-{number}", column))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    written = [number for number, outcome in enumerate(outcomes) if outcome.written]
    assert len(written) == (1 if same_cell else 4)
    lines = google.values(book, "edits")[1:]
    assert sorted(line[2] for line in lines) == sorted(f"cs-{number}" for number in written)
    row = dict(zip(google.values(book, "actions")[0], google.values(book, "actions")[2], strict=True))
    for number in written:
        assert row[columns[number]] == f"mine {number}"
    for number, outcome in enumerate(outcomes):
        if number not in written:
            assert [(c.before, c.theirs, c.mine) for c in outcome.conflicts] == [
                ("soon", f"mine {written[0]}", f"mine {number}")
            ]
    assert sorted(k for k in column_of(google, book, "what") if k.startswith("R-")) == [
        f"R-{n}" for n in written
    ]
    assert marks(google, book) == 0


def test_two_replicas_that_use_the_same_new_key(
    google: SheetsServer, make_client: MakeClient, book: str
) -> None:
    one, two = opened(make_client(), book), opened(make_client(), book)
    assert one.apply([action(one, "A-5", "from one")]).written
    outcome = two.apply([action(two, "A-5", "from two"), change(two, "A-2", 3, note=("soon", "x"))])
    assert outcome.refused == ("actions: the key A-5 is already in use, in row 6",)
    assert column_of(google, book, "note")["A-2"] == "soon"


def test_two_processes(google: SheetsServer, book: str, key: dict[str, Any], tmp_path: Any) -> None:
    """Twenty saves from two processes to one cell, each adding to what it holds: none is lost."""
    google.office.required = False
    script = """
import json, os, sys
from lib.workbook.base import RowChange
from lib.workbook.google.account import Account
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.workbook import GoogleWorkbook
workbook = GoogleWorkbook(GoogleClient(Account(json.load(open(sys.argv[1])))), sys.argv[2])
saved = 0
while saved < 10:
    grid = next(grid for grid in workbook.read().grids if grid.tab == "actions")
    seen = grid.cell(4, 4)
    mine = f"{seen} {sys.argv[3]}{saved}"
    outcome = workbook.apply([RowChange(workbook.id, "actions", 4, {"action": "A-3"}, {"note": seen}, {"note": mine})])
    saved += bool(outcome.written)
    assert outcome.written or outcome.conflicts, outcome
"""
    path = tmp_path / "key.json"
    path.write_text(json.dumps(key))
    runs = [
        subprocess.Popen([sys.executable, "-c", script, str(path), book, name], stderr=subprocess.PIPE)
        for name in ("a", "b")
    ]
    for run in runs:
        _, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors.decode()
    words = google.values(book, "actions")[3][4].split()
    assert sorted(words) == sorted(["1", *(f"{name}{number}" for name in "ab" for number in range(10))])
    assert marks(google, book) == 0


def test_a_row_deleted_in_the_middle_takes_everything_back(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.before("batchUpdateByDataFilter", lambda: google.book(book) and delete_row(google, book, "A-1"))
    changes = [
        change(workbook, "A-1", 2, status=("open", "done")),
        change(workbook, "A-2", 3, status=("open", "done")),
        action(workbook, "A-5"),
    ]
    outcome = workbook.apply(changes, journal(workbook, "cs", "status"))
    assert outcome.written == ()
    assert "A-1): this row no longer exists" in outcome.refused[0]
    assert column_of(google, book, "status") == {"A-2": "open", "A-3": "doing", "A-4": "open"}
    assert google.values(book, "edits") == [list(JOURNAL)]
    assert marks(google, book) == 0


def delete_row(google: SheetsServer, book: str, key: str) -> None:
    sheet = google.sheet(book, "actions")
    row = next(r for r in range(len(sheet.rows)) if sheet.value(r, 0) == key)
    structure.delete_dimension(google.book(book), sheet, "ROWS", row, row + 1)


def test_a_cell_typed_into_in_the_middle_is_a_conflict(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    """After the look and before the rows are tagged: the new rows that were added by then are blanked again."""
    google.before(":batchUpdate", lambda: google.type(book, "actions!D2", "blocked"), times=2)
    outcome = log_session(workbook)
    assert [(c.before, c.theirs, c.mine) for c in outcome.conflicts] == [("open", "blocked", "done")]
    assert column_of(google, book, "status")["A-1"] == "blocked"
    google.type(book, "actions!D2", "open")
    assert not is_saved(google, book)
    assert log_session(workbook).written


@pytest.mark.parametrize("when", ["before", "after"])
def test_appends_that_fail_are_tried_again_and_none_is_doubled_or_lost(
    google: SheetsServer, workbook: GoogleWorkbook, book: str, when: str
) -> None:
    """A tenth of all requests fail before they are done, and a tenth after; half of the rows come with a journal."""
    for after in (False, True):
        google.fail(
            "status" if when == "before" else "drop", path=WRITES, times=None, probability=0.1, after=after
        )
    for number in range(APPENDS // 2):
        new = RowAddition(
            book, "attendance", {"session": "S", "member": f"m{number}", "present": "yes"}, f"op {number}"
        )
        for _ in range(5):
            try:
                assert workbook.apply(
                    [new], journal(workbook, f"cs-{number}", "x") if number % 2 else ()
                ).written
                break
            except UnknownOutcome:
                continue
    google.recover()
    workbook.apply([present(workbook, "S-9", "last")])
    members = [row[1] for row in google.values(book, "attendance")[1:]]
    assert members == ["ana", "bo", *(f"m{number}" for number in range(APPENDS // 2)), "last"]
    lines = [row[2] for row in google.values(book, "edits")[1:]]
    assert lines == [f"cs-{number}" for number in range(1, APPENDS // 2, 2)]
    assert marks(google, book) == 0


def test_a_lock_with_an_unreadable_value_has_expired() -> None:
    lease = first_lease("abc", START)
    assert read_lease(str(lease)) == lease
    assert read_lease("what?").until < START
    assert LOCK_ID > 0
