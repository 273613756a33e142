"""The three answers in words: grammar for none, one and many, and no titles that the viewer may not read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from lib.access.redaction import KEPT, Viewer, redact
from lib.metrics.core.figure import Figure
from lib.metrics.diffusion import sources
from lib.metrics.program import sponsor_needs, summary
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import AS_OF, HAND, hand, quick
from tests.examples import some

NOTHING = pd.DataFrame({"practice": [], "title": [], "in_use": [], "eligible": []})


@pytest.fixture(scope="module")
def plain() -> Program:
    return measure(hand(), AS_OF)


@pytest.fixture(scope="module")
def dated() -> Program:
    """The same with a due date for every open action."""
    actions = [row | ({"due": "2026-07-20"} if row["action"] == "X-4" else {}) for row in HAND["actions"]]
    return measure(quick({**HAND, "actions": actions}), AS_OF)


def states(needs: int, watch: int, early: int, unjudged: int, on_track: int) -> Figure:
    total = needs + watch + on_track
    parts = {
        "Needs help": needs,
        "Watch": watch,
        "Too early": early,
        "Not judged": unjudged,
        "On track": on_track,
    }
    value = on_track / total if total else None
    return Figure("status", "", "", value=value, n=on_track, N=total, parts=parts)


def count(key: str, n: int, **parts: int) -> Figure:
    return Figure(key, "", "", unit="count", value=float(n), n=n, N=n, parts=parts)


def share(program: Program, key: str, n: int, N: int) -> Figure:
    return replace(program.figures[key], n=n, N=N, value=n / N if N else None)


def with_figures(program: Program, **figures: Figure) -> Program:
    return replace(program, figures={**program.figures, **figures}, series={})


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 1, 0, 0), "No circle can be judged yet: the one active circle has held fewer than 3 sessions."),
        ((0, 0, 0, 1, 0), "No circle can be judged yet: the one active circle is not judged."),
        ((0, 0, 2, 1, 0),
         "No circle can be judged yet: of 3 active circles, 2 have held fewer than 3 sessions and 1 is not judged."),
        ((0, 0, 0, 0, 1), "1 of 1 judged circle is on track."),
        ((1, 0, 0, 0, 0), "0 of 1 judged circle is on track and 1 needs help."),
        ((0, 1, 1, 0, 1),
         "1 of 2 judged circles is on track and 1 is worth watching; 1 has held fewer than 3 sessions."),
        ((2, 3, 4, 1, 5),
         "5 of 10 judged circles are on track, 2 need help and 3 are worth watching; 4 have held fewer than 3 sessions "
         "and 1 is not judged."),
    ],
)  # fmt: skip
def test_health_counts_circles(plain: Program, counts: tuple[int, int, int, int, int], words: str) -> None:
    few = {key: share(plain, key, 1, 4) for key in summary.ANSWERED_BY}  # N < 5: not mentioned
    said = summary.health(with_figures(plain, status=states(*counts), **few))
    assert said.removeprefix("Over the whole log, ") == words


def test_health_compares_figures_with_their_targets(plain: Program) -> None:
    figures = {
        "participation": share(plain, "participation", 4, 5),
        "prework": share(plain, "prework", 0, 5),
        "on_time": share(plain, "on_time", 3, 4),
    }
    program = with_figures(plain, status=states(0, 0, 0, 0, 3), **figures)
    assert summary.health(program) == (
        "Over the whole log, 3 of 3 judged circles are on track. At or above target: participation 80 % (target 80 %); "
        "below target: on-time prework 0 % (target 70 %)."
    )


@pytest.mark.parametrize(
    ("asks", "late", "in_need", "overdue", "very_late", "words"),
    [
        (0, 0, 0, 0, 0,
         "Nothing needs a sponsor right now: no open asks, no overdue actions, no circle needing help."),
        (1, 0, 0, 0, 0, "1 ask is waiting for an answer."),
        (1, 1, 0, 0, 0, "1 ask has been waiting for an answer for more than 30 days."),
        (2, 0, 0, 0, 0, "2 asks are waiting for an answer."),
        (2, 1, 1, 0, 0,
         "2 asks have been waiting for an answer, 1 of them for more than 30 days; 1 circle needs help."),
        (2, 2, 0, 0, 0, "2 asks have been waiting for an answer, all of them for more than 30 days."),
        (0, 0, 2, 1, 0, "2 circles need help; 1 action is overdue."),
        (0, 0, 0, 1, 1, "1 action is overdue by more than 30 days."),
        (0, 0, 0, 3, 2, "3 actions are overdue, 2 of them by more than 30 days."),
        (0, 0, 0, 3000, 1200, "3,000 actions are overdue, 1,200 of them by more than 30 days."),
    ],
)  # fmt: skip
def test_needs(
    dated: Program, asks: int, late: int, in_need: int, overdue: int, very_late: int, words: str
) -> None:
    program = with_figures(
        dated,
        asks=count("asks", asks, escalated=late),
        status=states(in_need, 0, 0, 0, 1),
        overdue=count("overdue", overdue, **{"> 30": very_late}),
    )
    assert sponsor_needs.needs(program) == words


@pytest.mark.parametrize(
    ("then", "now", "words"),
    some(
        [
            ((2, 1, 3), (0, 0, 0), "2 open asks, 1 circle in need of help and 3 overdue actions"),
            ((0, 0, 3), (0, 0, 4), "3 overdue actions"),
            ((0, 0, 0), (0, 2, 0), "0 circles in need of help"),
            ((0, 0, 0), (0, 0, 0), ""),
        ],
        2,
    ),
)
def test_what_waited_before(
    monkeypatch: pytest.MonkeyPatch, then: tuple[int, int, int], now: tuple[int, int, int], words: str
) -> None:
    """What there was none of then and is none of now says nothing of how it went."""

    def with_counts(program: Program, asks: int, in_need: int, overdue: int) -> Program:
        return with_figures(
            program,
            asks=count("asks", asks, escalated=0),
            status=states(in_need, 0, 0, 0, 1),
            overdue=count("overdue", overdue, **{"> 30": 0}),
        )

    program = with_counts(measure(hand(), AS_OF, pd.Timestamp("2026-04-01")), *now)
    assert program.earlier is not None
    program.__dict__["earlier"] = with_counts(program.earlier, *then)
    # the log has actions done without a date
    monkeypatch.setattr(sponsor_needs.change, "is_dated", lambda *_: True)
    expected = f"At the end of {program.period.name_before}: {words}." if words else ""
    assert sponsor_needs.before(program) == expected


def test_needs_does_not_claim_what_is_not_recorded() -> None:
    program = measure(quick(circles=[{"circle": "Atlas"}]), AS_OF)  # no asks, no due dates, no sessions
    assert sponsor_needs.needs(program).startswith("What needs a sponsor is not recorded yet")


def used(*rows: tuple[str | None, int, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"p{place}", *row) for place, row in enumerate(rows)],
        columns=["practice", "title", "in_use", "eligible"],
    )


@pytest.mark.parametrize(
    ("done", "reported", "worked", "practices", "words"),
    [
        (0, 0, 0, NOTHING, "no finished action is known, but 1 action is done without a date."),
        (1, 0, 0, NOTHING, "circles finished 1 action."),
        (2, 1, 1, NOTHING, "circles finished 2 actions; 1 of 1 reported effect worked."),
        (9, 4, 0, NOTHING, "circles finished 9 actions; 0 of 4 reported effects worked."),
        (1, 0, 0, used(("Pairs", 0, 4)), "circles finished 1 action."),
        (1, 0, 0, used(("Pairs", 1, 1)), "circles finished 1 action; 1 practice is in use: Pairs, in 1 of 1 team."),
        (1, 0, 0, used((KEPT, 1, 4)), "circles finished 1 action; 1 practice is in use in 1 of 4 teams."),
        (1, 0, 0, used((None, 1, 4)), "circles finished 1 action; 1 practice is in use in 1 of 4 teams."),
        (1, 0, 0, used(("A", 1, 4), ("B", 2, 4), ("C", 0, 4)),
         "circles finished 1 action; 2 practices are in use, the most widely used, B, in 2 of 4 teams."),
        (1, 0, 0, used(("A", 2, 4), (KEPT, 3, 4)),
         "circles finished 1 action; 2 practices are in use, the most widely used in 3 of 4 teams."),
    ],
)  # fmt: skip
def test_outcome(
    plain: Program, done: int, reported: int, worked: int, practices: pd.DataFrame, words: str
) -> None:
    parts = {"worked": worked, "mixed": 0, "did not work": 0, "too early": 0}
    effect = replace(share(plain, "effect_reported", reported, done), parts=parts)
    program = with_figures(plain, effect_reported=effect, flow=count("flow", done))
    said = summary.outcome(program, practices)
    assert said == f"Over the whole log, {words}"


def test_outcome_of_a_quiet_period() -> None:
    program = measure(hand(), AS_OF, start=pd.Timestamp("2026-06-29"))
    assert summary.outcome(program, NOTHING) == (
        "In the time from 29 Jun 2026 to 30 Jun 2026, no finished action is known, but nothing is "
        "recorded in this period and 1 action is done without a date."
    )


def test_done_actions_are_counted_without_effects() -> None:
    rows = [{key: value for key, value in row.items() if key != "effect"} for row in HAND["actions"]]
    program = measure(quick({**HAND, "actions": rows}), AS_OF)
    said = summary.outcome(program, NOTHING)  # which has no day
    assert said == "Over the whole log, circles finished 2 actions (1 is done without a date)."


@pytest.mark.parametrize("tables", [{}, {"circles": HAND["circles"]}, HAND], ids=["empty", "new", "whole"])
@pytest.mark.parametrize("role", ["admin", "sponsor"])
def test_words_are_words(tables: dict[str, list[dict[str, object]]], role: Any) -> None:
    program = measure(redact(quick(tables), Viewer(role, "sam@x.org")), AS_OF)
    table = sources.diffusion_table(program.facts.log, AS_OF)
    for text in (summary.health(program), sponsor_needs.needs(program), summary.outcome(program, table)):
        assert re.fullmatch(r"[A-Z0-9].*\.", text)
        assert not re.search(r"\b(None|nan|NaT|<NA>)\b|  |,,|\.\.", text), text
        assert KEPT not in text
