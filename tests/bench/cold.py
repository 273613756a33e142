"""From the start of a new process to its first page: `python -m tests.bench.cold [--rounds 5]`.

Pharos's overview and an empty page, in turn, without the browser's part: until the server says that the page is sent.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from lib.demo import make
from tests.browser.driving import Server
from tests.ui.entry.wire import Wire


def first_page(folder: Path, script: str, page: str, env: dict[str, str]) -> tuple[float, float]:
    """From starting a server to its first page: seconds, and seconds of processor time."""
    start = time.perf_counter()
    server = Server(folder, script, env, cold=True)
    try:
        with Wire(server.url, page=page):  # hears the first run to its end
            return time.perf_counter() - start, _processor_seconds(server.process)
    finally:
        server.stop()


def _processor_seconds(process: int) -> float:
    """Processor time of a process so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(rounds: int) -> None:
    """Print the seconds of both, and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make.write(make.program(24, 18, seed=7, end=date.today()), folder / "log.xlsx")
        log = {"PHAROS_WORKBOOK": str(folder / "log.xlsx")}
        seconds: dict[str, list[tuple[float, float]]] = {"Pharos": [], "empty": []}
        for number in range(rounds + 1):
            for subject, script, page, env in (
                ("Pharos", "app.py", "overview", log),
                ("empty", "tests/bench/apps/empty.py", "", {}),
            ):
                took = first_page(folder / f"{subject} {number}", script, page, env)
                if number:  # the first round only fills the file system's cache
                    seconds[subject].append(took)
    for place, what in enumerate(("seconds", "processor time")):
        pharos, empty = (median(each[place] for each in found) for found in seconds.values())
        print(
            f"new process to first page, {what}: {pharos:.2f}, {pharos / empty:.2f} x an empty app's {empty:.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a new process until its first page.")
    parser.add_argument("--rounds", type=int, default=5)
    report(parser.parse_args().rounds)


if __name__ == "__main__":
    main()
