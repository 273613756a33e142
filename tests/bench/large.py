"""Every page on logs that are large in one direction, beside the demo: `python -m tests.bench.large [--chromium]`.

One circle of 1,224 people and about 200 sessions, one of 280 people, and 193 practices. For each page and role: the
processor time of a run that knows only the log and of one with nothing changed, messages, bytes, and about how many
DOM elements they become; everything that opens is open, or with `--closed` as a page opens. `--chromium` counts the
elements of each page in Chromium, as it opens.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.demo import make
from lib.ui.entry.shell import PAGES
from lib.ui.widgets import section
from tests.bench.runs import ROOT, _Meter
from tests.browser.driving import Server, launched, opened, settled
from tests.browser.walking import go

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


def in_chromium(path: Path, tables: make.Tables, folder: Path) -> None:
    """Print how many elements each page has in Chromium, as an administrator opens it."""
    server = Server(folder, env={"PHAROS_WORKBOOK": str(path)})
    try:
        with launched() as browser, opened(browser) as page:
            page.goto(f"{server.url}/?circle={tables['circles'][0]['circle']}")
            settled(page, within_seconds=300)  # the log is read first
            for each in PAGES:
                go(page, each.address)
                count = page.evaluate("document.querySelectorAll('*').length")
                print(f"  {each.address:14} {count:6,} elements", flush=True)
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", action="store_true")
    parser.add_argument("--closed", action="store_true")
    parser.add_argument("--logs", default=",".join(map(str, range(len(LOGS)))), help="their numbers, from 0")
    options = parser.parse_args()
    demo: dict[tuple[str, str], Shown] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in map(int, options.logs.split(",")):
            name = [*LOGS][number]
            path = Path(folder) / f"{number}.xlsx"
            tables = make.program(seed=7, end=date.today(), **LOGS[name])
            make.write(tables, path)
            print(name, flush=True)
            if options.chromium:
                in_chromium(path, tables, Path(folder) / f"home {number}")
            else:
                found = report(path, tables, demo, closed=options.closed)
                demo = found if name == "demo" else demo


if __name__ == "__main__":
    main()
