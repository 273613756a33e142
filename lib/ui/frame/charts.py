"""Draws every chart: its finished spec is cached, and it comes with alt text, a table, and downloads of its numbers and
of its picture."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import pandas as pd
import streamlit as st

from lib.source.letting_go import per_revision
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.download import csv, file_name
from lib.ui.widgets.numbers import separated
from lib.ui.widgets.text import MOST_OF_A_NAME, clean
from lib.ui.widgets.text import name as named

if TYPE_CHECKING:
    import altair as alt

    from lib.charts.exported import Kind
    from lib.charts.plot import Plot

T = TypeVar("T")
_CODE = frozenset(("calculate", "expr", "filter", "href", "labelExpr", "test", "update", "url"))
"""Keys whose values Vega-Lite reads as an expression or an address; a long text anywhere else is a name."""

MOST_OF_A_TITLE = 90
MOST_ROWS = 200
"""Rows of a table below a chart; a file has all."""

Built: TypeAlias = "alt.Chart | alt.LayerChart | dict[str, Any]"
Drawn: TypeAlias = Callable[[], dict[str, Any]]
Text: TypeAlias = str | Callable[[], str]
Table: TypeAlias = pd.DataFrame | Callable[[], pd.DataFrame]
"""A chart, its alt text or its numbers; a function is called once per state of the view."""


@per_revision(max_entries=1536)
def _cached(part: str, key: Hashable, _make: Callable[[], T]) -> T:
    """A `part` of a chart (spec, words or table), made once per `key`, which includes the state of the view."""
    return _make()


def _spec(key: Hashable, build: Callable[[], Built]) -> dict[str, Any]:
    return _cached("spec", key, lambda: _finished(build))


def _finished(build: Callable[[], Built]) -> dict[str, Any]:
    from altair.utils.schemapi import (
        debug_mode,  # takes a second to import: a page without a chart does not wait
    )

    with debug_mode(False):  # checking against Vega-Lite's schema takes half of the time; the tests do it
        built = build()
        spec = built if isinstance(built, dict) else built.to_dict(validate=False)
    return _with_short_names(spec)


def _with_short_names(part: Any) -> Any:
    """The spec with long texts shortened to fit an axis; equal texts stay equal throughout."""
    if isinstance(part, str):
        return named(part) if len(part) > MOST_OF_A_NAME else part
    if isinstance(part, list):
        return [_with_short_names(each) for each in part]
    if isinstance(part, dict):
        return {key: each if key in _CODE else _with_short_names(each) for key, each in part.items()}
    return part


def draw(
    view: View, name: str, build: Callable[[], Built], alt_text: Text, *, table: Table, note: str = ""
) -> None:
    """Draw the chart that `build` makes, and below it the same numbers as a table and as CSV, and its picture, beside a
    `note` on how to read it, in Markdown.

    `name` is unique on its page. `alt_text` says what the chart shows, from its data. Functions are called once per
    state of the view.
    """
    picture(view, name, build, alt_text=alt_text)
    numbers(view, name, table, note, drawn=lambda: _spec((name, view.cache_key), build), words=alt_text)


def picture(view: View, name: str, build: Callable[[], Built], *, alt_text: Text) -> None:
    """Draw the chart alone, for charts that share one table."""
    spec, words = prepare(view, name, build, alt_text)
    st.vega_lite_chart(spec=spec, alt=words, key=f"chart_{name}")


def sketch(
    view: View,
    name: str,
    plot: Callable[[], Plot],
    build: Callable[[], Built],
    alt_text: Text,
    *,
    table: Table,
    note: str = "",
) -> None:
    """The same with a drawing that `plot` makes in place of the chart, which costs the browser far less. `build` makes
    the chart for its files; it is called when one is asked for. `note`: as text, below the drawing."""
    below = html.rendered("note.html", note=note) if note else ""
    st.html(prepare_sketch(view, name, plot, alt_text) + below)
    numbers(view, name, table, drawn=lambda: _spec((name, view.cache_key), build), words=alt_text)


def prepare_sketch(view: View, name: str, plot: Callable[[], Plot], alt_text: Text) -> str:
    """The finished drawing with its words, made once per state of the view."""

    def made() -> str:
        spoken = clean(alt_text if isinstance(alt_text, str) else alt_text())
        return html.rendered("plot.html", plot=plot(), spoken=spoken)

    return view.first_sight(("sketch", name), made)


def prepare(view: View, name: str, build: Callable[[], Built], alt_text: Text) -> tuple[dict[str, Any], str]:
    """The finished spec of a chart and its words, made once per state of the view."""
    key = (name, view.cache_key)
    words = clean(alt_text) if isinstance(alt_text, str) else _cached("words", key, lambda: clean(alt_text()))
    return _spec(key, build), words


def one_of(name: str, of: Hashable) -> str:
    """A unique name for one of several charts: `of` identifies the chart and is hashed, so it may hold any text."""
    return f"{name}_{hashlib.blake2s(repr(of).encode('utf-8', 'replace'), digest_size=6).hexdigest()}"


def playing(
    view: View,
    name: str,
    of: Hashable,
    build: Callable[[], dict[str, Any]],
    *,
    alt_text: str,
    on_choice: Callable[[str], None],
) -> None:
    """Draw a spec whose parameter `chosen` is set by clicking; `on_choice` is then called with the chart's key.

    `name` is unique on its page, and `of` identifies one of several charts with that name.
    """
    key = f"chart_{one_of(name, of)}"
    st.vega_lite_chart(
        spec=_spec((name, of, view.cache_key), build),
        alt=clean(alt_text),
        key=key,
        on_select=lambda: on_choice(key),
        selection_mode="chosen",
    )


def numbers(
    view: View,
    name: str,
    table: Table,
    note: str = "",
    *,
    drawn: Drawn | None = None,
    words: Text = "",
    shown: pd.DataFrame | None = None,
    animated: Callable[[], bytes] | None = None,
    part: str = "",
) -> None:
    """Draw the menu below a chart, with its numbers as a table and as CSV and the chart as PNG and SVG, and a note.

    `drawn`: the finished spec of the picture; without it there is none. `animated`: a page of HTML on which the chart
    plays. Both are called on a click. `words`: what the chart shows; its first words are the picture's title. `shown`:
    the rows of the table on the page, where those of the chart are a window on many; the file has all. `part`: of which
    part of what the name says the chart is. No table on the page is longer than MOST_ROWS.
    """

    def every() -> pd.DataFrame:
        if isinstance(table, pd.DataFrame):
            return table
        return table() if shown is not None else _cached("table", (name, part, view.cache_key), table)

    def opened() -> None:
        frame = every() if shown is None else shown
        if shown is not None or len(frame) > MOST_ROWS:
            said = (
                "The rows of this page"
                if shown is not None
                else f"The first {MOST_ROWS:,} of {len(frame):,} rows"
            )
            st.caption(f"{said}: the CSV has all.")
        st.dataframe(
            separated(frame.head(MOST_ROWS)),
            hide_index=True,
            alt=f"Numbers in the chart {name.replace('_', ' ')}",
        )
        with st.container(horizontal=True, gap="small"):
            _file(view, name, "csv", "text/csv", lambda: csv(every(), name, view.filters.as_of, *view.notes))
            if drawn is not None:
                pictures(view, name, drawn, words)
            if animated is not None:
                _file(view, name, "html", "text/html", animated, label="Animated page (HTML)")

    kinds = ["Table", "CSV", *(("PNG", "SVG") if drawn else ()), *(("HTML",) if animated else ())]
    with st.container(horizontal=True, gap="small", vertical_alignment="center") if note else nullcontext():
        section.menu(
            ", ".join(kinds),
            f"table_{name}",
            opened,
            type="tertiary",
            icon=":material/table_rows:",
        )
        if note:
            st.caption(note, width="content")


def pictures(view: View, name: str, drawn: Drawn, words: Text = "") -> None:
    """Draw the buttons that download a chart as PNG and as SVG, with the day, the period and the filters in the file.

    `drawn` gives its finished spec, on a click: what makes pictures of charts takes time to import.
    """
    for kind, mime in _PICTURES.items():
        _file(view, name, kind, mime, partial(_picture, view, name, drawn, kind, words))


_PICTURES: dict[Kind, str] = {"png": "image/png", "svg": "image/svg+xml"}


def _picture(view: View, name: str, drawn: Drawn, kind: Kind, words: Text) -> bytes:
    from lib.charts import exported  # only files need it

    said = clean(words if isinstance(words, str) else words())
    title = re.split(r"(?<=\S)[:.;](?:\s|$)", said, maxsplit=1)[0]
    if not title or len(title) > MOST_OF_A_TITLE:
        title = name.replace("_", " ")
    notes = [f"As of {view.program.as_of:%-d %b %Y}", *map(clean, view.notes), "From Pharos"]
    return exported.picture(drawn(), kind, f"{title[0].upper()}{title[1:]}", [" · ".join(notes)], words=said)


def _file(view: View, name: str, kind: str, mime: str, data: Callable[[], bytes], label: str = "") -> None:
    st.download_button(
        label or kind.upper(),
        data=data,
        file_name=file_name(name, kind, view.as_of, view.filters.circles),
        mime=mime,
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        key=f"{kind}_{name}",
    )
