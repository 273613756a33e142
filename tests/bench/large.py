"""Every page on logs that are large in one direction, beside the demo: `python -m tests.bench.large [--chromium]`.

One circle of 1,224 people and about 200 sessions, one of 280 people, and 193 practices. For each page and role: the
processor time of a run that knows only the log and of one with nothing changed, messages, bytes, and about how many
DOM elements they become; everything that opens is open, or with `--closed` as a page opens. `--chromium` opens each
page in Chromium, by the clock, and counts its elements. Times are compared with those of the first log.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import quote

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.demo import make
from lib.ui.entry.shell import PAGES
from lib.ui.widgets import section
from tests.bench.pages import WATCH
from tests.bench.runs import ROOT, _Meter
from tests.browser.driving import Server, launched, opened, settled

LOGS: dict[str, dict[str, Any]] = {
    "demo": {},
    "1,224 people": {"circles": 6, "months": 50, "sessions_per_month": 4, "people": 1224},
    "280 people": {"circles": 6, "people": 280},
    "193 practices": {"practices": 193},
}
MOST_ELEMENTS = 6_000
AROUND = 8
"""DOM elements that Streamlit draws around each element of a page, about."""
_TAG = re.compile(r"<[a-zA-Z]")


class Shown(NamedTuple):
    """What a page's run cost and sent: seconds of a run that knows only the log and of one with nothing changed, of the
    latter its messages, bytes, and about how many DOM elements they become."""

    first: float
    again: float
    messages: int
    size: int
    elements: int


def elements(message: ForwardMsg) -> int:
    """About how many DOM elements a message becomes; tables of numbers are drawn on a canvas."""
    element = message.delta.new_element
    kind = element.WhichOneof("type") or ""
    inside = 0
    if kind in ("html", "markdown"):
        inside = len(_TAG.findall(getattr(element, kind).body))
    elif kind == "button_group":
        inside = 3 * len(element.button_group.options)
    return AROUND + inside


@contextmanager
def everything_open() -> Iterator[None]:
    """Closed sections and menus are open."""

    def opened_section(title: str, key: str, draw: Callable[[], object], *, icon: str | None = None) -> None:
        with st.expander(title, expanded=True, icon=icon):
            draw()

    def opened_menu(
        label: str, key: str, draw: Callable[[], object], *, in_use: bool = False, **look: Any
    ) -> None:
        with st.popover(label, **look):
            draw()

    with (
        mock.patch.object(section, "closed", opened_section),
        mock.patch.object(section, "menu", opened_menu),
    ):
        yield


def costs(app: AppTest) -> Shown:
    """Run the app twice and measure. `app` has its page; the log was read."""
    st.cache_resource.clear()
    meter, count = _Meter(), [0]
    with meter.on():
        send = local_script_runner.ForwardMsgQueue.enqueue

        def counted(queue: Any, message: ForwardMsg) -> None:
            count[0] += elements(message)
            send(queue, message)

        with mock.patch.object(local_script_runner.ForwardMsgQueue, "enqueue", counted):
            first = meter.run(app)
            count[0] = 0
            again = meter.run(app)
    return Shown(first.seconds, again.seconds, again.messages, again.size, count[0])


def page_of(path: Path, page: str, role: str = "admin", email: str = "", circle: str = "") -> AppTest:
    """The app on a workbook, as a role, on a page."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    if role != "admin":
        app.session_state["view_as_role"] = role
        app.session_state["view_as_email"] = email
    if page.endswith("/circle.py"):
        app.query_params["circle"] = circle
    if page.endswith("/log_session.py"):
        app.query_params["log_circle"] = circle
    return app.switch_page(page)


def report(
    path: Path, tables: make.Tables, before: dict[tuple[str, str], Shown], *, closed: bool
) -> dict[tuple[str, str], Shown]:
    """Print a line per role and page; `before`: the same of the demo, to compare with. `closed`: sections and menus."""
    own = tables["circles"][0]
    found = {}
    state = nullcontext() if closed else everything_open()
    with mock.patch.dict(os.environ, {"PHAROS_WORKBOOK": str(path)}), state:
        page_of(path, PAGES[0].path).run()  # reads the log
        for role, email in (("admin", ""), ("lead", own["lead"]), ("sponsor", own["sponsor"])):
            for page in [each for each in PAGES if role in each.roles]:
                shown = costs(page_of(path, page.path, role, email, own["circle"]))
                found[role, page.path] = shown
                demo = before.get((role, page.path), shown)
                print(
                    f"  {role:8}{Path(page.path).stem:14} first {shown.first:5.2f} s "
                    f"({shown.first / demo.first:4.1f}), again {shown.again:6.3f} s "
                    f"({shown.again / demo.again:4.1f}), {shown.messages:4} messages, {shown.size / 1000:6.0f} kB "
                    f"({shown.size / demo.size:4.1f}), about {shown.elements:5,} elements"
                    + (" TOO MANY" if shown.elements > MOST_ELEMENTS else ""),
                    flush=True,
                )
    return found


def in_chromium(logs: dict[str, tuple[Path, make.Tables]], folder: Path, rounds: int) -> None:
    """Print what each page takes in Chromium as an administrator opens it: seconds for the first time and for later
    ones, × those of the first log, and its elements. The logs take turns, each on a server of its own."""
    with ExitStack() as stack:
        browser = stack.enter_context(launched())
        tabs = {}
        for name, (path, tables) in logs.items():
            server = Server(folder / f"home of {name}", env={"PHAROS_WORKBOOK": str(path)})
            stack.callback(server.stop)
            page = stack.enter_context(opened(browser))
            page.context.add_init_script(WATCH)
            circle = quote(str(tables["circles"][0]["circle"]))
            page.goto(f"{server.url}/?circle={circle}")
            settled(page, within_seconds=300)  # the log is read first
            tabs[name] = page, server.url, f"circle={circle}&log_circle={circle}"
        for each in PAGES:
            took: dict[str, list[float]] = {name: [] for name in tabs}
            for _ in range(rounds):
                for name, (page, url, query) in tabs.items():
                    page.goto(f"{url}/{each.address}?{query}", wait_until="commit")
                    settled(page, within_seconds=120)
                    took[name].append(page.evaluate("window.pharosSeen.changed / 1000"))
            for name, (page, *_) in tabs.items():
                count = page.evaluate("document.querySelectorAll('*').length")
                (first, *again), (demo, *more) = took[name], next(iter(took.values()))
                print(
                    f"  {each.address:14}{name:14}{first:6.2f} s ({first / demo:4.1f}), then {median(again):5.2f} s "
                    f"({median(again) / median(more):4.1f}), {count:6,} elements"
                    + (" TOO MANY" if count > MOST_ELEMENTS else ""),
                    flush=True,
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", action="store_true")
    parser.add_argument("--closed", action="store_true")
    parser.add_argument("--rounds", type=int, default=3, help="in Chromium, how often each page is opened")
    parser.add_argument("--logs", default=",".join(map(str, range(len(LOGS)))), help="their numbers, from 0")
    options = parser.parse_args()
    demo: dict[tuple[str, str], Shown] = {}
    logs = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in [[*LOGS][int(number)] for number in options.logs.split(",")]:
            path = Path(folder) / f"{name}.xlsx"
            logs[name] = path, make.program(seed=7, end=date.today(), **LOGS[name])
            make.write(logs[name][1], path)
            if not options.chromium:
                print(name, flush=True)
                found = report(*logs[name], demo, closed=options.closed)
                demo = demo or found
        if options.chromium:
            in_chromium(logs, Path(folder), options.rounds)


if __name__ == "__main__":
    main()
