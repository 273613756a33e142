"""What in the form of a session is missing or makes no sense, so that Save can say it."""

from __future__ import annotations

from datetime import date

from lib.log.changing.changes import Problem, is_filled
from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.session.entries import Attendee, Entry, NewAction, NewInsight, Review, SessionRecord, new_ref
from lib.log.session.known import new_session_key, waiting
from lib.words.phrases import listed

MOST_NAMED = 4


def problems(record: SessionRecord, log: CircleLog, today: date) -> list[Problem]:
    """What in the form makes no sense, each with its field's name. The log's own rules are not checked here."""
    return [
        *_session(record, log, today),
        *_attendance(record.attendance, log),
        *(one for review in record.reviews for one in _review(review, record)),
        *(one for at, action in enumerate(record.actions, 1) for one in _action(action, at, record)),
        *(one for at, insight in enumerate(record.insights, 1) for one in _insight(insight, at, record)),
        *(one for entry in record.entries if entry.is_begun for one in _entry(entry, record)),
    ]


def _session(record: SessionRecord, log: CircleLog, today: date) -> list[Problem]:
    found: list[Problem] = []
    if record.held is None:
        found.append(Problem("sessions", "", "held", "enter the day the session was held"))
    elif record.held > today:
        text = f"{record.held} is in the future: log a session once it has been held"
        found.append(Problem("sessions", "", "held", text))
    if not record.session.strip():
        text = "give the session a key, such as " + new_session_key(log, record.circle)
        found.append(Problem("sessions", "", "session", text))
    elif not record.is_new and record.session not in set(waiting(log, record.circle)["session"]):
        text = (
            f"{record.session} is no longer waiting: someone has logged or cancelled it since you opened this form. "
            "To add to it, use the Edit page; to log another one, choose it under Session"
        )
        found.append(Problem("sessions", "", "session", text))
    return found


def _attendance(attendance: tuple[Attendee, ...], log: CircleLog) -> list[Problem]:
    unmarked = [one.member for one in attendance if one.present is None]
    if unmarked:
        people = log.members[among(log.members["member"], unmarked[:MOST_NAMED])]
        people = people.drop_duplicates("member").dropna(subset="name")
        names = dict(zip(people["member"], people["name"], strict=True))
        called = [str(names.get(one, one)) for one in unmarked]
        text = f"say who was there; not marked yet: {listed(called, most=MOST_NAMED)}"
        return [Problem("attendance", "", "present", text)]
    if attendance and not any(one.present == "yes" for one in attendance):
        text = "nobody was present, so the session was not held"
        return [Problem("attendance", "", "present", text)]
    return []


def _review(review: Review, record: SessionRecord) -> list[Problem]:
    if review.closed and record.held and review.closed > record.held:
        return [Problem("actions", review.action, "closed", f"{review.closed} is after the session")]
    return []


def _action(action: NewAction, number: int, record: SessionRecord) -> list[Problem]:
    key, found = new_ref("actions", number), []
    if action.is_begun and not is_filled(action.what):
        found.append(Problem("actions", key, "what", "say what needs to be done, or clear the row"))
    if action.due and record.held and action.due < record.held:
        found.append(Problem("actions", key, "due", f"{action.due} is before the session"))
    for column in ("insight", "practice"):
        found += _nowhere("actions", key, column, getattr(action, column), record)
    if action.experiment_type and action.kind != "experiment":
        text = f"{action.experiment_type} is a type of experiment: choose that kind, or clear it"
        found.append(Problem("actions", key, "experiment_type", text))
    return found


def _insight(insight: NewInsight, number: int, record: SessionRecord) -> list[Problem]:
    key, found = new_ref("insights", number), []
    if insight.is_begun and not is_filled(insight.text):
        found.append(Problem("insights", key, "text", "say what was learned, or clear the row"))
    for action in insight.actions:
        found += _nowhere("insights", key, "actions", action, record)
        other = {new_ref("actions", at): one.insight for at, one in enumerate(record.actions, 1)}.get(action)
        if other and other != key:
            text = f"{action} says that it follows from {other}: choose one of the two"
            found.append(Problem("insights", key, "actions", text))
    return found


def _entry(entry: Entry, record: SessionRecord) -> list[Problem]:
    tab = TABS[entry.tab]
    found = [
        Problem(entry.tab, entry.called, column.name, "fill this in, or clear the row")
        for column in tab.columns
        if column.required and column.name in entry.values and not is_filled(entry.values[column.name])
    ]
    for name, value in entry.values.items():
        found += _nowhere(entry.tab, entry.called, name, value, record)
    return found


def _nowhere(tab: str, key: str, column: str, value: object, record: SessionRecord) -> list[Problem]:
    """A problem if `value` stands for a new record of this form that has nothing in it."""
    there = {
        **{new_ref("insights", at): is_filled(one.text) for at, one in enumerate(record.insights, 1)},
        **{new_ref("actions", at): is_filled(one.what) for at, one in enumerate(record.actions, 1)},
        **{one.called: one.is_begun for one in record.entries},
    }
    if not isinstance(value, str) or there.get(value, True):
        return []
    return [Problem(tab, key, column, f"{value} is empty: fill it in, or choose another")]
