"""Several workbooks read as one log: a key that two workbooks use for different things is made unique.

Every circle's workbook starts from the same template, so each has a session S-1 and an action A-0001. The circle's name
is added to such keys, and to the references to them from the same workbook. Keys that mean the same thing everywhere
(circles, people, practices, teams) are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.log.format.folding import fold
from lib.log.format.schema import Tab

OWNED = ("sessions", "insights", "actions", "lighthouses", "asks", "milestones", "reviews", "decisions")
"""Tabs whose rows belong to one circle; each comes after the tab that shows which circle."""


def with_unique_keys(tabs: Mapping[str, pd.DataFrame], schema: Mapping[str, Tab]) -> dict[str, pd.DataFrame]:
    """The same frames, with the keys of OWNED tabs made unique across workbooks: `S-1` becomes `S-1 (Atlas)`.

    In: frames as parsed, before references are resolved. A log of one workbook is returned unchanged.
    """
    frames = dict(tabs)
    for name in OWNED:
        if name not in frames or frames[name]["_workbook"].nunique() < 2:
            continue
        frame, key = frames[name], schema[name].key[0]
        folded = frame[key].map(fold).astype("str")
        used_by = frame["_workbook"].groupby(folded).transform("nunique")
        shared = used_by > 1
        if not shared.any():
            continue
        renamed = frame[key] + " (" + _circle_of(name, frames).fillna(frame["_workbook"]) + ")"
        frames[name] = frame.assign(**{key: frame[key].where(~shared, renamed)})
        new_keys = {
            (workbook, old): new
            for workbook, old, new in zip(
                frame.loc[shared, "_workbook"], folded[shared], frames[name].loc[shared, key], strict=True
            )
        }
        _respell_references(frames, schema, name, new_keys)
    return frames


def _circle_of(name: str, tabs: Mapping[str, pd.DataFrame]) -> pd.Series:
    frame = tabs[name]
    if "circle" in frame.columns:
        return frame["circle"]
    sessions = tabs["sessions"].drop_duplicates("session").set_index("session")["circle"]
    return frame["session"].map(sessions).astype("str")


def _respell_references(
    tabs: dict[str, pd.DataFrame],
    schema: Mapping[str, Tab],
    name: str,
    new_keys: Mapping[tuple[str, str], str],
) -> None:
    """Respell the references to renamed keys, each within its own workbook."""
    for other, tab in schema.items():
        for column in tab.columns:
            if column.refers_to == name and other in tabs and len(tabs[other]):
                frame = tabs[other]
                pairs = zip(frame["_workbook"], frame[column.name].map(fold, na_action="ignore"), strict=True)
                respelled = pd.Series([new_keys.get(pair) for pair in pairs], index=frame.index, dtype="str")
                tabs[other] = frame.assign(**{column.name: respelled.fillna(frame[column.name])})
