"""Random small logs for the sentence audit: every column may be empty, thin or absent, as in logs that people keep."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

Rows = list[dict[str, object]]
Tables = dict[str, Rows]

AS_OF = date(2026, 6, 30)
GARBLED = "Zzgl"
"""A word that means nothing in any column."""
DROPPED = {
    "attendance": ("prework",),
    "sessions": ("everyone_spoke", "decision"),
    "actions": ("due", "closed", "effect", "partner"),
    "asks": ("status",),
}
"""Columns that a log may lack altogether."""


def tables(seed: int) -> Tables:
    """One log. The same seed gives the same log."""
    rng = Random(seed)
    made: Tables = {"circles": [], "members": [], "sessions": [], "attendance": [], "actions": []}
    for number in range(rng.randint(1, 3)):
        _circle(made, f"C{number}", rng)
    if rng.random() < 0.7:
        made["asks"] = [_ask(f"Q-{n}", made, rng) for n in range(rng.randint(1, 9))]
    if rng.random() < 0.6:
        _spread(made, rng)
    for tab, columns in DROPPED.items():
        for column in columns:
            if rng.random() < 0.12:
                made[tab] = [{k: v for k, v in row.items() if k != column} for row in made.get(tab, [])]
    return {tab: rows for tab, rows in made.items() if rows}


def _back(rng: Random, most: int, least: int = 0) -> date:
    return AS_OF - timedelta(days=rng.randint(least, most))


def _circle(made: Tables, name: str, rng: Random) -> None:
    months = rng.choice((0, 1, 3, 5, 8, 14, 16))
    started = AS_OF - timedelta(days=28 * months + 10)
    made["circles"].append(
        {
            "circle": name,
            "cadence_days": 28,
            "started": started if rng.random() < 0.8 else "",
            "ended": _back(rng, 60) if rng.random() < 0.08 else "",
        }
    )
    people = [f"{name.lower()}m{n}" for n in range(rng.randint(2, 6))]
    for person in people:
        made["members"].append(
            {
                "member": person,
                "circle": name,
                "joined": _back(rng, 200) if rng.random() < 0.15 else "",
                "left": _back(rng, 100) if rng.random() < 0.1 else "",
            }
        )
    presence, only_present = rng.uniform(0.4, 1), rng.random() < 0.15
    for n in range(months):
        planned = started + timedelta(days=28 * n + 5)
        happens = rng.random()
        key = f"{name}-{n:02}"
        held = planned + timedelta(days=rng.choice((0, 0, 0, 3, 7, 8, 12)))
        made["sessions"].append(
            {
                "session": key,
                "circle": name,
                "planned": planned,
                "held": held if happens < 0.85 and held <= AS_OF else "",
                "status": "cancelled" if happens > 0.94 else "",
                "everyone_spoke": rng.choice(("yes", "no", "")),
                "decision": rng.choice(("Do it", "none", "")),
            }
        )
        if made["sessions"][-1]["held"]:
            for person in people:
                mark = "yes" if rng.random() < presence else rng.choice(("no", "excused", ""))
                if mark and (mark == "yes" or not only_present):
                    prework = rng.choice(("on time", "on time", "late", "no", ""))
                    made["attendance"].append(
                        {"session": key, "member": person, "present": mark, "prework": prework}
                    )
    has_due, has_days, done = rng.random() < 0.85, rng.random() < 0.9, rng.uniform(0.2, 0.95)
    for n in range(rng.choice((0, 2, 7, 25, 60))):
        made["actions"].append(_action(f"{name}-A{n}", name, has_due, has_days, done, rng))


def _action(
    key: str, circle: str, has_due: bool, has_days: bool, done: float, rng: Random
) -> dict[str, object]:
    created = _back(rng, 360, -5)
    due = created + timedelta(days=rng.randint(5, 60)) if has_due and rng.random() < 0.95 else ""
    status = rng.choice(("open", "doing", "blocked", "")) if rng.random() > done else "done"
    status = "cancelled" if rng.random() < 0.06 else status
    closed = min(created + timedelta(days=rng.randint(0, 90)), AS_OF)
    dated = status in ("done", "cancelled") and has_days and rng.random() < 0.95 and closed >= created
    return {
        "action": key,
        "circle": circle,
        "what": "Try it",
        "created": created if rng.random() < 0.97 else "",
        "first_due": due,
        "due": due + timedelta(days=rng.choice((0, 0, 0, 20))) if isinstance(due, date) else "",
        "status": status,
        "closed": closed if dated else "",
        "effect": rng.choice(("worked", "mixed", "did not work", "", "")) if status == "done" else "",
        "owner": rng.choice(("c0m0", "c0m1", "")),
        "partner": rng.choice(("c0m0", "c0m1", "")),
    }


def _ask(key: str, made: Tables, rng: Random) -> dict[str, object]:
    raised = _back(rng, 120, -3)
    answered = raised + timedelta(days=rng.randint(0, 40))
    return {
        "ask": key,
        "circle": rng.choice(made["circles"])["circle"],
        "what": "Help",
        "raised": raised,
        "answered": answered if rng.random() < 0.5 else "",
        "status": rng.choice(("open", "", "granted", "declined")),
    }


def _spread(made: Tables, rng: Random) -> None:
    made["practices"] = [
        {"practice": f"P{n}", "title": f"Practice {n}", "status": rng.choice(("proven", "draft", "")),
         "added": _back(rng, 500, 300)}
        for n in range(rng.randint(1, 4))
    ]  # fmt: skip
    made["teams"] = [
        {"team": f"T{n}", "function": rng.choice(("Sales", "Care")), "region": rng.choice(("EU", "US")),
         "eligible_from": _back(rng, 700, 400) if rng.random() < 0.2 else "",
         "eligible_to": _back(rng, 60) if rng.random() < 0.1 else "",
         "target_of": rng.choice(("", "", "", "P0", "P0, P1" if len(made["practices"]) > 1 else "P0"))}
        for n in range(rng.randint(2, 14))
    ]  # fmt: skip
    made["adoptions"] = []
    for practice in made["practices"]:
        if rng.random() < 0.3:
            continue
        for team in made["teams"]:
            day = _back(rng, 280)
            for stage in rng.sample(("told", "trying", "adopted", "sustained", "stopped"), rng.randint(0, 4)):
                day = min(day + timedelta(days=rng.randint(1, 60)), AS_OF + timedelta(days=20))
                source = rng.choice(made["teams"])["team"] if rng.random() < 0.3 else ""
                made["adoptions"].append(
                    {"practice": practice["practice"], "team": team["team"], "stage": stage, "date": day,
                     "from_team": source}
                )  # fmt: skip
