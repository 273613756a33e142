"""The sections below the map: where a practice arrived, how it spread, and whether it lasts."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.charts import lasting, spread_tree
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.diffusion import boundaries, descent, spreading, sustainment
from lib.metrics.diffusion.adoption_time import CLASSES
from lib.ui.frame import charts
from lib.ui.lighthouses import practice as top
from lib.ui.lighthouses.practice import Travel
from lib.ui.widgets import html
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, listed
from lib.words.shares import bar_width, fraction, percent

NOT_RECORDED = "not recorded"
MOST_NODES = 300


def reach(travel: Travel) -> None:
    """Where it arrived: teams that adopted out of those eligible, by function and region."""
    cells = top.reach(travel)
    if cells.empty:
        st.caption(
            "No team is eligible on this day. Check eligible_from, eligible_to and target_of in the teams tab."
        )
        return
    unit = "teams" if travel.practice is not None else "pairs of a practice and a team"
    st.caption(
        f"Ever adopted, out of the eligible {unit}. No percentage or color where fewer than 5 are eligible."
    )
    named = cells.astype({"function": "str", "region": "str"}).fillna(
        {"function": NOT_RECORDED, "region": NOT_RECORDED}
    )
    grid(
        named,
        "function",
        "region",
        "Function",
        f"Where {travel.title} arrived, by function and region",
        _share,
    )
    charts.numbers(travel.view, travel.of("reach"), named)


def grid(
    cells: pd.DataFrame,
    row: str,
    column: str,
    corner: str,
    label: str,
    cell: Any,
    *,
    scale: float | None = None,
) -> None:
    """A table of cells colored by share.

    `cell` gets one record of `cells`, or None, and `scale`; it returns text, more (str) and share (0 to 100 or None).
    """
    rows, columns = (_in_order(cells[name]) for name in (row, column))
    known = {(one[row], one[column]): one for one in cells.to_dict("records")}
    html.show(
        "heat.html",
        label=label,
        corner=corner,
        heads=columns,
        rows=[
            {"name": name, "cells": [cell(known.get((name, other)), scale) for other in columns]}
            for name in rows
        ],
    )


def _in_order(names: pd.Series) -> list[str]:
    return sorted(
        names.unique(), key=lambda name: (name in (NOT_RECORDED, boundaries.LIGHTHOUSE), name.casefold())
    )


def _share(cell: dict[str, Any] | None, _: float | None) -> dict[str, Any]:
    if cell is None or not cell["N"]:
        return {"text": "–", "more": "", "share": None}
    text, share = f"{cell['n']:,} of {cell['N']:,}", cell["n"] / cell["N"]
    if cell["N"] < MIN_FOR_PERCENT:
        return {"text": text, "more": "", "share": None}
    return {"text": text, "more": percent(share), "share": bar_width(share)}


def _count(cell: dict[str, Any] | None, most: float | None) -> dict[str, Any]:
    if cell is None:
        return {"text": "·", "more": "", "share": None}
    return {
        "text": f"{cell['adoptions']:,}",
        "more": "",
        "share": bar_width(cell["adoptions"] / most) if most else None,
    }


def flows(travel: Travel) -> None:
    """Adoptions by function, and by region, of the source and of the adopter."""
    attributed = len(spreading.attributed(travel.facts))
    adopters = len(spreading.events(travel.facts))
    if not attributed:
        wrong = int(spreading.named_sources(travel.facts)["why"].notna().sum())
        st.caption(
            f"No adoption names a valid source: {counted(wrong, 'source')} cannot be right, as listed below."
            if wrong
            else "No adoption says who it was learned from. Fill in from_team or lighthouse in the adoptions tab."
        )
        return
    st.caption(
        f"Rows: learned from. Columns: adopted in. {attributed:,} of {adopters:,} adoptions name a valid source."
    )
    for place, word in (("function", "Function"), ("region", "Region")):
        found = boundaries.flows(travel.facts, place)  # type: ignore[arg-type]
        most = float(found["adoptions"].max())
        st.subheader(f"{word} to {place}")
        label = f"Adoptions of {travel.title} by {place} of the source and of the adopter"
        grid(found, "source", "target", "From", label, _count, scale=most)
        charts.numbers(travel.view, travel.of(f"flows by {place}"), found)


def impossible(travel: Travel) -> None:
    """Impossible sources, listed instead of drawn as arrows backward in time."""
    rows = spreading.named_sources(travel.facts)
    rows = rows[rows["why"].notna()]
    if rows.empty:
        return
    named = top.titles(travel.facts)
    shown = pd.DataFrame(
        {
            "team": rows["team"],
            "practice": rows["practice"].map(named),
            "named source": rows["source"],
            "why it is impossible": rows["why"],
        }
    )
    st.subheader("Impossible sources")
    st.caption(
        "These teams count as adopters, but their source cannot be right, so no arrow is drawn. Correct it in the "
        "adoptions tab."
    )
    st.dataframe(
        shown, hide_index=True, alt=f"{counted(len(shown), 'adopter')} with an impossible source, and why"
    )


def spread(travel: Travel) -> None:
    """How it spread: figures, who adopted how early, who learned from whom, and impossible sources."""
    top.figures(travel, "Spread", "spread_tiles")
    classes(travel)
    tree(travel)
    flows(travel)
    impossible(travel)


def classes(travel: Travel) -> None:
    """How many adopted as innovators, early adopters and so on, in words."""
    counts = travel.program.figures["time_to_adoption"].parts.get("classes", {})
    if not sum(counts.values()):
        return
    classes_in_words = [
        f"{name} {counts[name]:,} (up to {100 * share:g} % of those eligible)"
        for name, share in CLASSES.items()
        if counts[name]
    ]
    st.caption(plain(f"By how early they adopted: {listed(classes_in_words)}."))


def tree(travel: Travel) -> None:
    """Who learned from whom, generation by generation."""
    if travel.practice is None:
        _generations(travel)
        return
    nodes = tree_nodes(travel)
    if nodes.empty:
        st.caption(plain(top.no_adoption(travel, "no team has adopted it by this day")))
        return
    if len(nodes) > MOST_NODES:
        _generations(travel)
        return
    st.caption(
        "Read from left to right. The larger the dot, the more adoptions followed from it. Triangles are lighthouses."
    )
    charts.draw(
        travel.view,
        travel.of("tree"),
        lambda: spread_tree.tree(nodes),
        alt_text=spread_tree.described(nodes),
        table=nodes[["label", "kind", "generation", "source", "adopted", "descendants"]],
    )


def tree_nodes(travel: Travel) -> pd.DataFrame:
    """`descent.numbered` of one practice, with label, adopted (the day in words), source (str) and descendants."""
    events, edges = spreading.events(travel.facts), spreading.attributed(travel.facts)
    nodes = descent.numbered(events["team"], edges)
    is_team = nodes["kind"] == "team"
    on = events.set_index("team")["adopted_on"].reindex(nodes["name"])
    source = edges.set_index("team")["source"].reindex(nodes["name"])
    return nodes.assign(
        label=nodes["name"],
        adopted=pd.Series(on.dt.strftime("%-d %b %Y").fillna("–").array, index=nodes.index).where(
            is_team, "–"
        ),
        source=pd.Series(source.array, index=nodes.index).where(is_team).fillna("–"),
        descendants=nodes["last"] - nodes["order"],
    )


def _generations(travel: Travel) -> None:
    events = spreading.events(travel.facts)
    counts = (
        events["generation"]
        .value_counts()
        .sort_index()
        .rename_axis("generation")
        .reset_index(name="adoptions")
    )
    if counts.empty:
        st.caption(plain(top.no_adoption(travel, "no team has adopted anything by this day")))
        return
    st.caption(
        "Adoptions by generation: the number of steps from where a practice began. Generation 0 names no source."
    )
    st.dataframe(counts, hide_index=True, alt="Adoptions by generation", width=320)


def still_in_use(travel: Travel) -> None:
    """Whether it lasts: the share still in use by days since adoption, and what is known at 30, 90 and 180 days."""
    figure = travel.program.figures["sustainment"]
    curve = sustainment.curve(travel.facts)
    horizons = [
        {"days": int(days), **figure.parts[days]} for days in ("30", "90", "180") if days in figure.parts
    ]
    table = pd.DataFrame(horizons)
    if curve.empty or table.empty:
        none = "no team has adopted it by this day"
        st.caption(plain(top.no_adoption(travel, none, "it is too early to say whether it lasts")))
        return
    known = table[table["value"].notna()].astype({"value": float, "low": float, "high": float})
    rows = known.to_dict("records")
    known = known.assign(label=list(map(_kept, rows)), words=list(map(_at_age, rows)))
    adopters = len(sustainment.first_uses(travel.facts))
    if adopters < MIN_FOR_PERCENT:
        curve = curve.assign(kept_low=np.nan, kept_high=np.nan)
    st.caption(
        "The share of adopters that have not stopped, with its 95 % interval. Adopters without a recorded stop count "
        "as still using it; the table shows how many have not been confirmed since."
    )
    charts.draw(
        travel.view,
        travel.of("sustainment"),
        lambda: lasting.kept(curve, known[["days", "value", "label", "words"]]),
        alt_text=lasting.kept_described(known, adopters),
        table=table,
    )


def _kept(row: dict[Hashable, Any]) -> str:
    """The share still in use at an age: as a fraction of those followed that long if they are few."""
    kept = row["confirmed"] + row["unknown"]
    followed = kept + row["stopped"]
    return percent(row["value"]) if followed >= MIN_FOR_PERCENT else fraction(kept, followed)


def _at_age(row: dict[Hashable, Any]) -> str:
    return (
        f"{_kept(row)} after {row['days']} days: {row['confirmed']:,} confirmed, {row['unknown']:,} not "
        f"confirmed, {row['stopped']:,} stopped, {row['young']:,} too recent"
    )


def without_hidden(values: pd.Series) -> pd.Series:
    """The texts (str), missing where redaction keeps them in the circle."""
    return values.where(values != KEPT)
