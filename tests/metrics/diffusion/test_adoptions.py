"""Adoption events, rates, curves and reach compared to programs counted by hand, and to plain Python."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.format.frames import empty_frame
from lib.log.format.model import CircleLog
from lib.log.format.schema import ADOPTION_STAGES, TABS
from lib.metrics.diffusion.adoptions import adoption_events
from lib.metrics.statistics.intervals import wilson
from tests.examples import examples
from tests.metrics.diffusion.one_at_a_time import (
    adoption_curve,
    adoption_rate,
    current_use,
    eligible_teams,
    reach_grid,
)

Row = dict[str, Any]
AS_OF = pd.Timestamp("2026-06-30")
ADOPTING = ("adopted", "sustained", "adapted")


EMPTY = {tab: empty_frame(tab) for tab in TABS}
COLUMNS = frozenset((tab, column) for tab in TABS for column in TABS[tab].column_names)


def frame(tab: str, rows: list[Row]) -> pd.DataFrame:
    """Rows of one tab as the parser would type them; dates as ISO text."""
    placed = [{"_workbook": "program.xlsx", "_row": number} | row for number, row in enumerate(rows, start=2)]
    empty = EMPTY[tab]
    return pd.DataFrame(placed, columns=empty.columns).astype(empty.dtypes.to_dict()) if rows else empty


def circle_log(*, without: tuple[str, ...] = (), **tabs: list[Row]) -> CircleLog:
    """A log with the practices P and Q unless given, and every tab recorded except those `without`."""
    rows = {"practices": practices("P", "Q")} | tabs
    return CircleLog(
        tabs=EMPTY | {tab: frame(tab, rows[tab]) for tab in rows if tab not in without},
        recorded=frozenset((tab, column) for tab, column in COLUMNS if tab not in without),
    )


def practices(*names: str) -> list[Row]:
    return [{"practice": name, "title": f"Title of {name}", "status": "proven"} for name in names]


def teams(*names: str, **shared: Any) -> list[Row]:
    return [{"team": name} | shared for name in names]


def stage(practice: str, team: str, stage: str, date: str | None, **more: Any) -> Row:
    return {"practice": practice, "team": team, "stage": stage, "date": date} | more


def shuffled(log: CircleLog, seed: int = 7) -> CircleLog:
    filled = {tab: rows for tab, rows in log.tabs.items() if len(rows)}
    return log.with_tabs(**{tab: rows.sample(frac=1, random_state=seed) for tab, rows in filled.items()})


DAYS = st.integers(0, 240)
TEAMS = [f"Team {letter}" for letter in "ABCDEF"]


def iso(day: int) -> str:
    return (date(2026, 1, 1) + timedelta(days=day)).isoformat()


@st.composite
def programs(draw: st.DrawFn) -> CircleLog:
    """Six teams that come and go, two practices, three lighthouses, and stages in any order, sources included."""
    dates = st.none() | DAYS.map(iso)
    places = st.sampled_from(["north", "south", None])
    rows = [
        {
            "team": name,
            "function": draw(places),
            "region": draw(places),
            "eligible_from": draw(dates),
            "eligible_to": draw(dates),
            "target_of": draw(st.sampled_from([None, "P", "Q, P", "q"])),
        }
        for name in TEAMS
    ]
    stages = st.builds(
        stage,
        st.sampled_from(["P", "Q"]),
        st.sampled_from(TEAMS),
        st.sampled_from(ADOPTION_STAGES),
        DAYS.map(iso),
        from_team=st.none() | st.sampled_from([*TEAMS, "Unknown"]),
        lighthouse=st.none() | st.sampled_from(["L1", "L2", "L3", "Team A"]),
    )
    lighthouses = [
        {"lighthouse": "L1", "practice": "P", "circle": "Atlas"},
        {"lighthouse": "L2", "practice": "P", "circle": "Atlas", "started": iso(60)},
        {"lighthouse": "L3", "practice": "Q", "circle": "Atlas", "started": iso(0)},
    ]
    return circle_log(teams=rows, adoptions=draw(st.lists(stages, max_size=30)), lighthouses=lighthouses)


class TestEligibleTeams:
    @pytest.mark.parametrize(
        ("eligible_from", "eligible_to", "expected"),
        [
            (None, None, True),
            ("2026-06-30", None, True),
            ("2026-07-01", None, False),
            (None, "2026-07-01", True),
            (None, "2026-06-30", False),  # the last day is out
            ("2026-01-01", "2026-03-01", False),
        ],
    )
    def test_window(self, eligible_from: str | None, eligible_to: str | None, expected: bool) -> None:
        log = circle_log(teams=teams("A", eligible_from=eligible_from, eligible_to=eligible_to))
        assert (len(eligible_teams(log, "P", AS_OF)) == 1) is expected

    @pytest.mark.parametrize(
        ("target_of", "expected"),
        [
            (None, True),
            (" , ", True),
            ("P", True),
            ("Q ,  p ", True),
            ("Q", False),
            ("PP, Q", False),
        ],
    )
    def test_target(self, target_of: str | None, expected: bool) -> None:
        log = circle_log(teams=teams("A", target_of=target_of))
        assert (len(eligible_teams(log, "P", AS_OF)) == 1) is expected

    def test_practice_with_a_comma_in_its_name(self) -> None:
        log = circle_log(practices=practices("Plan, do"), teams=teams("A", target_of="Plan, do"))
        assert len(eligible_teams(log, "Plan, do", AS_OF)) == 1

    def test_rows_are_those_of_the_tab(self) -> None:
        log = circle_log(teams=teams("A", "B", target_of="P") + teams("C", target_of="Q"))
        found = eligible_teams(shuffled(log), "P", date(2026, 6, 30))
        assert set(found["team"]) == {"A", "B"}
        assert list(found.columns) == list(log.teams.columns)


class TestAdoptionEvents:
    @pytest.mark.parametrize(
        ("stages", "adopted_on", "stopped_on", "latest"),
        [
            ("adopted 01-10", "01-10", None, "adopted"),
            ("sustained 01-10", "01-10", None, "sustained"),
            ("told 01-01, trying 01-05, adapted 01-20", "01-20", None, "adapted"),
            ("adopted 01-10, sustained 04-10", "01-10", None, "sustained"),
            ("adopted 01-10, stopped 02-10", "01-10", "02-10", "stopped"),
            ("stopped 01-05, adopted 01-10", "01-10", None, "adopted"),
            ("adopted 01-10, stopped 02-10, adopted 03-10", "01-10", None, "adopted"),
            ("adopted 01-10, stopped 02-10, trying 03-10", "01-10", "02-10", "trying"),
            ("adopted 01-10, trying 03-10, told 03-11", "01-10", None, "told"),
            ("adopted 01-10, stopped 02-10, stopped 03-10", "01-10", "02-10", "stopped"),
            ("adopted 01-10, stopped 02-10, adapted 03-10, stopped 04-10", "01-10", "04-10", "stopped"),
            ("adopted 01-10, stopped 01-10", "01-10", "01-10", "stopped"),  # one day: by row
            ("stopped 01-10, adopted 01-10", "01-10", None, "adopted"),
            ("adopted 01-10, stopped 07-01", "01-10", None, "adopted"),  # after as_of
        ],
    )
    def test_stages_of_one_team(
        self, stages: str, adopted_on: str, stopped_on: str | None, latest: str
    ) -> None:
        rows = [stage("P", "A", name, f"2026-{day}") for name, day in (s.split() for s in stages.split(", "))]
        log = circle_log(teams=teams("A"), adoptions=rows)
        for same in (log, shuffled(log)):
            event = adoption_events(same, AS_OF).iloc[0]
            assert event["adopted_on"] == pd.Timestamp(f"2026-{adopted_on}")
            assert event["in_use"] == (stopped_on is None)
            assert stopped_on is None or event["stopped_on"] == pd.Timestamp(f"2026-{stopped_on}")
            assert pd.isna(event["stopped_on"]) == (stopped_on is None)
            assert event["stage"] == latest

    def test_ties_go_by_workbook_then_row(self) -> None:
        rows = [
            stage("P", "A", "adopted", "2026-01-10", _workbook="b.xlsx", _row=2),
            stage("P", "A", "stopped", "2026-01-10", _workbook="a.xlsx", _row=9),
        ]
        assert adoption_events(circle_log(teams=teams("A"), adoptions=rows), AS_OF).iloc[0]["in_use"]

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ([stage("P", "A", "adopted", "2026-03-01", from_team="B", lighthouse="L")], ("B", "L")),
            (  # the first adopting row names one: nothing earlier or later counts
                [
                    stage("P", "A", "told", "2026-02-01", from_team="C"),
                    stage("P", "A", "adopted", "2026-03-01", lighthouse="L"),
                    stage("P", "A", "sustained", "2026-04-01", from_team="D"),
                ],
                (None, "L"),
            ),
            (  # blank there: the latest told or trying row by that day that names one
                [
                    stage("P", "A", "told", "2026-01-01", from_team="B"),
                    stage("P", "A", "told", "2026-02-01", lighthouse="L"),
                    stage("P", "A", "trying", "2026-02-15"),
                    stage("P", "A", "adopted", "2026-03-01"),
                    stage("P", "A", "told", "2026-03-02", from_team="D"),
                ],
                (None, "L"),
            ),
            (  # the same day is early enough
                [
                    stage("P", "A", "adopted", "2026-03-01"),
                    stage("P", "A", "trying", "2026-03-01", from_team="B"),
                ],
                ("B", None),
            ),
            (  # of another practice, or a stopped row: no source
                [
                    stage("Q", "A", "told", "2026-01-01", from_team="B"),
                    stage("P", "A", "stopped", "2026-02-01", from_team="C"),
                    stage("P", "A", "adopted", "2026-03-01"),
                ],
                (None, None),
            ),
        ],
    )
    def test_source(self, rows: list[Row], expected: tuple[str | None, str | None]) -> None:
        events = adoption_events(circle_log(teams=teams("A", "B"), adoptions=rows), AS_OF)
        event = events[events["practice"] == "P"].iloc[0]
        assert (
            tuple(None if pd.isna(name) else name for name in event[["from_team", "lighthouse"]]) == expected
        )

    def test_rows_that_do_not_count(self) -> None:
        rows = [
            stage("P", "Unknown", "adopted", "2026-01-01"),
            stage("Unknown", "A", "adopted", "2026-01-01"),
            stage("P", "A", "adopted", "2026-07-01"),
            stage("P", "A", "adopted", None),
            stage("P", "A", "trying", "2026-01-01"),
        ]
        assert adoption_events(circle_log(teams=teams("A"), adoptions=rows), AS_OF).empty

    def test_two_practices_in_one_team_and_order_of_rows(self) -> None:
        rows = [
            stage("Q", "A", "adopted", "2026-02-01"),
            stage("P", "B", "adopted", "2026-03-01"),
            stage("P", "A", "adopted", "2026-03-01"),
            stage("P", "C", "adopted", "2026-01-01"),
        ]
        log = circle_log(teams=teams("B", "C", "A", function="Sales", region="North"), adoptions=rows)
        events = adoption_events(log, AS_OF)
        pairs = list(zip(events["practice"], events["team"], strict=True))
        assert pairs == [("P", "C"), ("P", "A"), ("P", "B"), ("Q", "A")]
        assert set(events["function"] + events["region"]) == {"SalesNorth"}

    def test_empty_log_keeps_columns_and_dtypes(self) -> None:
        full = circle_log(teams=teams("A"), adoptions=[stage("P", "A", "adopted", "2026-01-01")])
        empty = adoption_events(circle_log(), AS_OF)
        assert empty.empty
        assert empty.dtypes.to_dict() == adoption_events(full, AS_OF).dtypes.to_dict()


LEAVERS = circle_log(
    teams=[
        *teams("A", "B", "C", "D", function="Sales", region="North"),
        {"team": "Late", "function": "Sales", "region": "South", "eligible_from": "2026-05-15"},
        {"team": "Left", "region": "South", "eligible_to": "2026-04-15"},
        {"team": "Other", "region": "South", "target_of": "Q"},
    ],
    adoptions=[
        stage("P", "A", "adopted", "2026-02-10"),
        stage("P", "Left", "adopted", "2026-02-20"),
        stage("P", "B", "adopted", "2026-04-01"),
        stage("P", "A", "stopped", "2026-04-20"),
        stage("P", "Late", "adopted", "2026-05-20"),
        stage("P", "B", "stopped", "2026-05-20"),
        stage("P", "B", "adapted", "2026-06-02"),
        stage("P", "Other", "adopted", "2026-06-03"),
        stage("Q", "C", "adopted", "2026-03-01"),
    ],
)
"""Of P: five teams eligible at the end of June (A, B, C, D, Late), of which A, B and Late adopted and A stopped."""


class TestRates:
    def test_adoption_rate(self) -> None:
        figure = adoption_rate(LEAVERS, "P", AS_OF)
        assert (figure.key, figure.n, figure.N, figure.value) == ("adoption_rate", 3, 5, 0.6)
        assert (figure.low, figure.high) == wilson(3, 5)
        assert figure.excluded == {"not eligible on that day": 2}  # Left, and Other that P is not meant for
        assert figure.missing is None

    def test_current_use(self) -> None:
        figure = current_use(LEAVERS, "P", AS_OF, events=adoption_events(LEAVERS, AS_OF))
        assert (figure.key, figure.n, figure.N, figure.value) == ("current_use", 2, 5, 0.4)  # B again, Late

    def test_as_of_in_the_past(self) -> None:
        figure = adoption_rate(LEAVERS, "P", date(2026, 3, 31))  # A and Left of A, B, C, D, Left
        assert (figure.n, figure.N, figure.excluded) == (2, 5, {})

    def test_nobody_eligible(self) -> None:
        log = circle_log(
            teams=teams("A", target_of="Q"), adoptions=[stage("P", "A", "adopted", "2026-01-01")]
        )
        figure = adoption_rate(log, "P", AS_OF)
        assert (figure.value, figure.n, figure.N, figure.low, figure.high) == (None, 0, 0, None, None)
        assert figure.excluded == {"not eligible on that day": 1}

    @pytest.mark.parametrize("figure_of", [adoption_rate, current_use])
    @pytest.mark.parametrize(
        ("without", "missing"),
        [
            (("teams",), "tab teams: not recorded"),
            (("adoptions",), "tab adoptions: not recorded"),
            (("practices",), "tab practices: not recorded"),
            (("teams", "adoptions"), "tab teams: not recorded; tab adoptions: not recorded"),
        ],
    )
    def test_missing_tabs(self, figure_of: Any, without: tuple[str, ...], missing: str) -> None:
        log = circle_log(
            teams=teams("A"), adoptions=[stage("P", "A", "adopted", "2026-01-01")], without=without
        )
        figure = figure_of(log, "P", AS_OF)
        assert (figure.value, figure.N, figure.missing) == (None, 0, missing)

    def test_empty_log(self) -> None:
        figure = adoption_rate(circle_log(), "P", AS_OF)
        assert (figure.value, figure.N, figure.missing) == (None, 0, None)


class TestAdoptionCurve:
    def test_by_month(self) -> None:
        curve = adoption_curve(LEAVERS, "P", AS_OF).set_index("period")
        assert list(curve.index) == ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
        assert list(curve["new"]) == [2, 0, 1, 1, 1]
        assert list(curve["cumulative"]) == [2, 2, 3, 4, 5]
        assert list(curve["eligible"]) == [5, 5, 4, 5, 5]  # Left goes in April, Late comes in May
        assert list(curve["rate"]) == [2 / 5, 2 / 5, 2 / 4, 3 / 5, 3 / 5]
        assert list(curve["in_use"]) == [2, 2, 1, 1, 2]
        assert list(curve["hazard"]) == [2 / 5, 0, 1 / 3, 1 / 3, 0]  # June: Other is not eligible

    def test_the_last_period_ends_as_of(self) -> None:
        curve = adoption_curve(LEAVERS, "P", date(2026, 5, 19))
        assert list(curve["eligible"]) == [5, 5, 4, 5]
        assert curve.iloc[-1][["new", "in_use"]].tolist() == [0, 1]

    def test_by_quarter(self) -> None:
        curve = adoption_curve(LEAVERS, "P", AS_OF, freq="Q")
        assert list(curve["period"]) == ["2026Q1", "2026Q2"]
        assert list(curve["new"]) == [2, 3]

    def test_no_denominator(self) -> None:
        adoptions = [stage("P", "A", "adopted", "2026-05-01")]
        curve = adoption_curve(circle_log(teams=teams("A"), adoptions=adoptions), "P", AS_OF)
        assert curve["hazard"].iloc[0] == 1
        assert np.isnan(curve["hazard"].iloc[1])  # nobody left to adopt
        log = circle_log(teams=teams("A", target_of="Q"), adoptions=adoptions)
        assert adoption_curve(log, "P", AS_OF)["rate"].isna().all()

    def test_without_adoption_no_rows_but_the_same_dtypes(self) -> None:
        expected = adoption_curve(LEAVERS, "P", AS_OF).dtypes.to_dict()
        for log in (circle_log(), circle_log(teams=teams("A")), circle_log(without=("teams", "adoptions"))):
            curve = adoption_curve(log, "P", AS_OF)
            assert curve.empty
            assert curve.dtypes.to_dict() == expected


class TestReachGrid:
    def test_cells(self) -> None:
        cells = reach_grid(LEAVERS, "P", AS_OF).to_dict("split")["data"]
        assert cells == [["Sales", "North", 2, 4], ["Sales", "South", 1, 1]]

    def test_teams_without_a_place_have_a_cell(self) -> None:
        cells = reach_grid(LEAVERS, "P", date(2026, 3, 31))
        assert list(cells["n"]) == [1, 1]  # A; Left, which has no function
        assert cells["function"].isna().tolist() == [False, True]

    def test_empty(self) -> None:
        empty = reach_grid(circle_log(), "P", AS_OF)
        assert empty.empty
        assert empty.dtypes.to_dict() == reach_grid(LEAVERS, "P", AS_OF).dtypes.to_dict()


def recount(log: CircleLog, practice: str, day: pd.Timestamp) -> tuple[int, int, int]:
    """Eligible teams, those of them that ever adopted, and those that use it: the slow way."""
    N = n = used = 0
    rows = log.adoptions.sort_values(["date", "_row"]).to_dict("records")
    for team in log.teams.to_dict("records"):
        targets = [] if pd.isna(team["target_of"]) else team["target_of"].casefold().split(", ")
        begun = pd.isna(team["eligible_from"]) or team["eligible_from"] <= day
        over = not pd.isna(team["eligible_to"]) and team["eligible_to"] <= day
        if not begun or over or (targets and practice.casefold() not in targets):
            continue
        stages = [
            row["stage"]
            for row in rows
            if row["team"] == team["team"] and row["practice"] == practice and row["date"] <= day
        ]
        uses = [name for name in stages if name in (*ADOPTING, "stopped")]
        N += 1
        n += any(name in ADOPTING for name in stages)
        used += bool(uses) and uses[-1] != "stopped"
    return N, n, used


class TestProperties:
    @settings(max_examples=examples(12), deadline=None)
    @given(programs(), DAYS)
    def test_figures_are_those_counted_one_by_one(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        rate, use = adoption_rate(log, "P", as_of), current_use(log, "P", as_of)
        assert (rate.N, rate.n, use.n) == recount(log, "P", as_of)
        assert use.N == rate.N
        adopters = (adoption_events(log, as_of)["practice"] == "P").sum()
        assert rate.n + sum(rate.excluded.values()) == adopters

    @settings(max_examples=examples(12), deadline=None)
    @given(programs(), DAYS)
    def test_curve_partitions_adopters_and_ends_at_the_figures(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        curve = adoption_curve(log, "P", as_of)
        assert curve["new"].sum() == (adoption_events(log, as_of)["practice"] == "P").sum()
        assert list(curve["cumulative"]) == list(curve["new"].cumsum())
        assert curve["hazard"].dropna().between(0, 1).all()
        months = [pd.Period(period) for period in curve["period"]]
        assert all(later == earlier + 1 for earlier, later in pairwise(months))
        for row in curve.to_dict("records"):
            end = min(pd.Period(row["period"]).end_time.normalize(), as_of)
            N, n, used = recount(log, "P", end)
            assert (row["eligible"], row["in_use"]) == (N, used)
            assert row["rate"] == n / N if N else np.isnan(row["rate"])

    @settings(max_examples=examples(12), deadline=None)
    @given(programs(), DAYS)
    def test_reach_cells_sum_to_the_rate(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        grid, rate = reach_grid(log, "P", as_of), adoption_rate(log, "P", as_of)
        assert (grid["n"].sum(), grid["N"].sum()) == (rate.n, rate.N)
        assert (grid["N"] > 0).all()

    @settings(max_examples=examples(12), deadline=None)
    @given(programs(), DAYS, st.integers(0, 99))
    def test_row_order_never_matters(self, log: CircleLog, day: int, seed: int) -> None:
        as_of, other = pd.Timestamp(iso(day)), shuffled(log, seed)
        pd.testing.assert_frame_equal(adoption_events(log, as_of), adoption_events(other, as_of))
        pd.testing.assert_frame_equal(adoption_curve(log, "P", as_of), adoption_curve(other, "P", as_of))
        pd.testing.assert_frame_equal(reach_grid(log, "P", as_of), reach_grid(other, "P", as_of))

    @settings(max_examples=examples(12), deadline=None)
    @given(programs(), DAYS)
    def test_renaming_teams_changes_nothing(self, log: CircleLog, day: int) -> None:
        as_of, other = pd.Timestamp(iso(day)), renamed(log)
        assert adoption_rate(log, "P", as_of) == adoption_rate(other, "P", as_of)
        pd.testing.assert_frame_equal(adoption_curve(log, "P", as_of), adoption_curve(other, "P", as_of))
        pd.testing.assert_frame_equal(reach_grid(log, "P", as_of), reach_grid(other, "P", as_of))


def renamed(log: CircleLog) -> CircleLog:
    """The same program with team names that sort in reverse order."""
    names = {name: f"Équipe {99 - number}, {name}" for number, name in enumerate(TEAMS)}
    respelled = log.teams.assign(team=log.teams["team"].replace(names))
    adoptions = log.adoptions.assign(
        team=log.adoptions["team"].replace(names), from_team=log.adoptions["from_team"].replace(names)
    )
    return log.with_tabs(teams=respelled, adoptions=adoptions)


def test_importing_it_stays_light() -> None:
    heavy = "{'scipy', 'statsmodels', 'networkx', 'streamlit', 'altair'}"
    code = f"import sys, lib.metrics.diffusion.sources; sys.exit(bool({heavy} & sys.modules.keys()))"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
