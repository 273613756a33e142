"""Staged rows that are taken back while someone sorts, and other schedules that the model checker found: nothing is
lost, and nothing is left to tell."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from lib.workbook.google.save import landing, recovery
from lib.workbook.google.save.evidence import Strays
from lib.workbook.google.save.missing import Found
from tests.workbook.google.save.cases import Act, Case, cases
from tests.workbook.google.save.followed import Trouble
from tests.workbook.google.save.runner import Runner, Schedule


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("pharos")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


CASES = {str(case): case for case in cases()}
ATTENDANCE = Case("edit and new attendance", 3, ((1, "status", "done"),), attendance=2)
ACTION = CASES["edit and new action on 3 rows"]
TWO_CELLS = CASES["2 cells of a row on 4 rows"]
UNDO = CASES["undo of 2 cells of a row on 4 rows"]
RENAMED = (2, Act("rename", row=2, column=0))
TYPED = (2, Act("type", row=2, column=3))
ELSEWHERE = (2, Act("another server saves", way="70"))
KILLED = ((2, Trouble("kill", after=True)),)


def sorted_(tab: str, column: int, before: int = 5, way: str = "descending") -> tuple[int, Act]:
    return before, Act("sort", tab, column=column, way=way)


TAKEN_BACK = {
    "a key renamed, attendance sorted": Schedule(ATTENDANCE, (RENAMED, sorted_("attendance", 0))),
    "a conflict, attendance sorted": Schedule(ATTENDANCE, (TYPED, sorted_("attendance", 0))),
    "a conflict, a row with a blank cell": Schedule(ATTENDANCE, (TYPED, sorted_("attendance", 2))),
    "a key renamed, the journal sorted": Schedule(ACTION, (RENAMED, sorted_("edits", 0))),
    "a conflict, the journal sorted by key": Schedule(ACTION, (TYPED, sorted_("edits", 4))),
    "another server's journal rows": Schedule(ACTION, (ELSEWHERE, sorted_("edits", 4))),
    "another server, two rows of one time": Schedule(
        CASES["1 edit (different) on 4 rows"], (ELSEWHERE, sorted_("edits", 0))
    ),
    "killed, sorted while the next start cleans up": Schedule(
        CASES["2 new attendances on 2 rows"], (sorted_("attendance", 0, 11),), KILLED, ("tidy",)
    ),
}
RESTORED = {
    "a write into another row, then an outage": Schedule(
        CASES["1 edit (equal) on 2 rows"],
        (sorted_("actions", 1, 3, "ascending"),),
        ((4, Trouble("fail", after=True, lasting=True)),),
        ("restart at once",),
    ),
    "a write into another row, then another server": Schedule(
        CASES["1 new action on 3 rows"],
        (sorted_("actions", 2, 3), (5, Act("another server saves", way="70"))),
    ),
}
OTHERS = {
    "the header row and a column move": Schedule(
        CASES["edit of a key and a cell on 4 rows"],
        ((3, Act("insert", row=0)), (4, Act("insert column", column=0))),
        then=("again",),
    ),
    "the header row is deleted": Schedule(
        CASES["2 edits to the same value (equal) on 2 rows"], ((3, Act("delete", row=0)),)
    ),
    "two columns are deleted, so that a value moves beside the table": Schedule(
        TWO_CELLS, ((3, Act("delete column", column=1)), (4, Act("delete column", column=2)))
    ),
    "the journal is sorted while it is searched": Schedule(
        TWO_CELLS,
        (sorted_("edits", 1, 9, "ascending"),),
        ((4, Trouble("quota", after=True, lasting=True)), (7, Trouble("kill", after=True))),
        ("again", "again"),
    ),
    "typed over before the next start": Schedule(
        UNDO,
        ((4, Act("type", row=2, column=4)),),
        ((3, Trouble("kill", after=True)),),
        ("reapply",),
    ),
}


@pytest.mark.parametrize("name", [*TAKEN_BACK, *RESTORED, *OTHERS])
@pytest.mark.parametrize("follows_sort", [False, True], ids=["marks stay on a sort", "marks follow a sort"])
def test_nothing_is_lost_and_nothing_is_left_to_tell(name: str, follows_sort: bool) -> None:
    one = (TAKEN_BACK | RESTORED | OTHERS)[name]
    run = Runner(Schedule(one.case, one.acts, one.troubles, one.then, follows_sort))()
    assert not run.violations, run.text()
    assert not run.told, run.text()


@pytest.mark.parametrize("then", ["again", "restart", "tidy"])
def test_two_sorts_around_a_write_whose_answer_is_lost_are_told(then: str) -> None:
    """The first puts the value into another row, the second puts the tag back on its own."""
    acts = (sorted_("actions", 0, 3), sorted_("actions", 0, 7, "ascending"))
    lost = ((3, Trouble("lose", after=True, lasting=True)),)
    run = Runner(Schedule(CASES["1 edit (different) on 4 rows"], acts, lost, (then,)))()
    assert not run.violations, run.text()
    assert any("actions, row 4: more rows than before hold done in status" in said for said in run.said)


def test_a_staged_row_below_columns_that_moved_is_named_if_someone_typed_into_it() -> None:
    acts = ((2, Act("move column", column=0, way="right")), (3, Act("type", row="new", column=2)))
    run = Runner(Schedule(ACTION, acts))()
    assert not run.violations, run.text()
    assert any("actions, row 5 (N-1, bo): someone typed into this row" in said for said in run.said)


def test_what_nobody_can_find_is_told_with_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Google does not answer the read that would show what is missing."""
    monkeypatch.setattr("lib.workbook.google.save.write_rows.RowWriter._look", lambda writer, title: None)
    for schedule in TAKEN_BACK.values():
        run = Runner(schedule)()
        assert not run.violations, run.text()
        assert run.told, run.text()


def test_without_the_search_for_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check of the checker: then rows are lost, and what is said does not name them."""
    monkeypatch.setattr(landing, "find_missing", lambda *arguments: Found())
    for schedule in TAKEN_BACK.values():
        assert Runner(schedule)().kinds(), str(schedule)


def test_without_the_cells_in_the_tag_of_a_row_that_was_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "read_strays", lambda *arguments: Strays())
    for schedule in RESTORED.values():
        run = Runner(schedule)()
        assert run.told or run.kinds() == {"silent"}, run.text()
