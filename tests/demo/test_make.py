"""The demo program is deterministic, consistent and believable, at any size; the template is ready to be filled in."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.demo import make
from lib.demo.__main__ import main
from lib.demo.frozen import freeze_reviews
from lib.log.format.schema import APP_TABS, MAIN, SURVEY, TABS
from tests.examples import examples, some, thorough

END = date(2026, 6, 30)
AHEAD = {
    ("reviews", "next_review"),
    ("sessions", "planned"),
    ("actions", "first_due"),
    ("actions", "due"),
    ("milestones", "due"),
}


@pytest.fixture(scope="module")
def tables() -> make.Tables:
    return make.program(24, 18, 7, end=END, errors=False)


@pytest.fixture(scope="module")
def spoiled() -> make.Tables:
    return make.program(24, 18, 7, end=END)


def listed(cell: str | None) -> list[str]:
    return [item.strip() for item in cell.split(",")] if cell else []


def broken_links(tables: make.Tables) -> list[tuple[str, str, str]]:
    """Cells that refer to a key that no row has. Columns that may name outsiders are not checked."""
    keys = {tab.name: {row[tab.key[0]] for row in tables[tab.name]} for tab in MAIN if tab.key}
    return [
        (tab.name, column.name, item)
        for tab in MAIN
        for column in tab.columns
        if column.refers_to and not column.person
        for row in tables[tab.name]
        for item in listed(row[column.name])
        if item not in keys[column.refers_to]
    ]


def misfits(tables: make.Tables) -> list[tuple[str, str, Any]]:
    """Cells that do not fit the schema, required cells that are empty, and keys used twice."""
    fits = {"date": date, "count": int, "number": (int, float), "text": (str, int, float)}
    found: list[tuple[str, str, Any]] = []
    for tab in MAIN:
        for column in tab.columns:
            for row in tables[tab.name]:
                cell = row[column.name]
                if cell is None:
                    bad = column.required
                elif column.kind in ("enum", "yes_no"):
                    bad = cell not in (column.words or ("yes", "no"))
                else:
                    bad = not isinstance(cell, fits.get(column.kind, str)) or cell == ""
                if isinstance(cell, (int, float)) and column.low is not None and column.high is not None:
                    bad = bad or not column.low <= cell <= column.high
                if bad:
                    found.append((tab.name, column.name, cell))
        if tab.key:
            counts = Counter(tuple(str(row[name]).casefold() for name in tab.key) for row in tables[tab.name])
            found += [(tab.name, "key", key) for key, count in counts.items() if count > 1]
    return found


def too_late(tables: make.Tables, end: date) -> list[tuple[str, str, Any]]:
    return [
        (tab.name, column.name, row[column.name])
        for tab in MAIN
        for column in tab.columns
        if column.kind == "date" and (tab.name, column.name) not in AHEAD
        for row in tables[tab.name]
        if isinstance(row[column.name], date) and row[column.name] > end
    ]


def impossible_sources(tables: make.Tables) -> list[tuple[str, str, str]]:
    """Adoptions whose source team never adopted the practice, or not before the follower heard of it."""
    first: dict[tuple[str, str], date] = {}
    for row in sorted(tables["adoptions"], key=lambda row: row["date"]):
        if row["stage"] in ("adopted", "sustained", "adapted"):
            first.setdefault((row["practice"], row["team"]), row["date"])
    return [
        (row["practice"], row["team"], row["from_team"])
        for row in tables["adoptions"]
        if row["from_team"] and first.get((row["practice"], row["from_team"]), date.max) >= row["date"]
    ]


def participation(tables: make.Tables, circles: set[str], start: date, end: date) -> float:
    sessions = {
        row["session"]
        for row in tables["sessions"]
        if row["circle"] in circles and row["held"] and start <= row["held"] <= end
    }
    present = [row["present"] == "yes" for row in tables["attendance"] if row["session"] in sessions]
    return sum(present) / len(present)


def test_same_arguments_give_the_same_cells(spoiled: make.Tables) -> None:
    assert make.program(24, 18, 7, end=END) == spoiled
    assert make.program(24, 18, 8, end=END) != spoiled
    assert make.survey(spoiled, 7, end=END) == make.survey(spoiled, 7, end=END)


@thorough
def test_same_arguments_give_the_same_cells_in_another_process(tmp_path: Path) -> None:
    out, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    done = run("--circles", "3", "--months", "8", "--seed", "5", "--end", str(END), "--out", str(out))
    assert done.returncode == 0, done.stderr
    tables = make.program(3, 8, 5, end=END)
    freeze_reviews(tables)
    make.write(tables, again)
    assert cells(out) == cells(again)


def test_without_errors_every_reference_and_cell_is_right(tables: make.Tables) -> None:
    assert broken_links(tables) == []
    assert misfits(tables) == []
    assert too_late(tables, END) == []
    assert impossible_sources(tables) == []


@settings(max_examples=examples(15), deadline=None)
@given(
    circles=st.integers(1, 9),
    months=st.integers(1, 24),
    seed=st.integers(0, 10_000),
    end=st.dates(date(2001, 1, 1), date(2080, 12, 31)),
    pace=st.sampled_from([0.25, 0.5, 1.0, 2.0, 4.0]),
)
def test_any_size_is_consistent(circles: int, months: int, seed: int, end: date, pace: float) -> None:
    made = make.program(circles, months, seed, end=end, sessions_per_month=pace, errors=False)
    assert broken_links(made) == []
    assert misfits(made) == []
    assert too_late(made, end) == []
    assert impossible_sources(made) == []
    assert len(made["circles"]) == circles
    assert made["attendance"]
    assert made["actions"]
    assert make.survey(made, seed, end=end)["pulse"]
    make.program(circles, months, seed, end=end, sessions_per_month=pace)


def test_attendance_is_of_members_of_that_day(tables: make.Tables) -> None:
    sessions = {row["session"]: row for row in tables["sessions"]}
    members = {(row["member"], row["circle"]): row for row in tables["members"]}
    assert len({row["member"] for row in tables["members"]}) == len(
        {row["name"] for row in tables["members"]}
    )
    expected: Counter[str] = Counter()
    for row in tables["attendance"]:
        session = sessions[row["session"]]
        member = members[row["member"], session["circle"]]
        assert member["joined"] <= session["held"]
        assert member["left"] is None or member["left"] > session["held"]
        expected[row["session"]] += 1
    assert set(expected) == {key for key, row in sessions.items() if row["status"] == "held"}


def test_every_active_circle_has_one_session_ahead(tables: make.Tables) -> None:
    ahead = Counter(row["circle"] for row in tables["sessions"] if row["planned"] > END)
    assert ahead == {row["circle"]: 1 for row in tables["circles"] if row["ended"] is None}


def test_actions_end_after_they_began(tables: make.Tables) -> None:
    for row in tables["actions"]:
        assert (row["closed"] is not None) == (row["status"] in ("done", "cancelled"))
        assert row["closed"] is None or row["closed"] >= row["created"]
        assert row["effect"] is None or row["status"] == "done"
    slipped = [row for row in tables["actions"] if row["due"] != row["first_due"]]
    assert 0.05 < len(slipped) / len(tables["actions"]) < 0.5
    assert {row["status"] for row in tables["actions"]} == set(TABS["actions"].column("status").words)


def test_participation_of_struggling_circles_declines(tables: make.Tables) -> None:
    kinds = defaultdict(set)
    for row, kind in zip(tables["circles"], make.circle_kinds(24, 18, 7), strict=True):
        kinds[kind].add(row["circle"])
    assert {kind: len(kinds[kind]) for kind in ("struggling", "new", "ended")} == {
        "struggling": 3,
        "new": 1,
        "ended": 1,
    }
    start = END - timedelta(550)
    middle = END - timedelta(275)
    for circle in kinds["struggling"]:
        early, late = (participation(tables, {circle}, *span) for span in ((start, middle), (middle, END)))
        assert late < early - 0.05
        assert late < 0.65 < participation(tables, kinds["middling"], middle, END)
    assert participation(tables, kinds["strong"], start, END) > 0.85


def test_the_redesign_helps(tables: make.Tables) -> None:
    (redesign,) = [row["date"] for row in tables["changes"] if row["rebase"] == "yes"]
    held = {row["session"]: row["held"] for row in tables["sessions"]}
    ready: dict[bool, list[bool]] = {False: [], True: []}
    for row in tables["attendance"]:
        if row["prework"]:
            ready[held[row["session"]] >= redesign].append(row["prework"] == "on time")
    before, after = (sum(ready[late]) / len(ready[late]) for late in (False, True))
    assert after > before + 0.08


def test_practices_spread_like_a_diffusion(tables: make.Tables) -> None:
    adopted = [row for row in tables["adoptions"] if row["stage"] == "adopted"]
    assert {row["stage"] for row in tables["adoptions"]} == set(TABS["adoptions"].column("stage").words)
    assert 0.5 < sum(row["from_team"] is not None for row in adopted) / len(adopted) < 0.95
    targets = {row["team"]: listed(row["target_of"]) for row in tables["teams"]}
    assert all(not targets[row["team"]] or row["practice"] in targets[row["team"]] for row in adopted)
    reach = Counter(row["practice"] for row in adopted)
    assert max(reach.values()) > 0.4 * len(tables["teams"])
    assert min(reach.values()) < 0.25 * len(tables["teams"])


@pytest.mark.parametrize(("circles", "months"), [(24, 18), (1, 12), (1, 1)])
def test_there_are_about_a_dozen_mistakes(circles: int, months: int) -> None:
    spoiled = make.program(circles, months, 7, end=END)
    clean = make.program(circles, months, 7, end=END, errors=False)
    sources = impossible_sources(spoiled)
    found = misfits(spoiled) + broken_links(spoiled) + too_late(spoiled, END)
    assert 8 <= len(found) <= 25
    assert len({tab for tab, *_ in found}) >= 4
    assert 1 <= len(sources) <= 2
    assert sum(map(len, spoiled.values())) >= sum(map(len, clean.values())) - 12


def test_mistakes_of_every_kind(spoiled: make.Tables) -> None:
    actions = spoiled["actions"]
    assert any(isinstance(row["due"], str) and row["due"].count(".") == 2 for row in actions)
    assert any(isinstance(row["closed"], date) and row["closed"] < row["created"] for row in actions)
    assert Counter(row["action"] for row in actions).most_common(1)[0][1] == 2
    assert any(row["notes_sent"] and row["notes_sent"].year == 2062 for row in spoiled["sessions"])
    assert any(row["circle"].endswith(" ") for row in spoiled["members"])
    attended = {row["session"].strip() for row in spoiled["attendance"]}
    assert [row for row in spoiled["sessions"] if row["status"] == "held" and row["session"] not in attended]


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """The cells that a reader finds, by tab, with dates as dates."""
    book = openpyxl.load_workbook(path, read_only=True)
    found = {
        sheet.title: [
            [cell.date() if isinstance(cell, datetime) else cell for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }
    book.close()
    return found


def test_the_file_holds_the_rows_under_the_schemas_headers(tmp_path: Path) -> None:
    made = make.program(5, 9, 3, end=END)
    count = make.write(made, tmp_path / "log.xlsx")
    found = cells(tmp_path / "log.xlsx")
    assert list(found) == [tab.name for tab in MAIN]
    for tab in MAIN:
        assert tuple(found[tab.name][0]) == tab.column_names
        assert found[tab.name][1:] == [list(row.values()) for row in made[tab.name]]
    assert count == sum(len(rows) * len(rows[0]) for rows in found.values())
    assert [path.name for path in tmp_path.iterdir()] == ["log.xlsx"]
    sheet = openpyxl.load_workbook(tmp_path / "log.xlsx")["sessions"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["C2"].is_date
    assert sheet["C2"].number_format == "yyyy-mm-dd"


def test_text_of_any_kind_survives_writing(tmp_path: Path) -> None:
    texts = ["=1+1", " x ", "<b>&amp;", '"', "línea\nnext", "0012", "😀", ""]
    rows = [{"practice": f"p{n}", "title": text, "components": n} for n, text in enumerate(texts)]
    make.write({"practices": rows}, tmp_path / "log.xlsx")
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    assert [cell.value or "" for cell in book["practices"]["B"][1:]] == texts
    assert book["practices"]["B2"].data_type == "s"


def test_survey_names_nobody_and_has_its_own_file(tmp_path: Path, spoiled: make.Tables) -> None:
    pulse = make.survey(spoiled, end=END)
    assert len({row["respondent"] for row in pulse["pulse"]}) == len(pulse["pulse"])
    assert {row["wave"] for row in pulse["pulse"]} >= {"2025-Q4", "2026-Q2"}
    assert "@" not in str(pulse)
    with pytest.raises(ValueError, match="never share"):
        make.write(spoiled | pulse, tmp_path / "both.xlsx")
    make.write(pulse, tmp_path / "survey.xlsx")
    found = cells(tmp_path / "survey.xlsx")
    assert list(found) == ["pulse"]
    assert tuple(found["pulse"][0]) == SURVEY[0].column_names


def test_template_is_ready_to_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    make.write_template(path)
    assert path.stat().st_size < 200_000
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["read me", *(tab.name for tab in MAIN), "Form answers"]
    text = " ".join(str(cell.value) for row in book["read me"] for cell in row if cell.value)
    for word in ("never", "Pulse", "journal", "Required", "five steps"):
        assert word in text
    for tab in MAIN:
        sheet = book[tab.name]
        assert tuple(cell.value for cell in sheet[1]) == tab.column_names
        assert sheet.max_row == 1
        rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        for cell, column in zip(sheet[1], tab.columns, strict=True):
            if tab.name in APP_TABS:
                continue
            rule = rules[f"{cell.column_letter}2"]
            assert rule.prompt
            if column.kind == "enum":
                assert rule.formula1 == f'"{",".join(column.words)}"'
            if column.kind == "reference":
                assert rule.formula1.startswith(f"{column.refers_to}!$A$2")
                assert not rule.showErrorMessage
            if column.kind == "date":
                assert rule.type == "date"
                assert sheet.column_dimensions[cell.column_letter].number_format == "yyyy-mm-dd"
    fills = {
        column.name: book["sessions"].cell(1, n + 1).fill.fgColor.rgb
        for n, column in enumerate(TABS["sessions"].columns)
    }
    assert fills["session"] == fills["planned"] != fills["held"]
    make.write_survey_template(tmp_path / "survey.xlsx")
    assert openpyxl.load_workbook(tmp_path / "survey.xlsx").sheetnames == [
        "read me",
        "pulse",
        "Form answers",
    ]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lib.demo", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(make.__file__).parents[2],
    )


def test_command_line_writes_log_survey_and_template(tmp_path: Path) -> None:
    log, pulse = tmp_path / "log.xlsx", tmp_path / "pulse.xlsx"
    arguments = [
        "--circles",
        "1",
        "--months",
        "1",
        "--end",
        "2026-06-30",
        "--out",
        str(log),
        "--survey",
        str(pulse),
    ]
    assert main(arguments) == 0
    assert cells(log)["circles"][1][0] == "Altair"
    assert len(cells(pulse)["pulse"]) > 1
    assert main(["--template", "--out", str(tmp_path / "t.xlsx")]) == 0
    assert (tmp_path / "t.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    some(
        [
            (["--circles", "0", "--out", "x.xlsx"], "circles must be 1 or more"),
            (["--months", "0", "--out", "x.xlsx"], "months must be"),
            (["--end", "12.3.2026", "--out", "x.xlsx"], "not a date"),
            (["--out", "no/such/folder/x.xlsx"], "cannot write"),
            (["--template", "--out", "."], "cannot write"),
            (["--survey", "x.xlsx", "--out", "x.xlsx"], "own file"),
            ([], "--out"),
        ],
        3,
    ),
)
def test_command_line_errors_are_one_line(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
