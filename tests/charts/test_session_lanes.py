"""A circle's sessions as a drawing: the same lanes, marks and gaps as their chart, at little cost for many of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.charts import session_lanes

START = pd.Timestamp("2026-01-01")


def day(number: float) -> pd.Timestamp:
    return START + pd.Timedelta(days=number)


def timeline(*sessions: dict[str, Any]) -> pd.DataFrame:
    """Sessions held on the day they were planned for, unless they say otherwise."""
    rows = [
        {"session": f"A-{at}", "state": "held", "planned": one["day"], "case": None, "days_moved": 0.0}
        | {"gap_days": 10.0, "gap_flagged": False}
        | one
        for at, one in enumerate(sessions, start=1)
    ]
    return pd.DataFrame(rows).astype({"case": "str"})


SEVERAL = timeline(
    {"day": day(0), "case": "Where to cut"},
    {"day": day(40), "planned": day(31), "days_moved": 9.0, "gap_days": 40.0, "gap_flagged": True},
    {"day": day(60), "state": "cancelled"},
    {"day": day(100), "state": "planned"},
)


def test_what_is_held_as_planned_is_in_the_picture_and_all_else_has_a_sign() -> None:
    drawn = session_lanes.plot(SEVERAL, day(90), waiting_days=50)
    paths = dict(drawn.paths)
    assert {look: path.count("M") for look, path in paths.items()} == {
        "grid": 2, "edge": 1, "link": 1, "moved": 1, "gap": 2, "plan": 2, "held": 1,
    }  # fmt: skip
    assert [sign.kind for sign in drawn.signs] == ["moved", "cancelled", "planned"]
    held, lane = drawn.up[1].top, drawn.up[0].top
    assert [sign.top for sign in drawn.signs] == [held, lane, lane]
    assert [mark.lines[0] for mark in drawn.words] == ["40", "50"]
    assert [mark.lines[0] for mark in drawn.across] == ["Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026"]


def test_a_pointer_says_what_is_known_of_a_session_and_how_long_the_circle_waits() -> None:
    tips = session_lanes.plot(SEVERAL, day(90), waiting_days=50).tips
    assert [tip.lines for tip in tips] == [
        ("A-1: held", "planned 1 Jan 2026, held 1 Jan 2026", "Case: Where to cut"),
        (
            "A-2: held more than 7 days from its planned day",
            "planned 1 Feb 2026, held 10 Feb 2026",
            "40 days without a session",
        ),
        ("A-3: cancelled", "planned 2 Mar 2026"),
        ("50 days without a session",),
        ("A-4: still to come", "planned 11 Apr 2026"),
    ]
    assert (tips[0].left, round(tips[-1].left + tips[-1].width, 6)) == (0.0, 100.0)


def test_a_thousand_sessions_cost_the_page_a_hundred_pieces() -> None:
    rows = timeline(*({"day": day(4 * number)} for number in range(1000)))
    drawn = session_lanes.plot(rows, day(4000))
    assert len(drawn.tips) <= 100
    assert not drawn.signs
    assert drawn.tips[5].lines[-1].endswith("more in the table")
    assert len(drawn.across) <= 5


def test_one_session_has_a_day_below_it() -> None:
    drawn = session_lanes.plot(timeline({"day": day(9)}), day(9))
    assert [mark.lines[0] for mark in drawn.across] == ["10 Jan 2026"]
    assert len(drawn.tips) == 1
