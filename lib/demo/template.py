"""Circle logs as .xlsx files: made-up rows, and the blank template that new programs start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from lib.bring.forms.questions import PULSE, SESSION
from lib.log.format.schema import APP_TABS, MAIN, SURVEY, TABS, Column, Tab, singular
from lib.workbook.excel.new_file import (
    DATE_FORMAT,
    EXCEL_EPOCH,
    NewColumn,
    NewTab,
    Rule,
    write_blank,
    write_rows,
)

Progress = Callable[[str], None]
TEMPLATE_ROWS = 1_000
DATES = (date(2000, 1, 1), date(2099, 12, 31))
REQUIRED_COLOR, OPTIONAL_COLOR = "F6E3B4", "E9EDF2"
WIDTHS = {
    "date": 12,
    "yes_no": 11,
    "count": 11,
    "number": 11,
    "enum": 14,
    "email": 32,
    "list": 28,
    "references": 34,
}
WIDE = "what mandate case text title decision value milestone note why works_when comment".split()
LONG_KEYS = "member owner partner reports_to business_owner buddy".split()

READ_ME = """\
Circle log
    The record of a mentoring-circle program: circles, people, sessions, actions, and how practices spread.
Rows, columns and keys
    Each tab holds one kind of fact, each row is one fact, and row 1 names the columns. Start in row 2.
    A key is a short, unique text that you choose: an email, Altair, Altair-07, A-0012. Other tabs use it
    to refer to that row, so spell it the same way everywhere (capitals and outer spaces do not matter).
    Dates: 2026-03-04. Yes/no: yes or no. Several things in one cell: separate them with commas.
    Required: fill in columns with an amber header in every row. Under a gray header, empty means not recorded.
    You can move columns and add your own, which Pharos leaves alone. Do not rename the headers.
Start in five steps
1   circles: one row per circle, with the emails of its sponsor and its lead.
2   members: one row per person and circle. The key can be an email, written the same way everywhere.
3   sessions: one row per planned session. Once it has been held, add the date.
4   attendance: one row per session and person: yes, no or excused.
5   actions: what someone will do, with an owner and a due date. Then open the log in Pharos and look at Checks.
What must never be in here
    Pulse survey answers. Anyone who can open this workbook sees raw rows, so answers live in a separate survey
    workbook that only the app and program administrators can read. No health or appraisal data either.
The edits and sent tabs
    They belong to the app, which keeps its journal of changes and of mails there. Undo needs it: do not edit or
    delete them. The figures column of the reviews tab is the app's, too.
The tabs
"""
SURVEY_READ_ME = """\
Pulse survey
    Anonymous answers, one row per respondent. Share it with the app and program administrators only.
    No names, no emails, no times of answering. Respondent: a random text, new in each wave.
    With a Google Form, paste nothing: link the form to this spreadsheet, with the questions of the tab Form answers.
    Pharos finds the quarter from the day of each answer and forgets the day. Or type answers into pulse:
    Wave: a calendar quarter such as 2026-Q1. Answers: from 1 to 5. Safety items 1, 3 and 5 are worded in
    reverse: write the answer as given, and the app reverses it.
    Enter all answers of a wave at once, before its quarter ends. Pharos shows the wave the day after it ends, a
    circle once it has 5 answers, and its comments once it has 10, so that nobody can be singled out.
"""


FORM_ANSWERS = "Form answers"


def write(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], path: str | Path, progress: Progress | None = None
) -> int:
    """Write rows by tab to a workbook, tabs and columns in the schema's order. Returns the number of cells (rows ×
    columns, headers included).

    Every main tab gets its header, with or without rows. If `tables` has survey tabs, the workbook has nothing else.
    Raises ValueError for survey tabs together with others, and for more rows than a sheet can hold.
    """
    tabs = tuple(tab for tab in SURVEY if tab.name in tables) or MAIN
    if tabs != MAIN and len(tabs) != len(tables):
        raise ValueError("pulse answers never share a workbook with the log")
    return write_rows([_filled(tab) for tab in tabs], tables, path, progress)


def _filled(tab: Tab) -> NewTab:
    return NewTab(
        tab.name,
        tuple(
            NewColumn(column.name, width(column), DATE_FORMAT if column.kind == "date" else "General")
            for column in tab.columns
        ),
    )


def width(column: Column) -> int:
    """A column width that shows most values of this column without wrapping."""
    if column.name in LONG_KEYS:
        return 34
    if column.name in WIDE:
        return 44
    return max(WIDTHS.get(column.kind, 18), len(column.name) + 3)


def write_template(path: str | Path) -> None:
    """Write the blank main workbook: a read me, then every tab with headers, dropdowns, prompts and date columns.

    Its last tab has the headers of the form about prework and reflections, in the order of docs/forms.md.
    """
    about = [(tab.name, f"{'Required' if tab.required else 'Optional'}. {tab.purpose}") for tab in MAIN]
    about.append(
        (
            FORM_ANSWERS,
            "Optional. Answers of the form about prework and reflections, as Google Forms writes them.",
        )
    )
    tabs = [*(_blank(tab) for tab in MAIN), _form_answers(SESSION, ("about",))]
    write_blank(tabs, [*_lines(READ_ME), *about], path, ruled_rows=TEMPLATE_ROWS)


def write_survey_template(path: str | Path) -> None:
    """Write the blank survey workbook, which is deliberately separate from the main one.

    Its last tab has the headers of a form's answers, in the order of docs/forms.md.
    """
    tabs = [*(_blank(tab) for tab in SURVEY), _form_answers(PULSE, ("comment",))]
    write_blank(tabs, _lines(SURVEY_READ_ME), path, ruled_rows=TEMPLATE_ROWS)


def _form_answers(questions: Mapping[str, str], wide: tuple[str, ...]) -> NewTab:
    """A tab as Google Forms writes it: the time, then a column for each question; `wide`: those with long answers."""
    texts = ("circle", "member", *wide)
    asked = [
        NewColumn(question, 44 if name in wide else 26, "@" if name in texts else "General", OPTIONAL_COLOR)
        for name, question in questions.items()
    ]
    time = NewColumn("Timestamp", 20, "yyyy-mm-dd hh:mm", OPTIONAL_COLOR)
    return NewTab(FORM_ANSWERS, (time, *asked))


def _lines(text: str) -> list[tuple[str, str]]:
    """Label and text of each line. A heading has no text, a line of text has no label unless it is numbered."""
    return [(line[:4].strip(), line[4:]) if line[1] == " " else (line, "") for line in text.splitlines()]


def _blank(tab: Tab) -> NewTab:
    return NewTab(
        tab.name,
        tuple(
            NewColumn(
                column.name,
                width(column),
                _number_format(column),
                REQUIRED_COLOR if column.required else OPTIONAL_COLOR,
                rule(column) if tab.name not in APP_TABS else None,
            )
            for column in tab.columns
        ),
    )


def _number_format(column: Column) -> str:
    if column.kind == "date":
        return DATE_FORMAT
    is_text = column.kind in ("text", "reference", "references", "list") and column.name != "value"
    return "@" if is_text else "General"  # text keeps leading zeros


def rule(column: Column) -> Rule:
    """What the sheet offers and checks in this column, and the prompt shown when one of its cells is selected."""
    need = "Required. " if column.required else ""
    expected = "a member, or someone outside by name or email" if column.person else column.expected
    prompt = f"{need}{column.help + '. ' if column.help else ''}Enter {expected}."[:255]
    ruled = partial(Rule, column.name, prompt, column.name, f"Expected {column.expected}."[:255])
    match column.kind:
        case "enum" | "yes_no":
            words = ",".join(column.words) if column.kind == "enum" else "yes,no"
            return ruled(type="list", formula1=f'"{words}"', errorStyle="warning")
        case "reference" | "references":
            key = TABS[column.refers_to].columns[0].name
            assert key == singular(column.refers_to), "reference dropdowns list column A of the other tab"
            keys = f"{column.refers_to}!$A$2:$A${TEMPLATE_ROWS}"
            return ruled(type="list", formula1=keys, showErrorMessage=False)
        case "date":
            first, last = (str(day.toordinal() - EXCEL_EPOCH) for day in DATES)
            return ruled(type="date", operator="between", formula1=first, formula2=last)
        case "count" | "number":
            kind, low = "whole" if column.kind == "count" else "decimal", f"{column.low or 0:g}"
            if column.high is None:
                return ruled(type=kind, operator="greaterThanOrEqual", formula1=low)
            return ruled(type=kind, operator="between", formula1=low, formula2=f"{column.high:g}")
        case _:
            return ruled(showErrorMessage=False)
