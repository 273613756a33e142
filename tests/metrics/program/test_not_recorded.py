"""What a log does not record, in one list with the figures that need it."""

from __future__ import annotations

from lib.metrics.program import not_recorded
from lib.metrics.program.program import measure
from tests.data.hand_log import AS_OF, hand, quick


def test_a_tab_a_column_and_a_column_that_is_always_blank() -> None:
    log = quick(
        circles=[{"circle": "Atlas"}],
        sessions=[{"session": "A-1", "circle": "Atlas", "planned": "2026-01-05", "facilitator": "ann"}],
        actions=[{"action": "X-1", "circle": "Atlas", "what": "w", "due": ""}],
    )
    rows = not_recorded.table(log).set_index(["tab", "column"])
    assert rows.loc[("asks", ""), "found"] == "no such tab"
    assert "Asks answered" in rows.loc[("asks", ""), "figures"]
    assert rows.loc[("sessions", "presenter"), "found"] == "no such column"
    assert set(rows.loc[("sessions", "presenter"), "figures"].split(" · ")) >= {
        "Case rotation",
        "Fields filled in",
    }
    assert ("sessions", "facilitator") not in rows.index
    due = rows.loc["actions"][rows.loc["actions"].index.str.contains("due")]
    assert set(due["found"]) == {"blank in every row"}
    assert due["figures"].str.contains("Actions done on time").any()


def test_every_figure_that_pages_call_not_recorded_is_in_the_list() -> None:
    log = quick(circles=[{"circle": "Atlas"}], actions=[{"action": "X-1", "circle": "Atlas", "what": "w"}])
    listed = " · ".join(not_recorded.table(log)["figures"])
    for figure in measure(log, AS_OF).figures.values():
        if (figure.missing or "").startswith("not recorded: no "):
            assert figure.label in listed, figure.key


def test_a_full_log_lacks_little() -> None:
    tabs = set(not_recorded.table(hand()).loc[lambda rows: rows["column"] == "", "tab"])
    assert not tabs & {"circles", "members", "sessions", "attendance", "actions"}
