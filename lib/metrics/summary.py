"""The program in sentences: the three answers a sponsor reads first."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.metrics import status
from lib.metrics.figure import MIN_FOR_PERCENT, Figure
from lib.metrics.program import Program

ANSWERED_BY = ("participation", "prework", "on_time")


def health(program: Program) -> str:
    """How many circles are on track, and what stands out."""
    state = program.figures["status"]
    if not state.N:
        early = state.parts.get(status.TOO_EARLY, 0)
        return f"Too early to tell: {_count(int(early), 'circle')} started, none with 3 held sessions yet."
    first = f"{state.n} of {_count(state.N, 'circle')} {_are(state.n)} on track"
    others = [
        f"{state.parts[name]} {words[0] if state.parts[name] == 1 else words[1]}"
        for name, words in (
            (status.NEEDS_HELP, ("needs help", "need help")),
            (status.WATCH, ("is worth watching", "are worth watching")),
            (status.TOO_EARLY, ("is too young to tell", "are too young to tell")),
        )
        if state.parts[name]
    ]
    standing_out = [_against_target(program, key) for key in ANSWERED_BY]
    told = [words for words in standing_out if words]
    return f"{_sentence([first, *others])} {_sentence(told)}".strip()


def needs(program: Program) -> str:
    """Where sponsors are needed now."""
    asks, overdue = program.figures["asks"], program.figures["overdue"]
    parts = []
    if asks.n:
        late = asks.parts["escalated"]
        limit = int(float(program.facts.log.settings["escalate_days"]))
        waiting = f"{_count(asks.n, 'ask')} {'waits' if asks.n == 1 else 'wait'} for an answer"
        parts.append(f"{waiting}, {late} of them for more than {limit} days" if late else waiting)
    helpless = program.figures["status"].parts.get(status.NEEDS_HELP, 0)
    if helpless:
        parts.append(f"{_count(int(helpless), 'circle')} {'needs' if helpless == 1 else 'need'} help")
    if overdue.n:
        very_late = overdue.parts["> 30"]
        words = f"{_count(overdue.n, 'action')} {_are(overdue.n)} overdue"
        parts.append(f"{words}, {very_late} by more than 30 days" if very_late else words)
    return (
        _sentence(parts)
        or "Nothing waits for a sponsor: no open asks, no overdue actions, no circle that needs help."
    )


def outcome(program: Program, practices: pd.DataFrame) -> str:
    """What came of it. `practices`: the table of `lib.metrics.network.diffusion_table`."""
    effect = program.figures["effect_reported"]
    done = effect.N or 0
    parts = [f"Circles finished {_count(done, 'action')}"] if done else ["No action is finished yet"]
    worked = effect.parts.get("worked", 0)
    if effect.n:
        parts.append(f"{worked} of the {_count(effect.n, 'reported effect')} worked")
    used = practices[practices["in_use"] > 0] if len(practices) else practices
    if len(used):
        widest = used.sort_values(["in_use", "practice"], ascending=[False, True]).iloc[0]
        parts.append(
            f"{_count(len(used), 'practice')} {_are(len(used))} in use in teams, the widest, "
            f"{widest['title']}, in {int(widest['in_use'])} of {_count(int(widest['eligible']), 'team')}"
        )
    return _sentence(parts)


def _against_target(program: Program, key: str) -> str:
    figure = program.figures[key]
    if figure.value is None or (figure.N or 0) < MIN_FOR_PERCENT:
        return ""
    series = program.series.get(key)
    change = series.change if series else None
    moving = f" and {change}" if change in {"improving", "worsening"} else ""
    return f"{figure.label.lower()} is {figure.text}{_target_words(figure)}{moving}"


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
