"""Rows of a save that was undone are no records; those that somebody took up since are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from lib.log.format.model import CircleLog
from lib.log.reading.undone import UNDO, UNDONE, complaints, left_by_undoing
from lib.ui.sheet.checks import sentence
from tests.data.logs import log as parsed

ASK = {"ask": "Q-1", "circle": "Atlas", "raised": "2026-03-04", "what": "Two analysts", "status": "open"}


def entry(change_set: str, tab: str = "", key: str = "", column: str = "", new: str = "") -> dict[str, Any]:
    at = "2026-03-04T10:00:00+00:00"
    return {
        "at": at,
        "who": "ann",
        "change_set": change_set,
        "tab": tab,
        "key": key,
        "column": column,
        "new": new,
    }


def added(change_set: str, tab: str, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return entry(change_set, tab, key, new=json.dumps(values))


def undo(change_set: str, of: str) -> dict[str, Any]:
    return entry(change_set, column="reason", new=UNDO.format(of))


def read(asks: list[dict[str, Any]], edits: list[dict[str, Any]]) -> CircleLog:
    return parsed({"circles": [{"circle": "Atlas"}], "asks": asks, "edits": edits})


def test_a_row_counts_until_its_save_is_undone() -> None:
    saved = [added("a", "asks", "Q-1", ASK)]
    assert len(read([ASK], saved).asks) == 1
    log = read([ASK], [*saved, undo("b", "a")])
    assert log.asks.empty
    assert log.set_aside[["tab", "row", "reason"]].to_numpy().tolist() == [["asks", 2, UNDONE]]
    assert log.lacks("asks") is None
    assert "1 row added, and the save was undone" in log.checks["found"].to_list()


def test_what_an_undo_left_is_named_and_no_complaint() -> None:
    saved = [added("a", "asks", "Q-1", ASK)]
    log, before = read([ASK], [*saved, undo("b", "a")]), read([ASK], saved)
    assert left_by_undoing(before) == ""
    assert left_by_undoing(log) == "1 row of undone saves stays in the sheet and counts nowhere."
    assert complaints(log.checks)["rule"].to_list() == complaints(before.checks)["rule"].to_list()
    assert sentence(log) == f"{sentence(before)} {left_by_undoing(log)}"
    assert len(read([ASK], [*saved, undo("b", "a"), undo("c", "b")]).asks) == 1  # the undo was undone
    assert read([ASK], [*saved, undo("b", "a"), undo("c", "b"), undo("d", "c")]).asks.empty


@pytest.mark.parametrize(
    "later",
    [
        [entry("c", "asks", "Q-1", "kind", "time")],  # somebody edited it in Pharos
        [added("c", "asks", "Q-1", ASK)],  # it was saved again
    ],
)
def test_a_row_that_is_taken_up_again_counts(later: list[dict[str, Any]]) -> None:
    edits = [added("a", "asks", "Q-1", ASK), undo("b", "a"), *later]
    assert len(read([ASK], edits).asks) == 1


def test_a_row_that_somebody_changed_in_the_sheet_counts() -> None:
    edits = [added("a", "asks", "Q-1", ASK), undo("b", "a")]
    assert len(read([ASK | {"what": "Three analysts"}], edits).asks) == 1
    ended = [*edits[:1], entry("b", "asks", "Q-1", "status", "declined"), edits[1]]
    assert read([ASK | {"status": "declined"}], ended).asks.empty  # what undoing wrote is no change


def test_a_journal_that_cannot_be_read_leaves_rows_alone() -> None:
    broken = added("a", "asks", "Q-1", ASK) | {"new": "{"}
    assert len(read([ASK], [broken, undo("b", "a")]).asks) == 1
    assert len(read([ASK], [added("a", "asks", "Q-1", ASK), undo("b", "a") | {"at": ""}]).asks) == 1
