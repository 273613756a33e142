"""Is the program healthy, where am I needed, what came of it?"""

import streamlit as st

from lib.charts import bars
from lib.charts import practices as practice_charts
from lib.metrics.dictionary import ON_OVERVIEW
from lib.metrics.program import summary
from lib.ui.frame import charts, view
from lib.ui.overview import cards, parts
from lib.ui.widgets import html, tile
from lib.ui.widgets.terms import explained

page = view.open_view()
program = page.program
spread = parts.practices(page)

st.title("Is the program healthy, where am I needed, what came of it?")
html.show(
    "answers.html",
    answers=[
        ("Is it healthy?", summary.health(program)),
        ("Where am I needed?", summary.needs(program)),
        ("What came of it?", summary.outcome(program, spread)),
    ],
)

st.header("Key figures")
with st.grid(6, min_column_width=140, gap="medium", key="tiles"):
    for key in ON_OVERVIEW:
        tile.figure_tile(program.figures[key], program.series.get(key))

st.header("Circles")
parts.circles_grid(cards.cards(program, page.viewer))

st.header("Needs your attention")
with st.grid(2, min_column_width=330, gap="large"):
    with st.container():
        st.subheader("Asks waiting for an answer")
        asks = parts.asks_waiting(program)
        if asks.empty:
            st.caption(parts.no_asks(program))
        else:
            charts.draw(
                page,
                "asks",
                lambda: bars.asks_waiting(asks),
                alt_text=bars.described(asks, "kind", "asks", "Open asks by kind and age"),
                table=asks,
            )
            html.show("list.html", rows=parts.oldest_asks(program, page.viewer))
    with st.container():
        st.subheader("Overdue by strategic priority")
        overdue = parts.overdue(program)
        if overdue.empty:
            st.caption(parts.nothing_overdue(program))
        else:
            charts.draw(
                page,
                "overdue",
                lambda: bars.overdue(overdue),
                alt_text=bars.described(overdue, "priority", "actions", "Overdue actions by priority"),
                table=overdue,
            )

st.header("Impact")
st.caption(
    explained(
        "Line of sight: from the sessions held to the teams that adopted a practice, by strategic priority."
    )
)
parts.line_of_sight(page)
with st.grid(2, min_column_width=330, gap="large"):
    with st.container():
        st.subheader(parts.practices_title(spread))
        if spread.empty:
            st.caption(parts.no_practices(program))
        else:
            st.caption("Blue: in use now. Gray: ever adopted, with its 95 % interval in amber.")
            charts.draw(
                page,
                "practices",
                lambda: practice_charts.reach(spread.head(parts.MOST_PRACTICES)),
                alt_text=practice_charts.described(spread.head(parts.MOST_PRACTICES)),
                table=parts.practice_table(spread),
            )
    with st.container():
        st.subheader("Latest milestones")
        parts.milestones(program)

parts.link_to_health()
