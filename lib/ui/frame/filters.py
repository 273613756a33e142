"""The filter bar: in the URL, kept across pages, and the same on every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Literal

import streamlit as st

from lib.log.format.model import CircleLog
from lib.metrics.core.period import DATES, PERIODS
from lib.metrics.core.remember import remembered
from lib.source.program import Filters
from lib.ui.frame import periods
from lib.ui.frame.carried import Carried, opening, say_now
from lib.ui.widgets import section
from lib.ui.widgets.text import name
from lib.words.phrases import listed, plural

_IN_MENU = ("sponsor", "priority", "program", "function", "region")
"""The filters of the menu, in the order of `Filters`."""
_KEYS = ("circle", *periods.KEYS, "as_of", *_IN_MENU)
_MOST_NAMED = 5


def bar(log: CircleLog, *, of_circles: bool = True) -> Filters:
    """Draw the bar with what `log` has to choose from, and return the choice.

    What the address asks for and the log does not have is said below the banner. `of_circles`: whether the page shows
    all circles where none is chosen.
    """
    carried = Carried()
    choose = partial(_choose, carried, log, says_all=of_circles)
    _check_address(carried)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        circles = choose("Circle", "circle", width=340)
        period = periods.choose(carried, log)
        slot = st.container(horizontal=True, width="content", key="two_dates")
        carried.offer("as_of", date.today(), periods.day_of, periods.is_day)
        as_of = st.date_input(
            "As of",
            value=date.today(),
            min_value=periods.EARLIEST,
            max_value=periods.LATEST,
            key="as_of",
            bind="query-params",
            format="YYYY-MM-DD",
            width=150,
            help="Show the program as it was known on this day.",
        )
        more: dict[str, tuple[str, ...]] = dict.fromkeys(_IN_MENU, ())
        section.menu(
            "More filters",
            "more_filters",
            lambda: more.update(_more(choose, log)),
            in_use=carried.wants(_IN_MENU),
            icon=":material/filter_list:",
        )
        day = as_of if isinstance(as_of, date) else date.today()
        with slot:
            chosen = periods.resolve(carried, period, day, log)
    carried.keep(_KEYS, always=_to_come(day))
    sponsors, priorities, programs, functions, regions = (more[key] for key in _IN_MENU)
    return Filters(circles, sponsors, priorities, programs, functions, regions, chosen, day)


def _more(choose: Callable[..., tuple[str, ...]], log: CircleLog) -> dict[str, tuple[str, ...]]:
    """Draw the filters of the menu; what is chosen in each of _IN_MENU."""
    of_circles = {
        "sponsor": choose("Sponsor", "sponsor", only_emails=True),
        "priority": choose("Strategic priority", "priority"),
        "program": choose("Program", "program"),
    }
    if any(_offered(log, "teams", key) for key in ("function", "region")):
        st.caption(
            "The next two filters narrow the teams that a practice can reach, never figures about people."
        )
    else:
        st.empty()
    return of_circles | {
        "function": choose("Team function", "function", "teams"),
        "region": choose("Team region", "region", "teams"),
    }


def active(chosen: Filters) -> list[str]:
    """The active filters and the period, one line each; none for the whole log of all circles."""
    lines = [
        f"{label}: {', '.join(values)}"
        for label, values in (
            ("Circles", chosen.circles),
            ("Sponsors", chosen.sponsors),
            ("Strategic priorities", chosen.priorities),
            ("Programs", chosen.programs),
            ("Team functions", chosen.functions),
            ("Team regions", chosen.regions),
        )
        if values
    ]
    dates = chosen.period.dates
    return [*lines, *([f"Period: {dates}"] if dates else [])]


def contradiction(filters: Filters) -> str:
    """Why no circle matches: which filters exclude each other."""
    parts = [
        f"{label} {listed(map(name, values), _MOST_NAMED)}"
        for label, values in (
            ("circle", filters.circles),
            ("sponsor", filters.sponsors),
            ("strategic priority", filters.priorities),
            ("program", filters.programs),
        )
        if values
    ]
    return f"No circle matches all of these filters: {'; '.join(parts)}."


def clear() -> None:
    """Take back the filters that choose circles (for a button: call it in its callback)."""
    for key in ("circle", "sponsor", "priority", "program"):
        st.session_state[key] = []


def _check_address(carried: Carried) -> None:
    """Say which day and period of the address are not understood."""
    for key in ("as_of", "from", "to"):
        for text in carried.asked(key)[-1:]:
            if not periods.is_day(periods.day_of([text])):
                carried.say(
                    f"The address asks for {key}={name(text, 40)}, which is not a day from 1990 to 2100 written like "
                    "2026-06-30. "
                    f"{'Today is shown' if key == 'as_of' else 'It is left out'}."
                )
    for text in carried.asked("period")[-1:]:
        if periods.key_of(text) is None:
            keys = listed(PERIODS)
            carried.say(
                f"The address asks for period={name(text, 40)}, which is not one of {keys}. The usual period is shown."
            )
    for key in ("as_of", *periods.KEYS):
        given = list(dict.fromkeys(carried.asked(key)))
        if len(given) > 1:
            texts = listed(name(text, 40) for text in given)
            carried.say(f"The address gives {key} more than once: {texts}. The last one counts.")
    _check_two_dates(carried)


def _check_two_dates(carried: Carried) -> None:
    """Say what is made of days without the period that they belong to, and of one day without the other."""
    given = [key for key in ("from", "to") if any(carried.asked(key))]
    period = periods.key_of(carried.asked("period")[-1]) if carried.asked("period") else None
    if given and period != DATES:
        carried.say(
            f"The address gives {listed(given)} without period=dates, so {plural(len(given), 'it has', 'they have')} "
            "no effect: the period that is chosen is shown."
        )
    elif given == ["to"]:
        carried.say("The address gives the last day of the period alone: it starts 90 days before that day.")
    elif given == ["from"]:
        carried.say("The address gives the first day of the period alone: it ends on the day in “As of”.")


def _to_come(day: date) -> list[str]:
    """What to say about a day after today."""
    if day <= date.today():
        return []
    return [f"{day:%-d %b %Y} is after today: the log is shown as if nothing more happened until then."]


def _left_out(label: str, unknown: list[str], *, says_all: bool, is_whole: bool) -> str:
    """What to say about values of a filter that cannot be chosen. `says_all`: that nothing else is chosen in it.
    `is_whole`: whether the viewer sees the whole log. Nobody else reads whether it has them.
    """
    texts = listed((name(text, 80) for text in unknown), _MOST_NAMED)
    why = "this log does not have" if is_whole else "is not there, or is not for you to see"
    instead = f", so “{label}” stands at All" if says_all else ""
    return (
        f"The address asks for the {label.casefold()} {texts}, which {why}: renamed or misspelled? "
        f"{plural(len(unknown), 'It is', 'They are')} left out{instead}."
    )


def unknown_circles(log: CircleLog) -> None:
    """For a page without the filter bar: say which circles its address asks for that cannot be chosen."""
    if unknown := _unknown(opening().asked.get("circle", []), _offered(log, "circles", "circle")):
        say_now(_left_out("Circle", unknown, says_all=False, is_whole=log.counting is None))


def _unknown(asked: list[str], options: list[str]) -> list[str]:
    return [text for text in asked if text and text not in map(name, options)]


@remembered
def _offered(log: CircleLog, tab: str, column: str) -> list[str]:
    """What a column holds, each text once, by name."""
    return sorted(log.tabs[tab][column].dropna().unique(), key=str.casefold)


def _choose(
    carried: Carried,
    log: CircleLog,
    label: str,
    key: str,
    tab: str = "circles",
    *,
    width: int | Literal["stretch"] = "stretch",
    only_emails: bool = False,
    says_all: bool = True,
) -> tuple[str, ...]:
    """Draw the list of what the column `key` of a tab holds."""
    options = _offered(log, tab, key)
    if only_emails:
        options = [option for option in options if "@" in option]
    asked = [text for text in carried.asked(key) if text]
    if unknown := _unknown(asked, options):
        says = says_all and len(unknown) == len(asked)
        carried.say(_left_out(label, unknown, says_all=says, is_whole=log.counting is None))
    if not options:
        st.empty()  # what follows keeps its place
        return ()
    carried.offer(
        key,
        [],
        lambda labels: [option for option in options if name(option) in labels],
        lambda values: set(values) <= set(options),
    )
    chosen = st.multiselect(
        label,
        options,
        format_func=name,
        key=key,
        bind="query-params",
        placeholder="All",
        width=width,
        select_all=False,
    )
    return tuple(chosen)
