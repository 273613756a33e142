"""The program in sentences: the three answers a sponsor reads first."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure
from lib.metrics.diffusion.practice_titles import is_readable
from lib.metrics.health.presence import ONLY_PRESENT
from lib.metrics.program import status, unread
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence
from lib.words.shares import exact_percent

ANSWERED_BY = {
    "participation": "participation is",
    "prework": "on-time prework is",
    "on_time": "the share of actions done on time is",
}
"""The figures that describe health in words, and how each clause starts."""


def health(program: Program) -> str:
    """How many circles are on track, and how the figures of ANSWERED_BY do. Figures with N < 5 are not mentioned."""
    state = program.figures["status"]
    if lacking := unread.in_words(program.facts.log, unread.ABOUT_CIRCLES):
        return sentence(f"how circles are doing is not recorded, because {lacking}")
    if not state.N:
        early = int(state.parts.get(status.TOO_EARLY, 0))
        if not early:
            return "Too early to tell: no circle is active yet."
        started = f"{counted(early, 'circle')} {plural(early, 'has', 'have')} started"
        return f"Too early to tell: {started}, but {plural(early, 'it has not', 'none has')} held 3 sessions yet."
    verb = "is" if state.N == 1 else plural(state.n, "is", "are")
    first = f"{state.n:,} of {counted(state.N, 'circle')} {verb} on track"
    others = [
        f"{state.parts[name]:,} {plural(state.parts[name], *words)}"
        for name, words in (
            (status.NEEDS_HELP, ("needs help", "need help")),
            (status.WATCH, ("is worth watching", "are worth watching")),
            (status.TOO_EARLY, ("is too new to judge", "are too new to judge")),
        )
        if state.parts[name]
    ]
    against = [_against_target(program, key, start) for key, start in ANSWERED_BY.items()]
    if program.figures["participation"].excluded.get(ONLY_PRESENT) and not program.figures["participation"].N:
        against.append(f"participation is not judged, because {ONLY_PRESENT}")
    return f"{sentence(first, *others)} {sentence(*against)}".strip()


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
    known, unknown = [], []
    for is_known, nothing, subject in (
        (not program.figures["asks"].missing, "no open asks", "asks"),
        (
            program.figures["overdue"].value is not None and not program.facts.actions.empty,
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


def _how_many_late(number: int, late: int, words: str) -> str:
    """How many of them are late: ", 3 of them for more than …"; " for more than …" if there is only one."""
    if not late:
        return ""
    return f" {words}" if number == 1 else f", {'all' if late == number else f'{late:,}'} of them {words}"


def outcome(program: Program, practices: pd.DataFrame) -> str:
    """What came of it. `practices`: `lib.metrics.diffusion.sources.diffusion_table` of all practices.

    A practice is not named if the viewer may not read its title or the title is blank.
    """
    effect = program.figures["effect_reported"]
    facts = program.facts
    done = effect.N or 0
    if effect.missing:
        done = int(facts.in_period(facts.actions.loc[facts.actions["is_done"], "done_on"]).sum())
    has_period = facts.start is not None or facts.end is not None
    none = "No action was finished in this period" if has_period else "No action is finished yet"
    if facts.actions.empty:
        none = unread.in_words(facts.log, ("actions",)) or "no actions are recorded yet"
    parts = [f"Circles finished {counted(done, 'action')}" if done else none]
    if effect.n:
        parts.append(f"{effect.parts['worked']:,} of {counted(effect.n, 'reported effect')} worked")
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


def _against_target(program: Program, key: str, start: str) -> str:
    figure = program.figures[key]
    if figure.value is None or (figure.N or 0) < MIN_FOR_PERCENT:
        return ""
    series = program.series.get(key)
    change = series.change if series else None
    moving = f" and {change}" if change in {"improving", "worsening"} else ""
    return f"{start} {figure.text}{_target_words(figure)}{moving}"


def _target_words(figure: Figure) -> str:
    if figure.target is None or not isinstance(figure.value, float):
        return ""
    target = exact_percent(figure.target)
    return f", {'at or above' if figure.value >= figure.target else 'below'} its target of {target}"
