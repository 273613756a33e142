"""The answers of a form about prework and reflections as cells of the attendance tab; the day is dropped.

An answer is about the first session of the circle on or after its day. Prework is on time if it came before the day of
the session, and late on that day. A cell of the attendance tab that has something in it stays as it is. An answer that
fills in nothing is not used: it says what is there already, or attendance of its member is not recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from lib.bring.forms.answers_tab import (
    STAND_IN,
    TIMES,
    asks_about_sessions,
    asks_the_pulse,
    cleaned,
    day_of,
    has_answer,
    header,
    times_at,
)
from lib.bring.forms.by_answers import session_questions
from lib.bring.forms.filling import day_in, fill, held_sessions
from lib.bring.forms.questions import SESSION, column_of, done
from lib.bring.forms.told import (
    BEFORE,
    FAR,
    LATE,
    LEFT_OUT,
    NONE_YET,
    SAID,
    TOLD,
    UNRECORDED,
)
from lib.bring.people import Roster
from lib.bring.table import Table
from lib.log.format.cells import shown
from lib.log.format.folding import fold
from lib.log.format.words import word_form
from lib.workbook.base import Grid, SheetNote, column_letters

_LONGEST_DAYS = 60
"""How far a session may be from an answer that is about it, unless the circle meets more rarely than that."""
Due = Mapping[str, Sequence[tuple[date, str]]]
"""By circle (folded), the days of its sessions and their keys, in order."""


def read_session_forms(
    grids: Sequence[Grid], tables: Mapping[str, list[Table]], roster: Roster, used: Collection[int] = ()
) -> dict[int, Grid]:
    """Fill in prework and reflections from forms; out: by position in `grids`, the tabs of forms without their times.

    `used`: ids of grids that are read as a tab of the format.

    Attendance that is not recorded stays so: an answer only fills in a row that is there.
    """
    found: dict[int, Grid] = {}
    due: Due | None = None
    for at, grid in enumerate(grids):
        times = None if id(grid) in used else times_at(grid)
        if times is None:
            if id(grid) not in used and asks_about_sessions(grid) and grid.height > 1:
                found[at] = cleaned(grid, [None] * grid.height, (), -1)
                expected = "a column with the times that Google Forms writes; this tab is left out"
                _note(tables, grid, 1, 0, "a form without times", expected)
            continue
        columns = _columns(grid, times, roster, tables)
        if columns is not None and "member" not in columns:
            found[at] = cleaned(grid, [None] * grid.height, (), -1)
            expected = (
                f"a question “{SESSION['member']}”, answered by members of the log; this tab is left out"
            )
            _note(tables, grid, 1, 0, "a form whose answers name no member", expected)
        elif columns is not None:
            due = _sessions(tables.get("sessions", ())) if due is None else due
            said = [
                _about(grid, row, times, columns, due, roster, tables) for row in range(2, grid.height + 1)
            ]
            attendance = tables.get("attendance", ())
            unused = fill(attendance, [(key, member, values) for key, _, member, values in said])
            sessions = {fold(key) for one in attendance for key in one.texts("session")} | held_sessions(
                tables.get("sessions", ())
            )
            for row, (why, (key, _, _, _)) in enumerate(zip(unused, said, strict=True), 2):
                if why == UNRECORDED and fold(key) in sessions:
                    _note_unrecorded(tables, grid, row, columns["member"], key)
            first = [
                SAID.format(key or "–", when + why) if when else None
                for (key, when, _, _), why in zip(said, unused, strict=True)
            ]
            title = shown(grid.cell(1, times))
            title = title if word_form(title) in TIMES else STAND_IN
            found[at] = cleaned(grid, [title, *first], list(columns.values()), times)
        elif asks_the_pulse(grid):
            found[at] = replace(grid, columns=[[grid.cell(1, times)]], tab="pulse", far=(), merged=())
    return found


def _columns(
    grid: Grid, times: int, roster: Roster, tables: Mapping[str, list[Table]]
) -> dict[str, int] | None:
    """The positions of the questions, by their text or by their answers; None for a form about something else."""
    if asks_the_pulse(grid):
        return None
    names: dict[str, int] = {}
    for at in range(len(grid.columns)):
        if at != times and (name := column_of(header(grid, at), "session")):
            names.setdefault(name, at)
    parts = (one for tab in ("circles", "members") for one in tables.get(tab, ()))
    circles = {fold(text) for one in parts for text in one.texts("circle") if text}
    names = session_questions(grid, times, names, roster, circles)
    return names if "about" in names or done(grid.tab) else None


def _sessions(tables: Sequence[Table]) -> Due:
    found: dict[str, list[tuple[date, str]]] = {}
    for table in tables:
        days = zip(table.cells("held"), table.cells("planned"), strict=True)
        for key, circle, status, (held, planned) in zip(
            table.texts("session"), table.texts("circle"), table.texts("status"), days, strict=True
        ):
            day = day_in(held, table.grid) or day_in(planned, table.grid)
            if key and day and word_form(status) not in ("cancelled", "canceled"):
                found.setdefault(fold(circle), []).append((day, key))
    return {circle: sorted(sessions) for circle, sessions in found.items()}


def _about(
    grid: Grid,
    row: int,
    times: int,
    columns: Mapping[str, int],
    due: Due,
    roster: Roster,
    tables: Mapping[str, list[Table]],
) -> tuple[str, str, str, dict[str, str]]:
    """Session, on time or late, member, and what the answer fills in; "" for a session where none follows."""
    nothing: tuple[str, str, str, dict[str, str]] = ("", "", "", {})
    if not has_answer(grid, row):
        return nothing
    day, told = day_of(grid, row, times), shown(grid.cell(row, times)).rpartition(" · ")
    written = shown(grid.cell(row, columns["member"])).strip()
    member = roster.find(written) or ""
    kinds = done(grid.cell(row, columns["about"])) if "about" in columns else done(grid.tab)
    circle = fold(shown(grid.cell(row, columns["circle"]))) if "circle" in columns else ""
    own = _circles_of(member, tables.get("members", ()))
    circles = [circle] if circle else own
    problems = (
        (day is None and told[2] not in TOLD, times, "a time that cannot be read",
         "the time that Google Forms writes"),
        (not member, columns["member"], written, "a member of the circle, by name or email"),
        (not kinds, columns.get("about", 0), shown(grid.cell(row, columns["about"])) if "about" in columns else "",
         "prework or reflection"),
        (len(circles) != 1, columns.get("circle", columns["member"]), written, f"an answer to “{SESSION['circle']}”"),
        (circle not in ("", *own), columns.get("circle", 0), shown(grid.cell(row, columns.get("circle", 0))),
         "a circle that this member is in"),
    )  # fmt: skip
    for is_wrong, at, found, expected in problems:
        if is_wrong:
            _note(tables, grid, row, at, found, f"{expected}; this answer is left out")
            return nothing if day is None and told[2] not in TOLD else ("", LEFT_OUT, "", {})
    key, when = told[0], told[2].partition(",")[0]
    if day is not None:
        key, when = _session_of(day, due.get(circles[0], ()), _longest(circles[0], tables.get("circles", ())))
    if when == FAR:
        _note(tables, grid, row, times, "an answer far from every session",
              "a session of the circle soon after the answer; this answer is left out")  # fmt: skip
    if when in (FAR, NONE_YET):
        return "", when, member, {}
    values = {"prework": when} if "prework" in kinds else {}
    return key, when, member, values | ({"reflection": "yes"} if "reflection" in kinds else {})


def _session_of(day: date, sessions: Sequence[tuple[date, str]], longest: int) -> tuple[str, str]:
    """The session that an answer is about and whether it came before its day; or why there is none."""
    following = [(on, session) for on, session in sessions if on >= day]
    if following and (following[0][0] - day).days <= longest:
        on, key = following[0]
        return key, BEFORE if day < on else LATE
    is_near = not following and any((day - on).days <= longest for on, _ in sessions)
    return "", NONE_YET if is_near or not sessions else FAR


def _longest(circle: str, tables: Sequence[Table]) -> int:
    """How many days a session of a circle may be from an answer: 60, or its cadence if that is longer."""
    said = [
        text
        for table in tables
        if table.has("cadence_days")
        for key, text in zip(table.texts("circle"), table.texts("cadence_days"), strict=True)
        if fold(key) == circle
    ]
    return max([_LONGEST_DAYS, *(int(text) for text in said if text.isdigit())])


def _circles_of(member: str, tables: Sequence[Table]) -> list[str]:
    found = [
        fold(circle)
        for table in tables
        for key, circle in zip(table.texts("member"), table.texts("circle"), strict=True)
        if fold(key) == fold(member) and circle
    ]
    return list(dict.fromkeys(found))


def _note_unrecorded(tables: Mapping[str, list[Table]], grid: Grid, row: int, at: int, session: str) -> None:
    expected = f"attendance of this member in {session}; this answer is left out until it is recorded"
    _note(tables, grid, row, at, shown(grid.cell(row, at)).strip(), expected)


def _note(
    tables: Mapping[str, list[Table]], grid: Grid, row: int, at: int, found: str, expected: str
) -> None:
    where = next((table for parts in tables.values() for table in parts), None)
    if where is not None:
        where.is_plain = False
        where.notes.append(
            SheetNote(
                grid.workbook, grid.tab, row, f"{column_letters(at)}{row}", "warning", "form answer",
                found[:200], expected,
            )
        )  # fmt: skip
