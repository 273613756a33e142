"""What a label announces where no list has it."""

from __future__ import annotations

import pytest

from lib.bring.minutes.vocabulary import meaning_of


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("Attending today", "present"),
        ("Commissioners present", "present"),
        ("Who was in", "present"),
        ("January 6 Attendees:", "present"),
        ("Teilnehmer am 3. März 2024", "present"),
        ("Appologies", "excused"),
        ("Couldn't attend", "absent"),
        ("Who wasn't", "absent"),
        ("Apologies for absence received from", "excused"),
        ("Sorry they couldn't be with us", "excused"),
        ("Where we landed", "decisions"),
        ("Was wir vereinbart haben", "decisions"),
        ("Motions carried", "decisions"),
        ("Who's doing what by when", "actions"),
        ("Before next time", "actions"),
        ("And the to-dos", "actions"),
        ("Since last time", "reviewed"),
        ("No further action required", "other"),
        ("Action is complete", "reviewed"),
        ("Minutes taken by", "note_taker"),
        ("Chaired by", "facilitator"),
    ],
)
def test_known_by_its_words_and_their_order(label: str, meaning: str) -> None:
    assert meaning_of(label) == meaning


@pytest.mark.parametrize(
    "label",
    [
        "What we talked about",
        "Open items",
        "What went well",
        "Who presented",
        "Harbor",
        "Motion",
        "@Tara",
        "6 January",
    ],
)
def test_anything_else_is_not(label: str) -> None:
    assert meaning_of(label) is None
