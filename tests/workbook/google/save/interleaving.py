"""A small model checker for saves to Google: the real code, an in-process server, and people at work between requests.

`python -m tests.workbook.google.save.interleaving [--acts 1] [--seed N] [--limit N]` runs schedules, counts what went
wrong by class (see `oracle`), and shows the first, smallest examples of each class.
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from lib.workbook.google.workbook import GoogleWorkbook
from tests.workbook.google.save.cases import Act, Case, acts_for, cases, cases_with_titles
from tests.workbook.google.save.followed import Google, Trouble
from tests.workbook.google.save.oracle import CLASSES
from tests.workbook.google.save.runner import Run, Runner, Schedule


def length(case: Case) -> int:
    """The requests of a save that nothing interferes with."""
    return Runner(Schedule(case))().requests


def one_act(all_cases: Iterable[Case]) -> Iterator[Schedule]:
    """Every act at every gap."""
    for case in all_cases:
        requests = length(case)
        for gap in range(1, requests + 2):
            for act in acts_for(case):
                for follows in (False, True):
                    if not follows or act.kind == "sort":
                        yield Schedule(case, ((gap, act),), follows_sort=follows)


AFTER_FAILURE = (
    ("again",),
    ("restart",),
    ("restart at once",),
    ("other", "restart"),
    ("tidy", "again"),
    ("tidy",),
)
AFTER_A_KILL = (
    ("restart",),
    ("restart at once",),
    ("reapply",),
    ("other", "restart"),
    ("other at once", "restart"),
    ("tidy", "restart"),
    ("tidy",),
)


def troubles(requests: int) -> Iterator[tuple[Trouble, int, tuple[str, ...]]]:
    """Every request fails, is lost or is the last one, before and after it is done; and what people do then."""
    for number in range(1, requests + 1):
        for after in (False, True):
            for kind in ("fail", "lose"):
                yield Trouble(kind, after), number, ("again",)
                for then in AFTER_FAILURE:
                    yield Trouble(kind, after, lasting=True), number, then
            for then in AFTER_A_KILL:
                yield Trouble("kill", after), number, then


def one_trouble(all_cases: Iterable[Case]) -> Iterator[Schedule]:
    """Every trouble at every request, nobody else at work."""
    for case in all_cases:
        for trouble, number, then in troubles(length(case)):
            yield Schedule(case, (), ((number, trouble),), then)


ELSEWHERE = tuple(
    Act(kind, way=seconds)
    for kind in ("another server saves", "another server starts")
    for seconds in ("0", "70")
)


def two_servers(all_cases: Iterable[Case]) -> Iterator[Schedule]:
    """Another server saves or starts between any two requests, while the lock is good and after it has expired."""
    for case in all_cases:
        for gap in range(1, length(case) + 2):
            for act in ELSEWHERE:
                yield Schedule(case, ((gap, act),), then=("again",))


def sampled(all_cases: Sequence[Case], acts: int, troubles_: int, seed: int) -> Iterator[Schedule]:
    """Endless: this many acts at gaps drawn at random, and this many troubles, the second in what follows the first."""
    draw = random.Random(f"{seed} {acts} {troubles_}")
    lengths: dict[Case, int] = {}
    while True:
        case = draw.choice(all_cases)
        if case not in lengths:
            lengths[case] = length(case)
        last = lengths[case] + 1
        known = [*acts_for(case), *ELSEWHERE]
        happening: tuple[tuple[int, Trouble], ...] = ()
        then: tuple[str, ...] = ()
        if troubles_:
            trouble, number, then = draw.choice(list(troubles(lengths[case])))
            if trouble.kind == "fail" and draw.random() < 0.3:
                trouble = replace(trouble, kind="quota")
            happening = ((number, trouble),)
            if troubles_ > 1:
                kind = draw.choice(("fail", "lose", "kill", "kill"))
                lasting = kind != "kill" and draw.random() < 0.5
                later = number + draw.randint(1, 12)
                happening += ((later, Trouble(kind, draw.random() < 0.5, lasting)),)
                then = (*then, draw.choice(("restart", "tidy", "again")))
            last += 4
        chosen = sorted(
            ((draw.randint(1, last), draw.choice(known)) for _ in range(acts)), key=lambda c: c[0]
        )
        yield Schedule(case, tuple(chosen), happening, then, draw.random() < 0.3)


@dataclass
class Tally:
    """Counts by class, and the first runs of each class."""

    runs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    told: int = 0
    examples: dict[str, list[Run]] = field(default_factory=dict)
    patterns: dict[str, dict[str, list[Run]]] = field(default_factory=dict)
    """By class and by what was done and when, whatever the case: the runs."""

    def add(self, run: Run, keep: int) -> None:
        self.runs += 1
        self.gaps += bool(run.gaps)
        self.told += bool(run.told)
        for kind in run.kinds():
            self.kinds[kind] += 1
            self.patterns.setdefault(kind, {}).setdefault(run.schedule.pattern(), []).append(run)
            self.examples.setdefault(kind, [])
            if len(self.examples[kind]) < keep:
                self.examples[kind].append(run)


def check(
    schedules: Iterable[Schedule],
    keep: int = 5,
    limit: int | None = None,
    pharos: Callable[[Google], GoogleWorkbook] = Google.workbook,
) -> Tally:
    """Run schedules, at most `limit`."""
    tally = Tally()
    for schedule in schedules if limit is None else islice(schedules, limit):
        run = Runner(schedule, pharos)()
        if not run.is_void:
            tally.add(run, keep)
    return tally


def shrunk(run: Run, kind: str) -> Run:
    """The same violation with fewer acts, if there is one."""
    smaller = [
        replace(run.schedule, acts=run.schedule.acts[:n] + run.schedule.acts[n + 1 :])
        for n in range(len(run.schedule.acts))
    ]
    if run.schedule.troubles:
        smaller.append(replace(run.schedule, troubles=(), then=()))
    for schedule in smaller:
        again = Runner(schedule)()
        if kind in again.kinds():
            return shrunk(again, kind)
    return run


DRAWN = {
    "2 acts": (2, 0),
    "3 acts": (3, 0),
    "4 acts": (4, 0),
    "2 troubles": (0, 2),
    "1 act and trouble": (1, 1),
    "2 acts and trouble": (2, 1),
    "2 acts and 2 troubles": (2, 2),
}
"""The families whose schedules are drawn at random: how many acts and troubles each has."""
FAMILIES = ("acts", "troubles", "servers", *DRAWN)


def family(name: str, all_cases: Sequence[Case], seed: int) -> Iterator[Schedule]:
    """The schedules of a family: acts of people, troubles, two servers, or a number of acts drawn at random."""
    match name:
        case "acts":
            return one_act(all_cases)
        case "troubles":
            return one_trouble(all_cases)
        case "servers":
            return two_servers(all_cases)
        case _ if name in DRAWN:
            return sampled(all_cases, *DRAWN[name], seed)
    raise ValueError(name)


MOST_PATTERNS = 16


def report(tally: Tally, keep: int, kinds: Sequence[str] = CLASSES) -> str:
    """The counts, what led to each of these classes, and examples."""
    lines = [f"{tally.runs} runs"]
    lines += [f"{kind:15}{tally.kinds[kind]}" for kind in CLASSES]
    lines += [f"{'gaps':15}{tally.gaps}", f"{'told':15}{tally.told}"]
    for kind in kinds:
        if not tally.kinds[kind]:
            continue
        lines += ["", f"## {kind}: {tally.kinds[kind]}", ""]
        patterns = sorted(tally.patterns[kind].items(), key=lambda pattern: -len(pattern[1]))
        for pattern, found in patterns[:MOST_PATTERNS]:
            wrong = next(v.text for v in found[0].violations if v.kind == kind)
            in_cases = sorted({str(run.schedule.case) for run in found})
            more = f" and {len(in_cases) - 3} more" if len(in_cases) > 3 else ""
            lines.append(
                f"- {len(found)} x {pattern}\n    e.g. {wrong}\n    in {', '.join(in_cases[:3])}{more}"
            )
        if len(patterns) > MOST_PATTERNS:
            lines.append(f"- and {len(patterns) - MOST_PATTERNS} more")
        for run in tally.examples[kind][:keep]:
            lines += ["", shrunk(run, kind).text()]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--acts", type=int, default=1, help="1: every act at every gap; 2, 3: drawn at random"
    )
    parser.add_argument("--family", choices=FAMILIES, help="instead of --acts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="how many schedules (2,000 if drawn at random)")
    parser.add_argument("--keep", type=int, default=2, help="examples of each class")
    parser.add_argument("--titles", action="store_true", help="in tabs with rows above the header row")
    parser.add_argument("--case", default="", help="only cases with this in their name")
    options = parser.parse_args()
    logging.getLogger("pharos").setLevel(logging.CRITICAL)
    name = options.family or ("acts" if options.acts == 1 else f"{options.acts} acts")
    chosen = [
        case for case in (cases_with_titles() if options.titles else cases()) if options.case in str(case)
    ]
    limit = options.limit or (2000 if name in DRAWN else None)
    start = time.perf_counter()
    tally = check(family(name, chosen, options.seed), options.keep, limit)
    print(f"# {name}: {time.perf_counter() - start:.0f} s")
    print(report(tally, options.keep))


if __name__ == "__main__":
    main()
