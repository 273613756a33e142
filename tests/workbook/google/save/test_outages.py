"""Saves from pages while Google fails or the process is killed (`outages`): a sample, and all of it where asked.

`PHAROS_OUTAGES=400` and `PHAROS_KILLS=200` run so many of the 930 and 230 scenarios.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib.source.refresh import Source
from lib.source.saving import save
from lib.workbook.base import Outcome, UnknownOutcome
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.save import writer
from lib.workbook.google.save.how_far import Report
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google.save import outages
from tests.workbook.google.save.outages import ADMIN, KINDS, NOW, TABS, Play, Scenario, drawn, scenarios
from tests.workbook.saving import marks

ROOT = Path(__file__).parents[4]
OUTAGES = int(os.environ.get("PHAROS_OUTAGES", "3"))
KILLS = int(os.environ.get("PHAROS_KILLS", "4"))


def sample(count: int, seed: int, *, kill: bool) -> list[Scenario]:
    """Of a small number, the logged sessions only: each other kind of save needs what it leads to worked out first."""
    if count >= 100:
        return drawn(count, seed, kill=kill)
    return [one for one in drawn(None, seed, kill=kill) if one.what == "a session"][
        seed :: 190 // (4 * count) or 1
    ][:count]


@pytest.mark.parametrize("kill", [False, True], ids=["outages", "kills"])
def test_saved_is_saved_and_everything_can_be_saved_in_the_end(kill: bool) -> None:
    chosen = sample(KILLS if kill else OUTAGES, NOW.day, kill=kill)
    assert len(chosen) >= 3
    wrong = [str(ran) for ran in (Play(scenario)() for scenario in chosen) if ran.wrong]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("then", ["restart", "restart at once"])
@pytest.mark.parametrize("what", ["several rows", "an undo", "choices"])
def test_each_kind_of_save_whose_answer_is_lost(what: str, then: str) -> None:
    ran = Play(Scenario(what, 3, "lose", True, then))()
    assert not ran.wrong, str(ran)


def test_there_are_scenarios_of_every_kind() -> None:
    every = list(scenarios(kill=False))
    assert len(every) >= 200
    assert {(one.kind, one.after) for one in every} >= {(kind, False) for kind in KINDS}
    assert len(list(scenarios(kill=True))) >= 200


def test_a_guess_instead_of_finding_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = writer.GoogleWriter.apply

    def guessing(self: Any, changes: Any, journal: Any = ()) -> Outcome:
        try:
            return real(self, changes, journal)
        except UnknownOutcome:
            return Outcome(written=(*changes, *journal), rows=tuple(range(len(changes) + len(journal))))

    monkeypatch.setattr(writer.GoogleWriter, "apply", guessing)
    ran = Play(Scenario("a session", 3, "fail", False, "restart"))()
    assert {"false saved", "half saved"} & {kind for kind, _ in ran.wrong}, str(ran)


def test_a_recovery_that_does_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "recover", lambda *arguments, **options: Report())
    ran = Play(Scenario("a session", 2, "kill", True, "tidy"))()
    assert {"half saved", "marks left", "journal wrong"} & {kind for kind, _ in ran.wrong}, str(ran)


def test_a_page_save_whose_process_is_killed_is_finished_by_the_next_process(
    google: SheetsServer, make_client: Callable[..., GoogleClient], key: dict[str, Any], tmp_path: Path
) -> None:
    """SIGKILL before each request of the save in a process of its own; then the same change set is saved again."""
    google.office.required = False
    path = tmp_path / "key.json"
    path.write_text(json.dumps(key))
    books = [google.load_rows(TABS, "Circle log", formulas=False) for _ in range(5)]
    command = [sys.executable, "-m", "tests.workbook.google_saving", "--page", str(path), *books]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout.split() == [*[str(-signal.SIGKILL)] * 4, "0"], run.stderr
    ends = []
    for book in books:
        later = GoogleWorkbook(make_client(), book, now=lambda: datetime.now(UTC) + timedelta(minutes=2))
        source = Source(later, check_every=3600)
        source.first()
        assert source._work
        source._work.join(30)
        assert marks(google, book) == 0
        is_there = google.values(book, "sessions")[2][4] == "held"
        edits = [row for row in google.values(book, "edits")[2:] if any(row)]
        assert bool(edits) == is_there, "all of it with its journal, or nothing"
        if is_there:
            wanted = outages.a_session(outages.Quiet.of(outages.FailingGoogle(TABS)))
        else:
            wanted = outages.a_session(source)
        wanted = replace(
            wanted,
            changes=tuple(replace(change, workbook=later.id) for change in wanted.changes),
            additions=tuple(replace(addition, workbook=later.id) for addition in wanted.additions),
        )
        result = save(source, wanted, ADMIN)
        assert result.is_written, result.problems
        source._work.join(30)
        ends.append(
            {tab: [row for row in google.values(book, tab) if any(c != "" for c in row)] for tab in TABS}
        )
        assert marks(google, book) == 0
    assert all(end == ends[-1] for end in ends), "saved once, whatever was done before"
