"""The log as it was known on one day: what was held, who was expected, which actions were open.

Every figure starts here, so no two figures disagree about what a held session or an open action is. Columns are those
of the log's frames plus the ones named below; an empty log gives frames with all columns and no rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.model import CircleLog
from lib.metrics.core.days import day_held, is_active
from lib.metrics.core.groups import named
from lib.metrics.core.lookup import numbered, pairs, positions_in
from lib.metrics.core.remember import of_day, rows_of_day


@dataclass(frozen=True)
class Facts:
    """Views of `log` on the day `as_of`, for the period from `start` to `end` (both days included, None = no bound).

    Rows dated after `as_of` are not known yet: a session held later counts as planned, an action closed later as open.
    `whole`: the same day and period with more circles, whose views serve for these.
    """

    log: CircleLog
    as_of: pd.Timestamp
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    _any_time: Facts | None = field(default=None, repr=False, compare=False)
    whole: Facts | None = field(default=None, repr=False, compare=False)

    @property
    def any_time(self) -> Facts:
        """The facts that this period was taken from, or these."""
        return self._any_time or self

    def within(self, start: pd.Timestamp | None, end: pd.Timestamp | None) -> Facts:
        """The same day in another period. What does not depend on the period is found once for all of them."""
        return Facts(self.log, self.as_of, start, end, self.any_time)

    @property
    def last_day(self) -> pd.Timestamp:
        """The last day of the period that is already known: `end` or `as_of`, whichever is earlier."""
        return self.as_of if self.end is None else min(self.end, self.as_of)

    def in_period(self, on: pd.Series) -> pd.Series:
        """Which days are in the period (bool); a missing day is in it only if the period has no bounds."""
        if self.start is None and self.end is None:
            return on.isna() | (on <= self.as_of)
        return (on <= self.last_day) & (on >= (self.start if self.start is not None else pd.Timestamp.min))

    @rows_of_day
    def sessions(self) -> pd.DataFrame:
        """All sessions with `state` (held, cancelled, planned; str) and `on` (datetime64[s]: the day it was held).

        A session with a day in `held` was held unless it is marked as cancelled. One marked as held without a day is
        taken to have been held as planned, and its `held` stays missing. is_unclear (bool): a word or day that says
        whether it was held could not be read. is_unplanned (bool): it was logged without having been planned.
        """
        sessions = self.log.sessions
        held = self.day_held <= self.as_of
        state = np.select([sessions["status"] == "cancelled", held], ["cancelled", "held"], "planned")
        state = pd.Series(state, index=sessions.index, dtype="str")
        unclear = self.log.unclear("sessions", "status") | self.log.unclear("sessions", "held")
        return sessions.assign(
            state=state,
            on=self.day_held.where(held),
            is_unclear=unclear & (state == "planned"),
            is_unplanned=self._unplanned(),
        )

    def _unplanned(self) -> pd.Series:
        sessions, rows = self.log.sessions, self.log.unplanned
        if not rows:
            return pd.Series(False, index=sessions.index, dtype=bool)
        where = zip(sessions["_workbook"], sessions["_row"].tolist(), strict=True)
        return pd.Series([place in rows for place in where], index=sessions.index, dtype=bool)

    @of_day
    def day_held(self) -> pd.Series:
        """`day_held` of the log's sessions."""
        return day_held(self.log.sessions)

    @rows_of_day
    def held(self) -> pd.DataFrame:
        """All sessions held by as_of, oldest first; those of the same day in order of their keys.

        Added column: number (int64): 1 for a circle's first held session, 2 for its second …
        """
        sessions = self.sessions
        rows = np.flatnonzero(sessions["state"] == "held")
        place = np.argsort(sessions["session"].array.take(rows).argsort())
        held = sessions.take(rows[np.lexsort((place, sessions["on"].to_numpy()[rows]))])
        return held.assign(number=numbered(pd.factorize(held["circle"])[0]))

    @rows_of_day
    def active_circles(self) -> pd.DataFrame:
        """Circles that had started and not yet ended on as_of."""
        circles = self.log.circles
        started = circles["started"].isna() | (circles["started"] <= self.as_of)
        return circles[started & (circles["ended"].isna() | (circles["ended"] > self.as_of))]

    @of_day
    def began(self) -> pd.Series:
        """The day each circle of the log began (datetime64[s], by circle): its start, else its first session's day."""
        circles, sessions = self.log.circles.set_index("circle"), self.sessions
        first = sessions["planned"].fillna(sessions["held"]).groupby(sessions["circle"]).min()
        return circles["started"].fillna(first.reindex(circles.index)).astype("datetime64[s]")

    @rows_of_day
    def active_members(self) -> pd.DataFrame:
        """Rows of the members tab that are active on as_of, in active circles."""
        members = self.log.members
        return members[
            is_active(members["joined"], members["left"], self.as_of)
            & members["circle"].isin(self.active_circles["circle"])
        ]

    def rosters(self, sessions: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Who was an active member at these sessions, given by row of `held`: for each session and person, the
        session's position in `held` and that of the person's row in the members tab."""
        held, members, circles = self.held, self.log.members, pd.Index(self.log.circles["circle"])
        place, on = np.flatnonzero(sessions), held["on"].to_numpy()[sessions]
        circle_of = positions_in(held["circle"], circles)[place]
        session, row = pairs(circle_of, positions_in(members["circle"], circles), len(circles))
        joined, left = members["joined"].to_numpy()[row], members["left"].to_numpy()[row]
        active = ~(joined > on[session]) & ~(left <= on[session])
        return place[session[active]], row[active]

    @of_day
    def person_sessions(self) -> pd.DataFrame:
        """One row per held session and person who was an active member that day or has an attendance row.

        Columns: session, circle, member (category), on (datetime64[s]), present, prework (category), reflection
        (boolean), expected (bool: active member that day), recorded (bool: has a readable attendance row), roster
        (int64: position in the members tab of the row that makes the person expected, -1 for others). The codes of
        `session` are positions in `held`.
        """
        held, members, attendance = self.held, self.log.members, self.log.attendance
        circles, sessions = pd.Index(self.log.circles["circle"]), pd.Index(held["session"])
        people = pd.Index(pd.concat([members["member"], attendance["member"]]).dropna().unique())
        circle_of, on = positions_in(held["circle"], circles), held["on"].to_numpy()
        width = max(len(people), 1)
        session, roster = self.rosters(np.ones(len(held), dtype=bool))
        expected = session * width + positions_in(members["member"], people)[roster]
        session = positions_in(attendance["session"], sessions)
        person = positions_in(attendance["member"], people)
        usable = np.flatnonzero((session >= 0) & (person >= 0))
        seen, first = np.unique(session[usable] * width + person[usable], return_index=True)
        nearest = np.searchsorted(seen, expected)
        is_there = np.append(seen, -1)[nearest] == expected
        others = np.ones(len(seen), dtype=bool)
        others[nearest[is_there]] = False
        keys = np.concatenate([expected, seen[others]])
        recorded = np.append(is_there, np.ones(len(keys) - len(expected), dtype=bool))
        taken = np.append(
            np.where(is_there, np.append(usable[first], -1)[nearest], -1), usable[first][others]
        )
        session, person = np.divmod(keys, width)
        answers = attendance[["present", "prework", "reflection"]].reset_index(drop=True)
        rows = answers.reindex(taken).reset_index(drop=True)
        return pd.DataFrame(
            {
                "session": pd.Categorical.from_codes(session, sessions),
                "circle": pd.Categorical.from_codes(circle_of[session], circles),
                "member": pd.Categorical.from_codes(person, people),
                "on": on[session],
                "present": rows["present"],
                "prework": rows["prework"],
                "reflection": rows["reflection"],
                "expected": np.arange(len(keys)) < len(expected),
                "recorded": recorded,
                "roster": np.append(roster, np.full(len(keys) - len(expected), -1)),
            }
        )

    @rows_of_day
    def actions(self) -> pd.DataFrame:
        """Actions known on as_of and not cancelled by then: rows of `all_actions`."""
        return self.all_actions[~self.all_actions["is_cancelled"]]

    @rows_of_day
    def all_actions(self) -> pd.DataFrame:
        """Actions known on as_of, including those cancelled by then (is_cancelled, bool).

        An action is known from the day it was created; if that is empty, from the day of its circle's session that
        decided it; and always if neither has a day. Added columns: created (filled that way), first_due and due (each
        filled from the other if empty), is_done (bool), done_on (datetime64[s], missing if not done or not dated). A
        blank status with a day in `closed` counts as done; with `closed` after as_of the action is still open. A day
        in `closed` that cannot be right (`CircleLog.plausible_until`) counts as not recorded. is_unclear (bool): the
        cell that says so could not be read.
        """
        actions = self.log.actions
        until = self.log.plausible_until
        if until is not None:
            wrong = (actions["closed"] > until) & (actions["closed"] > self.as_of)
            actions = actions.assign(closed=actions["closed"].mask(wrong)) if wrong.any() else actions
        decided = named(self.log, actions, "session", self.log.sessions)
        decided_on = self.day_held.reset_index(drop=True).reindex(decided).set_axis(actions.index)
        created = actions["created"].fillna(decided_on).astype("datetime64[s]")
        closed_by_then = actions["closed"].isna() | (actions["closed"] <= self.as_of)
        is_unclear = self.log.unclear("actions", "status") & actions["status"].isna()
        is_unclear |= self.log.unclear("actions", "closed") & actions["status"].isna()
        blank = actions["status"].isna() & ~is_unclear
        is_done = ((actions["status"] == "done") | (blank & actions["closed"].notna())) & closed_by_then
        finished_later = actions["status"].isin(["done", "cancelled"]) & ~closed_by_then
        status = actions["status"].mask(blank | finished_later, "open").mask(is_done, "done")
        known = actions.assign(
            created=created,
            first_due=actions["first_due"].fillna(actions["due"]),
            due=actions["due"].fillna(actions["first_due"]),
            status=status,
            is_done=is_done,
            is_cancelled=(actions["status"] == "cancelled") & closed_by_then,
            is_unclear=is_unclear,
            done_on=actions["closed"].where(is_done),
        )
        return known[created.isna() | (created <= self.as_of)]

    @of_day
    def open_actions(self) -> pd.DataFrame:
        """Actions neither done nor cancelled on as_of; days_late (float): days past the due date, NaN if undated."""
        actions = self.actions[~self.actions["is_done"] & ~self.actions["is_unclear"]]
        return actions.assign(days_late=(self.as_of - actions["due"]).dt.days)

    @rows_of_day
    def asks(self) -> pd.DataFrame:
        """Asks raised by as_of, with is_open, is_unclear (bool: the cell that says whether it was answered could not be
        read: neither open nor answered, as far as anyone can tell) and age_days (int64: days from raised to as_of)."""
        asks = self.log.asks[self.log.asks["raised"] <= self.as_of]
        answered = (asks["answered"] <= self.as_of) | (
            asks["answered"].isna() & asks["status"].isin(["granted", "declined"])
        )
        unclear = self.log.unclear("asks", "status") | self.log.unclear("asks", "answered")
        unclear = unclear.reindex(asks.index) & asks["status"].isna() & ~answered
        return asks.assign(
            is_open=~answered & ~unclear, is_unclear=unclear, age_days=(self.as_of - asks["raised"]).dt.days
        )

    @of_day
    def days_since_last(self) -> pd.Series:
        """Days to as_of from each active circle's last held session, or before its first from its start (by circle)."""
        circles = self.active_circles.set_index("circle")
        last = self.held.groupby("circle")["on"].max().reindex(circles.index)
        return (self.as_of - last.fillna(circles["started"])).dt.days
