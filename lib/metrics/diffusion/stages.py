"""How far teams have come with practices now, and which ones are stuck in trying one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import units
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.sources import adoption_key
from lib.metrics.diffusion.spreading import RECORDS


@remembered
def trying(facts: Facts) -> pd.DataFrame:
    """Teams whose latest stage is trying, and that do not use the practice: one row per practice and team, sorted by
    both.

    Columns: practice, team, circle, from_team, lighthouse (str, the latest two named); since (datetime64[s]: when they
    began trying this time), days (int64: since then), eligible (bool: on as_of).
    """
    columns = ["pair", "practice", "team", "circle", "stage", "date", "from_team", "lighthouse"]
    rows = spreading.stages(facts)[columns]
    is_trying = rows["stage"] == "trying"
    turns = is_trying != is_trying.groupby(rows["pair"]).shift(fill_value=False)
    run = turns.groupby(rows["pair"]).cumsum()
    began = rows["date"].groupby([rows["pair"], run]).transform("min")
    source, beacon = (rows[name].groupby(rows["pair"]).ffill() for name in ("from_team", "lighthouse"))
    last = rows.assign(since=began, from_team=source, lighthouse=beacon)
    last = last.drop_duplicates("pair", keep="last")
    last = last[last["stage"] == "trying"]
    found = last[~_is_used(facts, last)]
    eligible = spreading.eligible(facts)[
        positions_in(found["team"], spreading.team_keys(facts)),
        positions_in(found["practice"], spreading.practice_keys(facts)),
    ]
    columns = ["practice", "team", "circle", "from_team", "lighthouse", "since"]
    days = (facts.as_of - found["since"]).dt.days.astype("int64")
    return found[columns].assign(days=days, eligible=eligible).reset_index(drop=True)


def _is_used(facts: Facts, rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are about a team that uses that practice on as_of (bool)."""
    events = spreading.adopted(facts)
    used = events[events["in_use"]]
    keys = adoption_key(used["practice"], used["team"])
    return keys.get_indexer(adoption_key(rows["practice"], rows["team"])) >= 0


def stalled(facts: Facts) -> pd.DataFrame:
    """Teams in the stage trying; hit = for more days than the setting stalled_days without reaching a next stage."""
    rows = trying(facts)
    return units(
        rows,
        on=rows["since"],
        hit=rows["days"] > float(facts.log.settings["stalled_days"]),
        excluded=[(~rows["eligible"], "not eligible on that day")],
    )


def stalled_list(facts: Facts) -> pd.DataFrame:
    """Stalled teams, longest first: rows of `trying`, and title and owner (str: whom to ask, the owner of the
    lighthouse they learned from, else of the practice's latest active lighthouse; missing if none has an owner)."""
    rows = trying(facts)
    rows = rows[rows["eligible"] & (rows["days"] > float(facts.log.settings["stalled_days"]))]
    beacons = facts.log.lighthouses
    active = beacons[
        ~(beacons["started"] > facts.as_of) & ~(beacons["ended"] <= facts.as_of) & beacons["owner"].notna()
    ]
    latest = active.sort_values("started", na_position="first").drop_duplicates("practice", keep="last")
    own = (
        beacons["owner"]
        .reset_index(drop=True)
        .reindex(positions_in(rows["lighthouse"], pd.Index(beacons["lighthouse"])))
    )
    other = (
        latest["owner"]
        .reset_index(drop=True)
        .reindex(positions_in(rows["practice"], pd.Index(latest["practice"])))
    )
    owner = own.set_axis(rows.index).fillna(other.set_axis(rows.index))
    found = rows.assign(title=spreading.of_practices(facts, rows, "title"), owner=owner)
    return found.sort_values(["days", "practice", "team"], ascending=[False, True, True], ignore_index=True)


def standing(facts: Facts) -> pd.DataFrame:
    """How many teams are at each stage of a practice on as_of: stage (str), teams (int64), out of all eligible pairs.

    Stages: not reached, told, trying, in use, stopped. They sum to the eligible pairs of adoption_rate.
    """
    rows = spreading.stages(facts)[["pair", "practice", "team", "stage"]].drop_duplicates("pair", keep="last")
    at = (
        positions_in(rows["team"], spreading.team_keys(facts)),
        positions_in(rows["practice"], spreading.practice_keys(facts)),
    )
    counted = spreading.eligible(facts)[at]
    stage = rows["stage"].astype("str").mask(_is_used(facts, rows), "in use")
    counts = stage[counted].value_counts()
    names = ["told", "trying", "in use", "stopped"]
    teams = counts.reindex(names, fill_value=0).to_numpy(dtype=np.int64)
    rest = int(spreading.eligible(facts).sum() - teams.sum())
    return pd.DataFrame({"stage": ["not reached", *names], "teams": np.append(rest, teams)}).astype(
        {"stage": "str"}
    )


DEFINITIONS = (
    Definition(
        "stalled",
        "Stuck in trying",
        "Teams that have been trying a practice for more than 90 days (the settings can change this) without reaching "
        "the next stage.",
        stalled,
        (*RECORDS, ("adoptions", "date")),
        unit="count",
        improvement="down",
        windowed=False,
        retold=True,
        group="diffusion",
        is_habit=False,
    ),
)
