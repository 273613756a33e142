"""Where things are: tests mirror lib, and modules and folders stay small enough to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.elsewhere import ELSEWHERE

ROOT = Path(__file__).parents[1]
LIB, TESTS = ROOT / "lib", ROOT / "tests"

WITHOUT_TESTS = {"__init__.py", "__main__.py", "definitions.py"}
"""Names of modules that only start others or collect their definitions."""
MOST_MODULES = 30
MOST_LINES = 250
"""The layout asks for modules of 50 to 250 lines."""
MOST_LINES_OF_ALL = 520
SCHEMA = "log/format/schema.py"
"""A table of the log's tabs and columns: as long as they are many."""
LONGER = {
    "access/sign_in.py",
    "workbook/excel/bounds/extent.py",
    "workbook/google/save/write_rows.py",
    "log/format/cells.py",
    "workbook/base.py",
    "workbook/excel/tab.py",
    "access/redaction.py",
    "charts/map/layers.py",
    "demo/names.py",
    "log/changing/after_save.py",
    "log/changing/planning.py",
    "log/reading/cross_checks.py",
    "log/reading/parse.py",
    "metrics/circle/history.py",
    "metrics/diffusion/diffusion_map.py",
    "metrics/diffusion/spread_figures.py",
    "metrics/follow_through/actions.py",
    "metrics/follow_through/implementation.py",
    "metrics/statistics/control_chart.py",
    "source/refresh.py",
    "ui/actions/parts.py",
    "ui/actions/views.py",
    "ui/lighthouses/tabs.py",
    "ui/sheet/checks.py",
    "workbook/google/save/lock.py",
}
"""Modules that were longer when this rule was written. Split one rather than add to the list."""


def modules() -> list[str]:
    """Every module of lib by its path there."""
    return sorted(path.relative_to(LIB).as_posix() for path in LIB.rglob("*.py"))


def mirrored(module: str) -> str:
    """Where the tests of a module are by its name: lib/a/b.py has tests/a/test_b.py."""
    path = Path(module)
    return path.with_name(f"test_{path.name}").as_posix()


def has_test_file(module: str) -> bool:
    return (TESTS / mirrored(module)).is_file()


def test_every_module_has_its_test_file_or_a_line_that_says_where_its_tests_are() -> None:
    tested = [module for module in modules() if Path(module).name not in WITHOUT_TESTS]
    missing = [module for module in tested if not has_test_file(module) and module not in ELSEWHERE]
    assert not missing, f"add {mirrored(missing[0])}, or a line to tests/elsewhere.py"


def test_no_line_is_out_of_date() -> None:
    assert set(ELSEWHERE) <= set(modules()), "the module is gone"
    assert not [module for module in ELSEWHERE if has_test_file(module)], "the module has a test file now"
    assert list(ELSEWHERE) == sorted(ELSEWHERE)


@pytest.mark.parametrize("module", ELSEWHERE)
def test_every_named_test_file_is_there(module: str) -> None:
    names = ELSEWHERE[module].split(", ")
    assert names
    for name in names:
        assert (TESTS / name).is_file(), name
        assert Path(name).name.startswith("test_"), name


def test_the_top_of_lib_holds_packages_and_the_json_command() -> None:
    assert {path.name for path in LIB.glob("*.py")} == {"__init__.py", "figures.py"}


def test_pages_are_in_folders() -> None:
    """A page directly in pages/ would be one of Streamlit's own: see docs/decisions/pages-in-folders.md."""
    assert not list((ROOT / "pages").glob("*.py"))


def test_no_folder_is_crowded() -> None:
    folders = [LIB, *(path for path in LIB.rglob("*") if path.is_dir())]
    assert not [folder for folder in folders if len(list(folder.glob("*.py"))) > MOST_MODULES]


def test_no_module_is_too_long_to_read() -> None:
    lines = {module: len((LIB / module).read_text(encoding="utf-8").splitlines()) for module in modules()}
    del lines[SCHEMA]
    assert set(lines) >= LONGER, "a module of LONGER is gone"
    assert not {module: count for module, count in lines.items() if count > MOST_LINES_OF_ALL}
    longer = {module: count for module, count in lines.items() if count > MOST_LINES}
    assert not longer.keys() - LONGER, f"split {longer.keys() - LONGER}: {MOST_LINES} lines are enough"
