"""NAIVE: what a colleague of a program lead writes in an afternoon.

gspread's records, kept for a minute, counted by pandas in each run: 6 tiles, 4 charts, a table, no redaction, limits or
checks.
"""

from __future__ import annotations

import json
import os

import altair as alt
import gspread
import pandas as pd
import streamlit as st

from lib.workbook.google.account import Account, Bearer

TABS = ("circles", "members", "sessions", "attendance", "actions", "adoptions")


@st.cache_data(ttl=60, show_spinner=False)
def records() -> dict[str, pd.DataFrame]:
    """The tabs as frames of text."""
    account = Account(json.loads(os.environ["BENCH_KEY"]))
    session = account.session()
    session.auth = Bearer(account.token(session, (9, 60)))
    book = gspread.Client(auth=None, session=session).open_by_url(os.environ["BENCH_ADDRESS"])
    return {tab: pd.DataFrame(book.worksheet(tab).get_all_records(numericise_ignore=["all"])) for tab in TABS}


def by_month(rows: pd.DataFrame, day: str, value: pd.Series, title: str) -> alt.Chart:
    """The mean of a value by month."""
    frame = pd.DataFrame(
        {"month": pd.to_datetime(rows[day], errors="coerce").dt.strftime("%Y-%m"), title: value}
    )
    points = frame.dropna().groupby("month", as_index=False).mean()
    return alt.Chart(points).mark_line(point=True).encode(x="month", y=title).properties(height=200)


st.title("Is the program healthy?")
tabs = records()
chosen = st.multiselect("Circle", sorted(set(tabs["circles"]["circle"])), key="circle")
sessions, actions, members, adoptions = (
    tabs[name] for name in ("sessions", "actions", "members", "adoptions")
)
if chosen:
    sessions, actions, members = (
        frame[frame["circle"].isin(chosen)] for frame in (sessions, actions, members)
    )
attendance = tabs["attendance"][tabs["attendance"]["session"].isin(sessions["session"])]
attendance = attendance.merge(sessions[["session", "circle", "held"]], on="session")
present, done = attendance["present"].eq("yes"), actions["status"].eq("done")
due, closed = (pd.to_datetime(actions[name], errors="coerce") for name in ("due", "closed"))
opened = pd.to_datetime(actions["created"], errors="coerce")
is_on_time = done & (closed <= due)
tiles = {
    "Participation": f"{present.mean():.0%}",
    "Sessions held": f"{sessions['held'].ne('').sum():,}",
    "Members": f"{len(members):,}",
    "Actions done": f"{done.mean():.0%}",
    "Done on time": f"{is_on_time.mean():.0%}",
    "Adoptions": f"{len(adoptions):,}",
}
for column, (label, value) in zip(st.columns(6), tiles.items(), strict=True):
    column.metric(label, value)
charts = (
    by_month(attendance, "held", present, "present"),
    by_month(actions, "due", done, "done"),
    by_month(actions, "closed", (closed - opened).dt.days, "days"),
    by_month(actions, "due", is_on_time, "on time"),
)
for row in (0, 2):
    for column, place in zip(st.columns(2), (row, row + 1), strict=True):
        column.altair_chart(charts[place], key=f"chart_{place}")
st.dataframe(
    attendance.assign(present=present).groupby("circle", as_index=False)["present"].mean(), hide_index=True
)
