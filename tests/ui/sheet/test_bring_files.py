"""Files on the page Use your log: what is read, what is asked, what is kept, what is refused in one sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from lib.source import caches, connected, registry
from lib.workbook.excel.untrusted import read_upload
from tests.examples import some
from tests.ui.conftest import APP, words

PAGE = "pages/sheet/bring.py"
Run = Callable[..., AppTest]
TABS = {
    "Meetings": [
        ("Our year", None, None, None),
        ("Group", "Date", "Attendees", "Outcome"),
        ("Atlas", date(2026, 1, 5), "Ann, Bo", "Go"),
        ("Atlas", date(2026, 2, 2), "Ann", "Stop"),
        ("Total", None, 2, None),
    ],
    "Action items": [
        ("Action", "Who", "Deadline", "Due date", "Done?"),
        ("Call the vendor", "Ann", date(2026, 2, 1), date(2026, 2, 3), "Completed"),
        ("Ring the bank", "Bo", date(2026, 2, 1), date(2026, 2, 3), "no"),
    ],
}


def xlsx(tabs: dict[str, list[tuple[object, ...]]]) -> bytes:
    book, out = Workbook(), BytesIO()
    book.remove(book.active)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(out)
    return out.getvalue()


@pytest.fixture
def nothing_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_app: Run) -> Iterator[Path]:
    """A server without a workbook of its own, whose files are in `tmp_path`; out: its connection file."""
    demo = tmp_path / "demo.xlsx"
    run_app({"circles": [{"circle": "Demo"}]})
    demo.write_bytes((tmp_path / "log.xlsx").read_bytes())
    monkeypatch.setattr(caches, "DEMO_PATH", demo)
    monkeypatch.setattr(caches, "DEMO_SURVEY_PATH", demo)
    monkeypatch.setattr(caches, "CONNECTION_PATH", tmp_path / "data" / "connection.json")
    monkeypatch.delenv("PHAROS_WORKBOOK")
    registry.forget()
    yield tmp_path / "data" / "connection.json"
    registry.forget()


def opened(*files: tuple[str, bytes]) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).switch_page(PAGE).run()
    assert not app.exception
    if files:
        app.file_uploader[0].set_value([(name, data, "") for name, data in files]).run()
        assert not app.exception
    return app


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def box(app: AppTest, words: str):  # type: ignore[no-untyped-def]
    return next(each for each in app.selectbox if words in each.label)


def button(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(each for each in app.button if each.label == label)


def test_from_a_file_to_the_overview_and_back_to_the_demo(nothing_configured: Path) -> None:
    app = opened(("Our circles.xlsx", xlsx(TABS)))
    assert metrics(app)["Sessions"] == "2"
    assert metrics(app)["People"] == "2"
    assert "5 rows found: 4 used and 1 that hold no record." in words(app)
    due = box(app, "holds due")
    assert due.value is None  # two headers fit as well: neither is taken before somebody says so
    due.set_value("Deadline").run()
    assert not app.exception
    assert not [each for each in app.selectbox if "holds due" in each.label]
    assert not nothing_configured.exists()  # nothing is used before it is accepted
    button(app, "Use this file as the log").click().run()
    assert not app.exception
    assert "healthy" in app.title[0].value
    assert any("is now shown on all pages" in message.value for message in app.success)
    assert button(app, "Undo")
    (kept,) = connected.files_beside(nothing_configured).glob("*.xlsx")
    assert kept.stat().st_mode & 0o777 == 0o600
    book = load_workbook(kept)
    settings = dict(list(book["settings"].iter_rows(values_only=True))[1:])
    assert settings["tab.sessions"] == "Meetings"
    assert settings["column.actions.due"] == "Deadline"
    assert [tuple(row) for row in book["Meetings"].iter_rows(max_row=2, values_only=True)] == TABS[
        "Meetings"
    ][:2]
    assert "edits" in book.sheetnames  # saved by the one way, so that it can be undone
    again = AppTest.from_file(str(APP), default_timeout=60).switch_page(PAGE).run()
    assert any("already read this way" in message.value for message in again.success)
    button(again, "Back to the demo program").click().run()
    assert not again.exception
    assert not nothing_configured.exists()
    assert any("demo program is shown again" in message.value for message in again.success)
    button(again, "Undo").click().run()
    assert nothing_configured.exists()
    assert any("log from before is shown again" in message.value for message in again.success)
    button(again, "Redo").click().run()
    assert not nothing_configured.exists()


def test_a_wrong_guess_of_a_column_and_of_a_tab_is_corrected_by_hand(nothing_configured: Path) -> None:
    app = opened(("Our circles.xlsx", xlsx(TABS)))
    (meetings, _) = [each for each in app.selectbox if each.label.startswith("Column of")]
    meetings.set_value("Outcome").run()
    (meaning, _) = [each for each in app.selectbox if each.label == "Read it as"]
    assert meaning.value == "decision"
    meaning.set_value("case").run()
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "header" in frame.value)
    assert dict(zip(table["header"], table["read as"], strict=True))["Outcome"] == "case"
    box(app, "Action items is read as").set_value("not read").run()
    assert not app.exception
    assert "required actions tab is missing" in words(app)
    assert button(app, "Use this file as the log").disabled


def test_csv_files_are_one_tab_each_and_become_a_workbook_that_can_be_edited(
    nothing_configured: Path,
) -> None:
    meetings = "Gruppe;Datum;Teilnehmer\nAtlas;05.01.2026;Ann, Bo\nAtlas;12.01.2026;=1+1\n".encode("cp1252")
    actions = b"Aufgabe;Verantwortlich;Frist\nAnrufen;Ann;01.02.2026\n"
    app = opened(("Sitzungen: 2026.csv", meetings), ("Aufgaben.csv", actions))
    assert metrics(app)["Sessions"] == "2"
    button(app, "Use this file as the log").click().run()
    assert not app.exception
    (kept,) = connected.files_beside(nothing_configured).glob("*.xlsx")
    book = load_workbook(kept)
    assert book["Aufgaben"]["A2"].value == "Anrufen"
    assert book["Sitzungen 2026"]["C3"].data_type == "s"  # a text is never written as a formula


def test_a_file_taken_away_as_a_plain_log_gives_the_same_figures(
    nothing_configured: Path, tmp_path: Path
) -> None:
    from lib.bring.shaping import shaped
    from lib.log.reading.parse import parse
    from lib.metrics.program.program import measure
    from lib.source.brought_files import brought, plain_file
    from tests.bring.test_cases import AS_OF, BASE, CASES

    path = next(CASES.glob("07-*.xlsx"))
    grids = shaped(brought([(path.name, path.read_bytes())]).grids)
    (tmp_path / "plain.xlsx").write_bytes(plain_file(grids, parse(grids)))
    found = read_upload((tmp_path / "plain.xlsx").read_bytes(), "plain.xlsx").grids
    assert all(grid is again for grid, again in zip(found, shaped(found), strict=True))
    figures = measure(parse(found), AS_OF).figures
    assert {key: (figures[key].n, figures[key].N) for key in BASE} == BASE
    left_out = next(grid for grid in found if grid.tab == "left out")
    assert left_out.height == 6


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def bomb() -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(xlsx(TABS))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, content + b" " * 210_000_000 if name == "xl/worksheets/sheet1.xml" else content
            )
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    some(
        [
            ("notes.xlsx", lambda: b"Dear all", "is not an Excel workbook"),
            ("locked.xlsx", locked, "password"),
            ("bomb.xlsx", bomb, "unpack"),
            ("empty.csv", lambda: b"", "nothing"),
            ("nothing.xlsx", lambda: xlsx({"Sheet": []}), "has no cell with something in it"),
        ],
        2,
    ),
)
def test_what_is_no_workbook_gets_one_sentence(
    nothing_configured: Path, name: str, content: Callable[[], bytes], said: str
) -> None:
    app = opened((name, content()))
    (message,) = [error.value.replace("\\", "") for error in app.error]
    assert message.startswith("Not read.")
    assert name in message
    if said != "nothing":
        assert said in message
    assert "\n" not in message
    assert not metrics(app)


def test_where_the_settings_name_the_workbook_a_file_can_only_be_taken_away(run_app: Run) -> None:
    app = run_app({"circles": [{"circle": "Atlas"}]}, page=PAGE)
    app.file_uploader[0].set_value([("own.xlsx", xlsx(TABS), "")]).run()
    assert not app.exception
    assert "a file cannot take its place" in words(app)
    assert not [each for each in app.button if each.label == "Use this file as the log"]


def test_a_mark_is_asked_about_and_a_row_that_looks_like_none_is_said_to_be_one(
    nothing_configured: Path,
) -> None:
    tabs: dict[str, list[tuple[object, ...]]] = {
        "Register": [
            ("Our register",),
            ("Name", date(2026, 1, 5), date(2026, 2, 2)),
            ("Ann Lee", "✓", "X"),
            ("Bob Ray", "✓", "✓"),
        ],
        "Tasks": [
            ("Task", "Who", "Due", "Status"),
            ("Call", "Ann Lee", date(2026, 2, 1), "open"),
            ("Other things", None, None, None),
            ("Write", "Bob Ray", date(2026, 3, 1), "open"),
            ("Paint", "Bob Ray", date(2026, 3, 1), "Amber"),
        ],
    }
    app = opened(("register.xlsx", xlsx(tabs)))
    assert metrics(app)["Participation"] == "–"
    (mark,) = [box for box in app.selectbox if box.label.startswith("What does X mean")]
    assert mark.value is None
    mark.set_value("no").run()
    assert metrics(app)["Participation"].startswith("3/4")
    assert metrics(app)["Open actions"].startswith("2")
    light = box(app, "What does Amber mean")
    assert light.value is None
    light.set_value("doing").run()
    assert metrics(app)["Open actions"].startswith("3")
    (records,) = app.multiselect
    records.set_value(records.options[:1]).run()
    assert not app.exception
    assert metrics(app)["Open actions"].startswith("4")
    app.button(key="bring_use").click().run()
    assert not app.exception
    (kept,) = (nothing_configured.parent / "brought").glob("*.xlsx")
    rows = [row[:2] for row in load_workbook(kept)["settings"].iter_rows(values_only=True)]
    assert ("word.attendance.present.X", "no") in rows
    assert ("word.actions.status.Amber", "doing") in rows
    assert ("record.actions.Other things", "yes") in rows
