"""The lines of a desk in words: asks, what others answered, what is promised and due, and since when changes count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from lib.access.redaction import KEPT
from lib.log.changing.changes import is_filled
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.desk import waiting
from lib.metrics.program.program import Program
from lib.words import amounts
from lib.words.phrases import counted, sentence

STATES = {"asked": "waits for an answer"}
"""What the state of a decision is called, where that is another word."""
Line = tuple[str, str]
"""What a line is about, and what there is to say of it."""


@dataclass(frozen=True, slots=True)
class Since:
    """The day that changes are counted from, and the heading that names it."""

    day: pd.Timestamp
    heading: str


def since_day(program: Program, email: str, visit: date | None) -> Since | None:
    """The viewer's visit before this one if there is one, else the last review, else the start of the period; None if
    the period is the whole log and nothing else is known."""
    facts = program.facts
    if visit is not None and pd.Timestamp(visit) < facts.as_of:
        return Since(pd.Timestamp(visit), f"What changed since your last visit on {visit:%-d %b %Y}")
    reviewed = waiting.last_review(facts, email)
    if reviewed is not None:
        return Since(reviewed, f"What changed since the review on {reviewed:%-d %b %Y}")
    end = program.period.end_before
    return None if end is None else Since(end, f"What changed since {end:%-d %b %Y}")


def ask_about(row: Mapping[Any, Any]) -> str:
    """Of an ask: its circle, how long it has waited, what is asked for, and what was asked back."""
    parts = [str(row["circle"]), f"waiting {counted(int(row['age_days']), 'day')}"]
    parts += [amounts.hours(row["hours"])] if is_filled(row["hours"]) else []
    if is_filled(row["amount"]):
        parts.append(amounts.money(row["amount"], row["currency"]))
    parts += asked_back(row)
    return " · ".join(parts)


def asked_back(row: Mapping[Any, Any]) -> list[str]:
    """What was asked back about an ask that is still open, and by whom, as [clause]; [] if nothing was, and where the
    viewer may not read it."""
    question, who = row["answer"], row["answered_by"]
    if not row["is_open"] or not is_filled(question) or question == KEPT:
        return []
    by = f" by {who}" if is_filled(who) and who != KEPT else ""
    return [f"asked back{by}: {question}"]


def no_ask(facts: Facts, own: Collection[str]) -> str:
    """That no ask is waiting for the viewer, or why that is not known. `own`: the viewer's circles."""
    if lacking := facts.log.lacks("asks"):
        return f"Not recorded: {lacking}."
    why = absence.unknown(facts, "asks", own)
    return sentence(absence.said("no ask is waiting for you", "ask that waits for you", why))


def answered_by_others(facts: Facts, email: str) -> list[Line]:
    """Asks put to the viewer that someone else answered in the last 30 days: what, and who said what when."""
    return [
        (
            str(row["what"]),
            f"{row['circle']}: {row['status']} by {row['answered_by']} on {row['answered']:%-d %b %Y}",
        )
        for row in waiting.answered_for(facts, email).to_dict("records")
    ]


def due(facts: Facts, own: Collection[str], email: str, *, is_sponsor: bool) -> list[Line]:
    """Decisions asked of the viewer, milestones of their circles and of the program, and a sponsor's next review."""
    lines = [
        (str(row["what"]), f"decision asked of you{_on(row['on'])}, {STATES.get(row['state'], row['state'])}")
        for row in waiting.decisions_of(facts, email).to_dict("records")
    ]
    for row in waiting.milestones_of(facts, own).to_dict("records"):
        verb = "was due" if row["due"] < facts.as_of else "is due"
        whose = row["circle"] if isinstance(row["circle"], str) else "the whole program"
        what = f"A milestone of {whose}" if row["milestone"] == KEPT else str(row["milestone"])
        lines.append((what, f"{whose}, {verb} on {row['due']:%-d %b %Y}"))
    review = waiting.next_review(facts, email) if is_sponsor else None
    if review is not None:
        verb = "was due" if review.day < facts.as_of else "is due"
        lines.append(("My next review", f"{verb} on {review.day:%-d %b %Y}"))
    return lines


def _on(day: Any) -> str:
    return "" if pd.isna(day) else f" on {day:%-d %b %Y}"
