"""How many different topics a member's cases were about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.access.redaction import KEPT
from lib.log.format.frames import items
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.rates import Estimate, units
from lib.metrics.core.remember import remembered

DAYS = 365
_NOTHING: Estimate = (None, None, None)


@remembered
def topics(facts: Facts) -> pd.DataFrame:
    """Active members of active circles and the topics of the cases at which they were present in the last 12 months.

    Columns: circle, member (str), sessions (int64: those with topics), topics (int64: different ones), is_kept (bool:
    the viewer may not read the topics of a case of the circle in that time, so that none of its members is counted).
    One row per circle and member, in the order of the roster.
    """
    seats = facts.active_members[["circle", "member"]].astype("str").drop_duplicates(ignore_index=True)
    named = _present(facts)
    counts = named.groupby(["circle", "member"]).agg(
        sessions=("session", "nunique"), topics=("topic", "nunique")
    )
    found = counts.reindex(pd.MultiIndex.from_frame(seats))
    kept = named.loc[named["is_kept"], "circle"].unique()
    return seats.assign(
        sessions=found["sessions"].fillna(0).to_numpy(dtype=np.int64),
        topics=found["topics"].fillna(0).to_numpy(dtype=np.int64),
        is_kept=seats["circle"].isin(kept).to_numpy(dtype=bool),
    )


@remembered
def _present(facts: Facts) -> pd.DataFrame:
    """circle, member, session, topic (str, folded), is_kept: one row per topic of a session at which a member was."""
    rows = facts.person_sessions
    since = facts.as_of - pd.Timedelta(days=DAYS)
    rows = rows[(rows["present"] == "yes") & (rows["on"] > since)]
    sessions = facts.held[["session", "case_topics"]].reset_index(drop=True)
    named = items(sessions["case_topics"])
    topic = pd.DataFrame({"at": named.index.to_numpy(dtype=np.int64), "topic": folded(named).array})
    topic = topic.drop_duplicates().assign(is_kept=lambda each: each["topic"] == KEPT.casefold())
    own = rows[["circle", "member", "session"]].astype("str")
    own = own.assign(at=positions_in(own["session"], pd.Index(sessions["session"])))
    return own.merge(topic, on="at").drop(columns="at")


def topic_breadth(facts: Facts) -> pd.DataFrame:
    """Active members, once for each circle; hit = the cases at which they were in the last 12 months had more than one
    topic. Left out: members without a session whose topics are recorded, and circles of which the viewer may not read
    all topics."""
    rows = topics(facts)
    return units(
        rows,
        on=pd.Series(facts.as_of, index=rows.index, dtype="datetime64[s]"),
        hit=rows["topics"] > 1,
        excluded=[(rows["is_kept"], KEPT), (rows["sessions"] == 0, "no session with topics")],
    )


def medians(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """The median number of topics: of persons in the program, whatever their circles, and of the members of a circle.

    `frame`: units; empty if the workbook lacks what they need. None without anybody to count."""
    circles = facts.log.circles["circle"].to_list()
    if frame.empty:
        return _NOTHING, dict.fromkeys(circles, _NOTHING)
    rows = topics(facts).loc[frame.index[frame["reason"].isna()]]
    own = {str(name): _median(some["topics"]) for name, some in rows.groupby("circle")}
    named = _present(facts).merge(rows[["circle", "member"]], on=["circle", "member"])
    whole = _median(named.groupby("member")["topic"].nunique())
    return whole, {name: own.get(name, _NOTHING) for name in circles}


def _median(counts: pd.Series) -> Estimate:
    return (float(counts.median()), None, None) if len(counts) else _NOTHING


DEFINITIONS = (
    Definition(
        "topic_breadth",
        "Topics per member",
        "How many different case topics a member took part in over the last 12 months: half of the members had at "
        "least so many. Members without a session whose topics were recorded are left out.",
        topic_breadth,
        (("sessions", "case_topics"), ("attendance", "present")),
        unit="number",
        windowed=False,
        estimate=medians,
        group="library",
        is_habit=False,
        about_people=True,
    ),
)
