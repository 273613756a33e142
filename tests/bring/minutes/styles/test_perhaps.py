"""What is offered without its tick, since it may be talk, and what of it is offered at all."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.proposals import MinutesRead
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster([(name.split()[0].lower(), name, "") for name in ("Ada Brandt", "Bo Lind", "Cy Mendes")])


def read(text: str) -> MinutesRead:
    return read_minutes(read_text("North circle, 14 May 2026\nPresent: Ada, Bo\n\n" + text), ROSTER)


@pytest.mark.parametrize(
    ("text", "what", "owners"),
    [
        ("Bo is calling the plumber about the tap.", "Calling the plumber about the tap", ("bo",)),
        ("- Ada starts a page for ideas.", "Starts a page for ideas", ("ada",)),
        ("Drinks for newcomers before the fair. BL", "Drinks for newcomers before the fair", ("bo",)),
        ("All members to read the rules.", "Read the rules", ()),
        ("Ask Cy to bring the keys.", "Bring the keys", ("cy",)),
        ("Ada will continue to help in hall 2.", "Continue to help in hall 2", ("ada",)),
        ("The lamps need to be fitted soon.", "The lamps need to be fitted soon", ()),
        ("Rent to be raised by 5 pounds.", "Rent to be raised by 5 pounds", ()),
        ("Bo has paid the plumber for the tap. BL", "Bo has paid the plumber for the tap", ("bo",)),
    ],
)  # fmt: skip
def test_what_may_be_a_task(text: str, what: str, owners: tuple[str, ...]) -> None:
    assert [(one.what, one.owners, one.is_likely) for one in read(text).actions] == [(what, owners, False)]


@pytest.mark.parametrize(
    ("text", "what", "owners"),
    [
        ("The plan, which in Ada's absence Bo Lind (planner) will show at the fair", "Show at the fair", ("bo",)),
        ("New lamps to be fitted in hall 2.", "New lamps to be fitted in hall 2", ()),
        ("Rules to be checked for how fees would be set.", "Rules to be checked for how fees would be set", ()),
        ("New lamps to be fitted by Cy.", "New lamps to be fitted", ("cy",)),
        ("The director will ring the plumber for a quote.", "Ring the plumber for a quote", ()),
        ("Form a group for the fair. BL", "Form a group for the fair", ("bo",)),
        ("It was requested that the model be put on the shelf.", "The model be put on the shelf", ()),
    ],
)  # fmt: skip
def test_what_is_plainly_to_be_done_is_ticked(text: str, what: str, owners: tuple[str, ...]) -> None:
    assert [(one.what, one.owners, one.is_likely) for one in read(text).actions] == [(what, owners, True)]


def test_who_is_told_to_do_it_has_a_task_where_names_speak_too() -> None:
    talk = "\n".join(
        f"{who}: the tap {did}"
        for who, did in [("Ada", "drips"), ("Bo", "is old"), ("Ada", "leaks"), ("Cy", "was dear")]
    )
    (found,) = read(f"{talk}\n\nPaint is dear. Bo to call the plumber.").actions
    assert (found.what, found.owners, found.is_likely) == ("Call the plumber", ("bo",), True)


def test_who_was_asked_to_do_it_wherever_it_is_said_has_a_task() -> None:
    (found,) = read("Plans for the fair were shown and Bo was asked to ring the caterer.").actions
    assert (found.what, found.owners, found.is_likely) == ("Ring the caterer", ("bo",), True)


@pytest.mark.parametrize(
    "text",
    ["The tap is to be discussed later.", "Should lamps be fitted?", "If Bo is free, he will help.",
     "Ada said she would like to see the lamps.",
     "Bo is hoping for a quiet June.", "Ada was asked to explain what she meant."],
)  # fmt: skip
def test_what_is_no_task(text: str) -> None:
    assert read(text).actions == ()


@pytest.mark.parametrize(
    "text",
    [
        "Hall 2 will be put off until the new lamps are there",
        "The fair was renamed to spring day by the mill",
    ],
)
def test_what_may_be_decided(text: str) -> None:
    assert [(one.text, one.is_likely) for one in read(text).decisions] == [(text, False)]


@pytest.mark.parametrize(
    "text", ["The fair was renamed to spring day", "We also discussed and approved the drawings of hall 2"]
)
def test_what_is_plainly_decided_is_ticked(text: str) -> None:
    assert [(one.text, one.is_likely) for one in read(text).decisions] == [(text, True)]


@pytest.mark.parametrize(
    "text",
    ["Ada said the plan was accepted elsewhere.", "The motion carried unanimously.", "It could be agreed in May.",
     "Bo agreed with her.", "The report was not accepted."],
)  # fmt: skip
def test_what_decides_nothing(text: str) -> None:
    assert read(text).decisions == ()


@pytest.mark.parametrize(
    ("text", "is_likely"),
    [
        ("Cy Mendes: The plant is back at work. I will invite the planner to our next session.", True),
        ("Cy Mendes: The plant is back at work. I'm going to sit with the planner.", False),
    ],
)
def test_what_somebody_takes_on_in_a_report(text: str, is_likely: bool) -> None:
    (found,) = read(text).actions
    assert (found.owners, found.is_likely) == (("cy",), is_likely)


def test_what_may_be_a_task_is_not_offered_beside_the_same_task() -> None:
    found = read(
        "Bo is calling the plumber about the tap.\n\nAction: Bo to call the plumber about the tap"
    ).actions
    assert [one.is_likely for one in found] == [True]
