"""Rule 18: no sentence without data behind it. Logs in which something cannot be read or was never recorded."""

from __future__ import annotations

import pytest

from lib.log.reading.parse import parse
from lib.metrics.circle import agenda, history, words
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import sources
from lib.metrics.program import action_words, health_words, sponsor_needs, summary, unread
from lib.metrics.program.program import Program, measure
from tests.data.case_files import AS_OF, measured
from tests.data.hand_log import hand, quick
from tests.data.logs import FIVE_TABS, grid, log

Rows = list[dict[str, object]]


def said(program: Program) -> str:
    """All the sentences about a program."""
    table = sources.diffusion_table(program.facts.log, program.as_of)
    return " ".join(
        [
            summary.health(program), sponsor_needs.needs(program), summary.outcome(program, table),
            *(answer for _, answer in (*health_words.answers(program), *action_words.answers(program))),
        ]
    )  # fmt: skip


def with_title_row(*tabs: str) -> Program:
    """The least a log can be, with a row above the header of these tabs."""
    grids = []
    for name, rows in FIVE_TABS.items():
        found = grid(name, rows)
        if name in tabs:
            found = grid(
                name, [{"Our program 2026": cell} for cell in ("", *rows[0], *map(str, rows[0].values()))]
            )
        grids.append(found)
    return measure(parse(grids), AS_OF)


def test_what_is_late_is_in_doubt_beside_a_tab_that_could_not_be_read() -> None:
    """One reason for saying too little does not hide another."""
    grids = [grid(name, rows) for name, rows in FIVE_TABS.items() if name not in ("actions", "attendance")]
    grids += [
        grid("attendance", [{"Our program": cell} for cell in ("", "session", "member", "present")]),
        grid("actions", [row | {"due": "2026-03-01", "status": "zorp"} for row in FIVE_TABS["actions"]]),
        grid("asks", [{"ask": "K-1", "circle": "Atlas", "what": "Open a door", "raised": "2026-02-01"}]),
    ]
    program = measure(parse(grids), AS_OF)
    assert sponsor_needs.needs(program) == (
        "1 ask has been waiting for an answer for more than 30 days; what is late is not recorded: the status of 1 "
        "action was not understood; the attendance tab could not be read."
    )


def test_a_tab_that_could_not_be_read_is_no_reason_to_say_that_nothing_waits() -> None:
    program = with_title_row("sessions", "actions")
    text = said(program)
    assert "tabs could not be read" in text
    for claim in (
        "Nothing needs",
        "No action is finished",
        "Nothing is open",
        "No promised date",
        "Too early",
    ):
        assert claim not in text
    for key in ("open", "overdue", "cadence"):
        figure = program.figures[key]
        assert figure.value is None
        assert "could not be read" in (figure.missing or "")


@pytest.mark.parametrize("name", ["20-", "20b", "20c"])
def test_a_title_above_the_header_is_no_reason_to_say_that_nothing_is_recorded(name: str) -> None:
    """The header is found below the title, so all the sentences are those of the log without one."""
    assert measured(name).facts.log.unread_tabs == ()
    assert said(measured(name)) == said(measured("base"))


def test_which_tab_could_not_be_read() -> None:
    log = with_title_row("sessions").facts.log
    assert log.unread_tabs == ("sessions",)
    assert log.lacks("sessions") == "the sessions tab could not be read"
    assert log.lacks("asks") == "no asks tab"
    assert log.lacks("actions") is None
    assert unread.in_words(log, ("actions", "circles")) == ""


def test_an_empty_tab_was_read() -> None:
    tables = {**FIVE_TABS, "actions": [dict.fromkeys(FIVE_TABS["actions"][0], "")]}
    log = parse([grid(name, rows) for name, rows in tables.items()])
    assert log.unread_tabs == ()
    assert "No actions are recorded yet." in said(measure(log, AS_OF))


def test_status_says_that_sessions_could_not_be_read() -> None:
    (reasons,) = with_title_row("sessions").status["reasons"]
    assert reasons == ["The sessions tab could not be read"]


def test_no_due_dates_at_all() -> None:
    program = measured("log-no_due_dates")
    figure = program.figures["overdue"]
    assert (figure.value, figure.text, figure.nothing) == (None, "–", "nothing to count (6 no due date)")
    text = said(program)
    assert "no action has a due date, so whether actions are done on time is not recorded." in text
    assert "No promised date" not in text
    assert "overdue" not in text
    assert "none overdue" not in words.what_is_next(
        agenda.agenda(history.of(program.facts, "Atlas")),
        history.about(history.of(program.facts, "Atlas")),
        AS_OF,
        names=True,
    )


def test_no_presenter_column() -> None:
    facts = history.of(measured("log-no_due_dates").facts, "Atlas")
    text = words.what_is_next(agenda.agenda(facts), history.about(facts), AS_OF, names=True)
    assert "presents" not in text


@pytest.mark.parametrize(
    ("tables", "words_of_it"),
    [
        ({}, "What needs a sponsor is not recorded yet: the log has no asks, due dates of actions or circles that "
             "can be judged."),
        ({"asks": [dict.fromkeys(("ask", "circle", "raised", "what"), "")]},
         "No open asks; not recorded: due dates of actions and circles that can be judged."),
        ({"actions": [{"action": "X", "circle": "Atlas", "what": "x", "due": "2026-08-01", "status": "open"}]},
         "No overdue actions; not recorded: asks and circles that can be judged."),
    ],
)  # fmt: skip
def test_what_needs_a_sponsor_says_only_what_is_known(tables: dict[str, Rows], words_of_it: str) -> None:
    assert (
        sponsor_needs.needs(measure(quick({"circles": [{"circle": "Atlas"}]}, **tables), AS_OF))
        == words_of_it
    )


def test_a_log_that_is_read_says_what_it_said() -> None:
    log = hand()
    assert log.unread_tabs == ()
    assert "not recorded, because" not in said(measure(log, AS_OF))
    assert Facts(log, AS_OF).log.lacks("sessions") is None


def test_a_tab_without_rows_is_not_recorded_rather_than_0_of_what_was_expected() -> None:
    days = {"started": "2025-01-01", "cadence_days": 28, "lead": "lea@x.org"}
    tabs: dict[str, Rows] = {
        "circles": [{"circle": "Atlas", **days}],
        "members": [{"member": "ana", "circle": "Atlas", "buddy": "bo"}, {"member": "bo", "circle": "Atlas"}],
        "sessions": [dict.fromkeys(("session", "circle", "planned", "held", "facilitator"), "")],
        "coaching": [dict.fromkeys(("circle", "member", "date", "step"), "")],
        "sponsor_acts": [dict.fromkeys(("circle", "date", "kind"), "")],
    }
    program = measure(log(tabs), AS_OF)
    for key, tab in (
        ("checkins", "coaching"), ("sponsor_visible", "sponsor_acts"), ("backup", "sessions"),
    ):  # fmt: skip
        figure = program.figures[key]
        assert (figure.text, figure.missing) == ("–", f"not recorded: the {tab} tab has no rows"), key
    assert "reviews and sponsor_acts tabs have no rows" in (program.figures["reviews_held"].missing or "")
    assert program.figures["paired"].N == 2
