"""Whose record an answer or an act is, where the sheet says that a lead of the circle made it."""

from __future__ import annotations

import json

from lib.access.recorded_by import recorded_by_leads
from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from tests.data.logs import log


def program() -> CircleLog:
    """Asks in rows 2 to 6, acts in rows 2 to 4; the journal says who saved the first two acts."""
    answers = ("lea@x.org", "Di <DI@x.org>", "sue@x.org", "ada@x.org", None)
    added = [
        {"at": "2026-03-01T10:00:00Z", "who": who, "change_set": f"c{day}", "tab": "sponsor_acts",
         "key": f"2026-03-0{day} · sue@x.org · Atlas", "new": json.dumps({"date": f"2026-03-0{day}"})}
        for day, who in ((1, "lea@x.org"), (2, "sue@x.org"))
    ]  # fmt: skip
    return log(
        circles=[{"circle": "Atlas", "lead": "lea@x.org, Di <di@x.org>", "sponsor": "sue@x.org"}],
        asks=[
            {"ask": f"K-{n}", "circle": "Atlas", "raised": "2026-01-01", "what": "x", "status": "granted",
             "answered_by": who}
            for n, who in enumerate(answers)
        ],
        sponsor_acts=[
            {"date": f"2026-03-0{day}", "sponsor": "sue@x.org", "circle": "Atlas"} for day in (1, 2, 3)
        ],
        edits=added,
    )  # fmt: skip


def test_answers_and_acts_of_a_lead_are_found_and_all_others_count() -> None:
    found = recorded_by_leads(program())
    assert found["asks"] == {("log.xlsx", 2), ("log.xlsx", 3)}
    assert found["sponsor_acts"] == {("log.xlsx", 2)}


def test_a_lead_who_is_the_sponsor_answers_for_themselves() -> None:
    own = log(
        circles=[{"circle": "Atlas", "lead": "lea@x.org", "sponsor": "sue@x.org"}],
        asks=[{"ask": "K-1", "circle": "Atlas", "raised": "2026-01-01", "what": "x", "sponsor": "LEA@x.org",
               "answered_by": "lea@x.org"}],
    )  # fmt: skip
    assert recorded_by_leads(own) == {"asks": frozenset(), "sponsor_acts": frozenset()}


def test_every_viewer_finds_the_same_rows_though_nobody_sees_the_journal() -> None:
    whole = program()
    for viewer in (Viewer("sponsor", "sue@x.org"), Viewer("lead", "lea@x.org"), Viewer("sponsor", "x@x.org")):
        seen = redact(whole, viewer)
        assert recorded_by_leads(seen) == recorded_by_leads(seen.counted) == recorded_by_leads(whole)
    assert recorded_by_leads(log()) == {"asks": frozenset(), "sponsor_acts": frozenset()}
