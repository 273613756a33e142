"""The curve of days until done as a drawing: the same days, shares and words as its chart."""

from __future__ import annotations

import pytest

from lib.charts import done_by_day
from lib.metrics.follow_through import implementation as days
from tests.charts.test_actions import MIXED, facts


def test_the_drawing_tells_what_the_chart_tells() -> None:
    drawn = done_by_day.plot(days.curve(facts(MIXED)), (10.0, 5.0, None))
    assert [look for look, _ in drawn.paths] == ["grid", "band", "rule", "bar"]
    paths = dict(drawn.paths)
    assert paths["rule"] == "M0 500L1000 500L1000 1000"
    assert paths["bar"] == "M500 500L1000 500"  # from day 5; its end is not reached
    assert drawn.inks[0].path.startswith("M0 1000H500V")
    assert [(mark.lines, mark.left) for mark in drawn.across] == [(("0", "7"), 0.0), (("7", "6"), 70.0)]
    assert [mark.lines[0] for mark in drawn.up][::5] == ["0 %", "100 %"]
    (word,) = drawn.words
    assert (word.lines, word.left, word.is_left) == (("half done within 10 days",), 100.0, True)
    assert drawn.tips[0].lines == ("0 days", "done by then 0 %", "interval 0 % to 0 %", "still followed 7")
    assert (drawn.tips[1].left, drawn.tips[1].lines[0]) == (50.0, "5 days")


@pytest.mark.parametrize("median", [(None, None, None), (11.0, 5.0, None)])
def test_a_median_after_the_last_day_is_not_drawn(median: tuple[float | None, float | None, None]) -> None:
    drawn = done_by_day.plot(days.curve(facts(MIXED)), median)
    assert not {"rule", "bar"} & {look for look, _ in drawn.paths}
    assert not drawn.words
