"""Colors of a light and the resolution of a ticket beside the status of an action."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.actions.states import YELLOW, settle_states
from lib.bring.synonyms import holds_done
from lib.bring.table import Table, table_of
from lib.log.format.schema import TABS
from tests.bring.help import accepted, grid


def table(*rows: tuple[object, ...]) -> Table:
    return table_of(grid("Log", *rows), TABS["actions"], {0: ("status",)}, 1, title="Log")


@pytest.mark.parametrize(
    ("words", "own", "expected"),
    [
        (("R", "Y", "G"), (), ["R", f"Y{YELLOW}", "G"]),
        (("Red", "O", 1), (), ["Red", f"O{YELLOW}", 1]),
        (("Y", "N", None), (), ["Y", "N", None]),
        (("R", "Y", "G"), ("y",), ["R", "Y", "G"]),
    ],
)
def test_a_letter_that_may_be_yellow_is_not_yes(
    words: tuple[object, ...], own: tuple[str, ...], expected: list[object]
) -> None:
    found = table(("RAG",), *((word,) for word in words))
    settle_states([found], own)
    assert list(found.cells("status")) == expected


def test_only_a_ticket_that_reads_done_can_be_given_up() -> None:
    rows = [
        ("Done", "Won't Do"),
        ("Done", "Fixed"),
        ("To do", "Duplicate"),
        ("Resolved", "Duplicate"),
        ("Done", ""),
    ]
    found = table(("Status", "Resolution"), *rows)
    settle_states([found], ())
    assert list(found.cells("status")) == ["cancelled", "Done", "To do", "cancelled", "Done"]
    assert [note.found for note in found.notes] == ["Done", "Resolved"]
    assert [note.cell for note in found.notes] == ["A2", "A5"]


def test_open_and_closed_actions_are_read_together_and_a_title_says_done() -> None:
    found = accepted(
        grid("Open actions", ("Action", "Owner", "Due"), ("Ask", "Ann Lee", date(2026, 8, 1))),
        grid("Completed actions", ("Action", "Owner", "Due"), ("Plan", "Bob Ray", date(2026, 2, 1))),
        grid(
            "Closed actions",
            ("Action", "Owner", "Due", "Status"),
            ("Call", "Ann Lee", date(2026, 2, 1), "Won't do"),
            ("Send", "Ann Lee", date(2026, 2, 1), None),
        ),
    )
    actions = found.log.actions
    assert dict(zip(actions["what"], actions["status"].astype(object).fillna(""), strict=True)) == {
        "Ask": "",
        "Plan": "done",
        "Call": "cancelled",
        "Send": "done",
    }
    checks = found.log.checks
    assert sorted(checks.loc[checks["rule"] == "done by title", "found"]) == [
        "Closed actions",
        "Completed actions",
    ]


def test_colors_among_open_and_closed_actions_are_no_states() -> None:
    rows = {
        "Open actions": ("Red", "Green", "Amber", "Blue"),
        "Closed actions": ("Blue", "Blue", "Green", None),
    }
    found = accepted(
        *(
            grid(
                title,
                ("Ref", "Action", "Lead", "Target date", "RAG"),
                *(
                    (f"{title[0]}{at}", f"Task {at} {title}", "Ann Lee", date(2026, 2, at), color)
                    for at, color in enumerate(colors, start=1)
                ),
            )
            for title, colors in rows.items()
        )
    )
    assert (
        found.log.actions["status"].astype(object).fillna("?").to_list()
        == ["open"] * 3 + ["?"] + ["done"] * 4
    )
    assert [each for each in found.asked if each.startswith("word")] == ["word.actions.status.Blue"]


def test_what_is_not_done_yet_is_not_done() -> None:
    assert [
        title for title in ("Erledigt", "Not completed", "To be done", "Closed_2025") if holds_done(title)
    ] == [
        "Erledigt",
        "Closed_2025",
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("open", ["open", "open", "open"]), ("green done", ["open", "open", "done"])],
)
def test_what_the_colors_of_a_light_mean_is_asked_once(answer: str, expected: list[str]) -> None:
    headers = ("Action", "Owner", "Due", "RAG")
    rows = ((f"Do thing {at}", "Ann", date(2026, 3, 1), color) for at, color in enumerate("RYG"))
    light = grid("Tracker", headers, *rows)
    assert accepted(light).asked == ["word.actions.status.colors"]
    said = accepted(light, answers={"word.actions.status.colors": answer})
    assert said.log.actions["status"].to_list() == expected
    assert not (said.log.checks["tab"] == "settings").any()
    wrong = accepted(light, answers={"word.actions.status.colors": "done"})
    assert (said.log.actions.index == wrong.log.actions.index).all()
    assert "setting without effect" in set(wrong.log.checks["rule"])
