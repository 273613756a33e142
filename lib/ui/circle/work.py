"""What a circle works on: open and finished actions, insights and what they led to, cases, guests."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.metrics.circle import history, words
from lib.metrics.follow_through.attention import attention, can_lack
from lib.ui.circle.head import One, cell, lacks, row, table
from lib.ui.frame import charts
from lib.ui.frame.row_links import with_links
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, sentences

MOST, ACTIONS = 8, "pages/program/actions.py"


def tabs(one: One) -> None:
    """Draw actions, insights, cases and guests, each in a tab that runs when it is opened."""
    parts = {"Actions": actions, "Insights": insights, "Cases": cases, "Guests": guests}
    opened = st.tabs(list(parts), key="circle_work_tabs", on_change="rerun", bind="query-params")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(one)


def _day(on: Any) -> str:
    return "" if pd.isna(on) else f"{on.day} {on:%b %Y}"


def _text(cell_text: object, otherwise: str = "") -> str:
    """A cell's text, or `otherwise` if the cell is blank. Redacted cells already read "kept in the circle"."""
    return cell_text if isinstance(cell_text, str) else otherwise


def _shown(one: One, rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of the page that is chosen, `MOST` at a time; draws the page numbers if one page is not enough."""
    if len(rows) <= MOST:
        return rows
    with st.container(key=f"circle_{key}_pages"):
        page = st.pagination(
            -(-len(rows) // MOST), key=f"circle_{key}_page_{_numbered(one)}", bind="query-params"
        )
    return rows.iloc[(page - 1) * MOST : page * MOST]


def _numbered(one: One) -> int:
    """A number for the circle, part of the key: a newly chosen circle starts on its first page."""
    return one.view.log.circles["circle"].to_list().index(one.circle)


def actions(one: One) -> None:
    """Draw open actions, those that need attention first, and recently finished ones. Edit them on the Actions page."""
    rows = attention(one.facts)
    rows = rows.assign(owner=one.called(rows["owner"]), partner=one.called(rows["partner"]))
    if rows.empty:
        st.caption(plain(sentences(one.agenda.none_open, "you add new ones when you log a session")))
    else:
        st.markdown(plain(words.open_in_words(rows, one.agenda.no_states)))
        shown = _shown(one, rows, "actions")
        table(
            f"{'Actions' if one.agenda.no_states else 'Open actions'}, those that need attention first",
            ["Action", "Owner", "Due", "Needs"],
            [_open(one, each) for each in with_links(shown, one.view, "actions")],
            stacks=True,
        )
    done = history.recent_actions(one.facts)
    done = done.assign(owner=one.called(done["owner"]))
    if len(done):
        st.markdown(plain(f"{counted(len(done), 'action')} finished in the last {history.RECENT_DAYS} days."))
        table(
            "Recently finished actions, newest first",
            ["Action", "Owner", "Done", "Effect"],
            [_finished(one, each) for each in with_links(done.head(MOST), one.view, "actions")],
            stacks=True,
        )
    st.page_link(
        ACTIONS,
        label="See and edit all its actions",
        icon=":material/arrow_forward:",
        query_params={"circle": one.circle},
    )


def _open(one: One, each: Mapping[Hashable, Any]) -> dict[str, Any]:
    none = "no owner yet" if can_lack(one.facts, "unowned") else "not recorded"
    undated = "no date" if can_lack(one.facts, "undated") else "not recorded"
    owner, partner = _text(each["owner"], none), _text(each["partner"])
    return row(
        _text(each["what"]),
        cell(owner, f"with {partner}" if partner else ""),
        cell(_day(each["due"]) or undated, mark="overdue" if each["overdue"] else ""),
        cell(each["reasons"] or "–"),
        more=each["action"],
        link=each["link"],
    )


def _finished(one: One, each: Mapping[Hashable, Any]) -> dict[str, Any]:
    none = "no owner" if can_lack(one.facts, "unowned") else "not recorded"
    in_time = "" if pd.isna(each["in_time"]) else "on time" if each["in_time"] else "after its first due date"
    return row(
        _text(each["what"]),
        cell(_text(each["owner"], none)),
        cell(_day(each["done_on"]), in_time),
        cell(_text(each["effect"], "not reported"), _text(each["effect_note"])),
        more=each["action"],
        link=each["link"],
    )


def insights(one: One) -> None:
    """Draw what the sessions taught, and the actions, effects and practices it led to."""
    if lacking := lacks(one, "insights", "insight", "session", "member", "text", "topics"):
        st.caption(plain(lacking))
        return
    rows = history.insights(one.facts)
    if rows.empty:
        st.caption(
            "No insights are logged yet. A session often leaves one or two: add them when you log a session."
        )
        return
    rows = rows.assign(member=one.called(rows["member"]))
    used, is_linked = int((rows["actions"] > 0).sum()), one.facts.log.has("actions", "insight")
    st.markdown(plain(words.insights_in_words(len(rows), used if is_linked else None)))
    shown = _shown(one, rows, "insights")
    table(
        "Insights, newest first, and what they led to",
        ["Insight", "From", "Led to"],
        [_insight(each, is_linked=is_linked) for each in shown.to_dict("records")],
        stacks=True,
    )
    numbers = rows.assign(on=rows["on"].dt.strftime("%Y-%m-%d"))
    columns = ["insight", "text", "session", "on", "member", "actions", "done", "effects", "practices"]
    charts.numbers(one.view, "insights", numbers[columns])


def _insight(each: Mapping[Hashable, Any], *, is_linked: bool) -> dict[str, Any]:
    actions, done = int(each["actions"]), int(each["done"])
    none = "no action yet" if is_linked else "not recorded"
    led_to = f"{counted(actions, 'action')}, {done} done" if actions else none
    more = [
        f"effect: {each['effects']}" if each["effects"] else "",
        f"practice: {each['practices']}" if each["practices"] else "",
    ]
    by = _text(each["member"])
    return row(
        _text(each["text"], each["insight"]),
        cell(_day(each["on"]), by),
        cell(led_to, "; ".join(filter(None, more))),
        more=_text(each["topics"]),
    )


def cases(one: One) -> None:
    """Draw the cases that were worked on, with the thinking recorded for them."""
    if lacking := lacks(one, "sessions", "case"):
        st.caption(plain(lacking))
        return
    rows = history.cases(one.facts)
    if rows.empty:
        st.caption("No cases are logged yet: fill in the case column of a held session.")
        return
    rows = rows.assign(
        presenter=one.called(rows["presenter"]), business_owner=one.called(rows["business_owner"])
    )
    known = rows["tested"].dropna()
    if len(known):
        st.markdown(
            plain(
                f"{int(known.sum()):,} of {counted(len(known), 'case')} with recorded thinking named at least an "
                "assumption, a risk and two options."
            )
        )
    shown = _shown(one, rows, "cases")
    table(
        "Cases, newest first, with the thinking recorded for them",
        ["Case", "On", "Thinking", "Decision", "Led to"],
        [_case(each) for each in shown.to_dict("records")],
        stacks=True,
    )
    numbers = rows.assign(on=rows["on"].dt.strftime("%Y-%m-%d"))
    charts.numbers(one.view, "cases", numbers)


def _case(each: Mapping[Hashable, Any]) -> dict[str, Any]:
    by, owner = _text(each["presenter"]), _text(each["business_owner"])
    people = "; ".join(filter(None, [by, f"owner {owner}" if owner else ""]))
    numbers = [
        counted(int(each[what]), what.removesuffix("s"))
        for what in ("assumptions", "risks", "options")
        if not pd.isna(each[what])
    ]
    ahead = each["days_ahead"]
    beside = [
        "data snapshot" if each["snapshot"] else "",
        ""
        if pd.isna(ahead)
        else f"brief {counted(int(ahead), 'day')} ahead"
        if ahead > 0
        else "brief on the day",
        "shared what went wrong" if each["went_wrong_shared"] is True else "",
    ]
    led_to = [
        counted(int(each[what]), what.removesuffix("s")) for what in ("insights", "actions") if each[what]
    ]
    return row(
        _text(each["case"]),
        cell(_day(each["on"]), people),
        cell(", ".join(numbers) or "not recorded", ", ".join(filter(None, beside))),
        cell(_text(each["decision"], "not recorded")),
        cell(", ".join(led_to) or "nothing logged"),
        more=_text(each["topics"]),
    )


def guests(one: One) -> None:
    """Draw the circle's quarters, their guests, and whether any of them came from outside."""
    if lacking := lacks(one, "sessions", "guest", "guest_function", "guest_region"):
        st.caption(plain(lacking))
        return
    rows = history.guests(one.facts)
    if rows.empty:
        st.caption("Nothing to show yet: the circle has not started.")
        return
    shown = _shown(one, rows, "guests")
    table(
        "Quarters, newest first, and their guests",
        ["Quarter", "Guests", "Outside view"],
        [
            row(
                each["quarter"],
                cell(_kept(each["guests"]) or "none"),
                cell(each["words"], mark="yes" if each["outside"] is True else ""),
            )
            for each in shown.to_dict("records")
        ],
    )
    st.caption("Outside view: a guest from a function or region that no member of the circle belongs to.")


def _kept(guests: str) -> str:
    """The guests of a quarter; "kept in the circle" once, if that is all there is."""
    return KEPT if guests and set(guests.split(", ")) == {KEPT} else guests
