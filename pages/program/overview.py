"""Is the program healthy, where am I needed, what came of it?"""

import streamlit as st

from lib.metrics.desk.own import program_in_one_sentence
from lib.metrics.dictionary import ON_OVERVIEW
from lib.ui.frame import ahead as waiting_for
from lib.ui.frame import brief, next_steps, prepared, roll_up, view
from lib.ui.overview import ahead, changed, desk, needs, parts, sponsorship
from lib.ui.sheet import accepting
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain

page = view.open_view(first=accepting.outcome, prepare=prepared.by(ahead.opens))
is_mine = desk.has_desk(page)


def answers() -> None:
    html.show("answers.html", answers=parts.answers(page))


st.title("Is the program healthy, where am I needed, what came of it?")
if is_mine:
    with (
        st.container()
    ):  # one element either way, so that what follows stays in place and tied to the address
        desk.show(page)
        st.markdown(plain(program_in_one_sentence(page.program)))
else:
    answers()
with st.container():
    changed.show(page, is_open=is_mine)
if is_mine:
    section.closed("The whole program in three answers", "three_answers", answers)

brief.download(page)
st.header("Key figures")
next_steps.tiles(page, ON_OVERVIEW)

if is_mine:
    section.closed("All circles by need", "all_circles", lambda: parts.circles_grid(page))
else:
    st.header("Circles")
    with st.container():
        parts.circles_grid(page)

with st.container():
    roll_up.programs(page)
waiting = "What waits in the whole program" if is_mine else "Asks that wait and actions that are overdue"
section.closed(waiting, "all_needs", lambda: needs.show(page))
section.closed(
    "Line of sight: from mandate to teams that adopted a practice", "sight", lambda: parts.sight(page.program)
)
section.closed("Sponsors: asks, acts, decisions and promises", "sponsors", lambda: sponsorship.show(page))
section.closed("Practices in use and latest milestones", "in_use", lambda: parts.in_use(page))
parts.link_to_health()
waiting_for.expect(page, ahead.opens(page))
