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


PLANTED = [
    (
        "lib/metrics/health/formats.py",
        "import lib.metrics.health.definitions",
        CIRCLES,
        ["No cycles are allowed in lib.metrics.health.", ".formats -> .definitions"],
    ),
    (
        "lib/log/format/folding.py",
        "from lib.metrics.core.lazy import Lazily",
        LAYERS,
        [
            "lib.log is not allowed to import lib.metrics:",
            "lib.log.format.folding -> lib.metrics.core.lazy",
        ],
    ),
    (
        "lib/log/format/folding.py",
        "from lib.log.session import record",
        LAYERS_OF_LOG,
        [
            "lib.log.format is not allowed to import lib.log.session:",
            "lib.log.format.folding -> lib.log.session.record",
        ],
    ),
    ("lib/stray.py", "", LAYERS, ["not listed as layers", "stray"]),
    ("lib/log/stray.py", "", LAYERS_OF_LOG, ["not listed as layers", "stray"]),
    (
        "lib/log/reading/values.py",
        "import gspread",
        GOOGLE,
        ["lib is not allowed to import gspread:", "lib.log.reading.values -> gspread"],
    ),
    (
        "lib/workbook/many/shelf.py",
        "from openpyxl import Workbook",
        XLSX,
        ["lib is not allowed to import openpyxl:", "lib.workbook.many.shelf -> openpyxl"],
    ),
    (
        "lib/metrics/core/lazy.py",
        "import streamlit as st",
        STREAMLIT,
        ["lib.metrics is not allowed to import streamlit:", "lib.metrics.core.lazy -> streamlit"],
    ),
]
"""Imports that are refused, each with its contract and what is printed of it."""


def test_planted_imports_are_refused(copy: Path) -> None:
    for module, line, _, _ in PLANTED:
        plant(copy, module, line)
    code, printed = lint_imports(copy)
    assert code != 0
    for _, line, contract, words in PLANTED:
        assert re.search(rf"{re.escape(contract)} BROKEN", printed), (line, printed)
        for expected in words:
            assert expected in printed, line


def test_a_page_needs_types(copy: Path) -> None:
    returned = {
        "typed": (" -> str", ""),
        "untyped": ("", "Function is missing a return type annotation"),
        "wrong": (" -> int", 'got "str", expected "int"'),
    }
    pages = {kind: copy / "pages" / "program" / f"{kind}.py" for kind in returned}
    for kind, page in pages.items():
        page.write_text(PAGE.format(returned=returned[kind][0]), encoding="utf-8")
    code, printed = ran(copy, "mypy", "--cache-dir", str(copy / "cache"), *map(str, pages.values()))
    assert code != 0
    assert "typed.py" not in printed.replace("untyped.py", "")
    assert all(words in printed for _, words in returned.values()), printed


def test_types_are_checked_in_pages() -> None:
    """mypy is given no files by `make lint`: those of pyproject.toml hold."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert {"lib", "pages", "app.py"} <= set(settings["files"])
