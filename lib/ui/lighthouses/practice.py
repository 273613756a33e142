"""The lighthouses page: the choice of a practice, its summary sentence, its figures and its adoption curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.charts import adopted_by_month, adoption
from lib.charts.plot import Plot
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered
from lib.metrics.dictionary import keys_in
from lib.metrics.diffusion import pace, spreading, words
from lib.metrics.diffusion import travel as diffusion_travel
from lib.metrics.diffusion.adoptions import NEEDED_TABS
from lib.metrics.diffusion.in_order import by_adopters, titles
from lib.metrics.program.program import Program
from lib.source import program as measuring
from lib.ui.frame import charts, next_steps
from lib.ui.frame.view import View
from lib.ui.widgets.text import name, plain
from lib.words.phrases import listed, plural, sentences

ALL = ""


@dataclass(frozen=True)
class Travel:
    """What the page is about: one practice, or all of them (`practice` is None), and its figures."""

    view: View
    practice: str | None
    title: str
    measure: Callable[[], Program]

    @property
    def program(self) -> Program:
        return self.measure()

    @property
    def facts(self) -> Facts:
        return self.program.facts

    def of(self, what: str) -> str:
        """The name of a chart or download of this practice."""
        return what if self.practice is None else f"{what} {self.practice}"


def choose(page: View) -> Travel:
    """Draw the choice of a practice, those with the most adopters first, and return what the page is about."""
    titled = named(page)
    chosen = st.selectbox(
        "Practice",
        [ALL, *titled],
        format_func=lambda key: name(titled[key]) if key else "All practices",
        key="practice",
        bind="query-params",
        label_visibility="collapsed",
        width=420,
    )
    return of(page, chosen)


def is_chosen() -> bool:
    """Whether a practice was chosen, before the choice is drawn."""
    return bool(st.session_state.get("practice") or st.query_params.get("practice"))


def named(page: View) -> dict[str, str]:
    """The titles of practices by their keys, those with the most adopters first, found once per state of the view."""

    def found() -> dict[str, str]:
        facts = page.program.facts
        titled = titles(facts)
        return {key: titled[key] for key in by_adopters(facts)}

    return page.first_sight("practices", found)


def of(page: View, practice: str | None) -> Travel:
    """What the page is about: this practice, or all of them if it is none of the log's."""
    titled = named(page)
    if not practice or practice not in titled:
        return Travel(page, None, "all practices", lambda: page.program)
    return Travel(
        page,
        practice,
        titled[practice],
        lambda: measuring.of_practice(page.cache_key, practice, page.program),
    )


def sentence(travel: Travel) -> str:
    """How far the practice, or all practices, traveled, in one sentence."""
    facts = travel.view.program.facts
    if travel.practice is None:
        return words.all_in_words(facts)
    return words.in_words(facts, travel.practice)


def no_adoption(travel: Travel, nothing: str, then: str = "") -> str:
    """`nothing`, that no team has adopted something, or why that is not known; and what follows from it."""
    return sentences(absence.said(nothing, "adoption", absence.unknown(travel.facts, "stages")), then)


def missing(page: View) -> str | None:
    """What to log before this page has anything to show; None if it has. Found once per state of the view."""
    return page.first_sight("no spread", lambda: _missing(page.program.facts))


def _missing(facts: Facts) -> str | None:
    if unread := [tab for tab in NEEDED_TABS if tab in facts.log.unread_tabs]:
        tabs = f"the {listed(unread)} {plural(len(unread), 'tab')}"
        return f"How far practices travel is not recorded: {tabs} could not be read. Checks lists the cells."
    absent = [tab for tab in NEEDED_TABS if not facts.log.has(tab)]
    if absent:
        return (
            f"Spread is not recorded. Add the {listed(absent)} {plural(len(absent), 'tab')}. Each row of adoptions "
            "says which team reached which stage (told, trying, adopted …) of which practice, on which day, and who it "
            "learned it from."
        )
    if spreading.practices(facts).empty:
        why = absence.unknown(facts, "practices")
        none = absence.said("no practice of these circles is recorded", "practice of these circles", why)
        return sentences(none, "log one in the practices tab; if a filter is set, clear it")
    if spreading.stages(facts).empty:
        none = absence.said(
            "no team has reached any stage by this day", "stage of a team", absence.unknown(facts, "stages")
        )
        return sentences(
            none,
            "in the adoptions tab, log which team was told about a practice, is trying it or has adopted it, and when",
        )
    return None


def reach(travel: Travel) -> pd.DataFrame:
    """Adoptions by place: function, region (str, missing where blank), n, N (int64: ever adopted, eligible)."""
    facts = travel.facts.any_time
    rows = diffusion_travel.reach(spreading.log(facts), facts.as_of)
    frame = pd.DataFrame(rows, columns=["function", "region", "n", "N"])
    return frame.groupby(["function", "region"], dropna=False, as_index=False)[["n", "N"]].sum()


def figures(travel: Travel, part: str = "Adoption", place: str = "tiles") -> None:
    """The practice's figures as a row of tiles. `place`: the key of the row, unique on the page."""
    next_steps.tiles(travel.view, keys_in(part), subject(travel), place=place)


def subject(travel: Travel) -> next_steps.Subject | None:
    """Whose figures the tiles show, where that is one practice."""
    return None if travel.practice is None else next_steps.Subject(travel.practice, lambda: travel.program)


def curve(travel: Travel) -> None:
    """The adoption curve of one practice with its forecast, or one line per practice."""
    if travel.practice is None:
        _curves(travel)
        return
    rows = pd.DataFrame(diffusion_travel.curves(travel.facts)[travel.practice])
    rows = adoption.prepared(rows) if len(rows) else rows
    if rows.empty:
        st.caption(plain(no_adoption(travel, "no team has adopted it by this day", "there is no curve yet")))
        return
    ahead = pace.forecast(travel.facts)
    charts.draw(
        travel.view,
        travel.of("adoption"),
        lambda: adoption.curve(rows, ahead.periods, ahead.eligible),
        alt_text=adoption.described(rows, ahead.words),
        table=rows.drop(columns="on"),
    )
    bands = "Bands: 95 % intervals; dashes: recent pace." if len(ahead.periods) else "Band: 95 % interval."
    st.caption(plain(" ".join(filter(None, [bands, adoption.falls(rows), ahead.words]))))


def prepared(page: View) -> None:
    """Make the chart of all practices, without drawing it."""
    travel = of(page, None)
    nothing, _ = _said(travel)
    if not nothing:
        charts.prepare_sketch(page, *_drawn(travel))


def _curves(travel: Travel) -> None:
    nothing, note = _said(travel)
    if nothing:
        st.caption(plain(nothing))
        return
    name, plot, words = _drawn(travel)
    columns = ["title", "period", "new", "adopted", "in_use", "eligible", "rate"]
    charts.sketch(
        travel.view,
        name,
        plot,
        lambda: adoption.several(_rows(travel)),
        words,
        table=lambda: _rows(travel)[columns],
        note=note,
    )


def _drawn(travel: Travel) -> tuple[str, Callable[[], Plot], charts.Text]:
    """The drawing's name, what makes it, and its words."""
    return (
        "adoption",
        lambda: adopted_by_month.plot(_rows(travel)),
        lambda: adoption.several_described(_rows(travel)),
    )


def _said(travel: Travel) -> tuple[str, str]:
    """Why there are no curves, "" if there are; and how to read them."""

    def found() -> tuple[str, str]:
        rows = _rows(travel)
        if rows.empty:
            none = "no team has adopted any practice by this day"
            return no_adoption(travel, none, "there is no curve yet"), ""
        return "", adoption.several_read(rows)

    return travel.view.first_sight("curves of all practices", found)


def _rows(travel: Travel) -> pd.DataFrame:
    return _rows_of_all(travel.facts)


@remembered
def _rows_of_all(facts: Facts) -> pd.DataFrame:
    found, titled = diffusion_travel.curves(facts), titles(facts)
    rows = pd.DataFrame([row | {"title": titled[key]} for key, curve in found.items() for row in curve])
    return adoption.prepared(rows) if len(rows) else rows
