"""A state that lost a header or most rows of a tab is held back: until it recovers, or until someone accepts it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, ChangeSet, changes_of_row, new_id
from lib.log.changing.journal import undo_of
from lib.source.accepted import Accepted
from lib.source.loaded import Loaded
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.workbook.base import CellAddress, Grid, Outcome, RowAddition, RowChange, Snapshot, WorkbookError
from lib.workbook.common.snapshots import SnapshotFile
from lib.workbook.common.store import store_at
from lib.workbook.excel.workbook import ExcelWorkbook
from lib.workbook.many.workbook import SeveralWorkbooks
from tests.data.logs import FIVE_TABS, grid, write_xlsx
from tests.examples import thorough
from tests.source.test_refresh import Clock, raises, settle

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
ADMIN = Viewer()
Rows = list[dict[str, object]]


def actions(count: int) -> Rows:
    return [
        {"action": f"X-{number}", "circle": "Atlas", "what": "Call", "status": "open"}
        for number in range(count)
    ]


def no_actions() -> Rows:
    return [{"action": "", "circle": "", "what": "", "status": ""}]


def insights(count: int) -> Rows:
    return [{"insight": f"I-{number}", "session": "A-1", "text": "Ask"} for number in range(count)]


class Sheet:
    """A workbook in memory that people type into: `tables` is its content. Without `instant`, it does not say the
    revision of a save at once, as Google does not."""

    def __init__(self, id: str = "sheet", circle: str = "Atlas") -> None:
        self.id, self.title = id, f"Circle {circle}"
        self.tables: dict[str, Rows] = FIVE_TABS | {
            "circles": [{"circle": circle}],
            "actions": [row | {"circle": circle} for row in actions(20)],
            "insights": insights(20),
        }
        self.headless: set[str] = set()
        self.version = 1
        self.reads = self.saves = self.tidied = 0
        self.broken = ""
        self.before_answer = lambda: None
        self._turn = threading.Lock()

    def type(self, **tabs: Rows) -> None:
        """Replace tabs."""
        with self._turn:
            self.tables = self.tables | tabs
            self.version += 1

    def delete(self, tab: str) -> None:
        self.tables = {name: rows for name, rows in self.tables.items() if name != tab}
        self.version += 1

    def delete_header(self, tab: str) -> None:
        self.headless.add(tab)
        self.version += 1

    def revision(self) -> str:
        if self.broken:
            raise WorkbookError(self.broken)
        return str(self.version)

    def read(self, *, force: bool = False) -> Snapshot:
        self.reads += 1
        with self._turn:
            revision, grids = self.revision(), tuple(self._grid(name) for name in self.tables)
        self.before_answer()
        return Snapshot(revision, grids, datetime.now(UTC), title=self.title)

    def link(self, cell: CellAddress) -> str:
        return f"https://sheets.example.org/{self.id}#{cell.tab}"

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        self.saves += 1
        tables = {name: [dict(row) for row in rows] for name, rows in self.tables.items()}
        for change in (*changes, *journal):
            if isinstance(change, RowAddition):
                tables.setdefault(change.tab, []).append(dict(change.values))
            else:
                tables[change.tab][change.row - 2] |= change.after
        self.tables, self.version = tables, self.version + 1
        return Outcome(written=(*changes, *journal), rows=tuple(2 for _ in (*changes, *journal)))

    def tidy(self) -> tuple[str, ...]:
        self.tidied += 1
        return ()

    def _grid(self, name: str) -> Grid:
        of = grid(name, self.tables[name], workbook=self.id)
        columns = [[str(cell) for cell in column] for column in of.columns]
        return replace(of, columns=[column[1:] for column in columns] if name in self.headless else columns)


class Watched:
    """A sheet, the source that shows it, and the clock that decides when it is checked."""

    def __init__(
        self,
        stored: SnapshotFile | None = None,
        sheet: Sheet | None = None,
        accepted: Accepted | None = None,
    ) -> None:
        self.sheet, self.clock = sheet or Sheet(), Clock()
        self.source = Source(
            self.sheet, check_every=60, snapshot_file=stored, clock=self.clock, accepted=accepted
        )
        self.source.current()
        settle(self.source)

    def after_a_minute(self) -> Loaded:
        self.clock.now += 61
        self.source.current()
        settle(self.source)
        return self.source.current()

    def accept(self) -> bool:
        held = self.source.current().held
        assert held is not None
        return self.source.accept(held.token)

    def save(self, *additions: Addition, **after: object) -> Saved:
        """Save new values of every action, and new records."""
        log = self.source.current().log
        rows = log.actions.to_dict("records") if after else []
        changes = [change for row in rows for change in changes_of_row("actions", row, after)]
        return save(self.source, ChangeSet(new_id(NOW), "local", NOW, tuple(changes), additions), ADMIN)


def clauses(loaded: Loaded) -> list[str]:
    return [loss.clause() for loss in loaded.held.losses] if loaded.held else []


def counts(source: Source) -> tuple[int, int]:
    log = source.current().log
    return len(log.actions), len(log.insights)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_an_empty_tab_is_held_back_and_the_last_good_log_stays(watched: Watched) -> None:
    good = watched.source.current()
    before = datetime.now(UTC)
    watched.sheet.type(actions=no_actions())
    shown = watched.after_a_minute()
    assert clauses(shown) == ["the actions tab is empty"]
    assert (shown.revision, shown.read_at, shown.log) == (good.revision, good.read_at, good.log)
    assert shown.held is not None
    assert shown.held.losses[0].since >= before
    assert (shown.problem, shown.refreshing) == (None, False)
    assert any(of.tab == "actions" and of.height == 21 for of in watched.source.grids)


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("actions", "the actions tab is without its header row"),
        ("members", "the members tab is without its header row"),
        ("insights", "the insights tab is without its header row"),
    ],
)
def test_a_deleted_header_is_held_back(watched: Watched, tab: str, words: str) -> None:
    watched.sheet.delete_header(tab)
    assert clauses(watched.after_a_minute()) == [words]
    assert counts(watched.source) == (20, 20)


@pytest.mark.parametrize(("left", "is_held"), [(9, True), (10, False), (11, False)])
def test_more_than_half_must_be_gone(watched: Watched, left: int, is_held: bool) -> None:
    watched.sheet.type(insights=insights(left))
    assert clauses(watched.after_a_minute()) == [f"the insights tab is down to {left} of 20 rows"] * is_held
    assert counts(watched.source) == (20, 20 if is_held else left)


def test_small_tabs_and_moved_rows_are_fine(watched: Watched) -> None:
    watched.sheet.type(attendance=[{"session": "", "member": "", "present": ""}], actions=actions(20)[::-1])
    shown = watched.after_a_minute()
    assert (shown.held, len(shown.log.attendance), shown.log.actions["action"].iloc[0]) == (None, 0, "X-19")


def test_a_first_read_is_shown_whatever_it_holds() -> None:
    sheet = Sheet()
    sheet.type(actions=no_actions())
    assert Watched(sheet=sheet).source.current().held is None


def test_a_required_tab_that_is_gone_can_be_accepted(watched: Watched) -> None:
    watched.sheet.delete("members")
    shown = watched.after_a_minute()
    assert (clauses(shown), shown.problem) == (["the members tab is missing"], None)
    assert not shown.log.missing_tabs
    assert watched.accept()
    assert watched.source.current().log.missing_tabs == ("members",)


def test_a_state_that_is_held_back_is_not_read_again_until_it_changes(watched: Watched) -> None:
    watched.sheet.type(actions=no_actions())
    since = [watched.after_a_minute().held for _ in range(3)]
    assert watched.sheet.reads == 2
    watched.sheet.type(insights=insights(19))
    held = watched.after_a_minute().held
    assert watched.sheet.reads == 3
    assert held is not None
    assert since[0] is not None
    assert held.token != since[0].token
    assert held.losses[0].since == since[0].losses[0].since, "it is still the same loss"


def test_a_local_file_is_not_read_again_on_every_page() -> None:
    sheet = Sheet()
    source = Source(sheet)
    source.current()
    sheet.type(actions=no_actions())
    assert clauses(source.current()) == ["the actions tab is empty"]
    work = source._work
    for _ in range(5):
        assert clauses(source.current()) == ["the actions tab is empty"]
    assert (sheet.reads, source._work) == (2, work)


def test_it_ends_by_itself_when_the_sheet_recovers(watched: Watched) -> None:
    watched.sheet.type(actions=no_actions())
    assert watched.after_a_minute().held
    watched.sheet.type(actions=actions(21))
    shown = watched.after_a_minute()
    assert (shown.held, len(shown.log.actions)) == (None, 21)
    watched.sheet.delete_header("actions")
    assert watched.after_a_minute().held
    watched.sheet.headless.clear()
    watched.sheet.version = 3  # as it was before
    shown = watched.after_a_minute()
    assert (shown.held, shown.revision, len(shown.log.actions)) == (None, "3", 21)
    assert watched.save(status="done").is_written


def test_refresh_now_finds_a_loss_and_a_recovery(watched: Watched) -> None:
    watched.sheet.type(actions=no_actions())
    assert clauses(watched.source.refresh_now()) == ["the actions tab is empty"]
    watched.sheet.type(actions=actions(20))
    assert watched.source.refresh_now().held is None


def test_trouble_while_a_state_is_held_back_is_reported_and_it_stays_held(watched: Watched) -> None:
    watched.sheet.type(actions=no_actions())
    watched.after_a_minute()
    watched.sheet.broken = "Google cannot be reached"
    shown = watched.after_a_minute()
    assert (shown.problem, clauses(shown)) == ("Google cannot be reached", ["the actions tab is empty"])
    watched.sheet.broken = ""
    assert (watched.after_a_minute().problem, counts(watched.source)) == (None, (20, 20))


def test_an_accepted_state_is_the_good_one_and_the_next_loss_is_held_back_again(watched: Watched) -> None:
    watched.sheet.type(actions=no_actions())
    shown = watched.after_a_minute()
    assert shown.held is not None
    assert not watched.source.accept("another")
    assert watched.accept()
    assert not watched.source.accept(shown.held.token), "once"
    assert (counts(watched.source), watched.source.current().held) == ((0, 20), None)
    assert watched.source.current().revision == shown.held.revision
    assert watched.after_a_minute().held is None
    assert watched.sheet.reads == 2
    watched.sheet.type(insights=insights(3))
    assert clauses(watched.after_a_minute()) == ["the insights tab is down to 3 of 20 rows"]
    assert counts(watched.source) == (0, 20)


def test_what_is_accepted_on_one_server_is_shown_on_all(tmp_path: Path) -> None:
    sheet, folder = Sheet(), store_at(f"file://{tmp_path}") / "accepted"
    one, other, late = (Watched(None, sheet, Accepted(folder, sheet.id)) for _ in range(3))
    sheet.type(actions=no_actions())
    assert one.after_a_minute().held
    assert other.after_a_minute().held
    assert one.accept()
    shown = other.after_a_minute()
    assert (shown.held, counts(other.source)) == (None, (0, 20))
    assert late.after_a_minute().held is None, "it was accepted before this server saw it"
    sheet.type(insights=insights(3))
    for server in (one, other, late):
        assert clauses(server.after_a_minute()) == ["the insights tab is down to 3 of 20 rows"], (
            "another loss is another question"
        )


def test_a_store_that_fails_leaves_the_loss_held_elsewhere(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    watched = Watched(None, None, Accepted(blocked / "accepted", "sheet"))
    watched.sheet.type(actions=no_actions())
    assert watched.after_a_minute().held
    assert watched.accept()
    assert watched.after_a_minute().held is None


def test_only_the_state_that_was_seen_can_be_accepted(watched: Watched) -> None:
    watched.sheet.type(actions=no_actions())
    seen = watched.after_a_minute().held
    assert seen is not None
    watched.sheet.type(insights=insights(3))
    newest = watched.after_a_minute()
    assert clauses(newest) == ["the actions tab is empty", "the insights tab is down to 3 of 20 rows"]
    assert not watched.source.accept(seen.token)
    assert counts(watched.source) == (20, 20)
    assert watched.accept()
    assert counts(watched.source) == (0, 3)


def test_nothing_to_accept_before_the_first_read() -> None:
    assert not Source(Sheet()).accept("")


def test_an_accepted_log_has_a_revision_of_its_own(watched: Watched) -> None:
    """A revision may lag behind the cells, and what was found from a log is remembered by its revision."""
    good = watched.source.current().revision
    watched.sheet.type(actions=no_actions())
    watched.sheet.version -= 1
    assert watched.source.refresh_now().held
    assert watched.accept()
    assert watched.source.current().revision != good
    assert (watched.after_a_minute().held, counts(watched.source)) == (None, (0, 20))


def test_nothing_is_saved_while_a_state_is_held_back(watched: Watched) -> None:
    watched.sheet.type(actions=no_actions())
    watched.after_a_minute()
    new = Addition("sheet", "insights", {"insight": "I-new", "session": "A-1"})
    for saved in (watched.save(status="done"), watched.save(new)):
        assert not saved.is_written
        assert [str(problem) for problem in saved.problems] == [
            "Nothing can be saved while the actions tab is empty: bring back what is missing in the workbook, or have "
            "an administrator or lead accept the loss in the banner above the page"
        ]
    row = RowAddition("sheet", "insights", {"insight": "I-new"}, "an operation")
    assert "the actions tab is empty" in raises(lambda: watched.source.save([row], []))
    tidied = watched.sheet.tidied
    assert "the actions tab is empty" in raises(watched.source.clean_up)
    assert (watched.sheet.saves, watched.sheet.tidied) == (0, tidied)
    watched.accept()
    assert watched.save(new).is_written


def test_a_local_file_is_checked_when_a_save_begins() -> None:
    sheet = Sheet()
    source = Source(sheet)
    source.current()
    sheet.type(actions=no_actions())
    assert "the actions tab is empty" in raises(lambda: source.saving().__enter__())


def test_own_saves_are_never_held_back(tmp_path: Path) -> None:
    """Every action is cancelled, and a new record taken back; the read after the save agrees."""
    watched = Watched(SnapshotFile(tmp_path, "sheet"))
    new = Addition(
        "sheet", "actions", {"action": "X-new", "circle": "Atlas", "what": "Ask", "status": "open"}
    )
    saved = watched.save(new, status="cancelled")
    assert saved.is_written
    shown = watched.after_a_minute()
    assert (shown.held, len(shown.log.actions)) == (None, 21)
    undo = undo_of(saved.change_set, shown.log, id=new_id(NOW), who="local", at=NOW)
    assert save(watched.source, undo.change_set, ADMIN).is_written
    shown = watched.after_a_minute()
    assert shown.held is None
    assert shown.log.actions["status"].value_counts()[["open", "cancelled"]].to_list() == [20, 0]


def test_rows_added_by_a_save_count_in_the_last_good_state(watched: Watched) -> None:
    watched.sheet.type(insights=insights(6))
    watched.after_a_minute()
    watched.accept()
    watched.save(
        *(Addition("sheet", "insights", {"insight": f"J-{number}", "session": "A-1"}) for number in range(4))
    )
    settle(watched.source)
    watched.sheet.type(insights=insights(4))
    assert clauses(watched.after_a_minute()) == ["the insights tab is down to 4 of 10 rows"]


def test_a_save_into_a_tab_that_was_emptied_just_before_does_not_hide_the_loss(watched: Watched) -> None:
    """Between two checks nobody knows yet; the read after the save finds it."""
    watched.sheet.type(actions=[])
    new = Addition(
        "sheet", "actions", {"action": "X-new", "circle": "Atlas", "what": "Ask", "status": "open"}
    )
    assert watched.save(new).is_written
    settle(watched.source)
    shown = watched.source.current()
    assert clauses(shown) == ["the actions tab is down to 1 of 21 rows"]
    assert len(shown.log.actions) == 21


def test_an_excel_file_with_every_action_cancelled_is_shown_and_an_emptied_one_is_not(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS | {"actions": actions(12)})
    source = Source(ExcelWorkbook(path))
    changes = [
        change
        for row in source.current().log.actions.to_dict("records")
        for change in changes_of_row("actions", row, {"status": "cancelled"})
    ]
    assert save(source, ChangeSet(new_id(NOW), "local", NOW, tuple(changes)), ADMIN).is_written
    assert source.current().held is None
    book = openpyxl.load_workbook(path)
    book["actions"].delete_rows(2, 12)
    book.save(path)
    assert clauses(source.current()) == ["the actions tab is empty"]
    assert len(source.current().log.actions) == 12


def test_the_snapshot_on_disk_stays_the_last_good_one_until_it_is_accepted(tmp_path: Path) -> None:
    stored = SnapshotFile(tmp_path, "sheet")
    watched = Watched(stored)
    good = stored.load()
    watched.sheet.type(actions=no_actions())
    assert watched.after_a_minute().held
    assert stored.load() == good

    restarted = Watched(stored, watched.sheet)
    assert clauses(restarted.source.current()) == ["the actions tab is empty"]
    assert counts(restarted.source) == (20, 20)
    assert stored.load() == good
    assert restarted.accept()
    accepted = stored.load()
    assert accepted is not None
    assert accepted.revision == "2"
    assert Watched(stored, watched.sheet).source.current().held is None


def test_what_a_killed_save_left_behind_is_cleared_only_when_nothing_is_held_back(tmp_path: Path) -> None:
    stored, sheet = SnapshotFile(tmp_path, "sheet"), Sheet()
    Watched(stored, sheet)
    assert sheet.tidied == 1
    sheet.type(actions=no_actions())
    sheet.broken = "Google cannot be reached"
    restarted = Watched(stored, sheet)
    assert (restarted.source.current().problem, sheet.tidied) == ("Google cannot be reached", 1)
    sheet.broken = ""
    assert restarted.after_a_minute().held
    assert sheet.tidied == 1
    sheet.type(actions=actions(20))
    for _ in range(3):
        restarted.after_a_minute()
    assert sheet.tidied == 2


def test_another_workbook_is_another_source(tmp_path: Path) -> None:
    """Snapshots are kept per workbook, so the state of one is never compared with another's."""
    Watched(SnapshotFile(tmp_path, "sheet"))
    other = Sheet("other", "Vega")
    other.type(actions=no_actions(), insights=[])
    shown = Watched(SnapshotFile(tmp_path, "other"), other).source.current()
    assert (shown.held, len(shown.log.actions)) == (None, 0)


@thorough
def test_each_of_several_workbooks_is_judged_by_itself(tmp_path: Path) -> None:
    sheets = [Sheet("a", "Atlas"), Sheet("v", "Vega")]
    clock, stored = Clock(), SnapshotFile(tmp_path, "both")
    several = SeveralWorkbooks(sheets, clock=clock)
    source = Source(several, check_every=60, snapshot_file=stored, clock=clock)
    source.current()
    settle(source)
    sheets[1].type(actions=no_actions())
    clock.now = 61
    source.current()
    settle(source)
    shown = source.current()
    assert clauses(shown) == ["the actions tab of Vega is empty"]
    assert len(shown.log.actions) == 40
    assert shown.held is not None
    (loss,) = shown.held.losses
    assert source.link(CellAddress(loss.workbook, loss.tab, 1, 0)) == "https://sheets.example.org/v#actions"

    resumed = SeveralWorkbooks(sheets, clock=clock)
    restarted = Source(resumed, check_every=60, snapshot_file=stored, clock=clock)
    restarted.current()
    settle(restarted)
    assert clauses(restarted.current()) == ["the actions tab of Vega is empty"]
    assert source.accept(shown.held.token)
    assert len(source.current().log.actions) == 20


def test_a_loss_while_a_save_waits_is_found_after_it(watched: Watched) -> None:
    """The read began before the save: its cells are older and are read again, then compared."""
    began, go = threading.Event(), threading.Event()

    def wait() -> None:
        began.set()
        assert go.wait(10)

    watched.sheet.before_answer = wait
    watched.sheet.type(insights=insights(3))
    watched.clock.now += 61
    watched.source.current()
    assert began.wait(10)
    assert watched.save(status="done").is_written
    go.set()
    settle(watched.source)
    shown = watched.source.current()
    assert clauses(shown) == ["the insights tab is down to 3 of 20 rows"]
    assert set(shown.log.actions["status"]) == {"done"}


def test_viewers_never_see_a_mixture(watched: Watched) -> None:
    """Reads, acceptances and pages at once: one revision is one log, and an accepted loss is no longer held back."""
    stop = threading.Event()
    seen: set[tuple[str, int, str]] = set()

    def view() -> None:
        while not stop.wait(0.002):
            loaded = watched.source.current()
            seen.add((loaded.revision, len(loaded.log.actions), " ".join(clauses(loaded))))

    def decide() -> None:
        while not stop.wait(0.01):
            held = watched.source.current().held
            if held is not None:
                watched.source.accept(held.token)

    with ThreadPoolExecutor(4) as people:
        work = [people.submit(person) for person in (view, view, decide, decide)]
        for turn in range(12):
            watched.sheet.type(actions=no_actions() if turn % 2 else actions(20))
            watched.source.refresh_now()
        stop.set()
        for done in work:
            done.result(60)
    settle(watched.source)
    logs: dict[str, set[int]] = {}
    for revision, shown, held in seen:
        logs.setdefault(revision, set()).add(shown)
        assert not (held and shown == 0)
    assert {len(found) for found in logs.values()} == {1}, logs
    assert watched.source.current().log.tabs["actions"].empty or watched.source.current().held


def test_the_server_log_says_it_once(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    watched.sheet.type(actions=no_actions())
    watched.after_a_minute()
    watched.sheet.type(insights=insights(19))
    watched.after_a_minute()
    assert caplog.text.count("the actions tab is empty; the last good state is shown") == 1
