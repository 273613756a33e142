"""What only addresses show about sponsors, found before they are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class OfSponsors:
    """What only addresses show, found before they are hidden, so that figures are the same for every viewer.

    `by_leads`: tab (asks, sponsor_acts) -> rows (workbook, row) whose answer or act a lead of the circle recorded who
    is not the sponsor. `reviewed`: tab (reviews, sponsor_acts) -> row -> the circles that this review was about.
    `leads`: circle -> how many people lead it; circles without a readable address are missing. `lead_changes`: circle
    -> the days on which its lead was changed in Pharos, by the journal, the earliest first. `answered_by`: row of an
    ask whose answered_by is blank -> who recorded its answer, by the journal; for the sponsor it is addressed to.
    """

    by_leads: Mapping[str, frozenset[tuple[str, int]]]
    reviewed: Mapping[str, Mapping[tuple[str, int], frozenset[str]]]
    leads: Mapping[str, int]
    lead_changes: Mapping[str, tuple[pd.Timestamp, ...]] = field(default_factory=dict)
    answered_by: Mapping[tuple[str, int], str] = field(default_factory=dict)
