"""A log as frames: filters, list cells, frames without rows."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lib.log.format.frames import among, dtype_of, empty_checks, empty_frame, empty_set_aside, items
from lib.log.format.model import CircleLog
from lib.log.format.schema import SURVEY_TABS, TABS
from tests.data.logs import log

DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def two_circles() -> CircleLog:
    return log(
        circles=[
            {"circle": "Atlas", "sponsor": "dana@x.org", "priority": "Speed"},
            {"circle": "Birch", "sponsor": "eli@x.org", "priority": "Speed"},
            {"circle": "Cedar", "sponsor": "", "priority": "Reach"},
        ],
        members=[{"member": f"{circle}-1", "circle": circle} for circle in ("Atlas", "Birch", "Cedar")],
        sessions=[
            {"session": f"{circle[0]}-1", "circle": circle, "planned": DAY, "held": DAY}
            for circle in ("Atlas", "Birch")
        ],
        attendance=[
            {"session": "A-1", "member": "Atlas-1", "present": "yes"},
            {"session": "B-1", "member": "Birch-1", "present": "no"},
        ],
        insights=[{"insight": 1, "session": "A-1"}, {"insight": 2, "session": "B-1"}],
        actions=[
            {"action": "X", "circle": "Atlas", "what": "Do"},
            {"action": "Y", "circle": "Birch", "what": "Do"},
        ],
        action_reviews=[{"action": "X", "session": "B-1"}, {"action": "Y", "session": "B-1"}],
        practices=[{"practice": "P", "title": "Pre-mortem", "circle": "Atlas"}],
        lighthouses=[{"lighthouse": "L", "practice": "P", "circle": "Atlas"}],
        teams=[
            {"team": "T1", "function": "Sales", "region": "North"},
            {"team": "T2", "function": "Sales", "region": "South"},
            {"team": "T3", "function": "", "region": "South"},
        ],
        adoptions=[
            {"practice": "P", "team": team, "stage": "trying", "date": DAY} for team in ("T1", "T2", "T3")
        ],
        coaching=[{"circle": "Atlas", "member": "Atlas-1", "buddy": "Birch-1", "date": DAY}],
        asks=[
            {"ask": n, "circle": circle, "raised": DAY, "what": "Data"}
            for n, circle in enumerate(("Atlas", "Birch"))
        ],
        sponsor_acts=[
            {"date": DAY, "sponsor": "dana@x.org", "circle": circle} for circle in ("Atlas", "Birch", "")
        ],
        milestones=[{"milestone": n, "circle": circle} for n, circle in enumerate(("Atlas", "Birch", ""))],
        changes=[{"date": DAY, "what": "Longer", "circle": circle} for circle in ("Birch", "")],
    )


EVERYTHING = {
    "circles": 3,
    "members": 3,
    "sessions": 2,
    "attendance": 2,
    "insights": 2,
    "actions": 2,
    "action_reviews": 2,
    "practices": 1,
    "lighthouses": 1,
    "teams": 3,
    "adoptions": 3,
    "coaching": 1,
    "asks": 2,
    "sponsor_acts": 3,
    "milestones": 3,
    "changes": 2,
}
ATLAS = {
    **EVERYTHING,
    **dict.fromkeys(
        ("circles", "members", "sessions", "attendance", "insights", "actions", "action_reviews", "asks"), 1
    ),
    "sponsor_acts": 2,
    "milestones": 2,
    "changes": 1,
}
CEDAR = {
    **EVERYTHING,
    "circles": 1,
    "members": 1,
    "sponsor_acts": 1,
    "milestones": 1,
    "changes": 1,
    **dict.fromkeys(
        ("sessions", "attendance", "insights", "actions", "action_reviews", "asks", "coaching"), 0
    ),
}


def sizes(read: CircleLog) -> dict[str, int]:
    return {name: len(frame) for name, frame in read.tabs.items() if name in EVERYTHING}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"circles": ["Atlas"]}, ATLAS),
        ({"sponsors": ["dana@x.org"]}, ATLAS),
        (
            {"priorities": ["Speed"], "sponsors": ["dana@x.org", "eli@x.org"], "circles": ["Atlas", "Cedar"]},
            ATLAS,
        ),
        ({"priorities": ["Reach"]}, CEDAR),
        ({"circles": ["nowhere"]}, CEDAR | {"circles": 0, "members": 0}),
        ({"functions": ["Sales"]}, EVERYTHING | {"teams": 2, "adoptions": 2}),
        ({"functions": ["Sales"], "regions": ["South"]}, EVERYTHING | {"teams": 1, "adoptions": 1}),
        ({"regions": ["South"], "circles": ["Atlas"]}, ATLAS | {"teams": 2, "adoptions": 2}),
    ],
)
def test_filters(two_circles: CircleLog, filters: dict[str, list[str]], expected: dict[str, int]) -> None:
    chosen = two_circles.filtered(**filters)
    assert sizes(chosen) == expected
    assert sizes(two_circles) == EVERYTHING
    for name, frame in chosen.tabs.items():
        assert frame.dtypes.equals(two_circles.tabs[name].dtypes)
    assert chosen.checks is two_circles.checks


@pytest.mark.parametrize(
    "filters",
    [{}, {"circles": []}, {"circles": ["Atlas", "Birch", "Cedar"]}, {"regions": (), "functions": iter(())}],
)
def test_filters_that_leave_nothing_out_return_the_same_log(two_circles: CircleLog, filters: dict) -> None:
    assert two_circles.filtered(**filters) is two_circles


def test_rows_of_the_whole_program_stay(two_circles: CircleLog) -> None:
    chosen = two_circles.filtered(circles=["Atlas"])
    for name in ("sponsor_acts", "milestones", "changes"):
        assert chosen.tabs[name]["circle"].isna().sum() == 1
    assert chosen.sponsor_acts["circle"].dropna().to_list() == ["Atlas"]


def test_filtering_twice_applies_both_filters(two_circles: CircleLog) -> None:
    once = two_circles.filtered(priorities=["Speed"], circles=["Atlas"], regions=["North"])
    twice = two_circles.filtered(priorities=["Speed"]).filtered(regions=["North"]).filtered(circles=["Atlas"])
    for name in TABS:
        pd.testing.assert_frame_equal(once.tabs[name], twice.tabs[name])


def test_tabs_are_attributes_and_nothing_else_is(two_circles: CircleLog) -> None:
    assert two_circles.teams is two_circles.tabs["teams"]
    with pytest.raises(AttributeError, match="unicorns"):
        _ = two_circles.unicorns
    assert not hasattr(two_circles, "pulse")


def test_an_empty_frame_has_every_column_and_is_not_shared() -> None:
    for name, tab in {**TABS, **SURVEY_TABS}.items():
        frame = empty_frame(name)
        assert frame.dtypes.to_dict() == {column.name: dtype_of(column) for column in tab.columns} | {
            "_workbook": "str",
            "_row": "int64",
        }
    frame["added"] = 1
    assert "added" not in empty_frame(name)
    assert empty_checks().empty
    assert empty_set_aside()["row"].dtype == "int64"


def test_items_of_list_cells() -> None:
    cells = pd.Series(["a, b", None, " c ,", ",", "a"], index=[3, 5, 7, 8, 9], dtype="str")
    assert list(items(cells).items()) == [(3, "a"), (3, "b"), (7, "c"), (9, "a")]
    assert items(pd.Series([], dtype="str")).empty


def test_among() -> None:
    values = pd.Series(["a", None, "b"], index=[2, 4, 6], dtype="str")
    assert among(values, ["b", "b", None]).to_dict() == {2: False, 4: False, 6: True}  # type: ignore[list-item]
    assert among(values, values.unique()).to_list() == [True, False, True]
    assert among(values[:0], {"a"}).to_list() == []
