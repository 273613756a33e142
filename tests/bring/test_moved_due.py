"""Due dates that were moved: the one first promised stays beside the one it was moved to."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lib.bring.guess import Choices
from lib.bring.proposal import propose
from lib.metrics.program.program import measure
from tests.bring.help import accepted, grid
from tests.examples import some

FIRST, MOVED = date(2026, 3, 1), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("first", "moved"),
    some(
        [
            ("Due", "Revised due"),
            ("Due date", "New due date"),
            ("Original deadline", "Current deadline"),
            ("Deadline", "Extended to"),
            ("Fällig", "Neuer Termin"),
            ("Échéance", "Échéance révisée"),
            ("Fecha límite", "Nueva fecha"),
            ("Deadline (original)", "Deadline (revised)"),
            ("Prazo", "Novo prazo"),
            ("Due", "Extension"),
            ("Target date", "Forecast date"),
            ("Due date", "Revised completion date"),
        ],
        5,
    ),
)
def test_a_due_date_that_was_moved_is_a_slip(first: str, moved: str) -> None:
    found = accepted(
        grid(
            "Action tracker",
            ("No", "Action", first, moved, "Status"),
            (1, "Call HR", FIRST, MOVED, "open"),
            (2, "Write brief", FIRST, None, "open"),
            (3, "Ask IT", FIRST, "TBC", "open"),
        )
    )
    actions = found.log.actions
    assert actions["first_due"].dt.date.to_list() == [FIRST] * 3
    assert actions["due"].dt.date.iloc[0] == MOVED
    assert actions["due"].isna().to_list() == [False, True, True]
    overdue = measure(found.log, pd.Timestamp("2026-07-15")).figures["overdue"]
    assert overdue.n == 2


def test_which_of_several_moved_dates_holds_is_asked() -> None:
    found = accepted(
        grid(
            "Action tracker",
            ("No", "Action", "Due", "Revised due 1", "Revised due 2", "Status"),
            (1, "Call HR", FIRST, MOVED, MOVED, "open"),
        )
    )
    (question,) = found.proposal.questions
    assert (question.column, question.headers) == ("due", ("Revised due 1", "Revised due 2"))


def test_what_a_person_chose_stays() -> None:
    tab = grid("Action tracker", ("No", "Action", "Due", "Revised due"), (1, "Call HR", FIRST, MOVED))
    (guess,) = propose((tab,), Choices(columns={("Action tracker", "Due"): "due"}))
    assert {each.header: each.column for each in guess.columns}["Due"] == "due"
