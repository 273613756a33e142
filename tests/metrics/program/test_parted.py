"""What is found for all circles serves for some of them, and is then the same as if it had been counted from their log
alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.metrics.core.period import named
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.adoption_time import waits
from lib.metrics.diffusion.sustainment import uses
from lib.metrics.follow_through.implementation import followed
from lib.metrics.health.gaps import gaps
from lib.metrics.program import breakdown, parted
from lib.metrics.program.program import Program, measure
from tests.audit import made, made_more
from tests.data.canaries import marked
from tests.data.logs import log as log_from
from tests.examples import some

SPREAD = (
    spreading.stages,
    spreading.adopted,
    spreading.named_sources,
    spreading.events,
    spreading.attributed,
    uses,
    waits,
)
"""Rows about practices."""
TODAY = date(2026, 6, 30)
DAY = pd.Timestamp(TODAY)
LOGS = {
    **{f"made {seed}": lambda seed=seed: made.tables(seed) for seed in range(6)},
    **{f"more {seed}": lambda seed=seed: made_more.tables(seed) for seed in range(6)},
    "marked": marked,
    "demo": lambda: make.program(6, 9, seed=7, end=TODAY),
}


def logs(name: str) -> Iterator[CircleLog]:
    """The log as an administrator and as a sponsor count it, who may not see small circles."""
    log = log_from(**LOGS[name]())
    yield log
    sponsors = log.circles["sponsor"].dropna()
    if len(sponsors):
        yield redact(log, Viewer("sponsor", str(sponsors.iloc[0])))


def everything(program: Program) -> None:
    """Count all that can be counted, so that it serves for parts of it."""
    for each in (program, program.earlier):
        if each is not None:
            assert len(each.status) >= 0
            for key in DICTIONARY:
                parts = each.figures[key].parts
                assert len(parts) == len(dict(parts)), f"{key} has two parts of one name"


@pytest.mark.parametrize("name", some(list(LOGS)[::5], 1))
def test_some_circles_are_counted_from_all_as_from_their_own_log(name: str) -> None:
    period = named("3m", DAY)
    for log in logs(name):
        whole = measure(log, DAY, period=period)
        everything(whole)
        names = list(log.circles["circle"])
        for circles in ([names[0]], names[1:]):
            chosen = log.filtered(circles=circles)
            apart = measure(chosen, DAY, period=period)
            served = measure(chosen, DAY, period=period, whole=whole)
            for one, other in ((served, apart), (served.earlier, apart.earlier)):
                assert one is not None
                assert other is not None
                same(one, other)


def numbered_from_0(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows, their pairs of a practice and a team numbered in their order, whatever other pairs there are."""
    if "pair" not in rows:
        return rows
    return rows.assign(pair=pd.factorize(rows["pair"], sort=True)[0])


def same(served: Program, apart: Program) -> None:
    pd.testing.assert_frame_equal(served.status, apart.status)
    for view in ("sessions", "held", "actions", "all_actions", "asks", "active_circles", "active_members"):
        one, other = (getattr(each.facts, view) for each in (served, apart))
        pd.testing.assert_frame_equal(one, other, check_dtype=len(other) > 0, obj=view)
    one, other = gaps(served.facts).reset_index(drop=True), gaps(apart.facts)
    pd.testing.assert_frame_equal(one, other, check_dtype=len(other) > 0)
    one, other = followed(served.facts), followed(apart.facts)
    pd.testing.assert_frame_equal(one, other, check_dtype=len(other) > 0)
    for rows in SPREAD:
        one, other = (numbered_from_0(rows(each.facts)) for each in (served, apart))
        pd.testing.assert_frame_equal(one, other, check_dtype=len(other) > 0, obj=rows.__name__)
    for key in DICTIONARY:
        one, other = served._count.day.units[key], apart._count.day.units[key]
        assert (one is None) == (other is None), key
        if one is not None and other is not None:
            pd.testing.assert_frame_equal(one, other, check_categorical=False, obj=key)
            assert one.index.equals(other.index), key
        assert served.figures[key] == apart.figures[key]
        for circle in apart.circles:
            assert served.circles[circle][key] == apart.circles[circle][key], (key, circle)
    for key in SERIES_KEYS:
        one, other = served.months[key], apart.months[key]
        assert repr(one) == repr(other), key


def test_units_are_not_counted_again() -> None:
    log = log_from(**LOGS["made 0"]())
    whole = measure(log, DAY)
    everything(whole)
    circle = str(log.circles["circle"].iloc[0])
    served = measure(log.filtered(circles=[circle]), DAY, whole=whole)
    assert served.figures["participation"].N
    assert served.months["participation"].names
    assert served._count.day.units.made("participation") is None
    assert "person_sessions" not in served.facts.any_time.__dict__
    assert len(served.facts.actions) == len(served.facts.log.actions)
    assert gaps(served.facts)["circle"].to_list() == served.status["circle"].to_list()
    assert "days_since_last" not in served.facts.any_time.__dict__
    assert "day_held" not in served.facts.any_time.__dict__, "sessions are those of the whole"
    assert [key for key in DICTIONARY if parted.is_parted(key)]


def test_a_program_that_lets_go_keeps_its_figures_and_finds_the_rest_again() -> None:
    log = log_from(**LOGS["made 0"]())
    whole = measure(log, DAY, period=named("3m", DAY))
    chosen = log.filtered(circles=[str(log.circles["circle"].iloc[0])])
    served = measure(chosen, DAY, period=named("3m", DAY), whole=whole)
    everyone, sessions, tab = whole.facts.sessions, served.facts.sessions, chosen.tabs["sessions"]
    figure, units = served.figures["participation"], served.units["participation"]
    assert served.earlier is not None
    served.forget()
    for each in (served.facts, served.facts.any_time, served.counted, served.people, served):
        assert not {"_answers", "sessions", "earlier"} & each.__dict__.keys()
    assert served.facts.sessions is not sessions
    assert chosen.tabs["sessions"] is not tab
    pd.testing.assert_frame_equal(served.facts.sessions, sessions)
    pd.testing.assert_frame_equal(served.units["participation"], units)
    assert served.figures["participation"] is figure
    assert whole.facts.sessions is everyone, "what serves for others stays"


def test_a_day_that_is_not_the_wholes_is_counted_for_itself() -> None:
    log = log_from(**LOGS["made 0"]())
    whole = measure(log, DAY)
    everything(whole)
    chosen, day = log.filtered(circles=[str(log.circles["circle"].iloc[0])]), DAY - timedelta(days=60)
    served, apart = measure(chosen, DAY, whole=whole).as_known_on(day), measure(chosen, DAY).as_known_on(day)
    same(served, apart)


def held(session: str, circle: str, day: date) -> dict[str, object]:
    return {"session": session, "circle": circle, "planned": day, "held": day, "format": "virtual"}


def one_circle(log: CircleLog, circle: str, day: pd.Timestamp, *, counted: bool) -> Program:
    """One circle of a log whose circles were all counted before, or not yet."""
    whole = measure(log, day)
    if counted:
        everything(whole)
        assert len(whole.facts.all_actions) >= 0
    return measure(log.filtered(circles=[circle]), day, whole=whole)


@pytest.mark.parametrize("counted", [False, True])
def test_a_session_or_review_of_another_circle_says_nothing_of_an_action(counted: bool) -> None:
    log = log_from(
        circles=[{"circle": "A", "sponsor": "s@x.org"}, {"circle": "C", "sponsor": "s@x.org"}],
        members=[{"member": f"{circle}{n}", "circle": circle} for circle in "AC" for n in range(6)],
        sessions=[held("a1", "A", date(2026, 3, 2)), held("c1", "C", date(2026, 6, 20))],
        actions=[
            {
                "action": "X1",
                "circle": "A",
                "session": "c1",
                "what": "w",
                "status": "open",
                "outcome": "business",
            },
            {
                "action": "X2",
                "circle": "C",
                "session": "c1",
                "what": "w",
                "status": "open",
                "created": date(2026, 3, 4),
            },
        ],
        action_reviews=[{"action": "X2", "session": "a1"}],
    )
    early = pd.Timestamp("2026-05-01")
    for seen in (log, redact(log, Viewer("sponsor", "s@x.org"))):
        program = one_circle(seen, "A", early, counted=counted)
        assert program.figures["open"].n == 1, "no day says that it is not known yet"
        assert program.facts.all_actions["created"].isna().all()
        assert breakdown.by(program, "outcome_linked", "priority") is not None
    assert one_circle(log, "C", DAY, counted=counted).figures["loop_closed"].parts["no_news"] == 1


@pytest.mark.parametrize("counted", [False, True])
def test_a_list_of_only_those_who_came_is_known_by_all_circles(counted: bool) -> None:
    came = [("a1", "A1"), *((session, f"C{n}") for session in ("c1", "c2", "c3") for n in (1, 2))]
    log = log_from(
        circles=[{"circle": "A"}, {"circle": "C"}],
        members=[{"member": f"{circle}{n}", "circle": circle} for circle in "AC" for n in (1, 2)],
        sessions=[
            held("a1", "A", date(2026, 3, 2)),
            *(held(f"c{n}", "C", date(2026, 2 + n, 3)) for n in (1, 2, 3)),
        ],
        attendance=[{"session": session, "member": member, "present": "yes"} for session, member in came],
    )
    program = one_circle(log, "C", DAY, counted=counted)
    figure = program.figures["participation"]
    assert (figure.text, dict(figure.excluded)) == ("–", {"only those present are listed": 6})
    assert program.figures["format_mix"].parts["participation"] == {}
