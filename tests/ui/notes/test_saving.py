"""Which documents are saved together with one click."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lib.bring.minutes.proposals import DecisionProposal, InsightProposal, MinutesRead, Source
from lib.ui.notes.documents import Note
from lib.ui.notes.saving import together
from tests.data.logs import log

TODAY = date(2026, 3, 5)
LOG = log(
    circles=[{"circle": "Atlas", "cadence_days": 7}],
    sessions=[
        {"session": "Atlas-01", "circle": "Atlas", "planned": TODAY - timedelta(days=16), "status": "planned"}
    ],
)
FOUND = MinutesRead(insights=(InsightProposal("Ask first", Source("Ask first", 1)),))


def note(number: int = 1, circle: str = "Atlas", read: MinutesRead | None = FOUND, **more: Any) -> Note:
    return Note(number, "notes.md", b"", circle, more.pop("day", TODAY), read, **more)


@pytest.mark.parametrize(
    "left",
    [
        note(2, day=TODAY + timedelta(days=1)),
        note(2, day=None),
        note(2, "Borea"),
        note(2, read=MinutesRead()),
        note(2, read=None),
        note(2, saved_as="c1", day=TODAY - timedelta(days=7)),
        note(2),
        note(2, day=TODAY - timedelta(days=14)),
    ],
    ids=[
        "a day to come",
        "no day",
        "of others",
        "nothing found",
        "not read",
        "saved",
        "the same session",
        "planned near",
    ],
)
def test_what_cannot_be_saved_does_not_hold_up_the_others(left: Note) -> None:
    decided = MinutesRead(decisions=(DecisionProposal("Wait", Source("Wait", 1)),))
    notes = [note(), left, note(3, day=TODAY - timedelta(days=30), read=decided)]
    assert [one.number for one in together(notes, LOG, ["Atlas"], TODAY)] == [1, 3]
