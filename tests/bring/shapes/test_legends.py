"""Legends of marks: the whole meaning is understood, or the mark is asked."""

from __future__ import annotations

import pytest

from lib.bring.shapes.legends import meaning_of
from tests.bring.help import accepted, grid

DAYS = ("6 Jan 2026", "3 Feb 2026", "3 Mar 2026")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on holiday", "excused"),
        ("on holiday (told us)", "excused"),
        ("absence excusée", "excused"),
        ("here in person", "yes"),
        ("joined by video", "yes"),
        ("left early", "yes"),
        ("did not show", "no"),
        ("in hospital", None),
        ("there in spirit only", None),
        ("on call elsewhere", None),
        ("present by proxy", None),
        ("in", None),
        ("there", None),
        ("late (counts as absent)", None),
        ("absent/excused", None),
        ("absent without apology", None),
        ("not here", None),
        ("deputy sent", None),
    ],
)
def test_a_meaning_counts_only_as_a_whole(text: str, expected: str | None) -> None:
    assert meaning_of(text) == expected


@pytest.mark.parametrize(
    ("legend", "expected", "asked"),
    [
        ("P = present, H = on holiday (told us)", "excused", []),
        ("P - present, H - on holiday", "excused", []),
        ("(P: present; H: excused)", "excused", []),
        ("P = present, H = in hospital", None, ["word.attendance.present.H"]),
        ("P = present; H = at the head office", None, ["word.attendance.present.H"]),
    ],
)
def test_a_mark_is_read_as_its_legend_says_or_asked(
    legend: str, expected: str | None, asked: list[str]
) -> None:
    found = accepted(
        grid("Register", ("Name", *DAYS), ("Ann Lee", "P", "H", "P"), ("Bob Ray", "P", "P", "P"), (legend,))
    )
    assert found.present.get(("2026-02-03", "Ann Lee")) == expected
    assert found.asked == asked
    assert sorted(found.log.members["member"]) == ["Ann Lee", "Bob Ray"]


def test_a_usual_mark_that_the_legend_turns_round_is_asked() -> None:
    rows = ("Ann Lee", "P", "L", "A"), ("Bob Ray", "P", "P", "P")
    found = accepted(
        grid("Register", ("Name", *DAYS), *rows, ("P = present, L = left the group, A = absent",))
    )
    assert found.asked == ["word.attendance.present.L"]
    assert ("2026-02-03", "Ann Lee") not in found.present


def test_a_legend_beside_the_grid() -> None:
    found = accepted(
        grid(
            "Anwesenheit",
            ("Datum", "Ute Müller", "Jan Schmidt", None, "a", "anwesend"),
            ("Di, 13.01.2026", "a", "D", None, "D", "Dienstreise"),
            ("Di, 27.01.2026", "a", "K", None, "K", "Kur"),
            ("Di, 10.02.2026", "a", "a"),
        )
    )
    assert found.asked == ["word.attendance.present.K"]
    assert found.present[("2026-01-13", "Jan Schmidt")] == "excused"
    assert ("2026-01-27", "Jan Schmidt") not in found.present


def test_a_mark_with_a_remark() -> None:
    rows = ("Ann Lee", "Present (online)", "Absent - ill"), ("Bob Ray", "Present", "Present (no news)")
    found = accepted(grid("Register", ("Name", *DAYS[:2]), *rows))
    assert found.present == {
        ("2026-01-06", "Ann Lee"): "yes",
        ("2026-02-03", "Ann Lee"): "excused",
        ("2026-01-06", "Bob Ray"): "yes",
    }
