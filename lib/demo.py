"""A seeded, believable mentoring-circle program of any size, and the blank template.

    python -m lib.demo --circles 24 --months 18 --seed 7 --out FILE [--survey FILE] [--end DATE] [--no-errors]
    python -m lib.demo --template --out FILE [--survey FILE]

The same arguments always give the same cells. Nothing in here reads the clock except the command line's default end.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any, NoReturn

from lib import demo_names as names
from lib.log.schema import EFFECTS, FORMATS, MAIN
from lib.template import write, write_survey_template, write_template

Row = dict[str, Any]
Tables = dict[str, list[Row]]
MONTH = 30.44
CANCELLED = {8: 5, 12: 2.5}  # times as many in August and December
PRESENT = {8: 0.85, 12: 0.9}
CONTAGION = (4.5, 6.0, 3.0, 5.0, 1.5, 4.0)  # teams that an adopter tells, by practice


class Chance(random.Random):
    """Seeded chance. A text seed keeps its meaning from one Python version to the next."""

    def happens(self, share: float) -> bool:
        return self.random() < share

    def yes(self, share: float) -> str:
        return "yes" if self.random() < share else "no"

    def maybe(self, share: float, value: Any) -> Any:
        """The value in this share of cases, otherwise nothing."""
        return value if self.random() < share else None


@dataclass(frozen=True)
class Style:
    """How a kind of circle tends to behave: chances, and `actions` per session."""

    present: float
    slide: float  # participation lost from its start to the end of the log
    prepared: float
    cancelled: float
    actions: float
    done: float
    on_time: float
    reviewed: float
    careful: float  # how much of a session is recorded and done by the book


STYLES = {
    "strong": Style(0.91, 0.0, 0.72, 0.01, 2.4, 0.93, 0.92, 0.9, 0.95),
    "middling": Style(0.84, 0.02, 0.52, 0.06, 2.0, 0.9, 0.86, 0.72, 0.75),
    "struggling": Style(0.82, 0.48, 0.32, 0.18, 1.6, 0.4, 0.45, 0.25, 0.45),
}
STYLES |= {"new": STYLES["middling"], "ended": STYLES["middling"]}


@dataclass
class Circle:
    """A circle while its log is made up: its row, what kind it is, and what later tabs need to know."""

    row: Row
    kind: str
    rng: Chance
    members: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    present: dict[str, list[str]] = field(default_factory=dict)
    insights: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def name(self) -> str:
        return str(self.row["circle"])

    @property
    def start(self) -> date:
        day: date = self.row["started"]
        return day

    @property
    def style(self) -> Style:
        return STYLES[self.kind]

    def active(self, day: date) -> list[Row]:
        return [m for m in self.members if m["joined"] <= day and (m["left"] is None or m["left"] > day)]


def circle_kinds(circles: int, months: int, seed: int) -> list[str]:
    """What kind each circle is, in the order of the circles tab: strong, middling, struggling, new or ended."""
    struggling = (circles >= 4) + (circles >= 8) + (circles >= 16) + max(0, round(circles * 0.1) - 3)
    few = max(1, circles // 40) if circles >= 6 and months >= 6 else 0
    kinds = ["struggling"] * struggling + ["new"] * few + ["ended"] * few
    rest = circles - len(kinds)
    kinds += ["strong"] * (rest * 2 // 5) + ["middling"] * (rest - rest * 2 // 5)
    Chance(f"{seed} kinds").shuffle(kinds)
    return kinds


def program(
    circles: int = 24,
    months: int = 18,
    seed: int = 7,
    *,
    end: date,
    sessions_per_month: float = 1.0,
    errors: bool = True,
) -> Tables:
    """Rows of every main tab, all columns of the schema in each row, of a program whose log ends on `end`.

    `errors` puts about a dozen mistakes in, as people make them. ValueError when the size makes no sense.
    """
    if circles < 1:
        raise ValueError("circles must be 1 or more")
    if not 1 <= months <= 240:
        raise ValueError("months must be from 1 to 240")
    if not 0.25 <= sessions_per_month <= 4:
        raise ValueError("sessions a month must be from 0.25 to 4")
    if not date(1950, 1, 1) <= end <= date(2090, 1, 1):
        raise ValueError("the log must end between 1950 and 2090")
    log = Program(months, seed, end, sessions_per_month)
    _circles(log, circles)
    for circle in log.circles:
        _sessions(log, circle)
    _practices(log, max(6, (circles + 1) // 2))
    _teams(log, max(12, round(circles * 3.5)))
    _adoptions(log)
    for circle in log.circles:
        _actions(log, circle)
        _coaching(log, circle)
        _asks(log, circle)
        _milestones(log, circle)
    _sponsor_acts(log)
    _changes_and_settings(log)
    for tab, day in {
        "adoptions": "date",
        "asks": "raised",
        "sponsor_acts": "date",
        "changes": "date",
    }.items():
        log.tables[tab].sort(key=itemgetter(day))
    if errors:
        _make_mistakes(log.tables, Chance(f"{seed} mistakes"), end)
    return {
        tab.name: [{name: row.get(name) for name in tab.column_names} for row in log.tables[tab.name]]
        for tab in MAIN
    }


class Program:
    """What the makers of the tabs share: the span of the log, its chance, its circles, and the rows so far."""

    def __init__(self, months: int, seed: int, end: date, sessions_per_month: float) -> None:
        self.months, self.seed, self.end = months, seed, end
        self.start = end - _days(months * MONTH)
        self.span = (end - self.start).days
        self.step = MONTH / sessions_per_month
        self.redesign = (self.start + _days(months * MONTH * 0.55)).replace(day=1) if months >= 6 else None
        self.rng = Chance(f"{seed} program")
        self.tables: Tables = {tab.name: [] for tab in MAIN}
        self.circles: list[Circle] = []
        laps, families = range(len(names.GIVEN)), range(len(names.FAMILY))
        people = [  # lap by lap, so that a circle hardly has a family name twice
            lap * len(families) + place
            for lap in self.rng.sample(laps, len(laps))
            for place in self.rng.sample(families, len(families))
        ]
        self._people = itertools.chain(people, itertools.count(len(people)))
        self.outsiders = [self.person() for _ in range(40)]

    def add(self, tab: str, **row: Any) -> Row:
        self.tables[tab].append(row)
        return row

    def person(self) -> tuple[str, str]:
        """Name and address of somebody new."""
        return names.person(next(self._people))

    def until(self, day: date) -> date | None:
        """The day, or nothing when the log cannot know it yet."""
        return day if day <= self.end else None


def _circles(log: Program, count: int) -> None:
    sponsors = [log.person()[1] for _ in range(3 if count < 12 else 4 if count < 24 else 5)]
    leads = [log.person()[1] for _ in range((count + 2) // 3)]
    kinds = circle_kinds(count, log.months, log.seed)
    for number, (name, kind) in enumerate(zip(names.circle_names(count), kinds, strict=True)):
        rng = Chance(f"{log.seed} circle {number}")
        match kind:
            case "new":
                start = log.end - _days(rng.randint(36, 50))
            case "struggling" | "ended":
                start = log.start
            case _:
                start = log.start + _days(rng.random() ** 3 * 0.3 * log.span)
        renewed = log.redesign if kind == "strong" else None
        row = log.add(
            "circles",
            circle=name,
            mandate=rng.choice(names.MANDATES),
            capabilities=", ".join(rng.sample(names.CAPABILITIES, rng.randint(1, 3))),
            priority=names.PRIORITIES[number % 4] if number != 5 else None,
            sponsor=sponsors[number % len(sponsors)],
            lead=leads[number // 3],
            cadence_days=28 if 29 < log.step < 32 else round(log.step),
            timebox_minutes=rng.choice((90, 90, 90, 120)),
            format=rng.choice(FORMATS),
            norms_version="2" if renewed else "1",
            norms_agreed=max(start, renewed or start),
            mandate_reviewed=log.until(start + _days(rng.randint(0, 400))),
            started=start,
            ended=log.start + _days(log.span * 0.7) if kind == "ended" else None,
        )
        circle = Circle(row, kind, rng)
        log.circles.append(circle)
        _members(log, circle)
        _buddies(circle)


def _members(log: Program, circle: Circle) -> None:
    rng, row, last = circle.rng, circle.row, circle.row["ended"] or log.end
    functions = rng.sample(names.FUNCTIONS, rng.randint(4, 7))
    regions = rng.sample(list(names.REGIONS), rng.randint(2, 5))
    boss = log.person()[1]
    leaving = 0.3 if circle.kind == "struggling" else 0.12  # a year
    joining = [circle.start] * rng.randint(6, 10)
    for place, joined in enumerate(joining):
        name, key = log.person()
        days, left = (last - joined).days, row["ended"]
        if place > 2 and rng.happens(leaving * days / 365):  # three always stay, so that no circle runs dry
            left = joined + _days(days * rng.uniform(0.2, 0.95))
            if rng.happens(0.7) and left + _days(30) < last:
                joining.append(left + _days(rng.randint(5, 30)))
        signs = left is None or left > row["norms_agreed"]
        member = log.add(
            "members",
            member=key,
            circle=circle.name,
            name=name,
            function=functions[place % len(functions)] if place < 6 else rng.choice(functions),
            region=rng.choice(regions),
            tenure=rng.maybe(0.95, rng.choice(names.TENURES)),
            reports_to=rng.maybe(0.2, boss),
            norms_signed=rng.maybe(circle.style.careful, row["norms_version"] if signs else "1"),
            joined=joined,
            left=left,
        )
        circle.members.append(member)
    if rng.happens(0.15):
        circle.members[1]["reports_to"] = circle.members[0]["member"]
    row["invited"] = len(circle.members) + rng.randint(0, 4)


def _buddies(circle: Circle) -> None:
    """Pairs, and a triad where the number is odd, of those who stayed; few of them where a circle struggles."""
    rng, staying = circle.rng, [m for m in circle.members if m["left"] == circle.row["ended"]]
    rng.shuffle(staying)
    while len(staying) > 1:
        size = 3 if len(staying) == 3 else 2
        group, staying = staying[:size], staying[size:]
        if circle.kind != "struggling" or rng.happens(0.5):
            for member in group:
                member["buddy"] = ", ".join(m["member"] for m in group if m is not member)


def _sessions(log: Program, circle: Circle) -> None:
    """Sessions by the circle's rhythm, up to the next one after the end of the log."""
    rng, style, weekday = circle.rng, circle.style, circle.rng.randrange(5)
    appetite = {m["member"]: rng.gauss(0, 0.04) for m in circle.members}
    for number in itertools.count(1):
        day = circle.start + _days((number - 1) * log.step)
        planned = day + _days((weekday - day.weekday()) % 7)
        if circle.row["ended"] and planned >= circle.row["ended"]:
            return
        row = log.add("sessions", session=f"{circle.name}-{number:02d}", circle=circle.name, planned=planned)
        row["format"] = circle.row["format"] if rng.happens(0.7) else rng.choice(FORMATS)
        row["status"] = "planned"
        if planned > log.end:
            return
        progress = (planned - log.start).days / max(1, log.span)
        if number > 1 and rng.happens(
            min(0.6, style.cancelled * (1 + progress) * CANCELLED.get(planned.month, 1))
        ):
            row["status"] = "cancelled"
            continue
        moved = rng.randint(1, int(min(12, log.step / 3))) if rng.happens(0.25 - 0.2 * style.careful) else 0
        last = circle.row["ended"] - _days(1) if circle.row["ended"] else log.end
        row["status"], row["held"] = "held", min(planned + _days(moved), last)
        circle.held.append(row)
        _attendance(log, circle, row, progress, appetite)
        _session_record(log, circle, row, number)
        if "case" in row:
            _case(circle, row)
        _insights(log, circle, row)


def _attendance(log: Program, circle: Circle, row: Row, progress: float, appetite: dict[str, float]) -> None:
    rng, style, held = circle.rng, circle.style, row["held"]
    lift = 0.05 if log.redesign and held >= log.redesign and circle.kind != "struggling" else 0.0
    here = circle.present[row["session"]] = []
    recorded = rng.happens(0.5 + style.careful / 2)
    for member in circle.active(held):
        key = member["member"]
        chance = (style.present - style.slide * progress + lift + appetite[key]) * PRESENT.get(held.month, 1)
        comes = rng.happens(min(0.985, max(0.05, chance)))
        entry = log.add("attendance", session=row["session"], member=key, present="yes")
        if comes:
            here.append(key)
        else:
            entry["present"] = rng.choice(("no", "excused"))
        if recorded and rng.happens(0.96):
            ready, draw = style.prepared + 4 * lift - (0 if comes else 0.1), rng.random()
            entry["prework"] = "on time" if draw < ready else "late" if draw < ready + 0.15 else "no"
        entry["reflection"] = rng.maybe(0.9, rng.yes(style.prepared * 0.8))
    if not here:  # then somebody else opened the room
        entry["present"] = "yes"
        here.append(key)


def _session_record(log: Program, circle: Circle, row: Row, number: int) -> None:
    rng, careful, held, here = circle.rng, circle.style.careful, row["held"], circle.present[row["session"]]
    turns = [m["member"] for m in circle.active(held)][: 3 if circle.kind == "struggling" else None]
    for offset, role in enumerate(("presenter", "facilitator", "note_taker")):
        row[role] = turns[(number + 2 * offset) % len(turns)] if rng.happens(careful) else rng.choice(here)
    if rng.happens(0.1) and len(here) > 1:
        row["presenter"] = ", ".join(rng.sample(here, 2))
    timebox = circle.row["timebox_minutes"]
    row["minutes"] = timebox + rng.choice((-5, 0, 0, 5, 5, 10, 20, 35))
    row["extended_by_choice"] = rng.yes(0.4 if row["minutes"] > timebox * 1.1 else 0)
    row["everyone_spoke"] = rng.maybe(0.85, rng.yes(careful - 0.05))
    if rng.happens(0.8 + 0.18 * careful):
        row["case"] = f"{rng.choice(names.CASES)} ({rng.choice(list(names.REGIONS))})"
    if rng.happens(0.12 + 0.15 * careful):
        row["guest"] = rng.choice(log.outsiders)[0]
        row["guest_function"], row["guest_region"] = (
            rng.choice(names.FUNCTIONS),
            rng.choice(list(names.REGIONS)),
        )
    row["decision"] = rng.maybe(careful, rng.choice((*names.DECISIONS, "none")))
    if rng.happens(careful):
        row["notes_sent"] = log.until(held + _days(rng.choice((0, 1, 1, 2, 3, 6))))
        row["notes"] = f"https://example.com/notes/{_slug(row['session'])}"
    row["share"] = rng.choice(("circle", "circle", "program", None))


def _case(circle: Circle, row: Row) -> None:
    rng, careful, here = circle.rng, circle.style.careful, circle.present[row["session"]]
    row["case_topics"] = ", ".join(rng.sample(names.TOPICS, rng.randint(1, 3)))
    row["business_owner"] = rng.maybe(careful, rng.choice(here))
    row["brief_sent"] = rng.maybe(careful, row["held"] - _days(rng.choice((5, 4, 3, 3, 2, 1, 0))))
    link = f"https://example.com/snapshots/{_slug(row['session'])}"
    row["snapshot"] = rng.maybe(careful, rng.choice(("yes", "yes", link)))
    if rng.happens(careful):
        row["assumptions"], row["risks"], row["options"] = (
            rng.randint(1, 5),
            rng.randint(0, 4),
            rng.randint(1, 4),
        )
    row["went_wrong_shared"] = rng.maybe(0.8, rng.yes(careful - 0.1))


def _insights(log: Program, circle: Circle, row: Row) -> None:
    rng, keys = circle.rng, circle.insights[row["session"]]
    for _ in range(rng.choice((0, 1, 1, 2, 2)) if rng.happens(circle.style.careful + 0.2) else 0):
        keys.append(f"I-{len(log.tables['insights']) + 1:04d}")
        log.add(
            "insights",
            insight=keys[-1],
            session=row["session"],
            member=rng.maybe(0.8, rng.choice(circle.present[row["session"]])),
            text=rng.choice(names.INSIGHTS),
            topics=row.get("case_topics"),
        )


def _practices(log: Program, count: int) -> None:
    rng, sources = log.rng, [c for c in log.circles if c.held and c.kind != "new"] or log.circles
    for number, title in enumerate(names.practice_titles(count)):
        circle = sources[number % len(sources)] if number < len(sources) else rng.choice(sources)
        latest = log.start + _days(log.span * (0.15 + 0.5 * number / count))
        early = [s for s in circle.held if s["held"] < latest] or circle.held[:1]
        session = rng.choice(early)
        added = min(log.end, session["held"] + _days(rng.randint(0, 9)))
        young = (log.end - added).days < 60
        practice = log.add(
            "practices",
            practice=_slug(title),
            title=title,
            kind=rng.choice(names.KINDS),
            circle=circle.name,
            session=session["session"],
            added=added,
            reviewed=log.until(added + _days(rng.randint(60, 420))),
            components=rng.randint(3, 7),
            works_when=rng.maybe(0.8, rng.choice(names.WORKS_WHEN)),
            share=rng.choice(("program", "program", "circle", "public")),
            diagram=rng.maybe(0.3, names.DIAGRAM),
            link=rng.maybe(0.6, f"https://example.com/practices/{_slug(title)}"),
            status="draft" if young else rng.choice(("tested", "tested", "proven", "proven", "retired")),
        )
        if rng.happens(0.85) or number < 3:
            _lighthouse(log, practice, circle)


def _lighthouse(log: Program, practice: Row, circle: Circle) -> None:
    rng, started = log.rng, min(log.end, practice["added"] + _days(log.rng.randint(3, 25)))
    age, before = (log.end - started).days, log.rng.randint(6, 20)
    stage = min(5.0, max(0.5, round(age / 90 * rng.uniform(0.6, 1.4) * 2) / 2))
    ready = rng.happens(circle.style.careful)
    log.add(
        "lighthouses",
        lighthouse=f"L-{len(log.tables['lighthouses']) + 1:02d}",
        practice=practice["practice"],
        circle=circle.name,
        owner=rng.maybe(1 if ready else 0.5, rng.choice(circle.members)["member"]),
        guardrails="No customer promise changes; stop at two complaints" if ready else None,
        resources=f"{rng.randint(2, 8)} hours a week, {rng.randint(2, 4)} people" if ready else None,
        stage=stage,
        stage_evidence=rng.maybe(0.85, names.EVIDENCE[int(stage - 0.5)]),
        stage_on=started + _days(age * rng.uniform(0.5, 1)),
        chosen_by_vote=rng.maybe(0.7, practice["added"]),
        prior_effect=rng.choice(("none known", "small trial, promising", "used elsewhere")),
        measure=rng.choice(names.MEASURES),
        before=str(before),
        after=str(round(before * rng.uniform(0.5, 1.05))) if stage >= 2.5 else None,
        started=started,
        ended=rng.maybe(0.12, started + _days(age * 0.8)) if age > 200 else None,
    )


def _teams(log: Program, count: int) -> None:
    rng, keys = log.rng, [practice["practice"] for practice in log.tables["practices"]]
    cells = [(function, region) for function in names.FUNCTIONS for region in names.REGIONS]
    rng.shuffle(cells)
    for number in range(count):
        lap, place = divmod(number, len(cells))
        function, region = cells[place]
        some = rng.maybe(
            0.15, len(keys) * 2 // 3
        )  # most teams are meant for all practices, unless there are many
        meant = rng.sample(keys, 7 if len(keys) > 20 else some or 0)
        late, leaves = rng.happens(0.1), rng.happens(0.04)
        log.add(
            "teams",
            team=f"{function} {names.REGIONS[region]} {lap + 1}",
            function=function,
            region=region,
            size=rng.maybe(0.95, rng.randint(5, 60)),
            circle_member=rng.yes(0.35),
            eligible_from=log.start + _days(log.span * rng.uniform(0.2, 0.7) if late else 0),
            eligible_to=log.start + _days(log.span * rng.uniform(0.75, 1)) if leaves else None,
            target_of=", ".join(meant) or None,
        )


def _adoptions(log: Program) -> None:
    targets: dict[str, list[Row]] = {practice["practice"]: [] for practice in log.tables["practices"]}
    for team in log.tables["teams"]:
        for key in team["target_of"].split(", ") if team["target_of"] else targets:
            targets[key].append(team)
    beacons = {row["practice"]: row for row in reversed(log.tables["lighthouses"])}
    for practice, contagion in zip(log.tables["practices"], itertools.cycle(CONTAGION), strict=False):
        _spread(log, practice, contagion, beacons.get(practice["practice"]), targets[practice["practice"]])


def _spread(log: Program, practice: Row, contagion: float, beacon: Row | None, teams: Sequence[Row]) -> None:
    """A branching process: each adopter tells other teams, a contact with a team that was told before has no effect.

    So the number of adopters grows like an S, and a source has always adopted before its follower heard of it.
    """
    rng = log.rng
    fit = {function: rng.uniform(0.35, 0.9) for function in names.FUNCTIONS}
    launch = (beacon["started"] if beacon else practice["added"]) + _days(3)
    first = [rng.randint(0, 20) for _ in range(rng.randint(2, 4))]
    first += [int(rng.expovariate(1 / 200)) for _ in range(len(teams) // 30 + 1)]
    queue: list[tuple[date, int, Row | None]] = [
        (launch + _days(day), n, None) for n, day in enumerate(first)
    ]
    heapq.heapify(queue)
    numbers = itertools.count(len(queue))
    told: set[str] = set()
    while queue and queue[0][0] <= log.end and len(told) < len(teams):
        day, _, source = heapq.heappop(queue)
        team = _listener(rng, teams, source)
        last = min(team["eligible_to"] or log.end, log.end)
        if team["team"] in told or not team["eligible_from"] <= day < last:
            continue
        told.add(team["team"])
        origin = {
            "from_team": rng.maybe(0.82, source["team"]) if source else None,
            "lighthouse": rng.maybe(0.15 if source else 1, beacon["lighthouse"]) if beacon else None,
        }
        adopted = _journey(log, practice, team, origin, day, fit[team["function"]], last)
        if adopted:
            for _ in range(round(rng.expovariate(1 / contagion))):
                contact = adopted + _days(3 + rng.expovariate(1 / 45))
                heapq.heappush(queue, (contact, next(numbers), team))


def _listener(rng: Chance, teams: Sequence[Row], source: Row | None) -> Row:
    """Whom the source tells: mostly somebody near; without a source, mostly a team with a circle member."""

    def nearness(team: Row) -> int:
        if source is None:
            return int(team["circle_member"] == "yes")
        return (team["function"] == source["function"]) + (team["region"] == source["region"])

    some = sorted(rng.sample(teams, min(4, len(teams))), key=nearness)
    return some[-1] if rng.happens(0.7) else some[0]


def _journey(
    log: Program, practice: Row, team: Row, origin: Row, day: date, fit: float, last: date
) -> date | None:
    """Rows of one team's way with one practice up to its `last` day; the day it adopted, if it did."""
    rng = log.rng

    def step(stage: str, on: date, **more: Any) -> bool:
        if on > last:
            return False
        row = log.add(
            "adoptions", practice=practice["practice"], team=team["team"], stage=stage, date=on, **more
        )
        if stage not in ("told", "stopped") and rng.happens(0.75):
            sure = 0.5 if stage == "trying" else 0.92
            row["effect"] = rng.choices(
                EFFECTS, (fit * sure, (1 - fit) * 0.6 * sure, (1 - fit) * 0.4 * sure, 1 - sure)
            )[0]
            row["conditions"] = ", ".join(rng.sample(names.CONDITIONS, rng.randint(1, 2)))
        if stage in ("adopted", "sustained", "adapted") and rng.happens(0.8):
            row["components_kept"] = max(
                1, practice["components"] - rng.choice((0, 0, 1, 2)) - (stage == "adapted")
            )
            row["evidence"] = rng.maybe(0.3, f"https://example.com/evidence/{rng.randint(1000, 9999)}")
        return True

    if rng.happens(0.8):
        step("told", day, **origin)
    day += _days(rng.randint(2, 21))
    if rng.happens(0.15) or not step("trying", day, **origin):
        return None
    if not rng.happens(0.5 + 0.4 * fit):  # most of these stay stuck in trying
        if rng.happens(0.4):
            step("stopped", day + _days(rng.randint(20, 80)))
        return None
    adopted = day + _days(rng.randint(12, 50))
    if not step("adopted", adopted, **origin):
        return None
    day, fate = adopted + _days(rng.randint(40, 120)), rng.random()
    if fate < 0.5:
        step("sustained", day)
    elif fate < 0.68:
        step("adapted", day, adapted_how=rng.choice((*names.ADAPTED, None)))
    if rng.happens(0.34 - 0.28 * fit):
        step("stopped", day + _days(rng.randint(10, 150)))
    elif fate < 0.3:
        step("sustained", day + _days(rng.randint(60, 120)))
    return adopted


def _actions(log: Program, circle: Circle) -> None:
    rng = circle.rng
    for place, session in enumerate(circle.held):
        wanted = max(1, min(6, round(rng.gauss(circle.style.actions, 0.9))))
        for _ in range(wanted if place == 0 or rng.happens(0.97) else 0):
            row = _action(log, circle, session)
            _fate(log, circle, row)
            _reviews(log, circle, row, circle.held[place + 1 : place + 5])


def _action(log: Program, circle: Circle, session: Row) -> Row:
    rng, careful, created = circle.rng, circle.style.careful, session["held"]
    member = rng.choice(circle.present[session["session"]])
    buddy = next((m.get("buddy") for m in circle.members if m["member"] == member), None)
    owner = rng.choices((member, rng.choice(log.outsiders)[1], None), (91, 5, 4))[0]
    partner = buddy.split(", ")[0] if buddy and owner == member else rng.choice((owner, None))
    practice = rng.choice(log.tables["practices"])
    insights = circle.insights[session["session"]]
    due = rng.maybe(0.95, created + _days(rng.randint(12, 60)))
    kind = rng.choices(("action", "assignment", "experiment"), (70, 18, 12))[0]
    experiment = rng.choice(("delegation", "decision rights", "cross-team", "other"))
    return log.add(
        "actions",
        action=f"A-{len(log.tables['actions']) + 1:04d}",
        circle=circle.name,
        what=rng.choice(names.ACTIONS).format(rng.choice(names.TOPICS)),
        session=session["session"],
        insight=rng.maybe(0.6, rng.choice(insights)) if insights else None,
        practice=rng.maybe(0.15, practice["practice"]) if practice["added"] <= created else None,
        kind=kind,
        experiment_type=experiment if kind == "experiment" else None,
        owner=owner,
        partner=rng.maybe(careful, partner),
        outcome=rng.maybe(careful, rng.choice(("business", "business", "culture"))),
        priority=circle.row["priority"] if rng.happens(0.9) else rng.choice(names.PRIORITIES),
        depends_on=rng.maybe(0.3, rng.choice(names.FUNCTIONS)),
        created=created,
        first_due=due,
        due=due,
    )


def _fate(log: Program, circle: Circle, row: Row) -> None:
    """When the action ends, and how: done on time, done late, cancelled, or still open on the last day."""
    rng, style, created = circle.rng, circle.style, row["created"]
    due, late = row["first_due"] or created + _days(40), not rng.happens(style.on_time)
    if row["first_due"] and rng.happens(0.6 if late else 0.08):
        row["due"] = due + _days(rng.randint(7, 35))
    early = rng.random() ** 2 * (due - created).days * 0.9
    ends = due + _days(3 + rng.lognormvariate(2.8, 0.8)) if late else due - _days(early)
    draw = rng.random()
    if draw > style.done + 0.06 or ends > log.end:
        row["status"] = rng.choice(("open", "open", "doing", "blocked"))
        return
    row["status"], row["closed"] = "done" if draw < style.done else "cancelled", ends
    if row["status"] == "done" and rng.happens(0.25 + style.careful / 2):
        row["effect"] = rng.choices(EFFECTS, (58, 22, 9, 11))[0]
        row["effect_note"] = rng.maybe(0.4, rng.choice(names.EFFECT_NOTES))


def _reviews(log: Program, circle: Circle, row: Row, later: Sequence[Row]) -> None:
    """The sessions that came back to the action, until one found it closed."""
    rng, share = circle.rng, circle.style.reviewed
    for session in later:
        if rng.happens(share):
            update = rng.choice(names.UPDATES)
            log.add("action_reviews", action=row["action"], session=session["session"], update=update)
        if row.get("closed") and row["closed"] <= session["held"]:
            return
        share *= 0.6


def _coaching(log: Program, circle: Circle) -> None:
    rng, careful = circle.rng, circle.style.careful
    joined = {m["member"]: m["joined"] for m in circle.members}
    for member in circle.members:
        buddy = (member.get("buddy") or "").split(", ")[0]
        if not buddy or not rng.happens(careful * 0.5):
            continue
        first, last = max(member["joined"], joined[buddy]), min(member["left"] or log.end, log.end)
        for cycle in range(rng.randint(5, 20), (last - first).days, 135):
            for step, days, share in names.COACHING:
                on = first + _days(cycle + days + rng.randint(0, 9))
                if on <= last and rng.happens(share * careful):
                    log.add(
                        "coaching",
                        circle=circle.name,
                        member=member["member"],
                        buddy=buddy,
                        date=on,
                        step=step,
                    )


def _asks(log: Program, circle: Circle) -> None:
    rng = circle.rng
    for session in circle.held:
        if rng.happens(0.78):
            continue
        kind, answered = rng.choice(list(names.ASKS)), session["held"] + _days(rng.lognormvariate(2.9, 0.7))
        answer = (
            rng.maybe(0.88, rng.choice(("granted", "granted", "declined"))) if answered <= log.end else None
        )
        log.add(
            "asks",
            ask=f"Q-{len(log.tables['asks']) + 1:03d}",
            circle=circle.name,
            raised=session["held"],
            what=names.ASKS[kind],
            kind=kind,
            function=rng.choice(names.FUNCTIONS),
            sponsor=circle.row["sponsor"],
            hours=rng.choice((4, 8, 16, 40)) if kind == "time" else None,
            amount=rng.choice((2500, 6000, 15000)) if kind == "budget" else None,
            currency="EUR" if kind == "budget" else None,
            status=answer or "open",
            answered=answered if answer else None,
        )


def _milestones(log: Program, circle: Circle) -> None:
    rng = circle.rng
    for text in rng.sample(names.MILESTONES, rng.randint(1, 3)):
        due = circle.start + _days(rng.uniform(0.2, 1.2) * max(30, (log.end - circle.start).days))
        reached = log.until(max(circle.start, due + _days(rng.gauss(5, 20))))
        row = log.add("milestones", milestone=f"{circle.name}: {text}", circle=circle.name, due=due)
        if reached and rng.happens(0.2 + circle.style.done * 0.7):
            story = "lesson" if "failed" in text else rng.choice(("win", "win", "lesson"))
            shared = rng.maybe(0.6, log.until(reached + _days(rng.randint(3, 40))))
            row |= {"reached": reached, "story": story, "shared": shared}


def _sponsor_acts(log: Program) -> None:
    rng = log.rng
    for circle in log.circles:
        last, sponsor = circle.row["ended"] or log.end, circle.row["sponsor"]
        for quarter in range(0, (last - circle.start).days, 91):
            if rng.happens(0.6):
                kind, note = (
                    rng.choice(("visit", "visit", "message", "update")),
                    rng.choice((*names.NOTES, None)),
                )
                on = min(last, circle.start + _days(quarter + rng.randint(3, 88)))
                log.add("sponsor_acts", date=on, sponsor=sponsor, circle=circle.name, kind=kind, note=note)
    for sponsor in sorted({circle.row["sponsor"] for circle in log.circles}):
        for quarter in range(80, log.span, 91):
            on, asked = min(log.end, log.start + _days(quarter + rng.randint(0, 14))), rng.randint(1, 5)
            if rng.happens(0.85):
                row = log.add(
                    "sponsor_acts", date=on, sponsor=sponsor, kind="review", note="Quarterly review"
                )
                row |= {"decisions_asked": asked, "decisions_made": rng.randint(asked // 2, asked)}


def _changes_and_settings(log: Program) -> None:
    def change(on: date, what: str, why: str, rebase: str = "no", circle: str | None = None) -> None:
        log.add("changes", date=on, what=what, why=why, rebase=rebase, circle=circle)

    if log.redesign:
        change(log.redesign - _days(70), "Guests from other functions", "Too little outside view")
        change(log.redesign, "One-page prework, sent a week ahead", "Members came unprepared", "yes")
        change(log.end - _days(50), "Meets in the morning", "Time zones", circle=log.circles[0].name)
    for name, value in names.SETTINGS.items():
        log.add("settings", name=name, value=value)


def survey(tables: Tables, seed: int = 7, *, end: date) -> Tables:
    """Pulse answers of every calendar quarter that closed within the log (of the running one, if none did)."""
    rng = Chance(f"{seed} pulse")
    people = [m for m in tables["members"] if isinstance(m["joined"], date)]
    first = min((m["joined"] for m in people), default=end)
    quarters = [divmod(n, 4) for n in range(_quarter(first), _quarter(end) + 1)]
    closes = [
        date(year + quarter // 3, quarter % 3 * 3 + 4 if quarter < 3 else 1, 1) for year, quarter in quarters
    ]
    closed = [(q, day - _days(1)) for q, day in zip(quarters, closes, strict=True) if day - _days(1) <= end]
    mood = {c["circle"]: rng.gauss(4.0, 0.4) for c in tables["circles"]}
    roster: dict[str, list[Row]] = {name: [] for name in mood}
    for member in people:
        roster.get(member["circle"], []).append(member)
    rows: list[Row] = []
    for (year, quarter), day in closed or [(quarters[-1], end)]:
        for circle, members in roster.items():
            active = sum(m["joined"] <= day and (m["left"] is None or m["left"] > day) for m in members)
            wave = f"{year}-Q{quarter + 1}"
            rows += [_answer(rng, wave, circle, mood[circle]) for _ in range(active) if rng.random() < 0.78]
    return {"pulse": rows}


def _answer(rng: Chance, wave: str, circle: str, mood: float) -> Row:
    def item(reverse: bool = False) -> int | None:
        if rng.happens(0.04):
            return None
        points = min(5, max(1, round(own + rng.gauss(0, 0.6))))
        return 6 - points if reverse else points

    own = mood + rng.gauss(0, 0.4)
    row: Row = {"wave": wave, "circle": circle, "respondent": f"{rng.getrandbits(48):012x}"}
    row |= {f"safety_{number}": item(number in (1, 3, 5)) for number in range(1, 8)}
    row |= {name: item() for name in ("trust", "curiosity", "confidence", "goal_progress")}
    return row | {"comment": rng.maybe(0.2, rng.choice(names.COMMENTS))}


def _make_mistakes(tables: Tables, rng: Chance, end: date) -> None:
    """About a dozen mistakes as people make them, one a row where there are rows enough, spread over the tabs."""
    spoiled: set[int] = set()

    def one(tab: str, *filled: str, **equal: Any) -> Row:
        """A row with these cells filled, one that nobody spoiled yet if possible; unused if there is none."""
        rows = [
            row
            for row in tables[tab]
            if all(row.get(name) is not None for name in filled)
            and all(row.get(name) == value for name, value in equal.items())
        ]
        row = rng.choice([row for row in rows if id(row) not in spoiled] or rows or [{}])
        spoiled.add(id(row))
        return row

    def spoil(tab: str, column: str, change: Callable[[Any], Any], **equal: Any) -> None:
        row = one(tab, column, **equal)
        if row:
            row[column] = change(row[column])

    spoil("members", "joined", lambda day: f"02{day:%y}-{day:%m-%d}")
    spoil("members", "circle", lambda key: f"{key} ")
    spoil("sessions", "everyone_spoke", lambda _: "mostly", status="held")
    spoil("sessions", "notes_sent", lambda day: day.replace(year=2062, day=min(day.day, 28)))
    spoil("sessions", "minutes", lambda minutes: f"about {minutes}")
    spoil("sessions", "facilitator", lambda key: key.replace("@", "n@"))
    spoil("attendance", "member", lambda _: "guest.unlisted@example.org")
    spoil("attendance", "present", lambda _: "Y", present="yes")
    spoil("attendance", "session", lambda key: f" {key} ")
    spoil("actions", "due", lambda day: f"{day.day}.{day.month}.{day.year}")
    spoil("actions", "status", lambda _: "parked", status="open")
    spoil("asks", "amount", lambda amount: f"{amount / 1000:g}k")
    if done := one("actions", "closed", status="done"):
        done["closed"] = done["created"] - _days(3)
    if person := one("members", "name", left=None):
        tables["members"].append(person | {"member": person["member"].replace("@", "e@"), "buddy": None})
    if twice := one("actions", "owner"):
        tables["actions"].append(twice | {"what": "Agree the next step"})
    held = [row["session"] for row in tables["sessions"] if row.get("held")]
    if len(held) > 3:
        empty = rng.choice(held[1:])
        tables["attendance"] = [row for row in tables["attendance"] if row["session"] != empty]
    _impossible_sources(tables, end)


def _impossible_sources(tables: Tables, end: date) -> None:
    """A team that learned a practice from itself, and one that learned it from a team that never had it."""
    practice = tables["practices"][0]
    reached = {row["team"] for row in tables["adoptions"] if row["practice"] == practice["practice"]}
    others = [row["team"] for row in tables["teams"] if row["team"] not in reached]
    on = min(end, practice["added"] + _days(30))
    for team, source in zip(
        others[:2], (others[0], others[2]) if len(others) > 2 else others[:1], strict=False
    ):
        row = {
            "practice": practice["practice"],
            "team": team,
            "stage": "adopted",
            "date": on,
            "from_team": source,
        }
        tables["adoptions"].append(row)


def _days(days: float) -> timedelta:
    return timedelta(days=int(days))


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _slug(text: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in text.lower()).replace("--", "-").strip("-")


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, without the usage."""
        self.exit(2, f"demo: {message}\n")


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-04") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code. Progress and errors go to standard error."""
    parser = _Arguments(
        prog="python -m lib.demo", description="A believable circle log, or the blank template."
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .xlsx file to write")
    parser.add_argument("--survey", type=Path, metavar="FILE", help="also write the survey workbook here")
    parser.add_argument("--template", action="store_true", help="write blank workbooks instead of a program")
    parser.add_argument("--circles", type=int, default=24)
    parser.add_argument("--months", type=int, default=18)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--end", type=_iso_date, metavar="DATE", help="last day the log knows (default: today)"
    )
    parser.add_argument(
        "--errors", action=argparse.BooleanOptionalAction, default=True, help="make mistakes (default)"
    )
    given = parser.parse_args(arguments)
    if given.survey and given.survey.resolve() == given.out.resolve():
        parser.error("--survey needs its own file: pulse answers never share a workbook with the log")

    def say(message: str) -> None:
        print(message, file=sys.stderr)

    try:
        if given.template:
            write_template(given.out)
            if given.survey:
                write_survey_template(given.survey)
            return 0
        end = given.end or date.today()
        if given.circles * given.months > 1_000:
            say(f"making up {given.circles} circles over {given.months} months")
        tables = program(given.circles, given.months, given.seed, end=end, errors=given.errors)
        cells = write(tables, given.out, say)
        if given.survey:
            write(survey(tables, given.seed, end=end), given.survey, say)
        say(f"{given.out}: {cells:,} cells")
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"cannot write {error.filename or given.out}: {error.strerror or error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
