"""Action follow-through: units of each figure about what circles decide (see `lib.metrics.rates` for the frames).

Cancelled actions never count. open, overdue and partnered describe the day as_of, the others what falls in the period.
An empty log gives empty frames of units.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.facts import Facts, places
from lib.metrics.rates import units

AGE_BANDS = {"1-14": (1, 14), "15-30": (15, 30), "> 30": (31, None)}
"""Days past the due date."""
NO_PRIORITY = "no priority named"
_MANY_DAYS = 10**7
"""More than any two days in a log lie apart."""


def between(days: pd.Series, low: float, high: float | None) -> pd.Series:
    """Which day counts lie in a band; no upper bound where `high` is None."""
    return (days >= low) & (days <= (high if high is not None else float("inf")))


def priorities(facts: Facts, actions: pd.DataFrame) -> pd.Series:
    """The strategic priority each of `actions` serves (str): its own, else its circle's, else NO_PRIORITY."""
    circles = facts.log.circles
    of_circle = circles["priority"].reset_index(drop=True)
    of_circle = of_circle.reindex(places(actions["circle"], pd.Index(circles["circle"]))).set_axis(
        actions.index
    )
    return actions["priority"].fillna(of_circle).fillna(NO_PRIORITY).rename("priority")


def on_time(facts: Facts) -> pd.DataFrame:
    """Actions whose first due date has passed (is before as_of); hit = done on or before it.

    `completed` were done by as_of, `slips` had their due date moved later, which changes nothing else.
    """
    actions = facts.actions
    rows = actions[~(actions["first_due"] >= facts.as_of)]
    return units(
        rows,
        on=rows["first_due"].fillna(rows["created"]),
        hit=rows["is_done"] & (rows["done_on"] <= rows["first_due"]),
        excluded=[
            (rows["first_due"].isna(), "no due date"),
            (rows["is_done"] & rows["done_on"].isna(), "done without a date"),
        ],
        parts={"completed": rows["is_done"], "slips": rows["due"] > rows["first_due"]},
    )


def open_now(facts: Facts) -> pd.DataFrame:
    """Actions known on as_of; hit = open then; `undated`, `unowned` and `blocked` among the open ones."""
    rows = facts.actions
    is_open = ~rows["is_done"]
    return units(
        rows,
        on=rows["created"],
        hit=is_open,
        parts={
            "undated": is_open & rows["due"].isna(),
            "unowned": is_open & rows["owner"].isna(),
            "blocked": is_open & (rows["status"] == "blocked"),
        },
    )


def overdue(facts: Facts) -> pd.DataFrame:
    """Open actions; hit = due before as_of, in bands of days late; undated ones are left out."""
    rows = facts.open_actions
    days_late = rows["days_late"]
    return units(
        rows,
        on=rows["due"],
        hit=days_late > 0,
        excluded=[(rows["due"].isna(), "no due date")],
        parts={band: between(days_late, low, high) for band, (low, high) in AGE_BANDS.items()},
    )


def partnered(facts: Facts) -> pd.DataFrame:
    """Open actions; hit = with an accountability partner who is not the owner."""
    rows = facts.open_actions
    same = rows["partner"].str.casefold() == rows["owner"].str.casefold()
    return units(rows, on=rows["created"], hit=rows["partner"].notna() & ~same.fillna(False).astype(bool))


def loop_closed(facts: Facts) -> pd.DataFrame:
    """Actions still open at the circle's first session held after the day they were created; hit = reviewed there.

    Closed on the day of that session counts as open there. `no_news`: never reviewed, and open for longer than one
    cadence. A unit belongs to the day of that session, where there is none to the day the action was created.
    """
    rows, held, reviews = facts.actions, facts.held, facts.log.action_reviews
    following = _next_session(facts, rows)
    on = pd.Series(held["on"].array, dtype="datetime64[s]").reindex(following).set_axis(rows.index)
    action = places(reviews["action"], pd.Index(rows["action"]))
    session = places(reviews["session"], pd.Index(held["session"]))
    known = (action >= 0) & (session >= 0)
    reviewed_at = action[known] * len(held) + session[known]
    return units(
        rows,
        on=on.fillna(rows["created"]),
        hit=np.isin(np.arange(len(rows)) * len(held) + following, reviewed_at),
        excluded=[
            (rows["created"].isna(), "no creation date"),
            (following < 0, "no session held since"),
            (rows["is_done"] & rows["done_on"].isna(), "done without a date"),
            (rows["done_on"] < on, "done before that session"),
        ],
        apart={"no_news": _no_news(facts, rows, action[known])},
    )


def _next_session(facts: Facts, actions: pd.DataFrame) -> NDArray[np.int64]:
    """Where in facts.held the first session of the same circle after the day of creation stands, -1 for none."""
    circles, held = pd.Index(facts.log.circles["circle"]), facts.held
    circle_of, circle = places(held["circle"], circles), places(actions["circle"], circles)
    order = np.argsort(circle_of, kind="stable")
    keys = (circle_of * _MANY_DAYS + _day_number(held["on"]))[order]
    after = np.searchsorted(keys, circle * _MANY_DAYS + _day_number(actions["created"]), side="right")
    found = actions["created"].notna().to_numpy() & (np.append(circle_of[order], -1)[after] == circle)
    return np.where(found, np.append(order, -1)[after], -1)


def _day_number(days: pd.Series) -> NDArray[np.int64]:
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def _no_news(facts: Facts, rows: pd.DataFrame, reviewed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Never reviewed by as_of and open for longer than one cadence. `reviewed`: positions in `rows`."""
    circles = facts.log.circles
    cadence_days = circles["cadence_days"].to_numpy(dtype=np.float64, na_value=np.nan)
    cadence_days = np.append(cadence_days, np.nan)[places(rows["circle"], pd.Index(circles["circle"]))]
    age_days = (facts.as_of - rows["created"]).dt.days.to_numpy()
    never = ~np.isin(np.arange(len(rows)), reviewed)
    return ~rows["is_done"].to_numpy() & never & (age_days > cadence_days)


def ends_with_plan(facts: Facts) -> pd.DataFrame:
    """Held sessions; hit = at least one action of theirs, not cancelled, has an owner and a due date."""
    rows, actions = facts.held, facts.actions
    planned = actions[actions["owner"].notna() & actions["due"].notna()]
    with_plan = places(planned["session"], pd.Index(rows["session"]))
    return units(rows, on=rows["on"], hit=np.isin(np.arange(len(rows)), with_plan))


def outcome_linked(facts: Facts) -> pd.DataFrame:
    """Actions; hit = tagged business or culture, which are its parts. A blank says that there is no such link."""
    rows = facts.actions
    return units(
        rows,
        on=rows["created"],
        hit=rows["outcome"].notna(),
        parts={"business": rows["outcome"] == "business", "culture": rows["outcome"] == "culture"},
    )


def outcome_parts(facts: Facts, frame: pd.DataFrame) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """More parts of outcome_linked, program and circles: by_priority, {priority: [n, N]}, priorities by name."""
    units_of = frame.assign(priority=priorities(facts, facts.actions.loc[frame.index]))
    groups = units_of.groupby(["circle", "priority"], observed=True)["hit"].agg(["sum", "size"])
    in_all = groups.groupby(level="priority").sum()
    by_circle: dict[str, dict[str, list[int]]] = {circle: {} for circle in facts.log.circles["circle"]}
    for (circle, priority), n, N in zip(
        groups.index, groups["sum"].tolist(), groups["size"].tolist(), strict=True
    ):
        by_circle[circle][priority] = [n, N]
    program = {row[0]: [row[1], row[2]] for row in in_all.reset_index().values.tolist()}
    return {"by_priority": program}, {circle: {"by_priority": found} for circle, found in by_circle.items()}


def effect_reported(facts: Facts) -> pd.DataFrame:
    """Done actions; hit = their effect is recorded; its words are the parts. A blank counts as not reported."""
    rows = facts.actions[facts.actions["is_done"]]
    effects = rows["effect"]
    return units(
        rows,
        on=rows["done_on"],
        hit=effects.notna(),
        parts={effect: effects == effect for effect in effects.cat.categories},
    )
