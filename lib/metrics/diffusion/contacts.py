"""Which teams are in contact: they have members in the same circle, or one of them learned a practice from the other.

The log does not say which team a member is on. A team that has circle members is taken to have them in every circle
with an active member of its function and region. Circles too small to be reported to the viewer give no contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core import small_groups
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import sources, spreading
from lib.metrics.diffusion.adoptions import adoption_events


@dataclass(frozen=True)
class Contacts:
    """`teams`: of all functions and regions, even where the log is filtered. `place` (int64, one per team): the
    function and region in which it has circle members, -1 without any. `near`: a symmetric matrix (bool, places x
    places) of those that share a circle; teams of two such places are in contact, and those of one. `beside`: of, other
    (positions in `teams`), since (datetime64[s]): who learned from whom, once for each of the two, and when the
    follower adopted first; without those that share a circle. `events`: `adoption_events` of those teams.

    So there is nothing here for each pair of teams, of which a large log has a billion.
    """

    teams: pd.Index
    place: NDArray[np.int64]
    near: NDArray[np.bool_]
    beside: pd.DataFrame
    events: pd.DataFrame

    @cached_property
    def at(self) -> NDArray[np.int64]:
        """The place of each team, those without one at a place near none: the last of `near_or_none`."""
        return np.where(self.place < 0, len(self.near), self.place)

    @cached_property
    def near_or_none(self) -> NDArray[np.bool_]:
        """`near` with one more place, which is near none."""
        return np.pad(self.near, (0, 1))

    def between(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the teams `rows` (positions) are in contact with which of the teams `columns`: a matrix."""
        found = self.near_or_none[np.ix_(self.at[rows], self.at[columns])]
        found &= rows[:, None] != columns
        return found | (self._beside[rows][:, columns].toarray() > 0)

    def sums(self, of_team: NDArray[np.float32] | Any) -> NDArray[np.int64]:
        """For each team (rows) the sum of `of_team` (a matrix with a row for each team) over its contacts."""
        from scipy.sparse import csr_array

        places, rows = len(self.near) + 1, np.arange(len(self.teams))
        ones = np.ones(len(rows), dtype=np.float32)
        of_place = csr_array((ones, (self.at, rows)), shape=(places, len(rows))) @ of_team
        shared = (self.near_or_none.astype(np.float32) @ of_place)[self.at]
        itself = self.near_or_none[self.at, self.at][:, None]
        return np.rint(shared - np.where(itself, of_team, 0) + self._beside @ of_team).astype(np.int64)

    @cached_property
    def sharing(self) -> NDArray[np.int64]:
        """How many other teams each team shares a circle with."""
        teams = np.bincount(self.at, minlength=len(self.near) + 1)
        return (self.near_or_none @ teams)[self.at] - self.near_or_none[self.at, self.at]

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """How many contacts each team has."""
        return self.sharing + np.bincount(self.beside["of"], minlength=len(self.teams))

    @cached_property
    def _beside(self) -> Any:
        from scipy.sparse import csr_array

        ones, size = np.ones(len(self.beside), dtype=np.float32), len(self.teams)
        pairs = self.beside["of"].to_numpy(), self.beside["other"].to_numpy()
        return csr_array((ones, pairs), shape=(size, size))


@remembered
def contacts(facts: Facts) -> Contacts:
    """The contacts on as_of. Without members, functions or regions no team shares a circle."""
    log = spreading.log(facts).everywhere
    events = adoption_events(log, facts.as_of)
    teams = pd.Index(log.teams["team"])
    edges = sources.links(log, facts.as_of, events=events)
    edges = edges[edges["source_kind"] == "team"]
    learned = pd.DataFrame(
        {
            "follower": positions_in(edges["team"], teams),
            "source": positions_in(edges["source"], teams),
            "since": edges["adopted_on"].array,
        }
    )
    known = (learned["follower"] >= 0) & (learned["source"] >= 0)
    learned = learned[known].reset_index(drop=True)
    place, near = _sharing(facts, log.teams)
    both = pd.concat([learned, learned.rename(columns={"follower": "source", "source": "follower"})])
    both = both.rename(columns={"follower": "of", "source": "other"})
    beside = both.groupby(["of", "other"], sort=False)["since"].min().reset_index()
    of, other = (place[beside[name].to_numpy()] for name in ("of", "other"))
    shares = (of >= 0) & (other >= 0) & np.pad(near, (0, 1))[of, other] & (beside["of"] != beside["other"])
    return Contacts(teams, place, near, beside[~shares].reset_index(drop=True), events)


def _sharing(facts: Facts, teams: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """`Contacts.place` and `Contacts.near`."""
    from scipy.sparse import csr_array

    roster = small_groups.reported(Facts(facts.log.with_roster, facts.as_of))
    members = roster.active_members.dropna(subset=["circle", "function", "region"])
    seat, places = pd.factorize(_place(members))
    of_team = positions_in(_place(teams), pd.Index(places))
    has_members = (teams["circle_member"] == True).to_numpy(dtype=bool, na_value=False)  # noqa: E712
    circle, names = pd.factorize(members["circle"].astype("str"))
    ones = np.ones(len(seat), dtype=np.float32)
    seats = csr_array((ones, (seat, circle)), shape=(len(places), len(names)))
    return np.where(has_members, of_team, -1), (seats @ seats.T).toarray() > 0


def _place(rows: pd.DataFrame) -> pd.Series:
    """Function and region as one name, folded; missing if one is not recorded."""
    return folded(rows["function"]) + "\0" + folded(rows["region"])
