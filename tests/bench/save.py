"""From "Save" to the page that shows it, on a log of a million cells in Google Sheets: `python -m tests.bench.save`.

A server that answers like Google runs in a separate process: first as fast as it can, then with a quarter of a second
per call, as Google takes. Ends with 1 if a save takes more than three times its requests.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests
from streamlit.testing.v1 import AppTest

from lib.access.redaction import Viewer
from lib.demo import make
from lib.log.changing.changes import changes_of_row
from lib.source import caches, saving
from lib.ui.edits.saving import empty_set
from lib.workbook.google.client import GoogleClient
from tests.servers.service_account import EMAIL, private_key

ROOT = Path(__file__).parents[2]
SECONDS_A_CALL = 0.25
MOST = 3.0
"""How much longer than its requests alone a save may take, up to the page that shows it."""


@contextmanager
def served(path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of the server and the spreadsheet."""
    command = [
        *(sys.executable, "-m", "tests.servers.sheets"),
        *("--workbook", str(path), "--port", "0"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        output = ""
        while "PHAROS_SHEETS_ENDPOINT" not in output:
            output += server.stdout.readline()
        endpoint, address = re.search(r"on (\S+)", output), re.search(r"https://docs\S+", output)
        assert endpoint
        assert address
        try:
            yield endpoint[1], address[0]
        finally:
            server.terminate()


@dataclass
class Spent:
    """The seconds spent in calls to Google, and the number of calls."""

    seconds: float = 0.0
    calls: int = 0


@contextmanager
def clocked() -> Iterator[Spent]:
    """Measure the calls made meanwhile."""
    spent, request = Spent(), GoogleClient.request

    def timed(client: GoogleClient, *args: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return request(client, *args, **options)
        finally:
            spent.seconds += time.perf_counter() - start
            spent.calls += 1

    with patch.object(GoogleClient, "request", timed):
        yield spent


def at(app: AppTest, address: str) -> AppTest:
    (app._page_hash,) = (
        found for found, page in app._registered_pages.items() if page["url_pathname"] == address
    )
    return app


@dataclass(frozen=True)
class Took:
    """The seconds of one save, of the run of the page that shows it, and of the calls alone."""

    saving: float
    showing: float
    calls: float
    count: int

    @property
    def ratio(self) -> float:
        return (self.saving + self.showing) / self.calls


def save_once(app: AppTest, note: str) -> Took:
    """Save two cells of an action, then run the page again."""
    shown = caches.source()
    row = shown.current().log.actions.iloc[-1].to_dict()
    edits = changes_of_row("actions", row, {"effect_note": note, "what": note})
    with clocked() as spent:
        start = time.perf_counter()
        saved = saving.save(shown, replace(empty_set(Viewer()), changes=edits), Viewer())
    between = time.perf_counter()
    app.run()
    end = time.perf_counter()
    assert saved.is_written, saved.problems
    assert not app.exception
    assert (shown.current().log.actions["effect_note"] == note).sum() == 1
    return Took(between - start, end - between, spent.seconds, spent.calls)


def measure(path: Path, pages: tuple[str, ...] = ("edit", "actions")) -> float:
    """Print how long a save takes on each page; out: the largest ratio with calls as slow as Google's."""
    ratios = [0.0]
    with ExitStack() as around:
        endpoint, address = around.enter_context(served(path))
        os.environ["PHAROS_SHEETS_ENDPOINT"] = endpoint
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
        key = {"type": "service_account", "client_email": EMAIL, "private_key": private_key()}
        secrets = {"workbook": {"url": address, "keep_snapshot": False, "service_account": key}}
        around.enter_context(patch.object(caches, "_secrets", lambda: secrets))
        caches.source().first()
        app.run()
        print(f"from Save to the page that shows it, {path.stat().st_size / 1e6:.1f} MB as .xlsx")
        for page in pages:
            at(app, page).run()
            save_once(app, f"{page}: what is imported when first needed")
            for delay in (0.0, SECONDS_A_CALL):
                requests.delete(f"{endpoint}/control/faults", timeout=9).raise_for_status()
                if delay:
                    slow = {"kind": "slow", "path": "/", "delay": delay, "times": None}
                    requests.post(f"{endpoint}/control/faults", json=slow, timeout=9).raise_for_status()
                took = min(
                    (save_once(app, f"{page} {delay} {n}") for n in range(3)),
                    key=lambda each: each.saving + each.showing,
                )
                ratios += [took.ratio] if delay else []
                print(
                    f"  {page:8} calls of {delay:4.2f} s or more: save {took.saving:5.2f} s,"
                    f" page {took.showing:5.2f} s,"
                    f" {took.count} calls alone {took.calls:5.2f} s: {took.ratio:.2f} x (at most {MOST:g})"
                )
    return max(ratios)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--circles", type=int, default=400)
    parser.add_argument("--months", type=int, default=24)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.xlsx"
        make.write(make.program(options.circles, options.months, seed=7, end=date.today()), path)
        if measure(path) > MOST:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
