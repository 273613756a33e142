"""Settings in AppTest: what is typed is said back, words are translated, and everything can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from lib.log.format.schema import SETTINGS
from lib.log.format.thresholds import THRESHOLDS
from lib.mail.compose import Composer
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.ui.conftest import bodies, words

PAGE = "pages/sheet/settings.py"
Run = Callable[..., AppTest]
TABS = FIVE_TABS | {
    "actions": [
        {"action": "X-1", "circle": "Atlas", "what": "One", "status": "Floating"},
        {"action": "X-2", "circle": "Atlas", "what": "Two", "status": "floating"},
        {"action": "X-3", "circle": "Atlas", "what": "Three", "status": "open"},
    ],
    "Notes": [{"Anything": "here"}],
    "settings": [{"name": "target_cadence", "value": "0.8"}],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "own.xlsx", TABS)


def field(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(each for each in (*app.text_input, *app.selectbox, *app.number_input) if label in each.label)


def preview(app: AppTest) -> list[tuple[str, ...]]:
    return [tuple(row) for row in app.dataframe[-1].value.itertuples(index=False)]


def saved(path: Path) -> dict[str, object]:
    return dict(list(load_workbook(path)["settings"].iter_rows(values_only=True))[1:])


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def test_every_threshold_is_there_with_its_meaning_range_and_default(run_app: Run, path: Path) -> None:
    app = run_app(path=path, page=PAGE)
    assert not app.exception
    text = words(app)
    for threshold in THRESHOLDS.values():
        assert field(app, threshold.label)
        is_choice = threshold.kind == "choice"
        assert f"{threshold.meaning.partition(': ')[0] if is_choice else threshold.meaning}." in text
        assert is_choice or f"Type {threshold.range}. Default: {threshold.shown(threshold.default)}." in text
    assert field(app, "Cadence").value == "80 %"
    assert "Default: 90 %." in text
    assert "No changes yet." in text


def test_85_means_85_percent_and_can_be_undone(run_app: Run, path: Path) -> None:
    app = run_app(path=path, page=PAGE)
    field(app, "Participation").set_value("85").run()
    field(app, "Cadence").set_value("0.7").run()
    assert not app.exception
    assert "“85” means 85 %; now 80 %." in words(app)
    assert preview(app) == [
        ("settings", "target_cadence", "value", "0.8", "70%"),
        ("settings", "target_participation", "name", "", "target_participation"),
        ("settings", "target_participation", "value", "", "85%"),
    ]
    press(app, "save_settings")
    assert saved(path)["target_participation"] == "85%"
    assert saved(path)["target_cadence"] == "70%"
    assert field(app, "Participation").value == "85 %"
    press(app, "undo_last")
    assert saved(path)["target_cadence"] == "0.8"
    assert [field(app, label).value for label in ("Participation", "Cadence")] == ["80 %", "80 %"]
    assert "No changes yet." in words(app)
    field(app, "Prework on time").set_value("66").run()
    press(app, "undo_last")
    assert [field(app, label).value for label in ("Participation", "Cadence")] == ["85 %", "70 %"]
    assert field(app, "Prework on time").value == "66"  # typed and not saved: the undo was not about it


@pytest.mark.parametrize(
    ("label", "typed", "expected"),
    [
        ("Participation", "many", "a share"),
        ("Psychological safety", "7", "1 to 5"),
        ("Days until a team is stalled", "2.5", "a whole number"),
    ],
)
def test_what_does_not_fit_is_said_and_cannot_be_saved(
    run_app: Run, path: Path, label: str, typed: str, expected: str
) -> None:
    app = run_app(path=path, page=PAGE)
    field(app, "Cadence").set_value("70").run()
    field(app, label).set_value(typed).run()
    assert not app.exception
    assert any(
        f"“{typed}” does not fit" in e.value.replace("\\", "") and expected in e.value for e in app.error
    )
    assert app.button(key="save_settings").disabled


def test_a_word_is_translated_by_one_choice_and_taken_back(run_app: Run, path: Path) -> None:
    app = run_app(path=path, page=PAGE)
    word = field(app, "“Floating” in actions")
    assert "(2 cells)" in word.label.replace("\\", "")
    word.set_value("blocked").run()
    press(app, "save_settings")
    assert saved(path)["word.actions.status.Floating"] == "blocked"
    assert "Every word in the columns of words is understood." in words(app)
    field(app, "“Floating” in actions").set_value("no longer translate it").run()
    press(app, "save_settings")
    assert saved(path)["word.actions.status.Floating"] == "none"
    assert field(app, "“Floating” in actions").value is None


def test_a_misspelt_name_becomes_the_setting_that_was_meant(run_app: Run, tmp_path: Path) -> None:
    rows = [{"name": "target_particpation", "value": "85"}, {"name": "Our own note", "value": "x"}]
    path = write_xlsx(tmp_path / "misspelt.xlsx", TABS | {"settings": rows})
    app = run_app(path=path, page=PAGE)
    meant = field(app, "particpation")
    assert meant.placeholder == "Participation?"
    meant.set_value("target_participation").run()
    field(app, "Our own note").set_value("target_cadence").run()
    assert any("Cadence: “x” does not fit" in each.value.replace("\\", "") for each in app.error)
    assert app.button(key="save_settings").disabled
    field(app, "Our own note").set_value("no setting: leave the row out").run()
    press(app, "save_settings")
    assert saved(path) == {
        "target_particpation": "none", "Our own note": "none", "target_participation": "85%"
    }  # fmt: skip
    assert "Names that set nothing" not in words(app)
    assert field(app, "Participation").value == "85 %"


def test_date_order_header_row_and_tabs(run_app: Run, path: Path) -> None:
    app = run_app(path=path, page=PAGE)
    field(app, "Short dates").set_value("day first").run()
    field(app, "The tab Notes").set_value("insights").run()
    assert not app.exception
    assert ("settings", "date_order", "value", "", "day first") in preview(app)
    assert ("settings", "tab.insights", "value", "", "Notes") in preview(app)
    press(app, "save_settings")
    assert saved(path)["tab.insights"] == "Notes"
    assert field(app, "The tab Notes").value == "insights"
    field(app, "The tab Notes").set_value("not read").run()
    assert ("settings", "tab.insights", "value", "Notes", "none") in preview(app) or "tab.none" in str(
        preview(app)
    )


@pytest.mark.parametrize("role", ["lead", "sponsor"])
def test_only_administrators_may(run_app: Run, path: Path, role: str) -> None:
    app = run_app(path=path, page=PAGE)
    app.selectbox(key="view_as_role").select(role).run()
    assert app.title[0].value == "This page is for administrators"


def test_every_setting_has_a_threshold_that_reads_what_it_writes() -> None:
    assert THRESHOLDS.keys() == SETTINGS.keys()
    for name, threshold in THRESHOLDS.items():
        assert threshold.read(threshold.written(threshold.default)) == threshold.default, name
        assert threshold.read("") is None


def test_mails_are_shown_as_they_would_be_sent(
    run_app: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    circles = [{"circle": "Atlas", "sponsor": "sue@x.org", "lead": "lea@x.org", "started": "2026-01-01"}]
    today = date.today()
    actions = [
        {"action": "X-1", "circle": "Atlas", "what": "Call *ten*", "due": today, "created": today},
        {"action": "X-2", "circle": "Atlas", "what": "Call <b>now</b>", "due": today, "created": today},
    ]
    mailings = [
        {"email": "sue@x.org", "kind": "update", "every": "never"},
        {"email": "eve@x.org", "kind": "alert", "every": "week"},
    ]
    own = write_xlsx(
        tmp_path / "mails.xlsx", TABS | {"circles": circles, "actions": actions, "mailings": mailings}
    )
    app = run_app(page=PAGE, path=own, query={"mails": "true"})
    rows = app.dataframe[-1].value
    assert rows["Today"].to_list()[-2] == "never, says the mailings tab"
    assert list(zip(rows["To"], rows["Mail"], strict=True)) == [
        ("lea@x.org", "update"), ("lea@x.org", "alert"), ("lea@x.org", "reminder"),
        ("sue@x.org", "update"), ("sue@x.org", "alert"),
    ]  # fmt: skip
    assert any("leads and sponsors no active circle" in each.value for each in app.warning)
    box = app.selectbox(key="mails_shown")
    written = []
    monkeypatch.setattr(
        Composer, "letter", lambda of, wish, whole=Composer.letter: written.append(wish) or whole(of, wish)
    )
    app = box.select("reminder to lea@x.org").run(timeout=60)
    assert "Subject: Mentoring circles: 2 actions due in the next 7 days" in app.code[-1].value
    assert "- No owner: Call *ten* (X-1, Atlas, due today)" in app.code[-1].value
    assert {"mail_eml", "mail_html_file"} <= {button.key for button in app.get("download_button")}
    (body,) = [each for each in bodies(app) if "No owner" in each]
    assert body.startswith("<div style=")
    assert "<style" not in body
    assert "Call *ten*" in body
    assert "<b>now</b>" not in body
    assert "&lt;b&gt;now&lt;/b&gt;" in body
    app.run(timeout=60)
    assert [wish.kind for wish in written] == ["reminder"], "the chosen one alone, and once"
