"""What only the addresses in a log show about sponsors: found in the whole log, before they are hidden.

Pharos lets no lead answer or act for a sponsor. A sheet can hold such rows all the same, typed by hand or saved in an
earlier version: sponsors' figures leave them out.
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
from lib.log.format.of_sponsors import OfSponsors

Row = tuple[str, int]
"""A row of a tab, by workbook and row number."""
People = Mapping[str, frozenset[str]]
"""Addresses by circle."""


def of_sponsors(log: CircleLog) -> OfSponsors:
    """See `OfSponsors`. A redacted log already knows.

    An ask says in `answered_by` who recorded its answer, the journal who recorded an act; where neither says so, the
    sponsor did. A review is about the circle it names, without one about all circles of its sponsor, without either
    about all circles. Acts of kind review are reviews, too.
    """
    if log.of_sponsors is not None:
        return log.of_sponsors
    leads, sponsors = (_people(log, column) for column in ("lead", "sponsor"))
    asks, acts, reviews = log.asks, log.sponsor_acts, log.reviews
    asked = zip(asks["answered_by"], sponsors_asked(asks, log), asks["circle"], strict=True)
    by_leads = {
        "asks": _rows(asks, [_is_lead(*row, leads) for row in asked]),
        "sponsor_acts": _acts_by_leads(log, leads),
    }
    circles = frozenset(log.circles["circle"])
    reviewed = {
        "reviews": _reviewed(reviews, sponsors, circles),
        "sponsor_acts": _reviewed(acts[acts["kind"] == "review"], sponsors, circles),
    }
    return OfSponsors(
        MappingProxyType(by_leads),
        MappingProxyType(reviewed),
        MappingProxyType({circle: len(people) for circle, people in leads.items() if people}),
        MappingProxyType(_lead_changes(log)),
        MappingProxyType(_answered_by(log)),
    )


def acts_by_leads(log: CircleLog) -> frozenset[Row]:
    """`OfSponsors.by_leads` of the acts alone."""
    if log.of_sponsors is not None:
        return log.of_sponsors.by_leads["sponsor_acts"]
    return _acts_by_leads(log, _people(log, "lead"))


def _acts_by_leads(log: CircleLog, leads: People) -> frozenset[Row]:
    acts = log.sponsor_acts
    recorded = zip(_authors(log), acts["sponsor"], acts["circle"], strict=True)
    return _rows(acts, [_is_lead(*row, leads) for row in recorded])


def _answered_by(log: CircleLog) -> dict[Row, str]:
    """Who recorded the answer of an ask whose answered_by is blank, by the journal: the edit page does not fill it."""
    journal = log.tabs["edits"]
    is_answer = (journal["tab"] == "asks") & (journal["column"] == "status")
    answers = journal[is_answer & journal["new"].isin(["granted", "declined"])]
    if answers.empty:
        return {}
    who = dict(zip(zip(answers["_workbook"], answers["key"], strict=True), answers["who"], strict=True))
    asks = log.asks[log.asks["answered_by"].isna()]
    places = zip(asks["_workbook"], asks["_row"].tolist(), key_texts("asks", asks), strict=True)
    found = {(str(workbook), row): who.get((workbook, key)) for workbook, row, key in places}
    return {place: author for place, author in found.items() if isinstance(author, str) and "@" in author}


def _lead_changes(log: CircleLog) -> dict[str, tuple[pd.Timestamp, ...]]:
    """The days on which circles got another lead, by the journal. The first lead of a circle is no change."""
    journal = log.tabs["edits"]
    rows = journal[(journal["tab"] == "circles") & (journal["column"] == "lead")]
    found: dict[str, list[pd.Timestamp]] = {}
    for circle, at, old, new in zip(rows["key"], rows["at"], rows["old"], rows["new"], strict=True):
        day = pd.to_datetime(at, errors="coerce", utc=True)
        before, after = set(addresses_in(old)), set(addresses_in(new))
        if isinstance(circle, str) and pd.notna(day) and before and after and before != after:
            found.setdefault(circle, []).append(pd.Timestamp(day.tz_localize(None).normalize()))
    return {circle: tuple(sorted(days)) for circle, days in found.items()}


def _people(log: CircleLog, column: str) -> People:
    cells = zip(log.circles["circle"], log.circles[column], strict=True)
    return {circle: frozenset(addresses_in(cell)) for circle, cell in cells}


def _reviewed(rows: pd.DataFrame, sponsors: People, circles: frozenset[str]) -> Mapping[Row, frozenset[str]]:
    found: dict[Row, frozenset[str]] = {}
    for workbook, row, circle, sponsor in zip(
        rows["_workbook"], rows["_row"].tolist(), rows["circle"], rows["sponsor"], strict=True
    ):
        if isinstance(circle, str):
            about = frozenset((circle,)) & circles
        elif isinstance(sponsor, str):
            people = set(addresses_in(sponsor))
            about = frozenset(name for name, own in sponsors.items() if not people.isdisjoint(own))
        else:
            about = circles
        found[str(workbook), row] = about
    return MappingProxyType(found)


def _is_lead(author: object, sponsor: object, circle: object, leads: People) -> bool:
    if not isinstance(author, str) or not isinstance(circle, str):
        return False
    authors = set(addresses_in(author))
    is_sponsor = isinstance(sponsor, str) and not authors.isdisjoint(addresses_in(sponsor))
    return not is_sponsor and not authors.isdisjoint(leads.get(circle, frozenset()))


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


def _rows(frame: pd.DataFrame, wanted: list[bool]) -> frozenset[Row]:
    chosen = frame[np.array(wanted, dtype=bool)]
    return frozenset(zip(chosen["_workbook"].astype("str"), chosen["_row"].tolist(), strict=True))
