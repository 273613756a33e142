"""One circle as its sponsor reads it: sentences of what was tried and what would help, without one person in them."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.circle import agenda, history, outside, words
from lib.metrics.program.program import measure
from tests.data.logs import log

DAY = pd.Timestamp("2026-06-30")


def test_what_was_tried_in_counts_and_in_titles_that_are_shared() -> None:
    whole = log(
        circles=[{"circle": "Atlas", "sponsor": "sue@x.org", "lead": "Lea <lea@x.org>", "started": "2026-01-01"}],
        members=[{"member": "ana", "circle": "Atlas"}],
        actions=[
            {"action": f"X-{n}", "circle": "Atlas", "what": "secret", "owner": "ana", "created": "2026-02-01",
             "status": "done", "closed": "2026-03-01", "effect": effect, "kind": kind,
             "experiment_type": "delegation" if n < 2 else ""}
            for n, (effect, kind) in enumerate([("worked", "action"), ("too early", "experiment"), ("", "experiment")])
        ],
        practices=[
            {"practice": "P-1", "title": "Huddle", "circle": "Atlas", "added": "2026-02-01", "share": "public"},
            {"practice": "P-2", "title": "secret", "circle": "Atlas", "added": "2026-02-01", "share": "circle"},
        ],
        lighthouses=[
            {"lighthouse": f"L-{n}", "practice": "P-1", "circle": "Atlas", "started": "2026-02-01", "before": "9",
             "after": after}
            for n, after in enumerate(("6", ""))
        ],
    )  # fmt: skip
    seen = redact(whole, Viewer("sponsor", "sue@x.org"))
    program = measure(seen, DAY)
    facts = history.of(program.facts, "Atlas")
    assert outside.tried(program, facts, "Atlas") == [
        ("3 actions, 3 of them done", "1 of 1 reported effect worked, 1 more too early to tell."),
        ("2 experiments", "1 on delegation and 1 without a type that is recorded."),
        ("2 lighthouses", "1 with a result measured before and after."),
        ("2 practices", "Huddle; 1 title is kept in the circle."),
    ]
    about = history.about(facts)
    assert outside.whom_to_speak_to(about) == "Speak to lea <lea@x.org>, who leads it."
    empty = measure(log(circles=[{"circle": "Atlas"}]), DAY)
    bare = history.of(empty.facts, "Atlas")
    assert outside.tried(empty, bare, "Atlas") == []
    assert outside.nothing_tried(bare).startswith("Nothing is recorded yet: its lead logs")
    assert words.what_came(bare) == "No case or insight of a session that was held is recorded yet."
    assert outside.would_help(empty, bare, "Atlas", set(), set()) == []
    due = measure(log(circles=[{"circle": "Atlas", "mandate_reviewed": "2025-02-01"}]), DAY)
    assert outside.would_help(due, history.of(due.facts, "Atlas"), "Atlas", set(), set()) == [
        ("Mandate", "Review it with the circle: last reviewed on 1 February 2025.")
    ]
    ended = measure(
        log(circles=[{"circle": "Atlas", "mandate_reviewed": "2025-02-01", "ended": "2026-01-01"}]), DAY
    )
    past = history.of(ended.facts, "Atlas")
    assert outside.would_help(ended, past, "Atlas", set(), set()) == []
    assert (
        outside.nothing_to_suggest(ended, past, "Atlas") == "Nothing: the circle is not active on this day."
    )
    assert outside.whom_to_speak_to(history.about(bare)).startswith("Who leads it is not recorded")


def test_without_a_column_for_it_nobody_says_what_is_open_or_done() -> None:
    """The actions page says "not recorded"; the circle's page does not say "0 of 2 done"."""
    rows = [{"action": f"X-{at}", "circle": "Atlas", "what": "x", "owner": "ana"} for at in range(2)]
    held = [{"session": "A-1", "circle": "Atlas", "planned": "2026-03-01", "held": "2026-03-01"}]
    why = "no status or closed column in the actions tab"
    program = measure(log(circles=[{"circle": "Atlas"}], sessions=held, actions=rows), DAY)
    facts = history.of(program.facts, "Atlas")
    agenda_of = agenda.agenda(facts)
    assert outside.tried(program, facts, "Atlas") == [("2 actions", f"What is done is not recorded: {why}.")]
    assert words.what_came(facts) == f"So far: 2 actions, and what is done is not recorded ({why})."
    assert words.what_is_next(agenda_of, history.about(facts), DAY, names=True) == (
        f"No session is planned. Which of 2 actions are open is not recorded: {why}."
    )
    assert words.open_in_words(agenda_of.review, agenda_of.no_states) == (
        f"2 actions; which are open is not recorded: {why}."
    )
    assert "## Actions to review (2)" in agenda.agenda_markdown(agenda_of)


def test_what_a_word_that_means_nothing_or_a_later_day_leaves_unknown_is_not_counted() -> None:
    """An action whose status says nothing is neither open nor done; a measurement after the day is not known yet; only
    cancelled actions are not "nothing"; without an asks tab nobody says that no ask waits."""
    rows: list[dict[str, object]] = [
        {
            "action": f"X-{at}",
            "circle": "Atlas",
            "what": "x",
            "status": state,
            "closed": "2026-03-01" if at < 5 else "",
        }
        for at, state in enumerate(["done"] * 5 + ["zork", "zork"])
    ]
    beacon = {"lighthouse": "L-1", "practice": "P-1", "circle": "Atlas", "started": "2026-02-01", "before": "9",
              "after": "6", "measured": "2026-08-01"}  # fmt: skip
    practices = [{"practice": "P-1", "title": "Huddle"}]
    tables = log(circles=[{"circle": "Atlas"}], actions=rows, lighthouses=[beacon], practices=practices)
    program = measure(tables, DAY)
    facts = history.of(program.facts, "Atlas")
    assert outside.tried(program, facts, "Atlas") == [
        ("5 actions, 5 of them done", "What came of them is not recorded: no effect column in the actions tab; the "
         "status of 2 more was not understood."),
        ("1 lighthouse", "No result is measured yet."),
    ]  # fmt: skip
    cancelled = measure(log(circles=[{"circle": "Atlas"}], actions=[rows[0] | {"status": "cancelled"}]), DAY)
    facts = history.of(cancelled.facts, "Atlas")
    assert outside.tried(cancelled, facts, "Atlas") == []
    assert outside.nothing_tried(facts) == "The only action is cancelled."
    assert words.what_came(facts).endswith("is recorded yet; the only action is cancelled.")
    dated = [row | {"first_due": "2026-04-01", "due": "2026-04-01"} for row in rows[:5]]
    met = measure(log(circles=[{"circle": "Atlas"}], actions=dated), DAY)
    assert outside.nothing_to_suggest(met, history.of(met.facts, "Atlas"), "Atlas") == (
        "The log has nothing to suggest: no figure that can be judged misses its target, and no ask that waits is "
        "known, but there is no asks tab."
    )
    late = [row | {"closed": "2026-05-01"} for row in dated]
    missed = measure(log(circles=[{"circle": "Atlas"}], actions=late), DAY)
    assert outside.nothing_to_suggest(missed, history.of(missed.facts, "Atlas"), "Atlas") == (
        "The log has nothing to suggest, though Actions done on time is below target; no ask that waits is known, but "
        "there is no asks tab."
    )


def test_the_agenda_says_of_no_action_that_it_lacks_what_no_column_records() -> None:
    act = {"action": "X-1", "circle": "Atlas", "what": "Write it down", "status": "open"}
    for more, line in (
        ({}, "Write it down"),
        ({"owner": "", "due": ""}, "Write it down (no owner, no due date)"),
    ):
        program = measure(log(circles=[{"circle": "Atlas"}], actions=[act | more]), DAY)
        text = agenda.agenda_markdown(agenda.agenda(history.of(program.facts, "Atlas")))
        assert f"- [ ] X-1: {line}\n" in text, text
