"""The program in sentences: the three answers a sponsor reads first."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core import absence
from lib.metrics.core.figure import ONLY_PRESENT, UNDATED, Figure
from lib.metrics.core.verdict import MIN_FOR_FACT
from lib.metrics.diffusion.practice_titles import is_readable
from lib.metrics.follow_through.actions import effects_in_words
from lib.metrics.program import change, status, unread
from lib.metrics.program.program import Program
from lib.words.phrases import counted, inside, listed, plural, sentence
from lib.words.shares import exact_percent

MOST_CIRCLES = 4

ANSWERED_BY = {
    "participation": "participation",
    "prework": "on-time prework",
    "on_time": "actions done on time",
}
"""The figures that describe health in words, and their names in a sentence."""


def health(program: Program) -> str:
    """How many circles are on track, compared with the period before, and how the figures of ANSWERED_BY do in the
    period. The circles of all states add up to the active ones; those that are not judged are named with the reason.
    Figures with N < 5 are not mentioned."""
    state = program.figures["status"]
    if lacking := unread.in_words(program.facts.log, unread.ABOUT_CIRCLES):
        return sentence(f"how circles are doing is not recorded, because {lacking}")
    if why := unread.none_active(program.facts):
        return sentence(why)
    if program.period.is_ahead:
        return sentence(f"nothing can be said of {program.period.name}")
    if not state.N:
        return f"{_none_judged(state)} {_not_judged(program)}".strip()
    verb = plural(state.N, "is", plural(state.n, "is", "are"))
    on_track = f"{state.n:,} of {counted(state.N, 'judged circle')} {verb} on track"
    others = [
        f"{state.parts[name]:,} {plural(state.parts[name], *words)}"
        for name, words in (
            (status.NEEDS_HELP, ("needs help", "need help")),
            (status.WATCH, ("is worth watching", "are worth watching")),
        )
        if state.parts[name]
    ]
    judged = f"{program.period.opening}, {listed([on_track + _on_track_before(program), *others])}"
    first = sentence(judged, listed(_unjudged_states(state)))
    first = f"{first} {_not_judged(program)}".strip()
    unjudged = [_unjudged(program.figures[key], name) for key, name in ANSWERED_BY.items()]
    return " ".join(filter(None, [first, _against_targets(program), *unjudged, _real_changes(program)]))


def _none_judged(state: Figure) -> str:
    active = sum(int(state.parts[name]) for name in status.STATUSES)
    if active == 1:
        why = "has held fewer than 3 sessions" if state.parts[status.TOO_EARLY] else "is not judged"
        return f"No circle can be judged yet: the one active circle {why}."
    return f"No circle can be judged yet: of {active:,} active circles, {listed(_unjudged_states(state))}."


def _unjudged_states(state: Figure) -> list[str]:
    """How many circles are not judged, by why."""
    return [
        f"{state.parts[name]:,} {plural(state.parts[name], *words)}"
        for name, words in (
            (status.TOO_EARLY, ("has held fewer than 3 sessions", "have held fewer than 3 sessions")),
            (status.NOT_JUDGED, ("is not judged", "are not judged")),
        )
        if state.parts[name]
    ]


def _not_judged(program: Program) -> str:
    """Which circles are not judged, with the reasons of each kind, in a sentence; "" without any."""
    rows = program.status[program.status["status"] == status.NOT_JUDGED]
    by_reason: dict[str, list[str]] = {}
    for circle, reasons in zip(rows["circle"], rows["reasons"], strict=True):
        by_reason.setdefault("; ".join(map(inside, reasons)), []).append(circle)
    kinds = [f"{listed(names, MOST_CIRCLES)} ({why})" for why, names in by_reason.items()]
    return sentence(f"not judged: {listed(kinds, MOST_CIRCLES)}") if kinds else ""


def _unjudged(figure: Figure, name: str) -> str:
    """Why a figure is not held against its target, in a sentence; "" if it is, or if it was never recorded."""
    if figure.excluded.get(ONLY_PRESENT) and not figure.N:
        return f"Participation is not judged, because {ONLY_PRESENT}."
    return f"No verdict on {name}: {figure.unjudged}." if figure.unjudged else ""


def _on_track_before(program: Program) -> str:
    """How many of those judged were on track at the end of the period before, in brackets; "" if none could be."""
    before = program.earlier.figures["status"] if program.earlier else None
    if before is None or not before.N:
        return ""
    return f" ({before.n:,} of {before.N:,} at the end of {program.period.name_before})"


def outcome_before(program: Program) -> str:
    """How many actions were finished compared with the period before, in a sentence; "" if that is not known."""
    found = change.change(program, "flow")
    if found is None or program.before is None:
        return ""
    number = int(change.number(found.before))
    if not number and absence.unknown(program.facts, "finished"):
        return ""
    then = counted(number, "action")
    difference = change.in_difference(found.word)
    return f"In {program.period.name_before}, circles finished {then}; the difference is {difference}."


def outcome(program: Program, practices: pd.DataFrame) -> str:
    """What came of it. `practices`: `lib.metrics.diffusion.sources.diffusion_table` of all practices.

    A practice is not named if the viewer may not read its title or the title is blank.
    """
    effect, facts = program.figures["effect_reported"], program.facts
    parts = [unread.in_words(facts.log, ("actions",)) or absence.no_actions(facts)]
    if not facts.actions.empty:
        parts = [_finished(program)]
    if effect.n:
        worked, early = int(effect.parts["worked"]), int(effect.parts["too early"])
        parts.append(effects_in_words(worked, effect.n, early))
    used = practices[practices["in_use"] > 0] if len(practices) else practices
    if len(used):
        widest = used.sort_values(["in_use", "practice"], ascending=[False, True]).iloc[0]
        where = f"in {int(widest['in_use']):,} of {counted(int(widest['eligible']), 'team')}"
        title = widest["title"]
        is_named = is_readable(title)
        if len(used) == 1:
            parts.append(f"1 practice is in use{f': {title},' if is_named else ''} {where}")
        else:
            name = f", {title}," if is_named else ""
            parts.append(f"{len(used):,} practices are in use, the most widely used{name} {where}")
    return sentence(*parts)


def _finished(program: Program) -> str:
    """How many actions were finished in the period, and how many that may have been are done without a date."""
    flow = program.figures["flow"]
    done, undated = flow.n or 0, flow.excluded.get(UNDATED, 0)
    if flow.missing:
        return f"how many actions were finished is {flow.missing}"
    more = f"{undated:,} {plural(undated, 'is', 'are')} done without a date"
    if undated and not done:
        return f"{program.period.inside}, when actions were finished is not recorded: {more}"
    if program.period.is_ahead:
        return f"nothing can be said of {program.period.name}"
    if not done and (why := absence.unknown(program.facts, "finished")):
        return f"{program.period.inside}, {absence.said('', 'finished action', why)}"
    words = counted(done, "action") if done else "no actions"
    return f"{program.period.inside}, circles finished {words}{f' ({more})' if undated else ''}"


def _judged(program: Program) -> dict[str, Figure]:
    """The figures of ANSWERED_BY that can be held against a target, by their names."""
    figures = {name: program.figures[key] for key, name in ANSWERED_BY.items()}
    return {name: figure for name, figure in figures.items() if figure.is_met is not None}


def _against_targets(program: Program) -> str:
    """Which figures are at or above their targets in the period and which below, with their values before."""
    clauses = []
    for words, is_met in (("at or above target", True), ("below target", False)):
        some = [
            f"{name} {figure.text} ({_before(program, figure)}{_target(figure)})"
            for name, figure in _judged(program).items()
            if figure.is_met is is_met
        ]
        clauses += [f"{words}: {listed(some)}"] if some else []
    return sentence(*clauses)


def _before(program: Program, figure: Figure) -> str:
    found = change.change(program, figure.key)
    return f"{found.before.text} before, " if found else ""


def _target(figure: Figure) -> str:
    """The target, and in how many months it was met if that is never."""
    target = f"target {exact_percent(figure.target or 0)}"
    verdict = figure.verdict
    never = verdict is not None and not verdict.met and verdict.months >= MIN_FOR_FACT
    return f"{target}, missed in each of {verdict.months} months" if never and verdict else target


def _real_changes(program: Program) -> str:
    """Which of these figures changed by more than their usual ups and downs since the period before."""
    found = {name: change.change(program, figure.key) for name, figure in _judged(program).items()}
    words: dict[str | None, list[str]] = {}
    for name, each in found.items():
        if each is not None:
            words.setdefault(each.word, []).append(name)
    real = [
        f"{listed(words[word])} {plural(len(words[word]), 'is', 'are')} {verb} by more than the usual ups and downs"
        for word, verb in (("improving", "up"), ("worsening", "down"))
        if word in words
    ]
    if real:
        return sentence(*real)
    if None in words:
        return "There are too few months to say if changes are more than the usual ups and downs."
    return "None of these changes is more than the usual ups and downs." if words else ""
