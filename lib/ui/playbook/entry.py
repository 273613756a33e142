"""One entry of the playbook: where it was tried, when it works, who can tell more, and trying it oneself."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from lib.access.circles import circle_of_rows, circles_of
from lib.log.changing.keys import next_key
from lib.metrics.library.entries import entries
from lib.metrics.library.grid import grid
from lib.metrics.library.words import in_short
from lib.ui.edits import one_row
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import diagram, html, section
from lib.ui.widgets.text import clean, plain, web_link
from lib.words.phrases import counted, sentence
from lib.words.shares import bar_width

MOST_CONTEXTS = 12
NOT_YET = "not recorded"
_LIGHTHOUSE = ("circle", "owner", "measure", "before", "unit", "better", "guardrails", "resources")
_ADOPTION = ("team", "stage", "date", "from_team", "conditions")


def show(page: View, practice: str) -> None:
    """Draw an entry that the viewer may read. `practice`: its key, of `entries`."""
    rows = entries(page.program.facts)
    row: dict[Any, Any] = rows[rows["practice"] == practice].iloc[0].to_dict()
    st.subheader(plain(clean(row["title"])), anchor=False)
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            html.show("list.html", rows=facts_of(row, says_missing=page.viewer.role == "admin"))
            if link := web_link(row["link"]):
                st.link_button("Open what it links to", link, icon=":material/open_in_new:")
        with st.container():
            _contexts(page, practice)
            if isinstance(row["diagram"], str):
                diagram.show(row["diagram"], f"Diagram of {row['title']}")
    if may_try(page):
        section.closed("Try it in your team", "playbook_try", lambda: _try(page, practice))


def facts_of(row: dict[Any, Any], *, says_missing: bool) -> list[tuple[str, str]]:
    """What is recorded of an entry: a heading and its text each.

    `row`: of `entries`. `says_missing`: say of a text that it is not recorded; of a viewer who may not read all, the
    entry leaves it out, because it may be there."""
    uses = ", ".join(
        counted(row[name], noun)
        for name, noun in (("actions", "action"), ("lighthouses", "lighthouse"), ("adoptions", "team"))
        if row[name]
    )
    written = [
        ("Works when", _text(row["works_when"])),
        ("Conditions that teams noted", _each_once(row["conditions"])),
        ("How teams adapted it", _text(row["adapted"])),
        ("Topics", _text(row["topics"])),
    ]
    texts = [("What came of it", in_short(row) or NOT_YET)]
    texts += [(head, text or NOT_YET) for head, text in written if text or says_missing]
    texts.append(("Named again by", uses or ("nobody yet" if row["reuse_known"] else NOT_YET)))
    if isinstance(row["lead"], str) or row["circle"]:
        asked = ", ".join(part for part in (row["lead"], row["circle"]) if isinstance(part, str) and part)
        texts.append(("Whom to ask", asked))
    return texts


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _each_once(value: object) -> str:
    parts = _text(value).replace(";", ",").split(",")
    return ", ".join(sorted({part.strip() for part in parts} - {""}))


def _contexts(page: View, practice: str) -> None:
    table = page.derived(("grid", "function"), lambda: grid(page.program.facts, "function"))
    rows = table[table["practice"] == practice]
    seen, hidden = rows[rows["shown"] != "hidden"], rows[rows["shown"] == "hidden"]
    if len(seen):
        html.show(
            "bars.html",
            heads=("Function", "Worked", "Mixed", "Did not work"),
            rows=[_bar(row) for row in seen.head(MOST_CONTEXTS).to_dict("records")],
            label="Where it was tried, by function",
        )
        charts.numbers(page, charts.one_of("entry", practice), seen.drop(columns="practice"))
    if len(rows):
        st.caption(plain(left_out(len(hidden), len(seen))))
    else:
        st.caption(
            "No effect is known by function yet: it takes effect in the adoptions tab and function in the teams tab."
        )


def left_out(hidden: int, seen: int) -> str:
    """How many functions are not shown because fewer than 5 teams there have a known effect."""
    few = f"{counted(hidden, 'function')} with fewer than 5 known effects" if hidden else ""
    return sentence(f"not shown: {few}" if few else "", "an association, not a cause" if seen else "")


def _bar(row: dict[Any, Any]) -> dict[str, Any]:
    cells = [
        {"text": f"{row[name]:,}", "width": bar_width(row[name] / row["tried"])}
        for name in ("worked", "mixed", "did_not_work")
    ]
    return {"name": row["context"], "cells": cells}


def may_try(page: View) -> bool:
    """Whether the page offers to draft a lighthouse or an adoption: not to sponsors."""
    return page.viewer.role != "sponsor" and (
        page.log.has("lighthouses", "practice") or page.log.has("adoptions", "team")
    )


def _try(page: View, practice: str) -> None:
    kinds = [
        kind
        for kind, tab in (("A lighthouse", "lighthouses"), ("A team that tries it", "adoptions"))
        if page.log.has(tab, "practice") and (tab == "lighthouses" or may_adopt(page, practice))
    ]
    if not kinds:
        st.caption("An adoption of another circle's practice is logged by that circle's lead.")
        return
    kind = st.segmented_control(
        "Draft", kinds, default=kinds[0], required=True, key="playbook_draft", bind="query-params"
    )
    key = f"try_{charts.one_of('of', practice)}"
    if kind == kinds[0] and kind == "A lighthouse":
        number = next_key("lighthouses", page.log.lighthouses["lighthouse"])
        values = one_row.drawn(page, "lighthouses", _LIGHTHOUSE, key, {})
        more = {"lighthouse": number, "practice": practice, "started": date.today()}
        one_row.save(page, "lighthouses", more | values, key, "drafted in the playbook")
    else:
        start = {"stage": "trying", "date": date.today()}
        values = one_row.drawn(page, "adoptions", _ADOPTION, key, start)
        one_row.save(page, "adoptions", {"practice": practice} | values, key, "drafted in the playbook")


def may_adopt(page: View, practice: str) -> bool:
    """Whether the viewer may record that a team tries it: an adoption belongs to its practice's circle."""
    if page.viewer.role == "admin":
        return True
    rows = page.log.practices
    own = circle_of_rows("practices", rows, page.log).isin(circles_of(page.log, page.viewer))
    return bool((own & (rows["practice"] == practice)).any())


def add(page: View) -> None:
    """A form for a new entry: what a session taught, in a minute."""
    columns = tuple(
        column
        for column in ("title", "circle", "session", "kind", "works_when", "share", "link")
        if page.log.has("practices", column) or column == "title"
    )
    values = one_row.drawn(page, "practices", columns, "entry", {})
    key = next_key("practices", page.log.practices["practice"])
    more: dict[str, object] = {"practice": key, "added": date.today(), "status": "draft"}
    known = {
        name: value for name, value in more.items() if name == "practice" or page.log.has("practices", name)
    }
    if values.get("title"):
        one_row.save(page, "practices", known | values, "entry", "added in the playbook")
    else:
        st.caption("Still to fill in: title.")
