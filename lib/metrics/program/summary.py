"""The program in sentences: the three answers a sponsor reads first."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.figure import UNDATED, Figure
from lib.metrics.core.verdict import MIN_FOR_FACT
from lib.metrics.diffusion.practice_titles import is_readable
from lib.metrics.follow_through.actions import effects_in_words
from lib.metrics.health.presence import ONLY_PRESENT
from lib.metrics.program import change, status, unread
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence
from lib.words.shares import exact_percent

ANSWERED_BY = {
    "participation": "participation",
    "prework": "on-time prework",
    "on_time": "actions done on time",
}
"""The figures that describe health in words, and their names in a sentence."""


def health(program: Program) -> str:
    """How many circles are on track, compared with the period before, and how the figures of ANSWERED_BY do in the
    period. The circles of all states add up to the active ones. Figures with N < 5 are not mentioned."""
    state = program.figures["status"]
    if lacking := unread.in_words(program.facts.log, unread.ABOUT_CIRCLES):
        return sentence(f"how circles are doing is not recorded, because {lacking}")
    if not state.N:
        early = int(state.parts.get(status.TOO_EARLY, 0))
        if not early:
            return "Too early to tell: no circle is active yet."
        started = f"{counted(early, 'circle')} {plural(early, 'has', 'have')} started"
        return f"Too early to tell: {started}, but {plural(early, 'it has not', 'none has')} held 3 sessions yet."
    active = sum(int(state.parts[name]) for name in status.STATUSES)
    verb = "is" if active == 1 else plural(state.n, "is", "are")
    on_track = f"{state.n:,} of {counted(active, 'active circle')} {verb} on track"
    others = [
        f"{state.parts[name]:,} {plural(state.parts[name], *words)}"
        for name, words in (
            (status.NEEDS_HELP, ("needs help", "need help")),
            (status.WATCH, ("is worth watching", "are worth watching")),
            (status.TOO_EARLY, ("is too new to judge", "are too new to judge")),
        )
        if state.parts[name]
    ]
    first = f"{program.period.opening}, {listed([on_track + _on_track_before(program), *others])}."
    unjudged = [_unjudged(program.figures[key], name) for key, name in ANSWERED_BY.items()]
    return " ".join(filter(None, [first, _against_targets(program), *unjudged, _real_changes(program)]))


def _unjudged(figure: Figure, name: str) -> str:
    """Why a figure is not held against its target, in a sentence; "" if it is, or if it was never recorded."""
    if figure.excluded.get(ONLY_PRESENT) and not figure.N:
        return f"Participation is not judged, because {ONLY_PRESENT}."
    return f"No verdict on {name}: {figure.unjudged}." if figure.unjudged else ""


def _on_track_before(program: Program) -> str:
    """How many were on track at the end of the period before, in brackets; "" if none could be judged then."""
    before = program.earlier.figures["status"] if program.earlier else None
    if before is None or not before.N:
        return ""
    active = sum(int(before.parts[name]) for name in status.STATUSES)
    return f" ({before.n:,} of {active:,} at the end of {program.period.name_before})"


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
    return sentence(*parts, lacking) if parts else _nothing_needed(program, lacking)


def _nothing_needed(program: Program, lacking: str) -> str:
    """That nothing needs a sponsor, if asks, due dates and circles are all known; else only what is known."""
    known: list[str] = []
    unknown: list[str] = []
    for is_known, nothing, subject in (
        (not program.figures["asks"].missing, "no open asks", "asks"),
        (
            program.figures["overdue"].value is not None and bool(program.facts.actions["due"].notna().any()),
            "no overdue actions",
            "due dates of actions",
        ),
        (bool(program.figures["status"].N), "no circle needing help", "circles with 3 held sessions"),
    ):
        (known if is_known else unknown).append(nothing if is_known else subject)
    if lacking:
        return sentence(f"what needs a sponsor is not recorded, because {lacking}")
    if not known:
        return f"What needs a sponsor is not recorded yet: the log has no {', '.join(unknown[:-1])} or {unknown[-1]}."
    if unknown:
        return sentence(listed(known), f"not recorded: {listed(unknown)}")
    return f"Nothing needs a sponsor right now: {', '.join(known)}."


def needs_before(program: Program) -> str:
    """How many of the same things waited when the period began, in words; "" if the log knows nothing before it."""
    if program.earlier is None or not change.is_known_before(program):
        return ""
    found = program.earlier.figures
    in_need = int(found["status"].parts.get(status.NEEDS_HELP, 0))
    clauses = [
        *([counted(found["asks"].n, "open ask")] if not found["asks"].missing else []),
        f"{counted(in_need, 'circle')} in need of help",
        *([counted(found["overdue"].n, "overdue action")] if found["overdue"].value is not None else []),
    ]
    return f"At the end of {program.period.name_before}: {listed(clauses)}."


def outcome_before(program: Program) -> str:
    """How many actions were finished compared with the period before, in a sentence; "" if that is not known."""
    found = change.change(program, "flow")
    if found is None or program.before is None:
        return ""
    then = counted(int(change.number(found.before)), "action")
    difference = change.in_difference(found.word)
    return f"In {program.period.name_before}, circles finished {then}; the difference is {difference}."


def _how_many_late(number: int, late: int, words: str) -> str:
    """How many of them are late: ", 3 of them for more than …"; " for more than …" if there is only one."""
    if not late:
        return ""
    return f" {words}" if number == 1 else f", {'all' if late == number else f'{late:,}'} of them {words}"


def outcome(program: Program, practices: pd.DataFrame) -> str:
    """What came of it. `practices`: `lib.metrics.diffusion.sources.diffusion_table` of all practices.

    A practice is not named if the viewer may not read its title or the title is blank.
    """
    effect, facts = program.figures["effect_reported"], program.facts
    parts = [unread.in_words(facts.log, ("actions",)) or "no actions are recorded yet"]
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
    return "No change is more than the usual ups and downs." if words else ""
