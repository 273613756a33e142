"""The playbook page on a library counted by hand, in each role, and with nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from lib.log.reading.parse import parse
from lib.metrics.core.facts import Facts
from lib.metrics.library import words as said
from lib.ui.playbook import contexts, entry, find
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.hand_log import quick
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.ui.conftest import words

PAGE = "pages/program/playbook.py"
Run = Callable[..., AppTest]
Rows = list[dict[str, object]]
OPEN = {"playbook_try": "true", "playbook_add": "true", "playbook_upkeep": "true"}
QUERY = {"as_of": "2026-06-30", "period": "all"}


def tables() -> dict[str, Rows]:
    """Brief was tried by 12 teams in Sales, where it worked for 10, and 8 in Research, where it failed for 7. Huddle is
    for Atlas alone."""
    places = [*(("Sales", "worked" if n < 10 else "mixed") for n in range(12))]
    places += [("Research", "did not work" if n < 7 else "worked") for n in range(8)]
    places += [("Legal", "worked")]
    teams = [{"team": f"T{n:02d}", "function": place} for n, (place, _) in enumerate(places)]
    tries = [
        {"practice": "brief", "team": f"T{n:02d}", "stage": "trying", "date": "2026-02-01", "effect": effect,
         "conditions": "remote team" if effect == "did not work" else "shared goal"}
        for n, (_, effect) in enumerate(places)
    ]  # fmt: skip
    common = {"circle": "Atlas", "added": "2025-01-01"}
    return FIVE_TABS | {
        "circles": [
            {"circle": "Atlas", "lead": "lea@x.org", "sponsor": "sam@x.org"},
            {"circle": "Vega", "lead": "ned@x.org", "sponsor": "sue@x.org"},
        ],
        "practices": [
            common
            | {"practice": "brief", "title": "Two-page brief", "kind": "practice", "share": "program",
               "works_when": "decisions recur", "link": "https://example.com/brief",
               "diagram": "flowchart LR\n  A --> B"},
            common | {"practice": "huddle", "title": "Daily huddle", "circle": "Vega", "share": "circle"},
            common | {"practice": "map", "title": "Stakeholder map", "share": "public", "reviewed": "2026-05-01"},
        ],
        "teams": teams,
        "adoptions": tries,
        "lighthouses": [{"lighthouse": "L-1", "practice": "map", "circle": "Atlas", "started": "2026-01-01"}],
    }  # fmt: skip


def test_what_was_never_dated_is_not_said_to_be_unused() -> None:
    rows = pd.DataFrame({"added": pd.to_datetime([None, None]), "reused": [0, 0]})
    assert said.reused(rows).startswith("Not recorded: no entry says when it was added")
    row = {"tried": 0, "worked": 0, "mixed": 0, "did_not_work": 0, "kind": None, "reused": 0, "added": None,
           "days": None, "stale": False, "tries_known": True, "reuse_known": False}  # fmt: skip
    assert said.in_short(row) == "not tried by a team yet"
    assert said.in_short(row | {"tries_known": False}) == ""


def test_effects_that_nobody_knows_are_counted_too() -> None:
    row = {
        "tried": 7,
        "worked": 4,
        "mixed": 1,
        "did_not_work": 0,
        "kind": None,
        "reused": 0,
        "added": "2026-01-01",
        "days": None,
        "stale": False,
        "tries_known": True,
        "reuse_known": True,
    }
    assert said.in_short(row) == "tried by 7 teams: 4 worked, 1 mixed and 2 not known · not named again yet"
    assert said.in_short(row | {"worked": 6}).startswith("tried by 7 teams: 6 worked and 1 mixed ·")


def test_the_page_says_what_a_hand_counts(run_app: Run) -> None:
    app = run_app(tables(), page=PAGE, query=QUERY | OPEN | {"playbook_entry": "Two-page brief"})
    assert not app.exception
    text = words(app)
    for expected in (
        "3 entries: kind not recorded (2) and practice (1); 2 were neither added nor reviewed in the last 12 months.",
        "1 of 1 entry with a known effect worked in 2 places or more; 1 did not work somewhere.",
        "An action, a lighthouse or a team named 2 of 3 entries after they were added, 22 times in all.",
        "3 entries, those named again most often first.",
        "practice · tried by 21 teams: 12 worked, 2 mixed and 7 did not work · named again 21 times · added or "
        "reviewed 545 days ago, stale",
        "remote team, shared goal",
        "Not shown: 1 function with fewer than 5 known effects; an association, not a cause.",
        "Two-page brief mostly did not work in Research: it worked for 1 of 8 teams.",
        "Two-page brief worked for 10 of 12 in Sales, for 1 of 8 in Research.",
        "▼ 1 of 8",
        "Where practices worked, by function",
        "Whom to ask",
        "not tried by a team yet · named again 1 time",
    ):
        assert expected in text, (expected, text)
    listed = {each.proto.alt: list(each.value["title"]) for each in app.dataframe if "days" in each.value}
    assert sorted(listed["2 entries, oldest first"]) == ["Daily huddle", "Two-page brief"]
    assert listed["1 entry, oldest first"] == ["Daily huddle"]
    app.text_input(key="playbook_find").input("stakeholder").run()
    assert "1 entry, those named" in words(app)
    app.text_input(key="playbook_find").input("nothing like it").run()
    assert "No entry matches." in words(app)
    app.text_input(key="playbook_find").input("").run()
    app.multiselect(key="playbook_worked").select("legal").run()
    assert "1 entry, those named" in words(app)


def test_entries_that_a_role_may_not_read_are_not_hinted_at(run_app: Run) -> None:
    app = run_app(tables(), page=PAGE, query=QUERY | OPEN | {"playbook_entry": "Two-page brief"})
    for role in ("lead", "sponsor"):
        app.selectbox(key="view_as_role").select(role).run()
        assert not app.exception
        text = words(app)
        assert "huddle" not in text.casefold()
        assert "2 entries: kind not recorded (1) and practice (1)" in text
        assert "of 3 entries" not in text
        assert ("Add an entry" in [each.label for each in app.expander]) == (role == "lead")
        assert "kept in the circle" not in text
    assert "decisions recur" not in text


def test_an_empty_library_says_how_to_begin(run_app: Run) -> None:
    app = run_app(FIVE_TABS, page=PAGE, query=OPEN)
    assert not app.exception
    assert "Not recorded: no practices tab. Add it, and what a case taught in it." in words(app)


def test_trying_it_drafts_a_lighthouse(run_app: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "mine.xlsx", tables())
    app = run_app(path=path, page=PAGE, query=QUERY | OPEN | {"playbook_entry": "Two-page brief"})
    key = next(
        each.key
        for each in app.selectbox
        if each.key and each.key.startswith("try_") and "circle" in each.key
    )
    app.selectbox(key=key).select("Atlas").run()
    assert not app.exception
    save = next(each for each in app.button if each.key and each.key.startswith("save_try_"))
    save.click().run()
    assert not app.exception
    row = parse(ExcelWorkbook(path).read().grids).lighthouses.iloc[-1]
    assert (row["lighthouse"], row["practice"], row["circle"]) == ("L-2", "brief", "Atlas")


def test_what_is_not_known_is_not_counted() -> None:
    columns = {"kind": ["practice"], "stale": [False], "tried": [0], "worked": [0], "mixed": [0], "did_not_work": [0],
               "places": [0], "reused": [0]}  # fmt: skip
    rows = pd.DataFrame(columns)
    assert said.worked(rows) == "The adoptions tab records no team that tried an entry."
    assert said.worked(rows.assign(tried=3)) == "Teams tried 1 entry, and no effect is recorded yet."
    assert said.worked(rows.assign(tried=3, did_not_work=3)).endswith("1 has not worked anywhere.")
    facts = Facts(quick(tables()), pd.Timestamp("2026-06-30"))
    assert contexts.nothing(facts, "region", 2) == (
        "2 pairs of a practice and a context with known effects, fewer than 5 each: too few to show."
    )
    assert contexts.nothing(facts, "region", 0) == (
        "Effects are known, but of no team with region recorded. Fill in region in the teams tab."
    )
    assert contexts.nothing(Facts(quick(), facts.as_of), "region", 0) == (
        "No effect is known, but there is no adoptions tab. Fill in effect in the adoptions tab."
    )
    seen = pd.DataFrame({"practice": list("abc"), "context": ["x", "y", "z"]})
    assert contexts._note(seen, ["a"], ["x", "y"]).endswith(
        "2 more practices and 1 more context in the table."
    )
    titles = pd.Series({"a": "A"})
    line = {"practice": "a", "context": "x", "tried": 40, "worked": 4, "value": 0.1, "low": 0.05, "high": 0.2,
            "shown": "full", "word": "mostly did not work"}  # fmt: skip
    table = pd.DataFrame([line | {"context": f"C{n}"} for n in range(contexts.MOST_SAID + 2)])
    assert contexts.said(table, titles)[-1] == "2 more differences like these in the table."
    assert entry.left_out(0, 0) == ""
    assert find.A_PAGE < 8
