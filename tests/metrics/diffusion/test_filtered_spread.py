"""Spread among the teams of some functions or regions: what they learned from other teams is still known."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.diffusion import sources
from lib.metrics.diffusion.adoptions import adoption_events
from lib.metrics.diffusion.travel import travel
from tests.metrics.diffusion import one_at_a_time
from tests.metrics.diffusion.test_adoptions import AS_OF, circle_log, stage

PLACES = {"A": "Sales", "B": "Ops", "C": "Sales", "D": "Ops", "E": "Ops"}
LOG = circle_log(
    teams=[{"team": team, "function": place} for team, place in PLACES.items()],
    adoptions=[
        stage("P", "A", "adopted", "2026-01-01"),
        stage("P", "B", "adopted", "2026-01-10", from_team="A"),
        stage("P", "C", "adopted", "2026-02-01", from_team="B"),
        stage("P", "D", "adopted", "2026-03-01", from_team="C"),
        stage("P", "E", "adopted", "2026-03-05", from_team="E"),
    ],
)
"""A -> B -> C -> D, from Sales to Operations and back, and E that names itself."""
OPS = LOG.filtered(functions=["Ops"])


def test_sources_elsewhere_are_possible() -> None:
    edges = sources.links(OPS, AS_OF)
    assert list(zip(edges["source"], edges["team"], strict=True)) == [("A", "B"), ("C", "D")]
    assert sources.impossible_sources(OPS, AS_OF)["why"].to_list() == ["names itself"]


def test_generations_count_from_the_true_root() -> None:
    tree = one_at_a_time.tree(OPS, "P", AS_OF)
    assert dict(zip(tree["team"], tree["generation"], strict=True)) == {"E": 0, "B": 1, "D": 3}
    assert one_at_a_time.generations(OPS, "P", AS_OF) == [1, 1, 0, 1]


def test_followers_elsewhere_count_for_their_source() -> None:
    spread = one_at_a_time.spread(OPS, "P", AS_OF)
    assert (spread["adopters"], spread["attributed"], spread["mature"]) == (3, 2, 3)
    assert (spread["r_all"], spread["r_active"]) == (1 / 3, 1.0)  # B led C


def test_all_at_once_says_the_same() -> None:
    result = travel(OPS, AS_OF)["P"]
    one = one_at_a_time.spread(OPS, "P", AS_OF)
    assert result["spread"] == {name: one[name] for name in result["spread"]}
    assert result["generations"] == [1, 1, 0, 1]
    table = sources.diffusion_table(OPS, AS_OF).set_index("practice").loc["P"]
    assert (table["attributed"], table["generations"], table["impossible"]) == (2, 3, 1)


def test_a_filter_twice_keeps_everything() -> None:
    twice = LOG.filtered(functions=["Ops", "Sales"]).filtered(functions=["Ops"]).filtered(regions=["none"])
    assert len(twice.teams) == 0
    assert len(twice.everywhere.teams) == len(LOG.teams)
    pd.testing.assert_frame_equal(adoption_events(twice.everywhere, AS_OF), adoption_events(LOG, AS_OF))
    assert LOG.everywhere is LOG


def test_nothing_beyond_survives_redaction() -> None:
    assert not redact(OPS, Viewer("sponsor", "sam@x.org")).beyond
