"""The demo's circles, members, sessions, attendance and insights."""

from __future__ import annotations

import itertools

from lib.demo import names
from lib.demo.parts import Chance, Circle, Program, Row, circle_kinds, days_of, slug
from lib.log.format.schema import FORMATS

CANCELLED = {8: 5, 12: 2.5}  # how many times as many, in August and December
PRESENT = {8: 0.85, 12: 0.9}


def make_circles(log: Program, count: int, people: int | None = None, programs: int = 1) -> None:
    """Add the circles of so many programs with their members; `people` start in the first circle, if it is to be a
    large and strong one."""
    sponsors = [log.person()[1] for _ in range(3 if count < 12 else 4 if count < 24 else 5)]
    leads = [log.person()[1] for _ in range((count + 2) // 3)]
    kinds = circle_kinds(count, log.months, log.seed)
    kinds[0] = "strong" if people else kinds[0]
    for number, (name, kind) in enumerate(zip(names.circle_names(count), kinds, strict=True)):
        rng = Chance(f"{log.seed} circle {number}")
        match kind:
            case "new":
                start = log.end - days_of(rng.randint(36, 50))
            case "struggling" | "ended":
                start = log.start
            case _:
                start = log.start + days_of(rng.random() ** 3 * 0.3 * log.span)
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
            mandate_reviewed=log.until(start + days_of(rng.randint(0, 400))),
            started=start,
            program=names.PROGRAMS[number * programs // count],
            ended=log.start + days_of(log.span * 0.7) if kind == "ended" else None,
        )
        circle = Circle(row, kind, rng)
        log.circles.append(circle)
        _members(log, circle, people if number == 0 else None)
        _buddies(circle)


def _members(log: Program, circle: Circle, people: int | None) -> None:
    rng, row, last = circle.rng, circle.row, circle.row["ended"] or log.end
    functions = rng.sample(names.FUNCTIONS, rng.randint(4, 7))
    regions = rng.sample(list(names.REGIONS), rng.randint(2, 5))
    boss = log.person()[1]
    leaving = 0.3 if circle.kind == "struggling" else 0.12  # per year
    joining = [circle.start] * (people or rng.randint(6, 10))
    for place, joined in enumerate(joining):
        name, key = log.person()
        days, left = (last - joined).days, row["ended"]
        # Three members always stay, so that no circle is left empty.
        if place > 2 and rng.happens(leaving * days / 365):
            left = joined + days_of(days * rng.uniform(0.2, 0.95))
            if rng.happens(0.7) and left + days_of(30) < last:
                joining.append(left + days_of(rng.randint(5, 30)))
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
            email=key if "@" in key else None,
            norms_signed=rng.maybe(circle.style.careful, row["norms_version"] if signs else "1"),
            joined=joined,
            left=left,
        )
        circle.members.append(member)
    if rng.happens(0.15):
        circle.members[1]["reports_to"] = circle.members[0]["member"]
    row["invited"] = len(circle.members) + rng.randint(0, 4)


def _buddies(circle: Circle) -> None:
    """Pair up those who stayed, with a triad if their number is odd; only about half of the pairs in a struggling
    circle."""
    rng, staying = circle.rng, [m for m in circle.members if m["left"] == circle.row["ended"]]
    rng.shuffle(staying)
    while len(staying) > 1:
        size = 3 if len(staying) == 3 else 2
        group, staying = staying[:size], staying[size:]
        if circle.kind != "struggling" or rng.happens(0.5):
            for member in group:
                member["buddy"] = ", ".join(m["member"] for m in group if m is not member)


def make_sessions(log: Program, circle: Circle) -> None:
    """Add sessions at the circle's rhythm, up to the first one after the end of the log."""
    rng, style, weekday = circle.rng, circle.style, circle.rng.randrange(5)
    appetite = {m["member"]: rng.gauss(0, 0.04) for m in circle.members}
    for number in itertools.count(1):
        day = circle.start + days_of((number - 1) * log.step)
        planned = day + days_of((weekday - day.weekday()) % 7)
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
        last = circle.row["ended"] - days_of(1) if circle.row["ended"] else log.end
        row["status"], row["held"] = "held", min(planned + days_of(moved), last)
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
    if not here:  # a held session needs at least one person
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
        row["notes_sent"] = log.until(held + days_of(rng.choice((0, 1, 1, 2, 3, 6))))
        row["notes"] = f"https://example.com/notes/{slug(row['session'])}"
    row["share"] = rng.choice(("circle", "circle", "program", None))


def _case(circle: Circle, row: Row) -> None:
    rng, careful, here = circle.rng, circle.style.careful, circle.present[row["session"]]
    row["case_topics"] = ", ".join(rng.sample(names.TOPICS, rng.randint(1, 3)))
    row["business_owner"] = rng.maybe(careful, rng.choice(here))
    row["brief_sent"] = rng.maybe(careful, row["held"] - days_of(rng.choice((5, 4, 3, 3, 2, 1, 0))))
    link = f"https://example.com/snapshots/{slug(row['session'])}"
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
