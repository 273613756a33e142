"""Every habit of circles in one list, each once: whether it holds, improves or slips, now and in the period before."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.metrics.core.figure import Figure
from lib.metrics.core.verdict import against_target
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program.change import change
from lib.metrics.program.health_words import Habits, habits
from lib.ui.frame.view import View
from lib.words.shares import NOTHING, exact_percent

_VERDICTS = {
    "slipping": "slipping: worse than its usual ups and downs",
    "short": "steady, and not good enough",
    "improving": "improving: better than its usual ups and downs",
    "holds": "holds",
    "unjudged": "steady, and not judged",
    "early": "too early to tell",
    "missing": "not recorded",
}


def table(page: View) -> pd.DataFrame:
    """One row per habit, those that slip first: habit, verdict, now, n of N, before, against its target (str)."""
    program = page.program
    found: Habits = habits(program)
    rows = []
    for state, words in _VERDICTS.items():
        for key in getattr(found, state):
            figure, moved = program.figures[key], change(program, key)
            rows.append(
                (
                    DICTIONARY[key].label,
                    words,
                    figure.text,
                    figure.fraction or NOTHING,
                    moved.before.text if moved else NOTHING,
                    against_target(figure).removeprefix("is ") or _no_verdict(figure),
                )
            )
    columns = ["habit", "verdict", "now", "n of N", "before", "against its target"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _no_verdict(figure: Figure) -> str:
    """Why a habit is not held against a target."""
    if figure.target is None:
        return "no target"
    return f"target {exact_percent(figure.target)}, {'too few to judge' if figure.N else 'nothing to judge'}"


def show(page: View) -> None:
    """Draw the list."""
    rows = table(page)
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        column_config={"habit": st.column_config.TextColumn(pinned=True)},
        alt=f"{len(rows)} habits, those that slip first: verdict, value now and before, target",
    )
