"""A sponsor's or lead's own circles: why each has its status, since when, whom to speak to, and one suggested step.

Steps say what goes together, never what causes what, and nothing about one person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from lib.access.redaction import KEPT, Role
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.health.gaps import GAP_FLAGGED, gaps
from lib.metrics.program import status
from lib.metrics.program.program import Program
from lib.metrics.sponsorship.acts import acts
from lib.words.phrases import counted, sentence

NOTHING_WRONG = "No signs of concern"


@dataclass(frozen=True, slots=True)
class OwnCircle:
    """One of the viewer's active circles. `since`: in words, "" where the log knows no day before. `speak_to`: its lead
    as the log has them, "" where that is blank or hidden. `step`: one sentence, or ""."""

    circle: str
    status: str
    reasons: tuple[str, ...]
    since: str
    speak_to: str
    step: str

    @property
    def about(self) -> str:
        """Since when, and whom to speak to."""
        who = f"speak to {self.speak_to}" if self.speak_to else ""
        words = " · ".join(filter(None, (self.since, who)))
        return f"{words[:1].upper()}{words[1:]}"


def own_circles(
    program: Program, own: Collection[str], role: Role, asked: Collection[str] = ()
) -> list[OwnCircle]:
    """The active circles among `own`, most in need first, for their sponsor or their lead. `asked`: circles with an ask
    that waits for the viewer."""
    judged = status.by_need(program.status)
    judged = judged[judged["circle"].isin(list(own))]
    leads = dict(zip(program.facts.log.circles["circle"], program.facts.log.circles["lead"], strict=True))
    before = program.earlier.status if program.earlier else None
    states = {} if before is None else dict(zip(before["circle"], before["status"], strict=True))
    steps = _Steps(program, role, asked)
    return [
        OwnCircle(
            circle,
            state,
            tuple(reasons) or (NOTHING_WRONG,),
            _since(program, state, states.get(circle)),
            _person(leads.get(circle)),
            steps.of(circle, state),
        )
        for circle, state, reasons in zip(judged["circle"], judged["status"], judged["reasons"], strict=True)
    ]


def _person(cell: object) -> str:
    return cell if isinstance(cell, str) and cell != KEPT else ""


def _since(program: Program, state: str, before: str | None) -> str:
    end = program.period.end_before
    if before is None or end is None:
        return ""
    if before == state:
        return f"The same on {end:%-d %b %Y}"
    return f"New since {end:%-d %b %Y}, when it was “{before.lower()}”"


class _Steps:
    """One suggested step for each circle."""

    def __init__(self, program: Program, role: Role, asked: Collection[str]) -> None:
        self._program, self._asked, self._leads = program, asked, role == "lead"
        facts = program.facts
        table = gaps(facts)
        self._late = set(table.loc[table["ratio"] > GAP_FLAGGED, "circle"])
        self._next = _next_sessions(facts)
        self._seen = _seen_in_period(program)
        judged = program.status
        self._on_track = sorted(judged.loc[judged["status"] == status.ON_TRACK, "circle"], key=str.casefold)

    def of(self, circle: str, state: str) -> str:
        figures = self._program.circles[circle]
        if circle in self._asked:
            return "Answer its ask: it waits for you."
        if circle in self._late:
            day = self._next.get(circle)
            if day is None:
                none = (
                    "none is known"
                    if absence.unknown(self._program.facts, "planned", [circle])
                    else "none is planned"
                )
                return f"{'Plan' if self._leads else 'Ask for the date of'} its next session: {none}."
            ask = "make sure" if self._leads else "ask whether"
            return f"Its next session is planned for {day:%-d %b %Y}: {ask} it will take place."
        if state in status.UNJUDGED:
            return ""
        for key in status.JUDGED:
            if figures[key].is_met is False:
                return self._better(circle, key, figures[key])
        if not self._leads and self._seen is not None and circle not in self._seen:
            return f"Visit it or write: no act of a sponsor is recorded {self._program.period.inside}."
        return ""

    def _better(self, circle: str, key: str, figure: Figure) -> str:
        """What a circle on track with the best value of a figure reaches, to be asked about."""
        label = figure.label.lower()
        others = [self._program.circles[other][key] for other in self._on_track if other != circle]
        names = [other for other in self._on_track if other != circle]
        met = [(other, each) for other, each in zip(names, others, strict=True) if each.is_met]
        if not met:
            return sentence(f"{'talk about' if self._leads else 'ask'} what gets in the way of {label}")
        best, found = max(met, key=lambda pair: (float(pair[1].value or 0), pair[1].N or 0))
        return sentence(f"ask {best} what goes with its {label} of {found.text} ({found.fraction})")


def _next_sessions(facts: Facts) -> dict[str, pd.Timestamp]:
    """The day of each circle's next planned session, as_of included; circles without one have no entry."""
    rows = facts.sessions
    rows = rows[(rows["state"] == "planned") & (rows["planned"] >= facts.as_of)]
    return dict(rows.groupby("circle")["planned"].min().items())  # type: ignore[arg-type]


def _seen_in_period(program: Program) -> set[str] | None:
    """The circles in which a sponsor acted in the period; None where acts are not recorded."""
    facts = program.facts
    if facts.log.lacks("sponsor_acts") or not facts.log.has("sponsor_acts", "circle"):
        return None
    rows = acts(facts)
    return set(rows.loc[facts.in_period(rows["date"]) & ~rows["by_lead"], "circle"].dropna())


def program_in_one_sentence(program: Program) -> str:
    """How many circles are on track, what waits and what spread, in one sentence; what is not recorded is not said."""
    figures = program.figures
    state, asks, done = figures["status"], figures["asks"], figures["flow"]
    active = sum(int(state.parts[name]) for name in status.STATUSES)
    early = int(state.parts[status.TOO_EARLY])
    clauses = []
    others = [
        f"{state.parts[name]:,} {words}"
        for name, words in (
            (status.NEEDS_HELP, "in need of help"),
            (status.WATCH, "worth watching"),
            (status.TOO_EARLY, "too new to judge"),
            (status.NOT_JUDGED, "not judged"),
        )
        if state.parts[name]
    ]
    if active and early == active:
        clauses.append(f"{counted(active, 'active circle')}, too new to judge")
    elif active:
        on_track = f"{state.n:,} on track" if state.N else "none judged yet"
        more = f" ({', '.join(others)})" if others and (state.N or early) else ""
        clauses.append(f"of {counted(active, 'active circle')}, {on_track}{more}")
    if not asks.missing:
        why = absence.unknown(program.facts, "asks")
        none = absence.said("no asks waiting", "ask waiting", why)
        clauses.append(f"{counted(asks.n, 'ask')} waiting for an answer" if asks.n else none)
    if not done.missing and done.n:
        clauses.append(f"{counted(done.n, 'action')} finished {program.period.inside}")
    return sentence(f"the whole program: {'; '.join(clauses)}") if clauses else ""
