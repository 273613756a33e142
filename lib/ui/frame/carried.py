"""Filters that carry over from page to page, however the viewer gets there: navigation, a link, back or forward.

Streamlit keeps a bound widget's value in the address. On the way to another page it drops from the new address every
parameter that a widget of the previous page was bound to, even one that the navigation kept or a link set. The address
that the browser asked for is still in the context of the run, and the last values of the filters are kept here.

What the address asks for and no widget can show is said on the page (`address`), until another page is opened or a
filter changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import get_session_state

from lib.ui.widgets.text import name

_OPENING, _SEEN, _WANTED, _SAID = "carried_opening", "carried_seen", "carried_wanted", "carried_said"
Problem: TypeAlias = tuple[str, str, Any]
"""A parameter of the address, what is wrong with it, and its widget's value then."""
SAID_NOW = "carried_said_now"
"""Session state: what the filters of this run say about the address, for `address` to show."""


class Carried:
    """The filters of one run. Create it before the first widget, call `offer` before each and `keep` after the last."""

    def __init__(self) -> None:
        for key, value in st.session_state.pop(_WANTED, {}).items():
            st.session_state[key] = value
        now = opening()
        self._is_history, self._is_opened = now.is_history, now.is_new
        self._asked = now.asked if now.is_new else {}
        self._wanted: dict[str, Any] = {}
        self._problems: list[str] = []

    def asked(self, key: str) -> list[str]:
        """What the address asks of a parameter when the page is opened; [] on later runs."""
        return self._asked.get(key, [])

    def wants(self, keys: Sequence[str]) -> bool:
        """Whether any of these widgets has a choice, or gets one from the address or the page before."""
        seen = st.session_state.get(_SEEN, {})
        return any(
            key in self._asked or key in st.query_params or st.session_state.get(key) or seen.get(key)
            for key in keys
        )

    def say(self, problem: str) -> None:
        """Show a problem with the address, or with the filters, below the banner."""
        self._problems.append(problem)

    def offer(
        self,
        key: str,
        default: Any,
        read: Callable[[list[str]], Any],
        fits: Callable[[Any], bool],
        labels: Mapping[Any, str] | None = None,
    ) -> None:
        """On a page that was just opened, set the widget `key` from the address, as `read` reads it, or else to its
        last value; a value that does not pass `fits` is ignored. Back and forward use the address alone.

        `labels`: the texts that the widget itself understands, by value, if `read` understands more (short keys).
        """
        if not self._is_opened:
            return
        if key in st.query_params:
            if labels is not None and st.query_params[key] not in labels.values():
                respell(key, labels.get(read(self._asked.get(key, [""]))))
            return
        seen = st.session_state.get(_SEEN, {})
        if key in self._asked:
            value = read(self._asked[key])
        elif key in seen and not self._is_history:
            value = seen[key]
        else:
            return
        if value != default and fits(value):
            self._wanted[key] = st.session_state[key] = value

    def keep(self, keys: Sequence[str], always: Sequence[str] = ()) -> None:
        """Remember the values of the widgets `keys`, and the problems for `address` to show. `always`: what is to be
        said as long as the filters are as they are.

        Streamlit does not write a value that was set before a widget's first run into the address, and after back or
        forward it even overrides it. The page then reruns once with what was asked for: now it writes the address.
        """
        opening().is_used = True
        now = {key: value for key in keys if (value := st.session_state.get(key))}
        said: dict[str, Any] | None = st.session_state.get(_SAID)
        if self._is_opened:
            said = {"problems": self._problems, "filters": now | self._wanted}
        elif said is not None and said["filters"] != now:
            said = None
        st.session_state[_SAID] = said
        if self._wanted:
            st.session_state[_WANTED] = self._wanted
            st.rerun()
        st.session_state[_SEEN] = now
        st.session_state[SAID_NOW] = [*(said["problems"] if said else []), *always]


def circles_of_filter() -> list[str]:
    """What the circle filter asks for, for a page without filters: what the address of a page that was just opened
    names, or else as the filter was left on the page before. [] from the second run on, and after back or forward."""
    now = opening()
    is_first, now.is_used = not now.is_used, True
    if not is_first:
        return []
    if "circle" in now.asked or now.is_history:
        return now.asked.get("circle", [])
    return [name(circle) for circle in st.session_state.get(_SEEN, {}).get("circle", ())]


def say_now(problem: str) -> None:
    """Show a problem with the address below the banner in this run, on a page that does not draw the filters."""
    st.session_state[SAID_NOW].append(problem)


def respell(key: str, label: str | None) -> None:
    """Write the text of a tied widget into the address before the widget reads it; None leaves the address as it is."""
    with get_session_state().query_params() as parameters:
        if label is not None and not parameters.is_bound(key):
            st.query_params[key] = label
            parameters.set_initial_query_params_from_current()


@dataclass
class _Opening:
    """When this page was last opened: `asked`, the address's parameters; `problems`, what `address` found in them.

    `is_new`: the filters were not drawn before. `is_used`: they were drawn in this run. `is_history`: by back or
    forward. `number`: how many openings of pages this session has seen.
    """

    page: str
    asked: dict[str, list[str]]
    run: object
    is_history: bool
    number: int
    is_new: bool = True
    is_used: bool = False
    problems: list[Problem] | None = None


def note_opening() -> None:
    """Note which page this run shows, before anything is drawn: a filter is offered when its page is opened."""
    st.session_state[SAID_NOW] = []
    opening()


def opening_number() -> int:
    """A number that changes whenever another page is opened, or this one anew by back or forward."""
    return opening().number


def is_first_in_run(what: str) -> bool:
    """Whether this is the first call for `what` in this run of the page."""
    context = get_script_run_ctx()
    run = context.cursors if context else object()
    is_first = st.session_state.get(what) is not run
    st.session_state[what] = run
    return is_first


def opening() -> _Opening:
    """The opening of the current page; noted when a run is the first of its page, or comes by back or forward."""
    context = get_script_run_ctx()
    page = context.page_script_hash if context else ""
    is_history = bool(context and context.is_history_navigation)
    last: _Opening | None = st.session_state.get(_OPENING)
    run = context.cursors if context else None  # a new one for each run
    if last is not None and last.run is run:
        return last
    if last is None or is_history or last.page != page:
        asked = parse_qs(context.query_string, keep_blank_values=True) if context else {}
        last = _Opening(page, asked, run, is_history, last.number + 1 if last else 1)
    else:
        is_new = last.is_new and not last.is_used  # a run may end before it comes to the filters
        last = replace(last, run=run, is_new=is_new, is_history=last.is_history and is_new)
    st.session_state[_OPENING] = last
    return last
