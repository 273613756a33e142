"""A seeded, believable mentoring-circle program of any size, and the blank template.

    python -m lib.demo --circles 24 --months 18 --seed 7 --out FILE [--survey FILE] [--end DATE] [--no-errors]
    python -m lib.demo --template --out FILE [--survey FILE]

The same arguments always give the same cells. Nothing in here reads the clock except the command line's default end.
"""

from __future__ import annotations

import argparse
import heapq
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn

from lib import demo_names as names
from lib.log.schema import EFFECTS, FORMATS, MAIN
from lib.template import write, write_survey_template, write_template

Row = dict[str, Any]
Tables = dict[str, list[Row]]
MONTH = 30.44


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
    "strong": Style(0.91, 0.0, 0.66, 0.02, 2.6, 0.93, 0.84, 0.9, 0.95),
    "middling": Style(0.84, 0.02, 0.52, 0.06, 2.2, 0.82, 0.74, 0.65, 0.75),
    "struggling": Style(0.78, 0.38, 0.32, 0.18, 1.6, 0.4, 0.45, 0.25, 0.45),
}
STYLES |= {"new": STYLES["middling"], "ended": STYLES["middling"]}


@dataclass
class Circle:
    """A circle while its log is made up: its row, what kind it is, and what later tabs need to know."""

    row: Row
    kind: str
    start: date
    rng: random.Random
    members: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    present: dict[str, list[str]] = field(default_factory=dict)
    insights: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.row["circle"])

    @property
    def style(self) -> Style:
        return STYLES[self.kind]

    def active(self, day: date) -> list[Row]:
        return [m for m in self.members if m["joined"] <= day and (m["left"] is None or m["left"] > day)]


def circle_kinds(circles: int, months: int, seed: int) -> list[str]:
    """What kind each circle is, in the order of the circles tab: strong, middling, struggling, new or ended."""
    struggling = (
        0 if circles < 4 else 1 if circles < 8 else 2 if circles < 16 else max(3, round(circles * 0.1))
    )
    few = max(1, circles // 40) if circles >= 6 and months >= 6 else 0
    kinds = ["struggling"] * struggling + ["new"] * few + ["ended"] * few
    rest = circles - len(kinds)
    kinds += ["strong"] * (rest * 2 // 5) + ["middling"] * (rest - rest * 2 // 5)
    random.Random(f"{seed} kinds").shuffle(kinds)
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
    maker = _Program(circles, months, seed, end, sessions_per_month)
    if errors:
        _make_mistakes(maker.tables, random.Random(f"{seed} mistakes"), end)
    return {
        tab.name: [{name: row.get(name) for name in tab.column_names} for row in maker.tables[tab.name]]
        for tab in MAIN
    }


class _Program:
    """Makes one tab after the other; each circle has its own stream of chance, so that none sways another."""

    def __init__(self, circles: int, months: int, seed: int, end: date, sessions_per_month: float) -> None:
        self.seed, self.end = seed, end
        self.rng = random.Random(f"{seed} program")
        self.start = end - _days(months * MONTH)
        self.months, self.step = months, MONTH / sessions_per_month
        self.redesign = (self.start + _days(months * MONTH * 0.55)).replace(day=1) if months >= 6 else None
        numbers = list(range(len(names.GIVEN) * len(names.FAMILY)))
        self.rng.shuffle(numbers)
        self._numbers = iter([*numbers, *range(len(numbers), len(numbers) + circles * 20)])
        self.tables: Tables = {tab.name: [] for tab in MAIN}
        self.circles = self._circles(circles)
        for circle in self.circles:
            self._sessions(circle)
        self._practices(max(6, (circles + 1) // 2))
        self._adoptions(max(12, round(circles * 3.5)))
        for circle in self.circles:
            self._actions(circle)
            self._coaching(circle)
            self._asks_and_milestones(circle)
        self._program_rows()
        for tab, key in (
            ("adoptions", "date"),
            ("asks", "raised"),
            ("sponsor_acts", "date"),
            ("changes", "date"),
        ):
            self.tables[tab].sort(key=lambda row: row[key])

    def _add(self, tab: str, **row: Any) -> Row:
        self.tables[tab].append(row)
        return row

    def _person(self) -> tuple[str, str]:
        return names.person(next(self._numbers))

    def _until(self, day: date) -> date | None:
        """The day, or nothing when the log cannot know it yet."""
        return day if day <= self.end else None

    def _circles(self, count: int) -> list[Circle]:
        sponsors = [self._person()[1] for _ in range(3 if count < 12 else 4 if count < 24 else 5)]
        leads = [self._person()[1] for _ in range((count + 2) // 3)]
        result = []
        kinds = circle_kinds(count, self.months, self.seed)
        for number, (name, kind) in enumerate(zip(names.circle_names(count), kinds, strict=True)):
            rng = random.Random(f"{self.seed} circle {number}")
            span = (self.end - self.start).days
            start = self.start + _days(
                rng.random() ** 3 * 0.3 * span if kind not in ("struggling", "ended") else 0
            )
            if kind == "new":
                start = self.end - _days(rng.randint(36, 50))
            row = self._add(
                "circles",
                circle=name,
                mandate=rng.choice(names.MANDATES),
                capabilities=", ".join(rng.sample(names.CAPABILITIES, rng.randint(1, 3))),
                priority=names.PRIORITIES[number % 4] if number != 5 else None,
                sponsor=sponsors[number % len(sponsors)],
                lead=leads[number // 3],
                cadence_days=28 if 29 < self.step < 32 else round(self.step),
                timebox_minutes=rng.choice((90, 90, 90, 120)),
                format=rng.choice(FORMATS),
                norms_version="2" if self.redesign and kind == "strong" else "1",
                norms_agreed=max(start, self.redesign) if self.redesign and kind == "strong" else start,
                mandate_reviewed=self._until(start + _days(rng.randint(0, 400))),
                started=start,
                ended=self.start + _days(span * 0.7) if kind == "ended" else None,
            )
            circle = Circle(row, kind, start, rng)
            self._members(circle)
            result.append(circle)
        return result

    def _members(self, circle: Circle) -> None:
        rng, row, last = circle.rng, circle.row, circle.row["ended"] or self.end
        functions = rng.sample(names.FUNCTIONS, rng.randint(4, 7))
        regions = rng.sample(list(names.REGIONS), rng.randint(2, 5))
        boss = self._person()[1]
        joining = [circle.start] * rng.randint(6, 10)
        leaving = 0.3 if circle.kind == "struggling" else 0.12
        for place, joined in enumerate(joining):
            name, key = self._person()
            left = None
            if rng.random() < leaving * (last - joined).days / 365:
                left = (
                    joined + _days((last - joined).days * rng.uniform(0.2, 0.95)) if last > joined else None
                )
            if left and rng.random() < 0.7 and left + _days(30) < last:
                joining.append(left + _days(rng.randint(5, 30)))
            member = self._add(
                "members",
                member=key,
                circle=circle.name,
                name=name,
                function=functions[place % len(functions)] if place < 6 else rng.choice(functions),
                region=rng.choice(regions),
                tenure=rng.choice(names.TENURES) if rng.random() < 0.95 else None,
                reports_to=boss if rng.random() < 0.2 else None,
                norms_signed=row["norms_version"] if rng.random() < circle.style.careful else None,
                joined=joined,
                left=left or row["ended"],
            )
            circle.members.append(member)
        if rng.random() < 0.15:
            circle.members[1]["reports_to"] = circle.members[0]["member"]
        row["invited"] = len(circle.members) + rng.randint(0, 4)
        rest = [m["member"] for m in circle.members if m["left"] == row["ended"]]
        rng.shuffle(rest)
        while len(rest) > 1:
            group = rest[: 3 if len(rest) == 3 else 2]
            rest = rest[len(group) :]
            if circle.kind != "struggling" or rng.random() < 0.5:
                for member in circle.members:
                    if member["member"] in group:
                        member["buddy"] = ", ".join(key for key in group if key != member["member"])

    def _sessions(self, circle: Circle) -> None:
        rng, style, weekday = circle.rng, circle.style, circle.rng.randrange(5)
        appetite = {m["member"]: rng.gauss(0, 0.04) for m in circle.members}
        number = 0
        while True:
            day = circle.start + _days(number * self.step)
            planned = day + _days((weekday - day.weekday()) % 7)
            if circle.row["ended"] and planned >= circle.row["ended"]:
                return
            number += 1
            row = self._add(
                "sessions", session=f"{circle.name}-{number:02d}", circle=circle.name, planned=planned
            )
            row |= {
                "status": "planned",
                "format": circle.row["format"] if rng.random() < 0.7 else rng.choice(FORMATS),
            }
            if planned > self.end:
                return
            progress = (planned - self.start).days / max(1, (self.end - self.start).days)
            chance = style.cancelled * (1 + progress) * {8: 5, 12: 2.5}.get(planned.month, 1)
            if number > 1 and rng.random() < min(0.6, chance):
                row["status"] = "cancelled"
                continue
            moved = (
                rng.randint(1, int(min(12, self.step / 3)))
                if rng.random() < 0.25 - 0.2 * style.careful
                else 0
            )
            row |= {"status": "held", "held": min(planned + _days(moved), self.end)}
            circle.held.append(row)
            self._attendance(circle, row, progress, appetite)
            self._session_record(circle, row, number)

    def _attendance(self, circle: Circle, row: Row, progress: float, appetite: dict[str, float]) -> None:
        rng, style, held = circle.rng, circle.style, row["held"]
        lift = 0.05 if self.redesign and held >= self.redesign and circle.kind != "struggling" else 0.0
        season = {8: 0.85, 12: 0.9}.get(held.month, 1.0)
        here = circle.present[row["session"]] = []
        recorded = rng.random() < 0.5 + style.careful / 2
        for member in circle.active(held):
            key = member["member"]
            chance = (style.present - style.slide * progress + lift + appetite[key]) * season
            present = "yes" if rng.random() < min(0.985, max(0.05, chance)) else rng.choice(("no", "excused"))
            entry = self._add("attendance", session=row["session"], member=key, present=present)
            if present == "yes":
                here.append(key)
            if recorded and rng.random() < 0.96:
                ready = style.prepared + 4 * lift + 0.1 * (present == "yes") - 0.1
                draw = rng.random()
                entry["prework"] = "on time" if draw < ready else "late" if draw < ready + 0.15 else "no"
            if rng.random() < 0.9:
                entry["reflection"] = "yes" if rng.random() < style.prepared * 0.8 else "no"
        if not here:  # somebody opened the room
            self.tables["attendance"][-1]["present"] = "yes"
            here.append(self.tables["attendance"][-1]["member"])

    def _session_record(self, circle: Circle, row: Row, number: int) -> None:
        rng, style, held, here = circle.rng, circle.style, row["held"], circle.present[row["session"]]
        turns = [m["member"] for m in circle.active(held)]
        if circle.kind == "struggling":
            turns = turns[:3]
        row["minutes"] = circle.row["timebox_minutes"] + rng.choice((-5, 0, 0, 5, 5, 10, 20, 35))
        row["extended_by_choice"] = (
            "yes" if row["minutes"] > circle.row["timebox_minutes"] * 1.1 and rng.random() < 0.4 else "no"
        )
        for offset, role in enumerate(("presenter", "facilitator", "note_taker")):
            fair = rng.random() < style.careful
            row[role] = turns[(number + 2 * offset) % len(turns)] if fair else rng.choice(here)
        if rng.random() < 0.1 and len(here) > 1:
            row["presenter"] = ", ".join(rng.sample(here, 2))
        if rng.random() < 0.8 + style.careful * 0.18:
            row["case"] = f"{rng.choice(names.CASES)} ({rng.choice(list(names.REGIONS))})"
            row["case_topics"] = ", ".join(rng.sample(names.TOPICS, rng.randint(1, 3)))
            row["business_owner"] = rng.choice(here) if rng.random() < style.careful else None
            row["brief_sent"] = (
                held - _days(rng.choice((5, 4, 3, 3, 2, 1, 0))) if rng.random() < style.careful else None
            )
            if rng.random() < style.careful:
                row["snapshot"] = rng.choice(
                    ("yes", "yes", f"https://example.com/snapshots/{_slug(row['session'])}")
                )
            if rng.random() < style.careful:
                row |= {
                    "assumptions": rng.randint(1, 5),
                    "risks": rng.randint(0, 4),
                    "options": rng.randint(1, 4),
                }
            if rng.random() < 0.8:
                row["went_wrong_shared"] = "yes" if rng.random() < style.careful - 0.1 else "no"
        if rng.random() < 0.85:
            row["everyone_spoke"] = "yes" if rng.random() < style.careful - 0.05 else "no"
        if rng.random() < 0.12 + 0.15 * style.careful:
            row["guest"] = self._guest(rng)
            row["guest_function"], row["guest_region"] = (
                rng.choice(names.FUNCTIONS),
                rng.choice(list(names.REGIONS)),
            )
        if rng.random() < style.careful:
            row["decision"] = rng.choice((*names.DECISIONS, "none"))
        if rng.random() < style.careful:
            row["notes_sent"] = self._until(held + _days(rng.choice((0, 1, 1, 2, 3, 6))))
            row["notes"] = f"https://example.com/notes/{_slug(row['session'])}"
        row["share"] = rng.choice(("circle", "circle", "program", None))
        for _ in range(rng.choice((0, 1, 1, 2, 2)) if rng.random() < style.careful + 0.2 else 0):
            key = f"I-{len(self.tables['insights']) + 1:04d}"
            self._add(
                "insights",
                insight=key,
                session=row["session"],
                member=rng.choice(here) if rng.random() < 0.8 else None,
                text=rng.choice(names.INSIGHTS),
                topics=row.get("case_topics"),
            )
            circle.insights.setdefault(row["session"], []).append(key)

    def _guest(self, rng: random.Random) -> str:
        return names.person(rng.randrange(len(names.GIVEN) * len(names.FAMILY)))[0] + " (guest)"

    def _practices(self, count: int) -> None:
        rng, sources = self.rng, [c for c in self.circles if c.held and c.kind != "new"] or self.circles
        span = (self.end - self.start).days
        for number, title in enumerate(names.practice_titles(count)):
            circle = sources[number % len(sources)] if number < len(sources) else rng.choice(sources)
            early = [s for s in circle.held if (s["held"] - self.start).days < span * 0.6] or circle.held[:1]
            session = rng.choice(early) if early else None
            added = min(self.end, (session["held"] if session else circle.start) + _days(rng.randint(0, 9)))
            age = (self.end - added).days
            practice = self._add(
                "practices",
                practice=_slug(title),
                title=title,
                kind=rng.choice(names.KINDS),
                circle=circle.name,
                session=session["session"] if session else None,
                added=added,
                reviewed=self._until(added + _days(rng.randint(60, 420))),
                components=rng.randint(3, 7),
                works_when=rng.choice(names.WORKS_WHEN) if rng.random() < 0.8 else None,
                share=rng.choice(("program", "program", "circle", "public")),
                diagram=names.DIAGRAM if rng.random() < 0.3 else None,
                link=f"https://example.com/practices/{_slug(title)}" if rng.random() < 0.6 else None,
                status="draft"
                if age < 60
                else rng.choice(("tested", "tested", "proven", "proven", "retired")),
            )
            if rng.random() < 0.85 or number < 3:
                self._lighthouse(practice, circle, added)

    def _lighthouse(self, practice: Row, circle: Circle, added: date) -> None:
        rng, started = self.rng, min(self.end, added + _days(self.rng.randint(3, 25)))
        age, before = (self.end - started).days, self.rng.randint(6, 20)
        stage = min(5.0, max(0.5, round(age / 90 * rng.uniform(0.6, 1.4) * 2) / 2))
        ready = rng.random() < circle.style.careful
        self._add(
            "lighthouses",
            lighthouse=f"L-{len(self.tables['lighthouses']) + 1:02d}",
            practice=practice["practice"],
            circle=circle.name,
            owner=rng.choice(circle.members)["member"] if ready or rng.random() < 0.5 else None,
            guardrails="No customer promise changes; stop at two complaints" if ready else None,
            resources=f"{rng.randint(2, 8)} hours a week, {rng.randint(1, 3)} people" if ready else None,
            stage=stage,
            stage_evidence=names.EVIDENCE[int(stage - 0.5)] if rng.random() < 0.85 else None,
            stage_on=started + _days(age * rng.uniform(0.5, 1)),
            chosen_by_vote=added if rng.random() < 0.7 else None,
            prior_effect=rng.choice(("none known", "small trial, promising", "used elsewhere")),
            measure=rng.choice(names.MEASURES),
            before=str(before),
            after=str(round(before * rng.uniform(0.5, 1.05))) if stage >= 2.5 else None,
            started=started,
            ended=started + _days(age * 0.8) if age > 200 and rng.random() < 0.12 else None,
        )

    def _adoptions(self, count: int) -> None:
        rng, keys = self.rng, [practice["practice"] for practice in self.tables["practices"]]
        cells = [(function, region) for function in names.FUNCTIONS for region in names.REGIONS]
        rng.shuffle(cells)
        targets: dict[str, list[Row]] = {key: [] for key in keys}
        for number in range(count):
            lap, place = divmod(number, len(cells))
            function, region = cells[place]
            if len(keys) > 20:
                meant = rng.sample(keys, 8)
            else:
                meant = rng.sample(keys, len(keys) * 2 // 3) if rng.random() < 0.15 else []
            late, leaves = rng.random() < 0.1, rng.random() < 0.04
            span = (self.end - self.start).days
            team = self._add(
                "teams",
                team=f"{function} {names.REGIONS[region]} {lap + 1}",
                function=function,
                region=region,
                size=rng.randint(5, 60) if rng.random() < 0.95 else None,
                circle_member="yes" if rng.random() < 0.35 else "no",
                eligible_from=self.start + _days(span * rng.uniform(0.2, 0.7) if late else 0),
                eligible_to=self.start + _days(span * rng.uniform(0.75, 1)) if leaves else None,
                target_of=", ".join(meant) or None,
            )
            for key in meant or keys:
                targets[key].append(team)
        beacons = {row["practice"]: row for row in reversed(self.tables["lighthouses"])}
        for practice in self.tables["practices"]:
            self._spread(practice, beacons.get(practice["practice"]), targets[practice["practice"]])

    def _spread(self, practice: Row, beacon: Row | None, teams: Sequence[Row]) -> None:
        """A branching process: each adopter tells other teams; those already told are contacts without effect."""
        rng, pull = self.rng, self.rng.choice((1.5, 3.0, 4.5, 6.0))
        fit = {function: rng.uniform(0.35, 0.9) for function in names.FUNCTIONS}
        launch = (beacon["started"] if beacon else practice["added"]) + _days(3)
        starts = [rng.randint(0, 20) for _ in range(rng.randint(2, 3))]
        starts += [int(rng.expovariate(1 / 200)) for _ in range(len(teams) // 30 + 1)]
        queue: list[tuple[date, int, Row | None]] = [
            (launch + _days(d), n, None) for n, d in enumerate(starts)
        ]
        pushed = len(queue)
        heapq.heapify(queue)
        told: set[str] = set()
        while queue and len(told) < len(teams):
            day, _, source = heapq.heappop(queue)
            if day > self.end:
                return
            choice = rng.sample(teams, min(4, len(teams)))
            if source:
                near = (source["function"], source["region"])
                choice.sort(key=lambda t: (t["function"] == near[0]) + (t["region"] == near[1]), reverse=True)
            elif beacon:
                choice.sort(key=lambda t: t["circle_member"] == "no")
            team = choice[0] if rng.random() < 0.7 else choice[-1]
            ends = team["eligible_to"] or self.end
            if team["team"] in told or not team["eligible_from"] <= day < ends:
                continue
            told.add(team["team"])
            origin: Row = {"practice": practice["practice"], "team": team["team"]}
            if source and rng.random() < 0.82:
                origin["from_team"] = source["team"]
            if beacon and (not source or rng.random() < 0.15) and day > beacon["started"]:
                origin["lighthouse"] = beacon["lighthouse"]
            adopted = self._journey(
                origin, day, fit[team["function"]], practice["components"], min(ends, self.end)
            )
            for _ in range(round(rng.expovariate(1 / pull)) if adopted else 0):
                contact = adopted + _days(3 + rng.expovariate(1 / 45)) if adopted else self.end
                heapq.heappush(queue, (contact, pushed := pushed + 1, team))

    def _journey(self, origin: Row, day: date, fit: float, components: int, last: date) -> date | None:
        """Rows of one team's way with one practice up to `last`; the day it adopted, if it did."""
        rng = self.rng

        def step(stage: str, on: date, **more: Any) -> bool:
            if on > last:
                return False
            row = self._add(
                "adoptions",
                **(origin if stage in ("told", "trying", "adopted") else _home(origin)),
                stage=stage,
                date=on,
            )
            if stage not in ("told", "stopped") and rng.random() < 0.75:
                early = 0.5 if stage == "trying" else 0.08
                weights = (
                    fit * (1 - early),
                    0.6 * (1 - fit) * (1 - early),
                    0.4 * (1 - fit) * (1 - early),
                    early,
                )
                row["effect"] = rng.choices(EFFECTS, weights)[0]
                row["conditions"] = ", ".join(rng.sample(names.CONDITIONS, rng.randint(1, 2)))
            if stage in ("adopted", "sustained", "adapted") and rng.random() < 0.8:
                row["components_kept"] = max(1, components - rng.choice((0, 0, 1, 2)) - (stage == "adapted"))
                row["evidence"] = (
                    f"https://example.com/evidence/{rng.randint(1000, 9999)}" if rng.random() < 0.3 else None
                )
            row |= more
            return True

        if rng.random() < 0.8:
            step("told", day)
        day += _days(rng.randint(2, 21))
        if rng.random() < 0.15 or not step("trying", day):
            return None
        if rng.random() > 0.5 + 0.4 * fit:
            if rng.random() < 0.4:
                step("stopped", day + _days(rng.randint(20, 80)))
            return None
        adopted = day + _days(rng.randint(12, 50))
        if not step("adopted", adopted):
            return None
        day, fate = adopted + _days(rng.randint(40, 120)), rng.random()
        if fate < 0.5:
            step("sustained", day)
        elif fate < 0.68:
            step("adapted", day, adapted_how=rng.choice((*names.ADAPTED, None)))
        if rng.random() < 0.3 - 0.25 * fit:
            step("stopped", day + _days(rng.randint(10, 150)))
        elif fate < 0.3:
            step("sustained", day + _days(rng.randint(60, 120)))
        return adopted

    def _actions(self, circle: Circle) -> None:
        rng, style = circle.rng, circle.style
        known = [p for p in self.tables["practices"] if p["added"]]
        buddies = {m["member"]: m.get("buddy") for m in circle.members}
        for place, session in enumerate(circle.held):
            usual = (
                max(1, min(6, round(rng.gauss(style.actions, 0.9))))
                if rng.random() < 0.97 or not place
                else 0
            )
            for _ in range(usual):
                created, kind = (
                    session["held"],
                    rng.choices(("action", "assignment", "experiment"), (70, 18, 12))[0],
                )
                draw = rng.random()
                owner = (
                    None
                    if draw < 0.04
                    else self._person_outside(rng)
                    if draw < 0.09
                    else rng.choice(circle.present[session["session"]])
                )
                first_due = None if rng.random() < 0.05 else created + _days(rng.randint(12, 60))
                practice = rng.choice(known)
                named = rng.random() < 0.15 and practice["added"] <= created
                insights = circle.insights.get(session["session"], [])
                key = f"A-{len(self.tables['actions']) + 1:04d}"
                row = self._add(
                    "actions",
                    action=key,
                    circle=circle.name,
                    what=rng.choice(names.ACTIONS).format(rng.choice(names.TOPICS)),
                    session=session["session"],
                    insight=rng.choice(insights) if insights and rng.random() < 0.6 else None,
                    practice=practice["practice"] if named else None,
                    kind=kind,
                    owner=owner,
                    outcome=rng.choice(("business", "business", "culture"))
                    if rng.random() < style.careful
                    else None,
                    priority=circle.row["priority"] if rng.random() < 0.9 else rng.choice(names.PRIORITIES),
                    depends_on=rng.choice(names.FUNCTIONS) if rng.random() < 0.3 else None,
                    created=created,
                    first_due=first_due,
                    due=first_due,
                )
                if kind == "experiment":
                    row["experiment_type"] = rng.choice(
                        ("delegation", "decision rights", "cross-team", "other")
                    )
                if rng.random() < style.careful:
                    row["partner"] = (buddies.get(owner or "") or "").split(", ")[0] or rng.choice(
                        (owner, None)
                    )
                self._fate(circle, row)
                self._reviews(circle, row, place)

    def _person_outside(self, rng: random.Random) -> str:
        return names.person(rng.randrange(7000))[1].replace("@example.org", "@example.com")

    def _fate(self, circle: Circle, row: Row) -> None:
        """When the action ends, and how: done on time, done late, cancelled, or still open on the last day."""
        rng, style, created = circle.rng, circle.style, row["created"]
        due = row["first_due"] or created + _days(40)
        late = rng.random() > style.on_time
        if row["first_due"] and rng.random() < (0.6 if late else 0.08):
            row["due"] = due + _days(rng.randint(7, 35))
        ends = (
            due + _days(3 + rng.lognormvariate(2.8, 0.8))
            if late
            else due - _days(rng.random() ** 2 * (due - created).days * 0.9)
        )
        draw = rng.random()
        if draw > style.done + 0.06 or ends > self.end:
            row["status"] = rng.choice(("open", "open", "doing", "blocked"))
            return
        row |= {"status": "done" if draw < style.done else "cancelled", "closed": max(ends, created)}
        if row["status"] == "done" and rng.random() < 0.25 + style.careful / 2:
            row["effect"] = rng.choices(EFFECTS, (58, 22, 9, 11))[0]
            row["effect_note"] = rng.choice(names.EFFECT_NOTES) if rng.random() < 0.4 else None

    def _reviews(self, circle: Circle, row: Row, place: int) -> None:
        rng, chance = circle.rng, circle.style.reviewed
        for later in circle.held[place + 1 : place + 5]:
            if rng.random() < chance:
                self._add(
                    "action_reviews",
                    action=row["action"],
                    session=later["session"],
                    update=rng.choice(names.UPDATES),
                )
            if row.get("closed") and row["closed"] <= later["held"]:
                return
            chance *= 0.6

    def _coaching(self, circle: Circle) -> None:
        rng = circle.rng
        for member in circle.members:
            buddy, first = (member.get("buddy") or "").split(", ")[0], member["joined"]
            last = min(member["left"] or self.end, self.end)
            if not buddy or rng.random() > circle.style.careful * 0.65:
                continue
            first = max(first, next(m["joined"] for m in circle.members if m["member"] == buddy))
            for cycle in range(0, (last - first).days, 135):
                day = first + _days(cycle + rng.randint(5, 20))
                for step, days, chance in (
                    ("goal", 0, 0.9),
                    ("check-in", 12, 0.5),
                    ("observation", 25, 0.75),
                    ("check-in", 40, 0.4),
                    ("impact review", 60, 0.65),
                ):
                    on = day + _days(days + rng.randint(0, 9))
                    if on <= last and rng.random() < chance * circle.style.careful:
                        self._add(
                            "coaching",
                            circle=circle.name,
                            member=member["member"],
                            buddy=buddy,
                            date=on,
                            step=step,
                        )

    def _asks_and_milestones(self, circle: Circle) -> None:
        rng = circle.rng
        for session in circle.held:
            if rng.random() < 0.22:
                raised, kind = session["held"], rng.choice(list(names.ASKS))
                answered = raised + _days(rng.lognormvariate(2.9, 0.7))
                row = self._add(
                    "asks",
                    ask=f"Q-{len(self.tables['asks']) + 1:03d}",
                    circle=circle.name,
                    raised=raised,
                    what=names.ASKS[kind],
                    kind=kind,
                    function=rng.choice(names.FUNCTIONS),
                    sponsor=circle.row["sponsor"],
                    hours=rng.choice((4, 8, 16, 40)) if kind == "time" else None,
                    amount=rng.choice((2500, 6000, 15000)) if kind == "budget" else None,
                    currency="EUR" if kind == "budget" else None,
                    status="open",
                )
                if answered <= self.end and rng.random() < 0.88:
                    row |= {"status": rng.choice(("granted", "granted", "declined")), "answered": answered}
        for text in rng.sample(names.MILESTONES, rng.randint(1, 3)):
            due = circle.start + _days(rng.uniform(0.2, 1.2) * max(30, (self.end - circle.start).days))
            reached = (
                self._until(due + _days(rng.gauss(5, 20)))
                if rng.random() < 0.2 + circle.style.done * 0.7
                else None
            )
            reached = max(reached, circle.start) if reached else None
            shared = reached + _days(rng.randint(3, 40)) if reached and rng.random() < 0.6 else None
            story = (
                rng.choice(("win", "win", "lesson"))
                if reached and "failed" not in text
                else "lesson"
                if reached
                else None
            )
            shared = self._until(shared) if shared else None
            self._add(
                "milestones",
                milestone=f"{circle.name}: {text}",
                circle=circle.name,
                due=due,
                reached=reached,
                story=story,
                shared=shared,
            )

    def _program_rows(self) -> None:
        rng = self.rng
        for circle in self.circles:
            last = circle.row["ended"] or self.end
            for quarter in range(0, (last - circle.start).days, 91):
                if rng.random() < 0.6:
                    kind = rng.choice(("visit", "visit", "message", "update"))
                    on = min(last, circle.start + _days(quarter + rng.randint(3, 88)))
                    self._add(
                        "sponsor_acts",
                        date=on,
                        sponsor=circle.row["sponsor"],
                        circle=circle.name,
                        kind=kind,
                        note=rng.choice((*names.NOTES[:3], None)),
                    )
        for sponsor in sorted({circle.row["sponsor"] for circle in self.circles}):
            for quarter in range(80, (self.end - self.start).days, 91):
                asked = rng.randint(1, 5)
                if rng.random() < 0.85:
                    made = rng.randint(asked // 2, asked)
                    on = self._until(self.start + _days(quarter + rng.randint(0, 14)))
                    if on:
                        self._add(
                            "sponsor_acts",
                            date=on,
                            sponsor=sponsor,
                            kind="review",
                            decisions_asked=asked,
                            decisions_made=made,
                            note=names.NOTES[3],
                        )
        if self.redesign:
            self._add(
                "changes",
                date=self.redesign,
                what="Shorter prework, one page, sent a week ahead",
                why="Members came unprepared",
                rebase="yes",
            )
            self._add(
                "changes",
                date=self.redesign - _days(70),
                what="Guests from other functions",
                why="Too little outside view",
                rebase="no",
            )
            circle = self.circles[-1]
            if circle.start <= self.end - _days(50):
                self._add(
                    "changes",
                    date=self.end - _days(50),
                    what="Meets in the morning",
                    circle=circle.name,
                    why="Time zones",
                    rebase="no",
                )
        for name, value in (
            ("target_participation", 0.8),
            ("target_on_time", "70%"),
            ("target_prework", 0.7),
            ("control_rules", "nhs"),
            ("review_every_days", 90),
        ):
            self._add("settings", name=name, value=value)


def survey(tables: Tables, seed: int = 7, *, end: date) -> Tables:
    """Pulse answers of every calendar quarter that closed within the log (of the running one, if none did)."""
    rng = random.Random(f"{seed} pulse")
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


def _answer(rng: random.Random, wave: str, circle: str, mood: float) -> Row:
    def item(reverse: bool = False) -> int | None:
        if rng.random() < 0.04:
            return None
        points = min(5, max(1, round(own + rng.gauss(0, 0.6))))
        return 6 - points if reverse else points

    own = mood + rng.gauss(0, 0.4)
    row: Row = {"wave": wave, "circle": circle, "respondent": f"{rng.getrandbits(48):012x}"}
    row |= {f"safety_{number}": item(number in (1, 3, 5)) for number in range(1, 8)}
    row |= {name: item() for name in ("trust", "curiosity", "confidence", "goal_progress")}
    return row | {"comment": rng.choice(names.COMMENTS) if rng.random() < 0.2 else None}


def _make_mistakes(tables: Tables, rng: random.Random, end: date) -> None:
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
    spoil("attendance", "member", lambda _: "guest.unlisted@example.org")
    spoil("attendance", "present", lambda _: "Y", present="yes")
    spoil("attendance", "session", lambda key: f" {key} ")
    spoil("actions", "owner", lambda key: key.replace("a", "aa", 1) if "a" in key[:9] else "x" + key)
    spoil("actions", "due", lambda day: f"{day.day}.{day.month}.{day.year}")
    spoil("actions", "status", lambda _: "in progress", status="open")
    done = one("actions", "closed", status="done")
    if done:
        done["closed"] = done["created"] - _days(3)
    twice = one("actions", "owner")
    if twice:
        spoiled.add(id(twice))
        tables["actions"].append(twice | {"what": "Agree the next step"})
    spoil("asks", "amount", lambda amount: f"{amount / 1000:g}k")
    held = [row["session"] for row in tables["sessions"] if row.get("held")]
    if len(held) > 3:
        empty = rng.choice(held[1:])
        tables["attendance"] = [row for row in tables["attendance"] if row["session"] != empty]
    team, follower = tables["teams"][0]["team"], tables["teams"][1]["team"]
    practice = tables["practices"][0]
    day = min(end, practice["added"] + _days(30))
    known = {row["team"] for row in tables["adoptions"] if row["practice"] == practice["practice"]}
    strangers = [row["team"] for row in tables["teams"] if row["team"] not in known] or [team, follower]
    common = {"practice": practice["practice"], "stage": "adopted", "date": day}
    tables["adoptions"].append(common | {"team": strangers[0], "from_team": strangers[0]})
    if len(strangers) > 2:
        tables["adoptions"].append(common | {"team": strangers[1], "from_team": strangers[2]})


def _home(origin: Row) -> Row:
    """The practice and team of an adoption, without where it came from."""
    return {"practice": origin["practice"], "team": origin["team"]}


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
