"""The program in sentences: the three answers a sponsor reads first."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.access.redaction import KEPT
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure
from lib.metrics.program import status
from lib.metrics.program.program import Program

ANSWERED_BY = {
    "participation": "participation is",
    "prework": "prework sent on time is",
    "on_time": "the share of actions done on time is",
}
"""The figures that stand for health in words, and how their sentence starts."""


def health(program: Program) -> str:
    """How many circles are on track, and what stands out. Figures with N < 5 are not told."""
    state = program.figures["status"]
    if not state.N:
        early = int(state.parts.get(status.TOO_EARLY, 0))
        if not early:
            return "Too early to tell: no circle is active yet."
        return f"Too early to tell: {_count(early, 'circle')} started, none with 3 held sessions yet."
    verb = "is" if state.N == 1 else _are(state.n)
    first = f"{state.n:,} of {_count(state.N, 'circle')} {verb} on track"
    others = [
        f"{state.parts[name]:,} {words[0] if state.parts[name] == 1 else words[1]}"
        for name, words in (
            (status.NEEDS_HELP, ("needs help", "need help")),
            (status.WATCH, ("is worth watching", "are worth watching")),
            (status.TOO_EARLY, ("is too young to tell", "are too young to tell")),
        )
        if state.parts[name]
    ]
    told = [words for key, start in ANSWERED_BY.items() if (words := _against_target(program, key, start))]
    return f"{_sentence([first, *others])} {_sentence(told)}".strip()


def needs(program: Program) -> str:
    """Where sponsors are needed now."""
    asks, overdue = program.figures["asks"], program.figures["overdue"]
    parts = []
    if asks.n:
        limit = int(float(program.facts.log.settings["escalate_days"]))
        waiting = f"{_count(asks.n, 'ask')} {'waits' if asks.n == 1 else 'wait'} for an answer"
        parts.append(
            waiting + _of_which(asks.n, asks.parts["escalated"], f"for more than {_count(limit, 'day')}")
        )
    helpless = int(program.figures["status"].parts.get(status.NEEDS_HELP, 0))
    if helpless:
        parts.append(f"{_count(helpless, 'circle')} {'needs' if helpless == 1 else 'need'} help")
    if overdue.n:
        words = f"{_count(overdue.n, 'action')} {_are(overdue.n)} overdue"
        parts.append(words + _of_which(overdue.n, overdue.parts["> 30"], "by more than 30 days"))
    if parts:
        return _sentence(parts)
    known = [
        words
        for figure, words in ((asks, "no open asks"), (overdue, "no overdue actions"))
        if not figure.missing
    ]
    return f"Nothing waits for a sponsor: {', '.join([*known, 'no circle that needs help'])}."


def _of_which(number: int, late: int, words: str) -> str:
    """How many of them are late: ", 3 of them for more than …"; " for more than …" where there is only one."""
    if not late:
        return ""
    return f" {words}" if number == 1 else f", {'all' if late == number else f'{late:,}'} of them {words}"


def outcome(program: Program, practices: pd.DataFrame) -> str:
    """What came of it. `practices`: the table of `lib.metrics.diffusion.sources.diffusion_table`, of all practices.

    A title that the viewer may not read, or that is blank, is not named.
    """
    effect = program.figures["effect_reported"]
    facts = program.facts
    done = effect.N or 0
    if effect.missing:
        done = int(facts.in_period(facts.actions.loc[facts.actions["is_done"], "done_on"]).sum())
    has_period = facts.start is not None or facts.end is not None
    none = "No action was finished in this period" if has_period else "No action is finished yet"
    parts = [f"Circles finished {_count(done, 'action')}" if done else none]
    if effect.n:
        parts.append(f"{effect.parts['worked']:,} of {_count(effect.n, 'reported effect')} worked")
    used = practices[practices["in_use"] > 0] if len(practices) else practices
    if len(used):
        widest = used.sort_values(["in_use", "practice"], ascending=[False, True]).iloc[0]
        where = f"in {int(widest['in_use']):,} of {_count(int(widest['eligible']), 'team')}"
        title = widest["title"]
        is_named = isinstance(title, str) and title.strip() and title != KEPT
        if len(used) == 1:
            parts.append(f"1 practice is in use{f': {title},' if is_named else ''} {where}")
        else:
            named = f"{title}, {where}" if is_named else where
            parts.append(f"{len(used):,} practices are in use in teams, the widest, {named}")
    return _sentence(parts)


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
    target = f"{round(100 * figure.target)} %"
    return f", {'at or above' if figure.value >= figure.target else 'below'} its target of {target}"


def _sentence(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def _are(number: int | None) -> str:
    return "is" if number == 1 else "are"
