"""The demo's practices, lighthouses and teams, and how the practices spread among them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from lib.demo import names
from lib.demo.parts import Chance, Circle, Program, Row, days_of, slug
from lib.log.format.schema import EFFECTS

CONTAGION = (4.5, 6.0, 3.0, 5.0, 1.5, 4.0)
"""How many teams an adopter contacts on average, by practice."""


def make_practices(log: Program, count: int) -> None:
    rng, sources = log.rng, [c for c in log.circles if c.held and c.kind != "new"] or log.circles
    for number, title in enumerate(names.practice_titles(count)):
        circle = sources[number % len(sources)] if number < len(sources) else rng.choice(sources)
        latest = log.start + days_of(log.span * (0.15 + 0.5 * number / count))
        early = [s for s in circle.held if s["held"] < latest] or circle.held[:1]
        session = rng.choice(early)
        added = min(log.end, session["held"] + days_of(rng.randint(0, 9)))
        young = (log.end - added).days < 60
        practice = log.add(
            "practices",
            practice=slug(title),
            title=title,
            kind=rng.choice(names.KINDS),
            circle=circle.name,
            session=session["session"],
            added=added,
            reviewed=log.until(added + days_of(rng.randint(60, 420))),
            components=rng.randint(3, 7),
            works_when=rng.maybe(0.8, rng.choice(names.WORKS_WHEN)),
            share=rng.choice(("program", "program", "circle", "public")),
            diagram=rng.maybe(0.3, names.DIAGRAM),
            link=rng.maybe(0.6, f"https://example.com/practices/{slug(title)}"),
            status="draft" if young else rng.choice(("tested", "tested", "proven", "proven", "retired")),
        )
        if rng.happens(0.85) or number < 3:
            _lighthouse(log, practice, circle)


def _lighthouse(log: Program, practice: Row, circle: Circle) -> None:
    rng, started = log.rng, min(log.end, practice["added"] + days_of(log.rng.randint(3, 25)))
    age, before = (log.end - started).days, log.rng.randint(6, 20)
    stage = min(5.0, max(0.5, round(age / 90 * rng.uniform(0.6, 1.4) * 2) / 2))
    ready = rng.happens(circle.style.careful)
    beacon = log.add(
        "lighthouses",
        lighthouse=f"L-{len(log.tables['lighthouses']) + 1:02d}",
        practice=practice["practice"],
        circle=circle.name,
        owner=rng.maybe(1 if ready else 0.5, rng.choice(circle.members)["member"]),
        guardrails="No customer promise changes; stop at two complaints" if ready else None,
        resources=f"{rng.randint(2, 8)} hours a week, {rng.randint(2, 4)} people" if ready else None,
        stage=stage,
        stage_evidence=rng.maybe(0.85, names.EVIDENCE[int(stage - 0.5)]),
        stage_on=started + days_of(age * rng.uniform(0.5, 1)),
        chosen_by_vote=rng.maybe(0.7, practice["added"]),
        prior_effect=rng.choice(("none known", "small trial, promising", "used elsewhere")),
        measure=rng.choice(names.MEASURES),
        before=str(before),
        after=str(round(before * rng.uniform(0.5, 1.05))) if stage >= 2.5 else None,
        started=started,
        ended=rng.maybe(0.12, started + days_of(age * 0.8)) if age > 200 else None,
    )
    number, measure = len(log.tables["lighthouses"]), beacon["measure"]
    beacon["unit"] = names.UNITS[names.MEASURES.index(measure)]
    beacon["better"] = "up" if measure == names.MORE_IS_BETTER else "down"
    if beacon["after"]:
        beacon["measured"] = min(beacon["stage_on"], beacon["ended"] or log.end)
        beacon["evidence"] = f"https://example.com/results/{number}" if number % 3 else None
    if stage >= 1.5:
        _embedding(log, beacon, number)


def _embedding(log: Program, beacon: Row, number: int) -> None:
    """Four answers on how far the practice is daily work, better in later stages; the fit with the work is behind."""
    rng = Chance(f"{log.seed} embedding {number}")  # of its own, so that the rest of the demo stays as it is
    behind = {"embed_work": 0.7, "embed_review": 0.4}
    for column in ("embed_sense", "embed_commitment", "embed_work", "embed_review"):
        likely = 2.6 + 0.4 * beacon["stage"] - behind.get(column, 0) + rng.gauss(0, 0.5)
        beacon[column] = round(min(5.0, max(1.0, likely)), 1)
    if rng.happens(0.15):
        beacon["embed_review"] = None
    beacon["embed_on"] = beacon["stage_on"]
    beacon["embed_people"] = rng.maybe(0.8, rng.randint(3, 12))


def make_teams(log: Program, count: int) -> None:
    rng, keys = log.rng, [practice["practice"] for practice in log.tables["practices"]]
    cells = [(function, region) for function in names.FUNCTIONS for region in names.REGIONS]
    rng.shuffle(cells)
    for number in range(count):
        lap, place = divmod(number, len(cells))
        function, region = cells[place]
        some = rng.maybe(
            0.15, len(keys) * 2 // 3
        )  # most teams are targets of all practices, unless there are many practices
        targets = rng.sample(keys, 7 if len(keys) > 20 else some or 0)
        late, leaves = rng.happens(0.1), rng.happens(0.04)
        log.add(
            "teams",
            team=f"{function} {names.REGIONS[region]} {lap + 1}",
            function=function,
            region=region,
            size=rng.maybe(0.95, rng.randint(5, 60)),
            circle_member=rng.yes(0.35),
            eligible_from=log.start + days_of(log.span * rng.uniform(0.2, 0.7) if late else 0),
            eligible_to=log.start + days_of(log.span * rng.uniform(0.75, 1)) if leaves else None,
            target_of=", ".join(targets) or None,
        )


def make_adoptions(log: Program) -> None:
    targets: dict[str, list[Row]] = {practice["practice"]: [] for practice in log.tables["practices"]}
    for team in log.tables["teams"]:
        for key in team["target_of"].split(", ") if team["target_of"] else targets:
            targets[key].append(team)
    beacons = {row["practice"]: row for row in reversed(log.tables["lighthouses"])}
    for practice, contagion in zip(log.tables["practices"], itertools.cycle(CONTAGION), strict=False):
        _spread(log, practice, contagion, beacons.get(practice["practice"]), targets[practice["practice"]])


def _spread(log: Program, practice: Row, contagion: float, beacon: Row | None, teams: Sequence[Row]) -> None:
    """A branching process: each adopter contacts other teams, and only the first contact with a team has an effect.

    So the number of adopters grows in an S-curve, and a source has always adopted before its follower hears of the
    practice.
    """
    rng = log.rng
    fit = {function: rng.uniform(0.35, 0.9) for function in names.FUNCTIONS}
    launch = (beacon["started"] if beacon else practice["added"]) + days_of(3)
    first = [rng.randint(0, 20) for _ in range(rng.randint(2, 4))]
    first += [int(rng.expovariate(1 / 200)) for _ in range(len(teams) // 30 + 1)]
    queue: list[tuple[date, int, Row | None]] = [
        (launch + days_of(day), n, None) for n, day in enumerate(first)
    ]
    heapq.heapify(queue)
    numbers = itertools.count(len(queue))
    reached: set[str] = set()
    while queue and queue[0][0] <= log.end and len(reached) < len(teams):
        day, _, source = heapq.heappop(queue)
        team = _listener(rng, teams, source)
        last = min(team["eligible_to"] or log.end, log.end)
        if team["team"] in reached or not team["eligible_from"] <= day < last:
            continue
        reached.add(team["team"])
        origin = {
            "from_team": rng.maybe(0.82, source["team"]) if source else None,
            "lighthouse": rng.maybe(0.15 if source else 1, beacon["lighthouse"]) if beacon else None,
        }
        adopted = _journey(log, practice, team, origin, day, fit[team["function"]], last)
        if adopted:
            for _ in range(round(rng.expovariate(1 / contagion))):
                contact = adopted + days_of(3 + rng.expovariate(1 / 45))
                heapq.heappush(queue, (contact, next(numbers), team))


def _listener(rng: Chance, teams: Sequence[Row], source: Row | None) -> Row:
    """The team that a source contacts: mostly one near it, or, without a source, mostly one with a circle member."""

    def nearness(team: Row) -> int:
        if source is None:
            return int(team["circle_member"] == "yes")
        return (team["function"] == source["function"]) + (team["region"] == source["region"])

    some = sorted(rng.sample(teams, min(4, len(teams))), key=nearness)
    return some[-1] if rng.happens(0.7) else some[0]


def _journey(
    log: Program, practice: Row, team: Row, origin: Row, day: date, fit: float, last: date
) -> date | None:
    """Add the rows of one team's progress with one practice, up to its `last` day. Returns the day it adopted, or
    None."""
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
    day += days_of(rng.randint(2, 21))
    if rng.happens(0.15) or not step("trying", day, **origin):
        return None
    if not rng.happens(0.5 + 0.4 * fit):  # most of these stay at trying
        if rng.happens(0.4):
            step("stopped", day + days_of(rng.randint(20, 80)))
        return None
    adopted = day + days_of(rng.randint(12, 50))
    if not step("adopted", adopted, **origin):
        return None
    day, fate = adopted + days_of(rng.randint(40, 120)), rng.random()
    if fate < 0.5:
        step("sustained", day)
    elif fate < 0.68:
        step("adapted", day, adapted_how=rng.choice((*names.ADAPTED, None)))
    if rng.happens(0.34 - 0.28 * fit):
        step("stopped", day + days_of(rng.randint(10, 150)))
    elif fate < 0.3:
        step("sustained", day + days_of(rng.randint(60, 120)))
    return adopted
