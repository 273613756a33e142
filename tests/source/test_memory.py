"""What a server holds as long as it runs is set apart from garbage."""

from __future__ import annotations

import gc
import tomllib
from datetime import date
from pathlib import Path

import pytest

from lib.bring.workbook import BroughtWorkbook
from lib.demo import make
from lib.log.reading import parse
from lib.source import memory
from lib.source.refresh import Source
from lib.workbook.base import WorkbookError
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.source.test_refresh import CountedWorkbook, settle


def test_all_objects_are_set_apart_once() -> None:
    memory.set_apart()
    held = gc.get_freeze_count()
    assert held > 100_000, "the modules alone are more"
    later = [[number] for number in range(1_000)]
    memory.set_apart()
    assert gc.get_freeze_count() == held
    assert any(each is later[7] for each in gc.get_objects()), "what comes later is looked through as ever"


def test_what_is_imported_is_set_apart_without_a_look() -> None:
    imported = [[number] for number in range(1_000)]
    with memory.importing():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert not any(each is imported[7] for each in gc.get_objects())


def test_reading_a_log_leaves_no_garbage_that_would_be_set_apart(tmp_path: Path) -> None:
    make.write(make.program(2, 6, seed=7, end=date(2026, 6, 30)), tmp_path / "log.xlsx")
    workbook = BroughtWorkbook(ExcelWorkbook(tmp_path / "log.xlsx"))
    gc.collect()
    before = gc.get_threshold()
    gc.disable()
    try:
        log = parse.parse(workbook.read().grids)
        assert gc.collect() < 1_000
        assert len(log.circles) == 2
    finally:
        gc.enable()
    memory.collect_seldom()
    try:
        assert gc.get_threshold() == (memory.NEW_OBJECTS, *before[1:])
    finally:
        gc.set_threshold(*before)


def test_a_source_says_once_that_it_has_a_log() -> None:
    calls: list[bool] = []
    workbook = CountedWorkbook("Atlas")
    workbook.broken = "offline"
    source = Source(workbook, after_first_read=lambda: calls.append(source.has_log))
    with pytest.raises(WorkbookError, match="offline"):
        source.current()
    settle(source)
    assert calls == []
    workbook.broken = ""
    source.current()
    settle(source)
    source.refresh_now()
    settle(source)
    assert calls == [True]


def test_streamlits_own_pass_after_each_run_is_off() -> None:
    said = tomllib.loads(Path(".streamlit/config.toml").read_text("utf-8"))
    assert said["runner"]["postScriptGC"] is False
