"""What a page costs a viewer, in Chromium: `python -m tests.bench.pages [--circles 24] [--rounds 5]`.

Pharos's pages, LIMIT (a Streamlit page that sends what it knows beforehand), NAIVE (gspread and pandas in each run) and
an empty page, each on a server of its own. Rounds take turns, so that a busy machine slows all alike; medians are
compared. *Open* begins with a page that the browser has compiled before and ends when nothing moves; *filter* chooses
one circle, another one each round; *back* removes it.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from lib.demo import make
from lib.source.second import room
from lib.ui.entry import probes
from tests.bench.save import served
from tests.browser.driving import ROOT, Server, launched, opened, pick, settled
from tests.servers.service_account import EMAIL, private_key

PAGES = ("overview", "health", "actions", "lighthouses", "outcomes", "playbook", "dependencies")
STEPS = ("open", "filter", "back")
BESIDE = ("LIMIT", "NAIVE", "empty")

# Counts what the server sends, and notes when the page last changed.
WATCH = """(() => {
  const seen = window.pharosSeen = { messages: 0, bytes: 0, changed: 0, heard: 0 };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", event => {
        seen.heard = performance.now();
        seen.messages += 1;
        seen.bytes += event.data.byteLength ?? event.data.size ?? event.data.length;
        seen.changed = performance.now();
      });
    }
  };
  // What a screen reader was told is taken away seven seconds later, in whatever step that is.
  const told = change => change.target.closest?.("[data-live-announcer]");
  const watch = () => new MutationObserver(found => { if (!found.every(told)) seen.changed = performance.now(); })
    .observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
  document.documentElement ? watch() : addEventListener("DOMContentLoaded", watch);
})()"""
_NOW = "() => { window.pharosSeen.messages = window.pharosSeen.bytes = 0; return performance.now(); }"
_SEEN = """() => ({ ...window.pharosSeen, nodes: document.querySelectorAll("*").length,
  elements: document.querySelectorAll('[data-testid="stElementContainer"]').length })"""


@dataclass
class Costs:
    """Seconds of each step, round by round, those until its last message came, and what the last round of it sent and
    showed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    server: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    sent: dict[str, dict[str, float]] = field(default_factory=dict)

    def share(self, step: str) -> float:
        """The server's share of a step: until its last message came."""
        return median(self.server[step]) / self.took(step)

    def took(self, step: str) -> float:
        """The median of a step's seconds."""
        return median(self.seconds[step])


@dataclass(frozen=True)
class Subject:
    """A page to look at, and its circles, all of which it knows by name."""

    name: str
    url: str
    circles: list[str]
    process: int


def one_round(browser: Browser, subject: Subject, number: int, costs: Costs) -> None:
    """Open the page, choose a circle that was not chosen before, and go back to all."""
    with opened(browser) as page:
        page.context.add_init_script(WATCH)
        page.goto(subject.url)
        settled(page)  # what a browser fetches and compiles once is no cost of the page
        page.goto(subject.url, wait_until="commit")
        settled(page)
        _note(page, costs, "open", 0.0)
        circle = subject.circles[number % len(subject.circles)]
        start = _filter(page, circle)
        _note(page, costs, "filter", start)
        page.wait_for_timeout(300)
        start = page.evaluate(_NOW)
        page.get_by_test_id("stMultiSelect").first.get_by_role("combobox").press("Backspace")
        settled(page)
        _note(page, costs, "back", start)


def _filter(page: Page, circle: str) -> float:
    """Choose a circle; out: when, in the page's milliseconds."""
    page.evaluate(
        """() => addEventListener("click", () => { window.pharosClicked = performance.now(); }, true)"""
    )
    page.evaluate(_NOW)
    pick(page, "Circle", circle, typed=True)
    settled(page)
    return float(page.evaluate("window.pharosClicked"))


def _note(page: Page, costs: Costs, step: str, start: float) -> None:
    seen = page.evaluate(_SEEN)
    costs.seconds[step].append((seen["changed"] - start) / 1000)
    costs.server[step].append((min(seen["heard"], seen["changed"]) - start) / 1000)
    costs.sent[step] = seen


@contextmanager
def servers(circles: int, months: int, end: date, pages: Sequence[str] = PAGES) -> Iterator[list[Subject]]:
    """Servers of Pharos and of the small apps, on one log that ends on a day. `pages`: those of Pharos."""
    with ExitStack() as around:
        folder = Path(around.enter_context(tempfile.TemporaryDirectory()))
        path, tables = folder / "log.xlsx", make.program(circles, months, seed=7, end=end)
        make.write(tables, path)
        names = [str(row["circle"]) for row in tables["circles"]]
        endpoint, address = around.enter_context(served(path))
        key = {"type": "service_account", "client_email": EMAIL, "private_key": private_key()}
        elsewhere = {
            "PHAROS_SHEETS_ENDPOINT": endpoint,
            "BENCH_ADDRESS": address,
            "BENCH_KEY": json.dumps(key),
            "PYTHONPATH": str(ROOT),
        }

        def run(name: str, script: str, env: dict[str, str]) -> tuple[str, int]:
            server = Server(folder / name, script, env, cold=True)
            around.callback(server.stop)
            return server.url, server.process

        second = {room.SETTING: os.environ.get(room.SETTING, "1"), probes.SETTING: "1"}
        pharos, process = run("pharos", "app.py", {"PHAROS_WORKBOOK": str(path), **second})
        subjects = [Subject(page, f"{pharos}/{page}", names, process) for page in pages]
        for name, circles_of, env in (
            ("LIMIT", [f"Circle {number:03d}" for number in range(1, 25)], {}),
            ("NAIVE", names, elsewhere),
            ("empty", ["Atlas", "Vega"], {}),
        ):
            url, process = run(name, f"tests/bench/apps/{name.lower()}.py", env)
            subjects.append(Subject(name, url, circles_of, process))
        yield subjects


def measure(
    circles: int, months: int, rounds: int, end: date, pages: Sequence[str] = PAGES, rest: float = 0.0
) -> dict[str, Costs]:
    """The costs of each page and of each small app. One round before the first is not counted, and `rest` seconds
    after it nobody looks."""
    with servers(circles, months, end, pages) as subjects, launched() as browser:
        found = {subject.name: Costs() for subject in subjects}
        for subject in subjects:
            one_round(browser, subject, 0, Costs())
        time.sleep(rest)
        for number in range(1, rounds + 1):
            for subject in subjects:
                one_round(browser, subject, number, found[subject.name])
    return found


def report(found: dict[str, Costs], circles: int) -> None:
    """Print seconds, ratios to LIMIT, and what was sent and shown."""
    limit = found["LIMIT"]
    print(f"pages in Chromium, {circles} circles: seconds (times LIMIT)")
    print(
        f"  {'':12}{'open':>14}{'filter':>14}{'back':>14}   messages, kB on open; filter; elements, nodes; "
        "server's share of filter, back"
    )
    for name, costs in found.items():
        steps = "".join(
            f"{costs.took(step):7.2f} ({costs.took(step) / limit.took(step):4.2f})" for step in STEPS
        )
        on_open, on_filter = costs.sent["open"], costs.sent["filter"]
        print(
            f"  {name:12}{steps}   {on_open['messages']:.0f}, {on_open['bytes'] / 1000:.0f}; "
            f"{on_filter['messages']:.0f}, {on_filter['bytes'] / 1000:.0f}; "
            f"{on_open['elements']:.0f}, {on_open['nodes']:,.0f}; "
            f"{costs.share('filter'):.0%}, {costs.share('back'):.0%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--circles", type=int, default=24)
    parser.add_argument("--months", type=int, default=18)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", default=",".join(PAGES))
    parser.add_argument(
        "--rest", type=float, default=0.0, help="seconds in which pages are found ahead first"
    )
    options = parser.parse_args()
    os.environ.pop("PHAROS_WORKBOOK", None)
    pages = options.pages.split(",")
    found = measure(options.circles, options.months, options.rounds, date.today(), pages, options.rest)
    report(found, options.circles)


if __name__ == "__main__":
    main()
