"""Action follow-through, action by action: done on time, overdue, revisited, partnered, linked, reported."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.core import rates
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through import actions as follow_through_actions
from lib.metrics.follow_through import implementation, loops
from lib.metrics.impact import line_of_sight
from lib.metrics.program.program import measure
from tests.data.hand_log import AS_OF, HAND, quick
from tests.data.logs import log
from tests.metrics.core.narrowed import exclusions

Rows = list[dict[str, object]]
Counts = tuple[int, int, dict[str, int]]

SESSIONS: Rows = [
    {"session": key, "circle": circle, "planned": day, "held": day}
    for key, circle, day in (
        ("A-1", "Atlas", "2026-01-10"),
        ("A-2", "Atlas", "2026-02-10"),
        ("A-3", "Atlas", "2026-03-10"),
        ("V-1", "Vega", "2026-01-20"),
        ("A-9", "Atlas", "2026-07-10"),  # after as_of
    )
]


def facts(*actions: dict[str, object], reviews: Rows | None = None, as_of: pd.Timestamp = AS_OF) -> Facts:
    rows = [
        {"action": f"X-{place}", "circle": "Atlas", "what": "Do"} | row for place, row in enumerate(actions)
    ]
    return Facts(
        quick(
            circles=[{"circle": "Atlas", "priority": "Growth"}, {"circle": "Vega"}],
            sessions=SESSIONS,
            actions=rows,
            action_reviews=reviews or [{"action": ""}],
        ),
        as_of,
    )


def counted(frame: pd.DataFrame) -> Counts:
    sums = rates.totals(frame).iloc[0]
    return int(sums["n"]), int(sums["N"]), exclusions(frame)


def each(frame: pd.DataFrame, count: int) -> list[Counts]:
    """n, N and what was left out, action by action."""
    return [counted(frame[frame.index == place]) for place in range(count)]


DONE = {"status": "done", "created": "2026-01-10", "first_due": "2026-03-01", "due": "2026-03-01"}


ON_TIME = [
    ({"closed": "2026-03-01"}, (1, 1, {})),
    ({"closed": "2026-03-02"}, (0, 1, {})),
    ({"closed": "2026-03-02", "due": "2026-05-01"}, (0, 1, {})),  # moving the date does not help
    ({"closed": "2026-03-01", "due": "2026-02-01"}, (1, 1, {})),
    ({"closed": "2026-03-01", "status": ""}, (1, 1, {})),  # a date without a status is done
    ({"closed": "", "status": ""}, (0, 1, {})),
    ({"closed": ""}, (0, 0, {"done without a date": 1})),
    ({"closed": "2026-03-01", "status": "cancelled"}, (0, 0, {})),
    ({"closed": "", "status": "cancelled"}, (0, 0, {})),
    ({"closed": "2026-07-01", "status": "cancelled"}, (0, 1, {})),  # cancelled later: open today
    ({"closed": "2026-07-01"}, (0, 1, {})),
    ({"closed": "2026-06-29", "first_due": "2026-06-29"}, (1, 1, {})),
    ({"closed": "2026-06-29", "first_due": "2026-06-30"}, (0, 0, {})),  # due today: not yet
    ({"closed": "2026-03-01", "first_due": ""}, (1, 1, {})),  # due is used instead
    ({"closed": "2026-03-01", "first_due": "", "due": ""}, (0, 0, {"no due date": 1})),
    ({"closed": "2026-03-01", "created": "2026-07-01"}, (0, 0, {})),  # not known yet
]


def test_on_time() -> None:
    frame = follow_through_actions.on_time(facts(*(DONE | columns for columns, _ in ON_TIME)))
    assert each(frame, len(ON_TIME)) == [counts for _, counts in ON_TIME]


@pytest.mark.parametrize("due", ["2026-02-01", "2026-03-01", "2026-12-31"])
def test_moving_due_never_improves_on_time(due: str) -> None:
    rows = [DONE | {"closed": "2026-03-05"}, DONE | {"status": "open"}, DONE | {"closed": "2026-02-05"}]
    frame = follow_through_actions.on_time(facts(*(row | {"due": due} for row in rows)))
    assert counted(frame) == (1, 3, {})
    assert rates.totals(frame)[["completed", "slips"]].iloc[0].to_list() == [2, 3 * (due > "2026-03-01")]


OVERDUE = [
    ("2026-07-01", 0, None),
    ("2026-06-30", 0, None),  # due today
    ("2026-06-29", 1, "1-14"),
    ("2026-06-16", 1, "1-14"),
    ("2026-06-15", 1, "15-30"),
    ("2026-05-31", 1, "15-30"),
    ("2026-05-30", 1, "> 30"),
]


def test_overdue_and_its_bands() -> None:
    frame = follow_through_actions.overdue(facts(*({"due": due, "status": "open"} for due, *_ in OVERDUE)))
    assert each(frame, len(OVERDUE)) == [(late, 1, {}) for _, late, _ in OVERDUE]
    for place, (*_, band) in enumerate(OVERDUE):
        assert frame.loc[place, list(follow_through_actions.AGE_BANDS)].to_dict() == {
            name: name == band for name in follow_through_actions.AGE_BANDS
        }


OPEN = [
    ({"status": "open"}, 1),
    ({"status": "doing"}, 1),
    ({"status": "blocked"}, 1),
    ({"status": ""}, 1),
    ({"status": "", "closed": "2026-06-30"}, 0),
    ({"status": "", "closed": "2026-07-01"}, 1),
    ({"status": "done", "closed": "2026-06-30"}, 0),
    ({"status": "done", "closed": "2026-07-01"}, 1),
    ({"status": "done"}, 0),
    ({"status": "cancelled"}, 0),
]


def test_open() -> None:
    known = {"owner": "ana", "created": "2026-01-10"}
    frame = follow_through_actions.open_now(facts(*(columns | known for columns, _ in OPEN)))
    assert [n for n, *_ in each(frame, len(OPEN))] == [is_open for _, is_open in OPEN]
    assert rates.totals(frame)[["undated", "unowned"]].iloc[0].to_list() == [6, 0]


PARTNERED = [
    ("ana", "bo", 1),
    ("ana", "ana", 0),
    ("ana", "ANA", 0),
    ("ana", "", 0),
    ("", "bo", 1),
    ("", "", 0),
]


def test_partnered() -> None:
    rows = [{"owner": owner, "partner": partner} for owner, partner, _ in PARTNERED]
    frame = follow_through_actions.partnered(facts(*rows, {"status": "done", "partner": "bo"}))
    assert each(frame, len(PARTNERED)) == [(hit, 1, {}) for *_, hit in PARTNERED]
    assert len(frame) == len(PARTNERED)


REVIEWED = ["A-2"]


LOOPS = [
    ({"created": "2026-01-10"}, REVIEWED, (1, 1, {}), 0),
    ({"created": "2026-01-10"}, [], (0, 1, {}), 1),
    ({"created": "2026-01-10"}, ["A-3"], (0, 1, {}), 0),  # one session too late
    ({"created": "2026-02-10"}, REVIEWED, (0, 1, {}), 0),  # A-2 is the day it was created: A-3 is next
    ({"session": "A-1"}, REVIEWED, (1, 1, {}), 0),  # created when decided
    ({"created": "2026-01-10", "status": "done", "closed": "2026-02-09"}, REVIEWED,
     (0, 0, {"done before that session": 1}), 0),
    ({"created": "2026-01-10", "status": "done", "closed": "2026-02-10"}, REVIEWED, (1, 1, {}), 0),
    ({"created": "2026-01-10", "status": "done"}, REVIEWED, (0, 0, {"done without a date": 1}), 0),
    ({"created": "2026-03-10"}, ["A-9"], (0, 0, {"no session held since": 1}), 1),
    ({"created": "2026-06-02"}, [], (0, 0, {"no session held since": 1}), 0),  # 28 days: one cadence
    ({"created": "2026-06-01"}, [], (0, 0, {"no session held since": 1}), 1),
    ({}, [], (0, 0, {"no creation date": 1}), 0),
    ({"created": "2026-01-10", "status": "cancelled"}, REVIEWED, (0, 0, {}), 0),
    ({"created": "2026-01-10", "circle": "Vega"}, ["V-1"], (1, 1, {}), 0),
]  # fmt: skip


def test_loop_closed() -> None:
    rows = [columns for columns, *_ in LOOPS]
    reviews = [
        {"action": f"X-{place}", "session": key} for place, (_, keys, *_) in enumerate(LOOPS) for key in keys
    ]
    frame = loops.loop_closed(facts(*rows, reviews=reviews))
    assert each(frame, len(LOOPS)) == [counts for *_, counts, _ in LOOPS]
    assert [int(frame["no_news"].get(place, 0)) for place in range(len(LOOPS))] == [
        news for *_, news in LOOPS
    ]


def test_a_loop_belongs_to_the_day_of_the_session() -> None:
    frame = loops.loop_closed(facts({"created": "2026-01-10"}, {"created": "2026-06-01"}, {}))
    assert frame["on"].dt.strftime("%Y-%m-%d").fillna("").to_list() == ["2026-02-10", "2026-06-01", ""]


ASSIGNMENTS = [
    ({"status": "done", "closed": "2026-02-09"}, (1, 1, {})),
    ({"status": "done", "closed": "2026-02-10"}, (0, 1, {})),  # on the day: still open when they met
    ({"status": "done", "closed": "2026-07-01"}, (0, 1, {})),
    ({"status": "done"}, (0, 0, {"done without a date": 1})),
    ({"status": "open"}, (0, 1, {})),
    ({"status": "cancelled"}, (0, 0, {})),
    (
        {"status": "done", "closed": "2026-03-20", "created": "2026-03-15"},
        (0, 0, {"no session held since": 1}),
    ),
    ({"status": "done", "closed": "2026-02-01", "created": ""}, (0, 0, {"no creation date": 1})),
    ({"status": "done", "closed": "2026-02-09", "kind": "experiment"}, (0, 0, {})),
    ({"status": "done", "closed": "2026-02-09", "kind": ""}, (0, 0, {})),
]


def test_assignments_done_before_the_next_session() -> None:
    frame = loops.assignments(
        facts(*({"kind": "assignment", "created": "2026-01-10"} | columns for columns, _ in ASSIGNMENTS))
    )
    assert each(frame, len(ASSIGNMENTS)) == [counts for _, counts in ASSIGNMENTS]
    assert frame["on"].iloc[0] == pd.Timestamp("2026-02-10")


def test_experiments_by_type_and_effect() -> None:
    seen = facts(
        {"kind": "experiment", "experiment_type": "delegation", "effect": "worked"},
        {"kind": "experiment", "experiment_type": "delegation", "effect": "worked"},
        {"kind": "experiment", "experiment_type": "cross-team"},
        {"kind": "experiment", "effect": "too early", "circle": "Vega"},
        {"kind": "experiment", "effect": "mixed", "status": "cancelled"},
        {"kind": "action", "experiment_type": "other", "effect": "mixed"},
    )
    frame = follow_through_actions.experiments(seen)
    assert counted(frame) == (4, 4, {})
    sums = rates.totals(frame).iloc[0]
    assert {name: int(sums[name]) for name in ("worked", "mixed", "too early", "not reported")} == {
        "worked": 2,
        "mixed": 0,
        "too early": 1,
        "not reported": 1,
    }
    none = dict.fromkeys(("worked", "mixed", "did not work", "too early", "not reported"), 0)
    program, circles = follow_through_actions.experiment_parts(seen, frame)
    of_atlas = {"delegation": none | {"worked": 2}, "cross-team": none | {"not reported": 1}}
    of_vega = {"type not recorded": none | {"too early": 1}}
    assert program == {"by_type": of_atlas | of_vega}
    assert circles == {"Atlas": {"by_type": of_atlas}, "Vega": {"by_type": of_vega}}


def test_insights_acted_on() -> None:
    insights = [("I-1", "A-1"), ("I-2", "A-1"), ("I-3", "V-1"), ("I-4", "A-9"), ("I-5", "A-2")]
    seen = facts(
        {"insight": "I-1"},
        {"insight": "I-1"},
        {"insight": "I-2", "status": "cancelled"},
        {"insight": "I-3"},  # another circle's
        {"insight": "I-4"},
        {"insight": "I-5", "created": "2026-07-01"},  # not known yet
    )
    seen = Facts(
        seen.log.with_tabs(
            insights=quick(insights=[{"insight": key, "session": of} for key, of in insights]).insights
        ),
        AS_OF,
    )
    frame = follow_through_actions.actionable_insights(seen)
    assert counted(frame) == (1, 4, {})  # the session of I-4 is not held yet
    program, circles = follow_through_actions.insight_parts(seen, frame)
    assert program == {"held_sessions": 4, "per_session": 1 / 4}
    assert circles["Atlas"] == {"held_sessions": 3, "per_session": 1 / 3}
    assert circles["Vega"] == {"held_sessions": 1, "per_session": 0.0}
    quiet = Facts(seen.log, AS_OF, pd.Timestamp("2026-05-01"))
    assert follow_through_actions.insight_parts(quiet, frame.iloc[:0])[0] == {
        "held_sessions": 0,
        "per_session": None,
    }


@pytest.mark.parametrize(
    ("columns", "hits"),
    [
        ({"owner": "ana", "due": "2026-03-01", "circle": "Vega"}, 0),  # another circle's action
        ({"owner": "ana", "due": "2026-03-01"}, 1),
        ({"owner": "ana", "first_due": "2026-03-01"}, 1),
        ({"owner": "ana"}, 0),
        ({"due": "2026-03-01"}, 0),
        ({"owner": "ana", "due": "2026-03-01", "status": "cancelled"}, 0),
        ({"owner": "ana", "due": "2026-03-01", "session": ""}, 0),
        ({"owner": "ana", "due": "2026-03-01", "session": "A-9"}, 0),
    ],
)
def test_ends_with_plan(columns: dict[str, object], hits: int) -> None:
    assert counted(follow_through_actions.ends_with_plan(facts({"session": "A-1"} | columns))) == (
        hits,
        4,
        {},
    )


def test_outcomes_by_priority() -> None:
    seen = facts(
        {"outcome": "business"},
        {"outcome": "culture", "priority": "Cost"},
        {"priority": "Cost"},
        {"circle": "Vega"},
        {"circle": "Vega", "outcome": "business", "status": "cancelled"},
    )
    frame = follow_through_actions.outcome_linked(seen)
    assert counted(frame) == (2, 4, {})
    program, circles = follow_through_actions.outcome_parts(seen, frame)
    assert program == {"by_priority": {"Cost": [1, 2], "Growth": [1, 1], "no priority named": [0, 1]}}
    assert circles == {
        "Atlas": {"by_priority": {"Cost": [1, 2], "Growth": [1, 1]}},
        "Vega": {"by_priority": {"no priority named": [0, 1]}},
    }


def test_effect_reported() -> None:
    words = ("worked", "mixed", "did not work", "too early")
    rows = [{"status": "done", "closed": "2026-03-01", "effect": effect} for effect in (*words, "")]
    frame = follow_through_actions.effect_reported(facts(*rows, {"effect": "worked"}))
    assert counted(frame) == (4, 5, {})
    assert rates.totals(frame)[list(words)].iloc[0].to_dict() == dict.fromkeys(words, 1)


def test_what_may_be_done_is_left_out_and_never_counts_as_none() -> None:
    rows = [row | {"status": "zorp", "closed": ""} for row in HAND["actions"]]
    program = measure(log({**HAND, "actions": rows}), AS_OF)
    for key in ("flow", "effect_reported"):
        figure = program.figures[key]
        assert (figure.text, figure.n, figure.N) == ("–", 0, 0), key
        assert "status not understood" in figure.nothing, key
        assert set(figure.excluded) == {"status not understood"}, key


def test_cancelled_actions_never_count() -> None:
    rows = [*HAND["actions"]] + [
        row | {"action": f"not {row['action']}", "status": "cancelled", "closed": ""}
        for row in HAND["actions"]
    ]
    with_them, without = (
        measure(quick({**HAND, "actions": some}), AS_OF) for some in (rows, HAND["actions"])
    )
    counts, expected = ({key: f.as_json() for key, f in p.figures.items()} for p in (with_them, without))
    undated = counts["implementation_days"]["excluded"]["reasons"].pop("cancelled without a date")
    counts["implementation_days"]["excluded"]["count"] -= undated
    assert (counts, undated) == (expected, 8)  # the copies; X-8 is not known yet


def test_an_empty_log_has_no_units() -> None:
    seen = Facts(quick(), AS_OF)
    for unit in (
        follow_through_actions.on_time,
        follow_through_actions.open_now,
        follow_through_actions.overdue,
        follow_through_actions.partnered,
        loops.loop_closed,
        follow_through_actions.ends_with_plan,
        follow_through_actions.outcome_linked,
        follow_through_actions.effect_reported,
        follow_through_actions.actionable_insights,
        follow_through_actions.experiments,
        follow_through_actions.finished,
        loops.assignments,
        implementation.implementation_days,
        line_of_sight.line_of_sight,
    ):
        assert counted(unit(seen)) == (0, 0, {})
    assert follow_through_actions.outcome_parts(seen, follow_through_actions.outcome_linked(seen)) == (
        {"by_priority": {}},
        {},
    )
