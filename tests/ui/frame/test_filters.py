"""Filters in the address: periods, what is not understood, and filters that exclude each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import figures
from lib.demo import make
from lib.metrics.core import period
from lib.metrics.core.period import PERIODS
from lib.ui.frame import filters
from tests.ui.conftest import Tables, words
from tests.ui.tiles import tiles

Run = Callable[..., AppTest]
TABLES = make.program(circles=6, months=9, seed=7, end=date.today())
OVERVIEW, HEALTH, ACTIONS, LIGHTHOUSES = (
    f"pages/program/{page}.py" for page in ("overview", "health", "actions", "lighthouses")
)
CIRCLES = [row["circle"] for row in TABLES["circles"]]


def warnings(app: AppTest) -> list[str]:
    return [str(box.value).replace("\\", "").replace("`", "") for box in app.warning]


def metric(app: AppTest, label: str) -> Any:
    return next(each for each in tiles(app) if each.label == label)


def with_rows(**tabs: list[dict[str, object]]) -> Tables:
    return {**TABLES, **{tab: [*TABLES.get(tab, []), *rows] for tab, rows in tabs.items()}}


def test_the_default_is_the_last_three_months_with_the_numbers_of_the_json(
    run_app: Run, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    app = run_app(TABLES)
    assert app.selectbox(key="period").value == "3m"
    start = period.named("3m", pd.Timestamp(date.today())).start
    capfdbinary.readouterr()
    log = str(tmp_path / "log.xlsx")
    options = ["--as-of", date.today().isoformat(), "--start", f"{start:%Y-%m-%d}"]
    assert figures.main([log, *options]) == 0
    printed = json.loads(capfdbinary.readouterr().out)["figures"]
    found = printed["participation"]
    assert metric(app, "Participation").value == f"{100 * found['value']:.0f} %"
    assert "In the last 3 months, " in words(app)
    assert f"circles finished {printed['flow']['n']} actions" in words(app)


def test_a_tile_shows_the_period_before(run_app: Run) -> None:
    app = run_app(TABLES)
    assert metric(app, "Participation").delta.startswith(("up from", "down from", "as before"))
    assert "In the 3 months before: " in words(app)
    assert not metric(run_app(TABLES, query={"period": "all"}), "Participation").delta


@pytest.mark.parametrize("key", [key for key in PERIODS if key not in ("3m", "review")])
def test_every_period_has_a_key_and_a_name_in_the_address(run_app: Run, key: str) -> None:
    by_key = run_app(TABLES, query={"period": key}, page=HEALTH)
    assert not by_key.exception
    assert by_key.selectbox(key="period").value == key
    assert by_key.query_params["period"] == PERIODS[key]
    by_name = run_app(TABLES, query={"period": PERIODS[key]}, page=HEALTH)
    assert by_name.selectbox(key="period").value == key
    assert not warnings(by_name) + warnings(by_key)


def test_the_setting_is_the_default(run_app: Run) -> None:
    tables = with_rows(settings=[{"name": "period", "value": "12m"}])
    app = run_app(tables)
    assert app.selectbox(key="period").value == "12m"
    assert "In the last 12 months, " in words(app)


def test_since_the_last_review_needs_a_review(run_app: Run) -> None:
    acts = [row for row in TABLES["sponsor_acts"] if row["kind"] != "review"]
    without = {**TABLES, "sponsor_acts": acts, "reviews": []}
    assert "Since the last review" not in run_app(without).selectbox(key="period").options
    day = pd.Timestamp(date.today()) - pd.Timedelta(days=40)
    act = {"date": f"{day:%Y-%m-%d}", "sponsor": "sam@x.org", "kind": "review"}
    app = run_app({**without, "sponsor_acts": [*acts, act]}, query={"period": "review"})
    assert f"In the time since the last review on {day:%-d %b %Y}, " in words(app)
    later = day + pd.Timedelta(days=10)
    review = {"review": "R-1", "date": f"{later:%Y-%m-%d}"}
    tables = {**without, "sponsor_acts": [*acts, act], "reviews": [review]}
    app = run_app(tables, query={"period": "review"})
    assert f"In the time since the last review on {later:%-d %b %Y}, " in words(app)
    assert f"What changed since the review on {later:%-d %b %Y}" in [each.label for each in app.expander]


def test_two_dates(run_app: Run) -> None:
    asked = {"period": "dates", "from": "2026-01-01", "to": "2026-03-31", "as_of": "2026-06-30"}
    app = run_app(TABLES, query=asked)
    assert "In the time from 1 Jan 2026 to 31 Mar 2026, " in words(app)
    turned = run_app(TABLES, query=asked | {"from": "2026-03-31", "to": "2026-01-01"})
    assert "In the time from 1 Jan 2026 to 31 Mar 2026, " in words(turned)
    assert "The period's first day, 2026-03-31, is after its last day, 2026-01-01." in warnings(turned)[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"as_of": "2046"}, "The address asks for as_of=2046, which is not a day"),
        ({"as_of": "2146-01-01"}, "The address asks for as_of=2146-01-01, which is not a day"),
        ({"period": "4m"}, "The address asks for period=4m, which is not one of 3m, 6m, 12m,"),
        (
            {"circle": "Elsewhere"},
            "The address asks for the circle Elsewhere, which this log does not have: ",
        ),
        ({"sponsor": "who@x.org"}, "asks for the sponsor who@x.org, which this log"),
        ({"priority": "*Bold*"}, "asks for the strategic priority *Bold*, which this log"),
        ({"region": "Moon"}, "asks for the team region Moon, which this log"),
    ],
)
def test_what_is_not_understood_is_said_until_a_filter_changes(
    run_app: Run, query: dict[str, str], said: str
) -> None:
    app = run_app(TABLES, query=query)
    assert not app.exception
    assert len(tiles(app)) == 6
    assert said in warnings(app)[0]
    assert said in warnings(app.run())[0]
    app.selectbox(key="period").select("6m").run()
    assert not warnings(app)


@pytest.mark.parametrize(
    ("label", "unknown", "says_all", "is_whole", "what", "instead"),
    [
        ("Circle", ["A"], True, True, "circle A, which this log", "It is left out, so “Circle” stands at All."),
        ("Circle", ["A", "B"], False, True, "circle A and B, which this log does", "They are left out."),
        ("Sponsor", ["A"], False, False, "sponsor A, which is not there, or is not for you", "It is left out."),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_is_said_with_what_is_shown_instead(
    label: str, unknown: list[str], says_all: bool, is_whole: bool, what: str, instead: str
) -> None:
    told = filters._left_out(label, unknown, says_all=says_all, is_whole=is_whole)
    assert told.startswith(f"The address asks for the {what}")
    assert told.endswith(f": renamed or misspelled? {instead}")


def test_a_parameter_that_is_given_twice_is_said() -> None:
    carried = Mock()
    carried.asked = lambda key: {"period": ["3m", "all"], "as_of": ["2026-01-01"] * 2}.get(key, [])
    filters._check_address(carried)
    assert [call.args[0] for call in carried.say.call_args_list] == [
        "The address gives period more than once: 3m and all. The last one counts."
    ]


def test_choices_of_a_page_that_are_not_there_are_said(run_app: Run) -> None:
    app = run_app(TABLES, query={"aspect": "Weather", "figure": "Mood"}, page=HEALTH)
    mood = "The address asks for figure=Mood, which is not there. Participation is shown."
    parts = "Sessions, Cases, Taking turns, Members, Coaching and Related habits"
    weather = f"The address asks for aspect=Weather, which is not one of {parts}. Sessions is shown."
    (said,) = warnings(app)
    assert set(said.split("  \n")) == {mood, weather}
    app.segmented_control(key="aspect").set_value("Cases").run()
    assert warnings(app) == [mood]


NOT_SHOWN: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    OVERVIEW: (
        {
            "in_use": "maybe",
            "Circle": "Vega",
            "anything": "x",
            "aspect": "Cases",
            "as_of": "2099-01-31",
            "to": "2026-03-31",
        },
        (
            "in_use=maybe, which is neither true nor false. It stays as it is.",
            "Circle=Vega, which has no effect: the name is circle, in small letters.",
            "anything=x, which has no effect: no page knows that name.",
            "aspect=Cases, which has no effect here: what it chooses is not open, or is on another page.",
            "31 Jan 2099 is after today: the log is shown as if nothing more happened until then.",
            "The address gives to without period=dates, so it has no effect: ",
        ),
    ),
    HEALTH: (
        {"health_by": "nope", "period": "dates", "to": "2026-03-31"},
        (
            "health_by=nope, which is not one of Month and Quarter. Month is shown.",
            "the last day of the period alone: it starts 90 days before that day.",
        ),
    ),
    ACTIONS: (
        {"actions_page": "999", "period": "dates", "from": "2026-01-01"},
        (
            "actions_page=999, which is not there. ",
            "the first day of the period alone: it ends on the day in “As of”.",
        ),
    ),
    LIGHTHOUSES: ({"story_team": "nope"}, ("story_team=nope, which is not there. Nothing is chosen there.",)),
}


@pytest.mark.parametrize("page", NOT_SHOWN)
def test_what_has_no_effect_is_said_in_one_place(run_app: Run, page: str) -> None:
    query, said = NOT_SHOWN[page]
    app = run_app(TABLES, query=query, page=page)
    assert not app.exception
    found = warnings(app)
    assert len(found) == 1, found
    for text in said:
        assert text in found[0]
    assert len(found[0].split("  \n")) == len(said)
    assert warnings(app.run()) == found


def test_what_is_understood_is_not_mentioned(run_app: Run) -> None:
    asked = {
        "circle": CIRCLES[0],
        "period": "6m",
        "aspect": "Cases",
        "every_habit": "TRUE",
        "health_by": "Month",
    }
    assert not warnings(run_app(TABLES, query=asked, page=HEALTH))
    dates = {"period": "dates", "from": "2026-01-01", "to": "2026-03-31", "as_of": "2026-06-30"}
    assert not warnings(run_app(TABLES, query=dates))
    alone = run_app(TABLES, query={"period": "dates", "to": "2026-03-31"})
    assert "In the time from 31 Dec 2025 to 31 Mar 2026, " in words(alone)


@pytest.mark.parametrize("page", ["overview", "health", "actions", "lighthouses"])
def test_filters_that_exclude_each_other_give_a_page_that_says_so(run_app: Run, page: str) -> None:
    sponsors = {row["circle"]: row["sponsor"] for row in TABLES["circles"]}
    other = next(sponsor for sponsor in sponsors.values() if sponsor != sponsors[CIRCLES[0]])
    app = run_app(TABLES, query={"circle": CIRCLES[0], "sponsor": other}, page=f"pages/program/{page}.py")
    assert not app.exception
    assert f"No circle matches all of these filters: circle {CIRCLES[0]}; sponsor {other}." in words(
        app
    ).replace("`", "")
    app.button(key="show_all_circles").click().run()
    assert not app.exception
    assert app.multiselect(key="circle").value == []
    assert app.title[0].value != "Why is there nothing to see?"


def test_the_rules_of_the_status_are_shown_where_it_stands(run_app: Run) -> None:
    for page in ("pages/program/overview.py", HEALTH):
        app = run_app(TABLES, page=page)
        app.session_state["status_rules"] = True
        shown = words(app.run())
        assert "**Needs help**: participation is below its target and falling" in shown
        assert "**On track**: none of these, and at least one figure is at or above its target." in shown


@pytest.mark.parametrize("role", ["lead", "sponsor"])
def test_a_lead_and_a_sponsor_read_of_their_own_circles_first(run_app: Run, role: str) -> None:
    app = run_app(TABLES)
    app.selectbox(key="view_as_role").select(role).run()
    assert not app.exception
    email = app.selectbox(key="view_as_email").value
    own = [row["circle"] for row in TABLES["circles"] if row[role] == email]
    shown = words(app)
    assert any(circle in shown for circle in own), "those in need; the others are one click away"
    assert "The whole program: " in shown
    for page, first in (
        (HEALTH, "How are your circles doing?"),
        ("pages/program/actions.py", "In your circle"),
    ):
        shown = words(app.switch_page(page).run())
        assert first in shown


def test_the_banner_and_downloads_say_day_and_time(run_app: Run) -> None:
    shown = words(run_app(TABLES, query={"circle": CIRCLES[0]}))
    today = f"{date.today():%-d %b %Y}"
    assert f"as of {today}, " in shown
    assert f"As of {today} · Circles: {CIRCLES[0]} · Period: since " in shown
    assert f"Log read: {today}, " in shown
