"""Words as people write them: the usual ones mean the format's words, any other means nothing."""

from __future__ import annotations

import pytest

from lib.log.format.cells import Unfit, read_word, read_yes_no
from lib.log.format.schema import TABS
from lib.log.format.words import _lists, fillers, word_for, word_form

STATUS, SESSION, PRESENT = (
    TABS[tab].column(name)
    for tab, name in (("actions", "status"), ("sessions", "status"), ("attendance", "present"))
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Completed", "done"),
        ("CLOSED", "done"),
        ("Resolved", "done"),
        ("Erledigt", "done"),
        ("✅", "done"),
        ("✔\ufe0f", "done"),
        (True, "done"),
        ("100 %", "done"),
        (1.0, "done"),
        ("Won't do", "cancelled"),
        ("Rejected", "cancelled"),
        ("In Progress", "doing"),
        ("WIP", "doing"),
        ("On hold", "blocked"),
        ("Not started", "open"),
        ("Terminé", "done"),
        ("termine", "done"),
        ("Hecho", "done"),
        ("Gedaan", "done"),
        ("Concluído", "done"),
        ("-", None),
        ("", None),
    ],
)
def test_what_an_action_status_means(said: object, meant: str | None) -> None:
    assert read_word(said, STATUS) == meant


@pytest.mark.parametrize("said", ["Postponed", "80 %", 0.5, "Done by Bo", "mostly done", "ok"])
def test_a_status_that_is_in_no_list_is_refused(said: object) -> None:
    with pytest.raises(Unfit):
        read_word(said, STATUS)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Late", "yes"),
        ("Online", "yes"),
        ("Remote", "yes"),
        ("Regrets", "excused"),
        ("Excused absence", "excused"),
        ("Sick", "excused"),
        ("No show", "no"),
        ("Absent", "no"),
        ("P", "yes"),
        ("A", "no"),
        ("E", "excused"),
        ("L", "yes"),
        ("entschuldigt", "excused"),
        ("Présente", "yes"),
        ("Afgemeld", "excused"),
    ],
)
def test_what_an_attendance_mark_means(said: str, meant: str) -> None:
    assert read_word(said, PRESENT) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Completed", "held"), ("Took place", "held"), ("Cancelled", "cancelled"), ("Ausgefallen", "cancelled")],
)
def test_what_a_session_status_means(said: str, meant: str) -> None:
    assert read_word(said, SESSION) == meant


def test_a_postponed_session_is_neither_held_nor_cancelled() -> None:
    with pytest.raises(Unfit):
        read_word("Postponed (holiday)", SESSION)


def test_words_of_the_settings_go_first() -> None:
    assert read_word("Parked", STATUS) == "blocked"
    assert read_word("Parked", STATUS, {"parked": "cancelled"}) == "cancelled"
    assert read_word("Grün", STATUS, {word_form("Grün"): "erledigt"}) == "done"
    assert read_yes_no("vielleicht", {"vielleicht": "no"}) is False


def test_no_word_means_two_things() -> None:
    """A word in two lists of one column would be read by the order of the lists."""
    for name, lists in _lists().items():
        seen: dict[str, str] = {}
        for word, others in lists.items():
            for other in others:
                form = word_form(other)
                assert seen.setdefault(form, word) == word, f"{name}, {other}: {seen[form]} and {word}"


def test_every_list_is_of_a_column_of_the_format() -> None:
    words = {frozenset(column.words) for tab in TABS.values() for column in tab.columns if column.words}
    for name, lists in _lists().items():
        if name not in ("says_nothing", "yes_no"):
            assert frozenset(lists) in words, name


def test_fillers_are_no_words() -> None:
    for column in (STATUS, SESSION, PRESENT):
        assert not [form for form in fillers() if word_for(form, column)]


def test_invisible_characters_do_not_count() -> None:
    assert word_form("\ufeffDo\u200bne\u00a0") == "done"
    assert word_form("On\u2010time") == "ontime"
