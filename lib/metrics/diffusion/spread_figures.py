"""How far practices spread and who passes them on: units and counts of figures, over pairs of a practice and a team.

See `lib.metrics.diffusion.spreading` for what counts, and `lib.metrics.core.rates` for the frames. A log without
practices, teams or adoptions gives empty frames.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, Tally, units
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.diffusion import sources, spreading
from lib.metrics.diffusion.spreading import RECORDS

Ints = NDArray[np.int64]
NOT_ELIGIBLE = "not eligible on that day"


@remembered_any_time
def circles_of(facts: Facts) -> pd.Index:
    """The circles that practices belong to: those of the log, then NO_CIRCLE."""
    return pd.Index([*facts.log.circles["circle"], spreading.NO_CIRCLE])


def by_circle(facts: Facts, values: NDArray[Any], circle: pd.Series | Ints) -> Ints:
    """Sums of `values` (bool or int, one per row) by the circle of each row, in the order of `circles_of`.

    `circle`: the circle's name, or for several sums over the same rows its position from `circle_codes`.
    """
    codes = circle_codes(facts, circle) if isinstance(circle, pd.Series) else circle
    return np.bincount(codes, weights=values, minlength=len(circles_of(facts))).astype(np.int64)


def circle_codes(facts: Facts, circle: pd.Series) -> Ints:
    """The position of each circle in `circles_of`."""
    return positions_in(circle, circles_of(facts))


def tallied(facts: Facts, counts: dict[str, Ints], excluded: dict[str, Ints]) -> Tally:
    """A Tally of counts, and of what is left out by reason, both given in the order of `circles_of`."""
    names = circles_of(facts)
    reasons = {
        circle: {why: int(out[place]) for why, out in excluded.items() if out[place]}
        for place, circle in enumerate(names)
        if any(out[place] for out in excluded.values())
    }
    return Tally(pd.DataFrame(counts, index=names), reasons)


def _reached(facts: Facts, rows: pd.DataFrame, counts: NDArray[np.bool_]) -> Tally:
    own = spreading.practices(facts)
    return tallied(
        facts,
        {
            "n": by_circle(facts, counts, rows["circle"]),
            "N": by_circle(facts, spreading.eligible(facts).sum(axis=0), own["circle"]),
        },
        {NOT_ELIGIBLE: by_circle(facts, ~counts, rows["circle"])},
    )


def adoption_rate(facts: Facts) -> Tally:
    """Pairs eligible on as_of; n = the team ever adopted. Adopters that are not eligible on that day are left out."""
    return _reached(facts, spreading.adopted(facts), spreading.is_eligible(facts))


def current_use(facts: Facts) -> Tally:
    """Pairs eligible on as_of; n = adopted and not stopped since. Those not eligible on that day are left out."""
    rows = spreading.adopted(facts)
    used = rows["in_use"].to_numpy()
    return _reached(facts, rows[used], spreading.is_eligible(facts)[used])


def new_adoptions(facts: Facts) -> pd.DataFrame:
    """First adoptions of a practice by a team; all of them are hits, on the day of adoption."""
    rows = spreading.adopted(facts)
    return units(rows, on=rows["adopted_on"], hit=np.ones(len(rows), dtype=bool))


@remembered_any_time
def _cells(facts: Facts) -> pd.DataFrame:
    """One row per practice and place with eligible teams: circle, function, region (str), n (adopted), N (int64)."""
    teams, own = facts.log.teams, spreading.practices(facts)
    codes = [pd.factorize(teams[name], sort=True) for name in ("function", "region")]
    (function, functions), (region, regions) = codes
    width = len(regions) + 1
    function, region = (np.where(code < 0, len(names), code) for code, names in codes)
    cells, of_team = np.unique(function * width + region, return_inverse=True)
    could, did = spreading.eligible(facts), np.zeros((len(teams), len(own)), dtype=bool)
    rows = spreading.adopted(facts)
    at = (
        positions_in(rows["team"], spreading.team_keys(facts)),
        positions_in(rows["practice"], spreading.practice_keys(facts)),
    )
    did[at] = True
    counts = np.zeros((2, len(cells), len(own)), dtype=np.int64)
    for table, chosen in zip(counts, (could & did, could), strict=True):
        team, practice = np.nonzero(chosen)
        np.add.at(table, (of_team[team], practice), 1)
    cell, practice = np.nonzero(counts[1])
    return pd.DataFrame(
        {
            "circle": own["circle"].array[practice],
            "function": pd.Series(functions, dtype="str").reindex(cells[cell] // width).array,
            "region": pd.Series(regions, dtype="str").reindex(cells[cell] % width).array,
            "n": counts[0][cell, practice],
            "N": counts[1][cell, practice],
        }
    )


def reach_grid(facts: Facts) -> Tally:
    """Places (a function in a region) where a practice has eligible teams; n = at least one of them ever adopted it."""
    cells = _cells(facts)
    reached = (cells["n"] > 0).to_numpy()
    counts = {"n": reached, "N": np.ones(len(cells), dtype=bool)}
    return tallied(facts, {name: by_circle(facts, v, cells["circle"]) for name, v in counts.items()}, {})


def reach_parts(facts: Facts, frame: pd.DataFrame | None) -> MoreParts:
    """More parts of reach_grid, for the program only: cells, [{"function", "region", "n", "N"}] over all practices; n
    and N sum to those of adoption_rate."""
    sums = _cells(facts).groupby(["function", "region"], dropna=False)[["n", "N"]].sum().reset_index()
    return {"cells": sums.astype(object).where(sums.notna(), None).to_dict("records")}, {}


def beyond_members(facts: Facts) -> pd.DataFrame:
    """Adoptions; hit = the team has no circle member. Units belong to the day of adoption."""
    rows = spreading.adopted(facts)
    teams = facts.log.teams.reset_index(drop=True)
    member = teams["circle_member"].reindex(positions_in(rows["team"], pd.Index(teams["team"])))
    member = member.set_axis(rows.index)
    return units(
        rows,
        on=rows["adopted_on"],
        hit=~member.fillna(True).astype(bool),
        excluded=[(member.isna(), "circle member not recorded")],
    )


def team_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of beyond_members, for the program only: teams, [n, N] over distinct teams."""
    rows = frame[frame["reason"].isna()]
    team = spreading.adopted(facts).loc[rows.index, "team"]
    return {"teams": [int(team[rows["hit"]].nunique()), int(team.nunique())]}, {}


def generation(facts: Facts) -> pd.DataFrame:
    """Adoptions; hit = at least one step away from where the practice began, that is, attributed."""
    rows = spreading.events(facts)
    return units(rows, on=rows["adopted_on"], hit=rows["generation"] > 0)


def generation_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of generation, for the program and by circle: by_generation (list of counts from generation 0 on),
    deepest (int)."""
    rows = spreading.events(facts)

    def parts(steps: Ints) -> dict[str, Any]:
        return {"by_generation": np.bincount(steps).tolist(), "deepest": int(steps.max(initial=0))}

    steps = rows["generation"].to_numpy()
    groups = {str(name): parts(steps[at]) for name, at in rows.groupby("circle").indices.items()}
    none = parts(steps[:0])
    return parts(steps), {circle: groups.get(circle, none) for circle in facts.log.circles["circle"]}


@remembered_any_time
def spread_factor(facts: Facts) -> Tally:
    """Adopters of at least 90 days; n = adoptions that name one of them as their source. The value n / N is R_all.

    Parts: adopters (all), attributed (of all adopters, including those that name a lighthouse), active (adopters of at
    least 90 days with a follower), impossible (adopters whose source is impossible).
    """
    rows, edges, impossible = (
        spreading.adopted(facts),
        spreading.attributed(facts),
        spreading.impossible(facts),
    )
    old_enough = facts.as_of - pd.Timedelta(days=sources.MATURE_DAYS)
    passed = sources.passed_on(spreading.log(facts), facts.as_of, edges)
    passed = passed[passed["source_on"] <= old_enough]
    passed = passed.assign(circle=spreading.of_practices(facts, passed, "circle"))
    active = passed.drop_duplicates(["practice", "source"])

    def count(frame: pd.DataFrame) -> Ints:
        return by_circle(facts, np.ones(len(frame)), frame["circle"])

    young = rows["adopted_on"] > old_enough
    return tallied(
        facts,
        {
            "n": count(passed),
            "N": count(rows[~young]),
            "adopters": count(rows),
            "attributed": count(edges),
            "active": count(active),
            "impossible": count(
                impossible.assign(circle=spreading.of_practices(facts, impossible, "circle"))
            ),
        },
        {"adopted less than 90 days ago": count(rows[young])},
    )


def spread_parts(facts: Facts, frame: pd.DataFrame | None) -> MoreParts:
    """More parts of spread_factor, for the program and by circle: attributed_share and r_active (float, None without a
    denominator); r_active = n / active."""
    counts = spread_factor(facts).counts

    def parts(row: Any) -> dict[str, Any]:
        return {
            "attributed_share": row["attributed"] / row["adopters"] if row["adopters"] else None,
            "r_active": row["n"] / row["active"] if row["active"] else None,
        }

    by_name = dict(zip(counts.index, counts.to_dict("records"), strict=True))
    return parts({name: int(counts[name].sum()) for name in counts}), {
        circle: parts(by_name[circle]) for circle in facts.log.circles["circle"]
    }


DEFINITIONS = (
    Definition(
        "adoption_rate",
        "Adoption rate",
        "The share of the teams that a practice is meant for, and that exist today, that ever adopted it. For several "
        "practices together, each practice counts with each of its teams. Only practices offered for spread count: "
        "proven, or with a lighthouse, a target or an adoption. The share can fall because new teams became eligible.",
        tally=adoption_rate,
        needs=RECORDS,
        windowed=False,
        retold=True,
        group="diffusion",
        is_habit=False,
        interval=True,
        part="Adoption",
    ),
    Definition(
        "current_use",
        "Current use",
        "The share of the teams that a practice is meant for, and that exist today, that are using it now: they "
        "adopted it and have not stopped since.",
        tally=current_use,
        needs=RECORDS,
        windowed=False,
        retold=True,
        group="diffusion",
        is_habit=False,
        interval=True,
        part="Adoption",
    ),
    Definition(
        "adoption_curve",
        "New adoptions",
        "How many times a team adopted a practice for the first time, in the period. A team that stops and comes back "
        "counts once.",
        new_adoptions,
        RECORDS,
        unit="count",
        has_series=True,
        group="diffusion",
        is_habit=False,
    ),
    Definition(
        "spread_factor",
        "Adoptions passed on per adopter",
        "How many adoptions name a team as their source, per team that adopted at least 90 days ago. Above 1, a "
        "practice spreads by itself. This is only as reliable as the share of adoptions with a known source, which is "
        "also shown.",
        tally=spread_factor,
        needs=(*RECORDS, ("adoptions", "from_team", "lighthouse")),
        unit="ratio",
        windowed=False,
        more=spread_parts,
        group="diffusion",
        is_habit=False,
        part="Spread",
    ),
    Definition(
        "generation",
        "Learned from others",
        "The share of adoptions that were learned from another team or a lighthouse, according to the log. Also shown: "
        "how many steps practices have come from where they began.",
        generation,
        (*RECORDS, ("adoptions", "from_team", "lighthouse")),
        windowed=False,
        more=generation_parts,
        group="diffusion",
        is_habit=False,
        interval=True,
        part="Adoption",
    ),
    Definition(
        "reach_grid",
        "Places reached",
        "A place is a function in a region. Of the places with teams that the practice is meant for, the share where "
        "at least one team adopted it.",
        tally=reach_grid,
        needs=(*RECORDS, ("teams", "function", "region")),
        windowed=False,
        more=reach_parts,
        group="diffusion",
        is_habit=False,
        part="Spread",
    ),
    Definition(
        "beyond_members",
        "Beyond the circles",
        "The share of adoptions by teams that have no circle member.",
        beyond_members,
        (*RECORDS, ("teams", "circle_member")),
        windowed=False,
        more=team_parts,
        group="diffusion",
        is_habit=False,
        interval=True,
        part="Adoption",
    ),
)
