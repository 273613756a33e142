"""`make lint` refuses what it is there to refuse: circles, upward imports, modules without a layer, untyped pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent

LAYERS = "Layers of lib"
LAYERS_OF_LOG = "Layers of lib.log"
CIRCLES = "No modules or packages import each other in a circle"
STREAMLIT = "Streamlit only in lib.ui, lib.source and pages"
GOOGLE = "gspread and google-auth only in lib.workbook.google"
XLSX = "Libraries for .xlsx only in lib.workbook.excel"

PAGE = '''"""A page."""

from __future__ import annotations


def title(circle: str){returned}:
    return f"{{circle}} today"


print(title("Atlas"))
'''


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the linters read, in a folder of its own."""
    for name in ("lib", "pages"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def ran(copy: Path, program: str, *arguments: str) -> tuple[int, str]:
    """How a linter of ours ends there, and what it prints, without line breaks."""
    done = subprocess.run(
        [PROGRAMS / program, *arguments], cwd=copy, capture_output=True, text=True, check=False
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def lint_imports(copy: Path) -> tuple[int, str]:
    return ran(copy, "lint-imports", "--no-logo", "--no-cache")


def plant(copy: Path, module: str, line: str) -> None:
    """One more line at the end of a module, which may be new."""
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_an_unchanged_copy_passes(copy: Path) -> None:
    code, printed = lint_imports(copy)
    assert (code, re.findall(r"(\d+) broken", printed)) == (0, ["0"]), printed


@pytest.mark.parametrize(
    ("module", "line", "contract", "words"),
    [
        pytest.param(
            "lib/metrics/health/formats.py",
            "import lib.metrics.health.definitions",
            CIRCLES,
            ["No cycles are allowed in lib.metrics.health.", ".formats -> .definitions"],
            id="two modules in a circle",
        ),
        pytest.param(
            "lib/log/format/folding.py",
            "from lib.metrics.core.lazy import Lazily",
            LAYERS,
            [
                "lib.log is not allowed to import lib.metrics:",
                "lib.log.format.folding -> lib.metrics.core.lazy",
            ],
            id="upward",
        ),
        pytest.param(
            "lib/log/format/folding.py",
            "from lib.log.session import record",
            LAYERS_OF_LOG,
            [
                "lib.log.format is not allowed to import lib.log.session:",
                "lib.log.format.folding -> lib.log.session.record",
            ],
            id="upward within a package",
        ),
        pytest.param("lib/stray.py", "", LAYERS, ["not listed as layers", "stray"], id="no layer"),
        pytest.param(
            "lib/log/stray.py",
            "",
            LAYERS_OF_LOG,
            ["not listed as layers", "stray"],
            id="no layer of a package",
        ),
        pytest.param(
            "lib/log/reading/values.py",
            "import gspread",
            GOOGLE,
            ["lib is not allowed to import gspread:", "lib.log.reading.values -> gspread"],
            id="gspread",
        ),
        pytest.param(
            "lib/workbook/many/shelf.py",
            "from openpyxl import Workbook",
            XLSX,
            ["lib is not allowed to import openpyxl:", "lib.workbook.many.shelf -> openpyxl"],
            id="openpyxl",
        ),
        pytest.param(
            "lib/metrics/core/lazy.py",
            "import streamlit as st",
            STREAMLIT,
            ["lib.metrics is not allowed to import streamlit:", "lib.metrics.core.lazy -> streamlit"],
            id="streamlit",
        ),
    ],
)
def test_a_planted_import_is_refused(
    copy: Path, module: str, line: str, contract: str, words: list[str]
) -> None:
    plant(copy, module, line)
    code, printed = lint_imports(copy)
    assert code != 0
    assert re.search(rf"{re.escape(contract)} BROKEN", printed), printed
    for expected in words:
        assert expected in printed


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (" -> str", "Success"),
        ("", "Function is missing a return type annotation"),
        (" -> int", 'got "str", expected "int"'),
    ],
    ids=["typed", "untyped", "wrong"],
)
def test_a_page_needs_types(copy: Path, returned: str, words: str) -> None:
    page = "pages/program/planted.py"
    (copy / page).write_text(PAGE.format(returned=returned), encoding="utf-8")
    code, printed = ran(copy, "mypy", "--cache-dir", str(copy / "cache"), page)
    assert (code == 0) == (words == "Success"), printed
    assert words in printed


def test_types_are_checked_in_pages() -> None:
    """mypy is given no files by `make lint`: those of pyproject.toml hold."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert {"lib", "pages", "app.py"} <= set(settings["files"])
