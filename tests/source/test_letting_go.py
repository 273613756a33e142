"""Things that were not asked for lately let go of their details, and a newer revision of what was found before."""

from __future__ import annotations

import gc

import pytest
import streamlit as st

from lib.source.letting_go import Detailed, Revisions, let_go, per_revision


class Thing:
    """Counts how often it let go."""

    def __init__(self) -> None:
        self.times = 0

    def forget(self) -> None:
        self.times += 1


def test_the_one_that_was_not_asked_for_longest_lets_go() -> None:
    detailed, one, two, three = Detailed(2), Thing(), Thing(), Thing()
    for thing in (one, two, one, three):
        detailed.note(thing)
    assert [one.times, two.times, three.times] == [0, 1, 0]


def test_nothing_is_kept_alive() -> None:
    detailed, lasting = Detailed(1), Thing()
    detailed.note(Thing())
    gc.collect()
    detailed.note(lasting)
    assert [reference() for reference in detailed._newest.values()] == [lasting]


@pytest.mark.parametrize(
    ("shown", "times"),
    [
        (["a 1", "a 1"], 0),
        (["a 1", "a 2", "a 2"], 1),
        (["a 1", "a 2", "a 1", "a 2"], 1),
        (["a 1", "a 2", "a 3"], 2),
        (["a 1", "b 1"], 0),
    ],
)
def test_a_newer_revision_lets_go_once(shown: list[str], times: int) -> None:
    calls: list[None] = []
    revisions = Revisions(lambda: calls.append(None))
    for each in shown:
        revisions.note(*each.split())
    assert len(calls) == times


def test_what_does_not_depend_on_the_revision_stays() -> None:
    found: list[str] = []

    @per_revision(max_entries=2)
    def of_log(name: str) -> str:
        found.append(name)
        return name

    @st.cache_resource
    def of_survey(name: str) -> str:
        found.append(name)
        return name

    for _ in range(2):
        of_log("log"), of_log("log"), of_survey("survey")
        let_go()
    assert found == ["log", "survey", "log"]
