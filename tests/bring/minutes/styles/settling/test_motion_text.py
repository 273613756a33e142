"""How motions are worded."""

from __future__ import annotations

import pytest

from lib.bring.minutes.styles.settling.motion_text import CARRIED, MOTION, moved


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Brandt motion to buy a mower",
        "Ada passed a motion that buy a mower",
        "A motion was made to buy a mower.",
        "A motion was put forward to buy a mower",
        "Proposed Ada, seconded Bo, to buy a mower",
        "Ada proposed, Bo seconded to buy a mower",
        "Bo Chen motioned, Cy Olsen seconded, to buy a mower",
        "M/S/C (Brandt/Chen) to buy a mower",
        "The motion to buy a mower",
        "Motion to buy a mower – Bo Chen",
    ],
)
def test_motion_says_what_it_is_about(sentence: str) -> None:
    assert MOTION.search(sentence)
    assert moved(sentence).rstrip(".") == "buy a mower"


@pytest.mark.parametrize(
    "said", ["All were in favor", "All voted aye", "4 yes 1 no", "All present in favour"]
)
def test_motion_is_carried(said: str) -> None:
    assert CARRIED.search(said)
