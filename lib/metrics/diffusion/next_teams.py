"""Likely next teams: those of whose contacts many use a practice already, and whom they can ask.

Exposure is the share of a team's contacts that use the practice (Valente 1995; `exposure` of the R package netdiffuseR
without weights). A team's threshold is its exposure on the day before it adopted: how much proof it had seen. More
exposure goes together with adoption; it is not known to be the cause.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, Tally
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.adoptions import of_practice
from lib.metrics.diffusion.contacts import contacts
from lib.metrics.diffusion.spread_figures import by_circle, tallied
from lib.metrics.diffusion.spreading import RECORDS
from lib.metrics.diffusion.uses import Uses
from lib.words.phrases import counted, sentence
from lib.words.shares import percent

_AT_ONCE = 250
"""Practices of which a matrix with each team is made at once."""
FEW_CONTACTS = 3
"""With fewer contacts no share of them is given."""
MOST_TO_ASK = 3
MIN_FOR_WORDS = 5


def exposure(
    facts: Facts, chosen: slice = slice(None)
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """On as_of: how many contacts each team of the log has (one per row of the teams tab), how many of them use each of
    the `chosen` of `spreading.practices` (teams x practices), and which teams use it themselves (teams x practices)."""
    found, (team, practice) = contacts(facts), _users(facts)
    start, stop, _ = chosen.indices(len(spreading.practice_keys(facts)))
    uses = np.zeros((len(found.teams), stop - start), dtype=np.float32)
    its = (practice >= start) & (practice < stop)
    uses[team[its], practice[its] - start] = 1
    own = positions_in(facts.log.teams["team"], found.teams)
    return found.degree[own], found.sums(uses)[own], uses[own] > 0


@remembered
def _users(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which team (position in `Contacts.teams`) uses which of `spreading.practices` (position) on as_of."""
    found = contacts(facts)
    used = found.events[found.events["in_use"]]
    team, practice = (
        positions_in(used["team"], found.teams),
        positions_in(used["practice"], spreading.practice_keys(facts)),
    )
    known = (team >= 0) & (practice >= 0)
    return team[known], practice[known]


def next_teams(facts: Facts, practice: str) -> pd.DataFrame:
    """Teams that are eligible for a practice and do not use it, the highest exposure first, then the most contacts that
    use it, then by name.

    Columns: team, function, region (str), contacts, using (int64), exposure (float64: using / contacts, NaN with fewer
    than 3 contacts), stage (str: the latest stage it reached, missing for none), ask (str: up to 3 of the contacts that
    use it, those that have used it longest first). An unknown practice, or one not offered for spread: no rows.
    """
    practices = spreading.practice_keys(facts)
    place = int(practices.get_indexer(pd.Index([practice]))[0])
    teams = facts.log.teams
    if place < 0:
        return _listed(teams.iloc[:0], *(np.array([], dtype=np.int64) for _ in range(2)))
    degree, using, uses = exposure(facts, slice(place, place + 1))
    chosen = spreading.eligible(facts)[:, place] & ~uses[:, 0]
    rows, contact_count, users = teams[chosen], degree[chosen], using[chosen, 0]
    table = _listed(rows, contact_count, users)
    stages = (
        of_practice(spreading.stages(facts), practice).drop_duplicates("pair", keep="last").set_index("team")
    )
    table["stage"] = stages["stage"].astype("str").reindex(table["team"]).array
    table["ask"] = _to_ask(facts, practice, table["team"])
    order = np.lexsort(
        (table["team"].to_numpy(dtype=object), -table["using"], -table["exposure"].fillna(-1.0))
    )
    return table.take(order).reset_index(drop=True)


def _listed(rows: pd.DataFrame, degree: NDArray[np.int64], using: NDArray[np.int64]) -> pd.DataFrame:
    share = using / np.maximum(degree, 1)
    return (
        rows[["team", "function", "region"]]
        .assign(
            contacts=degree,
            using=using,
            exposure=np.where(degree >= FEW_CONTACTS, share, np.nan),
            stage=pd.Series(None, index=rows.index, dtype="str"),
            ask="",
        )
        .astype({"ask": "str", "exposure": "float64"})
        .reset_index(drop=True)
    )


def _to_ask(facts: Facts, practice: str, teams: pd.Series) -> list[str]:
    found = contacts(facts)
    used = of_practice(found.events[found.events["in_use"]], practice).sort_values(["adopted_on", "team"])
    users = positions_in(used["team"], found.teams)
    near = found.between(positions_in(teams, found.teams), users)
    names = used["team"].to_numpy(dtype=object)
    return [", ".join(names[row][:MOST_TO_ASK]) for row in near]


def next_counts(facts: Facts) -> Tally:
    """Eligible pairs of a practice and a team that does not use it; n = a contact of the team uses it. Parts: half (at
    least half of the contacts do). Teams with fewer than 3 contacts are left out."""
    eligible, count = spreading.eligible(facts), len(spreading.practice_keys(facts))
    sums = {name: np.zeros(count, dtype=np.int64) for name in ("n", "N", "half", "left out")}
    for start in range(0, count, _AT_ONCE):
        some = slice(start, min(start + _AT_ONCE, count))
        degree, using, uses = exposure(facts, some)
        open_pairs = eligible[:, some] & ~uses
        known = open_pairs & (degree >= FEW_CONTACTS)[:, None]
        share = using / np.maximum(degree, 1)[:, None]
        sums["n"][some] = (known & (using > 0)).sum(axis=0)
        sums["N"][some] = known.sum(axis=0)
        sums["half"][some] = (known & (share >= 0.5)).sum(axis=0)
        sums["left out"][some] = (open_pairs & ~known).sum(axis=0)
    circle = spreading.practices(facts)["circle"]
    counts = {name: by_circle(facts, values, circle) for name, values in sums.items()}
    left_out = counts.pop("left out")
    return tallied(facts, counts, {"with fewer than 3 contacts": left_out})


@remembered
def thresholds(facts: Facts) -> pd.DataFrame:
    """What each adopter had seen: one row per practice of the log and team of the log that adopted it.

    Columns: practice, team (str), adopted_on (datetime64[s]), contacts, using (int64: contacts on the day before, and
    those of them that used it then), exposure (float64: using / contacts, NaN with fewer than 3 contacts). Teams that
    share a circle on as_of count as contacts all along; who learned from whom, from the day after.
    """
    found, events = contacts(facts), spreading.events(facts)
    team, names = positions_in(events["team"], found.teams), pd.Index(events["practice"].unique())
    practice = positions_in(events["practice"], names)
    day = events["adopted_on"].to_numpy()
    uses = Uses(found, names)
    its = pd.DataFrame({"event": np.arange(len(events)), "of": team, "practice": practice, "day": day})
    its = its.merge(found.beside, on="of")
    its = its[its["since"] < its["day"]]
    use = uses.by(its["other"].to_numpy(), its["practice"].to_numpy(), its["day"].to_numpy())
    counts = found.sharing[team] + np.bincount(its["event"], minlength=len(events))
    users = uses.near(team, practice, day) + np.bincount(its["event"].to_numpy()[use], minlength=len(events))
    share = np.where(counts >= FEW_CONTACTS, users / np.maximum(counts, 1), np.nan)
    return events[["practice", "team", "adopted_on"]].assign(contacts=counts, using=users, exposure=share)


def threshold_in_words(facts: Facts) -> str:
    """How much proof adopters had seen, in a sentence; "" with fewer than 5 adopters that had 3 contacts or more."""
    known = thresholds(facts).dropna(subset="exposure")["exposure"]
    if len(known) < MIN_FOR_WORDS:
        return ""
    half, first = float(known.median()), int((known == 0).sum())
    who = f"of {counted(len(known), 'adoption')} by teams with at least {FEW_CONTACTS} contacts"
    none_before = f"{first:,} came before any contact used the practice"
    if not half:
        return sentence(f"{who}, {none_before}")
    most = f"{who}, half came when {percent(half)} of the contacts or fewer used the practice"
    return sentence(most, none_before if first else "")


def proof(facts: Facts, frame: pd.DataFrame | None) -> MoreParts:
    """Part threshold, for the program only: adopters with at least 3 contacts (count), the median of their exposure
    (None without any) and how many had no contact that used it (none_before)."""
    known = thresholds(facts).dropna(subset="exposure")["exposure"]
    parts: dict[str, Any] = {
        "count": len(known),
        "median": float(known.median()) if len(known) else None,
        "none_before": int((known == 0).sum()),
    }
    return {"threshold": parts}, {}


DEFINITIONS = (
    Definition(
        "next_teams",
        "Teams that know a user",
        "Of the teams that could use a practice and do not, the share with at least one contact that uses it. Contacts "
        "are teams with members in the same circle, or that learned from each other before.",
        tally=next_counts,
        needs=(*RECORDS, ("adoptions", "date")),
        improvement="neutral",
        windowed=False,
        more=proof,
        group="diffusion",
        is_habit=False,
    ),
)
