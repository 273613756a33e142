"""What takes the place of a time in the tab of a form about sessions: which session an answer is about, or why none."""

from __future__ import annotations

from lib.bring.forms.answers_tab import has_answer, times_at
from lib.log.format.cells import shown
from lib.workbook.base import Grid

SAID = "{} · {}"
"""The session, and whether the answer came before its day."""
BEFORE, LATE = "on time", "late"
UNRECORDED, ALREADY = ", attendance not recorded", ", already there"
"""What follows the time of an answer that fills in nothing."""
NONE_YET, FAR, LEFT_OUT = "no session yet", "far from every session", "left out"
TOLD = (
    NONE_YET,
    FAR,
    LEFT_OUT,
    *(when + why for when in (BEFORE, LATE) for why in ("", UNRECORDED, ALREADY)),
)
_UNUSED = "who, for which circle or what was done is not clear: see the checks"
_WHY = {
    BEFORE: "",
    LATE: "",
    NONE_YET: "its circle has no session after it yet",
    FAR: "it is far from every session of its circle",
    **{
        when + UNRECORDED: "attendance of its member in that session is not recorded"
        for when in (BEFORE, LATE)
    },
    **{when + ALREADY: "the attendance or an earlier answer says it already" for when in (BEFORE, LATE)},
}


def answers_of(grid: Grid) -> dict[int, str]:
    """By row of a form about sessions, as it is left without its times: "" if the answer filled something in, or why it
    is not used. Empty for any other tab."""
    at = times_at(grid)
    rows = [row for row in range(2, grid.height + 1) if at is not None and has_answer(grid, row)]
    said = {row: shown(grid.cell(row, at or 0)).rpartition(" · ")[2] for row in rows}
    if not set(said.values()) & set(TOLD):
        return {}
    return {row: _WHY.get(word, _UNUSED) for row, word in said.items()}
