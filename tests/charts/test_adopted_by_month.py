"""The lines of adoption by month as a drawing: the same practices, months and shares as their chart."""

from __future__ import annotations

import pandas as pd

from lib.charts import adopted_by_month

NAMES = [f"Practice {number}" for number in range(14)]


def rows(months: int) -> pd.DataFrame:
    """Practice k is adopted by k more of 100 teams each month."""
    on = pd.date_range("2026-01-01", periods=months, freq="MS")
    frame = pd.DataFrame(
        [
            (title, month, place * (number + 1))
            for place, title in enumerate(NAMES)
            for number, month in enumerate(on)
        ],
        columns=["title", "on", "adopted"],
    )
    return frame.assign(eligible=100, rate=frame["adopted"] / 100)


def test_named_lines_have_their_dots_and_the_others_are_faint() -> None:
    drawn = adopted_by_month.plot(rows(3))
    assert [ink.name for ink in drawn.inks] == NAMES[
        9:
    ]  # the most widely adopted is drawn last, above the others
    assert [ink.color for ink in drawn.inks] == [4, 3, 2, 1, 0]
    assert drawn.inks[-1].path.startswith("M0 675L")  # 13 % of a scale to 40 %
    assert drawn.inks[-1].path.endswith("L1000 25")
    assert drawn.inks[-1].dots.count("h.01") == 3
    assert dict(drawn.paths)["faint"].count("M") == 9
    assert [mark.lines[0] for mark in drawn.up] == ["0 %", "10 %", "20 %", "30 %", "40 %"]
    assert [mark.lines[0] for mark in drawn.across] == ["Jan 2026", "Feb 2026", "Mar 2026"]


def test_a_pointer_names_the_practices_of_its_month() -> None:
    tips = adopted_by_month.plot(rows(3)).tips
    assert [tip.lines[0] for tip in tips] == ["January 2026", "February 2026", "March 2026"]
    assert tips[1].lines[1:3] == ("Practice 13: 26 of 100", "Practice 12: 24 of 100")
    assert tips[1].lines[-1] == "and 2 more in the table"
    assert (tips[0].left, tips[-1].left + tips[-1].width) == (0.0, 100.0)


def test_many_months_have_six_ticks_and_one_month_a_dot() -> None:
    assert len(adopted_by_month.plot(rows(7)).across) == 4
    assert len(adopted_by_month.plot(rows(16)).across) == 6
    (tip,) = adopted_by_month.plot(rows(1)).tips
    assert (tip.left, tip.width) == (0.0, 100.0)
