"""Parts that only the overview shows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.core import absence
from lib.metrics.program import answers as three_answers
from lib.metrics.program import asks, unread
from lib.metrics.program.program import Program
from lib.ui.frame import charts, line_of_sight
from lib.ui.frame.view import View
from lib.ui.overview import cards
from lib.ui.widgets import html, section, status_rules
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, sentence, sentences

KEY = "Lines: participation by session in this period, from 0 to 100 %; the dashes are the target."
MOST_PRACTICES, MOST_CIRCLES, MOST_LISTED = 12, 6, 5


def answers(page: View) -> list[tuple[str, str]]:
    """The three questions with their answers, found once per state of the view."""
    return page.first_sight(
        "overview answers",
        lambda: [
            (each.question, each.text)
            for each in three_answers.answers(page.program, page.own, practices(page))
        ],
    )


def practices(page: View) -> pd.DataFrame:
    """`answers.practices_in_use` of the filtered circles and teams."""
    return three_answers.practices_in_use(page.program, page.log, page.spread.table)


def practices_title(table: pd.DataFrame) -> str:
    """The chart's title; it says so when the chart shows only the most widely adopted practices."""
    return (
        f"The {MOST_PRACTICES} most widely adopted of {len(table):,} practices"
        if len(table) > MOST_PRACTICES
        else "Practices in use"
    )


def practice_table(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of `practices` that are shown as a table."""
    return table[["title", "eligible", "adopted", "in_use", "rate", "low", "high"]]


def circles_grid(page: View) -> None:
    """Cards of the circles most in need, the others in an expander."""
    number = cards.number(page)
    if not number:
        none = unread.none_active(page.program.facts)
        st.caption(plain(sentences(none, "if that is wrong, check started and ended in the circles tab")))
        return
    st.html(cards.drawn(page, 0, MOST_CIRCLES, KEY))
    status_rules.show()
    if number > MOST_CIRCLES:
        more = counted(number - MOST_CIRCLES, "more circle")
        section.closed(f"Show {more}", "other_circles", lambda: st.html(cards.drawn(page, MOST_CIRCLES)))


def no_practices(program: Program) -> str:
    """Why there are no practices to show."""
    log = program.facts.log
    for tab, columns in (
        ("practices", "practice, title"),
        ("teams", "team"),
        ("adoptions", "practice, team, stage, date"),
    ):
        if tab in log.unread_tabs:
            return f"How far practices travel is not recorded: {log.lacks(tab)}."
        if not log.has(tab):
            return f"Spread is not recorded. Add the {tab} tab ({columns}) to see how far practices travel."
    why = absence.unknown(program.facts, "stages")
    return sentence(absence.said("no team has adopted a practice yet", "adoption", why))


def milestones(program: Program) -> None:
    """The latest milestones reached."""
    rows = asks.newest_milestones(program.facts).head(MOST_LISTED)
    if rows.empty:
        if "milestones" in program.facts.log.unread_tabs:
            st.caption("Milestones are not recorded: the milestones tab could not be read.")
            return
        if not program.facts.log.has("milestones"):
            st.caption(
                "Milestones are not recorded. Add the milestones tab (milestone, due, reached, story)."
            )
            return
        why = absence.unknown(program.facts, "milestones")
        none = absence.said("no milestones reached yet", "milestone reached", why)
        st.caption(plain(sentences(none, "log them in the milestones tab (milestone, due, reached, story)")))
        return
    html.show(
        "list.html",
        rows=[
            (str(row.milestone), " · ".join(_milestone_words(row))) for row in rows.itertuples(index=False)
        ],
    )


def _milestone_words(row: Any) -> list[str]:
    words = [f"{row.reached:%-d %b %Y}"]
    if isinstance(row.circle, str):
        words.append(row.circle)
    if isinstance(row.story, str):
        words.append(row.story)
    return words


def sight(program: Program) -> None:
    """How many cases lead from the mandate to a team that adopted a practice."""
    st.caption(
        explained(
            "Line of sight: how many cases lead from the circle's mandate to a team that adopted a practice, by "
            "strategic priority. Actions shows the same, and where lines break."
        )
    )
    line_of_sight.show(program)


def in_use(page: View) -> None:
    """The practices in use as a chart, beside the latest milestones."""
    from lib.charts import practices as practice_charts  # takes a second to import

    spread = practices(page)
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.subheader(practices_title(spread))
            if spread.empty:
                st.caption(no_practices(page.program))
            else:
                st.caption("Blue: in use now. Gray: ever adopted, with its 95 % interval in amber.")
                charts.draw(
                    page,
                    "practices",
                    lambda: practice_charts.reach(spread.head(MOST_PRACTICES)),
                    alt_text=practice_charts.described(spread.head(MOST_PRACTICES)),
                    table=practice_table(spread),
                )
        with st.container():
            st.subheader("Latest milestones")
            milestones(page.program)


def link_to_health() -> None:
    """A link to the health page, which shows the rest."""
    st.page_link(
        "pages/program/health.py",
        label="Health: habits by circle, trends, pulse",
        icon=":material/arrow_forward:",
    )
