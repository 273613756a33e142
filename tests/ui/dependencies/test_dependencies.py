"""The dependencies page on a log counted by hand, in each role, and with nothing to show."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from lib.ui.dependencies import parts
from tests.data.logs import FIVE_TABS
from tests.metrics.dependencies.test_waiting import TABS
from tests.ui.conftest import words

PAGE = "pages/program/dependencies.py"
Run = Callable[..., AppTest]


def test_the_page_in_each_role(run_app: Run) -> None:
    people = {"lead": "lea@x.org", "sponsor": "sam@x.org"}
    more = [{"member": f"m{n}", "circle": "Atlas", "function": "Sales"} for n in range(4)]
    tables = {
        **FIVE_TABS,
        **TABS,
        "circles": [row | people for row in TABS["circles"]],
        "members": [*TABS["members"], *more],
    }
    app = run_app(
        tables, page=PAGE, query={"as_of": "2026-06-30", "period": "all", "dependency_figure": "true"}
    )
    assert not app.exception
    text = words(app)
    for said in (
        "9 open actions and asks name a function that they wait for",
        "3 open actions and asks wait for Legal, 1 of them blocked",
        "HR waits for Legal (1), and they share no circle.",
        '<th scope="row">HR</th>',
        "2 (1 blocked)",
    ):
        assert said in text, (said, text)
    app.selectbox(key="view_as_role").select("sponsor").run()
    assert not app.exception
    text = words(app)
    assert "3 open actions and asks wait for Legal" in text
    assert '<th scope="row">HR</th>' not in text, "the one member from HR would be named by it"


def test_nothing_recorded_is_said(run_app: Run) -> None:
    app = run_app(FIVE_TABS, page=PAGE)
    assert not app.exception
    assert "Not recorded" in words(app) or "not recorded" in words(app)


def test_a_cell_and_what_is_left_out() -> None:
    row = {"open": 2, "blocked": 0, "median_days": np.nan, "weight": np.nan}
    assert parts.cell(row, 5.0) == {"text": "2", "more": "", "share": None}
    assert parts.cell(row | {"median_days": 3.0, "weight": 6.0, "blocked": 1}, 12.0) == {
        "text": "2 (1 blocked)", "more": "3 days", "share": 50,
    }  # fmt: skip
    table = pd.DataFrame({"at": ["Sales", "HR"], "open": [2, 1]})
    assert parts.note(table, 3).endswith("the more and the older.")
    assert parts.note(table, 5).endswith("2 are left out, from circles too small to be reported.")
    mixed = table.assign(at=["Sales", "mixed circles"])
    assert parts.note(mixed, 3).endswith("no function with more than half of their members.")
