"""Whom circles reach: functions and regions with members, and those with only teams."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded
from lib.metrics.diffusion.adoptions import eligible_on


def coverage(facts: Facts, column: Literal["function", "region"]) -> pd.DataFrame:
    """Functions or regions of active members and teams, those with the most members first.

    Columns: name (str, in its first spelling), members (int64: active memberships), circles (int64: with such members),
    teams (int64: eligible on as_of). Blanks are not counted; an empty log gives no rows.
    """
    members, teams = facts.active_members, facts.log.teams
    teams = teams[eligible_on(teams, [facts.as_of])[:, 0]]
    seats = _named(members, column).assign(circle=members["circle"])
    spelled = pd.concat([_named(members, column), _named(teams, column)]).dropna(subset="fold")
    found = pd.DataFrame(
        {
            "name": spelled.groupby("fold")["name"].first(),
            "members": seats.groupby("fold").size(),
            "circles": seats.groupby("fold")["circle"].nunique(),
            "teams": _named(teams, column).groupby("fold").size(),
        }
    )
    counts = ["members", "circles", "teams"]
    found = found.assign(**{count: found[count].fillna(0).astype("int64") for count in counts})
    return found.sort_values(["members", "teams", "name"], ascending=[False, False, True]).reset_index(
        drop=True
    )


def _named(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return pd.DataFrame({"name": rows[column].astype("str"), "fold": folded(rows[column])})
