"""Line of sight, case by case: how far each line reaches, and where it breaks."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.impact import line_of_sight
from lib.metrics.impact.line_of_sight import STEPS
from lib.metrics.program.program import measure
from tests.data.hand_log import AS_OF, HAND, hand, quick

Rows = list[dict[str, object]]
WHOLE: dict[str, Rows] = {
    "circles": [{"circle": "Atlas", "mandate": "Move", "priority": "Growth"}],
    "sessions": [
        {"session": "A-1", "circle": "Atlas", "planned": "2026-01-10", "held": "2026-01-10", "case": "Churn"}
    ],
    "insights": [{"insight": "I-1", "session": "A-1"}],
    "actions": [{"action": "X-1", "circle": "Atlas", "what": "Do", "insight": "I-1", "practice": "calls"}],
    "practices": [{"practice": "calls", "title": "Ten calls"}],
    "teams": [{"team": "North"}],
    "adoptions": [{"practice": "calls", "team": "North", "stage": "adopted", "date": "2026-02-10"}],
}


def broken(**tabs: Rows) -> list[str]:
    """Where the lines of a log break; the log is unbroken at every link except for what `tabs` change."""
    return line_of_sight.broken_links(Facts(quick({**WHOLE, **tabs}), AS_OF))["link"].to_list()


def changed(tab: str, **columns: object) -> Rows:
    return [WHOLE[tab][0] | columns]


def test_an_unbroken_line() -> None:
    assert broken() == []
    figure = measure(quick(WHOLE), AS_OF).figures["line_of_sight"]
    assert (figure.n, figure.N) == (1, 1)
    assert figure.parts["by_priority"] == {"Growth": {"cases": 1} | dict.fromkeys(STEPS, 1)}


@pytest.mark.parametrize(
    ("tab", "columns", "link"),
    [
        ("circles", {"mandate": ""}, "mandate"),
        ("insights", {"session": "A-0"}, "insight"),
        ("actions", {"insight": ""}, "action"),
        ("actions", {"insight": "I-9"}, "action"),
        ("actions", {"status": "cancelled"}, "action"),
        ("actions", {"created": "2026-07-01"}, "action"),
        ("actions", {"practice": ""}, "practice"),
        ("actions", {"practice": "unknown"}, "practice"),
        ("adoptions", {"stage": "trying"}, "adoption"),
        ("adoptions", {"date": "2026-07-01"}, "adoption"),
        ("adoptions", {"team": "Nowhere"}, "adoption"),
        ("adoptions", {"practice": "other"}, "adoption"),
    ],
)
def test_where_a_line_breaks(tab: str, columns: dict[str, object], link: str) -> None:
    assert broken(**{tab: changed(tab, **columns)}) == [link]


def test_one_unbroken_way_is_enough() -> None:
    more: Rows = [
        {"action": "X-0", "circle": "Atlas", "what": "Do", "insight": "I-1"},
        *WHOLE["actions"],
        {"action": "X-2", "circle": "Atlas", "what": "Do", "insight": "I-2", "status": "cancelled"},
    ]
    insights: Rows = [
        {"insight": "I-0", "session": "A-1"},
        *WHOLE["insights"],
        {"insight": "I-2", "session": "A-1"},
    ]
    assert broken(actions=more, insights=insights) == []


def test_an_action_of_another_circle_is_not_part_of_the_line() -> None:
    circles: Rows = [*WHOLE["circles"], {"circle": "Vega", "mandate": "Move"}]
    assert broken(circles=circles, actions=changed("actions", circle="Vega")) == ["action"]


def test_a_session_without_a_case_has_no_line() -> None:
    assert broken(sessions=changed("sessions", case="")) == []
    assert (
        measure(quick({**WHOLE, "sessions": changed("sessions", case="")}), AS_OF).figures["line_of_sight"].N
        == 0
    )


def test_broken_links_are_listed_with_what_is_missing() -> None:
    found = line_of_sight.broken_links(Facts(hand(), AS_OF))
    assert found.drop(columns="on").to_numpy().tolist() == [
        ["Growth", "Atlas", "A-2", "Hiring", "action", "no action follows from its insights", "log.xlsx", 3],
        [
            "no priority named",
            "Borealis",
            "B-1",
            "Costs",
            "mandate",
            "the circle has no mandate",
            "log.xlsx",
            7,
        ],
    ]
    later = line_of_sight.broken_links(Facts(hand(), AS_OF, pd.Timestamp("2026-02-01")))
    assert later["session"].to_list() == ["A-2"]


def test_the_funnel_only_narrows_and_ends_at_the_figure() -> None:
    found = line_of_sight.funnel(Facts(hand(), AS_OF))
    growth = found[found["priority"] == "Growth"]
    assert growth["link"].to_list() == ["case", *STEPS]
    assert growth["n"].to_list() == [2, 2, 2, 1, 1, 1]
    assert (growth["N"] == 2).all()
    for _, some in found.groupby("priority"):
        assert some["n"].is_monotonic_decreasing
    program = measure(hand(), AS_OF)
    ends = found[found["link"] == "adoption"]
    assert (ends["n"].sum(), ends["N"].sum()) == (
        program.figures["line_of_sight"].n,
        program.figures["line_of_sight"].N,
    )
    assert found["priority"].iloc[0] == "Growth"  # most cases first


@pytest.mark.parametrize(
    ("tab", "place", "change"),
    [
        ("circles", 0, {"mandate": ""}),
        ("sessions", 0, {"case": ""}),
        ("insights", 0, {"session": "A-2", "insight": "I-1"}),
        ("actions", 0, {"insight": ""}),
        ("actions", 0, {"practice": ""}),
        ("actions", 0, {"practice": "pairs, always", "status": "cancelled"}),
    ],
)
def test_one_missing_link_breaks_the_line(tab: str, place: int, change: dict[str, object]) -> None:
    rows = [row | change if at == place else row for at, row in enumerate(HAND[tab])]
    found = measure(quick({**HAND, tab: rows}), AS_OF).figures["line_of_sight"]
    expected = 1 if tab == "insights" else 0  # I-1 moved to A-2, which is also a case: its line is unbroken
    assert found.n == expected


def test_nothing_adopted_yet_breaks_every_line() -> None:
    assert measure(hand(), pd.Timestamp("2026-02-09")).figures["line_of_sight"].n == 0


def test_the_funnel_agrees_with_the_figure() -> None:
    """The overview and the actions page draw the funnel, the JSON has the figure."""
    found = line_of_sight.funnel(Facts(hand(), AS_OF))
    parts = measure(hand(), AS_OF).figures["line_of_sight"].parts["by_priority"]
    for priority, rows in found.groupby("priority"):
        counts = dict(zip(rows["link"], rows["n"], strict=True))
        counts["cases"] = counts.pop("case")
        assert counts == parts[priority]


def test_a_sponsor_sees_the_same_numbers_and_no_cases() -> None:
    seen = redact(hand(), Viewer("sponsor", "nobody@x.org"))
    as_json = measure(seen, AS_OF).figures["line_of_sight"].as_json()
    assert as_json == measure(hand(), AS_OF).figures["line_of_sight"].as_json()
    cases = line_of_sight.broken_links(Facts(seen, AS_OF))["case"].to_list()
    assert "Costs" not in cases
    assert "Hiring" not in cases


def test_an_empty_log() -> None:
    seen = Facts(quick(), AS_OF)
    assert len(line_of_sight.funnel(seen)) == len(line_of_sight.broken_links(seen)) == 0


def test_without_an_adoptions_tab_it_is_not_recorded() -> None:
    log: CircleLog = quick({name: rows for name, rows in HAND.items() if name != "adoptions"})
    assert measure(log, AS_OF).figures["line_of_sight"].missing == "not recorded: no adoptions tab"
