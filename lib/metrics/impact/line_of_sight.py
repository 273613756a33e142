"""Line of sight: from a circle's mandate, case by case, to the teams that adopted a practice that came of it.

A case's line reaches a link if references lead there: its circle has a mandate, its session has an insight, an action
of the circle that was not cancelled names that insight, the action names a practice in the library, and a team adopted
that practice by as_of.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import NO_PRIORITY, named, priorities
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, totals, units
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion.adoptions import ADOPTING
from lib.metrics.health.cases import cases

STEPS = ("mandate", "insight", "action", "practice", "adoption")
"""The links after the case, in order."""
BROKEN = {
    "mandate": "the circle has no mandate",
    "insight": "no insight was recorded",
    "action": "no action follows from its insights",
    "practice": "none of its actions names a practice in the library",
    "adoption": "no team has adopted the practice yet",
}
"""What is missing where a line breaks, by the first link that it does not reach."""


def line_of_sight(facts: Facts) -> pd.DataFrame:
    """Cases; hit = their line reaches every link. Parts: the lines that reach each of STEPS except the last."""
    rows = cases(facts)
    reached = reach(facts, rows)
    parts = {step: reached > place for place, step in enumerate(STEPS[:-1])}
    return units(rows, on=rows["on"], hit=reached == len(STEPS), parts=parts)


def reach(facts: Facts, rows: pd.DataFrame) -> NDArray[np.int64]:
    """How many of STEPS the line of each held session in `rows` reaches, from 0."""
    log, actions = facts.log, facts.actions
    session = positions_in(log.insights["session"], pd.Index(rows["session"]))
    insights = log.insights.loc[session >= 0, ["insight"]].assign(
        circle=rows["circle"].array[session[session >= 0]]
    )
    practice = positions_in(actions["practice"], pd.Index(log.practices["practice"]))
    by_action = np.where(practice < 0, 3, np.where(_adopted(facts)[practice], 5, 4))
    by_insight = _furthest(named(log, actions, "insight", insights), by_action, len(insights), 2)
    by_case = _furthest(session[session >= 0], by_insight, len(rows), 1)
    circles = log.circles
    mandated = np.append(circles["mandate"].notna().to_numpy(), False)
    return np.where(mandated[positions_in(rows["circle"], pd.Index(circles["circle"]))], by_case, 0)


def _furthest(of: NDArray[np.int64], reached: NDArray[np.int64], count: int, least: int) -> NDArray[np.int64]:
    found = np.full(count, least)
    np.maximum.at(found, of[of >= 0], reached[of >= 0])
    return found


def _adopted(facts: Facts) -> NDArray[np.bool_]:
    """Whether each practice in the log had been adopted by a known team by as_of; one False more for an unknown one."""
    log, adoptions = facts.log, facts.log.adoptions
    counts = adoptions["stage"].isin(ADOPTING) & (adoptions["date"] <= facts.as_of)
    rows = adoptions[counts.to_numpy(dtype=bool)]
    known = positions_in(rows["team"], pd.Index(log.teams["team"])) >= 0
    practice = positions_in(rows["practice"], pd.Index(log.practices["practice"]))[known]
    found = np.zeros(len(log.practices) + 1, dtype=bool)
    found[practice[practice >= 0]] = True
    return found


def priority_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of line_of_sight, for the program and by circle: by_priority, {priority: {"cases" and each of STEPS:
    int}}."""
    circles = facts.log.circles
    counts = totals(frame, "circle").reindex(circles["circle"], fill_value=0)
    counts = counts.rename(columns={"N": "cases", "n": STEPS[-1]})[["cases", *STEPS]]
    priority = circles["priority"].fillna(NO_PRIORITY).to_list()
    some = counts[counts["cases"].to_numpy() > 0]
    whole = some.groupby(np.array(priority, dtype=object)[counts["cases"].to_numpy() > 0]).sum()
    rows = zip(counts.index, priority, counts.to_dict("records"), strict=True)
    by_circle = {circle: {"by_priority": {name: row} if row["cases"] else {}} for circle, name, row in rows}
    return {"by_priority": whole.to_dict("index")}, by_circle


@remembered
def funnel(facts: Facts) -> pd.DataFrame:
    """How many lines of the period's cases reach each link: one row per priority and link, most cases first.

    Columns: priority, link (str: "case", then STEPS), n, N (int64: lines that reach it, cases), share (float64, n / N).
    No cases give no rows.
    """
    frame = line_of_sight(facts)
    frame = frame[facts.in_period(frame["on"])]
    priority = priorities(facts.log, frame)
    reached = frame.assign(case=True, adoption=frame["hit"])[["case", *STEPS]]
    table = reached.groupby(priority.to_numpy()).sum().astype("int64")
    table = table.loc[table.sort_index().sort_values("case", ascending=False, kind="stable").index]
    links = pd.DataFrame(
        {
            "priority": pd.Series(np.repeat(table.index.to_numpy(), table.shape[1]), dtype="str"),
            "link": pd.Series(list(table.columns) * len(table), dtype="str"),
            "n": table.to_numpy().ravel(),
            "N": np.repeat(table["case"].to_numpy(), table.shape[1]),
        }
    )
    return links.assign(share=links["n"] / links["N"])


@remembered
def broken_links(facts: Facts) -> pd.DataFrame:
    """Cases of the period whose line is broken, newest first; no rows without any.

    Columns: priority, circle, session, case (str), on (datetime64[s]), link (str: the first of STEPS that is missing),
    missing (str: the same in words), _workbook, _row (of the session).
    """
    rows = cases(facts)
    rows = rows[facts.in_period(rows["on"])]
    reached = reach(facts, rows)
    rows, reached = rows[reached < len(STEPS)], reached[reached < len(STEPS)]
    link = pd.Series(np.array([*STEPS, ""], dtype=object)[reached], index=rows.index, dtype="str")
    found = rows[["circle", "session", "case", "on"]].assign(
        link=link, missing=link.map(BROKEN).astype("str"), **rows[["_workbook", "_row"]]
    )
    found.insert(0, "priority", priorities(facts.log, rows))
    return found.sort_values(["on", "session"], ascending=[False, True])


DEFINITIONS = (
    Definition(
        "line_of_sight",
        "Unbroken line of sight",
        "The share of cases that lead from the circle's mandate through an insight, an action and a practice to a team "
        "that adopted it.",
        line_of_sight,
        (
            ("circles", "mandate"),
            ("sessions", "case"),
            ("insights", "session"),
            ("actions", "insight"),
            ("actions", "practice"),
            ("adoptions", "practice"),
        ),
        more=priority_parts,
        group="follow_through",
        is_habit=False,
        part="More figures",
        of="circles",
    ),
)
