"""A session as somebody tells it in one go -> one change set over sessions, attendance, actions, reviews, insights.

Pure: what the form says and the log as it is, in; edits and new rows, out. Columns that the workbook does not have are
left out; a tab that it does not have yet is made when the first row is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from lib.log.changing.changes import Addition, Change, ChangeSet, Problem, is_filled, key_text, said, typed
from lib.log.changing.keys import next_key
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS

CLOSED = ("done", "cancelled")
Seen = Mapping[tuple[str, str, str], object]
"""What stood in the cells when the form began: (tab, key of the row, column) -> value."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """One member of the roster. `reflection` None: nobody asked."""

    member: str
    present: str = "yes"
    prework: str | None = None
    reflection: bool | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """An open action as the session left it. Whoever gives it another status or an update has reviewed it."""

    action: str
    is_reviewed: bool = False
    status: str | None = None
    update: str | None = None
    effect: str | None = None


@dataclass(frozen=True, slots=True)
class NewAction:
    what: str | None = None
    owner: str | None = None
    partner: str | None = None
    due: date | None = None
    kind: str | None = None

    @property
    def is_begun(self) -> bool:
        return any(map(is_filled, (self.what, self.owner, self.partner, self.due)))


@dataclass(frozen=True, slots=True)
class NewInsight:
    text: str | None = None
    member: str | None = None
    topics: str | None = None

    @property
    def is_begun(self) -> bool:
        return any(map(is_filled, (self.text, self.member, self.topics)))


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What the form says. `session`: the key of a session of the log, or of the new one where `is_new`; `values`: its
    other columns, as change sets hold them."""

    circle: str
    session: str
    is_new: bool
    held: date | None
    values: Mapping[str, object] = field(default_factory=dict)
    attendance: tuple[Attendee, ...] = ()
    reviews: tuple[Review, ...] = ()
    actions: tuple[NewAction, ...] = ()
    insights: tuple[NewInsight, ...] = ()


def waiting(log: CircleLog, circle: str) -> pd.DataFrame:
    """Sessions of the circle that are planned and neither held nor cancelled, by the day planned."""
    sessions = log.sessions
    is_waiting = sessions["held"].isna() & ~sessions["status"].isin(["held", "cancelled"])
    return sessions[(sessions["circle"] == circle) & is_waiting].sort_values("planned", kind="stable")


def session_due(log: CircleLog, circle: str, day: date) -> str:
    """The planned session that was probably held on `day`: the latest one due by then, else one that comes within half
    the circle's rhythm; empty where there is none."""
    planned, on = waiting(log, circle), pd.Timestamp(day)
    due = planned[planned["planned"] <= on]
    if len(due):
        return str(due["session"].iloc[-1])
    rhythm = log.circles.loc[log.circles["circle"] == circle, "cadence_days"]
    days = int(rhythm.iloc[0]) if len(rhythm) and is_filled(rhythm.iloc[0]) else 28
    soon = planned[planned["planned"] <= on + pd.Timedelta(days=days // 2)]
    return str(soon["session"].iloc[0]) if len(soon) else ""


def new_session_key(log: CircleLog, circle: str) -> str:
    """The next key in the circle's own pattern; no session of any circle has it."""
    sessions = log.sessions
    own = sessions.loc[sessions["circle"] == circle, "session"]
    return next_key("sessions", own, circle=circle, taken=sessions["session"].dropna().to_list())


def open_actions(log: CircleLog, circle: str) -> pd.DataFrame:
    """Actions of the circle that are neither done nor cancelled, the one due first first."""
    actions = log.actions
    is_open = actions["closed"].isna() & ~actions["status"].isin(CLOSED)
    return actions[(actions["circle"] == circle) & is_open].sort_values("due", kind="stable")


def seen(log: CircleLog, circle: str, session: str) -> dict[tuple[str, str, str], object]:
    """The cells that a record of this session may change, as they are now. `session` may be empty: a new one."""
    actions = log.actions
    rows = {
        "sessions": log.sessions[log.sessions["session"] == session],
        "attendance": log.attendance[log.attendance["session"] == session],
        "action_reviews": log.action_reviews[log.action_reviews["session"] == session],
        "actions": actions[actions["circle"] == circle],
    }
    return {
        (tab, key_text(tab, row), column.name): typed(row[column.name], column)  # type: ignore[arg-type]
        for tab, frame in rows.items()
        for row in frame.to_dict("records")
        for column in TABS[tab].columns
    }


def is_asked(log: CircleLog, tab: str, column: str) -> bool:
    """Whether the workbook can take this column: it has it, or it has not even the tab, which is made then."""
    return log.has(tab, column) or not log.has(tab)


def problems(record: SessionRecord, log: CircleLog, today: date) -> list[Problem]:
    """What in the form cannot be meant, by the field's name; what the log's own rules refuse is told elsewhere."""
    found: list[Problem] = []

    def say(tab: str, column: str, text: str, key: str = "") -> None:
        found.append(Problem(tab, key, column, text))

    if record.held is None:
        say("sessions", "held", "say on which day the session was held")
    elif record.held > today:
        say("sessions", "held", f"{record.held} is still to come: a session is logged once it was held")
    if not record.session.strip():
        say("sessions", "session", "give the session a key, such as " + new_session_key(log, record.circle))
    elif not record.is_new and record.session not in set(waiting(log, record.circle)["session"]):
        say(
            "sessions",
            "session",
            f"{record.session} is no longer waiting to be held: choose the session again",
        )
    if record.attendance and not any(one.present == "yes" for one in record.attendance):
        say("attendance", "present", "nobody was present: then the session was not held")
    for number, action in enumerate(record.actions, start=1):
        key = f"new action {number}"
        if action.is_begun and not is_filled(action.what):
            say("actions", "what", "say what is to be done, or empty the row", key)
        if action.due and record.held and action.due < record.held:
            say("actions", "due", f"{action.due} is before the session", key)
    for number, insight in enumerate(record.insights, start=1):
        if insight.is_begun and not is_filled(insight.text):
            say("insights", "text", "say what was learned, or empty the row", f"new insight {number}")
    return found


def change_set(
    record: SessionRecord, log: CircleLog, begun: ChangeSet, before: Seen | None = None
) -> ChangeSet:
    """`begun` with everything that the record says.

    `before` is what `seen` gave when the form began: a cell that somebody else changed since becomes a conflict when it
    is saved, and one that the form leaves as it was seen keeps what they wrote.
    """
    rows = _Rows(log, record, before)
    rows.session()
    rows.attendance()
    rows.reviews()
    rows.new_actions()
    rows.new_insights()
    return replace(begun, changes=tuple(rows.changes), additions=tuple(rows.additions))


class _Rows:
    """The edits and new rows of one record."""

    def __init__(self, log: CircleLog, record: SessionRecord, before: Seen | None) -> None:
        self._log, self._record, self._before = log, record, before
        circles = log.circles[log.circles["circle"] == record.circle]
        self._workbook = str(circles["_workbook"].iloc[0]) if len(circles) else ""
        self.changes: list[Change] = []
        self.additions: list[Addition] = []

    def session(self) -> None:
        record = self._record
        values = {**record.values, "held": record.held, "status": "held"}
        if record.is_new:
            self._add(
                "sessions",
                {"session": record.session, "circle": record.circle, "planned": record.held, **values},
            )
        else:
            self._put("sessions", {"session": record.session}, values)

    def attendance(self) -> None:
        """Reflections that somebody ticked for one member count as no for the others: the list was gone through."""
        everyone = self._record.attendance
        has_reflections = any(one.reflection for one in everyone)
        for one in everyone:
            values: dict[str, object] = {"present": one.present, "prework": one.prework}
            if has_reflections:
                values["reflection"] = bool(one.reflection)
            self._put("attendance", {"session": self._record.session, "member": one.member}, values)

    def reviews(self) -> None:
        for review in self._record.reviews:
            row = self._row("actions", {"action": review.action})
            if row is None:
                continue
            status = typed(row["status"], TABS["actions"].column("status")) or "open"
            if self._before:
                status = self._before.get(("actions", review.action, "status")) or "open"
            moved = is_filled(review.status) and review.status != status
            after: dict[str, object] = {"status": review.status} if moved else {}
            if moved and review.status in CLOSED:
                after |= {"closed": self._record.held}
            if is_filled(review.effect):
                after["effect"] = review.effect
            self._put("actions", {"action": review.action}, after)
            if review.is_reviewed or moved or is_filled(review.update):
                key = {"action": review.action, "session": self._record.session}
                self._put(
                    "action_reviews", key, {"update": review.update} if is_filled(review.update) else {}
                )

    def new_actions(self) -> None:
        for action in self._record.actions:
            if is_filled(action.what):
                self._add(
                    "actions",
                    {
                        "action": self._key("actions"),
                        "circle": self._record.circle,
                        "what": action.what,
                        "session": self._record.session,
                        "kind": action.kind,
                        "owner": action.owner,
                        "partner": action.partner,
                        "created": self._record.held,
                        "first_due": action.due,
                        "due": action.due,
                        "status": "open",
                    },
                )

    def new_insights(self) -> None:
        for insight in self._record.insights:
            if is_filled(insight.text):
                self._add(
                    "insights",
                    {
                        "insight": self._key("insights"),
                        "session": self._record.session,
                        "member": insight.member,
                        "text": insight.text,
                        "topics": insight.topics,
                    },
                )

    def _key(self, tab: str) -> str:
        taken = [addition.key for addition in self.additions if addition.tab == tab]
        return next_key(tab, self._log.tabs[tab][TABS[tab].key[0]], taken=taken)

    def _row(self, tab: str, key: Mapping[str, object]) -> dict[str, object] | None:
        frame = self._log.tabs[tab]
        for name, value in key.items():
            frame = frame[frame[name] == value]
        return frame.iloc[0].to_dict() if len(frame) else None  # type: ignore[return-value]

    def _put(self, tab: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """The row with this key gets these values; where there is none yet, it is a new one."""
        row = self._row(tab, key)
        if row is None:
            self._add(tab, {**key, **values})
            return
        text = key_text(tab, row)
        for name, value in self._asked(tab, values):
            now = typed(row[name], TABS[tab].column(name))
            was = self._before.get((tab, text, name)) if self._before is not None else now
            if said(value) not in (said(now), said(was)):
                self.changes.append(
                    Change(str(row["_workbook"]), tab, int(row["_row"]), text, name, was, value)  # type: ignore[call-overload]
                )

    def _add(self, tab: str, values: Mapping[str, object]) -> None:
        filled = {name: value for name, value in self._asked(tab, values) if is_filled(value)}
        self.additions.append(Addition(self._workbook, tab, filled))

    def _asked(self, tab: str, values: Mapping[str, object]) -> Iterable[tuple[str, object]]:
        return ((name, value) for name, value in values.items() if is_asked(self._log, tab, name))
