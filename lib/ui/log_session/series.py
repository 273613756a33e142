"""Plan a series of sessions: a rule, the days that it gives with a box each, and all of them saved at once."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.access.permissions import refusals
from lib.log.changing import validation
from lib.log.changing.changes import is_filled
from lib.log.session import series
from lib.log.session.known import last_held, waiting
from lib.log.session.series import LAST, Day, Rhythm, Rule
from lib.ui.edits import preview, saving
from lib.ui.frame.view import Sheet
from lib.ui.log_session.draft import KEPT
from lib.ui.widgets.text import name, plain
from lib.ui.widgets.typed_grid import FIRST_DAY, LAST_DAY
from lib.words.phrases import counted, plural

PLACE = "series"
_RHYTHMS: dict[Rhythm, str] = {
    "week": "Every week", "2 weeks": "Every 2 weeks", "4 weeks": "Every 4 weeks", "month": "Once a month",
}  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
_COUNT, _END = "a number of sessions", "a last day"
_USUAL_COUNT = 12


def plan(sheet: Sheet, circle: str, today: date) -> None:
    """Draw the rule, the days, and the button that plans all that are selected."""
    if _is_planned(circle):
        return
    rule = _rule(sheet, circle, today)
    taken = series.taken(sheet.log, circle)
    found = series.days(rule, taken, today)
    st.subheader("The days", anchor=False)
    if not found:
        st.caption("No day fits: choose a later last day, or more sessions.")
    wanted = _boxes(circle, found, taken)
    for note in _remarks(found, wanted, today):
        st.caption(plain(note))
    st.subheader("Before you save", anchor=False)
    saving.outcome(PLACE)
    change_set = series.change_set(saving.empty_set(sheet.viewer), sheet.log, circle, wanted)
    if not len(change_set):
        st.caption("No day is selected.")
        return
    st.markdown(plain(f"{counted(len(change_set), 'session')} of {name(circle)} will be planned."))
    with st.expander("Every cell that will be written", icon=":material/preview:"):
        preview.preview(change_set, sheet.log)
    problems = [
        *refusals(change_set, sheet.loaded.log, sheet.viewer),
        *validation.problems(change_set, sheet.log),
    ]
    for problem in problems:
        st.error(plain(str(problem)), icon=":material/error:")
    if st.button(
        f"Plan {counted(len(change_set), 'session')}",
        type="primary",
        key="series_save",
        disabled=bool(problems),
    ):
        saving.commit(change_set, place=PLACE)
        st.rerun()


def _is_planned(circle: str) -> bool:
    """Whether a series was just planned: then what can be done next is drawn, and no second one is offered at once."""
    last = saving.shown_here()
    if last is None or last.place != PLACE or last.undone or not last.result.is_written:
        return False
    saving.outcome(PLACE)
    st.markdown(
        plain(
            f"{counted(len({one.key for one in last.result.change_set.items}), 'session')} of {name(circle)} planned."
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Plan another series", key="series_another", on_click=saving.dismiss)
        st.page_link(
            "pages/circle/circle.py",
            label=plain(f"See {name(circle)}"),
            icon=":material/arrow_forward:",
            query_params={"circle": circle},
        )
    return True


def _rule(sheet: Sheet, circle: str, today: date) -> Rule:
    """The rule that is chosen. Offered: the circle's cadence and weekday, from its last session or planned one on."""
    after, weekday, usual = _usual(sheet, circle, today)
    with st.grid(3, min_column_width=150, gap="small"):
        rhythm = st.selectbox(
            "How often",
            list(_RHYTHMS),
            index=list(_RHYTHMS).index(usual),
            format_func=_RHYTHMS.__getitem__,
            key=f"series_rhythm_{circle}",
            persist_state=KEPT,
        )
        which = 1
        if rhythm == "month":
            which = st.selectbox(
                "Which one of the month",
                list(_WHICH),
                format_func=_WHICH.__getitem__,
                key="series_which",
                persist_state=KEPT,
            )
        day = st.selectbox(
            "Weekday", _WEEKDAYS, index=weekday, key=f"series_weekday_{circle}", persist_state=KEPT
        )
        start = st.date_input(
            "From",
            value=after,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            key=f"series_from_{circle}_{after}",
            persist_state=KEPT,
        )
    ends = st.segmented_control(
        "The series ends after",
        [_COUNT, _END],
        default=_COUNT,
        required=True,
        key="series_ends",
        persist_state=KEPT,
    )
    count: int | None = None
    until: date | None = None
    with st.grid(3, min_column_width=150, gap="small"):
        if ends == _END:
            until = st.date_input(
                "Last day", value=None, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY,
                key="series_until", persist_state=KEPT,
            )  # fmt: skip
        else:
            count = st.number_input(
                "Sessions",
                min_value=1,
                max_value=series.MOST_SESSIONS,
                value=_USUAL_COUNT,
                key="series_count",
                persist_state=KEPT,
            )
        known = series.countries()
        country = st.selectbox(
            "Skip the public holidays of",
            list(known),
            index=None,
            format_func=lambda one: f"{known[one]} ({one})",
            key="series_country",
            persist_state=KEPT,
            placeholder="No country",
            filter_mode="contains",
        )
    return Rule(start or after, _WEEKDAYS.index(day), rhythm, which, count, until, country or "")


def _usual(sheet: Sheet, circle: str, today: date) -> tuple[date, int, Rhythm]:
    """The first day that is offered, its weekday, and the rhythm nearest to the circle's cadence."""
    log = sheet.log
    cadence = log.circles.loc[log.circles["circle"] == circle, "cadence_days"].iloc[0]
    days = int(cadence) if is_filled(cadence) else 28
    rhythm: Rhythm = (
        "week" if days <= 10 else "2 weeks" if days <= 20 else "4 weeks" if days <= 29 else "month"
    )
    planned = waiting(log, circle)["planned"].dropna()
    last = last_held(log, circle, today)
    latest = planned.max().date() if len(planned) else None if last is None else last["held"].date()
    if latest is None:
        return today, today.weekday(), rhythm
    following = date.fromordinal(latest.toordinal() + days - 3)
    return max(today, following), latest.weekday(), rhythm


def _boxes(circle: str, found: list[Day], taken: dict[date, str]) -> list[date]:
    """Draw a box for each day, and return the days that are selected; a day that has a session never is."""
    wanted = []
    with st.container(gap="xsmall", key="series_days"), st.grid(3, min_column_width=260, gap="small"):
        for one in found:
            label = f"{one.day:%a} {one.day.day} {one.day:%b %Y}" + (
                f": {one.skipped}" if one.skipped else ""
            )
            if (
                st.checkbox(
                    plain(label),
                    value=not one.skipped,
                    key=f"series_day_{circle}_{one.day}_{one.skipped}",
                    persist_state=KEPT,
                    disabled=one.day in taken,
                )
                and one.day not in taken
            ):
                wanted.append(one.day)
    return wanted


def _remarks(found: list[Day], wanted: list[date], today: date) -> list[str]:
    """What looks odd about the days that are selected, one sentence each."""
    notes = [f"{one.day}: {one.near}." for one in found if one.near and one.day in wanted]
    past = sum(day < today for day in wanted)
    if past:
        words = f"{counted(past, 'day')} {plural(past, 'is', 'are')} in the past"
        notes.append(f"{words}: a session planned there counts at once as planned and not held.")
    elif any(one.day < today for one in found):
        notes.append("Days in the past are not selected: log a session that was held under Log a session.")
    return notes
