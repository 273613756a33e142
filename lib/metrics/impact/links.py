"""What hangs together from mandate to measured result: the things of each link, and which of them lead to which.

References lead from a circle with a mandate to its cases, from a case to its insights, on to the actions of the circle
that were not cancelled and name the insight, to the practice in the library that an action names, to the teams that
adopted it by as_of, and to the measured results of its lighthouses. The period chooses the cases; everything after them
follows from the references. `lib.metrics.impact.line_of_sight` follows cases along the same links up to adoption.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.model import CircleLog
from lib.metrics.core.counting import lacking
from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import named
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion.adoptions import ADOPTING
from lib.metrics.health.cases import cases
from lib.metrics.impact.results import ledger

LINKS = ("mandate", "case", "insight", "action", "practice", "adoption", "result")
"""The links in order. Things of "mandate" are circles, and those of "adoption" pairs of a practice and a team."""
_NEEDS = {
    "mandate": (("circles", "mandate"),),
    "case": (("sessions", "case"),),
    "insight": (("insights", "session"),),
    "action": (("actions", "insight"),),
    "practice": (("actions", "practice"), ("practices", "practice")),
    "adoption": (("adoptions", "stage"), ("teams", "team")),
    "result": (("lighthouses", "before"), ("lighthouses", "after")),
}
Bools: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Links:
    """Things of each of LINKS (`rows`: frames with _workbook and _row; mandate: circle, mandate, priority; adoption:
    practice, team), and edges between neighbors: positions of things of a link and of the next."""

    rows: tuple[pd.DataFrame, ...]
    edges: tuple[tuple[Numbers, Numbers], ...]

    def linked(self, circles: Bools) -> list[Bools]:
        """Which things of each link are reached from these circles."""
        reached = [circles]
        for (source, target), rows in zip(self.edges, self.rows[1:], strict=True):
            found = np.zeros(len(rows), dtype=bool)
            found[target[reached[-1][source]]] = True
            reached.append(found)
        return reached

    def leads_on(self) -> list[Bools]:
        """Which things of each link lead to one of the next; all results do."""
        pairs = zip(self.edges, self.rows[:-1], strict=True)
        found = [np.bincount(source, minlength=len(rows)) > 0 for (source, _), rows in pairs]
        return [*found, np.ones(len(self.rows[-1]), dtype=bool)]

    def whole(self) -> list[Bools]:
        """Which things of each link lead all the way to a measured result."""
        found = [np.ones(len(self.rows[-1]), dtype=bool)]
        for (source, target), rows in reversed(list(zip(self.edges, self.rows[:-1], strict=True))):
            found.insert(0, np.bincount(source[found[0][target]], minlength=len(rows)) > 0)
        return found


@remembered
def links(facts: Facts) -> Links:
    """The things and edges of the period. An empty log gives no things."""
    log, actions = facts.log, facts.actions
    circles = _circles(facts)
    worked = cases(facts)
    worked = worked[facts.in_period(worked["on"])]
    case_of = positions_in(log.insights["session"], pd.Index(worked["session"]))
    circle_of = worked["circle"].reset_index(drop=True).reindex(case_of).set_axis(log.insights.index)
    insights = log.insights.assign(circle=circle_of)
    library = pd.Index(log.practices["practice"])
    measured = ledger(facts)
    measured = measured[measured["is_measured"]].reset_index(drop=True)
    adopted, practice_of = _adoptions(facts, library)
    return Links(
        (circles, worked, insights, actions, log.practices, adopted, measured),
        (
            _from(positions_in(worked["circle"], pd.Index(circles["circle"]))),
            _from(case_of),
            _from(named(log, actions, "insight", insights)),
            _from(positions_in(actions["practice"], library))[::-1],
            (practice_of, np.arange(len(adopted))),
            _to_results(practice_of, positions_in(measured["practice"], library)),
        ),
    )


def _circles(facts: Facts) -> pd.DataFrame:
    """Circles that were active on a day of the period."""
    rows = facts.log.circles
    over = rows["ended"] <= (facts.start if facts.start is not None else pd.Timestamp.min)
    return rows[~(rows["started"] > facts.last_day) & ~over].reset_index(drop=True)


def _adoptions(facts: Facts, library: pd.Index) -> tuple[pd.DataFrame, Numbers]:
    """practice, team, _workbook, _row (of the team): one row per known practice and team that ever adopted it; and the
    position of each one's practice."""
    rows, teams = facts.log.adoptions, facts.log.teams
    counts = (rows["stage"].isin(ADOPTING) & (rows["date"] <= facts.as_of)).to_numpy(dtype=bool)
    practice = positions_in(rows["practice"], library)
    team = positions_in(rows["team"], pd.Index(teams["team"]))
    some = counts & (practice >= 0) & (team >= 0)
    practice, team = np.unique(np.stack([practice[some], team[some]]), axis=1)
    found = teams[["team", "_workbook", "_row"]].take(team).reset_index(drop=True)
    return found.assign(practice=library.take(practice).astype("str")), practice


def _to_results(practice_of: Numbers, result_of: Numbers) -> tuple[Numbers, Numbers]:
    """Edges from each adoption to every measured result of its practice."""
    order = np.argsort(result_of, kind="stable")
    first, last = (np.searchsorted(result_of[order], practice_of, side) for side in ("left", "right"))
    sizes = last - first
    source = np.repeat(np.arange(len(practice_of)), sizes)
    within = np.arange(len(source)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return source, order[np.repeat(first, sizes) + within]


def _from(source: Numbers) -> tuple[Numbers, Numbers]:
    """Edges to each thing from the one it names, -1 for none."""
    known = np.flatnonzero(source >= 0)
    return source[known], known


def not_recorded(log: CircleLog, link: str) -> str:
    """What the workbook lacks for this link or one before it, in words; "" if nothing."""
    needs = (need for each in LINKS[: LINKS.index(link) + 1] for need in _NEEDS[each])
    return lacking(needs, log) or ""
