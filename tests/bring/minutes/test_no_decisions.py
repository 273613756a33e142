"""What stands under "Decisions" and decides nothing, and what looks like it and does."""

from __future__ import annotations

import pytest

from lib.bring.minutes.no_decisions import decides_nothing
from lib.bring.minutes.sentences import cut_at_marks


@pytest.mark.parametrize(
    "text",
    [
        "Should we hire a temp?",
        "Hire a temp? (Ada)",
        "?? meet weekly",
        "We did not decide on the tool",
        "We haven't agreed on a date",
        "Noch nicht entschieden",
        "TBC: pilot with vendor B",
        "To be made next time",
        "Decision needed from Ada by 3 April",
        "Entscheidung steht aus",
        "Needs a decision by the board",
        "vertagt auf die nächste Sitzung",
        "Deferred to May",
        "Weekly sessions -> parked",
        "See e-mail from Bo",
        "siehe Anhang",
        "last year to move to the new system",
        "It was decided at the last meeting to stop",
        "(none)",
        "Proposal: two pilots",
        "keine Entscheidung",
    ],
)
def test_no_decision(text: str) -> None:
    assert decides_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Open the circle to guests",
        "Postpone the pilot to May",
        "Last year's budget is kept",
        "See customers more often",
        "The proposal to freeze templates was rejected",
        "Decisions need two votes",
        "Should anybody leave, we find a successor within a month",
        "To decide by majority",
        "Hire a temp? Yes, for three months",
        "Draft policies are shared with everybody",
        "The open positions are filled by June",
    ],
)
def test_a_decision(text: str) -> None:
    assert not decides_nothing(text)


def test_a_line_is_cut_at_each_mark_and_nowhere_else() -> None:
    line = "AGREED: The budget stays. AGREED: Nobody is hired. RESOLVED: (none)"
    assert cut_at_marks(line) == ["AGREED: The budget stays.", "AGREED: Nobody is hired.", "RESOLVED: (none)"]
    for text in (
        "We agreed: the budget stays.",
        "Talk about it. Decision: we stay",
        "Action: Bo to send: all of it.",
    ):
        assert cut_at_marks(text) == [text]
