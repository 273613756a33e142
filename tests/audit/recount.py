"""What a log says, counted again from its cells in plain Python, without any module of lib.

Only logs of `made.py`: keys are right, dates are dates, and nothing is far in the future.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from typing import Any

from tests.audit.made import AS_OF, GARBLED, Tables

Row = dict[str, Any]
Counts = tuple[int, int]
TARGETS = {"participation": 0.8, "cadence": 0.9, "prework": 0.7, "on_time": 0.7}
FEW = 5


class Cells(Row):
    """A row; a column that the log lacks is blank in it."""

    def __missing__(self, name: str) -> None:
        return None


@dataclass
class Recount:
    """A log on AS_OF, for the days from `start` to `end` (None = no bound)."""

    tables: Tables
    start: date | None = None
    end: date | None = None
    lost: dict[str, int] = field(default_factory=dict)
    """Records of a figure that were left out although they were made: key -> count."""
    _rows: dict[str, list[Row]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rows(self, tab: str) -> list[Row]:
        """The rows of a tab that are not blank; read once, so do not change them."""
        if tab not in self._rows:
            self._rows[tab] = self._read(tab)
        return self._rows[tab]

    def _read(self, tab: str) -> list[Row]:
        found = [
            Cells({name: None if cell == "" else cell for name, cell in row.items()})
            for row in self.tables.get(tab, [])
            if any(cell != "" for cell in row.values())
        ]
        if tab == "actions":  # an action without a day was created in its session
            held = {row["session"]: row["held"] or None for row in self.tables.get("sessions", [])}
            for row in found:
                row["created"] = row.get("created") or held.get(row.get("session"))
        return found

    def has(self, tab: str, *columns: str) -> bool:
        rows = self.tables.get(tab, [])
        return bool(rows) and any(column in rows[0] for column in columns)

    def inside(self, day: date | None) -> bool:
        if self.start is None and self.end is None:
            return day is None or day <= AS_OF
        last = min(self.end or AS_OF, AS_OF)
        return day is not None and day <= last and (self.start is None or day >= self.start)

    def active_circles(self, day: date = AS_OF) -> list[Row]:
        return [
            row for row in self.rows("circles")
            if not (row["started"] and row["started"] > day) and not (row["ended"] and row["ended"] <= day)
        ]  # fmt: skip

    def held(self) -> list[Row]:
        return [
            row for row in self.rows("sessions")
            if row["held"] and row["held"] <= AS_OF and row["status"] != "cancelled"
        ]  # fmt: skip

    def seats(self, circle: str | None = None) -> list[tuple[str, str, str, date]]:
        """(circle, session, member, day) of everybody who was expected at a held session."""
        return [
            (session["circle"], session["session"], person["member"], session["held"])
            for session in self.held() for person in self.rows("members")
            if person["circle"] == session["circle"] and circle in (None, session["circle"])
            and not (person["joined"] and person["joined"] > session["held"])
            and not (person["left"] and person["left"] <= session["held"])
        ]  # fmt: skip

    def marks(self) -> dict[tuple[str, str], Row]:
        return {(row["session"], row["member"]): row for row in self.rows("attendance")}

    def lists_only_present(self, circle: str) -> bool:
        """Whether nobody is marked absent in the circle and somebody is missing from its lists; where nobody in the
        whole log is ever marked absent, one such circle is enough."""
        own = self._listed(circle)
        if self._has_absence(own):
            return False
        of_log = [row["circle"] for row in self.rows("circles")]
        everywhere = not any(self._has_absence(self._listed(each)) for each in of_log)
        return any(self._has_gap(each) for each in (of_log if everywhere and own else [circle]))

    def _listed(self, circle: str) -> list[Row]:
        held = {row["session"] for row in self.held() if row["circle"] == circle}
        return [row for row in self.rows("attendance") if row["session"] in held]

    @staticmethod
    def _has_absence(rows: list[Row]) -> bool:
        return any(row["present"] in ("no", "excused") for row in rows)

    def _has_gap(self, circle: str) -> bool:
        marks, listed = self.marks(), {row["session"] for row in self._listed(circle)}
        return any(
            (session, member) not in marks and session in listed
            for _, session, member, _ in self.seats(circle)
        )

    def of(self, circles: Collection[str]) -> Recount:
        """The same of these circles only."""
        sessions = {row["session"] for row in self.rows("sessions") if row["circle"] in circles}
        kept = {
            tab: [row for row in rows
                  if ("circle" not in row or row["circle"] in circles or (tab == "changes" and not row["circle"]))
                  and (tab not in ("attendance", "insights") or row["session"] in sessions)]
            for tab, rows in self.tables.items()
        }  # fmt: skip
        return Recount(kept, self.start, self.end)

    def share(self, key: str, circle: str | None = None) -> Counts:
        """n and N of one of TARGETS, of the program or of a circle."""
        return getattr(self, f"_{key}")(circle)  # type: ignore[no-any-return]

    def _participation(self, circle: str | None) -> Counts:
        marks = self.marks()
        counted = [
            marks[session, member]["present"] == "yes"
            for of, session, member, day in self.seats(circle)
            if self.inside(day) and (session, member) in marks and not self.lists_only_present(of)
        ]
        return sum(counted), len(counted)

    def _prework(self, circle: str | None) -> Counts:
        marks = self.marks()
        found = [
            marks[session, member].get("prework")
            for _, session, member, day in self.seats(circle)
            if self.inside(day) and (session, member) in marks
        ]
        return found.count("on time"), len([each for each in found if each])

    def _cadence(self, circle: str | None) -> Counts:
        rows = [
            row for row in self.rows("sessions")
            if row["planned"] and row["planned"] <= AS_OF and self.inside(row["planned"])
            and circle in (None, row["circle"]) and not (row["status"] == GARBLED and not row["held"])
        ]  # fmt: skip
        held = {row["session"] for row in self.held()}
        near = [
            row for row in rows if row["session"] in held and abs((row["held"] - row["planned"]).days) <= 7
        ]
        return len(near), len(rows)

    def actions(self, circle: str | None = None) -> list[Row]:
        """Actions known on AS_OF and not cancelled, with state (done or open), done_on and both due days."""
        found = []
        for row in self.rows("actions"):
            if (row.get("created") and row["created"] > AS_OF) or circle not in (None, row["circle"]):
                continue
            closed, status = row.get("closed"), row["status"]
            if status in ("cancelled", GARBLED):
                continue
            is_done = status == "done" or (status is None and bool(closed))
            due, first = row.get("due"), row["first_due"]
            more = {"state": "done" if is_done else "open", "done_on": closed if is_done else None}
            found.append({**row, **more, "due": due or first, "first_due": first or due})
        return found

    def open(self, circle: str | None = None) -> list[Row]:
        return [row for row in self.actions(circle) if row["state"] == "open"]

    def overdue(self, more_than: int = 0) -> list[Row]:
        return [row for row in self.open() if row["due"] and (AS_OF - row["due"]).days > more_than]

    def _on_time(self, circle: str | None) -> Counts:
        due = [row for row in self.actions(circle) if row["first_due"] and row["first_due"] < AS_OF]
        undated = [row for row in due if row["state"] == "done" and not row["done_on"]]
        untold = set()
        for name in {row["circle"] for row in due}:
            lost = sum(row["circle"] == name for row in undated)
            done = sum(row["circle"] == name and row["state"] == "done" for row in due)
            if lost >= 3 and 2 * lost >= done:
                untold.add(name)
        inside = [row for row in due if self.inside(row["first_due"])]
        self.lost["on_time"] = sum(row in undated for row in inside)
        self.lost["on_time"] += sum(
            row["status"] == GARBLED and circle in (None, row["circle"])
            and bool(first := row["first_due"] or row.get("due")) and first < AS_OF and self.inside(first)
            and not (row["created"] and row["created"] > AS_OF)
            for row in self.rows("actions")
        )  # fmt: skip
        kept = [row for row in inside if row not in undated and row["circle"] not in untold]
        return sum(bool(row["done_on"]) and row["done_on"] <= row["first_due"] for row in kept), len(kept)

    def finished(self) -> Counts:
        """Actions finished in the period, and those that may have been but have no day."""
        done = self.done()
        dated = sum(bool(row["done_on"]) for row in done)
        return dated, len(done) - dated

    def done(self) -> list[Row]:
        """Actions done in the period; one without a day by its first due day, or the day it was created."""
        done = [row for row in self.actions() if row["state"] == "done"]
        return [row for row in done if self.inside(_done_by(row))]

    def open_asks(self, older_than: int = -1) -> int:
        found = [row for row in self.rows("asks") if row["raised"] != GARBLED and row["raised"] <= AS_OF]
        still = [
            row for row in found
            if not (row["answered"] and row["answered"] <= AS_OF)
            and not (not row["answered"] and row.get("status") in ("granted", "declined", GARBLED))
        ]  # fmt: skip
        return sum((AS_OF - row["raised"]).days > older_than for row in still)

    def judged(self, key: str, circle: str | None = None) -> float | None:
        """The share that is held against its target; None with N < 5 and if more than a tenth was lost."""
        n, total = self.share(key, circle)
        lost = self.lost.get(key, 0)
        if key == "participation":
            lost += self.with_only_present(circle)
        return n / total if total >= FEW and lost <= 0.1 * (lost + total) else None

    def with_only_present(self, circle: str | None = None) -> int:
        """Seats in sessions of circles that list only those who came."""
        seats = self.seats(circle)
        only = {each for each in {seat[0] for seat in seats} if self.lists_only_present(each)}
        return sum(of in only and self.inside(day) for of, _, _, day in seats)

    def recorded(self, key: str) -> bool:
        needs: dict[str, Callable[[], bool]] = {
            "participation": lambda: self.has("attendance", "present"),
            "prework": lambda: self.has("attendance", "prework"),
            "on_time": lambda: self.has("actions", "due", "first_due") and self.has("actions", "closed"),
            "cadence": lambda: self.has("sessions", "held"),
        }
        return needs[key]()

    def gap(self, circle: Row) -> float:
        """Days since the circle last met, or since it started, per day of its cadence."""
        last = max(
            (row["held"] for row in self.held() if row["circle"] == circle["circle"]),
            default=circle["started"],
        )
        return (AS_OF - last).days / circle["cadence_days"] if last else 0.0

    def signals(self, circle: Row) -> tuple[bool, bool]:
        """Whether a circle surely needs help, and whether it has any sign of concern, by what needs no chart."""
        name = circle["circle"]
        values = {key: self.judged(key, name) for key in TARGETS if self.recorded(key)}
        below = {key for key, value in values.items() if value is not None and value < TARGETS[key] - 1e-12}
        n, total = self.share("participation", name)
        surely = "participation" in below and wilson(n, total)[1] < TARGETS["participation"]
        severe = surely or self.gap(circle) > 2 or "on_time" in below
        return severe, severe or bool(below) or self.gap(circle) > 1.5


def _done_by(action: Row) -> date | None:
    if action["done_on"]:
        return max(action["done_on"], action["created"] or action["done_on"])
    return min(action["first_due"], AS_OF) if action["first_due"] else action["created"]


def wilson(n: int, total: int) -> tuple[float, float]:
    z = 1.959963984540054
    middle, spread = (
        (n + z * z / 2) / (total + z * z),
        z * sqrt(n * (total - n) / total + z * z / 4) / (total + z * z),
    )
    return middle - spread, middle + spread


def open_on(recount: Recount, day: date) -> list[Row]:
    """Actions that were open on an earlier day, as the log knows it now."""
    found = []
    for row in recount.rows("actions"):
        ended = row["status"] in ("done", "cancelled") or (not row["status"] and row.get("closed"))
        if (row.get("created") and row["created"] > day) or (
            ended and not (row.get("closed") and row["closed"] > day)
        ):
            continue
        found.append(row)
    return found
