"""Parts of the page Use your log: what each tab and column was taken for, what that gives, and saving it as names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from lib.bring.acceptance import settings_rows, with_settings
from lib.bring.origin import sources_of
from lib.bring.proposal import Choices, TabGuess, propose
from lib.bring.shaping import shaped
from lib.log.changing.changes import Addition, ChangeSet, new_id
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, namings
from lib.log.reading.parse import missing_tabs, parse
from lib.metrics.core.figure import Figure
from lib.metrics.program.program import measure
from lib.source import caches
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.ui.entry import gate
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, listed
from lib.workbook.base import Grid

NOT_READ = "not read"
PROOF = ("participation", "cadence", "on_time", "open")
_LISTS = {"attendees": "who was there", "apologies": "who sent apologies", "absent": "who was absent"}


def grids_as_read(source: Source) -> tuple[Grid, ...]:
    """The tabs of the workbook as they are in the sheet."""
    return sources_of(source.grids)


def confirmed(grids: Sequence[Grid]) -> tuple[TabGuess, ...]:
    """Draw what each tab was taken for, with a few of its cells; out: the guesses, with what was changed here."""
    guesses = []
    for number, guess in enumerate(propose(grids)):
        chosen = _tab(number, guess)
        guess = propose(grids, Choices({guess.title: chosen}))[number] if chosen != guess.tab else guess
        guesses.append(_columns(number, guess) if guess.tab else guess)
    return tuple(guesses)


def _tab(number: int, guess: TabGuess) -> str:
    options = [NOT_READ, *(name for name in TABS if name not in ("settings", "edits"))]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(plain(guess.title), anchor=False)
        chosen = st.selectbox(
            plain(f"{guess.title} is read as"),
            options,
            index=options.index(guess.tab) if guess.tab else 0,
            key=f"bring_tab_{number}",
            width=260,
        )
    if chosen == NOT_READ and guess.rivals:
        st.caption(plain(f"It may be {' or '.join(guess.rivals)}: choose one to read it."))
    where = f"headers in row {guess.header_row}, {counted(guess.rows, 'row')} below"
    st.caption(plain(where[0].upper() + where[1:] + "."))
    return "" if chosen == NOT_READ else str(chosen)


def _columns(number: int, guess: TabGuess) -> TabGuess:
    """Draw the columns of a tab and let each be read as another; out: the guess with what was chosen."""
    tab = TABS[guess.tab]
    rows = pd.DataFrame(
        {
            "column": [column.letter for column in guess.columns],
            "header": [column.header for column in guess.columns],
            "cells": [" · ".join(column.samples) for column in guess.columns],
            "read as": [column.column or _LISTS.get(column.use, NOT_READ) for column in guess.columns],
            "or": [", ".join(column.rivals) for column in guess.columns],
        }
    )
    edited = st.data_editor(
        rows,
        key=f"bring_columns_{number}_{guess.tab}",
        hide_index=True,
        disabled=["column", "header", "cells", "or"],
        column_config={
            "read as": st.column_config.SelectboxColumn(
                options=[NOT_READ, *_LISTS.values(), *tab.column_names], required=True
            ),
            "cells": st.column_config.TextColumn(width="large"),
        },
    )
    if guess.lacks:
        st.warning(
            plain(f"Every row of this tab needs {listed(guess.lacks)}: choose the column that holds it."),
            icon=":material/rule:",
        )
    columns = tuple(
        replace(column, column="" if meaning == NOT_READ or meaning in _LISTS.values() else str(meaning))
        for column, meaning in zip(guess.columns, edited["read as"], strict=True)
    )
    return replace(guess, columns=columns)


def names(guesses: Sequence[TabGuess], grids: Sequence[Grid]) -> dict[str, list[tuple[str, str]]]:
    """The rows that the settings tab of each workbook needs for what was confirmed; none where it needs none."""
    known = namings(grids, TABS)
    rows = {
        workbook: settings_rows(
            [guess for guess in guesses if guess.workbook == workbook], known.get(workbook, Naming())
        )
        for workbook in dict.fromkeys(guess.workbook for guess in guesses)
    }
    return {workbook: found for workbook, found in rows.items() if found}


def as_it_would_be(grids: Sequence[Grid], rows: dict[str, list[tuple[str, str]]]) -> CircleLog:
    """The log as these names would have it read; nothing is saved."""
    changed: list[Grid] = []
    for workbook in dict.fromkeys(grid.workbook for grid in grids):
        its_grids = [grid for grid in grids if grid.workbook == workbook]
        changed += with_settings(its_grids, rows.get(workbook, []))
    return parse(shaped(changed))


def proof(log: CircleLog, today: date) -> None:
    """Draw what the first page would show: a few figures, rows used and left out, and what needs a look."""
    if log.missing_tabs:
        st.warning(plain(f"Not enough to start: {missing_tabs(log)}."), icon=":material/rule:")
    else:
        program = measure(log, pd.Timestamp(today))
        with st.container(horizontal=True):
            st.metric("Circles", f"{len(log.circles):,}", width=150)
            st.metric("Sessions", f"{len(log.sessions):,}", width=150)
            for key in PROOF:
                figure: Figure = program.figures[key]
                st.metric(plain(figure.label), plain(figure.text), width=190)
    used = pd.DataFrame(
        [
            {
                "tab": name,
                "rows found": log.rows_found.get(name, 0),
                "used": len(log.tabs[name]),
                "left out": int((log.set_aside["tab"] == name).sum()),
            }
            for name in TABS
            if log.rows_found.get(name) and name not in ("settings", "edits")
        ]
    )
    if len(used):
        st.dataframe(used, hide_index=True, alt="Rows found, used and left out, by tab", width=520)
    if len(log.set_aside):
        reasons = log.set_aside.groupby(["tab", "reason"], sort=False).size().reset_index(name="rows")
        with st.expander(plain(f"Why {counted(len(log.set_aside), 'row')} were left out")):
            st.dataframe(reasons, hide_index=True, alt="Rows left out, by tab and reason")
    if len(log.checks):
        with st.expander(plain(f"{counted(len(log.checks), 'cell')} to look at, once the log is in use")):
            st.dataframe(
                log.checks[["severity", "tab", "cell", "found", "expected"]].head(200).fillna(""),
                hide_index=True,
                alt="Cells that were not understood, or were read in a way that should be looked at",
            )


def accept(rows: dict[str, list[tuple[str, str]]]) -> Saved:
    """Save the names in the settings tab of each workbook, by the one way that everything is saved."""
    viewer = gate.require("admin")
    at = datetime.now(UTC)
    additions = tuple(
        Addition(workbook, "settings", {"name": name, "value": value})
        for workbook, found in rows.items()
        for name, value in found
    )
    reason = "how this sheet is read"
    return save(
        caches.source(), ChangeSet(new_id(at), viewer.email or "local", at, (), additions, reason), viewer
    )
