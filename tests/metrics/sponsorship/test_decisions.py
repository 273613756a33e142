"""Decisions made of those asked, counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.program.program import measure
from tests.data.logs import log

AS_OF = pd.Timestamp("2026-06-30")


def row(key: str, status: str = "", asked: str = "2026-03-01", **more: object) -> dict[str, object]:
    return {
        "decision": key,
        "what": key,
        "status": status,
        "asked": asked,
        "answered": "",
        "circle": "",
        **more,
    }


def test_decisions_made_of_those_asked() -> None:
    rows = [
        row("D-1", "made", circle="Atlas"),
        row("D-2", "made", answered="2026-07-02"),  # still asked on that day
        row("D-3", "declined"),
        row("D-4", "deferred", circle="Atlas"),
        row("D-5"),
        row("D-6", "perhaps"),
        row("D-7", "made", asked=""),
        row("D-8", "made", asked="", review="R-1"),  # asked on the day of its review
        row("D-9", "made", asked="2026-07-01"),  # not asked yet
    ]
    found = log(
        circles=[{"circle": "Atlas"}], decisions=rows, reviews=[{"review": "R-1", "date": "2026-05-01"}]
    )
    figure = measure(found, AS_OF).figures["decisions_made"]
    assert (figure.n, figure.N) == (2, 6)
    assert figure.excluded == {"status not understood": 1, "day asked not recorded": 1}
    assert (figure.parts["declined"], figure.parts["deferred"], figure.parts["waiting"]) == (1, 1, 2)
    atlas = measure(found, AS_OF).circles["Atlas"]["decisions_made"]
    assert (atlas.n, atlas.N) == (1, 2)
    later = measure(found, AS_OF, pd.Timestamp("2026-04-01")).figures["decisions_made"]
    assert (later.n, later.N) == (1, 1)


def test_without_the_tab_the_counts_of_sponsor_acts_are_used() -> None:
    acts = [
        {
            "date": "2026-03-01",
            "sponsor": "s@x.org",
            "circle": "Atlas",
            "decisions_asked": 3,
            "decisions_made": 2,
        },
        {"date": "2026-04-01", "sponsor": "s@x.org", "decisions_asked": 1, "decisions_made": 4},
        {"date": "2026-04-02", "sponsor": "s@x.org", "decisions_asked": 2},
        {"date": "2026-04-03", "sponsor": "s@x.org", "decisions_asked": 0, "decisions_made": 0},
    ]
    program = measure(log(circles=[{"circle": "Atlas"}], sponsor_acts=acts), AS_OF)
    figure = program.figures["decisions_made"]
    assert (figure.n, figure.N, figure.parts["waiting"]) == (3, 4, 1)
    assert figure.excluded == {"decisions made not recorded": 2}
    assert (program.circles["Atlas"]["decisions_made"].n, program.circles["Atlas"]["decisions_made"].N) == (
        2,
        3,
    )


@pytest.mark.parametrize("tabs", [{}, {"sponsor_acts": [{"date": "2026-03-01", "sponsor": "s@x.org"}]}])
def test_decisions_that_are_not_recorded_are_not_zero(tabs: dict[str, list[dict[str, object]]]) -> None:
    figure = measure(log(circles=[{"circle": "Atlas"}], **tabs), AS_OF).figures["decisions_made"]
    assert figure.missing == "not recorded: no decisions tab"
    assert figure.text == "–"
