"""The attendance of one session, corrected -> a change set of the cells that change.

Pure: in, what the editor saw and what they say now, and the log as it is; out, changes and new rows of the attendance
tab.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from lib.log.changing.changes import Addition, Change, ChangeSet, is_filled, key_text
from lib.log.format.model import CircleLog
from lib.words.phrases import listed

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as the editor saw it: its workbook and row number, and the word in `present` (None if unreadable)."""

    workbook: str
    row: int
    present: str | None


def seen(log: CircleLog, session: str) -> dict[str, Seen]:
    """What the log says about everyone with a row for the session, by member; the first row counts."""
    rows = log.attendance[log.attendance["session"] == session].drop_duplicates("member")
    cells = zip(rows["member"], rows["_workbook"], rows["_row"], rows["present"].astype("str"), strict=True)
    return {
        str(member): Seen(str(workbook), int(row), present if is_filled(present) else None)
        for member, workbook, row, present in cells
    }


When = Literal["today", "last held", "next planned"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session whose attendance someone may want to mark now: its key, its day, and which one it is."""

    session: str
    day: date
    when: When
    is_held: bool


def meetings(log: CircleLog, circle: str, today: date) -> list[Meeting]:
    """The circle's sessions to mark on `today`, the likeliest first: those of today, the last one held before, the next
    one planned after. Cancelled sessions are none."""
    rows = log.sessions[(log.sessions["circle"] == circle) & (log.sessions["status"] != "cancelled")]
    day = rows["held"].fillna(rows["planned"])
    rows = rows.assign(day=day)[day.notna()].sort_values("day", kind="stable")
    now, held = pd.Timestamp(today), rows["held"].notna()
    chosen: list[tuple[When, pd.DataFrame]] = [
        ("today", rows[rows["day"] == now]),
        ("last held", rows[held & (rows["day"] < now)].tail(1)),
        ("next planned", rows[~held & (rows["day"] > now)].head(1)),
    ]
    return [
        Meeting(str(session), on.date(), when, bool(is_held))
        for when, found in chosen
        for session, on, is_held in zip(found["session"], found["day"], found["held"].notna(), strict=True)
    ]


def here(roster: Iterable[str], before: Mapping[str, Seen], tapped: Collection[str]) -> dict[str, str | None]:
    """What tapping everyone who is there says of each member: yes for those tapped, no for the others, except that who
    was excused stays excused. Nobody tapped where nothing is recorded says nothing."""
    was = {member: seen.present for member, seen in before.items()}
    if not tapped and not any(was.get(member) == "yes" for member in roster):
        return dict.fromkeys(roster)
    return {
        member: "yes" if member in tapped else None if was.get(member) == "excused" else "no"
        for member in roster
    }


def in_words(called: Mapping[str, str], marked: Mapping[str, str | None]) -> str:
    """What saving `marked` (see `here`) says of the people in `called` (member -> name), in one sentence; if it says
    nothing of anyone, what to do."""
    if not any(marked.values()):
        return "Tap everyone who is here. Those you leave out are saved as absent, unless they were excused."
    names = {
        word: [called[member] for member, said in marked.items() if said == word]
        for word in ("yes", "no", None)
    }
    parts = [f"{len(names['yes']):,} of {len(marked):,} here"]
    parts += [f"absent: {listed(names['no'], most=_MOST_NAMED)}"] * bool(names["no"])
    parts += [f"excused: {listed(names[None], most=_MOST_NAMED)}"] * bool(names[None])
    return "; ".join(parts) + "."


def change_set(
    begun: ChangeSet,
    log: CircleLog,
    session: str,
    before: Mapping[str, Seen],
    marked: Mapping[str, str | None],
) -> ChangeSet:
    """`begun` with every word in `marked` (member -> word of `present`) that differs from what the editor saw.

    A member left blank stays as is. `before` is what `seen` returned when the editor began. A row that someone else has
    changed or added since becomes a conflict on saving, unless it says the same by then. A session that is not in the
    log gives no changes.
    """
    workbook = log.sessions.loc[log.sessions["session"] == session, "_workbook"]
    if workbook.empty:
        return begun
    now = seen(log, session)
    changes: list[Change] = []
    additions: list[Addition] = []
    for member, word in marked.items():
        was = before.get(member)
        row = was or now.get(member)
        if not is_filled(word) or (was is not None and word == was.present):
            continue
        if row is None:
            values = {"session": session, "member": member, "present": word}
            additions.append(Addition(str(workbook.iloc[0]), "attendance", values))
        else:
            key = key_text("attendance", {"session": session, "member": member})
            seen_as = None if was is None else was.present
            changes.append(Change(row.workbook, "attendance", row.row, key, "present", seen_as, word))
    return replace(begun, changes=tuple(changes), additions=tuple(additions))
