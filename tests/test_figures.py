"""The JSON command: its shape, numbers and options, and one line if something is wrong."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lib import figures
from lib.metrics.program.program import measure
from lib.metrics.pulse import figures as pulse_figures
from lib.metrics.pulse.definitions import PULSE
from tests.data.hand_log import AS_OF, HAND, hand
from tests.data.logs import write_xlsx
from tests.examples import thorough

Capture = pytest.CaptureFixture[bytes]
ROOT = Path(__file__).parents[1]
DAY = "2026-06-30"
FIGURE = ["value", "unit", "n", "N", "low", "high", "target", "status", "excluded", "parts"]
SURVEY = {
    "pulse": [
        {"wave": "2026-Q1", "circle": "Atlas", "respondent": "r1", "safety_1": 4},
        {"wave": "2026-Q1", "circle": "Atlas", "respondent": "r2", "safety_1": 9},
    ]
}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = [*HAND.get("settings", []), {"name": "min_group", "value": 1}]
    return write_xlsx(tmp_path_factory.mktemp("figures") / "log.xlsx", {**HAND, "settings": settings})


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_xlsx(tmp_path_factory.mktemp("survey") / "survey.xlsx", SURVEY)


def command(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "lib.figures", *map(str, arguments)],
        capture_output=True,
        cwd=ROOT,
        check=False,
    )


@pytest.fixture(scope="module")
def printed(workbook: Path) -> dict[str, Any]:
    """What the command prints for an administrator, run in a process of its own."""
    ran = command(workbook, "--as-of", DAY)
    assert (ran.returncode, ran.stdout.count(b"\n"), ran.stderr.count(b"\n")) == (0, 1, 1)
    return json.loads(ran.stdout)


def run(capture: Capture, *arguments: object) -> dict[str, Any]:
    """The same, run in this process."""
    assert figures.main([*map(str, arguments), "--as-of", DAY]) == 0
    return json.loads(capture.readouterr().out)


def refused(capture: Capture, *arguments: object) -> str:
    """The one line that the command prints on standard error."""
    assert figures.main([str(argument) for argument in arguments]) == 2
    out, err = capture.readouterr()
    assert out == b""
    (line,) = err.decode().splitlines()
    assert line.startswith("pharos: ")
    return line


# Shape


def test_the_shape_is_the_documented_one(printed: dict[str, Any]) -> None:
    assert list(printed) == ["as_of", "figures", "circles", "series", "practices", "checks"]
    assert printed["as_of"] == DAY
    every = [printed["figures"], *printed["circles"].values()]
    assert list(printed["circles"]) == ["Atlas", "Borealis", "Cetus"]
    for figures_of in every:
        assert list(figures_of) == list(every[0])
        for figure in figures_of.values():
            assert list(figure) == FIGURE
            assert list(figure["excluded"]) == ["count", "reasons"]
            assert figure["excluded"]["count"] == sum(figure["excluded"]["reasons"].values())
    for series in printed["series"].values():
        assert list(series) == ["points", "variation", "assurance", "notes"]
        for point in series["points"]:
            assert list(point) == ["period", "value", "mean", "lower", "upper", "special", "kind"]
    for practice in printed["practices"].values():
        assert list(practice) == (
            "adoption_rate current_use sustainment reach curve forecast spread generations".split()
        )
        assert list(practice["sustainment"]) == ["30", "90", "180"]
        assert {"pace", "eligible", "periods", "bass", "no_curve", "words"} <= set(practice["forecast"])
        assert list(practice["adoption_rate"]) == list(practice["current_use"]) == FIGURE
        assert {tuple(cell) for cell in practice["reach"]} == {("function", "region", "n", "N")}
        assert {tuple(row) for row in practice["curve"]} == {
            ("period", "new", "cumulative", "eligible", "rate", "in_use", "hazard")
        }
        assert list(practice["spread"]) == ["adopters", "attributed", "r_all", "r_active", "impossible"]
    assert all(list(check) == ["tab", "cell", "severity", "found", "expected"] for check in printed["checks"])


@thorough
def test_groups_of_circles_on_request(capfdbinary: Capture, workbook: Path) -> None:
    found = run(capfdbinary, workbook, "--by", "start", "--by", "age")
    assert list(found) == ["as_of", "figures", "circles", "series", "practices", "checks", "by"]
    (start,) = found["by"]["start"].values()
    assert (start["circles"], start["too_early"]) == (3, False)
    for key, figure in start["figures"].items():
        assert (figure["n"], figure["N"]) == tuple(found["figures"][key][name] for name in ("n", "N")), key
    assert list(found["by"]["age"]) == ["First half-year"]


def test_the_numbers_are_those_of_the_metrics(printed: dict[str, Any]) -> None:
    program, no_survey = measure(hand(), AS_OF), pulse_figures.measure(None, hand(), AS_OF)
    for key, figure in {**program.figures, **no_survey.figures}.items():
        assert printed["figures"][key] == json.loads(json.dumps(figure.as_json()))
    for circle, found in program.circles.items():
        every = {**found, **no_survey.circles[circle]}
        assert printed["circles"][circle] == {key: figure.as_json() for key, figure in every.items()}
    assert list(printed["series"]) == [*program.series, *no_survey.series]


def test_some_numbers_counted_by_hand(printed: dict[str, Any]) -> None:
    participation = printed["figures"]["participation"]
    assert (participation["n"], participation["N"], participation["value"]) == (6, 9, 6 / 9)  # full precision
    assert participation["excluded"]["count"] == 3
    assert printed["circles"]["Atlas"]["status"]["value"] == "Needs help"
    assert printed["circles"]["Cetus"]["status"]["value"] is None
    calls = printed["practices"]["calls"]
    assert (calls["adoption_rate"]["n"], calls["adoption_rate"]["N"]) == (2, 2)
    assert calls["spread"] == {
        "adopters": 2,
        "attributed": 1,
        "r_all": 0.5,
        "r_active": 1.0,
        "impossible": [],
    }
    assert calls["generations"] == [1, 1]
    assert printed["practices"]["pairs, always"]["current_use"]["value"] == 0.0


def test_missing_is_null(printed: dict[str, Any]) -> None:
    points = {point["period"]: point["value"] for point in printed["series"]["participation"]["points"]}
    assert points == {
        "2026-01": 2 / 4,  # A-1 ana, cy excused; B-1 ana, dee absent
        "2026-02": 3 / 4,
        "2026-03": 1.0,
        "2026-04": None,
        "2026-05": None,
        "2026-06": None,
    }
    assert printed["circles"]["Cetus"]["cadence"]["parts"]["days_since_last"] is None


def test_checks_are_those_of_the_log(printed: dict[str, Any]) -> None:
    assert [(check["tab"], check["cell"]) for check in printed["checks"]] == list(
        zip(hand().checks["tab"], hand().checks["cell"], strict=True)
    )


# Options


def test_circles_may_be_repeated_and_spelled_freely(workbook: Path, capfdbinary: Capture) -> None:
    found = run(capfdbinary, workbook, "--circle", " atlas", "--circle", "CETUS")
    assert list(found["circles"]) == ["Atlas", "Cetus"]
    assert (found["figures"]["participation"]["n"], found["figures"]["participation"]["N"]) == (5, 7)


def test_only_the_circles_of_a_program(tmp_path: Path, capfdbinary: Capture) -> None:
    circles = [
        {**row, "program": "South" if row["circle"] == "Cetus" else "North"} for row in HAND["circles"]
    ]
    path = write_xlsx(tmp_path / "log.xlsx", {**HAND, "circles": circles})
    assert list(run(capfdbinary, path, "--program", "south")["circles"]) == ["Cetus"]
    found = run(capfdbinary, path, "--program", "North", "--circle", "Atlas", "--circle", "Cetus")
    assert list(found["circles"]) == ["Atlas"]
    for options, words in (
        (["--program", "East"], "no program 'East' in the log; its programs: North and South"),
        (["--program", "South", "--circle", "Atlas"], "none of these circles is in South: Atlas"),
    ):
        assert figures.main([str(path), *options]) == 2
        assert words in capfdbinary.readouterr().err.decode()


def test_start_and_end(workbook: Path, capfdbinary: Capture) -> None:
    found = run(capfdbinary, workbook, "--start", "2026-02-01", "--end", "2026-02-14")
    participation = found["figures"]["participation"]
    assert (participation["n"], participation["N"]) == (3, 4)  # A-2 on the last day, C-1 on the first
    assert [point["period"] for point in found["series"]["participation"]["points"]] == ["2026-02"]


def test_roles_see_what_access_allows(workbook: Path, printed: dict[str, Any], capfdbinary: Capture) -> None:
    sponsor = run(capfdbinary, workbook, "--role", "sponsor", "--email", "sam@x.org")
    listed = sponsor["circles"]["Borealis"]["implementation_days"]["parts"]["actions"]
    assert [action["action"] for action in listed] == ["no. 06", "no. 07"]
    for action, whole in zip(
        listed, printed["circles"]["Borealis"]["implementation_days"]["parts"]["actions"], strict=True
    ):
        action["action"] = whole["action"]
    assert (sponsor["figures"], sponsor["circles"], sponsor["series"]) == (
        printed["figures"],
        printed["circles"],
        printed["series"],
    )
    assert all(check["found"] is None and check["expected"] is None for check in sponsor["checks"])
    assert "pairs, always" not in sponsor["practices"]
    lead = run(capfdbinary, workbook, "--role", "lead", "--email", "LOU@x.org")
    assert list(lead["practices"]) == ["calls", "pairs, always"]
    with_content = [check for check in lead["checks"] if check["found"] is not None]
    assert {check["tab"] for check in with_content} == {"actions", "sessions"}  # B-1


@thorough
def test_survey_checks_join_the_others_for_administrators(
    workbook: Path, survey: Path, printed: dict[str, Any], capfdbinary: Capture
) -> None:
    found = run(capfdbinary, workbook, "--survey", survey)
    assert found["checks"][:-1] == printed["checks"]
    assert found["checks"][-1] == {
        "tab": "pulse",
        "cell": "D3",
        "severity": "warning",
        "found": "9",
        "expected": "a whole number from 1 to 5",
    }
    others = run(capfdbinary, workbook, "--survey", survey, "--role", "lead", "--email", "lea@x.org")
    assert "pulse" not in {check["tab"] for check in others["checks"]}, (
        "the cell would tell whose answer it is"
    )


def test_without_a_survey_the_pulse_says_so(printed: dict[str, Any]) -> None:
    for figures_of in (printed["figures"], *printed["circles"].values()):
        for key in PULSE:
            figure = figures_of[key]
            assert (figure["value"], figure["n"], figure["N"], figure["status"]) == (None, 0, 0, None)
            assert figure["parts"] == {"missing": "not recorded: no survey workbook"}
    assert all(printed["series"][key]["points"] == [] for key in PULSE)


def test_a_survey_gives_the_pulse_and_changes_nothing_else(
    workbook: Path, tmp_path: Path, printed: dict[str, Any], capfdbinary: Capture
) -> None:
    answers = [
        {"wave": "2026-Q1", "circle": circle, "respondent": f"{circle}{n}", "trust": points, "curiosity": 2}
        | {f"safety_{item}": 6 - points if item in (1, 3, 5) else points for item in range(1, 8)}
        for circle, size, points in (("Atlas", 6, 4), ("borealis", 3, 3), ("Cetus", 2, 5))
        for n in range(size)
    ]
    path = write_xlsx(tmp_path / "survey.xlsx", {"pulse": [*answers, {"wave": "soon", "circle": "Atlas"}]})
    found = run(capfdbinary, workbook, "--survey", path)
    safety = found["figures"]["safety"]
    # the rest, 3 * 3 + 2 * 5 of 5 people, is 3.8; the total (6 * 4 + 5 * 3.8) / 11
    assert (safety["value"], safety["unit"], safety["n"], safety["N"]) == (3.9, "points", 11, 4)
    assert (safety["target"], safety["status"], safety["parts"]["is_met"]) == (4.0, None, False)
    assert safety["excluded"]["reasons"] == {"the wave is not a quarter such as 2026-Q1": 1}
    assert safety["parts"]["below_threshold"] == {"value": 3.1, "bound": "or higher", "n": 5}
    assert safety["parts"]["circles"] == {"published": 1, "below the reporting threshold": 2, "no answers": 0}
    atlas, borealis = found["circles"]["Atlas"], found["circles"]["Borealis"]
    assert (atlas["safety"]["value"], atlas["safety"]["n"], atlas["safety"]["status"]) == (3.4, 6, None)
    # 5 single answers of Borealis are too few, and hide Atlas too
    assert (atlas["curiosity"]["value"], atlas["trust"]["value"]) == (None, None)
    assert found["figures"]["curiosity"]["value"] == 2.0
    for key in ("safety", "response_rate", "trust", "curiosity"):
        figure = borealis[key]
        assert (figure["value"], figure["n"], figure["N"]) == (None, None, None)
    assert found["figures"]["response_rate"]["value"] is None  # 11 answers, 4 members: the roster lacks some
    assert borealis["safety"]["parts"]["state"] == "below the reporting threshold"
    assert borealis["confidence"]["parts"] == {
        "missing": "not recorded: no confidence column in the pulse tab"
    }
    assert [point["period"] for point in found["series"]["safety"]["points"]] == ["2026-Q1"]
    for part in ("figures", "series"):
        assert {key: value for key, value in found[part].items() if key not in PULSE} == {
            key: value for key, value in printed[part].items() if key not in PULSE
        }


def test_today_is_the_default(workbook: Path, capfdbinary: Capture) -> None:
    assert figures.main([str(workbook)]) == 0
    assert json.loads(capfdbinary.readouterr().out)["as_of"] == pd.Timestamp.now().date().isoformat()


# What cannot be used


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "log.csv").write_text("circle,member\n")
    (folder / "not.xlsx").write_text("not a workbook")
    (folder / "locked.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    (folder / "empty.xlsx").touch()
    write_xlsx(folder / "half.xlsx", {tab: HAND[tab] for tab in ("circles", "members", "sessions")})
    return {path.name: path for path in folder.iterdir()} | {"folder": folder, "gone": folder / "gone.xlsx"}


def test_a_log_that_is_not_understood_leads_to_the_page_that_reads_it(
    odd: dict[str, Path], capfdbinary: Capture
) -> None:
    for name in ("log.csv", "half.xlsx"):
        assert "open the page “Use your log”" in refused(capfdbinary, odd[name])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone", "no such file"),
        ("folder", "is a folder"),
        ("not.xlsx", "is not an Excel workbook"),
        ("empty.xlsx", "is empty"),
        ("locked.xlsx", "is password-protected"),
        ("half.xlsx", "the required attendance and actions tabs are missing"),
    ],
)
def test_a_workbook_that_cannot_be_used(
    odd: dict[str, Path], workbook: Path, name: str, words: str, capfdbinary: Capture
) -> None:
    assert words in refused(capfdbinary, odd[name])
    line = refused(capfdbinary, workbook, "--survey", odd[name])
    of_a_survey = {
        "half.xlsx": "it has no pulse tab",
        "log.csv": "save the workbook with all its tabs as .xlsx",
    }
    assert of_a_survey.get(name, words) in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--start", "2026-02-02", "--end", "2026-02-01"], "--start 2026-02-02 is after --end 2026-02-01"),
        (["--as-of", "2026-02-30"], "'2026-02-30' is not a date such as 2026-06-30"),
        (["--as-of", "30.6.2026"], "is not a date"),
        (["--end", "20260630"], "is not a date"),
        (["--start", "2026-W01-1"], "is not a date"),
        (["--start", ""], "is not a date"),
        (["--circle", "Vega"], "no circle 'Vega' in the log; its circles: Atlas, Borealis and Cetus"),
        (["--role", "boss"], "--role"),
        (["--bogus"], "--bogus"),
        (["--sta", "2026-01-01"], "--sta"),
        (["another.xlsx"], "another.xlsx"),
        (["--email"], "--email"),
    ],
)
def test_an_option_that_cannot_be_used(
    workbook: Path, arguments: list[str], words: str, capfdbinary: Capture
) -> None:
    assert words in refused(capfdbinary, workbook, *arguments)


def test_no_workbook_at_all(capfdbinary: Capture) -> None:
    assert "workbook" in refused(capfdbinary)


def test_a_google_url_is_refused_where_none_can_be_read(capfdbinary: Capture) -> None:
    assert "Google" in refused(capfdbinary, "https://docs.google.com/spreadsheets/d/1")


def test_one_line_and_exit_2_in_a_process_of_its_own(odd: dict[str, Path]) -> None:
    ran = command(odd["log.csv"], "--as-of", DAY)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.splitlines()) == 1


# Around the command


def test_a_reader_that_closes_early_is_not_an_error(workbook: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "lib.figures", str(workbook)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read().count(b"\n") == 1  # progress only
        assert process.wait() == 0


def test_only_what_is_needed_is_imported() -> None:
    heavy = "statsmodels scipy networkx altair streamlit gspread openpyxl rapidfuzz typst".split()
    code = f"import sys, lib.figures; print(*[name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, text=True)
    assert ran.stdout.split() == []


def test_records_have_none_for_every_kind_of_missing_value() -> None:
    frame = pd.DataFrame(
        {
            "number": [1.5, math.nan],
            "count": pd.array([1, None], dtype="Int64"),
            "text": pd.Series(["a", None], dtype="str"),
            "word": pd.Categorical(["x", None]),
        }
    )
    assert figures._records(frame) == [
        {"number": 1.5, "count": 1, "text": "a", "word": "x"},
        {"number": None, "count": None, "text": None, "word": None},
    ]
    assert figures._records(frame.iloc[:0]) == []
