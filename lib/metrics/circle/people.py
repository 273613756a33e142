"""The people of one circle: attendance by session, turns, buddies, norms.

Only for that circle's lead and administrators (`sees_people`). Facts are those of one circle, from `history.of`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from lib.access.addresses import names as named_in
from lib.access.redaction import Viewer
from lib.metrics.circle.history import called, names
from lib.metrics.coaching import pairs
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded
from lib.metrics.core.remember import remembered
from lib.metrics.health import rotation

Mark: TypeAlias = Literal["yes", "no", "excused", "as guest", "not recorded", "not a member"]
MARKS: tuple[Mark, ...] = ("yes", "no", "excused", "as guest", "not recorded", "not a member")


def sees_people(viewer: Viewer, facts: Facts) -> bool:
    """Whether the viewer may see rows about the people of this circle: administrators and the circle's lead may."""
    if viewer.role != "lead":
        return viewer.role == "admin"
    return bool(named_in(facts.log.circles["lead"], viewer.email).all()) and not facts.log.circles.empty


@remembered
def attendance(facts: Facts) -> pd.DataFrame:
    """One row per person and held session: people in the order of the roster, then guests; sessions oldest first.

    Columns: member, name, session (str), on (datetime64[s]), mark (category, MARKS), prework (category), is_member
    (bool: on the roster, now or before). A guest who has no attendance row for a session is "not a member" there.
    """
    people, held = facts.person_sessions, facts.held
    roster = facts.log.members["member"].drop_duplicates()
    others = people["member"].astype("str")
    everybody = pd.Index(pd.concat([roster, others[~others.isin(roster)].drop_duplicates()]))
    grid = pd.MultiIndex.from_product([everybody, held["session"]], names=["member", "session"])
    rows = people.assign(member=others, session=people["session"].astype("str")).set_index(
        ["member", "session"]
    )
    rows = rows[["present", "prework", "expected", "recorded"]].reindex(grid)
    expected, recorded = (
        rows[column].fillna(False).to_numpy(dtype=bool) for column in ("expected", "recorded")
    )
    present = rows["present"].astype("str").fillna("not recorded").to_numpy(dtype=object)
    mark = np.select(
        [expected & recorded, expected, recorded & (present == "yes")],
        [present, "not recorded", "as guest"],
        "not a member",
    )
    keys = pd.Series(grid.get_level_values("member").astype("str"))
    return pd.DataFrame(
        {
            "member": keys,
            "name": called(facts, keys),
            "session": pd.Series(grid.get_level_values("session").astype("str")),
            "on": np.tile(held["on"].to_numpy(), len(everybody)),
            "mark": pd.Categorical(mark, categories=MARKS),
            "prework": rows["prework"].array,
            "is_member": keys.isin(roster),
        }
    )


def grid(rows: pd.DataFrame) -> pd.DataFrame:
    """`attendance` as a grid: the index is name, with one column per session in order; cells are the mark (str)."""
    wide = rows.assign(mark=rows["mark"].astype("str")).pivot(
        index=["member", "name"], columns="session", values="mark"
    )
    order = rows.drop_duplicates("member")
    wide = wide.reindex(pd.MultiIndex.from_frame(order[["member", "name"]]))
    return wide.droplevel("member")[rows["session"].drop_duplicates().to_list()]


@remembered
def turns(facts: Facts) -> pd.DataFrame:
    """`rotation.table` of the circle, plus name (str) as the viewer may read it."""
    rows = rotation.table(facts, facts.log.circles["circle"].iloc[0])
    return rows.assign(name=called(facts, rows["member"]))


@remembered
def buddies(facts: Facts) -> pd.DataFrame:
    """Active members and their partners, in the order of the roster.

    Columns: member, name, buddies (str: names, "" for none), group (int64: people in the pair or triad, 1 if alone),
    held, expected (int64: check-ins so far, one expected per span of the circle's cadence), last_checkin
    (datetime64[s]).
    """
    members = facts.active_members
    links = pairs.partners(facts, members)
    shown = called(facts, members["member"]).array
    linked = pd.Series(shown[links["other"]], index=links["one"], dtype="str").groupby(level=0).agg(", ".join)
    spans = pairs.spans(facts)
    spans = spans[~spans["is_after_log"]].groupby("member", observed=True)["hit"].agg(["sum", "size"])
    spans = spans.reindex(members["member"]).fillna(0).astype("int64")
    last = _last_checkins(facts).reindex(members["member"])
    return pd.DataFrame(
        {
            "member": members["member"].array,
            "name": shown,
            "buddies": linked.reindex(range(len(members))).fillna("").astype("str").array,
            "group": pairs.group_sizes(links, len(members)),
            "held": spans["sum"].array,
            "expected": spans["size"].array,
            "last_checkin": last.array,
        }
    )


def _last_checkins(facts: Facts) -> pd.Series:
    rows = facts.log.coaching
    rows = rows[(rows["step"] == "check-in") & (rows["date"] <= facts.as_of)]
    both = pd.concat([rows[["member", "date"]], rows[["buddy", "date"]].set_axis(["member", "date"], axis=1)])
    return both.groupby("member")["date"].max()


@remembered
def norms(facts: Facts) -> pd.DataFrame:
    """Active members, in the order of the roster, and the norms version each signed: member, name, signed (str),
    is_current (bool)."""
    rows = facts.active_members
    version = folded(facts.log.circles["norms_version"]).iloc[0]
    is_current = folded(rows["norms_signed"]) == version if isinstance(version, str) else False
    return pd.DataFrame(
        {
            "member": rows["member"],
            "name": called(facts, rows["member"]),
            "signed": rows["norms_signed"],
            "is_current": is_current,
        }
    ).reset_index(drop=True)


def never(facts: Facts) -> dict[rotation.Role, list[str]]:
    """For each role, the names of active members who have never had it, in the order of the roster."""
    rows, known = turns(facts), names(facts)
    return {role: [known[key] for key in rotation.never(rows, role)] for role in rotation.ROLES}
