"""Saves of one to sixty rows while a person works in the same spreadsheet, between any two requests.

`python -m tests.workbook.google.contested --edits 20000 [--http] [--large] [--seed N]`: what each save did is compared
with what it had to do, cell by cell (see `save/oracle.py`), and the violations are counted. `--http`: over a real
connection. `--large`: in a tab of more than 2,500 rows. Half of the saves set every cell to the same value. In half of
the spreadsheets, metadata follows its row through a sort; in the others it stays in place.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lib.workbook.google.account import Account
from lib.workbook.google.client import GoogleClient, Pace
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.service_account import EMAIL, private_key
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google.save.cases import ACTIONS, Act, Case
from tests.workbook.google.save.followed import PERSON, PHAROS, FollowedSheet, Google
from tests.workbook.google.save.oracle import CLASSES, NOT, WRITTEN
from tests.workbook.google.save.runner import Run, Runner, Schedule

PROBABILITY = 0.3
LARGE = 2_500
"""More rows of a large tab: over 10,000 cells in the columns that a save reads."""
MOST_SAVES = 100_000
SIZES = (1, 1, 1, 1, 2, 2, 2, 3, 3, 5, 8, 13, 20, 30, 40, 60)
"""Rows of a save; each is as likely as the others."""
KINDS = {
    "sort": 20,
    "insert": 12,
    "delete": 8,
    "move": 6,
    "type": 20,
    "type in an edited cell": 8,
    "insert column": 5,
    "move column": 8,
    "rename": 2,
    "type in edits": 4,
    "sort edits": 4,
    "insert in edits": 3,
}
"""What a person does, and how often."""


@dataclass(frozen=True)
class Contest(Case):
    """A save on a tab of `rows` rows; what a person does is drawn from `seed`."""

    seed: int = 0

    def tabs(self) -> dict[str, list[list[Any]]]:
        draw = random.Random(f"rows {self.seed}")
        texts = [f"Task {n}" for n in range(self.rows)]
        draw.shuffle(texts)
        status = ("open",) if self.alike else ("open", "doing", "late", "asked")
        rows: list[list[Any]] = [
            [f"A-{n + 1:03}", texts[n], ("bo", "ana")[n % 2], draw.choice(status), f"n{draw.randrange(99)}"]
            for n in range(self.rows)
        ]
        return Case("", 2).tabs() | {"actions": [list(ACTIONS), *rows]}


class Contested(Google):
    """A spreadsheet in which a person works: before each request, with `probability`, they do one thing."""

    probability = 0.0
    edited: tuple[tuple[int, int], ...] = ()
    """The numbers of the rows and columns that are being saved."""
    random = random.Random(0)

    def act(self, gap: int) -> None:
        if self.random.random() >= self.probability:
            return
        self.actor, self.is_between = PERSON, 1
        kind = self.random.choices(list(KINDS), KINDS.values())[0]
        act = self._drawn(kind)
        done = act.do(self)
        self.log.append(f"[{act}{'' if done else ' (nothing to do)'}]")
        self.actor, self.is_between = PHAROS, 0

    def _drawn(self, kind: str) -> Act:
        draw, tab = self.random, "edits" if kind.endswith("edits") else "actions"
        sheet = self.sheet(tab)
        height, width = sheet.used()
        rows, columns = sheet.row_ids[1:height], sheet.column_ids[:width]
        row, column = draw.choice(rows), draw.choice(columns)
        match kind.removesuffix(" in edits").removesuffix(" edits"):
            case "sort":
                return Act("sort", tab, column=column, way=draw.choice(("ascending", "descending")))
            case "move":
                return Act("move", tab, row=row, way=draw.choice(("top", "bottom")))
            case "move column":
                return Act("move column", tab, column=column, way=draw.choice(("left", "right")))
            case "type in an edited cell" if self.edited:
                row, column = draw.choice(self.edited)
                return Act("type", tab, row=row, column=column)
            case "rename":
                return Act("rename", tab, row=row, column=0)
            case "type" | "type in an edited cell":
                return Act("type", tab, row=row, column=draw.choice([c for c in columns if c] or [1]))
            case other:
                return Act(other, tab, row=row, column=column)


class OverHttp(Contested):
    """The same on a server that is reached over a connection."""

    running: SheetsServer

    def __post_init__(self) -> None:
        super().__post_init__()
        self.server = self.running
        self.server.reset()
        self.file_id = self.server.load_rows(self.tabs, "Circle log", formulas=False)
        self.book = self.server.book(self.file_id)
        self.book.tags.follows_sort = self.follows_sort
        for sheet in self.book.sheets:
            FollowedSheet.follow(sheet, self)
        self.server.human = self  # type: ignore[assignment]

    def maybe(self, book: Any, request: int) -> None:
        """What the server calls before each request."""
        if self.is_on:
            self.act(self.requests + 1)
            self.requests += 1

    def workbook(self) -> GoogleWorkbook:
        client = GoogleClient(
            Account(_key()),
            timeout=(5.0, 20.0),
            pace=Pace(most=10_000_000, clock=self.time.clock, sleep=self.time.sleep),
            clock=self.time.clock,
            sleep=self.time.sleep,
            jitter=lambda low, high: high,
        )
        workbook = GoogleWorkbook(client, self.file_id, clock=self.time.clock, now=self.now)
        workbook._writing()._run_later = lambda seconds, work: None
        workbook.read()
        return workbook


@cache
def _key() -> dict[str, Any]:
    return {"type": "service_account", "client_email": EMAIL, "private_key": private_key()}


class Round(Runner):
    """One save beside a person; then, with nobody else at work, what is left is cleaned up and saved in the end.

    `first` is what was said at once, before anything was settled.
    """

    def __init__(self, contest: Contest, follows_sort: bool, kind: type[Contested]) -> None:
        self.schedule, self.case = Schedule(contest, follows_sort=follows_sort), contest
        self.google = google = kind(contest.tabs(), follows_sort)
        self.pharos = kind.workbook  # type: ignore[assignment]
        self.run, self.words, self.first = Run(self.schedule), [], ""
        self.intents = [contest.intent(google.file_id)]
        google.random, google.probability = random.Random(f"acts {contest.seed}"), PROBABILITY
        google.edited = tuple((row + 1, ACTIONS.index(column)) for row, column, _ in contest.edits)

    def apply(self, *arguments: Any) -> None:
        super().apply(*arguments)
        self.google.probability = 0.0  # type: ignore[attr-defined]

    def _judge(self) -> None:
        names = {WRITTEN: "written", NOT: "not written"}
        self.first = self.first or names.get(self.intents[0].verdict, "unknown")
        super()._judge()


def contests(seed: int, *, is_large: bool) -> Iterator[Contest]:
    """Endless: saves of every size, to equal and to different values, some with new rows."""
    draw = random.Random(f"contest {seed}")
    while True:
        number, size = draw.randrange(2**32), draw.choice(SIZES)
        rows = size + draw.randint(1, 30) + (LARGE if is_large else 0)
        alike = draw.random() < 0.5
        edits = tuple(
            (row, column, "done" if alike else f"mine {n}")
            for n, row in enumerate(sorted(draw.sample(range(rows), size)))
            for column in draw.sample(("status", "note"), draw.choice((1, 1, 1, 2)))
        )
        new = draw.choice((0, 0, 0, 1, 2))
        yield Contest(
            f"{size} rows, seed {number}",
            rows,
            edits,
            actions=new,
            attendance=draw.choice((0, 0, new)),
            alike=alike,
            seed=number,
        )


@dataclass
class Tally:
    """What came of the saves. `silent`: saves after which something is wrong that nobody was told."""

    saves: int = 0
    edits: int = 0
    acts: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    told: int = 0
    requests: Counter[int] = field(default_factory=Counter)
    wrong: list[Run] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, contest: Contest, round_: Round, keep: int) -> None:
        run = round_.run
        self.saves += 1
        self.edits += len(contest.edits)
        self.acts += sum(line.startswith("[") for line in run.log)
        self.kinds.update(run.kinds())
        self.gaps += len(run.gaps)
        self.told += bool(run.told)
        self.said[round_.first] += 1
        self.requests[run.requests] += 1
        if run.violations and len(self.wrong) < keep:
            self.wrong.append(run)

    def text(self) -> str:
        """The counts and the examples."""
        lines = [
            f"{self.edits:,} edits in {self.saves:,} saves, {self.acts:,} acts of a person: {self.seconds:.0f} s",
            *(f"{kind:15}{self.kinds[kind]}" for kind in CLASSES),
            f"{'told':15}{self.told} saves after which a note names what could not be repaired",
            f"{'gap':15}{self.gaps} cells that someone typed into between stage and write",
            "said at once   " + ", ".join(f"{count:,} {said}" for said, count in self.said.most_common()),
            "requests       "
            + ", ".join(f"{count:,} x {number}" for number, count in sorted(self.requests.items())),
        ]
        return "\n".join([*lines, *("\n" + run.text() for run in self.wrong)])


def check(
    edits: int,
    seed: int = 0,
    *,
    is_large: bool = False,
    server: SheetsServer | None = None,
    keep: int = 3,
    only: int | None = None,
) -> Tally:
    """Save until so many cells were edited; `server`: a running one, for saves over a connection.

    `only`: just the save with this seed of its own, as the examples show it.
    """
    kind: type[Contested] = Contested
    if server is not None:
        kind = type("Running", (OverHttp,), {"running": server})
    tally, start = Tally(), time.perf_counter()
    for number, contest in enumerate(contests(seed, is_large=is_large)):
        if tally.edits >= edits or number > MOST_SAVES:
            break
        if only is not None and contest.seed != only:
            continue
        played = Round(contest, number % 2 == 1, kind)
        played()
        tally.add(contest, played, keep)
        if only is not None:
            break
    tally.seconds = time.perf_counter() - start
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--large", action="store_true", help="in a tab of more than 2,500 rows")
    parser.add_argument("--http", action="store_true", help="over a real connection")
    parser.add_argument("--only", type=int, help="replay the save with this seed, as an example shows it")
    parser.add_argument("--keep", type=int, default=3, help="examples of what went wrong")
    options = parser.parse_args()
    logging.getLogger("pharos").setLevel(logging.CRITICAL)
    server = None
    if options.http:
        server = SheetsServer().start()
        os.environ["PHAROS_SHEETS_ENDPOINT"] = server.url
    try:
        print(
            check(
                options.edits,
                options.seed,
                is_large=options.large,
                server=server,
                keep=options.keep,
                only=options.only,
            ).text()
        )
    finally:
        if server is not None:
            server.stop()


if __name__ == "__main__":
    main()
