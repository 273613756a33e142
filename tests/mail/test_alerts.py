"""Alerts: one for each thing that calls for someone, however often the command runs, and none for noise."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.access.redaction import Viewer
from lib.mail.alerts import LOOK_BACK_DAYS, alert, alerts, signed, untold
from lib.mail.compose import Composer
from lib.mail.history import Entry, History
from lib.mail.seen import Seen
from lib.mail.wishes import wishes
from lib.metrics.core.period import WHOLE as WHOLE_LOG
from lib.metrics.core.series import WORDS_FOR_VARIATION, Series
from lib.metrics.desk import since
from lib.metrics.statistics.control_chart import Columns, columns, variation
from tests.data.logs import READ_AT, log
from tests.examples import thorough

Rows = list[dict[str, object]]
CIRCLES: Rows = [
    {
        "circle": "Atlas",
        "sponsor": "sue@x.org",
        "lead": "lea@x.org",
        "started": "2026-01-01",
        "cadence_days": 28,
    },
    {
        "circle": "Borealis",
        "sponsor": "sam@x.org",
        "lead": "lou@x.org",
        "started": "2026-06-01",
        "cadence_days": 90,
    },
]
SESSIONS: Rows = [
    {"session": f"A-{number}", "circle": "Atlas", "planned": day, "held": day, "status": "held"}
    for number, day in enumerate(("2026-01-15", "2026-02-12", "2026-03-12", "2026-04-09"))
]
ASKS: Rows = [
    {"ask": "K-1", "circle": "Atlas", "raised": "2026-05-20", "what": "A room", "status": "open"},
    {"ask": "K-2", "circle": "Borealis", "raised": "2026-05-20", "what": "Secret", "status": "open"},
    {
        "ask": "K-3",
        "circle": "Borealis",
        "raised": "2026-05-20",
        "what": "Yours",
        "status": "open",
        "sponsor": "sue@x.org",
    },
]
MILESTONES: Rows = [{"milestone": "Ten calls", "circle": "Atlas", "due": "2026-06-20"}]
WHOLE = log({"circles": CIRCLES, "sessions": SESSIONS, "asks": ASKS, "milestones": MILESTONES})


def told_until(last: str, email: str, every_day: int = 10) -> list[tuple[str, list[str]]]:
    """The alerts that a person gets when the command runs every ten days: day and lines."""
    past, found = History(), []
    for day in pd.date_range("2026-05-30", last, freq=f"{every_day}D"):
        (wish,) = [each for each in wishes(WHOLE, day).mails if (each.email, each.kind) == (email, "alert")]
        composer = Composer(WHOLE, day, past, read_at=READ_AT)
        letter = None if composer.why_not(wish) else composer.letter(wish)
        if letter is not None:
            entry = Entry(f"m{len(past.entries)}", email, "alert", day, "sent", letter.told)
            past = past.with_entries([entry])
            found.append((f"{day:%m-%d}", [row.what for section in letter.sections for row in section.rows]))
    return found


def test_each_thing_is_told_once_to_those_whose_circle_it_is() -> None:
    found = told_until("2026-07-10", "sue@x.org")
    lines = [line.partition(" (")[0] for _, some in found for line in some]
    assert sorted(lines) == [
        "Atlas has waited more than 30 days for an answer: A room",
        "Atlas missed a milestone",
        "Atlas needs help",
        "Borealis has waited more than 30 days for an answer",
        "Borealis has waited more than 30 days for an answer: Yours",
    ], found
    assert not any("Secret" in line for line in lines)


def test_what_is_better_or_only_worth_watching_is_no_alert() -> None:
    def changed(kind: Any, about: str, is_good: bool | None = False) -> since.Changed:
        return since.Changed(kind, "words", "Atlas", is_good, about)

    calls = [
        changed("status", "Atlas: Needs help"),
        changed("ask", "a"),
        changed("milestone", "b"),
        changed("figure", "c"),
    ]
    quiet = [
        changed("status", "Atlas: Watch"), changed("practice", "d"), changed("figure", "e", True),
        changed("milestone", "reached", True), changed("status", "Atlas: Too early", None),
    ]  # fmt: skip
    assert alerts([*calls, *quiet]) == calls
    assert untold(calls, {signed(calls[0])}) == calls[1:]
    assert len({signed(each) for each in calls}) == len(calls)


def charted(chart: Columns, months: list[str]) -> Columns:
    """The columns of a series from the first of these months on, each counted out of 20."""
    known = len(chart["value"])
    return chart | {"period": np.array(months[:known], dtype=object), "N": np.full(known, 20)}


def month_by_month(values: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The alerts about one figure, run twice a month: its series up to each month, as the overview charts it."""
    key = since.WATCHED[0]
    monkeypatch.setattr(since, "WATCHED", (key,))
    months = pd.period_range("2023-01", periods=len(values), freq="M")
    words = []
    for last in range(len(values)):
        chart = columns(values[: last + 1], rules="nhs", low=0, high=1, improvement="up")
        points = charted(chart, [str(month) for month in months])
        words.append(Series(key, points, variation(chart), ""))
    told: dict[str, pd.Timestamp] = {}
    mails = []
    for last in range(1, len(values)):
        for day in (
            months[last].start_time + pd.Timedelta(days=9),
            months[last].start_time + pd.Timedelta(days=24),
        ):
            then = day - pd.Timedelta(days=LOOK_BACK_DAYS)
            before = words[max(0, months.get_indexer([then.to_period("M")])[0])]
            now = SimpleNamespace(series={key: words[last]}, period=WHOLE_LOG)
            found = since._special_causes(now, SimpleNamespace(series={key: before}))  # type: ignore[arg-type]
            fresh = {sign for sign, on in told.items() if (day - on).days <= 62}
            for each in untold(alerts(found), fresh):
                told[signed(each)] = day
                mails.append(f"{months[last]}")
    return mails


def test_one_special_cause_is_one_alert(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(3)
    steady = 0.8 + 0.02 * generator.standard_normal(16)
    dip = np.append(steady, [0.4, 0.8, 0.81, 0.79])
    assert month_by_month(dip, monkeypatch) == ["2024-05"]
    shift = np.append(steady, 0.72 + 0.01 * generator.standard_normal(6))
    assert len(month_by_month(shift, monkeypatch)) == 1
    assert month_by_month(np.append(steady, [0.99]), monkeypatch) == [], "good news is no alert"


@thorough
def test_noise_alerts_no_more_often_than_the_rules_own_false_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 stable series: among their last months, as many alerts as months that the rules newly call worse."""
    generator = np.random.default_rng(21)
    begun = told = 0
    key = since.WATCHED[0]
    monkeypatch.setattr(since, "WATCHED", (key,))
    months = [str(month) for month in pd.period_range("2025-01", periods=15, freq="M")]
    for values in 0.7 + 0.05 * generator.standard_normal((1_000, 15)):
        charts = [columns(values[:last], rules="nhs", low=0, high=1, improvement="up") for last in (14, 15)]
        before, now = (WORDS_FOR_VARIATION[variation(chart)] for chart in charts)
        begun += now == "worsening" != before
        then, today = (
            SimpleNamespace(
                series={key: Series(key, charted(chart, months), variation(chart), "")},
                period=WHOLE_LOG,
            )
            for chart in charts
        )
        told += len(alerts(since._special_causes(today, then)))  # type: ignore[arg-type]
    assert told == begun
    assert 0 < told / 1_000 < 0.04, "the NHS rules on fifteen points of noise, one side"


def test_a_mail_of_one_alert_says_it_in_its_subject() -> None:
    day = pd.Timestamp("2026-06-25")
    (wish,) = [each for each in wishes(WHOLE, day).mails if (each.email, each.kind) == ("lou@x.org", "alert")]
    seen = Seen(WHOLE, Viewer("lead", "lou@x.org"), day)
    letter = alert(wish, seen, ())
    assert letter is not None
    assert letter.subject == "Mentoring circles: 2 things need attention"
    one = alert(wish, seen, letter.told[:1])
    assert one is not None
    assert one.subject == "Mentoring circles: Borealis has waited more than 30 days for an answer: Yours"
    assert alert(wish, seen, letter.told) is None
