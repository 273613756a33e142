"""Open actions in order of need, the reasons in words, and the message to each owner."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from lib.access.redaction import KEPT, Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through.attention import NEEDS, attention, no_nudge, nudges
from lib.metrics.program.action_words import waits
from lib.metrics.program.program import measure
from tests.data.hand_log import AS_OF, HAND, hand, quick

Rows = list[dict[str, object]]


def day(back: int) -> str:
    return (AS_OF - timedelta(days=back)).date().isoformat()


def facts(*actions: dict[str, object], reviews: Rows | None = None, members: Rows | None = None) -> Facts:
    fine = {
        "circle": "Atlas",
        "what": "Do",
        "owner": "ana",
        "created": day(10),
        "due": day(-10),
        "status": "open",
    }
    rows = [{"action": f"X-{place}"} | fine | row for place, row in enumerate(actions)]
    tables: dict[str, Rows] = {
        "circles": [{"circle": "Atlas", "priority": "Growth", "lead": "lea@x.org", "cadence_days": 28},
                    {"circle": "Vega", "cadence_days": 60}],
        "sessions": [{"session": "A-1", "circle": "Atlas", "planned": day(40), "held": day(40)},
                     {"session": "A-2", "circle": "Atlas", "planned": day(5), "held": day(5)},
                     {"session": "A-3", "circle": "Atlas", "planned": day(-5), "held": day(-5)}],
        "actions": rows,
        "action_reviews": reviews or [{"action": ""}],
    }  # fmt: skip
    if members:
        tables["members"] = members
    return Facts(quick(tables), AS_OF)


REASONS = [
    ({}, "nothing", ""),
    ({"due": day(0)}, "nothing", ""),  # due today is not overdue
    ({"due": day(1)}, "overdue", "1 day overdue"),
    ({"due": day(30)}, "overdue", "30 days overdue"),
    ({"due": day(31)}, "overdue for more than 30 days", "31 days overdue"),
    ({"due": "", "first_due": day(2)}, "overdue", "2 days overdue"),
    ({"status": "blocked"}, "blocked", "blocked"),
    ({"owner": ""}, "no owner", "no owner"),
    ({"due": ""}, "no due date", "no due date"),
    ({"created": day(28)}, "nothing", ""),  # one cadence
    ({"created": day(29)}, "no news", "29 days open and never revisited"),
    ({"created": day(29), "circle": "Vega"}, "nothing", ""),
    ({"created": ""}, "nothing", ""),
    (
        {"status": "blocked", "due": day(3), "owner": "", "created": day(60)},
        "blocked",
        "3 days overdue; blocked; no owner; 60 days open and never revisited",
    ),
]


@pytest.mark.parametrize(("columns", "need", "reasons"), REASONS)
def test_reasons_in_words(columns: dict[str, object], need: str, reasons: str) -> None:
    row = attention(facts(columns)).iloc[0]
    assert (row["need"], row["reasons"]) == (need, reasons)


def test_news_is_the_last_session_that_came_back_to_it() -> None:
    old = {"created": day(90)}
    reviews: Rows = [
        {"action": "X-0", "session": "A-1"},
        {"action": "X-1", "session": "A-2"},
        {"action": "X-1", "session": "A-1"},
        {"action": "X-2", "session": "A-3"},  # not held yet
    ]
    found = attention(facts(old, old, old, reviews=reviews)).set_index("action")
    assert found["reasons"].to_dict() == {
        "X-0": "40 days without news",
        "X-1": "",
        "X-2": "90 days open and never revisited",
    }
    assert found["quiet_days"].to_dict() == {"X-0": 40.0, "X-1": 5.0, "X-2": 90.0}
    assert found["no_news"].to_dict() == {"X-0": False, "X-1": False, "X-2": True}


def test_no_news_is_that_of_the_figure() -> None:
    found = attention(Facts(hand(), AS_OF))
    assert found["no_news"].sum() == measure(hand(), AS_OF).figures["loop_closed"].parts["no_news"] == 3


def test_the_list_is_in_order_of_need() -> None:
    found = attention(facts(*(columns for columns, *_ in REASONS)))
    assert found["need"].is_monotonic_increasing
    assert list(found["need"].cat.categories) == list(NEEDS)
    late = found.loc[found["need"] == "overdue", "days_late"]
    assert late.is_monotonic_decreasing
    assert len(late) == 3
    soonest = attention(facts({"due": day(-9)}, {"due": day(-3)}, {"due": day(-3), "created": day(20)}))
    assert soonest["action"].to_list() == ["X-2", "X-1", "X-0"]  # due first, then the oldest


def test_only_open_actions_are_listed_with_the_row_to_edit() -> None:
    found = attention(
        facts({"status": "done", "closed": day(1)}, {}, {"status": "cancelled"}, {"status": ""})
    )
    assert found["action"].to_list() == ["X-1", "X-3"]
    assert found[["_workbook", "_row"]].to_numpy().tolist() == [["log.xlsx", 3], ["log.xlsx", 5]]
    assert found["priority"].to_list() == ["Growth", "Growth"]


def test_an_empty_list_keeps_its_columns() -> None:
    found, full = attention(Facts(quick(), AS_OF)), attention(facts({}))
    assert len(found) == 0
    assert list(found.columns) == list(full.columns)
    empty = Facts(quick(), AS_OF)
    assert len(nudges(empty)) == 0
    assert no_nudge(empty, ["Atlas"]) == "No actions are recorded yet."


def test_the_list_counts_what_the_figures_count() -> None:
    found, figures = attention(Facts(hand(), AS_OF)), measure(hand(), AS_OF).figures
    assert len(found) == figures["open"].n
    assert found["overdue"].sum() == figures["overdue"].n
    assert {part: found[part].sum() for part in ("undated", "unowned", "blocked")} == dict(
        figures["open"].parts
    )


# Nudges


def test_a_message_to_each_owner() -> None:
    people: Rows = [{"member": "ana", "circle": "Atlas", "name": "Ana Alba"}]
    late = {"due": day(3), "what": "Write\n it   up"}
    found = nudges(facts(late, {"due": "", "owner": "bo"}, {"due": ""}, {}, {"owner": ""}, members=people))
    assert found.drop(columns=["text", "email"]).to_numpy().tolist() == [
        ["ana", "Ana Alba", 2, 1],
        ["bo", "bo", 1, 0],
    ]
    assert found["email"].isna().all()
    assert found["text"][0] == (
        "Hello Ana Alba,\n"
        "\n"
        "These 2 actions are assigned to you and could use an update (as of 30 June 2026):\n"
        "\n"
        "- Write it up (X-0, Atlas): due 27 June 2026; 3 days overdue\n"
        "- Do (X-2, Atlas): no due date\n"
        "\n"
        "Are they done, are the dates still realistic, or is something in the way? A short reply is enough."
    )
    assert "This action is assigned to you and could use an update" in found["text"][1]
    assert "Is it done, is the date still realistic, or is something in the way?" in found["text"][1]


def test_owners_are_not_compared() -> None:
    found = nudges(facts({"owner": "zoe", "due": day(90)}, {"owner": "ana", "due": day(1)}))
    assert found["owner"].to_list() == ["ana", "zoe"]  # by name, not by how late


# Redacted logs


@pytest.mark.parametrize("viewer", [Viewer("sponsor", "sam@x.org"), Viewer("lead", "lou@x.org")])
def test_redacted_lists_have_the_same_rows_and_name_nobody(viewer: Viewer) -> None:
    whole, seen = (attention(Facts(log, AS_OF)) for log in (hand(), redact(hand(), viewer)))
    assert seen["reasons"].to_list() == whole["reasons"].to_list()
    assert seen["_row"].to_list() == whole["_row"].to_list()
    keys = dict(zip(whole["action"], seen["action"], strict=True))
    is_own = whole["circle"].eq("Borealis") & (viewer.role == "lead")
    assert [key == keys[key] for key in whole["action"]] == is_own.to_list()
    hidden = seen[seen["circle"] == "Atlas"]
    assert set(hidden["what"]) == {KEPT}
    assert set(hidden["owner"].dropna()) == {KEPT}
    own = seen.loc[seen["circle"] == "Borealis", "what"].to_list()
    assert own == (["Ask"] if viewer.role == "lead" else [KEPT])


def test_a_day_before_every_action_is_empty() -> None:
    assert attention(Facts(hand(), pd.Timestamp("2025-12-31"))).empty


def test_no_action_lacks_what_no_column_records() -> None:
    """A log without owners and due dates: its open actions are open, and nothing is said of owners or dates."""
    kept = ("action", "circle", "what", "status", "created")
    rows = [{name: row[name] for name in kept if name in row} for row in HAND["actions"]]
    program = measure(quick(HAND | {"actions": rows}), AS_OF)
    found = attention(program.facts)
    assert len(found)
    assert not found["unowned"].any()
    assert not found["undated"].any()
    assert not found["reasons"].str.contains("no owner|no due date").any()
    assert "without" not in waits(program)
    assert "without" in waits(measure(quick(HAND), AS_OF))
