"""How many hours members spend in sessions for each action that gets done. Neutral: fewer is not better by itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Estimate, Tally
from lib.metrics.core.remember import remembered
from lib.metrics.health.presence import NO_ATTENDANCE

_NOTHING: Estimate = (None, None, None)
NO_MINUTES, NO_HOURS, NO_DAY = (
    "minutes not recorded",
    "in circles without recorded hours",
    "done without a day",
)


@remembered
def _counts(facts: Facts) -> pd.DataFrame:
    """By circle of the log, in the period: minutes (int64: member-minutes in held sessions with minutes and a list of
    those present, guests out), sessions, without_minutes, without_list (int64), done, undated (int64: actions)."""
    held, rows, names = facts.held, facts.person_sessions, pd.Index(facts.log.circles["circle"])
    inside = facts.in_period(held["on"]).to_numpy()
    session = rows["session"].cat.codes.to_numpy()
    has_list = np.bincount(session[rows["recorded"].to_numpy()], minlength=len(held)) > 0
    there = ((rows["present"] == "yes") & rows["expected"]).to_numpy(dtype=bool, na_value=False)
    present = np.bincount(session[there], minlength=len(held))
    length = held["minutes"].to_numpy(dtype=np.float64, na_value=np.nan)
    circle = positions_in(held["circle"], names)
    usable = inside & has_list & ~np.isnan(length) & (circle >= 0)

    def by_circle(mask: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        some = mask & (circle >= 0)
        return np.bincount(
            circle[some], None if weights is None else weights[some], minlength=len(names)
        ).astype(np.int64)

    done = facts.actions[facts.actions["is_done"]]
    of_action = positions_in(done["circle"], names)
    dated = facts.in_period(done["done_on"]).to_numpy() & done["done_on"].notna().to_numpy()
    undated = done["done_on"].isna().to_numpy() & facts.in_period(done["created"]).to_numpy()
    counts = {
        "minutes": by_circle(usable, np.nan_to_num(present * length)),
        "sessions": by_circle(usable),
        "without_minutes": by_circle(inside & np.isnan(length)),
        "without_list": by_circle(inside & ~has_list & ~np.isnan(length)),
        "done": np.bincount(of_action[dated & (of_action >= 0)], minlength=len(names)),
        "undated": np.bincount(of_action[undated & (of_action >= 0)], minlength=len(names)),
    }
    return pd.DataFrame(counts, index=names).astype("int64")


def member_hours(facts: Facts) -> Tally:
    """Actions done in the period by circles with recorded hours; n = their members' hours in held sessions, rounded
    down. Left out: sessions without minutes or without a list, actions of circles without any hours recorded in the
    period, and actions done without a day (in the period in which they were created)."""
    counts = _counts(facts)
    has_hours = counts["sessions"] > 0
    table = pd.DataFrame(
        {
            "n": counts["minutes"] // 60,
            "N": counts["done"].where(has_hours, 0),
            "sessions": counts["sessions"],
        }
    )
    reasons = {
        NO_MINUTES: counts["without_minutes"],
        NO_ATTENDANCE: counts["without_list"],
        NO_HOURS: counts["done"].where(~has_hours, 0),
        NO_DAY: counts["undated"],
    }
    excluded = {
        str(circle): {why: int(number[circle]) for why, number in reasons.items() if number[circle]}
        for circle in counts.index
    }
    return Tally(table, {circle: found for circle, found in excluded.items() if found})


def exact(facts: Facts, frame: pd.DataFrame | None) -> tuple[Estimate, dict[str, Estimate]]:
    """Hours per action, not rounded, for the program and by circle; None without an action or without hours."""
    counts = _counts(facts)
    known = counts[counts["sessions"] > 0]

    def value(minutes: float, done: float) -> Estimate:
        return (float(minutes) / 60 / float(done), None, None) if done else _NOTHING

    by = {
        str(name): value(minutes, done)
        for name, minutes, done in zip(known.index, known["minutes"], known["done"], strict=True)
    }
    whole = value(known["minutes"].sum(), known["done"].sum())
    return whole, {str(name): by.get(str(name), _NOTHING) for name in counts.index}


DEFINITIONS = (
    Definition(
        "member_hours",
        "Hours per finished action",
        "Hours that members spent in held sessions, per action done in the same time, in circles that record both "
        "minutes and attendance. There is no target: what an action is worth differs.",
        tally=member_hours,
        needs=(("sessions", "minutes"), ("attendance", "present"), ("actions", "closed")),
        unit="ratio",
        improvement="neutral",
        estimate=exact,
        group="impact",
        is_habit=False,
        about_people=True,
    ),
)
