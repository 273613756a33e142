"""What the sections of the Log a session form share, and inputs for the columns of one tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import is_filled, typed
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.session import record
from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered
from lib.metrics.health import rotation
from lib.ui.log_session.draft import KEPT, Draft
from lib.ui.log_session.inputs import (
    chosen_or_typed,
    count_input,
    day_input,
    distinct,
    split_list,
    topics_input,
    word_input,
)
from lib.ui.widgets.text import name as shown_name
from lib.ui.widgets.typed_grid import LONGEST_TEXT

NEW = ""
"""In the list of sessions: one that is not in the log yet."""


@dataclass
class Form:
    """What the sections share.

    `turns`: `rotation.table` of the circle's roster on the day of the session. `names`: `names_in` the circle.
    `missing_columns`: columns that the form leaves out, as shown at its end. `own`: the circles whose records the
    viewer may change (None: all).
    """

    log: CircleLog
    circle: str
    draft: Draft
    today: date
    turns: pd.DataFrame = field(default_factory=pd.DataFrame)
    names: Mapping[str, str] = field(default_factory=dict)
    missing_columns: list[str] = field(default_factory=list)
    own: frozenset[str] | None = None

    def asks(self, tab: str, column: str) -> bool:
        """Whether the workbook can take this column. If not, it is added to the list at the end of the form."""
        if record.can_record(self.log, tab, column):
            return True
        text = f"{tab.replace('_', ' ')}: {column.replace('_', ' ')}"
        if text not in self.missing_columns:
            self.missing_columns.append(text)
        return False

    def called(self, member: str) -> str:
        return self.names.get(member) or shown_name(member)

    @cached_property
    def roster(self) -> list[str]:
        return self.turns["member"].to_list() if len(self.turns) else []


@remembered
def turns_on(log: CircleLog, circle: str, day: date) -> pd.DataFrame:
    """`rotation.table` of the circle on that day."""
    return rotation.table(Facts(log.filtered(circles=[circle]), pd.Timestamp(day)), circle)


@remembered
def names_in(log: CircleLog, circle: str) -> Mapping[str, str]:
    """What the circle's members are called, past ones too, by key; with the key in parentheses if two share a name."""
    members = log.members[log.members["circle"] == circle].drop_duplicates("member")
    names = members["name"].fillna(members["member"])
    shared = names.str.casefold().duplicated(keep=False) & (names != members["member"])
    names = names.where(~shared, names + " (" + members["member"] + ")")
    return dict(zip(members["member"], names.map(shown_name), strict=True))


def session_row(form: Form, session: str) -> dict[str, object]:
    """The columns of the chosen session by name, as change sets hold them; all None for a new session."""
    rows = form.log.sessions[form.log.sessions["session"] == session]
    values = rows.iloc[0] if session != NEW and len(rows) else None
    return {
        column.name: None if values is None else typed(values[column.name], column)
        for column in TABS["sessions"].columns
    }


def session_label(session: str, days: Mapping[str, object], gone: str = NEW) -> str:
    """What a session is called in the list of sessions. `days`: those that wait, each with its planned day. `gone`: the
    one that no longer waits."""
    if session == NEW:
        return "A new session"
    if session == gone:
        return f"{shown_name(session)}, no longer waiting"
    day = days.get(session)
    return f"{shown_name(session)}, planned {day:%Y-%m-%d}" if is_filled(day) else shown_name(session)


class Inputs:
    """Inputs for the columns of one tab. `offers`: the value to offer in each. `values`: what they say once drawn."""

    def __init__(self, form: Form, tab: str, offers: Mapping[str, object]) -> None:
        self._form, self._tab, self._offers = form, tab, offers
        self.values: dict[str, object] = {}

    def offer(self, values: Mapping[str, object]) -> None:
        """Offer these where the chosen session has nothing itself."""
        blank = {name for name, value in self._offers.items() if not is_filled(value)}
        self._offers = {**self._offers, **{name: value for name, value in values.items() if name in blank}}

    def offered(self, column: str) -> list[str]:
        """The people whom the chosen session has in a column."""
        return split_list(self._offers.get(column))

    def _take(self, column: str, draw: Callable[[str], Any], offer: Any) -> Any:
        if not self._form.asks(self._tab, column):
            return None
        draft = self._form.draft
        value = draft.take(column, draw(draft.seed(column, offer)))
        self.values[column] = ", ".join(value) if isinstance(value, list) else value
        return value

    def text(self, column: str, label: str, placeholder: str = "", help: str | None = None) -> None:
        offer = self._offers.get(column)
        self._take(
            column,
            lambda key: st.text_input(
                label,
                key=key,
                placeholder=placeholder,
                max_chars=LONGEST_TEXT,
                live=True,
                help=help,
                persist_state=KEPT,
            ),
            "" if offer is None else str(offer),
        )

    def count(self, column: str, label: str, placeholder: str = "") -> None:
        offer = self._offers.get(column)
        self._take(column, lambda key: count_input(label, key, placeholder=placeholder), offer)

    def day(self, column: str, label: str) -> None:
        self._take(column, lambda key: day_input(label, key), self._offers.get(column))

    def yes_no(self, column: str, label: str) -> None:
        offer = {True: "yes", False: "no"}.get(self._offers.get(column))  # type: ignore[call-overload]
        chosen = self._take(
            column,
            lambda key: st.segmented_control(label, ["yes", "no"], key=key, persist_state=KEPT),
            offer,
        )
        if column in self.values:
            self.values[column] = None if chosen is None else chosen == "yes"

    def word(self, column: str, label: str, offer: object = None) -> None:
        words = list(TABS[self._tab].column(column).words)
        offer = self._offers.get(column) or offer
        self._take(
            column,
            lambda key: word_input(label, key, words),
            offer if offer in words else None,
        )

    def people(self, column: str, label: str, first: list[str]) -> None:
        """Members to choose from: `first`, in the order of whose turn is next, then others that are already named."""
        offer = split_list(self._offers.get(column))
        options = [*first, *(one for one in [*offer, *self._typed(column)] if one not in first)]
        self._take(
            column,
            lambda key: st.multiselect(
                label,
                distinct(options),
                key=key,
                format_func=self._form.called,
                placeholder="",
                select_all=False,
                persist_state=KEPT,
            ),
            offer,
        )

    def owner(self, column: str, label: str) -> None:
        """Someone on the roster or anyone else: names that earlier sessions have can be chosen, others typed."""
        form = self._form
        own = form.log.sessions[form.log.sessions["circle"] == form.circle]
        earlier = own[column].dropna().unique().tolist()[::-1]
        options = {one: form.called(one) for one in [*form.roster, *earlier]}
        offer = self._offers.get(column)
        self._take(column, lambda key: chosen_or_typed(label, key, options, are_people=True), offer)

    def topics(self, column: str, label: str) -> None:
        offer = split_list(self._offers.get(column))
        self._take(column, lambda key: topics_input(label, key, self._form.log), offer)

    def _typed(self, column: str) -> list[str]:
        return list(self._form.draft.values.get(column) or [])


def person_input(form: Form, label: str, key: str) -> str | None:
    """Someone on the roster. No free text: a half-typed name would become a new person."""
    chosen = st.session_state.get(key)
    options = distinct([*form.roster, *([chosen] if chosen else [])])
    return st.selectbox(
        label, options, index=None, key=key, format_func=form.called, placeholder="–", persist_state=KEPT
    )
