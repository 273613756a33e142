"""One sentence -> what is to be done, by whom and by when."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.minutes.dates import Calendar
from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.reading import read_minutes
from lib.bring.minutes.task_text import task_in
from lib.bring.people import Roster

NAMES = Names(Roster([("ada", "Ada Brandt", ""), ("bo", "Bo Lindqvist", ""), ("cy", "Cy Okafor", "")]))
CALENDAR = Calendar(date(2026, 3, 10))


@pytest.mark.parametrize(
    ("text", "what", "owners", "due"),
    [
        ("Ada to send the draft by 12 March", "Send the draft", ["ada"], "2026-03-12"),
        ("Ada Brandt will send the draft", "Send the draft", ["ada"], ""),
        ("Ada: send the draft (Friday)", "Send the draft", ["ada"], "2026-03-13"),
        ("Send the draft (Ada, 12 March)", "Send the draft", ["ada"], "2026-03-12"),
        ("Send the draft – Ada – 12.3.2026", "Send the draft", ["ada"], "2026-03-12"),
        ("[Ada] send the draft", "Send the draft", ["ada"], ""),
        ("@ada send the draft", "Send the draft", ["ada"], ""),
        ("Ada and Bo: send the draft", "Send the draft", ["ada", "bo"], ""),
        ("Mr. Lindqvist to send the draft", "Send the draft", ["bo"], ""),
        ("Send the draft. Owner: Ada. Due: 13 Mar.", "Send the draft", ["ada"], "2026-03-13"),
        ("The draft is to be sent by Bo", "The draft is to be sent", ["bo"], ""),
        ("Invite Bo to the workshop of 12 May", "Invite Bo to the workshop of 12 May", [], ""),
        ("Ask Ada about Bo's plan", "Ask Ada about Bo's plan", [], ""),
        ("Prepare the session on leadership", "Prepare the session on leadership", [], ""),
        ("All to read chapter 3", "Read chapter 3", [], ""),
        ("Fair: Ada to book the hall", "Book the hall", ["ada"], ""),
    ],
)
def test_who_does_what_by_when(text: str, what: str, owners: list[str], due: str) -> None:
    task = task_in(text, NAMES, CALENDAR)
    assert task is not None
    assert (task.what, task.owners) == (what, owners)
    assert task.due == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "none",
        "No new actions",
        "Ada Brandt",
        "TBD",
        "88 children",
        "Wollen wir das so machen",
        "Action complete",
    ],
)
def test_what_is_no_task(text: str) -> None:
    assert task_in(text, NAMES, CALENDAR) is None


def test_a_task_about_what_was_approved_is_one() -> None:
    for text in (
        "Approved vendors to be listed",
        "Tell the plant that the board approved the plan",
        "Complete the list",
        "Ada: approved the budget; send it to Bo by 20 March",
        "Carried as open: Bo sends slides",
    ):
        assert task_in(text, NAMES, CALENDAR) is not None


WORDY = Names(Roster([("will", "Will May", ""), ("mark", "Mark Young", ""), ("ada", "Ada Brandt", "")]))


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Mark invoices older than 30 days as disputed", []),
        ("Will there be budget? Ask finance", []),
        ("Mark to call the vendor", ["mark"]),
        ("Will will draft the memo", ["will"]),
        ("Mark: send the deck", ["mark"]),
        ("Mark, please send the deck", ["mark"]),
        ("Mark Young send the deck", ["mark"]),
        ("Ada send the deck", ["ada"]),
    ],
)
def test_a_name_that_is_also_a_word_needs_more_to_own_a_task(text: str, owners: list[str]) -> None:
    task = task_in(text, WORDY, CALENDAR)
    assert task is not None
    assert task.owners == owners


@pytest.mark.parametrize(
    "text", ["Ada: on vacation until 7 April", "see above", "Ada: ill this week", "Ada: siehe Anhang",
             "Ada – out of office"]
)  # fmt: skip
def test_who_is_away_and_where_to_look_are_no_tasks(text: str) -> None:
    assert task_in(text, WORDY, CALENDAR) is None


def test_a_task_about_people_who_are_away_is_one() -> None:
    for text in ("Ada: out of office replies are collected", "Ada: see above all to the budget of the pilot"):
        assert task_in(text, WORDY, CALENDAR) is not None


def test_who_stands_before_an_arrow_owns_what_follows() -> None:
    read = read_minutes(
        read_text(
            "Atlas 2026-03-24\n* ada -> sample data (fri)\n* will + ada -> 1-pager for all\n* will -> nothing"
        ),
        Roster([("will", "Will May", ""), ("ada", "Ada Brandt", "")]),
    )
    assert [(one.what, one.owners) for one in read.actions] == [
        ("Sample data", ("ada",)),
        ("1-pager for all", ("will", "ada")),
    ]
