"""The page Use your log: unfamiliar tabs and headers, what they were taken for, and one click to read them so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from lib.bring.doubts import Proposal
from lib.log.reading.parse import parse
from lib.ui.sheet import guesses, proof
from lib.ui.sheet.proof import not_ready
from tests.bring.help import accepted, grid
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import words

PAGE = "pages/sheet/bring.py"
Run = Callable[..., AppTest]
TABS = {
    "Meetings": [
        ("Our year", None, None, None),
        ("Gruppe", "Datum", "Teilnehmer", "Entscheidung"),
        ("Atlas", date(2026, 1, 5), "Ann, Bo", "Go"),
        ("Atlas", date(2026, 2, 2), "Ann", "Stop"),
    ],
    "Action items": [("Action", "Who", "Due", "Done?"), ("Call the vendor", "Ann", date(2026, 2, 1), "yes")],
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in TABS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(tmp_path / "own.xlsx")
    return tmp_path / "own.xlsx"


def test_from_a_workbook_of_another_shape_to_the_overview(run_app: Run, own: Path) -> None:
    app = run_app(path=own)
    assert app.title[0].value == "What is missing from this workbook?"
    app = run_app(path=own, page=PAGE)
    assert not app.exception
    assert [app.selectbox(key=f"bring_tab_{at}").value for at in range(2)] == ["sessions", "actions"]
    assert {metric.label: metric.value for metric in app.metric}["Sessions"] == "2"
    assert "Of the whole log, up to" in words(app)
    button = next(button for button in app.button if button.label == "Read my log this way")
    assert not button.disabled
    button.click().run()
    assert not app.exception
    assert [message.value.replace("\\", "") for message in app.success] == ["Saved: 8 new rows."]
    assert app.button(key="undo_last").label == "Undo"
    settings = [[cell.value for cell in row] for row in load_workbook(own)["settings"].iter_rows()]
    assert ["tab.sessions", "Meetings"] in settings
    assert ["column.actions.what", "Action"] in settings
    assert [cell.value for cell in load_workbook(own)["Meetings"][2]] == list(TABS["Meetings"][1])
    again = run_app(path=own)
    assert not again.exception
    assert "healthy" in again.title[0].value


def test_a_wrong_guess_is_corrected(run_app: Run, own: Path) -> None:
    app = run_app(path=own, page=PAGE)
    app.selectbox(key="bring_tab_1").set_value("not read").run()
    assert not app.exception
    assert "Not ready yet: 1 question waits for an answer." in words(app)
    button = next(button for button in app.button if button.label == "Read my log this way")
    assert button.disabled


def test_what_keeps_a_log_from_its_first_page_is_a_question_or_a_missing_tab() -> None:
    tasks = accepted(
        grid("Tasks", ("Task", "Who", "Due"), ("Call", "Ann", "2026-02-01")), grid("Else", ("A", "B"), (1, 2))
    )
    assert not_ready(tasks.log, tasks.proposal).startswith(
        "Not ready yet: 1 question waits for an answer. As it stands, the required members, sessions and attendance"
    )
    assert not_ready(tasks.log, Proposal((), ())).startswith("Not enough to start: the required members,")
    assert (
        not_ready(parse([grid(name, tuple(rows[0])) for name, rows in FIVE_TABS.items()]), Proposal((), ()))
        == ""
    )


def test_the_log_in_use_is_looked_at_once_for_all_administrators(
    run_app: Run, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = words(run_app(path=own, page="pages/sheet/bring.py"))
    for module, name in ((guesses, "proposed"), (proof, "tried")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("looked at again"))
    again = run_app(path=own, page="pages/sheet/bring.py")
    assert not again.exception
    assert words(again) == first


def test_a_log_of_the_formats_own_shape_has_nothing_to_confirm(run_app: Run) -> None:
    app = run_app(FIVE_TABS, page=PAGE)
    assert not app.exception
    assert [message.value for message in app.success] == ["The log is already read this way."]


@pytest.mark.parametrize("role", ["lead", "sponsor"])
def test_only_administrators_may(run_app: Run, role: str) -> None:
    app = run_app(FIVE_TABS, page=PAGE)
    app.selectbox(key="view_as_role").select(role).run()
    assert app.title[0].value == "This page is for administrators"
    assert not [box for box in app.selectbox if str(box.key).startswith("bring")]


def test_a_file_that_cannot_be_read_is_said(run_app: Run, tmp_path: Path) -> None:
    (tmp_path / "own.xlsx").write_text("no workbook")
    app = run_app(path=tmp_path / "own.xlsx", page=PAGE)
    assert not app.exception
    assert "own.xlsx" in words(app)
