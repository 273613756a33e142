"""The outcomes page on a log counted by hand, in each role, and with nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.access.redaction import KEPT
from lib.charts import chain as drawing
from lib.log.reading.parse import parse
from lib.metrics.core.facts import Facts
from lib.metrics.impact.chain import ALL, chain
from lib.ui.outcomes import chain as chain_page
from lib.ui.outcomes import figures, redesigns, results
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.hand_log import AS_OF, quick
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.metrics.impact import test_chain, test_design_effect
from tests.ui.conftest import words

PAGE = "pages/program/outcomes.py"
Run = Callable[..., AppTest]
Rows = list[dict[str, object]]
change = test_design_effect.change


def tables() -> dict[str, Rows]:
    """The circles of test_chain, and Atlas's 24 months of test_design_effect with five changes."""
    made = test_design_effect.tables(
        change("Send it early"),
        change("Pay for lunch", figure="participation", direction="up"),
        change("New room", date="2026-11-01"),
        change("New name", figure="", direction=""),
        change("Ask twice", direction="down"),
    )
    chained = test_chain.TABS
    people = {"sponsor": "sam@x.org", "lead": "lea@x.org"}
    both = {
        tab: [*made.get(tab, []), *chained.get(tab, [])]
        for tab in {*made, *chained} - {"circles", "lighthouses", "adoptions"}
    }
    lighthouses = [
        row | {"measure": f"Hours in {row['lighthouse']}", "unit": "hours", "better": "down",
               "measured": "2026-06-01", "evidence": "https://example.com/1", "started": "2026-01-01"}
        for row in chained["lighthouses"]
    ]  # fmt: skip
    lighthouses[1] |= {"after": "12", "evidence": "a paper", "measured": ""}
    lighthouses[3] |= {"after": "9", "evidence": ""}
    tried = [
        {"practice": "calls", "team": name, "stage": "trying", "date": "2026-05-01", "effect": effect,
         "conditions": conditions}
        for name, effect, conditions in (
            ("East", "did not work", "remote team"), ("West", "mixed", ""), ("Mid", "worked", ""),
        )
    ]  # fmt: skip
    lighthouses.append(
        {
            "lighthouse": "L-5",
            "practice": "calls",
            "circle": "Atlas",
            "measure": "Errors",
            "started": "2026-12-01",
        }
    )
    teams = [{"team": name} for name in ("North", "South", "East", "West", "Mid")]
    day = {"circle": "Atlas"}
    return FIVE_TABS | both | {
        "circles": [
            {"started": "2025-01-01"} | row | (people if row["circle"] != "Cetus" else {})
            for row in chained["circles"]
        ],
        "lighthouses": lighthouses,
        "teams": teams,
        "adoptions": [*chained["adoptions"], *tried],
        "milestones": [
            day | {"milestone": "Kick-off", "due": "2026-02-01", "reached": "2026-02-01", "share": "program"},
            {"circle": "Cetus"} | {"milestone": "Pilot", "due": "2026-03-01", "reached": "2026-03-11"},
            {"circle": "Cetus"} | {"milestone": "Report", "due": "2026-12-01", "reached": ""},
        ],
    }  # fmt: skip


QUERY = {"as_of": "2026-12-31", "period": "all"}
OPEN = dict.fromkeys(("chain_ends", "all_results", "promises", "outcome_figures", "record_change"), "true")


def test_the_page_says_what_a_hand_counts(run_app: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run_app(tables(), page=PAGE, query=QUERY | OPEN)
    assert not app.exception
    text = words(app)
    for said in (
        "3 of 4 lighthouses that ended or ran for more than 180 days have a value before and after: 1 improved, 1 "
        "unchanged and 1 worse.",
        "Over the whole log: 2 of 3 circles with a mandate lead all the way to a measured result",
        "Over the whole log: 1 of 3 milestones due was reached on time, 1 later and 1 is still open.",
        "After 1 of 3 changes the figure moved as expected, after 1 it moved the other way and after 1 it stayed",
        "for 1 more it is too early to tell.",
        "9 → 7 hours",
        "Did not work for 1 of 3 teams (with remote team); mixed for 1.",
        "not recorded: day measured",
        "Nothing can be said of 1 other change: no figure named (1).",
        "Hoped for: Most come prepared. Expected: prework on time to go up; after 1 Jan 2026",
        "Still to fill in: what.",
    ):
        assert said in text, (said, text)
    labels = {each.label for each in app.expander}
    assert {
        "Where 7 chains end early",
        "All 5 lighthouses by priority, also those not measured yet",
    } <= labels
    milestones = next(each.value for each in app.dataframe if "state" in each.value)
    assert milestones["state"].to_list() == ["still open, 30 days overdue", "10 days late", "on time"]
    ledger = next(each.value for each in app.dataframe if "did not work" in each.value)
    assert ledger.groupby("measure")["did not work"].sum().to_dict()["Hours in L-1"] == 1
    assert ledger.set_index("measure").loc["Errors", "result"] == "not measured, not due yet"
    assert "not measured" in ledger["result"].to_list()
    spoken = [each.proto.alt for each in app.dataframe]
    assert "3 milestones due in the period, with what became of each" in spoken
    assert "5 lighthouses by priority, with what each measured and what is missing" in spoken
    ends = next(each.value for each in app.dataframe if "ends at" in each.value)
    assert sorted(ends["key"]) == ["A-2", "Cetus", "Draco", "I-2", "North", "South", "X-2"]
    assert ends["record it in"].iloc[-1] == "lighthouses, column after"
    assert "The first 7 of" not in text
    monkeypatch.setattr(chain_page, "MOST_ENDS", 3)
    assert "The first 3 of 7. Choose a link or a priority." in words(app.run())
    for role in ("lead", "sponsor"):
        app.selectbox(key="view_as_role").select(role).run()
        assert not app.exception
        assert "of 4 lighthouses that ended" in words(app)
        offered = "Record a change of the design" in [each.label for each in app.expander]
        assert offered == (role == "lead")
    assert "3 milestones not shared beyond the circle." in words(app)


def test_nothing_recorded_is_not_nothing_done(run_app: Run) -> None:
    app = run_app(FIVE_TABS, page=PAGE, query=OPEN)
    assert "Where chains end is not known. Not recorded: no " in words(app)
    assert "Everything leads on" not in words(app)
    assert "Not recorded: no milestones tab. Milestones come from the milestones tab" in words(app)
    assert not app.exception
    text = words(app)
    assert "No lighthouse is recorded yet." in text
    assert "0 of" not in text
    assert "0 improved" not in text


def test_a_recorded_change_is_one_row_with_its_expectation(run_app: Run, tmp_path: Any) -> None:
    path = tmp_path / "mine.xlsx"
    write_xlsx(path, FIVE_TABS | {"changes": [change("Send it early")]})
    app = run_app(path=path, page=PAGE, query={"record_change": "true"})
    app.selectbox(key="change_0_figure").select("cadence")
    app.text_area(key="change_0_what").input("Meet at noon")
    app.selectbox(key="change_0_direction").select("up").run()
    assert not app.exception
    app.button(key="save_change").click().run()
    assert not app.exception
    written = parse(ExcelWorkbook(path).read().grids).changes.iloc[-1]
    assert (written["what"], written["figure"], written["direction"]) == ("Meet at noon", "cadence", "up")


def test_a_click_on_a_number_opens_what_ends_there(run_app: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    table = pd.DataFrame({"priority": ["Growth", "Cost, Growth"], "link": ["case", "action"]})
    monkeypatch.setattr(chain_page, "_ends", lambda page: table)
    for chosen, link, priority in (
        ({"priority": "Growth", "link": "case"}, "case", "Growth"),
        ({"priority": "all priorities", "link": "result"}, None, None),
    ):
        state["k"] = SimpleNamespace(selection={"chosen": [chosen]})
        chain_page.choose(None, "k")  # type: ignore[arg-type]
        assert (state["chain_link"], state["chain_priority"], state["chain_ends"]) == (link, priority, True)
    state.clear()
    state["k"] = SimpleNamespace(selection={"chosen": []})
    chain_page.choose(None, "k")  # type: ignore[arg-type]
    assert list(state) == ["k"]


def test_conditions_that_are_not_shared_are_not_named() -> None:
    row = {"worked": 1, "mixed": 0, "did_not_work": 2, "failed_under": f"{KEPT}, new lead", "gaps": ""}
    assert results.failed(row) == "Did not work for 2 of 3 teams (with new lead)."
    assert results.failed(row | {"failed_under": KEPT, "gaps": "unit"}) == (
        "Did not work for 2 of 3 teams; not recorded: unit."
    )


def test_what_is_left_out_is_counted() -> None:
    names = [f"P{number}" for number in range(drawing.MOST_PRIORITIES + 2)]
    table = pd.DataFrame(
        {"priority": [ALL, *names], "link": "case", "n": [len(names), *[1] * len(names)], "missing": ""}
    )
    assert chain_page._note(table).replace("\\", "").endswith("2 more priorities are in the table.")
    assert chain_page.SEVERAL not in chain_page._note(table)


def test_a_practice_of_two_priorities_counts_in_both_and_the_note_says_so() -> None:
    circles = [{"circle": name, "mandate": "Move", "priority": name} for name in ("Cost", "Growth")]
    tables = {
        "circles": circles,
        "sessions": [
            {
                "session": name,
                "circle": name,
                "planned": "2026-05-04",
                "held": "2026-05-04",
                "case": "Meetings",
            }
            for name in ("Cost", "Growth")
        ],
        "insights": [{"insight": name, "session": name, "insight_text": "x"} for name in ("Cost", "Growth")],
        "actions": [
            {"action": name, "circle": name, "what": "Try", "session": name, "insight": name, "practice": "P"}
            for name in ("Cost", "Growth")
        ],
        "practices": [{"practice": "P", "title": "Brief"}],
    }
    table = chain(Facts(quick(tables), AS_OF))
    n = table.set_index(["priority", "link"])["n"]
    assert (n["Cost", "practice"], n["Growth", "practice"], n["all priorities", "practice"]) == (1, 1, 1)
    assert chain_page._note(table).replace("\\", "").endswith(chain_page.SEVERAL)
    some = SimpleNamespace(missing=None, parts={"without": ["focus", "learning"]})
    assert (
        figures.without(some)
        == "2 capabilities have no case and no practice in any circle yet: focus and learning."
    )  # type: ignore[arg-type]
    rows = pd.DataFrame({"is_measured": [True] * (results.MOST_ROWS + 3)})
    below = results._below(rows, rows.iloc[2:])
    assert below.startswith("1 more result is in the list below. 2 results are kept in the circle. Different")
    assert results._below(rows.iloc[:0], rows.iloc[:0]) == ""


def test_changes_of_which_nothing_can_be_said_are_counted_with_the_reason() -> None:
    told = [{"verdict": "too early to tell", "number": number} for number in range(redesigns.MOST_LISTED + 1)]
    silent = [
        {"verdict": "figure not known"},
        {"verdict": "no figure named"},
        {"verdict": "figure not known"},
    ]
    assert redesigns._rest([*told, *silent], told).startswith(
        "Nothing can be said of 3 other changes: figure not known (2) and no figure named (1). 1 more change in the "
        "list below. “Moved” says"
    )
    figure: Any = SimpleNamespace(missing=None)
    assert redesigns._nothing(figure, silent[:1]) == (
        "Nothing can be said of 1 change: figure not known (1). Name a figure and a direction with each change, before "
        "it starts."
    )
    row = {
        "date": "2026-03-01",
        "what": KEPT,
        "circle": None,
        "expected": "More",
        "verdict": "no figure named",
    }
    assert redesigns._line(row) == ("1 Mar 2026: a change", "Hoped for: More. No figure named.")
