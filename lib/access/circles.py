"""Whose circles are whose, and which circle a row of the log belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.access import addresses
from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, Change, ChangeSet, key_texts
from lib.log.format.model import CircleLog


def circles_of(log: CircleLog, viewer: Viewer) -> set[str]:
    """The circles whose rows the viewer may change: all for administrators, those they lead for leads, else none."""
    circles = log.circles
    if viewer.role == "admin":
        return set(circles["circle"])
    if viewer.role != "lead" or not viewer.email:
        return set()
    return set(circles.loc[addresses.names(circles["lead"], viewer.email), "circle"])


def own_circles(log: CircleLog, viewer: Viewer) -> set[str]:
    """The circles that a lead leads or a sponsor sponsors; none for administrators, who have no circle of their own."""
    if viewer.role == "admin" or not viewer.email:
        return set()
    return set(log.circles.loc[addresses.names(log.circles[viewer.role], viewer.email), "circle"])


def circle_of_rows(tab: str, frame: pd.DataFrame, log: CircleLog) -> pd.Series:
    """The circle that each row of `frame` belongs to (str, same index), missing for rows of the whole program."""
    if tab in {"attendance", "insights"}:
        return frame["session"].map(log.sessions.set_index("session")["circle"])
    if tab == "action_reviews":
        return frame["action"].map(log.actions.set_index("action")["circle"])
    if tab == "adoptions":
        return frame["practice"].map(log.practices.set_index("practice")["circle"])
    if "circle" in frame.columns:
        return frame["circle"]
    return pd.Series(pd.NA, index=frame.index, dtype="str")


def touched_circles(change_sets: Sequence[ChangeSet], log: CircleLog) -> list[frozenset[str]]:
    """For each change set, the circles whose rows it touched; "" for rows of the whole program or no longer there."""
    owners: dict[str, dict[str, str]] = {}

    def owner(item: Change | Addition) -> str:
        if item.tab not in owners:
            frame = log.tabs[item.tab]
            of_rows = circle_of_rows(item.tab, frame, log).fillna("")
            owners[item.tab] = dict(zip(key_texts(item.tab, frame), of_rows, strict=True))
        return owners[item.tab].get(item.key, "")

    return [frozenset(owner(item) for item in change_set.items) for change_set in change_sets]
