"""One practice, or all of them, in a sentence: how widely it is used, how it is moving, and where it lasts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from lib.log.format.frames import among
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import adoptions, pace_change, sources, spreading, stages, sustainment
from lib.metrics.diffusion.practice_titles import title
from lib.metrics.diffusion.spreading import Bools
from lib.metrics.statistics.intervals import wilson
from lib.words.phrases import counted, listed, plural, sentence
from lib.words.shares import percent, percent_range

NOT_OFFERED = "not offered for spread yet, because it is not proven and has no lighthouse, target or adoption"


@remembered
def in_words(facts: Facts, practice: str) -> str:
    """Two-page brief: in use in 31 of 84 teams (27-48 %), up to 4 steps from where it began, slowing since May; lasts
    best in Operations EU (9 of 10 still use it)."""
    own = spreading.for_practice(facts, practice)
    rows, name = spreading.events(own), title(facts, practice)
    if missing := not_recorded(facts):
        return f"{name}: {missing}."
    used = rows["in_use"].to_numpy() & spreading.is_eligible(own)
    n, N = int(used.sum()), int(spreading.eligible(own).sum())
    if not spreading.is_offered(own).all():
        return f"{name}: {NOT_OFFERED}."
    if not N:
        return f"{name}: no teams that it is meant for exist on this day."
    if rows.empty:
        none = absence.said("no team has adopted it yet", "adoption", absence.unknown(facts, "stages"))
        return f"{name}: {none}{_on_the_way(own)}."
    parts = [f"{name}: in use in {n:,} of {counted(N, 'team')}{_interval(n, N)}"]
    if not n:
        parts = [
            f"{name}: adopted by {counted(len(rows), 'team')}, not in use in any of {counted(N, 'team')}"
        ]
    parts.append(_steps(int(rows["generation"].max()), len(spreading.attributed(own))))
    if moving := pace_change.in_words(rows["adopted_on"], own.as_of):
        parts.append(moving)
    best = lasts_best(own)
    lasts = f"; lasts best in {best.place} ({best.kept:,} of {best.adopters:,} still use it)" if best else ""
    return f"{', '.join(parts)}{lasts}."


@remembered
def all_in_words(facts: Facts) -> str:
    """How many teams use a practice, the most widely used one, how many adoptions were learned from others, and how
    the pace has changed."""
    if missing := not_recorded(facts):
        return f"How far practices travel is {missing}."
    rows, eligible = spreading.events(facts), spreading.eligible(facts)
    exists = _exists(facts)
    N, practices = int(eligible.any(axis=1).sum()), int((exists & spreading.is_offered(facts)).sum())
    kept = int(exists.sum()) - practices
    if not practices + kept:
        none = "the library has no practices yet"
        return sentence(absence.said(none, "practice", absence.unknown(facts, "practices")))
    if not practices:
        none = f"None of the {kept:,} practices is" if kept > 1 else "The one practice is not"
        return f"{none} offered for spread yet: proven, or with a lighthouse, a target or an adoption."
    if rows.empty or not N:
        some = "the one practice" if practices == 1 else f"any of the {practices:,} practices"
        none = absence.said(f"no team has adopted {some} yet", "adoption", absence.unknown(facts, "stages"))
        return sentence(f"{none}{_on_the_way(facts)}")
    used = rows[rows["in_use"].to_numpy() & spreading.is_eligible(facts)]
    teams = int(used["team"].nunique())
    some = f"{teams:,} of {counted(N, 'team')} {plural(N, 'uses', 'use')}"
    offered = plural(practices, "is offered", "are offered")
    library = (
        f" that {offered} ({kept:,} more in the library {plural(kept, 'is', 'are')} not)" if kept else ""
    )
    parts = [f"{some} at least one of {practices:,} practices{library}"]
    if practices == 1:
        parts = [f"{some} the one practice{library}, {title(facts, str(rows['practice'].iloc[0]))}"]
    elif len(used):
        widest = used["practice"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        name, users = title(facts, str(widest.index[0])), counted(int(widest.iloc[0]), "team")
        parts.append(f"the most widely used, {name}, is in use in {users}")
    attributed = len(spreading.attributed(facts))
    names_one = rows["from_team"].notna() | rows["lighthouse"].notna()
    if len(rows) >= MIN_FOR_PERCENT and not names_one.any():
        parts.append("no adoption says who it was learned from")
    elif len(rows) >= MIN_FOR_PERCENT:
        parts.append(f"{percent(attributed / len(rows))} of adoptions were learned from others")
    if moving := pace_change.in_words(rows["adopted_on"], facts.as_of):
        parts.append(f"new adoptions {_as_predicate(moving)}")
    return f"{'; '.join(parts)}."


def _exists(facts: Facts) -> Bools:
    """Which of `spreading.practices` there were on the day as_of: not added later, unless a team had come to it."""
    library = spreading.practices(facts)
    added_later = (library["added"] > facts.as_of).to_numpy(dtype=bool)
    return ~added_later | among(library["practice"], spreading.stages(facts)["practice"].array).to_numpy()


def not_recorded(facts: Facts) -> str | None:
    """The tab that the log would need to show spread, "not recorded: no adoptions tab"; None if it has all of them."""
    for tab in adoptions.NEEDED_TABS:
        if lacking := facts.log.lacks(tab):
            return f"not recorded: {lacking}"
    return None


class Lasting(NamedTuple):
    """A place where adopters keep using a practice: `kept` of `adopters` still do."""

    place: str
    kept: int
    adopters: int


def lasts_best(facts: Facts) -> Lasting | None:
    """The place where a practice lasts best: a function in a region, else a function, else a region.

    Only teams that adopted at least 90 days ago count, and only places with at least 5 of them. The best of two or more
    places is the one with the highest lower end of Wilson's interval of the share still using the practice. None if
    there is nothing to compare, if no team stopped, or if the share is no higher there than elsewhere.
    """
    rows = sustainment.first_uses(facts)
    mature = rows[rows["since"] <= facts.as_of - pd.Timedelta(days=sources.MATURE_DAYS)]
    if mature["in_use"].all():
        return None
    for columns in (["function", "region"], ["function"], ["region"]):
        counts = mature.dropna(subset=columns).groupby(columns)["in_use"].agg(["sum", "size"]).astype("int64")
        counts = counts[counts["size"] >= MIN_FOR_PERCENT]
        if len(counts) < 2:
            continue
        at = int(np.argmax(wilson(counts["sum"], counts["size"])[0]))
        best, (kept, adopters) = counts.index[at], counts.iloc[at]
        others = counts.sum() - counts.iloc[at]
        if kept / adopters <= others["sum"] / others["size"]:
            return None
        return Lasting(" ".join(best) if isinstance(best, tuple) else str(best), int(kept), int(adopters))
    return None


def _interval(n: int, N: int) -> str:
    """Wilson's interval in percent, " (27-48 %)"; "" where N < 5."""
    if N < MIN_FOR_PERCENT:
        return ""
    return f" ({percent_range(*wilson(n, N))})"


def _steps(deepest: int, attributed: int) -> str:
    """How far the practice is from where it began: generations are steps from a root."""
    if not attributed:
        return "no sources named"
    return f"{'up to ' if deepest > 1 else ''}{counted(deepest, 'step')} from where it began"


def _on_the_way(facts: Facts) -> str:
    """Teams that have not adopted but are at an earlier stage, ": 1 trying it and 2 told about it"; "" for none."""
    counts = stages.standing(facts).set_index("stage")["teams"]
    verbs = {"trying": "trying it", "told": "told about it"}
    words = listed(f"{counts[stage]:,} {verb}" for stage, verb in verbs.items() if counts[stage])
    return f": {words}" if words else ""


def _as_predicate(moving: str) -> str:
    """The words of `pace_change.in_words`, reworded to follow "new adoptions"."""
    for start, instead in (
        ("slowing", "have slowed down"),
        ("picking up", "have picked up"),
        ("no new teams since", "stopped after"),
        ("at a", "are coming at a"),
    ):
        if moving.startswith(start):
            return instead + moving.removeprefix(start)
    return moving
