"""The first draft of a review's text, from its figures. A person edits it before it is frozen.

It says only what the log holds; what is not recorded is not mentioned as "none".
"""

from __future__ import annotations

from collections.abc import Iterable

from lib.metrics.core import absence
from lib.metrics.core.figure import Figure
from lib.metrics.desk.since import Changed, nothing
from lib.metrics.desk.words import Line
from lib.metrics.program import sponsor_needs, summary, unread
from lib.metrics.program.program import Program
from lib.metrics.review import happened
from lib.metrics.review.compared import REAL, Compared
from lib.metrics.review.scope import Scope
from lib.words.phrases import counted, listed, plural, sentence

MOST_LINES, MOST_CIRCLES = 6, 6
_WAITING = ("decisions", "asks", "milestones")
"""The tabs that say what waits for the sponsor."""


def draft(program: Program, scope: Scope, changed: Iterable[Changed], figures: Iterable[Compared]) -> str:
    """The draft: paragraphs and lists of plain text, separated by blank lines.

    `program`: of the review's circles and period, as its sponsor may see it. `changed`: `since.changes`; `figures`:
    `compared.compared` of those in `compared.CHARTED`, both of the same program.
    """
    parts = [
        _about(program, scope),
        summary.health(program),
        _list("What changed:", [each.words for each in changed]) or _nothing(program),
        _real(figures),
        _decisions(program, scope),
        _asks(program),
        _list("Promises:", _lines(happened.promises(program.facts, scope.circles))),
        _list("Changes of the program's design:", _lines(happened.tweaks(program))),
        _list("Results:", _lines(happened.results(program))),
        sentence(f"Now: {sponsor_needs.needs(program)}"),
    ]
    return "\n\n".join(part for part in parts if part)


def opening_sentence(program: Program, scope: Scope) -> str:
    """What waits for the sponsor now, in one sentence: decisions, asks and late promises; what is not recorded is not
    said."""
    facts = program.facts
    clauses = []
    rows = happened.decisions_of(facts, scope)
    if asked := int((rows["state"] == "asked").sum()):
        clauses.append(f"{counted(asked, 'decision')} {plural(asked, 'waits', 'wait')} for an answer")
    if deferred := int((rows["state"] == "deferred").sum()):
        what = f"{deferred:,} more" if asked else counted(deferred, "decision")
        clauses.append(f"{what} {plural(deferred, 'is', 'are')} deferred")
    asks = int(happened.asks_of(facts)["is_open"].sum())
    if asks:
        clauses.append(f"{counted(asks, 'ask')} {plural(asks, 'is', 'are')} open")
    late = sum(line[1].endswith("not reached yet") for line in happened.promises(facts, scope.circles))
    if late:
        clauses.append(f"{counted(late, 'promise')} {plural(late, 'is', 'are')} late")
    if clauses:
        silent = unread.in_words(facts.log, _WAITING)
        known = listed(clauses) + (f"; {silent}" if silent else "")
        return sentence(f"{known}; the review is about {program.period.name}")
    lacking = [tab for tab in _WAITING if facts.log.lacks(tab)]
    if lacking:
        return sentence(
            f"What waits for a decision is not recorded: add the {listed(lacking)} "
            f"{plural(len(lacking), 'tab', 'tabs')}; the review is about {program.period.name}"
        )
    nothing = "no decision, ask or late promise that the log holds waits for the sponsor"
    why = absence.unknown(facts, "asks", scope.circles)
    none = absence.said(nothing, "decision, ask or late promise that waits for the sponsor", why)
    return sentence(f"{none}; the review is about {program.period.name}")


def _nothing(program: Program) -> str:
    """That nothing changed, or why that is not known; "" for the whole log, which has no day before it."""
    then = program.period.end_before
    return "" if then is None else nothing(program, then)


def _about(program: Program, scope: Scope) -> str:
    circles = counted(len(scope.circles), "circle")
    named = f": {listed(scope.circles)}" if 0 < len(scope.circles) <= MOST_CIRCLES else ""
    dates = f" ({program.period.dates})" if program.period.dates else ""
    return f"Review of {circles}{named}. It is about {program.period.name}{dates}, as of {program.as_of:%-d %b %Y}."


def _real(figures: Iterable[Compared]) -> str:
    found = [
        f"{each.figure.label}: {each.figure.text}, after {each.then} in the period before "
        f"({each.verdict.removeprefix(f'{REAL}: ')})"
        for each in figures
        if each.verdict.startswith(REAL)
    ]
    return _list("Figures that changed by more than their usual ups and downs:", found)


def _decisions(program: Program, scope: Scope) -> str:
    rows = happened.decisions_of(program.facts, scope)
    return _list("Decisions:", _lines(happened.decision_line(row) for row in rows.to_dict("records")))


def _asks(program: Program) -> str:
    figure: Figure = program.figures["asks"]
    if figure.missing:
        return ""
    rows = happened.asks_of(program.facts)
    return _list("Asks:", _lines(happened.ask_line(row) for row in rows.to_dict("records")))


def _lines(lines: Iterable[Line]) -> list[str]:
    return [f"{what} ({about})" for what, about in lines]


def _list(heading: str, lines: list[str]) -> str:
    if not lines:
        return ""
    more = len(lines) - MOST_LINES
    shown = [*lines[:MOST_LINES], *([f"and {more:,} more lines like these"] if more > 0 else [])]
    return "\n".join([heading, *(f"- {line}" for line in shown)])
