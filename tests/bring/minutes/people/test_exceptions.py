"""Who a list leaves out is never proposed as having come."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.people.exceptions import left_out, says_who_came
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster(
    [("ada", "Ada Brandt", ""), ("bo", "Bo Birch", ""), ("cy", "Cy Cedar", ""), ("di", "Di Elm", "")]
)


@pytest.mark.parametrize(
    "line",
    [
        "Present: all except Bo Birch and Cy Cedar",
        "Present - all but Bo and Cy Cedar",
        "Attendees: everyone (except Bo and Cy)",
        "Present: all members, except for Bo and Cy; Di",
        "Anwesend: alle ohne Bo und Cy",
        "Anwesend: alle außer Bo, Cy",
        "Anwesend: alle bis auf Bo und Cy",
        "Présents : tous sauf Bo et Cy",
        "Presentes: todos salvo Bo y Cy",
        "Presentes: todos exceto Bo, Cy",
        "Aanwezig: iedereen behalve Bo en Cy",
        "Everyone was there except Bo and Cy.",
        "All except Bo and Cy were present.",
        "Present: the whole circle apart from Bo and Cy",
        "Present:\n- all except Bo and Cy",
        "Present: Ada, Di, but not Bo and Cy",
        "| Attendees | all but Bo and Cy |\n|---|---|\n| Date | 2026-03-24 |",
    ],
)
def test_the_ones_left_out_are_absent(line: str) -> None:
    read = read_minutes(read_text(f"Atlas 2026-03-24\n{line}"), ROSTER)
    said = {one.person: one.present for one in read.attendance}
    assert (said.pop("bo"), said.pop("cy")) == ("no", "no")
    assert set(said.values()) <= {"yes"}
    if "Ada" not in line:
        assert any("who that is" in one.reason for one in read.unresolved)


def test_excused_where_it_says_so_present_where_all_others_are_absent_and_open_where_nobody_is_known() -> (
    None
):
    def read(line: str) -> dict[str, str]:
        found = read_minutes(read_text(f"Atlas 2026-03-24\n{line}"), ROSTER)
        return {one.person: one.present for one in found.attendance} | {
            one.found: one.reason for one in found.unresolved
        }

    assert read("Present: all except Bo (sick)")["bo"] == "excused"
    assert read("Absent: all but Ada and Bo")["ada"] == "yes"
    assert read("Present: all except Zed Quill")["Zed Quill"] == "who is left out is not understood"
    assert read("Present: Ada (without camera), Bo") == {"ada": "yes", "bo": "yes"}


def test_lists_and_sentences_without_such_a_word_leave_out_nobody() -> None:
    assert left_out("Ada, Bo and Cy") is None
    assert not says_who_came("Everyone was there.")
    assert not says_who_came("We liked everything but the room.")


def test_a_cell_with_a_remark_says_what_its_first_word_says() -> None:
    table = "| Name | Present |\n|---|---|\n| Ada Brandt | late (15 min) |\n| Bo Birch | no, vacation |\n"
    read = read_minutes(
        read_text(f"# Atlas 2026-03-24\n\n{table}| Cy Cedar | yes, until three |\n| Di Elm | maybe |"), ROSTER
    )
    assert {one.person: one.present for one in read.attendance} == {
        "ada": "yes",
        "bo": "excused",
        "cy": "yes",
    }
    assert [one.found for one in read.unresolved] == ["maybe"]


def test_a_count_beside_the_label_hides_nobody() -> None:
    read = read_minutes(read_text("Atlas 2026-03-24\nAttendees (3): Ada, Bo; Cy (remote)"), ROSTER)
    assert {one.person: one.present for one in read.attendance} == {"ada": "yes", "bo": "yes", "cy": "yes"}
