"""The actions page: what came of actions, where lines of sight break, how work is spread, and figures by group."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.charts import bars, implementation
from lib.charts.theme import EFFECTS
from lib.metrics.core import absence
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.groups import DIMENSIONS, Dimension
from lib.metrics.dictionary import DICTIONARY, keys_in
from lib.metrics.follow_through import implementation as days
from lib.metrics.follow_through.actions import NOT_REPORTED
from lib.metrics.follow_through.loops import no_news
from lib.metrics.impact import line_of_sight as sight
from lib.metrics.program import action_words, breakdown
from lib.ui.frame import charts
from lib.ui.frame import line_of_sight as sight_table
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted, plural, sentences
from lib.words.shares import NOTHING, bar_width, fraction, percent

MOST_CIRCLES, MOST_BROKEN = 12, 200


def _cell(n: int, N: int, text: str | None = None) -> dict[str, Any]:
    return {"text": f"{n:,}" if text is None else text, "width": bar_width(n / N) if N else 0}


def _share(n: int, N: int) -> str:
    if N < MIN_FOR_PERCENT:
        return fraction(n, N) if N else NOTHING
    return f"{percent(n / N)} ({fraction(n, N)})"


def medians(table: pd.DataFrame, dimension: Dimension) -> None:
    """Draw the days until half is done, group by group. `table`: `implementation.medians_by_group`."""
    shown = pd.DataFrame(
        {
            dimension: table["group"].map(name),
            "days until half is done": [implementation.days(row) for row in table.to_dict("records")],
            "followed": table["N"],
            "done": table["done"],
            "cancelled": table["cancelled"],
            "open": table["open"],
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) <= 12 else 420,
        alt=f"Days until half is done by {dimension}, with the 95 % interval and how many were followed",
    )


def loops_and_effects(page: View) -> None:
    """Whether circles revisited what they decided, and what effect the actions done had."""
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.subheader("Revisited at the next session")
            _loops(page)
        with st.container():
            st.subheader("Effect of what was done")
            _effects(page)


def _assumes(page: View) -> bool:
    """Whether the cadence of some circle is not recorded."""
    return bool(page.program.facts.log.is_assumed("circles", "cadence_days").any())


def _loops(page: View) -> None:
    figure, silent = page.program.figures["loop_closed"], int(no_news(page.program.facts).sum())
    said = action_words.loops(figure, silent, _assumes(page))
    if figure.missing or not (figure.N or silent):
        st.caption(plain(f"{said} Log revisits in the action_reviews tab (action, session)."))
        return
    there, of = figure.n or 0, figure.N or 0
    most = max(there, of - there, silent, 1)
    rows = [
        {"name": "Revisited", "cells": [_cell(there, most)]},
        {"name": "Still open, not revisited", "cells": [_cell(of - there, most)]},
        {"name": "Separately, of all open ones: no news", "cells": [_cell(silent, most)]},
    ]
    html.show("bars.html", heads=("At the next session", "Actions"), rows=rows, label="Loops closed")
    reasons = "; ".join(f"{count:,} {why}" for why, count in figure.excluded.items())
    st.caption(plain(f"{said}{f' Left out: {reasons}.' if reasons else ''}"))


def _effects(page: View) -> None:
    figure = page.program.figures["effect_reported"]
    if figure.missing or not figure.N:
        why = absence.unknown(page.program.facts, "open")
        none = absence.said(f"nothing is done {page.program.period.inside}", "done action", why)
        missing = figure.missing or none
        st.caption(plain(sentences(missing, "record the outcome in the effect column of the actions tab")))
        return
    table = page.derived("effects", lambda: effects_by_kind(page))
    charts.draw(
        page,
        "effects",
        lambda: bars.effects(table),
        alt_text=effects_described(table),
        table=table.rename(columns={"band": "effect"}),
    )
    reported = (
        f"Of {figure.N:,} actions done, {figure.n:,} {plural(figure.n, 'has', 'have')} a reported effect"
    )
    st.caption(
        plain(
            f"{reported} ({figure.text}). Unreported effects are shown separately; they do not mean “did not work”."
        )
    )
    _experiments(page)


def effects_by_kind(page: View) -> pd.DataFrame:
    """Done actions by kind and effect: kind, band (str, of EFFECTS), actions (int64)."""
    parts = breakdown.by(page.program, "effect_reported", "kind")
    parts[NOT_REPORTED] = parts["N"] - parts["n"]
    long = parts.melt("group", list(EFFECTS), var_name="band", value_name="actions")
    return long.rename(columns={"group": "kind"}).astype({"kind": "str", "band": "str"})


def effects_described(table: pd.DataFrame) -> str:
    """The chart of `effects_by_kind` in words."""
    texts = []
    for kind in table["kind"].unique():
        rows = table[(table["kind"] == kind) & (table["actions"] > 0)]
        counts = [f"{count:,} {band}" for count, band in zip(rows["actions"], rows["band"], strict=True)]
        texts.append(f"{kind}: {', '.join(counts)}")
    return f"Actions done, by kind and reported effect. {'; '.join(texts)}."


def _experiments(page: View) -> None:
    figure = page.program.figures["experiments"]
    by_type = figure.parts.get("by_type") or {}
    if not by_type:
        return
    effects = list(next(iter(by_type.values())))
    table = pd.DataFrame([{"experiment": kind, **counts} for kind, counts in by_type.items()])
    st.markdown("**Experiments** by type and effect")
    rows = [
        {
            "name": row["experiment"],
            "cells": [{"text": f"{row[effect]:,}", "width": None} for effect in effects],
        }
        for row in table.to_dict("records")
    ]
    html.show(
        "bars.html",
        heads=("Type", *(effect.capitalize() for effect in effects)),
        rows=rows,
        label="Experiments by type and effect",
    )


def line_of_sight(page: View) -> None:
    """From mandate to adoption, one funnel per priority, and where lines break."""
    table = sight_table.show(page.program)
    if table.empty:
        return
    charts.numbers(page, "line_of_sight", table)
    _broken(page)


def _broken(page: View) -> None:
    facts = page.program.facts
    broken = sight.broken_links(facts)
    title = f"Where {counted(len(broken), 'line')} {plural(len(broken), 'breaks', 'break')}"
    section.closed(title, "broken_links", lambda: _list_broken(broken))


def _list_broken(broken: pd.DataFrame) -> None:
    if broken.empty:
        st.caption("Every line is unbroken.")
        return
    counts = broken["link"].value_counts()
    link = st.pills(
        "First missing link",
        [link for link in sight.STEPS if link in counts],
        format_func=sight.BROKEN.__getitem__,
        key="broken_link",
        bind="query-params",
        label_visibility="collapsed",
    )
    wanted = broken if link is None else broken[broken["link"] == link]
    shown = wanted[["on", "circle", "priority", "case", "missing", "session"]].head(MOST_BROKEN)
    if shown["case"].eq(KEPT).all():
        shown = shown.drop(columns="case")
    texts = shown.columns.drop("on")
    shown = shown.assign(**{column: shown[column].fillna("").map(clean) for column in texts})
    st.dataframe(
        shown.rename(columns={"missing": "what is missing", "on": "held"}),
        hide_index=True,
        column_config={"held": st.column_config.DateColumn(format="YYYY-MM-DD")},
        alt=f"{counted(len(shown), 'case')} with a broken line, newest first: circle, case and what is missing",
    )
    if len(wanted) > MOST_BROKEN:
        st.caption(f"The newest {MOST_BROKEN} of {len(wanted):,}.")


def workload(page: View) -> None:
    """How work is spread among owners, circle by circle; nobody is named."""
    figure = page.program.figures["over_delegation"]
    st.markdown(plain(action_words.workload(figure)))
    if figure.missing:
        return
    found = pd.DataFrame(
        [
            (circle, of.n, of.N, of.parts["outside"], of.parts["owned"])
            for circle, figures in page.program.circles.items()
            for of in [figures["over_delegation"]]
            if of.parts.get("owned")
        ],
        columns=["circle", "largest", "open", "outside", "owned"],
    )
    if found.empty:
        st.caption("No action has an owner yet. Fill in owner in the actions tab.")
        return
    share = found["largest"] / found["open"].where(found["open"] > 0)
    found = found.iloc[share.sort_values(ascending=False, na_position="last", kind="stable").index]
    rows = [_workload_row(row) for row in found.head(MOST_CIRCLES).to_dict("records")]
    heads = ("Circle", "Busiest owner", "Owned outside")
    html.show("bars.html", heads=heads, rows=rows, label="How work is spread, by circle")
    more = (
        f"The {MOST_CIRCLES} circles where one owner holds the largest share; all {len(found):,} are in the table. "
        if len(found) > MOST_CIRCLES
        else ""
    )
    sides = (
        "On the left, the busiest owner’s share of the open actions that have an owner; on the right, the share of all "
        "actions with an owner that are owned outside the circle. This shows how work is spread; nobody is named."
    )
    st.caption(plain(f"{more}{sides}"))
    charts.numbers(page, "carried", found)


def _workload_row(row: dict[Any, Any]) -> dict[str, Any]:
    largest = _cell(row["largest"], row["open"], _share(row["largest"], row["open"]))
    few = {"text": "fewer than 5 open", "width": None}
    outside = _cell(row["outside"], row["owned"], _share(row["outside"], row["owned"]))
    return {"name": name(row["circle"]), "cells": [largest if row["open"] else few, outside]}


def breakdown_table(page: View) -> None:
    """Every figure of the page by circle, priority, kind or outcome."""
    dimension = st.segmented_control(
        "Breakdown",
        DIMENSIONS,
        format_func=lambda by: f"By {by}",
        default="circle",
        required=True,
        key="actions_parts",
        bind="query-params",
        label_visibility="collapsed",
    )
    table = page.derived(("parts", dimension), lambda: parts_table(page, dimension))
    if table.empty:
        missing = page.program.figures["open"].missing
        st.caption(plain(sentences(missing or f"no actions are recorded {page.program.period.inside}")))
        return
    st.dataframe(
        table.assign(**{dimension: table[dimension].map(name)}),
        hide_index=True,
        height="content" if len(table) <= 12 else 420,
        column_config={dimension: st.column_config.TextColumn(pinned=True)},
        alt=f"Figures by {dimension}, {counted(len(table), 'row')}: n of N, with a percentage where N is at least 5",
    )


def parts_table(page: View, dimension: Dimension) -> pd.DataFrame:
    """One row per group, by name, and one column (str) per recorded figure: 62 % (31/50), 3/4, 12, or – where
    all of a group is left out."""
    program = page.program
    keys = _columns_by(dimension)
    columns: dict[str, pd.Series] = {}
    if not program.figures["implementation_days"].missing:
        found = days.medians_by_group(program.facts, dimension)
        texts = [implementation.days(row) for row in found.to_dict("records")]
        columns["Days until half is done"] = pd.Series(texts, index=pd.Index(found["group"]), dtype="str")
    for key in keys:
        if program.figures[key].missing:
            continue
        part = breakdown.by(program, key, dimension).set_index("group")
        if DICTIONARY[key].unit == "count":
            texts = [f"{n:,}" if N else "–" for n, N in zip(part["n"], part["N"], strict=True)]
        else:
            texts = [_share(n, N) for n, N in zip(part["n"].tolist(), part["N"].tolist(), strict=True)]
        columns[DICTIONARY[key].label] = pd.Series(texts, index=part.index, dtype="str")
    table = pd.DataFrame(columns).fillna("–").sort_index()
    return table.rename_axis(dimension).reset_index()


def _columns_by(dimension: Dimension) -> list[str]:
    """Figures counted in actions and, by circle or priority, also those counted in circles."""
    shown = [key for key in keys_in("Six figures", "More figures") if DICTIONARY[key].has_column]
    of = ("actions", "circles") if dimension in ("circle", "priority") else ("actions",)
    return [key for whose in of for key in shown if DICTIONARY[key].of == whose]
