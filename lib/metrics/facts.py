"""The log as it was known on one day: what was held, who was expected, which actions were open.

Every figure starts here, so that two figures never disagree about what a held session or an open action is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from lib.log.model import CircleLog


@dataclass(frozen=True)
class Facts:
    """Views of `log` on the day `as_of`, within the period from `start` to `end` (both days included, None = open).

    Rows dated after `as_of` are not known yet: a session held later counts as planned, an action closed later as open.
    """

    log: CircleLog
    as_of: pd.Timestamp
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None

    @property
    def last_day(self) -> pd.Timestamp:
        """The last day of the period that is known."""
        return self.as_of if self.end is None else min(self.end, self.as_of)

    def in_period(self, on: pd.Series) -> pd.Series:
        """Which days lie in the period; a missing day does only where the period has no bounds."""
        if self.start is None and self.end is None:
            return on.isna() | (on <= self.as_of)
        return (on <= self.last_day) & (on >= (self.start if self.start is not None else pd.Timestamp.min))

    @cached_property
    def sessions(self) -> pd.DataFrame:
        """All sessions with `state` (held, cancelled, planned; str) and `on` (datetime64[s]): the day held.

        A session with a day in `held` was held unless it is marked cancelled; one marked held without a day is taken
        to have been held when planned, and its `held` stays missing.
        """
        sessions = self.log.sessions
        cancelled = sessions["status"] == "cancelled"
        on = sessions["held"].where(
            sessions["held"].notna() | (sessions["status"] != "held"), sessions["planned"]
        )
        held = ~cancelled & (on <= self.as_of)
        state = np.select([cancelled, held], ["cancelled", "held"], "planned")
        return sessions.assign(state=pd.Series(state, index=sessions.index, dtype="str"), on=on.where(held))

    @cached_property
    def held(self) -> pd.DataFrame:
        """Held sessions of all time up to as_of, oldest first."""
        sessions = self.sessions
        return sessions[sessions["state"] == "held"].sort_values(["on", "_row"], kind="stable")

    @cached_property
    def active_circles(self) -> pd.DataFrame:
        """Circles that had started and not ended on as_of."""
        circles = self.log.circles
        started = circles["started"].isna() | (circles["started"] <= self.as_of)
        return circles[started & (circles["ended"].isna() | (circles["ended"] > self.as_of))]

    @cached_property
    def active_members(self) -> pd.DataFrame:
        """Members rows active on as_of, of active circles."""
        members = self.log.members
        return members[
            is_active(members["joined"], members["left"], self.as_of)
            & members["circle"].isin(self.active_circles["circle"])
        ]

    @cached_property
    def person_sessions(self) -> pd.DataFrame:
        """One row per held session and person who was an active member that day or has an attendance row.

        Columns: session, circle, member (str), on (datetime64[s]), present, prework (category), reflection (boolean),
        expected (bool: active member that day), recorded (bool: has a readable attendance row).
        """
        held = self.held[["session", "circle", "on"]]
        attendance = self.log.attendance[["session", "member", "present", "prework", "reflection"]]
        roster = held.merge(self.log.members[["circle", "member", "joined", "left"]], on="circle")
        roster = roster[is_active(roster["joined"], roster["left"], roster["on"])]
        roster = roster[["session", "circle", "member", "on"]].assign(expected=True)
        recorded = attendance.merge(held, on="session").assign(recorded=True)
        rows = roster.merge(
            recorded, on=["session", "member"], how="outer", suffixes=("", "_recorded"), sort=False
        )
        return pd.DataFrame(
            {
                "session": rows["session"],
                "member": rows["member"],
                "circle": rows["circle"].fillna(rows["circle_recorded"]),
                "on": rows["on"].fillna(rows["on_recorded"]),
                "present": rows["present"],
                "prework": rows["prework"],
                "reflection": rows["reflection"],
                "expected": rows["expected"].astype("boolean").fillna(False).astype(bool),
                "recorded": rows["recorded"].astype("boolean").fillna(False).astype(bool),
            }
        )

    @cached_property
    def actions(self) -> pd.DataFrame:
        """Actions known on as_of that were not cancelled by then.

        Added columns: created (filled from the deciding session's day where empty), first_due and due (each filled
        from the other where empty), is_done (bool), done_on (datetime64[s], missing where not done or not dated).
        """
        actions = self.log.actions
        decided_on = actions["session"].map(self.held.drop_duplicates("session").set_index("session")["on"])
        created = actions["created"].fillna(decided_on).astype("datetime64[s]")
        closed_by_then = actions["closed"].isna() | (actions["closed"] <= self.as_of)
        status = (
            actions["status"]
            .astype("str")
            .where(actions["status"].notna(), actions["closed"].notna().map({True: "done", False: "open"}))
        )
        cancelled = (status == "cancelled") & closed_by_then
        is_done = (status == "done") & closed_by_then
        known = actions.assign(
            created=created,
            first_due=actions["first_due"].fillna(actions["due"]),
            due=actions["due"].fillna(actions["first_due"]),
            status=status.where(~status.isin(["done", "cancelled"]) | closed_by_then, "open"),
            is_done=is_done,
            done_on=actions["closed"].where(is_done),
        )
        return known[~cancelled & (created.isna() | (created <= self.as_of))]

    @cached_property
    def open_actions(self) -> pd.DataFrame:
        """Actions neither done nor cancelled on as_of, with `days_late` (float, past the due date; NaN undated)."""
        actions = self.actions[~self.actions["is_done"]]
        return actions.assign(days_late=(self.as_of - actions["due"]).dt.days)

    @cached_property
    def asks(self) -> pd.DataFrame:
        """Asks raised by as_of, with is_open (bool) and age_days (days from raised to as_of)."""
        asks = self.log.asks[self.log.asks["raised"] <= self.as_of]
        answered = (asks["answered"] <= self.as_of) | (
            asks["answered"].isna() & asks["status"].isin(["granted", "declined"])
        )
        return asks.assign(is_open=~answered, age_days=(self.as_of - asks["raised"]).dt.days)

    @cached_property
    def days_since_last(self) -> pd.Series:
        """Per active circle, days from its last held session (or, before the first, from its start) to as_of."""
        circles = self.active_circles.set_index("circle")
        last = self.held.groupby("circle")["on"].max().reindex(circles.index)
        return (self.as_of - last.fillna(circles["started"])).dt.days


def is_active(joined: pd.Series, left: pd.Series, day: pd.Series | pd.Timestamp) -> pd.Series:
    """joined <= day and (no left, or left > day); an empty joined means always."""
    return (joined.isna() | (joined <= day)) & (left.isna() | (left > day))
