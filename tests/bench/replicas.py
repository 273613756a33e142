"""Three servers behind nginx, and one is killed: `python -m tests.bench.replicas [--viewers 60] [--quiet 120]`.

The servers share a store and a Google spreadsheet on this machine. Each viewer is a WebSocket through nginx, with a
cookie of their own. A part has a filter in the address, a part has typed into a form that is not saved, and a part
saves again and again. Said are: how often Google is asked, how long each viewer waits after the kill until their page
is back with filter and draft, what became of every save, and how long a withdrawn role and a sign-out take to count on
all servers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException

from lib.demo import make
from tests.bench.proxy import nginx
from tests.browser.driving import Server
from tests.servers import service_account
from tests.servers.sheets.server import SheetsServer
from tests.ui.entry.test_watch import SECRETS, STRANGER, WELCOME
from tests.ui.entry.wire import Wire, cookie

REPLICAS = 3
CIRCLES = 24
BACK_SECONDS = 10.0
PATIENCE_SECONDS = 90.0
AGAIN_SECONDS = 0.5
"""How soon Streamlit's page first tries to connect again."""
ASKS = ("files.get", "values.batchGet")
"""Calls of a refresh: whether the spreadsheet changed, and its cells."""


class Page(Wire):
    """A page of one viewer: also the elements that it shows, by kind and label, and what it says was done."""

    def __init__(self, url: str, cookies: str, page: str, query: str = "") -> None:
        self.query = query
        self.shown: dict[tuple[str, str], Any] = {}
        self.said: list[str] = []
        super().__init__(url, cookies, page=page, opened=False)

    def asking(self, **wanted: Any) -> BackMsg:
        message = super().asking(**wanted)
        message.rerun_script.query_string = self.query
        return message

    def _take(self, message: ForwardMsg) -> None:
        super()._take(message)
        self.messages.forget()
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "alert":
            self.said.append(element.alert.body)
        label = getattr(getattr(element, kind), "label", "") if kind else ""
        if kind and label:
            self.shown.setdefault((kind, label), None)
            self.shown[kind, label] = getattr(element, kind)


@dataclass
class Viewer:
    """One person with one page, who connects again by themselves as a browser does.

    `is_back`: whether the page shows all that it showed before; `waits`: seconds from losing the connection until then.
    """

    url: str
    email: str
    page: str
    query: str
    is_back: Callable[[Page], bool]
    waits: list[float] = field(default_factory=list)
    wire: Page | None = None
    cookies: str = ""

    def open(self) -> None:
        """Come by for the first time: nginx gives the browser its server."""
        me = cookie(self.url, self.email)
        with urlopen(Request(f"{self.url}/", headers={"Cookie": me}), timeout=60) as answer:
            server = str(answer.headers["Set-Cookie"]).partition(";")[0]
        self.cookies = f"{me}; {server}"
        self._connect(time.monotonic() + PATIENCE_SECONDS)

    def again(self, since: float) -> None:
        """Connect until the page is as it was."""
        self._connect(since + PATIENCE_SECONDS)
        self.waits.append(time.monotonic() - since)

    def _connect(self, until: float) -> None:
        while True:
            try:
                self.wire = Page(self.url, self.cookies, self.page, self.query)
                self._keep_server(self.wire)
                while self.wire.run(60):
                    if self.is_back(self.wire):
                        return
                    assert time.monotonic() < until, f"{self.email}: {self.wire.title!r} {self.wire.said}"
                    time.sleep(0.2)
            except (OSError, WebSocketException):
                pass
            assert time.monotonic() < until, f"{self.email} never came back"
            time.sleep(AGAIN_SECONDS)

    def _keep_server(self, page: Page) -> None:
        """Stay on the server that the proxy chose, as a browser does."""
        answer = page._socket.response
        if answer is not None and (server := answer.headers.get("Set-Cookie", "").partition(";")[0]):
            me = self.cookies.partition("; pharos_server=")[0]
            self.cookies = f"{me}; {server}"

    def look(self) -> bool:
        """Ask for the page as it is; out: False if the connection is lost."""
        assert self.wire is not None
        try:
            return self.wire.run(60)
        except (OSError, WebSocketException):
            return False


def reader(url: str, number: int, circle: str) -> Viewer:
    """An administrator with a filter."""
    return Viewer(
        url,
        "ada@example.org",
        "",
        f"circle={circle}",
        lambda page: (
            (box := page.shown.get(("multiselect", "Circle"))) is not None
            and (list(box.raw_values) == [circle] or [box.options[at] for at in box.default] == [circle])
        ),
    )


class Typist(Viewer):
    """A lead who has typed a decision, and not saved it."""

    def type(self) -> None:
        assert self.wire is not None
        box = self.wire.shown["text_input", "Decision"]
        self.wire.run(60, widgets={box.id: {"string_value": self.text}})

    @property
    def text(self) -> str:
        return f"Decided by {self.email}"


def typist(url: str, number: int, circle: str) -> Typist:
    made: Typist

    def is_back(page: Page) -> bool:
        box = page.shown.get(("text_input", "Decision"))
        return box is not None and (not made.waiting or made.text in (box.value, box.default))  # type: ignore[attr-defined]

    made = Typist(url, f"lead{number}@example.org", "log_session", f"log_circle={circle}", is_back)
    made.waiting = False  # type: ignore[attr-defined]
    return made


@dataclass
class Saver(Viewer):
    """A sponsor who records acts. `saved`: those that the page called saved; `open`: those without an answer."""

    saved: int = 0
    unknown: int = 0
    failed: list[str] = field(default_factory=list)

    def act(self) -> bool:
        """Record an act on a page that was just opened, which shows no earlier outcome; out: False if the connection is
        lost before the answer."""
        assert self.wire is not None
        try:
            self.wire.close()
            self._connect(time.monotonic() + PATIENCE_SECONDS)
            self.wire.hear(seconds=1)  # runs that nobody asked for, such as after a refresh
            self.wire.said.clear()
            ended = self.wire.run(120, click=self.wire.buttons["Visit"])
        except (OSError, WebSocketException):
            ended = False
        if any(words.startswith("Saved") for words in self.wire.said):
            self.saved += 1
        elif ended:
            self.failed += self.wire.said
        else:
            self.unknown += 1
        return ended


def saver(url: str, number: int, circle: str) -> Saver:
    return Saver(url, f"sponsor{number}@example.org", "", "", lambda page: "Visit" in page.buttons)


@dataclass
class Trial:
    """The servers, what they share, and where the viewers come in."""

    google: SheetsServer
    file: str
    servers: list[Server]
    url: str
    circles: dict[int, str]

    def calls(self, since: Counter[str]) -> Counter[str]:
        return Counter(self.google.counts()) - since


@contextmanager
def trial(folder: Path) -> Iterator[Trial]:
    """Three servers behind nginx on one spreadsheet."""
    tables = make.program(circles=CIRCLES, months=8, seed=7, end=date.today(), errors=False)
    for number, circle in enumerate(tables["circles"]):
        circle |= {
            "lead": f"lead{number}@example.org",
            "sponsor": f"sponsor{number}@example.org",
        }
    running = {
        number: str(row["circle"]) for number, row in enumerate(tables["circles"]) if row["ended"] is None
    }
    tables["sponsor_acts"] = tables["sponsor_acts"][:1]
    make.write(tables, folder / "log.xlsx")
    with ExitStack() as around:
        google = SheetsServer().start()
        around.callback(google.stop)
        file = google.load_xlsx(folder / "log.xlsx", "Log")
        secrets = SECRETS + (
            f'[workbook]\nurl = "https://docs.google.com/spreadsheets/d/{file}/edit"\n'
            f'[workbook.service_account]\ntype = "service_account"\nclient_email = "{service_account.EMAIL}"\n'
            f"private_key = {json.dumps(service_account.private_key())}\n"
            f'[store]\nurl = "{(folder / "store").as_uri()}"\n'
        )
        servers = []
        for number in range(REPLICAS):
            servers.append(
                Server(folder / f"{number}", env={"PHAROS_SHEETS_ENDPOINT": google.url}, secrets=secrets)
            )
            around.callback(servers[-1].stop)
        addresses = [server.url.removeprefix("http://") for server in servers]
        url = around.enter_context(nginx(folder / "nginx", addresses))
        yield Trial(google, file, servers, url, running)


def in_turn(viewers: Sequence[Viewer], work: Callable[[Any], Any]) -> list[Any]:
    """Each viewer's part, all at the same time."""
    with ThreadPoolExecutor(max(1, len(viewers))) as pool:
        return list(pool.map(work, viewers))


def quiet(here: Trial, viewers: Sequence[Viewer], seconds: float, say: Callable[[str], None]) -> None:
    """While everybody looks around, Google is asked once a minute in all."""
    before, ends = Counter(here.google.counts()), time.monotonic() + seconds
    looks = Counter[bool]()

    def wander(viewer: Viewer) -> None:
        pauses = random.Random(viewer.email + viewer.query)
        while (pause := pauses.uniform(10, 20)) < ends - time.monotonic():
            time.sleep(pause)
            looks[viewer.look()] += 1

    in_turn(viewers, wander)
    calls = here.calls(before)
    asked = sum(calls[name] for name in ASKS)
    say(
        f"{seconds:.0f} s, {len(viewers)} viewers, {looks[True]} page views, {looks[False]} lost: "
        f"Google asked {asked} times ({dict(calls)})"
    )
    assert not looks[False]
    assert asked <= seconds / 60 + 1, calls


def killed(here: Trial, viewers: Sequence[Viewer], seconds: float, say: Callable[[str], None]) -> None:
    """One server is killed while viewers look around and save; each comes back as they were."""
    savers = [viewer for viewer in viewers if isinstance(viewer, Saver)]
    rows = len(here.google.values(here.file, "sponsor_acts")) if savers else 0
    is_over, kill_at = threading.Event(), time.monotonic() + seconds / 2
    spent: list[float] = []

    def live(viewer: Viewer) -> None:
        pauses = random.Random(viewer.email + viewer.query)
        while not is_over.is_set():
            if isinstance(viewer, Saver):
                goes_on = viewer.act()
                is_over.wait(pauses.uniform(5, 10))
            else:  # hears that the connection is lost when it is, as a browser does
                assert viewer.wire is not None
                viewer.wire.hear(seconds=1)
                goes_on = viewer.wire._socket.close_code is None
            if not goes_on:
                viewer.again(time.monotonic())
                spent.append(_spent(here))

    def kill() -> None:
        time.sleep(max(0.0, kill_at - time.monotonic()))
        spent.append(_spent(here))
        os.kill(here.servers[0].process, signal.SIGKILL)
        time.sleep(seconds / 2)
        is_over.set()

    with ThreadPoolExecutor(len(viewers) + 1) as pool:
        work = [pool.submit(live, viewer) for viewer in viewers]
        pool.submit(kill).result()
        for each in work:
            each.result()
    waits = sorted(wait for viewer in viewers for wait in viewer.waits)
    assert waits, "the server that was killed had no viewer"
    say(
        f"killed one of {REPLICAS}: {len(waits)} of {len(viewers)} viewers lost their server; page, filter and draft "
        f"were back after {waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s (longest); until then the servers "
        f"left took {spent[-1] - spent[0]:.1f} s of processor time"
    )
    _count_saves(here, savers, rows, say)
    assert len(waits) < len(viewers)
    assert waits[-1] <= BACK_SECONDS, waits


def _count_saves(here: Trial, savers: Sequence[Saver], rows: int, say: Callable[[str], None]) -> None:
    """Every save that was called saved is there once, and none without an answer is there twice or in part."""
    time.sleep(5)
    table = here.google.values(here.file, "sponsor_acts")
    by = table[0].index("sponsor")
    found = Counter(str(row[by]) for row in table[rows:])
    lines = here.google.values(here.file, "edits")
    journal = Counter(
        str(row[lines[0].index("who")]) for row in lines[1:] if row[lines[0].index("tab")] == "sponsor_acts"
    )
    sets = Counter(
        (
            str(row[lines[0].index("change_set")]),
            str(row[lines[0].index("column")]),
            str(row[lines[0].index("key")]),
        )
        for row in lines[1:]
    )
    saved, unknown = sum(each.saved for each in savers), sum(each.unknown for each in savers)
    failed = [words for each in savers for words in each.failed]
    say(
        f"{saved} saves were confirmed, {unknown} had no answer, {len(failed)} were refused; "
        f"{found.total()} are in the spreadsheet"
    )
    for each in savers:
        counts = f"{each.email}: {found[each.email]} found, {each.saved} saved, {each.unknown} unknown, {each.failed}"
        assert each.saved <= found[each.email] <= each.saved + each.unknown + len(each.failed), counts
        assert (found[each.email] == 0) == (journal[each.email] == 0), "a row without its journal"
    assert max(sets.values()) == 1, "a line of the journal is there twice"


def withdrawn(here: Trial, say: Callable[[str], None]) -> None:
    """A role that is withdrawn in the sheet, and a sign-out, count on all servers within a minute."""
    left = here.servers[1:]
    for what, email, title in (
        ("a withdrawn role", "lead1@example.org", STRANGER),
        ("a sign-out", "lead2@example.org", WELCOME),
    ):
        cookies = {server.url: cookie(server.url, email, nonce=f"{email}'s") for server in left}
        pages = [Page(server.url, cookies[server.url], "log_session") for server in left]
        for page in pages:
            while not page.shown.get(("text_input", "Decision")):
                page.run(30)
        start = time.monotonic()
        if title == STRANGER:
            here.google.type(here.file, f"circles!{_cell(here, 'lead', email)}", "somebody.else@example.org")
        else:
            with Wire(left[0].url, cookies[left[0].url], page="connect") as other:
                other.run(click=other.buttons["Sign out"])
                other.hear(lambda message: message.HasField("auth_redirect"), 5)

        def heard(page: Page, title: str = title, start: float = start) -> float:
            page.hear(lambda _: page.title == title, 90)
            assert page.title == title, page.title
            return time.monotonic() - start

        seconds = in_turn(pages, heard)  # type: ignore[arg-type]
        for page in pages:
            page.close()
        say(
            f"{what} ended open pages on {len(left)} servers after {', '.join(f'{each:.1f} s' for each in seconds)}"
        )
        assert max(seconds) <= 60, seconds


def _cell(here: Trial, column: str, value: str) -> str:
    table = here.google.values(here.file, "circles")
    at = table[0].index(column)
    row = next(number for number, row in enumerate(table, 1) if row[at] == value)
    return f"{chr(ord('A') + at)}{row}"


def opens(here: Trial, viewers: Sequence[Viewer], say: Callable[[str], None]) -> None:
    """What a viewer costs who comes to a server that has not shown them anything yet, as after a kill, and who comes
    again: processor time of that server, which other work on the machine hardly changes."""
    server = here.servers[-1]
    kinds = {
        Typist: "Log a session as a lead",
        Saver: "Overview as a sponsor",
        Viewer: "Overview with a filter",
    }
    for kind, words in kinds.items():
        its = [viewer for viewer in viewers if type(viewer) is kind]
        seconds: dict[bool, list[float]] = {True: [], False: []}
        for is_new in (True, False):
            for viewer in its:
                each = replace(viewer, url=server.url, cookies=cookie(server.url, viewer.email), wire=None)
                before = _seconds(server.process)
                each._connect(time.monotonic() + PATIENCE_SECONDS)
                time.sleep(0.3)  # until what follows a run has ended
                seconds[is_new].append(_seconds(server.process) - before)
                if each.wire is not None:
                    each.wire.close()
        say(
            f"{words}: {median(seconds[True]):.2f} s of a processor for a viewer who is new to the server, "
            f"{median(seconds[False]):.2f} s for one who comes again"
        )


def _spent(here: Trial) -> float:
    """Processor time of the servers that are not killed."""
    return sum(_seconds(server.process) for server in here.servers[1:])


def _seconds(process: int) -> float:
    """Processor time of a process."""
    parts = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def measure_opens(say: Callable[[str], None] = print) -> None:
    """Run `opens` with six viewers of each kind."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, trial(Path(folder)) as here:
        some = list(here.circles)[:6]
        first = reader(here.servers[-1].url, 0, here.circles[some[0]])
        first.cookies = cookie(first.url, first.email)
        first._connect(time.monotonic() + PATIENCE_SECONDS)  # the first read
        opens(
            here,
            [kind(here.url, n, here.circles[n]) for kind in (reader, typist, saver) for n in some[1:]],
            say,
        )
        if first.wire is not None:
            first.wire.close()


def measure(
    viewers: int, quiet_seconds: float, kill_seconds: float, say: Callable[[str], None] = print
) -> None:
    """Run the whole trial and say what was seen; an AssertionError says what was not met."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, trial(Path(folder)) as here:
        kinds = (reader, typist, reader, typist, saver)
        everybody: list[Viewer] = [
            kinds[place % len(kinds)](here.url, number, here.circles[number])
            for place, number in zip(range(viewers), cycle(here.circles), strict=False)
        ]
        start = time.monotonic()
        everybody[0].open()  # the first read
        for first in range(1, len(everybody), 6):
            in_turn(everybody[first : first + 6], Viewer.open)
        typists = [viewer for viewer in everybody if isinstance(viewer, Typist)]
        in_turn(typists, Typist.type)
        for viewer in typists:
            viewer.waiting = True  # type: ignore[attr-defined]
        say(f"{viewers} viewers are in after {time.monotonic() - start:.0f} s")
        time.sleep(5)
        quiet(here, [viewer for viewer in everybody if not isinstance(viewer, Saver)], quiet_seconds, say)
        killed(here, everybody, kill_seconds, say)
        withdrawn(here, say)
        for viewer in everybody:
            if viewer.wire is not None:
                viewer.wire.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=60)
    parser.add_argument("--quiet", type=float, default=180, help="seconds of looking around before the kill")
    parser.add_argument("--kill", type=float, default=40, help="seconds around the kill")
    parser.add_argument("--opens", action="store_true", help="only what it costs to open a page on a server")
    options = parser.parse_args()
    if options.opens:
        measure_opens(lambda line: print(line, flush=True))
        return
    measure(options.viewers, options.quiet, options.kill, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
