"""Registers of clubs and boards: last names under Name, leave beside ones, who came beside how many."""

from __future__ import annotations

from datetime import date

from tests.bring.help import accepted, grid

DAYS = (date(2026, 1, 15), date(2026, 2, 12), date(2026, 3, 12))


def test_name_beside_vorname_is_the_last_name() -> None:
    headers = ("Nr.", "Name", "Vorname", *DAYS)
    rows = (1, "Groß", "Jo", "x", "x", "e"), (2, "Bäcker", "Al", "u", "x", "x")
    found = accepted(
        grid("Anwesenheit", headers, *rows, ("x = anwesend, e = entschuldigt, u = unentschuldigt",))
    )
    assert found.log.members["member"].to_list() == ["Jo Groß", "Al Bäcker"]
    assert found.present["2026-01-15", "Al Bäcker"] == "no"


def test_l_is_late_beside_e_and_asked_elsewhere() -> None:
    rows = (("Jane Abbott", 1, 1, 0), ("Pat Cole", "L", "L", 1), ("Tom Boyle", 1, 0, 1))
    found = accepted(grid("Attendance", ("Member", *DAYS), *rows))
    assert found.asked == ["word.attendance.present.L"]
    assert len(found.present) == 7
    rows = (("Jane Abbott", "P", "E", "A"), ("Pat Cole", "L", "L", "P"))
    assert accepted(grid("Attendance", ("Member", *DAYS), *rows)).present["2026-01-15", "Pat Cole"] == "yes"


def test_names_of_those_who_came_beside_how_many_were_invited_and_came() -> None:
    headers = ("Session", "Date", "Host", "Invited", "Attended", "Attendee names", "No-shows", "Follow-ups")
    found = accepted(
        grid(
            "CoP sessions",
            headers,
            ("#1", DAYS[0], "Ann Lee", 3, 2, "Ann Lee, Bob Ray", "Cy Moss", "Bob Ray: share the deck"),
            ("#2", DAYS[1], "Bob Ray", 3, 3, "Ann Lee, Bob Ray, Cy Moss", "", "Cy Moss: book a room"),
            ("#3", DAYS[2], "Cy Moss", 3, 0, "CANCELLED", "", ""),
        )
    )
    assert sorted(found.present.values()) == ["no", "yes", "yes", "yes", "yes", "yes"]
    assert found.log.actions["owner"].to_list() == ["Bob Ray", "Cy Moss"]
    assert not found.proposal.questions


def test_a_register_of_meetings_with_resolutions() -> None:
    headers = ("Mtg No", "Date", "Venue", "Quorum (Y/N)", "No. present", "Apologies", "Resolutions")
    found = accepted(
        grid(
            "Meetings register",
            headers,
            (41, DAYS[0], "Hall", "Y", 7, "P. Ito", "Approve the accounts"),
            (42, DAYS[1], "Hall", "Y", 6, "P. Ito; R. Low", "None"),
        )
    )
    assert found.log.sessions["session"].to_list() == ["41", "42"]
    assert found.log.sessions["decision"].to_list() == ["Approve the accounts", "None"]
    assert {"only how many came", "only absences are listed"} <= set(found.log.checks["rule"])
