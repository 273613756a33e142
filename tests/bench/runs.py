"""What one run of a page's script costs: processor time, messages and bytes, page by page.

`python -m tests.bench.runs [WORKBOOK] [--pages overview,health]` measures a run with nothing changed, the first run
with a circle filtered that has a practice, and the same again once that state is known. Times are those of the script's
own thread, so that other work on the machine does not count; without a workbook it makes one of 24 circles.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from unittest import mock

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.demo import make
from lib.log.reading.parse import parse
from lib.workbook.excel.workbook import ExcelWorkbook

ROOT = Path(__file__).parents[2]
PAGES = ("overview", "health", "actions", "lighthouses")
RUNS, CIRCLES = 5, 5


class Run(NamedTuple):
    """Seconds of processor time of one script run, and the messages and bytes that it sent."""

    seconds: float
    messages: int
    size: int


class _Meter:
    """Measures the script runs of an AppTest."""

    def __init__(self) -> None:
        self.seconds, self.messages, self.size = 0.0, 0, 0

    @contextmanager
    def on(self) -> Iterator[None]:
        send, run = local_script_runner.ForwardMsgQueue.enqueue, ScriptRunner._run_script_thread

        def noted(queue: Any, message: Any) -> None:
            self.messages += 1
            self.size += message.ByteSize()
            send(queue, message)

        def timed(runner: Any) -> None:
            start = time.thread_time()
            try:
                run(runner)
            finally:
                self.seconds = time.thread_time() - start

        with (
            mock.patch.object(local_script_runner.ForwardMsgQueue, "enqueue", noted),
            mock.patch.object(ScriptRunner, "_run_script_thread", timed),
        ):
            yield

    def run(self, app: AppTest) -> Run:
        self.messages = self.size = 0
        app.run()
        assert not app.exception
        return Run(self.seconds, self.messages, self.size)


def with_practice(workbook: Path) -> set[str]:
    """The circles that a practice comes from: of others, Lighthouses says only that there is nothing."""
    return set(parse(ExcelWorkbook(workbook).read().grids).practices["circle"].dropna())


def measure(workbook: Path, page: str, spreading: set[str]) -> tuple[Run, list[float], list[float]]:
    """A run of a page with nothing changed (the quickest of several), and the seconds of runs after another circle was
    chosen: for the first time, and when each choice is known. `spreading`: the circles that may be chosen."""
    meter = _Meter()
    with mock.patch.dict(os.environ, {"PHAROS_WORKBOOK": str(workbook)}), meter.on():
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
        app.switch_page(f"pages/program/{page}.py").run()
        quickest = min(meter.run(app) for _ in range(RUNS))
        circles = [circle for circle in app.multiselect(key="circle").options if circle in spreading][
            :CIRCLES
        ]
        new: list[float] = []
        known: list[float] = []
        for seconds in (new, known):
            for circle in circles:
                app.multiselect(key="circle").set_value([circle])
                seconds.append(meter.run(app).seconds)
    return quickest, new, known


def report(workbook: Path, pages: tuple[str, ...] = PAGES) -> None:
    """Print one line per page."""
    spreading = with_practice(workbook)
    for page in pages:
        quickest, new, known = measure(workbook, page, spreading)
        print(
            f"{page}: nothing changed {quickest.seconds:.3f} s, {quickest.messages} messages, {quickest.size:,} bytes; "
            f"circle new {median(new):.2f} s, known {median(known):.3f} s"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what a run of each page's script costs.")
    parser.add_argument("workbook", nargs="?", type=Path)
    parser.add_argument("--pages", default=",".join(PAGES))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workbook = options.workbook or Path(folder) / "demo.xlsx"
        if options.workbook is None:
            make.write(make.program(24, 18, seed=7, end=date.today()), workbook)
        report(workbook, tuple(options.pages.split(",")))


if __name__ == "__main__":
    main()
