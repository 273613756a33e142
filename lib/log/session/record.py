"""One form about a session -> one change set across all tabs that the session has something to say about.

Pure: in, the contents of the form and the log as it is; out, changes and new rows. Columns that the workbook does not
have are left out; a tab that it does not have yet is made when the first row is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from lib.log.changing.changes import Addition, Change, ChangeSet, is_filled, key_text, typed, value_text
from lib.log.changing.keys import next_key
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.session.entries import (
    FOLLOWS,
    KEYED,
    USUAL,
    Attendee,
    Entry,
    NewAction,
    NewInsight,
    Review,
    SessionRecord,
    Update,
    new_ref,
)
from lib.log.session.known import (
    ALTERED,
    CLOSED,
    Seen,
    can_record,
    last_held,
    new_session_key,
    open_actions,
    open_milestones,
    same_insight,
    seen,
    session_due,
    waiting,
)
from lib.log.session.missing import problems

__all__ = [
    "Attendee", "Entry", "NewAction", "NewInsight", "Review", "Seen", "SessionRecord", "Update", "can_record",
    "change_set", "last_held", "new_ref", "new_session_key", "open_actions", "open_milestones", "problems", "seen",
    "session_due", "waiting",
]  # fmt: skip


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
    rows.new_insights()
    rows.new_actions()
    rows.entries()
    rows.updates()
    return replace(begun, changes=tuple(rows.changes), additions=tuple(rows.additions))


class _Rows:
    """The changes and new rows of one record."""

    def __init__(self, log: CircleLog, record: SessionRecord, before: Seen | None) -> None:
        self._log, self._record, self._before = log, record, before
        circles = log.circles[log.circles["circle"] == record.circle]
        self._workbook = str(circles["_workbook"].iloc[0]) if len(circles) else ""
        self.changes: list[Change] = []
        self.additions: list[Addition] = []
        self._alike = cache(lambda tab, name, value: log.tabs[tab][log.tabs[tab][name] == value])
        self._new = self._new_keys()

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
        for one in [each for each in everyone if each.present is not None]:
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
                after |= {"closed": review.closed or self._record.held}
            if is_filled(review.effect):
                after["effect"] = review.effect
            self._set("actions", {"action": review.action}, after)
            if review.is_reviewed or moved or is_filled(review.update):
                key = {"action": review.action, "session": self._record.session}
                self._set(
                    "action_reviews", key, {"update": review.update} if is_filled(review.update) else {}
                )

    def new_insights(self) -> None:
        """Links actions of the log by a change of their own row. An insight that is there already is not added."""
        for number, insight in self._insights():
            key = self._new[new_ref("insights", number)]
            values = {"member": insight.member, "text": insight.text, "topics": insight.topics}
            self._set("insights", {"insight": key, "session": self._record.session}, values)
            for action in insight.actions:
                if action not in self._new and self._row("actions", {"action": action}) is not None:
                    self._set("actions", {"action": action}, {"insight": key})

    def _insights(self) -> list[tuple[int, NewInsight]]:
        return [(at, one) for at, one in enumerate(self._record.insights, start=1) if is_filled(one.text)]

    def new_actions(self) -> None:
        record = self._record
        for number, action in enumerate(record.actions, start=1):
            if not is_filled(action.what):
                continue
            called = new_ref("actions", number)
            self._add(
                "actions",
                {
                    "action": self._new[called],
                    "circle": record.circle,
                    "what": action.what,
                    "session": record.session,
                    "insight": self._key_of(action.insight) or self._insight_of(called),
                    "practice": self._key_of(action.practice),
                    "kind": action.kind,
                    "experiment_type": action.experiment_type,
                    "owner": action.owner,
                    "partner": action.partner,
                    "outcome": action.outcome,
                    "priority": action.priority,
                    "depends_on": action.depends_on,
                    "created": record.held,
                    "first_due": action.due,
                    "due": action.due,
                    "status": "open",
                },
            )

    def entries(self) -> None:
        for entry in self._record.entries:
            if entry.is_begun:
                key = {KEYED[entry.tab]: self._new[entry.called]} if entry.tab in KEYED else {}
                given = {name: self._key_of(value) for name, value in entry.values.items()}
                follows = {name: self._follows(name) for name in FOLLOWS[entry.tab]}
                usual = {name: word for name, word in USUAL.get(entry.tab, {}).items() if not given.get(name)}
                self._add(entry.tab, {**key, **follows, **given, **usual})

    def updates(self) -> None:
        for update in self._record.updates:
            filled = {name: value for name, value in update.values.items() if is_filled(value)}
            if self._row(update.tab, update.key) is not None:
                self._set(update.tab, update.key, filled)

    def _follows(self, column: str) -> object:
        record = self._record
        return {"circle": record.circle, "session": record.session}.get(column, record.held)

    def _insight_of(self, action: str) -> str | None:
        """The key of the first new insight that names this new action."""
        numbers = (number for number, insight in self._insights() if action in insight.actions)
        return next((self._new[new_ref("insights", number)] for number in numbers), None)

    def _key_of(self, value: object) -> object:
        """A value in which the name of a new record of this form is replaced by its key."""
        return self._new.get(value, value) if isinstance(value, str) else value

    def _new_keys(self) -> dict[str, str]:
        """The keys of the form's new records, by what refers to them in the form."""
        record = self._record
        wanted = [
            *(("insights", at) for at, _ in self._insights()),
            *(("actions", at) for at, one in enumerate(record.actions, start=1) if is_filled(one.what)),
            *((one.tab, one.number) for one in record.entries if one.is_begun and one.tab in KEYED),
        ]
        same = {at: same_insight(self._log, record.session, one.text) for at, one in self._insights()}
        keys = {new_ref("insights", at): key for at, key in same.items() if key}
        taken: dict[str, list[str]] = {}
        for tab, number in [one for one in wanted if new_ref(*one) not in keys]:
            used = taken.setdefault(tab, [])
            used.append(next_key(tab, self._log.tabs[tab][TABS[tab].key[0]], taken=used))
            keys[new_ref(tab, number)] = used[-1]
        return keys

    def _row(self, tab: str, key: Mapping[str, object]) -> dict[str, object] | None:
        (first, common), *others = key.items()
        frame = self._alike(tab, first, common)
        for name, value in others if len(frame) else ():
            frame = frame[frame[name] == value]
        return frame.iloc[0].to_dict() if len(frame) else None  # type: ignore[return-value]

    def _set(self, tab: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Give the row with this key these values, also those it got since the form was opened; or add the row."""
        row = self._row(tab, key)
        if row is None:
            self._add(tab, {**key, **values})
            return
        text = key_text(tab, row)
        for name, value in self._storable(tab, values):
            assert name in ALTERED.get(tab, values), f"{tab}.{name} is not looked at when a form is opened"
            now = typed(row[name], TABS[tab].column(name))
            was = self._before.get((tab, text, name)) if self._before is not None else now
            if value_text(value) != value_text(was):
                self.changes.append(
                    Change(str(row["_workbook"]), tab, int(row["_row"]), text, name, was, value)  # type: ignore[call-overload]
                )

    def _add(self, tab: str, values: Mapping[str, object]) -> None:
        filled = {name: value for name, value in self._storable(tab, values) if is_filled(value)}
        self.additions.append(Addition(self._workbook, tab, filled))

    def _storable(self, tab: str, values: Mapping[str, object]) -> Iterable[tuple[str, object]]:
        return ((name, value) for name, value in values.items() if can_record(self._log, tab, name))
