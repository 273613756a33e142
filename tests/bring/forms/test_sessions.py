"""A form about prework and reflections: the session from the day, cells of attendance, nothing invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lib.bring.accounts import accounts
from lib.bring.forms.questions import DONE, SESSION, done
from lib.bring.origin import sources_of
from lib.bring.shaping import shaped
from lib.bring.workbook import BroughtWorkbook
from lib.demo.template import FORM_ANSWERS, write_template
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.metrics.core import rates
from lib.metrics.core.facts import Facts
from lib.metrics.health import sessions as health_sessions
from lib.workbook.base import Cell, Grid, Snapshot
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import FIVE_TABS, grid

HEADERS = ["Timestamp", *SESSION.values()]
TABLES = FIVE_TABS | {
    "circles": [{"circle": "Atlas"}, {"circle": "Borea"}],
    "members": [
        {"member": "ana", "circle": "Atlas", "name": "Ana Alba"},
        {"member": "bo", "circle": "Atlas", "name": "Bo Birch"},
    ],
    "sessions": [
        {"session": "A-1", "circle": "Atlas", "planned": date(2026, 1, 5), "held": date(2026, 1, 5), "status": "held"},
        {"session": "A-2", "circle": "Atlas", "planned": date(2026, 2, 2), "held": "", "status": "planned"},
    ],
    "attendance": [
        {"session": "A-1", "member": "ana", "present": "yes", "prework": "", "reflection": ""},
        {"session": "A-1", "member": "bo", "present": "no", "prework": "late", "reflection": ""},
    ],
}  # fmt: skip
SESSIONS = {1: date(2026, 1, 5), 2: date(2026, 2, 2)}
PREWORK, REFLECTION = DONE["prework"], DONE["reflection"]


def form(rows: list[list[Cell]], headers: list[str] = HEADERS) -> Grid:
    return Grid(
        "log.xlsx",
        "Form Responses 1",
        [[head, *(one[at] for one in rows)] for at, head in enumerate(headers)],
    )


def grids(*rows: list[Cell]) -> tuple[Grid, ...]:
    tabs = [grid(name, table) for name, table in TABLES.items()]
    return shaped([*tabs, form(list(rows))])


def attendance(log: CircleLog) -> list[tuple[object, ...]]:
    frame = log.attendance
    prework = frame["prework"].astype("object").fillna("")
    return list(zip(frame["member"], prework, frame["reflection"].fillna(False), strict=True))


def test_prework_and_reflections_fill_in_what_is_blank() -> None:
    log = parse(
        grids(
            [datetime(2026, 1, 4, 9, 0), "Ana Alba", "Atlas", PREWORK],
            [datetime(2026, 1, 4, 9, 1), "bo", "Atlas", f"{PREWORK}, {REFLECTION}"],
            [datetime(2026, 1, 20, 9, 1), "bo", "Atlas", PREWORK],
        )
    )
    assert attendance(log) == [("ana", "on time", False), ("bo", "late", True)]
    assert len(log.attendance) == 2
    assert not len(log.checks[log.checks["rule"] == "form answer"])


def test_every_answer_is_used_or_set_aside_with_its_reason() -> None:
    """Of a held session without the member, of one that is not logged yet, of what is there already, and a second."""
    missing = {**TABLES, "attendance": TABLES["attendance"][1:]}
    tabs = [grid(name, table) for name, table in missing.items()]
    before, after = datetime(2026, 1, 4, 9, 0), datetime(2026, 1, 20, 9, 0)
    lines: list[list[Cell]] = [
        [before, "ana", "Atlas", PREWORK],
        [after, "bo", "Atlas", PREWORK],
        [before, "bo", "Atlas", PREWORK],
        [before, "bo", "Atlas", REFLECTION],
        [before, "bo", "Atlas", REFLECTION],
    ]
    read = shaped([*tabs, form(lines)])
    for some in (read, shaped(sources_of(read))):
        log = parse(some)
        account = accounts(some, log)[-1]
        assert (account.used, account.set_aside, account.no_records) == ({5}, {2, 3, 4, 6}, set())
        assert {row: why.split()[0] for row, why in account.reasons.items()} == {
            2: "attendance", 3: "attendance", 4: "the", 6: "the",
        }  # fmt: skip
        checks = log.checks[log.checks["rule"] == "form answer"]
        assert checks[["cell", "found"]].to_numpy().tolist() == [["B2", "ana"]]
        assert attendance(log) == [("bo", "late", True)]


def test_answers_in_the_templates_tab_move_the_figures(tmp_path: Path) -> None:
    """From a file on disk, the way that a log is read, to the figures of the program."""
    path = tmp_path / "log.xlsx"
    write_template(path)

    def figures() -> dict[str, tuple[int, int]]:
        log = parse(BroughtWorkbook(ExcelWorkbook(path)).read().grids)
        assert FORM_ANSWERS not in set(log.checks["tab"])
        found = Facts(log, pd.Timestamp("2026-02-20"))
        units = {"prework": health_sessions.prework(found), "reflection": health_sessions.reflection(found)}
        sums = {name: rates.totals(frame) for name, frame in units.items()}
        return {name: (int(one["n"][0]), int(one["N"][0])) for name, one in sums.items()}

    book = openpyxl.load_workbook(path)
    held = {"status": "held", "circle": "Atlas"}
    rows = {
        "circles": [{"circle": "Atlas"}],
        "members": [{"member": key, "circle": "Atlas", "joined": date(2025, 12, 1)} for key in ("ana", "bo")],
        "sessions": [{"session": f"A-{n}", "planned": on, "held": on, **held} for n, on in SESSIONS.items()],
        "attendance": [
            {"session": f"A-{n}", "member": who, "present": "yes", "prework": "no", "reflection": "no"}
            for n, who in ((1, "ana"), (1, "bo"), (2, "bo"))
        ] + [{"session": "A-2", "member": "ana", "present": "yes"}],
    }  # fmt: skip
    for tab, lines in rows.items():
        headers = [cell.value for cell in book[tab][1]]
        for line in lines:
            book[tab].append([line.get(str(header)) for header in headers])
    book.save(path)
    before = figures()
    book[FORM_ANSWERS].append([datetime(2026, 1, 30, 9, 0), "ana", "Atlas", f"{PREWORK}, {REFLECTION}"])
    book.save(path)
    assert before == {"prework": (0, 3), "reflection": (0, 1)}
    assert figures() == {"prework": (1, 4), "reflection": (1, 2)}


def test_on_the_day_of_the_session_is_late_and_one_circle_needs_no_question() -> None:
    tabs = [grid(name, table) for name, table in TABLES.items()]
    answers = form(
        [[datetime(2026, 1, 5, 8, 0), "ana", PREWORK]], ["Timestamp", "Your name", "What have you done?"]
    )
    assert attendance(parse(shaped([*tabs, answers])))[0][1] == "late"


def test_answers_that_cannot_be_used_are_named() -> None:
    log = parse(
        grids(
            [datetime(2026, 1, 4), "Cy Nobody", "Atlas", PREWORK],
            ["some day 9:41:53", "ana", "Atlas", PREWORK],
            [datetime(2026, 1, 4), "ana", "Atlas", "Lunch"],
        )
    )
    checks = log.checks[log.checks["rule"] == "form answer"]
    assert checks["cell"].to_list() == ["B2", "A3", "D4"]
    assert set(checks["tab"]) == {"Form Responses 1"}
    assert checks["found"].iloc[0] == "Cy Nobody"
    assert not checks["found"].str.contains("9:41").any()
    assert attendance(log)[0] == ("ana", "", False)


def test_the_time_is_dropped_and_a_kept_snapshot_still_says_the_same() -> None:
    read = grids([datetime(2026, 1, 4, 9, 41, 53), "ana", "Atlas", PREWORK])
    kept = sources_of(read)
    for tabs in (read, kept):
        cells = [
            str(cell)
            for one in tabs
            if one.tab == "Form Responses 1"
            for column in one.columns
            for cell in column
        ]
        assert cells
        assert not any("41" in cell or "2026" in cell for cell in cells)
    assert (
        attendance(parse(shaped(kept)))
        == attendance(parse(read))
        == [("ana", "on time", False), ("bo", "late", False)]
    )


@pytest.mark.parametrize("title", ["Tidsstämpel", "タイムスタンプ", "When", ""])
def test_the_column_of_times_may_have_any_name_and_place(title: str) -> None:
    tabs = [grid(name, table) for name, table in TABLES.items()]
    line = ["Atlas", "ana", PREWORK, datetime(2026, 1, 4, 9, 41, 53), "ann@x.org"]
    read = shaped(
        [*tabs, form([line], [SESSION["circle"], SESSION["member"], SESSION["about"], title, "Extra"])]
    )
    kept = sources_of(read)
    for some in (read, kept):
        text = repr([[*one.columns] for one in some if one.tab == "Form Responses 1"])
        assert "41" not in text
        assert "@x.org" not in text
    assert attendance(parse(read))[0] == attendance(parse(shaped(kept)))[0] == ("ana", "on time", False)


@pytest.mark.parametrize(
    ("day", "circle", "said", "cell"),
    [
        (datetime(2026, 1, 4), "Atlas", "No prework this time", "D2"),
        (datetime(2026, 1, 4), "Atlas", "Ich habe keine Vorbereitung gemacht", "D2"),
        (datetime(2025, 3, 4), "Atlas", REFLECTION, "A2"),
        (datetime(2026, 5, 20), "Atlas", REFLECTION, "A2"),
        (datetime(2026, 1, 4), "Borea", PREWORK, "C2"),
    ],
)
def test_what_was_not_done_is_far_from_every_session_or_of_another_circle_fills_in_nothing(
    day: datetime, circle: str, said: str, cell: str
) -> None:
    read = grids([day, "ana", circle, said])
    again = shaped(sources_of(read))
    for log in (parse(read), parse(again)):
        checks = log.checks[log.checks["rule"] == "form answer"]
        assert checks["cell"].to_list() == [cell]
        assert cell != "D2" or checks["found"].to_list() == [said]
        assert attendance(log)[0] == ("ana", "", False)


def test_one_denied_of_two_leaves_the_other() -> None:
    assert done(f"{PREWORK}, no reflection") == ["prework"]
    assert done(f"{PREWORK}, {REFLECTION}") == ["prework", "reflection"]


def test_a_form_without_times_is_left_out_with_a_check() -> None:
    tabs = [grid(name, table) for name, table in TABLES.items()]
    read = shaped([*tabs, form([["ana", "Atlas", PREWORK]], [*SESSION.values()])])
    checks = parse(read).checks
    assert "a form without times" in set(checks["found"])
    assert "ana" not in repr([[*one.columns] for one in read if one.tab == "Form Responses 1"])


def test_pulse_answers_in_the_main_workbook_are_dropped_and_named() -> None:
    tabs = [grid(name, table) for name, table in TABLES.items()]
    survey = Grid(
        "log.xlsx",
        "Form Responses 2",
        [["Timestamp", "x"], ["Trust", 4], ["Curiosity", 4], ["Confidence", 4]],
    )
    read = shaped([*tabs, survey])
    assert not [cell for one in read if one.tab == "pulse" for column in one.columns for cell in column[1:]]
    assert "pulse in the main workbook" in set(parse(read).checks["rule"])


@pytest.mark.parametrize(
    ("headers", "line"),
    [
        (["Zeitstempel", "Dein Name", "Für welchen Kreis?", "Was hast du gemacht?"],
         ["01.02.2026 09:41:53", "Ana Alba", "Atlas", "Meine Vorbereitung"]),
        (["Horodateur", "Qu’avez-vous fait ?", "Vous êtes"], ["01/02/2026 09:41:53", "Ma préparation", "Ana Alba"]),
    ],
)  # fmt: skip
def test_questions_in_other_words_are_told_by_their_answers(headers: list[str], line: list[Cell]) -> None:
    next_one = {"session": "A-2", "member": "ana", "present": "yes", "prework": "", "reflection": ""}
    tables = {**TABLES, "attendance": [*TABLES["attendance"], next_one]}
    tabs = [grid(name, table) for name, table in tables.items()]
    read = shaped([*tabs, replace(form([line], headers), day_first=True)])
    assert ("ana", "on time", False) in attendance(parse(read))
    assert "41:53" not in repr([[*one.columns] for one in read])


def test_a_form_whose_answers_name_no_member_is_left_out_with_a_check() -> None:
    tabs = [grid(name, table) for name, table in TABLES.items()]
    read = shaped([*tabs, form([["1 Feb 2026 09:41", "Somebody", PREWORK]], ["Timestamp", "Who?", "Done?"])])
    assert "a form whose answers name no member" in set(parse(read).checks["found"])
    assert "9:41" not in repr([[*one.columns] for one in read])


def test_another_form_is_left_as_it_is() -> None:
    other = Grid("log.xlsx", "Lunch", [["Timestamp", "x"], ["What would you like?", "Soup"]])
    assert other in shaped([grid(name, table) for name, table in TABLES.items()] + [other])


class Kept:
    """A workbook that keeps what it read."""

    id = title = "log.xlsx"

    def __init__(self, grids: tuple[Grid, ...]) -> None:
        self.grids = {one.tab: one for one in grids}

    def revision(self) -> str:
        return "1"

    def read(self, *, force: bool = False) -> Snapshot:
        del force
        return Snapshot("1", tuple(self.grids.values()), datetime(2026, 2, 3, tzinfo=UTC))

    def link(self, cell: object) -> None:
        del cell

    def hold(self, grids: Iterable[Grid]) -> None:
        self.grids |= {one.tab: one for one in grids}


@pytest.mark.parametrize("has_log", [True, False])
def test_no_time_of_an_answer_stays_in_memory(has_log: bool) -> None:
    answers = form([[datetime(2026, 2, 1, 9, 17), "Ana Alba", "Atlas", PREWORK]])
    tabs = [grid(name, table) for name, table in TABLES.items()] if has_log else []
    kept = Kept((*tabs, answers))
    brought = BroughtWorkbook(kept)
    for _ in range(2):
        read = brought.read()
        for one in (*read.grids, *sources_of(read.grids), *kept.grids.values()):
            assert not [cell for column in one.columns for cell in column if isinstance(cell, datetime)]
    assert kept.grids["Form Responses 1"].columns[0][0] == "Timestamp"
    if has_log:
        assert kept.grids["Form Responses 1"].columns[0][1] == "A-2 · on time, attendance not recorded"
