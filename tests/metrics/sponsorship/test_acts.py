"""Sponsors seen by circles, and reviews held when due, counted by hand."""

from __future__ import annotations

import json

import pandas as pd

from lib.metrics.program.program import Program, measure
from lib.metrics.sponsorship import acts
from tests.data.logs import log

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]
CIRCLES: Rows = [
    {"circle": "Atlas", "sponsor": "sue@x.org", "lead": "lea@x.org", "started": "2026-01-01"},
    {"circle": "Borealis", "sponsor": "sam@x.org", "started": "2025-10-01", "ended": "2026-04-10"},
]


def found(as_of: pd.Timestamp = AS_OF, **tabs: Rows) -> Program:
    return measure(log(**{"circles": CIRCLES, **tabs}), as_of)


def act(day: str, circle: str = "Atlas", kind: str = "visit", **more: object) -> dict[str, object]:
    return {"date": day, "sponsor": "sue@x.org", "circle": circle, "kind": kind, **more}


def test_sponsor_visible_counts_quarters_with_an_act_in_the_circle() -> None:
    """Seen on 1 July. Atlas: Q1, Q2. Borealis: Q4 of 2025 and Q1; 9 days of Q2 are too few."""
    rows = [
        act("2026-02-03"),
        act("2026-02-04", kind="message"),
        act("2026-05-01", circle=""),  # about the whole program: in no circle
        act("2025-11-11", circle="Borealis", kind=""),
        act("2026-07-02"),  # not known yet
    ]
    program = found(pd.Timestamp("2026-07-01"), sponsor_acts=rows)
    figure = program.figures["sponsor_visible"]
    assert (figure.n, figure.N) == (2, 4)
    assert figure.excluded == {"fewer than 45 active days in the quarter": 1}
    assert figure.parts["kinds"] == {"message": 1, "not recorded": 1, "visit": 2}
    assert figure.parts["by_leads"] == 0
    assert (program.circles["Atlas"]["sponsor_visible"].n, program.circles["Atlas"]["sponsor_visible"].N) == (
        1,
        2,
    )
    before = found(sponsor_acts=rows).figures["sponsor_visible"]
    assert (before.n, before.N) == (2, 3)  # the quarter of 30 June is not over


def test_an_act_that_a_lead_recorded_does_not_count_and_is_said() -> None:
    journal = {"at": "2026-02-04T10:00:00Z", "change_set": "c", "tab": "sponsor_acts",
               "key": "2026-02-03 · sue@x.org · Atlas", "new": json.dumps({"date": "2026-02-03"})}  # fmt: skip
    for who, n, by_leads in (("lea@x.org", 0, 1), ("sue@x.org", 1, 0), ("ada@x.org", 1, 0)):
        figure = found(sponsor_acts=[act("2026-02-03")], edits=[{**journal, "who": who}])
        parts = figure.figures["sponsor_visible"].parts
        assert (figure.figures["sponsor_visible"].n, parts["by_leads"]) == (n, by_leads), who


def test_reviews_are_rows_of_their_tab_and_acts_that_no_lead_recorded() -> None:
    journal = {"at": "2026-02-04T10:00:00Z", "change_set": "c", "tab": "sponsor_acts", "who": "lea@x.org",
               "key": "2026-05-03 · sue@x.org · Atlas", "new": json.dumps({"date": "2026-05-03"})}  # fmt: skip
    known = acts.reviews(
        log(
            circles=CIRCLES,
            reviews=[{"review": "R-1", "date": "2026-03-25"}],
            sponsor_acts=[
                act("2026-05-03", kind="review"),
                act("2026-02-03", kind="review"),
                act("2026-05-09"),
            ],
            edits=[journal],
        )
    )
    assert known["date"].dt.strftime("%Y-%m-%d").to_list() == ["2026-03-25", "2026-02-03"]
    assert known["sponsor"].fillna("").to_list() == ["", "sue@x.org"]
    assert acts.reviews(log(circles=CIRCLES)).empty


def test_reviews_held_of_those_due_every_90_days() -> None:
    """Atlas is due on 1 April (not 30 June: 1 Jan + 180 = 30 June, so that is due too). Borealis, from 1 October, on
    30 December and 30 March; it ended before the next."""
    reviews = [
        {"review": "R-1", "date": "2026-03-25", "sponsor": "sue@x.org"},
        {
            "review": "R-2",
            "date": "2026-03-31",
            "circle": "Borealis",
        },  # a day late: counts for none of the two
        {"review": "R-3", "date": "2026-07-01"},  # not known yet
    ]
    program = found(reviews=reviews, sponsor_acts=[act("2026-06-01")])
    figure = program.figures["reviews_held"]
    assert (figure.n, figure.N) == (1, 4)
    assert (program.circles["Atlas"]["reviews_held"].n, program.circles["Atlas"]["reviews_held"].N) == (1, 2)
    assert figure.parts["overdue"] == 1  # Atlas: 97 days ago; Borealis has ended
    program = found(
        sponsor_acts=[act("2026-06-30", circle="", kind="review"), act("2026-01-02", kind="visit")]
    )
    assert (program.figures["reviews_held"].n, program.figures["reviews_held"].N) == (1, 4)
    assert program.figures["reviews_held"].parts["overdue"] == 0
    faster = found(reviews=reviews, settings=[{"name": "review_every_days", "value": 200}])
    assert (faster.figures["reviews_held"].n, faster.figures["reviews_held"].N) == (0, 0)


def test_what_is_not_recorded_is_not_zero() -> None:
    assert found().figures["sponsor_visible"].missing == "not recorded: no sponsor_acts tab"
    assert found().figures["reviews_held"].missing == "not recorded: no reviews tab"
    without_kind = [{"date": "2026-02-03", "sponsor": "sue@x.org", "circle": "Atlas"}]
    assert found(sponsor_acts=without_kind).figures["reviews_held"].missing == "not recorded: no reviews tab"
    young: Rows = [{"circle": "Atlas", "started": "2026-06-01"}]
    figures = found(circles=young, sponsor_acts=[act("2026-06-05")]).figures
    assert [figures[key].text for key in ("sponsor_visible", "reviews_held")] == ["–", "–"]


def test_reviews_of_a_circle_without_a_sponsor_are_not_missed() -> None:
    """A review names its sponsor: where no circle names one, nobody can tell whose circles were reviewed."""
    bare = [{name: cell for name, cell in row.items() if name != "sponsor"} for row in CIRCLES]
    program = found(circles=bare, reviews=[{"review": "R-1", "date": "2026-03-25", "sponsor": "sue@x.org"}])
    figure = program.figures["reviews_held"]
    assert (figure.N, figure.excluded) == (0, {acts.NO_SPONSOR: 4})
    assert figure.parts["overdue"] == 0
