"""Saves beside a person (`contested`): nothing goes to a wrong row or column unnoticed, and the journal is exact.

`PHAROS_CONTESTED=20000` makes half that many edits in normal tabs, and a twentieth each in large tabs and over HTTP.
"""

from __future__ import annotations

import os

import pytest

from lib.workbook.google.account import ENDPOINT
from lib.workbook.google.save import write_rows
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google.contested import check, contests
from tests.workbook.google.save.oracle import CLASSES

EDITS = int(os.environ.get("PHAROS_CONTESTED", "400"))


@pytest.mark.parametrize("is_large", [False, True], ids=["normal", "large"])
def test_nothing_is_wrong_unnoticed(is_large: bool) -> None:
    tally = check(EDITS // (20 if is_large else 2), is_large=is_large)
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


def test_saves_have_up_to_sixty_rows_and_equal_and_different_values() -> None:
    drawn = [contest for contest, _ in zip(contests(0, is_large=False), range(200), strict=False)]
    rows = {len({row for row, _, _ in contest.edits}) for contest in drawn}
    assert {1, 60} <= rows
    values = [{value for _, _, value in contest.edits} for contest in drawn if len(contest.edits) > 2]
    assert any(len(found) == 1 for found in values)
    assert any(len(found) > 2 for found in values)


def test_a_write_to_a_wrong_row_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer of the write is not looked at: what a sort in between led to stays."""
    monkeypatch.setattr(write_rows, "is_right_row", lambda *arguments: True)
    tally = check(600)
    assert tally.kinds["silent"] + tally.kinds["false_saved"] > 0
