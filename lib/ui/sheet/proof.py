"""What a log gives once it is read as proposed: a few figures, and what became of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import Viewer
from lib.bring.acceptance import AsRead, Rows, settings_rows, tried
from lib.bring.accounts import TabAccount, accounts, left_out, summary
from lib.bring.doubts import Proposal
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, namings
from lib.log.reading.parse import missing_tabs
from lib.metrics.core.remember import remembered
from lib.metrics.program.program import Program, measure
from lib.source import program as measuring
from lib.source.letting_go import per_revision
from lib.source.loaded import Loaded
from lib.source.program import Filters
from lib.ui.sheet.guesses import IN_USE
from lib.ui.widgets.text import clean, plain
from lib.words.phrases import counted, listed, plural
from lib.workbook.base import Grid

PROOF = ("participation", "cadence", "on_time", "open")


@dataclass(frozen=True)
class Trial:
    """A log as certain settings rows would have it read; nothing of it is saved."""

    rows: Rows
    grids: tuple[Grid, ...]
    log: CircleLog
    accounts: tuple[TabAccount, ...]


def names(found: Proposal, grids: Sequence[Grid]) -> dict[str, list[tuple[str, str]]]:
    """The rows that the settings tab of each workbook needs for what was confirmed; none where it needs none."""
    guesses = found.guesses
    known = namings(grids, TABS)
    rows = {
        workbook: settings_rows(
            [guess for guess in guesses if guess.workbook == workbook], known.get(workbook, Naming())
        )
        for workbook in dict.fromkeys(guess.workbook for guess in guesses)
    }
    for workbook, name, value in found.answers:
        rows.setdefault(workbook, []).append((name, value))
    return {workbook: its_rows for workbook, its_rows in rows.items() if its_rows}


def trial(grids: Sequence[Grid], rows: Rows, key: str, now: AsRead | None = None) -> Trial:
    """The log as `rows` would have it read; read again only when they change. `key` names the workbook, `now` is how
    it is read without them, where that is known."""
    state = (key, repr(dict(rows)), tuple(map(id, grids)))
    if key == IN_USE:
        return _of_log_in_use(state, grids, rows, now)[0]
    kept: tuple[Any, Trial] | None = st.session_state.get("bring_trial")
    if kept is None or kept[0] != state:
        kept = state, _trial(rows, tried(grids, rows, now))
        st.session_state["bring_trial"] = kept
    return kept[1]


@per_revision(max_entries=2)
def _of_log_in_use(
    state: tuple[Any, ...], _grids: Sequence[Grid], _rows: Rows, _now: AsRead | None
) -> tuple[Trial, Sequence[Grid]]:
    """The trial; with the tabs, so that no others get the identity by which `state` knows them."""
    return _trial(_rows, tried(_grids, _rows, _now)), _grids


def _trial(rows: Rows, read: AsRead) -> Trial:
    return Trial(rows, read.grids, read.log, tuple(accounts(read.grids, read.log)))


def not_ready(log: CircleLog, proposal: Proposal) -> str:
    """Why the first page cannot be shown yet, in a sentence: the questions that wait, whose answers may bring what is
    missing, and the tabs that are missing as it stands; "" where it can."""
    if not log.missing_tabs:
        return ""
    waiting = len(proposal.questions) + sum(not question.answer for question in proposal.asked)
    if waiting:
        return (
            f"Not ready yet: {counted(waiting, 'question')} {plural(waiting, 'waits', 'wait')} for an answer. As it "
            f"stands, {missing_tabs(log)}."
        )
    return f"Not enough to start: {missing_tabs(log)}."


def draw(found: Trial, proposal: Proposal, today: date, in_use: Loaded | None = None) -> None:
    """Draw what the first page would show, the rows of every tab by what became of them, and what needs a look.

    `in_use`: the log in use. If that is what was tried, pages share its figures.
    """
    log = found.log
    if problem := not_ready(log, proposal):
        st.warning(plain(problem), icon=":material/rule:")
    else:
        places = st.grid(4, min_column_width=110, gap="small")
        program = _of_pages(in_use) if in_use and in_use.log is log else _measured(found, today)
        for label, text in _figures(program):
            with places.container():
                st.metric(plain(label), plain(text))
        st.caption(f"Of the whole log, up to {today:%-d %b %Y}. The pages begin with the latest period.")
    _rows(found)
    if len(log.checks):
        with st.expander(plain(f"{counted(len(log.checks), 'cell')} to look at, once the log is in use")):
            st.dataframe(
                log.checks[["severity", "tab", "cell", "found", "expected"]].head(200).fillna("").map(clean),
                hide_index=True,
                alt="Cells that were not understood, or were read in a way that should be looked at",
            )


def _of_pages(in_use: Loaded) -> Program:
    return measuring.measured(in_use.workbook, in_use.revision, Viewer().scope, Filters(), in_use.log)


@remembered
def _measured(found: Trial, today: date) -> Program:
    return measure(found.log, pd.Timestamp(today))


def _figures(program: Program) -> list[tuple[str, str]]:
    """Label and text of what the first page would show of the whole log."""
    log = program.facts.log
    counts = {
        "Circles": len(log.circles),
        "Sessions": len(log.sessions),
        "People": log.members["member"].nunique(),
    }
    shown = [(label, f"{count:,}") for label, count in counts.items()]
    figures = [program.figures[key] for key in PROOF]
    return shown + [(figure.label, figure.text) for figure in figures]


def sentence(found: Sequence[TabAccount]) -> str:
    """What became of all rows, in words: the parts add up to the rows found."""
    counts = [
        (sum(len(rows) for rows in part), words)
        for part, words in (
            ([account.used for account in found], "used"),
            ([account.set_aside for account in found], "set aside"),
            ([account.no_records for account in found], "that hold no record"),
            ([account.not_read for account in found], "not read"),
        )
    ]
    total = sum(count for count, _ in counts)
    if not total:
        return "No row below the headers has anything in it."
    parts = listed([f"{count:,} {words}" for count, words in counts if count])
    return f"{counted(total, 'row')} found: {parts}."


def _rows(found: Trial) -> None:
    st.markdown(plain(sentence(found.accounts)))
    table = summary(found.accounts)
    if len(table):
        st.dataframe(
            table.assign(tab=table["tab"].map(clean)),
            hide_index=True,
            column_config={
                str(column): st.column_config.NumberColumn(format="localized")
                for column in table.select_dtypes("number")
            },
            alt="Rows of each tab: found, used, set aside, no records, not read",
        )
    rows = left_out(found.grids, found.accounts)
    if len(rows):
        every = sum(len(account.reasons) for account in found.accounts)
        with st.expander(plain(f"Why {counted(every, 'row')} {'is' if every == 1 else 'are'} not used")):
            if every > len(rows):
                st.caption(f"The first {len(rows):,}.")
            st.dataframe(
                rows.assign(**{column: rows[column].map(clean) for column in ("tab", "why", "cells")}),
                hide_index=True,
                alt="Rows that are not used: tab, row, why, and their cells",
            )
