"""Taking back a new row: who may, when, and that nothing of it is left."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from lib.access.permissions import refusals
from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, Change, ChangeSet
from lib.log.changing.journal import Undo, undo_of
from lib.log.changing.validation import problems
from lib.log.format.model import CircleLog
from tests.data.logs import log

AT = datetime(2026, 3, 5, tzinfo=UTC)
DAY = date(2026, 3, 4)
SUE, SAM, ADA, LEA = (
    Viewer("sponsor", "sue@x.org"),
    Viewer("sponsor", "sam@x.org"),
    Viewer("admin", "ada@x.org"),
    Viewer("lead", "lea@x.org"),
)
ACT = Addition(
    "log.xlsx", "sponsor_acts", {"date": DAY, "sponsor": "sue@x.org", "circle": "Atlas", "kind": "visit"}
)
REVIEW = Addition(
    "log.xlsx", "reviews",
    {"review": "R-1", "date": DAY, "sponsor": "sue@x.org", "summary": "Well", "figures": "{}"},
)  # fmt: skip
ASKED = Addition(
    "log.xlsx", "decisions",
    {"decision": "D-1", "what": "People", "circle": "Atlas", "asked_of": "sue@x.org", "status": "asked"},
)  # fmt: skip


def saved(*additions: Addition, who: str = "sue@x.org", **more: object) -> CircleLog:
    """The log after these rows were added in Pharos by `who`."""
    tables: dict[str, list[dict[str, object]]] = {
        "circles": [{"circle": "Atlas", "sponsor": "sue@x.org", "lead": "lea@x.org"}],
        "edits": [
            {"at": "2026-03-04T10:00:00Z", "who": who, "change_set": "c1", "tab": each.tab, "key": each.key,
             "column": "", "old": "", "new": json.dumps({"x": 1})}
            for each in additions
        ],
    }  # fmt: skip
    for each in additions:
        tables.setdefault(each.tab, []).append(dict(each.values))
    return log(**tables | more)  # type: ignore[arg-type]


def undone(whole: CircleLog, *additions: Addition, who: str = "sue@x.org") -> Undo:
    before = ChangeSet("c1", who, AT, (), additions)
    return undo_of(before, whole, id="c2", who=who, at=AT)


@pytest.mark.parametrize("added", [ACT, REVIEW, ASKED])
def test_every_cell_of_a_new_row_is_emptied(added: Addition) -> None:
    whole = saved(added)
    undo = undone(whole, added)
    assert (undo.problems, undo.remarks) == ((), ())
    assert {change.column for change in undo.change_set.changes} == set(added.values)
    assert all(change.after is None for change in undo.change_set.changes)
    assert problems(undo.change_set, whole) == []
    assert refusals(undo.change_set, whole, SUE) == []


def test_of_two_alike_acts_of_a_day_the_right_one_goes() -> None:
    message = Addition("log.xlsx", "sponsor_acts", {**ACT.values, "kind": "message"})
    whole = saved(ACT, message)
    rows = {change.row for change in undone(whole, message).change_set.changes}
    assert rows == {3}
    assert {change.row for change in undone(whole, ACT).change_set.changes} == {2}


def test_only_who_added_a_row_may_take_it_back_or_an_administrator() -> None:
    whole = saved(ASKED, who="lea@x.org")
    for viewer, may in ((LEA, True), (SUE, False), (SAM, False), (ADA, True)):
        back = undone(whole, ASKED, who=viewer.email).change_set
        assert (refusals(back, whole, viewer) == []) is may, viewer
    typed = saved(ACT, edits=[])
    assert refusals(undone(typed, ACT).change_set, typed, SUE)


def test_a_row_that_was_changed_or_is_referred_to_stays() -> None:
    changed = saved(Addition("log.xlsx", "sponsor_acts", {**ACT.values, "note": "more"}))
    assert str(undone(changed, ACT).problems[0]).endswith("has been changed since")
    refers = Addition("log.xlsx", "decisions", {**ASKED.values, "review": "R-1"})
    whole = saved(REVIEW, refers)
    assert "1 decision name" in str(undone(whole, REVIEW).problems[0])
    emptied = [
        Change("log.xlsx", "reviews", 2, "R-1", column, value, None)
        for column, value in REVIEW.values.items()
    ]
    assert problems(ChangeSet("c2", "sue@x.org", AT, tuple(emptied)), whole)


def test_emptying_only_the_key_is_no_taking_back() -> None:
    whole = saved(REVIEW)
    only_key = ChangeSet(
        "c2", "ada@x.org", AT, (Change("log.xlsx", "reviews", 2, "R-1", "review", "R-1", None),)
    )
    assert problems(only_key, whole)


def test_nobody_changes_the_figures_of_a_frozen_review() -> None:
    whole = saved(REVIEW)
    better = Change("log.xlsx", "reviews", 2, "R-1", "figures", "{}", '{"better": 1}')
    for viewer in (SUE, ADA, LEA, Viewer()):
        who = viewer.email or "local"
        assert refusals(ChangeSet("c2", who, AT, (better,)), whole, viewer), viewer


def test_a_sponsor_adds_their_own_review_and_decision_and_no_other() -> None:
    whole = saved()
    for added, viewer, may in (
        (REVIEW, SUE, True),
        (REVIEW, SAM, False),
        (REVIEW, LEA, False),
        (REVIEW, ADA, True),
        (ASKED, SUE, True),
        (ASKED, SAM, False),
        (ASKED, LEA, True),
        (Addition("log.xlsx", "reviews", {**REVIEW.values, "circle": "Atlas"}), SUE, True),
        (
            Addition("log.xlsx", "reviews", {**REVIEW.values, "sponsor": "sam@x.org", "circle": "Atlas"}),
            SAM,
            False,
        ),
    ):
        assert (refusals(ChangeSet("c2", viewer.email, AT, (), (added,)), whole, viewer) == []) is may, viewer


def test_the_second_to_freeze_is_told() -> None:
    whole = saved(REVIEW)
    (problem,) = problems(ChangeSet("c2", "ada@x.org", AT, (), (REVIEW,)), whole)
    assert problem.text == "this key is already in use"


@pytest.mark.parametrize(
    ("name", "value", "after"),
    [
        ("column.actions.what", "Task", "none"),
        ("date_order", "day first", "none"),
        ("word.actions.status.Erledigt", "done", "none"),
        ("target_cadence", "0.85", "0.85"),
    ],
)
def test_a_new_translation_is_set_to_none_and_another_setting_is_left_out_as_it_is(
    name: str, value: str, after: str
) -> None:
    added = Addition("log.xlsx", "settings", {"name": name, "value": value})
    found = undone(saved(added), added)
    assert not found.problems
    assert [(one.column, one.before, one.after) for one in found.change_set.changes] == [
        ("value", value, after)
    ]
