"""Days of the week beside dates, in six languages."""

from __future__ import annotations

from datetime import date

import pytest

from lib.log.format.cells import Unfit, day_first_evidence, read_date


@pytest.mark.parametrize(
    "text",
    [
        "Tue 13/01/2026",
        "mar. 13/01/2026",
        "Di, 13.01.2026",
        "Dienstag, 13.01.26",
        "martes 13/01/2026",
        "di 13-01-2026",
        "terça-feira 13/01/2026",
        "Tue 2026-01-13",
        "13/01/2026 (Tue)",
        "13.01.2026, Di",
        "mar. 13 janv. 2026",
    ],
)
def test_before_or_behind_a_date(text: str) -> None:
    assert read_date(text, day_first=None, epoch_1904=False) == date(2026, 1, 13)


def test_it_may_settle_which_number_is_the_day() -> None:
    for text, expected in (("Tue 03/02/2026", date(2026, 2, 3)), ("Mon 03/02/2026", date(2026, 3, 2))):
        assert read_date(text, day_first=None, epoch_1904=False) == expected
    assert day_first_evidence(["Tue 03/02/2026", "05/06/2026"]) is True
    assert day_first_evidence(["Tue 13/01/2026"]) is True
    with pytest.raises(Unfit, match="unambiguous"):
        read_date("Fri 03/02/2026", day_first=None, epoch_1904=False)  # neither is a Friday
    assert read_date("Mar 12, 2026", day_first=None, epoch_1904=False) == date(2026, 3, 12)
