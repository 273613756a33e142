"""What changed since an earlier day, by rule: nothing is said of the usual ups and downs.

The rules: special causes on control charts, circles whose status moved, asks that passed escalate_days, milestones
reached or missed, practices that spread, stalled or stopped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from lib.access.redaction import KEPT
from lib.log.format.schema import ADOPTING_STAGES
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.newest import silent_since, silent_until
from lib.metrics.core.rates import Mask
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS
from lib.metrics.diffusion import practice_titles, spreading, stages
from lib.metrics.program import change, status, unread
from lib.metrics.program.program import Program
from lib.words.phrases import counted, inside, listed, plural, sentence

Kind = Literal["status", "figure", "ask", "milestone", "practice"]
NOTHING = "Nothing changed beyond the usual ups and downs."
NO_FIGURE = "No figure has the months to say if it did."
MOST_PRACTICES = 3
WATCHED = tuple(key for key in SERIES_KEYS if DICTIONARY[key].target or DICTIONARY[key].on_overview)
"""The figures whose special causes are reported: those with a target, and those on the overview."""
_NOW = {
    status.NEEDS_HELP: "needs help",
    status.WATCH: "is worth watching",
    status.TOO_EARLY: "is too new to judge",
    status.NOT_JUDGED: "is not judged",
    status.ON_TRACK: "is on track",
}
_WAS = {
    status.NEEDS_HELP: "it needed help before",
    status.WATCH: "it was worth watching before",
    status.TOO_EARLY: "it was too new to judge before",
    status.NOT_JUDGED: "it was not judged before",
    status.ON_TRACK: "it was on track before",
}
_KINDS = {"asks": "ask", "milestones": "milestone", "adoptions": "practice"}
_RANK = {state: rank for rank, state in enumerate(status.STATUSES)}


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that changed: in words, without a period at the end; about one circle, or "" for the program.
    `is_good`: None where it is neither good nor bad. `about`: stays the same for the same change on another day,
    however its words come out, so that a mail can tell it once."""

    kind: Kind
    words: str
    circle: str = ""
    is_good: bool | None = None
    about: str = field(default="", compare=False)


def changes(now: Program, then: Program) -> list[Changed]:
    """Everything that the rules find between two days of one log as one viewer sees it; [] if there is nothing.

    In: `now`, and the same log as known on the earlier day (`Program.as_known_on`), in a period as long. First what is
    about single circles, the worse before the better.
    """
    return [
        *_statuses(now, then),
        *_asks(now, then),
        *_milestones(now, then),
        *_special_causes(now, then),
        *_practices(now.facts, then.facts),
    ]


def nothing(now: Program, then: pd.Timestamp) -> str:
    """That nothing changed since `then` by these rules, or why that is not known, in a sentence."""
    facts = now.facts
    if lacking := unread.in_words(facts.log, (*unread.ABOUT_NEEDS, "members", "milestones", "adoptions")):
        return sentence(f"no change is known, but {lacking}")
    if facts.held.empty and facts.actions.empty and facts.asks.empty and facts.log.adoptions.empty:
        return "Nothing is recorded yet that could have changed."
    if silent := silent_since(facts) or silent_until(facts, then):
        return sentence(f"no change is known: {silent}")
    if all(now.series[key].change is None for key in WATCHED):
        kinds = ["status", *(kind for tab, kind in _KINDS.items() if facts.log.has(tab))]
        return f"No {listed(kinds).replace(' and ', ' or ')} changed. {NO_FIGURE}"
    return NOTHING


def own_first(found: Iterable[Changed], own: Collection[str]) -> list[Changed]:
    """The same, what is about one of the circles `own` first."""
    return sorted(found, key=lambda each: each.circle not in own)


def _statuses(now: Program, then: Program) -> list[Changed]:
    """Circles whose status moved. A circle that was not active then, or is not now, did not move."""
    before = dict(zip(then.status["circle"], then.status["status"], strict=True))
    rows = zip(now.status["circle"], now.status["status"], now.status["reasons"], strict=True)
    moved = [
        (circle, state, reasons) for circle, state, reasons in rows if before.get(circle, state) != state
    ]
    found = []
    for circle, state, reasons in sorted(moved, key=lambda row: (_RANK[row[1]], row[0].casefold())):
        was = before[circle]
        why = f" ({inside(reasons[0])})" if reasons and state in (status.NEEDS_HELP, status.WATCH) else ""
        is_judged = not status.UNJUDGED.keys() & {state, was}
        is_good = _RANK[state] > _RANK[was] if is_judged else False if state == status.NEEDS_HELP else None
        words = f"{circle} {_NOW[state]}{why}; {_WAS[was]}"
        found.append(Changed("status", words, circle, is_good, f"{circle}: {state}"))
    return found


def _asks(now: Program, then: Program) -> list[Changed]:
    """Asks that are open and were not yet older than escalate_days on the earlier day."""
    limit = int(float(now.facts.log.settings["escalate_days"]))
    rows, passed = now.facts.asks, (now.as_of - then.as_of).days
    rows = rows[rows["is_open"] & (rows["age_days"] > limit) & (rows["age_days"] - passed <= limit)]
    return [
        Changed(
            "ask",
            f"{circle} has waited more than {limit} days for an answer{_named(what)}",
            str(circle),
            False,
            about,
        )
        for circle, what, about in zip(rows["circle"], rows["what"], _dated(rows, "raised"), strict=True)
    ]


def _dated(rows: pd.DataFrame, column: str) -> list[str]:
    """What tells rows apart for every viewer: circle, day, and their number among those of that circle and day."""
    circles, days = rows["circle"].map(_circle), rows[column].dt.strftime("%Y-%m-%d")
    numbers = rows.groupby([circles, days]).cumcount()
    return [f"{circle} {day} {number}" for circle, day, number in zip(circles, days, numbers, strict=True)]


def _milestones(now: Program, then: Program) -> list[Changed]:
    """Milestones reached since, and those whose day has passed since without that."""
    rows = now.facts.log.milestones
    reached = rows[(rows["reached"] > then.as_of) & (rows["reached"] <= now.as_of)]
    is_open = ~(rows["reached"] <= now.as_of) & ~now.facts.log.unclear("milestones", "reached")
    missed = rows[is_open & (rows["due"] >= then.as_of) & (rows["due"] < now.as_of)]
    return [
        Changed(
            "milestone",
            f"{_whose(circle)} {verb} a milestone{_named(text, circle)}",
            _circle(circle),
            is_good,
            f"{verb} {about}",
        )
        for found, verb, is_good, on in (
            (missed, "missed", False, "due"),
            (reached, "reached", True, "reached"),
        )
        for circle, text, about in zip(found["circle"], found["milestone"], _dated(found, on), strict=True)
    ]


def _circle(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _whose(cell: object) -> str:
    return cell if isinstance(cell, str) else "The program"


def _named(text: object, circle: object = None) -> str:
    """ ": the text", unless it is hidden from the viewer. A text that begins with the circle's name loses it."""
    if not isinstance(text, str) or text == KEPT:
        return ""
    return f": {text.removeprefix(f'{circle}: ')}"


def _special_causes(now: Program, then: Program) -> list[Changed]:
    """Figures whose latest month is a special cause, of enough units, and was none on the earlier day; and those that
    differ from the period before by more than the usual ups and downs, if it began no more than a day after that."""
    found: list[Changed] = []
    for key in WATCHED:
        series, word = now.series[key], now.series[key].change
        last = series.compared[: series.judged].dropna(subset=["value"]).tail(1)
        is_few = DICTIONARY[key].unit in ("share", "ratio") and bool((last["N"] < MIN_FOR_PERCENT).any())
        if word not in ("improving", "worsening") or is_few or then.series[key].change == word:
            found += filter(None, [_against_before(now, then, key)])
            continue
        month, side = pd.Period(last["period"].item(), "M"), "better" if word == "improving" else "worse"
        words = f"{DICTIONARY[key].label} in {month:%B %Y} is {side} than its usual ups and downs"
        found.append(Changed("figure", words, is_good=word == "improving", about=f"{key} {word}"))
    return sorted(found, key=lambda each: each.is_good is True)


def _against_before(now: Program, then: Program, key: str) -> Changed | None:
    start = now.period.start
    if start is None or start < then.as_of:
        return None
    compared = change.change(now, key)
    if compared is None or compared.word not in ("improving", "worsening"):
        return None
    figure = now.figures[key]
    words = f"{figure.label} {figure.text} {now.period.inside}, {compared.words(figure)}"
    return Changed("figure", words, is_good=compared.word == "improving", about=f"{key} {compared.word}")


def _practices(now: Facts, then: Facts) -> list[Changed]:
    """Practices of these circles that more teams use for the first time, that teams stopped using, or got stuck in."""
    if not now.log.has("adoptions"):
        return []
    rows = spreading.stages_of_own(now)
    rows = rows[rows["date"] <= now.as_of].sort_values("date", kind="stable")
    pair = ["practice", "team"]
    adopting = rows[rows["stage"].isin(ADOPTING_STAGES)]
    adopted = adopting.drop_duplicates(pair)
    use = adopting.groupby(pair)["date"].agg(first="min", last="max").reset_index()
    stopped = rows[rows["stage"] == "stopped"].drop_duplicates(pair, keep="last").merge(use, "left", pair)
    stopped = stopped[~(stopped["last"] > stopped["date"])]  # the others have begun again
    used = stopped["first"] <= stopped["date"]
    is_new = stopped["date"] > then.as_of
    limit, passed = float(now.log.settings["stalled_days"]), (now.as_of - then.as_of).days
    trying = stages.trying(now)
    stuck = trying[trying["eligible"] & (trying["days"] > limit) & (trying["days"] - passed <= limit)]
    return [
        each
        for each in (
            _spread(now, stuck, slice(None), "got stuck in trying", is_good=False),
            _spread(now, stopped, is_new & used, "stopped using", is_good=False),
            _spread(now, stopped, is_new & ~used, "stopped before they had adopted", is_good=False),
            _spread(now, adopted, adopted["date"] > then.as_of, "began to use", is_good=True),
        )
        if each is not None
    ]


def _spread(
    facts: Facts, rows: pd.DataFrame, chosen: Mask | slice, did: str, *, is_good: bool
) -> Changed | None:
    rows = rows[chosen]
    counts = rows["practice"].value_counts()
    if counts.empty:
        return None
    names = practice_titles.titles(facts.log.practices).set_axis(facts.log.practices["practice"])
    order = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    some = [f"{names.get(practice, practice)} ({count:,})" for practice, count in order]
    total, kinds = int(counts.sum()), len(counts)
    who = counted(rows["team"].nunique(), "team")
    often = "" if rows["team"].nunique() == total else f", {counted(total, 'time')} in all"
    words = f"{who} {did} {plural(kinds, 'a practice', 'practices')}{often}: {listed(some, MOST_PRACTICES)}"
    return Changed("practice", words, is_good=is_good)
