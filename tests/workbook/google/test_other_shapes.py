"""A Google spreadsheet that is no log in the format's shape: its reading is saved in it, and edits find their cells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from lib.access.redaction import Viewer
from lib.bring.doubts import proposed
from lib.bring.guess import Choices
from lib.bring.workbook import BroughtWorkbook
from lib.log.changing.changes import Addition, ChangeSet, changes_of_row, new_id
from lib.source.refresh import Source
from lib.source.saving import save
from lib.ui.sheet import accepting, proof
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.server import SheetsServer

BOOK: dict[str, list[list[Any]]] = {
    "Spring": [
        ["NORTHSIDE CIRCLE"],
        [],
        [None, "March 2026", None, "April 2026"],
        ["Member", 5, 19, 2],
        ["Ann Oko", "P", "-", "P"],
        ["Ben Cas", "P", "E", "A"],
        ["Dov Per", "A", "P", "P"],
    ],
    "Action log": [
        ["ACTION LOG"],
        ["Ref", "Action", "Owner(s) 👤", "Target date", "RAG"],
        ["A1", "Issue the pack", "Ann Oko", date(2026, 3, 20), "B"],
        ["A2", "Set up the drive", "Ben Cas / Dov Per", date(2026, 4, 1), "R"],
    ],
}
ANSWERS = {"word.actions.status.B": "done", "word.actions.status.R": "blocked"}


def test_reading_and_edits_go_to_the_spreadsheet_itself(google: SheetsServer, client: GoogleClient) -> None:
    book = google.load_rows(BOOK, "Our circle")
    workbook = BroughtWorkbook(GoogleWorkbook(client, book))
    source, at = Source(workbook), datetime.now(UTC)
    raw = GoogleWorkbook(client, book).read().grids
    found = proposed(raw, Choices())
    assert {question.setting for question in found.asked} == ANSWERS.keys()
    found = proposed(raw, Choices(answers={(workbook.id, name): word for name, word in ANSWERS.items()}))
    rows = proof.names(found, raw)
    viewer = Viewer()
    saved = save(source, accepting.change_set(rows, source.current().log, viewer), viewer)
    assert saved.is_written, saved.problems

    log = source.current().log
    assert log.attendance["present"].value_counts().to_dict() == {"yes": 5, "no": 2, "excused": 1}
    assert log.sessions["planned"].dt.strftime("%m-%d").to_list() == ["03-05", "03-19", "04-02"]
    assert log.actions["status"].to_list() == ["done", "blocked"]
    session = log.sessions["session"].iloc[1]
    new = Addition(workbook.id, "attendance", {"session": session, "member": "Ann Oko", "present": "no"})
    first, second = (row for _, row in log.actions.iterrows())
    edits = (
        *changes_of_row("actions", first.to_dict(), {"owner": "Dov Per", "due": date(2026, 3, 27)}),
        *changes_of_row("actions", second.to_dict(), {"status": "done"}),
    )
    saved = save(source, ChangeSet(new_id(at), "local", at, edits, (new,)), viewer)
    assert saved.is_written, saved.problems
    assert google.values(book, "Spring")[4] == ["Ann Oko", "P", "A", "P"]
    written = google.values(book, "Action log", "FORMATTED_VALUE")[2:]
    assert [row[2] for row in written] == ["Dov Per", "Ben Cas / Dov Per"]
    assert written[0][4] == "B"
    assert source.current().log.actions["status"].to_list() == ["done", "done"]

    several = changes_of_row("actions", second.to_dict(), {"owner": "Ann Oko"})
    refused = save(source, ChangeSet(new_id(at), "local", at, several, ()), viewer)
    assert not refused.is_written
    assert "names several people" in " ".join(map(str, refused.problems))
