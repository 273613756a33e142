"""The lists of the brief: circles by need, asks and decisions, results. A list that is cut says by how much."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.access.redaction import KEPT, Viewer
from lib.metrics.core import absence
from lib.metrics.core.figure import Figure
from lib.metrics.desk import waiting, words
from lib.metrics.desk.own import own_circles
from lib.metrics.impact.results import ledger
from lib.metrics.program import unread
from lib.metrics.program.asks import open_asks
from lib.metrics.program.by_need import by_need
from lib.metrics.program.figure_words import nothing_in_words
from lib.metrics.program.program import Program
from lib.metrics.sponsorship import decisions
from lib.words.phrases import counted, listed, plural, sentence
from lib.words.texts import clean, unbroken

MOST_ROWS, MOST_OF_A_ROW = 12, 320
"""Rows that a list may have, and the characters of the longest: a longer one is counted among those not listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what it is about in bold, what there is to say of it, and a circle's status."""

    what: str
    about: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with its title. `first`: a sentence above it. `total`: all rows there are, `rows` those that may be
    listed. `nothing`: what to say without any."""

    title: str
    first: str
    rows: tuple[Row, ...]
    total: int
    nothing: str

    def more(self, shown: int) -> str:
        """How many are not among the first `shown` rows: "and 7 more"; "" if all are."""
        left = self.total - shown
        return f"and {left:,} more" if left and shown else f"{left:,} in all, on the overview" if left else ""


def line(text: object) -> str:
    """A text from a cell on one line, without invisible characters, each percent sign kept with its number."""
    return unbroken(" ".join(clean(str(text)).split()))


def circles(program: Program, own: Collection[str], viewer: Viewer) -> Listing:
    """Active circles by need, the viewer's own first with since when, a step, and for a sponsor whom to speak to."""
    found = by_need(program)
    mine: list[Row] = []
    if own and viewer.role != "admin":
        asked = set(waiting.asks_of(program.facts, viewer.email)["circle"])
        for each in own_circles(program, own, viewer.role, asked):
            about = [
                _reasons(each.reasons),
                each.since if viewer.role == "lead" else each.about,
                each.step.removesuffix("."),
            ]
            mine.append(Row(line(each.circle), line(". ".join(filter(None, about))), each.status))
    rest = [
        Row(line(each.circle), line(_reasons(each.reasons)), each.status)
        for each in found
        if each.circle not in own or viewer.role == "admin"
    ]
    nothing = unread.none_active(program.facts) or "no circle is active on this day"
    return _listing("Circles by need", "", [*mine, *rest], sentence(nothing))


def _reasons(reasons: Iterable[str]) -> str:
    return "; ".join(reasons)


def asks(program: Program, own: Collection[str], viewer: Viewer) -> Listing:
    """What waits for an answer: of a sponsor or a lead what is put to them or due; for an administrator every open ask
    and every decision that nobody has made."""
    facts = program.facts
    if viewer.role == "admin":
        rows = [*_open_asks(facts, viewer.role), *_decisions(program)]
    else:
        put = waiting.asks_of(facts, viewer.email).to_dict("records")
        is_sponsor = viewer.role == "sponsor"
        due = words.due(facts, own, viewer.email, is_sponsor=is_sponsor)
        rows = [
            *(Row(line(row["what"]), line(words.ask_about(row)), "Asked of you") for row in put),
            *(Row(line(what), line(about)) for what, about in due),
        ]
        if viewer.role == "lead":
            rows += _open_asks(facts, viewer.role, own)
    figures = program.figures
    first = sentence(_waiting(program), *(_rate(figures[key]) for key in ("asks_answered", "decisions_made")))
    return _listing("Asks and decisions", line(first), rows, "")


def _open_asks(facts: Any, role: str, own: Collection[str] | None = None) -> list[Row]:
    rows = open_asks(facts)
    rows = rows if own is None else rows[rows["circle"].isin(list(own))]
    found = []
    for row in rows.to_dict("records"):
        kind = "Ask" if pd.isna(row["kind"]) else f"Ask for {row['kind']}"
        what = kind if row["what"] == KEPT or pd.isna(row["what"]) else row["what"]
        found.append(
            Row(line(what), line(f"{row['circle']}, waiting {counted(int(row['age_days']), 'day')}"))
        )
    return found


def _decisions(program: Program) -> list[Row]:
    rows = decisions.known(program.facts)
    rows = rows[rows["state"].isin(["asked", "deferred"]) & ~rows["unclear"]].sort_values("on", kind="stable")
    return [
        Row(
            line("A decision" if pd.isna(row["what"]) else row["what"]),
            line(
                f"decision asked{_of(row['asked_of'])}{_on(row['on'])}, {words.STATES.get(row['state'], row['state'])}"
            ),
        )
        for row in rows.to_dict("records")
    ]


def _on(day: Any) -> str:
    return "" if pd.isna(day) else f" on {day:%-d %b %Y}"


def _of(person: object) -> str:
    return f" of {person}" if isinstance(person, str) else ""


def _waiting(program: Program) -> str:
    """How many asks wait in these circles, and how many for too long."""
    asks = program.figures["asks"]
    if asks.missing or asks.value is None:
        return f"open asks – ({asks.nothing})"
    if not asks.n:
        return absence.said("no ask waits for an answer", "ask", absence.unknown(program.facts, "asks"))
    days = counted(int(float(program.facts.log.settings["escalate_days"])), "day")
    late = int(asks.parts["escalated"])
    which = "" if asks.n == 1 else f", {'all' if late == asks.n else f'{late:,}'} of them"
    more = f"{which} for more than {days}" if late else ""
    return f"{counted(asks.n, 'ask')} {plural(asks.n, 'waits', 'wait')} for an answer{more}"


def _rate(figure: Figure) -> str:
    """Decisions made 80 % (4/5); or why it is not known."""
    if figure.nothing:
        return f"{figure.label.lower()} – ({nothing_in_words(figure)})"
    fraction = f" ({figure.fraction})" if figure.fraction and figure.fraction != figure.text else ""
    return f"{figure.label.lower()} {figure.text}{fraction}"


def results(program: Program) -> Listing:
    """What lighthouses measured before and after, the latest first. Results of different measures are never added."""
    figure, rows = program.figures["results"], ledger(program.facts)
    measured = rows[rows["is_measured"]].sort_values(
        ["measured", "lighthouse"], ascending=[False, True], na_position="last", kind="stable"
    )
    readable = measured[(measured["word"] != KEPT) & (measured["measure"] != KEPT)]
    kept = len(measured) - len(readable)
    counts = [
        f"{int(figure.parts.get(name, 0)):,} {name}"
        for name in ("improved", "unchanged", "worse")
        if figure.parts.get(name)
    ]
    first = sentence(
        _rate(figure),
        listed(counts),
        f"{kept:,} {plural(kept, 'is', 'are')} kept in the circle" if kept else "",
    )
    found = [_result(row) for row in readable.to_dict("records")]
    return _listing("Results before and after", line(first), found, "")


def _result(row: dict[Any, Any]) -> Row:
    unit = row["unit"] if isinstance(row["unit"], str) and row["unit"] != KEPT else ""
    after = str(row["after"])
    unit = "" if unit.casefold() in after.casefold() else f" {unit}"
    measure = row["measure"] if isinstance(row["measure"], str) else "measure not named"
    numbers = f"from {row['before']} to {after}{unit}, {row['word']}{_on(row['measured'])}"
    return Row(line(row["title"]), line(f"{row['circle']}: {measure} {numbers}"))


def _listing(title: str, first: str, rows: list[Row], nothing: str) -> Listing:
    short = [row for row in rows if len(row.what) + len(row.about) <= MOST_OF_A_ROW]
    return Listing(title, first, tuple(short[:MOST_ROWS]), len(rows), nothing)
