"""One practice, or all of them, in a sentence: how far it came, how it moves, and where it holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from lib.access.redaction import KEPT
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import adoptions, pace_change, sources, spreading, stages, sustainment
from lib.metrics.statistics.intervals import wilson


def title(facts: Facts, practice: str) -> str:
    """How to call a practice: its title, or its key where that is blank or not for the viewer to read."""
    own = facts.log.practices
    found = own.loc[own["practice"] == practice, "title"]
    named = None if found.empty or pd.isna(found.iloc[0]) else str(found.iloc[0]).strip()
    return named if named and named != KEPT else practice


@remembered
def in_words(facts: Facts, practice: str) -> str:
    """Two-page brief: in use in 31 of 84 teams (27-48 %), 4 generations out, slowing since May; holds best in
    Operations EU (9 of 10 still use it)."""
    own = spreading.only(facts, practice)
    rows, name = spreading.events(own), title(facts, practice)
    if missing := not_recorded(facts):
        return f"{name}: {missing}."
    used = rows["in_use"].to_numpy() & spreading.is_eligible(own)
    n, N = int(used.sum()), int(spreading.eligible(own).sum())
    if not N:
        return f"{name}: no team that it is meant for exists on this day."
    if rows.empty:
        return f"{name}: no team has adopted it yet{_on_the_way(own)}."
    parts = [f"{name}: in use in {n:,} of {_teams(N)}{_interval(n, N)}"]
    if not n:
        parts = [f"{name}: adopted by {len(rows):,}, in use in none of {_teams(N)}"]
    if words := _generations(int(rows["generation"].max()), len(spreading.attributed(own))):
        parts.append(words)
    if moving := pace_change.in_words(rows["adopted_on"], own.as_of):
        parts.append(moving)
    best = holds_best(own)
    holds = f"; holds best in {best.place} ({best.kept:,} of {best.adopters:,} still use it)" if best else ""
    return f"{', '.join(parts)}{holds}."


@remembered
def all_in_words(facts: Facts) -> str:
    """How many teams use a practice, the widest one, how much is learned from others, and how it moves."""
    if missing := not_recorded(facts):
        return f"How far practices travel is {missing}."
    rows, eligible = spreading.events(facts), spreading.eligible(facts)
    N, practices = int(eligible.any(axis=1).sum()), len(spreading.practices(facts))
    if not practices:
        return "No practice is in the library yet."
    if rows.empty or not N:
        of = "1 practice" if practices == 1 else f"{practices:,} practices"
        return f"No team has adopted any of {of} yet{_on_the_way(facts)}."
    used = rows[rows["in_use"].to_numpy() & spreading.is_eligible(facts)]
    teams = int(used["team"].nunique())
    parts = [f"{teams:,} of {_teams(N)} use at least one of {practices:,} practices"]
    if practices == 1:
        parts = [
            f"{teams:,} of {_teams(N)} use the one practice, {title(facts, str(rows['practice'].iloc[0]))}"
        ]
    elif len(used):
        widest = used["practice"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        parts.append(
            f"the widest, {title(facts, str(widest.index[0]))}, is in use in {_teams(int(widest.iloc[0]))}"
        )
    attributed = len(spreading.attributed(facts))
    if len(rows) >= MIN_FOR_PERCENT:
        parts.append(f"{attributed / len(rows):.0%} of adoptions are learned from others".replace("%", " %"))
    if moving := pace_change.in_words(rows["adopted_on"], facts.as_of):
        parts.append(f"new adoptions {_told(moving)}")
    return f"{'; '.join(parts)}."


def not_recorded(facts: Facts) -> str | None:
    """not recorded: no tab adoptions; None where the log can tell of spread."""
    for tab in adoptions.NEEDED_TABS:
        if not facts.log.has(tab):
            return f"not recorded: no tab {tab}"
    return None


class Holds(NamedTuple):
    """Where adopters keep a practice most: `kept` of `adopters` still use it."""

    place: str
    kept: int
    adopters: int


def holds_best(facts: Facts) -> Holds | None:
    """The place, else the function, else the region, in which most of those who adopted at least 90 days ago still use
    it. From 5 such adopters on, in two places or more, and only where more of them do than elsewhere; the lower end of
    Wilson's interval decides. None where that cannot be told."""
    rows = sustainment.first_uses(facts)
    mature = rows[rows["since"] <= facts.as_of - pd.Timedelta(days=sources.MATURE_DAYS)]
    if mature["in_use"].all():
        return None
    for columns in (["function", "region"], ["function"], ["region"]):
        counted = (
            mature.dropna(subset=columns).groupby(columns)["in_use"].agg(["sum", "size"]).astype("int64")
        )
        counted = counted[counted["size"] >= MIN_FOR_PERCENT]
        if len(counted) < 2:
            continue
        at = int(np.argmax(wilson(counted["sum"], counted["size"])[0]))
        best, (kept, adopters) = counted.index[at], counted.iloc[at]
        others = counted.sum() - counted.iloc[at]
        if kept / adopters <= others["sum"] / others["size"]:
            return None
        return Holds(" ".join(best) if isinstance(best, tuple) else str(best), int(kept), int(adopters))
    return None


def _teams(count: int) -> str:
    return "1 team" if count == 1 else f"{count:,} teams"


def _interval(n: int, N: int) -> str:
    """Wilson's interval as people read it; nothing where N < 5."""
    if N < MIN_FOR_PERCENT:
        return ""
    low, high = (round(100 * share) for share in wilson(n, N))
    return f" ({low}-{high} %)" if low < high else f" ({low} %)"


def _generations(deepest: int, attributed: int) -> str:
    if not attributed:
        return "no source named"
    return "1 generation out" if deepest == 1 else f"{deepest} generations out"


def _on_the_way(facts: Facts) -> str:
    counts = stages.standing(facts).set_index("stage")["teams"]
    verbs = {"trying": "trying it", "told": "told of it"}
    words = [f"{counts[stage]:,} {verb}" for stage, verb in verbs.items() if counts[stage]]
    return f": {' and '.join(words)}" if words else ""


def _told(moving: str) -> str:
    """The words of `pace_change.in_words` after "new adoptions"."""
    for start, instead in (
        ("slowing", "have slowed down"),
        ("picking up", "have picked up"),
        ("no new team since", "stopped after"),
        ("at a", "come at a"),
    ):
        if moving.startswith(start):
            return instead + moving.removeprefix(start)
    return moving
