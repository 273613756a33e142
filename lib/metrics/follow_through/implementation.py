"""How long actions take from decided to done, counting those still open and those cancelled.

The share done by each day is the cumulative incidence (Aalen-Johansen, `lib.metrics.statistics.survival`): a cancelled
action can no longer be done, an open one still may be. The median of the done actions alone would make circles look
faster than they are, so it is not shown anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import rows_where
from lib.metrics.core import groups
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure, counted_reason
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Estimate, MoreParts, units
from lib.metrics.core.remember import out_of_whole, remembered, remembered_any_time, rows_of_any_time
from lib.metrics.follow_through.undated import (
    TOO_MANY_UNDATED,
    UNDATED,
    of_circles_without_days,
    undated_in_words,
)
from lib.metrics.statistics import incidence, survival

STATES = ("done", "cancelled", "open")


@remembered_any_time
def implementation_days(facts: Facts) -> pd.DataFrame:
    """Actions known on as_of, including cancelled ones; hit = done. A unit belongs to the day the action was created.

    Parts: cancelled, open. Actions are left out if the log does not show how long they took, all of a circle if it
    dates too few of its done ones (`undated`).
    """
    rows = facts.all_actions
    done, cancelled = rows["is_done"], rows["is_cancelled"]
    undated = rows["closed"].isna()
    return units(
        rows,
        on=rows["created"],
        hit=done,
        excluded=[
            (rows["is_unclear"], "status not understood"),
            (rows["created"].isna(), "no creation date"),
            (done & undated, UNDATED),
            (cancelled & undated, "cancelled without a date"),
            ((done | cancelled) & (rows["closed"] < rows["created"]), "closed before it was created"),
            (of_circles_without_days(rows, done, rows["closed"]), TOO_MANY_UNDATED),
        ],
        parts={"cancelled": cancelled, "open": ~(done | cancelled)},
    )


@remembered
def followed(facts: Facts) -> pd.DataFrame:
    """Actions created in the period whose duration is known: rows of facts.all_actions, in the log's order.

    Columns: action, circle (str), state (str, of STATES), days (float64, 0 or more: from creation until done,
    cancelled or as_of), done, cancelled (bool).
    """
    rows = _all(facts)
    return rows_where(rows, facts.in_period(facts.all_actions.loc[rows.index, "created"]))


@rows_of_any_time
def _all(facts: Facts) -> pd.DataFrame:
    """The same whatever the period."""
    frame = implementation_days(facts)
    frame = frame[frame["reason"].isna()]
    rows = facts.all_actions.loc[frame.index, ["action", "circle", "created", "closed"]]
    done, cancelled = frame["hit"].to_numpy(), frame["cancelled"].to_numpy()
    until = rows["closed"].where(done | cancelled, facts.as_of)
    return pd.DataFrame(
        {
            "action": rows["action"],
            "circle": rows["circle"],
            "state": pd.Series(np.select([done, cancelled], STATES[:2], STATES[2]), rows.index, dtype="str"),
            "days": (until - rows["created"]).dt.days.astype("float64"),
            "done": done,
            "cancelled": cancelled,
        }
    )


@remembered
def curve(facts: Facts) -> pd.DataFrame:
    """`survival.curve` of the period's actions: the share done by each day after they were created."""
    return curve_of(followed(facts))


def curve_of_all(facts: Facts) -> pd.DataFrame:
    """The same for all actions known on as_of, regardless of the period."""
    day = facts.any_time
    return curve(day) if _is_unbounded(day) else curve_of(_all(day))


def cancelled_of_all(facts: Facts) -> pd.DataFrame:
    """The share of all actions known on as_of that were cancelled by each day, for the same days as `curve_of_all`."""
    rows = _all(facts)
    return survival.curve(rows["days"], rows["cancelled"], competing=rows["done"])


def _is_unbounded(facts: Facts) -> bool:
    return facts.start is None and facts.end is None


def curve_of(rows: pd.DataFrame) -> pd.DataFrame:
    """`survival.curve` of some rows of `followed`."""
    return survival.curve(rows["days"], rows["done"], competing=rows["cancelled"])


def day_done(curve: pd.DataFrame, share: float) -> float | None:
    """The first day by which `share` of the actions were done; None if the curve does not reach it."""
    reached = np.flatnonzero(curve["share"].to_numpy() >= share - survival.TOLERANCE)
    return float(curve["days"].iloc[reached[0]]) if len(reached) else None


def at_risk(curve: pd.DataFrame, days: Iterable[float]) -> list[int]:
    """How many actions were still open and followed just before each of `days`: the numbers under a curve."""
    counts = np.append(curve["at_risk"].to_numpy(dtype=np.int64), 0)
    return counts[np.searchsorted(curve["days"].to_numpy(), list(days))].tolist()


def medians(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """Median days until done and its 95 % interval, for the program and by circle; None where not reached, and where
    fewer than 5 actions are followed. `frame`: units of the period, empty if the workbook lacks what they need."""
    circles = facts.log.circles["circle"].to_list()
    if frame.empty:
        return (None, None, None), dict.fromkeys(circles, (None, None, None))
    program = (None, None, None)
    if len(followed(facts)) >= MIN_FOR_PERCENT:
        program = survival.median(curve(facts))
    by_circle = [
        tuple(None if np.isnan(value) else value for value in row)
        for row in _by_circle(facts)[["value", "low", "high"]].to_numpy().tolist()
    ]
    return program, dict(zip(circles, by_circle, strict=True))  # type: ignore[arg-type]


def _own_circles(known: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    more = pd.Index(facts.whole.log.circles["circle"])  # type: ignore[union-attr]
    return known.take(positions_in(facts.log.circles["circle"], more)).reset_index(drop=True)


@out_of_whole(_own_circles, remembered)
def _by_circle(facts: Facts) -> pd.DataFrame:
    rows, circles = followed(facts), pd.Index(facts.log.circles["circle"])
    return _medians(rows, positions_in(rows["circle"], circles), len(circles))


def _medians(rows: pd.DataFrame, group: NDArray[np.int64], count: int) -> pd.DataFrame:
    """One row per group: value, low, high (days), more_than (longest follow-up where the median is not reached), all
    float64 and NaN where N < 5; N (int64)."""
    days = rows["days"].to_numpy()
    found = incidence.medians(days, rows["done"].to_numpy(), rows["cancelled"].to_numpy(), group, count)
    longest = np.zeros(count)
    np.maximum.at(longest, group, days)
    found["more_than"] = np.where(found["value"].isna(), longest, np.nan)
    size = np.bincount(group, minlength=count)
    found.loc[size < MIN_FOR_PERCENT] = np.nan
    return found.assign(N=size.astype(np.int64))


def follow_up_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of implementation_days, for the program and by circle: more_than (float days: how long actions were
    followed without half of them getting done; None where the median is known) and actions (list of {"action", "days",
    "state"}, soonest first, where fewer than 5 are followed; else empty)."""
    circles = facts.log.circles["circle"].to_list()
    rows, by_name = followed(facts), _by_circle(facts)
    few = rows[by_name["N"].to_numpy()[positions_in(rows["circle"], pd.Index(circles))] < MIN_FOR_PERCENT]
    listed = {str(circle): _list(some) for circle, some in few.groupby("circle")}
    is_long = len(rows) >= MIN_FOR_PERCENT and day_done(curve(facts), 0.5) is None
    longest = float(rows["days"].max()) if is_long else np.nan

    def parts(more_than: float, actions: list[dict[str, Any]]) -> dict[str, Any]:
        return {"more_than": None if np.isnan(more_than) else more_than, "actions": actions}

    by_circle = {
        circle: parts(more_than, listed.get(circle, []))
        for circle, more_than in zip(circles, by_name["more_than"].tolist(), strict=True)
    }
    return parts(longest, _list(rows) if len(rows) < MIN_FOR_PERCENT else []), by_circle


def _list(rows: pd.DataFrame) -> list[dict[str, Any]]:
    rows = rows.sort_values(["days", "action"])
    columns = (rows[name].tolist() for name in ("action", "days", "state"))
    return [dict(zip(("action", "days", "state"), row, strict=True)) for row in zip(*columns, strict=True)]


def in_words(figure: Figure) -> str:
    """One sentence about implementation_days, for the top of a page."""
    if figure.missing:
        return f"How long actions take is {figure.missing}."
    if figure.excluded.get(TOO_MANY_UNDATED) and (figure.N or 0) < MIN_FOR_PERCENT:
        return f"How long actions take is not recorded: {undated_in_words(figure)}."
    if (figure.N or 0) < MIN_FOR_PERCENT:
        left_out = ", ".join(counted_reason(reason, count) for reason, count in figure.excluded.items())
        more = f" (left out: {left_out})" if left_out else ""
        return f"Too few actions to say how long they take: {figure.N or 0} of the {MIN_FOR_PERCENT} needed{more}."
    if figure.value is None:
        return f"After {figure.parts['more_than']:,.0f} days, less than half of what was decided is done."
    reach = (
        f"{figure.low:,.0f} to {figure.high:,.0f}"
        if figure.low is not None and figure.high is not None
        else ""
    )
    if figure.low is not None and figure.high is None:
        reach = f"{figure.low:,.0f} or more"
    return f"Half of what circles decide is done within {figure.text}{f' ({reach})' if reach else ''}."


@dataclass(frozen=True)
class Comparison:
    """How long actions take, by group.

    `table`: one row per group, sorted by name: group (str), N, done, cancelled, open (int64), median, low, high
    (float64 days, NaN where not reached or N < 5), more_than (float64, NaN where the median is known or N < 5).
    `curves`: group (str), then the columns of `survival.curve`, for groups with 5 or more actions.
    `test`: the log-rank test of those groups. `words`: its result in a sentence, with n and p.
    """

    table: pd.DataFrame
    curves: pd.DataFrame
    test: survival.Comparison
    words: str


@remembered
def medians_by_group(facts: Facts, dimension: groups.Dimension) -> pd.DataFrame:
    """`Comparison.table` alone, for all groups: many times faster when curves and test are not needed."""
    rows, label, chosen = _labelled(facts, dimension)
    return _table(rows, label, chosen)


def _labelled(
    facts: Facts, dimension: groups.Dimension, names: Iterable[str] = ()
) -> tuple[pd.DataFrame, pd.Series, list[str]]:
    """The period's actions in the groups named (none = all), the group of each action, and the names of the groups."""
    rows = followed(facts)
    label = groups.labels(facts.log, facts.all_actions.loc[rows.index, groups.COLUMNS], dimension)
    chosen = sorted(set(names) or set(label.unique()))
    inside = label.isin(chosen)
    return rows[inside], label[inside], chosen


def _table(rows: pd.DataFrame, label: pd.Series, chosen: list[str]) -> pd.DataFrame:
    """`Comparison.table`."""
    found = _medians(rows, pd.Index(chosen).get_indexer(pd.Index(label)), len(chosen))
    counts = {
        state: rows["state"].eq(state).groupby(label).sum().reindex(chosen, fill_value=0) for state in STATES
    }
    return pd.DataFrame(
        {
            "group": pd.Series(chosen, dtype="str"),
            "N": found["N"],
            **{state: count.to_numpy(dtype=np.int64) for state, count in counts.items()},
            "median": found["value"],
            "low": found["low"],
            "high": found["high"],
            "more_than": found["more_than"],
        }
    )


@remembered
def by_group(facts: Facts, dimension: groups.Dimension, names: tuple[str, ...] = ()) -> Comparison:
    """How long actions of the period take by circle, priority, kind or outcome; `names` picks groups, empty = all.

    The log-rank test compares the rates at which open actions get done; cancelled ones leave the test on the day they
    are cancelled. Without actions, the frames have no rows.
    """
    rows, label, chosen = _labelled(facts, dimension, names)
    table = _table(rows, label, chosen)
    enough = table.loc[table["N"] >= MIN_FOR_PERCENT, "group"].to_list()
    parts = {name: rows[label == name] for name in enough}
    curves = [curve_of(part).assign(group=name) for name, part in parts.items()]
    empty = survival.curve([], []).assign(group=pd.Series([], dtype="str"))
    drawn = pd.concat(curves or [empty], ignore_index=True).astype({"group": "str"})
    test = survival.compare({name: (part["days"], part["done"]) for name, part in parts.items()})
    return Comparison(table, drawn[["group", *empty.columns.drop("group")]], test, _test_in_words(test))


def _test_in_words(test: survival.Comparison) -> str:
    if len(test.n) < 2:
        return f"Nothing to compare: that takes two groups with at least {MIN_FOR_PERCENT} actions each."
    if test.p is None:
        return "Nothing to compare yet: no action in these groups is done, or none were open at the same age."
    p = "p < 0.001" if test.p < 0.001 else f"p = {test.p:.3f}"
    tested = f"log-rank test over {len(test.n)} groups, n = {sum(test.n.values()):,}, {p}"
    if test.p < 0.05:
        return (
            f"Actions get done sooner in some groups than in others ({tested}): an association, not a cause."
        )
    return f"The groups differ no more than chance would explain ({tested})."


DEFINITIONS = (
    Definition(
        "implementation_days",
        "Days until done",
        "The number of days within which half of what circles decide is done. Open actions count only for the time "
        "they have been open, and cancelled ones count as never done (Aalen-Johansen).",
        implementation_days,
        (("actions", "created", "session"), ("actions", "closed")),
        unit="days",
        improvement="down",
        more=follow_up_parts,
        estimate=medians,
        group="follow_through",
        is_habit=False,
        part="Six figures",
        of="actions",
        has_column=False,
    ),
)
