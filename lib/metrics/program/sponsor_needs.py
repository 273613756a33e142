"""What needs a sponsor now, in a sentence: open asks, circles that need help, overdue actions."""

from __future__ import annotations

from lib.metrics.core import absence
from lib.metrics.core.figure import Figure
from lib.metrics.program import change, status, unread
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence

_COUNTED: tuple[tuple[str, str, str, absence.What], ...] = (
    ("asks", "ask waiting for an answer", "what waits for an answer", "asks"),
    ("overdue", "overdue action", "what is late", "overdue"),
)


def needs(program: Program) -> str:
    """Where sponsors are needed now."""
    asks, overdue = program.figures["asks"], program.figures["overdue"]
    parts = []
    if asks.n:
        limit = int(float(program.facts.log.settings["escalate_days"]))
        late = asks.parts["escalated"]
        verb = plural(asks.n, "has been", "have been") if late else plural(asks.n, "is", "are")
        words = f"{counted(asks.n, 'ask')} {verb} waiting for an answer"
        parts.append(words + _how_many_late(asks.n, late, f"for more than {counted(limit, 'day')}"))
    in_need = int(program.figures["status"].parts.get(status.NEEDS_HELP, 0))
    if in_need:
        parts.append(f"{counted(in_need, 'circle')} {plural(in_need, 'needs', 'need')} help")
    if overdue.n:
        words = f"{counted(overdue.n, 'action')} {plural(overdue.n, 'is', 'are')} overdue"
        parts.append(words + _how_many_late(overdue.n, overdue.parts["> 30"], "by more than 30 days"))
    lacking = unread.in_words(program.facts.log, unread.ABOUT_NEEDS)
    if not parts:
        return _nothing_needed(program, lacking)
    return sentence(*parts, *_doubts(program, lacking), lacking)


def _doubts(program: Program, lacking: str) -> list[str]:
    """What may wait besides, of the recorded kinds of which nothing is known to wait, and why that is not known, unless
    `lacking` (what could not be read) says so."""
    found = []
    for key, thing, all_of_it, what in _COUNTED:
        figure = program.figures[key]
        if figure.n or figure.missing or not (why := absence.unknown(program.facts, what)) or why in lacking:
            continue
        is_unknown = figure.value is None
        found.append(f"{all_of_it} is not recorded: {why}" if is_unknown else absence.said("", thing, why))
    return found


def _nothing_needed(program: Program, lacking: str) -> str:
    """That nothing needs a sponsor, if asks, due dates and circles are all known; else only what is known."""
    overdue, state = program.figures["overdue"], program.figures["status"]
    actions = program.facts.all_actions
    has_due = overdue.value is not None and bool(program.facts.actions["due"].notna().any())
    has_due |= len(actions) > 0 and bool(actions["is_cancelled"].all())
    known: list[str] = []
    doubtful: list[str] = []
    unrecorded: list[str] = []
    for is_known, nothing, thing, why, subject in (
        (
            program.figures["asks"].value is not None,
            "no open asks",
            "open ask",
            absence.unknown(program.facts, "asks"),
            "asks",
        ),
        (
            has_due,
            "no overdue actions",
            "overdue action",
            absence.unknown(program.facts, "overdue"),
            "due dates of actions",
        ),
        (bool(state.N), _none_in_need(state), "", "", "circles that can be judged"),
    ):
        if not is_known:
            unrecorded.append(subject)
        elif why:
            doubtful.append(absence.said(nothing, thing, why))
        else:
            known.append(nothing)
    if lacking:
        return sentence(f"what needs a sponsor is not recorded, because {lacking}")
    if not known and not doubtful:
        none = f"{', '.join(unrecorded[:-1])} or {unrecorded[-1]}"
        return f"What needs a sponsor is not recorded yet: the log has no {none}."
    if unrecorded or doubtful:
        return sentence(listed(known), *doubtful, f"not recorded: {listed(unrecorded)}" if unrecorded else "")
    return f"Nothing needs a sponsor right now: {', '.join(known)}."


def _none_in_need(state: Figure) -> str:
    """That no circle needs help, or no judged one if some are not judged."""
    unjudged = sum(int(state.parts[name]) for name in status.UNJUDGED)
    return "no judged circle needing help" if unjudged else "no circle needing help"


def before(program: Program) -> str:
    """How many of the same things waited when the period began, in words; "" if the log knows nothing before it. What
    is not known now, and what there was none of then and is none of now, is left out."""
    if program.earlier is None or not change.is_known_before(program):
        return ""
    now, found = program.figures, program.earlier.figures
    helped, in_need = (int(each["status"].parts.get(status.NEEDS_HELP, 0)) for each in (now, found))
    is_judged = bool(found["status"].N and now["status"].N and (helped or in_need))
    is_judged &= not unread.in_words(program.facts.log, unread.ABOUT_CIRCLES)
    clauses = [
        *([counted(found["asks"].n, "open ask")] if _is_told(program, "asks") else []),
        *([f"{counted(in_need, 'circle')} in need of help"] if is_judged else []),
        *([counted(found["overdue"].n, "overdue action")] if _is_told(program, "overdue") else []),
    ]
    return f"At the end of {program.period.name_before}: {listed(clauses)}." if clauses else ""


def _is_told(program: Program, key: str) -> bool:
    """Whether the log knows this number at the end of the period before; 0 only if nothing is in doubt."""
    if program.earlier is None or not change.is_recorded_before(program, key):
        return False
    now, figure = program.figures[key], program.earlier.figures[key]
    if not change.is_dated(program, key) or now.value is None or not (now.n or figure.n):
        return False
    return figure.value is not None and (bool(figure.n) or not absence.unknown(program.earlier.facts, key))  # type: ignore[arg-type]


def _how_many_late(number: int, late: int, words: str) -> str:
    """How many of them are late: ", 3 of them for more than …"; " for more than …" if there is only one."""
    if not late:
        return ""
    return f" {words}" if number == 1 else f", {'all' if late == number else f'{late:,}'} of them {words}"
