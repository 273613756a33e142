"""A log small enough to count by hand, seen from AS_OF, for tests of metrics, access and the JSON.

Three circles: Atlas meets, Borealis barely, Cetus ended. Ana is in two of them. Bo joined Atlas in February, Cy left it
on 1 March; Zoe is a guest.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from lib.log.format.frames import dtype_of
from lib.log.format.model import CircleLog
from lib.log.format.record_days import record_days
from lib.log.format.schema import TABS, Column, Tab
from tests.data.logs import FIVE_TABS, log

Rows = list[dict[str, object]]

AS_OF = pd.Timestamp("2026-06-30")

HAND: dict[str, Rows] = {
    "circles": [
        {"circle": "Atlas", "mandate": "Enter two markets", "priority": "Growth", "sponsor": "sam@x.org",
         "lead": "lea@x.org", "cadence_days": 28, "started": "2026-01-01"},
        {"circle": "Borealis", "sponsor": "sue@x.org", "lead": "lou@x.org", "started": "2026-01-01"},
        {"circle": "Cetus", "priority": "Growth", "started": "2026-01-01", "ended": "2026-03-01"},
    ],
    "members": [
        {"member": "ana", "circle": "Atlas", "name": "Ana Alba", "function": "Sales", "buddy": "bo, cy"},
        {"member": "bo", "circle": "Atlas", "name": "Bo Berg", "joined": "2026-02-01", "reports_to": "ana"},
        {"member": "cy", "circle": "Atlas", "left": "2026-03-01"},
        {"member": "ana", "circle": "Borealis"},
        {"member": "dee", "circle": "Borealis"},
        {"member": "eli", "circle": "Cetus"},
    ],
    "sessions": [
        {"session": "A-1", "circle": "Atlas", "planned": "2026-01-10", "held": "2026-01-10", "case": "Churn",
         "snapshot": "yes", "everyone_spoke": "yes", "presenter": "ana", "share": "program", "decision": "Call ten"},
        {"session": "A-2", "circle": "Atlas", "planned": "2026-02-07", "held": "2026-02-14", "case": "Hiring",
         "snapshot": "no", "presenter": "bo, ana", "decision": "none"},
        {"session": "A-3", "circle": "Atlas", "planned": "2026-03-07", "held": "2026-03-15", "everyone_spoke": "no"},
        {"session": "A-4", "circle": "Atlas", "planned": "2026-04-04", "status": "cancelled"},
        {"session": "A-5", "circle": "Atlas", "planned": "2026-07-04", "held": "2026-07-04", "case": "Later"},
        {"session": "B-1", "circle": "Borealis", "planned": "2026-01-12", "status": "held", "case": "Costs",
         "everyone_spoke": "yes"},
        {"session": "B-2", "circle": "Borealis", "planned": "2026-06-30"},
        {"session": "C-1", "circle": "Cetus", "planned": "2026-02-01", "held": "2026-02-01"},
    ],
    "attendance": [
        {"session": "A-1", "member": "ana", "present": "yes", "prework": "on time"},
        {"session": "A-1", "member": "cy", "present": "excused", "prework": "no"},
        {"session": "A-1", "member": "bo", "present": "yes", "prework": "on time"},  # had not joined yet
        {"session": "A-1", "member": "zoe", "present": "yes"},  # a guest
        {"session": "A-2", "member": "ana", "present": "yes", "prework": "late"},
        {"session": "A-2", "member": "bo", "present": "yes", "prework": "on time"},
        {"session": "A-2", "member": "cy", "present": "no"},
        {"session": "A-3", "member": "ana", "present": "yes"},  # bo: no row; cy has left
        {"session": "B-1", "member": "ana", "present": "yes", "prework": "on time"},
        {"session": "B-1", "member": "dee", "present": "no", "prework": "no"},
        {"session": "C-1", "member": "eli", "present": "yes", "prework": "on time"},
    ],
    "insights": [
        {"insight": "I-1", "session": "A-1", "member": "ana", "text": "Nobody calls back"},
        {"insight": "I-2", "session": "A-2", "member": "bo", "text": "Offers are late"},
    ],
    "actions": [
        {"action": "X-1", "circle": "Atlas", "what": "Call ten customers", "session": "A-1", "owner": "ana",
         "partner": "bo", "created": "2026-01-10", "first_due": "2026-02-01", "due": "2026-02-10", "status": "done",
         "closed": "2026-02-01", "outcome": "business", "effect": "worked", "insight": "I-1", "practice": "calls"},
        {"action": "X-2", "circle": "Atlas", "what": "Write it up", "session": "A-1", "owner": "ana", "partner": "Ana",
         "created": "2026-01-10", "first_due": "2026-03-01", "due": "2026-06-30", "status": "open"},
        {"action": "X-3", "circle": "Atlas", "what": "Post the job", "session": "A-2", "owner": "bo",
         "due": "2026-06-16", "status": "blocked"},
        {"action": "X-4", "circle": "Atlas", "what": "Think", "partner": "bo", "created": "2026-03-20",
         "status": "doing", "outcome": "culture"},
        {"action": "X-5", "circle": "Atlas", "what": "Drop", "session": "A-3", "owner": "ana", "due": "2026-05-01",
         "status": "cancelled", "closed": "2026-02-20", "created": "2026-02-15", "outcome": "culture"},
        {"action": "X-6", "circle": "Borealis", "what": "Cut", "session": "B-1", "owner": "dee", "priority": "Cost",
         "created": "2026-01-12", "first_due": "2026-06-15", "closed": "2026-06-20"},
        {"action": "X-7", "circle": "Borealis", "what": "Ask", "owner": "dee", "partner": "ana",
         "created": "2026-01-12", "first_due": "2026-05-01", "status": "open"},
        {"action": "X-8", "circle": "Borealis", "what": "Not yet", "created": "2026-07-01", "status": "open"},
        {"action": "X-9", "circle": "Borealis", "what": "Undated", "created": "2026-01-12", "first_due": "2026-05-01",
         "status": "done", "outcome": "business", "effect": "too early"},
    ],
    "action_reviews": [{"action": "X-2", "session": "A-2", "update": "half way"}],
    "practices": [
        {"practice": "calls", "title": "Ten calls", "circle": "Atlas", "added": "2026-02-01", "share": "public"},
        {"practice": "pairs, always", "title": "Pairs", "circle": "Borealis", "added": "2026-02-01"},
    ],
    "teams": [
        {"team": "North", "function": "Sales", "region": "North"},
        {"team": "South", "function": "Sales", "region": "South", "target_of": "calls"},
        {"team": "West", "function": "Staff", "region": "South", "target_of": "pairs, always"},
    ],
    "adoptions": [
        {"practice": "calls", "team": "North", "stage": "adopted", "date": "2026-02-10", "conditions": "small teams"},
        {"practice": "calls", "team": "South", "stage": "adopted", "date": "2026-03-10", "from_team": "North"},
        {"practice": "pairs, always", "team": "West", "stage": "adopted", "date": "2026-04-01", "conditions": "rain"},
        {"practice": "pairs, always", "team": "West", "stage": "stopped", "date": "2026-05-01"},
        {"practice": "calls", "team": "West", "stage": "told", "date": "2026-07-01"},
    ],
    "asks": [
        {"ask": "K-1", "circle": "Atlas", "raised": "2026-06-01", "what": "A room", "kind": "budget", "status": "open"},
        {"ask": "K-2", "circle": "Atlas", "raised": "2026-05-30", "what": "A day", "sponsor": "SUE@x.org"},
        {"ask": "K-3", "circle": "Borealis", "raised": "2026-03-01", "what": "A tool", "kind": "other",
         "status": "granted", "answered": "2026-03-10"},
        {"ask": "K-4", "circle": "Borealis", "raised": "2026-07-02", "what": "A trip", "kind": "time"},
        {"ask": "K-5", "circle": "Borealis", "raised": "2026-06-20", "what": "A pass", "kind": "budget",
         "status": "granted", "answered": "2026-07-01"},
    ],
    "milestones": [
        {"milestone": "Ten calls made", "circle": "Atlas", "reached": "2026-02-01", "story": "win",
         "shared": "2026-03-01"},
        {"milestone": "Room found", "circle": "Borealis", "reached": "2026-04-01", "story": "lesson"},
        {"milestone": "Next year", "circle": "Atlas", "due": "2026-12-01"},
    ],
}  # fmt: skip


@cache
def hand() -> CircleLog:
    """HAND, parsed once."""
    return log(HAND)


def quick(tables: dict[str, Rows] | None = None, /, **tabs: Rows) -> CircleLog:
    """`tests.data.logs.log` without the parser, thirty times faster: cells must be right, keys spelled one way.

    A row without its required cells is left out, and so is a word that the column does not know.
    """
    rows = {name: [dict.fromkeys(FIVE_TABS[name][0], "")] for name in FIVE_TABS} | (tables or {}) | tabs
    recorded = {(tab, name) for tab, table in rows.items() for row in table for name in row}
    frames = {tab.name: _frame(tab, rows.get(tab.name, [])) for tab in TABS.values()}
    assumed = {
        ("circles", column.name): frozenset(
            ("log.xlsx", at)
            for at, row in enumerate(rows["circles"], start=2)
            if row.get(column.name, "") in ("", None)
        )
        for column in TABS["circles"].columns
        if column.default is not None
    }
    return CircleLog(frames, frozenset(recorded), assumed=assumed, record_days=record_days(frames))


_frames: dict[tuple[str, str], pd.DataFrame] = {}


def _frame(tab: Tab, rows: Rows) -> pd.DataFrame:
    """Most tables of a small log are those of the one before."""
    wanted = tab.name, repr(rows)
    if wanted not in _frames:
        frame = pd.DataFrame(
            {column.name: _typed([row.get(column.name) for row in rows], column) for column in tab.columns}
        )
        frame["_workbook"] = pd.Series("log.xlsx", index=frame.index, dtype="str")
        frame["_row"] = pd.Series(range(2, len(frame) + 2), dtype="int64")
        required = [column.name for column in tab.columns if column.required]
        _frames[wanted] = frame.dropna(subset=required).reset_index(drop=True)
    return _frames[wanted].copy(deep=False)


def _typed(cells: list[object], column: Column) -> pd.Series:
    values = [None if cell == "" else cell for cell in cells]
    if column.kind == "yes_no":
        values = [{"yes": True, "no": False}.get(str(value)) for value in values]
    elif column.kind == "enum":
        values = [value if value in column.words else None for value in values]
    elif column.kind == "date":
        values = pd.to_datetime(pd.Series(values, dtype="str")).to_list()
    typed = pd.Series(values, dtype=dtype_of(column))
    return typed if column.default is None else typed.fillna(column.default)
