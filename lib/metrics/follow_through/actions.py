"""Action follow-through: units of the figures that count actions (see `lib.metrics.core.rates` for the frames).

Cancelled actions never count. `open`, `overdue` and `partnered` describe the day as_of; the other figures count what
falls in the period. An empty log gives empty frames of units.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import named, priorities
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, crossed, units
from lib.metrics.follow_through import flow, forecast
from lib.metrics.follow_through.undated import TOO_MANY_UNDATED, UNDATED, of_circles_without_days
from lib.words.phrases import counted

UNCLEAR = "status not understood"
AGE_BANDS = {"1-14": (1, 14), "15-30": (15, 30), "> 30": (31, None)}
"""Days past the due date."""
NO_TYPE, NOT_REPORTED = "type not recorded", "not reported"


def between(days: pd.Series, low: float, high: float | None) -> pd.Series:
    """Whether each number of days is from `low` to `high`, both included (bool); no upper bound if `high` is None."""
    return (days >= low) & (days <= (high if high is not None else float("inf")))


def on_time(facts: Facts) -> pd.DataFrame:
    """Actions whose first due date has passed (is before as_of); hit = done on or before it.

    Parts: completed (done by as_of), slips (the due date was moved later, which changes nothing else). Where a circle
    left most of its done actions without a date, only its late ones would be left: all of them are left out.
    """
    actions = facts.actions
    rows = actions.loc[
        ~(actions["first_due"] >= facts.as_of),
        ["circle", "created", "first_due", "due", "is_done", "done_on", "is_unclear"],
    ]
    has_due = rows["first_due"].notna()
    undated = rows["is_done"] & rows["done_on"].isna()
    dated = rows[has_due]
    untold = of_circles_without_days(dated, dated["is_done"], dated["done_on"])
    return units(
        rows,
        on=rows["first_due"].fillna(rows["created"]),
        hit=rows["is_done"] & (rows["done_on"] <= rows["first_due"]),
        excluded=[
            (rows["is_unclear"], UNCLEAR),
            (~has_due, "no due date"),
            (undated, UNDATED),
            (untold.reindex(rows.index, fill_value=False), TOO_MANY_UNDATED),
        ],
        parts={"completed": rows["is_done"], "slips": rows["due"] > rows["first_due"]},
    )


def may_be_done(facts: Facts) -> pd.DataFrame:
    """Actions done by as_of and those whose status was not understood, cancelled ones never: rows of facts.actions with
    `on`, the day each belongs to.

    That is the day it was done, or the day it was created if that is later. One without a day belongs to the day it was
    due, or as_of if that is earlier; without that to the day it was created: it may have been done in that period.
    """
    rows = facts.actions[facts.actions["is_done"] | facts.actions["is_unclear"]]
    on = rows["done_on"].where(~(rows["done_on"] < rows["created"]), rows["created"])
    due = rows["first_due"].mask(rows["first_due"] > facts.as_of, facts.as_of)
    return rows.assign(on=on.fillna(due).fillna(rows["created"]))


def open_now(facts: Facts) -> pd.DataFrame:
    """Actions known on as_of; hit = open on that day. Parts, of the open ones: undated, unowned, blocked."""
    rows = facts.actions
    is_open = ~rows["is_done"] & ~rows["is_unclear"]
    return units(
        rows,
        on=rows["created"],
        hit=is_open,
        excluded=[(rows["is_unclear"], UNCLEAR)],
        parts={
            "undated": is_open & rows["due"].isna(),
            "unowned": is_open & rows["owner"].isna(),
            "blocked": is_open & (rows["status"] == "blocked"),
        },
    )


def overdue(facts: Facts) -> pd.DataFrame:
    """Open actions; hit = due before as_of. Parts: one per band of AGE_BANDS. Undated actions are left out."""
    rows = facts.actions[~facts.actions["is_done"]]
    days_late = (facts.as_of - rows["due"]).dt.days
    return units(
        rows,
        on=rows["due"],
        hit=days_late > 0,
        excluded=[(rows["is_unclear"], UNCLEAR), (rows["due"].isna(), "no due date")],
        parts={band: between(days_late, low, high) for band, (low, high) in AGE_BANDS.items()},
    )


def partnered(facts: Facts) -> pd.DataFrame:
    """Open actions; hit = they have an accountability partner who is not the owner."""
    rows = facts.open_actions
    same = rows["partner"].str.casefold() == rows["owner"].str.casefold()
    return units(rows, on=rows["created"], hit=rows["partner"].notna() & ~same.fillna(False).astype(bool))


def ends_with_plan(facts: Facts) -> pd.DataFrame:
    """Held sessions; hit = at least one of their actions that is not cancelled has an owner and a due date."""
    rows, actions = facts.held, facts.actions
    planned = actions.loc[actions["owner"].notna() & actions["due"].notna(), ["circle", "session"]]
    with_plan = named(facts.log, planned, "session", rows)
    return units(rows, on=rows["on"], hit=np.isin(np.arange(len(rows)), with_plan))


def actionable_insights(facts: Facts) -> pd.DataFrame:
    """Insights from sessions held by as_of; hit = at least one action of the circle that is not cancelled names it.

    A unit belongs to the day of the insight's session. Insights whose session has not been held yet do not count.
    """
    insights, held = facts.log.insights, facts.held
    session = positions_in(insights["session"], pd.Index(held["session"]))
    rows, session = insights[session >= 0], session[session >= 0]
    rows = rows.assign(circle=held["circle"].array[session])
    followed = named(facts.log, facts.actions, "insight", rows)
    return units(
        rows,
        on=pd.Series(held["on"].array[session], dtype="datetime64[s]"),
        hit=np.isin(np.arange(len(rows)), followed),
    )


def insight_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of actionable_insights, for the program and by circle: held_sessions (int, in the period) and
    per_session (float: actionable insights per held session, None without held sessions)."""
    held = facts.held[facts.in_period(facts.held["on"])]
    names = pd.Index(facts.log.circles["circle"])
    sessions = np.bincount(positions_in(held["circle"], names), minlength=len(names)).tolist()
    hits = np.bincount(
        positions_in(frame.loc[frame["hit"], "circle"].astype("str"), names), minlength=len(names)
    )

    def parts(hits: int, sessions: int) -> dict[str, Any]:
        return {"held_sessions": sessions, "per_session": hits / sessions if sessions else None}

    by_circle = {
        circle: parts(*counts) for circle, *counts in zip(names, hits.tolist(), sessions, strict=True)
    }
    return parts(int(frame["hit"].sum()), len(held)), by_circle


def outcome_linked(facts: Facts) -> pd.DataFrame:
    """Actions; hit = tagged as business or culture, the two parts. A blank means there is no such link."""
    rows = facts.actions
    return units(
        rows,
        on=rows["created"],
        hit=rows["outcome"].notna(),
        parts={"business": rows["outcome"] == "business", "culture": rows["outcome"] == "culture"},
    )


def outcome_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of outcome_linked, for the program and by circle: by_priority, {priority: [n, N]}, sorted by name."""
    rows = facts.actions.loc[frame.index, ["circle", "priority"]]
    part, names = pd.factorize(priorities(facts.log, rows))
    circles = facts.log.circles["circle"].to_list()
    program, by_circle = crossed(frame, part, list(names), circles)
    return {"by_priority": program}, {circle: {"by_priority": counts} for circle, counts in by_circle.items()}


def effects_in_words(worked: int, reported: int, early: int) -> str:
    """How many of the effects that can be judged worked: "2 of 3 reported effects worked, 1 more too early to tell"."""
    if early == reported:
        return f"{counted(early, 'reported effect')} too early to tell"
    more = f", {early:,} more too early to tell" if early else ""
    return f"{worked:,} of {counted(reported - early, 'reported effect')} worked{more}"


def effect_reported(facts: Facts) -> pd.DataFrame:
    """Done actions; hit = their effect is recorded. Parts: one per effect. A blank counts as not reported.

    They are those of `finished` and the undated ones that it leaves out, so no page has two numbers of done actions.
    """
    rows = may_be_done(facts)
    effects = rows["effect"]
    return units(
        rows,
        on=rows["on"],
        hit=effects.notna(),
        excluded=[(rows["is_unclear"], UNCLEAR)],
        parts={effect: effects == effect for effect in effects.cat.categories},
    )


def experiments(facts: Facts) -> pd.DataFrame:
    """Experiments; all of them are hits. Parts: one per effect reported so far, and NOT_REPORTED for those without."""
    rows = facts.actions.loc[facts.actions["kind"] == "experiment", ["circle", "created", "effect"]]
    effects = rows["effect"]
    return units(
        rows,
        on=rows["created"],
        hit=np.ones(len(rows), dtype=bool),
        parts={effect: effects == effect for effect in effects.cat.categories}
        | {NOT_REPORTED: effects.isna()},
    )


def experiment_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of experiments, for the program and by circle: by_type, {type: {effect: count}}, in schema order."""
    rows = facts.actions.loc[frame.index, ["circle", "experiment_type", "effect"]]
    kinds = [*rows["experiment_type"].cat.categories, NO_TYPE]
    effects = [*rows["effect"].cat.categories, NOT_REPORTED]
    circles = facts.log.circles["circle"].to_list()
    kind, effect = (
        np.where(codes < 0, len(names) - 1, codes)
        for codes, names in ((rows["experiment_type"].cat.codes, kinds), (rows["effect"].cat.codes, effects))
    )
    circle = positions_in(rows["circle"], pd.Index(circles))
    cells = np.zeros((len(circles), len(kinds), len(effects)), dtype=np.int64)
    np.add.at(cells, (circle, kind, effect), 1)

    def parts(table: list[list[int]]) -> dict[str, Any]:
        rows = zip(kinds, table, strict=True)
        return {"by_type": {name: dict(zip(effects, row, strict=True)) for name, row in rows if any(row)}}

    by_circle = {circle: parts(table) for circle, table in zip(circles, cells.tolist(), strict=True)}
    return parts(cells.sum(axis=0).tolist()), by_circle


def finished(facts: Facts) -> pd.DataFrame:
    """Actions done by as_of; all of them are hits.

    A unit belongs to the day that `may_be_done` says. Those without a day are left out, and those whose status was not
    understood.
    """
    rows = may_be_done(facts)
    return units(
        rows,
        on=rows["on"],
        hit=np.ones(len(rows), dtype=bool),
        excluded=[(rows["is_unclear"], UNCLEAR), (rows["done_on"].isna(), UNDATED)],
    )


def flow_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of flow, for the program and by circle: those of `flow.counts`. For the program only: throughput (list
    of int: actions done in each of the last full weeks, at most 12, oldest first), ages ({"50", "85", "95": days or
    None}, see `flow.age_marks`) and forecast ({"10", "50", "90": weeks or None, "words", "assumption"}, see
    `lib.metrics.follow_through.forecast`)."""
    counts, ahead = flow.counts(facts), forecast.forecast(facts)
    cells, names = counts.to_numpy(), [str(name) for name in counts]
    program: dict[str, Any] = dict(zip(names, cells.sum(axis=0).tolist(), strict=True))
    program["throughput"] = flow.weekly(facts)["finished"].to_list()
    program["ages"] = {str(mark): day for mark, day in flow.age_marks(facts).items()}
    program["forecast"] = {str(share): weeks for share, weeks in ahead.weeks.items()} | {
        "words": ahead.words,
        "assumption": ahead.assumption,
    }
    by_circle = zip(counts.index, cells.tolist(), strict=True)
    return program, {str(circle): dict(zip(names, row, strict=True)) for circle, row in by_circle}


DEFINITIONS = (
    Definition(
        "ends_with_plan",
        "Ends with a plan",
        "The share of held sessions that ended with at least one action that has an owner and a due date.",
        ends_with_plan,
        (("actions", "session"), ("actions", "owner"), ("actions", "due", "first_due")),
        has_series=True,
        group="follow_through",
        part="More figures",
        of="circles",
    ),
    Definition(
        "actionable_insights",
        "Insights acted on",
        "The share of insights from held sessions that led to at least one action.",
        actionable_insights,
        (("insights", "session"), ("actions", "insight")),
        has_series=True,
        more=insight_parts,
        group="follow_through",
        part="More figures",
        of="circles",
    ),
    Definition(
        "on_time",
        "Actions done on time",
        "The share of actions done by their first due date, once that date has passed. Moving the date does not help.",
        on_time,
        (("actions", "first_due", "due"), ("actions", "closed")),
        target="target_on_time",
        has_series=True,
        group="follow_through",
        part="Six figures",
        of="actions",
        on_overview=True,
    ),
    Definition(
        "open",
        "Open actions",
        "Actions that are neither done nor cancelled today.",
        open_now,
        (("actions", "status", "closed"),),
        unit="count",
        improvement="down",
        windowed=False,
        retold=True,
        group="follow_through",
        is_habit=False,
        part="Six figures",
        of="actions",
    ),
    Definition(
        "overdue",
        "Overdue actions",
        "Open actions whose due date has passed, by number of days late. An action due today is not overdue.",
        overdue,
        (("actions", "due", "first_due"), ("actions", "status", "closed")),
        unit="count",
        improvement="down",
        windowed=False,
        retold=True,
        group="follow_through",
        is_habit=False,
        part="Six figures",
        of="actions",
    ),
    Definition(
        "outcome_linked",
        "Linked to an outcome",
        "The share of actions tagged with a business or culture outcome.",
        outcome_linked,
        (("actions", "outcome"),),
        more=outcome_parts,
        group="follow_through",
        part="More figures",
        of="actions",
    ),
    Definition(
        "effect_reported",
        "Effect reported",
        "The share of done actions whose effect was reported: worked, mixed, did not work or too early.",
        effect_reported,
        (("actions", "effect"), ("actions", "status", "closed")),
        group="follow_through",
        part="Six figures",
        of="actions",
    ),
    Definition(
        "partnered",
        "With a partner",
        "The share of open actions that have an accountability partner other than the owner.",
        partnered,
        (("actions", "partner"), ("actions", "status", "closed")),
        windowed=False,
        group="follow_through",
        part="More figures",
        of="actions",
        about_people=True,
    ),
    Definition(
        "experiments",
        "Experiments",
        "Experiments tried, by type and by the effect seen so far.",
        experiments,
        (("actions", "kind"),),
        unit="count",
        improvement="neutral",
        more=experiment_parts,
        group="follow_through",
        is_habit=False,
        part="More figures",
        place=1,
        of="actions",
        has_column=False,
    ),
    Definition(
        "flow",
        "Actions finished",
        "Actions done in the period. Also shown: how many were added and cancelled, how many are open, and how long "
        "the open ones may take at the pace of the last 12 weeks.",
        finished,
        (("actions", "status", "closed"), ("actions", "created", "session")),
        unit="count",
        has_series=True,
        more=flow_parts,
        group="follow_through",
        is_habit=False,
        part="More figures",
        place=1,
        of="actions",
        has_column=False,
    ),
)
