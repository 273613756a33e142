"""Saves in tabs that have rows above the header row, such as a title: people insert, delete and sort there too."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lib.workbook.google.client import GoogleClient
from lib.workbook.google.save.tab_query import SLACK, HeaderHint
from lib.workbook.google.workbook import GoogleWorkbook
from tests.examples import IS_THOROUGH, some
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google.save.cases import Act, Case, cases_with_titles
from tests.workbook.google.save.followed import Trouble
from tests.workbook.google.save.interleaving import check, one_act, one_trouble, report
from tests.workbook.google.save.runner import Schedule
from tests.workbook.saving import TABS, change, column_of, journal, marks

CASES = cases_with_titles()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("pharos")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


@pytest.mark.parametrize("case", some(CASES, 6), ids=str)
@pytest.mark.parametrize("gap", some([2, 3, 4], 1))
@pytest.mark.parametrize("follows_sort", [False, True])
def test_a_row_inserted_above_the_header_and_a_sort_below_it(
    case: Case, gap: int, follows_sort: bool
) -> None:
    acts = [
        Act("insert", row=0),
        Act("insert", row=case.top),
        Act("delete", row=0),
        Act("sort", column=1, way="descending"),
    ]
    schedules = [Schedule(case, ((gap, act),), follows_sort=follows_sort) for act in acts]
    schedules += [Schedule(case, ((gap, acts[1]), (gap, acts[3])), follows_sort=follows_sort)]
    tally = check(schedules)
    assert tally.runs >= 3
    assert not tally.kinds, report(tally, 1)


def test_any_act_of_a_person_before_any_request() -> None:
    schedules = list(one_act(CASES))
    if not IS_THOROUGH:
        schedules = random.Random(1).sample(schedules, 90)
    tally = check(schedules)
    assert tally.runs > 50
    assert not tally.kinds, report(tally, 2)


def test_any_trouble_at_any_request() -> None:
    schedules = list(one_trouble(CASES))
    if not IS_THOROUGH:
        schedules = random.Random(1).sample(schedules, 30)
    tally = check(schedules)
    assert not tally.kinds, report(tally, 2)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nobody_interferes(case: Case) -> None:
    tally = check([Schedule(case)])
    assert not tally.kinds, report(tally, 1)


def test_a_save_that_stopped_is_cleaned_up_by_the_header_row_of_its_tag() -> None:
    """Pharos is killed after it wrote into a column that had just moved: the journal does not say that it was saved."""
    case = next(case for case in CASES if case.name == "2 cells of a row")
    kill = ((3, Trouble("kill", after=True)),)
    for gap_act in (Act("insert", row=case.top), Act("move column", column=4, way="left")):
        tally = check([Schedule(case, ((3, gap_act),), kill, then) for then in (("tidy",), ("restart",))])
        assert tally.runs == 2
        assert not tally.kinds, report(tally, 1)


def test_the_header_row_is_found_by_its_titles() -> None:
    hint = HeaderHint(2, frozenset(("action", "what")), 40)
    assert hint.rows == range(2 + SLACK + 1)
    title, header, row = ["The log"], ["action", "what", "note"], ["A-1", "call"]
    assert hint.find({0: title, 2: header, 3: row}) == 2
    assert hint.find({0: title, 5: header, 6: row}) == 5
    assert hint.find({1: header, 4: header}) == 1, "the nearest of two"
    assert hint.find({0: title, 3: row}) == 2, "where it was, if it is gone"
    assert HeaderHint(0, frozenset(("action",))).find({3: header}) == 0, "the first row stays the header"
    assert HeaderHint(2, frozenset(), 3).rows == range(3), "no rows that the tab does not have"


def test_a_tab_with_a_title_keeps_it(google: SheetsServer, client: GoogleClient) -> None:
    tabs = TABS | {"actions": [["The log"], [], *TABS["actions"]]}
    book = google.load_rows(tabs, "Circle log")
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    edit = replace(change(workbook, "A-2", 5, status=("open", "done")), header_row=3)
    outcome = workbook.apply([edit], journal(workbook, "cs", "status"))
    assert outcome.written
    assert outcome.rows[0] == 5
    rows = google.values(book, "actions")
    assert rows[:3] == [["The log"], [], TABS["actions"][0]]
    assert rows[4][3] == "done"
    assert column_of(google, book, "at", "edits")
    assert marks(google, book) == 0


def test_two_tables_of_a_tab_in_one_save_are_refused(google: SheetsServer, client: GoogleClient) -> None:
    book = google.load_rows(TABS, "Circle log")
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    one = change(workbook, "A-1", 2, status=("open", "done"))
    two = replace(change(workbook, "A-2", 3, status=("open", "done")), header_row=3)
    (words,) = workbook.apply([one, two], journal(workbook, "cs", "status")).refused
    assert words == (
        "actions: this save is for two tables of one tab, with headers in rows 1 and 3: save them one after the other"
    )
    assert column_of(google, book, "status")["A-1"] == "open"
