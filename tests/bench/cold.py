"""From the start of a new process to its first page: `python -m tests.bench.cold [--rounds 5] [--without-browser]`.

Pharos's overview and an empty page, in turn. In Chromium: from starting the process until nothing moves on the page, by
the clock, in a browser that never saw this server and in one that did before it started again. Without a browser: until
the server says that the page is sent, with its processor time. Where the processor times of other programs matter, the
last is what to go by.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from lib.demo import make
from tests.browser.driving import Server, free_port, launched, opened, settled
from tests.ui.entry.wire import Wire

# When the page last changed, in seconds since 1970.
_NOTE_CHANGES = """(() => {
  const watch = () => new MutationObserver(() => { window.pharosChanged = Date.now() / 1000; })
    .observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
  document.documentElement ? watch() : addEventListener("DOMContentLoaded", watch);
})()"""
IN_NEW, IN_KNOWN = "in a new browser, seconds", "in a browser that knows the server, seconds"
ON_SERVER, PROCESSOR = "without a browser, seconds", "without a browser, processor time"


@dataclass
class Subject:
    """An app, and the seconds it took, by what was measured."""

    name: str
    script: str
    page: str
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def started(self, folder: Path, port: int | None = None) -> Iterator[Server]:
        """Its server, as a new process in a new home."""
        home = Path(tempfile.mkdtemp(dir=folder))
        server = Server(home, self.script, self.env, cold=True, port=port)
        try:
            yield server
        finally:
            server.stop()


def without_browser(subject: Subject, folder: Path) -> dict[str, float]:
    """From starting a server until it says that its first page is sent: seconds, and seconds of processor time."""
    start = time.perf_counter()
    with (
        subject.started(folder) as server,
        Wire(server.url, page=subject.page),
    ):  # hears the first run to its end
        return {
            ON_SERVER: time.perf_counter() - start,
            PROCESSOR: _processor_seconds(server.process),
        }


def in_chromium(subject: Subject, folder: Path, page: Page, port: int | None = None) -> float:
    """Seconds from starting a server to the last change of its first page. The page is left blank."""
    start = time.time()
    with subject.started(folder, port) as server:
        page.goto(f"{server.url}/{subject.page}", wait_until="commit")
        settled(page)
        seconds = float(page.evaluate("window.pharosChanged")) - start
        page.goto("about:blank")  # else it would look for the server that ends now
    return seconds


def _processor_seconds(process: int) -> float:
    """Processor time of a process so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _noted(browser: Browser) -> Iterator[Page]:
    """A page in a new profile that notes when it changes."""
    with opened(browser) as page:
        page.context.add_init_script(_NOTE_CHANGES)
        yield page


def measure(subjects: list[Subject], folder: Path, rounds: int, *, with_browser: bool) -> None:
    """Fill the seconds of each subject, in turn; a round before the first only fills the file system's cache and the
    browsers that know a server."""
    with launched() as browser, _noted(browser) as first, _noted(browser) as second:
        for number in range(rounds + 1):
            for subject, known in zip(subjects, (first, second), strict=True):
                took = without_browser(subject, folder)
                if with_browser:
                    took[IN_KNOWN] = in_chromium(subject, folder, known, subject.port)
                    with _noted(browser) as new:
                        took[IN_NEW] = in_chromium(subject, folder, new)
                if number:
                    for what, seconds in took.items():
                        subject.seconds[what].append(seconds)


def report(rounds: int, *, with_browser: bool = True) -> None:
    """Print the seconds of both, and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make.write(make.program(24, 18, seed=7, end=date.today()), folder / "log.xlsx")
        pharos = Subject("Pharos", "app.py", "overview", {"PHAROS_WORKBOOK": str(folder / "log.xlsx")})
        empty = Subject("empty", "tests/bench/apps/empty.py", "", {})
        measure([pharos, empty], folder, rounds, with_browser=with_browser)
    for what, taken in pharos.seconds.items():
        ours, least = median(taken), median(empty.seconds[what])
        print(
            f"new process to first page {what}: {ours:.2f}, {ours / least:.2f} x an empty app's {least:.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a new process until its first page.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without-browser", action="store_true")
    asked = parser.parse_args()
    report(asked.rounds, with_browser=not asked.without_browser)


if __name__ == "__main__":
    main()
