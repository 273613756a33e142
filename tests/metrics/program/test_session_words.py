"""How sessions go in words, by hand: what is assumed is said to be."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.program import session_words
from lib.metrics.program.program import measure
from tests.data.logs import log

FLAGGED = "1 circle has gone more than 1.5 × its cadence without a session"


@pytest.mark.parametrize(
    ("circle", "expected"),
    [
        (
            {"cadence_days": 28, "timebox_minutes": 60},
            [f"{FLAGGED}.", "Half of the timed sessions end at least 15 minutes late."],
        ),
        (
            {},
            [
                f"{FLAGGED} (1 of them without a recorded cadence: 28 days count).",
                "Half of the timed sessions end at least 15 minutes early (90 minutes count where no timebox is "
                "recorded).",
            ],
        ),
        ({"cadence_days": 90, "timebox_minutes": 75}, ["Half of the timed sessions end on time or early."]),
    ],
    ids=["recorded", "assumed", "neither long ago nor late"],
)
def test_gaps_and_overruns(circle: dict[str, object], expected: list[str]) -> None:
    held = {"session": "A-1", "circle": "Atlas", "planned": "2026-01-05", "held": "2026-01-05", "minutes": 75}
    seen = log(circles=[{"circle": "Atlas", "started": "2026-01-01", **circle}], sessions=[held])
    assert session_words.about(measure(seen, pd.Timestamp("2026-03-10"))) == expected
