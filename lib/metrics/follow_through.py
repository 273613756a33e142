"""Action follow-through: units of each figure about what circles decide (see `lib.metrics.rates` for the frames).

Cancelled actions never count.
"""

from __future__ import annotations

import pandas as pd

from lib.metrics.facts import Facts
from lib.metrics.rates import units

AGE_BANDS = {"1-14": (1, 14), "15-30": (15, 30), "> 30": (31, None)}
"""Days past the due date."""


def between(days: pd.Series, low: float, high: float | None) -> pd.Series:
    """Which day counts lie in a band; no upper bound where `high` is None."""
    return (days >= low) & (days <= (high if high is not None else float("inf")))


def on_time(facts: Facts) -> pd.DataFrame:
    """Actions whose first due date has passed; hit = done on or before it.

    `completed` were done by as_of, `slips` had their due date moved later.
    """
    actions = facts.actions
    rows = actions[actions["first_due"].isna() | (actions["first_due"] < facts.as_of)]
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
    """Actions still open at the circle's first held session after their creation; hit = reviewed there."""
    actions = facts.actions.sort_values("created", kind="stable")
    dated = actions[actions["created"].notna()]
    held = facts.held[["circle", "on", "session"]].rename(columns={"session": "next_session"})
    following = pd.merge_asof(
        dated,
        held,
        left_on="created",
        right_on="on",
        by="circle",
        direction="forward",
        allow_exact_matches=False,
    )
    undated = actions[actions["created"].isna()].assign(
        on=pd.Series(pd.NaT, index=actions.index[actions["created"].isna()], dtype="datetime64[s]"),
        next_session=pd.Series(pd.NA, index=actions.index[actions["created"].isna()], dtype="str"),
    )
    rows = pd.concat([following, undated], ignore_index=True) if len(undated) else following
    reviews = facts.log.action_reviews[["action", "session"]].drop_duplicates().assign(reviewed=True)
    reviewed = rows[["action", "next_session"]].merge(
        reviews, left_on=["action", "next_session"], right_on=["action", "session"], how="left"
    )["reviewed"]
    return units(
        rows,
        on=rows["on"],
        hit=reviewed.eq(True).set_axis(rows.index),
        excluded=[
            (rows["created"].isna(), "no creation date"),
            (rows["next_session"].isna(), "no session held since"),
            (rows["is_done"] & rows["done_on"].isna(), "done without a date"),
            (rows["done_on"] < rows["on"], "done before that session"),
        ],
        apart={"no_news": _no_news(facts, rows)},
    )


def _no_news(facts: Facts, rows: pd.DataFrame) -> pd.Series:
    """Never reviewed by as_of and open for longer than one cadence."""
    reviews = facts.log.action_reviews.merge(facts.held[["session"]], on="session")
    reviewed = rows["action"].isin(reviews["action"].unique())
    cadence_days = rows["circle"].map(facts.log.circles.set_index("circle")["cadence_days"]).astype("float64")
    age_days = (facts.as_of - rows["created"]).dt.days
    return ~rows["is_done"] & ~reviewed & (age_days > cadence_days)


def ends_with_plan(facts: Facts) -> pd.DataFrame:
    """Held sessions; hit = at least one action of theirs has an owner and a due date."""
    rows = facts.held
    actions = facts.actions
    planned = actions[actions["owner"].notna() & actions["due"].notna()]
    return units(rows, on=rows["on"], hit=rows["session"].isin(planned["session"].dropna().unique()))


def outcome_linked(facts: Facts) -> pd.DataFrame:
    """Actions; hit = tagged business or culture."""
    rows = facts.actions
    return units(
        rows,
        on=rows["created"],
        hit=rows["outcome"].notna(),
        parts={"business": rows["outcome"] == "business", "culture": rows["outcome"] == "culture"},
    )


def effect_reported(facts: Facts) -> pd.DataFrame:
    """Done actions; hit = their effect is recorded; split by what it was."""
    rows = facts.actions[facts.actions["is_done"]]
    effects = rows["effect"]
    return units(
        rows,
        on=rows["done_on"],
        hit=effects.notna(),
        parts={effect: effects == effect for effect in effects.cat.categories},
    )
