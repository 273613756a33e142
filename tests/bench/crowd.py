"""Many viewers of one server at once: `python -m tests.bench.crowd [--viewers 20] [--pages …] [--minutes 0]`.

Each viewer is a WebSocket, without the browser's part. First all change their circle in the same moment, in rounds
that take turns between Pharos and LIMIT, on each of the pages (`--pages ""`: on none). Then, if asked for, each changes
it now and then for some minutes, as people do; the server's memory is noted every minute, and what failed is counted.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import numpy as np
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.MultiSelect_pb2 import MultiSelect

from tests.bench.pages import Subject, servers
from tests.ui.entry.wire import Wire

PAGES = ("overview", "health", "actions", "lighthouses")
PATIENCE_SECONDS = 120.0
SECONDS_BETWEEN_CHANGES = 15.0


class Viewer:
    """One viewer of a page who chooses circles, one at a time."""

    def __init__(self, subject: Subject, seed: int) -> None:
        url, _, page = subject.url.partition("//")[2].partition("/")
        self._wire = Wire(f"http://{url}", page=page, opened=False)
        self._circles = subject.circles
        self._random = random.Random(seed)
        self._box = MultiSelect()
        self._run(())

    def change(self) -> float:
        """Choose another circle; out: the seconds until the page is sent. Raises AssertionError if it never is."""
        return self._run((self._random.choice(self._circles),))

    def close(self) -> None:
        self._wire.close()

    def _run(self, circles: Sequence[str]) -> float:
        message = self._wire.asking()
        if self._box.id:
            state = message.rerun_script.widget_states.widgets.add(id=self._box.id)
            state.string_array_value.data.extend(circles)
        start = time.perf_counter()
        self._wire.send(message)
        assert self._wire.hear(self._is_last, PATIENCE_SECONDS), "the page was not sent"
        self._wire.forget()
        return time.perf_counter() - start

    def _is_last(self, message: ForwardMsg) -> bool:
        box = message.delta.new_element.multiselect
        if box.label == "Circle":
            self._box = box
        return message.WhichOneof("type") == "script_finished"


@contextmanager
def crowd(subject: Subject, count: int) -> Iterator[list[Viewer]]:
    """So many viewers, each with the page open."""
    viewers = [Viewer(subject, seed) for seed in range(count)]
    try:
        yield viewers
    finally:
        for viewer in viewers:
            viewer.close()


def at_once(viewers: Sequence[Viewer]) -> list[float]:
    """The seconds that each waits when all change their circle in the same moment."""
    ready = threading.Barrier(len(viewers))

    def change(viewer: Viewer) -> float:
        ready.wait()
        return viewer.change()

    with ThreadPoolExecutor(len(viewers)) as pool:
        return list(pool.map(change, viewers))


def at_human_pace(
    viewers: Sequence[Viewer], minutes: float, each_minute: Callable[[], object] = lambda: None
) -> tuple[list[float], list[str]]:
    """The seconds of each wait while every viewer changes the circle about every quarter of a minute, and what failed
    in words: a viewer whose page was not sent goes on."""
    ends = time.monotonic() + minutes * 60

    def look(seeded: tuple[int, Viewer]) -> tuple[list[float], list[str]]:
        seed, viewer = seeded
        pauses, waits, failed = random.Random(seed), [], []
        while (pause := pauses.expovariate(1 / SECONDS_BETWEEN_CHANGES)) < ends - time.monotonic():
            time.sleep(pause)
            try:
                waits.append(viewer.change())
            except Exception as error:  # noqa: BLE001  # whatever it is, it is counted
                failed.append(f"{type(error).__name__}: {error}")
        return waits, failed

    with ThreadPoolExecutor(len(viewers)) as pool:
        looking = [pool.submit(look, each) for each in enumerate(viewers)]
        while wait(looking, timeout=min(60.0, max(0.0, ends - time.monotonic()))).not_done:
            each_minute()
            if time.monotonic() >= ends:
                break
        found = [each.result() for each in looking]
    return [each for waits, _ in found for each in waits], [each for _, failed in found for each in failed]


def memory_mb(process: int) -> float:
    """What a process holds in memory (Linux)."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def processor_seconds(process: int) -> float:
    """The processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def helpers_memory_mb(process: int) -> float:
    """What the processes hold in memory that a process started (Linux)."""
    children = Path(f"/proc/{process}/task").glob("*/children")
    return sum(memory_mb(int(child)) for each in children for child in each.read_text("utf-8").split())


def new_pages(url: str) -> str:
    """Where a server of Pharos found pages that were new to it, with their number."""
    with urlopen(f"{url.rpartition('/')[0]}/metrics") as answer:
        found = re.findall(
            r'^pharos_new_pages_total{where="(\w+)"} (\d+)', answer.read().decode(), re.MULTILINE
        )
    return ", ".join(f"{number} {where}" for where, number in found)


def middle_and_high(waits: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    middle, high = np.percentile(waits, [50, 95])
    return float(middle), float(high)


def measure(
    viewers: int,
    circles: int,
    rounds: int,
    minutes: float,
    say: Callable[[str], None] = print,
    pages: Sequence[str] = PAGES,
    rest: float = 0.0,
) -> None:
    """Say how long a viewer waits among so many, on each of the pages and on LIMIT. `rest`: seconds after one viewer
    opened each page, in which the server finds pages ahead; without it, the crowd comes as it starts."""
    with ExitStack() as around:
        subjects = {each.name: each for each in around.enter_context(servers(circles, 18, date.today()))}
        if rest:
            with ExitStack() as first:
                for page in pages:
                    first.enter_context(crowd(subjects[page], 1))
                time.sleep(rest)
        for page in pages:
            with crowd(subjects[page], viewers) as here, crowd(subjects["LIMIT"], viewers) as there:
                waits: dict[str, list[float]] = {page: [], "LIMIT": []}
                cost = dict.fromkeys(waits, 0.0)
                for _ in range(rounds):
                    for name, group in ((page, here), ("LIMIT", there)):
                        cost[name] -= processor_seconds(subjects[name].process)
                        waits[name] += at_once(group)
                        cost[name] += processor_seconds(subjects[name].process)
            (middle, high), limit = middle_and_high(waits[page]), middle_and_high(waits["LIMIT"])
            say(
                f"{viewers} at once, {page:12} median {middle:5.2f} s ({middle / limit[0]:.2f} x LIMIT), "
                f"95 % within {high:5.2f} s ({high / limit[1]:.2f} x LIMIT), processor time of the server "
                f"{cost[page] / viewers / rounds:.3f} s ({cost[page] / cost['LIMIT']:.2f} x LIMIT)"
            )
            say(f"  new pages found until now: {new_pages(subjects[page].url)}")
        if minutes:
            pharos = subjects["overview"]
            with crowd(pharos, viewers) as here:
                before = memory_mb(pharos.process)
                noted: list[str] = []
                waits_there, failed = at_human_pace(
                    here,
                    minutes,
                    lambda: noted.append(
                        f"{memory_mb(pharos.process):.0f} + {helpers_memory_mb(pharos.process):.0f}"
                    ),
                )
                middle, high = middle_and_high(waits_there)
            after = memory_mb(pharos.process)
            say(
                f"{viewers} for {minutes:g} minutes, a change each {SECONDS_BETWEEN_CHANGES:g} s: "
                f"median {middle:.2f} s, 95 % within {high:.2f} s; memory {before:.0f} MB before, {after:.0f} MB after"
            )
            say(f"{len(waits_there)} changes, {len(failed)} failed {Counter(failed).most_common(3) or ''}")
            say(f"MB of the server and of its processes, every minute: {', '.join(noted)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=20)
    parser.add_argument("--circles", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--pages", default=",".join(PAGES))
    parser.add_argument(
        "--rest", type=float, default=0.0, help="seconds in which pages are found ahead first"
    )
    options = parser.parse_args()
    pages = [page for page in options.pages.split(",") if page]
    measure(options.viewers, options.circles, options.rounds, options.minutes, pages=pages, rest=options.rest)


if __name__ == "__main__":
    main()
