"""What is typed in the form of one circle: kept for the session whatever page comes between, and on disk for a reload.

Widgets are seeded from here and read back into here, so that a form can be restored, begun anew or moved to another
session without losing what somebody typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from lib.log.format.model import CircleLog
from lib.log.session import record
from lib.log.session.record import Seen
from lib.source import caches
from lib.source.kept_drafts import DraftFile
from lib.ui.edits.saving import author
from lib.ui.frame.view import Sheet

FOLDER = Path("data/drafts")
_STATE, _NUMBER = "log_drafts", "log_draft_number"
_SEEN = "cells as they were seen"


@dataclass
class Draft:
    """The form of a circle. `values`: what the widgets say, by name; `offered`: what the form began with.

    `seen`: the cells as they were when the session `seen_of` was chosen. `restored`: when a draft from disk was kept.
    """

    circle: str
    file: DraftFile | None
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    offered: dict[str, Any] = field(default_factory=dict)
    seen: Seen = field(default_factory=dict)
    seen_of: str | None = None
    restored: datetime | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)

    def seed(self, name: str, offer: Any = None) -> str:
        """The key of the widget called `name`. A new widget gets what was typed, else what the form offers; one that
        nobody touched follows the offer, another session's say."""
        key = f"log_{self.number}_{name}"
        offered = self.offered.get(name, offer)
        now = st.session_state[key] if key in st.session_state else self.values.get(name, offered)
        if _said(now) == _said(offered):
            now = offer
        self.offered[name] = offer
        if key not in st.session_state or _said(st.session_state[key]) != _said(now):
            st.session_state[key] = now
        return key

    def take(self, name: str, value: Any) -> Any:
        """Keep what the widget called `name` says, and return it: None for blank."""
        self.values[name] = value
        return _said(value)

    def put(self, name: str, value: Any) -> None:
        """Fill the widget called `name`; only before it is drawn, as in a callback."""
        self.values[name] = value
        st.session_state[f"log_{self.number}_{name}"] = value

    def look_at(self, log: CircleLog, session: str) -> None:
        """The form is about this session from now on ("": a new one): remember its cells as they are now."""
        if self.seen_of != session:
            self.seen, self.seen_of = record.seen(log, self.circle, session), session

    def touched(self) -> dict[str, Any]:
        """What says something else than the form offered."""
        return {
            name: value
            for name, value in self.values.items()
            if _said(value) != _said(self.offered.get(name))
        }

    def keep(self) -> None:
        """Write to disk what was typed since the last time; nothing typed, no file."""
        touched = self.touched()
        if self.file is None or touched == self.kept:
            return
        if touched:
            cells = [[*where, _told(value)] for where, value in self.seen.items()]
            day = {"held": self.values.get("held")}  # today is another day tomorrow
            self.file.keep({**day, **touched, _SEEN: [self.seen_of, cells]}, _now())
        else:
            self.file.forget()
        self.kept = touched


def of(circle: str, sheet: Sheet) -> Draft:
    """The draft of the circle: this session's, else the one on disk, else an empty one."""
    drafts = _drafts()
    name = (author(sheet.viewer), sheet.viewer.role, circle, sheet.loaded.workbook)
    if name not in drafts:
        file = DraftFile(FOLDER, *name) if caches.settings().keep_snapshot else None
        drafts[name] = _restored(_new(circle, file))
    return drafts[name]


def forget(draft: Draft) -> None:
    """Begin anew: nothing typed, nothing on disk."""
    if draft.file:
        draft.file.forget()
    drafts = _drafts()
    for name in [name for name, held in drafts.items() if held is draft]:
        drafts[name] = _new(draft.circle, draft.file)


def bring_back(values: Mapping[str, Any], circle: str, sheet: Sheet) -> None:
    """Begin with what was typed before, for the log as it is now."""
    of(circle, sheet).values = dict(values)


def _drafts() -> dict[tuple[str, ...], Draft]:
    return st.session_state.setdefault(_STATE, {})


def _new(circle: str, file: DraftFile | None) -> Draft:
    st.session_state[_NUMBER] = number = st.session_state.get(_NUMBER, 0) + 1
    return Draft(circle, file, number)


def _restored(draft: Draft) -> Draft:
    kept = draft.file.load(_now()) if draft.file else None
    if kept is None:
        return draft
    draft.values = {name: value for name, value in kept.values.items() if name != _SEEN}
    draft.kept = dict(draft.values)
    draft.restored = kept.at
    draft.seen_of, cells = kept.values.get(_SEEN, (None, []))
    draft.seen = {(tab, key, column): _read(told) for tab, key, column, told in cells}
    return draft


def _said(value: Any) -> Any:
    """A widget's value; None where it is blank, as an empty text, no choice and no tick are."""
    return None if value is None or value is False or value == "" or value == [] else value


def _now() -> datetime:
    return datetime.now(UTC)


def _told(value: object) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _read(told: Any) -> object:
    return date.fromisoformat(told["date"]) if isinstance(told, dict) else told
