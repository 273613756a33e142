"""Where only those who came are listed, how many came is said in place of participation."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.metrics.program import who_came
from lib.metrics.program.by_need import by_need
from lib.metrics.program.figure_words import small_print
from lib.metrics.program.program import measure
from tests.bring.help import accepted, grid

LISTS = ("Ann, Bob, Cy", "Ann, Bob", "Ann, Cy, Dee", "Ann, Bob, Cy", "Ann, Bob, Cy")
KEYS = ("participation", "cadence")


def meetings(*lists: str) -> pd.DataFrame:
    rows = ((date(2026, 1, 5 + 14 * at % 25), each) for at, each in enumerate(lists))
    return accepted(grid("Meetings", ("Date", "Attendees"), *rows)).log


def test_people_per_session_regulars_and_guests_in_place_of_participation() -> None:
    program = measure(meetings(*LISTS), pd.Timestamp("2026-03-15"))
    assert who_came.shown(program.figures, KEYS) == ["mean_attendance", "cadence"]
    said = "2.80 people per session, 3 regulars"
    figure = program.figures["mean_attendance"]
    assert who_came.in_words(figure) == said
    assert small_print(figure, None).endswith(" · 3 regulars")
    assert [each.participation for each in by_need(program)] == [f"{said} (only those present are listed)"]


def test_of_few_sessions_the_people_are_counted() -> None:
    program = measure(meetings(*LISTS[:3]), pd.Timestamp("2026-03-15"))
    assert who_came.in_words(program.figures["mean_attendance"]).startswith("8 people in 3 sessions")


def test_participation_stays_where_absences_are_recorded() -> None:
    rows = (("Ann", "P", "A", "P"), ("Bob", "P", "P", "A"))
    days = (date(2026, 1, 5), date(2026, 1, 19), date(2026, 2, 2))
    log = accepted(grid("Attendance", ("Name", *days), *rows)).log
    program = measure(log, pd.Timestamp("2026-03-15"))
    assert who_came.shown(program.figures, KEYS) == [*KEYS]
