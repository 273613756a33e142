"""What practices are called: titles, keys instead of titles that are blank or hidden, and names that two share."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.access.redaction import KEPT, Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion.practice_titles import title, titles
from tests.data.hand_log import AS_OF, quick


def practices(**named: str | None) -> pd.DataFrame:
    """Practices by key, with their titles."""
    return pd.DataFrame(
        {"practice": list(named), "title": list(named.values())}, index=range(7, 7 + len(named))
    ).astype({"practice": "str", "title": "str"})


def called(frame: pd.DataFrame, **how: bool) -> list[str]:
    found = titles(frame, **how)
    assert (found.index.to_list(), found.dtype) == (frame.index.to_list(), frame["practice"].dtype)
    return found.to_list()


def test_a_practice_without_a_title_is_called_by_its_key() -> None:
    frame = practices(brief="Two-page brief", huddle=None, calls="", walks="  ", notes=" Notes ")
    assert called(frame) == ["Two-page brief", "huddle", "calls", "walks", "Notes"]
    assert called(frame, shows_hidden=True, is_distinct=True) == called(frame)


def test_a_hidden_title_is_replaced_by_the_key_unless_it_is_to_be_shown() -> None:
    frame = practices(brief=KEPT, huddle="Daily huddle")
    assert called(frame) == ["brief", "Daily huddle"]
    assert called(frame, shows_hidden=True) == [KEPT, "Daily huddle"]


@pytest.mark.parametrize("shows_hidden", [True, False])
def test_practices_of_the_same_name_get_their_keys(shows_hidden: bool) -> None:
    frame = practices(b1="Brief", b2="Brief", huddle=None, other="huddle", alone="Calls")
    assert called(frame, shows_hidden=shows_hidden) == ["Brief", "Brief", "huddle", "huddle", "Calls"]
    assert called(frame, shows_hidden=shows_hidden, is_distinct=True) == [
        "Brief (b1)",
        "Brief (b2)",
        "huddle (huddle)",
        "huddle (other)",
        "Calls",
    ]


def test_two_hidden_titles_are_not_the_same_name() -> None:
    frame = practices(brief=KEPT, huddle=KEPT)
    assert called(frame, is_distinct=True) == ["brief", "huddle"]
    assert called(frame, shows_hidden=True, is_distinct=True) == [f"{KEPT} (brief)", f"{KEPT} (huddle)"]


def test_no_practices_have_no_titles() -> None:
    assert called(practices()) == called(practices(), is_distinct=True) == []


def log() -> CircleLog:
    return quick(
        circles=[{"circle": "Atlas"}],
        practices=[
            {"practice": "brief", "circle": "Atlas", "title": "Two-page brief"},
            {"practice": "huddle", "circle": "Atlas", "title": "Daily huddle", "share": "program"},
        ],
    )


def test_one_practice() -> None:
    facts = Facts(log(), AS_OF)
    assert [title(facts, key) for key in ("brief", "huddle", "gone")] == [
        "Two-page brief",
        "Daily huddle",
        "gone",
    ]


def test_a_sponsor_reads_only_titles_that_are_shared() -> None:
    facts = Facts(redact(log(), Viewer("sponsor", "sam@x.org")), AS_OF)
    hidden, shared = facts.log.practices["practice"]
    assert title(facts, hidden) == hidden != "brief"
    assert title(facts, shared) == "Daily huddle"
    assert titles(facts.log.practices).to_list() == [hidden, "Daily huddle"]


def test_the_first_of_several_rows_of_one_key_counts() -> None:
    twice = pd.concat([practices(brief="First"), practices(brief="Second")], ignore_index=True)
    assert called(twice, is_distinct=True) == ["First", "Second"]
