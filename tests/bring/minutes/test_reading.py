"""Minutes of twelve styles understood: the corpus beside this file, and what keeps a proposal from being a guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from lib.bring.minutes.formats.file import read_file, read_text
from lib.bring.minutes.reading import MOST, read_minutes
from lib.bring.people import Roster
from lib.ui.notes import answers
from tests.bench import minutes as bench
from tests.examples import IS_THOROUGH, thorough

ROSTER = Roster(
    [("ada@x.org", "Ada Brandt", ""), ("bo@x.org", "Bo Lindqvist", ""), ("cy@x.org", "Cy Okafor", "")]
)
EVERY = 1 if IS_THOROUGH else 3
"""For every commit, one document in three is read; all where somebody looks harder."""


@pytest.fixture(scope="module")
def scores() -> Mapping[str, Mapping[str, bench.Score]]:
    return bench.scores(every=EVERY)


def test_the_corpus_is_large_and_varied() -> None:
    documents = list(bench.documents())
    assert len(documents) >= 150
    assert len({style for style, _, _ in documents}) >= 12


@thorough
@pytest.mark.parametrize("style", sorted(folder.name for folder in bench.CORPUS.iterdir() if folder.is_dir()))
def test_precision_and_recall_of_each_style(
    scores: Mapping[str, Mapping[str, bench.Score]], style: str
) -> None:
    for kind, score in scores[style].items():
        assert score.precision >= 0.95, (kind, score.errors)
        assert score.recall >= 0.85, (kind, score.errors)


@pytest.mark.parametrize("kind", bench.KINDS)
def test_precision_and_recall_of_all_styles(
    scores: Mapping[str, Mapping[str, bench.Score]], kind: str
) -> None:
    found = [score[kind] for score in scores.values()]
    right, proposed, wanted = (
        sum(getattr(each, name) for each in found) for name in ("right", "proposed", "wanted")
    )
    errors = [error for each in found for error in each.errors]
    assert right >= 0.97 * proposed, errors
    assert right >= 0.95 * wanted, errors


def test_every_proposal_is_beside_the_line_that_it_came_from() -> None:
    for _, path, _ in bench.documents(every=EVERY):
        document, read = bench.read_once(path, strangers=False)
        lines = {line.number: line.text for line in document.lines} | {0: document.name}
        for one in (read.day, read.circle, *read.attendance, *read.roles, *read.actions, *read.decisions):
            assert one is not None
            assert one.source.text
            assert one.source.text in lines[one.source.line], path


def test_without_a_roster_names_come_as_they_are_written() -> None:
    read = read_minutes(
        read_text("12 March 2026\nPresent: Ada Brandt, Bo Lindqvist\nAction: Ada to call Bo"), Roster([])
    )
    assert [(one.person, one.is_member) for one in read.attendance] == [
        ("Ada Brandt", False),
        ("Bo Lindqvist", False),
    ]
    assert read.actions[0].owners == ("Ada Brandt",)


def test_a_note_taking_bot_is_nobody() -> None:
    text = (
        "Present: Ada, Otter.ai, Fireflies Notetaker, Bo's Read.ai meeting notes, RRSAgent\n"
        "Action: Copilot to send notes"
    )
    read = read_minutes(read_text(text), ROSTER)
    assert [one.person for one in read.attendance] == ["ada@x.org"]
    assert all(not action.owners for action in read.actions)


def test_what_is_not_resolved_is_named() -> None:
    text = (
        "Minutes of 3/4/2026\nPresent: everyone, Ada, Dan Gast\n"
        "Action: All to read chapter 3 by 12 March\nAction: Dan Gast to call the plant next week"
    )
    read = read_minutes(read_text(text), ROSTER)
    assert read.day is not None
    assert read.day.value is None
    assert "2026-03-04 or 2026-04-03" in read.day.doubts[0]
    assert "everyone" in {one.found for one in read.unresolved}
    first, second = read.actions
    assert not first.owners
    assert any("nobody in particular" in doubt for doubt in first.doubts)
    assert any("which year?" in doubt for doubt in first.doubts)
    assert second.owners == ("Dan Gast",)
    assert any("not in the roster" in doubt for doubt in second.doubts)
    assert any("no single day" in doubt for doubt in second.doubts)


def test_a_person_who_is_in_two_lists_is_doubtful() -> None:
    read = read_minutes(read_text("Present: Ada, Bo\nRegrets: Bo"), ROSTER)
    bo = next(one for one in read.attendance if one.person == "bo@x.org")
    assert any("line 2 says something else" in doubt for doubt in bo.doubts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just a few words about nothing.",
        "Ada said that Bo will be late. We talked about actions and decisions.",
        "Action items: none\nDecisions: none\nPresent: -",
        "## Action items from last meeting\n- Ada to call Bo by Friday\n- Bo to write",
        "Motion: to paint the room. Moved by Ada Brandt. The motion failed.",
        "PROPOSED RESOLUTION: paint the room",
        "No decision on the budget was made.",
        "Ada Brandt (Accepted)\nBo Lindqvist (Tentative)",
        "## Attendees\n- [ ] Ada Brandt\n- [ ] Bo Lindqvist",
    ],
)
def test_nothing_is_proposed_where_nothing_is_said(text: str) -> None:
    read = read_minutes(read_text(text), ROSTER)
    assert not read.attendance
    assert not read.actions
    assert not read.decisions


def test_the_day_comes_from_the_file_name_or_from_the_caller() -> None:
    document = read_file(b"Present: Ada\nAction: Ada to call Bo by Friday", "20260312-notes.txt")
    read = read_minutes(document, ROSTER)
    assert read.day is not None
    assert read.day.value == date(2026, 3, 12)
    assert read.actions[0].due == date(2026, 3, 13)
    pasted = read_minutes(read_text("Action: Ada to call Bo by Friday"), ROSTER, day=date(2026, 3, 12))
    assert pasted.day is None
    assert pasted.actions[0].due == date(2026, 3, 13)


def test_an_unknown_circle_is_named() -> None:
    read = read_minutes(read_text("Circle: Sunrise\nPresent: Ada"), ROSTER, circles=["North"])
    assert read.circle is not None
    assert read.circle.circle is None
    assert "Sunrise" in read.circle.doubts[0]


def test_there_is_a_bound_on_proposals() -> None:
    text = "\n".join(f"Action: Ada to send draft {number} of chapter {number}" for number in range(MOST + 20))
    read = read_minutes(read_text(text), ROSTER)
    assert len(read.actions) <= MOST
    assert any("split the document" in one.reason for one in read.unresolved)


@pytest.mark.parametrize(
    ("text", "present", "actions", "decisions"),
    [
        ("15:01 present+ Ada, Bo\n15:02 ACTION: Bo to call\n15:03 RESOLVED: Keep it", 2, 1, 1),
        ("15:01 Ada: present+\n15:02 Zakim: the attendees have been Ada, Bo", 1, 0, 0),
        ("Present: Ada\nAbsent: Bo\n\n| Key | Meaning |\n|---|---|\n| AI | action |", 1, 0, 0),
        ("We were three: Ada, Bo and Cy.", 3, 0, 0),
        ("From: Ada Brandt\nTo: all\nWe were two: Bo and me.", 2, 0, 0),
        ("Here: Ada, Bo – missing: Cy (ill)", 2, 0, 0),
        ("Present were Ada and Bo; Cy sent apologies.", 2, 0, 0),
        ("## Action items\n- Bo: write\n- ~~Ada: call~~ dropped", 0, 1, 0),
        ("- [ ] @Ada @Bo plan the round", 0, 1, 0),
        (
            "Task: Book the room\nResponsible: Bo\nDeadline: 2026-03-20\nOutcome: The room is kept until May.",
            0,
            1,
            1,
        ),
        ("Present: Ada\nAction: Bo to write\nA\nOn Mon, Ada wrote:\n> Action: Ada to call Cy", 1, 1, 0),
        ("4.2 The committee agreed to review the list every quarter.", 0, 0, 1),
        ("Protokoll\nB: Gäste dürfen zuhören\nA: Bo schreibt den Leitfaden", 0, 1, 1),
        ("Ada's case: we agreed that prices change twice a year.", 0, 0, 1),
        ("Action Taken: Approved the budget", 0, 0, 1),
        ("Action Required: Bo to reply by Friday\n- Action Needed: Ada to call the bank", 0, 2, 0),
        ("## Actions taken\n- Call the bank (Ada, 20 March)\n- Cy: slides to sponsor", 0, 2, 0),
        ("Action: The board chose Bo to sign the contract", 0, 1, 0),
        ("Action: The board approved the budget", 0, 0, 1),
        ("Action Items\n- Action complete\n- Closed", 0, 0, 0),
        ("No Action Needed: Bo will keep the draft", 0, 0, 0),
    ],
)
def test_habits_of_public_minutes(text: str, present: int, actions: int, decisions: int) -> None:
    read = read_minutes(read_text(text), ROSTER)
    here = [one for one in read.attendance if one.present == "yes"]
    assert (len(here), len(read.actions), len(read.decisions)) == (present, actions, decisions), read


def test_a_word_of_the_label_is_nobody() -> None:
    (action,) = read_minutes(read_text("Present: Ada\nAction Needed: Send the draft"), ROSTER).actions
    assert (action.what, action.owners) == ("Send the draft", ())


def test_a_day_of_the_month_and_the_next_meeting_are_days() -> None:
    text = (
        "12 March 2026\nAction: Bo to call by the 14th\n"
        "Action: Ada to report at the next meeting\nNext meeting: 9 April"
    )
    first, second = read_minutes(read_text(text), ROSTER).actions
    assert (first.due, second.due) == (date(2026, 3, 14), date(2026, 4, 9))
    assert second.what == "Report"


@pytest.mark.parametrize(
    ("line", "case"),
    [
        ("Case: Too many reports (Ada)", "Too many reports"),
        ("## Case of Bo: why nobody answers", "Why nobody answers"),
        ("2. Fallarbeit – Schichtübergabe im Werk, vorgestellt von Cy", "Schichtübergabe im Werk"),
        ("Case: No case management in the plant", "No case management in the plant"),
        ("Case: none", ""),
        ("Case: none this time", ""),
        ("Case: no case was presented today", ""),
        ("Case: to be decided", ""),
        ("## Case", ""),
        ("## Case of Bo", ""),
        ("In case: of fire leave the house", ""),
        ("The case was closed.", ""),
    ],
)
def test_the_case(line: str, case: str) -> None:
    assert [one.text for one in read_minutes(read_text(f"Present: Ada\n{line}"), ROSTER).cases] == [
        case
    ] * bool(case)


def test_a_name_of_two_members_is_neither_and_a_name_that_is_a_month_is_a_person() -> None:
    members = [("a1", "Ann Ash", ""), ("a2", "Ann Birch", ""), ("may", "May Li", ""), ("x", "X", "")]
    read = read_minutes(
        read_text(
            "12 March 2026\nPresent: Ann, May, X\nActions\n- May - all invoices by Friday\n- Ann: call X, May"
        ),
        Roster(members),
    )
    assert [(one.person, one.doubts) for one in read.attendance] == [
        ("Ann", ("may be Ann Ash or Ann Birch",)), ("may", ()), ("x", ()),
    ]  # fmt: skip
    assert [(one.what, one.owners, one.due) for one in read.actions] == [
        ("All invoices", ("may",), date(2026, 3, 13)), ("Call X, May", ("Ann",), None),
    ]  # fmt: skip
    assert "“Ann” may be Ann Ash or Ann Birch" in read.actions[1].doubts
    offers = {one.name: answers.offered_who(one) for one in answers.unknown_names(read)}
    assert offers == {"Ann": answers.LEAVE_OUT}  # no guest, and nobody in particular


def test_the_year_of_a_day_follows_from_other_days_of_the_document() -> None:
    for text, day in (
        ("Atlas circle 15 Oct\nPresent: Ada\nNext meeting: 5 November 2026", date(2026, 10, 15)),
        ("Atlas circle 17 Dec\nPresent: Ada\nNext meeting: 14 January 2027", date(2026, 12, 17)),
        ("Atlas circle 15 Oct\nPresent: Ada", None),
    ):
        held = read_minutes(read_text(text), Roster([])).day
        assert (held.value if held else None) == day, text


def test_a_first_name_that_is_another_members_key_is_asked_about() -> None:
    people = Roster([("ann", "Ann Zed", ""), ("a.b", "Ann Brown", ""), ("bo", "Bo Lindqvist", "")])
    text = "Present: Ann, Bo, Ann Zed\nAction: Ann to call the plant\nAction: Ann Brown to call Bo"
    read = read_minutes(read_text(text), people)
    assert [(one.person, one.is_member) for one in read.attendance] == [
        ("Ann", False),
        ("bo", True),
        ("ann", True),
    ]
    assert read.attendance[0].doubts == ("may be Ann Brown or Ann Zed",)
    assert [action.owners for action in read.actions] == [("Ann",), ("a.b",)]
    assert read.actions[0].doubts == ("“Ann” may be Ann Brown or Ann Zed",)
    assert not read.attendance[2].doubts
