"""Line of sight: from what a circle is for to the teams that work differently because of it."""

from __future__ import annotations

import pandas as pd

from lib.metrics import diffusion
from lib.metrics.facts import Facts
from lib.metrics.follow_through import AGE_BANDS, between

LINKS = ("sessions", "cases", "insights", "actions", "done", "practices", "teams")
NO_PRIORITY = "No priority named"


def line_of_sight(facts: Facts, events: pd.DataFrame | None = None) -> pd.DataFrame:
    """Counts at each link per strategic priority of the circles, largest first; period as in `facts`.

    Columns: priority (str), circles (int64: those with a row in the log), then LINKS (int64): held sessions, cases
    worked on, insights, actions, actions done, practices added, and distinct teams that adopted a practice of these
    circles. Circles without a priority stand under NO_PRIORITY. `events`: `diffusion.adoption_events` of the day.
    """
    log = facts.log
    events = diffusion.adoption_events(log, facts.as_of) if events is None else events
    priority_of = log.circles.set_index("circle")["priority"].fillna(NO_PRIORITY)
    held = facts.held[facts.in_period(facts.held["on"])]
    insights = log.insights.merge(held[["session", "circle"]], on="session")
    actions = facts.actions[facts.in_period(facts.actions["created"])]
    done = actions[actions["is_done"]]
    known = log.practices[log.practices["added"].isna() | (log.practices["added"] <= facts.as_of)]
    practices = known[known["circle"].notna() & facts.in_period(known["added"])]
    adopted = events[facts.in_period(events["adopted_on"])].merge(
        known[["practice", "circle"]].dropna(), on="practice"
    )
    rows = {
        "circles": _count(log.circles["circle"], priority_of),
        "sessions": _count(held["circle"], priority_of),
        "cases": _count(held.loc[held["case"].notna(), "circle"], priority_of),
        "insights": _count(insights["circle"], priority_of),
        "actions": _count(actions["circle"], priority_of),
        "done": _count(done["circle"], priority_of),
        "practices": _count(practices["circle"], priority_of),
        "teams": adopted.assign(priority=adopted["circle"].map(priority_of))
        .groupby("priority")["team"]
        .nunique(),
    }
    table = pd.DataFrame(rows).fillna(0).astype("int64").rename_axis("priority").reset_index()
    table["priority"] = table["priority"].astype("str")
    return table.sort_values(
        ["teams", "actions", "priority"], ascending=[False, False, True], ignore_index=True
    )


def _count(circles: pd.Series, priority_of: pd.Series) -> pd.Series:
    return circles.map(priority_of).value_counts()


def overdue_by_priority(facts: Facts) -> pd.DataFrame:
    """Overdue actions per strategic priority and band of days late: priority, band (str), actions (int64).

    An action's own priority counts, else its circle's. Every priority with an overdue action has a row a band.
    """
    rows = facts.open_actions[facts.open_actions["days_late"] > 0]
    priority_of = facts.log.circles.set_index("circle")["priority"]
    priority = rows["priority"].fillna(rows["circle"].map(priority_of)).fillna(NO_PRIORITY).rename("priority")
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
