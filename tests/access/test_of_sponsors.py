"""Whose record an answer or an act is, which circles a review was about, and who leads them, for every viewer."""

from __future__ import annotations

import json

from lib.access.of_sponsors import acts_by_leads, of_sponsors
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
    found = of_sponsors(program()).by_leads
    assert found["asks"] == {("log.xlsx", 2), ("log.xlsx", 3)}
    assert found["sponsor_acts"] == {("log.xlsx", 2)} == acts_by_leads(program())


def test_a_lead_who_is_the_sponsor_answers_for_themselves() -> None:
    own = log(
        circles=[{"circle": "Atlas", "lead": "lea@x.org", "sponsor": "sue@x.org"}],
        asks=[{"ask": "K-1", "circle": "Atlas", "raised": "2026-01-01", "what": "x", "sponsor": "LEA@x.org",
               "answered_by": "lea@x.org"}],
    )  # fmt: skip
    assert of_sponsors(own).by_leads == {"asks": frozenset(), "sponsor_acts": frozenset()}


def test_every_viewer_finds_the_same_rows_though_nobody_sees_the_journal() -> None:
    whole = program()
    for viewer in (Viewer("sponsor", "sue@x.org"), Viewer("lead", "lea@x.org"), Viewer("sponsor", "x@x.org")):
        seen = redact(whole, viewer)
        assert of_sponsors(seen) == of_sponsors(seen.counted) == of_sponsors(whole)
        assert acts_by_leads(seen) == acts_by_leads(whole)
    assert of_sponsors(log()).by_leads == {"asks": frozenset(), "sponsor_acts": frozenset()}


def test_a_review_is_about_its_circle_or_all_circles_of_its_sponsor_or_all() -> None:
    found = of_sponsors(
        log(
            circles=[
                {"circle": "Atlas", "sponsor": "Sue <SUE@x.org>, sam@x.org", "lead": "lea@x.org, di@x.org"},
                {"circle": "Borealis", "sponsor": "sam@x.org", "lead": "Lou"},
                {"circle": "Cetus"},
            ],
            reviews=[
                {"review": "R-1", "date": "2026-03-01", "circle": "Cetus", "sponsor": "sue@x.org"},
                {"review": "R-2", "date": "2026-03-01", "sponsor": "sue@x.org"},
                {"review": "R-3", "date": "2026-03-01"},
            ],
            sponsor_acts=[
                {"date": "2026-03-01", "sponsor": "sam@x.org", "kind": "review"},
                {"date": "2026-03-01", "sponsor": "sam@x.org", "kind": "visit"},
            ],
        )
    )
    assert [sorted(circles) for circles in found.reviewed["reviews"].values()] == [
        ["Cetus"],
        ["Atlas"],
        ["Atlas", "Borealis", "Cetus"],
    ]
    assert [sorted(circles) for circles in found.reviewed["sponsor_acts"].values()] == [["Atlas", "Borealis"]]
    assert found.leads == {"Atlas": 2}
