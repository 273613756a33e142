"""Action follow-through in sentences, for the top of the actions page."""

from __future__ import annotations

from collections.abc import Iterable

from lib.metrics.core import absence
from lib.metrics.core.figure import MIN_FOR_PERCENT, UNDATED, Figure
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.follow_through import implementation
from lib.metrics.follow_through.actions import UNCLEAR
from lib.metrics.follow_through.attention import can_lack
from lib.metrics.follow_through.undated import TOO_MANY_UNDATED, undated_in_words
from lib.metrics.health.gaps import USUAL_CADENCE
from lib.metrics.program import change, mine
from lib.metrics.program.program import Program
from lib.words.phrases import counted, inside, plural, sentence

LATE = "> 30"
"""The part of the figure `overdue` that the sentences mention: actions more than 30 days late."""


def answers(program: Program, own: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The questions of the actions page with their answers: `own`, the viewer's circles, first, then the program in
    the period, then what changed since the period before."""
    own_words = mine.actions(program, own)
    done = mine.before_all(own_words, _opened(program, gets_done(program)), _done_before(program))
    asked = (
        ("Does it get done?", *done),
        ("By the date promised?", _opened(program, on_time(program)), _before(program, "on_time")),
        ("What is still open?", waits(program), _before(program, "open")),
    )
    return [(question, " ".join(filter(None, words))) for question, *words in asked]


def _opened(program: Program, words: str) -> str:
    """The words with the period that they are about; alone where there is nothing to say of it."""
    if program.facts.actions.empty or program.period.is_ahead:
        return words
    return f"{program.period.opening}: {inside(words)}"


def _done_before(program: Program) -> str:
    """Actions finished now and in the period before."""
    found, now = change.change(program, "flow"), program.figures["flow"]
    if found is None:
        return ""
    return f"{counted(now.n, 'action')} {plural(now.n, 'was', 'were')} finished, {found.words(now)}."


def no_actions(program: Program) -> str:
    """That no actions are recorded or all are cancelled, or why that is not known."""
    why = absence.unknown(program.facts, "actions")
    return sentence(absence.said(absence.no_actions(program.facts), "action", why))


def nothing_open(program: Program) -> str:
    """That nothing is open on the day, or why that is not known."""
    if program.facts.actions.empty:
        return no_actions(program)
    why = absence.unknown(program.facts, "open")
    return sentence(absence.said("nothing is open", "open action", why))


def _before(program: Program, key: str) -> str:
    """The value in the period before and what the difference is; "" if it is not known."""
    found = change.change(program, key)
    if found is None:
        return ""
    is_none = found.before.value == 0 and key in ("open", "overdue") and program.earlier is not None
    if is_none and absence.unknown(program.earlier.facts, key):  # type: ignore[arg-type, union-attr]
        return ""
    then = f"{found.before.text} ({found.before.fraction})" if found.before.fraction else found.before.text
    at = "In" if DICTIONARY[key].windowed else "At the end of"
    word = f"; the difference is {change.in_difference(found.word)}" if key in program.series else ""
    return f"{at} {program.period.name_before}: {then}{word}."


def gets_done(program: Program) -> str:
    """How soon half of the actions are done, and how many open ones are very late."""
    if program.facts.actions.empty and not program.figures["implementation_days"].missing:
        return no_actions(program)
    fast = implementation.in_words(program.figures["implementation_days"])
    late = _late(program)
    return (
        f"{fast.removesuffix('.')}; {late}."
        if late and fast.startswith("Half")
        else f"{fast} {sentence(late)}".strip()
    )


def _late(program: Program) -> str:
    """How many actions are late on the day: a number of that day, whatever the period."""
    overdue = program.figures["overdue"]
    if overdue.value is None or not overdue.N:
        return ""
    count, day = int(overdue.parts[LATE]), f"as of {program.as_of:%-d %b %Y}"
    if count:
        return f"{day}, {count:,} open {plural(count, 'action is', 'actions are')} more than 30 days late"
    if not overdue.n:
        why = absence.unknown(program.facts, "overdue")
        return f"{day}, {absence.said('nothing is overdue', 'overdue action', why)}"
    some = f"{overdue.n:,} open {plural(overdue.n, 'action is', 'actions are')} overdue"
    return f"{day}, {some}, none by more than 30 days"


def on_time(program: Program) -> str:
    """How many actions were done by the date first promised, how many later, and how many dates were moved."""
    figure = program.figures["on_time"]
    if figure.missing:
        return f"Whether actions are done by the promised date is {figure.missing}."
    if program.facts.actions.empty:
        return no_actions(program)
    if program.facts.actions["first_due"].isna().all():
        return "No action has a due date, so whether actions are done on time is not recorded."
    if not figure.N and (figure.excluded.get(UNDATED) or figure.excluded.get(TOO_MANY_UNDATED)):
        return f"Whether actions are done on time is not recorded: {undated_in_words(figure)}."
    if not figure.N and figure.excluded.get(UNCLEAR):
        return f"Whether actions are done on time is not recorded: {_unclear(figure)}."
    if not figure.N and program.period.is_ahead:
        return sentence(f"nothing can be said of {program.period.name}")
    if not figure.N and (why := absence.unknown(program.facts, "due")):
        return sentence(absence.said("", "promised date that has passed", why))
    if not figure.N:
        is_whole = program.period.start is None and program.period.end is None
        return "No promised date has passed yet." if is_whole else "No promised date has passed in that time."
    share = f" ({figure.text})" if figure.N >= MIN_FOR_PERCENT else ""
    later = int(figure.parts["completed"]) - (figure.n or 0)
    slips = int(figure.parts["slips"])
    were = plural(figure.n, "was", "were")
    words = [f"{figure.n:,} of {counted(figure.N, 'action')}{share} {were} done by the date first promised"]
    if later > 0:
        words.append(f"{later:,} later")
    moved = f" {slips:,} had {plural(slips, 'its date', 'their dates')} moved." if slips else ""
    return f"{', '.join(words)}.{moved}"


def _unclear(figure: Figure) -> str:
    number = figure.excluded[UNCLEAR]
    return f"the status of {counted(number, 'action')} was not understood"


def waits(program: Program) -> str:
    """How many actions are open, and when they may all be done."""
    figure = program.figures["open"]
    if figure.missing:
        return f"What is open is {figure.missing}."
    if program.facts.actions.empty:
        return no_actions(program)
    if not figure.N and figure.excluded.get(UNCLEAR):
        return f"What is open is not recorded: {_unclear(figure)}."
    if not figure.n:
        return nothing_open(program)
    missing = [
        f"{int(figure.parts[part]):,} without {words}"
        for part, words in (("unowned", "an owner"), ("undated", "a due date"))
        if figure.parts[part] and can_lack(program.facts, part)
    ]
    blocked = [f"{int(figure.parts['blocked']):,} blocked"] if figure.parts["blocked"] else []
    details = ", ".join([*blocked, *missing])
    first = f"{figure.n:,} {plural(figure.n, 'is', 'are')} open{f', {details}' if details else ''}."
    ahead = program.figures["flow"].parts.get("forecast")
    return f"{first} {_forecast(ahead['words'])}" if ahead else first


def _forecast(words: str) -> str:
    return words if words.endswith(".") else f"When they may be done: {words}."


def left_out(program: Program) -> str:
    """How many actions counts of states leave out because nobody could tell theirs, in a sentence; "" for none."""
    number = int(program.facts.actions["is_unclear"].sum())
    one, many = "1 more has a status that was not understood.", "more have a status that was not understood."
    return "" if not number else one if number == 1 else f"{number:,} {many}"


def loops(figure: Figure, silent: int, is_assumed: bool = False) -> str:
    """Whether circles come back to what they decided, in a sentence or two; figure: loop_closed. `silent`: how many
    open actions have no news, whatever the period. `is_assumed`: whether the cadence of some circle is not recorded."""
    if figure.missing:
        return f"Whether actions are revisited is {figure.missing}."
    has = f"{counted(silent, 'action')} {plural(silent, 'has', 'have')}"
    of_none = f" ({USUAL_CADENCE} days where none is recorded)" if is_assumed else ""
    news = (
        f" {has} no news: never revisited, and open for longer than one cadence{of_none}." if silent else ""
    )
    if not figure.N and figure.excluded.get(UNCLEAR):
        return f"Whether actions are revisited is not recorded: {_unclear(figure)}.{news}"
    if not figure.N:
        return f"No open action has reached its circle's next session yet.{news}"
    were = plural(figure.n, "was", "were")
    return f"{figure.n:,} of {counted(figure.N, 'action')} still open at the next session {were} revisited there.{news}"


def workload(figure: Figure) -> str:
    """Whether open actions pile up on one owner, in a sentence or two; figure: over_delegation. Names nobody."""
    if figure.missing:
        return f"How actions are spread among owners is {figure.missing}."
    outside, owned = int(figure.parts.get("outside", 0)), int(figure.parts.get("owned", 0))
    are = plural(outside, "is", "are")
    words = (
        f"{outside:,} of {counted(owned, 'action')} with an owner {are} owned outside the circle."
        if owned
        else ""
    )
    if not figure.N and figure.excluded.get(UNCLEAR):
        return (
            f"Whether open actions pile up on one owner is not recorded: {_unclear(figure)}. {words}".strip()
        )
    if not figure.N:
        return (
            f"No circle has 5 open actions with an owner yet, so there is no load to compare. {words}".strip()
        )
    most = f"its busiest owner holds {figure.n:,} of {figure.N:,}."
    return f"Where a circle has at least 5 open actions with an owner, {most} {words}".strip()
