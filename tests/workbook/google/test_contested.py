"""Saves beside a person (`contested`): nothing goes to a wrong row or column unnoticed, and the journal is exact.

`PHAROS_CONTESTED=20000` makes half that many edits in normal tabs, and a twentieth each in large tabs and over HTTP.
"""

from __future__ import annotations

import os

import pytest

from lib.workbook.google.account import ENDPOINT
from lib.workbook.google.save import landing
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google.contested import LARGE, Contest, check, contests
from tests.workbook.google.save.cases import Act
from tests.workbook.google.save.oracle import CLASSES
from tests.workbook.google.save.runner import Runner, Schedule

EDITS = int(os.environ.get("PHAROS_CONTESTED", "400"))


@pytest.mark.parametrize("is_large", [False, True], ids=["normal", "large"])
def test_nothing_is_wrong_unnoticed(is_large: bool) -> None:
    tally = check(EDITS // (40 if is_large else 2), is_large=is_large)
    assert {kind: tally.kinds[kind] for kind in CLASSES} == dict.fromkeys(CLASSES, 0), tally.text()
    assert tally.acts > tally.saves / 2, "a person was at work"
    assert tally.said["written"] > tally.saves / 2


def test_nothing_is_wrong_unnoticed_over_a_connection(
    fresh_sheets_server: SheetsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, fresh_sheets_server.url)
    tally = check(EDITS // 20, server=fresh_sheets_server)
    assert {kind: tally.kinds[kind] for kind in CLASSES} == dict.fromkeys(CLASSES, 0), tally.text()
    assert tally.edits >= EDITS // 20


ONCE_WRONG = {
    "a sort, two columns of some rows": (100, 4267010873),
    "three sorts": (100, 3842169313),
    "sixty rows sorted": (100, 560511423),
    "the key column moved, then a sort": (100, 2351471490),
    "a column inserted, then a sort": (100, 2795120591),
    "a column moved while a save was taken back": (100, 2765177076),
    "columns moved back and forth": (100, 1684950945),
    "a new row deleted, then a column moved": (100, 1831251481),
    "a key renamed just before the write": (100, 1027034628),
    "new rows sorted before they were written": (101, 1939966825),
    "rows sorted twice, and a cell hit twice": (101, 1611617353),
    "two sorts and a key column that moved": (102, 1244419508),
    "sixty rows sorted twice": (102, 1699694576),
    "two new rows that changed places": (200, 4216549507),
    "a row deleted, and taken back during a sort": (201, 1522858712),
}
"""Saves that once went wrong: the seed that they are drawn from, and their own."""


@pytest.mark.parametrize(("seed", "only"), ONCE_WRONG.values(), ids=ONCE_WRONG)
def test_a_save_that_once_went_wrong(seed: int, only: int) -> None:
    tally = check(100_000, seed, only=only)
    assert tally.saves == 1
    assert not tally.kinds, tally.text()


SORT = Act("sort", column=0, way="descending")
TYPE, INSERT = Act("type", row=2, column=3), Act("insert", "edits", row=1)


@pytest.mark.parametrize(
    ("acts", "most"),
    [
        (((2, TYPE), (2, INSERT)), 6),
        (((3, SORT),), 7),
        (((3, Act("move column", column=3, way="right")), (3, INSERT)), 6),
    ],
    ids=[
        "a conflict, and a row inserted in the journal",
        "a sort",
        "a column moved, and a row in the journal",
    ],
)
def test_a_large_tab_takes_as_many_calls_and_loses_as_little(
    acts: tuple[tuple[int, Act], ...], most: int
) -> None:
    """The journal rows of other change sets stay as they were, too."""
    edits = ((1, "status", "done"), (4, "note", "mine"))
    runs = [Runner(Schedule(Contest("2 edits", rows, edits, alike=False), acts))() for rows in (6, LARGE + 6)]
    assert not [run.text() for run in runs if run.violations]
    assert not [run.gaps for run in runs if run.gaps]
    normal, large = (run.requests for run in runs)
    assert (large, normal) <= (most, most)


def test_saves_have_up_to_sixty_rows_and_equal_and_different_values() -> None:
    drawn = [contest for contest, _ in zip(contests(0, is_large=False), range(200), strict=False)]
    rows = {len({row for row, _, _ in contest.edits}) for contest in drawn}
    assert {1, 60} <= rows
    values = [{value for _, _, value in contest.edits} for contest in drawn if len(contest.edits) > 2]
    assert any(len(found) == 1 for found in values)
    assert any(len(found) > 2 for found in values)


def test_a_write_to_a_wrong_row_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer of the write is not looked at: what a sort in between led to stays."""
    monkeypatch.setattr(landing, "row_of", lambda hit, rows: (hit.expected, True))
    tally = check(600)
    assert tally.kinds["silent"] + tally.kinds["false_saved"] > 0
