"""Searching the library, on hand-made entries and on 2,000 practices tried by 2,000 teams."""

from __future__ import annotations

from random import Random
from time import process_time

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.library.search import choices, index, search
from tests.data.hand_log import quick
from tests.metrics.library.test_entries import AS_OF, TABS

MOST_SECONDS = 0.1
MANY = 2000
Rows = list[dict[str, object]]


FACTS = Facts(quick(TABS), AS_OF)


def found(text: str = "", **asked: list[str]) -> list[str]:
    return search(index(FACTS), text, **asked)["practice"].to_list()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("", {}, ["calls", "pairs"]),  # reused more often first
        ("PAIRS", {}, ["pairs"]),
        ("manager ten", {}, ["calls"]),  # every word, anywhere
        ("manager pairs", {}, []),
        ("fewer", {}, ["calls"]),  # how a team adapted it
        ("gone", {}, []),  # retired
        ("", {"kinds": ["checklist"]}, ["pairs"]),
        ("", {"kinds": ["checklist", "practice"]}, ["calls", "pairs"]),
        ("", {"topics": ["Planning"]}, ["calls"]),
        ("", {"topics": ["none"]}, []),
        ("", {"contexts": ["HR"]}, ["calls"]),
        ("", {"works_for": ["HR"]}, []),  # tried there, and did not work
        ("", {"works_for": ["hr", "South"]}, ["calls"]),  # any of these
        ("", {"works_for": ["small team"]}, ["calls"]),
        ("", {"contexts": ["not recorded"]}, []),
        ("calls", {"kinds": ["checklist"]}, []),
    ],
)
def test_all_that_is_asked_for_must_hold(text: str, asked: dict[str, list[str]], expected: list[str]) -> None:
    assert found(text, **asked) == expected


def test_a_word_in_the_title_counts_more_than_one_elsewhere() -> None:
    tabs = {
        **TABS,
        "practices": [*TABS["practices"], {**TABS["practices"][1], "practice": "m", "title": "Manager"}],
    }
    of = index(Facts(quick(tabs), AS_OF))
    assert search(of, "manager")["practice"].to_list() == ["m", "calls"]


def test_nothing_is_found_by_what_a_viewer_may_not_read() -> None:
    of = index(Facts(redact(quick(TABS), Viewer("sponsor", "sam@x.org")), AS_OF))
    assert search(of)["practice"].to_list() == ["calls"]
    for word in ("pairs", "manager", "kept"):
        assert search(of, word).empty


def test_what_can_be_asked_for() -> None:
    assert choices(index(FACTS)) == {
        "kinds": ["checklist", "practice"],
        "topics": ["feedback", "focus", "hiring", "planning"],
        "contexts": ["hr", "north", "remote", "sales", "small team", "south"],
    }
    nothing = index(Facts(quick(), AS_OF))
    assert search(nothing, "x", topics=["y"]).empty
    assert choices(nothing) == {"kinds": [], "topics": [], "contexts": []}


def test_a_library_of_2000_practices_and_2000_teams_is_searched_in_100_ms() -> None:
    rng = Random(22)
    words = [f"word{number}" for number in range(300)]
    functions = [f"Function {number}" for number in range(12)]
    practices: Rows = [
        {"practice": f"p{n}", "title": " ".join(rng.sample(words, 4)), "kind": rng.choice(("practice", "checklist")),
         "works_when": " ".join(rng.sample(words, 8)), "added": "2026-01-01", "status": ""}
        for n in range(MANY)
    ]  # fmt: skip
    teams: Rows = [
        {"team": f"t{n}", "function": rng.choice(functions), "region": "North"} for n in range(MANY)
    ]
    adoptions: Rows = [
        {"practice": f"p{rng.randrange(MANY)}", "team": f"t{rng.randrange(MANY)}", "stage": "adopted",
         "date": "2026-02-01", "effect": rng.choice(("worked", "mixed")), "conditions": rng.choice(words)}
        for _ in range(5 * MANY)
    ]  # fmt: skip
    of = index(Facts(quick(practices=practices, teams=teams, adoptions=adoptions), pd.Timestamp(AS_OF)))
    seconds = []
    for _ in range(5):
        start = process_time()
        some = search(of, "word1 word2", kinds=["practice"], contexts=functions[:6], works_for=["North"])
        seconds.append(process_time() - start)
    assert 0 < len(some) < MANY / 2
    assert min(seconds) <= MOST_SECONDS
