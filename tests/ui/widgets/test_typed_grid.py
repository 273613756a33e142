"""Days that an input takes; the grid itself is driven by tests/ui/sheet/test_edit.py."""

from __future__ import annotations

from datetime import date

import pytest

from lib.ui.widgets.typed_grid import FIRST_DAY, LAST_DAY, day_range

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        (None, FIRST_DAY, TODAY),
        (date(2026, 3, 1), FIRST_DAY, TODAY),
        (date(2026, 3, 9), FIRST_DAY, date(2026, 3, 9)),
        (date(1998, 7, 1), date(1998, 7, 1), TODAY),
    ],
)
def test_an_input_can_show_the_day_it_begins_with(value: object, first: date, last: date) -> None:
    assert day_range(value, TODAY) == (first, last)
    assert day_range(None) == (FIRST_DAY, LAST_DAY)
