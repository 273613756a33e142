"""The diffusion map's frames: each team's stage on each day, who learned from whom, and the counts of places."""

from __future__ import annotations

import random
import time
from dataclasses import fields
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import adoptions as diffusion_adoptions
from lib.metrics.diffusion import descent, travel
from lib.metrics.diffusion import diffusion_map as maps
from lib.metrics.diffusion import sources as diffusion_sources
from lib.metrics.diffusion.diffusion_map import (
    STAGES,
    DiffusionMap,
    diffusion_map,
    folded,
    places,
    seats,
    spots,
    standing,
)
from lib.metrics.diffusion.map_places import cells, flows, is_too_many, opened
from lib.metrics.diffusion.spells import furthest, spells
from tests.data.logs import log
from tests.examples import examples, some

AS_OF = pd.Timestamp("2026-06-30")
FIRST = pd.Timestamp("2026-01-01") - pd.Timedelta(days=10)
Row = dict[str, object]


def team(name: str, function: str = "Sales", region: str = "North", **more: object) -> Row:
    return {"team": name, "function": function, "region": region, **more}


def step(who: str, stage: str, on: str, source: str = "", **more: object) -> Row:
    row = {"practice": "brief", "team": who, "stage": stage, "date": date.fromisoformat(on)}
    return row | {"from_team": source, "lighthouse": ""} | more


def program(teams: list[Row], adoptions: list[Row], **tabs: list[Row]) -> CircleLog:
    named = sorted({str(row["practice"]) for row in adoptions} | {"brief"})
    return log(
        circles=[{"circle": "Atlas"}],
        practices=[{"practice": name, "title": name.title(), "circle": "Atlas"} for name in named],
        teams=teams,
        adoptions=adoptions,
        **tabs,
    )


def seen(found: CircleLog, practice: str | None = "brief") -> DiffusionMap:
    shown = diffusion_map(found, AS_OF, practice)
    assert shown is not None
    return shown


def way(found: DiffusionMap, who: str) -> list[tuple[str, int, int]]:
    rows = found.stages[found.stages["team"] == who]
    return list(zip(rows["stage"], rows["day"].tolist(), rows["until"].tolist(), strict=True))


def day(iso: str) -> int:
    return (pd.Timestamp(iso) - FIRST).days


END = day("2026-07-01")


def test_stages_day_by_day_and_a_late_told_row_does_not_end_a_use() -> None:
    rows = [
        step("a", "told", "2026-01-01"),
        step("a", "trying", "2026-01-11"),
        step("a", "adopted", "2026-02-01"),
        step("a", "told", "2026-02-10"),
        step("a", "stopped", "2026-03-01"),
        step("a", "trying", "2026-04-01"),
        step("a", "adapted", "2026-05-01"),
    ]
    found = seen(program([team("a")], rows))
    assert found.first == FIRST
    assert way(found, "a") == [
        ("not yet", 0, 10),
        ("told", 10, 20),
        ("trying", 20, 41),
        ("adopted", 41, day("2026-03-01")),
        ("stopped", day("2026-03-01"), day("2026-04-01")),
        ("trying", day("2026-04-01"), day("2026-05-01")),
        ("adapted", day("2026-05-01"), END),
    ]


def test_teams_are_seated_once_for_all_maps() -> None:
    rows = [step("a", "told", "2026-01-01"), step("a", "told", "2026-01-02", practice="huddle")]
    found = program([team("a")], rows)
    assert seen(found).places is seen(found, None).places


def test_the_last_of_several_rows_of_one_day_counts() -> None:
    rows = [step("a", "told", "2026-01-01"), step("a", "adopted", "2026-01-01")]
    assert way(seen(program([team("a")], rows)), "a") == [("not yet", 0, 10), ("adopted", 10, END)]


def test_eligible_late_gone_and_not_meant() -> None:
    teams = [
        team("a"),
        team("late", eligible_from=date(2026, 2, 1)),
        team("left", eligible_to=date(2026, 4, 1)),
        team("silent", eligible_to=date(2026, 3, 1)),
        team("other", target_of="huddle"),
        team("after", eligible_to=date(2026, 2, 1)),
    ]
    rows = [
        step("a", "told", "2026-01-01"),
        step("late", "adopted", "2026-03-01"),
        step("left", "adopted", "2026-03-01"),
        step("after", "adopted", "2026-03-01"),
        {"practice": "huddle", "team": "other", "stage": "told", "date": date(2026, 3, 1)},
    ]
    found = seen(program(teams, rows))
    march = day("2026-03-01")
    assert way(found, "late") == [
        ("outside", 0, day("2026-02-01")),
        ("not yet", day("2026-02-01"), march),
        ("adopted", march, END),
    ]
    assert way(found, "left") == [
        ("not yet", 0, march),
        ("adopted", march, day("2026-04-01")),
        ("outside", day("2026-04-01"), END),
    ]
    assert way(found, "silent") == [("not yet", 0, march), ("outside", march, END)]
    assert way(found, "other") == [("outside", 0, END)]
    assert way(found, "after") == [
        ("not yet", 0, day("2026-02-01")),
        ("outside", day("2026-02-01"), march),
        ("adopted", march, END),
    ]
    assert standing(found).to_dict() == dict.fromkeys(STAGES, 0) | {"told": 1, "adopted": 2, "outside": 3}
    assert standing(found, march - 1)["not yet"] == 3


def test_arrows_come_from_possible_sources_and_rings_mark_the_others() -> None:
    teams = [team(name) for name in ("root", "one", "two", "same", "self", "early", "never", "nobody")]
    rows = [
        step("root", "adopted", "2026-01-01"),
        step("one", "trying", "2026-01-10", "root"),
        step("one", "adopted", "2026-02-01"),
        step("two", "adopted", "2026-03-01", "one"),
        step("same", "adopted", "2026-03-01", "two"),
        step("self", "adopted", "2026-03-02", "self"),
        step("early", "adopted", "2026-01-05", "two"),
        step("never", "adopted", "2026-03-03", "nobody"),
        step("nobody", "told", "2026-01-02"),
    ]
    found = seen(program(teams, rows))
    arrows = found.arrows[["source", "team", "day", "generation"]].to_numpy().tolist()
    assert arrows == [["root", "one", day("2026-02-01"), 1], ["one", "two", day("2026-03-01"), 2]]
    ringed = set(found.stages.loc[found.stages["unattributed"], "team"])
    assert ringed == {"root", "same", "self", "early", "never"}
    listed = diffusion_sources.impossible_sources(program(teams, rows), AS_OF)
    assert set(listed["team"]) == ringed - {"root"}
    numbered = found.teams.set_index("team")[["order", "last"]]
    assert numbered.loc["nobody"].to_list() == [-1, -2]
    assert numbered.loc["root", "last"] - numbered.loc["root", "order"] == 2


def test_cycles_give_no_arrow() -> None:
    rows = [step("a", "adopted", "2026-01-01", "b"), step("b", "adopted", "2026-01-01", "a")]
    found = seen(program([team("a"), team("b")], rows))
    assert found.arrows.empty
    assert found.stages.loc[found.stages["stage"] == "adopted", "unattributed"].all()


def test_a_team_that_came_back_learned_it_once_and_from_one_source() -> None:
    rows = [
        step("a", "adopted", "2026-01-01"),
        step("b", "adopted", "2026-02-01", "a", lighthouse="L-1"),
        step("b", "stopped", "2026-03-01"),
        step("b", "adopted", "2026-04-01", "c"),
        step("c", "adopted", "2026-03-15", "a"),
    ]
    found = seen(program([team("a"), team("b"), team("c")], rows))
    assert found.arrows[["source", "team"]].to_numpy().tolist() == [["a", "b"], ["a", "c"]]
    sources = found.stages[(found.stages["team"] == "b") & found.stages["since"].notna()]["source"]
    assert sources.to_list() == ["a", "a", "a"]


def test_a_lighthouse_is_a_source_of_its_own() -> None:
    lit = [{"lighthouse": "L-1", "practice": "brief", "circle": "Atlas", "started": date(2025, 12, 1)}]
    rows = [
        step("b", "adopted", "2026-03-01", "a"),
        step("a", "adopted", "2026-02-01", lighthouse="L-1"),
    ]
    found = seen(program([team("a"), team("b")], rows, lighthouses=lit))
    assert found.arrows[["source", "source_kind", "team", "generation"]].to_numpy().tolist() == [
        ["L-1", "lighthouse", "a", 1],
        ["a", "team", "b", 2],
    ]
    assert found.lighthouses.to_numpy().tolist() == [["L-1", 0, 2]]


def test_two_practices_of_one_team_apart_and_its_furthest_stage_together() -> None:
    rows = [
        step("a", "adopted", "2026-02-01"),
        step("a", "stopped", "2026-05-01"),
        {"practice": "huddle", "team": "a", "stage": "trying", "date": date(2026, 1, 1)},
        {"practice": "huddle", "team": "a", "stage": "sustained", "date": date(2026, 3, 1)},
    ]
    found = program([team("a")], rows)
    assert [stage for stage, _, _ in way(seen(found), "a")] == ["not yet", "adopted", "stopped"]
    assert way(seen(found, None), "a") == [
        ("not yet", 0, 10),
        ("trying", 10, day("2026-02-01")),
        ("adopted", day("2026-02-01"), day("2026-03-01")),
        ("sustained", day("2026-03-01"), END),
    ]
    assert furthest(spells(found, AS_OF))["stage"].to_list() == ["trying", "adopted", "sustained"]


def test_a_filter_leaves_teams_off_the_map_and_keeps_who_learned_from_whom() -> None:
    teams = [team("a", region="South"), team("b"), team("c")]
    rows = [
        step("a", "adopted", "2026-01-01"),
        step("b", "adopted", "2026-02-01", "a"),
        step("c", "adopted", "2026-03-01", "b"),
    ]
    found = program(teams, rows)
    part = seen(found.filtered(regions=["North"]))
    assert part.teams["team"].to_list() == ["b", "c"]
    assert part.from_outside == 1
    assert part.arrows[["team", "generation"]].to_numpy().tolist() == [["c", 2]]
    assert not part.stages["unattributed"].any()
    assert part.teams["seat"].to_list() == seen(found).teams.query("region == 'North'")["seat"].to_list()


def test_nothing_to_show() -> None:
    assert diffusion_map(program([team("a")], []), AS_OF, "brief") is None
    later = program([team("a")], [step("a", "told", "2026-07-01")])
    assert diffusion_map(later, AS_OF, "brief") is None
    assert diffusion_map(log(), AS_OF) is None


def test_places_keep_their_order_and_the_rare_ones_share_one() -> None:
    many = pd.Series([f"f{n:02d}" for n in range(30) for _ in range(30 - n)] + [None], dtype="str")
    shortened = folded(many, 20)
    assert shortened.nunique() == 20
    assert (shortened == "others").sum() == sum(30 - n for n in range(19, 30)) + 1
    at = spots(log(teams=[team("b", ""), team("a", "Zeta"), team("c", "Alpha"), team("d", "Zeta")]).teams)
    assert at[["team", "row", "seat"]].to_numpy().tolist() == [
        ["c", 0, 0],
        ["a", 1, 0],
        ["d", 1, 1],
        ["b", 2, 0],
    ]
    assert places(at)["teams"].to_list() == [1, 2, 1]
    for most in (1, 2, 3, 9, 40, 400):
        beside, high = seats(most)
        assert beside * high >= most > beside * (high - 1)


def everybody(count: int, of: int = 1, chance: random.Random | None = None) -> CircleLog:
    """A program of many teams in 48 places, where every team learns from one that adopted before."""
    rng = chance or random.Random(1)
    teams = [team(f"t{n:04d}", f"function {n % 8}", f"region {n // 8 % 6}") for n in range(count)]
    rows: list[Row] = []
    for number in range(of):
        on: dict[str, date] = {}
        for at, one in enumerate(teams):
            if of > 1 and rng.random() < 0.5:
                continue
            start = date(2025, 1, 1) + timedelta(days=int(400 * at / count) + rng.randint(0, 10))
            known = [name for name, when in list(on.items())[-40:] if when < start]
            on[str(one["team"])] = start + timedelta(days=30)
            source = rng.choice(known) if known else ""
            for stage, later in (("told", 0), ("trying", 12), ("adopted", 30), ("sustained", 90)):
                row = step(str(one["team"]), stage, (start + timedelta(days=later)).isoformat(), source)
                rows.append(row | {"practice": "brief" if of == 1 else f"p{number}"})
    return program(teams, rows)


def test_more_than_400_teams_are_counted_by_place() -> None:
    whole = everybody(480)
    found = seen(whole)
    assert is_too_many(found)
    assert not is_too_many(
        seen(program([team(f"t{n:03d}") for n in range(400)], [step("t001", "told", "2026-01-01")]))
    )
    counted = cells(found)
    last = counted[counted["until"] > found.days]
    assert last[["eligible", "adopted"]].sum().to_list() == [
        480,
        int((standing(found)[["adopted", "sustained"]]).sum()),
    ]
    assert (counted["adopted"] <= counted["eligible"]).all()
    assert (counted["in_use"] <= counted["adopted"]).all()
    grid = travel.travel(whole, AS_OF)["brief"]["reach"]
    by_place = last.set_index(["function", "region"])["adopted"].to_dict()
    assert {(cell["function"], cell["region"]): cell["n"] for cell in grid} == by_place
    strongest, count = flows(found)
    within = sum(
        found.teams.set_index("team").loc[[row.source, row.team], ["row", "column"]].nunique().max() == 1
        for row in found.arrows.itertuples()
    )
    assert count >= len(strongest)
    if count == len(strongest):
        assert strongest["adoptions"].sum() == len(found.arrows) - within


def test_one_place_opens_alone() -> None:
    found = seen(everybody(480))
    one = opened(found, "function 3", "region 2")
    assert len(one.teams) == 10
    assert set(one.teams["function"]) == {"function 3"}
    assert one.places[["row", "column"]].to_numpy().tolist() == [[0, 0]]
    assert set(one.stages["team"]) == set(one.teams["team"])
    assert len(one.arrows) + one.from_outside == len(
        found.arrows[found.arrows["team"].isin(one.teams["team"])]
    )
    crowd = seen(program([team(f"t{n:03d}") for n in range(450)], [step("t449", "adopted", "2026-01-01")]))
    assert len(opened(crowd, "Sales", "North").teams) == 400
    assert "t449" in set(opened(crowd, "Sales", "North").teams["team"])


def test_descendants_are_those_who_learned_from_it() -> None:
    edges = pd.DataFrame(
        {
            "source_kind": ["team", "team", "team", "lighthouse"],
            "source": ["a", "a", "b", "L"],
            "team": ["b", "c", "d", "e"],
        }
    )
    nodes = descent.numbered(pd.Series(["a", "b", "c", "d", "e", "f"], dtype="str"), edges)
    assert nodes["name"].to_list() == ["L", "e", "a", "b", "d", "c", "f"]
    assert nodes["generation"].to_list() == [0, 1, 0, 1, 2, 1, 0]
    assert descent.descendants(nodes, "a") == ["b", "d", "c"]
    assert descent.descendants(nodes, "L", "lighthouse") == ["e"]
    assert descent.descendants(nodes, "f") == descent.descendants(nodes, "stranger") == []
    assert descent.numbered(pd.Series([], dtype="str"), edges.iloc[:0]).empty


names = st.sampled_from(["a", "b", "c", "d", "e"])
rows = st.lists(
    st.builds(
        lambda who, stage, after, source, practice: step(
            who, stage, (date(2026, 1, 1) + timedelta(days=after)).isoformat(), source, practice=practice
        ),
        names,
        st.sampled_from(["told", "trying", "adopted", "sustained", "adapted", "stopped"]),
        st.integers(0, 170),
        st.one_of(st.just(""), names),
        st.sampled_from(["brief", "huddle"]),
    ),
    min_size=1,
    max_size=24,
)


@settings(max_examples=examples(10), deadline=None)
@given(rows, st.sampled_from(["brief", None]))
def test_every_team_has_one_stage_every_day(adoptions: list[Row], practice: str | None) -> None:
    teams = [
        team("a"),
        team("b", "Finance", eligible_from=date(2026, 2, 1)),
        team("c", region="South", eligible_to=date(2026, 3, 1)),
        team("d", target_of="huddle"),
        team("e"),
    ]
    whole = program(teams, adoptions)
    found = diffusion_map(whole, AS_OF, practice)
    if found is None:
        assert practice == "brief"
        return
    of_facts = maps.seen(Facts(whole, AS_OF), practice)  # made from what the figures have found already
    for one in fields(found):
        left, right = getattr(of_facts, one.name), getattr(found, one.name)
        assert left.equals(right) if isinstance(left, pd.DataFrame) else left == right
    ways = found.stages.groupby("team")
    assert (ways["day"].min() == 0).all()
    assert (ways["until"].max() == found.days + 1).all()
    following = ways["day"].shift(-1)
    assert (following.isna() | (following == found.stages["until"])).all()
    assert standing(found).sum() == 5
    assert (found.stages["day"] < found.stages["until"]).all()
    counted = cells(found)
    assert (counted["in_use"] >= 0).all()
    if practice is not None:
        assert set(found.arrows["team"]) <= set(diffusion_adoptions.adoption_events(whole, AS_OF)["team"])
        inside = found.arrows.merge(found.teams, on="team").merge(
            found.teams, left_on="source", right_on="team", suffixes=("", "_source")
        )
        assert (inside["order"] > inside["order_source"]).all()
        assert (inside["last"] <= inside["last_source"]).all()


@settings(max_examples=examples(4), deadline=None)
@given(rows)
def test_renaming_teams_changes_nothing_but_names(adoptions: list[Row]) -> None:
    new = {"a": "Zulu", "b": "Yankee", "c": "X ray", "d": "Whiskey", "e": "Victor"}
    renamed = [
        row | {"team": new[str(row["team"])], "from_team": new.get(str(row["from_team"]), "")}
        for row in adoptions
    ]
    teams = [team(name, region=name) for name in new]
    again = [team(new[name], region=name) for name in new]
    before = diffusion_map(program(teams, adoptions), AS_OF, None)
    after = diffusion_map(program(again, list(reversed(renamed))[::-1]), AS_OF, None)
    assert before is not None
    assert after is not None
    assert standing(before).to_dict() == standing(after).to_dict()
    pairs = {(new[source], new[who]) for source, who in before.arrows[["source", "team"]].to_numpy().tolist()}
    assert pairs == {tuple(pair) for pair in after.arrows[["source", "team"]].to_numpy().tolist()}


@pytest.mark.parametrize("practice", some(["p0", None], 1))
def test_2000_teams_take_no_time(practice: str | None) -> None:
    whole = everybody(2000, of=5)
    start = time.perf_counter()
    found = seen(whole, practice)
    cells(found), flows(found)
    assert time.perf_counter() - start < 3
