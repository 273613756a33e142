"""The pulse survey: the same published table for every viewer, with the reporting threshold explained."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from lib.metrics.core.figure import Figure
from lib.metrics.pulse import words
from lib.metrics.pulse.definitions import PULSE
from lib.source import pulse as source_pulse
from lib.source.pulse import Answered
from lib.ui.entry.who import as_shown
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.health import pulse_table
from lib.ui.widgets import html
from lib.ui.widgets.section import menu
from lib.ui.widgets.text import name, plain, said_of
from lib.words.phrases import listed
from lib.workbook.base import WorkbookError

MOST_COMMENTS = 100


def section(page: View) -> None:
    """Draw the Pulse section; without a survey or a wave to show, say what is missing."""
    try:
        answered = source_pulse.answered(page.cache_key, page.log)
    except WorkbookError as error:
        problem = said_of("It", as_shown(str(error), page.viewer.role))
        st.warning(plain(f"The survey workbook cannot be used. {problem}"), icon=":material/sync_problem:")
        return
    if answered is None:
        _no_survey()
        return
    if answered.problem:
        problem = as_shown(answered.problem, page.viewer.role)
        st.warning(
            plain(
                f"The survey workbook could not be read again: {problem}. You are seeing its last good state."
            )
        )
    for note in answered.published.notes:
        st.warning(plain(as_shown(note, page.viewer.role)), icon=":material/lock:")
    if answered.pulse.wave is None:
        st.caption(words.NO_WAVE)
    else:
        _wave(page, answered)
    if answered.has_set_aside:
        st.caption(words.SET_ASIDE)
    if waves := answered.published.collecting:
        st.caption(
            plain(f"Still collecting answers: {listed(waves)}. A wave is shown once its quarter is over.")
        )
    if page.viewer.role == "admin":
        _for_administrators(answered)


def _no_survey() -> None:
    st.caption(
        plain(
            "No pulse survey is connected. Anonymous answers need their own workbook, because anyone who can open it "
            "can read them. Link a Google Form to it (docs/forms.md has the questions), or type answers: it "
            "has a pulse tab with wave (2026-Q1), circle, safety_1 to safety_7, trust, curiosity, "
            "confidence, goal_progress (1 to 5) and comment. Set it as survey_url or survey_path under [workbook] in "
            "secrets.toml."
        )
    )
    st.download_button(
        "Download the survey template (.xlsx)",
        data=_template,
        file_name="pharos-pulse.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
    )


def _template() -> bytes:
    from lib.demo import template

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.xlsx"
        template.write_survey_template(path)
        return path.read_bytes()


def _wave(page: View, answered: Answered) -> None:
    pulse, published = answered.pulse, answered.published
    is_filtered = page.filters.pick_circles
    st.markdown(plain(words.latest_wave(pulse, is_filtered=is_filtered)))
    with st.grid(6, min_column_width=140, gap="medium", key="pulse_tiles"):
        for key in PULSE:
            _tile(pulse.figures[key], pulse.series[key].change)
    if pulse.figures["safety"].missing or pulse.cells.empty:
        return
    st.subheader("Psychological safety by circle")
    cells = pulse.cells.assign(circle=pulse.cells["circle"].map(name, na_action="ignore"))
    whole = "Chosen circles" if is_filtered else "All circles"
    pulse_table.show(cells, whole, pulse.figures["safety"].target or 0)
    if more := pulse_table.left_out(cells):
        st.caption(f"These circles have the lowest latest scores; {more} more are in the table below.")
    st.caption(plain(words.threshold(pulse, published.k, is_filtered=is_filtered)))
    charts.numbers(page, "pulse", pulse_table.numbers(cells, whole))


def _tile(figure: Figure, change: str | None) -> None:
    with st.container(key=f"tile_{figure.key}", gap="xxsmall"):
        st.metric(figure.label, figure.text)
        st.caption(plain(words.small_print(figure, change)))
        menu("About this number", f"about_{figure.key}", lambda: _about(figure, change), type="tertiary")


def _about(figure: Figure, change: str | None) -> None:
    paragraphs = [plain(figure.definition)]
    paragraphs += [plain(f"Left out: {count:,}, {reason}.") for reason, count in figure.excluded.items()]
    if change:
        paragraphs.append(
            "Improving, worsening or steady: compared with the usual ups and downs between waves."
        )
    st.markdown("\n\n".join(paragraphs))


def _for_administrators(answered: Answered) -> None:
    """Comments from the latest wave, and the cells of the survey workbook that do not fit."""
    published, wave = answered.published, answered.pulse.wave
    comments = published.comments.loc[published.comments["wave"] == wave, "comment"].to_list()
    with st.container(horizontal=True, gap="small"):
        if len(answered.checks):
            with st.popover(
                f"Survey checks: {len(answered.checks):,}", type="tertiary", icon=":material/fact_check:"
            ):
                st.dataframe(
                    answered.checks,
                    hide_index=True,
                    alt="Survey checks: severity, cell, expected",
                )
        if comments:
            with st.popover(
                f"Comments from {wave}: {len(comments):,}", type="tertiary", icon=":material/chat:"
            ):
                st.caption(
                    "All circles mixed, in no particular order. For administrators only: comments may name people."
                )
                html.show("list.html", rows=[(comment, "") for comment in comments[:MOST_COMMENTS]])
        elif wave:
            st.caption(f"Once a wave has {published.comments_k} comments, administrators can read them.")
