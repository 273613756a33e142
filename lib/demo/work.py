"""The demo's actions, coaching, asks, milestones, sponsor acts, changes and settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lib.demo import names
from lib.demo.parts import Circle, Program, Row, days_of
from lib.log.format.schema import EFFECTS

FORGOTTEN_WITHIN_DAYS = 110
"""Only asks raised this recently may still be unanswered: someone would have noticed older ones."""


def make_actions(log: Program, circle: Circle) -> None:
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
    partner = buddy.split(", ")[0] if buddy and owner == member else rng.choice((member, None))
    partner = None if partner == owner else partner
    practice = rng.choice(log.tables["practices"])
    insights = circle.insights[session["session"]]
    due = rng.maybe(0.95, created + days_of(rng.randint(12, 60)))
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
    due, late = row["first_due"] or created + days_of(40), not rng.happens(style.on_time)
    if row["first_due"] and rng.happens(0.6 if late else 0.08):
        row["due"] = due + days_of(rng.randint(7, 35))
    early = rng.random() ** 2 * (due - created).days * 0.9
    ends = due + days_of(3 + rng.lognormvariate(2.8, 0.8)) if late else due - days_of(early)
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


def make_coaching(log: Program, circle: Circle) -> None:
    rng, careful = circle.rng, circle.style.careful
    joined = {m["member"]: m["joined"] for m in circle.members}
    for member in circle.members:
        buddy = (member.get("buddy") or "").split(", ")[0]
        if not buddy or not rng.happens(careful * 0.5):
            continue
        first, last = max(member["joined"], joined[buddy]), min(member["left"] or log.end, log.end)
        for cycle in range(rng.randint(5, 20), (last - first).days, 135):
            for step, days, share in names.COACHING:
                on = first + days_of(cycle + days + rng.randint(0, 9))
                if on <= last and rng.happens(share * careful):
                    log.add(
                        "coaching",
                        circle=circle.name,
                        member=member["member"],
                        buddy=buddy,
                        date=on,
                        step=step,
                    )


def make_asks(log: Program, circle: Circle) -> None:
    rng = circle.rng
    for session in circle.held:
        if rng.happens(0.78):
            continue
        kind, answered = rng.choice(list(names.ASKS)), session["held"] + days_of(rng.lognormvariate(2.9, 0.7))
        forgotten = (log.end - session["held"]).days < FORGOTTEN_WITHIN_DAYS and rng.happens(0.45)
        answer = (
            rng.choice(("granted", "granted", "declined")) if answered <= log.end and not forgotten else None
        )
        log.add(
            "asks",
            ask=f"Q-{len(log.tables['asks']) + 1:03d}",
            circle=circle.name,
            raised=session["held"],
            what=rng.choice(names.ASKS[kind]),
            kind=kind,
            function=rng.choice(names.FUNCTIONS),
            sponsor=circle.row["sponsor"],
            hours=rng.choice((4, 8, 16, 40)) if kind == "time" else None,
            amount=rng.choice((2500, 6000, 15000)) if kind == "budget" else None,
            currency="EUR" if kind == "budget" else None,
            status=answer or "open",
            answered=answered if answer else None,
        )


def make_milestones(log: Program, circle: Circle) -> None:
    rng = circle.rng
    for text in rng.sample(names.MILESTONES, rng.randint(1, 3)):
        due = circle.start + days_of(rng.uniform(0.2, 1.2) * max(30, (log.end - circle.start).days))
        reached = log.until(max(circle.start, due + days_of(rng.gauss(5, 20))))
        row = log.add("milestones", milestone=f"{circle.name}: {text}", circle=circle.name, due=due)
        if reached and rng.happens(0.2 + circle.style.done * 0.7):
            story = "lesson" if "failed" in text else rng.choice(("win", "win", "lesson"))
            shared = rng.maybe(0.6, log.until(reached + days_of(rng.randint(3, 40))))
            row |= {"reached": reached, "story": story, "shared": shared}


def make_sponsor_acts(log: Program) -> None:
    rng = log.rng
    for circle in log.circles:
        last, sponsor = circle.row["ended"] or log.end, circle.row["sponsor"]
        for quarter in range(0, (last - circle.start).days, 91):
            if rng.happens(0.6):
                kind, note = (
                    rng.choice(("visit", "visit", "message", "update")),
                    rng.choice((*names.NOTES, None)),
                )
                on = min(last, circle.start + days_of(quarter + rng.randint(3, 88)))
                log.add("sponsor_acts", date=on, sponsor=sponsor, circle=circle.name, kind=kind, note=note)
    for sponsor in sorted({circle.row["sponsor"] for circle in log.circles}):
        for quarter in range(80, log.span, 91):
            latest = log.end - days_of(
                60 if log.span > 200 else 0
            )  # so that the next review has something to say
            on, asked = min(latest, log.start + days_of(quarter + rng.randint(0, 14))), rng.randint(1, 5)
            if rng.happens(0.85):
                row = log.add(
                    "sponsor_acts", date=on, sponsor=sponsor, kind="review", note="Quarterly review"
                )
                row |= {"decisions_asked": asked, "decisions_made": rng.randint(asked // 2, asked)}


def make_changes_and_settings(log: Program) -> None:
    def change(on: date, what: str, why: str, rebase: str = "no", **more: str) -> None:
        log.add("changes", date=on, what=what, why=why, rebase=rebase, **more)

    if log.redesign:
        change(
            log.redesign - days_of(70),
            "Guests from other functions",
            "Too little outside view",
            figure="outside_view",
            direction="up",
            expected="A guest in every quarter",
        )
        change(
            log.redesign,
            "One-page prework, sent a week ahead",
            "Members came unprepared",
            "yes",
            figure="prework",
            direction="up",
            expected="Most members prepared",
        )
        change(
            log.redesign + days_of(5),
            "Reminders two days before an action is due",
            "Actions were late",
            figure="on_time",
            direction="up",
            expected="Three of four actions on time",
        )
        change(
            log.end - days_of(50),
            "Meets in the morning",
            "Time zones",
            circle=log.circles[0].name,
            figure="participation",
            direction="up",
        )
    for name, value in names.SETTINGS.items():
        log.add("settings", name=name, value=value)
