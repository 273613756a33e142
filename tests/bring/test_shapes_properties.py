"""The same random log, written in every shape that is read, gives the same figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.bring.accounts import FATES, accounts, summary
from lib.bring.shaping import shaped
from lib.log.reading.parse import parse
from lib.metrics.program.program import measure
from lib.workbook.base import Grid
from tests.examples import examples, some

AS_OF = pd.Timestamp("2026-07-15")
FIGURES = ("participation", "cadence", "on_time", "open", "overdue")
FIRST = date(2025, 10, 6)
CIRCLES = ("Atlas", "Borea", "Cygnus")
PEOPLE = (
    "Ann Ash",
    "Bo Birch",
    "Cy Cole",
    "Dee Dow",
    "Eli East",
    "Flo Fern",
    "Gus Gale",
    "Hal Holm",
    "Ida Inn",
)
Row = dict[str, object]
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Log:
    """Sessions by circle with who was there, and actions; all as the format has it."""

    tables: Tables


@st.composite
def logs(draw: st.DrawFn) -> Log:
    circles = CIRCLES[: draw(st.integers(1, 3))]
    members: list[Row] = []
    sessions: list[Row] = []
    attendance: list[Row] = []
    actions: list[Row] = []
    for number, circle in enumerate(circles):
        people = PEOPLE[3 * number : 3 * number + draw(st.integers(2, 3))]
        members += [{"member": person, "circle": circle} for person in people]
        for at in range(draw(st.integers(2, 5))):
            planned = FIRST + timedelta(days=28 * at + number)
            state = draw(st.sampled_from(["held", "held", "held", "cancelled"]))
            moved = draw(st.sampled_from([0, 0, 3, 10]))
            key = f"{circle}-{at + 1:02d}"
            held = planned + timedelta(days=moved) if state == "held" else None
            sessions.append(
                {"session": key, "circle": circle, "planned": planned, "held": held, "status": state}
            )
            marks = [draw(st.sampled_from(["yes", "yes", "no", "excused"])) for _ in people]
            if state == "held":
                attendance += [
                    {"session": key, "member": person, "present": mark}
                    for person, mark in zip(people, marks, strict=True)
                ]
            for _ in range(draw(st.integers(0, 2))):
                due = planned + timedelta(days=draw(st.integers(7, 40)))
                status = draw(st.sampled_from(["open", "doing", "blocked", "done", "cancelled"]))
                closed = (
                    due + timedelta(days=draw(st.integers(-5, 9)))
                    if status in ("done", "cancelled")
                    else None
                )
                actions.append(
                    {
                        "action": f"A-{len(actions) + 1:04d}",
                        "circle": circle,
                        "what": f"Call vendor {len(actions) + 1}",
                        "owner": people[0],
                        "created": planned,
                        "first_due": due,
                        "due": due,
                        "status": status,
                        "closed": closed,
                    }
                )
    actions = actions or [{"action": "A-1", "circle": circles[0], "what": "Wait", "status": "open"}]
    rows = {"circles": [{"circle": circle, "started": FIRST} for circle in circles], "members": members}
    return Log(rows | {"sessions": sessions, "attendance": attendance, "actions": actions})


def grid(title: str, rows: list[Row]) -> Grid:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    return Grid("w", title, [[header, *(row.get(header, "") for row in rows)] for header in headers])


def plain(log: Log) -> list[Grid]:
    return [grid(name, rows) for name, rows in log.tables.items()]


def wide(log: Log) -> list[Grid]:
    """People down, sessions across."""
    marks = {(row["member"], row["session"]): row["present"] for row in log.tables["attendance"]}
    sessions = [row["session"] for row in log.tables["sessions"]]
    rows: list[Row] = [
        {"Name": row["member"], **{str(key): marks.get((row["member"], key), "") for key in sessions}}
        for row in log.tables["members"]
    ]
    return [grid(name, rows if name == "attendance" else its) for name, its in log.tables.items()]


def wide_by_day(log: Log) -> list[Grid]:
    """Sessions down, each circle in a tab of its own, people across."""
    days = {row["session"]: (row["circle"], row["held"] or row["planned"]) for row in log.tables["sessions"]}
    rest = [grid(name, rows) for name, rows in log.tables.items() if name != "attendance"]
    tabs: dict[object, list[Row]] = {}
    for key, (circle, day) in days.items():
        marks = {
            str(row["member"]): row["present"] for row in log.tables["attendance"] if row["session"] == key
        }
        tabs.setdefault(circle, []).append({"Date": day, **marks})
    grids = [grid(f"Who came {circle}", rows) for circle, rows in tabs.items()]
    titles = ", ".join(each.tab for each in grids)
    return [*rest, *grids, grid("settings", [{"name": "tab.attendance", "value": titles}])]


def listed(log: Log) -> list[Grid]:
    """Names in one cell of the session's row."""
    lists = {"yes": "Attendees", "excused": "Apologies", "no": "Absent"}
    rows: list[Row] = []
    for row in log.tables["sessions"]:
        here = [each for each in log.tables["attendance"] if each["session"] == row["session"]]
        names = {
            header: ", ".join(str(each["member"]) for each in here if each["present"] == mark)
            for mark, header in lists.items()
        }
        rows.append(row | names)
    tables = {name: its for name, its in log.tables.items() if name != "attendance"}
    return [grid(name, rows if name == "sessions" else its) for name, its in tables.items()]


def by_year(log: Log) -> list[Grid]:
    """A tab of sessions and one of actions for each year."""
    grids = []
    for name, rows in log.tables.items():
        column = {"sessions": "planned", "actions": "created"}.get(name)
        if column is None:
            grids.append(grid(name, rows))
            continue
        years: dict[int, list[Row]] = {}
        for row in rows:
            day = row.get(column)
            years.setdefault(day.year if isinstance(day, date) else 2026, []).append(row)
        grids += [grid(f"{name.title()} {year}", its) for year, its in years.items()]
    return grids


GERMAN = {
    "sessions": {"session": "Sitzung", "circle": "Kreis", "planned": "Geplant", "held": "Gehalten", "status": "Stand"},
    "actions": {"action": "Nr.", "circle": "Kreis", "what": "Aufgabe", "owner": "Wer", "due": "Frist", "status": "St."},
}  # fmt: skip
WORDS = {
    "held": "stattgefunden",
    "cancelled": "abgesagt",
    "done": "erledigt",
    "open": "offen",
    "yes": "ja",
    "no": "nein",
}


def translated(log: Log) -> list[Grid]:
    """Headers and words in German, dates as German text."""
    grids, names = [], []
    for name, rows in log.tables.items():
        headers = GERMAN.get(name, {})
        title = {"sessions": "Sitzungen", "actions": "Aufgaben"}.get(name, name)
        grids.append(grid(title, [{headers.get(k, k): german(v) for k, v in row.items()} for row in rows]))
        names += [{"name": f"tab.{name}", "value": title}] if title != name else []
        names += [{"name": f"column.{name}.{column}", "value": header} for column, header in headers.items()]
    return [*grids, grid("settings", names)]


def german(cell: object) -> object:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return WORDS.get(str(cell), cell) if isinstance(cell, str) else cell


def decorated(log: Log) -> list[Grid]:
    """A title above the headers, fillers, a total below, invisible characters in headers, keys and words."""
    grids = []
    for name, rows in log.tables.items():
        cells = [{f"\ufeff{key}": filled(value, column=key) for key, value in row.items()} for row in rows]
        below = grid(name, [*cells, {next(iter(cells[0])): "Total"}])
        columns = [[f"Our {name}" if at == 0 else "", "", *column] for at, column in enumerate(below.columns)]
        grids.append(Grid("w", f"{name}\u200b", columns))
    return grids


def filled(cell: object, *, column: str) -> object:
    if cell is None or cell == "":
        return "–"
    return f"{cell}\u00a0" if isinstance(cell, str) and column in ("status", "present") else cell


SHAPES: dict[str, Callable[[Log], list[Grid]]] = {
    "wide": wide,
    "wide by day": wide_by_day,
    "listed": listed,
    "by year": by_year,
    "translated": translated,
    "decorated": decorated,
}


@pytest.mark.parametrize("shape", some(list(SHAPES), 3))
@settings(max_examples=examples(24), deadline=None)
@given(log=logs())
def test_every_shape_gives_the_figures_of_the_plain_one(shape: str, log: Log) -> None:
    expected = measure(parse(plain(log)), AS_OF).figures
    grids = shaped(SHAPES[shape](log))
    read = parse(grids)
    assert not read.missing_tabs
    figures = measure(read, AS_OF).figures
    assert {key: (figures[key].n, figures[key].N) for key in FIGURES} == {
        key: (expected[key].n, expected[key].N) for key in FIGURES
    }
    table = summary(accounts(grids, read))
    assert (table[[fate for fate in FATES if fate in table]].sum(axis=1) == table["found"]).all()


CELLS = st.sampled_from(["", "–", "soon", "Perhaps", "13.13.2026", "??", "x y z", "\u200b", 7, True])


@settings(max_examples=examples(24), deadline=None)
@given(
    log=logs(),
    broken=st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["planned", "held", "status"]), CELLS), max_size=4
    ),
)
def test_a_cell_that_cannot_be_read_is_named_or_its_row_is(
    log: Log, broken: list[tuple[int, str, object]]
) -> None:
    rows = [dict(row) for row in log.tables["sessions"]]
    for at, column, cell in broken:
        rows[at % len(rows)][column] = cell
    grids = shaped(plain(Log(log.tables | {"sessions": rows})))
    read = parse(grids)
    named = {(check["tab"], check["row"]) for check in read.checks.to_dict("records")}
    (account,) = [each for each in accounts(grids, read) if each.title == "sessions"]
    for row, cells in enumerate(rows, start=2):
        unread = [
            c
            for c in ("planned", "held", "status")
            if str(cells[c]) in ("soon", "Perhaps", "13.13.2026", "x y z")
        ]
        if unread:
            assert ("sessions", row) in named or row in account.reasons
        if row in account.found - account.used:
            assert account.reasons[row]


def test_a_tab_of_attendance_without_any_does_not_hide_another_one() -> None:
    members: list[Row] = [{"member": person, "circle": "Atlas"} for person in PEOPLE[:2]]
    sessions: list[Row] = [
        {"session": f"Atlas-{at}", "circle": "Atlas", "planned": FIRST + timedelta(days=28 * at)}
        for at in (1, 2)
    ]
    marks: list[Row] = [{"Name": person, "Atlas-1": "yes", "Atlas-2": "no"} for person in PEOPLE[:2]]
    names: list[Row] = [{"name": "tab.attendance", "value": "Empty, Full"}]
    grids = shaped(
        [
            grid("members", members),
            grid("sessions", sessions),
            grid("Empty", [{"Name": ""}]),
            grid("Full", marks),
            grid("settings", names),
        ]
    )
    log = parse(grids)
    assert len(log.attendance) == 4
    assert log.checks.loc[log.checks["tab"] == "Empty", "rule"].to_list() == ["second tab of that name"]


def test_a_single_tab_of_one_year_is_read() -> None:
    rows: list[Row] = [{"session": "A-1", "circle": "Atlas", "planned": FIRST}]
    log = parse(shaped([grid("Sessions 2025", rows), grid("circles", [{"circle": "Atlas"}])]))
    assert len(log.sessions) == 1
    assert "sessions" not in log.missing_tabs
