"""Correcting attendance: only what differs is written, and nobody's newer entry is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.permissions import refusals
from lib.access.redaction import Viewer
from lib.log.changing.changes import ChangeSet
from lib.log.format.model import CircleLog
from lib.log.session.attendance import Seen, change_set, here, in_words, meetings, seen
from tests.data.hand_log import quick
from tests.examples import examples

BEGUN = ChangeSet("1", "lea@x.org", datetime(2026, 7, 1, tzinfo=UTC), reason="ill")
WORDS = ("yes", "excused", "no")


def log(**present: str | None) -> CircleLog:
    """Session A-1 of Atlas with a row for each of `present`, in order; A-2 has none."""
    return quick(
        circles=[{"circle": "Atlas", "lead": "lea@x.org"}],
        members=[{"member": name, "circle": "Atlas"} for name in ("ana", "bo", "cy")],
        sessions=[
            {"session": key, "circle": "Atlas", "planned": "2026-01-10", "held": "2026-01-10"}
            for key in ("A-1", "A-2")
        ],
        attendance=[{"session": "A-1", "member": name, "present": word} for name, word in present.items()],
    )


def changed(found: ChangeSet) -> list[tuple[Any, ...]]:
    changes = [(one.row, one.key, one.column, one.before, one.after) for one in found.changes]
    return changes + [dict(new.values) for new in found.additions]  # type: ignore[list-item]


def test_what_the_log_says_of_a_session() -> None:
    assert seen(log(ana="yes", bo="no"), "A-1") == {
        "ana": Seen("log.xlsx", 2, "yes"),
        "bo": Seen("log.xlsx", 3, "no"),
    }
    assert seen(log(ana="yes"), "A-2") == {}


def test_only_what_differs_is_written() -> None:
    now = log(ana="yes", bo="no")
    found = change_set(BEGUN, now, "A-1", seen(now, "A-1"), {"ana": "yes", "bo": "excused", "cy": "yes"})
    assert changed(found) == [
        (3, "A-1 · bo", "present", "no", "excused"),
        {"session": "A-1", "member": "cy", "present": "yes"},
    ]
    assert (found.id, found.reason, found.additions[0].workbook) == ("1", "ill", "log.xlsx")


def test_members_left_blank_stay_as_they_are() -> None:
    now = log(ana="yes")
    assert not len(change_set(BEGUN, now, "A-1", seen(now, "A-1"), {"ana": None, "bo": None}))


def test_an_unknown_session_changes_nothing() -> None:
    assert change_set(BEGUN, log(), "Z-9", {}, {"ana": "yes"}) == BEGUN


def test_a_change_over_someone_elses_newer_word_starts_from_what_was_seen() -> None:
    before = seen(log(ana="yes"), "A-1")
    found = change_set(BEGUN, log(ana="excused"), "A-1", before, {"ana": "no"})
    assert changed(found) == [(2, "A-1 · ana", "present", "yes", "no")]  # saving makes a conflict of it


@pytest.mark.parametrize("theirs", ["no", "yes"])
def test_a_row_that_someone_else_added_meanwhile_is_not_added_twice(theirs: str) -> None:
    """It is a change also if the row says the same: saving makes sure that it still does."""
    written = [(2, "A-1 · ana", "present", None, "yes")]
    assert changed(change_set(BEGUN, log(ana=theirs), "A-1", {}, {"ana": "yes"})) == written


def test_a_row_that_is_gone_is_still_identified_by_its_key() -> None:
    found = change_set(BEGUN, log(bo="yes"), "A-1", seen(log(ana="yes"), "A-1"), {"ana": "no"})
    assert changed(found) == [(2, "A-1 · ana", "present", "yes", "no")]


@settings(max_examples=examples(12), deadline=None)
@given(st.dictionaries(st.sampled_from(["ana", "bo", "cy"]), st.sampled_from([None, *WORDS])))
def test_saying_it_again_changes_nothing(marked: dict[str, str | None]) -> None:
    now = log(ana="yes", bo="excused")
    found = change_set(BEGUN, now, "A-1", seen(now, "A-1"), marked)
    then = {"ana": "yes", "bo": "excused"} | {member: word for member, word in marked.items() if word}
    after = log(**then)
    assert not len(change_set(BEGUN, after, "A-1", seen(after, "A-1"), marked))
    assert len(found) == sum(
        word is not None and word != {"ana": "yes", "bo": "excused"}.get(member)
        for member, word in marked.items()
    )


@pytest.mark.parametrize(
    ("viewer", "allowed"),
    [
        (Viewer(), True),
        (Viewer("lead", "Lea@x.org"), True),
        (Viewer("lead", "lou@x.org"), False),
        (Viewer("sponsor", "sam@x.org"), False),
    ],
)
def test_only_the_circles_lead_and_administrators_may_save(viewer: Viewer, allowed: bool) -> None:
    now = log(ana="yes")
    begun = replace(BEGUN, who=viewer.email or "local")
    found = change_set(begun, now, "A-1", seen(now, "A-1"), {"ana": "no", "bo": "yes"})
    assert len(found) == 2
    assert len(refusals(found, now, viewer)) == (0 if allowed else 2)


def test_the_sessions_to_mark_today_the_likeliest_first() -> None:
    now = quick(
        circles=[{"circle": "Atlas"}],
        sessions=[
            {"session": key, "circle": circle, "planned": planned, "held": held, "status": status}
            for key, circle, planned, held, status in (
                ("A-1", "Atlas", "2026-01-10", "2026-01-10", "held"),
                ("A-2", "Atlas", "2026-02-01", "2026-02-10", "held"),
                ("A-3", "Atlas", "2026-03-10", None, "planned"),
                ("A-4", "Atlas", "2026-03-10", None, "cancelled"),
                ("A-5", "Atlas", "2026-04-10", None, "planned"),
                ("A-6", "Atlas", "2026-05-10", None, "planned"),
                ("B-1", "Borea", "2026-03-10", None, "planned"),
            )
        ],
    )

    def keys(day: date) -> list[tuple[str, str]]:
        return [(one.session, one.when) for one in meetings(now, "Atlas", day)]

    rest = [("A-2", "last held"), ("A-5", "next planned")]
    assert keys(date(2026, 3, 10)) == [("A-3", "today"), *rest]
    assert keys(date(2026, 3, 11)) == rest
    assert keys(date(2026, 2, 10)) == [("A-2", "today"), ("A-1", "last held"), ("A-3", "next planned")]
    assert keys(date(2025, 1, 1)) == [("A-3", "next planned")]
    assert meetings(now, "Cetus", date(2026, 3, 10)) == []


def test_who_is_not_tapped_was_absent_unless_excused() -> None:
    roster = ["ana", "bo", "cy"]
    assert here(roster, {}, []) == dict.fromkeys(roster)
    assert here(roster, {}, ["bo"]) == {"ana": "no", "bo": "yes", "cy": "no"}
    before = seen(log(ana="excused", bo="yes", cy="no"), "A-1")
    assert here(roster, before, []) == {"ana": None, "bo": "no", "cy": "no"}
    assert here(roster, before, ["ana"]) == {"ana": "yes", "bo": "no", "cy": "no"}


@settings(max_examples=examples(40), deadline=None)
@given(
    st.dictionaries(st.sampled_from(["ana", "bo", "cy", "dee"]), st.sampled_from(WORDS)),
    st.sets(st.sampled_from(["ana", "bo", "cy", "dee"])),
)
def test_the_words_say_what_the_log_will_say(before: dict[str, str], tapped: set[str]) -> None:
    called = {"ana": "Ana", "bo": "Bo", "cy": "Cy", "dee": "Dee"}
    marked = here(called, {member: Seen("log.xlsx", 2, word) for member, word in before.items()}, tapped)
    text = in_words(called, marked)
    after = before | {member: word for member, word in marked.items() if word}
    if not any(marked.values()):
        assert text.startswith("Tap everyone")
        assert after == before
        return
    lines = dict(part.split(": ") for part in text.rstrip(".").split("; ")[1:])
    assert text.startswith(f"{sum(word == 'yes' for word in after.values())} of 4 here")
    for word, said in (("no", "absent"), ("excused", "excused")):
        names = [called[member] for member in called if after.get(member) == word]
        assert sorted(re.findall(r"[A-Z][a-z]+", lines.get(said, ""))) == names
