"""What made-up logs of `made.py` do not have: cases and what came of them, turns, guests, partners, norms, lighthouses,
stories, redesigns, sponsors and leads of circles, teams that others learned from. Filled cells stay as they are."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.audit import made
from tests.audit.made import AS_OF, Rows, Tables

LEAD, SPONSOR = "lead@example.com", "sponsor@example.com"
EFFECTS = ("worked", "worked", "mixed", "did not work", "too early", "")


def tables(seed: int) -> Tables:
    """One rich log. The same seed gives the same log."""
    rng = Random(f"more {seed}")
    log = {tab: [dict(row) for row in rows] for tab, rows in made.tables(seed).items()}
    if seed % 5 == 0:
        log = _with_more_circles(log, rng)
    _to_come(log, rng)
    _circles(log, rng)
    _members(log, rng)
    _sessions(log, rng)
    _loops(log, rng)
    if log.get("practices"):
        _lighthouses(log, rng)
    if rng.random() < 0.7:
        log["coaching"] = _check_ins(log, rng)
    if rng.random() < 0.6:
        log["changes"] = [
            {"date": AS_OF - timedelta(days=rng.randint(60, 300)), "what": f"Redesign {n}", "circle": "",
             "rebase": rng.choice(("yes", "no"))}
            for n in range(rng.randint(1, 2))
        ]  # fmt: skip
    if rng.random() < 0.25:
        log.pop(rng.choice(("insights", "action_reviews", "asks", "practices", "adoptions")), None)
    return {tab: rows for tab, rows in log.items() if rows}


def _with_more_circles(log: Tables, rng: Random) -> Tables:
    """The log with circles enough to compare; each copies the sessions and attendance of one that is there."""
    found: Tables = {tab: list(rows) for tab, rows in log.items()}
    for number in range(len(log["circles"]), 6):
        old, new = str(rng.choice(log["circles"])["circle"]), f"C{number}"
        for tab, key in (
            ("circles", ""),
            ("members", "member"),
            ("sessions", "session"),
            ("actions", "action"),
        ):
            rows = [row for row in log.get(tab, []) if row["circle"] == old]
            found.setdefault(tab, []).extend(
                row | {"circle": new} | ({key: _renamed(row[key], old, new)} if key else {}) for row in rows
            )
        found.setdefault("attendance", []).extend(
            row | {key: _renamed(row[key], old, new) for key in ("session", "member")}
            for row in log.get("attendance", [])
            if str(row["session"]).startswith(f"{old}-") and rng.random() < 0.8
        )
    return found


def _renamed(key: object, old: str, new: str) -> str:
    return str(key).replace(old, new).replace(old.lower(), new.lower())


def _to_come(log: Tables, rng: Random) -> None:
    """A session that is planned for a day to come, or for today."""
    for row in log["circles"]:
        if log.get("sessions") and rng.random() < 0.4:
            on = AS_OF + timedelta(days=rng.choice((0, 1, 9, 20)))
            blank = dict.fromkeys(log["sessions"][0], "")
            log["sessions"].append(
                blank | {"session": f"{row['circle']}-next", "circle": row["circle"], "planned": on}
            )


def _some(rng: Random, share: float, value: object) -> object:
    return value if rng.random() < share else ""


def _before(rng: Random, most: int) -> date:
    return AS_OF - timedelta(days=rng.randint(0, most))


def _circles(log: Tables, rng: Random) -> None:
    for number, row in enumerate(log["circles"]):
        row |= {
            "lead": LEAD if number == 0 else _some(rng, 0.5, "other@example.com"),
            "sponsor": SPONSOR if number < 2 else "",
            "priority": rng.choice(("Growth", "Quality", "")),
            "mandate": _some(rng, 0.7, "Find out"),
            "timebox_minutes": 90,
            "norms_version": rng.choice(("1", "2", "")),
            "norms_agreed": _some(rng, 0.7, _before(rng, 600)),
            "mandate_reviewed": _some(rng, 0.7, _before(rng, 600)),
        }


def _members(log: Tables, rng: Random) -> None:
    for row in log["members"]:
        mates = [each["member"] for each in log["members"] if each["circle"] == row["circle"]]
        others = [mate for mate in mates if mate != row["member"]]
        row |= {
            "function": rng.choice(("Sales", "Care", "")),
            "region": rng.choice(("EU", "US", "")),
            "tenure": rng.choice(("short", "long", "")),
            "reports_to": _some(rng, 0.1, rng.choice(others) if others else ""),
            "buddy": _some(rng, 0.6, rng.choice(others) if others else ""),
            "norms_signed": rng.choice(("1", "2", "")),
        }


def _sessions(log: Tables, rng: Random) -> None:
    thinks, guests, cases = rng.random() < 0.8, rng.random() < 0.8, rng.random() < 0.85
    for row in log.get("sessions", []):
        mates = [each["member"] for each in log["members"] if each["circle"] == row["circle"]]
        on: Any = row["held"] or row["planned"]
        case = cases and rng.random() < 0.7
        row |= {
            "presenter": _some(rng, 0.8 if row["held"] else 0.3, rng.choice(mates)),
            "facilitator": _some(rng, 0.7, rng.choice(mates)),
            "note_taker": _some(rng, 0.7, rng.choice(mates)),
            "format": rng.choice(("in-person", "virtual", "hybrid", "")),
            "minutes": _some(rng, 0.7, rng.randint(60, 130)) if row["held"] else "",
            "case": f"Case {row['session']}" if case else "",
            "brief_sent": _some(rng, 0.6, on - timedelta(days=rng.randint(0, 6))) if case else "",
            "snapshot": rng.choice(("yes", "no", "")) if case else "",
            "went_wrong_shared": rng.choice(("yes", "no", "")) if case else "",
            "guest": "Guest" if guests and rng.random() < 0.2 else "",
            "notes_sent": _some(rng, 0.6, on + timedelta(days=rng.randint(0, 9))) if row["held"] else "",
        }
        for what in ("assumptions", "risks", "options"):
            row[what] = _some(rng, 0.8, rng.randint(0, 3)) if case and thinks else ""
        row["guest_function"] = rng.choice(("Sales", "Care", "Legal", "")) if row["guest"] else ""
        row["guest_region"] = rng.choice(("EU", "US", "APAC", "")) if row["guest"] else ""


def _loops(log: Tables, rng: Random) -> None:
    """Insights of sessions, actions that came of them, and the sessions that looked at these actions again."""
    held = [row for row in log.get("sessions", []) if row["held"]]
    insights: Rows = []
    for session in held:
        for n in range(rng.choice((0, 0, 1, 2))):
            mates = [each["member"] for each in log["members"] if each["circle"] == session["circle"]]
            insights.append(
                {"insight": f"I-{session['session']}-{n}", "session": session["session"],
                 "member": _some(rng, 0.7, rng.choice(mates)), "text": "We learned", "topics": ""}
            )  # fmt: skip
    of = {row["session"]: row["circle"] for row in held}
    reviews: Rows = []
    for action in log.get("actions", []):
        own = [row for row in held if row["circle"] == action["circle"]]
        learned = [row for row in insights if of[row["session"]] == action["circle"]]
        until: Any = action["created"] or action.get("closed") or AS_OF
        earlier = [row for row in own if row["held"] <= until]  # type: ignore[operator]
        action |= {
            "session": _some(rng, 0.6, earlier[-1]["session"] if earlier else ""),
            "insight": _some(rng, 0.3, rng.choice(learned)["insight"] if learned else ""),
            "kind": rng.choice(("action", "assignment", "experiment", "")),
            "outcome": rng.choice(("business", "culture", "")),
            "practice": _some(rng, 0.15, rng.choice(log["practices"])["practice"])
            if log.get("practices")
            else "",
        }
        if "effect" in action and action["status"] == "done":
            action["effect"] = rng.choice(EFFECTS)
        reviews += [
            {"action": action["action"], "session": row["session"], "update": ""}
            for row in own
            if action["created"] and row["held"] > action["created"] and rng.random() < 0.15
        ]
    log["insights"], log["action_reviews"] = insights, reviews


def _lighthouses(log: Tables, rng: Random) -> None:
    log["lighthouses"] = [
        {"lighthouse": f"L{n}", "practice": rng.choice(log["practices"])["practice"],
         "circle": rng.choice(log["circles"])["circle"], "owner": _some(rng, 0.7, "c0m0"),
         "guardrails": _some(rng, 0.7, "Stop if"), "resources": _some(rng, 0.7, "A day"),
         "stage": rng.choice((1, 2.5, "")), "stage_on": _before(rng, 200), "started": _before(rng, 300),
         "ended": _some(rng, 0.15, _before(rng, 30))}
        for n in range(rng.randint(0, 12))
    ]  # fmt: skip
    _learned(log, Random(f"learned {len(log.get('adoptions', []))}"))
    for row in log.get("adoptions", []):
        is_use = row["stage"] in ("adopted", "sustained")
        row |= {
            "effect": rng.choice(EFFECTS) if is_use else "",
            "lighthouse": _some(rng, 0.2, "L0") if log["lighthouses"] and not row["from_team"] else "",
            "conditions": "",
            "components_kept": "",
        }
    log["milestones"] = [
        {"milestone": f"Milestone {n}", "circle": rng.choice(log["circles"])["circle"],
         "due": AS_OF - timedelta(days=rng.randint(-30, 200)), "reached": (day := _some(rng, 0.6, _before(rng, 200))),
         "story": rng.choice(("win", "lesson", "")), "shared": _some(rng, 0.5, AS_OF) if day else ""}
        for n in range(rng.randint(0, 34))
    ]  # fmt: skip
    for number, team in enumerate(log["teams"]):
        team |= {"size": 5 + number, "circle_member": rng.choice(("yes", "no", ""))}


def _learned(log: Tables, rng: Random) -> None:
    """Name a team that had the practice before in some of the adoptions that name nobody."""
    adopting = ("adopted", "sustained")
    for row in log.get("adoptions", []):
        earlier = [
            each["team"] for each in log["adoptions"]
            if each["practice"] == row["practice"] and each["team"] != row["team"]
            and each["stage"] in adopting and each["date"] < row["date"]  # type: ignore[operator]
        ]  # fmt: skip
        if row["stage"] in adopting and not row["from_team"] and earlier and rng.random() < 0.5:
            row["from_team"] = rng.choice(earlier)


def _check_ins(log: Tables, rng: Random) -> Rows:
    found: Rows = []
    for row in log["members"]:
        if row["buddy"]:
            found += [
                {"circle": row["circle"], "member": row["member"], "buddy": row["buddy"], "date": _before(rng, 200),
                 "step": rng.choice(("check-in", "check-in", "goal", "observation"))}
                for _ in range(rng.randint(0, 3))
            ]  # fmt: skip
    return found
