"""A figure against the period before, judged by the control chart of the whole log."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.core import period
from lib.metrics.program import action_words, sponsor_needs, summary
from lib.metrics.program.change import change, in_difference, months_in
from lib.metrics.program.program import Program, measure
from lib.metrics.review.compared import compared, without_value
from tests.data.hand_log import quick
from tests.metrics.program.test_program import months_log

AS_OF = pd.Timestamp("2026-06-30")
MONTHS = [f"{day:%Y-%m}" for day in pd.date_range("2025-01-01", periods=18, freq="MS")]


def held(present: list[int]) -> Program:
    """One circle of 10, one session a month up to June 2026, with this many present in each."""
    days = {f"{month}-10": came for month, came in zip(MONTHS[-len(present) :], present, strict=True)}
    return measure(months_log(days), AS_OF, period=period.named("3m", AS_OF))


@pytest.mark.parametrize(
    ("present", "word", "words"),
    [
        ([7, 8] * 6 + [7, 8, 7] + [8, 7, 8], "steady", "up from 73 % (within its usual ups and downs)"),
        ([7, 8] * 6 + [7, 7, 8] + [10, 10, 10], "improving", "up from 73 % (better than its usual ups and downs)"),
        ([8, 9] * 6 + [8, 9, 8] + [2, 3, 2], "worsening", "down from 83 % (worse than its usual ups and downs)"),
        ([7, 8, 7, 8, 7, 7, 8, 7, 7], "steady", "as before (within its usual ups and downs)"),
        ([7, 8, 7, 8, 7, 7], "steady", "as before (within its usual ups and downs)"),
        ([7, 7, 7, 8, 7, 8, 9], "steady", "up from 73 % (within its usual ups and downs)"),
        ([7, 8, 9, 8], None, "up from 70 % (too few months to say if that is usual)"),
    ],
)  # fmt: skip
def test_the_whole_log_says_what_is_usual(present: list[int], word: str | None, words: str) -> None:
    program = held(present)
    found = change(program, "participation")
    assert found is not None
    assert (found.word, found.words(program.figures["participation"])) == (word, words)


@pytest.mark.parametrize(("as_of", "word"), [("2026-07-01", "steady"), ("2026-07-31", "worsening")])
def test_a_month_that_is_unfinished_is_not_compared(as_of: str, word: str) -> None:
    """Three sessions a month up to June, and one on 1 July, to which 1 of 10 people came."""
    days = {
        f"{month}-{day}": came
        for month, came in zip(MONTHS, [7, 8] * 9, strict=True)
        for day in ("10", "17", "24")
    }
    today = pd.Timestamp(as_of)
    program = measure(months_log(days | {"2026-07-01": 1}), today, period=period.named("3m", today))
    line, found = program.series["participation"], change(program, "participation")
    assert line.variation == "concern"
    assert (line.is_unfinished, line.change) == (word == "steady", word)
    assert found is not None
    assert found.word == word


def test_few_months_before_the_period_are_judged_by_the_chart_of_the_whole_log() -> None:
    """A redesign in January started new limits: 6 months since then, 3 of them before the period."""
    days = {f"{month}-10": came for month, came in zip(MONTHS, [5] * 12 + [8, 9, 8, 9, 8, 9], strict=True)}
    what = [{"date": "2026-01-01", "what": "Shorter sessions", "rebase": "yes"}]
    program = measure(months_log(days, changes=what), AS_OF, period=period.named("3m", AS_OF))
    found = change(program, "participation")
    assert found is not None
    assert found.word == "steady"


def test_a_redesign_between_the_two_periods_leaves_few_months_unjudged() -> None:
    days = {f"{month}-10": came for month, came in zip(MONTHS[-8:], [8, 9, 8, 9, 8, 9, 8, 9], strict=True)}
    what = [
        {"date": day, "what": "Shorter sessions", "rebase": "yes"} for day in ("2026-02-01", "2026-04-01")
    ]
    program = measure(months_log(days, changes=what), AS_OF, period=period.named("3m", AS_OF))
    found = change(program, "participation")
    assert found is not None
    assert found.word is None


def test_a_real_change_in_the_other_direction_is_no_reason() -> None:
    """April is far below the usual, and yet the three months are better than the three before."""
    program = held([9, 9, 8] * 4 + [8, 8, 8, 5, 10, 10])
    found = change(program, "participation")
    assert found is not None
    assert program.figures["participation"].value > found.before.value  # type: ignore[operator]
    points = program.series["participation"].points.set_index("period")
    assert points.loc["2026-04", "kind"] == "concern"
    assert found.word == "steady"


def test_a_step_long_before_the_period_makes_no_new_change() -> None:
    """The period's months are part of a run above the mean of the whole log, but nothing is new in them."""
    program = held([5, 6] * 4 + [5] + [9, 8, 9, 8, 9, 8, 9, 9, 8])
    found = change(program, "participation")
    points = program.series["participation"].points
    assert points["special"].iloc[-3:].all()
    assert found is not None
    assert (found.word, found.before.text, program.figures["participation"].text) == (
        "steady",
        "83 %",
        "87 %",
    )
    back = held([5, 6] * 4 + [5] + [9, 8, 9, 8, 9, 8, 5, 6, 5])
    assert change(back, "participation").word == "worsening"  # type: ignore[union-attr]


def test_a_month_that_is_not_over_is_no_fall() -> None:
    """8 actions are finished each month; on 6 June only 1 is."""
    done = [
        {"action": f"X-{month}-{place}", "circle": "Atlas", "what": "Do", "created": f"{month}-01",
         "status": "done", "closed": f"{month}-{'05' if place == 1 else 20 + place % 2}"}
        for month in MONTHS for place in range(1, 8 if month[-1] in "13579" else 9)
    ]  # fmt: skip
    log = months_log({"2026-05-10": 5}, actions=done)
    early = measure(log, pd.Timestamp("2026-06-06"), period=period.named("3m", pd.Timestamp("2026-06-06")))
    assert early.series["flow"].points["value"].iloc[-1] == 1
    assert change(early, "flow").word == "steady"  # type: ignore[union-attr]


def test_a_redesign_between_the_two_periods_counts_by_the_limits_before_it() -> None:
    days = {f"{month}-10": came for month, came in zip(MONTHS, [5, 6] * 7 + [5] + [9, 9, 9], strict=True)}
    redesign = [{"date": "2026-04-02", "what": "Pairs", "rebase": "yes"}]
    program = measure(months_log(days, changes=redesign), AS_OF, period=period.named("3m", AS_OF))
    found = change(program, "participation")
    assert found is not None
    assert not program.series["participation"].points["special"].iloc[-3:].any()
    assert found.word == "improving"
    before = [{"date": "2025-11-02", "what": "Pairs", "rebase": "yes"}]
    earlier = measure(months_log(days, changes=before), AS_OF, period=period.named("3m", AS_OF))
    assert change(earlier, "participation").word == "improving"  # type: ignore[union-attr]


def test_figures_of_a_day_are_compared_with_the_day_the_period_before_ended() -> None:
    actions = [
        {"action": "X-1", "circle": "Atlas", "what": "Do", "created": "2026-01-10", "due": "2026-02-01"},
        {"action": "X-2", "circle": "Atlas", "what": "Do", "created": "2026-01-10", "due": "2026-02-01",
         "status": "done", "closed": "2026-05-01"},
        {"action": "X-3", "circle": "Atlas", "what": "Do", "created": "2026-05-10", "due": "2026-05-12"},
        {"action": "X-4", "circle": "Atlas", "what": "Do", "created": "2026-05-10", "due": "2026-05-12"},
    ]  # fmt: skip
    program = measure(months_log({"2026-05-10": 5}, actions=actions), AS_OF, period=period.named("3m", AS_OF))
    found = change(program, "overdue")
    assert found is not None
    assert (program.figures["overdue"].n, found.before.n, found.word) == (3, 2, None)
    assert in_difference(found.word) == "based on too few months to say if it is usual"


def test_nothing_is_compared_without_values_then_and_now() -> None:
    assert change(held([8] * 3), "participation") is None  # nothing before
    whole = measure(months_log({"2026-06-10": 8}), AS_OF)
    assert change(whole, "participation") is None  # no period before
    assert change(held([8] * 18), "norms_signed") is None  # the log does not know the past


def test_months_of_a_period() -> None:
    series = held([8] * 18).series["participation"]
    names = series.points["period"].to_list()

    def months(found: period.Period) -> list[str]:
        return [names[row] for row in months_in(series, found)]

    assert months(period.named("3m", AS_OF)) == ["2026-04", "2026-05", "2026-06"]
    assert months(period.named("last-quarter", AS_OF)) == ["2026-01", "2026-02", "2026-03"]
    mid = period.between(pd.Timestamp("2026-04-16"), pd.Timestamp("2026-06-30"), AS_OF)
    assert months(mid) == ["2026-05", "2026-06"]
    short = period.between(pd.Timestamp("2026-05-16"), pd.Timestamp("2026-05-20"), AS_OF)
    assert months(short) == ["2026-05"]
    assert months(period.WHOLE) == names


def test_periods_share_what_does_not_depend_on_them() -> None:
    program = held([8] * 18)
    other = program.within(period.named("12m", AS_OF))
    assert other.series is program.series
    assert other.facts.person_sessions is program.facts.person_sessions
    fresh = measure(program.facts.log, AS_OF, period=period.named("12m", AS_OF))
    for key in ("participation", "cadence", "status", "roster_mix", "format_mix", "publicized", "flow"):
        assert other.figures[key] == fresh.figures[key], key


def test_a_log_that_begins_in_the_period_is_compared_with_nothing() -> None:
    """No "up from 0": before the first session, action or adoption, a count of 0 says nothing."""
    log = quick(
        circles=[{"circle": "Atlas"}],
        sessions=[{"session": "A-1", "circle": "Atlas", "planned": "2026-06-10", "held": "2026-06-10"}],
        actions=[
            {"action": "X-1", "circle": "Atlas", "what": "Call", "created": "2026-06-10", "status": "open"}
        ],
    )
    program = measure(log, pd.Timestamp("2026-06-30"), period=period.named("3m", pd.Timestamp("2026-06-30")))
    assert program.figures["open"].n == 1
    assert change(program, "open") is None
    assert sponsor_needs.before(program) == ""
    assert summary.outcome_before(program) == ""


def test_no_overdue_actions_are_counted_where_no_action_had_a_due_date() -> None:
    action = {"circle": "Atlas", "what": "Call", "created": "2026-01-10", "status": "open", "due": ""}
    log = quick(
        circles=[{"circle": "Atlas"}], actions=[{"action": "X-1", **action}, {"action": "X-2", **action}]
    )
    program = measure(log, AS_OF, period=period.named("3m", AS_OF))
    assert program.earlier is not None
    assert program.earlier.figures["overdue"].value is None
    assert "overdue" not in sponsor_needs.before(program)


def test_nothing_recorded_before_is_no_value_to_compare_with() -> None:
    """Sessions are known, and the first action of all comes in the period: 0 finished "as before" says too much."""
    tables = {
        "circles": [{"circle": "Atlas"}],
        "sessions": [
            {"session": f"A-{month}", "circle": "Atlas", "planned": f"{month}-10", "held": f"{month}-10"}
            for month in MONTHS[-12:]
        ],
        "actions": [{"action": "X-1", "circle": "Atlas", "what": "Try", "created": "2026-06-01", "status": "open",
                     "due": "2026-06-20", "closed": "", "kind": ""}],
    }  # fmt: skip
    program = measure(quick(tables), AS_OF, period=period.named("3m", AS_OF))
    assert program.figures["flow"].n == 0
    assert [key for key in ("flow", "open", "overdue", "experiments", "asks") if change(program, key)] == []
    assert "as before" not in str(action_words.answers(program))
    assert "overdue" not in sponsor_needs.before(program)
    earlier = tables["actions"] + [tables["actions"][0] | {"action": "X-0", "created": "2026-01-02"}]
    known = measure(quick(tables | {"actions": earlier}), AS_OF, period=period.named("3m", AS_OF))
    assert change(known, "open") is not None


def test_a_period_after_the_newest_record_is_not_compared() -> None:
    """No action has been finished since, as far as the log says, which ends before the period began."""
    day = "2025-12-10"
    tables = quick(
        circles=[{"circle": "Atlas"}],
        members=[{"member": "ana", "circle": "Atlas"}],
        sessions=[{"session": "A-1", "circle": "Atlas", "planned": day, "held": day, "presenter": "ana"}],
        attendance=[{"session": "A-1", "member": "ana", "present": "yes"}],
        actions=[
            {
                "action": f"X-{n}",
                "circle": "Atlas",
                "what": "Try",
                "created": day,
                "status": status,
                "closed": closed,
            }
            for n, (status, closed) in enumerate([("open", ""), ("done", "2025-12-20")])
        ],
    )
    program = measure(tables, AS_OF, period=period.named("3m", AS_OF))
    assert change(program, "flow") is None
    texts = " ".join(text for _, text in action_words.answers(program))
    assert "finished" not in texts
    assert not [each for each in compared(program) if each.figure.value == 0 and each.figure.key != "status"]
    assert any("First turns" in clause for clause in without_value(program))
