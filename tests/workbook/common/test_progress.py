"""The remaining time of a read: an estimate that a quota per minute does not mislead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.workbook.common.progress import Progress, Reading
from lib.workbook.google.client import Pace
from lib.workbook.google.drive import GoogleFolder
from lib.workbook.many.workbook import SeveralWorkbooks
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google_help import Time


def test_nothing_is_known_before_a_read_counts() -> None:
    progress = Progress()
    assert progress.reading is None
    count = progress.counter("tabs")
    count(0, 11)
    assert progress.reading == Reading("tabs", 0, 11)
    count(3, 11)
    assert progress.reading == Reading("tabs", 3, 11, None), "tabs differ too much for an estimate"
    progress.clear()
    assert progress.reading is None


def test_the_longer_of_quota_and_pace_so_far() -> None:
    time = Time()
    progress = Progress(clock=time.clock)
    count = progress.counter("spreadsheets", lambda left: 2.0 * left)
    count(0, 100)
    assert progress.reading == Reading("spreadsheets", 0, 100, 200.0)
    time.now += 10
    count(20, 100)
    assert progress.reading == Reading("spreadsheets", 20, 100, 160.0), "not 40, as the first 20 promise"
    time.now += 190
    assert progress.reading == Reading("spreadsheets", 20, 100, 800.0), "Google answers slowly"
    count(0, 3)
    assert progress.reading == Reading("spreadsheets", 0, 3, 6.0), "another read begins anew"
    count(3, 3)
    assert progress.reading == Reading("spreadsheets", 3, 3, 0.0)


def test_every_step_is_reported() -> None:
    reports: list[Reading] = []
    count = Progress(reports.append).counter("tabs")
    for done in range(3):
        count(done, 2)
    assert reports == [Reading("tabs", done, 2) for done in range(3)]


@given(
    most=some.integers(1, 6),
    gaps=some.lists(some.floats(0, 90), max_size=15),
    calls=some.integers(0, 30),
    pause=some.floats(0, 90),
)
def test_the_pace_knows_when_the_last_of_many_calls_starts(
    most: int, gaps: list[float], calls: int, pause: float
) -> None:
    time = Time()
    pace = Pace(most, clock=time.clock, sleep=time.sleep)
    for gap in gaps:
        pace.wait()
        time.now += gap
    time.now += pause
    estimated, before = pace.seconds_for(calls), time.now
    for _ in range(calls):
        pace.wait()
    assert estimated == pytest.approx(time.now - before, abs=1e-6)


def test_the_estimate_holds_from_the_first_moment(google: SheetsServer, make_client, time: Time) -> None:  # type: ignore[no-untyped-def]
    folder = google.add_folder("Circles")
    for n in range(140):
        google.load_rows({"circles": [["circle"], [f"C{n}"]]}, f"Circle {n:03}", parents=[folder])
    pace = Pace(clock=time.clock, sleep=time.sleep)
    estimated: list[tuple[float, float]] = []

    def report(reading: Reading) -> None:
        assert reading.seconds_left is not None
        estimated.append((time.now, reading.seconds_left))

    count = Progress(report, clock=time.clock).counter(
        "spreadsheets", lambda left: pace.seconds_for(2 * left)
    )
    SeveralWorkbooks(GoogleFolder(make_client(pace=pace), folder), progress=count, workers=1).read()
    end = time.now
    assert end - estimated[0][0] == 300, "280 calls at 55 a minute, the first 55 at once"
    assert estimated[0][1] == 300
    assert all(abs(seconds - (end - at)) <= 60 for at, seconds in estimated), "never a minute off"
