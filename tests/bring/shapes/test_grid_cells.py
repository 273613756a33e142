"""Names, marks and sums in grids of attendance."""

from __future__ import annotations

from datetime import date

from lib.bring.shapes.grid_cells import is_mark, is_person, is_sum
from tests.bring.help import accepted, grid


def test_names_marks_and_sums() -> None:
    assert all(map(is_person, ("Jan", "May", "Ann Lee")))
    assert not any(map(is_person, ("Feb", "Sí", "Total", "Percent", "Yes")))
    assert all(map(is_mark, ("P", "Present (late)", "Absent - ill", "cancelled – snow", 1)))
    assert not any(map(is_mark, ("Gilead", 2, "12")))
    assert [is_sum(cells) for cells in ([2, 3], [0.67, 1], [1, 0, 1])] == [True, True, False]


def test_shares_and_counts_below_people_are_nobody_and_an_unread_day_is_named() -> None:
    days = "di 6 jan 2026", "di 3 feb 2026", "di 3 mrt 2026", "week 15 extra"
    found = accepted(
        grid(
            "Presentielijst",
            ("Naam", *days),
            ("Jan", 1, 1, 0, 1),
            ("Els", 0, 1, 1, 1),
            ("Gasten", 2, 3, 0, 1),
            ("Percent", 0.5, 1, 0.5, 1),
        )
    )
    assert found.log.members["member"].to_list() == ["Jan", "Els"]
    assert found.present[("2026-03-03", "Els")] == "yes"
    assert len(found.present) == 6
    assert "week 15 extra" in set(found.log.checks.loc[found.log.checks["severity"] == "warning", "found"])


def test_a_row_among_the_days_is_no_row_of_names() -> None:
    found = accepted(
        grid(
            "Hoja1",
            ("Plan de acción",),
            ("Qué", "Quién", "Cuándo", "¿Hecho?"),
            ("Folleto", "Ana", date(2026, 1, 10), "Sí"),
            ("Sala", "Luis", date(2026, 2, 15), "No"),
            ("Web", "Eva", date(2026, 2, 20), "Sí"),
            ("Informe", "Ana", date(2026, 12, 31), "No"),
        )
    )
    assert found.log.actions["status"].to_list() == ["done", "open", "done", "open"]
    assert not len(found.log.attendance)
