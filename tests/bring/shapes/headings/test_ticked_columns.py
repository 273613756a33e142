"""Who was there, ticked in columns of their own."""

from __future__ import annotations

from collections import Counter

from lib.bring.accounts import accounts
from lib.bring.edits import to_sheet
from lib.workbook.base import RowChange
from tests.bring.help import accepted, grid


def test_sheets_with_a_column_each_for_present_excused_and_absent() -> None:
    headers = ("Nom", "Prénom", "Présent", "Excusé", "Absent")
    found = accepted(
        grid(
            "12 janv. 2026",
            ("Réunion du 12 janvier 2026",),
            headers,
            ("Petit", "Zoé", "x", None, None),
            ("Roux", "Luc", None, "x", None),
            ("Blanc", "Eva", None, None, "x"),
        ),
        grid(
            "9 févr. 2026",
            ("Réunion du 9 février 2026",),
            headers,
            ("Petit", "Zoé", "x", "x", None),
            ("Roux", "Luc", "x", None, None),
            ("Blanc", "Eva", None, None, "A"),
        ),
    )
    assert found.present == {
        ("2026-01-12", "Zoé Petit"): "yes",
        ("2026-01-12", "Luc Roux"): "excused",
        ("2026-01-12", "Eva Blanc"): "no",
        ("2026-02-09", "Luc Roux"): "yes",
        ("2026-02-09", "Eva Blanc"): "no",
    }
    several = found.log.checks[found.log.checks["rule"] == "several ticks"]
    assert several[["tab", "found"]].to_numpy().tolist() == [["9 févr. 2026", "Présent, Excusé"]]
    assert all(
        len(each.found) == len(each.used) + len(each.set_aside) for each in accounts(found.grids, found.log)
    )


def test_a_list_by_day_with_ticks_is_read_and_an_edit_of_one_is_refused_with_why() -> None:
    found = accepted(
        grid(
            "Register",
            ("Date", "Name", "Present", "Apologies", "No show"),
            ("2026-01-12", "Ann Lee", True, False, False),
            ("2026-01-12", "Bob Ray", False, True, False),
            ("2026-02-12", "Ann Lee", True, False, False),
            ("2026-02-12", "Bob Ray", False, False, True),
        )
    )
    assert Counter(found.present.values()) == {"yes": 2, "excused": 1, "no": 1}
    record = found.log.attendance.iloc[1]
    tab = next(each.tab for each in found.grids if any(column[0] == "present" for column in each.columns))
    change = RowChange(
        "w",
        tab,
        int(record["_row"]),
        {"session": record["session"], "member": record["member"]},
        {"present": "excused"},
        {"present": "yes"},
    )
    made = to_sheet([change], found.grids)
    assert not made.edits
    assert "follows from ticks or names in several columns" in made.refused[0]
