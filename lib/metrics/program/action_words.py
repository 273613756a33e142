"""Action follow-through in sentences: what a page says first."""

from __future__ import annotations

from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure
from lib.metrics.follow_through import implementation
from lib.metrics.program.program import Program

LATE = "> 30"
"""The part of the figure overdue that is told apart."""


def gets_done(program: Program) -> str:
    """How soon half of it is done, and how many open actions are late for long."""
    fast = implementation.in_words(program.figures["implementation_days"])
    late = _late(program.figures["overdue"])
    return (
        f"{fast.removesuffix('.')}; {late}."
        if late and fast.startswith("Half")
        else f"{fast} {_sentence(late)}".strip()
    )


def _late(overdue: Figure) -> str:
    if overdue.missing or not overdue.N:
        return ""
    count = int(overdue.parts[LATE])
    if count:
        return f"{count:,} {_is(count)} more than 30 days late"
    if not overdue.n:
        return "nothing is overdue"
    return f"{overdue.n:,} {_is(overdue.n)} overdue, none by more than 30 days"


def on_time(program: Program) -> str:
    """How much was done by the date first promised, and what became of the dates."""
    figure = program.figures["on_time"]
    if figure.missing:
        return f"Whether actions are done by the date promised is {figure.missing}."
    if not figure.N:
        return "No promised date has passed yet."
    counted = f"{figure.n:,} of {figure.N:,}"
    share = f" ({figure.text})" if figure.N >= MIN_FOR_PERCENT else ""
    later = int(figure.parts["completed"]) - (figure.n or 0)
    slips = int(figure.parts["slips"])
    words = [f"{counted} actions{share} were done by the date first promised"]
    if later > 0:
        words.append(f"{later:,} later")
    moved = f" {slips:,} had {'its date' if slips == 1 else 'their dates'} moved." if slips else ""
    return f"{', '.join(words)}.{moved}"


def waits(program: Program) -> str:
    """What is open, and when the list may be clear."""
    figure = program.figures["open"]
    if figure.missing:
        return f"What is open is {figure.missing}."
    if not figure.n:
        return "Nothing is open."
    missing = [
        f"{int(figure.parts[part]):,} without {words}"
        for part, words in (("unowned", "an owner"), ("undated", "a due date"))
        if figure.parts[part]
    ]
    blocked = [f"{int(figure.parts['blocked']):,} blocked"] if figure.parts["blocked"] else []
    told = ", ".join([*blocked, *missing])
    first = f"{figure.n:,} {_is(figure.n)} open{f', {told}' if told else ''}."
    ahead = program.figures["flow"].parts.get("forecast")
    return f"{first} {_forecast(ahead['words'])}" if ahead else first


def _forecast(words: str) -> str:
    return words if words.endswith(".") else f"When they may be done: {words}."


def loops(figure: Figure) -> str:
    """Whether circles come back to what they decided, in one sentence; figure: loop_closed."""
    if figure.missing:
        return f"Whether actions are revisited is {figure.missing}."
    silent = int(figure.parts.get("no_news", 0))
    news = f" No news of {silent:,}: never revisited, and open for longer than one cadence." if silent else ""
    if not figure.N:
        return f"No action was still open at a next session yet.{news}"
    there = f"{figure.n:,} {_was(figure.n)} revisited there."
    return f"Of {figure.N:,} actions still open at the next session, {there}{news}"


def carried(figure: Figure) -> str:
    """Whether open actions pile up, in one sentence; figure: over_delegation. Names nobody."""
    if figure.missing:
        return f"Who carries what is {figure.missing}."
    outside, owned = int(figure.parts.get("outside", 0)), int(figure.parts.get("owned", 0))
    words = f"{outside:,} of {owned:,} actions with an owner are owned outside the circle." if owned else ""
    if not figure.N:
        return f"No circle has 5 open actions with an owner, so nothing can pile up. {words}".strip()
    most = f"the owner who has most carries {figure.n:,} of {figure.N:,}."
    return f"Where a circle has 5 open actions or more, {most} {words}".strip()


def _is(count: int | None) -> str:
    return "is" if count == 1 else "are"


def _was(count: int | None) -> str:
    return "was" if count == 1 else "were"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}." if words else ""
