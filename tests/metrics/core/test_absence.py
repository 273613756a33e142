"""Nothing is said to be absent where it may only be unread, undated or not understood; each kind on a log made for it.

tests/audit/absent.py compares the clauses with the cells of random logs.
"""

from __future__ import annotations

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.circle import history
from lib.metrics.circle.agenda import agenda
from lib.metrics.circle.words import what_is_next
from lib.metrics.core import absence, period
from lib.metrics.follow_through.attention import attention
from lib.metrics.program import action_words, asks, mine, sponsor_needs, summary
from lib.metrics.program.change import change
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import Rows, quick
from tests.data.logs import log

AS_OF = pd.Timestamp("2026-06-30")
CIRCLES: Rows = [{"circle": "Atlas", "cadence_days": 28, "started": "2026-01-01"}, {"circle": "Borea"}]


def action(key: str, **cells: object) -> dict[str, object]:
    usual = {"circle": "Atlas", "what": "Do", "created": "2026-01-10", "due": "2026-07-20", "status": "open"}
    return {"action": key, **usual, "owner": "ana", "closed": "", **cells}


def seen(*actions: dict[str, object], **tabs: Rows) -> Program:
    return measure(log(circles=CIRCLES, actions=list(actions), **tabs), AS_OF)


DONE = action("X-1", status="done", closed="2026-05-01")
UNCLEAR = action("X-2", status="Purple")
LATER = action("X-3")
UNDATED = action("X-4", due="")


@pytest.mark.parametrize(
    ("actions", "what", "why"),
    [
        ([DONE], "open", ""),
        ([DONE, UNCLEAR], "open", "the status of 1 action was not understood"),
        ([LATER], "overdue", ""),
        ([LATER, UNDATED], "overdue", "1 open action has no due date"),
        ([UNDATED, action("X-5", due="")], "overdue", "no open action has a due date"),
        ([UNCLEAR, UNDATED], "overdue",
         "the status of 1 action was not understood and 1 open action has no due date"),
        ([action("X-6", status="done")], "finished", "1 action is done without a date"),
        ([DONE, {"action": "", "circle": "Atlas", "what": "Lost its key"}], "open",
         "1 row of the actions tab could not be used"),
        ([DONE], "asks", "no asks tab"),
        ([{"action": "X-7", "circle": "Atlas", "what": "Do"}], "open", "no status or closed column in the actions tab"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_of_none(actions: Rows, what: absence.What, why: str) -> None:
    assert absence.unknown(seen(*actions).facts, what) == why


def test_only_the_circles_asked_about_count() -> None:
    program = seen(DONE, UNCLEAR, action("X-8", circle="Borea", status="done", closed="2026-02-01"))
    assert absence.unknown(program.facts, "open", ["Borea"]) == ""
    assert absence.unknown(program.facts, "open", ["Atlas"]) != ""


def test_words_that_are_not_understood_are_no_absence() -> None:
    program = seen(DONE, UNCLEAR)
    why = "the status of 1 action was not understood"
    assert action_words.waits(program) == f"No open action is known, but {why}."
    assert mine.actions(program, ["Atlas"]) == f"In your circle, no open action is known, but {why}."
    assert mine.actions(program, ["Borea"]) == "In your circle, no actions are recorded yet."
    assert mine.needs(program, ["Atlas"]) == f"In your circle: no overdue action is known, but {why}."
    dated = seen(LATER, UNCLEAR)
    assert mine.needs(dated, ["Atlas"]) == f"In your circle: no overdue action is known, but {why}."
    nothing = seen(UNCLEAR, action("X-9", status="Green"))
    assert summary.outcome(nothing, pd.DataFrame()) == (
        "Over the whole log, no finished action is known, but the status of 2 actions was not understood."
    )
    assert mine.outcome(nothing, ["Atlas"]) == (
        "In your circle, no finished action is known, but the status of 2 actions was not understood."
    )


def test_an_action_without_a_due_date_may_be_late() -> None:
    program = seen(LATER, UNDATED)
    assert sponsor_needs.needs(program).startswith(
        "No overdue action is known, but 1 open action has no due date; "
    )
    assert action_words.gets_done(program).endswith(
        "As of 30 Jun 2026, no overdue action is known, but 1 open action has no due date."
    )
    assert mine.needs(program, ["Atlas"]) == (
        "In your circle: no overdue action is known, but 1 open action has no due date."
    )


def test_an_ask_whose_status_is_not_understood_is_neither_open_nor_answered() -> None:
    ask = {"circle": "Atlas", "raised": "2026-06-01", "what": "A room", "answered": ""}
    rows: Rows = [{"ask": "K-1", **ask, "status": "Purple"}, {"ask": "K-2", **ask, "status": "granted"}]
    program = seen(DONE, asks=rows)
    figure = program.figures["asks"]
    assert (figure.value, figure.n, figure.N, figure.excluded) == (0.0, 0, 1, {"status not understood": 1})
    assert (figure.parts["answered"], figure.parts["escalated"]) == (1, 0)
    assert asks.open_asks(program.facts).empty
    assert "no open ask is known, but the status of 1 ask was not understood" in sponsor_needs.needs(program)
    only = seen(DONE, asks=rows[:1]).figures["asks"]
    assert (only.value, only.n) == (None, 0)


def test_done_on_an_unknown_day_is_no_zero_at_the_end_of_the_period_before() -> None:
    rows = [action(f"X-{n}", status="done") for n in range(5)] + [action("X-9", created="2026-05-02")]
    program = measure(log(circles=CIRCLES, actions=rows), AS_OF, period=period.named("3m", AS_OF))
    assert program.earlier is not None
    assert program.earlier.figures["open"].n == 0  # as far as the log knows
    assert change(program, "open") is None
    assert "before" not in action_words.answers(program)[-1][1]
    dated = [row | {"closed": "2026-05-20"} for row in rows[:5]]
    told = measure(log(circles=CIRCLES, actions=[*dated, rows[-1]]), AS_OF, period=period.named("3m", AS_OF))
    assert action_words.answers(told)[-1][1].endswith("At the end of the 3 months before: 5.")


def test_statuses_that_are_not_understood_are_not_compared() -> None:
    rows = [action(f"X-{n}", status="Purple") for n in range(5)] + [DONE]
    program = measure(log(circles=CIRCLES, actions=rows), AS_OF, period=period.named("3m", AS_OF))
    assert (change(program, "open"), change(program, "flow")) == (None, None)


def test_nothing_happens_in_a_period_that_has_not_begun() -> None:
    ahead = period.between(pd.Timestamp("2027-01-01"), pd.Timestamp("2027-03-31"), AS_OF)
    name = "the time from 1 Jan 2027 to 31 Mar 2027, which has not begun by 30 Jun 2026"
    assert (ahead.name, ahead.is_ahead, ahead.has_before) == (name, True, False)
    program = measure(log(circles=CIRCLES, actions=[DONE]), AS_OF, period=ahead)
    for said in (
        summary.health(program), summary.outcome(program, pd.DataFrame()), action_words.on_time(program),
    ):  # fmt: skip
        assert said == f"Nothing can be said of {name}."
    assert not period.between(pd.Timestamp("2026-01-01"), pd.Timestamp("2027-03-31"), AS_OF).is_ahead


@pytest.mark.parametrize(
    ("circles", "words"),
    [
        ([], "No circle is recorded yet."),
        ([("2025-01-01", "2026-03-31"), ("2025-01-01", "2026-05-31")],
         "No circle is active any more: the last one ended on 31 May 2026."),
        ([("2026-07-05", ""), ("2026-08-01", "")],
         "No circle is active yet: the first one starts on 5 Jul 2026."),
        ([("2026-07-05", ""), ("2025-01-01", "2026-03-31")],
         "No circle is active on 30 Jun 2026: 1 circle has ended and 1 has not started."),
    ],
)  # fmt: skip
def test_why_no_circle_is_active(circles: list[tuple[str, str]], words: str) -> None:
    rows: Rows = [
        {"circle": f"C{at}", "started": started, "ended": ended}
        for at, (started, ended) in enumerate(circles)
    ]
    assert summary.health(measure(quick(circles=rows), AS_OF)) == words


def test_actions_are_never_unrevisited_where_revisits_are_not_recorded() -> None:
    assert attention(seen(LATER).facts)["reasons"].to_list() == [""]
    session = {"session": "A-1", "circle": "Atlas", "planned": "2026-05-10", "held": "2026-05-10"}
    reviewed = seen(LATER, DONE, sessions=[session], action_reviews=[{"action": "X-1", "session": "A-1"}])
    assert attention(reviewed.facts)["reasons"].to_list() == ["171 days open and never revisited"]


def small() -> CircleLog:
    """Atlas has 6 members, Borea 2 and Cetus 6: too few in Borea to report them to a sponsor."""
    sizes = {"Atlas": 6, "Borea": 2, "Cetus": 6}
    sessions = [(circle, f"{circle}-{n}", f"2026-0{n}-10") for circle in sizes for n in (3, 4, 5)]
    return log(
        circles=[{"circle": circle, "sponsor": "sam@x.org"} for circle in sizes],
        members=[{"member": f"{circle}{n}", "circle": circle} for circle, size in sizes.items() for n in range(size)],
        sessions=[{"session": key, "circle": circle, "planned": on, "held": on} for circle, key, on in sessions],
        attendance=[
            {"session": key, "member": f"{circle}{n}", "present": "yes" if n else "no"}
            for circle, key, _ in sessions for n in range(sizes[circle])
        ],
    )  # fmt: skip


def test_own_circles_that_are_too_small_are_not_left_out_in_silence() -> None:
    program = measure(redact(small(), Viewer("sponsor", "sam@x.org")), AS_OF)
    assert "Participation 83 % (15/18, without 1 circle below the reporting threshold)" in mine.habits(
        program, ["Atlas", "Borea"]
    )
    assert "threshold" not in mine.habits(program, ["Atlas"])


def test_a_session_that_was_due_is_not_due_today() -> None:
    sessions: Rows = [
        {"session": "A-1", "circle": "Atlas", "planned": "2026-04-10", "held": "2026-04-10"},
    ]
    facts = history.of(seen(DONE, sessions=sessions).facts, "Atlas")
    said = what_is_next(agenda(facts), history.about(facts), AS_OF, names=True)
    assert said == (
        "No session is planned; by the circle's cadence, the next one was due on 8 May 2026. No actions are open."
    )


def test_a_stock_is_not_said_to_be_of_a_period() -> None:
    late = [action(f"X-{n}", due="2026-02-01") for n in range(3)]
    assert action_words.gets_done(seen(*late)).endswith(
        "As of 30 Jun 2026, 3 open actions are more than 30 days late."
    )


def test_cancelled_actions_are_not_said_to_be_missing() -> None:
    one = {**action("X-1"), "status": "cancelled"}
    two = seen(one, {**one, "action": "X-2"})
    assert action_words.no_actions(seen(one)) == "The only action is cancelled."
    assert action_words.waits(two) == "All 2 actions are cancelled."
    assert "not recorded: due dates of actions" not in sponsor_needs.needs(two)
    later = action("X-9", created="2027-01-01")
    assert action_words.no_actions(seen(later)) == "No actions are recorded yet."
    assert absence.said("", "active lighthouse", "no lighthouses tab") == (
        "no active lighthouse is known, but there is no lighthouses tab"
    )
