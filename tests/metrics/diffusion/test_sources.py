"""Sources, generations and spread compared to trees drawn by hand, and to plain Python."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.format.model import CircleLog
from lib.metrics.diffusion.adoptions import adoption_events
from lib.metrics.diffusion.sources import diffusion_table, generation, impossible_sources, links
from lib.metrics.statistics.intervals import wilson
from tests.examples import examples
from tests.metrics.diffusion.one_at_a_time import (
    adoption_rate,
    current_use,
    generations,
    spread,
    spread_by_source,
    tree,
)
from tests.metrics.diffusion.test_adoptions import (
    AS_OF,
    DAYS,
    circle_log,
    iso,
    practices,
    programs,
    renamed,
    shuffled,
    stage,
    teams,
)


def adopted(*lines: str, practice: str = "P") -> list[dict[str, Any]]:
    """'B 02-01 A': B adopted on 2026-02-01 from the team A; 'B 02-01 *L': from the lighthouse L."""
    rows = []
    for team, day, *source in map(str.split, lines):
        column = "lighthouse" if source and source[0].startswith("*") else "from_team"
        name = source[0].lstrip("*") if source else None
        rows.append(stage(practice, team, "adopted", f"2026-{day}", **{column: name}))
    return rows


def lighthouse(name: str, practice: str = "P", started: str | None = None) -> dict[str, Any]:
    return {"lighthouse": name, "practice": practice, "circle": "Atlas", "started": started}


FOREST = circle_log(
    teams=teams(*"ABCDEFGHI"),
    adoptions=adopted(
        "A 01-10",  # root
        "B 02-01 A",
        "C 02-15 A",
        "D 03-01 B",
        "E 06-01 D",
        "F 03-05",  # root
        "G 04-20 *L",
        "H 05-01 G",
    ),
    lighthouses=[lighthouse("L")],
)
"""A → B → D → E, A → C; F alone; lighthouse L → G → H. By the end of June, A, B, C, D and F are 90 days old."""

IMPOSSIBLE = circle_log(
    teams=teams(*"ABCDEFGHIJK"),
    adoptions=[
        *adopted(
            "A 03-01 A",
            "B 03-01 C",
            "C 03-02",
            "D 03-02 C",
            "E 03-02 K",
            "F 03-02 Nobody",
            "G 03-02 *Dark",
            "H 03-02 *Other",
            "I 03-02 *Late",
            "J 03-02 *SameDay",
        ),
        *adopted("K 01-01", practice="Q"),
        stage("P", "K", "trying", "2026-01-01"),
    ],
    lighthouses=[
        lighthouse("Other", "Q"),
        lighthouse("Late", started="2026-03-03"),
        lighthouse("SameDay", started="2026-03-02"),
    ],
)


def edges(log: CircleLog, as_of: Any = AS_OF) -> list[str]:
    return [f"{edge['source']}>{edge['team']}" for edge in links(log, as_of).to_dict("records")]


class TestLinks:
    def test_forest(self) -> None:
        assert edges(FOREST) == ["A>B", "A>C", "B>D", "L>G", "G>H", "D>E"]
        edge = links(FOREST, AS_OF).set_index("team").loc["D"]
        assert edge["source_kind"] == "team"
        assert (edge["source_on"], edge["adopted_on"]) == (
            pd.Timestamp("2026-02-01"),
            pd.Timestamp("2026-03-01"),
        )

    def test_impossible_sources_lose_their_link(self) -> None:
        assert edges(IMPOSSIBLE) == ["SameDay>J"]
        found = impossible_sources(IMPOSSIBLE, AS_OF).set_index("team")
        assert found["why"].to_dict() == {
            "A": "names itself",
            "B": "source adopted on the same day or later",  # later
            "D": "source adopted on the same day or later",  # the same day
            "E": "source never adopted",  # K tried P, and adopted only Q
            "F": "source unknown",
            "G": "source unknown",
            "H": "lighthouse belongs to another practice",
            "I": "lighthouse started after the adoption",
        }
        assert found["from_team"].to_dict() == dict(
            zip("ABDEFGHI", ["A", "C", "C", "K", "Nobody", "Dark", "Other", "Late"], strict=True)
        )
        assert list(impossible_sources(IMPOSSIBLE, AS_OF).columns) == ["practice", "team", "from_team", "why"]

    def test_a_team_wins_over_a_lighthouse_even_if_it_is_impossible(self) -> None:
        both = [stage("P", "B", "adopted", "2026-02-01", from_team="A", lighthouse="L")]
        log = circle_log(
            teams=teams("A", "B"), adoptions=adopted("A 01-01") + both, lighthouses=[lighthouse("L")]
        )
        assert edges(log) == ["A>B"]
        assert edges(log.with_tabs(adoptions=log.adoptions.iloc[1:])) == []

    def test_several_sources_over_time_count_once_and_the_first_holds(self) -> None:
        rows = adopted("A 01-01", "B 01-02", "C 02-01 A", "C 03-01 B")
        assert edges(circle_log(teams=teams("A", "B", "C"), adoptions=rows)) == ["A>C"]

    def test_a_source_that_stopped_and_came_back_keeps_its_first_day(self) -> None:
        rows = [
            *adopted("A 01-01"),
            stage("P", "A", "stopped", "2026-01-20"),
            *adopted("A 04-01", "B 02-01 A"),
        ]
        assert edges(circle_log(teams=teams("A", "B"), adoptions=rows)) == ["A>B"]

    def test_told_row_gives_the_source(self) -> None:
        rows = [*adopted("A 01-01", "B 02-01"), stage("P", "B", "told", "2026-01-15", from_team="A")]
        assert edges(circle_log(teams=teams("A", "B"), adoptions=rows)) == ["A>B"]

    def test_each_practice_has_its_own_edges(self) -> None:
        rows = adopted("A 01-01", "B 02-01 A") + adopted("B 01-01", "A 02-01 B", practice="Q")
        log = circle_log(teams=teams("A", "B"), adoptions=rows)
        assert edges(log) == ["A>B", "B>A"]
        assert list(links(log, AS_OF)["practice"]) == ["P", "Q"]

    def test_a_team_and_a_lighthouse_of_one_name(self) -> None:
        rows = adopted("A 01-01", "B 02-01 A", "C 03-01 *A")
        log = circle_log(teams=teams("A", "B", "C"), adoptions=rows, lighthouses=[lighthouse("A")])
        assert spread_by_source(log, "P", AS_OF).to_dict("split")["data"] == [
            ["A", "lighthouse", 1],
            ["A", "team", 1],
        ]
        assert generations(log, "P", AS_OF) == [1, 2]

    def test_what_happens_after_as_of_is_unknown(self) -> None:
        assert edges(FOREST, date(2026, 2, 20)) == ["A>B", "A>C"]


class TestGenerations:
    def test_forest(self) -> None:
        assert generations(FOREST, "P", AS_OF) == [2, 3, 2, 1]  # A F; B C G; D H; E

    def test_tree_names_each_adopter_and_its_source(self) -> None:
        nodes = tree(FOREST, "P", AS_OF)
        assert list(nodes["team"]) == ["A", "F", "B", "C", "G", "D", "H", "E"]
        assert list(nodes["generation"]) == [0, 0, 1, 1, 1, 2, 2, 3]
        assert [None if pd.isna(name) else name for name in nodes["source"]] == [None, None, *"AALBGD"]
        assert nodes.set_index("team").loc["G", "source_kind"] == "lighthouse"
        assert nodes["adopted_on"].iloc[0] == pd.Timestamp("2026-01-10")

    def test_impossible_sources_start_their_own_tree(self) -> None:
        assert generations(IMPOSSIBLE, "P", AS_OF) == [9, 1]

    def test_nothing_adopted(self) -> None:
        assert generations(circle_log(), "P", AS_OF) == []
        assert tree(circle_log(), "P", AS_OF).dtypes.equals(tree(FOREST, "P", AS_OF).dtypes)

    def test_a_long_chain(self) -> None:
        names = [f"T{number:03}" for number in range(200)]
        rows = [stage("P", names[0], "adopted", iso(0))] + [
            stage("P", team, "adopted", iso(day), from_team=source)
            for day, (source, team) in enumerate(pairwise(names), start=1)
        ]
        log = circle_log(teams=teams(*names), adoptions=rows)
        assert generations(log, "P", pd.Timestamp(iso(300))) == [1] * 200

    def test_edges_in_a_circle_still_end(self) -> None:
        log = circle_log(teams=teams("A", "B"), adoptions=adopted("A 01-01", "B 02-01"))
        circular = pd.DataFrame(
            {"practice": ["P", "P"], "team": ["A", "B"], "source": ["B", "A"], "source_kind": "team"}
        )
        assert len(generation(adoption_events(log, AS_OF), circular)) == 2


class TestSpread:
    def test_forest(self) -> None:
        """Mature: A B C D F. They led to B, C, D and E; A, B and D have followers. G is young: H does not count."""
        assert spread(FOREST, "P", AS_OF) == {
            "adopters": 8,
            "attributed": 6,
            "attributed_share": 6 / 8,
            "mature": 5,
            "r_all": 4 / 5,
            "r_active": 4 / 3,
            "impossible": [],
        }

    def test_ninety_days_is_mature(self) -> None:
        log = circle_log(teams=teams("A", "B"), adoptions=adopted("A 04-01", "B 05-01 A"))
        assert spread(log, "P", date(2026, 6, 30))["r_all"] == 1  # 90 days after 1 April
        assert spread(log, "P", date(2026, 6, 29))["r_all"] is None

    def test_impossible_ones_are_listed_and_unattributed(self) -> None:
        result = spread(IMPOSSIBLE, "P", AS_OF)
        assert (result["adopters"], result["attributed"], len(result["impossible"])) == (10, 1, 8)
        assert result["impossible"][0] == {"team": "A", "from_team": "A", "why": "names itself"}
        assert result["r_all"] == 0
        assert result["r_active"] is None

    @pytest.mark.parametrize("log", [circle_log(), circle_log(without=("teams", "adoptions", "lighthouses"))])
    def test_nothing_adopted(self, log: CircleLog) -> None:
        result = spread(log, "P", AS_OF)
        assert (result["adopters"], result["attributed"], result["mature"]) == (0, 0, 0)
        assert (result["attributed_share"], result["r_all"], result["r_active"]) == (None, None, None)

    def test_by_source(self) -> None:
        assert spread_by_source(FOREST, "P", AS_OF).to_dict("split")["data"] == [
            ["A", "team", 2],
            ["B", "team", 1],
            ["D", "team", 1],
            ["G", "team", 1],
            ["L", "lighthouse", 1],
        ]
        assert spread_by_source(circle_log(), "P", AS_OF).empty


class TestDiffusionTable:
    def test_forest(self) -> None:
        awareness = [
            stage("P", "I", "told", "2026-01-01"),
            stage("P", "A", "told", "2026-06-01"),  # an adopter all the same
            stage("P", "B", "stopped", "2026-06-01"),
            stage("Q", "A", "trying", "2026-01-01"),
            stage("Q", "B", "trying", "2026-01-01"),
            stage("Q", "B", "stopped", "2026-02-01"),  # gave up: no longer trying
        ]
        rows = FOREST.adoptions.to_dict("records") + awareness
        log = circle_log(
            practices=practices("Q", "P"),
            teams=teams(*"ABCDEFGHI"),
            adoptions=rows,
            lighthouses=[lighthouse("L")],
        )
        q, p = diffusion_table(log, AS_OF).to_dict("records")
        low, high = wilson(8, 9)
        assert p == {
            "practice": "P",
            "title": "Title of P",
            "adopted": 8,
            "eligible": 9,
            "rate": 8 / 9,
            "low": pytest.approx(low),
            "high": pytest.approx(high),
            "in_use": 7,
            "told_or_trying": 1,
            "new_90_days": 3,  # E, G, H
            "attributed": 6,
            "generations": 3,
            "impossible": 0,
        }
        assert (q["practice"], q["adopted"], q["told_or_trying"], q["generations"]) == ("Q", 0, 1, 0)

    def test_empty_logs(self) -> None:
        expected = diffusion_table(FOREST, AS_OF).dtypes
        assert diffusion_table(circle_log(practices=[]), AS_OF).dtypes.equals(expected)
        without_teams = diffusion_table(circle_log(without=("teams", "adoptions")), AS_OF)
        assert without_teams.dtypes.equals(expected)
        assert without_teams["rate"].isna().all()


class TestProperties:
    @settings(max_examples=examples(10), deadline=None)
    @given(programs(), DAYS)
    def test_generations_partition_adopters_and_are_path_lengths(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        nodes, found = tree(log, "P", as_of), links(log, as_of)
        found = found[found["practice"] == "P"]
        assert sum(generations(log, "P", as_of)) == len(nodes) == spread(log, "P", as_of)["adopters"]
        assert nodes["team"].is_unique
        graph = nx.DiGraph()
        graph.add_nodes_from(("team", team) for team in nodes["team"])
        followers = [("team", team) for team in found["team"]]
        graph.add_edges_from(
            zip(zip(found["source_kind"], found["source"], strict=True), followers, strict=True)
        )
        assert nx.is_forest(graph) if len(graph) else nodes.empty
        for team, depth in zip(nodes["team"], nodes["generation"], strict=True):
            assert len(nx.ancestors(graph, ("team", team))) == depth

    @settings(max_examples=examples(10), deadline=None)
    @given(programs(), DAYS)
    def test_every_named_source_is_an_edge_or_impossible(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        events, found = adoption_events(log, as_of), links(log, as_of)
        named = events["from_team"].notna() | events["lighthouse"].notna()
        assert len(found) + len(impossible_sources(log, as_of)) == named.sum()
        assert (found["source_on"].isna() | (found["source_on"] <= found["adopted_on"])).all()
        by_team = found[found["source_kind"] == "team"]
        assert (by_team["source_on"] < by_team["adopted_on"]).all()

    @settings(max_examples=examples(10), deadline=None)
    @given(programs(), DAYS)
    def test_spread_adds_up(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        result, followers = spread(log, "P", as_of), spread_by_source(log, "P", as_of)
        assert result["attributed"] == followers["followers"].sum() <= result["adopters"]
        assert result["attributed"] + len(result["impossible"]) <= result["adopters"]
        assert result["mature"] <= result["adopters"]
        assert result["r_active"] is None or result["r_active"] >= max(1, result["r_all"])

    @settings(max_examples=examples(10), deadline=None)
    @given(programs(), DAYS)
    def test_table_is_the_figures_of_each_practice(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        for row in diffusion_table(log, as_of).to_dict("records"):
            rate, use = (figure(log, row["practice"], as_of) for figure in (adoption_rate, current_use))
            assert (row["adopted"], row["eligible"], row["in_use"]) == (rate.n, rate.N, use.n)
            result = spread(log, row["practice"], as_of)
            assert (row["attributed"], row["impossible"]) == (
                result["attributed"],
                len(result["impossible"]),
            )
            depth = len(generations(log, row["practice"], as_of))
            assert row["generations"] == max(depth - 1, 0)
            assert row["adopted"] + row["told_or_trying"] <= row["eligible"]

    @settings(max_examples=examples(10), deadline=None)
    @given(programs(), DAYS)
    def test_precomputed_frames_change_nothing(self, log: CircleLog, day: int) -> None:
        as_of = pd.Timestamp(iso(day))
        events = adoption_events(log, as_of)
        whole = {"events": events, "edges": links(log, as_of, events=events)}
        impossible = impossible_sources(log, as_of, events=events)
        assert spread(log, "Q", as_of) == spread(log, "Q", as_of, **whole, impossible=impossible)
        assert generations(log, "Q", as_of) == generations(log, "Q", as_of, **whole)
        pd.testing.assert_frame_equal(tree(log, "Q", as_of), tree(log, "Q", as_of, **whole))

    @settings(max_examples=examples(10), deadline=None)
    @given(programs(), DAYS, st.integers(0, 99))
    def test_row_order_never_matters(self, log: CircleLog, day: int, seed: int) -> None:
        as_of, other = pd.Timestamp(iso(day)), shuffled(log, seed)
        assert spread(log, "P", as_of) == spread(other, "P", as_of)
        pd.testing.assert_frame_equal(tree(log, "P", as_of), tree(other, "P", as_of))
        tables = [diffusion_table(which, as_of).set_index("practice").sort_index() for which in (log, other)]
        pd.testing.assert_frame_equal(*tables)

    @settings(max_examples=examples(10), deadline=None)
    @given(programs(), DAYS)
    def test_renaming_teams_changes_nothing(self, log: CircleLog, day: int) -> None:
        as_of, other = pd.Timestamp(iso(day)), renamed(log)
        assert generations(log, "P", as_of) == generations(other, "P", as_of)
        pd.testing.assert_frame_equal(diffusion_table(log, as_of), diffusion_table(other, as_of))
        counts = [
            {name: value for name, value in spread(which, "P", as_of).items() if name != "impossible"}
            for which in (log, other)
        ]
        assert counts[0] == counts[1]
