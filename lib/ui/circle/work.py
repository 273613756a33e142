"""What a circle works on: open and finished actions, insights and what became of them, cases, guests."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.metrics.circle import history
from lib.metrics.circle.words import count
from lib.metrics.follow_through.attention import attention
from lib.ui.circle.head import One, cell, lacks, row, table
from lib.ui.entry.shell import PAGES
from lib.ui.frame import charts
from lib.ui.widgets.text import plain

MOST = 8
ACTIONS = "pages/program/actions.py"


def tabs(one: One) -> None:
    """Actions, insights, cases and guests, each when it is opened."""
    parts = {"Actions": actions, "Insights": insights, "Cases": cases, "Guests": guests}
    opened = st.tabs(list(parts), key="circle_work_tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(one)


def _day(on: Any) -> str:
    return "" if pd.isna(on) else f"{on.day} {on:%b %Y}"


def _text(cell_text: object, otherwise: str = "") -> str:
    """A cell's text for the screen; what is kept in the circle says so."""
    return cell_text if isinstance(cell_text, str) else otherwise


def _shown(one: One, rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The first rows, or all of them where somebody asks."""
    if len(rows) <= MOST:
        return rows
    with st.container(key=f"circle_{key}_pages"):
        page = st.pagination(-(-len(rows) // MOST), key=f"circle_{key}_page_{_numbered(one)}")
    return rows.iloc[(page - 1) * MOST : page * MOST]


def _numbered(one: One) -> int:
    """A number for the circle: another one begins at its first page."""
    return one.view.log.circles["circle"].to_list().index(one.circle)


def actions(one: One) -> None:
    """Open actions, those that need attention first, and those finished lately. They are edited on the page Actions."""
    rows = attention(one.facts)
    rows = rows.assign(owner=one.called(rows["owner"]), partner=one.called(rows["partner"]))
    late = int(rows["overdue"].sum())
    st.markdown(
        plain(f"{count(len(rows), 'open action')}, {late or 'none'} of them overdue." if len(rows) else "")
    )
    if rows.empty:
        st.caption("No action is open. New ones are asked for when a session is logged.")
    else:
        shown = _shown(one, rows, "actions")
        table(
            "Open actions, those that need attention first",
            ["Action", "Owner", "Due", "Needs"],
            [_open(each) for each in shown.to_dict("records")],
            stacks=True,
        )
    done = history.recent_actions(one.facts)
    done = done.assign(owner=one.called(done["owner"]))
    if len(done):
        st.markdown(plain(f"{count(len(done), 'action')} finished in the last {history.RECENT_DAYS} days."))
        table(
            "Actions finished lately, the newest first",
            ["Action", "Owner", "Done", "Effect"],
            [_finished(each) for each in done.head(MOST).to_dict("records")],
            stacks=True,
        )
    if ACTIONS in {place.path for place in PAGES}:
        st.page_link(
            ACTIONS,
            label="All its actions, to edit",
            icon=":material/arrow_forward:",
            query_params={"circle": one.circle},
        )


def _open(each: Mapping[Hashable, Any]) -> dict[str, Any]:
    owner, partner = _text(each["owner"], "nobody yet"), _text(each["partner"])
    due = cell(_day(each["due"]) or "no date", mark="overdue" if each["overdue"] else "")
    return row(
        _text(each["what"]),
        cell(owner, f"with {partner}" if partner else ""),
        due,
        cell(each["reasons"] or "–"),
        more=each["action"],
    )


def _finished(each: Mapping[Hashable, Any]) -> dict[str, Any]:
    in_time = "" if pd.isna(each["in_time"]) else "in time" if each["in_time"] else "later than first due"
    return row(
        _text(each["what"]),
        cell(_text(each["owner"], "nobody")),
        cell(_day(each["done_on"]), in_time),
        cell(_text(each["effect"], "not reported"), _text(each["effect_note"])),
        more=each["action"],
    )


def insights(one: One) -> None:
    """What sessions taught, and the actions, effects and practices that came of it."""
    if lacking := lacks(one, "insights", "insight", "session", "member", "text", "topics"):
        st.caption(plain(lacking))
        return
    rows = history.insights(one.facts)
    if rows.empty:
        st.caption(
            "No insight is logged yet. Each session may leave one or two: Log a session asks for them."
        )
        return
    rows = rows.assign(member=one.called(rows["member"]))
    used = int((rows["actions"] > 0).sum())
    st.markdown(plain(f"{used} of {count(len(rows), 'insight')} became an action."))
    shown = _shown(one, rows, "insights")
    table(
        "Insights, the newest first, and what became of them",
        ["Insight", "From", "What became of it"],
        [_insight(each) for each in shown.to_dict("records")],
        stacks=True,
    )
    numbers = rows.assign(on=rows["on"].dt.strftime("%Y-%m-%d"))
    columns = ["insight", "text", "session", "on", "member", "actions", "done", "effects", "practices"]
    charts.numbers(one.view, "insights", numbers[columns])


def _insight(each: Mapping[Hashable, Any]) -> dict[str, Any]:
    actions, done = int(each["actions"]), int(each["done"])
    became = f"{count(actions, 'action')}, {done} done" if actions else "no action yet"
    more = [
        f"effect: {each['effects']}" if each["effects"] else "",
        f"practice: {each['practices']}" if each["practices"] else "",
    ]
    by = _text(each["member"])
    return row(
        _text(each["text"], each["insight"]),
        cell(_day(each["on"]), by),
        cell(became, "; ".join(filter(None, more))),
        more=_text(each["topics"]),
    )


def cases(one: One) -> None:
    """Cases worked on, with the thinking that was recorded."""
    if lacking := lacks(one, "sessions", "case"):
        st.caption(plain(lacking))
        return
    rows = history.cases(one.facts)
    if rows.empty:
        st.caption("No case is logged yet: fill the column case of a held session.")
        return
    rows = rows.assign(
        presenter=one.called(rows["presenter"]), business_owner=one.called(rows["business_owner"])
    )
    known = rows["tested"].dropna()
    if len(known):
        st.markdown(
            plain(
                f"{int(known.sum())} of {count(len(known), 'case')} with recorded thinking named an assumption, a risk "
                "and two options."
            )
        )
    shown = _shown(one, rows, "cases")
    table(
        "Cases, the newest first, with the thinking that was recorded",
        ["Case", "On", "Thinking", "Decision", "Came of it"],
        [_case(each) for each in shown.to_dict("records")],
        stacks=True,
    )
    numbers = rows.assign(on=rows["on"].dt.strftime("%Y-%m-%d"))
    charts.numbers(one.view, "cases", numbers)


def _case(each: Mapping[Hashable, Any]) -> dict[str, Any]:
    by, owner = _text(each["presenter"]), _text(each["business_owner"])
    people = "; ".join(filter(None, [by, f"owner {owner}" if owner else ""]))
    numbers = [
        count(int(each[what]), what.removesuffix("s"))
        for what in ("assumptions", "risks", "options")
        if not pd.isna(each[what])
    ]
    ahead = each["days_ahead"]
    beside = [
        "data snapshot" if each["snapshot"] else "",
        ""
        if pd.isna(ahead)
        else f"brief {count(int(ahead), 'day')} ahead"
        if ahead > 0
        else "brief on the day",
        "told what went wrong" if each["went_wrong_shared"] is True else "",
    ]
    came = [count(int(each[what]), what.removesuffix("s")) for what in ("insights", "actions") if each[what]]
    return row(
        _text(each["case"]),
        cell(_day(each["on"]), people),
        cell(", ".join(numbers) or "not recorded", ", ".join(filter(None, beside))),
        cell(_text(each["decision"], "not recorded")),
        cell(", ".join(came) or "nothing logged"),
        more=_text(each["topics"]),
    )


def guests(one: One) -> None:
    """Quarters, and who came from elsewhere."""
    if lacking := lacks(one, "sessions", "guest", "guest_function", "guest_region"):
        st.caption(plain(lacking))
        return
    rows = history.guests(one.facts)
    if rows.empty:
        st.caption("No quarter to tell yet: the circle has not begun.")
        return
    shown = _shown(one, rows, "guests")
    table(
        "Quarters, the newest first, and their guests",
        ["Quarter", "Guests", "View from outside"],
        [
            row(
                each["quarter"],
                cell(_kept(each["guests"]) or "none"),
                cell(each["words"], mark="yes" if each["outside"] is True else ""),
            )
            for each in shown.to_dict("records")
        ],
    )
    st.caption("From outside: a function or region that no member of the circle is from.")


def _kept(guests: str) -> str:
    """Guests that are not named, once."""
    return KEPT if guests and set(guests.split(", ")) == {KEPT} else guests
