"""Who is to do what, by the words before and after the people whom a sentence names."""

from __future__ import annotations

import pytest

from lib.bring.minutes.people.names import Names, own_initials
from lib.bring.minutes.styles.assigning.assigned import tasks_in
from lib.bring.people import Roster

ROSTER = Roster([("ada", "Ada Brandt", ""), ("bo", "Bo Chen", ""), ("cy", "Cy Doyle", "")])
NAMES = Names(ROSTER, (), own_initials(ROSTER.names))


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Bo agreed that he and two members would select a bank.", "select a bank"),
        ("Ada offered to be in charge of catering.", "be in charge of catering"),
        ("Bo agreed to be the school liaison.", "be the school liaison"),
        ("Bo would speak to the council about the lamps.", "speak to the council about the lamps"),
        ("Ada promised that she would look at the accounts.", "look at the accounts"),
        ("Bo is happy to paint the door.", "paint the door"),
        ("Bo is taking care of the lamps.", "taking care of the lamps"),
        ("Bo will be responsible for the lamps.", "the lamps"),
        ("Bo has taken on the newsletter.", "the newsletter"),
        ("Bo will be the contact for the hall.", "be the contact for the hall"),
        ("Bo takes the lead on the new website.", "takes the lead on the new website"),
        ("A lorry has carved up the path, Bo to speak to the driver.", "speak to the driver"),
        ("Playground bin – ongoing BC to order a key.", "order a key"),
        ("Agreed for Bo to amend the rules.", "amend the rules"),
        ("Homework for Bo is to create a plan.", "create a plan"),
        ("It was left with Bo to create a plan.", "create a plan"),
        ("Bo was given the task of creating a plan.", "creating a plan"),
        ("Bo must send the form to the bank.", "send the form to the bank"),
        ("We asked Bo to send the form to the bank.", "send the form to the bank"),
        ("Ada asked Bo if he could send the form, which he agreed to do.", "send the form"),
        ("Bo, please send the form to the bank.", "send the form to the bank"),
        ("Ada thanked Bo, who has offered to send the form.", "send the form"),
        ("The form will be filled in by Bo.", "The form will be filled in"),
        ("Ada will, with help from Cy, send the form.", "send the form"),
        ("It was agreed that Bo should speak to the tenant.", "speak to the tenant"),
        ("Bo did not go to the fair, will ask for the notes.", "ask for the notes"),
        ("Bo said no date was set, but planned to write to the bank.", "write to the bank"),
        ("Bo to ask whether we can close it in summer?", "ask whether we can close it in summer"),
        (
            "The switch was looked at, which Bo will replace.",
            "The switch was looked at, which Bo will replace."[:-1],
        ),
        ("Ella Frost offered to send the form.", "send the form"),
        ("Committee requested to send the chairman ideas.", "send the chairman ideas"),
    ],
)
def test_what_somebody_is_to_do(sentence: str, what: str) -> None:
    assert [said.rstrip(".") for _, said in tasks_in(sentence, NAMES)] == [what]


@pytest.mark.parametrize(
    "sentence",
    [
        "Bo would like a new printer.",
        "If the bank agrees, Bo would send the form.",
        "Bo agreed to be present.",
        "Bo was asked to explain the plan.",
        "Members are asked to put their bookings into the calendar.",
        "The board appointed Bo to a committee that will report in May.",
        "Bo volunteered to second the motion.",
        "Ada hoped that Bo would write to the council.",
        "Ada wants Bo to write to the council.",
        "Bo is working on the new website.",
        "Ada offered to help.",
        "Should Bo send the form to the bank?",
        "Bo will be away in June.",
    ],
)
def test_who_is_only_spoken_of(sentence: str) -> None:
    assert list(tasks_in(sentence, NAMES)) == []


def test_a_task_ends_where_that_of_somebody_else_begins() -> None:
    sentence = "The key is lost, so Ada to order a new one and Bo will tell the tenants."
    assert list(tasks_in(sentence, NAMES)) == [
        (("ada",), "order a new one"),
        (("bo",), "tell the tenants."),
    ]


def test_what_comes_in_future_is_of_the_next_person() -> None:
    sentence = "Bo to print the list and in future Cy to send it by mail."
    assert list(tasks_in(sentence, NAMES)) == [(("bo",), "print the list"), (("cy",), "send it by mail.")]


def test_a_pronoun_means_the_only_one_named_before() -> None:
    assert list(tasks_in("He would report back.", NAMES, ("Bo rang the tenant.", ""))) == [
        (("bo",), "report back.")
    ]
    assert list(tasks_in("He would report back.", NAMES, ("Bo rang Ada.", ""))) == []


def test_a_stranger_is_known_by_a_name_that_is_one_elsewhere() -> None:
    assert list(tasks_in("Nell to write to the bank.", NAMES, strangers={"Nell"})) == [
        (("Nell",), "write to the bank.")
    ]
    assert list(tasks_in("Ada asked Dick to write it.", NAMES, strangers={"Dick"})) == [
        (("Dick",), "write it.")
    ]
    assert list(tasks_in("Application to extend the hall.", NAMES)) == []


def test_what_somebody_will_do_is_talk_where_tasks_are_listed() -> None:
    assert list(tasks_in("Bo must send the form to the bank.", NAMES, is_talk=True)) == []
    assert list(tasks_in("Bo volunteered to send the form.", NAMES, is_talk=True)) != []
