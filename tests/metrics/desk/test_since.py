"""What changed between two days, rule by rule, on logs small enough to see."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core import period as periods
from lib.metrics.desk.since import NO_FIGURE, NOTHING, Changed, changes, nothing, own_first
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import quick
from tests.data.logs import log
from tests.examples import examples, thorough
from tests.metrics.program.test_program import months_log

NOW, THEN = pd.Timestamp("2026-06-30"), pd.Timestamp("2026-05-31")
Rows = list[dict[str, object]]
CIRCLES: Rows = [
    {
        "circle": "Atlas",
        "sponsor": "sue@x.org",
        "lead": "lea@x.org",
        "started": "2026-01-01",
        "cadence_days": 28,
    },
    {"circle": "Borealis", "sponsor": "sam@x.org", "started": "2026-01-01", "cadence_days": 28},
]


def found(whole: CircleLog, viewer: Viewer | None = None, then: pd.Timestamp = THEN) -> list[Changed]:
    seen = redact(whole, viewer or Viewer())
    now = measure(seen, NOW, period=periods.named("3m", NOW))
    return changes(now, now.as_known_on(then))


def words(items: list[Changed]) -> list[str]:
    return [each.words for each in items]


def ask(key: str, raised: str, **more: object) -> dict[str, object]:
    return {
        "ask": key,
        "circle": "Atlas",
        "raised": raised,
        "what": key,
        "status": "open",
        "answered": "",
        **more,
    }


def test_asks_are_said_once_when_they_pass_escalate_days() -> None:
    asks = [
        ask("too old before", "2026-04-30"),  # 31 days old on 31 May
        ask("A room", "2026-05-01"),  # 30 days old then, 60 now
        ask("young", "2026-05-31"),  # 30 days old now
        ask("answered", "2026-05-10", status="granted", answered="2026-06-01"),
    ]
    whole = log(circles=CIRCLES, asks=asks)
    expected = "Atlas has waited more than 30 days for an answer"
    assert words(found(whole)) == [f"{expected}: A room"]
    assert words(found(whole, Viewer("sponsor", "sue@x.org"))) == [f"{expected}: A room"]
    assert words(found(whole, Viewer("sponsor", "sam@x.org"))) == [expected]  # the text is kept in the circle


def test_milestones_reached_and_missed_since() -> None:
    rows = [
        ("reached", "Atlas", "", "2026-06-01"),
        ("reached before", "Atlas", "", "2026-05-31"),
        ("missed", "", "2026-05-31", ""),
        ("missed before", "", "2026-05-30", ""),
        ("due today", "", "2026-06-30", ""),
        ("late, and reached", "", "2026-06-02", "2026-06-20"),
        ("Borealis: first test", "Borealis", "2026-06-02", "soon"),
    ]
    milestones = [
        {"milestone": name, "circle": circle, "due": due, "reached": reached}
        for name, circle, due, reached in rows
    ]
    assert words(found(log(circles=CIRCLES, milestones=milestones))) == [
        "The program missed a milestone: missed",
        "Atlas reached a milestone: reached",
        "The program reached a milestone: late, and reached",
    ]
    hidden = found(log(circles=CIRCLES, milestones=milestones), Viewer("sponsor", "sue@x.org"))
    assert "Atlas reached a milestone" in words(hidden)


def sessions(circle: str, *days: str) -> Rows:
    return [{"session": f"{circle}-{day}", "circle": circle, "planned": day, "held": day} for day in days]


def test_a_circle_whose_status_moved_is_said_with_the_reason() -> None:
    """Borealis last met on 20 April: after 41 days it is within 28 days × 1.5 = 42, after 71 days it needs help."""
    held = [
        *sessions("Atlas", "2026-04-01", "2026-05-01", "2026-05-29", "2026-06-26"),
        *sessions("Borealis", "2026-02-20", "2026-03-20", "2026-04-20"),
    ]
    items = [each for each in found(log(circles=CIRCLES, sessions=held)) if each.kind == "status"]
    assert [(each.circle, each.is_good) for each in items] == [("Borealis", False)]
    assert items[0].words == (
        "Borealis needs help (no session recorded for 71 days, more than 2 × its 28-day rhythm); it was not judged "
        "before"
    )


@thorough
def test_practices_that_spread_stopped_and_got_stuck() -> None:
    adoptions = [
        ("calls", "North", "adopted", "2026-06-10"),
        ("calls", "South", "adopted", "2026-05-10"),  # before
        ("calls", "South", "sustained", "2026-06-11"),  # not new
        ("calls", "West", "adopted", "2026-06-30"),
        ("calls", "East", "adopted", "2026-07-01"),  # not yet
        ("pairs", "South", "adopted", "2026-06-12"),
        ("pairs", "North", "adopted", "2026-02-01"),
        ("pairs", "North", "stopped", "2026-06-13"),
        ("pairs", "West", "trying", "2026-03-20"),  # 72 days on 31 May, 102 now
    ]
    whole = log(
        circles=CIRCLES,
        practices=[
            {"practice": "calls", "title": "Ten calls"},
            {"practice": "pairs", "title": "Pairs", "circle": "Borealis"},
        ],
        teams=[{"team": team} for team in ("North", "South", "West", "East")],
        adoptions=[dict(zip(("practice", "team", "stage", "date"), row, strict=True)) for row in adoptions],
    )
    assert words(found(whole)) == [
        "1 team got stuck in trying a practice: Pairs (1)",
        "1 team stopped using a practice: Pairs (1)",
        "3 teams began to use practices: Ten calls (2) and Pairs (1)",
    ]
    assert words(found(whole.filtered(circles=["Atlas"]))) == [
        "2 teams began to use a practice: Ten calls (2)"
    ]
    again = {"practice": "calls", "team": "South", "stage": "adopted", "date": "2026-06-14"}
    both = log(teams=[{"team": "South"}], circles=CIRCLES, adoptions=[again, again | {"practice": "pairs"}])
    assert words(found(both)) == ["1 team began to use practices, 2 times in all: calls (1) and pairs (1)"]


def prework(*shares: float, last: int = 20) -> CircleLog:
    """One session of 20 members a month from January 2025, with this share of prework on time; of the last session only
    that of `last` members is recorded."""
    days = [pd.Timestamp(2025 + n // 12, n % 12 + 1, 15) for n in range(len(shares))]
    held: Rows = [
        {"session": f"A-{n}", "circle": "Atlas", "planned": f"{day:%Y-%m-%d}", "held": f"{day:%Y-%m-%d}"}
        for n, day in enumerate(days)
    ]
    rows: Rows = [
        {"session": f"A-{n}", "member": f"m{member}", "present": "yes",
         "prework": "on time" if member < round(20 * share) else "no"}
        for n, share in enumerate(shares) for member in range(last if n == len(shares) - 1 else 20)
    ]  # fmt: skip
    circles: Rows = [{"circle": "Atlas", "started": "2025-01-01", "cadence_days": 28}]
    members: Rows = [{"member": f"m{n}", "circle": "Atlas"} for n in range(20)]
    return quick(circles=circles, members=members, sessions=held, attendance=rows)


def test_a_special_cause_is_said_when_it_is_new_and_the_usual_ups_and_downs_never() -> None:
    usual = [0.8, 0.85, 0.8, 0.75, 0.8, 0.85, 0.8, 0.75, 0.8, 0.85, 0.8, 0.75, 0.8, 0.85, 0.8, 0.75, 0.8]
    assert [each for each in found(prework(*usual, 0.85)) if each.kind == "figure"] == []
    fallen = [each for each in found(prework(*usual, 0.2)) if each.kind == "figure"]
    assert words(fallen) == ["Prework on time in June 2026 is worse than its usual ups and downs"]
    assert fallen[0].is_good is False
    few = found(prework(*usual, 0, last=4))
    assert [each for each in few if each.kind == "figure"] == []
    before_the_next = measure(redact(prework(*usual, 0.2), Viewer()), pd.Timestamp("2026-07-05"))
    late = changes(before_the_next, before_the_next.as_known_on(THEN))  # July has no session yet
    assert "Prework on time in June 2026 is worse than its usual ups and downs" in words(late)
    again = found(prework(*usual, 0.2), then=pd.Timestamp("2026-06-20"))
    assert [each for each in again if each.kind == "figure"] == []


def test_nothing_changed_in_an_empty_log_and_between_two_equal_days() -> None:
    assert found(log(circles=CIRCLES)) == []
    program = measure(log(circles=CIRCLES, sessions=sessions("Atlas", "2026-06-01")), NOW)
    assert changes(program, program) == []


def test_own_circles_come_first() -> None:
    items = [Changed("ask", "a", "Atlas"), Changed("figure", "b"), Changed("ask", "c", "Borealis")]
    assert words(own_first(items, {"Borealis"})) == ["c", "a", "b"]


@given(st.randoms(use_true_random=False))
@settings(max_examples=examples(10), deadline=None)
def test_the_order_of_rows_changes_nothing(random: object) -> None:
    tabs: dict[str, Rows] = {
        "circles": CIRCLES,
        "sessions": [
            *sessions("Atlas", "2026-06-26"),
            *sessions("Borealis", "2026-02-20", "2026-03-20", "2026-04-20"),
        ],
        "asks": [ask("A room", "2026-05-01"), ask("A day", "2026-05-02", circle="Borealis")],
        "milestones": [{"milestone": "M", "circle": "Atlas", "due": "2026-06-01", "reached": ""}],
    }
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tabs.items()}  # type: ignore[attr-defined]

    def said(tables: dict[str, Rows]) -> list[str]:
        now: Program = measure(quick(tables), NOW, period=periods.named("3m", NOW))
        return sorted(words(changes(now, now.as_known_on(THEN))))

    assert said(shuffled) == said(tabs)


@pytest.mark.parametrize("key", ["3m", "6m", "quarter", "ytd", "all"])
def test_an_earlier_day_has_the_same_kind_of_period(key: str) -> None:
    now = measure(log(circles=CIRCLES), NOW, period=periods.named(key, NOW))
    then = now.as_known_on(THEN)
    assert then.as_of == THEN
    assert then.period == periods.named(key, THEN)
    dates = measure(log(circles=CIRCLES), NOW, pd.Timestamp("2026-06-01"), None).as_known_on(THEN)
    assert dates.period.start == pd.Timestamp("2026-05-02")
    three = measure(log(circles=CIRCLES), NOW, period=periods.named("3m", NOW))
    assert three.as_known_on(pd.Timestamp("2026-03-31")) is three.earlier


def test_nothing_changed_is_said_only_of_a_log_that_holds_something() -> None:
    some = log(actions=[{"action": "X-1", "circle": "Atlas", "what": "Write"}], circles=CIRCLES)
    assert nothing(measure(some, NOW), THEN) == f"No status changed. {NO_FIGURE}"
    ask = {"ask": "Q-1", "circle": "Atlas", "what": "Time", "raised": "2026-01-05"}
    more = log(asks=[ask], circles=CIRCLES)
    assert nothing(measure(more, NOW), THEN) == f"No status or ask changed. {NO_FIGURE}"
    days = {f"{month:%Y-%m}-10": 9 for month in pd.date_range("2025-12-01", periods=7, freq="MS")}
    assert nothing(measure(months_log(days), NOW), THEN) == NOTHING
    first = "No change is known: nothing is recorded by 9 Dec 2025."
    assert nothing(measure(months_log(days), NOW), pd.Timestamp("2025-12-09")) == first
    assert nothing(measure(log(), NOW), THEN) == "Nothing is recorded yet that could have changed."
    unread = log(actions=[{"Our program": cell} for cell in ("", "action", "circle", "what")])
    assert nothing(measure(unread, NOW), THEN) == "No change is known, but the actions tab could not be read."


def test_what_changed_since_the_period_began_agrees_with_its_tile() -> None:
    """The latest month is within the limits of the whole log, and the three months are better than the three before."""
    from lib.metrics.core import period
    from lib.metrics.program.change import change
    from lib.metrics.program.program import measure
    from tests.metrics.program.test_change import MONTHS
    from tests.metrics.program.test_program import months_log

    as_of = pd.Timestamp("2026-06-30")
    days = {
        f"{month}-10": came for month, came in zip(MONTHS, [7, 8] * 6 + [7, 7, 8] + [10, 10, 9], strict=True)
    }
    now = measure(months_log(days), as_of, period=period.named("3m", as_of))
    compared = change(now, "participation")
    assert compared is not None
    assert compared.word == "improving"
    start = now.period.start
    assert start is not None
    told = changes(now, now.as_known_on(start - pd.Timedelta(days=1)))
    (said,) = [each for each in told if each.kind == "figure" and each.words.startswith("Participation")]
    assert said.is_good
