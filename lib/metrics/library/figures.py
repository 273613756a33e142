"""What circles keep of their cases, and which practices have worked in more than one place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.diffusion.spreading import RECORDS
from lib.metrics.diffusion.what_works import CONCLUSIVE, NOT_RECORDED, TOO_EARLY, tried
from lib.metrics.health.cases import cases
from lib.metrics.library.uses import known

WITHIN_DAYS = 30
"""A case is kept if an entry of the library follows within so many days."""
ENOUGH_CONTEXTS = 2
NO_KIND = "kind not recorded"


def library(facts: Facts) -> pd.DataFrame:
    """Held sessions with a case; hit = an entry of the library was added within 30 days. A unit belongs to the day of
    the session.

    An entry belongs to the session that it names; one that names none, to its circle's cases of the 30 days before it
    was added. Left out: cases of the last 30 days without an entry yet, and cases whose entry has no day.
    """
    rows, entries = cases(facts), known(facts)
    by_name, undated = _named(rows, entries)
    hit = by_name | _of_circle(rows, entries)
    recent = ~hit & (rows["on"] > facts.as_of - pd.Timedelta(days=WITHIN_DAYS)).to_numpy()
    return units(
        rows,
        on=rows["on"],
        hit=hit,
        excluded=[
            (~hit & undated, "day the entry was added not recorded"),
            (recent, "held fewer than 30 days ago"),
        ],
    )


def _named(rows: pd.DataFrame, entries: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which sessions an entry names that was added in time; and which are named by one without a day."""
    session = positions_in(entries["session"], pd.Index(rows["session"]))
    some = entries[session >= 0]
    session = session[session >= 0]
    late = rows["on"].to_numpy()[session] + np.timedelta64(WITHIN_DAYS, "D")
    in_time = some["added"].to_numpy() <= late
    found = [np.bincount(session[mask], minlength=len(rows)) > 0 for mask in (in_time, some["added"].isna())]
    return found[0], found[1]


def _of_circle(rows: pd.DataFrame, entries: pd.DataFrame) -> NDArray[np.bool_]:
    """Which sessions an entry of the circle followed in time that names no session."""
    own = entries.loc[entries["session"].isna() & entries["added"].notna(), ["circle", "added"]]
    pairs = (
        rows[["circle", "on"]]
        .assign(row=np.arange(len(rows)))
        .astype({"circle": "str"})
        .merge(own, on="circle")
    )
    days = (pairs["added"] - pairs["on"]).dt.days
    return np.bincount(pairs.loc[(days >= 0) & (days <= WITHIN_DAYS), "row"], minlength=len(rows)) > 0


def kinds(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """Part kinds, for the program and by circle: entries of the library by kind, whatever the period."""
    rows = known(facts)
    kind = rows["kind"].astype("str").fillna(NO_KIND)

    def parts(some: pd.Series) -> dict[str, Any]:
        return {"kinds": dict(sorted(some.value_counts().to_dict().items()))}

    by = {str(circle): parts(some) for circle, some in kind.groupby(rows["circle"].to_numpy())}
    return parts(kind), {circle: by.get(circle, {"kinds": {}}) for circle in facts.log.circles["circle"]}


def contexts(facts: Facts) -> pd.DataFrame:
    """Every function and region in which a practice has a known effect: one row each, by practice and place.

    Columns: practice, circle, function, region (str; NOT_RECORDED for one that is not), worked, mixed, did_not_work
    (int64: teams), is_place (bool: at least one of the two is recorded).
    """
    rows = tried(facts)
    rows = rows[rows["effect"].isin(CONCLUSIVE)]
    counts = pd.DataFrame(
        {word.replace(" ", "_"): (rows["effect"] == word).astype("int64") for word in CONCLUSIVE}
    )
    keys = [rows[name] for name in ("practice", "circle", "function", "region")]
    found = counts.groupby(keys, sort=True).sum().reset_index()
    is_place = (found["function"] != NOT_RECORDED) | (found["region"] != NOT_RECORDED)
    return found.assign(is_place=is_place.astype(bool))


def playbook(facts: Facts) -> pd.DataFrame:
    """Practices that a team tried or took further; hit = it worked in at least 2 functions or regions (each pair of
    the two is a place). A unit belongs to the day of its first try that has one.

    Parts: never_worked (a known effect, but it worked nowhere). Left out: no effect is known yet, or nowhere it worked
    is the place recorded.
    """
    every = tried(facts)
    rows = every.groupby(["practice", "circle"], sort=True)["on"].min().reset_index()
    known_effect = every[every["effect"].isin(CONCLUSIVE)]
    early = every[every["effect"] == TOO_EARLY]
    places = contexts(facts)
    worked = places[places["worked"] > 0]
    count = (
        worked[worked["is_place"]].groupby("practice").size().reindex(rows["practice"]).fillna(0).to_numpy()
    )
    has_effect = rows["practice"].isin(known_effect["practice"])
    has_worked = rows["practice"].isin(worked["practice"])
    return units(
        rows,
        on=rows["on"],
        hit=count >= ENOUGH_CONTEXTS,
        excluded=[
            (~has_effect & rows["practice"].isin(early["practice"]), "too early to tell"),
            (~has_effect, "effect not recorded"),
            (has_worked & (count == 0), "function and region not recorded"),
        ],
        parts={"never_worked": ~has_worked},
    )


DEFINITIONS = (
    Definition(
        "library",
        "Cases kept in the library",
        "The share of cases after which the circle added a practice, case study, framework, checklist or decision tree "
        "to the library within 30 days.",
        library,
        (("sessions", "case"), ("practices", "added")),
        more=kinds,
        group="library",
        is_habit=False,
    ),
    Definition(
        "playbook",
        "Worked in two places",
        "Of the practices with a known effect, the share that worked in at least two places. A place is a function in "
        "a region.",
        playbook,
        (*RECORDS, ("adoptions", "effect")),
        windowed=False,
        group="library",
        is_habit=False,
    ),
)
