"""The state of a circle by rules, with reasons. There is no score: the reasons show which rules apply.

Figures count the period and are judged if N >= 5. The gap, the number of sessions and the chart of participation by
session use the circle's whole history up to as_of, because a period of a month has no chart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

import numpy as np
import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.health.gaps import GAP_FLAGGED, GAP_NEEDS_HELP, USUAL_CADENCE, gaps, unclear_in_words
from lib.metrics.program import trend, unread
from lib.metrics.statistics.intervals import wilson
from lib.words.phrases import counted, listed, sentence
from lib.words.shares import exact_percent

STATUS_DEFINITION = (
    "Each circle's status, set by rules, with the reasons listed. The figure is the share of circles on track among "
    "those that can be judged: with at least 3 held sessions, and a sign of concern or a figure at its target."
)

TOO_EARLY, NEEDS_HELP, WATCH, ON_TRACK = "Too early", "Needs help", "Watch", "On track"
NOT_JUDGED = "Not judged"
STATUSES = (NEEDS_HELP, WATCH, TOO_EARLY, NOT_JUDGED, ON_TRACK)
"""In order of need."""
UNJUDGED = {TOO_EARLY: "too early to tell", NOT_JUDGED: "not judged"}
"""The states that count neither as on track nor as not, and why."""
MIN_HELD = 3
MIN_DUE = 5
JUDGED = tuple(key for key, definition in DICTIONARY.items() if definition.target)
"""Figures with a target."""
_MAIN = ("participation", "cadence", "on_time")
_GAP = "gap"
MOST_LABELS = 3


RULES = {
    NEEDS_HELP: (
        f"participation is below its target and falling, or surely below it (its chart or its 95 % interval); or no "
        f"session for more than {GAP_NEEDS_HELP:g} × the circle's cadence ({USUAL_CADENCE} days where none is "
        f"recorded); or actions done on time are below their target with at least {MIN_DUE} due"
    ),
    WATCH: (
        f"any one sign of concern: a figure below its target (with at least {MIN_FOR_PERCENT} records), participation "
        f"falling, or no session for more than {GAP_FLAGGED:g} × the cadence"
    ),
    TOO_EARLY: f"fewer than {MIN_HELD} sessions held",
    NOT_JUDGED: (
        f"no sign of concern, but nothing to judge by either: every figure with a target is not recorded, below the "
        f"reporting threshold, or has fewer than {MIN_FOR_PERCENT} records in the period"
    ),
    ON_TRACK: "none of these, and at least one figure is at or above its target",
}
"""When a circle has each status, for the page; the first that applies counts, too early before all others."""


def judge(
    facts: Facts, circles: Mapping[str, Mapping[str, Figure]], participation_units: pd.DataFrame
) -> pd.DataFrame:
    """One row per active circle: circle (str), status (one of STATUSES), reasons (list of str), held (int).

    Needs help: participation is below its target, and either its chart misses the target or shows a special cause of
    concern, or its whole 95 % interval is below the target; or there is a gap of more than 2 × cadence; or on_time is
    below its target with at least 5 due. Watch: any single signal of concern, that is a figure below its target,
    participation falling, or a gap of more than 1.5 × cadence. Too early: fewer than 3 held sessions. Not judged: no
    signal of concern, and no figure that could give one; or tabs and words that say how the circle does could not be
    read. Circles not active on as_of have no row; without any active circle the frame is empty.
    """
    held = facts.held["circle"].value_counts()
    unclear = facts.sessions.loc[facts.sessions["is_unclear"], "circle"].value_counts()
    trends = trend.participation_trends(participation_units, facts)
    gap_of = gaps(facts).set_index("circle").to_dict("index")
    rows = []
    for circle in facts.active_circles["circle"]:
        figures, lately = circles[circle], trends.get(circle, "none")
        count = int(held.get(circle, 0))
        if count < MIN_HELD:
            rows.append((circle, *_too_few(facts, count, int(unclear.get(circle, 0))), count))
            continue
        severe = _needs_help(figures, gap_of[circle], lately)
        concerns = _concerns(figures, gap_of[circle], lately) | severe
        reasons = [*severe.values(), *(words for key, words in concerns.items() if key not in severe)]
        status = NEEDS_HELP if severe else WATCH if concerns else ON_TRACK
        if not concerns and (unknown := _gap_unknown(gap_of[circle]) or _why_unknown(facts, figures)):
            status, reasons = NOT_JUDGED, unknown
        rows.append((circle, status, reasons, count))
    return pd.DataFrame(rows, columns=["circle", "status", "reasons", "held"])


def _too_few(facts: Facts, held: int, unclear: int) -> tuple[str, list[str]]:
    """The state of a circle with fewer than MIN_HELD held sessions: too early, if that is all there were."""
    if lacking := unread.in_words(facts.log, ("circles", "sessions")):
        return NOT_JUDGED, [_capital(lacking)]
    if held + unclear >= MIN_HELD:
        return NOT_JUDGED, [_capital(unclear_in_words(unclear))]
    return TOO_EARLY, [f"{counted(held, 'session')} held; {MIN_HELD} are needed to judge"]


def _gap_unknown(gap: Mapping[Hashable, float]) -> list[str]:
    """That the circle may have met since the session known last, if that is so long ago that it would be flagged."""
    if not gap["unclear"] or not gap["days_since_last"] > GAP_FLAGGED * gap["cadence_days"]:
        return []
    last = f"the last one known was {counted(int(gap['days_since_last']), 'day')} ago"
    return [_capital(f"{unclear_in_words(int(gap['unclear']))}; {last}")]


def _why_unknown(facts: Facts, figures: Mapping[str, Figure]) -> list[str]:
    """Why no concern is no proof that a circle does well, one reason each; none if a figure is at its target."""
    if lacking := unread.in_words(facts.log, unread.ABOUT_CIRCLES):
        return [_capital(lacking)]
    if facts.start is not None and facts.start > facts.as_of:
        return ["The period has not begun"]
    if any(figures[key].is_met for key in JUDGED):
        return []
    return [_why_not(figures[key]) for key in _MAIN]


def _why_not(figure: Figure) -> str:
    """Why a figure is not held against its target."""
    if figure.missing:
        return f"{figure.label} is {figure.missing}"
    if figure.unjudged:
        return f"{figure.label} is not judged: {figure.unjudged}"
    if figure.excluded and not figure.N:
        return f"{figure.label} has no records that count ({', '.join(figure.excluded)})"
    return f"{figure.label} has {figure.N or 0} of the {MIN_FOR_PERCENT} records needed"


def met_in_words(figures: Mapping[str, Figure]) -> str:
    """Which figures of a circle are at or above their targets, as a clause; "" if none is."""
    labels = [figures[key].label for key in JUDGED if figures[key].is_met]
    return "at or above target: " + listed(labels, MOST_LABELS) if labels else ""


def _capital(words: str) -> str:
    return sentence(words).removesuffix(".")


def _needs_help(figures: Mapping[str, Figure], gap: Mapping[Hashable, float], lately: str) -> dict[str, str]:
    """The reasons for NEEDS_HELP by what they are about: a figure's key, or the gap."""
    reasons = {}
    participation, on_time = figures["participation"], figures["on_time"]
    if _is_below(participation) and (lately in {"misses", "concern"} or _surely_below(participation)):
        reasons["participation"] = _against_target(participation) + (
            ", and falling" if lately == "concern" else ""
        )
    if gap["ratio"] > GAP_NEEDS_HELP:
        reasons[_GAP] = _gap_words(gap, GAP_NEEDS_HELP)
    if _is_below(on_time) and (on_time.N or 0) >= MIN_DUE:
        reasons["on_time"] = _against_target(on_time)
    return reasons


def _concerns(figures: Mapping[str, Figure], gap: Mapping[Hashable, float], lately: str) -> dict[str, str]:
    """Every single sign of concern, by what it is about as in `_needs_help`."""
    reasons = {key: _against_target(figures[key]) for key in JUDGED if _is_below(figures[key])}
    if lately == "concern" and not _is_below(figures["participation"]):
        reasons["participation"] = "Participation is falling"
    if gap["ratio"] > GAP_FLAGGED:
        reasons[_GAP] = _gap_words(gap, GAP_FLAGGED)
    return reasons


def _is_below(figure: Figure) -> bool:
    return figure.is_met is False


def _surely_below(figure: Figure) -> bool:
    """Whether the whole 95 % interval is below the target."""
    return bool(wilson(figure.n, figure.N)[1] < (figure.target or 0))


def _against_target(figure: Figure) -> str:
    return f"{figure.label} {figure.text} ({figure.fraction}), target {exact_percent(figure.target or 0)}"


def _gap_words(gap: Mapping[Hashable, float], limit: float) -> str:
    days, cadence = int(gap["days_since_last"]), int(gap["cadence_days"])
    than = (
        f"the {cadence} days assumed without a cadence" if gap["is_assumed"] else f"its {cadence}-day rhythm"
    )
    return f"No session recorded for {counted(days, 'day')}, more than {limit:g} × {than}"


def circle_figures(judged: pd.DataFrame, circles: Iterable[str]) -> dict[str, Figure]:
    """The state of each circle; value None for those that are not active."""
    states = {
        circle: (state, reasons)
        for circle, state, reasons in zip(judged["circle"], judged["status"], judged["reasons"], strict=True)
    }
    return {circle: _circle_figure(*states.get(circle, (None, []))) for circle in circles}


def _circle_figure(state: str | None, reasons: list[str]) -> Figure:
    return Figure(
        "status",
        "Status",
        STATUS_DEFINITION,
        unit="word",
        value=state,
        status=state,
        parts={"reasons": list(reasons)},
        missing=None if state else "the circle is not active",
    )


def program_figure(judged: pd.DataFrame) -> Figure:
    """Circles on track / circles that can be judged. Parts: how many are in each state."""
    found = Counter(judged["status"])
    counts = {status: found[status] for status in STATUSES}
    total = sum(counts.values()) - sum(counts[status] for status in UNJUDGED)
    return Figure(
        "status",
        "Circles on track",
        STATUS_DEFINITION,
        value=counts[ON_TRACK] / total if total else None,
        n=counts[ON_TRACK],
        N=total,
        excluded={why: counts[status] for status, why in UNJUDGED.items() if counts[status]},
        parts=counts,
    )


def by_need(judged: pd.DataFrame) -> pd.DataFrame:
    """The same rows, the circles most in need first."""
    rank = judged["status"].map({status: rank for rank, status in enumerate(STATUSES)}).astype("float64")
    order = np.lexsort((judged["circle"].str.casefold().to_numpy(dtype=object), rank.to_numpy()))
    return judged.iloc[order]
