"""Closed sections of pages run when they are opened; what a person chooses on a page is in its address."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.demo import make
from lib.ui.overview import parts
from tests.ui.conftest import words

ROOT = Path(__file__).parents[2]
TABLES = make.program(circles=4, months=6, seed=7, end=date.today())
CHOICES = {
    "selectbox",
    "multiselect",
    "segmented_control",
    "pills",
    "radio",
    "toggle",
    "checkbox",
    "pagination",
    "date_input",
    "number_input",
    "text_input",
    "slider",
    "tabs",
}
FORMS = {
    "lib/ui/edits/conflicts.py",
    "lib/ui/lighthouses/record.py",
    "lib/ui/log_session/actions.py",
    "lib/ui/log_session/circle_matters.py",
    "lib/ui/log_session/entries.py",
    "lib/ui/log_session/form.py",
    "lib/ui/log_session/inputs.py",
    "lib/ui/log_session/links.py",
    "lib/ui/log_session/open_actions.py",
    "lib/ui/log_session/page.py",
    "lib/ui/log_session/present.py",
    "lib/ui/log_session/saving.py",
    "lib/ui/log_session/sections.py",
    "lib/ui/log_session/series.py",
    "lib/ui/notes/found.py",
    "lib/ui/notes/page.py",
    "lib/ui/notes/parts.py",
    "lib/ui/notes/present.py",
    "lib/ui/notes/which_session.py",
    "lib/ui/outcomes/redesigns.py",
    "lib/ui/overview/acting.py",
    "lib/ui/overview/answering.py",
    "lib/ui/review/deciding.py",
    "lib/ui/review/freezing.py",
    "lib/ui/review/own_mails.py",
    "lib/ui/sheet/bring.py",
    "lib/ui/sheet/connect.py",
    "lib/ui/sheet/guesses.py",
    "lib/ui/sheet/questions.py",
    "lib/ui/sheet/reading_settings.py",
    "lib/ui/sheet/settings.py",
    "lib/ui/sheet/unknown_settings.py",
    "lib/ui/widgets/fields.py",
    "pages/sheet/connect.py",
    "pages/sheet/settings.py",
}
"""Modules of forms: what is typed there is saved, or thrown away, and never part of an address."""
NO_CHOICES = {
    "lib/ui/sheet/mails.py": "whose mail is looked at: an address of a person is never in that of a page",
    "lib/ui/circle/head.py": "sets the filter circle, which is in the address",
    "lib/ui/circle/attendance.py": "the form of the session that is chosen: presence and reason",
    "lib/ui/widgets/window.py": "who is sought in a list of people, and who is tapped there: names",
    "lib/ui/circle/quick.py": "who is here at the session of today, or of the last one or the next",
    "lib/ui/entry/who.py": "who looks is never in an address",
    "lib/ui/sheet/checks.py": "which of two spellings to keep, before it is saved",
    "pages/sheet/edit.py": "why something was changed, before it is saved",
}


def unbound() -> Iterator[tuple[str, str]]:
    """Widgets that choose and are not bound to the address: their module and type."""
    for path in [*(ROOT / "lib" / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            is_widget = isinstance(node.func.value, ast.Name) and node.func.value.id == "st"
            if is_widget and node.func.attr in CHOICES and "bind" not in {word.arg for word in node.keywords}:
                yield path.relative_to(ROOT).as_posix(), node.func.attr


def test_what_a_person_chooses_on_a_page_is_in_its_address() -> None:
    found = {module for module, _ in unbound()}
    assert not found - FORMS - NO_CHOICES.keys()
    assert found >= NO_CHOICES.keys(), "this module has nothing unbound any more"


def test_a_closed_section_does_not_run_before_it_is_opened(
    run_app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(parts, "sight", lambda program: drawn.append("sight"))
    app = run_app(TABLES)
    assert not app.exception
    assert not drawn
    run_app(TABLES, query={"sight": "true"})
    assert drawn == ["sight"]
    app = run_app(TABLES, query={"sight": "perhaps", "in_use": "true"})
    assert not app.exception
    assert drawn == ["sight"]
    assert "Latest milestones" in words(app)


def test_what_a_menu_holds_is_sent_once_it_is_open(run_app: Callable[..., AppTest]) -> None:
    app = run_app(TABLES)
    assert len(app.get("download_button")) == 1, "the brief; its other forms are in a menu"
    assert [box.key for box in app.multiselect] == ["circle"]
    app.session_state["brief_forms"] = app.session_state["more_filters"] = True
    app.run()
    assert len(app.get("download_button")) == 4
    assert len(app.multiselect) == 6
    region = app.multiselect(key="region").options[0]
    app.multiselect(key="region").set_value([region])
    app.session_state["more_filters"] = False
    app.run()
    assert len(app.multiselect) == 6, "a choice in a closed menu is kept"
    assert app.multiselect(key="region").value == [region]
