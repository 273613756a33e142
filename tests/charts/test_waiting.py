"""How much waited for each function, month by month."""

from __future__ import annotations

import pandas as pd

from lib.charts import waiting


def test_the_most_are_drawn_and_the_others_together() -> None:
    days = pd.to_datetime(["2026-05-31", "2026-06-30"])
    rows = pd.DataFrame(
        [(day, f"F{n}", n if late else 0) for late, day in enumerate(days) for n in range(7)],
        columns=["day", "function", "open"],
    )
    shown = waiting.shown(rows)
    assert list(shown["function"].unique()) == ["F6", "F5", "F4", "F3", waiting.REST]
    assert shown["open"].sum() == rows["open"].sum() == 21
    assert waiting.described(shown) == (
        "Waiting at the end of each month, 31 May 2026 to 30 Jun 2026: for F6 from 0 to 6, for F5 from 0 to 5, for F4 "
        "from 0 to 4, for F3 from 0 to 3 and for all others from 0 to 3."
    )


def test_a_month_that_ended_this_week_is_not_shown_beside_today() -> None:
    days = pd.to_datetime(["2026-05-31", "2026-06-30", "2026-07-06"])
    rows = pd.DataFrame({"day": days, "function": "Ops", "open": [1, 2, 3]})
    assert waiting.shown(rows)["open"].to_list() == [1, 3]
    assert waiting.shown(rows[:2])["open"].to_list() == [1, 2]


def test_the_drawing_has_the_lines_of_the_chart_and_says_each_day() -> None:
    days = pd.to_datetime(["2026-05-31", "2026-06-30"])
    rows = pd.DataFrame(
        [(day, function, count) for function, counts in (("Ops", (1, 3)), (waiting.REST, (2, 0)))
         for day, count in zip(days, counts, strict=True)],
        columns=["day", "function", "open"],
    )  # fmt: skip
    drawn = waiting.plot(rows)
    assert [(ink.name, ink.color) for ink in drawn.inks] == [(waiting.REST, 5), ("Ops", 0)]
    assert drawn.inks[1].path == "M0 666.7L1000 0"
    assert [mark.lines for mark in drawn.up] == [("0",), ("1",), ("2",), ("3",)]
    assert [(mark.lines, mark.left) for mark in drawn.across] == [(("Jun 2026",), 3.33)]
    assert [tip.lines for tip in drawn.tips] == [
        ("31 May 2026", "Ops: 1", "all others: 2"), ("30 Jun 2026", "Ops: 3", "all others: 0"),
    ]  # fmt: skip
    one = waiting.plot(rows[rows["day"] == days[0]])
    assert [mark.lines for mark in one.across] == [("May 2026",)]
    assert one.inks[1].path == "M0 500h.01"
