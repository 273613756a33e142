"""What a person accepted of one document -> the changes that log it, without doubling what the log has already.

Pure: in, what was accepted and the log as it is; out, changes and new rows, and what was left as it is, in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from lib.bring.minutes.already_logged import closed_by
from lib.log.changing.changes import (
    Addition,
    Change,
    ChangeSet,
    changes_of_row,
    is_filled,
    typed,
    value_text,
)
from lib.log.changing.keys import next_key
from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.words.phrases import counted, plural


@dataclass(frozen=True, slots=True)
class AcceptedAction:
    """`owner`: a member's key, a name of somebody outside the roster, or ""."""

    what: str
    owner: str = ""
    due: date | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a person accepted, under the session that they chose ("" for a new one).

    `attendance`: member's key -> word of the attendance tab. `roles`: column of sessions -> member's key or name.
    """

    circle: str
    held: date
    session: str = ""
    attendance: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    guests: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    insights: tuple[str, ...] = ()
    actions: tuple[AcceptedAction, ...] = ()
    case: str = ""


def changes(
    accepted: Accepted, log: CircleLog, begun: ChangeSet, before: Sequence[ChangeSet] = ()
) -> tuple[ChangeSet, tuple[str, ...]]:
    """`begun` with what is accepted, and a sentence for each thing that the log has already or says otherwise.

    `before`: change sets of other documents that are saved with the same click; their keys are taken. A cell of the log
    that has something in it stays as it is, except for a decision, which the new ones are added to.
    """
    rows = _Rows(accepted, log, [item for one in before for item in one.additions])
    rows.session()
    rows.attendance()
    rows.actions()
    rows.insights()
    return replace(begun, changes=tuple(rows.changes), additions=tuple(rows.additions)), tuple(rows.notes)


class _Rows:
    def __init__(self, accepted: Accepted, log: CircleLog, taken: Sequence[Addition]) -> None:
        self._accepted, self._log, self._taken = accepted, log, taken
        circles = log.circles[log.circles["circle"] == accepted.circle]
        self._workbook = str(circles["_workbook"].iloc[0]) if len(circles) else ""
        of_circle = log.sessions.loc[log.sessions["circle"] == accepted.circle, "session"]
        self._session = accepted.session or next_key(
            "sessions",
            of_circle,
            circle=accepted.circle,
            taken=[*log.sessions["session"].dropna(), *self._keys_taken("sessions")],
        )
        self.changes: list[Change] = []
        self.additions: list[Addition] = []
        self.notes: list[str] = []

    def session(self) -> None:
        one = self._accepted
        values: dict[str, object] = {"held": one.held, "status": "held", **one.roles}
        values |= {"guest": ", ".join(one.guests)} if one.guests else {}
        values |= {"case": one.case} if one.case else {}
        row = self._first("sessions", {"session": one.session}) if one.session else None
        if row is None:
            decisions = {"decision": "; ".join(map(_bare, one.decisions))} if one.decisions else {}
            key = {"session": self._session, "circle": one.circle, "planned": one.held}
            self._add("sessions", key | values | decisions)
            return
        if row["status"] != "held" and not is_filled(row["held"]):
            self._change("sessions", row, {"held": one.held, "status": "held"})
        self._fill(
            "sessions", row, {**one.roles} | {k: v for k, v in values.items() if k in ("guest", "case")}
        )
        self._decide(row)

    def _decide(self, row: Mapping[str, object]) -> None:
        now = typed(row["decision"], TABS["sessions"].column("decision"))
        text = "" if now is None or fold(str(now)) == "none" else str(now)
        new = [one for one in map(_bare, self._accepted.decisions) if fold(one) not in fold(text)]
        known = len(self._accepted.decisions) - len(new)
        if known:
            self.notes.append(
                f"{counted(known, 'decision')} {plural(known, 'is', 'are')} already in the log."
            )
        if new and text:
            self.notes.append("The log has a decision for this session: the new ones are added to it.")
        if new:
            self._change("sessions", row, {"decision": "; ".join(filter(None, (_bare(text), *new)))})

    def attendance(self) -> None:
        for member, present in self._accepted.attendance.items():
            key = {"session": self._session, "member": member}
            row = self._first("attendance", key)
            if row is None:
                self._add("attendance", {**key, "present": present})
            else:
                self._fill("attendance", row, {"present": present}, who=member)

    def actions(self) -> None:
        one = self._accepted
        known = self._log.actions[self._log.actions["circle"] == one.circle]
        known = known[known["status"] != "cancelled"]  # what was undone is cancelled, and may be saved again
        is_open = known["status"] != "done"
        seen: dict[tuple[str, str], str] = {}
        closed: set[object] = set()
        for action in one.actions:
            what, owner = _same(action.what), fold(action.owner)
            alike = known[known["what"].fillna("").map(_same) == what]
            here = alike[alike["session"] == one.session] if one.session else alike.iloc[:0]
            same = alike[(alike["owner"].fillna("").map(fold) == owner) & is_open.reindex(alike.index)]
            found = [*here["action"], *same["action"]]
            if action.is_done and (row := closed_by(action.what, action.owner, one.held, known)):
                if row["action"] not in closed:
                    closed.add(row["action"])
                    self._change("actions", row, {"status": "done", "closed": one.held})
                    self.notes.append(
                        f"“{action.what}” is open in the log as {row['action']}, which is closed."
                    )
            elif found:
                self.notes.append(f"“{action.what}” is already in the log as {found[0]}.")
            elif action.is_done:
                self.notes.append(
                    f"“{action.what}” was done already and is not open in the log: it is left out."
                )
            elif (what, owner) not in seen:
                seen[what, owner] = key = self._key("actions")
                self._add(
                    "actions",
                    {
                        "action": key,
                        "circle": one.circle,
                        "what": action.what.strip(),
                        "session": self._session,
                        "kind": "action",
                        "owner": action.owner,
                        "created": one.held,
                        "first_due": action.due,
                        "due": action.due,
                        "status": "open",
                    },
                )

    def insights(self) -> None:
        one = self._accepted
        known = self._log.insights[self._log.insights["session"] == one.session]
        texts = {_same(text) for text in known["text"].dropna()} if one.session else set()
        for text in one.insights:
            if _same(text) in texts:
                self.notes.append(f"The insight “{text}” is already in the log.")
                continue
            texts.add(_same(text))
            self._add(
                "insights", {"insight": self._key("insights"), "session": self._session, "text": text.strip()}
            )

    def _keys_taken(self, tab: str, more: Iterable[Addition] = ()) -> Collection[str]:
        return [addition.key for addition in (*self._taken, *more) if addition.tab == tab]

    def _key(self, tab: str) -> str:
        keys = self._log.tabs[tab][TABS[tab].key[0]]
        return next_key(tab, keys, taken=self._keys_taken(tab, self.additions))

    def _first(self, tab: str, key: Mapping[str, object]) -> dict[str, object] | None:
        frame = self._log.tabs[tab]
        for name, value in key.items():
            frame = frame[frame[name] == value]
        return frame.iloc[0].to_dict() if len(frame) else None  # type: ignore[return-value]

    def _fill(
        self, tab: str, row: Mapping[str, object], values: Mapping[str, object], *, who: str = ""
    ) -> None:
        """Write into blank cells; where a cell says something else, leave it and say so."""
        blank: dict[str, object] = {}
        for name, value in self._storable(tab, values):
            now = typed(row[name], TABS[tab].column(name))
            if not is_filled(now):
                blank[name] = value
            elif fold(value_text(now)) != fold(value_text(value)):
                what = f"Attendance of {who}" if who else name.replace("_", "-").capitalize()
                self.notes.append(
                    f"{what}: the log says {value_text(now)}, the notes {value_text(value)}. "
                    "The log is left as it is."
                )
        self._change(tab, row, blank)

    def _change(self, tab: str, row: Mapping[str, object], values: Mapping[str, object]) -> None:
        self.changes += changes_of_row(tab, row, dict(self._storable(tab, values)))

    def _add(self, tab: str, values: Mapping[str, object]) -> None:
        filled = {name: value for name, value in self._storable(tab, values) if is_filled(value)}
        self.additions.append(Addition(self._workbook, tab, filled))

    def _storable(self, tab: str, values: Mapping[str, object]) -> list[tuple[str, object]]:
        """What the workbook can hold: it has the column, or lacks the whole tab, which is then made."""
        log = self._log
        return [(name, value) for name, value in values.items() if log.has(tab, name) or not log.has(tab)]


def _bare(text: str) -> str:
    return text.strip().rstrip(".;").strip()


def _same(text: str) -> str:
    """A text in the form in which two are the same."""
    return fold(text.strip(" .;,!-–—"))
