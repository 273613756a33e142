"""Saves an .xlsx file in a separate process, for the tests of crashes and of simultaneous writers.

`python -m tests.workbook.excel_saving kill FILE FOLDER`: save a copy of the file, killed (SIGKILL) right before the
first call that changes anything on the disk, another copy before the second, and so on until a save comes to its end.
Prints the number and exit code of each.
`python -m tests.workbook.excel_saving add FILE NAME COUNT`: add COUNT rows, one per save.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from lib.workbook.base import RowAddition, WorkbookError
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.workbook.excel_help import change, journal

STEPS = ("open", "fsync", "utime", "chmod", "chown", "link", "mkdir", "replace", "unlink")


def die_before(step: int) -> None:
    """Kill this process before the step-th call that changes something on the disk, even in the middle of a write."""
    steps = count(1)

    def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return call

    from lib.workbook.excel.package import Package

    Package._copy = deadly(Package._copy)  # type: ignore[method-assign]
    for name in STEPS:
        setattr(os, name, deadly(getattr(os, name)))


def kill(made: Path, folder: Path) -> None:
    import lib.workbook.excel.write

    assert lib.workbook.excel.write, "is loaded before anything is counted"
    for step in count(1):
        path = folder / f"{step:03}" / "log.xlsx"
        path.parent.mkdir()
        shutil.copy(made, path)
        child = os.fork()
        if not child:
            workbook = ExcelWorkbook(path)
            edits = [change(workbook, "actions", 2, {"what": "after the save"})], journal(workbook, "c", "a")
            die_before(step)
            workbook.apply(*edits)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        print(step, code, flush=True)
        if code != -signal.SIGKILL:
            break


def add(path: Path, name: str, number: int) -> None:
    workbook = ExcelWorkbook(path)
    for at in range(number):
        rows = [
            RowAddition(workbook.id, "actions", {"action": f"{name}-{at}"}, f"{name}/{at}", key=("action",))
        ]
        while True:
            try:
                outcome = workbook.apply(rows)
            except WorkbookError as error:
                print(error, file=sys.stderr)
                continue
            assert outcome.written, outcome
            break


if __name__ == "__main__":
    command, file, *arguments = sys.argv[1:]
    if command == "kill":
        kill(Path(file), Path(arguments[0]))
    else:
        add(Path(file), arguments[0], int(arguments[1]))
