"""Practices in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import words as diffusion_words
from tests.metrics.diffusion.test_adoptions import AS_OF, circle_log, stage

BRIEF: dict[str, Any] = {
    "practice": "brief",
    "title": "Two-page brief",
    "circle": "Atlas",
    "status": "proven",
}
A_MONTH = [8, 8, 9, 9, 2, 1]
"""Teams that adopted it in each month from January 2026 on."""
DAYS = [f"2026-{month:02}-{day + 1:02}" for month, new in enumerate(A_MONTH, start=1) for day in range(new)]


def brief(stops: int = 0, **more: Any) -> CircleLog:
    """37 of 84 teams adopted, the first 12 in Operations EU, the others in Sales US, each from the team 8 before it.
    `stops`: this many of the teams in Sales stopped in April."""
    teams = [
        {
            "team": f"T{n:02}",
            "function": "Operations" if n < 12 else "Sales",
            "region": "EU" if n < 12 else "US",
        }
        for n in range(84)
    ]
    rows = [
        stage("brief", f"T{n:02}", "adopted", day, from_team=f"T{n - 8:02}" if n >= 8 else None)
        for n, day in enumerate(DAYS)
    ]
    rows += [stage("brief", f"T{n:02}", "stopped", "2026-04-20") for n in range(12, 12 + stops)]
    return circle_log(circles=[{"circle": "Atlas"}], practices=[BRIEF | more], teams=teams, adoptions=rows)


def words(log: CircleLog, practice: str = "brief", as_of: pd.Timestamp = AS_OF) -> str:
    return diffusion_words.in_words(Facts(log, as_of), practice)


def test_the_whole_sentence() -> None:
    assert words(brief(stops=6)) == (
        "Two-page brief: in use in 31 of 84 teams (27-48 %), up to 4 steps from where it began, slowing since May; "
        "lasts best in Operations EU (12 of 12 still use it)."
    )


def test_what_is_not_known_is_left_out() -> None:
    log = brief()
    early = words(log, as_of=pd.Timestamp("2026-01-31"))
    assert early == "Two-page brief: in use in 8 of 84 teams (5-18 %), no sources named."
    assert "lasts best" not in words(log)  # nobody stopped: it lasts everywhere


def test_few_teams_have_no_percent() -> None:
    log = brief()
    few = log.with_tabs(teams=log.teams.iloc[:4], adoptions=log.adoptions.iloc[:2])
    assert words(few) == "Two-page brief: in use in 2 of 4 teams, no sources named."


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "Two-page brief: no team has adopted it yet."),
        (
            [("A", "trying"), ("B", "told")],
            "Two-page brief: no team has adopted it yet: 1 trying it and 1 told about it.",
        ),
        (
            [("A", "adopted"), ("A", "stopped")],
            "Two-page brief: adopted by 1 team, not in use in any of 2 teams, no sources named.",
        ),
    ],
)
def test_beginnings_and_ends(rows: list[tuple[str, str]], expected: str) -> None:
    adoptions = [stage("brief", team, name, f"2026-01-0{n}") for n, (team, name) in enumerate(rows, start=1)]
    assert (
        words(circle_log(practices=[BRIEF], teams=[{"team": "A"}, {"team": "B"}], adoptions=adoptions))
        == expected
    )


def test_nobody_to_reach_and_nothing_recorded() -> None:
    assert (
        words(circle_log(practices=[BRIEF]))
        == "Two-page brief: no teams that it is meant for exist on this day."
    )
    without = circle_log(practices=[BRIEF], without=("adoptions",))
    assert words(without) == "Two-page brief: not recorded: no adoptions tab."
    assert diffusion_words.all_in_words(Facts(without, AS_OF)) == (
        "How far practices travel is not recorded: no adoptions tab."
    )


def test_a_title_hidden_from_the_viewer_is_not_shown() -> None:
    seen = redact(brief(share="circle"), Viewer("sponsor", "sam@x.org"))
    (practice,) = seen.practices["practice"]
    assert words(seen, practice).startswith(f"{practice}: in use in 37 of 84 teams")
    assert "brief" not in practice
    assert words(brief(title=" ")).startswith("brief: in use in 37 of 84 teams")


def test_all_practices() -> None:
    assert diffusion_words.all_in_words(Facts(brief(stops=6), AS_OF)) == (
        "31 of 84 teams use the one practice, Two-page brief; 78 % of "
        "adoptions were learned from others; new adoptions have slowed down since May."
    )
    assert (
        diffusion_words.all_in_words(Facts(circle_log(practices=[]), AS_OF))
        == "The library has no practices yet."
    )
    assert (
        diffusion_words.all_in_words(Facts(circle_log(), AS_OF))
        == "No team has adopted any of the 2 practices yet."
    )


def test_where_it_lasts_best() -> None:
    best = diffusion_words.lasts_best(Facts(brief(stops=6), AS_OF))
    assert best == ("Operations EU", 12, 12)
    assert diffusion_words.lasts_best(Facts(brief(stops=6), pd.Timestamp("2026-04-30"))) is None  # too young
    log = brief(stops=6)
    same = log.with_tabs(teams=log.teams.assign(function="Operations", region=None))
    assert diffusion_words.lasts_best(Facts(same, AS_OF)) is None  # nothing to compare with
