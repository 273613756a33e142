"""What of a program belongs in a calendar: sessions to come, days on which actions are due, and reviews."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from lib.access.redaction import KEPT
from lib.brief.lists import line
from lib.metrics.core.facts import Facts

Kind = Literal["session", "due", "review"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something on one whole day. `key`: the same for the same thing when it moves to another day."""

    kind: Kind
    key: str
    day: pd.Timestamp
    title: str
    about: str = ""


def events(facts: Facts, circles: Collection[str]) -> list[Event]:
    """Everything of these circles from as_of on, by day: sessions that are planned, open actions with a due day, and
    reviews that are set. Late actions are left out: their day has passed. [] if there is nothing.

    `facts`: of the log as the reader may see it; what is hidden from them has no words.
    """
    found = [*_sessions(facts, circles), *_due(facts, circles), *_reviews(facts, circles)]
    return sorted(found, key=lambda each: (each.day, each.kind, each.key))


def _sessions(facts: Facts, circles: Collection[str]) -> list[Event]:
    rows = facts.sessions
    rows = rows[
        (rows["state"] == "planned") & (rows["planned"] >= facts.as_of) & rows["circle"].isin(list(circles))
    ]
    return [
        Event(
            "session",
            str(row["session"]),
            row["planned"],
            line(f"{row['circle']}: session"),
            _format(row["format"]),
        )
        for row in rows.to_dict("records")
    ]


def _format(cell: object) -> str:
    return f"Format: {cell}" if isinstance(cell, str) and cell != KEPT else ""


def _due(facts: Facts, circles: Collection[str]) -> list[Event]:
    rows = facts.open_actions
    rows = rows[(rows["days_late"] <= 0) & rows["circle"].isin(list(circles))]
    return [
        Event("due", str(row["action"]), row["due"], line(f"{row['circle']}: {_what(row['what'])} is due"))
        for row in rows.to_dict("records")
    ]


def _what(cell: object) -> str:
    return "an action" if not isinstance(cell, str) or cell == KEPT else f"“{cell}”"


def _reviews(facts: Facts, circles: Collection[str]) -> list[Event]:
    rows = facts.log.reviews
    rows = rows[(rows["date"] <= facts.as_of) & (rows["next_review"] >= facts.as_of)]
    rows = rows[rows["circle"].isna() | rows["circle"].isin(list(circles))]
    return [
        Event("review", str(row["review"]), row["next_review"], line(_reviewed(row["circle"])))
        for row in rows.to_dict("records")
    ]


def _reviewed(circle: object) -> str:
    return (
        f"{circle}: review with the sponsor"
        if isinstance(circle, str)
        else "Mentoring circles: program review"
    )
