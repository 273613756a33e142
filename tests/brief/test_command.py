"""The command `python -m lib.brief`: what it writes, and one line if something is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lib.brief import command
from tests.data.hand_log import HAND
from tests.data.logs import write_xlsx
from tests.examples import some

ROOT = Path(__file__).parents[2]
DAY = "2026-06-30"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    circles = [{**row, "program": "North"} for row in HAND["circles"]]
    return write_xlsx(tmp_path_factory.mktemp("brief") / "log.xlsx", {**HAND, "circles": circles})


@pytest.mark.parametrize(
    ("options", "words"),
    some(
        [
            ([], ["The last 3 months (since 1 Apr 2026), compared with the 3 months before"]),
            (
                ["--start", "2026-01-01", "--sponsor", "sam@x.org"],
                ["The time from 1 Jan 2026 to 30 Jun 2026", "For sam@x.org, sponsor"],
            ),
            (
                ["--lead", "LEA@x.org", "--circle", " atlas", "--program", "north"],
                ["For LEA@x.org, lead of a circle", "Circles: Atlas · Programs: North"],
            ),
        ],
        2,
    ),
)
def test_what_it_writes(
    workbook: Path, tmp_path: Path, options: list[str], words: list[str], capsys: Capture
) -> None:
    out = tmp_path / "brief.md"
    assert command.main([str(workbook), "--as-of", DAY, *options, "--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8").replace("\\", "")
    assert not [each for each in words if each not in text]
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"pharos: wrote {out}\n")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--sponsor", "nobody@x.org"], "no circle names 'nobody@x.org' as its sponsor"),
        (["--lead", ""], "no circle names '' as its lead"),
        (["--sponsor", "sam@x.org", "--lead", "lea@x.org"], "not allowed with argument"),
        (["--as-of", "30.6.2026"], "'30.6.2026' is not a date such as 2026-06-30"),
        (["--read-at", "2026-06-30"], "'2026-06-30' is not a day and time such as 2026-06-30T10:32"),
        (["--start", "2026-03-01", "--end", "2026-02-01"], "--start 2026-03-01 is after --end 2026-02-01"),
        (["--circle", "Vega"], "no circle 'Vega' in the log; its circles: Atlas, Borealis and Cetus"),
        (["--program", "East"], "no program 'East' in the log; its programs: North"),
        (["--paper", "a5"], "--paper"),
        (["--out", "brief.docx"], "--out brief.docx must end in .pdf or .html or .md"),
        (["--out", "nowhere/brief.pdf"], "there is no folder nowhere"),
        (["another.xlsx"], "another.xlsx"),
    ],
)
def test_what_cannot_be_used(
    workbook: Path, tmp_path: Path, options: list[str], words: str, capsys: Capture
) -> None:
    assert command.main([str(workbook), "--out", str(tmp_path / "brief.md"), *options]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert line.startswith("pharos: ")
    assert words in line
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written(workbook: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "brief.md"
    folder.mkdir()
    assert command.main([str(workbook), "--as-of", DAY, "--out", str(folder)]) == 2
    assert f"--out {folder} cannot be written: Is a directory" in capsys.readouterr().err


def test_no_file_to_write(workbook: Path, capsys: Capture) -> None:
    assert command.main([str(workbook)]) == 2
    assert "--out" in capsys.readouterr().err


def test_only_what_is_needed_is_imported() -> None:
    heavy = ["typst", "vl_convert", "streamlit", "altair", "statsmodels", "jinja2", "pypdf"]
    code = f"import sys, lib.brief.command; print(*[name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, text=True)
    assert ran.stdout.split() == []
