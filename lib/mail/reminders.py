"""Reminders: to leads what is due this week, by owner, and their next sessions; to owners their own actions."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from lib.access.redaction import KEPT
from lib.brief.lists import Row, line
from lib.log.format.model import CircleLog
from lib.mail.letter import Letter, Section
from lib.mail.seen import Seen
from lib.mail.wishes import Wish, owners
from lib.metrics.core.facts import Facts
from lib.metrics.desk.leads import DAYS, next_sessions
from lib.words.phrases import counted, plural, sentence

MOST_ROWS = 25
_WHY = {
    "lead": "You get this because you lead a circle: what is due in it in the next 7 days or late.",
    "owner": "You get this because actions of a mentoring circle are yours, and they are due in the next 7 days or "
    "late.",
}


def reminder(wish: Wish, whole: CircleLog, seen: Seen) -> Letter | None:
    """The mail; None if nothing is due, late or planned.

    `whole`: not redacted: of it come only the reader's own actions. `seen`: as a lead sees it; used for leads only.
    """
    sections = []
    facts = Facts(whole, seen.as_of)
    mine = _due(facts).iloc[:0]
    if whole.settings["remind_owners"] == "yes":
        members = owners(whole, seen.as_of).get(wish.email, frozenset())
        rows = _due(facts)
        mine = rows[rows["owner"].isin(members)]
        sections += _sections(mine, "Your actions", names=None)
    theirs = mine.iloc[:0]
    if wish.reader == "lead":
        rows = _due(seen.program.facts)
        theirs = rows[rows["circle"].isin(wish.own)]
        sections += _sections(theirs, "Actions in your circles", names=_names(seen.log))
        sections += _sessions(seen.program.facts, wish.own)
    if not sections:
        return None
    rows = pd.concat([mine, theirs]).drop_duplicates(["_workbook", "_row"])
    return Letter(
        email=wish.email,
        kind="reminder",
        as_of=seen.as_of,
        subject=f"Mentoring circles: {_words(rows) or 'your next session'}",
        first=sentence(f"as known on {seen.as_of:%-d %B %Y}: {_words(rows) or 'nothing is due or late'}"),
        sections=tuple(sections),
        why=_WHY[wish.reader],
    )


def _words(rows: pd.DataFrame) -> str:
    late = int((rows["days_late"] > 0).sum())
    due = len(rows) - late
    parts = [f"{counted(due, 'action')} due in the next {DAYS} days"] if due else []
    parts += [f"{late:,} {plural(late, 'action')} late" if not due else f"{late:,} late"] if late else []
    return ", ".join(parts)


def _due(facts: Facts) -> pd.DataFrame:
    """Open actions that are late or due in the next DAYS days: rows of `open_actions`, by owner and day."""
    rows = facts.open_actions
    rows = rows[rows["days_late"] >= -DAYS]
    return rows.sort_values(["owner", "due", "action"], kind="stable", na_position="last")


def _names(log: CircleLog) -> pd.Series:
    """What each member is called: their name, else their key."""
    rows = log.members.dropna(subset="name").drop_duplicates("member")
    return rows.set_index("member")["name"]


def _sections(rows: pd.DataFrame, of: str, *, names: pd.Series | None) -> list[Section]:
    """Two lists: what is due and what is late. `names`: say whose each action is."""
    found = []
    for title, chosen in (
        (f"{of}: due in the next {DAYS} days", rows[rows["days_late"] <= 0]),
        (f"{of}: late", rows[rows["days_late"] > 0]),
    ):
        lines = [_line(row, names) for row in chosen.to_dict("records")]
        if lines:
            left = len(lines) - MOST_ROWS
            more = f"and {left:,} more, on the actions page" if left > 0 else ""
            found.append(Section(title, rows=tuple(lines[:MOST_ROWS]), more=more))
    return found


def _line(row: dict, names: pd.Series | None) -> Row:  # type: ignore[type-arg]
    late = int(row["days_late"])
    what = "An action" if row["what"] == KEPT else str(row["what"])
    when = (
        f"{counted(late, 'day')} late"
        if late > 0
        else "due today"
        if not late
        else f"due {row['due']:%a %-d %b}"
    )
    about = f"{row['action']}, {row['circle']}, {when}"
    if names is None:
        return Row(line(what), line(about))
    owner = row["owner"]
    who = str(names.get(owner, owner)) if isinstance(owner, str) else "No owner"
    return Row(line(who), line(f"{what} ({about})"))


def _sessions(facts: Facts, own: Collection[str]) -> list[Section]:
    rows = next_sessions(facts, own)
    lines = tuple(
        Row(line(circle), f"{planned:%A %-d %B}")
        for circle, planned in zip(rows["circle"], rows["planned"], strict=True)
    )
    return [Section(f"Sessions in the next {DAYS} days", rows=lines)] if lines else []
