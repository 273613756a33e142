"""Which answers and acts of sponsors were recorded by a lead of the circle: sponsors' figures leave them out.

Pharos lets no lead save one. A sheet can hold some all the same: typed by hand, or saved in an earlier version.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from lib.access.addresses import addresses_in
from lib.access.asks import sponsors_asked
from lib.log.changing.changes import key_texts
from lib.log.format.model import CircleLog

Rows = frozenset[tuple[str, int]]
"""Rows of a tab, by workbook and row number."""


def recorded_by_leads(log: CircleLog) -> Mapping[str, Rows]:
    """The rows of asks whose answer, and those of sponsor_acts whose act, a lead of the circle recorded who is not the
    sponsor: tab -> rows.

    An ask says it in `answered_by`, an act in the journal. Where neither says who it was, it counts as recorded by the
    sponsor. `log`: the whole log; a redacted one already knows (`CircleLog.by_leads`).
    """
    if log.by_leads is not None:
        return log.by_leads
    leads = {
        circle: frozenset(addresses_in(cell))
        for circle, cell in zip(log.circles["circle"], log.circles["lead"], strict=True)
        if isinstance(cell, str)
    }
    asks, acts = log.asks, log.sponsor_acts
    asked = zip(asks["answered_by"], sponsors_asked(asks, log), asks["circle"], strict=True)
    recorded = zip(_authors(log), acts["sponsor"], acts["circle"], strict=True)
    return MappingProxyType(
        {
            "asks": _rows(asks, [_is_lead(*row, leads) for row in asked]),
            "sponsor_acts": _rows(acts, [_is_lead(*row, leads) for row in recorded]),
        }
    )


def _is_lead(author: object, sponsor: object, circle: object, leads: Mapping[str, frozenset[str]]) -> bool:
    if not isinstance(author, str) or not isinstance(circle, str):
        return False
    authors = set(addresses_in(author))
    is_sponsor = isinstance(sponsor, str) and not authors.isdisjoint(addresses_in(sponsor))
    return not is_sponsor and bool(authors & leads.get(circle, frozenset()))


def _authors(log: CircleLog) -> list[object]:
    """Who added each row of sponsor_acts, by the journal; None for those that it does not know."""
    journal = log.tabs["edits"]
    added = journal[(journal["tab"] == "sponsor_acts") & journal["column"].isna()]
    if added.empty:
        return [None] * len(log.sponsor_acts)
    known = dict(zip(zip(added["_workbook"], added["key"], strict=True), added["who"], strict=True))
    acts = log.sponsor_acts
    keys = zip(acts["_workbook"], key_texts("sponsor_acts", acts), strict=True)
    return [known.get(key) for key in keys]


def _rows(frame: pd.DataFrame, wanted: list[bool]) -> Rows:
    chosen = frame[np.array(wanted, dtype=bool)]
    return frozenset(zip(chosen["_workbook"].astype("str"), chosen["_row"].tolist(), strict=True))
