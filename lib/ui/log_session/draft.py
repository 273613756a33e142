"""What was typed in one circle's form. It survives visits to other pages, and a reload too: it is kept in the store.

Widgets get their values from the draft and write them back, so a form can be restored, started over or moved to another
session without losing what was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from lib.log.changing.recorded import is_complete
from lib.log.format.model import CircleLog
from lib.log.session import record
from lib.log.session.record import Seen
from lib.metrics.core.remember import remembered
from lib.source import caches
from lib.source.kept_drafts import DraftFile
from lib.ui.edits.saving import author
from lib.ui.frame.view import Sheet

FOLDER = Path("data/drafts")
KEPT: Literal["session"] = "session"
"""How every input of the form is kept. A browser that has not seen an input yet, as when a run of the page was replaced
by the next one before its messages were sent, then gets the input's value with the next run: without it, it shows an
empty input and sends that back."""
_STATE, _NUMBER = "log_drafts", "log_draft_number"
_SEEN, _SENT = "cells as they were seen", "sent as"
_MOST_SENT = 20


@dataclass
class Draft:
    """The form of one circle.

    `values`: what the widgets say, by name. `offered`: what the form offered in them. `seen`: the cells as they were
    when the session `seen_of` was chosen ("" is a new session, None no session yet). `restored`: when the draft found
    on disk was saved, None if there was none. `saved`: what was last saved on disk. `sent`: the ids of the change sets
    that were made from it; one of them may be saved although its answer never came.
    """

    circle: str
    file: DraftFile | None
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    offered: dict[str, Any] = field(default_factory=dict)
    seen: Seen = field(default_factory=dict)
    seen_of: str | None = None
    restored: datetime | None = None
    saved: Mapping[str, Any] = field(default_factory=dict)
    sent: tuple[str, ...] = ()

    def seed(self, name: str, offer: Any = None) -> str:
        """Set the value of the widget called `name` and return the widget's key.

        A new widget gets what was typed, or else `offer`. A widget that still holds the earlier offer gets the new one,
        as when another session is chosen.
        """
        key = f"log_{self.number}_{name}"
        offered = self.offered.get(name, offer)
        now = st.session_state[key] if key in st.session_state else self.values.get(name, offered)
        if _blank_as_none(now) == _blank_as_none(offered):
            now = offer
        self.offered[name] = offer
        if key not in st.session_state or _blank_as_none(st.session_state[key]) != _blank_as_none(now):
            st.session_state[key] = now
        return key

    def take(self, name: str, value: Any) -> Any:
        """Remember the value of the widget called `name`, and return it: None for blank."""
        self.values[name] = value
        return _blank_as_none(value)

    def peek(self, name: str) -> Any:
        """What the widget called `name` says now, also before it is drawn in this run; None if it was never drawn."""
        return st.session_state.get(f"log_{self.number}_{name}", self.values.get(name))

    def peek_all(self, names: Iterable[str]) -> list[Any]:
        """What each of these widgets says, as `peek`, for many at once."""
        now = st.session_state.to_dict()
        return [now.get(f"log_{self.number}_{name}", self.values.get(name)) for name in names]

    def is_touched(self, name: str) -> bool:
        """Whether the widget called `name` says something other than the form offered."""
        return _blank_as_none(self.peek(name)) != _blank_as_none(self.offered.get(name))

    def holds(self, *beginnings: str, is_exact: bool = False) -> bool:
        """Whether something was typed in any widget whose name begins with one of these, or `is_exact`: is one."""
        named = [
            name for name in self.values if (name in beginnings if is_exact else name.startswith(beginnings))
        ]
        return any(self.is_touched(name) for name in named)

    def put(self, name: str, value: Any) -> None:
        """Fill in the widget called `name`. Only before it is drawn, as in a callback."""
        self.values[name] = value
        st.session_state[f"log_{self.number}_{name}"] = value

    def turn_to(self, log: CircleLog, session: str) -> None:
        """From now on the form is about this session ("": a new one): remember its cells as they are now."""
        if self.seen_of != session:
            self.seen, self.seen_of = _seen(log, self.circle, session), session

    def gone(self, waiting: Collection[str]) -> str:
        """The session that the form is about if it is no longer one of those `waiting`; "" if it is, or is a new one.

        The choice stays, so that saving is refused: a form about it must not become a second session. A form in which
        nothing was typed has nothing to lose and turns to the next session.
        """
        chosen = self.peek("session")
        session = str((self.seen_of if chosen is None else chosen) or "")
        is_filled_in = bool(self.touched()) or self.restored is not None
        return session if session not in waiting and is_filled_in else ""

    def touched(self) -> dict[str, Any]:
        """The values that differ from what the form offered, by name."""
        return {
            name: value
            for name, value in self.values.items()
            if _blank_as_none(value) != _blank_as_none(self.offered.get(name))
        }

    def is_begun(self) -> bool:
        """Whether there is something to lose: a session that was chosen, as by a link, is not."""
        return bool(self.touched().keys() - {"session"})

    def save(self) -> None:
        """Save the draft on disk if it changed; remove its file if nothing was begun."""
        touched = self.touched() if self.is_begun() else {}
        if self.file is None or touched == self.saved:
            return
        if touched:
            self._keep(touched)
        else:
            self.file.forget()
        self.saved = touched

    def sending(self, change_set_id: str) -> None:
        """Note, on disk too, that the draft is about to be saved as this change set."""
        self.sent = (*self.sent, change_set_id)[-_MOST_SENT:]
        if self.file is not None:
            self._keep(self.touched())

    def is_saved(self, log: CircleLog) -> bool:
        """Whether the journal shows that the draft was saved, as when its answer was lost and the server restarted."""
        return any(is_complete(change_set, log) for change_set in self.sent)

    def _keep(self, touched: Mapping[str, Any]) -> None:
        assert self.file is not None
        cells = [[*where, _to_json(value)] for where, value in self.seen.items()]
        day = {"held": self.values.get("held")}  # the offer is today, which changes overnight
        self.file.keep({**day, **touched, _SEEN: [self.seen_of, cells], _SENT: list(self.sent)}, _now())


def of(circle: str, sheet: Sheet) -> Draft:
    """The draft of the circle: the one in this browser session, or the one on disk, or an empty one."""
    drafts = _drafts()
    name = (author(sheet.viewer), sheet.viewer.role, circle, sheet.loaded.workbook)
    if name not in drafts:
        file = DraftFile(caches.kept(FOLDER), *name) if caches.settings().keep_snapshot else None
        drafts[name] = _restored(_new(circle, file))
    return drafts[name]


def forget(draft: Draft) -> None:
    """Start over: nothing typed, nothing on disk."""
    if draft.file:
        draft.file.forget()
    drafts = _drafts()
    for name in [name for name, known in drafts.items() if known is draft]:
        drafts[name] = _new(draft.circle, draft.file)


def restore(values: Mapping[str, Any], circle: str, sheet: Sheet) -> None:
    """Start with what was typed before, on the log as it is now, and keep it as a draft. A key that a session has by
    now is offered anew."""
    used = set(sheet.log.sessions["session"].dropna())
    is_used = values.get("key") in used
    draft = of(circle, sheet)
    draft.values = {name: one for name, one in values.items() if name != "key" or not is_used}
    draft.restored = _now()
    draft.save()


@remembered
def _seen(log: CircleLog, circle: str, session: str) -> Seen:
    """`record.seen`, found once for all who open the form: a large circle has thousands of cells that it may change."""
    return record.seen(log, circle, session)


def _drafts() -> dict[tuple[str, ...], Draft]:
    return st.session_state.setdefault(_STATE, {})


def _new(circle: str, file: DraftFile | None) -> Draft:
    st.session_state[_NUMBER] = number = st.session_state.get(_NUMBER, 0) + 1
    return Draft(circle, file, number)


def _restored(draft: Draft) -> Draft:
    on_disk = draft.file.load(_now()) if draft.file else None
    if on_disk is None:
        return draft
    draft.values = {name: value for name, value in on_disk.values.items() if name not in (_SEEN, _SENT)}
    draft.saved = dict(draft.values)
    draft.restored = on_disk.at
    draft.seen_of, cells = on_disk.values.get(_SEEN, (None, []))
    draft.sent = tuple(on_disk.values.get(_SENT, ()))
    draft.seen = {(tab, key, column): _from_json(value) for tab, key, column, value in cells}
    return draft


def _blank_as_none(value: Any) -> Any:
    """A widget's value; None if it is blank: empty text, no choice or an unchecked box."""
    return None if value is None or value is False or value == "" or value == [] else value


def _now() -> datetime:
    return datetime.now(UTC)


def _to_json(value: object) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _from_json(value: Any) -> object:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
