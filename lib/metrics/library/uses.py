"""Where entries of the library are used again: actions, lighthouses and teams that name them later."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import units
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import spreading
from lib.words.phrases import listed

STALE_DAYS = 365
"""An entry that nobody reviewed, or added, within so many days is stale."""
_KINDS = ("action", "lighthouse", "adoption")
_TABS = ("actions", "lighthouses", "adoptions")
"""Tabs whose column practice names an entry."""


@remembered
def uses(facts: Facts) -> pd.DataFrame:
    """What names an entry of the library, known by as_of: actions that are not cancelled, lighthouses that started, and
    teams that try it or went further (the first such row of each team).

    Columns: practice, kind (str: action, lighthouse or adoption), on (datetime64[s]: created, started, or the day of
    that row; NaT if not recorded), later (bool: after the day the entry was added). No rows without any.
    """
    log, actions = facts.log, facts.actions
    beacons = log.lighthouses[~(log.lighthouses["started"] > facts.as_of)]
    stages = spreading.stages(facts)
    tries = stages[stages["stage"] != "told"].drop_duplicates("pair")
    parts = [
        frame[["practice"]].assign(kind=kind, on=frame[day].to_numpy())
        for kind, frame, day in zip(
            _KINDS, (actions, beacons, tries), ("created", "started", "date"), strict=True
        )
    ]
    found = pd.concat(parts, ignore_index=True).astype(
        {"practice": "str", "kind": "str", "on": "datetime64[s]"}
    )
    at = positions_in(found["practice"], pd.Index(log.practices["practice"]))
    added = log.practices["added"].reset_index(drop=True).reindex(at).to_numpy()
    found["later"] = (found["on"].to_numpy() > added).astype(bool)
    return found[at >= 0].reset_index(drop=True)


def known(facts: Facts) -> pd.DataFrame:
    """Entries known by as_of: rows of `spreading.practices` that were not added later."""
    rows = spreading.practices(facts)
    return rows[~(rows["added"] > facts.as_of)].reset_index(drop=True)


def last_looked_at(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """The day on which each practice was last reviewed by as_of, else added (datetime64[s], NaT without either)."""
    reviewed = rows["reviewed"].where(rows["reviewed"] <= as_of)
    return reviewed.fillna(rows["added"]).astype("datetime64[s]")


def is_stale(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """Which practices nobody has reviewed or added within STALE_DAYS, though they are not retired (bool); False where
    neither day is known."""
    age = as_of - last_looked_at(rows, as_of)
    return (age > pd.Timedelta(days=STALE_DAYS)) & (rows["status"] != "retired").fillna(True).astype(bool)


def unnamed(log: CircleLog) -> str:
    """Why nobody knows whether an entry was named again, as a clause: no tab can name one; "" if one can."""
    lacking = [log.lacks_any(tab, "practice") for tab in _TABS]
    return listed([each for each in lacking if each]) if all(lacking) else ""


def unread(log: CircleLog) -> str:
    """Which of the tabs that name entries could not be read, as a clause; "" if all could that there are."""
    return listed([str(log.lacks(tab)) for tab in _TABS if tab in log.unread_tabs])


def reuse(facts: Facts) -> pd.DataFrame:
    """Entries of the library known by as_of; hit = an action, a lighthouse or a team named it after the day it was
    added. A unit belongs to the day it was added.

    Parts: stale. Left out: retired entries, those without a day added, those whose only uses have no day, and all where
    no tab can name one.
    """
    rows, named = known(facts), uses(facts)
    is_used = rows["practice"].isin(named.loc[named["later"], "practice"])
    undated = rows["practice"].isin(named.loc[named["on"].isna(), "practice"])
    return units(
        rows,
        on=rows["added"],
        hit=is_used,
        excluded=[
            (rows["status"] == "retired", "retired"),
            (rows["added"].isna(), "day added not recorded"),
            (~is_used & undated, "day of use not recorded"),
            (np.full(len(rows), bool(unnamed(facts.log))), "uses not recorded"),
        ],
        parts={"stale": is_stale(rows, facts.as_of)},
    )


def stale(facts: Facts) -> pd.DataFrame:
    """Stale entries, the oldest first: practice, title, circle, status (str), looked_at (datetime64[s]: reviewed, else
    added), days (int64), _workbook, _row."""
    rows = known(facts)
    rows = rows[is_stale(rows, facts.as_of)]
    looked = last_looked_at(rows, facts.as_of)
    found = _listed(rows).assign(looked_at=looked, days=(facts.as_of - looked).dt.days.astype("int64"))
    return found.sort_values(["looked_at", "practice"], ignore_index=True)


def never_reused(facts: Facts) -> pd.DataFrame:
    """Entries that `reuse` counts without a hit, the oldest first: practice, title, circle, status (str), added
    (datetime64[s]), days (int64: since then), _workbook, _row."""
    rows, frame = known(facts), reuse(facts)
    rows = rows[(frame["reason"].isna() & ~frame["hit"]).to_numpy()]
    found = _listed(rows).assign(
        added=rows["added"], days=(facts.as_of - rows["added"]).dt.days.astype("int64")
    )
    return found.sort_values(["added", "practice"], ignore_index=True)


def _listed(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows[["practice", "title", "circle", "status", "_workbook", "_row"]]
    return found.assign(status=found["status"].astype("str").where(found["status"].notna()).astype("str"))


DEFINITIONS = (
    Definition(
        "reuse",
        "Library entries reused",
        "The share of library entries that an action, a lighthouse or a team named after the day they were added. "
        "Retired entries do not count.",
        reuse,
        (("practices", "added"),),
        windowed=False,
        group="library",
        is_habit=False,
    ),
)
