"""Accepted minutes as changes of the log: a new session, a planned one, and one that is logged already."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lib.bring.minutes.already_logged import session_of_day
from lib.bring.minutes.session_changes import Accepted, AcceptedAction, changes
from lib.log.changing import validation
from lib.log.changing.changes import ChangeSet
from tests.data.logs import log

DAY = date(2026, 3, 12)
BEGUN = ChangeSet("1", "local", datetime(2026, 4, 1, tzinfo=UTC))
LOG = log(
    circles=[{"circle": "Atlas", "cadence_days": 28}, {"circle": "Borea", "cadence_days": 28}],
    members=[{"member": "ann", "circle": "Atlas", "name": "Ann Ash"}, {"member": "bo", "circle": "Atlas", "name": ""}],
    sessions=[
        {"session": "Atlas-01", "circle": "Atlas", "planned": DAY, "held": DAY, "status": "held", "facilitator": "ann",
         "note_taker": "", "guest": "", "decision": "Go on"},
        {"session": "Atlas-02", "circle": "Atlas", "planned": date(2026, 4, 9), "held": "", "status": "planned",
         "facilitator": "", "note_taker": "", "guest": "", "decision": ""},
        {"session": "Borea-01", "circle": "Borea", "planned": DAY, "held": "", "status": "cancelled"},
    ],
    attendance=[{"session": "Atlas-01", "member": "ann", "present": "yes"}],
    insights=[{"insight": "I-1", "session": "Atlas-01", "text": "Ask first"}],
    actions=[
        {"action": "A-1", "circle": "Atlas", "what": "Call ten", "session": "Atlas-01", "owner": "ann", "due": "",
         "status": "open", "created": DAY, "first_due": "", "closed": "", "kind": ""},
        {"action": "A-2", "circle": "Atlas", "what": "Send notes", "session": "", "owner": "bo", "due": "",
         "status": "done", "created": "", "first_due": "", "closed": DAY, "kind": ""},
    ],
)  # fmt: skip


def test_the_session_of_a_day() -> None:
    assert session_of_day(LOG, "Atlas", DAY) == ("Atlas-01", "logged")
    assert session_of_day(LOG, "Atlas", date(2026, 4, 9)) == ("Atlas-02", "planned")
    assert session_of_day(LOG, "Atlas", date(2026, 4, 2)) == ("Atlas-02", "near")
    assert session_of_day(LOG, "Atlas", date(2026, 4, 10)) == ("Atlas-02", "near")
    assert session_of_day(LOG, "Atlas", date(2026, 3, 13)) == ("Atlas-01", "near"), "held the day before"
    assert session_of_day(LOG, "Atlas", date(2026, 3, 16)) == ("", "new")
    assert session_of_day(LOG, "Borea", DAY) == ("", "new")


def test_a_new_session_gets_the_next_keys_and_everything_in_it() -> None:
    accepted = Accepted(
        "Atlas",
        date(2026, 3, 20),
        attendance={"ann": "yes", "bo": "excused"},
        roles={"facilitator": "bo"},
        guests=("Dana", "Eli"),
        decisions=("Stop the report.", "Start the call"),
        insights=("Ask first",),
        actions=(
            AcceptedAction("Send notes", "bo"),
            AcceptedAction("Book it", "ann", date(2026, 3, 27)),
        ),
    )
    made, notes = changes(accepted, LOG, BEGUN)
    assert not notes
    assert not made.changes
    session, ann, bo, send, book, insight = (addition.values for addition in made.additions)
    assert session == {
        "session": "Atlas-03", "circle": "Atlas", "planned": accepted.held, "held": accepted.held, "status": "held",
        "facilitator": "bo", "guest": "Dana, Eli", "decision": "Stop the report; Start the call",
    }  # fmt: skip
    assert (ann["present"], bo["present"]) == ("yes", "excused")
    assert send == {
        "action": "A-3", "circle": "Atlas", "what": "Send notes", "session": "Atlas-03", "kind": "action",
        "owner": "bo", "created": accepted.held, "status": "open",
    }  # fmt: skip
    assert (book["action"], book["status"], book.get("closed")) == ("A-4", "open", None)
    assert (book["due"], book["first_due"]) == (date(2026, 3, 27), date(2026, 3, 27))
    assert insight == {"insight": "I-2", "session": "Atlas-03", "text": "Ask first"}
    assert not validation.problems(made, LOG)


def test_a_logged_session_gets_what_is_missing_and_nothing_twice() -> None:
    accepted = Accepted(
        "Atlas",
        DAY,
        "Atlas-01",
        attendance={"ann": "no", "bo": "yes"},
        roles={"facilitator": "bo", "note_taker": "bo"},
        decisions=("Go on.", "Stop it"),
        insights=("ask first.",),
        actions=(
            AcceptedAction("call ten.", "bo"),
            AcceptedAction("Write", "ann"),
            AcceptedAction("write ", "ann"),
        ),
    )
    made, notes = changes(accepted, LOG, BEGUN)
    assert [(one.tab, one.column, one.before, one.after) for one in made.changes] == [
        ("sessions", "note_taker", None, "bo"),
        ("sessions", "decision", "Go on", "Go on; Stop it"),
    ]
    assert [(one.tab, one.key) for one in made.additions] == [
        ("attendance", "Atlas-01 · bo"),
        ("actions", "A-3"),
    ]
    text = "\n".join(notes)
    assert "Facilitator: the log says ann, the notes bo. The log is left as it is." in text
    assert "Attendance of ann: the log says yes, the notes no." in text
    assert "“call ten.” is already in the log as A-1." in text
    assert "1 decision is already in the log." in text
    assert "“ask first.” is already in the log." in text


def test_saved_again_there_is_nothing_to_write() -> None:
    accepted = Accepted(
        "Atlas", DAY, "Atlas-01", {"ann": "yes"}, {"facilitator": "ann"}, (), ("Go on",), ("Ask first",),
        (AcceptedAction("Call ten", "ann"),),
    )  # fmt: skip
    assert not len(changes(accepted, LOG, BEGUN)[0])


def test_a_planned_session_becomes_held() -> None:
    made, _ = changes(Accepted("Atlas", date(2026, 4, 2), "Atlas-02", decisions=("Go",)), LOG, BEGUN)
    assert {one.column: one.after for one in made.changes} == {
        "held": date(2026, 4, 2), "status": "held", "decision": "Go",
    }  # fmt: skip


def test_an_open_action_of_the_same_text_and_owner_is_not_doubled_but_a_done_one_may_come_again() -> None:
    later = date(2026, 3, 20)
    again = Accepted(
        "Atlas", later, actions=(AcceptedAction("Call ten", "ann"), AcceptedAction("Send notes", "bo"))
    )
    made, notes = changes(again, LOG, BEGUN)
    assert [one.values["what"] for one in made.additions if one.tab == "actions"] == ["Send notes"]
    assert len(notes) == 1


def test_documents_saved_together_do_not_share_keys() -> None:
    days = (date(2026, 3, 20), date(2026, 3, 27))
    sets: list[ChangeSet] = []
    for day in days:
        one = Accepted("Atlas", day, actions=(AcceptedAction(f"Do {day}", "ann"),), insights=("So",))
        sets.append(changes(one, LOG, BEGUN, sets)[0])
    keys = [addition.key for one in sets for addition in one.additions]
    assert len(set(keys)) == len(keys) == 6
    together = ChangeSet("2", "local", BEGUN.at, (), tuple(a for one in sets for a in one.additions))
    assert not validation.problems(together, LOG)


def test_the_case_fills_a_blank_cell() -> None:
    made, _ = changes(Accepted("Atlas", date(2026, 3, 20), case="Too many reports"), LOG, BEGUN)
    assert "case" not in made.additions[0].values, "the workbook has no such column"
    wide = log(
        circles=[{"circle": "Atlas"}],
        sessions=[
            {"session": "A-1", "circle": "Atlas", "planned": DAY, "held": DAY, "status": "held", "case": ""}
        ],
    )
    made, _ = changes(Accepted("Atlas", DAY, "A-1", case="Too many reports"), wide, BEGUN)
    assert [(one.column, one.after) for one in made.changes] == [("case", "Too many reports")]


def test_a_ticked_action_closes_the_open_one_of_the_log_and_is_never_a_new_one() -> None:
    accepted = Accepted(
        "Atlas",
        date(2026, 3, 20),
        actions=(
            AcceptedAction("call ten.", "ann", is_done=True),
            AcceptedAction("Ten call", "", is_done=True),
            AcceptedAction("Send the deck", "bo", is_done=True),
            AcceptedAction("Call ten", "bo", is_done=True),
        ),
    )
    made, notes = changes(accepted, LOG, BEGUN)
    assert {addition.tab for addition in made.additions} == {"sessions"}
    written = {change.column: change.after for change in made.changes if change.tab == "actions"}
    assert written == {"status": "done", "closed": date(2026, 3, 20)}
    assert {change.key for change in made.changes if change.tab == "actions"} == {"A-1"}
    assert notes[0] == "“call ten.” is open in the log as A-1, which is closed."
    assert [note for note in notes if "left out" in note] == [
        "“Send the deck” was done already and is not open in the log: it is left out.",
        "“Call ten” was done already and is not open in the log: it is left out.",
    ]
