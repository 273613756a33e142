"""Rows that contradict each other have a check with their cell, and pages complain about nothing else."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.format.model import CircleLog
from lib.log.reading import contradictions
from lib.log.reading.checks import Checklist
from lib.metrics.diffusion.sources import impossible_sources
from lib.metrics.program.program import measure
from tests.data.case_files import case, cells
from tests.data.hand_log import quick
from tests.data.logs import log as parsed
from tests.examples import examples, thorough

Rows = list[dict[str, object]]
LATER = pd.Timestamp("2030-01-01")


def log(tables: dict[str, Rows] | None = None, /, **tabs: Rows) -> CircleLog:
    return parsed({"circles": [{"circle": "Atlas"}], **(tables or {})}, **tabs)


def tables(adoptions: Rows, lighthouses: Rows) -> dict[str, Rows]:
    teams: Rows = [{"team": f"t{number}"} for number in range(1, 5)]
    practices: Rows = [{"practice": name, "title": name} for name in ("p", "q")]
    return {"teams": teams, "practices": practices, "adoptions": adoptions, "lighthouses": lighthouses}


def spread(adoptions: Rows, lighthouses: Rows | None = None) -> CircleLog:
    return log(tables(adoptions, lighthouses or [{"lighthouse": ""}]))


def adopted(
    team: str, month: int, *, source: str = "", practice: str = "p", **more: object
) -> dict[str, object]:
    row = {"practice": practice, "team": team, "stage": "adopted", "date": date(2026, month, 5)}
    return {**row, "from_team": source, **more}


def test_a_source_that_adopted_later_is_listed_with_its_cell() -> None:
    found = case("log-impossible_source")
    assert cells(found, "impossible source") == {"adoptions!E2"}
    assert cells(found, "unknown team") == {"adoptions!E4"}
    words = found.checks.loc[found.checks["cell"] == "E2", "expected"].iloc[0]
    assert words == "a team that adopted p before 2026-01-05; t2 adopted it on 2026-03-05"


def test_every_way_for_a_source_to_be_impossible() -> None:
    lighthouses: Rows = [
        {"lighthouse": "L-1", "practice": "p", "circle": "Atlas", "started": date(2026, 4, 1)},
        {"lighthouse": "L-2", "practice": "q", "circle": "Atlas", "started": date(2026, 1, 1)},
    ]
    rows: Rows = [
        adopted("t1", 1, source="t1", lighthouse=""),
        adopted("t2", 2, source="t4"),
        adopted("t3", 3, lighthouse="L-1"),
        adopted("t1", 3, practice="q", lighthouse="L-2"),
        adopted("t4", 3, lighthouse="L-2"),
    ]
    read = spread(rows, [*lighthouses])
    found = read.checks[read.checks["rule"] == "impossible source"].set_index("cell")["expected"].to_dict()
    assert found == {
        "E2": "a team that adopted p before 2026-01-05; t1 is the team itself",
        "E3": "a team that adopted p before 2026-02-05; t4 adopted it on 2026-03-05",
        "F4": "a lighthouse of p that started by 2026-03-05; L-1 started on 2026-04-01",
        "F6": "a lighthouse of p that started by 2026-03-05; L-2 is of the practice q",
    }


def test_the_row_that_names_the_source_is_the_one_that_is_listed() -> None:
    rows: Rows = [
        {"practice": "p", "team": "t1", "stage": "told", "date": date(2026, 1, 1), "from_team": "t2"},
        adopted("t1", 2),
        adopted("t2", 3),
    ]
    assert cells(spread(rows), "impossible source") == {"adoptions!E2"}


STAGES = st.sampled_from(["told", "trying", "adopted", "sustained", "adapted", "stopped"])
TEAMS = st.sampled_from(["t1", "t2", "t3", "t4"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "practice": st.sampled_from(["p", "q"]),
            "team": TEAMS,
            "stage": STAGES,
            "date": st.dates(date(2026, 1, 1), date(2026, 1, 20)),
            "from_team": st.one_of(st.just(""), TEAMS),
            "lighthouse": st.sampled_from(["", "", "L-1", "L-2"]),
        }
    ),
    max_size=14,
    unique_by=lambda row: (row["practice"], row["team"], row["stage"], row["date"]),
)


@thorough
@given(ROWS)
@settings(max_examples=examples(160), deadline=None)
def test_checks_list_exactly_the_sources_that_the_page_complains_about(rows: Rows) -> None:
    lighthouses: Rows = [
        {"lighthouse": "L-1", "practice": "p", "circle": "Atlas", "started": date(2026, 1, 10)},
        {"lighthouse": "L-2", "practice": "q", "circle": "Atlas", "started": ""},
    ]
    blank = dict.fromkeys(("practice", "team", "stage", "date", "from_team", "lighthouse"), "")
    read = quick(tables([{**row, "date": str(row["date"])} for row in rows] or [blank], lighthouses))
    checklist = Checklist()
    contradictions.run(dict(read.tabs), read.recorded, checklist)
    page = impossible_sources(read, LATER)
    complained = set(zip(page["practice"], page["team"], page["from_team"], strict=True))
    checks = checklist.frame()
    checks = checks[checks["rule"] == "impossible source"]
    by_row = read.adoptions.set_index("_row")
    listed = {
        (by_row.loc[row, "practice"], by_row.loc[row, "team"], by_row.loc[row, column])
        for row, column in zip(checks["row"], checks["column"], strict=True)
    }
    assert listed == complained


def test_a_partner_of_oneself() -> None:
    rows: Rows = [
        {"action": "A-1", "circle": "Atlas", "what": "x", "owner": "ana", "partner": "Ana"},
        {"action": "A-2", "circle": "Atlas", "what": "x", "owner": "ana", "partner": "bo"},
        {"action": "A-3", "circle": "Atlas", "what": "x", "owner": "", "partner": ""},
    ]
    assert cells(log(actions=rows), "partner is the owner") == {"actions!E2"}


def test_a_list_of_only_those_who_came() -> None:
    assert cells(case("04"), "only those present are listed") == {"attendance!C2", "attendance!C26"}
    checks = case("04").checks
    assert checks.loc[checks["cell"] == "C2", "expected"].iloc[0] == (
        "rows with no or excused too: nobody of Atlas is ever recorded absent from a session that was held, "
        "while 6 of 30 expected attendances are missing; participation is not judged"
    )


def test_lists_with_an_absence_or_without_anybody_missing_are_complete() -> None:
    people: Rows = [{"member": key, "circle": "Atlas"} for key in ("ana", "bo")]
    held: Rows = [
        {"session": f"S-{n}", "circle": "Atlas", "planned": date(2026, n, 5), "held": date(2026, n, 5)}
        for n in (1, 2)
    ]

    def rows(*marks: tuple[str, str, str]) -> CircleLog:
        attendance: Rows = [{"session": s, "member": m, "present": mark} for s, m, mark in marks]
        return log(members=people, sessions=held, attendance=attendance)

    rule = "only those present are listed"
    everybody = rows(("S-1", "ana", "yes"), ("S-1", "bo", "yes"), ("S-2", "ana", "yes"), ("S-2", "bo", "yes"))
    with_absence = rows(("S-1", "ana", "yes"), ("S-1", "bo", "excused"), ("S-2", "ana", "yes"))
    no_list = rows(("S-1", "ana", "yes"), ("S-1", "bo", "yes"))
    assert cells(everybody, rule) == cells(with_absence, rule) == cells(no_list, rule) == set()
    assert cells(rows(("S-1", "ana", "yes"), ("S-2", "ana", "yes")), rule) == {"attendance!C2"}


def test_an_adoption_before_its_launch_is_listed_wherever_a_figure_leaves_it_out() -> None:
    rows: Rows = [adopted("t1", 2), adopted("t2", 4), adopted("t3", 2), adopted("t3", 5)]
    given = tables(rows, [{"lighthouse": ""}])
    given["practices"][0]["added"] = date(2026, 3, 1)
    given["teams"][1]["eligible_from"] = date(2026, 6, 1)
    found = log(given)
    early = found.checks[found.checks["rule"] == "impossible order"]
    assert early[["cell", "expected"]].to_numpy().tolist() == [
        ["D2", "a date on or after the practice was launched (2026-03-01)"],
        ["D3", "a date on or after the team was eligible (2026-06-01)"],
        ["D4", "a date on or after the practice was launched (2026-03-01)"],
    ]
    left_out = measure(found, LATER).figures["time_to_adoption"].excluded
    assert left_out["adopted before the practice was launched or the team was eligible"] == 3


def test_a_session_outside_the_time_of_its_circle() -> None:
    circles: Rows = [{"circle": "Atlas", "started": date(2026, 1, 1), "ended": date(2026, 6, 1)}]
    days = (date(2025, 9, 5), date(2025, 12, 20), date(2026, 3, 5), date(2026, 6, 20), date(2026, 9, 5))
    held: Rows = [
        {"session": f"S-{n}", "circle": "Atlas", "planned": day, "held": day} for n, day in enumerate(days)
    ]
    assert cells(log(circles=circles, sessions=held), "impossible order") == {"sessions!D2", "sessions!D6"}


@pytest.mark.parametrize(
    ("given", "figure", "reason"),
    [
        ({"actions": [{"action": "a", "circle": "Atlas", "what": "x", "created": date(2026, 3, 1),
                       "closed": date(2026, 2, 1), "status": "done"}]},
         "implementation_days", "closed before it was created"),
        ({"members": [{"member": "ana", "circle": "Atlas", "joined": date(2026, 3, 1), "left": date(2026, 2, 1)}]},
         "retention", "left before joining"),
        ({"circles": [{"circle": "Atlas", "norms_version": "2", "norms_agreed": date(2026, 9, 1)}],
          "members": [{"member": "ana", "circle": "Atlas", "norms_signed": "2"}]},
         "norms_signed", "the norms were agreed later"),
        ({"actions": [{"action": "a", "circle": "Atlas", "what": "x", "due": date(2026, 3, 1), "status": "done",
                       "closed": ""}]},
         "on_time", "done without a date"),
    ],
)  # fmt: skip
def test_what_a_figure_leaves_out_as_contradictory_is_never_said_to_agree(
    given: dict[str, Rows], figure: str, reason: str
) -> None:
    today = pd.Timestamp("2026-07-15")
    read = log(given)
    assert measure(read, today).figures[figure].excluded.get(reason) == 1
    checks = read.checks_on(today)
    assert len(checks)
    assert checks["cell"].str.len().gt(0).all()


def test_an_amount_needs_a_currency() -> None:
    ask = {"circle": "Atlas", "raised": "2026-01-05", "what": "A room"}
    found = log(
        asks=[
            {"ask": "K-1", **ask, "amount": 500},
            {"ask": "K-2", **ask, "amount": 500, "currency": "EUR"},
            {"ask": "K-3", **ask, "hours": 4},
        ],
        decisions=[{"decision": "D-1", "what": "A trip", "amount": 900}],
    )
    assert cells(found, "amount without a currency") == {"asks!F2", "decisions!C2"}
    without = log(asks=[{"ask": "K-1", **ask, "hours": 4}])
    assert cells(without, "amount without a currency") == set()


def test_reviews_and_decisions_have_days_in_order_and_known_references() -> None:
    found = log(
        sessions=[{"session": f"A-{n}", "circle": "Atlas", "planned": f"2026-0{n}-05"} for n in (1, 2, 3)],
        reviews=[
            {"review": "R-1", "date": "2026-03-01", "start": "2026-03-01", "end": "2026-01-01",
             "next_review": "2026-02-01"},
            {"review": "r-1", "date": "2026-03-02"},
            {"review": "R-2", "date": "2062-03-02"},
        ],
        decisions=[
            {"decision": "D-1", "what": "A trip", "review": "R-9", "ask": "K-9", "asked": "2026-03-01",
             "answered": "2026-02-01", "status": "perhaps", "asked_of": "Sue"},
            {"decision": "D-2", "what": "A room", "review": "R-1"},
        ],
        asks=[{"ask": "K-1", "circle": "Atlas", "raised": "2026-01-05", "what": "A room"}],
        mailings=[{"email": "sue@x.org", "kind": "update", "every": "day"}, {"kind": "alert"}],
        changes=[{"date": "2026-03-01", "what": "Mornings", "direction": "sideways"}],
    )  # fmt: skip
    listed = found.checks[["tab", "column", "rule"]].drop_duplicates().to_numpy().tolist()
    for expected in (
        ["reviews", "end", "impossible order"],
        ["reviews", "next_review", "impossible order"],
        ["reviews", "date", "wrong year"],
        ["decisions", "answered", "impossible order"],
    ):
        assert expected in listed, expected
    places = {(tab, column) for tab, column, _ in listed}
    assert {("decisions", "status"), ("decisions", "review"), ("decisions", "ask"), ("mailings", "every"),
            ("mailings", "email"), ("changes", "direction"), ("reviews", "review")} <= places  # fmt: skip
    assert found.reviews["review"].to_list() == ["R-1"]
    assert found.decisions["review"].to_list() == ["R-9", "R-1"]
