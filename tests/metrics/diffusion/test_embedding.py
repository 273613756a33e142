"""The embedding check, counted by hand: lowest answers, gaps, too few people, and what others may see."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion.embedding import QUESTIONS, answers, in_words, weakest
from lib.metrics.program.program import measure
from tests.metrics.diffusion.test_adoptions import AS_OF, circle_log
from tests.metrics.diffusion.test_lighthouses import beacon


def checked(name: str, *given: float | None, **more: Any) -> dict[str, Any]:
    return beacon(name) | dict(zip(QUESTIONS, given, strict=True)) | more


BEACONS = circle_log(
    circles=[{"circle": "Atlas", "sponsor": "sue@x.org"}],
    lighthouses=[
        checked("Whole", 4, 4.5, 5, 4, embed_people=5, embed_on="2026-06-30"),
        checked("Work", 4, 3, 2.5, 4),  # the team together
        checked("Tie", 3, 5, 3, 5, embed_people=12),
        checked("Few", 1, 1, 1, 1, embed_people=4),
        checked("Half", 4, None, 4, 4),
        checked("Later", 5, 5, 5, 5, embed_on="2026-07-01"),
        checked("Never", None, None, None, None),
        checked("Ended", 1, 1, 1, 1, ended="2026-06-30"),
    ],
)


def test_the_lowest_answer_decides_and_few_answers_do_not_count() -> None:
    found = measure(BEACONS, AS_OF).figures["embedded"]
    assert (found.n, found.N) == (1, 3)
    assert found.parts == {"embed_sense": 1, "embed_commitment": 0, "embed_work": 2, "embed_review": 0}
    assert found.excluded == {"too few people answered": 1, "not all four questions answered": 3}


def test_the_gap_that_matters_is_in_words() -> None:
    rows = answers(Facts(BEACONS, AS_OF))
    assert weakest(rows).to_dict() == {
        "Whole": "4 of 5: people see why and results are looked at",
        "Work": "2.5 of 5: it fits the work",
        "Tie": "3 of 5: people see why and it fits the work",
        "Few": "too few answered to show",
        "Half": "not all four questions answered",
        "Later": "not recorded",
        "Never": "not recorded",
    }
    assert in_words(rows) == (
        "1 of 3 lighthouses that answered the four questions has no answer below 4 of 5. The weakest part is most "
        "often “it fits the work” (in 2 of the 2 that have one)."
    )
    assert "not recorded" in in_words(rows[rows["lighthouse"] == "Never"])
    assert "too few people" in in_words(rows[rows["lighthouse"] == "Few"])
    assert in_words(rows[rows["lighthouse"] == "Whole"]).startswith("1 of 1 lighthouse ")


def test_answers_of_few_people_do_not_leave_their_circle() -> None:
    seen = redact(BEACONS, Viewer("sponsor", "sue@x.org"))
    rows, whole = seen.lighthouses.set_index("embed_people"), BEACONS.lighthouses
    assert rows.loc[4, list(QUESTIONS)].isna().all()
    assert rows.loc[12, "embed_work"] == 3
    assert len(seen.lighthouses) == len(whole)
    assert measure(seen, AS_OF).figures["embedded"] == measure(BEACONS, AS_OF).figures["embedded"]


def test_the_programs_own_smallest_group_decides() -> None:
    log = circle_log(
        lighthouses=[checked("Few", 4, 4, 4, 4, embed_people=6)], settings=[{"name": "min_group", "value": 7}]
    )
    assert answers(Facts(log, AS_OF))["lowest"].isna().all()


def test_without_the_columns_nothing_is_counted() -> None:
    log = circle_log(lighthouses=[beacon("L")])
    assert measure(log, AS_OF).figures["embedded"].value is None
    assert "not recorded" in in_words(answers(Facts(log, pd.Timestamp(AS_OF))))
