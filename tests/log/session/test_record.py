"""One form -> one change set: what is changed, added and refused; saved and undone in a real workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lib.access.redaction import Viewer
from lib.log.changing.changes import ChangeSet
from lib.log.changing.journal import undo_of
from lib.log.changing.keys import next_key
from lib.log.format.model import CircleLog
from lib.log.reading.undone import UNDONE
from lib.log.session import record as session_record
from lib.log.session.known import ALTERED
from lib.log.session.record import Attendee, Entry, NewAction, NewInsight, Review, SessionRecord
from lib.source.refresh import Source
from lib.source.saving import save
from lib.workbook.excel.workbook import ExcelWorkbook
from lib.workbook.many.workbook import SeveralWorkbooks
from tests.data.logs import log, write_xlsx
from tests.examples import some

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 20)
Rows = list[dict[str, object]]


def begun() -> ChangeSet:
    return ChangeSet("20260320-1", "lee@x.org", NOW)


def tables(circle: str = "Atlas", lead: str = "lee@x.org") -> dict[str, Rows]:
    return {
        "circles": [{"circle": circle, "lead": lead, "cadence_days": 28}],
        "members": [
            {"member": f"ann.{circle}", "circle": circle, "joined": date(2026, 1, 1), "left": ""},
            {"member": f"bo.{circle}", "circle": circle, "joined": date(2026, 1, 1), "left": ""},
        ],
        "sessions": [
            {"session": "S-01", "circle": circle, "planned": date(2026, 2, 20), "held": date(2026, 2, 20),
             "status": "held", "format": "", "facilitator": "", "case": "", "everyone_spoke": ""},
            {"session": "S-02", "circle": circle, "planned": date(2026, 3, 18), "held": "",
             "status": "planned", "format": "virtual", "facilitator": f"bo.{circle}", "case": "", "everyone_spoke": ""},
            {"session": "S-03", "circle": circle, "planned": date(2026, 4, 16), "held": "",
             "status": "planned", "format": "", "facilitator": "", "case": "", "everyone_spoke": ""},
        ],
        "attendance": [{"session": "S-01", "member": f"ann.{circle}", "present": "yes", "prework": "late",
                        "reflection": "no"}],
        "insights": [{"insight": "I-0007", "session": "S-01", "member": f"ann.{circle}", "text": "Ask", "topics": ""}],
        "actions": [
            {"action": "A-0041", "circle": circle, "what": "Call", "session": "S-01", "kind": "action",
             "owner": f"ann.{circle}", "partner": "", "created": date(2026, 2, 20), "first_due": date(2026, 3, 1),
             "due": date(2026, 3, 1), "status": "open", "closed": "", "effect": ""},
        ],
        "action_reviews": [{"action": "", "session": "", "update": ""}],
    }  # fmt: skip


def record(**more: Any) -> SessionRecord:
    common: dict[str, Any] = {"circle": "Atlas", "session": "S-02", "is_new": False, "held": DAY}
    return SessionRecord(**common | more)


def made(record: SessionRecord, log: CircleLog, **more: Any) -> ChangeSet:
    return session_record.change_set(record, log, begun(), **more)


def changed(change_set: ChangeSet) -> dict[tuple[str, str, str], object]:
    return {(change.tab, change.key, change.column): change.after for change in change_set.changes}


def added(change_set: ChangeSet, tab: str) -> list[dict[str, object]]:
    return [dict(row.values) for row in change_set.additions if row.tab == tab]


def test_a_planned_session_becomes_held_and_keeps_its_other_cells() -> None:
    change_set = made(
        record(values={"format": "virtual", "case": "Churn", "everyone_spoke": True}), log(tables())
    )
    assert changed(change_set) == {
        ("sessions", "S-02", "held"): DAY,
        ("sessions", "S-02", "status"): "held",
        ("sessions", "S-02", "case"): "Churn",
        ("sessions", "S-02", "everyone_spoke"): True,
    }
    assert [change.row for change in change_set.changes] == [3, 3, 3, 3]
    assert change_set.additions == ()


def test_a_new_session_is_planned_for_the_day_it_was_held() -> None:
    found = log(tables())
    key = session_record.new_session_key(found, "Atlas")
    change_set = made(record(session=key, is_new=True, values={"case": "Churn", "format": None}), found)
    assert change_set.changes == ()
    assert added(change_set, "sessions") == [
        {"session": "S-04", "circle": "Atlas", "planned": DAY, "held": DAY, "status": "held", "case": "Churn"}
    ]


def test_attendance_is_added_or_changed_where_it_already_exists() -> None:
    rows = tables()
    rows["attendance"].append(
        {"session": "S-02", "member": "ann.Atlas", "present": "yes", "prework": "", "reflection": ""}
    )
    people = (Attendee("ann.Atlas", "excused", "on time"), Attendee("bo.Atlas", "yes"))
    change_set = made(record(attendance=people), log(rows))
    key = "S-02 · ann.Atlas"
    assert changed(change_set) | {
        ("sessions", "S-02", "held"): DAY,
        ("sessions", "S-02", "status"): "held",
    } == {
        ("sessions", "S-02", "held"): DAY,
        ("sessions", "S-02", "status"): "held",
        ("attendance", key, "present"): "excused",
        ("attendance", key, "prework"): "on time",
    }
    assert added(change_set, "attendance") == [{"session": "S-02", "member": "bo.Atlas", "present": "yes"}]


def test_reflections_are_recorded_for_everyone_once_one_is_checked() -> None:
    people = (Attendee("ann.Atlas", "yes", reflection=True), Attendee("bo.Atlas", "no", reflection=False))
    rows = added(made(record(attendance=people), log(tables())), "attendance")
    assert [row["reflection"] for row in rows] == [True, False]
    nobody = (Attendee("ann.Atlas", "yes", reflection=False), Attendee("bo.Atlas", "yes", reflection=False))
    rows = added(made(record(attendance=nobody), log(tables())), "attendance")
    assert all("reflection" not in row for row in rows)


def test_an_action_done_in_its_review_is_closed_on_the_day_of_the_session() -> None:
    review = Review("A-0041", status="done", update="All called", effect="worked")
    change_set = made(record(reviews=(review,)), log(tables()))
    action = {where[2]: value for where, value in changed(change_set).items() if where[0] == "actions"}
    assert action == {"status": "done", "closed": DAY, "effect": "worked"}
    assert added(change_set, "action_reviews") == [
        {"action": "A-0041", "session": "S-02", "update": "All called"}
    ]


@pytest.mark.parametrize(
    ("review", "reviews"),
    [
        (Review("A-0041", status="open"), 0),
        (Review("A-0041", is_reviewed=True, status="open"), 1),
        (Review("A-0041", status="blocked"), 1),
        (Review("A-0041", status="open", update="half way"), 1),
    ],
)
def test_an_action_counts_as_reviewed_if_checked_moved_or_updated(review: Review, reviews: int) -> None:
    change_set = made(record(reviews=(review,)), log(tables()))
    assert len(added(change_set, "action_reviews")) == reviews
    assert all(where[2] != "closed" for where in changed(change_set))


def test_a_record_changes_no_column_of_an_action_that_is_not_looked_at() -> None:
    """Nor leaves one out that is: whether the form's other sections do is seen where everything is typed."""
    found = log(tables() | {"actions": [row | {"insight": ""} for row in tables()["actions"]]})
    change_set = made(
        record(
            reviews=(
                Review("A-0041", is_reviewed=True, status="done", update="All called", effect="worked"),
            ),
            insights=(NewInsight("Ask first", "ann.Atlas", actions=("A-0041",)),),
        ),
        found,
        before=session_record.seen(found, "Atlas", "S-02"),
    )
    assert {column for tab, _, column in changed(change_set) if tab == "actions"} == set(ALTERED["actions"])


def test_two_new_actions_and_insights_get_keys_of_their_own() -> None:
    actions = (
        NewAction("Write", "ann.Atlas", "bo.Atlas", date(2026, 4, 1), "experiment"),
        NewAction(),
        NewAction("Post"),
    )
    insights = (
        NewInsight("Nobody reads it", "bo.Atlas", "focus, safety"),
        NewInsight("It is long"),
        NewInsight(),
    )
    change_set = made(record(actions=actions, insights=insights), log(tables()))
    assert added(change_set, "actions") == [
        {"action": "A-0042", "circle": "Atlas", "what": "Write", "session": "S-02", "kind": "experiment",
         "owner": "ann.Atlas", "partner": "bo.Atlas", "created": DAY, "first_due": date(2026, 4, 1),
         "due": date(2026, 4, 1), "status": "open"},
        {"action": "A-0043", "circle": "Atlas", "what": "Post", "session": "S-02", "created": DAY, "status": "open"},
    ]  # fmt: skip
    assert [row["insight"] for row in added(change_set, "insights")] == ["I-0008", "I-0009"]


def test_missing_columns_are_left_out_and_missing_tabs_are_made() -> None:
    rows = tables()
    rows["sessions"] = [{"session": "S-1", "circle": "Atlas", "planned": DAY, "held": ""}]
    del rows["insights"]
    found = log(rows)
    record_ = record(session="S-1", values={"case": "Churn"}, insights=(NewInsight("It is long"),))
    change_set = made(record_, found)
    assert changed(change_set) == {("sessions", "S-1", "held"): DAY}
    assert added(change_set, "insights") == [{"insight": "I-0001", "session": "S-1", "text": "It is long"}]


def test_of_a_circles_people_only_cells_that_a_record_may_change_are_looked_at() -> None:
    seen = session_record.seen(log(tables()), "Atlas", "S-02")
    assert {column for tab, _, column in seen if tab == "members"} == {"norms_signed", "buddy"}


def test_what_others_wrote_meanwhile_is_kept_or_becomes_a_conflict() -> None:
    before = session_record.seen(log(tables()), "Atlas", "S-02")
    rows = tables()
    rows["sessions"][1] |= {"facilitator": "ann.Atlas", "case": "Theirs", "format": "hybrid"}
    form = {"format": "hybrid", "facilitator": "bo.Atlas", "case": "Mine"}
    change_set = made(record(values=form), log(rows), before=before)
    by_column = {change.column: change for change in change_set.changes}
    assert "facilitator" not in by_column
    assert (by_column["case"].before, by_column["case"].after) == (None, "Mine")
    now = (by_column["format"].before, by_column["format"].after)
    assert now == (before["sessions", "S-02", "format"], "hybrid"), (
        "saving makes sure that it still says the same"
    )


@pytest.mark.parametrize(
    ("change", "where", "words"),
    some(
        [
            ({"held": None}, "held", "enter the day"),
            ({"held": date(2026, 3, 21)}, "held", "is in the future"),
            ({"session": " ", "is_new": True}, "session", "give the session a key, such as S-04"),
            ({"session": "S-01"}, "session", "no longer waiting"),
            ({"attendance": (Attendee("ann.Atlas", "no"),)}, "present", "nobody was present"),
            (
                {"attendance": (Attendee("ann.Atlas", "yes"), Attendee("bo.Atlas"))},
                "present",
                "not marked yet: bo",
            ),
            (
                {"actions": (NewAction("Write", insight="new insight 1"),), "insights": (NewInsight(),)},
                "insight",
                "new insight 1 is empty",
            ),
            (
                {"actions": (NewAction("Write", kind="action", experiment_type="delegation"),)},
                "experiment_type",
                "choose that kind",
            ),
            (
                {
                    "insights": (NewInsight("Long", actions=("new action 2",)),),
                    "actions": (NewAction("A"), NewAction()),
                },
                "actions",
                "new action 2 is empty",
            ),
            (
                {"reviews": (Review("A-0041", status="done", closed=date(2026, 3, 21)),)},
                "closed",
                "after the session",
            ),
            ({"entries": (Entry("asks", 1, {"what": None, "kind": "time"}),)}, "what", "clear the row"),
            ({"actions": (NewAction(), NewAction(owner="ann.Atlas"))}, "what", "say what needs to be done"),
            ({"actions": (NewAction("Write", due=date(2026, 3, 19)),)}, "due", "before the session"),
            ({"insights": (NewInsight(member="ann.Atlas"),)}, "text", "say what was learned"),
        ],
        6,
    ),
)
def test_what_makes_no_sense_is_reported_with_its_field(
    change: dict[str, Any], where: str, words: str
) -> None:
    found = session_record.problems(record(**change), log(tables()), DAY)
    assert [(problem.column, words in problem.text) for problem in found] == [(where, True)]


def test_a_sound_record_has_no_problems() -> None:
    sound = record(
        attendance=(Attendee("ann.Atlas", "yes"),), actions=(NewAction("Write", due=DAY), NewAction())
    )
    assert session_record.problems(sound, log(tables()), DAY) == []


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 20), "S-02"),  # planned two days before
        (date(2026, 3, 18), "S-02"),
        (date(2026, 3, 17), ""),  # planned for the next day: nobody is asked to have held it yet
        (date(2026, 2, 25), ""),
        (date(2026, 4, 16), "S-03"),  # the latest one that is due
    ],
)
def test_the_session_that_is_due(day: date, due: str) -> None:
    assert session_record.session_due(log(tables()), "Atlas", day) == due


def both(tmp_path: Path) -> Source:
    """Two circles, one workbook each, with the same keys in both."""
    paths = [write_xlsx(tmp_path / f"{name}.xlsx", tables(name)) for name in ("Atlas", "Borea")]
    return Source(SeveralWorkbooks([ExcelWorkbook(path) for path in paths]))


def test_next_key_ignores_the_circle_added_to_shared_keys() -> None:
    keys = pd.Series(["A-0041 (Atlas)", "A-0041 (Borea)", "A-0007"], dtype="str")
    assert next_key("actions", keys) == "A-0042"
    assert next_key("actions", keys, taken=["A-0042 (Borea (EU))"]) == "A-0043"


def test_with_one_workbook_per_circle_everything_goes_into_the_circles_own(tmp_path: Path) -> None:
    source = both(tmp_path)
    found = source.current().log
    own = str(found.circles.loc[found.circles["circle"] == "Borea", "_workbook"].iloc[0])
    form = record(
        circle="Borea",
        session="S-02 (Borea)",
        attendance=(Attendee("ann.Borea", "yes"), Attendee("bo.Borea", "no")),
        reviews=(Review("A-0041 (Borea)", status="done"),),
        actions=(NewAction("Write", "ann.Borea"),),
        insights=(NewInsight("It is long"),),
    )
    change_set = made(form, found, before=session_record.seen(found, "Borea", "S-02 (Borea)"))
    assert {item.workbook for item in change_set.items} == {own}
    saved = save(source, change_set, Viewer())
    assert saved.is_written, saved
    found = source.current().log
    session = found.sessions[found.sessions["held"] == pd.Timestamp(DAY)]
    assert session[["circle", "status"]].to_numpy().tolist() == [["Borea", "held"]]
    assert sorted(found.actions["action"]) == ["A-0041 (Atlas)", "A-0041 (Borea)", "A-0042"]
    assert (found.attendance["session"] == session["session"].iloc[0]).sum() == 2
    assert not len(found.set_aside)


@pytest.mark.parametrize("is_new", [False, True])
def test_saved_in_one_go_and_undone(tmp_path: Path, is_new: bool) -> None:
    source = Source(ExcelWorkbook(write_xlsx(tmp_path / "log.xlsx", tables())))
    form = record(
        session="S-04" if is_new else "S-02",
        is_new=is_new,
        values={"case": "Churn"},
        attendance=(Attendee("ann.Atlas", "yes"), Attendee("bo.Atlas", "excused")),
        reviews=(Review("A-0041", status="done", update="All called"),),
        actions=(NewAction("Write", "bo.Atlas", due=date(2026, 4, 1)),),
        insights=(NewInsight("Nobody reads it", "bo.Atlas"),),
    )
    before = source.current().log
    change_set = made(form, before)
    saved = save(source, change_set, Viewer("lead", "lee@x.org"))
    assert saved.is_written, saved
    after = source.current().log
    grown = {tab: len(after.tabs[tab]) - len(before.tabs[tab]) for tab in before.tabs}
    wanted = {"sessions": int(is_new), "attendance": 2, "actions": 1, "action_reviews": 1, "insights": 1}
    assert {tab: grown[tab] for tab in wanted} == wanted
    assert after.actions.set_index("action").loc["A-0041", "status"] == "done"

    undo = undo_of(change_set, after, id="20260320-2", who="lee@x.org", at=NOW)
    assert undo.problems == ()
    assert len(undo.remarks) == 1
    assert save(source, undo.change_set, Viewer("lead", "lee@x.org")).is_written
    back = source.current().log
    for tab, frame in before.tabs.items():
        if tab != "edits":
            assert back.tabs[tab].astype("str").to_dict("records") == frame.astype("str").to_dict(
                "records"
            ), tab
    assert set(back.set_aside["reason"]) == {UNDONE}
    assert len(back.set_aside) == len(change_set.additions)
    assert len(back.checks[back.checks["rule"] == "undone"]) == back.set_aside["tab"].nunique()

    redo = undo_of(undo.change_set, back, id="20260320-3", who="lee@x.org", at=NOW)
    assert save(source, redo.change_set, Viewer("lead", "lee@x.org")).is_written
    again = source.current().log
    assert {tab: len(again.tabs[tab]) - len(before.tabs[tab]) for tab in wanted} == wanted
    assert again.sessions.set_index("session").loc[form.session, "status"] == "held"


def test_after_an_undo_the_same_session_can_be_logged_again(tmp_path: Path) -> None:
    source = Source(ExcelWorkbook(write_xlsx(tmp_path / "log.xlsx", tables())))
    form = record(attendance=(Attendee("ann.Atlas", "yes"), Attendee("bo.Atlas", "no")))
    form = replace(form, insights=(NewInsight("Nobody reads it", "bo.Atlas"),))
    first = made(form, source.current().log)
    assert save(source, first, Viewer()).is_written
    back = undo_of(first, source.current().log, id="20260320-2", who="me", at=NOW).change_set
    assert save(source, back, Viewer()).is_written
    rows = len(source.current().log.set_aside)
    assert rows == 3
    again = made(
        replace(form, attendance=(Attendee("ann.Atlas", "yes"), Attendee("bo.Atlas", "yes"))),
        source.current().log,
    )
    assert save(source, replace(again, id="20260320-3"), Viewer()).is_written
    for now in (source.current().log, Source(ExcelWorkbook(tmp_path / "log.xlsx")).current().log):
        assert not len(now.set_aside)  # the rows of the undone save hold what was said now
        known = now.attendance[now.attendance["session"] == "S-02"].set_index("member")["present"]
        assert known.to_dict() == {"ann.Atlas": "yes", "bo.Atlas": "yes"}
        assert (now.insights["text"] == "Nobody reads it").sum() == 1


def test_somebody_else_logs_the_same_session_first(tmp_path: Path) -> None:
    source = Source(ExcelWorkbook(write_xlsx(tmp_path / "log.xlsx", tables())))
    before = session_record.seen(source.current().log, "Atlas", "S-02")
    theirs = made(
        record(held=date(2026, 3, 18), attendance=(Attendee("ann.Atlas", "no"),)), source.current().log
    )
    assert save(source, theirs, Viewer()).is_written
    mine = record(attendance=(Attendee("ann.Atlas", "yes"),))
    assert [p.column for p in session_record.problems(mine, source.current().log, DAY)] == ["session"]
    mine_set = replace(made(mine, source.current().log, before=before), id="20260320-2")
    saved = save(source, mine_set, Viewer())
    assert not saved.is_written
    assert {conflict.change.column for conflict in saved.conflicts} == {"held", "present"}
