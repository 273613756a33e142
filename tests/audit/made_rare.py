"""Small logs for sentences that random logs say too rarely to be audited: each with the page that says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.audit import made_more
from tests.audit.made import AS_OF, Rows, Tables
from tests.audit.recount import Recount

OF_THE_WHOLE_LOG = (
    "lib/ui/overview/cards.py:_card",
    *(f"lib/metrics/program/session_words.py:{name}" for name in ("about", "_long_ago", "_overrun")),
)
"""Functions whose checks count the whole log again, although their sentences are about the period."""


@dataclass(frozen=True)
class View:
    """A log, a page of it with its address's parameters, and the key of the practice that is asked for. `without`:
    functions whose sentences are not checked there. `days_later`: how long after AS_OF it is read."""

    tables: Tables
    page: str
    query: dict[str, str] = field(default_factory=dict)
    practice: str = ""
    without: tuple[str, ...] = ()
    days_later: int = 0

    @property
    def now(self) -> Recount:
        """The log counted again, in the period that is asked for."""
        return Recount(self.tables, date(2026, 4, 1) if self.query.get("period") == "3m" else None)


def views() -> Iterator[View]:
    """Every such log and page."""
    yield View(_log(), "circle/circle", {"circle": "C0"})  # lacks columns of the sessions and members tabs
    yield View(
        _log(actions=_actions(3, ("", 30, 20))), "program/overview"
    )  # nothing late, one without a due date
    yield View(
        _log(actions=[*_actions(4, (30,)), *_actions(2, (30,))]), "program/overview"
    )  # keys that repeat
    nothing = {tab: [dict.fromkeys(_log()[tab][0], "")] for tab in ("sessions", "attendance", "actions")}
    yield View(_log(**nothing), "program/overview", {"period": "3m"})
    buddies = [row | {"buddy": "c0m1" if n == 0 else ""} for n, row in enumerate(_log()["members"])]
    coaching: Rows = [dict.fromkeys(("circle", "member", "buddy", "date", "step"), "")]
    yield View(_log(members=buddies, coaching=coaching), "program/health", {"aspect": "Coaching"})
    yield View(made_more.tables(20), "program/health", {"period": "3m"}, without=OF_THE_WHOLE_LOG)
    told = [
        {"milestone": f"Milestone {n}", "circle": "C0", "due": AS_OF, "reached": AS_OF - timedelta(days=n),
         "story": "win", "shared": ""} for n in range(15)
    ]  # fmt: skip
    yield View(_log(milestones=told, **_spread(())), "program/lighthouses")
    yield View(_log(**_spread(())), "program/lighthouses", {"practice": "Practice 0"}, "P0")
    yield View(_log(**_spread(range(16))), "program/lighthouses", {"practice": "Practice 0"}, "P0")
    learned: Tables = {
        "insights": [
            {"insight": "I0", "session": "C0-1", "member": "c0m0", "text": "We learned", "topics": ""}
        ],
        "actions": [row | {"insight": "I0", "practice": "P0"} for row in _actions(1, (30,))],
    }
    yield View(_log(**learned, **_spread(range(16))), "program/actions")
    yield View(_log(), "program/actions", {"as_of": AS_OF.isoformat()}, days_later=7)


def _log(**tabs: Rows) -> Tables:
    """A circle that met twice, with these tabs besides or instead."""
    met = [AS_OF - timedelta(days=days) for days in (61, 33)]
    log: Tables = {
        "circles": [{"circle": "C0", "cadence_days": 28, "started": AS_OF - timedelta(days=90), "ended": ""}],
        "members": [{"member": f"c0m{n}", "circle": "C0", "joined": "", "left": ""} for n in range(4)],
        "sessions": [
            {"session": f"C0-{n}", "circle": "C0", "planned": day, "held": day, "status": "", "case": f"Case {n}"}
            for n, day in enumerate(met)
        ],
        "attendance": [
            {"session": f"C0-{n}", "member": f"c0m{m}", "present": "yes" if m else "no", "prework": ""}
            for n in range(2) for m in range(4)
        ],
        "actions": _actions(2, (20, 40)),
    }  # fmt: skip
    return {tab: rows for tab, rows in (log | tabs).items() if rows}


def _actions(count: int, days_left: tuple[object, ...]) -> Rows:
    """Open actions that are due in so many days, in turn; "" has no due date."""
    dues = [AS_OF + timedelta(days=days) if isinstance(days, int) else "" for days in days_left]
    return [
        {"action": f"C0-A{n}", "circle": "C0", "what": "Try it", "created": AS_OF - timedelta(days=33), "first_due": "",
         "due": dues[n % len(dues)], "status": "open", "closed": "", "owner": "c0m0", "partner": ""}
        for n in range(count)
    ]  # fmt: skip


def _spread(adopting: range | tuple[()]) -> Tables:
    """A practice, 20 teams, and when these of them adopted it: one every five days, the fourth of each four stopped;
    the last team was told of it."""
    day = AS_OF - timedelta(days=200)
    used = [("adopted", n, day + timedelta(days=5 * n)) for n in adopting]
    used += [("told", 19, day)]
    used += [("stopped", n, on + timedelta(days=50)) for _, n, on in used if n % 4 == 3 and n < 19]
    return {
        "practices": [{"practice": "P0", "title": "Practice 0", "status": "proven", "added": day}],
        "teams": [
            {"team": f"T{n}", "function": "Sales" if n % 2 else "Care", "region": "EU", "eligible_from": "",
             "eligible_to": "", "target_of": ""} for n in range(20)
        ],
        "adoptions": [
            {"practice": "P0", "team": f"T{n}", "stage": stage, "date": on, "from_team": ""} for stage, n, on in used
        ],
    }  # fmt: skip
