"""The next session of a circle: what is planned, whose turn it is, which actions to review, and what is due by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lib.metrics.circle.history import about, called
from lib.metrics.circle.markdown import escaped
from lib.metrics.circle.next_turns import Turn, planned_session, text_of, turns_of_next_session
from lib.metrics.core import absence, counting
from lib.metrics.core.days import is_active
from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.follow_through.attention import attention
from lib.metrics.follow_through.mail import addresses_of
from lib.metrics.health import outside, rotation
from lib.metrics.health.gaps import unclear_in_words, unclear_since_last
from lib.words.phrases import counted, listed, sentence

ROLE_WORDS = {"presenter": "Presents the case", "facilitator": "Facilitates", "note_taker": "Takes notes"}


@dataclass(frozen=True)
class Agenda:
    """Everything to prepare for the next session. `session` and `day` are None where they are not known.

    `is_planned`: whether the session is planned in the log; else `day` is one cadence after the last session, or as_of
    if that has passed. `review`: open actions, those that need attention first (`attention.attention`), with the names
    of owner and partner. `prework_from`: names of the members expected. `brief_by`: the day by which the brief should
    be sent, None if the session's day has passed. `guest_due_in_days`: None if the quarter has had its guest from
    outside, or guests are not recorded; `guest_is_known`: whether the log says that none came yet;
    `is_after_guest_due`: whether the session is planned for a day after the quarter. `due`: sentences
    about what else is due. `none_open`, `none_planned`: what may be said, as a clause, if no action is open and no
    session planned. `due_on`: by its cadence, the day of a session that is not planned.
    `mail_to`: the addresses in the log of the members expected. `lacking`: columns of sessions that the log does not
    have, and how to say so; `no_states`: why nobody knows which actions are open, as a clause.
    """

    circle: str
    session: str | None
    day: pd.Timestamp | None
    is_planned: bool
    format: str | None
    timebox_minutes: int | None
    case: str | None
    turns: tuple[Turn, ...]
    review: pd.DataFrame
    prework_from: tuple[str, ...]
    brief_by: pd.Timestamp | None
    guest_due_in_days: int | None
    guest_is_known: bool = True
    is_after_guest_due: bool = False
    brief_is_late: bool = False
    due: tuple[str, ...] = field(default=())
    none_open: str = "no actions are open"
    none_planned: str = "no session is planned"
    due_on: pd.Timestamp | None = None
    mail_to: tuple[str, ...] = ()
    lacking: Mapping[str, str] = field(default_factory=dict)
    no_states: str = ""


@remembered
def agenda(facts: Facts) -> Agenda:
    """The agenda for a circle's next session. `facts`: of one circle, from `history.of`."""
    circle = about(facts)
    planned = planned_session(facts)
    due_on = _due_on(facts) if planned is None else None
    day = planned["planned"] if planned is not None else due_on and max(due_on, facts.as_of)
    on = facts.as_of if day is None else day
    roster = facts.log.members
    expected = roster[is_active(roster["joined"], roster["left"], max(on, facts.as_of))]
    review = attention(facts)
    ahead = pd.Timedelta(days=float(facts.log.settings["brief_days"]))
    guest_due = _guest_due(facts)
    is_past = day is None or min(day, due_on or day) < facts.as_of
    brief_by = None if day is None or is_past else day - ahead
    return Agenda(
        circle=circle.circle,
        session=None if planned is None else planned["session"],
        day=day,
        is_planned=planned is not None,
        format=text_of(planned, "format") or circle.format,
        timebox_minutes=circle.timebox_minutes,
        case=text_of(planned, "case"),
        turns=turns_of_next_session(facts),
        review=review.assign(owner=called(facts, review["owner"]), partner=called(facts, review["partner"])),
        prework_from=tuple(called(facts, expected["member"])),
        brief_by=brief_by,
        brief_is_late=brief_by is not None and brief_by < facts.as_of,
        guest_due_in_days=guest_due,
        is_after_guest_due=guest_due is not None and (on - facts.as_of).days > guest_due,
        guest_is_known=outside.due_parts(facts, None)[1][circle.circle]["had_guest"] is not None,
        due=_due(facts, on),
        none_open=none_open(facts),
        due_on=due_on,
        none_planned=none_planned(facts),
        mail_to=tuple(addresses_of(expected, expected["member"]).dropna()),
        no_states=absence.states(facts),
        lacking={
            column: f"not recorded: {why}"
            for column in (*rotation.ROLES, "case")
            if (why := facts.log.lacks_any("sessions", column))
        },
    )


def none_open(facts: Facts) -> str:
    """That no action is open or recorded, or why that is not known, as a clause."""
    if facts.actions.empty:
        return absence.said(absence.no_actions(facts), "action", absence.unknown(facts, "actions"))
    return absence.said("no actions are open", "open action", absence.unknown(facts, "open"))


def none_planned(facts: Facts) -> str:
    """That no session is planned, or why that is not known, as a clause; and whether the last one took place."""
    clauses = [absence.unknown(facts, "planned"), _unclear(facts)]
    return absence.said(
        "no session is planned", "planned session", listed([each for each in clauses if each])
    )


def _unclear(facts: Facts) -> str:
    return unclear_in_words(int(unclear_since_last(facts).get(about(facts).circle, 0)))


def _guest_due(facts: Facts) -> int | None:
    if counting.missing_words(DICTIONARY["outside_view"], facts.log):
        return None
    days: int | None = outside.due_parts(facts, None)[1][about(facts).circle]["due_in_days"]
    return days


def _due_on(facts: Facts) -> pd.Timestamp | None:
    """One cadence after the last session; None without a session or a cadence, where a later session is unclear, and
    for circles that are not active."""
    cadence = about(facts).cadence_days
    if facts.held.empty or not cadence or facts.active_circles.empty or _unclear(facts):
        return None
    return facts.held["on"].iloc[-1] + pd.Timedelta(days=cadence)


def _due(facts: Facts, on: pd.Timestamp) -> tuple[str, ...]:
    """What is due by the day of the session, in sentences."""
    circle = about(facts)
    found = []
    if circle.mandate_due is not None and circle.mandate_due < on:
        found.append(
            f"Review the mandate with the sponsor: last reviewed on {_day(circle.mandate_reviewed)}."
        )
    if circle.norms_due is not None and circle.norms_due < on:
        found.append(f"Agree on the norms again: last agreed on {_day(circle.norms_agreed)}.")
    return tuple(found)


def agenda_markdown(agenda: Agenda) -> str:
    """The agenda as a Markdown document. Texts from cells are escaped, so they read as typed."""
    is_long_due = agenda.due_on is not None and agenda.due_on != agenda.day
    day = "date to be set" if is_long_due or agenda.day is None else _day(agenda.day)
    facts = [
        f"Session {escaped(agenda.session)}" if agenda.session else "not planned in the log yet",
        f"{agenda.timebox_minutes} minutes" if agenda.timebox_minutes else "",
        escaped(agenda.format),
    ]
    title = f"# {escaped(agenda.circle)}: next session, {day}"
    lines = [title, "", ", ".join(filter(None, facts)), "", "## Roles", ""]
    lines += [f"- {ROLE_WORDS[turn.role]}: {_who(turn)}" for turn in agenda.turns]
    lines += ["", "## Case and prework", "", f"- Case: {escaped(agenda.case) or 'to be chosen'}"]
    if agenda.brief_by is not None:
        send = "The brief was due on" if agenda.brief_is_late else "Send the brief by"
        lines.append(f"- {send} {_day(agenda.brief_by)}")
    people = ", ".join(map(escaped, agenda.prework_from))
    lines += [f"- Prework from: {people}" if people else "- Nobody is known to be a member then"]
    count = f" ({len(agenda.review):,})" if len(agenda.review) else ""
    lines += ["", f"## {'Actions' if agenda.no_states else 'Open actions'} to review{count}", ""]
    lines += [_action(row) for row in agenda.review.itertuples()] or [sentence(agenda.none_open)]
    if due := [*agenda.due, *_guest_in_words(agenda)]:
        lines += ["", "## Due", "", *(f"- {words}" for words in due)]
    return "\n".join(lines) + "\n"


def _guest_in_words(agenda: Agenda) -> list[str]:
    guest = outside.due_in_words(agenda.guest_due_in_days, is_known=agenda.guest_is_known)
    return [
        f"{words} This session comes after that." if agenda.is_after_guest_due else words for words in guest
    ]


def _who(turn: Turn) -> str:
    people = ", ".join(map(escaped, turn.people))
    return f"{people} (suggested)" if turn.is_suggested else people or "to be chosen"


def _action(row: Any) -> str:
    """- [ ] X-2: Call ten customers (Ana Alba, due 1 June 2026, 29 days late)"""
    parts = [escaped(row.owner) or ("no owner" if row.unowned else "")]
    parts += ["no due date" if row.undated else "" if pd.isna(row.due) else f"due {_day(row.due)}"]
    parts += [f"{counted(int(row.days_late), 'day')} late" if row.days_late > 0 else ""]
    aside = ", ".join(filter(None, parts))
    return f"- [ ] {escaped(row.action)}: {escaped(row.what)}{f' ({aside})' if aside else ''}"


def _day(day: pd.Timestamp | None) -> str:
    return "" if day is None else f"{day.day} {day:%B %Y}"
