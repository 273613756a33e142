"""Headers merged over two rows, beside others that are in the lower one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lib.workbook.base import RowAddition, RowChange
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.a1 import Range
from tests.servers.sheets.server import SheetsServer

ROWS: list[list[Any]] = [
    ["Ref", "Action", "Dates", None, "Status"],
    [None, None, "Raised", "Due", None],
    ["A1", "Issue the pack", "2026-01-15", "2026-02-01", "open"],
    ["A2", "Set up the drive", "2026-01-15", "2026-03-01", "open"],
]
TALL = (0, 1, 4)


def test_edits_below_a_tall_header_are_written_and_told_by_its_title(
    google: SheetsServer, client: GoogleClient
) -> None:
    book = google.load_rows({"Tracker": ROWS}, "Our circle")
    google.sheet(book, "Tracker").merges += [Range(0, at, 2, at + 1) for at in TALL] + [Range(0, 2, 1, 4)]
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    change = RowChange(
        book,
        "Tracker",
        3,
        {"Ref": "A1"},
        {"Status": "open", "Due": "2026-02-01"},
        {"Status": "done", "Due": "2026-02-08"},
        header_row=2,
    )
    added = RowAddition(
        book, "Tracker", {"Ref": "A3", "Action": "Ask", "Status": "open"}, "op", ("Ref",), header_row=2
    )
    outcome = workbook.apply([change, added])
    assert outcome.written == (change, added), outcome
    values = google.values(book, "Tracker", "FORMATTED_VALUE")
    assert [values[2][0], *values[2][3:]] == ["A1", "2026-02-08", "done"]
    assert values[4] == ["A3", "Ask", "", "", "open"]
    assert values[1][:2] == ["", ""]

    other = replace(change, before={"Status": "open"}, after={"Status": "cancelled"})
    (conflict,) = workbook.apply([other]).conflicts
    assert conflict.change is other
    assert (conflict.column, conflict.theirs, conflict.mine) == ("Status", "done", "cancelled")
    lost = replace(other, key={"Ref": "A9"}, row=9)
    assert "\0" not in " ".join(workbook.apply([lost]).refused)
