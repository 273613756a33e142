"""Roles that a second person has held, and first turns, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.access.of_sponsors import of_sponsors
from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.program.program import measure
from tests.data.logs import log

AS_OF = pd.Timestamp("2026-06-30")


def program() -> CircleLog:
    members = [{"member": name, "circle": "Atlas"} for name in ("ana", "bo", "cy")]
    members += [{"member": name, "circle": "Borealis"} for name in ("ana", "dee")]
    sessions = [
        ("A-1", "Atlas", "2026-01-10", "ana", "bo", "cy"),
        ("A-2", "Atlas", "2026-05-10", "bo", "BO", "ana"),
        ("A-3", "Atlas", "2026-06-10", "bo, ana", "", "cy"),
        ("A-4", "Atlas", "2026-07-10", "cy", "cy", "bo"),  # not held yet
        ("B-1", "Borealis", "2026-05-11", "ana", "", "zoe"),  # zoe is no member
    ]
    return log(
        circles=[
            {"circle": "Atlas", "lead": "lea@x.org; Di <di@x.org>"},
            {"circle": "Borealis", "lead": "lou@x.org"},
            {"circle": "Cetus", "lead": "x@x.org", "ended": "2026-02-01"},
        ],
        members=members,
        sessions=[
            {"session": key, "circle": circle, "planned": day, "held": day, "facilitator": facilitator,
             "note_taker": notes, "presenter": presenter}
            for key, circle, day, facilitator, notes, presenter in sessions
        ],
    )  # fmt: skip


def test_backup_counts_roles_that_a_second_person_has_held() -> None:
    """Atlas: two leads, two facilitators, one note-taker. Borealis: one lead, one facilitator, no notes recorded."""
    found = measure(program(), AS_OF)
    figure = found.figures["backup"]
    assert (figure.n, figure.N) == (2, 5)
    assert figure.excluded == {"note-taker not recorded": 1}
    assert [figure.parts[f"{role}_alone"] for role in ("lead", "facilitator", "note_taker")] == [1, 1, 1]
    assert (found.circles["Atlas"]["backup"].n, found.circles["Atlas"]["backup"].N) == (2, 3)
    assert found.circles["Cetus"]["backup"].N == 0
    earlier = measure(program(), pd.Timestamp("2026-05-01")).figures["backup"]
    assert (earlier.n, earlier.N) == (1, 4)  # in Atlas only the lead; Borealis has no session yet


def test_a_change_of_lead_is_counted_with_the_days_until_the_circle_next_met() -> None:
    """Atlas: on 1 May (9 days to 10 May) and on 1 July (not yet). Borealis: a first lead, and the same one again."""
    changed = [
        ("2026-05-01T08:00:00Z", "Atlas", "old@x.org", "lea@x.org"),
        ("2026-07-01T08:00:00Z", "Atlas", "lea@x.org", "di@x.org"),
        ("2026-05-01T08:00:00Z", "Borealis", "", "lou@x.org"),
        ("2026-05-02T08:00:00Z", "Borealis", "lou@x.org", "Lou <LOU@x.org>"),
        ("not a time", "Borealis", "a@x.org", "b@x.org"),
    ]
    rows = [
        {"at": at, "who": "ada@x.org", "change_set": f"c{n}", "tab": "circles", "key": key, "column": "lead",
         "old": old, "new": new}
        for n, (at, key, old, new) in enumerate(changed)
    ]  # fmt: skip
    journal = log(circles=[{"circle": "Atlas"}], edits=rows).tabs["edits"]
    whole = program().with_tabs(edits=journal)
    parts = measure(whole, AS_OF).figures["backup"].parts
    assert (parts["handovers"], parts["handover_days"]) == (1, 9.0)
    for seen in (whole, redact(whole, Viewer("sponsor", "x@x.org"))):
        assert of_sponsors(seen).lead_changes == {
            "Atlas": (pd.Timestamp("2026-05-01"), pd.Timestamp("2026-07-01"))
        }
    found = measure(whole, AS_OF).circles
    assert found["Borealis"]["backup"].parts["handovers"] == 0
    assert found["Atlas"]["backup"].parts["handover_days"] == 9.0
    assert measure(program(), AS_OF).figures["backup"].parts["handover_days"] is None


def test_first_turns_count_members_once() -> None:
    """Over the whole log: ana, bo and cy in Atlas, ana in Borealis. Since May: bo facilitates, ana brings a case."""
    figure = measure(program(), AS_OF).figures["first_turns"]
    assert (figure.value, figure.n) == (4.0, 4)
    assert [figure.parts[role] for role in ("presenter", "facilitator", "note_taker")] == [2, 3, 1]
    found = measure(program(), AS_OF, pd.Timestamp("2026-05-01"))
    assert found.figures["first_turns"].n == 3
    assert [found.circles[circle]["first_turns"].n for circle in ("Atlas", "Borealis")] == [2, 1]
    unmet = measure(
        program(), AS_OF, pd.Timestamp("2026-06-12")
    )  # nobody met since: no turn could be a first one
    assert [each["first_turns"].text for each in (unmet.figures, found.circles["Cetus"])] == ["–", "–"]


def test_roles_that_are_not_recorded_are_not_zero() -> None:
    session = {"session": "A-1", "circle": "Atlas", "planned": "2026-01-10", "held": "2026-01-10"}
    plain = log(
        circles=[{"circle": "Atlas"}], members=[{"member": "ana", "circle": "Atlas"}], sessions=[session]
    )
    figures = measure(plain, AS_OF).figures
    words = "not recorded: no facilitator or note_taker column in the sessions tab"
    assert (figures["backup"].missing, figures["backup"].text) == (words, "–")
    assert str(figures["first_turns"].missing).startswith("not recorded: no facilitator")
    assert figures["first_turns"].value is None
