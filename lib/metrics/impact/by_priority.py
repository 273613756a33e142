"""Line of sight: from what a circle is for to the teams that adopted its practices, by strategic priority."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import NO_PRIORITY, priorities
from lib.metrics.core.lookup import positions_in
from lib.metrics.diffusion import adoptions
from lib.metrics.follow_through.actions import AGE_BANDS, between
from lib.metrics.impact.line_of_sight import STEPS, reach

LINKS = ("sessions", "cases", "insights", "actions", "done", "practices", "teams")


def line_of_sight(facts: Facts, events: pd.DataFrame | None = None) -> pd.DataFrame:
    """Counts at each link, one row per strategic priority of the circles, in the period of `facts`.

    Most teams first, then most actions, then by name. Columns: priority (str), circles, mandates (int64: circles in the
    log, and those with a mandate), then LINKS (int64): held sessions, cases, insights, actions, actions done, practices
    added, and distinct teams that adopted a practice of these circles; unbroken (int64): cases whose line is unbroken,
    see `impact.line_of_sight`; share (float64): unbroken / cases, NaN without cases. Circles without a priority are
    under NO_PRIORITY. No circles: no rows. `events`: `adoptions.adoption_events` of the day.
    """
    log = facts.log
    events = adoptions.adoption_events(log, facts.as_of) if events is None else events
    names = pd.Index(log.circles["circle"])
    priority_of = log.circles["priority"].fillna(NO_PRIORITY)
    codes, priorities_named = pd.factorize(priority_of)
    code_of = np.append(codes, -1)

    def count(circles: pd.Series) -> NDArray[np.int64]:
        code = code_of[positions_in(circles, names)]
        return np.bincount(code[code >= 0], minlength=len(priorities_named))

    held = facts.held[facts.in_period(facts.held["on"])]
    cases = held[held["case"].notna()]
    insights = held["circle"].iloc[_known(log.insights["session"], held["session"])]
    actions = facts.actions[facts.in_period(facts.actions["created"])]
    known = log.practices[log.practices["added"].isna() | (log.practices["added"] <= facts.as_of)]
    practices = known[facts.in_period(known["added"])]
    adopted = events[facts.in_period(events["adopted_on"])]
    adopted_in = np.append(code_of[positions_in(known["circle"], names)], -1)[
        positions_in(adopted["practice"], pd.Index(known["practice"]))
    ]
    teams = pd.DataFrame({"priority": adopted_in, "team": adopted["team"].array})
    teams = teams[teams["priority"] >= 0].drop_duplicates()
    counts = {
        "circles": count(log.circles["circle"]),
        "mandates": count(log.circles.loc[log.circles["mandate"].notna(), "circle"]),
        "sessions": count(held["circle"]),
        "cases": count(cases["circle"]),
        "insights": count(insights),
        "actions": count(actions["circle"]),
        "done": count(actions.loc[actions["is_done"], "circle"]),
        "practices": count(practices["circle"]),
        "teams": np.bincount(teams["priority"], minlength=len(priorities_named)),
        "unbroken": count(cases.loc[reach(facts, cases) == len(STEPS), "circle"]),
    }
    table = pd.DataFrame({"priority": pd.Series(priorities_named, dtype="str"), **counts})
    table["share"] = table["unbroken"] / table["cases"].where(table["cases"] > 0)
    return table.sort_values(
        ["teams", "actions", "priority"], ascending=[False, False, True], ignore_index=True
    )


def _known(values: pd.Series, keys: pd.Series) -> NDArray[np.int64]:
    """Positions in `keys` of the values that are among them."""
    positions = positions_in(values, pd.Index(keys))
    return positions[positions >= 0]


def overdue_by_priority(facts: Facts) -> pd.DataFrame:
    """Overdue actions on the day as_of, per strategic priority and band of days late.

    Columns: priority, band (str, of AGE_BANDS), actions (int64). An action's own priority counts, else its circle's.
    Every priority with an overdue action has one row per band; nothing overdue gives no rows.
    """
    rows = facts.open_actions[facts.open_actions["days_late"] > 0]
    priority = priorities(facts.log, rows)
    counts = [
        between(rows["days_late"], low, high)
        .groupby(priority)
        .sum()
        .astype("int64")
        .rename("actions")
        .reset_index()
        .assign(band=band)
        for band, (low, high) in AGE_BANDS.items()
    ]
    return pd.concat(counts, ignore_index=True)[["priority", "band", "actions"]]
