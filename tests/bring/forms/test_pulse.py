"""A pulse form's answers as the pulse tab: waves from days, no times anywhere, checks that name the cell."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import orjson
import pytest

from lib.bring.forms.pulse import wave_of, with_forms, without_times
from lib.bring.forms.questions import DONE, PULSE, SESSION, answer_of, column_of
from lib.bring.forms.survey_workbook import SurveyWorkbook
from lib.demo.template import write_survey_template
from lib.log.format.schema import SETTINGS
from lib.log.reading.parse import parse_survey
from lib.metrics.pulse.publish import publish
from lib.workbook.base import Cell, Grid
from lib.workbook.excel.workbook import ExcelWorkbook

CANARY = datetime(2026, 2, 17, 9, 41, 53)
HEADERS = ["Timestamp", *PULSE.values()]


def row(at: Cell, circle: str = "Atlas", answer: Cell = 4, comment: Cell = "") -> list[Cell]:
    return [at, circle, *[answer] * 11, comment]


def form(rows: list[list[Cell]], headers: list[str] = HEADERS, tab: str = "Form Responses 1") -> Grid:
    columns = [[header, *(one[at] for one in rows)] for at, header in enumerate(headers)]
    return Grid("survey", tab, columns, day_first=False)


def test_the_wave_follows_from_the_day_and_the_day_is_gone() -> None:
    grids = with_forms([form([row(CANARY), row("4/1/2026 23:59:59"), row(46023.9)])])
    survey = parse_survey(grids)
    pulse = survey.tabs["pulse"]
    assert pulse["wave"].to_list() == ["2026-Q1", "2026-Q2", "2026-Q1"]
    assert pulse["safety_1"].to_list() == [4, 4, 4]
    assert pulse["respondent"].nunique() == 3
    assert not len(survey.checks[survey.checks["severity"] == "error"])
    assert survey.checks.empty or not survey.checks["found"].str.contains("9:41|2026-02").any()


def test_no_time_is_left_in_anything_that_is_kept() -> None:
    """The grids, their sources, the log and its checks, the publication: none of them knows when somebody answered."""
    bad = row("yesterday 09:41:53")
    grids = with_forms([form([*[row(CANARY, comment="Fine") for _ in range(6)], bad])])
    survey = parse_survey(grids)
    published = publish(survey, SETTINGS)
    kept = [repr(grids), repr([grid.origin.sources for grid in grids if grid.origin]), survey.checks.to_csv()]
    kept += [survey.tabs["pulse"].to_csv(), published.table.to_csv(), published.comments.to_csv()]
    cells = [
        cell
        for grid in grids
        for source in (grid, *grid.origin.sources)
        for column in source.columns
        for cell in column
    ]  # type: ignore[union-attr]
    kept.append(orjson.dumps([str(cell) for cell in cells]).decode())
    for text in kept:
        for canary in ("41:53", "02-17", "2026, 2, 17", "Timestamp", "yesterday"):
            assert canary not in text, (canary, text[:200])
    assert survey.tabs["pulse"].columns.intersection(["timestamp", "time", "day"]).empty


ELSEWHERE = ["Tidsstämpel", "Sygnatura czasowa", "タイムスタンプ", "When", ""]


@pytest.mark.parametrize("title", ELSEWHERE)
@pytest.mark.parametrize("at", [0, 14])
def test_times_go_whatever_their_column_is_called_and_wherever_it_is(title: str, at: int) -> None:
    headers = [*PULSE.values(), "Email Address", "Anything private?", "Last changed"]
    lines = [
        ["Atlas", *[4] * 11, "Fine", "ann@x.org", "my secret", CANARY],
        ["Atlas", *[4] * 11, "", "bo@x.org", "", "17/02/2026 09:41:53"],
    ]
    headers.insert(at, title)
    for line, time in zip(lines, (CANARY, "2026-02-17 09:41:53"), strict=True):
        line.insert(at, time)
    read = form(lines, headers)
    arrived = without_times(read)
    for grids in ((arrived,), with_forms([arrived]), with_forms([read])):
        sources = [source for one in grids if one.origin for source in one.origin.sources]
        text = repr([[*one.columns] for one in (*grids, *sources)])
        for canary in ("41", "02-17", "2026, 2, 17", "@x.org", "my secret"):
            assert canary not in text, (canary, text[:300])
    survey = parse_survey(with_forms([arrived]))
    assert survey.tabs["pulse"]["wave"].to_list() == ["2026-Q1", "2026-Q1"]
    assert "Email Address" in set(survey.checks.loc[survey.checks["severity"] == "error", "found"])


@pytest.mark.parametrize(
    ("headers", "line"),
    [
        (["Когда", "Ваш круг", "Вопрос"], [CANARY, "Atlas", 4]),
        (["Timestamp", "Lunch?"], [CANARY, "Soup"]),
        ([*PULSE.values()], ["Atlas", *[4] * 11, "quarter past 9:41"]),
    ],
)
def test_a_form_that_is_not_recognized_is_left_out_with_a_check(headers: list[str], line: list[Cell]) -> None:
    read = form([line], headers)
    for grids in (with_forms([read]), with_forms([without_times(read)])):
        assert "41" not in repr([[*one.columns] for one in grids])
        checks = parse_survey(grids).checks
        assert "a form that is not recognized" in set(checks["found"]), checks
        assert not len(parse_survey(grids).tabs["pulse"])


def test_the_question_about_the_circle_may_be_in_other_words() -> None:
    headers = ["Zeitstempel", "In welchem Kreis bist du?", *(f"{name}: …" for name in [*PULSE][1:])]
    survey = parse_survey(with_forms([form([row(CANARY)], headers)]))
    assert survey.tabs["pulse"]["circle"].to_list() == ["Atlas"]


def test_the_pulse_tab_itself_is_no_form() -> None:
    cells = {
        "wave": "2025-Q4",
        "circle": "Atlas",
        "respondent": "r",
        "trust": 5,
        "safety_1": 4,
        "safety_2": 4,
    }
    own = Grid("survey", "pulse", [[name, cell] for name, cell in cells.items()])
    assert with_forms([own]) == (own,)
    stamped = Grid("survey", "pulse", [*own.columns, ["When", CANARY]])
    assert "41" not in repr(without_times(stamped).columns)
    assert with_forms([stamped])[0].columns[0] == ["wave", "2025-Q4"]


def test_each_tab_loses_its_times_as_it_arrives() -> None:
    first = without_times(form([row(CANARY)]))
    assert first.columns[0] == ["Timestamp", "2026-Q1"]
    assert with_forms([first])[0].columns[0] == ["wave", "2026-Q1"]
    other = Grid("survey", "published", [["wave", "x"]])
    assert without_times(other) is other


def test_groups_stay_as_protected_as_before() -> None:
    survey = parse_survey(with_forms([form([*[row(CANARY, "Atlas")] * 5, *[row(CANARY, "Borea")] * 4])]))
    table = publish(survey, SETTINGS).table
    states = table[table["cell"] == "circle"].groupby("circle")["state"].unique()
    assert "published" not in states["Borea"]


def test_what_cannot_be_used_is_named_by_tab_cell_value_and_what_was_expected() -> None:
    rows = [row(CANARY), row(CANARY, answer="often"), row("soon"), row(CANARY, circle="")]
    survey = parse_survey(with_forms([form(rows)]))
    checks = survey.checks
    wrong = checks[checks["cell"] == "C3"].iloc[0]
    assert (wrong["tab"], wrong["found"]) == ("Form Responses 1", "often")
    assert "1" in wrong["expected"]
    assert "A4" in set(checks["cell"])
    assert len(survey.tabs["pulse"]) == 2
    assert len(survey.set_aside) == 2


def test_a_form_that_asks_who_answers_is_an_error_and_that_column_is_never_read() -> None:
    headers = [*HEADERS, "Email Address"]
    grids = with_forms([form([[*row(CANARY), "ann@x.org"]], headers)])
    checks = parse_survey(grids).checks
    error = checks[checks["severity"] == "error"].iloc[0]
    assert (error["cell"], error["found"]) == ("O1", "Email Address")
    assert "set the form not to collect emails" in error["expected"]
    assert "ann@x.org" not in repr(grids)


def test_answers_of_a_form_are_added_to_those_of_the_tab() -> None:
    own = Grid(
        "survey", "pulse", [["wave", "2025-Q4"], ["circle", "Atlas"], ["respondent", "r"], ["trust", 5]]
    )
    pulse = parse_survey(with_forms([own, form([row(CANARY)])])).tabs["pulse"]
    assert pulse["wave"].to_list() == ["2025-Q4", "2026-Q1"]
    assert pulse["trust"].to_list() == [5, 4]


@pytest.mark.parametrize(
    ("question", "column"),
    [
        (PULSE["safety_3"], "safety_3"),
        ("in our circle, we can raise problems and hard questions", "safety_2"),
        ("Trust", "trust"),
        ("Safety 5: it is hard to ask for help", "safety_5"),
        ("How was lunch?", ""),
    ],
)
def test_questions(question: str, column: str) -> None:
    assert column_of(question, "pulse") == column


def test_answers_in_words_and_waves() -> None:
    assert [answer_of(cell) for cell in ("Strongly agree", "2 - Disagree", 3, "maybe", "trifft eher zu")] == [
        5, 2, 3, "maybe", 4,
    ]  # fmt: skip
    assert [wave_of(date(2026, month, 1)) for month in (3, 4, 12)] == ["2026-Q1", "2026-Q2", "2026-Q4"]


def test_a_workbook_on_disk(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Form Responses 1"
    for line in (HEADERS, row(CANARY), row(datetime(2026, 12, 31, 23, 59))):
        sheet.append(line)
    book.save(tmp_path / "survey.xlsx")
    snapshot = SurveyWorkbook(ExcelWorkbook(tmp_path / "survey.xlsx")).read()
    assert parse_survey(snapshot.grids).tabs["pulse"]["wave"].to_list() == ["2026-Q1", "2026-Q4"]
    assert "41" not in json.dumps([[str(cell) for cell in column] for column in snapshot.grids[0].columns])


def test_the_guide_has_every_question_to_copy() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "forms.md").read_text(encoding="utf-8")
    for column, question in PULSE.items():
        assert f"| `{column}` | {question} |" in guide
    for question in (*SESSION.values(), *DONE.values()):
        assert question in guide


def test_the_template_has_a_tab_of_a_forms_answers(tmp_path: Path) -> None:
    write_survey_template(tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    assert [cell.value for cell in book["Form answers"][1]] == HEADERS
    book["Form answers"].append([CANARY, "Atlas", *[3] * 11, "Good"])
    book.save(tmp_path / "survey.xlsx")
    survey = parse_survey(SurveyWorkbook(ExcelWorkbook(tmp_path / "survey.xlsx")).read().grids)
    assert survey.tabs["pulse"]["wave"].to_list() == ["2026-Q1"]
    assert not survey.missing_tabs
