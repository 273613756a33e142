"""Done actions without a day: what is then not told, and that every page counts the same done actions."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.metrics.core.figure import UNDATED
from lib.metrics.core.verdict import against_target
from lib.metrics.program import action_words, status, summary
from lib.metrics.program.program import measure
from tests.data.case_files import AS_OF, measured
from tests.data.hand_log import Rows, quick
from tests.examples import examples


@pytest.mark.parametrize("name", ["01-", "02-", "61-"])
def test_where_no_done_action_has_a_day_nothing_is_said_of_when(name: str) -> None:
    """16 of 24 are done. Those that are left, 8 late ones, would read as "0 of 8 done on time"."""
    program = measured(name)
    figures = program.figures
    assert (figures["on_time"].value, figures["on_time"].N) == (None, 0)
    assert figures["on_time"].excluded[UNDATED] == 16
    assert figures["implementation_days"].value is None
    assert action_words.on_time(program) == (
        "Whether actions are done on time is not recorded: 16 done actions have no date."
    )
    assert action_words.gets_done(program) == (
        "How long actions take is not recorded: 16 done actions have no date. As of 15 Jul 2026, 6 open "
        "actions are more than 30 days late."
    )
    assert "when actions were finished is not recorded: 16 are done" in summary.outcome(
        program, pd.DataFrame()
    )
    assert "Actions done on time" not in str(program.status["reasons"].to_list())
    assert program.status["status"].to_list() == [status.WATCH, status.WATCH]


def test_a_figure_that_lost_more_than_a_tenth_is_shown_and_not_judged() -> None:
    figure = measured("67-").figures["on_time"]
    assert (figure.text, figure.fraction, figure.is_met, figure.status) == ("67 %", "8/12", None, None)
    assert against_target(figure) == (
        "is not judged against its target of 70 %: 12 of 24 left out (status not understood)"
    )
    said = summary.health(measured("67-"))
    assert "No verdict on actions done on time: 12 of 24 left out (status not understood)." in said
    assert figure.as_json()["parts"]["not_judged"] == "12 of 24 left out (status not understood)"
    absences = measured("05b").figures["participation"]
    assert absences.unjudged == "10 of 60 left out (attendance not recorded or not understood)"


def test_a_tenth_and_less_is_judged() -> None:
    rows: Rows = [
        {"action": f"A-{n}", "circle": "Atlas", "what": "x", "due": "2026-02-01", "created": "2026-01-01",
         "status": "done", "closed": "" if n == 9 else "2026-01-20"}
        for n in range(10)
    ]  # fmt: skip
    assert measure(quick(circles=[{"circle": "Atlas"}], actions=rows), AS_OF).figures["on_time"].is_met
    figure = measure(quick(circles=[{"circle": "Atlas"}], actions=rows[1:]), AS_OF).figures["on_time"]
    assert (figure.fraction, figure.is_met) == ("8/8", None)


def test_a_count_of_an_empty_tab_is_not_0() -> None:
    program = measured("log-presence")
    for key in ("open", "overdue", "flow"):
        assert (program.figures[key].value, program.figures[key].text) == (None, "–"), key


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30)).map(str)
ACTIONS = st.lists(
    st.fixed_dictionaries(
        {
            "circle": st.sampled_from(["Atlas", "Borea"]),
            "status": st.sampled_from(["", "open", "done", "done", "cancelled"]),
            "created": st.one_of(st.just(""), DAYS),
            "closed": st.one_of(st.just(""), DAYS),
            "due": st.one_of(st.just(""), DAYS),
            "effect": st.sampled_from(["", "worked", "mixed"]),
        }
    ),
    min_size=1,
    max_size=12,
)


@given(ACTIONS, st.integers(0, 200))
@settings(max_examples=examples(60), deadline=None)
def test_every_figure_and_sentence_counts_the_same_done_actions(rows: Rows, back: int) -> None:
    actions: Rows = [{"action": f"A-{n}", "what": "x", **row} for n, row in enumerate(rows)]
    log = quick(circles=[{"circle": "Atlas"}, {"circle": "Borea"}], actions=actions)
    for start in (None, AS_OF - timedelta(days=back)):
        program = measure(log, AS_OF, start)
        flow, effects = program.figures["flow"], program.figures["effect_reported"]
        assert (flow.n or 0) + flow.excluded.get(UNDATED, 0) == effects.N
        said = summary.outcome(program, pd.DataFrame())
        if flow.n:
            assert f"circles finished {flow.n} action" in said
