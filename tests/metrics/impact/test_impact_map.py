"""What one action or insight came from and led to."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import KEPT, Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.impact import impact_map
from lib.metrics.impact.impact_map import ImpactMap
from tests.data.hand_log import AS_OF, HAND, hand, quick

Rows = list[dict[str, object]]
MORE: dict[str, Rows] = {
    **HAND,
    "actions": [
        *HAND["actions"],
        {"action": "X-10", "circle": "Atlas", "what": "Again", "insight": "I-1", "practice": "pairs, always",
         "created": "2026-02-01", "status": "cancelled"},
    ],
    "lighthouses": [
        {"lighthouse": "North star", "practice": "calls", "circle": "Atlas", "stage": 2.5, "started": "2026-02-15"},
        {"lighthouse": "Not yet", "practice": "calls", "circle": "Atlas", "started": "2026-07-15"},
        {"lighthouse": "Elsewhere", "practice": "pairs, always", "circle": "Atlas"},
    ],
    "adoptions": [
        *HAND["adoptions"],
        {"practice": "calls", "team": "West", "stage": "adopted", "date": "2026-04-01", "lighthouse": "North star"},
    ],
}  # fmt: skip


def edges(found: ImpactMap) -> set[tuple[str, str]]:
    return set(found.edges.itertuples(index=False, name=None))


def test_the_map_of_an_action() -> None:
    found = impact_map.of_action(Facts(quick(MORE), AS_OF), "X-1")
    assert found.nodes["id"].to_list() == [
        "case A-1",
        "insight I-1",
        "action X-1",
        "practice calls",
        "lighthouse North star",
        "team North",
        "team South",
        "team West",
    ]
    assert edges(found) == {
        ("case A-1", "insight I-1"),
        ("insight I-1", "action X-1"),
        ("action X-1", "practice calls"),
        ("practice calls", "lighthouse North star"),
        ("practice calls", "team North"),
        ("team North", "team South"),
        ("lighthouse North star", "team West"),
    }
    nodes = found.nodes.set_index("id")
    assert nodes.loc["case A-1", "label"] == "Churn"
    assert nodes.loc["insight I-1", "label"] == "Nobody calls back"
    assert nodes.loc["action X-1", ["label", "note", "tab", "_row"]].to_list() == [
        "Call ten customers", "done", "actions", 2,
    ]  # fmt: skip
    assert nodes.loc["lighthouse North star", "note"] == "stage 2.5"
    assert nodes.loc["team West", "on"] == pd.Timestamp("2026-04-01")
    assert nodes["on"].dtype == "datetime64[s]"


def test_the_map_of_an_insight_has_all_its_actions() -> None:
    found = impact_map.of_insight(Facts(quick(MORE), AS_OF), "I-1")
    assert {"action X-1", "action X-10", "practice pairs, always"} <= set(found.nodes["id"])
    assert ("practice pairs, always", "lighthouse Elsewhere") in edges(found)
    assert ("practice pairs, always", "team West") in edges(found)
    assert found.nodes["id"].is_unique  # West adopted both
    assert found.nodes.set_index("id").loc["action X-10", "note"] == "cancelled"


def test_an_action_without_an_insight_is_linked_to_its_session() -> None:
    found = impact_map.of_action(Facts(hand(), AS_OF), "X-3")
    assert edges(found) == {("case A-2", "action X-3")}
    alone = impact_map.of_action(Facts(hand(), AS_OF), "X-4")
    assert (alone.nodes["id"].to_list(), len(alone.edges)) == (["action X-4"], 0)


def test_a_session_without_a_case_is_named_by_its_key() -> None:
    rows: Rows = [{"action": "X-1", "circle": "Atlas", "what": "Do", "session": "A-3"}]
    found = impact_map.of_action(Facts(quick({**HAND, "actions": rows}), AS_OF), "X-1")
    assert found.nodes.set_index("id").loc["case A-3", "label"] == "A-3"


def test_only_what_was_known_by_then() -> None:
    early = impact_map.of_action(Facts(quick(MORE), pd.Timestamp("2026-02-10")), "X-1")
    assert early.nodes["id"].to_list()[3:] == ["practice calls", "team North"]
    assert early.nodes.set_index("id").loc["action X-1", "note"] == "done"
    for key in ("X-8", "nothing", ""):
        found = impact_map.of_action(Facts(hand(), AS_OF), key)
        assert (len(found.nodes), len(found.edges), found.more_teams) == (0, 0, 0)
    assert impact_map.of_insight(Facts(hand(), pd.Timestamp("2026-01-01")), "I-1").nodes.empty


def test_an_impossible_source_draws_no_arrow() -> None:
    rows: Rows = [
        row | {"from_team": "South"} if row["team"] == "North" else row for row in HAND["adoptions"]
    ]
    found = impact_map.of_action(Facts(quick({**HAND, "adoptions": rows}), AS_OF), "X-1")
    assert ("team South", "team North") not in edges(found)
    assert ("practice calls", "team North") in edges(found)


def test_many_teams_are_cut_to_those_that_adopted_first() -> None:
    teams: Rows = [{"team": f"T{place:03}"} for place in range(100)]
    adoptions: Rows = [
        {"practice": "calls", "team": f"T{place:03}", "stage": "adopted", "date": f"2026-0{1 + place // 25}-11",
         "from_team": f"T{place - 25:03}" if place >= 25 else ""}
        for place in range(100)
    ]  # fmt: skip
    facts = Facts(quick({**HAND, "teams": teams, "adoptions": adoptions}), AS_OF)
    found = impact_map.of_action(facts, "X-1", most_teams=30)
    drawn = found.nodes.loc[found.nodes["kind"] == "team", "key"]
    assert (sorted(drawn), found.more_teams) == ([f"T{place:03}" for place in range(30)], 70)
    assert set(found.edges["source"]) | set(found.edges["target"]) <= set(found.nodes["id"])
    assert ("team T004", "team T029") in edges(found)


def test_a_sponsor_sees_the_same_graph_without_texts_that_are_not_shared() -> None:
    log = redact(hand(), Viewer("sponsor", "sam@x.org"))
    key = log.actions.loc[hand().actions["action"] == "X-1", "action"].iloc[0]
    seen = impact_map.of_action(Facts(log, AS_OF), key)
    whole = impact_map.of_action(Facts(hand(), AS_OF), "X-1")
    shown = dict(zip(whole.nodes["id"], seen.nodes["id"], strict=True))
    assert edges(seen) == {(shown[source], shown[target]) for source, target in edges(whole)}
    labels = seen.nodes.set_index("id")["label"]
    assert labels[shown["action X-1"]] == KEPT
    assert labels[shown["case A-1"]] == "Churn"  # its session is shared with the program
    assert not {"action X-1", "case A-1", "insight I-1"} & set(seen.nodes["id"])


def test_where_nothing_is_linked_it_names_the_columns_that_would_link() -> None:
    """Nobody is told to fill in a column that the tab does not have."""
    action: dict[str, object] = {"action": "X-1", "circle": "Atlas", "what": "x"}
    for more, said in (
        ({}, "There is no insight or practice column in the actions tab."),
        ({"insight": ""}, "Fill in the insight column of the actions tab."),
        ({"insight": "", "practice": ""}, "Fill in the columns insight and practice of the actions tab."),
    ):
        facts = Facts(quick({"circles": [{"circle": "Atlas"}], "actions": [{**action, **more}]}), AS_OF)
        assert impact_map.nothing_linked(facts) == f"No action names an insight or a practice yet. {said}"
