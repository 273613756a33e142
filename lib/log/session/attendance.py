"""Who was there at one session, told again -> a change set of the cells that are to say something else.

Pure: what the editor saw and says, and the log as it is now, in; edits and new rows of the tab attendance, out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lib.log.changing.changes import Addition, Change, ChangeSet, is_filled, key_text
from lib.log.format.model import CircleLog


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as the editor saw it: its workbook and place, and the word in `present`, None where it cannot be read."""

    workbook: str
    row: int
    present: str | None


def seen(log: CircleLog, session: str) -> dict[str, Seen]:
    """What the log says of everybody with a row for the session, by member; the first row counts."""
    rows = log.attendance[log.attendance["session"] == session].drop_duplicates("member")
    cells = zip(rows["member"], rows["_workbook"], rows["_row"], rows["present"].astype("str"), strict=True)
    return {
        str(member): Seen(str(workbook), int(row), present if is_filled(present) else None)
        for member, workbook, row, present in cells
    }


def change_set(
    begun: ChangeSet, log: CircleLog, session: str, before: Mapping[str, Seen], said: Mapping[str, str | None]
) -> ChangeSet:
    """`begun` with what the editor says differently from what they saw; who is left blank stays as they are.

    `before` is what `seen` gave when the editor began. A row that somebody else changed since becomes a conflict when
    it is saved; one that somebody else added meanwhile is edited, unless it says the same already. A session that is
    not in the log gives no changes.
    """
    home = log.sessions.loc[log.sessions["session"] == session, "_workbook"]
    if home.empty:
        return begun
    now = seen(log, session)
    edits: list[Change] = []
    additions: list[Addition] = []
    for member, word in said.items():
        was = before.get(member)
        there = was or now.get(member)
        if not is_filled(word) or (was is not None and word == was.present):
            continue
        if there is None:
            values = {"session": session, "member": member, "present": word}
            additions.append(Addition(str(home.iloc[0]), "attendance", values))
        elif was is not None or there.present != word:
            key = key_text("attendance", {"session": session, "member": member})
            seen_as = None if was is None else was.present
            edits.append(Change(there.workbook, "attendance", there.row, key, "present", seen_as, word))
    return replace(begun, changes=tuple(edits), additions=tuple(additions))
