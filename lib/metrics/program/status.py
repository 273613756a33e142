"""The state of a circle by rules, with reasons. There is no score: the reasons show which rules apply.

Figures count the period and are judged if N >= 5. The gap, the number of sessions and the chart of participation by
session use the circle's whole history up to as_of, because a period of a month has no chart.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.health.gaps import GAP_FLAGGED, GAP_NEEDS_HELP, gaps
from lib.metrics.program import unread
from lib.metrics.statistics import control_chart
from lib.metrics.statistics.intervals import wilson
from lib.words.phrases import counted, sentence
from lib.words.shares import exact_percent

STATUS_DEFINITION = (
    "Each circle's status, set by rules, with the reasons listed. The figure is the share of circles on track among "
    "those with at least 3 held sessions."
)

TOO_EARLY, NEEDS_HELP, WATCH, ON_TRACK = "Too early", "Needs help", "Watch", "On track"
STATUSES = (NEEDS_HELP, WATCH, TOO_EARLY, ON_TRACK)
"""In order of need."""
MIN_HELD = 3
MIN_DUE = 5
JUDGED = tuple(key for key, definition in DICTIONARY.items() if definition.target)
"""Figures with a target."""


RULES = {
    NEEDS_HELP: (
        f"participation is below its target and falling, or surely below it (its chart or its 95 % interval); or no "
        f"session for more than {GAP_NEEDS_HELP:g} × the circle's cadence; or actions done on time are below their "
        f"target with at least {MIN_DUE} due"
    ),
    WATCH: (
        f"any one sign of concern: a figure below its target (with at least {MIN_FOR_PERCENT} records), participation "
        f"falling, or no session for more than {GAP_FLAGGED:g} × the cadence"
    ),
    TOO_EARLY: f"fewer than {MIN_HELD} sessions held",
    ON_TRACK: "none of these",
}
"""When a circle has each status, for the page; the first that applies counts, too early before all others."""


def judge(
    facts: Facts, circles: Mapping[str, Mapping[str, Figure]], participation_units: pd.DataFrame
) -> pd.DataFrame:
    """One row per active circle: circle (str), status (one of STATUSES), reasons (list of str), held (int).

    Needs help: participation is below its target, and either its chart misses the target or shows a special cause of
    concern, or its whole 95 % interval is below the target; or there is a gap of more than 2 × cadence; or on_time is
    below its target with at least 5 due. Watch: any single signal of concern, that is a figure below its target,
    participation falling, or a gap of more than 1.5 × cadence. Too early: fewer than 3 held sessions. Circles not
    active on as_of have no row; without any active circle the frame is empty.
    """
    held = facts.held["circle"].value_counts()
    trends = _participation_trends(participation_units, facts)
    gap_of = gaps(facts).set_index("circle").to_dict("index")
    rows = []
    for circle in facts.active_circles["circle"]:
        figures = circles[circle]
        count = int(held.get(circle, 0))
        if count < MIN_HELD:
            lacking = unread.in_words(facts.log, unread.ABOUT_CIRCLES)
            reasons = [
                sentence(lacking).removesuffix(".")
                or f"{counted(count, 'session')} held; {MIN_HELD} are needed to judge"
            ]
            rows.append((circle, TOO_EARLY, reasons, count))
            continue
        trend = trends.get(circle, "none")
        severe = _needs_help(figures, gap_of[circle], trend)
        concerns = severe or _concerns(figures, gap_of[circle], trend)
        status = NEEDS_HELP if severe else WATCH if concerns else ON_TRACK
        rows.append((circle, status, severe + [c for c in concerns if c not in severe], count))
    return pd.DataFrame(rows, columns=["circle", "status", "reasons", "held"])


def _participation_trends(units: pd.DataFrame, facts: Facts) -> dict[str, str]:
    """Circle -> "misses" or "concern" by its chart of participation by session, if it has at least 5 sessions.

    One call makes all charts: a phase is a circle, or a part of its history between changes that ask for new limits.
    """
    included = units.loc[units["reason"].isna(), ["circle", "on", "hit"]]
    points = included.groupby(["circle", "on"], observed=True, sort=True)["hit"].mean().reset_index()
    sizes = points.groupby("circle", observed=True)["on"].transform("size")
    points = points[sizes >= MIN_FOR_PERCENT].reset_index(drop=True)
    points = points.assign(limits=_limits_of(points, facts))
    latest_limits = points.groupby("circle", observed=True)["limits"].transform("last")
    # points under earlier limits say nothing about today
    points = points[points["limits"] == latest_limits].reset_index(drop=True)
    target = float(facts.log.settings["target_participation"])
    chart = control_chart.xmr(
        points["hit"].to_numpy(),
        rules=str(facts.log.settings["control_rules"]),
        phases=points["limits"].to_list(),
        low=0,
        high=1,
    )
    last = ~points.duplicated("circle", keep="last")
    latest = chart[last.to_numpy()].set_axis(points.loc[last, "circle"].astype("str"))
    misses = latest["upper"] < target - control_chart.TOLERANCE
    concern = (latest["kind"] == "concern") & latest["mean"].notna()
    return dict.fromkeys(latest.index[concern], "concern") | dict.fromkeys(latest.index[misses], "misses")


def _limits_of(points: pd.DataFrame, facts: Facts) -> list[int]:
    """A number for each point, the same for points that share limits: one circle, no change of limits in between."""
    changes = facts.log.changes
    changes = changes[changes["rebase"].fillna(False).astype(bool) & (changes["date"] <= facts.as_of)]
    since = np.zeros(len(points), dtype=np.int64)
    for circle, date in zip(changes["circle"], changes["date"], strict=True):
        concerned = points["on"] >= date
        since += (
            concerned & (points["circle"] == circle) if isinstance(circle, str) else concerned
        ).to_numpy()
    return (points["circle"].cat.codes.to_numpy().astype(np.int64) * (len(changes) + 1) + since).tolist()


def _needs_help(figures: Mapping[str, Figure], gap: Mapping[Hashable, float], trend: str) -> list[str]:
    reasons = []
    participation, on_time = figures["participation"], figures["on_time"]
    if _is_below(participation) and (trend in {"misses", "concern"} or _surely_below(participation)):
        reasons.append(_against_target(participation) + (", and falling" if trend == "concern" else ""))
    if gap["ratio"] > GAP_NEEDS_HELP:
        reasons.append(_gap_words(gap, GAP_NEEDS_HELP))
    if _is_below(on_time) and (on_time.N or 0) >= MIN_DUE:
        reasons.append(_against_target(on_time))
    return reasons


def _concerns(figures: Mapping[str, Figure], gap: Mapping[Hashable, float], trend: str) -> list[str]:
    reasons = [_against_target(figures[key]) for key in JUDGED if _is_below(figures[key])]
    if trend == "concern" and not _is_below(figures["participation"]):
        reasons.append("Participation is falling")
    if gap["ratio"] > GAP_FLAGGED:
        reasons.append(_gap_words(gap, GAP_FLAGGED))
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
    return f"No session for {counted(days, 'day')}, more than {limit:g} × its {cadence}-day rhythm"


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
    """Circles on track / circles with enough sessions to judge. Parts: how many are in each state."""
    counts = {status: int((judged["status"] == status).sum()) for status in STATUSES}
    total = sum(counts.values()) - counts[TOO_EARLY]
    return Figure(
        "status",
        "Circles on track",
        STATUS_DEFINITION,
        value=counts[ON_TRACK] / total if total else None,
        n=counts[ON_TRACK],
        N=total,
        excluded={"too early to tell": counts[TOO_EARLY]} if counts[TOO_EARLY] else {},
        parts=counts,
    )


def by_need(judged: pd.DataFrame) -> pd.DataFrame:
    """The same rows, the circles most in need first."""
    rank = judged["status"].map({status: rank for rank, status in enumerate(STATUSES)}).astype("float64")
    order = np.lexsort((judged["circle"].str.casefold().to_numpy(dtype=object), rank.to_numpy()))
    return judged.iloc[order]
