"""Typical mistakes that people make in a log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from lib.demo.parts import Chance, Row, Tables, days_of


def make_mistakes(tables: Tables, rng: Chance, end: date) -> None:
    """Put about a dozen typical mistakes into `tables`, spread over the tabs: one per row, if there are enough rows."""
    spoiled: set[int] = set()

    def one(tab: str, *filled: str, **equal: Any) -> Row:
        """A row with these cells filled and these values, not spoiled yet if possible; an empty row if none fits."""
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
        done["closed"] = done["created"] - days_of(3)
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
    """Add a team that learned a practice from itself, and one that learned it from a team that never used it."""
    practice = tables["practices"][0]
    reached = {row["team"] for row in tables["adoptions"] if row["practice"] == practice["practice"]}
    others = [row["team"] for row in tables["teams"] if row["team"] not in reached]
    on = min(end, practice["added"] + days_of(30))
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
