"""What waits for a function: open actions that depend on one, and open asks that one needs to act on.

Where it waits is a function too: that of the action's owner, else that of most of the circle's members. Nothing here
says which person owns an action or holds it up.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.rates import units
from lib.metrics.core.remember import remembered_any_time

MIXED, UNKNOWN = "mixed circles", "function not recorded"
"""Where something waits if no function has more than half of the circle's members, and if no function is recorded."""


def waiting(facts: Facts, of_owners: bool = True) -> pd.DataFrame:
    """Open actions and asks that name a function: by function, then where they wait, the oldest first.

    Columns: kind (str: action or ask), circle, at (str: the function where it waits, MIXED or UNKNOWN), function (str:
    the one it waits for; each spelled in one way, see `functions`), since (datetime64[s]: created or raised, NaT if not
    recorded), days (float64: since then, NaN if not recorded), blocked (bool: its status is blocked), tab, _workbook
    (str), _row (int64). Facts with people counted, such as `Program.people`, give the owners' functions. `of_owners`
    False: where it waits is the function of most of the circle's members, no matter who owns it, because a function
    that one member has names that member.
    """
    return _waiting(facts, of_owners)


@remembered_any_time
def _waiting(facts: Facts, of_owners: bool) -> pd.DataFrame:
    actions, asks = facts.open_actions, facts.asks
    actions = actions[actions["depends_on"].notna()]
    asks = asks[asks["is_open"] & asks["function"].notna()]
    asks = asks[~facts.log.unclear("asks", "answered").reindex(asks.index, fill_value=False)]
    main = main_functions(facts)
    own = _owners(facts, actions) if of_owners else pd.Series(None, actions.index, dtype="str")
    parts = [
        pd.DataFrame(
            {
                "kind": kind,
                "circle": rows["circle"].astype("str"),
                "at": at,
                "function": rows[column].str.strip(),
                "since": rows[day].astype("datetime64[s]"),
                "blocked": (rows["status"] == "blocked").to_numpy(dtype=bool),
                "tab": f"{kind}s",
                "_workbook": rows["_workbook"],
                "_row": rows["_row"],
            }
        )
        for kind, rows, column, day, at in (
            ("action", actions, "depends_on", "created", own.fillna(_at(main, actions["circle"]))),
            ("ask", asks, "function", "raised", _at(main, asks["circle"])),
        )
    ]
    found = pd.concat(parts, ignore_index=True).astype({"kind": "str", "at": "str", "tab": "str"})
    found = found[found["function"] != ""]
    spelled = functions(facts)
    for column in ("at", "function"):
        found[column] = spelled.reindex(folded(found[column])).set_axis(found.index).fillna(found[column])
    found.insert(5, "days", (facts.as_of - found["since"]).dt.days.astype("float64"))
    return found.sort_values(["function", "at", "since", "tab", "_row"], ignore_index=True)


@remembered_any_time
def functions(facts: Facts) -> pd.Series:
    """How each function is spelled (str), by its folded name: as most often in the log, else the first by name."""
    log = facts.log
    columns = (
        ("members", "function"), ("teams", "function"), ("actions", "depends_on"), ("asks", "function"),
    )  # fmt: skip
    names = pd.concat([log.tabs[tab][column] for tab, column in columns]).dropna().str.strip()
    counts = names[names != ""].value_counts().rename_axis("name").reset_index()
    counts = counts.sort_values(["count", "name"], ascending=[False, True])
    return pd.Series(counts["name"].array, index=folded(counts["name"]), dtype="str").groupby(level=0).first()


@remembered_any_time
def main_functions(facts: Facts) -> pd.Series:
    """The function of more than half of each active circle's members whose function is recorded, else MIXED (str, by
    circle); UNKNOWN where none is recorded, and for circles that are not active."""
    members = facts.active_members.dropna(subset="function")
    name = folded(members["function"])
    counts = members.groupby([members["circle"].astype("str"), name]).size()
    share = counts / counts.groupby(level=0).transform("sum")
    most = share[share > 0.5].reset_index(level=1).iloc[:, 0]
    found = pd.Series(MIXED, index=counts.index.get_level_values(0).unique(), dtype="str")
    found.update(functions(facts).reindex(most).set_axis(most.index))
    circles = facts.log.circles["circle"]
    return found.reindex(circles).fillna(UNKNOWN).set_axis(circles)


def _at(main: pd.Series, circle: pd.Series) -> pd.Series:
    at = positions_in(circle, pd.Index(main.index))
    return main.reset_index(drop=True).reindex(at).set_axis(circle.index).fillna(UNKNOWN).astype("str")


def _owners(facts: Facts, actions: pd.DataFrame) -> pd.Series:
    """The function of each action's owner (str, missing if not recorded): in the action's circle, else in another."""
    members = facts.log.members.dropna(subset="function")
    key = members["member"].astype("str") + "\0" + members["circle"].astype("str")
    here = actions["owner"].astype("str") + "\0" + actions["circle"].astype("str")
    own, first = members.loc[~key.duplicated()], members.loc[~members["member"].duplicated()]
    functions = [
        rows["function"].reset_index(drop=True).reindex(at).set_axis(actions.index)
        for rows, at in (
            (own, positions_in(here, pd.Index(key[~key.duplicated()]))),
            (first, positions_in(actions["owner"], pd.Index(first["member"]))),
        )
    ]
    return functions[0].fillna(functions[1]).astype("str")


def dependencies(facts: Facts) -> pd.DataFrame:
    """Open actions and asks that name a function they wait for; all of them hit. A unit belongs to the day it was
    created or raised.

    Parts: blocked, asks. Where they wait is no part of the figure, because it depends on members' functions.
    """
    rows = waiting(facts)
    return units(
        rows,
        on=rows["since"],
        hit=np.ones(len(rows), dtype=bool),
        parts={
            "blocked": rows["blocked"],
            "asks": rows["kind"] == "ask",
        },
    )


DEFINITIONS = (
    Definition(
        "dependencies",
        "Waiting for a function",
        "Open actions that depend on a function, and open asks that a function needs to act on. Shown apart: asks, "
        "and actions that are blocked.",
        dependencies,
        (("actions", "depends_on"),),
        or_needs=(("asks", "function"),),
        unit="count",
        improvement="down",
        windowed=False,
        retold=True,
        group="impact",
        is_habit=False,
    ),
)
