"""The mails that a sponsor or a lead gets: which kinds, and how often, chosen by themselves on the review page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from lib.access import addresses
from lib.log.changing.changes import Addition, Change, key_texts
from lib.log.format.model import CircleLog
from lib.mail.wishes import USUALLY
from lib.ui.edits import saving
from lib.ui.edits.target import workbook_for
from lib.ui.frame.view import View
from lib.ui.widgets.text import plain

USUAL = "usual"
OFTEN = (USUAL, "week", "month", "never")
KINDS = {
    "update": "Update: what changed, and the brief",
    "alert": "Alert: what needs you soon",
    "reminder": "Reminder: actions due and sessions to come",
}
_USUALLY = {"day": "when found", "week": "every week", "month": "every month"}


def may_choose(page: View) -> bool:
    """Whether the viewer is a sponsor or a lead with an address, of a log that has the mailings tab."""
    has_tab = all(page.log.has("mailings", name) for name in ("email", "kind", "every"))
    return page.viewer.role != "admin" and bool(page.viewer.email) and has_tab


def show(page: View) -> None:
    """Draw a choice for each kind of mail, and the button that saves what was changed."""
    email, log = page.viewer.email, page.log
    st.caption(plain(f"What is mailed to {email}, if this program sends mail. About all your circles."))
    kinds = [kind for kind in KINDS if kind != "reminder" or page.viewer.role == "lead"]
    wanted: dict[str, str] = {}
    with st.grid(3, min_column_width=240, gap="small"):
        for kind in kinds:
            now = chosen(log, email, kind)
            wanted[kind] = st.selectbox(
                KINDS[kind],
                OFTEN,
                index=OFTEN.index(now),
                format_func=partial(_named, kind=kind),
                key=f"review_mail_{kind}_{now}",
            )
    items = edits(log, email, wanted)
    if any(log.mailings.loc[own_rows(log, email), "circle"].notna()):
        st.caption("Some of your rows are about one circle alone; change them in the mailings tab.")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save", type="primary", disabled=not items, key="review_save_mails"):
            change_set = saving.empty_set(page.viewer, "chose their mails on the review page")
            saving.commit(
                replace(
                    change_set,
                    changes=tuple(each for each in items if isinstance(each, Change)),
                    additions=tuple(each for each in items if isinstance(each, Addition)),
                )
            )
            st.rerun()
        st.page_link("pages/sheet/edit.py", label="Circle by circle, in the mailings tab", icon=":material/edit:",
                     query_params={"tab": "mailings"})  # fmt: skip


def _named(often: str, *, kind: str) -> str:
    if often == USUAL:
        return f"as usual, {_USUALLY[USUALLY[kind]]}"
    return "never" if often == "never" else f"every {often}"


def own_rows(log: CircleLog, email: str) -> pd.Series:
    """Which rows of the mailings tab are this person's (bool)."""
    return addresses.names(log.mailings["email"], email)


def _row(log: CircleLog, email: str, kind: str) -> dict[str, object] | None:
    """The row that says how often for all circles; None without one."""
    rows = log.mailings.assign(
        key=key_texts("mailings", log.mailings), unclear=log.unclear("mailings", "every")
    )
    rows = rows[own_rows(log, email) & (rows["kind"] == kind) & rows["circle"].isna()]
    return None if rows.empty else {str(name): value for name, value in rows.iloc[0].items()}


def chosen(log: CircleLog, email: str, kind: str) -> str:
    """How often this person gets a kind of mail about all their circles, as `lib.mail.wishes` reads it: of OFTEN."""
    row = _row(log, email, kind)
    if row is None:
        return USUAL
    if row["unclear"]:
        return "never"
    return row["every"] if isinstance(row["every"], str) else USUAL


def edits(log: CircleLog, email: str, wanted: dict[str, str]) -> list[Change | Addition]:
    """What to write so that each kind comes as `wanted` (kind -> of OFTEN); [] if nothing changes. A row that is there
    is changed, and its cell emptied for USUAL; only a choice that is not usual adds one."""
    found: list[Change | Addition] = []
    for kind, often in wanted.items():
        if often == chosen(log, email, kind):
            continue
        row = _row(log, email, kind)
        if row is None:
            values: dict[str, object] = {"email": email, "kind": kind, "every": often}
            found.append(Addition(workbook_for(values, "mailings", log), "mailings", values))
            continue
        before = row["every"] if isinstance(row["every"], str) else None
        after = None if often == USUAL else often
        found.append(
            Change(
                str(row["_workbook"]),
                "mailings",
                int(str(row["_row"])),
                str(row["key"]),
                "every",
                before,
                after,
            )
        )
    return found
