"""Figures of the pulse, counted by hand: rosters at the close, periods, filters, series, words."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse_survey
from lib.metrics.pulse import figures, words
from lib.metrics.pulse.definitions import PULSE
from lib.metrics.pulse.disclosure import BAND, BELOW, NO_ANSWERS, OR_HIGHER, OR_LOWER, PUBLISHED
from lib.metrics.pulse.figures import Pulse
from lib.metrics.pulse.publish import Published, publish
from lib.metrics.pulse.ranges import against
from tests.data.logs import grid, log
from tests.metrics.pulse.test_publish import people, person

AS_OF = pd.Timestamp("2026-09-30")
LOG = log(
    circles=[
        {"circle": "Atlas"},
        {"circle": "Borealis"},
        {"circle": "Cetus", "started": "2026-04-01"},
        {"circle": "Draco", "ended": "2026-06-30"},
    ],
    members=[
        *({"member": f"a{n}", "circle": "Atlas"} for n in range(6)),
        {"member": "a6", "circle": "Atlas", "joined": "2026-03-31"},  # in time for the first wave
        {"member": "a7", "circle": "Atlas", "joined": "2026-04-01"},  # a day late
        {"member": "a8", "circle": "Atlas", "left": "2026-03-31"},  # gone that day
        {"member": "a9", "circle": "Atlas", "left": "2026-04-01"},  # gone the day after
        *({"member": f"b{n}", "circle": "Borealis"} for n in range(9)),
        *({"member": f"c{n}", "circle": "Cetus"} for n in range(5)),
        *({"member": f"d{n}", "circle": "Draco"} for n in range(4)),
    ],
    changes=[
        {"date": "2026-05-05", "what": "New norms", "rebase": "yes"},
        {"date": "2026-05-05", "what": "x", "circle": "Atlas", "rebase": "yes"},
    ],
)
ROWS = [
    *people({"Atlas": 6}, 4, trust=3),
    *people({"borealis ": 5}, 3, trust=5),
    person("Atlas", safety_1=None, safety_2=None, safety_3=None, trust=2),  # 4 items: no score
    *people({"Atlas": 7}, 4, wave="2026-Q3"),
    *people({"Borealis": 4, "Cetus": 2}, 2, wave="2026-Q3"),
]


def surveyed(rows: list[dict[str, object]] = ROWS, settings: CircleLog = LOG) -> Published:
    return publish(parse_survey([grid("pulse", rows)]), settings.settings)


def measured(as_of: str = "2026-09-30", rows: list[dict[str, object]] = ROWS, **options: object) -> Pulse:
    return figures.measure(surveyed(rows), LOG, pd.Timestamp(as_of), **options)  # type: ignore[arg-type]


def test_answers_beside_the_members_of_the_day_the_wave_closed() -> None:
    first = measured("2026-06-30")
    assert first.wave == "2026-Q1"
    counted = {
        circle: (found["response_rate"].n, found["response_rate"].N)
        for circle, found in first.circles.items()
    }
    # Atlas: a0 to a6 and a9. Cetus has not started
    assert counted == {"Atlas": (6, 8), "Borealis": (5, 9), "Cetus": (0, 0), "Draco": (0, 4)}
    rate = first.figures["response_rate"]
    assert (rate.n, rate.N, rate.value) == (11, 21, 11 / 21)
    assert dict(rate.excluded) == {"fewer than 5 of the 7 safety items answered": 1}
    assert first.circles["Cetus"]["response_rate"].value is None
    assert first.circles["Draco"]["response_rate"].value == 0.0
    assert first.circles["Draco"]["response_rate"].parts["state"] == NO_ANSWERS


def test_safety_and_trust_by_hand() -> None:
    first = measured("2026-06-30")
    assert [first.circles[circle]["safety"].value for circle in ("Atlas", "Borealis")] == [3.4, 3.0]
    assert [first.circles[circle]["safety"].text for circle in ("Atlas", "Borealis")] == [
        "3.4 or higher",
        "3.0",
    ]
    # Atlas 3.35 to 5, Borealis 2.95 to 3.05, weighted by 6 and 5
    assert (first.figures["safety"].value, first.figures["safety"].text) == (3.6, "3.2 to 4.1")
    # 5 single answers are too few, so Borealis hides Atlas too: (6 * 3 + 2 + 25) / 12 together
    states = [first.circles[circle]["trust"].parts["state"] for circle in ("Atlas", "Borealis")]
    assert states == [BELOW, BELOW]
    assert (first.figures["trust"].value, first.figures["trust"].n) == (3.8, 12)
    assert first.figures["curiosity"].missing == "not recorded: no curiosity column in the pulse tab"
    assert first.figures["curiosity"].text == "–"


def test_status_is_judged_by_the_published_value() -> None:
    first = measured("2026-06-30")
    met = [first.circles[circle]["safety"].parts.get("is_met") for circle in ("Atlas", "Borealis")]
    assert met == [None, False]
    assert (first.figures["safety"].target, first.figures["safety"].parts.get("is_met")) == (4.0, None)
    assert {found["safety"].status for found in first.circles.values()} == {None}  # one wave has no verdict
    assert {first.figures[key].target for key in PULSE if key != "safety"} == {None}


@pytest.mark.parametrize(
    ("value", "bound", "target", "word"),
    [
        (4.0, "", 4.0, "meets"),
        (3.9, "", 4.0, "misses"),
        (4.8, OR_HIGHER, 4.0, "meets"),
        (4.2, OR_HIGHER, 4.5, None),
        (1.2, OR_LOWER, 4.0, "misses"),
        (1.8, OR_LOWER, 1.5, None),
        (3.0, BAND, 3.0, None),
        (3.0, BAND, 3.5, "misses"),
        (3.0, BAND, 2.4, "meets"),
    ],
)
def test_words_against_a_target(value: float, bound: str, target: float, word: str | None) -> None:
    assert against(value, bound, target, (2.45, 3.45)) == word


def test_a_wave_where_circles_are_hidden() -> None:
    now = measured()
    states = {circle: found["safety"].parts["state"] for circle, found in now.circles.items()}
    assert states == {"Atlas": PUBLISHED, "Borealis": BELOW, "Cetus": BELOW, "Draco": NO_ANSWERS}
    assert now.figures["safety"].parts["circles"] == {
        PUBLISHED: 1,
        BELOW: 2,
        NO_ANSWERS: 0,
    }  # Draco has ended
    assert now.figures["safety"].parts["below_threshold"] == {"value": 2.6, "bound": "or lower", "n": 6}
    hidden = now.circles["Borealis"]["safety"]
    assert (hidden.value, hidden.n, hidden.N, hidden.status, hidden.text) == (None, None, None, None, "–")


def test_filters_combine_what_is_published() -> None:
    both = measured("2026-06-30", chosen={"Atlas", "Borealis"}).figures
    assert (both["safety"].text, both["safety"].n, both["safety"].N) == ("3.2 to 4.1", 11, 17)
    with_hidden = measured(chosen={"Atlas", "Borealis"})
    assert (with_hidden.figures["safety"].value, with_hidden.figures["safety"].n) == (3.7, 7)
    assert (with_hidden.figures["response_rate"].n, with_hidden.figures["response_rate"].N) == (7, 8)
    assert list(with_hidden.circles) == ["Atlas", "Borealis"]
    assert with_hidden.figures["safety"].parts["below_threshold"] is None
    only_hidden = measured(chosen={"Borealis"}).figures["safety"]
    assert (only_hidden.value, only_hidden.n, only_hidden.parts["state"]) == (None, None, BELOW)
    nobody = measured(chosen=set()).figures["safety"]
    assert (nobody.value, nobody.n, nobody.parts["state"]) == (None, 0, NO_ANSWERS)


def test_a_period_holds_whole_waves() -> None:
    start = pd.Timestamp("2026-04-01")
    assert measured("2026-06-30", start=start).wave is None
    assert measured(start=start).series["safety"].points["period"].to_list() == ["2026-Q3"]
    assert measured(end=pd.Timestamp("2026-09-29")).wave == "2026-Q1"
    assert measured("2026-03-30").wave is None
    blank = measured("2026-03-30").figures["safety"]
    assert (blank.value, blank.n, blank.N, blank.parts["state"]) == (None, 0, 0, NO_ANSWERS)


def test_series_by_quarter_with_gaps_and_new_limits_after_a_change() -> None:
    found = measured(rows=[row for row in ROWS for _ in range(5)])
    points = found.series["safety"].points
    assert points["period"].to_list() == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert points["value"].fillna(0).to_list() == [
        3.5,
        0,
        3.0,
    ]  # (140 + 60) / 65, of which 10 of Cetus are cut
    assert points["n"].to_list() == [55, 0, 65]
    assert points["phase"].to_list() == [0, 1, 1]
    assert found.series["safety"].notes == ("dots only: fewer than 5 points",)
    # of 11 and 13 people in small circles only wide ranges are known, which are no points
    assert measured().series["safety"].points["value"].isna().all()


def test_a_long_series_is_judged_by_its_control_chart() -> None:
    waves = [f"{year}-Q{quarter}" for year in range(2022, 2026) for quarter in (1, 2, 3, 4)]
    steady = [
        row for n, wave in enumerate(waves) for row in people({"Atlas": 20}, 4 if n % 2 else 3, wave=wave)
    ]
    series = measured(rows=steady).series["safety"]
    assert (len(series.points), series.change, series.assurance) == (16, "steady", "hit-and-miss")
    assert measured(rows=steady).figures["safety"].status == "hit-and-miss"
    assert (series.points["upper"] <= 5).all()


def test_more_answers_than_members_give_no_rate() -> None:
    found = measured("2026-06-30", rows=people({"Draco": 6})).circles["Draco"]
    assert (found["response_rate"].value, found["response_rate"].n, found["response_rate"].N) == (None, 6, 4)
    assert found["safety"].text == "3.4 or higher"
    assert words.small_print(found["response_rate"], None) == (
        "not known: more people answered than the log has members"
    )


def test_a_circle_only_in_the_survey_counts_in_the_total() -> None:
    found = measured("2026-06-30", rows=people({"Atlas": 5}, 4) + people({"Zeta": 5}, 2))
    assert list(found.circles) == ["Atlas", "Borealis", "Cetus", "Draco"]
    assert (found.figures["safety"].value, found.figures["safety"].n) == (3.0, 10)
    cell = found.cells[(found.cells["circle"] == "Zeta") & (found.cells["key"] == "safety")].iloc[0]
    assert (cell["n"], cell["value"], cell["N"] is pd.NA) == (5, 2.9, True)
    rate = found.figures["response_rate"]
    assert (rate.n, rate.N, rate.value) == (10, None, None)
    assert words.small_print(rate, None) == "not known: a circle that is not in the log answered"
    assert words.latest_wave(found, is_filtered=False).startswith("In 2026-Q1, 10 people answered.")


def test_without_a_survey_every_figure_says_so() -> None:
    found = figures.measure(None, LOG, AS_OF)
    assert (found.wave, found.cells.empty) == (None, True)
    for figure in (*found.figures.values(), *found.circles["Atlas"].values()):
        assert (figure.missing, figure.value, figure.n, figure.N) == (figures.NO_SURVEY, None, 0, 0)
    assert set(found.series) == set(PULSE)


def test_a_log_without_circles_is_no_error() -> None:
    found = figures.measure(surveyed(), log(), AS_OF)
    assert (found.circles, found.figures["safety"].n, found.figures["safety"].N) == ({}, 13, None)
