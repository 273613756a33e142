"""Asks answered, days to an answer, hours and amounts granted, each counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import keys_of
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import quick
from tests.data.logs import log
from tests.examples import examples

AS_OF = pd.Timestamp("2026-06-30")
CIRCLES = [
    {"circle": "Atlas", "sponsor": "sue@x.org", "lead": "lea@x.org, Di <di@x.org>", "started": "2026-01-01"},
    {"circle": "Borealis", "sponsor": "sam@x.org", "lead": "lou@x.org", "started": "2026-01-01"},
]


def ask(key: str, raised: str, answered: str = "", status: str = "", **more: object) -> dict[str, object]:
    row = {
        "ask": key,
        "circle": "Atlas",
        "raised": raised,
        "what": key,
        "status": status,
        "answered": answered,
    }
    return {**row, "answered_by": "", "hours": "", "amount": "", "currency": "", **more}


ASKS = [
    ask("K-1", "2026-03-01", "2026-03-11", "granted", hours=8),  # 10 days
    ask("K-2", "2026-03-01", "2026-03-21", "declined", hours=4, amount=900, currency="eur"),  # 20 days
    ask("K-3", "2026-04-01", "2026-05-01", "granted", amount=500, currency="EUR"),  # 30 days
    ask("K-4", "2026-06-10"),  # open for 20 days
    ask("K-5", "2026-05-01", status="open"),  # open for 60 days: escalated
    ask("K-6", "2026-06-01", "2026-07-03", "granted", hours=40),  # not answered yet on that day
    ask("K-7", "2026-03-01", "2026-03-02", "granted", hours=99, answered_by="di@x.org"),  # a lead's answer
    ask("K-8", "2026-03-01", status="granted", hours=1, answered_by="ada@x.org"),  # when is not known
    ask("K-9", "2026-04-01", "2026-04-05", "granted", amount=70, circle="Borealis"),  # 4 days, in no currency
    ask(
        "K-10", "2026-04-01", "2026-04-09", "granted", amount=300, currency="USD", circle="Borealis"
    ),  # 8 days
    ask("K-11", "2026-07-01"),  # not raised yet
]


def made(asks: list[dict[str, object]], **tabs: list[dict[str, object]]) -> CircleLog:
    return log(circles=CIRCLES, asks=asks, **tabs)


def found(asks: list[dict[str, object]], **dates: pd.Timestamp) -> Program:
    return measure(made(asks), AS_OF, **dates)


def test_answered_of_raised() -> None:
    figure = found(ASKS).figures["asks_answered"]
    assert (figure.n, figure.N) == (6, 9)  # K-1 2 3 8 9 10 of those and K-4 5 6
    assert figure.excluded == {"recorded by a lead of the circle": 1}
    assert figure.parts["escalated"] == 1
    borealis = found(ASKS).circles["Borealis"]["asks_answered"]
    assert (borealis.n, borealis.N) == (2, 2)


def test_answered_of_raised_in_a_period() -> None:
    figure = found(ASKS, start=pd.Timestamp("2026-05-01")).figures["asks_answered"]
    assert (figure.n, figure.N, figure.text) == (0, 3, "0/3")


def test_days_to_an_answer_count_open_asks_for_as_long_as_they_are_open() -> None:
    """Answers on days 4, 8, 10, 20, 30; open on days 20, 29, 60. At risk: 8, 7, 6, 5, 2.

    S: 7/8, 6/8, 5/8, 4/8 on day 20, where the ask open since 20 days is still at risk. So half are answered by then.
    """
    figure = found(ASKS).figures["ask_days"]
    assert (figure.n, figure.N) == (5, 8)
    assert (figure.value, figure.text) == (20.0, "20 days")
    assert figure.low == 4.0
    assert figure.high is None
    assert figure.excluded == {"recorded by a lead of the circle": 1, "answered without a date": 1}
    assert figure.parts["more_than"] is None
    borealis = found(ASKS).circles["Borealis"]["ask_days"]
    assert (borealis.value, borealis.N) == (None, 2)  # too few for a median


def test_a_median_that_is_not_reached_says_for_how_long_asks_were_followed() -> None:
    rows = [ask(f"K-{n}", "2026-06-01") for n in range(5)]
    figure = found(rows).figures["ask_days"]
    assert (figure.value, figure.N, figure.text) == (None, 5, "> 29 days")


def test_granted_hours_and_amounts_by_currency() -> None:
    figure = found(ASKS).figures["granted"]
    assert (figure.n, figure.N) == (4, 5)
    assert figure.parts["hours"] == {"granted": 8.0, "asked": 12.0}
    assert figure.parts["amounts"] == {
        "EUR": {"granted": 500.0, "asked": 1400.0},
        "USD": {"granted": 300.0, "asked": 300.0},
    }
    assert figure.parts["amounts_without_currency"] == 1
    atlas = found(ASKS).circles["Atlas"]["granted"]
    assert atlas.parts["amounts"] == {"EUR": {"granted": 500.0, "asked": 1400.0}}
    later = found(ASKS, start=pd.Timestamp("2026-05-01")).figures["granted"]
    assert (later.n, later.N, later.parts["amounts"]) == (1, 1, {"EUR": {"granted": 500.0, "asked": 500.0}})


def test_a_status_that_was_not_understood_is_left_out() -> None:
    figure = found([ask("K-1", "2026-06-01", status="perhaps"), ask("K-2", "2026-06-01")]).figures
    assert figure["asks_answered"].excluded == {"status not understood": 1}
    assert (figure["asks_answered"].n, figure["asks_answered"].N) == (0, 1)


@pytest.mark.parametrize("key", ["asks_answered", "ask_days", "granted"])
def test_without_asks_nothing_is_zero(key: str) -> None:
    without = measure(log(circles=CIRCLES), AS_OF).figures[key]
    assert without.missing == "not recorded: no asks tab"
    assert without.text == "–"
    empty = found([ask("K-1", "2026-08-01")]).figures[key]
    assert (empty.missing, empty.value, empty.N, empty.text) == (None, None, 0, "–")
    no_days = [{"ask": "K-1", "circle": "Atlas", "raised": "2026-03-01", "what": "A room"}]
    assert str(measure(made(no_days), AS_OF).figures[key].missing).startswith("not recorded: no ")


def test_hours_that_have_no_column_are_not_zero() -> None:
    row = {"ask": "K-1", "circle": "Atlas", "raised": "2026-03-01", "what": "x", "status": "granted"}
    assert measure(made([{**row, "answered": "2026-03-04"}]), AS_OF).figures["granted"].parts["hours"] is None


def as_json(program: Program) -> dict[str, object]:
    figures: dict[str, Figure] = {key: program.figures[key] for key in keys_of("sponsorship")}
    by_circle = {
        (circle, key): program.circles[circle][key].as_json()
        for circle in ("Atlas", "Borealis")
        for key in keys_of("sponsorship")
    }
    return {key: figure.as_json() for key, figure in figures.items()} | by_circle  # type: ignore[dict-item]


TABS: dict[str, list[dict[str, object]]] = {
    "circles": CIRCLES,
    "asks": ASKS,
    "sponsor_acts": [
        {"date": "2026-02-03", "sponsor": "sue@x.org", "circle": "Atlas", "kind": "visit"},
        {"date": "2026-04-01", "sponsor": "sam@x.org", "kind": "review"},
        {"date": "2026-05-01", "sponsor": "sam@x.org", "circle": "Borealis", "kind": "message"},
    ],
    "reviews": [{"review": "R-1", "date": "2026-03-20", "sponsor": "sue@x.org"}],
    "decisions": [
        {"decision": "D-1", "what": "A", "status": "made", "asked": "2026-03-20", "asked_of": "sue@x.org"},
        {"decision": "D-2", "what": "B", "status": "asked", "review": "R-1", "circle": "Atlas"},
    ],
    "milestones": [
        {"milestone": "One", "circle": "Atlas", "due": "2026-03-01", "reached": "2026-02-20"},
        {"milestone": "Two", "due": "2026-04-01"},
    ],
    "members": [{"member": name, "circle": "Atlas"} for name in ("ana", "bo")],
    "sessions": [
        {
            "session": "A-1",
            "circle": "Atlas",
            "planned": "2026-02-01",
            "held": "2026-02-01",
            "facilitator": "ana",
        },
        {
            "session": "A-2",
            "circle": "Atlas",
            "planned": "2026-03-01",
            "held": "2026-03-01",
            "facilitator": "bo",
        },
    ],
}


@given(st.randoms(use_true_random=False))
@settings(max_examples=examples(15), deadline=None)
def test_the_order_of_rows_changes_no_figure(random: object) -> None:
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in TABS.items()}  # type: ignore[attr-defined]
    assert as_json(measure(quick(shuffled), AS_OF)) == as_json(measure(quick(TABS), AS_OF))


@pytest.mark.parametrize(
    "viewer", [Viewer("sponsor", "sue@x.org"), Viewer("lead", "lea@x.org"), Viewer("sponsor")]
)
def test_every_viewer_gets_the_same_figures(viewer: Viewer) -> None:
    whole = log(TABS | {"settings": [{"name": "min_group", "value": 1}]})
    assert as_json(measure(redact(whole, viewer), AS_OF)) == as_json(measure(whole, AS_OF))
