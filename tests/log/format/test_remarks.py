"""A status with a remark behind it: read where the remark cannot turn it round, and only there."""

from __future__ import annotations

import pytest

from lib.log.format.cells import Unfit, read_word
from lib.log.format.schema import TABS

ACTION, SESSION = (TABS[tab].column("status") for tab in ("actions", "sessions"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("On hold - budget", "blocked"),
        ("On hold – not funded", "blocked"),
        ("✅ 2 Mar", "done"),
        ("✔ 12.3.", "done"),
        ("Done (late)", "done"),
        ("Done 2 March 2026", "done"),
        ("Closed 14/02/2026", "done"),
        ("Closed on 2026-02-14", "done"),
        ("Erledigt am 12.03.2026", "done"),
        ("Done (late, 2 Mar)", "done"),
        ("Done: 100%", "done"),
        ("Fait (en retard)", "done"),
        ("Dropped - no longer needed", "cancelled"),
        ("Cancelled, no budget", "cancelled"),
        ("In progress (50%)", "doing"),
        ("In progress: waiting for Ann", "doing"),
        ("en cours (50 %)", "doing"),
        ("En attente - budget", "open"),
        ("Open - Ann asks HR", "open"),
    ],
)
def test_a_remark_that_says_more_leaves_the_status(said: str, meant: str) -> None:
    assert read_word(said, ACTION) == meant


@pytest.mark.parametrize(
    "said",
    [
        "Done (50%)",
        "Done - see notes",
        "open - see notes",
        "Done (not verified)",
        "Done, needs review",
        "Done?",
        "Closed - duplicate",
        "Open (done 3 Mar)",
        "On hold - cancelled by HR",
        "Cancelled - moved to June",
        "Dropped, then reopened",
        "Done by Bo",
        "N/A - budget",
        "Open/Closed",
        "Ongoing - completed in May",
        "Not sure - done",
    ],
)
def test_a_remark_that_may_turn_it_round_leaves_the_cell_not_understood(said: str) -> None:
    with pytest.raises(Unfit):
        read_word(said, ACTION)


def test_sessions() -> None:
    assert read_word("Cancelled (holiday)", SESSION) == "cancelled"
    assert read_word("Held (online)", SESSION) == "held"
    assert read_word("Scheduled – room 4", SESSION) == "planned"
    with pytest.raises(Unfit):
        read_word("Held, but only Bo came", SESSION)
    with pytest.raises(Unfit):
        read_word("Scheduled (cancelled)", SESSION)
