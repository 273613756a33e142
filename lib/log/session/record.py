"""One form about a session -> one change set across sessions, attendance, actions, reviews and insights.

Pure: in, the contents of the form and the log as it is; out, changes and new rows. Columns that the workbook does not
have are left out; a tab that it does not have yet is made when the first row is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from lib.log.changing.changes import (
    Addition,
    Change,
    ChangeSet,
    Problem,
    is_filled,
    key_text,
    typed,
    value_text,
)
from lib.log.changing.keys import next_key
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS

CLOSED = ("done", "cancelled")
Seen = Mapping[tuple[str, str, str], object]
"""What was in the cells when the form was opened: (tab, key of the row, column) -> value."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """One member of the roster. `reflection` None: not asked."""

    member: str
    present: str = "yes"
    prework: str | None = None
    reflection: bool | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """An open action as the session left it. A new status or an update makes it reviewed."""

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
        """Whether anything but the kind is filled in."""
        return any(map(is_filled, (self.what, self.owner, self.partner, self.due)))


@dataclass(frozen=True, slots=True)
class NewInsight:
    text: str | None = None
    member: str | None = None
    topics: str | None = None

    @property
    def is_begun(self) -> bool:
        """Whether anything is filled in."""
        return any(map(is_filled, (self.text, self.member, self.topics)))


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """The contents of the form. `session`: the key of a session in the log, or of a new one if `is_new`; `values`: its
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
    """Sessions of the circle that are neither held nor cancelled, by planned date: rows of the sessions frame."""
    sessions = log.sessions
    is_waiting = sessions["held"].isna() & ~sessions["status"].isin(["held", "cancelled"])
    return sessions[(sessions["circle"] == circle) & is_waiting].sort_values("planned", kind="stable")


def session_due(log: CircleLog, circle: str, day: date) -> str:
    """The key of the planned session that was probably held on `day`: the latest one due by then, else the first one
    within the next half cadence of the circle; "" if there is none."""
    planned, on = waiting(log, circle), pd.Timestamp(day)
    due = planned[planned["planned"] <= on]
    if len(due):
        return str(due["session"].iloc[-1])
    cadence = log.circles.loc[log.circles["circle"] == circle, "cadence_days"]
    days = int(cadence.iloc[0]) if len(cadence) and is_filled(cadence.iloc[0]) else 28
    soon = planned[planned["planned"] <= on + pd.Timedelta(days=days // 2)]
    return str(soon["session"].iloc[0]) if len(soon) else ""


def new_session_key(log: CircleLog, circle: str) -> str:
    """The next session key in the circle's own pattern; no session of any circle has it."""
    sessions = log.sessions
    of_circle = sessions.loc[sessions["circle"] == circle, "session"]
    return next_key("sessions", of_circle, circle=circle, taken=sessions["session"].dropna().to_list())


def open_actions(log: CircleLog, circle: str) -> pd.DataFrame:
    """Actions of the circle that are neither done nor cancelled, by due date: rows of the actions frame."""
    actions = log.actions
    is_open = actions["closed"].isna() & ~actions["status"].isin(CLOSED)
    return actions[(actions["circle"] == circle) & is_open].sort_values("due", kind="stable")


def seen(log: CircleLog, circle: str, session: str) -> dict[tuple[str, str, str], object]:
    """The cells that a record of this session may change, as they are now. `session` is "" for a new one."""
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


def can_record(log: CircleLog, tab: str, column: str) -> bool:
    """Whether the workbook can hold this column: it has the column, or lacks the whole tab, which is then made."""
    return log.has(tab, column) or not log.has(tab)


def problems(record: SessionRecord, log: CircleLog, today: date) -> list[Problem]:
    """What in the form makes no sense, each with its field's name. The log's own rules are not checked here."""
    found: list[Problem] = []

    def add(tab: str, column: str, text: str, key: str = "") -> None:
        found.append(Problem(tab, key, column, text))

    if record.held is None:
        add("sessions", "held", "enter the day the session was held")
    elif record.held > today:
        add("sessions", "held", f"{record.held} is in the future: log a session once it has been held")
    if not record.session.strip():
        add("sessions", "session", "give the session a key, such as " + new_session_key(log, record.circle))
    elif not record.is_new and record.session not in set(waiting(log, record.circle)["session"]):
        add(
            "sessions",
            "session",
            f"{record.session} is no longer waiting to be held: choose the session again",
        )
    if record.attendance and not any(one.present == "yes" for one in record.attendance):
        add("attendance", "present", "nobody was present, so the session was not held")
    for number, action in enumerate(record.actions, start=1):
        key = f"new action {number}"
        if action.is_begun and not is_filled(action.what):
            add("actions", "what", "say what needs to be done, or clear the row", key)
        if action.due and record.held and action.due < record.held:
            add("actions", "due", f"{action.due} is before the session", key)
    for number, insight in enumerate(record.insights, start=1):
        if insight.is_begun and not is_filled(insight.text):
            add("insights", "text", "say what was learned, or clear the row", f"new insight {number}")
    return found


def change_set(
    record: SessionRecord, log: CircleLog, begun: ChangeSet, before: Seen | None = None
) -> ChangeSet:
    """`begun` with everything in the record.

    `before` is what `seen` returned when the form was opened. If someone else has changed a cell since, it becomes a
    conflict on saving if the form changes it too; otherwise it keeps what they wrote.
    """
    rows = _Rows(log, record, before)
    rows.session()
    rows.attendance()
    rows.reviews()
    rows.new_actions()
    rows.new_insights()
    return replace(begun, changes=tuple(rows.changes), additions=tuple(rows.additions))


class _Rows:
    """The changes and new rows of one record."""

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
            self._set("sessions", {"session": record.session}, values)

    def attendance(self) -> None:
        """If anyone's reflection is checked, those left unchecked count as no: someone went through the list."""
        everyone = self._record.attendance
        has_reflections = any(one.reflection for one in everyone)
        for one in everyone:
            values: dict[str, object] = {"present": one.present, "prework": one.prework}
            if has_reflections:
                values["reflection"] = bool(one.reflection)
            self._set("attendance", {"session": self._record.session, "member": one.member}, values)

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
            self._set("actions", {"action": review.action}, after)
            if review.is_reviewed or moved or is_filled(review.update):
                key = {"action": review.action, "session": self._record.session}
                self._set(
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

    def _set(self, tab: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Give the row with this key these values; if there is none yet, add it."""
        row = self._row(tab, key)
        if row is None:
            self._add(tab, {**key, **values})
            return
        text = key_text(tab, row)
        for name, value in self._storable(tab, values):
            now = typed(row[name], TABS[tab].column(name))
            was = self._before.get((tab, text, name)) if self._before is not None else now
            if value_text(value) not in (value_text(now), value_text(was)):
                self.changes.append(
                    Change(str(row["_workbook"]), tab, int(row["_row"]), text, name, was, value)  # type: ignore[call-overload]
                )

    def _add(self, tab: str, values: Mapping[str, object]) -> None:
        filled = {name: value for name, value in self._storable(tab, values) if is_filled(value)}
        self.additions.append(Addition(self._workbook, tab, filled))

    def _storable(self, tab: str, values: Mapping[str, object]) -> Iterable[tuple[str, object]]:
        return ((name, value) for name, value in values.items() if can_record(self._log, tab, name))
