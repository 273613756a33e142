"""Charts of action follow-through: what they draw and what they say, counted by hand."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lib.charts import bars, flow, impact_map, implementation, open_actions, theme
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through import flow as flow_metrics
from lib.metrics.follow_through import forecast
from lib.metrics.follow_through import implementation as days
from lib.metrics.impact.impact_map import ImpactMap
from lib.metrics.statistics import survival
from tests.data.hand_log import AS_OF, Rows, quick


def facts(lives: list[tuple[str, int, int]]) -> Facts:
    """Actions of Atlas as (state, days from creation to AS_OF, days until closed)."""
    rows: Rows = []
    for number, (state, ago, took) in enumerate(lives):
        created = AS_OF - pd.Timedelta(days=ago)
        closed = "" if state == "open" else f"{created + pd.Timedelta(days=took):%Y-%m-%d}"
        row: dict[str, object] = {"action": f"X-{number:02}", "circle": "Atlas", "what": "w", "status": state}
        rows.append(row | {"created": f"{created:%Y-%m-%d}", "closed": closed})
    return Facts(quick(circles=[{"circle": "Atlas"}], actions=rows), AS_OF)


MIXED = [("done", 100, took) for took in (5, 10, 20, 40)] + [
    ("cancelled", 100, 30),
    ("open", 60, 0),
    ("open", 8, 0),
]


def data(chart: Any) -> list[pd.DataFrame]:
    return [pd.DataFrame(rows) for rows in chart.to_dict()["datasets"].values()]


def test_the_curve_names_its_median_and_how_many_are_followed() -> None:
    rows = days.curve(facts(MIXED))
    drawn = implementation.curve(rows, (10.0, 5.0, None))
    chart = drawn.to_dict()
    median = next(frame for frame in data(drawn) if "what" in frame)
    assert median[["day", "from", "to", "what"]].to_numpy().tolist() == [
        [10.0, 5.0, 10.0, "half done within 10 days"]
    ]
    names = [each["mark"]["align"] for each in chart["layer"] if each["mark"]["type"] == "text"]
    early = implementation.curve(rows, (5.0, 5.0, None)).to_dict()
    names += [each["mark"]["align"] for each in early["layer"] if each["mark"]["type"] == "text"]
    assert names == ["right", "left"]  # a name at the edge would be cut
    beyond = implementation.curve(rows, (11.0, 5.0, None))
    assert not [frame for frame in data(beyond) if "what" in frame]
    labels = chart["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert labels.startswith("datum.value == 0 ? ['0', '7'] : ")
    assert "['10', '6']" not in labels  # ticks are a week apart here, at most seven of them
    assert "50%" not in implementation.described(rows, "Half of it.")


def test_the_curve_ends_where_few_are_followed() -> None:
    rows = survival.curve([*range(1, 101), 400], [True] * 100 + [False])
    assert implementation.least(rows) == 6
    assert implementation.followed(rows)["days"].max() == 96
    small = survival.curve(range(1, 11), [True] * 10)
    assert implementation.least(small) == 5
    assert implementation.followed(small)["at_risk"].min() == 5


@pytest.mark.parametrize(
    ("last", "marks"),
    [
        (3, [0, 1, 2, 3]),
        (40, [0, 7, 14, 21, 28, 35]),
        (96, [0, 14, 28, 42, 56, 70, 84]),
        (400, [0, 60, 120, 180, 240, 300, 360]),
    ],
)
def test_at_most_seven_ticks(last: int, marks: list[int]) -> None:
    assert implementation.ticks(last) == marks


def test_one_line_per_group_and_all_groups_in_the_legend() -> None:
    seen = facts(MIXED)
    curve = days.curve(seen)
    curves = pd.concat([curve.assign(group=group) for group in ("b", "a")], ignore_index=True)
    chart = implementation.by_group(curves, ["b", "a"]).to_dict()
    assert chart["layer"][0]["encoding"]["strokeDash"]["scale"]["domain"] == ["b", "a"]
    assert set(data(implementation.by_group(curves, ["b"]))[0]["group"]) == {"b"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"median": 34.0, "low": 28.0, "high": 41.0, "more_than": None}, "34 (28 to 41)"),
        ({"median": 34.0, "low": 28.0, "high": None, "more_than": None}, "34 (28 or more)"),
        ({"median": None, "low": None, "high": None, "more_than": 90.0}, "> 90"),
        ({"median": None, "low": None, "high": None, "more_than": None}, "–"),
    ],
)
def test_a_median_in_words(row: dict[str, object], words: str) -> None:
    assert implementation.days(row) == words


def test_bands_of_the_flow_are_stacked_and_end_today() -> None:
    rows = flow_metrics.cumulative_flow(facts(MIXED))
    drawn = next(frame for frame in data(flow.cumulative(rows)) if "band" in frame)
    assert set(drawn["band"]) == {"open 2", "done 4", "cancelled 1"}
    last = drawn[drawn["day"] == drawn["day"].max()].set_index("band")[["low", "high"]]
    assert last.loc[["done 4", "cancelled 1", "open 2"]].to_numpy().tolist() == [[0, 4], [4, 5], [5, 7]]
    assert (drawn["high"] >= drawn["low"]).all()
    assert "of 7 actions decided, 4 done, 1 cancelled, 2 open" in flow.cumulative_described(rows)


def test_a_long_flow_keeps_its_first_days_and_its_last() -> None:
    rows = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=1000)})
    kept = flow.thinned(rows)
    assert len(kept) <= flow.MOST_DAYS
    assert kept["day"].iloc[-1] == rows["day"].iloc[-1]
    assert (kept["day"].iloc[0] - rows["day"].iloc[0]).days < 6


def test_weeks_show_arrivals_above_and_departures_below() -> None:
    weekly = flow_metrics.weekly(facts([*MIXED, ("done", 3, 1)]), 2)
    drawn = data(flow.weeks(weekly))[0]
    added = drawn[drawn["what"] == "added"]
    assert (added["low"] == 0).all()
    assert added["count"].to_list() == weekly["arrivals"].to_list()
    assert (drawn.loc[drawn["what"] == "done", "high"] <= 0).all()
    assert "Per week, in the last 2 full weeks: 1.0 actions added, 0.5 done" in flow.weeks_described(weekly)


def test_every_open_action_is_in_one_bar() -> None:
    lives = [("done", 200, took) for took in range(1, 21)] + [
        ("open", age, 0) for age in (0, 6, 7, 13, 50, 50, 150)
    ]
    seen = facts(lives)
    rows, marks = flow_metrics.aging(seen), flow_metrics.age_marks(seen)
    bins = open_actions.ages(rows)
    assert bins["actions"].sum() == 7
    assert bins[["since", "until"]].drop_duplicates().to_numpy().tolist() == [
        [0, 6],
        [7, 13],
        [49, 55],
        [147, 153],
    ]
    assert bins["past"].is_monotonic_increasing
    words = open_actions.aging_described(rows, marks)
    assert words.startswith("Share of all actions done: 50 % by day ")
    assert "Of the 7 open actions, " in words
    assert open_actions.aging(bins, marks).to_dict()
    assert open_actions.aging(bins, dict.fromkeys(marks)).to_dict()
    few = open_actions.aging_described(rows, dict.fromkeys(marks))
    assert few == "Too few actions are done to say how long they usually take."


def test_bars_get_wider_for_very_old_actions() -> None:
    rows = pd.DataFrame({"age_days": [1.0, 900.0, None], "past": pd.array([0, 95, None], dtype="Int64")})
    bins = open_actions.ages(rows)
    assert (bins["until"] - bins["since"] + 1).unique().tolist() == [56]
    assert bins["actions"].sum() == 2  # actions of unknown age are not in any bar


def test_the_forecast_begins_at_what_is_open_and_marks_when_it_is_clear() -> None:
    lives = [("done", 90, took) for took in range(6, 90, 7)] + [("open", 30, 0)] * 3
    found = forecast.forecast(facts(lives))
    drawn = data(open_actions.clearing(found))
    fan = next(frame for frame in drawn if "worst" in frame)
    assert fan[["best", "middle", "worst"]].iloc[0].to_list() == [3, 3, 3]
    spots = next(frame for frame in drawn if "text" in frame)
    assert len(spots) >= 1
    assert (spots["left"] == 0).all()
    assert list(open_actions.clearing_table(found).columns)[-1] == "in 9 of 10 runs"


def test_effects_are_stacked_in_their_order() -> None:
    frame = pd.DataFrame({"kind": ["action"] * 2, "band": ["worked", "not reported"], "actions": [3, 1]})
    chart = bars.effects(frame).to_dict()
    assert chart["encoding"]["color"]["scale"]["domain"][0] == "worked"
    assert data(bars.effects(frame))[0]["name"].unique().tolist() == ["action   4"]


# The impact map


def a_map() -> ImpactMap:
    ids = ["case S-1", "insight I-1", "action A-1", "practice P", "lighthouse L", "team T1", "team T2"]
    nodes = pd.DataFrame(
        {
            "id": ids,
            "kind": [each.split()[0] for each in ids],
            "key": [each.split()[1] for each in ids],
            "label": ["Churn", "Nobody calls", "Call ten", "Ten calls", "L", "T1", "T2"],
            "note": pd.Series(["hybrid", None, "done", "proven", "stage 2.0", "adopted", None], dtype="str"),
            "on": pd.to_datetime(
                ["2026-01-10", None, "2026-01-10", "2026-02-01", None, "2026-03-01", "2026-04-01"]
            ),
        }
    )
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]
    edges = pd.DataFrame([(ids[one], ids[other]) for one, other in pairs], columns=["source", "target"])
    return ImpactMap(nodes, edges.sample(frac=1, random_state=3).reset_index(drop=True), 3)


def test_each_row_is_under_its_source() -> None:
    lines = impact_map.laid_out(a_map())
    assert lines["id"].to_list() == a_map().nodes["id"].to_list()
    assert lines["depth"].to_list() == [0, 1, 2, 3, 4, 5, 6]
    assert lines["named_by"].to_list() == ["", "S-1", "I-1", "A-1", "P", "L", "T1"]
    assert impact_map.said(lines).to_list()[:3] == [
        "Case: Churn (hybrid, 10 Jan 2026)",
        "Insight: Nobody calls",
        "Action: Call ten (done, 10 Jan 2026)",
    ]
    words = impact_map.described(lines, 3)
    assert words.startswith(
        "Impact map: 1 case, 1 insight, 1 action, 1 practice, 1 lighthouse, 2 teams and 3 more teams."
    )


def test_every_edge_is_drawn_from_its_row_to_its_row() -> None:
    found = a_map()
    lines = impact_map.laid_out(found)
    drawn = data(impact_map.drawn(lines, found.edges, "action A-1"))
    corners = next(frame for frame in drawn if "turn" in frame)
    ends = {(group["line"].iloc[0], group["line"].iloc[-1]) for _, group in corners.groupby("edge")}
    assert ends == {(line, line + 1) for line in range(6)}
    dots = next(frame for frame in drawn if "meaning" in frame and len(frame) == 7)
    assert dots.set_index("line")["meaning"].to_list() == [
        "other",
        "other",
        "this",
        "other",
        "other",
        "team",
        "team",
    ]


def test_a_row_alone_and_a_circle_of_rows_are_drawn_too() -> None:
    found = a_map()
    alone = ImpactMap(found.nodes.iloc[2:3], found.edges.iloc[:0])
    assert impact_map.drawn(impact_map.laid_out(alone), alone.edges, "action A-1").to_dict()
    ring = pd.DataFrame({"source": ["team T1", "team T2"], "target": ["team T2", "team T1"]})
    lines = impact_map.laid_out(ImpactMap(found.nodes.iloc[5:], ring))
    assert lines["line"].to_list() == [0, 1]


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_text_of_a_chart_has_a_color_that_only_works_in_one_mode() -> None:
    """A fixed color of a text has a contrast of 4.5 to 1 on both grounds; colors by the theme's names follow it."""
    grounds = [_luminance(color) for color in ("#ffffff", "#11151b")]
    for path in sorted(Path(theme.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "mark_text"):
                continue
            for keyword in (each for each in node.keywords if each.arg == "color"):
                named = keyword.value
                color = getattr(theme, named.id) if isinstance(named, ast.Name) else ast.literal_eval(named)
                ink = _luminance(color)
                worst = min((max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) for ground in grounds)
                assert worst >= 4.5, (path.name, color, round(worst, 2))
