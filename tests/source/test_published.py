"""Publications kept in the survey workbook, or on the server; two servers at once; a record that was changed."""

from __future__ import annotations

import stat
import threading
from datetime import date
from pathlib import Path

import openpyxl
import orjson
import pytest

from lib import figures
from lib.log.format.schema import SETTINGS
from lib.log.reading import parse
from lib.source import published
from lib.source.published import Kept, Store
from lib.source.refresh import Source
from lib.workbook.base import WorkbookBusy, WorkbookError
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import some, thorough
from tests.metrics.pulse.insiders import people

TODAY = date(2026, 4, 1)
ROWS = [*people("A", [4] * 6, "2026-Q1"), *people("B", [3] * 8, "2026-Q1")]
LATE = people("A", [1], "2026-Q1", first=50)


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write the answers, keeping the other tabs of the file."""
    if not path.exists():
        return write_xlsx(path, {"pulse": rows})
    book = openpyxl.load_workbook(path)
    del book["pulse"]
    sheet = book.create_sheet("pulse")
    names = list(rows[0])
    for row in (names, *([each[name] for name in names] for each in rows)):
        sheet.append(row)
    book.save(path)
    return path


def source(path: Path) -> Source:
    return Source(ExcelWorkbook(path), read_log=parse.parse_survey)


def seen(path: Path, folder: Path, today: date = TODAY) -> Kept:
    """What a server that just started shows."""
    return published.published(source(path), folder, SETTINGS, today)


def totals(kept: Kept) -> list[object]:
    table = kept.published.table
    return table.loc[(table["cell"] == "total") & (table["question"] == "safety"), "n"].to_list()


@pytest.mark.parametrize("is_read_only", some([False, True], 1))
def test_one_late_answer_changes_nothing_after_a_restart(tmp_path: Path, is_read_only: bool) -> None:
    path, folder = written(tmp_path / "survey.xlsx", ROWS), tmp_path / "kept"
    if is_read_only:
        path.chmod(0o444)
    before = seen(path, folder)
    assert (totals(before), before.problems, before.is_waiting) == ([14], (), False)
    path.chmod(0o644)
    written(path, [*ROWS, *LATE])
    path.chmod(0o444 if is_read_only else 0o644)
    after = seen(path, folder)
    assert before.published.table.equals(after.published.table)
    assert ("published" in openpyxl.load_workbook(path).sheetnames) != is_read_only
    files = list(folder.glob("*.json")) if folder.exists() else []
    assert len(files) == is_read_only
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_five_late_answers_are_a_second_publication(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", ROWS)
    seen(path, tmp_path)
    written(path, [*ROWS, *people("A", [2] * 5, "2026-Q1", first=50)])
    assert totals(seen(path, tmp_path)) == [19]
    rows = openpyxl.load_workbook(path)["published"]
    assert {row[2] for row in rows.iter_rows(min_row=2, values_only=True)} == {"1", "2"}


def test_a_wave_of_the_current_quarter_is_collecting(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", ROWS)
    kept = seen(path, tmp_path, date(2026, 3, 31))
    assert (kept.published.table.empty, kept.published.collecting) == (True, ("2026-Q1",))
    assert openpyxl.load_workbook(path).sheetnames == ["pulse"]


def test_two_servers_at_once_show_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", ROWS)
    servers = [source(path), source(path)]
    for each in servers:
        each.current()
    found: list[Kept] = []
    threads = [
        threading.Thread(
            target=lambda s=each: found.append(published.published(s, tmp_path, SETTINGS, TODAY))
        )
        for each in servers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [totals(kept) for kept in found] == [[14], [14]]
    keys = [
        row[0] for row in openpyxl.load_workbook(path)["published"].iter_rows(min_row=2, values_only=True)
    ]
    assert len(keys) == len(set(keys)) == 4


def test_a_server_that_comes_second_shows_what_the_first_published(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", ROWS)
    second = source(path)
    second.current()
    seen(path, tmp_path)
    more = [*ROWS, *people("A", [1], "2026-Q1", first=50)]
    written(path, more)
    kept = published.published(second, tmp_path, SETTINGS, TODAY)
    assert totals(kept) == [14]


def test_a_file_open_in_excel_makes_the_wave_wait(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", ROWS)
    (tmp_path / "~$survey.xlsx").write_bytes(b"\x02ab")
    kept = seen(path, tmp_path / "kept")
    assert (kept.published.table.empty, kept.is_waiting) == (True, True)
    assert "2026-Q1 will be shown once Pharos has recorded what it publishes" in kept.published.notes[0]
    assert "open in" in kept.published.notes[0]
    (tmp_path / "~$survey.xlsx").unlink()
    assert totals(seen(path, tmp_path / "kept")) == [14]


def test_a_changed_record_is_named_and_its_wave_not_shown(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", [*ROWS, *people("A", [4] * 6, "2025-Q4")])
    seen(path, tmp_path)
    book = openpyxl.load_workbook(path)
    row = next(
        row for row in book["published"].iter_rows() if str(row[0].value).startswith("2026-Q1 1 circle A")
    )
    row[8].value = "published n=6 left_out=0 value=4.4 low=4.35 high=4.45 bound=none"
    number = row[0].row
    book.save(path)
    kept = seen(path, tmp_path)
    assert set(kept.published.table["wave"]) == {"2025-Q4"}
    assert [each.cell for each in kept.problems] == [f"A{number}"]
    assert "2026-Q1 cannot be shown" in kept.published.notes[0]
    book["published"].delete_rows(1)
    book.save(path)
    kept = seen(path, tmp_path)
    assert kept.published.table.empty
    assert "No wave is shown" in kept.published.notes[0]


def test_a_damaged_file_shows_no_wave_and_stays_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", ROWS)
    path.chmod(0o444)
    seen(path, tmp_path / "kept")
    (file,) = (tmp_path / "kept").glob("*.json")
    file.write_text("{")
    kept = seen(path, tmp_path / "kept")
    assert (kept.published.table.empty, len(kept.problems)) == (True, 1)
    assert file.read_text() == "{"


def test_without_a_place_to_keep_it_nothing_is_shown(tmp_path: Path) -> None:
    path = written(tmp_path / "survey.xlsx", ROWS)
    path.chmod(0o444)
    (tmp_path / "kept").write_text("a file, no folder")
    kept = seen(path, tmp_path / "kept")
    assert (kept.published.table.empty, len(kept.problems)) == (True, 1)
    assert "No wave is shown" in kept.published.notes[0]


def test_late_answers_without_a_respondent_are_named(tmp_path: Path) -> None:
    rows = [row | {"respondent": None} for row in ROWS]
    path = written(tmp_path / "survey.xlsx", rows)
    seen(path, tmp_path)
    written(path, [*rows, *(row | {"respondent": None} for row in LATE)])
    kept = seen(path, tmp_path)
    assert totals(kept) == [14]
    assert "1 answer came after it was published" in kept.problems[0].expected


def test_a_store_takes_each_publication_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept", "survey")
    path = written(tmp_path / "survey.xlsx", ROWS)
    path.chmod(0o444)
    published.published(source(path), tmp_path / "other", SETTINGS, TODAY)
    (first,) = Store(tmp_path / "other", source(path).current().workbook).load().publications
    store.keep(first)
    once = store.place.path.read_bytes()
    store.keep(first)
    assert store.place.path.read_bytes() == once
    assert issubclass(WorkbookBusy, WorkbookError)


@thorough
def test_the_command_publishes_once_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    log = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)
    path = written(tmp_path / "survey.xlsx", ROWS)
    printed = []
    for rows in (ROWS, [*ROWS, *LATE]):
        written(path, rows)
        assert figures.main([str(log), "--survey", str(path), "--as-of", "2026-06-30"]) == 0
        printed.append(orjson.loads(capfdbinary.readouterr().out)["figures"]["safety"])
    assert printed[0] == printed[1]
    assert (printed[0]["n"], printed[0]["parts"]["range"]) == (14, "3.1 to 3.9")
