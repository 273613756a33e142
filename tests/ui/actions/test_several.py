"""Which owners the open list cannot write over, since their cell names several people."""

from __future__ import annotations

import pandas as pd

from lib.bring.shapes.persons import READ_AS, SEVERAL
from lib.log.format.schema import TABS
from lib.ui.actions.several import several_people
from lib.ui.sheet.edit import people_of


def checks(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [("Tasks", cell, rule, f"{READ_AS}{person}") for rule, cell, person in rows],
        columns=["tab", "cell", "rule", "expected"],
        dtype="str",
    )


def test_only_cells_of_people_that_are_listed_are_named() -> None:
    actions = pd.DataFrame({"owner": ["Ann", None], "partner": [None, "Bob"]}, dtype="str")
    found = checks(
        (SEVERAL, "B3", "Ann"), (SEVERAL, "C4", "Bob"), (SEVERAL, "B9", "Cy"), ("unknown", "B5", "Ann")
    )
    assert several_people(found, actions) == (
        "Of several people in one cell, the first is shown, and the cell is not written over. To change one of these, "
        "change it in the sheet: B3 of Tasks and C4 of Tasks."
    )
    many = checks(*((SEVERAL, f"B{row}", "Ann") for row in range(2, 10)))
    assert several_people(many, actions).endswith("B6 of Tasks and 3 more.")
    assert several_people(checks(("unknown", "B5", "Ann")), actions) == ""


def test_edit_names_them_for_every_column_of_one_person() -> None:
    assert people_of(TABS["actions"]) == ["owner", "partner"]
    assert "facilitator" not in people_of(TABS["sessions"])  # there may be two
    attendance = pd.DataFrame({"member": ["Ann"]}, dtype="str")
    said = several_people(checks((SEVERAL, "D2", "Ann")), attendance, people_of(TABS["attendance"]))
    assert said.endswith("D2 of Tasks.")
