"""What the address asks for and the page does not show: each parameter that is not understood or has no effect is named
below the banner, in a sentence that says what is shown instead.

A parameter is held against the widget that is tied to it, once the page has been drawn. Filters read more than their
widgets do, so `filters` and `periods` say their own; all of it is said in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import get_session_state

from lib.ui.frame import carried
from lib.ui.frame.carried import Problem
from lib.ui.frame.parameters import KNOWN, is_known
from lib.ui.widgets.text import name, plain
from lib.words.phrases import listed

FILTERS = ("circle", "period", "from", "to", "as_of", "sponsor", "priority", "program", "function", "region")
"""Parameters of the filter bar, which carry over to pages that do not draw it."""
OF_STREAMLIT = ("embed", "embed_options")
_PLACE, _READ = "address_place", "address_read"
_MOST, _MOST_OPTIONS, _LONGEST = 6, 8, 40


@dataclass(frozen=True, slots=True)
class _Tied:
    """A widget that is tied to a parameter: its value as the address writes it, and the texts that it knows ([] if it
    takes any)."""

    value: tuple[str, ...]
    options: tuple[str, ...]
    is_switch: bool


def place(banner: DeltaGenerator) -> None:
    """Say it at the end of the banner; without one, what there is to say comes at the end of the page."""
    st.session_state[_PLACE] = banner


def run(page: Callable[[], None]) -> None:
    """Run a page, and say below its banner what the address asks for and the page does not show."""
    st.session_state[_PLACE] = None
    st.session_state[_READ] = set()
    page()
    tell()


def reads(key: str) -> None:
    """The page itself reads this parameter of its address, and shows what it asks for; no widget is tied to it."""
    st.session_state.setdefault(_READ, set()).add(key)


def stop() -> NoReturn:
    """End the page here, like `st.stop`, after which nothing more can be said."""
    tell()
    st.stop()


def keep_true() -> None:
    """For a part of a page that runs again alone: once a choice in it ends what is said of the address, the whole page
    runs, which then says it no more."""
    context, now = get_script_run_ctx(), carried.opening()
    if context is None or not context.fragment_ids_this_run or now.problems is None:
        return
    held = [problem for problem in now.problems if _holds(problem)]
    if len(held) < len(now.problems):
        now.problems = held
        st.rerun()


def _holds(problem: Problem) -> bool:
    key, _, value = problem
    return bool(st.session_state.get(key) == value)


def tell() -> None:
    """Say it once all widgets of the page have been drawn."""
    opening = carried.opening()
    if opening.problems is None:
        said = FILTERS if opening.is_used else ()  # by the filters themselves
        found = [_of_widget(key, texts) for key, texts in opening.asked.items() if key not in said]
        opening.problems = [problem for problem in found if problem]
    unknown, elsewhere = _without_effect()
    lines = [*unknown, *st.session_state.get(carried.SAID_NOW, [])]
    lines += [problem[1] for problem in opening.problems if _holds(problem)]
    lines += elsewhere
    if lines:
        banner = st.session_state.get(_PLACE)
        box = st.container() if banner is None else banner
        more = len(lines) - _MOST
        lines = [*lines[:_MOST], f"And {more:,} more."] if more > 0 else lines
        box.warning("  \n".join(map(plain, lines)), icon=":material/link_off:")


def _of_widget(key: str, texts: list[str]) -> Problem | None:
    """The problem with a parameter, or None if its widget took every text."""
    tied = _tied(key)
    texts = [text for text in texts if text]
    if tied is None or not texts:
        return None
    if tied.is_switch:
        wrong = [text for text in texts[-1:] if text.casefold() not in ("true", "false")]
        shown = "It stays as it is"
    elif tied.options:
        wrong = [text for text in texts if text not in tied.options]
        shown = f"{listed(map(name, tied.value))} is shown" if any(tied.value) else "Nothing is chosen there"
    else:
        wrong = [] if set(texts) <= set(tied.value) else texts[-1:]
        shown = f"{listed(map(name, tied.value))} is shown" if any(tied.value) else "It is left out"
    if not wrong:
        return None
    asked = f"The address asks for {key}={listed((name(text, _LONGEST) for text in wrong), 3)}"
    return key, f"{asked}, which {_is_not(tied)}. {shown}.", st.session_state.get(key)


def _is_not(tied: _Tied) -> str:
    if tied.is_switch:
        return "is neither true nor false"
    if 0 < len(tied.options) <= _MOST_OPTIONS:
        return f"is not one of {listed(map(name, tied.options))}"
    return "is not there"


def _tied(key: str) -> _Tied | None:
    state = get_session_state()
    with state.query_params() as parameters:
        binding = parameters.get_binding_for_param(key)
    if binding is None or key not in st.session_state:
        return None
    metadata = state._state._new_widget_state.widget_metadata.get(binding.widget_id)
    if metadata is None:
        return None
    value = metadata.serializer(st.session_state[key])
    written = value if isinstance(value, list | tuple) else [value]
    texts = tuple("" if one is None else _as_written(one) for one in written)
    return _Tied(texts, tuple(metadata.formatted_options or ()), metadata.value_type == "bool_value")


def _as_written(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _without_effect() -> tuple[list[str], list[str]]:
    """Parameters that are still in the address and that nothing on the page is tied to: those that no page knows, and
    those of another page or of a part that is closed."""
    with get_session_state().query_params() as parameters:
        alone = [key for key in st.query_params if not parameters.is_bound(key)]
    unknown, elsewhere = [], []
    for key in alone:
        if key in st.session_state.get(_READ, ()):
            continue
        if key in FILTERS or key in OF_STREAMLIT or (texts := st.query_params.get_all(key)) == [""]:
            continue
        asked = f"The address asks for {name(key, _LONGEST)}={name(texts[-1], _LONGEST)}"
        meant = next((each for each in (*KNOWN, *FILTERS) if each == key.strip().casefold()), None)
        if is_known(key):
            elsewhere.append(
                f"{asked}, which has no effect here: what it chooses is not open, or is on another page."
            )
        elif meant:
            unknown.append(f"{asked}, which has no effect: the name is {meant}, in small letters.")
        else:
            unknown.append(f"{asked}, which has no effect: no page knows that name.")
    return unknown, elsewhere
