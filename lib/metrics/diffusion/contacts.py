"""Which teams are in contact: they have members in the same circle, or one of them learned a practice from the other.

The log does not say which team a member is on. A team that has circle members is taken to have them in every circle
with an active member of its function and region. Circles too small to be reported to the viewer give no contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core import small_groups
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import sources, spreading
from lib.metrics.diffusion.adoptions import adoption_events


@dataclass(frozen=True)
class Contacts:
    """`teams`: of all functions and regions, even where the log is filtered. `shared`: a symmetric 0/1 matrix of teams
    that share a circle (scipy.sparse, no diagonal). `learned`: follower, source (positions in `teams`), since
    (datetime64[s]): who learned from whom, and when the follower adopted. `events`: `adoption_events` of those teams.
    """

    teams: pd.Index
    shared: Any
    learned: pd.DataFrame
    events: pd.DataFrame

    @property
    def all(self) -> Any:
        """Both kinds of contact as one symmetric 0/1 matrix."""
        from scipy.sparse import csr_array

        source, follower = (self.learned[name].to_numpy() for name in ("source", "follower"))
        ones, size = np.ones(2 * len(source), dtype=np.float32), len(self.teams)
        both = np.concatenate([source, follower]), np.concatenate([follower, source])
        return ((csr_array((ones, both), shape=(size, size)) + self.shared) > 0).astype(np.float32)


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
    return Contacts(teams, _sharing(facts, log.teams), learned[known].reset_index(drop=True), events)


def _sharing(facts: Facts, teams: pd.DataFrame) -> Any:
    from scipy.sparse import csr_array, diags_array

    roster = small_groups.reported(Facts(facts.log.with_roster, facts.as_of))
    members = roster.active_members.dropna(subset=["function", "region"])
    place = pd.Index(_place(members).unique())
    of_team = positions_in(_place(teams), place)
    has_members = (teams["circle_member"] == True).to_numpy(dtype=bool, na_value=False)  # noqa: E712
    of_team[~has_members] = -1
    circle, names = pd.factorize(members["circle"].astype("str"))
    seats = np.zeros((len(place), len(names)), dtype=np.float32)
    seats[positions_in(_place(members), place), circle] = 1
    sits = np.vstack([seats, np.zeros((1, len(names)), dtype=np.float32)])[of_team]
    incidence = csr_array(sits)
    shared = (incidence @ incidence.T > 0).astype(np.float32)
    found = (shared - diags_array(shared.diagonal())).tocsr()
    found.eliminate_zeros()
    return found


def _place(rows: pd.DataFrame) -> pd.Series:
    """Function and region as one name, folded; missing if one is not recorded."""
    return folded(rows["function"]) + "\0" + folded(rows["region"])
