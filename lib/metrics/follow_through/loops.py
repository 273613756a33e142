"""Closing the loop: what happened to an action by its circle's next session (see `lib.metrics.core.rates` for frames).

The next session is the circle's first one held after the day the action was created. An empty log gives empty frames.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import units
from lib.metrics.core.remember import remembered

_MANY_DAYS = 10**7
"""More days than there can be between any two days in a log."""


def loop_closed(facts: Facts) -> pd.DataFrame:
    """Actions still open at the circle's next session; hit = reviewed there.

    An action closed on the day of that session counts as still open there. Counted apart: no_news (never reviewed, and
    open for longer than one cadence). A unit belongs to the day of that session, or the day the action was created if
    there is no such session.
    """
    rows, held = facts.actions, facts.held
    following = next_session(facts, rows)
    on = _day_of(held, following, rows)
    action, session = _reviews(facts)
    there = np.zeros(len(rows), dtype=bool)
    there[action[following[action] == session]] = True
    return units(
        rows,
        on=on.fillna(rows["created"]),
        hit=there,
        excluded=[
            *_unsettled(rows, following),
            (rows["done_on"] < on, "done before that session"),
        ],
        apart={"no_news": no_news(facts)},
    )


def assignments(facts: Facts) -> pd.DataFrame:
    """Assignments whose circle has met since; hit = done before the day of that next session. Part: completed.

    A unit belongs to the day of that session, or the day the assignment was given if there is no such session.
    """
    columns = ["circle", "created", "is_done", "is_unclear", "done_on"]
    rows = facts.actions.loc[facts.actions["kind"] == "assignment", columns]
    following = next_session(facts, rows)
    on = _day_of(facts.held, following, rows)
    return units(
        rows,
        on=on.fillna(rows["created"]),
        hit=rows["is_done"] & (rows["done_on"] < on),
        excluded=_unsettled(rows, following),
        parts={"completed": rows["is_done"]},
    )


def _unsettled(
    rows: pd.DataFrame, following: NDArray[np.int64]
) -> list[tuple[pd.Series | NDArray[np.bool_], str]]:
    return [
        (rows["is_unclear"], "status not understood"),
        (rows["created"].isna(), "no creation date"),
        (following < 0, "no session held since"),
        (rows["is_done"] & rows["done_on"].isna(), "done without a date"),
    ]


def next_session(facts: Facts, actions: pd.DataFrame) -> NDArray[np.int64]:
    """The position in facts.held of the next session after each of `actions`, -1 for none."""
    circles, held = pd.Index(facts.log.circles["circle"]), facts.held
    circle_of, circle = positions_in(held["circle"], circles), positions_in(actions["circle"], circles)
    order = np.argsort(circle_of, kind="stable")
    keys = (circle_of * _MANY_DAYS + day_number(held["on"]))[order]
    after = np.searchsorted(keys, circle * _MANY_DAYS + day_number(actions["created"]), side="right")
    found = actions["created"].notna().to_numpy() & (np.append(circle_of[order], -1)[after] == circle)
    return np.where(found, np.append(order, -1)[after], -1)


def day_number(days: pd.Series) -> NDArray[np.int64]:
    """Days since 1970-01-01; a number far below any day where missing."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def are_recorded(facts: Facts) -> bool:
    """Whether the log has reviews: without them, nobody knows which actions were revisited."""
    return facts.log.lacks("action_reviews") is None


@remembered
def no_news(facts: Facts) -> pd.Series:
    """Which of facts.actions were never reviewed by as_of and have been open for longer than one cadence (bool). None
    where reviews are not recorded."""
    rows = facts.actions
    if not are_recorded(facts):
        return pd.Series(False, index=rows.index)
    never = np.ones(len(rows), dtype=bool)
    never[_reviews(facts)[0]] = False
    age_days = (facts.as_of - rows["created"]).dt.days.to_numpy()
    is_open = ~(rows["is_done"] | rows["is_unclear"]).to_numpy()
    silent = never & (age_days > cadence_days(facts, rows)) & is_open
    return pd.Series(silent, index=rows.index)


def last_reviewed(facts: Facts) -> pd.Series:
    """The day of the last held session that reviewed each of facts.actions (datetime64[s]), missing without one."""
    action, session = _reviews(facts)
    on = facts.held["on"].to_numpy()[session]
    last = np.full(len(facts.actions), np.datetime64("NaT"), dtype="datetime64[s]")
    in_time = np.argsort(on, kind="stable")
    last[action[in_time]] = on[in_time]
    return pd.Series(last, index=facts.actions.index)


def cadence_days(facts: Facts, rows: pd.DataFrame) -> NDArray[np.float64]:
    """The cadence of each row's circle in days, NaN where not known."""
    circles = facts.log.circles
    days = circles["cadence_days"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.append(days, np.nan)[positions_in(rows["circle"], pd.Index(circles["circle"]))]


def _day_of(held: pd.DataFrame, following: NDArray[np.int64], rows: pd.DataFrame) -> pd.Series:
    return pd.Series(held["on"].array, dtype="datetime64[s]").reindex(following).set_axis(rows.index)


@remembered
def _reviews(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Reviews in held sessions of the action's own circle, as positions in facts.actions and in facts.held."""
    reviews = facts.log.action_reviews
    action = positions_in(reviews["action"], pd.Index(facts.actions["action"]))
    session = positions_in(reviews["session"], pd.Index(facts.held["session"]))
    known = (action >= 0) & (session >= 0)
    action, session = action[known], session[known]
    of_actions, of_sessions = (
        positions_in(rows["circle"], pd.Index(facts.log.circles["circle"]))
        for rows in (facts.actions, facts.held)
    )
    is_own = of_actions[action] == of_sessions[session]
    return action[is_own], session[is_own]


DEFINITIONS = (
    Definition(
        "loop_closed",
        "Loops closed",
        "The share of actions still open at their circle's next session that were revisited there.",
        loop_closed,
        (("action_reviews", "action"), ("actions", "created", "session")),
        target="target_loop_closed",
        has_series=True,
        group="follow_through",
        part="Six figures",
        of="actions",
        on_overview=True,
    ),
    Definition(
        "assignments",
        "Assignments done before the next session",
        "The share of assignments done before the circle's next session, once that session has been held.",
        assignments,
        (("actions", "kind"), ("actions", "created", "session"), ("actions", "closed")),
        has_series=True,
        group="follow_through",
        part="More figures",
        of="actions",
        has_column=False,
    ),
)
