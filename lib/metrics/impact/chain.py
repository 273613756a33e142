"""The chain from mandate to measured result, thing by thing: how many circles, cases, insights, actions, practices,
adoptions and results hang together, and with which things the chain ends early."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import NO_PRIORITY
from lib.metrics.core.remember import remembered
from lib.metrics.impact.links import LINKS, Bools, Links, links, not_recorded

ALL = "all priorities"
NO_MANDATE = "the circle has no mandate"
BROKEN = {
    "mandate": "no case is recorded in this period",
    "case": "no insight was recorded",
    "insight": "no action names it",
    "action": "it names no practice in the library",
    "practice": "no team has adopted it yet",
    "adoption": "no lighthouse of the practice has a value before and after",
}
"""What is missing after a thing with which the chain ends, by its link."""
_CELL = {
    "mandate": ("sessions", "case"),
    "case": ("insights", "session"),
    "insight": ("actions", "insight"),
    "action": ("actions", "practice"),
    "practice": ("adoptions", "practice"),
    "adoption": ("lighthouses", "after"),
}
"""The tab and column to fill in after it."""
_KEYS = dict(
    zip(LINKS, ("circle", "session", "insight", "action", "practice", "team", "lighthouse"), strict=True)
)


@remembered
def chain(facts: Facts) -> pd.DataFrame:
    """How the chain narrows: one row per link for ALL, then one per strategic priority (by name) and link.

    Columns: priority, link (str: of LINKS), n (Int64: linked things; circles with a mandate, cases of such circles …),
    on (Int64: of n, those that lead to the next link), share (Float64: on / n; missing for n = 0 and the last link),
    whole (Int64: of n, those that lead all the way to a measured result), teams (Int64: different teams, for the link
    adoption only), circles (Int64: all circles of the priority, for the link mandate only), missing (str: what the
    workbook lacks for the link, "" for nothing: its counts are missing then, and what leads on to it). A thing that
    serves two priorities counts in both, and once in ALL. No circle in the period: only ALL, with zeros.
    """
    found = links(facts)
    circles = found.rows[0]
    mandated = circles["mandate"].notna().to_numpy()
    priority = _priority(circles)
    groups = {ALL: np.ones(len(circles), dtype=bool)}
    groups |= {name: priority == name for name in sorted(set(priority.tolist()))}
    ways = found.leads_on(), found.whole()
    rows = [
        row
        for name, chosen in groups.items()
        for row in _narrowing(facts.log, found, name, chosen, chosen & mandated, *ways)
    ]
    columns = ["priority", "link", "n", "on", "whole", "teams", "circles", "missing"]
    texts = dict.fromkeys(["priority", "link", "missing"], "str")
    table = pd.DataFrame(rows, columns=columns).astype(texts | dict.fromkeys(columns[2:-1], "Int64"))
    share = table["on"].astype("Float64") / table["n"].where(table["n"] > 0).astype("Float64")
    table.insert(4, "share", share.mask(table["link"] == LINKS[-1]))
    return table


def _priority(circles: pd.DataFrame) -> np.ndarray:
    return circles["priority"].fillna(NO_PRIORITY).to_numpy(dtype=object)


def _narrowing(
    log: CircleLog,
    found: Links,
    name: str,
    chosen: Bools,
    mandated: Bools,
    leads_on: list[Bools],
    whole: list[Bools],
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for place, (link, linked) in enumerate(zip(LINKS, found.linked(mandated), strict=True)):
        missing = not_recorded(log, link)
        goes_on = not not_recorded(log, LINKS[min(place + 1, len(LINKS) - 1)])
        to_end = not not_recorded(log, LINKS[-1])
        teams = found.rows[place]["team"][linked].nunique() if link == "adoption" else None
        rows.append(
            (name, link, None, None, None, None, None, missing)
            if missing
            else (
                name,
                link,
                int(linked.sum()),
                int((linked & leads_on[place]).sum()) if goes_on else None,
                int((linked & whole[place]).sum()) if to_end else None,
                teams,
                int(chosen.sum()) if link == "mandate" else None,
                "",
            )
        )
    return rows


@remembered
def ends(facts: Facts) -> pd.DataFrame:
    """The things with which the chain ends early: circles without a mandate, then each linked thing that leads to none
    of the next link, in the order of LINKS and of the log. No rows if every chain is whole, or for links that are not
    recorded: n - on of `chain` is how many of a link are here.

    Columns: priority (str: of the circle; of several circles that lead to it, their priorities with commas), link (of
    LINKS: the last that is there; "mandate" also for a circle without one), key, practice (str; of an adoption, key is
    the team; else missing), missing (str: of BROKEN, or NO_MANDATE), tab, column (str: where to record it), _workbook
    (str), _row (int64): the row of the thing itself.
    """
    found, log = links(facts), facts.log
    circles = found.rows[0]
    mandated, priority = circles["mandate"].notna().to_numpy(), _priority(circles)
    names = sorted(set(priority.tolist()))
    of_each = [found.linked((priority == name) & mandated) for name in names]
    parts = [_ended(circles[:0], [], "mandate", NO_MANDATE, ("circles", "mandate"))]
    if not not_recorded(log, "mandate"):
        without = circles[~mandated]
        parts.append(
            _ended(without, priority[~mandated].tolist(), "mandate", NO_MANDATE, ("circles", "mandate"))
        )
    for place, (link, on) in enumerate(zip(LINKS[:-1], found.leads_on(), strict=False)):
        if not_recorded(log, LINKS[place + 1]):
            break
        masks = np.array([linked[place] & ~on for linked in of_each]).reshape(len(names), len(on))
        broken = np.flatnonzero(masks.any(axis=0))
        whose = [
            ", ".join(name for name, mask in zip(names, masks[:, row], strict=True) if mask)
            for row in broken.tolist()
        ]
        parts.append(_ended(found.rows[place].take(broken), whose, link, BROKEN[link], _CELL[link]))
    return pd.concat(parts, ignore_index=True)


def _ended(
    rows: pd.DataFrame, priority: list[str], link: str, missing: str, cell: tuple[str, str]
) -> pd.DataFrame:
    practice = rows["practice"] if link == "adoption" else pd.Series(None, index=rows.index, dtype="str")
    texts = {
        "priority": priority,
        "link": [link] * len(rows),
        "key": rows[_KEYS[link]].tolist(),
        "practice": practice.array,
        "missing": [missing] * len(rows),
        "tab": [cell[0]] * len(rows),
        "column": [cell[1]] * len(rows),
        "_workbook": rows["_workbook"].tolist(),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in texts.items()})
    return frame.assign(_row=rows["_row"].to_numpy(dtype=np.int64))
